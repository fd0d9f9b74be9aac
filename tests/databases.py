"""Databases for a test to have to itself."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from urllib.parse import urlsplit, urlunsplit

from stafett.postgres.pool import connect

_numbers = count(1)


def database(url: str, name: str) -> str:
    """Return the address of another database of the same cluster."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


@asynccontextmanager
async def new_database(url: str, *, like: str = "template1") -> AsyncIterator[str]:
    """Make a database like another one, and drop it afterwards with whoever is still in it."""
    name = f"stafett_test_{os.getpid()}_{next(_numbers)}"
    async with connect(url) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield database(url, name)
    finally:
        async with connect(url) as connection:
            await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
