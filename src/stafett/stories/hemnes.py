"""Hemnes, after its public guide: measures first, then a logg, and the family's to close and open.

Guardians read and do not write. When one of them demands it, the logg is locked at once and the
follow-up goes on; a year later it opens again, to the two units they name.
"""

from typing import Final

from stafett.stories import (
    hemnes_drawing,
    hemnes_emergency,
    hemnes_hidden,
    hemnes_sister,
    hemnes_team,
)
from stafett.stories.beginnings import everybody_arrives, taken_on
from stafett.stories.given_words import Words
from stafett.stories.hemnes_town import AGREED, PLAN, VOICE
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder, Town
from stafett.stories.wondering import wonder

__all__ = ["PLAN", "play"]

READING: Final = "Lese høyt for én voksen, ti minutter hver dag"
CONFIDED: Final = "Han gruer seg til timer der alle leser etter tur"
ADVICE: Final = "Kartlagt ordlesing, skrevet i egen mappe"
NEXT_YEAR: Final = 366


async def play(tale: Tale, builder: Builder) -> Town:
    """Tell the whole story, from the first measure to the logg that opens again."""
    known = "The class teacher makes a pupil of nine and both guardians known"
    town = await everybody_arrives(tale, builder, "teacher", 9.2, known)
    words = await _level_1(tale, town)
    await _measures_then_logg(tale, words)
    await _together(tale, words)
    await hemnes_emergency.nobody_answers(tale, words, CONFIDED)
    await _closed_on_demand(tale, words)
    await _a_year_later(tale, words)
    await _opened_for_two(tale, words)
    await hemnes_drawing.of_the_dog(tale, words)
    await hemnes_team.names_the_holder(tale, words)
    await hemnes_sister.goes_to_school(tale, builder, words)
    await hemnes_drawing.was_a_fall(tale, words)
    await hemnes_hidden.where_he_lives(tale, words, CONFIDED)
    return town


async def _level_1(tale: Tale, town: Town) -> Words:
    teacher, head, mother, father = (town[who] for who in ("teacher", "head", "mother", "father"))
    async with tale.step("Level 0: the class teacher wonders, shares it, and talks with them all"):
        concern = await wonder(tale, teacher, town["child"], town.units["school"])
        await concern.observe(
            teacher, "Går på do hver gang klassen leser etter tur.", arena="klasserommet"
        )
        await concern.share(teacher, [head])
        await concern.talk_with_child(
            teacher,
            own_words="Jeg kan lese. Ikke når de hører.",
            summary="Leser gjerne for én voksen.",
            how="på biblioteket",
        )
        await concern.talk_with_guardians(teacher, [mother, father], "Hjemme leser han for hunden.")
        await town["colleague"].get(concern.path, 404, "NOT_FOUND")
    async with tale.step("All agree; level 1, and the class teacher carries the baton"):
        relay = await taken_on(tale, town, concern, AGREED)
        await relay.held_by("teacher", teacher, head, mother, father)
        await relay.hidden_from(town["adviser"], town["nurse"], town["coordinator"])
    return Words(relay, "å hjelpe barnet sammen", "nb")


