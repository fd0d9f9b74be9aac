"""Time stamps over checkpoints, from an authority of our own made with `openssl ts` (RFC 3161)."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.evidence.note import Note
from stafett.evidence.time_stamp import answers, query
from stafett.exchange.stamp_call import stamps_at
from stafett.ledger.anchors import Anchors
from stafett.ledger.checkpoints import STAMPS_EVERY, Checkpoints
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.reaching import Pool, open_pool
from stafett.postgres.roles import Role, as_role
from tests.ledger.books import Shelf
from tests.stamps import Authority, an_authority, openssl

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with an_authority(tmp_path_factory.mktemp("authority")) as there:
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pool(fresh_databases: tuple[str, str]) -> AsyncIterator[Pool]:
    async with open_pool(as_role(fresh_databases[0], Role.READER), 1) as opened:
        yield opened


async def test_a_stamp_over_some_bytes_is_believed_by_openssl_and_over_no_others(
    authority: Authority, tmp_path: Path
) -> None:
    stamp = await stamps_at(authority.url)(b"what was there")
    assert stamp is not None
    file, kept = tmp_path / "file", tmp_path / "file.tsr"
    kept.write_bytes(stamp)
    file.write_bytes(b"what was there")
    assert authority.holds(file, kept)
    file.write_bytes(b"what was not")
    assert not authority.holds(file, kept)


async def test_a_reply_to_another_question_is_not_taken(authority: Authority) -> None:
    content, other = b"content", b"other"
    replies: list[bytes] = []
    for asked in (query(content, 1 << 40), query(other, 1 << 40), query(content, 255)):
        file = authority.folder / f"{uuid4()}.tsq"
        file.write_bytes(asked)
        told = authority.folder / "openssl.cnf"
        replies.append(openssl("ts", "-reply", "-queryfile", file, "-config", told).stdout)
    assert [answers(reply, content, 1 << 40) for reply in replies] == [True, False, False]
    assert answers(replies[2], content, 255)
    for bent in (b"", b"\x30", b"\x31\x00", replies[0][:-1], replies[0] + b"\x00", b"\x30\x00"):
        assert not answers(bent, content, 1 << 40)


async def test_every_log_is_stamped_once_an_hour_beside_its_checkpoint(
    shelf: Shelf, pool: Pool, authority: Authority, tmp_path: Path
) -> None:
    last = LastSigned(shelf.keyring._keystore, uuid4())
    checkpoints = Checkpoints(
        pool,
        shelf.keyring,
        last,
        Anchors(tmp_path),
        origin="stafett.example",
        stamp=stamps_at(authority.url),
    )
    await shelf.write(uuid4(), "one")
    await checkpoints.sign(shelf.tenant)
    await checkpoints.sign(shelf.tenant)
    stamps = sorted(tmp_path.rglob("stamps/*.tsr"))
    assert len(stamps) == 2, "one for what happened and one for who looked"
    for stamp in stamps:
        file = stamp.with_suffix(".checkpoint")
        assert authority.holds(file, stamp)
        Note.read(file.read_text(encoding="utf-8"))
    checkpoints._stamped = {log: at - STAMPS_EVERY for log, at in checkpoints._stamped.items()}
    for one in stamps:
        one.unlink()
    await checkpoints.sign(shelf.tenant)
    assert len(list(tmp_path.rglob("stamps/*.tsr"))) == 2


async def test_when_nobody_stamps_the_checkpoint_stands_all_the_same(
    shelf: Shelf, pool: Pool, tmp_path: Path
) -> None:
    last = LastSigned(shelf.keyring._keystore, uuid4())
    checkpoints = Checkpoints(
        pool,
        shelf.keyring,
        last,
        Anchors(tmp_path),
        origin="stafett.example",
        stamp=stamps_at("http://127.0.0.1:9/"),
    )
    assert len(await checkpoints.sign(shelf.tenant)) == 2
    assert list(tmp_path.rglob("*.checkpoint"))
    assert not list(tmp_path.rglob("*.tsr"))
