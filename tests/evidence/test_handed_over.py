"""A book signs with a new key: whoever knew the old one knows the new, and when it took over."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stafett.evidence.bundle import Manifest
from stafett.evidence.checkpoint import Checkpoint, LogSigner, NotBelieved
from stafett.evidence.handed_over import OVERLAP, Former, fingerprint, hand_over, held
from stafett.evidence.note import Note
from stafett.evidence.receipt import Receipt, Signer, issue
from stafett.evidence.receipts_kept import ReceiptsKept
from stafett.evidence.verifying import Fault, Known, Report, check_bundle
from tests.evidence.bundles import BEGUN, MadeUp, in_other_hands, made_up

ORIGIN = "stafett.example/a-book"
SEEDS = [bytes([number]) * 32 for number in range(1, 5)]


def pair(seed: bytes) -> tuple[bytes, bytes]:
    first, second = LogSigner(ORIGIN, seed).keys
    return first.public, second.public


def checked(book: MadeUp, known: Known | None = None) -> Report:
    return check_bundle(io.BytesIO(book.written()), known or Known())


def fault(book: MadeUp, known: Known | None = None) -> Fault:
    found = checked(book, known).fault
    assert found is not None
    return found


def test_each_pair_signs_for_the_next_and_ends_with_that() -> None:
    former: tuple[Former, ...] = ()
    for number in range(3):
        to = pair(SEEDS[number + 1])
        former += (hand_over(ORIGIN, former, SEEDS[number], to, BEGUN + number),)
    pairs = held(ORIGIN, former, pair(SEEDS[3]))
    assert [one.keys for one in pairs] == [pair(seed) for seed in SEEDS]
    assert [one.until for one in pairs] == [BEGUN, BEGUN + 1, BEGUN + 2, None]
    assert held(ORIGIN, (), pair(SEEDS[0]))[0].until is None


def test_nobody_becomes_the_next_without_the_one_before() -> None:
    first = hand_over(ORIGIN, (), SEEDS[0], pair(SEEDS[1]), BEGUN)
    second = hand_over(ORIGIN, (first,), SEEDS[1], pair(SEEDS[2]), BEGUN - 1)
    later = hand_over(ORIGIN, (first,), SEEDS[1], pair(SEEDS[2]), BEGUN + 1)
    for former, newest in [
        ((first,), pair(SEEDS[2])),
        ((first, second), pair(SEEDS[2])),  # it ended before it began
        ((first._replace(keys=pair(SEEDS[3])),), pair(SEEDS[1])),
        ((first._replace(note=""),), pair(SEEDS[1])),
        ((first, first), pair(SEEDS[1])),
        ((later,), pair(SEEDS[2])),
        ((first._replace(keys=(b"", b"")),), pair(SEEDS[1])),
    ]:
        with pytest.raises(NotBelieved):
            held(ORIGIN, former, newest)
    with pytest.raises(NotBelieved):
        held("stafett.example/another", (first,), pair(SEEDS[1]))
    assert len(held(ORIGIN, (first, later), pair(SEEDS[2]))) == 3


def test_a_book_in_other_hands_is_believed_by_whoever_knew_any_of_them() -> None:
    book = in_other_hands(7)
    report = checked(book)
    assert report.well, report.fault
    assert report.fingerprint == fingerprint(book.keys)
    for one in held(book.origin, book.former, book.keys):
        found = checked(book, Known(fingerprint=one.fingerprint))
        assert found.well
        assert found.pinned
    assert fault(book, Known(fingerprint="0" * 64)).code == "key"


def test_a_manifest_is_written_in_one_way_with_former_keys_and_without() -> None:
    for book in (in_other_hands(7), made_up(7)):
        first = book.written().split(b"\n", 1)[0] + b"\n"
        assert Manifest.read(first).written() == first
    assert b'"former"' not in made_up(7).written()


def test_what_an_old_pair_signs_after_its_end_is_not_believed() -> None:
    book = in_other_hands(7)
    log = book.logs[0]
    old = replace(book, seed=made_up(7).seed)
    signer = LogSigner(book.origin_of(log), old.seed)
    checkpoint = Checkpoint(book.origin_of(log), log.size, log.root)
    ended = held(book.origin, book.former, book.keys)[0].until
    assert ended == BEGUN + 100
    log.note = signer.sign(checkpoint, ended + OVERLAP).written()
    assert checked(book).well
    log.note = signer.sign(checkpoint, ended + OVERLAP + 1).written()
    assert fault(book).code == "checkpoint"


def test_a_checkpoint_that_was_kept_from_before_still_counts() -> None:
    before = made_up(7)
    log = next(log for log in before.logs if len(log.lines) > 3)
    kept = before.checkpoint(log, 2)
    assert checked(in_other_hands(7), Known(earlier=[kept])).well
    other = made_up(7)
    place = other.logs.index(log) if log in other.logs else before.logs.index(log)
    other.logs[place].lines[1] = other.logs[place].lines[0]
    forged = other.checkpoint(other.logs[place], 2)
    found = checked(in_other_hands(7), Known(earlier=[forged])).fault
    assert found is not None
    assert found.code == "root"
    stranger = replace(before, seed=bytes(32)).checkpoint(log, 2)
    assert fault(in_other_hands(7), Known(earlier=[stranger])).code == "earlier"


def a_receipt(origin: str, seed: bytes, leaf: bytes, at: int) -> Receipt:
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
    (receipt,) = issue(Signer(origin, seed), when, [[leaf]])
    return receipt


def test_receipts_count_for_as_long_as_their_pair_signed() -> None:
    book, first = in_other_hands(7), made_up(7).seed
    line = next(line for log in book.logs for line in log.lines)
    ended = BEGUN + 100
    for seed, at, found in [
        (first, ended, 1),
        (first, ended + OVERLAP, 1),
        (first, ended + OVERLAP + 1, 0),
        (book.seed, ended + 10_000, 1),
        (bytes(32), ended, 0),
    ]:
        kept = ReceiptsKept([a_receipt(book.origin, seed, line.leaf, at)])
        report = checked(book, Known(receipts=kept))
        assert report.receipts is not None
        assert (report.receipts["found"], report.receipts["notOfThisBook"]) == (found, 1 - found)
    vanished = ReceiptsKept([a_receipt(book.origin, first, bytes(32), BEGUN)])
    assert fault(book, Known(receipts=vanished)).code == "receipt"


def test_a_note_that_hands_over_is_a_checkpoint_of_the_log_of_keys() -> None:
    one = hand_over(ORIGIN, (), SEEDS[0], pair(SEEDS[1]), BEGUN)
    said = Checkpoint.read(Note.read(one.note).text)
    assert (said.origin, said.size) == (f"{ORIGIN}/keys", 2)
