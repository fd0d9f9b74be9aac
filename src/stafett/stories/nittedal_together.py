"""Nittedal, together and openly: child welfare comes in, carries the baton, and hands it back."""

from typing import Final

from stafett.stories.given_words import Words
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import child_said

VOICE: Final = child_said("Jeg vil ha en voksen å gå til.", "Derfor begynner vi med det.")
CONTACT_BOOK: Final = "Fast samtale hver morgen"


async def child_welfare_joins(tale: Tale, town: Town, relay: Relay) -> None:
    """Tell how child welfare is let in, openly."""
    teacher, leader, caseworker = town["teacher"], town["welfare-leader"], town["caseworker"]
    async with tale.step("Later, openly: child welfare is asked, and knows nothing by being asked"):
        await relay.invite(teacher, "child-welfare")
        await relay.hidden_from(caseworker)
        await relay.accept(leader, "child-welfare", 409, "UNIT_NOT_LET_IN")
    async with tale.step("Both guardians let it in, and it joins: level 3 with everybody's reason"):
        for guardian in (town["mother"], town["father"]):
            await Words(relay, "å hjelpe barnet sammen", "nb").give(guardian, ["child-welfare"])
        await relay.accept(leader, "child-welfare")
        await relay.name(leader, "child-welfare", caseworker, "Hjelp i hjemmet")
        await relay.change_level(teacher, 3, "Familien trenger flere sammen", VOICE)
        await relay.stands(town["father"], level=3, logg="OPEN")
        check((await caseworker.get(relay.path)).mentions(CONTACT_BOOK), "reads the shared part")


async def formal_decision(tale: Tale, town: Town, relay: Relay, measure: str) -> str:
    """Tell how it carries the baton once there is a decision; return its own measure."""
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


async def back_again(tale: Tale, town: Town, relay: Relay, theirs: str) -> None:
    """Tell how it leaves, and the baton goes back to the school."""
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
