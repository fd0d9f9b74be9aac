"""A bundle: whole ones are well, and of every other the first wrong line is named."""

import base64
import io
import json
import random
from dataclasses import replace

import pytest

from stafett.evidence.bundle import BundleLine, Manifest, NotABundle
from stafett.evidence.checkpoint import LogSigner
from stafett.evidence.note import Note
from stafett.evidence.receipts_kept import ReceiptsKept
from stafett.evidence.verifying import Known, Report, check_bundle
from tests.evidence.bundles import HARMS, Harm, MadeUp, harmed, made_up, receipts_of

NOBODY = Known()


def check(written: bytes, known: Known = NOBODY) -> Report:
    return check_bundle(io.BytesIO(written), known)


def with_lines(first_seed: int = 1) -> MadeUp:
    """Return a book whose first log has at least four lines."""
    seed = first_seed
    while len((book := made_up(seed)).logs[0].lines) < 4:
        seed += 1000
    return book


@pytest.mark.parametrize("seed", range(40))
def test_a_whole_book_is_well(seed: int) -> None:
    book = made_up(seed)
    report = check(book.written())
    assert report.fault is None
    assert report.whole
    assert report.lines == sum(len(log.lines) for log in book.logs)
    assert [(log.origin, log.size) for log in report.logs] == [
        (book.origin_of(log), len(log.lines)) for log in book.logs
    ]


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_whatever_was_done_to_a_book_is_found_in_it(harm: Harm) -> None:
    done = 0
    for seed in range(12):
        book = made_up(seed)
        expected = harmed(book, harm)
        if expected == "none":
            continue
        done += 1
        report = check(book.written())
        assert report.fault is not None, f"seed {seed}"
        assert expected in (None, report.fault.code), f"seed {seed}: {report.fault}"
    assert done > 5


def test_the_first_wrong_line_is_named() -> None:
    book = with_lines()
    lines = book.logs[0].lines
    lines[2] = lines[2]._replace(key_id=bytes(16))
    lines[3] = lines[3]._replace(key_id=bytes(16))
    fault = check(book.written()).fault
    assert fault is not None
    assert (fault.code, fault.line, fault.position) == ("leaf", 4, 3)
    assert (fault.stream, fault.version) == (lines[2].stream.hex(), lines[2].version)


def test_with_any_byte_changed_it_is_refused() -> None:
    written = with_lines().written()
    dice = random.Random(6962)
    for place in range(0, len(written), 31):
        changed = bytearray(written)
        changed[place] ^= 1 << dice.randrange(8)
        assert not check(bytes(changed)).well, f"byte {place}"


def test_with_anything_taken_away_or_put_on_it_is_refused() -> None:
    written = with_lines().written()
    for other in (written[:-1], written[1:], written + b"\n", written + written, b"", b"{}\n"):
        assert not check(other).well
    lines = written.splitlines(keepends=True)
    for place in range(len(lines)):
        assert not check(b"".join(lines[:place] + lines[place + 1 :])).well


def test_keys_that_one_knows_are_held_against_those_in_the_file() -> None:
    book = with_lines()
    known = Manifest.read(book.written().splitlines(keepends=True)[0]).fingerprint
    assert check(book.written(), Known(known)).pinned
    stranger = replace(book, seed=bytes(32))
    stranger.sign_all()
    assert check(stranger.written()).well, "held against itself alone it is well"
    report = check(stranger.written(), Known(known))
    assert report.fault is not None
    assert report.fault.code == "key"


def test_a_checkpoint_that_was_kept_must_be_the_beginning() -> None:
    book = with_lines()
    for size in range(len(book.logs[0].lines) + 1):
        kept = book.checkpoint(book.logs[0], size)
        assert check(book.written(), Known(earlier=[kept])).well
    other = with_lines(7)
    other.seed, other.tenant = book.seed, book.tenant
    kept = other.checkpoint(other.logs[0], 2)
    report = check(book.written(), Known(earlier=[kept]))
    assert report.fault is not None
    assert report.fault.code == "root"


def test_a_book_brought_back_from_an_old_copy_is_found_by_a_kept_checkpoint() -> None:
    book = with_lines()
    kept = book.checkpoint(book.logs[0])
    del book.logs[0].lines[-1]
    for log in book.logs[1:2]:
        log.first -= 1
        log.lines = []
    book.sign_all()
    assert check(book.written()).well
    report = check(book.written(), Known(earlier=[kept]))
    assert report.fault is not None
    assert (report.fault.code, report.fault.says) == ("earlier", "the log was longer before")


def test_a_kept_checkpoint_of_other_keys_is_no_ground_to_stand_on() -> None:
    book = with_lines()
    kept = replace(book, seed=bytes(32)).checkpoint(book.logs[0], 1)
    report = check(book.written(), Known(earlier=[kept]))
    assert report.fault is not None
    assert report.fault.code == "earlier"


def test_what_came_after_a_checkpoint_is_checked_by_itself() -> None:
    book = with_lines()
    log = book.logs[0]
    book.logs = [log]
    for since in range(len(log.lines) + 1):
        log.since = since
        kept = book.checkpoint(log, since)
        report = check(book.written(), Known(earlier=[kept]))
        assert report.fault is None, since
        assert report.whole == (since == 0)
        assert report.lines == len(log.lines) - since
    log.since = 3
    report = check(book.written(), Known(earlier=[book.checkpoint(log, 2)]))
    assert report.fault is not None
    assert report.fault.code == "earlier"


