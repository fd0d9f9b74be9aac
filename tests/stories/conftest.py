"""The stage of the stories, on the databases of one test module."""

from collections.abc import AsyncIterator

import pytest_asyncio

from stafett.ledger.roots import LocalRoot, RootKey
from stafett.stories.stage import Stage, listen, open_stage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(fresh_databases: tuple[str, str]) -> AsyncIterator[Stage]:
    """The real service on a real socket, with a log-in office for the stories."""
    events, keystore = fresh_databases
    root = LocalRoot(RootKey.new(), "this test")
    async with open_stage(events, keystore, root, listen(0)) as stage:
        yield stage
