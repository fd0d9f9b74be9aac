"""Modum, after its public guide: a child by the fence, and the baton that finds its hands.

The guide lets a logg open at level 2, and makes level 3 a detour that leads back to level 2.
"""

from typing import Final

from stafett.stories import modum_afterwards
from stafett.stories.actors import Actor
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder, Place, Plan, Post, Town
from stafett.stories.wondering import child_said, wonder

PLAN: Final = Plan(
    rules="modum",
    places={
        "kindergarten": Place("Bekkesvingen barnehage", "kindergarten"),
        "ppt": Place("PPT for Bekkesvingen og Tyrimoen", "ppt"),
        "clinic": Place("Tyrimoen helsestasjon", "health-clinic"),
        "mental-health": Place("BUP Multetangen", "mental-health", municipal=False),
        "physio": Place("Rognebotnen fysioterapi", "physiotherapy"),
    },
    posts={
        "teacher": Post("the kindergarten teacher", "kindergarten"),
        "leader": Post("the kindergarten's leader", "kindergarten", leads=True),
        "colleague": Post("a colleague in the kindergarten", "kindergarten"),
        "ppt-leader": Post("the leader of PPT", "ppt", leads=True),
        "adviser": Post("the PPT adviser", "ppt"),
        "other-adviser": Post("another PPT adviser", "ppt"),
        "clinic-leader": Post("the leader of the clinic", "clinic", leads=True),
        "nurse": Post("the public health nurse", "clinic"),
        "bup-leader": Post("the leader of BUP", "mental-health", leads=True),
        "psychologist": Post("the psychologist", "mental-health"),
        "physio-leader": Post("the leader of the physiotherapists", "physio", leads=True),
        "physio": Post("the physiotherapist", "physio"),
        "coordinator": Post("the BTI coordinator", duty="BTI_COORDINATOR"),
        "archivist": Post("the archivist", duty="ARCHIVIST"),
    },
)

PARENTS = {"mor": "GUARDIAN", "far": "GUARDIAN"}

VOICE = child_said(
    "Peker på bildet av de store barna og sier: jeg vil også.",
    "Vi begynner med lek i liten gruppe, slik barnet viste.",
)


async def play(tale: Tale, builder: Builder) -> Town:
    """Tell the whole story, from the fence to the last meeting, and what came of it later."""
    town = builder.town
    await _everybody_arrives(tale, builder)
    relay = await _level_0(tale, town)
    meeting = await _level_1(tale, town, relay)
    await _consent(tale, town, relay, meeting)
    hearing = await _baton(tale, town, relay)
    await _detours(tale, town, relay)
    await _effect(tale, town, relay, hearing)
    await modum_afterwards.reopened(tale, town, relay)
    return town


async def _everybody_arrives(tale: Tale, builder: Builder) -> None:
    async with tale.step("The municipality has units, and people who work in them"):
        town = await builder.build()
    async with tale.step("The kindergarten teacher makes a child of four and its guardians known"):
        await builder.family(town["teacher"], 4.3, {"mother": "the mother", "father": "the father"})


async def _level_0(tale: Tale, town: Town) -> Relay:
    teacher, leader, mother, father = (
        town[who] for who in ("teacher", "leader", "mother", "father")
    )
    async with tale.step("Level 0: the kindergarten teacher begins to wonder, and writes it down"):
        unit = town.units["kindergarten"]
        concern = await wonder(tale, teacher, town["child"], unit, "Hva skal til for å bli med?")
        await concern.observe(
            teacher, "Står ved gjerdet og ser på de andre hele utetiden.", arena="uteplassen"
        )
        await concern.observe(
            teacher,
            "Farmor forteller at ordene kommer hjemme, men ikke her.",
            arena="garderoben",
            origin="OTHER",
        )
    async with tale.step("Nobody else sees it: leader, PPT and guardians get the same 404"):
        for who in (leader, town["adviser"], mother, father, town["coordinator"]):
            await who.get(concern.path, 404, "NOT_FOUND")
    await tale.wait(days=2)
    async with tale.step("Shared with the leader, who now reads it; a colleague does not"):
        await concern.share(teacher, [leader])
        check((await leader.get(concern.path)).mentions("gjerdet"), "the leader reads it")
        await town["colleague"].get(concern.path, 404, "NOT_FOUND")
    await tale.wait(days=3)
    async with tale.step(
        "A talk with the child, its own words kept apart; then with the guardians"
    ):
        await concern.talk_with_child(
            teacher,
            own_words="Jeg vil være med båten.",
            summary="Vil inn i leken, vet ikke hvordan.",
            how="tegnet sammen ved det lave bordet",
        )
        await concern.talk_with_guardians(
            teacher, [mother, father], "Hjemme snakkes det mye. Enige om å prøve noe sammen."
        )
    async with tale.step("Now the guardians read it; PPT still knows of nothing"):
        check((await mother.get(concern.path)).mentions("gjerdet"), "the mother reads it")
        await father.get(concern.path)
        await town["adviser"].get(concern.path, 404, "NOT_FOUND")
    await tale.wait(days=2)
    async with tale.step("Leader and guardians agree; the teacher takes it on and has the baton"):
        await concern.clarify(teacher, "Barnehagen tar det selv først, og lover nytt møte.")
        for guardian in (mother, father):
            await concern.view_of(teacher, guardian, "Ja, vi prøver.", agrees=True)
        taken_by = town.professional("teacher", "kindergarten")
        begun = await concern.take_on(
            teacher, taken_by, leader, VOICE, "Vil bli med i leken, og får det ikke til alene"
        )
        relay = Relay(tale, town, begun)
    async with tale.step("Level 1, no logg: one holder, and the next meeting is due in 28 days"):
        await relay.stands(teacher, level=1, logg="NOT_OPENED", due_in=28)
        await relay.held_by("teacher", teacher, leader, mother, father)
        await relay.hidden_from(town["adviser"], town["nurse"], town["colleague"])
    return relay


