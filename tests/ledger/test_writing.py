"""Writing in the book: all of a command or nothing, in order, and with a receipt."""

import asyncio
from uuid import uuid4

import pytest

from stafett.domain.facts import FRAME, own
from stafett.evidence.line_header import NO_LEAF
from stafett.ledger.errors import NoSuchBook, Stale
from stafett.ledger.line import Write
from stafett.ledger.writing_hand import WritingHand
from tests.ledger.books import Noted, Shelf, asking, writing


async def test_what_is_written_can_be_read(shelf: Shelf) -> None:
    stream, unit = uuid4(), uuid4()
    what = asking(shelf.tenant, writing(stream, "first", "second", place=own(unit)))
    done = await shelf.ledger.append(what)

    snapshot = await shelf.ledger.read(shelf.tenant, {stream: 0})
    history = snapshot.histories[stream]
    first, second = history.lines
    assert (first.event, second.event) == (Noted(text="first"), Noted(text="second"))
    assert first.place == second.place == own(unit)
    assert (first.version, second.version) == (1, 2)
    assert (first.position, second.position) == (1, 2)
    assert (first.by, first.command, first.at) == (what.by, what.command, what.at)
    assert first.event_id == what.writes[0].lines[0].event_id
    assert (first.previous, second.previous) == (NO_LEAF, first.leaf)
    assert (history.version, history.leaf) == (2, second.leaf)
    assert done.leaves == (first.leaf, second.leaf)


async def test_a_receipt_says_that_exactly_these_lines_stand_in_the_book(shelf: Shelf) -> None:
    done = await shelf.write(uuid4(), "one", "two", "three")
    public = (await shelf.keyring.book(shelf.tenant)).signer("stafett").public
    assert done.receipt is not None
    assert done.receipt.verify(public, done.leaves)
    assert not done.receipt.verify(public, done.leaves[:2])
    assert str(shelf.tenant) in done.receipt.origin


async def test_of_a_known_stream_only_what_came_after_is_read(shelf: Shelf) -> None:
    stream = uuid4()
    done = await shelf.write(stream, "old", "older")
    await shelf.write(stream, "new", after=2, previous=done.leaves[-1])

    history = (await shelf.ledger.read(shelf.tenant, {stream: 2})).histories[stream]
    assert [line.event for line in history.lines] == [Noted(text="new")]
    nothing_new = (await shelf.ledger.read(shelf.tenant, {stream: 3})).histories[stream]
    assert (nothing_new.version, nothing_new.leaf) == (3, history.leaf)
    assert nothing_new.lines == ()


async def test_who_wrote_first_is_not_overwritten(shelf: Shelf) -> None:
    stream = uuid4()
    await shelf.write(stream, "mine")
    with pytest.raises(Stale) as late:
        await shelf.write(stream, "yours")
    assert late.value.stream == stream
    assert await shelf.texts(stream) == ["mine"]


async def test_a_decision_on_what_has_changed_since_is_not_written(shelf: Shelf) -> None:
    rules, matter = uuid4(), uuid4()
    done = await shelf.write(rules, "old rule")
    await shelf.write(rules, "new rule", after=1, previous=done.leaves[0])
    with pytest.raises(Stale) as late:
        await shelf.write(matter, "decided under the old rule", reads={rules: 1})
    assert late.value.stream == rules
    assert await shelf.texts(matter) == []
    await shelf.write(matter, "decided under the new rule", reads={rules: 2})


async def test_a_decision_on_what_was_not_there_is_not_written_once_it_is(shelf: Shelf) -> None:
    other = uuid4()
    await shelf.write(other, "here I am")
    with pytest.raises(Stale):
        await shelf.write(uuid4(), "there is nobody", reads={other: 0})


@pytest.mark.parametrize("neighbours", [0, 3])
@pytest.mark.parametrize(
    ("after", "of_another", "read"),
    [(0, False, 2), (1, False, 2), (2, True, 2), (3, False, 2), (2, False, 1), (2, False, 0)],
)
async def test_alone_and_in_company_the_same_is_too_late(
    shelf: Shelf, neighbours: int, after: int, of_another: bool, read: int
) -> None:
    matter, rules = uuid4(), uuid4()
    done = await shelf.write(matter, "first", "second")
    other = await shelf.write(rules, "old rule", "new rule")
    leaf = (other if of_another else done).leaves[-1]

    late = shelf.write(
        matter, "third", after=after, previous=leaf if after else NO_LEAF, reads={rules: read}
    )
    beside = [shelf.write(uuid4(), "x", reads={rules: 2}) for _ in range(neighbours)]
    told, *written = await asyncio.gather(late, *beside, return_exceptions=True)

    assert isinstance(told, Stale)
    assert told.stream == (matter if read == 2 else rules)
    assert not any(isinstance(one, BaseException) for one in written)
    assert await shelf.texts(matter) == ["first", "second"]
    assert await shelf.positions() == list(range(1, 5 + neighbours))
    await shelf.write(matter, "third", after=2, previous=done.leaves[-1], reads={rules: 2})


