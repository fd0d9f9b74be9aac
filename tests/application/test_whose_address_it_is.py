"""A protected address, at the door: who was named is asked to look again, and nobody else."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest_asyncio

from stafett.application.asking import NotYetCurrent, Target
from stafett.domain.keeping_safe import ReviewProtection
from stafett.domain.people import Asker
from stafett.domain.protection import Grade, ProtectAddress
from stafett.domain.weak_views import OversightView, ProtectedView
from stafett.journal import ListRead
from tests.application.street import Street, an_asking
from tests.emergencies import OFFICER
from tests.people import (
    ADMINISTRATOR,
    CHILD_ID,
    COLLEAGUE,
    HEAD,
    MOTHER,
    OTHER_HEAD,
    TEACHER,
    TODAY,
    some_id,
)

SOON = TODAY + timedelta(days=20)
CHILD = Target.person(CHILD_ID)
PROTECT = ProtectAddress(
    Grade.CONFIDENTIAL,
    frozenset({MOTHER.person}),
    frozenset({COLLEAGUE.employee}),
    SOON,
    "letter 6",
    some_id("secret"),
)


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does."""
    running = asyncio.create_task(street.rooms.runner.run())
    await street.begun()
    await street.ask(ADMINISTRATOR, PROTECT, of=CHILD)
    yield
    running.cancel()


async def looks(street: Street, who: Asker) -> list[tuple[UUID | None, date | None]]:
    """Whose address somebody's day asks them to look at again, and by when."""
    for _ in range(30):
        try:
            found = await street.door.today(street.book, who, asking=an_asking())
        except NotYetCurrent:
            continue
        return [(one.id, one.on) for one in found.view.due if one.matter == "person"]
    raise NotYetCurrent


async def numbers(street: Street) -> OversightView:
    for _ in range(30):
        try:
            found = await street.door.overseeing.numbers(street.book, OFFICER, asking=an_asking())
        except NotYetCurrent:
            continue
        return found.view
    raise NotYetCurrent


async def test_it_stands_in_the_day_of_who_was_named_and_of_nobody_else(street: Street) -> None:
    assert await looks(street, COLLEAGUE) == [(CHILD_ID, SOON)]
    for other in (TEACHER, HEAD, OTHER_HEAD, ADMINISTRATOR, OFFICER):
        assert await looks(street, other) == []
    again = TODAY + timedelta(days=200)
    await street.ask(COLLEAGUE, ReviewProtection("The register says so", again), of=CHILD)
    assert await looks(street, COLLEAGUE) == []


async def test_who_is_named_no_longer_is_asked_no_longer(street: Street) -> None:
    other = replace(PROTECT, readers=frozenset({HEAD.employee}))
    await street.ask(ADMINISTRATOR, other, of=CHILD)
    assert await looks(street, COLLEAGUE) == []
    assert await looks(street, HEAD) == [(CHILD_ID, SOON)]


async def test_the_journal_has_whose_it_was_where_it_was_told_and_only_there(
    street: Street,
) -> None:
    for who in (COLLEAGUE, TEACHER):
        await looks(street, who)
    lists = [one for one in await street.journal() if isinstance(one, ListRead)]
    assert [(one.actor, CHILD_ID in one.shown) for one in lists] == [
        (COLLEAGUE.employee, True),
        (TEACHER.employee, False),
    ]


async def test_who_oversees_is_told_that_a_look_is_late_and_nothing_of_whom(
    street: Street,
) -> None:
    before = await numbers(street)
    assert before.protected == ProtectedView()
    await street.clock(SOON + timedelta(days=8))
    assert (await numbers(street)).protected == ProtectedView(overdue=True)
    await street.clock(TODAY)
