"""A receipt: proof in one's own hand that the book has what one wrote."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.evidence.receipt import (
    DEPTH,
    LEAVES,
    NotAReceipt,
    Receipt,
    Signer,
    issue,
    key_name,
)
from stafett.evidence.tree import leaf_hash, node_hash, verify_inclusion

AT = datetime(2026, 11, 21, 12, 30, 15, 120000, tzinfo=UTC)
SIGNER = Signer("stafett.example/book", os.urandom(32))
MINE = [leaf_hash(b"one"), leaf_hash(b"two")]
RECEIPT = issue(SIGNER, AT, [[leaf_hash(b"someone else's")], MINE])[1]


def batch(size: int) -> list[list[bytes]]:
    return [[os.urandom(32) for _ in range(1 + at % 3)] for at in range(size)]


@pytest.mark.parametrize("size", [1, 2, 3, 31, 32, 33, LEAVES])
def test_every_command_of_a_batch_gets_a_receipt_that_proves_its_lines(size: int) -> None:
    commands = batch(size)
    receipts = issue(SIGNER, AT, commands)
    assert len(receipts) == size
    for receipt, leaves in zip(receipts, commands, strict=True):
        assert receipt.verify(SIGNER.public, leaves)
        assert not receipt.verify(SIGNER.public, [*leaves, os.urandom(32)])
        assert not receipt.verify(SIGNER.public, leaves[::-1]) or len(leaves) == 1
    assert len({receipt.signature for receipt in receipts}) == 1
    assert len({receipt.turns for receipt in receipts}) == size


def test_a_receipt_for_one_line_names_the_line() -> None:
    [receipt] = issue(SIGNER, AT, [MINE[:1]])
    assert receipt.entry == MINE[0]


def test_a_receipt_does_not_prove_anybody_elses_lines() -> None:
    commands = batch(8)
    receipts = issue(SIGNER, AT, commands)
    for at, receipt in enumerate(receipts):
        assert not receipt.verify(SIGNER.public, commands[at - 1])
    assert not RECEIPT.verify(SIGNER.public, [])


def test_an_inner_node_of_the_batch_cannot_be_passed_off_as_a_line() -> None:
    step = RECEIPT.path[0]
    for entry in (node_hash(step, RECEIPT.entry), node_hash(RECEIPT.entry, step)):
        shorter = RECEIPT._replace(entry=entry, turns=RECEIPT.turns >> 1, path=RECEIPT.path[1:])
        assert not shorter.verify(SIGNER.public, [entry])


@pytest.mark.parametrize("size", [1, 2, 7, 64, 700])
def test_no_receipt_tells_how_many_wrote_at_the_same_moment(size: int) -> None:
    for receipt in issue(SIGNER, AT, batch(size)):
        assert len(receipt.path) == DEPTH
        assert all(len(step) == 32 for step in receipt.path)
        assert len(set(receipt.path)) == DEPTH


def test_where_a_lone_command_stands_is_chance() -> None:
    indexes = {issue(SIGNER, AT, [MINE])[0].turns for _ in range(200)}
    assert len(indexes) > 100
    assert all(0 <= index < LEAVES for index in indexes)


def test_where_one_of_two_commands_stands_is_chance() -> None:
    sides = {issue(SIGNER, AT, [MINE, MINE[:1]])[0].turns & 1 for _ in range(100)}
    assert sides == {0, 1}


def test_the_path_is_an_rfc_6962_path_in_a_tree_of_constant_size() -> None:
    top = RECEIPT.entry
    for level, step in enumerate(RECEIPT.path):
        top = node_hash(step, top) if RECEIPT.turns >> level & 1 else node_hash(top, step)
    assert verify_inclusion(RECEIPT.entry, RECEIPT.turns, LEAVES, RECEIPT.path, top)


@pytest.mark.parametrize(
    "changed",
    [
        RECEIPT._replace(origin="stafett.example/other"),
        RECEIPT._replace(at=AT + timedelta(microseconds=1)),
        RECEIPT._replace(entry=bytes(32)),
        RECEIPT._replace(turns=RECEIPT.turns ^ 1),
        RECEIPT._replace(turns=RECEIPT.turns + LEAVES),
        RECEIPT._replace(turns=RECEIPT.turns - LEAVES),
        RECEIPT._replace(path=RECEIPT.path[:-1]),
        RECEIPT._replace(path=(*RECEIPT.path, bytes(32))),
        RECEIPT._replace(path=RECEIPT.path[::-1]),
        RECEIPT._replace(key="00000000"),
        RECEIPT._replace(signature=bytes(64)),
        RECEIPT._replace(signature=b""),
    ],
)
def test_a_receipt_with_anything_changed_proves_nothing(changed: Receipt) -> None:
    assert RECEIPT.verify(SIGNER.public, MINE)
    assert not changed.verify(SIGNER.public, MINE)


@settings(max_examples=300)
@given(st.integers(0, (DEPTH + 1) * 256 + 512 - 1))
def test_a_single_flipped_bit_proves_nothing(bit: int) -> None:
    whole = bytearray(b"".join((RECEIPT.entry, *RECEIPT.path, RECEIPT.signature)))
    whole[bit // 8] ^= 1 << bit % 8
    steps = [bytes(whole[at : at + 32]) for at in range(0, (DEPTH + 1) * 32, 32)]
    changed = RECEIPT._replace(entry=steps[0], path=tuple(steps[1:]), signature=bytes(whole[-64:]))
    assert not changed.verify(SIGNER.public, MINE)
    assert not changed.verify(SIGNER.public, [changed.entry])


def test_another_book_has_another_hand() -> None:
    other = Signer(SIGNER.origin, os.urandom(32))
    assert not RECEIPT.verify(other.public, MINE)
    renamed = RECEIPT._replace(key=key_name(SIGNER.origin, other.public))
    assert not renamed.verify(other.public, MINE)


def test_a_hand_does_not_show_its_secret() -> None:
    secret = os.urandom(32)
    assert secret.hex() not in repr(Signer("a book", secret))
    assert repr(Signer("a book", secret)).startswith("Signer('a book', ")


def test_nobody_wrote_so_nobody_gets_a_receipt() -> None:
    assert issue(SIGNER, AT, []) == ()


@pytest.mark.parametrize("commands", [[[]], [[bytes(32)], []], [[bytes(32)]] * (LEAVES + 1)])
def test_a_batch_too_large_or_a_command_without_lines_is_refused(
    commands: list[list[bytes]],
) -> None:
    with pytest.raises(ValueError, match="at most 1024 commands"):
        issue(SIGNER, AT, commands)


def test_a_receipt_is_read_as_it_was_written() -> None:
    written = json.loads(json.dumps(RECEIPT.to_json()))
    assert Receipt.from_json(written) == RECEIPT
    assert written["at"] == "2026-11-21T12:30:15.120000Z"


WRITTEN: dict[str, Any] = RECEIPT.to_json()


@pytest.mark.parametrize(
    "written",
    [
        {},
        {**WRITTEN, "more": 1},
        {key: value for key, value in WRITTEN.items() if key != "signature"},
        {**WRITTEN, "origin": 7},
        {**WRITTEN, "at": "2026-11-21T12:30:15Z"},
        {**WRITTEN, "at": "2026-11-21T12:30:15.12Z"},
        {**WRITTEN, "at": "2026-11-21T12:30:15.120000+00:00"},
        {**WRITTEN, "index": True},
        {**WRITTEN, "index": str(RECEIPT.turns)},
        {**WRITTEN, "index": "x"},
        {**WRITTEN, "path": None},
        {**WRITTEN, "path": [7]},
        {**WRITTEN, "entry": "é"},
        {**WRITTEN, "entry": WRITTEN["entry"] + "\n"},
        {**WRITTEN, "entry": WRITTEN["entry"].rstrip("=")},
        {**WRITTEN, "signature": None},
    ],
)
def test_what_a_receipt_would_not_have_written_is_no_receipt(written: dict[str, Any]) -> None:
    with pytest.raises(NotAReceipt):
        Receipt.from_json(written)
