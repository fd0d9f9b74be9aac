"""What is acknowledged is on disk: the system calls say so, seen with strace.

A kill -9 does not show it, for what was written and not forced to disk survives that. Here it is
seen that the server's process for the writer forces the log to disk before it answers.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.ledger.line import Volume
from stafett.postgres.embedded import EmbeddedServer, start_together
from stafett.postgres.pool import connect
from stafett.postgres.preparing import prepare
from stafett.postgres.roles import Role
from tests.ledger.books import open_shelf

STRACE = shutil.which("strace")
FORCED = ("fdatasync", "fsync")
CALL = re.compile(r"^(?:(\d+) +)?(\w+)\((.*)\) += (-?\d+)")
WRITERS = {Volume.EVENTS: Role.WRITER, Volume.JOURNAL: Role.JOURNAL}

pytestmark = pytest.mark.skipif(
    STRACE is None or os.geteuid() != 0,
    reason="NOT SEEN that commits reach the disk: needs strace and root; .ci/run has both",
)


@dataclass(frozen=True)
class Pair:
    """The addresses of two clusters; whether the first forces its commits to disk."""

    events: str
    keystore: str


async def pair(folder: Path, name: str, *, durable: bool) -> AsyncIterator[Pair]:
    events = EmbeddedServer(folder / name, "events", durable=durable)
    keystore = EmbeddedServer(folder / name, "keystore", durable=False)
    start_together(events, keystore)
    await prepare(events.url, "events")
    await prepare(keystore.url, "keystore")
    yield Pair(events.url, keystore.url)
    events.stop()
    keystore.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def durable(open_folder: Path) -> AsyncIterator[Pair]:
    async for one in pair(open_folder, "on-disk", durable=True):
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hasty(open_folder: Path) -> AsyncIterator[Pair]:
    async for one in pair(open_folder, "hasty", durable=False):
        yield one


async def answered_after(clusters: Pair, volume: Volume) -> list[bool]:
    """Write four lines, and say of each answer to the writer whether the disk came first.

    The last answer may reach us before strace has told of it, and is then not among them.
    """
    async with open_shelf(clusters.events, clusters.keystore, volume=volume, hands=1) as shelf:
        stream = uuid4()
        first = await shelf.write(stream, "the first makes keys and plans")
        async with connect(clusters.events) as connection:
            pid = await connection.fetchval(
                "SELECT pid FROM pg_stat_activity WHERE usename = $1 AND query LIKE '%append%'",
                WRITERS[volume].value,
            )
        tracing = await asyncio.create_subprocess_exec(
            STRACE or "strace", "-f", "-e", "trace=recvfrom,sendto,fdatasync,fsync",
            "-p", str(pid), stderr=subprocess.PIPE,
        )  # fmt: skip
        assert tracing.stderr is not None
        attached = await asyncio.wait_for(tracing.stderr.readline(), 30)
        if b"attached" not in attached:
            pytest.skip(f"NOT SEEN that commits reach the disk: {attached.decode().strip()}")
        (leaf,) = first.leaves
        for version in (1, 2, 3, 4):
            (leaf,) = (await shelf.write(stream, "more", after=version, previous=leaf)).leaves
        tracing.send_signal(signal.SIGINT)
        said = (await tracing.stderr.read()).decode(errors="replace")
        await tracing.wait()
    return _answers(said)


def _answers(said: str) -> list[bool]:
    """Return for each answer that followed a question whether the log was forced in between."""
    answers: list[bool] = []
    asked = forced = False
    for line in said.splitlines():
        call = CALL.match(line)
        if call is None:
            continue
        name, came_to = call[2], int(call[4])
        if name == "recvfrom" and came_to > 0:
            asked, forced = True, False
        elif name in FORCED and came_to == 0:
            forced = True
        elif name == "sendto" and asked:
            answers.append(forced)
            asked = False
    return answers


@pytest.mark.parametrize("volume", list(Volume))
async def test_nothing_is_acknowledged_before_it_is_on_disk(durable: Pair, volume: Volume) -> None:
    answers = await answered_after(durable, volume)
    assert len(answers) >= 3
    assert all(answers)


async def test_a_server_that_does_not_wait_for_the_disk_is_seen_not_to(hasty: Pair) -> None:
    answers = await answered_after(hasty, Volume.EVENTS)
    assert len(answers) >= 3
    assert not any(answers)
