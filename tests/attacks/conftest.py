"""A running service with a town in it, for attacks that come over the network."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from tests.api.service import Service, running
from tests.api.town import Town, founded
from tests.attacks.attack import Attacking
from tests.attacks.attack import attacking as begin


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(fresh_databases: tuple[str, str]) -> AsyncIterator[Service]:
    """A running service with empty books."""
    async with running(*fresh_databases) as there:
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(service: Service) -> Town:
    """A town founded in the service."""
    return await founded(service)


@pytest.fixture
def attacking(record_property: Callable[[str, Any], None]) -> Attacking:
    """Begin an attack that tells at its end what came of it."""
    return partial(begin, tell=record_property)
