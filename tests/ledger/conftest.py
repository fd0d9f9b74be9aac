"""A shelf with an empty book for each test that wants one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.ledger.books import Shelf, open_shelf


@pytest_asyncio.fixture(loop_scope="session")
async def shelf(fresh_databases: tuple[str, str]) -> AsyncIterator[Shelf]:
    """A ledger and one empty book in it."""
    async with open_shelf(*fresh_databases) as opened:
        yield opened
