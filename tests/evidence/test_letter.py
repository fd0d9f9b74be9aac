"""A letter from one book to another: read by the one it was written to, and by nobody else."""

import base64
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.evidence.letter import (
    Desk,
    LetterNotRead,
    Party,
    check_receipt,
    party,
)
from stafett.evidence.receipt import Signer

NOW = datetime(2026, 11, 21, 9, 12, 44, 218300, tzinfo=UTC)
DIGEST = "ab" * 32


@dataclass(frozen=True)
class Books:
    """Three books that write to each other."""

    here: Desk
    there: Desk
    third: Desk


def desk(origin: str) -> Desk:
    seed = os.urandom(32)
    return Desk(Signer(origin, seed), seed)


BOOKS = Books(desk("stafett/here"), desk("stafett/there"), desk("stafett/third"))
HERE, THERE, THIRD = (one.party for one in (BOOKS.here, BOOKS.there, BOOKS.third))


@settings(max_examples=30, derandomize=True, deadline=None, database=None)
@given(content=st.binary(max_size=9000))
def test_what_was_written_is_read_there(content: bytes) -> None:
    assert BOOKS.there.read(HERE, BOOKS.here.write(THERE, content)) == content


def test_the_length_tells_little() -> None:
    lengths = {len(BOOKS.here.write(THERE, bytes(size))) for size in (0, 1, 2000, 4000)}
    assert len(lengths) == 1


def test_nobody_else_reads_it() -> None:
    letter = BOOKS.here.write(THERE, b"hello")
    for reader in (BOOKS.here, BOOKS.third):
        with pytest.raises(LetterNotRead):
            reader.read(HERE, letter)


def test_it_is_not_taken_for_anothers() -> None:
    letter = BOOKS.here.write(THERE, b"hello")
    renamed = Party("stafett/elsewhere", HERE.signs, HERE.reads)
    signs_otherwise = Party(HERE.origin, THIRD.signs, HERE.reads)
    for sender in (THIRD, renamed, signs_otherwise):
        with pytest.raises(LetterNotRead):
            BOOKS.there.read(sender, letter)


def test_somebody_who_knows_the_card_cannot_write_in_its_name() -> None:
    forger = desk(HERE.origin)
    as_if = Party(HERE.origin, HERE.signs, HERE.reads)
    forger.party = as_if  # type: ignore[misc]  # what a forger would claim to be
    letter = forger.write(THERE, b"hello")
    with pytest.raises(LetterNotRead):
        BOOKS.there.read(HERE, letter)


def test_every_changed_byte_is_noticed() -> None:
    letter = BOOKS.here.write(THERE, b"hello")
    for at in (0, 31, 32, 100, len(letter) - 1):
        changed = letter[:at] + bytes([letter[at] ^ 1]) + letter[at + 1 :]
        with pytest.raises(LetterNotRead):
            BOOKS.there.read(HERE, changed)
    for cut in (b"", letter[:10], letter[:-1], letter + b"x"):
        with pytest.raises(LetterNotRead):
            BOOKS.there.read(HERE, cut)


def test_a_card_must_hold_keys() -> None:
    signs, reads = (base64.b64encode(one).decode() for one in (HERE.signs, HERE.reads))
    assert party(HERE.origin, signs, reads) == HERE
    for wrong in ("", "AAAA", "not base64", base64.b64encode(bytes(31)).decode()):
        with pytest.raises(LetterNotRead):
            party(HERE.origin, signs, wrong)
        with pytest.raises(LetterNotRead):
            party(HERE.origin, wrong, reads)
    nothing = base64.b64encode(bytes(32)).decode()
    with pytest.raises(LetterNotRead):
        party(HERE.origin, signs, nothing)
    with pytest.raises(LetterNotRead):
        BOOKS.here.write(Party("x", HERE.signs, bytes(31)), b"hello")


def test_a_receipt_is_for_this_from_that_one_at_that_time() -> None:
    signature = BOOKS.there.acknowledge(HERE, DIGEST, NOW)
    check_receipt(THERE, HERE, DIGEST, NOW, signature)
    assert BOOKS.there.acknowledge(HERE, DIGEST, NOW) == signature
    for of, sender, digest, at in (
        (THIRD, HERE, DIGEST, NOW),
        (THERE, THIRD, DIGEST, NOW),
        (THERE, HERE, "cd" * 32, NOW),
        (THERE, HERE, DIGEST, NOW + timedelta(microseconds=1)),
    ):
        with pytest.raises(LetterNotRead):
            check_receipt(of, sender, digest, at, signature)
    with pytest.raises(LetterNotRead):
        check_receipt(THERE, HERE, DIGEST, NOW, signature[:-1])


def test_a_desk_says_which_book_it_is_of_and_nothing_else() -> None:
    assert repr(BOOKS.here) == "Desk('stafett/here')"
