"""A printout is signed as a whole: one byte changed, added or taken away can be seen."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from stafett.exchange.stamp_call import replies_at
from stafett.ledger.printing_hand import printing_hand
from stafett.printing.checking import NotAPrintout, check
from stafett.printing.signing import STEP, sign
from stafett.printing.typesetting import typeset
from tests.printing.samples import HAND, sample
from tests.stamps import Authority, an_authority

SHOWN = ("-fingerprint", "-sha256")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with an_authority(tmp_path_factory.mktemp("authority")) as there:
        yield there


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return typeset(sample(), HAND.fingerprint)


@pytest.fixture(scope="module")
def signed(unsigned: bytes) -> bytes:
    return sign(unsigned, HAND, "Nittedal")


def test_it_holds_and_names_the_books_certificate(signed: bytes) -> None:
    found = check(signed)
    assert found.well
    assert found.fingerprint == HAND.fingerprint
    assert found.stamped_at is None


def test_what_was_set_stands_there_to_the_byte(unsigned: bytes, signed: bytes) -> None:
    assert signed.startswith(unsigned)


def test_wherever_one_byte_is_changed_it_is_noticed(signed: bytes) -> None:
    hole = signed.index(b"/Contents <")
    after = signed.index(b">", hole)
    places = [*range(20, hole, 4000), *range(after, len(signed), (len(signed) - after) // 8)]
    assert len(places) > 15
    for place in places:
        changed = bytearray(signed)
        changed[place] ^= 1
        try:
            assert not check(bytes(changed)).well, place
        except NotAPrintout:
            continue


def test_something_added_or_taken_away_at_the_end_is_noticed(signed: bytes) -> None:
    for other in (signed + b"\n%%EOF\n", signed[:-7], signed + signed):
        try:
            assert not check(other).well
        except NotAPrintout:
            continue


def test_what_nobody_signed_is_no_printout(unsigned: bytes) -> None:
    for other in (unsigned, b"", b"%PDF-1.7 and nothing else", bytes(4000)):
        with pytest.raises(NotAPrintout):
            check(other)


@pytest.mark.parametrize("more", range(4))
def test_its_length_tells_little_of_what_it_says(more: int) -> None:
    pdf = typeset(sample("x" * more * 37), HAND.fingerprint)
    assert len(sign(pdf, HAND, "Nittedal")) == STEP


def test_a_book_always_has_the_same_certificate_and_no_other_book_has_it() -> None:
    book, seed = UUID(int=7), bytes(range(32))
    assert printing_hand(book, "stafett", seed) == HAND
    others = (
        printing_hand(UUID(int=8), "stafett", seed),
        printing_hand(book, "stafett-demo", seed),
        printing_hand(book, "stafett", bytes(32)),
    )
    assert len({HAND.fingerprint, *(one.fingerprint for one in others)}) == 4
    assert HAND.key.hex() not in repr(HAND)
    assert repr(HAND.key) not in repr(HAND)


def test_another_tool_reads_the_certificate_as_a_self_signed_one(tmp_path: Path) -> None:
    file = tmp_path / "certificate.der"
    file.write_bytes(HAND.certificate)
    shown = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", file, *["-noout", "-text"], *SHOWN],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Digital Signature, Non Repudiation" in shown
    assert "CA:FALSE" in shown
    assert shown.rsplit("=", 1)[1].strip().replace(":", "").lower() == HAND.fingerprint


def test_a_time_stamp_says_that_it_existed_by_then(authority: Authority, unsigned: bytes) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    found = check(sign(unsigned, HAND, "Nittedal", replies_at(authority.url)))
    assert found.well
    assert found.stamped_at is not None
    assert found.stamped_at >= before


def test_without_an_answer_from_who_stamps_it_is_signed_all_the_same(unsigned: bytes) -> None:
    async def away(_: bytes) -> bytes | None:
        return None

    found = check(sign(unsigned, HAND, "Nittedal", away))
    assert found.well
    assert found.stamped_at is None