def test_a_witness_that_did_not_sign_is_missed() -> None:
    book = with_lines()
    witness = LogSigner("witness.example", bytes(range(32)))
    known = Known(witnesses=[witness.keys[1]])
    report = check(book.written(), known)
    assert report.fault is not None
    assert report.fault.code == "checkpoint"


def test_a_receipt_is_found_for_one_line_and_for_several_at_a_time() -> None:
    book = with_lines()
    lines = book.logs[0].lines
    run = [line._replace(at=lines[0].at) for line in lines[:1]]
    kept = receipts_of(book, run, [lines[1]], [lines[3]])
    report = check(book.written(), Known(receipts=ReceiptsKept(kept)))
    assert report.fault is None
    assert report.receipts == {"found": 3, "vanished": [], "later": 0, "notOfThisBook": 0}


def test_a_receipt_for_several_lines_of_one_moment_is_found() -> None:
    for seed in range(200):
        book = made_up(seed)
        for log in book.logs:
            for one, two in zip(log.lines, log.lines[1:], strict=False):
                if one.at == two.at:
                    kept = receipts_of(book, [one, two])
                    report = check(book.written(), Known(receipts=ReceiptsKept(kept)))
                    assert report.receipts is not None
                    assert report.receipts["found"] == 1
                    return
    raise AssertionError("no two lines of one moment")


def test_a_receipt_for_what_is_nowhere_proves_that_it_has_vanished() -> None:
    book = with_lines()
    gone = receipts_of(book, [book.logs[0].lines[1]._replace(leaf=bytes(32))])
    report = check(book.written(), Known(receipts=ReceiptsKept(gone)))
    assert report.fault is not None
    assert report.fault.code == "receipt"
    assert report.receipts is not None
    assert report.receipts["vanished"] == [base64.b64encode(bytes(32)).decode()]


def test_receipts_that_are_later_or_of_another_book_prove_nothing() -> None:
    book, other = with_lines(), with_lines(3)
    later = book.logs[0].lines[0]._replace(leaf=bytes(32), at=2_000_000_000_000_000)
    kept = receipts_of(book, [later]) + receipts_of(other, [other.logs[0].lines[0]])
    report = check(book.written(), Known(receipts=ReceiptsKept(kept)))
    assert report.fault is None
    assert report.receipts == {"found": 0, "vanished": [], "later": 1, "notOfThisBook": 1}


def test_a_line_is_read_as_it_was_written_and_no_other() -> None:
    line = with_lines().logs[0].lines[0]
    assert BundleLine.read(line.written()) == line
    with_previous = line._replace(previous=bytes(32))
    assert BundleLine.read(with_previous.written()) == with_previous
    for wrong in (b"[1]\n", line.written()[:-1], line.written().replace(b"[1", b"[01"), b" \n"):
        with pytest.raises(NotABundle):
            BundleLine.read(wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"keys": []},
        {"logs": None},
        {"logs": [{"first": "1"}]},
        {"tenant": "x"},
        {"evidence": "stafett/2"},
        {"more": 1},
    ],
)
def test_a_manifest_that_we_would_not_have_written_is_none(change: dict[str, object]) -> None:
    written = with_lines().written().splitlines(keepends=True)[0]
    told = json.loads(written) | change
    with pytest.raises(NotABundle):
        Manifest.read(json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n")


@pytest.mark.parametrize("change", [{"first": 0}, {"since": -1}, {"first": True}])
def test_a_log_that_begins_nowhere_is_none(change: dict[str, object]) -> None:
    told = json.loads(with_lines().written().splitlines()[0])
    told["logs"][0] |= change
    with pytest.raises(NotABundle):
        Manifest.read(json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n")


def test_a_log_of_another_book_or_a_strange_ledger_is_refused() -> None:
    for ledger in ("event/../journal", "ledger"):
        book = with_lines()
        book.logs[0].ledger = ledger
        book.sign_all()
        report = check(book.written())
        assert report.fault is not None
        assert report.fault.code == "log"


def test_an_edge_that_does_not_fit_is_refused() -> None:
    book = with_lines()
    manifest = Manifest.read(book.written().splitlines(keepends=True)[0])
    bent = replace(manifest, logs=(replace(manifest.logs[0], since=3), *manifest.logs[1:]))
    report = check(bent.written())
    assert report.fault is not None
    assert report.fault.code == "edge"


def test_a_checkpoint_shorter_than_what_was_skipped_is_refused() -> None:
    book = with_lines()
    manifest = Manifest.read(book.written().splitlines(keepends=True)[0])
    size = len(book.logs[0].lines)
    bent = replace(manifest, logs=(replace(manifest.logs[0], since=size + 1),))
    report = check(bent.written())
    assert report.fault is not None
    assert report.fault.code == "checkpoint"


def test_every_ten_thousandth_line_is_told() -> None:
    told: list[int] = []
    book = made_up(1, most=5)
    log = book.logs[0]
    log.lines = []
    previous = bytes(32)
    for position in range(1, 10_002):
        line = BundleLine(
            position, bytes(16), position, bytes(16), 0, bytes(16), bytes(32), b"", None
        )
        previous = line.expected_leaf(book.tenant, b"event", previous)
        log.lines.append(line._replace(leaf=previous))
    book.logs = [log]
    book.sign_all()
    assert check_bundle(io.BytesIO(book.written()), NOBODY, told.append).well
    assert told == [10_000]


def test_a_note_with_an_extra_line_is_not_a_checkpoint() -> None:
    book = with_lines()
    note = Note.read(book.logs[0].note)
    book.logs[0].note = note._replace(text=note.text + "more\n").written()
    report = check(book.written())
    assert report.fault is not None
    assert report.fault.code == "checkpoint"
