"""Whoever is called at night finds in the log what a caller was told, and which line is touched."""

from collections.abc import AsyncIterator

import pytest_asyncio
import structlog

from stafett.api.log_lines import keep_to_the_list
from stafett.postgres.pool import connect
from tests.api.service import Service, running
from tests.api.test_at_the_letter_box import problem
from tests.api.town import founded
from tests.conftest import Servers
from tests.databases import new_database


@pytest_asyncio.fixture(loop_scope="session")
async def alone(servers: Servers, templates: tuple[str, str]) -> AsyncIterator[Service]:
    """A service of its own, for one test to break."""
    async with (
        new_database(servers.events, like=templates[0]) as events,
        new_database(servers.keystore, like=templates[1]) as keys,
        running(events, keys) as service,
    ):
        yield service


async def test_a_touched_line_is_named_beside_the_trace_that_the_caller_was_given(
    alone: Service,
) -> None:
    town = await founded(alone)
    concern = await town.concern()
    await alone.house.runner.catch_up()
    async with connect(alone.house.events_url) as connection:
        await connection.execute("DELETE FROM case_view WHERE stream = $1", concern)
        await connection.execute("ALTER TABLE event DISABLE TRIGGER USER")
        await connection.execute(
            "UPDATE event SET sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1)"
            " WHERE stream = $1",
            concern,
        )

    with structlog.testing.capture_logs() as lines:
        answer = await town.teacher.get(f"/v1/concerns/{concern}")

    document = problem(answer, 500, "NOT_AS_WRITTEN")
    (fault,) = [keep_to_the_list(None, "", one) for one in lines if one["event"] == "fault"]
    assert fault["kind"] == "Tampered"
    assert (fault["stream"], fault["version"]) == (concern, 1)
    assert fault["trace"] == document["traceId"]
    assert fault["request"] == answer.headers["request-id"]
    assert concern not in answer.text
