"""Attachments in the database: whole or not at all, in their place, and gone with their key."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from stafett.domain.facts import SHARED
from stafett.ledger import attachments
from stafett.ledger.attachment import OtherLength, pieces_of
from stafett.ledger.attachments import CLAIM, Label, Upload, UploadRepeated
from stafett.ledger.errors import BookBusy, Shredded
from stafett.ledger.line import Claim
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import SealBroken
from tests.ledger.books import Shelf, asking, writing

SCAN = os.urandom(200_000)
NOW = timedelta(0)


def label(size: int) -> Label:
    return Label(uuid4(), uuid4(), SHARED, "image/png", size, "")


async def coming(content: bytes, step: int = 30_000) -> AsyncIterator[bytes]:
    for at in range(0, len(content), step):
        yield content[at : at + step]


async def cut(content: bytes) -> AsyncIterator[bytes]:
    yield content
    raise ConnectionError


async def whole(shelf: Shelf, upload: Upload | None) -> bytes:
    assert upload is not None
    pieces = [one async for one in shelf.ledger.attachments.read(shelf.tenant, upload)]
    return b"".join(pieces)


async def rows(shelf: Shelf) -> tuple[int, int]:
    found = await shelf.database.fetchrow(
        "SELECT (SELECT count(*) FROM attachment WHERE tenant = $1),"
        " (SELECT count(*) FROM attachment_piece WHERE tenant = $1)",
        shelf.tenant,
    )
    assert found is not None
    return found[0], found[1]


@pytest.mark.parametrize("length", [1, 65_532, 65_533, 200_000])
async def test_what_was_put_there_is_read_as_it_was(shelf: Shelf, length: int) -> None:
    there, id_, asked = shelf.ledger.attachments, uuid4(), label(length)
    kept = await there.put(shelf.tenant, id_, asked, coming(SCAN[:length]))
    upload = await there.find(shelf.tenant, id_)
    assert upload is not None
    assert upload.label == kept == replace(asked, digest=kept.digest)
    assert await whole(shelf, upload) == SCAN[:length]
    assert (await rows(shelf))[1] == pieces_of(length)


async def test_what_breaks_off_leaves_nothing(shelf: Shelf) -> None:
    there, id_ = shelf.ledger.attachments, uuid4()
    with pytest.raises(ConnectionError):
        await there.put(shelf.tenant, id_, label(len(SCAN)), cut(SCAN[:150_000]))
    for length in (len(SCAN) - 1, len(SCAN) + 1):
        with pytest.raises(OtherLength):
            await there.put(shelf.tenant, id_, label(length), coming(SCAN))
    assert await there.find(shelf.tenant, id_) is None
    assert await rows(shelf) == (0, 0)
    await there.put(shelf.tenant, id_, label(len(SCAN)), coming(SCAN))
    assert await whole(shelf, await there.find(shelf.tenant, id_)) == SCAN


async def test_putting_the_same_there_again_puts_nothing(shelf: Shelf) -> None:
    there, id_, asked = shelf.ledger.attachments, uuid4(), label(len(SCAN))
    first = await there.put(shelf.tenant, id_, asked, coming(SCAN))
    before = await rows(shelf)
    assert await there.put(shelf.tenant, id_, asked, coming(SCAN, 7_000)) == first
    assert await rows(shelf) == before
    with pytest.raises(UploadRepeated):
        await there.put(shelf.tenant, id_, asked, coming(SCAN[::-1]))
    with pytest.raises(UploadRepeated):
        await there.put(shelf.tenant, id_, replace(asked, by=uuid4()), coming(SCAN))
    with pytest.raises(OtherLength):
        await there.put(shelf.tenant, id_, asked, coming(SCAN[:-1]))


async def test_two_do_not_put_something_under_one_id_at_once(shelf: Shelf) -> None:
    there, id_ = shelf.ledger.attachments, uuid4()

    async def meanwhile() -> AsyncIterator[bytes]:
        yield SCAN[:100_000]
        with pytest.raises(UploadRepeated):
            await there.put(shelf.tenant, id_, label(len(SCAN)), coming(SCAN))
        yield SCAN[100_000:]

    await there.put(shelf.tenant, id_, label(len(SCAN)), meanwhile())
    assert await whole(shelf, await there.find(shelf.tenant, id_)) == SCAN


HARMS = (
    """UPDATE attachment_piece SET number = CASE number WHEN 1 THEN 2 ELSE 1 END + 100
        WHERE attachment = $1 AND number IN (1, 2)""",
    "DELETE FROM attachment_piece WHERE attachment = $1 AND number = 1",
    """UPDATE attachment_piece SET sealed = set_byte(sealed, 900, get_byte(sealed, 900) # 1)
        WHERE attachment = $1 AND number = 1""",
    """UPDATE attachment_piece p
          SET sealed = (SELECT sealed FROM attachment_piece o
                         WHERE o.tenant = p.tenant AND o.attachment = p.attachment
                           AND o.number = 2)
        WHERE attachment = $1 AND number = 1""",
)
"""Swapped, dropped, changed by one bit, doubled."""


async def test_pieces_swapped_dropped_or_changed_in_the_database_are_noticed(
    shelf: Shelf,
) -> None:
    there = shelf.ledger.attachments
    for harm in HARMS:
        id_ = uuid4()
        await there.put(shelf.tenant, id_, label(len(SCAN)), coming(SCAN))
        await shelf.database.execute(harm, id_)
        await shelf.database.execute(
            "UPDATE attachment_piece SET number = number - 100"
            " WHERE attachment = $1 AND number > 100",
            id_,
        )
        with pytest.raises(SealBroken):
            await whole(shelf, await there.find(shelf.tenant, id_))


async def test_the_label_of_another_upload_does_not_open_here(shelf: Shelf) -> None:
    there, one, other = shelf.ledger.attachments, uuid4(), uuid4()
    same = label(10)
    for id_ in (one, other):
        await there.put(shelf.tenant, id_, same, coming(SCAN[:10]))
    await shelf.database.execute(
        "UPDATE attachment SET sealed = (SELECT sealed FROM attachment WHERE attachment = $2)"
        " WHERE attachment = $1",
        one,
        other,
    )
    with pytest.raises(SealBroken):
        await there.find(shelf.tenant, one)


async def test_what_no_line_tells_of_is_taken_away_and_what_one_tells_of_stays(
    shelf: Shelf,
) -> None:
    there, told, untold = shelf.ledger.attachments, uuid4(), uuid4()
    for id_ in (told, untold):
        await there.put(shelf.tenant, id_, label(len(SCAN)), coming(SCAN))
    stream = uuid4()
    claim = Claim(CLAIM, told.bytes, stream)
    await shelf.ledger.append(asking(shelf.tenant, writing(stream, "a scan"), claims=(claim,)))
    assert await there.sweep(shelf.tenant) == 0, "an hour has not passed"
    assert await there.sweep(shelf.tenant, waits=NOW) == 1
    assert await there.find(shelf.tenant, untold) is None
    assert await whole(shelf, await there.find(shelf.tenant, told)) == SCAN
    assert (await rows(shelf))[0] == 1
    assert await there.sweep(shelf.tenant, waits=NOW) == 0


async def test_a_book_is_not_filled_up_with_uploads(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = shelf.ledger.attachments
    monkeypatch.setattr(attachments, "MOST_WAITING", 2)
    for _ in range(2):
        await there.put(shelf.tenant, uuid4(), label(10), coming(SCAN[:10]))
    with pytest.raises(BookBusy):
        await there.put(shelf.tenant, uuid4(), label(10), coming(SCAN[:10]))
    assert await there.sweep(shelf.tenant, waits=NOW) == 2
    await there.put(shelf.tenant, uuid4(), label(10), coming(SCAN[:10]))


async def test_with_the_key_the_attachment_is_gone(shelf: Shelf) -> None:
    there, id_, asked = shelf.ledger.attachments, uuid4(), label(len(SCAN))
    await there.put(shelf.tenant, id_, asked, coming(SCAN))
    upload = await there.find(shelf.tenant, id_)
    assert upload is not None
    await shelf.keyring.shred(shelf.tenant, scopes=[Scope.of(asked.stream, SHARED)])
    assert await there.find(shelf.tenant, id_) is None
    with pytest.raises(Shredded):
        await whole(shelf, upload)
