"""A plan takes over: by the package that was read, and with no logg beside it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from stafett.application.asking import Target
from stafett.domain.beginning import Clarification
from stafett.domain.digesting import digest
from stafett.domain.facts import Stranger
from stafett.domain.goal import GoalId, SetGoal
from stafett.domain.individual_plan import (
    AnswerApplication,
    ApplyForPlan,
    InformOfPlan,
    NameCoordinator,
    PlanKind,
    SayIfWanted,
)
from stafett.domain.opening import LoggNotLetOpen, OpenLogg
from stafett.domain.people import FollowUpId
from stafett.domain.plan_handover import AcceptPackage, EndPlan, OfferPackage, PackageHasChanged
from stafett.domain.plan_package import build
from tests.application.street import Street
from tests.follow_ups import AIM, HEARD, START, word
from tests.people import (
    CHILD_ID,
    CLINIC,
    FATHER,
    MOTHER,
    NURSE,
    OTHER_HEAD,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does."""
    running = asyncio.create_task(street.rooms.runner.run())
    yield
    running.cancel()


async def offered(street: Street, *, with_logg: bool) -> None:
    """Go all the way to the package before the nurse."""
    await street.begun()
    units = (SCHOOL, CLINIC) if with_logg else (CLINIC,)
    await street.all_of(
        (MOTHER, word(MOTHER, *units, logg=with_logg)),
        (FATHER, word(FATHER, *units, logg=with_logg)),
    )
    if with_logg:
        await street.ask(TEACHER, OpenLogg())
    await street.all_of(
        (TEACHER, InformOfPlan(PlanKind.INDIVIDUAL_PLAN, frozenset(), "rights-1", TODAY)),
        (MOTHER, SayIfWanted(MOTHER.person, wants=True)),
        (MOTHER, ApplyForPlan(MOTHER.person, "the coordinating unit", TODAY)),
        (
            TEACHER,
            AnswerApplication(granted=True, by="the coordinating unit", reference="", on=TODAY),
        ),
        (TEACHER, NameCoordinator(at_work(NURSE), "the coordinating unit")),
        (TEACHER, OfferPackage(HEARD)),
    )


async def read(street: Street) -> str:
    """Return the digest of the package as the nurse reads it now."""
    package = build((await street.look(NURSE)).view)
    assert package is not None
    return digest(package)


async def test_the_coordinator_accepts_the_very_package_that_was_read(street: Street) -> None:
    await offered(street, with_logg=True)
    before = await read(street)
    await street.ask(TEACHER, SetGoal(GoalId(some_id("new")), SCHOOL, AIM))
    with pytest.raises(PackageHasChanged):
        await street.ask(NURSE, AcceptPackage(before))
    await street.ask(NURSE, AcceptPackage(await read(street)))
    view = (await street.look(MOTHER)).view
    assert view.state == "ended"
    assert view.logg.state == "locked"
    with pytest.raises(Stranger):
        await street.look(OTHER_TEACHER)


@pytest.mark.parametrize("with_logg", [True, False])
async def test_while_a_plan_runs_no_other_unit_opens_a_logg_and_none_is_told_why(
    street: Street, with_logg: bool
) -> None:
    await offered(street, with_logg=with_logg)
    there = await other_follow_up(street)
    with pytest.raises(LoggNotLetOpen):
        await street.ask(OTHER_TEACHER, OpenLogg(), of=there)
    for giver in (MOTHER, FATHER):
        yes = word(giver, OTHER_SCHOOL, logg=True)
        await street.ask(giver, yes, of=there)
    await street.ask(NURSE, AcceptPackage(await read(street)))
    with pytest.raises(LoggNotLetOpen):
        await street.ask(OTHER_TEACHER, OpenLogg(), of=there)
    await street.ask(MOTHER, EndPlan("we go on without it"))
    await street.ask(OTHER_TEACHER, OpenLogg(), of=there)


async def test_a_plan_takes_over_although_another_unit_has_the_open_logg(street: Street) -> None:
    await offered(street, with_logg=False)
    there = await other_follow_up(street)
    for giver in (MOTHER, FATHER):
        await street.ask(giver, word(giver, OTHER_SCHOOL, logg=True), of=there)
    await street.ask(OTHER_TEACHER, OpenLogg(), of=there)
    await street.ask(NURSE, AcceptPackage(await read(street)))
    assert (await street.look(MOTHER)).view.state == "ended"


async def other_follow_up(street: Street) -> Target:
    """Let another school take the same child on; neither knows of the other."""
    cleared: Clarification = replace(
        START.clarification,
        leader=OTHER_HEAD.employee,
        guardians_told_by=OTHER_TEACHER.employee,
    )
    start = replace(START, home=OTHER_SCHOOL, holder=at_work(OTHER_TEACHER), clarification=cleared)
    begun = await street.ask(OTHER_TEACHER, start, of=Target.follow_up(), about=CHILD_ID)
    return Target.follow_up(FollowUpId(begun.id))
