"""The coordinating unit: finds what it is asked, decides it, and learns nothing else."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from stafett.domain.dispute import BringDispute, DecideDispute, Position
from stafett.domain.facts import Stranger
from stafett.domain.views import FollowUpView
from tests.application.street import Street
from tests.application.test_what_one_sees import with_ppt
from tests.follow_ups import HEARD
from tests.people import CHILD_ID, COORDINATING, COORDINATOR, PPT, PPT_HEAD, SCHOOL

BRING = BringDispute(
    (
        Position(SCHOOL, "not us"),
        Position(PPT, "not us"),
    ),
    "",
    HEARD,
)


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does."""
    running = asyncio.create_task(street.rooms.runner.run())
    yield
    running.cancel()


async def test_the_coordinating_unit_finds_what_it_is_asked_on_its_list_and_nothing_else(
    street: Street,
) -> None:
    await with_ppt(street)
    assert await street.listed(COORDINATING) == set()
    await street.ask(PPT_HEAD, BRING)
    (one,) = await street.my_list(COORDINATING)
    assert one.id == street.follow_up
    assert isinstance(one.view, FollowUpView)
    assert one.view.passages.dispute is not None
    assert one.view.person is None
    assert str(CHILD_ID) not in str(one.view)
    assert await street.listed(COORDINATOR) == set()
    await street.ask(COORDINATING, DecideDispute(SCHOOL, "the school sees him every day"))
    assert await street.listed(COORDINATING) == set(), "it is settled: the holder is there"
    with pytest.raises(Stranger):
        await street.look(COORDINATING)