async def test_two_streams_are_written_together_or_not_at_all(shelf: Shelf) -> None:
    one, two = uuid4(), uuid4()
    await shelf.write(two, "was here first")
    with pytest.raises(Stale):
        await shelf.ledger.append(
            asking(shelf.tenant, writing(one, "with two"), writing(two, "with one"))
        )
    assert await shelf.texts(one) == []
    done = await shelf.ledger.append(
        asking(shelf.tenant, writing(one, "alone"), writing(uuid4(), "beside it"))
    )
    assert len(done.leaves) == 2
    assert await shelf.positions() == [1, 2, 3]


async def test_a_line_continues_the_very_line_that_was_read(shelf: Shelf) -> None:
    stream = uuid4()
    await shelf.write(stream, "first")
    with pytest.raises(Stale):
        await shelf.write(stream, "second", after=1, previous=b"\x01" * 32)
    with pytest.raises(Stale):
        await shelf.write(stream, "fourth", after=3, previous=b"\x01" * 32)
    assert await shelf.texts(stream) == ["first"]


async def test_commands_that_wait_together_are_written_in_one_go(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sorting_out(_self: WritingHand, _arguments: object) -> None:
        raise AssertionError("nothing here came too late")

    monkeypatch.setattr(WritingHand, "append_each", sorting_out)
    streams = [uuid4() for _ in range(50)]
    done = await asyncio.gather(*(shelf.write(stream, "a", "b") for stream in streams))
    again = [
        shelf.write(stream, "c", after=2, previous=one.leaves[-1])
        for stream, one in zip(streams, done, strict=True)
    ]
    await asyncio.gather(*again)
    assert await shelf.positions() == list(range(1, 151))


async def test_what_one_has_read_a_later_one_of_its_batch_may_write_to(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sorting_out(_self: WritingHand, _arguments: object) -> None:
        raise AssertionError("neither came too late")

    monkeypatch.setattr(WritingHand, "append_each", sorting_out)
    rules, matter = uuid4(), uuid4()
    old, begun = await shelf.write(rules, "old rule"), await shelf.write(matter, "begun")
    await asyncio.gather(
        shelf.write(
            matter, "under the old rule", after=1, previous=begun.leaves[0], reads={rules: 1}
        ),
        shelf.write(rules, "new rule", after=1, previous=old.leaves[0]),
    )
    assert await shelf.texts(matter) == ["begun", "under the old rule"]
    assert await shelf.texts(rules) == ["old rule", "new rule"]


async def test_one_that_comes_too_late_does_not_hold_up_its_neighbours(shelf: Shelf) -> None:
    taken = uuid4()
    await shelf.write(taken, "first")
    asked = [shelf.write(stream, "x") for stream in [uuid4(), taken, uuid4(), taken, uuid4()]]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(one, Stale) for one in done] == [False, True, False, True, False]
    assert await shelf.positions() == [1, 2, 3, 4]
    public = (await shelf.keyring.book(shelf.tenant)).signer("stafett").public
    for one in done:
        if not isinstance(one, BaseException):
            assert one.receipt is not None
            assert one.receipt.verify(public, one.leaves)


async def test_who_gives_up_waiting_stops_nobody(shelf: Shelf) -> None:
    given_up = asyncio.create_task(shelf.write(uuid4(), "never mind"))
    others = [asyncio.create_task(shelf.write(uuid4(), "but I do")) for _ in range(5)]
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(*others)
    positions = await shelf.positions()
    assert positions == list(range(1, len(positions) + 1))


async def test_a_command_without_lines_gets_no_receipt(shelf: Shelf) -> None:
    done = await shelf.ledger.append(asking(shelf.tenant, answer=b"nothing new"))
    assert done.receipt is None
    assert done.leaves == ()
    empty = await shelf.ledger.append(asking(shelf.tenant, Write(uuid4(), 0, NO_LEAF, ())))
    assert empty.receipt is None
    assert await shelf.ledger.head(shelf.tenant) == 0


async def test_a_long_command_is_written_whole(shelf: Shelf) -> None:
    stream = uuid4()
    await shelf.write(stream, *[f"line {number}" for number in range(700)])
    assert len(await shelf.texts(stream)) == 700


async def test_there_is_no_writing_in_a_book_that_is_not_there(shelf: Shelf) -> None:
    with pytest.raises(NoSuchBook):
        await shelf.ledger.append(asking(uuid4(), writing(uuid4(), "hello?")))
    with pytest.raises(NoSuchBook):
        await shelf.ledger.read(uuid4(), {})
    with pytest.raises(NoSuchBook):
        await shelf.ledger.head(uuid4())


async def test_a_book_without_a_head_is_no_book_either(shelf: Shelf) -> None:
    await shelf.database.execute("DELETE FROM event_head WHERE tenant = $1", shelf.tenant)
    with pytest.raises(NoSuchBook):
        await shelf.write(uuid4(), "hello?")


async def test_books_do_not_see_each_other(shelf: Shelf) -> None:
    other, stream = uuid4(), uuid4()
    await shelf.ledger.create_book(other, uuid4())
    await shelf.ledger.append(asking(other, writing(stream, "theirs", place=FRAME)))
    await shelf.write(stream, "ours")
    assert await shelf.texts(stream) == ["ours"]
    assert await shelf.ledger.head(other) == await shelf.ledger.head(shelf.tenant) == 1
    assert {other, shelf.tenant} <= set(await shelf.ledger.books())
