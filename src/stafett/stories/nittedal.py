"""Nittedal, after its public guide: an ordinary logg, and beside it what nobody may notice.

A suspicion of violence goes from level 0 to 3 at once, in a matter of its own, and the guardians
are not told. Whatever they look at is what they would have seen without it. Told twice, with
the suspicion and without, the story leaves the same traces before every eye but the few named.
"""

from collections.abc import Iterable
from typing import Final
from uuid import uuid4

from stafett.stories import (
    nittedal_beside,
    nittedal_looked,
    nittedal_model,
    nittedal_papers,
    nittedal_suspicion,
    nittedal_together,
)
from stafett.stories.actors import Actor
from stafett.stories.beginnings import Agreement, everybody_arrives, taken_on
from stafett.stories.given_words import Words
from stafett.stories.nittedal_together import CONTACT_BOOK, VOICE
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder, Place, Plan, Post, Town
from stafett.stories.wondering import Wondering, wonder

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
        "counsellor": Post("the school's counsellor", "school"),
        "other-head": Post("the head of another school", "other-school", leads=True),
        "welfare-leader": Post("the leader of child welfare", "child-welfare", leads=True),
        "caseworker": Post("the caseworker in child welfare", "child-welfare"),
        "ppt-leader": Post("the leader of PPT", "ppt", leads=True),
        "adviser": Post("the PPT adviser", "ppt"),
        "coordinator": Post("the BTI coordinator", duty="BTI_COORDINATOR"),
        "auditor": Post("the auditor"),
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

AGREED: Final = Agreement(
    holder="teacher",
    place="school",
    leader="head",
    outcome="Skolen følger opp selv.",
    guardians_say="Fint at dere ser det.",
    reason="Trenger en fast voksen",
    child_view=VOICE,
)


async def play(tale: Tale, builder: Builder, *, suspicion: bool = True) -> Town:
    """Tell the whole story; without *suspicion* the shielded part is left out, nothing else."""
    known = "The class teacher makes a pupil of eleven and both guardians known"
    town = await everybody_arrives(tale, builder, "teacher", 11.4, known)
    relay, measure = await _ordinary_logg(tale, town)
    await _everybody_looks(town, relay)
    await tale.wait(days=9)
    hidden = await nittedal_suspicion.suspicion(tale, town) if suspicion else None
    where = hidden.path if hidden is not None else f"/v1/concerns/{uuid4()}"
    async with tale.step("Everybody else gets the 404 of a concern that never was"):
        await _nobody_finds(town, where)
    async with tale.step("The ordinary follow-up stands still: same level, holder and logg"):
        await relay.stands(town["mother"], level=1, logg="OPEN")
        await relay.held_by("teacher", town["mother"], town["father"], town["teacher"])
    await _everybody_looks(town, relay)
    illness = await _illness(tale, town)
    seen = await nittedal_beside.in_a_hurry(tale, town, illness)
    await nittedal_beside.otherwise(tale, town, illness, seen)
    await nittedal_beside.taken_along(tale, town, relay, illness, seen)
    await nittedal_papers.put_right(tale, town, relay)
    await nittedal_papers.referred(tale, town, relay, measure)
    await _everybody_looks(town, relay, [illness])
    await tale.wait(days=21)
    if hidden is not None:
        await nittedal_suspicion.looked_at_again(tale, town, hidden)
    await nittedal_together.child_welfare_joins(tale, town, relay)
    await _everybody_looks(town, relay, [illness])
    theirs = await nittedal_together.formal_decision(tale, town, relay, measure)
    await nittedal_together.back_again(tale, town, relay, theirs)
    await nittedal_model.a_year_of_it(tale, town, relay)
    await _everybody_looks(town, relay, [illness])
    await _printed(tale, town, relay)
    await nittedal_looked.who_looked(tale, town, relay, hidden)
    async with tale.step("To the end they do, whatever else has happened since"):
        await _nobody_finds(town, where)
    if hidden is not None:
        async with tale.step("Only those who were named have ever read the shielded concern"):
            await town["teacher"].get(hidden.path)
            await town["head"].get(hidden.path)
    return town


async def play_without_suspicion(tale: Tale, builder: Builder) -> Town:
    """Tell the same story in a world where nobody suspects anything."""
    return await play(tale, builder, suspicion=False)


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
    async with tale.step("Forms of the guide: what was seen, and how heavy it is, from 0 to 10"):
        sheets: dict[str, dict[str, str | int]] = {
            "observation-form": {"where": "klasserommet", "seen": "Sitter igjen etter timen."},
            "concern-scale-child": {"scale": 6, "why": "Det er verst om morgenen."},
        }
        for form, answers in sheets.items():
            await concern.fill_in(teacher, form, town["child"], answers)
        await nittedal_beside.misheard(tale, town, concern)
        asked = {"service": "child-welfare", "on": tale.on(0)}
        await teacher.post(f"{concern.path}/anonymous-discussions", asked)
        await town["caseworker"].get(concern.path, 404, "NOT_FOUND")
    async with tale.step("All agree; level 1, and the class teacher carries the baton"):
        relay = await taken_on(tale, town, concern, AGREED)
        await relay.held_by("teacher", teacher, mother, father)
    await _first_talks(tale, town, relay)
    async with tale.step("Here a logg may open at level 1: with one consent no, with both yes"):
        await relay.open_logg(teacher, 409, "LOGG_NOT_LET_OPEN")
        words = Words(relay, "å hjelpe barnet sammen", "nb")
        await words.give(mother, ["school"])
        await relay.open_logg(teacher, 409, "LOGG_NOT_LET_OPEN")
        await words.give(father, ["school"])
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
        ours = {"unit": town.units["school"], "words": "Velkommen. Det blir kaffe, og god tid."}
        await relay.say(teacher, f"meetings/{talk}/invitations", ours)
        check((await father.get(relay.path)).mentions(talk), "the father sees the meeting")
        month = f"first={tale.on(0)}&last={tale.on(30)}"
        calendar = await father.get(f"{relay.path}/calendar?{month}")
        check(calendar.mentions(talk), "it stands in the calendar")
    async with tale.step(
        "Two homes: a talk with the mother alone, of which the father sees nothing"
    ):
        before = (await father.get(relay.path)).body
        hers = await relay.plan(
            teacher, "school", "parents-talk", "Kvelden hos mor", days=6, apart=[mother]
        )
        check((await mother.get(relay.path)).mentions(hers), "the mother sees it")
        check((await father.get(relay.path)).body == before, "the father sees what he saw")


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


async def _printed(tale: Tale, town: Town, relay: Relay) -> None:
    async with tale.step("Each parent prints what they may see: one PDF to keep, signed"):
        for guardian in (town["mother"], town["father"]):
            printed = await guardian.get(f"{relay.path}/printout")
            check(printed.content.startswith(b"%PDF-"), f"{guardian.who} has it on paper")
    async with tale.step("The head of another school prints nothing"):
        await town["other-head"].get(f"{relay.path}/printout", 404, "NOT_FOUND")
