"""Modum, after its public guide: a child by the fence, and the baton that finds its hands.

The guide lets a logg open at level 2, and makes level 3 a detour that leads back to level 2.
"""

from typing import Final

from stafett.stories import modum_afterwards, modum_expecting, modum_team, modum_together
from stafett.stories.beginnings import Agreement, everybody_arrives, taken_on
from stafett.stories.modum_together import PARENTS, VOICE
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder, Place, Plan, Post, Town
from stafett.stories.wondering import wonder

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

AGREED: Final = Agreement(
    holder="teacher",
    place="kindergarten",
    leader="leader",
    outcome="Barnehagen tar det selv først, og lover nytt møte.",
    guardians_say="Ja, vi prøver.",
    reason="Vil bli med i leken, og får det ikke til alene",
    child_view=VOICE,
)


async def play(tale: Tale, builder: Builder) -> Town:
    """Tell the whole story: of the child by the fence, and of those who came after."""
    town = await by_the_fence(tale, builder)
    await modum_afterwards.wondered_and_ended(tale, town)
    await modum_expecting.for_herself(tale, builder)
    await modum_team.is_over(tale, town)
    return town


async def by_the_fence(tale: Tale, builder: Builder) -> Town:
    """Tell of one child, from the fence to the last meeting, and what came of it later."""
    known = "The kindergarten teacher makes a child of four and its guardians known"
    town = await everybody_arrives(tale, builder, "teacher", 4.3, known)
    await builder.grown(town["teacher"], "grandmother", "the grandmother", 66)
    relay = await _level_0(tale, town)
    team = await modum_team.is_set_up(tale, town)
    meeting = await _level_1(tale, town, relay)
    await modum_together.consent(tale, town, relay, meeting, team)
    hearing = await modum_together.baton(tale, town, relay)
    await modum_together.detours(tale, town, relay)
    await modum_together.effect(tale, town, relay, hearing)
    await modum_afterwards.reopened(tale, town, relay)
    return town


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
    async with tale.step("A talk with the parents is planned, and before it one with the child"):
        talk = {"forDay": tale.on(3), "childBy": tale.on(3), "talksWithChild": teacher.id}
        await teacher.post(f"{concern.path}/guardian-talks/plans", talk)
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
        await concern.fill_in(
            teacher,
            "child-talk-form",
            town["child"],
            {
                "who": "Pedagogisk leder, ved det lave bordet",
                "own-words": "Jeg vil være med båten.",
            },
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
        relay = await taken_on(tale, town, concern, AGREED)
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
        for done in (True, False, True):
            await relay.say(teacher, "steps", {"step": "carry-out-1", "done": done})
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
