"""Modum, afterwards: a logg that was locked opens again, on renewed consent, for one named unit.

The family keeps it all the while. To everybody at work there is nothing old to see before every
guardian has named the unit anew, and somebody in it has taken the baton.
"""

from typing import Final

from stafett.stories.given_words import Words
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import child_said, wonder

PUPPY: Final = child_said("Han heter Båt.", "Derfor er det ikke mer å undre seg over.")
MUCH_LATER: Final = 240
OLD: Final = "Hørselsprøve"
"""A word from the measure that stood in the logg when it was locked."""
NOT_NAMED: Final = ("teacher", "leader", "nurse", "clinic-leader", "psychologist", "physio")
"""Those who took part before, and are not named in the new consent."""


async def reopened(tale: Tale, town: Town, relay: Relay) -> None:
    """Tell how PPT, and PPT alone, reads the old logg again."""
    words = Words(relay, "å hjelpe barnet sammen, på nytt", "nb", folder="mappe 9, nytt samtykke")
    await _nothing_for_anybody(tale, town, words)
    await _renewed(tale, town, words)
    await _for_one_unit(tale, town, words)


async def wondered_and_ended(tale: Tale, town: Town) -> None:
    """Tell of a wondering that comes to an end at level 0, and of what lies locked."""
    teacher, mother = town["teacher"], town["mother"]
    await tale.wait(days=30)
    async with tale.step("Wondered about once more; it was nothing, and they may always come back"):
        concern = await wonder(tale, teacher, town["child"], town.units["kindergarten"])
        await concern.observe(teacher, "Sover ved bordet.", arena="avdelingen")
        await concern.talk_with_guardians(teacher, [mother], "De har fått en valp.")
        ended = {
            "why": "Det er valpen som vekker huset.",
            "informationGiven": "Kom igjen når dere vil. Familiens hus har åpent på torsdager.",
            "childView": PUPPY,
            "tookPart": [mother.id],
        }
        await teacher.post(f"{concern.path}/conclusions", ended)
        check((await mother.get(concern.path)).mentions("Familiens hus"), "the mother reads it")
    async with tale.step("The archivist finds that a logg is locked, and reads none of it"):
        shelf = await town["archivist"].get("/v1/archive-shelf")
        check(not shelf.mentions(OLD), "not what stands in it")


async def _nothing_for_anybody(tale: Tale, town: Town, words: Words) -> None:
    await tale.wait(days=MUCH_LATER)
    async with tale.step("Much later the family still reads its logg; nobody at work does"):
        for key in ("mother", "father"):
            check(await words.read_by(town[key], OLD), f"{town[key].who} keeps the logg")
        for key in (
            "teacher",
            "leader",
            "nurse",
            "adviser",
            "ppt-leader",
            "psychologist",
            "physio",
        ):
            check(not await words.read_by(town[key], OLD), f"{town[key].who} reads on")
        await words.relay.hidden_from(town["other-adviser"], town["coordinator"])
    async with tale.step("What was signed before it was locked opens nothing"):
        await words.reopen("adviser", "ppt", ["ppt"], 403, "NOT_YOURS_HERE")


async def _renewed(tale: Tale, town: Town, words: Words) -> None:
    adviser = town["adviser"]
    async with tale.step("The mother signs anew, for PPT alone and the adviser by name"):
        await words.give(town["mother"], ["ppt"], named=[adviser])
        await words.reopen("adviser", "ppt", ["ppt"], 403, "NOT_YOURS_HERE")
        check(not await words.read_by(adviser, OLD), "one guardian is not everybody")
    async with tale.step("The father signs too. Until somebody takes the baton, nothing is shown"):
        await words.give(town["father"], ["ppt"], named=[adviser])
        for key in ("adviser", "ppt-leader"):
            check(not await words.read_by(town[key], OLD), "not before there is a holder")


async def _for_one_unit(tale: Tale, town: Town, words: Words) -> None:
    relay, adviser = words.relay, town["adviser"]
    async with tale.step("The adviser opens it again and carries the baton: one holder from now"):
        await words.reopen("adviser", "ppt", ["ppt"])
        await relay.held_by("adviser", adviser, town["mother"], town["father"])
        check((await relay.seen_by(town["mother"]))["logg"]["state"] == "OPEN", "it is open")
    async with tale.step("The old opens to PPT's adviser, and to no other unit that was there"):
        check(await words.read_by(adviser, OLD), "the adviser reads it again")
        for key in NOT_NAMED:
            check(not await words.read_by(town[key], OLD), f"{town[key].who} was not named")
        await relay.hidden_from(town["other-adviser"], town["coordinator"])
    async with tale.step("Either guardian can close it again, at once"):
        await words.demand_closure(town["mother"])
        check(not await words.read_by(adviser, OLD), "gone at the next request")
        check(await words.read_by(town["father"], OLD), "the family keeps it")
