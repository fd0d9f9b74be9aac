"""Sogndal, between the meetings: what is written to each other, and what is told in confidence.

Here the family writes in the logg too. The young one says herself how she wants to take part,
and what she tells the psychologist her parents are not told, as long as she wishes it.
"""

from typing import Any, Final

from stafett.stories.beginnings import Agreement, take_on
from stafett.stories.given_words import Words
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import child_said

TIMETABLE: Final = "Ho vil ha gym sist på dagen"
CONFIDED: Final = "Ho drøymer om båten kvar natt"
AT_SCHOOL: Final = Agreement(
    holder="teacher",
    place="school",
    leader="head",
    reason="Vil byte fag",
    child_view=child_said("Eg vil ha meir musikk.", "Difor ser vi på timeplanen."),
)


async def one_logg_for_one_child(tale: Tale, town: Town, first: Words) -> None:
    """Tell how a second unit that wants a logg comes into the one there is."""
    teacher, elder = town["teacher"], town["elder"]
    async with tale.step("The school takes on the elder twin too, and knows of no other who has"):
        relay = await take_on(tale, town, AT_SCHOOL, elder)
        await first.relay.hidden_from(teacher)
        asked = await relay.say(teacher, "logg/requests", None, 202)
        check(asked.body["logg"] == "ASKED", "it has been asked for, and no more is said")
        await relay.open_logg(teacher, 409, "LOGG_NOT_LET_OPEN")
    async with tale.step("When all three name the school it comes into the logg there is already"):
        school = Words(relay, "å hjelpe ungdommen saman", "nn")
        for key in ("mother", "father", "elder"):
            await first.relay.hidden_from(teacher)
            await school.give(town[key], ["school"], about=elder)
        joined = await relay.open_logg(teacher)
        check(joined.body["also"]["followUp"] == first.relay.id, "one child, one logg")
        await first.relay.stands(teacher, level=1, logg="OPEN")


async def written_to_each_other(tale: Tale, town: Town, words: Words) -> None:
    """Tell of messages, of a meeting the young one has a say in, and of letters of news."""
    mother, young_one, contact = town["mother"], town["child"], town["contact"]
    relay = words.relay
    async with tale.step("The father says something beside what was written, and it stands there"):
        entry = await words.write(contact, "refugees", "Ho tok bussen i dag.")
        beside = {"item": entry.id, "text": "Og heim att òg.", "about": [young_one.id]}
        await relay.say(town["father"], "comments", beside)
        check(await words.read_by(contact, "Og heim att òg."), "everybody who reads it does")
    async with tale.step("The mother writes in the logg, and the contact person answers her there"):
        about = [young_one.id]
        asked = {"text": "Ho sov til sju i dag!", "about": about}
        first = await relay.say(mother, "messages", asked)
        answer = {"text": "Så fint!", "about": about, "answers": first.id}
        await relay.say(contact, "messages", {**answer, "unit": town.units["refugees"]})
        check((await young_one.get(relay.path)).mentions("Så fint!"), "the young one reads it")
    async with tale.step(
        "She asks to be told that there is something new, and nothing else; then no more"
    ):
        wish = {"address": "mor@example.com", "language": "NN"}
        await mother.post("/v1/me/notices", wish)
        check((await mother.get("/v1/me/notices")).mentions("mor@example.com"), "her own wish")
        await mother.post("/v1/me/notices/stoppings")
    await _meeting(tale, town, relay)


async def _meeting(tale: Tale, town: Town, relay: Relay) -> None:
    young_one, contact, unit = town["child"], town["contact"], town.units["refugees"]
    async with tale.step(
        "A meeting is moved, since the young one has an exam; another is called off"
    ):
        meeting = await relay.plan(
            contact, "refugees", "cooperation-meeting", "Kva hjelper om natta?", days=2
        )
        moved: dict[str, Any] = {
            "unit": unit,
            "kind": "cooperation-meeting",
            "starts": f"{tale.on(3)}T12:00:00Z",
            "agenda": {"purpose": "Kva hjelper om natta?", "madeFit": [INTERPRETED]},
        }
        await relay.say(contact, f"meetings/{meeting}/plans", moved)
        other = await relay.plan(contact, "refugees", "work-meeting", "Skjema", days=4)
        await relay.say(contact, f"meetings/{other}/cancellations", {"unit": unit})
    async with tale.step("She says herself how she wants to be there: the first half hour"):
        own = {
            "takesPart": "FOR_A_WHILE",
            "ownWords": "Eg vil seie det om natta sjølv.",
            "spokesperson": "kontaktpersonen",
        }
        here = f"meetings/{meeting}/own-choices"
        await relay.say(town["mother"], here, own, 403, "NOT_YOURS_HERE")
        await relay.say(young_one, here, own)
        check((await contact.get(relay.path)).mentions("det om natta sjølv"), "in her own words")
    await tale.wait(days=3)
    async with tale.step("It is held; who was there is written down, and who of age interpreted"):
        minutes = {
            "text": "Tur kvar kveld, og BUP til hausten.",
            "attendance": [
                {"name": "mor", "part": "GUARDIAN"},
                {"name": "den unge", "part": "CHILD"},
                {"name": "kontaktpersonen", "part": "EMPLOYEE"},
            ],
            "interpreters": [{"language": "ti", "reference": "oppdrag 9", "ofAge": True}],
        }
        held = {"unit": unit, "heldOn": tale.on(0), "minutes": minutes}
        await relay.say(contact, f"meetings/{meeting}/minutes", held)


INTERPRETED: Final = {"name": "mor", "way": "INTERPRETER", "language": "ti"}


async def for_some_units(tale: Tale, words: Words) -> None:
    """Tell of something in the logg that one unit needs, and another does not."""
    relay, town = words.relay, words.relay.town
    contact, teacher, psychologist = (town[who] for who in ("contact", "teacher", "psychologist"))
    async with tale.step("What only the school needs is shown to the school, and not to BUP"):
        entry = await words.write(contact, "refugees", TIMETABLE)
        refugees, school = town.units["refugees"], town.units["school"]
        shown = {"item": entry.id, "unit": refugees, "units": [school]}
        await relay.say(contact, "showings", shown)
        for who in (teacher, contact, town["mother"], town["child"]):
            check(await words.read_by(who, TIMETABLE), f"{who.who} reads it")
        check(not await words.read_by(psychologist, TIMETABLE), "BUP has no need of it")


async def told_in_confidence(tale: Tale, words: Words) -> None:
    """Tell what the young one's parents are not told, until she wishes it herself."""
    relay, town = words.relay, words.relay.town
    psychologist, mother, unit = town["psychologist"], town["mother"], town.units["mental-health"]
    async with tale.step(
        "What she tells the psychologist her parents are not told: she wishes it so"
    ):
        entry = await words.write(psychologist, "mental-health", CONFIDED, kind="CHILDS_VOICE")
        check(await words.read_by(mother, CONFIDED), "shared, as it was written")
        wish = {"unit": unit, "bestForTheChild": "Ho kjem att berre om det blir mellom oss."}
        here = f"entries/{entry.id}"
        await relay.say(psychologist, f"{here}/keepings-from-guardians", wish)
        for guardian in (mother, town["father"]):
            check(not await words.read_by(guardian, CONFIDED), f"{guardian.who} reads it")
        check(await words.read_by(town["contact"], CONFIDED), "those who help her do")
    async with tale.step("A week later she wants them to know, and they read it"):
        await tale.wait(days=7)
        await relay.say(psychologist, f"{here}/showings-to-guardians", {"unit": unit})
        check(await words.read_by(mother, CONFIDED), "the mother reads it")