async def _level_1(tale: Tale, town: Town, relay: Relay) -> str:
    teacher, mother = town["teacher"], town["mother"]
    async with tale.step("A goal, a measure in the kindergarten, and one at home with the mother"):
        goal = await relay.goal(
            teacher, "kindergarten", "Er med i lek hver dag", "Antall dager med lek i uka"
        )
        outside = await relay.measure(
            teacher,
            "kindergarten",
            goal,
            "Båtlek i gruppe på tre",
            how="En voksen deltar og trekker seg ut litt etter litt",
            arena="uteplassen",
            responsible={"part": "EMPLOYEE", "who": teacher.id},
        )
        at_home = await relay.measure(
            teacher,
            "kindergarten",
            goal,
            "Ett barn på besøk hver uke",
            how="De samme to barna, en time",
            arena="home",
            responsible={"part": "GUARDIAN", "who": mother.id},
        )
    async with tale.step("Modum opens no logg at level 1: the service says so"):
        await relay.open_logg(teacher, 409, "TOO_EARLY_FOR_LOGG")
    async with tale.step("A follow-up meeting is agreed on, within the four weeks"):
        meeting = await relay.plan(
            teacher, "kindergarten", "follow-up-talk", "Har leken tatt seg opp?", days=27
        )
    await tale.wait(days=27)
    async with tale.step("It is held, with minutes: the measures have had no effect so far"):
        await relay.hold(
            teacher,
            "kindergarten",
            meeting,
            "Ordene kommer fortsatt ikke i barnehagen. Vi trenger noen som kan språk.",
            PARENTS | {"pedagogisk leder": "EMPLOYEE"},
        )
        for measure in (outside, at_home):
            await relay.evaluate(
                teacher,
                "kindergarten",
                measure,
                effect="NONE",
                child=VOICE,
                basis="Telt dag for dag i fire uker",
            )
    async with tale.step("Level 2 needs others, and others need consent: not yet"):
        await relay.outcome(
            teacher,
            meeting,
            "no-effect",
            "Andre tjenester trengs",
            VOICE,
            holder_kept=True,
            status=409,
            code="NOBODY_ELSE_LET_IN",
        )
    return meeting


