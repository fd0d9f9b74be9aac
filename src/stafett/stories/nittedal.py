"""Nittedal, after its public guide: an ordinary logg, and beside it what nobody may notice.

A suspicion of violence goes from level 0 to 3 at once, in a matter of its own, and the guardians
are not told. Whatever they look at is what they would have seen without it. Told twice, with
the suspicion and without, the story leaves the same traces before every eye but the few named.
"""

from collections.abc import Iterable
from typing import Final
from uuid import uuid4

from stafett.stories.actors import Actor
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder, Place, Plan, Post, Town
from stafett.stories.wondering import Wondering, child_said, suspect, wonder

PLAN: Final = Plan(
    rules="nittedal",
    places={
        "school": Place("Skrubbesletta skole", "school"),
        "other-school": Place("Teistelunden skole", "school"),
        "child-welfare": Place("Barneverntjenesten i Måkesvingen", "child-welfare"),
        "ppt": Place("PPT Lyngtangen", "ppt"),
    },
    posts={
        "teacher": Post("the class teacher", "school"),
        "head": Post("the head of the school", "school", leads=True),
        "colleague": Post("another teacher at the school", "school"),
        "other-head": Post("the head of another school", "other-school", leads=True),
        "welfare-leader": Post("the leader of child welfare", "child-welfare", leads=True),
        "caseworker": Post("the caseworker in child welfare", "child-welfare"),
        "ppt-leader": Post("the leader of PPT", "ppt", leads=True),
        "coordinator": Post("the BTI coordinator", duty="BTI_COORDINATOR"),
    },
)

UNAWARE: Final = frozenset(
    {
        "the mother",
        "the father",
        "the child",
        "another teacher at the school",
        "the head of another school",
        "the leader of child welfare",
        "the caseworker in child welfare",
        "the leader of PPT",
        "the BTI coordinator",
    }
)
"""Those before whose eyes both tellings must be alike."""

VOICE = child_said("Jeg vil ha en voksen å gå til.", "Derfor begynner vi med det.")
CONTACT_BOOK: Final = "Fast samtale hver morgen"


async def play(tale: Tale, builder: Builder, *, suspicion: bool = True) -> Town:
    """Tell the whole story; without *suspicion* the shielded part is left out, nothing else."""
    town = await _everybody_arrives(tale, builder)
    relay, measure = await _ordinary_logg(tale, town)
    await _everybody_looks(town, relay)
    await tale.wait(days=9)
    hidden = await _suspicion(tale, town) if suspicion else None
    where = hidden.path if hidden is not None else f"/v1/concerns/{uuid4()}"
    async with tale.step("Everybody else gets the 404 of a concern that never was"):
        await _nobody_finds(town, where)
    async with tale.step("The ordinary follow-up stands still: same level, holder and logg"):
        await relay.stands(town["mother"], level=1, logg="OPEN")
        await relay.held_by("teacher", town["mother"], town["father"], town["teacher"])
    await _everybody_looks(town, relay)
    illness = await _illness(tale, town)
    await _everybody_looks(town, relay, [illness])
    await _child_welfare_joins(tale, town, relay)
    await _everybody_looks(town, relay, [illness])
    theirs = await _formal_decision(tale, town, relay, measure)
    await _back_again(tale, town, relay, theirs)
    await _everybody_looks(town, relay, [illness])
    async with tale.step("To the end they do, whatever else has happened since"):
        await _nobody_finds(town, where)
    if hidden is not None:
        async with tale.step("Only the two who are named have ever read the shielded concern"):
            await town["teacher"].get(hidden.path)
            await town["head"].get(hidden.path)
    return town


async def play_without_suspicion(tale: Tale, builder: Builder) -> Town:
    """Tell the same story in a world where nobody suspects anything."""
    return await play(tale, builder, suspicion=False)


async def _everybody_arrives(tale: Tale, builder: Builder) -> Town:
    async with tale.step("The municipality has units, and people who work in them"):
        town = await builder.build()
    async with tale.step("The class teacher makes a pupil of eleven and both guardians known"):
        guardians = {"mother": "the mother", "father": "the father"}
        await builder.family(town["teacher"], 11.4, guardians)
    return town


def _unaware(town: Town) -> list[Actor]:
    return [who for who in town.actors.values() if who.who in UNAWARE]


async def _nobody_finds(town: Town, where: str) -> None:
    """See that a concern is not there for those who know nothing, whether it exists or not."""
    for who in _unaware(town):
        await who.get(where, 404, "NOT_FOUND")


async def _everybody_looks(
    town: Town, relay: Relay, open_concerns: Iterable[Wondering] = ()
) -> None:
    """Let everybody who knows nothing look at everything they can think of."""
    paths = [
        relay.path,
        f"/v1/persons/{town['child'].id}",
        "/v1/me/follow-ups",
        "/v1/me/concerns",
        "/v1/me",
    ]
    paths += [concern.path for concern in open_concerns]
    for who in _unaware(town):
        for path in paths:
            await who.look(path)


