"""Forty words from the stories are searched for wherever the demo leaves bytes behind.

Names, numbers, units, texts and the events' own names: in every column of every table of both
clusters, as bytes and not as a dump shows them; in the write-ahead logs and the tables' files; in
PostgreSQL's logs, the service's, and what the terminal showed. A search that could not find
anything would prove nothing, so one row is written unsealed and must be found.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest_asyncio

from stafett.api.house import open_house
from stafett.domain.employment import EmployeeRegistered
from stafett.domain.facts import Event
from stafett.domain.identity import NationalNumberGiven, PersonRegistered
from stafett.domain.unit import UnitOpened
from stafett.ledger.book import Ledger
from stafett.ledger.root_file import read_root_file
from stafett.postgres.embedded import EmbeddedServer, start_together

FORTY = 40
PLANTED = "Oddny Villeblomst Teistekneika"

_TABLES = """
    SELECT n.nspname, c.relname, a.attname, a.atttypid = 'bytea'::regtype AS bytes
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p', 'm')
  ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Left:
    """What a demo left behind: its folder, what the terminal showed, and both clusters."""

    folder: Path
    shown: bytes
    events: EmbeddedServer
    keystore: EmbeddedServer

    def files(self) -> Iterator[Path]:
        """Every file but the demo's own keys and PostgreSQL's templates, which nobody writes in."""
        for place, _, names in os.walk(self.folder):
            if not place.endswith(("/keys", "/base/1", "/base/4")):
                yield from (Path(place) / name for name in names)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def left(open_folder: Path) -> AsyncIterator[Left]:
    data = open_folder / "planted"
    environ = {**os.environ, "STAFETT_DATA": str(data), "PYTHONPATH": "src"}
    for name in ("DATABASE_URL", "STAFETT_KEYSTORE_URL"):
        environ.pop(name, None)
    ran = subprocess.run(
        [sys.executable, "-m", "stafett", "demo", "--exit", "--port", "18080"],
        env=environ,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout.decode() + ran.stderr.decode()
    folder = data / "demo"
    events, keystore = EmbeddedServer(folder, "events"), EmbeddedServer(folder, "keystore")
    start_together(events, keystore)
    yield Left(folder, ran.stdout + ran.stderr, events, keystore)
    events.stop()
    keystore.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def words(left: Left) -> list[str]:
    """Forty words that do stand in the books: they are read out of them, with the keys."""
    names: dict[str, None] = {}
    numbers: dict[str, None] = {}
    units: dict[str, None] = {}
    texts: dict[str, None] = {}
    kinds: dict[str, None] = {}
    root = read_root_file(left.folder / "keys" / "root.key")
    async with open_house(left.events.url, left.keystore.url, root) as house:
        for ledger in (house.ledger, house.journal):
            async for event in _events(ledger):
                kinds[event.name] = None
                match event:
                    case PersonRegistered(full_name=name):
                        names[name] = None
                    case EmployeeRegistered(contact=contact):
                        names[contact.name] = None
                    case NationalNumberGiven(number=number):
                        numbers[number.digits] = None
                    case UnitOpened(unit_name=name):
                        units[name] = None
                    case _:
                        texts.update(dict.fromkeys(_texts(event)))
    long_kinds = sorted(kinds, key=lambda kind: (-len(kind), kind))
    long_texts = sorted(texts, key=lambda text: (-len(text), text))
    return [
        *list(names)[:10],
        *list(numbers)[:6],
        *list(units)[:7],
        *long_texts[:9],
        *long_kinds[:8],
    ]


async def _events(ledger: Ledger) -> AsyncIterator[Event]:
    for book in await ledger.books():
        position = 0
        while lines := await ledger.follow(book, position, 500):
            for line in lines:
                assert line.event is not None
                yield line.event
            position = lines[-1].position


def _texts(thing: Any) -> Iterator[str]:
    """Return every text inside an event that somebody has written with words in it."""
    if isinstance(thing, str) and thing.count(" ") > 1:
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))
    elif isinstance(thing, (tuple, frozenset)):
        for one in thing:
            yield from _texts(one)
    elif isinstance(thing, Mapping):
        for one in thing.values():
            yield from _texts(one)


