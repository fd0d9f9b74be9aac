"""When something the service needs is away: it says so, shows nothing, and tells nothing more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from stafett.ledger.root_in_module import ModuleRoot
from stafett.postgres.pool import connect
from tests.api.service import Service, running
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town, founded
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


async def ready(service: Service) -> dict[str, bool]:
    answer = await service.client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    checks: dict[str, bool] = answer.json()["checks"]
    return checks


def unwell(checks: dict[str, bool]) -> set[str]:
    return {thing for thing, well in checks.items() if not well}


async def ruin(url: str, *statements: str) -> None:
    async with connect(url) as connection:
        for statement in statements:
            await connection.execute(statement)


async def test_nothing_is_shown_when_the_journal_cannot_be_written(alone: Service) -> None:
    town = await founded(alone)
    concern = await town.concern()
    url = alone.house.events_url
    async with connect(url) as connection, connection.transaction():
        await connection.execute("LOCK TABLE journal_head IN ACCESS EXCLUSIVE MODE")
        for path in (f"/v1/concerns/{concern}", "/v1/me/concerns"):
            answer = await town.teacher.get(path)
            problem(answer, 503, "NOT_NOW")
            assert answer.headers["retry-after"] == "1"
            assert concern not in answer.text
        absent = await town.nurse.get(f"/v1/concerns/{concern}")
        problem(absent, 503, "NOT_NOW")
        assert unwell(await ready(alone)) == {"journal"}

    assert (await town.teacher.get(f"/v1/concerns/{concern}")).status_code == 200


async def test_a_keystore_that_is_away_is_reported_and_answered_with_later(alone: Service) -> None:
    town = await founded(alone)
    await alone.house.keystore_pool.close()

    checks = await ready(alone)

    assert unwell(checks) == {"keystore"}
    assert checks["database"]
    new_child = {"fullName": "Ida Li", "subject": "CHILD", "born": "2020-01-01"}
    answer = await town.teacher.post("/v1/persons", new_child)
    problem(answer, 503, "NOT_NOW")
    assert (await alone.client.get("/health/live")).status_code == 200


async def test_while_the_keeper_of_the_root_key_is_away_nothing_new_is_opened(
    alone: Service,
) -> None:
    town = await founded(alone)
    concern = await town.concern()
    keyring, keystore = alone.house.ledger._keyring, alone.house.ledger._keystore
    keystore._root = ModuleRoot(Path("/a/driver/that/is/away.so"), "none", lambda: "0")
    assert (await town.teacher.get(f"/v1/concerns/{concern}")).status_code == 200
    keyring.forget_all()  # as when the two minutes are over for which keys are held

    for path in (f"/v1/concerns/{concern}", "/v1/me/concerns"):
        answer = await town.teacher.get(path)
        problem(answer, 503, "NOT_NOW")
        assert concern not in answer.text
    assert unwell(await ready(alone)) == {"keys"}

    keystore._root = alone.root
    assert (await town.teacher.get(f"/v1/concerns/{concern}")).status_code == 200


async def test_a_database_that_only_reads_is_not_ready(alone: Service) -> None:
    name = alone.house.events_url.partition("?")[0].rpartition("/")[2]
    read_only = f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'
    await ruin(alone.house.events_url, read_only)
    await alone.house.journal_pool.expire_connections()

    assert unwell(await ready(alone)) == {"journal"}


async def test_it_is_ready_again_once_a_reading_can_be_written_down(alone: Service) -> None:
    town = await founded(alone)
    await ruin(alone.house.events_url, "ALTER TABLE journal_head RENAME TO another")
    problem(await town.teacher.get("/v1/me/concerns"), 503, "NOT_NOW")
    assert unwell(await ready(alone)) == {"journal"}
    await ruin(alone.house.events_url, "ALTER TABLE another RENAME TO journal_head")

    assert (await town.teacher.get("/v1/me/concerns")).status_code == 200
    assert (await alone.client.get("/health/ready")).json()["checks"]["journal"]


async def test_tables_that_are_not_up_to_date_are_reported(alone: Service) -> None:
    await ruin(
        alone.house.events_url,
        "DELETE FROM schema_migrations"
        " WHERE version = (SELECT max(version) FROM schema_migrations)",
    )

    assert not (await ready(alone))["migrations"]


async def test_a_fault_of_ours_tells_nothing_of_itself(alone: Service) -> None:
    town = await founded(alone)
    await alone.house.runner.catch_up()
    await ruin(alone.house.events_url, "ALTER TABLE access_list RENAME TO quokkaberry")

    answer = await town.teacher.get("/v1/me/concerns")

    document = problem(answer, 500, "UNEXPECTED")
    assert set(document) == {"type", "title", "status", "code", "traceId"}
    assert "access_list" not in answer.text
    assert "Error" not in answer.text


async def test_a_book_that_answers_nothing_is_not_a_fault_of_the_caller(alone: Service) -> None:
    town: Town = await founded(alone)
    await alone.house.pool.close()

    assert unwell(await ready(alone)) == {"database"}
    answer = await town.teacher.get("/v1/me/concerns")

    assert answer.status_code in {500, 503}
    assert "asyncpg" not in answer.text
