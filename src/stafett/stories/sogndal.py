"""Sogndal, after its public guide (in nynorsk): one who is over 15 has a word of one's own.

The logg opens at level 1, on the guardians' word and the young one's. A second unit makes it
level 2, a third comes in by extension; and when one guardian takes a word back, that unit is out.
Services disagree on who holds the baton, and in the end an individual plan takes over.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from stafett.stories import sogndal_arrivals, sogndal_between, sogndal_model
from stafett.stories.actors import Actor
from stafett.stories.answers import Answer
from stafett.stories.beginnings import GUARDIANS, Agreement, take_on, taken_on
from stafett.stories.given_words import Words, gaps
from stafett.stories.sogndal_afterwards import a_plan_takes_over, who_holds
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder, Place, Plan, Post, Town
from stafett.stories.wondering import child_said, wonder
from stafett.texts import sentences

PLAN: Final = Plan(
    rules="sogndal",
    places={
        "refugees": Place("Flyktningtenesta på Tyrisletta", "refugee-service"),
        "school": Place("Lyngkneika vidaregåande skule", "school", municipal=False),
        "mental-health": Place("BUP Multehølen", "mental-health", municipal=False),
        "clinic": Place("Rognelunden helsestasjon for ungdom", "health-clinic"),
    },
    posts={
        "contact": Post("the contact person in the refugee service", "refugees"),
        "leader": Post("the leader of the refugee service", "refugees", leads=True),
        "colleague": Post("a colleague in the refugee service", "refugees"),
        "head": Post("the head of the upper secondary school", "school", leads=True),
        "teacher": Post("the contact teacher", "school"),
        "other-teacher": Post("another teacher", "school"),
        "bup-leader": Post("the leader of BUP", "mental-health", leads=True),
        "psychologist": Post("the psychologist", "mental-health"),
        "clinic-leader": Post("the leader of the youth clinic", "clinic", leads=True),
        "coordinator": Post("the BTI coordinator", duty="BTI_COORDINATOR"),
        "coordinating-unit": Post("the coordinating unit", duty="COORDINATING_UNIT"),
    },
)

PURPOSE: Final = "å hjelpe ungdommen saman"
VOICE = child_said(
    "Eg vil på skulen, men eg får ikkje sove.", "Difor byrjar vi med kveldane, slik ho bad om."
)
AGREED: Final = Agreement(
    holder="contact",
    place="refugees",
    leader="leader",
    outcome="Tenesta tek det sjølv først.",
    guardians_say="Ja, det vil vi.",
    reason="Treng ro om natta",
    child_view=VOICE,
)
INTERPRETER: Final = {"language": "ti", "reference": "tolketenesta, oppdrag 7"}
LATE_START: Final = "Byrje skuledagen klokka ti to dagar i veka"
SLEEP: Final = "Ho søv betre når ho har gått tur"
OWN_NOTE: Final = "Snakka med rådgjevaren om timeplanen"


async def play(tale: Tale, builder: Builder) -> Town:
    """Tell the whole story, from a birthday at midnight to a word that is taken back."""
    town = await _everybody_arrives(tale, builder)
    elder = await _either_side_of_midnight(tale, town)
    await sogndal_between.one_logg_for_one_child(tale, town, elder)
    await sogndal_arrivals.alone(tale, builder)
    words = await _level_1(tale, town)
    given = await _logg(tale, words)
    await sogndal_between.written_to_each_other(tale, town, words)
    await _second_unit(tale, words)
    await sogndal_model.monthly(tale, town)
    await _third_by_extension(tale, words, given)
    await sogndal_between.for_some_units(tale, words)
    await sogndal_between.told_in_confidence(tale, words)
    await _one_word_taken_back(tale, words)
    await who_holds(tale, words)
    await a_plan_takes_over(tale, words)
    await sogndal_model.rules_of_the_day(tale, town)
    return town


def _family(town: Town) -> tuple[Actor, Actor, Actor]:
    return town["mother"], town["father"], town["child"]


async def _everybody_arrives(tale: Tale, builder: Builder) -> Town:
    async with tale.step("The municipality has units, and people who work in them"):
        town = await builder.build()
    async with tale.step("A young one of sixteen comes, with two guardians, and twin siblings"):
        contact = town["contact"]
        await builder.family(contact, 16.4, GUARDIANS, "the young one")
        today = tale.today.replace(year=tale.today.year - 15)
        yesterday = today - timedelta(days=1)
        await builder.sibling(contact, "elder", "the elder twin", yesterday, GUARDIANS)
        await builder.sibling(contact, "younger", "the younger twin", today, GUARDIANS)
        for actor in town.actors.values():
            actor.language = "nn"
    return town


async def _either_side_of_midnight(tale: Tale, town: Town) -> Words:
    mother, father, _ = _family(town)
    begun: dict[str, Words] = {}
    async with tale.step("Of twins born on each side of midnight, one is 15 and one is over 15"):
        for twin in ("elder", "younger"):
            free_time = replace(AGREED, reason="Vil ha hjelp til å finne ei fritid")
            relay = await take_on(tale, town, free_time, town[twin])
            begun[twin] = Words(relay, PURPOSE, "nn")
            for guardian in (mother, father):
                await begun[twin].give(guardian, ["refugees"], about=town[twin])
    async with tale.step("For the one who is 15 today, both guardians' word opens a logg"):
        await begun["younger"].relay.open_logg(town["contact"])
        await begun["younger"].relay.stands(mother, level=1, logg="OPEN")
    async with tale.step("The one over 15 is asked too; the service says so, in nynorsk"):
        relay = begun["elder"].relay
        no = await relay.open_logg(town["contact"], 409, "LOGG_NOT_LET_OPEN")
        said = sentences("refusals")["LOGG_NOT_LET_OPEN"]["nn"]
        check(no.body["title"] == said, "the no is said in nynorsk")
        await begun["elder"].give(town["elder"], ["refugees"], about=town["elder"])
        await relay.open_logg(town["contact"])
        await relay.stands(town["elder"], level=1, logg="OPEN")
    return begun["elder"]


async def _level_1(tale: Tale, town: Town) -> Words:
    contact, leader = town["contact"], town["leader"]
    mother, father, young_one = _family(town)
    async with tale.step("Level 0: the contact person wonders about the young one of sixteen"):
        concern = await wonder(
            tale, contact, young_one, town.units["refugees"], "Kva skal til for å kome på skulen?"
        )
        await concern.observe(
            contact, "Sit i bussen til endehaldeplassen og blir med tilbake.", arena="bussen"
        )
        await concern.share(contact, [leader])
        for who in (town["colleague"], town["teacher"], mother):
            await who.get(concern.path, 404, "NOT_FOUND")
    await tale.wait(days=2)
    async with tale.step("A talk with her, her own words kept apart; then with the guardians"):
        await concern.talk_with_child(
            contact,
            own_words="Det er natta som er vanskeleg, ikkje skulen.",
            summary="Vil på skulen. Treng hjelp til å sove.",
            how="gjekk ein tur saman",
        )
        await concern.talk_with_guardians(
            contact, [mother, father], "Heime er alle slitne. Vi prøver noko saman."
        )
        check((await mother.get(concern.path)).mentions("endehaldeplassen"), "the mother reads it")
    async with tale.step("All agree. Level 1, in the refugee service: no school has to come first"):
        relay = await taken_on(tale, town, concern, AGREED)
        await relay.held_by("contact", contact, leader, mother, father, young_one)
        await relay.hidden_from(town["teacher"], town["psychologist"], town["coordinator"])
    return Words(relay, PURPOSE, "nn")


async def _logg(tale: Tale, words: Words) -> dict[str, Answer]:
    relay, town = words.relay, words.relay.town
    contact = town["contact"]
    mother, father, young_one = _family(town)
    given: dict[str, Answer] = {}
    async with tale.step("In Sogndal level 1 begins with the logg: that there is none yet shows"):
        check("LOGG_TO_BE_OPENED" in gaps(await relay.seen_by(contact)), "the holder sees it")
        check("LOGG_TO_BE_OPENED" in gaps(await relay.seen_by(mother)), "the mother sees it")
    async with tale.step("The mother signs with an interpreter, the father too; not everybody yet"):
        for key in ("mother", "father"):
            given[key] = await words.give(
                town[key], ["refugees"], signed_with=contact, interpreter=INTERPRETER
            )
        await relay.open_logg(contact, 409, "LOGG_NOT_LET_OPEN")
    async with tale.step("The young one gives her own word; the logg opens, at level 1"):
        given["child"] = await words.give(young_one, ["refugees"])
        await relay.open_logg(contact)
        for who in (contact, mother, father, young_one):
            await relay.stands(who, level=1, logg="OPEN")
        check("LOGG_TO_BE_OPENED" not in gaps(await relay.seen_by(contact)), "nothing is missing")
    async with tale.step("A goal, a measure that is the young one's own, and what they noticed"):
        goal = await relay.goal(
            contact, "refugees", "Er på skulen når dagen byrjar", "Dagar i veka"
        )
        await relay.measure(
            contact,
            "refugees",
            goal,
            LATE_START,
            how="Ho skriv sjølv kva ho gjorde kvelden før",
            arena="skulen",
            responsible={"part": "CHILD", "who": young_one.id},
        )
        await words.write(contact, "refugees", SLEEP, kind="OBSERVATION")
        for who in (contact, mother, father, young_one):
            check((await who.get(relay.path)).mentions(SLEEP), f"{who.who} reads it")
        await relay.hidden_from(town["colleague"], town["teacher"], town["clinic-leader"])
    return given


async def _second_unit(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    contact, head, teacher = town["contact"], town["head"], town["teacher"]
    mother, father, young_one = _family(town)
    await tale.wait(days=14)
    async with tale.step("The school is asked, and learns nothing by being asked"):
        await relay.invite(contact, "school")
        await relay.hidden_from(teacher)
        await relay.accept(head, "school", 409, "UNIT_NOT_LET_IN")
        await relay.change_level(
            contact, 2, "Skulen må vere med", VOICE, status=409, code="NOBODY_ELSE_LET_IN"
        )
    async with tale.step("The same three let the school in; a second unit makes it level 2"):
        for giver in (mother, father, young_one):
            await words.give(giver, ["school"])
        await relay.accept(head, "school")
        await relay.name(head, "school", teacher, "Morgonen og timeplanen")
        await relay.change_level(contact, 2, "Skulen er med", VOICE)
        await relay.stands(young_one, level=2, logg="OPEN")
    async with tale.step("The teacher reads all that is shared; nobody else at school does"):
        seen = await teacher.get(relay.path)
        check(seen.mentions(SLEEP), "what was noticed")
        check(seen.mentions(LATE_START), "the young one's measure")
        await words.write(teacher, "school", OWN_NOTE, shared=False)
        check(not (await contact.get(relay.path)).mentions(OWN_NOTE), "the school's own note")
        await relay.hidden_from(town["other-teacher"], town["psychologist"])


async def _third_by_extension(tale: Tale, words: Words, given: dict[str, Answer]) -> None:
    relay, town = words.relay, words.relay.town
    contact, leader, psychologist = town["contact"], town["bup-leader"], town["psychologist"]
    await tale.wait(days=21)
    async with tale.step("BUP is asked, and sees nothing before its own consent, from every giver"):
        await relay.invite(contact, "mental-health")
        await relay.hidden_from(psychologist)
        for key in ("mother", "father"):
            await words.extend(town[key], given[key], ["mental-health"])
            await relay.accept(leader, "mental-health", 409, "UNIT_NOT_LET_IN")
            await relay.hidden_from(psychologist)
    async with tale.step("When all three have extended their word, BUP joins: level 3"):
        await words.extend(town["child"], given["child"], ["mental-health"])
        await relay.accept(leader, "mental-health")
        await relay.name(leader, "mental-health", psychologist, "Søvn og redsle")
        await relay.change_level(contact, 3, "Tre tenester saman", VOICE)
        await relay.stands(town["father"], level=3, logg="OPEN")
    async with tale.step("Afterwards it sees everything shared, and no unit's own notes"):
        seen = await psychologist.get(relay.path)
        check(seen.mentions(SLEEP), "what was written long before it came")
        check(seen.mentions(LATE_START), "the measures")
        check(not seen.mentions(OWN_NOTE), "not what the school wrote for itself")
        await relay.listed_for(psychologist)
        await words.write(psychologist, "mental-health", "Fyrste samtale er halden.")
        check((await town["teacher"].get(relay.path)).mentions("Fyrste samtale"), "all read it")


async def _one_word_taken_back(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    psychologist, father = town["psychologist"], town["father"]
    await tale.wait(days=8)
    await psychologist.get(relay.path)
    await tale.wait(days=1)
    async with tale.step("The father takes back his word for BUP, by telephone. Nobody asks why"):
        said = {"units": [town.units["mental-health"]], "saidOn": tale.on(-1), "giver": father.id}
        await relay.say(town["contact"], "consents/withdrawals", said)
    async with tale.step("He said it yesterday: he sees who opened it before it was written down"):
        late = await father.get(f"{relay.path}/consents/late-openings")
        (spoken,) = late.body["withdrawals"]
        check(spoken["openings"], "somebody had")
        check(not late.mentions(psychologist.id), "no name is told")
    async with tale.step(
        "At the very next request BUP is out, says that it knows, and can write no more"
    ):
        for shared in (SLEEP, LATE_START):
            check(not await words.read_by(psychologist, shared), "BUP reads on")
        knows = f"participants/{town.units['mental-health']}/acknowledgements"
        await relay.say(psychologist, knows)
        await words.write(psychologist, "mental-health", "Ei linje til", status=403)
    async with tale.step("BUP alone: school, refugee service and family read as before"):
        for key in ("contact", "teacher", "mother", "father", "child"):
            seen = await town[key].get(relay.path)
            check(seen.mentions(SLEEP), f"{town[key].who} reads it")
        await relay.held_by("contact", town["teacher"], father)
        check("UNIT_WITHOUT_CONSENT" in gaps(await relay.seen_by(town["contact"])), "it shows")