async def _ordinary_logg(tale: Tale, town: Town) -> tuple[Relay, str]:
    teacher, head, mother, father = (town[who] for who in ("teacher", "head", "mother", "father"))
    async with tale.step("An ordinary wondering is shared with the head and told to the guardians"):
        concern = await wonder(tale, teacher, town["child"], town.units["school"])
        await concern.observe(
            teacher, "Kommer senere enn klassen, og sitter igjen etter timen.", arena="klasserommet"
        )
        await concern.share(teacher, [head])
        await concern.talk_with_child(
            teacher, "Det er stille her.", "Trives best når det er ro.", "gikk en tur sammen"
        )
        await concern.talk_with_guardians(teacher, [mother, father], "Hjemme er det travelt nå.")
    async with tale.step("All agree; level 1, and the class teacher carries the baton"):
        await concern.clarify(teacher, "Skolen følger opp selv.")
        for guardian in (mother, father):
            await concern.view_of(teacher, guardian, "Fint at dere ser det.", agrees=True)
        taken_by = town.professional("teacher", "school")
        begun = await concern.take_on(teacher, taken_by, head, VOICE, "Trenger en fast voksen")
        relay = Relay(tale, town, begun)
        await relay.held_by("teacher", teacher, mother, father)
    await _first_talks(tale, town, relay)
    async with tale.step("Here a logg may open at level 1: with one consent no, with both yes"):
        await relay.open_logg(teacher, 409, "LOGG_NOT_LET_OPEN")
        await relay.consent(mother, ["school"])
        await relay.open_logg(teacher, 409, "LOGG_NOT_LET_OPEN")
        await relay.consent(father, ["school"])
        await relay.open_logg(teacher)
        await relay.stands(mother, level=1, logg="OPEN")
    async with tale.step("A goal, a measure at school and its sister at home, both in the logg"):
        goal = await relay.goal(teacher, "school", "Kommer med klassen", "Dager i uka")
        measure = await relay.measure(
            teacher,
            "school",
            goal,
            CONTACT_BOOK,
            how="Ti minutter før klokka ringer",
            arena="grupperommet",
            responsible={"part": "EMPLOYEE", "who": teacher.id},
            days=150,
        )
        await relay.measure(
            teacher,
            "school",
            goal,
            "Legge fram klær og sekk om kvelden",
            how="Sammen, etter lekser",
            arena="home",
            responsible={"part": "GUARDIAN", "who": father.id},
        )
        check((await mother.get(relay.path)).mentions(CONTACT_BOOK), "the mother reads it")
    return relay, measure


async def _first_talks(tale: Tale, town: Town, relay: Relay) -> None:
    teacher, mother, father = (town[who] for who in ("teacher", "mother", "father"))
    async with tale.step("The first talk: the time is agreed with the parents, then one invites"):
        talk = await relay.plan(teacher, "school", "wondering-talk", "Hva ser vi?", days=5)
        await relay.invite_to_meeting(teacher, "school", talk, 409, "TIME_NOT_AGREED")
        await relay.agree_on_time(teacher, "school", talk, [mother, father])
        await relay.invite_to_meeting(teacher, "school", talk)
        check((await father.get(relay.path)).mentions(talk), "the father sees the meeting")
    async with tale.step(
        "Two homes: a talk with the mother alone, of which the father sees nothing"
    ):
        before = (await father.get(relay.path)).body
        hers = await relay.plan(
            teacher, "school", "parents-talk", "Kvelden hos mor", days=6, apart=[mother]
        )
        check((await mother.get(relay.path)).mentions(hers), "the mother sees it")
        check((await father.get(relay.path)).body == before, "the father sees what he saw")


async def _suspicion(tale: Tale, town: Town) -> Wondering:
    teacher, head, child = town["teacher"], town["head"], town["child"]
    async with tale.step("A suspicion of violence: shielded, at level 3 at once, with the head"):
        hidden = await suspect(
            tale,
            teacher,
            child,
            unit=town.units["school"],
            second=head,
            text="Merker på overarmen, og ordene: det må du ikke si hjemme.",
            best_interests="Barnet er tryggest om ingen hjemme vet det ennå.",
        )
    async with tale.step("Reported to child welfare at once; why nobody at home was told is said"):
        await hidden.report(
            teacher,
            "CHILD_WELFARE",
            "Vakttelefonen",
            text="Meldt muntlig og skriftlig samme time.",
            untold=[child, town["mother"], town["father"]],
            why_not="Mistanke om vold fra noen hjemme",
        )
        await hidden.contact(head, "POLICE", "Operasjonssentralen", "PHONE", "logg 88-12")
    async with tale.step("The head reads it"):
        check((await head.get(hidden.path)).mentions("overarmen"), "the head reads it")
    return hidden


