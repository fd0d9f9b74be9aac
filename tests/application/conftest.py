"""A street for every test, in a database for every module."""

from collections.abc import AsyncIterator

import pytest_asyncio

from stafett.application.door import Application
from tests.application.street import Street, a_street, open_town
from tests.rooms import Rooms


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(fresh_databases: tuple[str, str]) -> AsyncIterator[tuple[Rooms, Application]]:
    async with open_town(fresh_databases) as (rooms, door):
        yield rooms, door


@pytest_asyncio.fixture
async def street(town: tuple[Rooms, Application]) -> Street:
    return await a_street(*town)