async def _consent(tale: Tale, town: Town, relay: Relay, meeting: str) -> None:
    teacher, mother, father = town["teacher"], town["mother"], town["father"]
    ppt_leader, adviser, nurse = town["ppt-leader"], town["adviser"], town["nurse"]
    units = ("kindergarten", "ppt", "clinic")
    async with tale.step("PPT and the clinic are asked; being asked tells them nothing"):
        await relay.invite(teacher, "ppt")
        await relay.invite(teacher, "clinic")
        for who in (adviser, nurse):
            await who.get(relay.path, 404, "NOT_FOUND")
        await relay.accept(ppt_leader, "ppt", 409, "UNIT_NOT_LET_IN")
    async with tale.step("The mother signs, naming PPT and the clinic; one parent is not everyone"):
        await relay.consent(mother, units, signed_with=teacher)
        await relay.accept(ppt_leader, "ppt", 409, "UNIT_NOT_LET_IN")
        await relay.hidden_from(adviser, nurse)
    await tale.wait(days=1)
    async with tale.step("The father signs too; the meeting's choice leads to level 2"):
        await relay.consent(father, units, signed_with=teacher)
        await relay.outcome(
            teacher,
            meeting,
            "no-effect",
            "Andre tjenester trengs",
            VOICE,
            holder_kept=False,
        )
        await relay.stands(mother, level=2)
    async with tale.step("Both units accept, and name one person each with a task"):
        await relay.accept(ppt_leader, "ppt")
        await relay.hidden_from(adviser)
        await relay.name(ppt_leader, "ppt", adviser, "Se på språk og lek")
        await relay.accept(town["clinic-leader"], "clinic")
        await relay.name(town["clinic-leader"], "clinic", nurse, "Hørsel og søvn")
    async with tale.step(
        "The adviser now finds it in the list of the day; another at PPT does not"
    ):
        await relay.listed_for(adviser)
        await relay.seen_by(adviser)
        await relay.hidden_from(town["other-adviser"], town["colleague"], town["psychologist"])
    async with tale.step("Opening copies nothing: what the kindergarten wrote alone stays there"):
        await relay.open_logg(teacher)
        seen = await adviser.get(relay.path)
        check(seen.body["logg"]["state"] == "OPEN", "the logg is open")
        check(not seen.mentions("Båtlek"), "PPT does not see the kindergarten's own part")
        check((await teacher.get(relay.path)).mentions("Båtlek"), "the teacher still does")


async def _baton(tale: Tale, town: Town, relay: Relay) -> str:
    teacher, nurse, mother = town["teacher"], town["nurse"], town["mother"]
    eyes = (teacher, nurse, mother, town["father"], town["adviser"])
    await tale.wait(days=6)
    async with tale.step("Network meeting: goals for everybody, and a new holder agreed on"):
        meeting = await relay.plan(
            teacher,
            "kindergarten",
            "network-meeting",
            "Mål vi har sammen",
            days=1,
            units=("kindergarten", "ppt", "clinic"),
        )
        await tale.wait(days=1)
        await relay.hold(
            teacher,
            "kindergarten",
            meeting,
            "Hørselen skal undersøkes. Helsesykepleieren er nærmest til å holde trådene.",
            PARENTS | dict.fromkeys(("pedagogisk leder", "PPT", "helsestasjonen"), "EMPLOYEE"),
        )
    async with tale.step("The holder offers the baton to the nurse; the nurse declines"):
        await relay.offer(teacher, "nurse", "clinic")
        await relay.held_by("teacher", *eyes)
        await relay.decline(nurse, "Er på kurs i to uker, spør gjerne igjen")
        await relay.held_by("teacher", *eyes)
    await tale.wait(days=14)
    async with tale.step("Offered again: the teacher answers for it until the nurse has accepted"):
        await relay.offer(teacher, "nurse", "clinic")
        await relay.held_by("teacher", *eyes)
        await relay.take(town["adviser"], status=403, code="NOT_YOURS_HERE")
        await relay.take(nurse)
        await relay.held_by("nurse", *eyes)
    async with tale.step("Nurse and adviser agree on measures in the logg, for all to see"):
        goal = await relay.goal(nurse, "clinic", "Hører det som blir sagt", "Hørselsprøve")
        measure = await relay.measure(
            nurse,
            "clinic",
            goal,
            "Hørselsprøve og oppfølging",
            how="Prøve hos helsestasjonen, ny etter fire uker",
            arena="helsestasjonen",
            responsible={"part": "EMPLOYEE", "who": nurse.id},
        )
        for who in eyes:
            check((await who.get(relay.path)).mentions("Hørselsprøve"), f"{who.who} sees it")
    return measure