async def _measures_then_logg(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    teacher, mother, father = town["teacher"], town["mother"], town["father"]
    async with tale.step("Both guardians say yes to a logg; without a measure it does not open"):
        for guardian in (mother, father):
            await words.give(guardian, ["school"])
        await relay.open_logg(teacher, 409, "AGREE_ON_MEASURE_FIRST")
    async with tale.step("School and guardians agree on a measure: now the logg opens"):
        goal = await relay.goal(teacher, "school", "Leser høyt for tre", "Antall tilhørere")
        await relay.measure(
            teacher,
            "school",
            goal,
            "Velge boka selv",
            how="Sammen på biblioteket hver mandag",
            arena="biblioteket",
            responsible={"part": "EMPLOYEE", "who": teacher.id},
        )
        await relay.open_logg(teacher)
        await relay.stands(mother, level=1, logg="OPEN")
    async with tale.step("What is agreed from now on stands in the logg, and guardians read it"):
        await relay.measure(
            teacher,
            "school",
            goal,
            READING,
            how="Før skoledagen begynner",
            arena="grupperommet",
            responsible={"part": "EMPLOYEE", "who": teacher.id},
        )
        await words.write(teacher, "school", CONFIDED, kind="CHILDS_VOICE")
        for guardian in (mother, father):
            seen = await guardian.get(relay.path)
            check(seen.mentions(READING), f"{guardian.who} reads the measure")
            check(seen.mentions(CONFIDED), f"{guardian.who} reads the entry")
    async with tale.step("Here guardians read, and nothing more: writing in it is refused"):
        await words.write(
            mother, None, "Han leste for mormor.", status=403, code="GUARDIANS_DO_NOT_WRITE"
        )


async def _together(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    teacher, adviser, leader = town["teacher"], town["adviser"], town["ppt-leader"]
    await tale.wait(days=30)
    async with tale.step("Only public services can be let in: not the riding centre"):
        await words.give(
            town["mother"], ["riding-school"], status=409, code="UNIT_CANNOT_BE_LET_IN"
        )
    async with tale.step("PPT is let in by both, and joins at level 2"):
        await relay.invite(teacher, "ppt")
        await relay.hidden_from(adviser)
        for guardian in (town["mother"], town["father"]):
            await words.give(guardian, ["ppt"])
        await relay.accept(leader, "ppt")
        await relay.name(leader, "ppt", adviser, "Kartlegge lesing")
        await relay.change_level(teacher, 2, "PPT er med", VOICE)
        await relay.stands(town["mother"], level=2, logg="OPEN")
    async with tale.step("The adviser reads the logg, and writes for PPT alone, too"):
        check((await adviser.get(relay.path)).mentions(CONFIDED), "the adviser reads it")
        await words.write(adviser, "ppt", ADVICE, shared=False, kind="ASSESSMENT")
        check(not (await teacher.get(relay.path)).mentions(ADVICE), "that is PPT's own")
        await relay.hidden_from(town["nurse"], town["colleague"], town["welfare-leader"])


async def _closed_on_demand(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    teacher, adviser = town["teacher"], town["adviser"]
    mother, father = town["mother"], town["father"]
    await tale.wait(days=12)
    async with tale.step("Closing is the family's to demand: staff cannot, nor a stranger"):
        for who in (teacher, town["head"], adviser):
            await words.demand_closure(who, 403, "NOT_YOURS_HERE")
        await words.demand_closure(town["nurse"], 404, "NOT_FOUND")
    async with tale.step("The father demands that the logg is closed. It takes one, and no reason"):
        await words.demand_closure(father)
    async with tale.step("At the next request it is gone: for the school, for PPT, for everybody"):
        for who in (teacher, town["head"], adviser, town["ppt-leader"]):
            for shared in (CONFIDED, READING):
                check(not await words.read_by(who, shared), f"{who.who} reads on")
        check(await words.read_by(adviser, ADVICE), "PPT keeps what it wrote itself")
        await words.write(teacher, "school", "Én linje til", status=409, code="LOGG_IS_NOT_OPEN")
    async with tale.step("The guardians still read it; the follow-up goes on at level 1"):
        for guardian in (mother, father):
            check((await guardian.get(relay.path)).mentions(CONFIDED), f"{guardian.who} reads it")
        await relay.stands(mother, level=1, logg="LOCKED")
        await relay.held_by("teacher", teacher, town["head"], mother, father)
    async with tale.step("Staff cannot open it again, and old consent opens nothing"):
        await relay.open_logg(teacher, 409, "LOGG_NOT_LET_OPEN")
        await words.reopen("teacher", "school", ["school"], 409, "CONSENT_NOT_RENEWED")


async def _a_year_later(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    await tale.wait(days=NEXT_YEAR)
    async with tale.step("A year later: to a unit that never took part there is nothing there"):
        await relay.hidden_from(town["nurse"], town["clinic-leader"], town["welfare-leader"])
        await relay.held_by("teacher", town["teacher"], town["mother"])
    async with tale.step("The mother approves school and clinic; one of two is not everybody"):
        await words.give(town["mother"], ["school", "clinic"])
        await words.reopen("teacher", "school", ["school", "clinic"], 409, "CONSENT_NOT_RENEWED")
        await relay.hidden_from(town["clinic-leader"], town["nurse"])
    async with tale.step("The father approves the same two. The old is still shown to no staff"):
        await words.give(town["father"], ["school", "clinic"])
        for key in ("teacher", "clinic-leader", "adviser"):
            check(not await words.read_by(town[key], CONFIDED), "not before a holder")
        await relay.hidden_from(town["nurse"])


async def _opened_for_two(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    teacher, nurse, mother = town["teacher"], town["nurse"], town["mother"]
    async with tale.step("The teacher opens it again, and carries the baton for it"):
        await words.reopen("teacher", "school", ["school", "clinic"])
        await relay.stands(mother, level=1, logg="OPEN")
        await relay.held_by("teacher", teacher, mother, town["father"])
    async with tale.step("The clinic accepts and names the nurse: the old opens to those two"):
        await relay.invite(teacher, "clinic")
        await relay.accept(town["clinic-leader"], "clinic")
        await relay.name(town["clinic-leader"], "clinic", nurse, "Samtaler på skolen")
        for who in (teacher, nurse):
            seen = await who.get(relay.path)
            check(seen.mentions(CONFIDED), f"{who.who} reads the old entry")
            check(seen.mentions(READING), f"{who.who} reads the old measure")
    async with tale.step("To those two alone: PPT has its own notes, the others nothing at all"):
        for key in ("adviser", "ppt-leader"):
            check(not await words.read_by(town[key], CONFIDED), "PPT is not named")
        check(await words.read_by(town["adviser"], ADVICE), "its own notes")
        await relay.hidden_from(town["welfare-leader"], town["colleague"], town["coordinator"])