async def _illness(tale: Tale, town: Town) -> Wondering:
    teacher, head, mother, father = (town[who] for who in ("teacher", "head", "mother", "father"))
    async with tale.step("Beside it, openly: the mother is too ill to care. Acute, and no secret"):
        concern = await wonder(tale, teacher, town["child"], town.units["school"])
        await concern.acute(
            teacher, "GUARDIANS_UNABLE_TO_CARE", "Mor er innlagt, far er på sjøen.", head
        )
        await concern.contact(teacher, "NEXT_OF_KIN", "Mormor Bregnelunden", "PHONE")
        await concern.tell(teacher, [mother, father])
    async with tale.step("Another next of kin was contacted, and both guardians read it"):
        for guardian in (mother, father):
            check((await guardian.get(concern.path)).mentions("Mormor"), f"{guardian.who} reads it")
        await town["colleague"].get(concern.path, 404, "NOT_FOUND")
    return concern


async def _child_welfare_joins(tale: Tale, town: Town, relay: Relay) -> None:
    teacher, leader, caseworker = town["teacher"], town["welfare-leader"], town["caseworker"]
    await tale.wait(days=21)
    async with tale.step("Later, openly: child welfare is asked, and knows nothing by being asked"):
        await relay.invite(teacher, "child-welfare")
        await relay.hidden_from(caseworker)
        await relay.accept(leader, "child-welfare", 409, "UNIT_NOT_LET_IN")
    async with tale.step("Both guardians let it in, and it joins: level 3 with everybody's reason"):
        for guardian in (town["mother"], town["father"]):
            await relay.consent(guardian, ["child-welfare"])
        await relay.accept(leader, "child-welfare")
        await relay.name(leader, "child-welfare", caseworker, "Hjelp i hjemmet")
        await relay.change_level(teacher, 3, "Familien trenger flere sammen", VOICE)
        await relay.stands(town["father"], level=3, logg="OPEN")
        check((await caseworker.get(relay.path)).mentions(CONTACT_BOOK), "reads the shared part")


async def _formal_decision(tale: Tale, town: Town, relay: Relay, measure: str) -> str:
    teacher, caseworker, mother = town["teacher"], town["caseworker"], town["mother"]
    await tale.wait(days=5)
    async with tale.step(
        "Offered the baton, child welfare may not take it: no formal decision yet"
    ):
        await relay.offer(teacher, "caseworker", "child-welfare")
        await relay.take(caseworker, status=409, code="FORMAL_DECISION_MISSING")
        await relay.held_by("teacher", teacher, caseworker, mother)
    await tale.wait(days=4)
    async with tale.step(
        "With the decision's day and reference it may; until then the teacher held it"
    ):
        decision = {"decidedOn": tale.on(-1), "reference": "vedtak 26/00117"}
        await relay.take(caseworker, decision)
        await relay.held_by("caseworker", teacher, caseworker, mother, town["father"])
    async with tale.step("The school's measure goes on under the new holder"):
        await relay.evaluate(
            teacher,
            "school",
            measure,
            effect="SOME",
            child=VOICE,
            basis="Kommet med klassen tre dager av fem",
        )
        goal = await relay.goal(caseworker, "child-welfare", "Ro om morgenen", "Rolige morgener")
        return await relay.measure(
            caseworker,
            "child-welfare",
            goal,
            "Miljøterapeut to morgener i uka",
            how="Hjemme, fra klokka sju",
            arena="home",
            responsible={"part": "EMPLOYEE", "who": caseworker.id},
        )


async def _back_again(tale: Tale, town: Town, relay: Relay, theirs: str) -> None:
    teacher, caseworker, mother = town["teacher"], town["caseworker"], town["mother"]
    leader = town["welfare-leader"]
    await tale.wait(days=50)
    async with tale.step("Child welfare's measure ends; it cannot leave while it holds the baton"):
        await relay.end_measure(caseworker, "child-welfare", theirs, "Morgenene er rolige nå")
        await relay.leave(
            leader, "child-welfare", "Tiltaket er slutt", 409, "HAND_THE_BATON_ON_FIRST"
        )
    async with tale.step("Back to level 2, and the baton back to an employee: the class teacher"):
        await relay.change_level(
            caseworker, 2, "Barneverntjenesten er ferdig", VOICE, holder_kept=False
        )
        await relay.offer(caseworker, "teacher", "school")
        await relay.held_by("caseworker", teacher, mother)
        await relay.take(teacher)
        await relay.held_by("teacher", teacher, mother, town["father"])
        await relay.leave(leader, "child-welfare", "Tiltaket er slutt")
    async with tale.step("The logg is kept, the school's measure still runs, child welfare is out"):
        await relay.stands(mother, level=2, logg="OPEN")
        check((await mother.get(relay.path)).mentions(CONTACT_BOOK), "the measure runs")
        check(not (await caseworker.look(relay.path)).mentions(CONTACT_BOOK), "reads the logg on")