async def _detours(tale: Tale, town: Town, relay: Relay) -> None:
    """Level 3 twice: once the way is short, once another service is asked."""
    nurse = town["nurse"]
    await tale.wait(days=26)
    meeting = await _meet(
        tale, relay, nurse, "follow-up-meeting", "Vi står fast. Hva er det vi ikke ser?"
    )
    async with tale.step("Stuck: level 3 begins only with newly signed consent naming who comes"):
        await relay.outcome(
            nurse,
            meeting,
            "no-effect",
            "Hørselen er god, leken stopper fortsatt",
            VOICE,
            holder_kept=True,
            status=409,
            code="NEW_SIGNATURE_NEEDED",
        )
    await _invite_by_name(tale, town, relay, "mental-health", "psychologist")
    async with tale.step("Newly signed by both: the follow-up goes to level 3, the holder is kept"):
        await relay.outcome(
            nurse, meeting, "no-effect", "Trenger nye øyne", VOICE, holder_kept=True
        )
        await relay.stands(town["father"], level=3)
    async with tale.step("The psychologist joins; child welfare is neither asked nor inferred"):
        await relay.accept(town["bup-leader"], "mental-health")
        await relay.name(town["bup-leader"], "mental-health", town["psychologist"], "Observere lek")
        await relay.listed_for(town["psychologist"])
    await tale.wait(days=7)
    meeting = await _meet(
        tale,
        relay,
        nurse,
        "extended-network-meeting",
        "Filmet leken. Ordene kommer når noen begynner.",
    )
    async with tale.step("A detour, not a rung: back to level 2, and to meet within 28 days"):
        await relay.outcome(
            nurse, meeting, "go-on", "Bytter på hvem som begynner", VOICE, holder_kept=True
        )
        await relay.stands(town["mother"], level=2, due_in=28)
    await tale.wait(days=28)
    meeting = await _meet(tale, relay, nurse, "follow-up-meeting", "Leken går, men trappa er vond.")
    await _invite_by_name(tale, town, relay, "physio", "physio")
    async with tale.step(
        "Once more by level 3, since another service is asked: then it is 42 days"
    ):
        await relay.outcome(nurse, meeting, "no-effect", "Ny undring", VOICE, holder_kept=True)
        await tale.wait(days=3)
        meeting = await _meet(
            tale, relay, nurse, "extended-network-meeting", "Fysioterapeut spørres."
        )
        await relay.outcome(
            nurse, meeting, "other-services", "Fysioterapi trengs", VOICE, holder_kept=True
        )
        await relay.stands(town["mother"], level=2, due_in=42)
    async with tale.step("The physiotherapist joins, and sees what is shared and nothing else"):
        await relay.accept(town["physio-leader"], "physio")
        await relay.name(town["physio-leader"], "physio", town["physio"], "Trappa")
        seen = await town["physio"].get(relay.path)
        check(seen.mentions("Hørselsprøve"), "the shared measure")
        check(not seen.mentions("Båtlek"), "not what the kindergarten wrote alone")


async def _meet(tale: Tale, relay: Relay, who: Actor, kind: str, minutes: str) -> str:
    """Hold a meeting the next day, with minutes in the logg."""
    meeting = await relay.plan(who, "clinic", kind, "Hvordan går det?", days=1)
    await tale.wait(days=1)
    await relay.hold(who, "clinic", meeting, minutes, PARENTS | {"alle med oppgaver": "EMPLOYEE"})
    return meeting


async def _invite_by_name(tale: Tale, town: Town, relay: Relay, unit: str, who: str) -> None:
    nurse = town["nurse"]
    await relay.invite(nurse, unit)
    await tale.wait(days=1)
    for guardian in ("mother", "father"):
        await relay.consent(town[guardian], [unit], named=[town[who]], signed_with=nurse, days=120)


async def _effect(tale: Tale, town: Town, relay: Relay, hearing: str) -> None:
    nurse, mother, father = town["nurse"], town["mother"], town["father"]
    team = (town["adviser"], town["psychologist"], town["physio"])
    await tale.wait(days=40)
    async with tale.step("The last meeting: it has worked, and the child says so"):
        meeting = await _meet(tale, relay, nurse, "follow-up-meeting", "Med i leken hver dag.")
        happy = child_said("Jeg er kaptein!", "Derfor avslutter vi.")
        await relay.evaluate(
            nurse,
            "clinic",
            hearing,
            effect="WISHED",
            child=happy,
            basis="Sett av alle, hver dag",
        )
        await relay.outcome(nurse, meeting, "effect", "Det har virket", happy)
    async with tale.step("All agree: the logg is locked, and the other units read it no more"):
        await relay.lock(nurse, [mother, father], "Målene er nådd", happy)
        for who in team:
            answer = await who.look(relay.path)
            check(not answer.mentions("Hørselsprøve"), f"{who.who} reads on")
    async with tale.step("The follow-up ends by agreement; the family keeps its logg"):
        await relay.end(nurse, [mother, father], "Alle er enige om at det er nok", happy)
        for guardian in (mother, father):
            seen = await guardian.get(relay.path)
            check(seen.mentions("Hørselsprøve"), f"{guardian.who} keeps the logg")
        for who in team:
            answer = await who.look(relay.path)
            check(not answer.mentions("Hørselsprøve"), f"{who.who} reads on")