def spelled(words: Iterable[str]) -> dict[bytes, str]:
    """Return every way the words could lie about: in other encodings, escaped, in hex, base64."""
    ways: dict[bytes, str] = {}
    for word in words:
        plain = word.encode()
        found = [
            plain,
            word.lower().encode(),
            word.upper().encode(),
            word.encode("utf-16-le"),
            word.encode("utf-16-be"),
            word.encode("latin-1", "replace"),
            json.dumps(word)[1:-1].encode(),
            quote(word).encode(),
            plain.hex().encode(),
        ]
        # In base64 the letters at both ends depend on what stands beside the word.
        found += [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
        ways.update({way: word for way in found if len(way) > 6})
    return ways


def found_in(content: bytes, ways: Mapping[bytes, str]) -> set[str]:
    return {word for way, word in ways.items() if way in content}


def written_in(file: Path) -> bytes:
    """Return what stands in a file, but for long runs of zeros; nothing if it has just gone."""
    try:
        return file.read_bytes().replace(bytes(4096), b"")
    except FileNotFoundError:
        return b""


@asynccontextmanager
async def connected(server: EmbeddedServer) -> AsyncIterator["asyncpg.Connection[Any]"]:
    connection = await asyncpg.connect(server.url)
    try:
        yield connection
    finally:
        await connection.close()


async def found_in_columns(server: EmbeddedServer, ways: Mapping[bytes, str]) -> set[str]:
    """Search every column of every table, the system's own too, as decoded bytes."""
    found: set[str] = set()
    seen = 0
    async with connected(server) as connection:
        for schema, table, column, is_bytes in await connection.fetch(_TABLES):
            value = f'"{column}"' if is_bytes else f'"{column}"::text'
            rows = await connection.fetch(f'SELECT {value} AS value FROM "{schema}"."{table}"')
            values = [row["value"] for row in rows if row["value"] is not None]
            seen += len(values)
            whole = b"\n".join(one if is_bytes else one.encode() for one in values)
            found |= found_in(whole, ways)
    assert seen > 1000, "a search that looks nowhere finds nothing"
    return found


async def test_the_forty_words_stand_in_the_books_for_those_who_have_the_keys(
    words: list[str],
) -> None:
    assert len(set(words)) == FORTY


async def test_no_column_of_any_table_holds_one_of_them(left: Left, words: list[str]) -> None:
    ways = spelled(words)
    assert await found_in_columns(left.events, ways) == set()
    assert await found_in_columns(left.keystore, ways) == set()


async def test_neither_do_write_ahead_logs_table_files_or_logs(
    left: Left, words: list[str]
) -> None:
    for server in (left.events, left.keystore):
        async with connected(server) as connection:
            await connection.execute("CHECKPOINT")
    ways = spelled(words)
    searched = list(left.files())
    places = {file.parent.name for file in searched}
    assert "pg_wal" in places
    assert {"service.log", "postgres.log"} <= {file.name for file in searched}
    for file in searched:
        assert found_in(written_in(file), ways) == set(), file
    assert found_in(left.shown, ways) == set()


async def test_the_service_did_write_a_log_to_be_searched(left: Left) -> None:
    lines = (left.folder / "service.log").read_text().splitlines()
    assert sum('"answered"' in line for line in lines) > 100


async def test_one_row_written_unsealed_is_found_in_its_column_and_in_the_files(
    left: Left,
) -> None:
    ways = spelled([PLANTED])
    async with connected(left.events) as connection:
        row = await connection.fetchrow("SELECT * FROM case_view LIMIT 1")
        assert row is not None
        columns = dict(row) | {"number": 999, "sealed": b"{" + PLANTED.encode() + b"}"}
        slots = ", ".join(f"${at + 1}" for at in range(len(columns)))
        await connection.execute(f"INSERT INTO case_view VALUES ({slots})", *columns.values())
        await connection.execute("CHECKPOINT")
    assert await found_in_columns(left.events, ways) == {PLANTED}
    holding = {file.parent.name for file in left.files() if found_in(written_in(file), ways)}
    assert "pg_wal" in holding
    assert len(holding) > 1


async def test_a_word_is_found_however_it_is_spelled() -> None:
    ways = spelled(["Frøya Lyngsvingen"])
    for content in (
        b'{"name":"Fr\\u00f8ya Lyngsvingen"}',
        "Frøya Lyngsvingen".encode("utf-16-le"),
        base64.b64encode("og Frøya Lyngsvingen var der".encode()),
        "frøya lyngsvingen".encode(),
        "Frøya Lyngsvingen".encode().hex().encode(),
        b"/v1/persons?q=Fr%C3%B8ya%20Lyngsvingen",
    ):
        assert found_in(content, ways) == {"Frøya Lyngsvingen"}, content
    assert found_in(b"Lyngsvingen alene", ways) == set()
