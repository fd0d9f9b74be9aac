"""Attachments: every piece in its place, none missing, none from another sealing."""

import os
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.ledger.attachment import PIECE, SEALED_PIECE, seal_attachment, unseal_attachment
from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.sealing import OVERHEAD, SealBroken

KEY = DataKey(uuid4(), Secret.new())
TENANT, SCAN = uuid4(), uuid4()
CARRIED = PIECE - 4


def sealed(content: bytes) -> list[bytes]:
    return list(seal_attachment(KEY, TENANT, SCAN, content))


def opened(pieces: list[bytes]) -> bytes:
    return b"".join(unseal_attachment(KEY, TENANT, SCAN, pieces))


@pytest.mark.parametrize(
    "length", [0, 1, 1000, CARRIED - 1, CARRIED, CARRIED + 1, 3 * CARRIED, 700_000]
)
def test_an_attachment_opens_as_it_was(length: int) -> None:
    content = os.urandom(length)
    assert opened(sealed(content)) == content


@settings(max_examples=20)
@given(st.binary(max_size=3 * PIECE))
def test_any_attachment_opens_as_it_was(content: bytes) -> None:
    assert opened(sealed(content)) == content


def test_a_large_attachment_shows_only_a_rounded_number_of_full_pieces() -> None:
    pieces = sealed(bytes(8 * CARRIED + 1))
    assert [len(piece) for piece in pieces] == [SEALED_PIECE] * 10
    assert len(sealed(bytes(10 * CARRIED))) == 10
    assert [len(piece) for piece in sealed(b"small")] == [256 + OVERHEAD]


THREE = sealed(bytes(2 * CARRIED) + b"the end")
ANOTHER_SEALING = sealed(bytes(2 * CARRIED) + b"the end")


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        THREE[:1],
        THREE[:2],
        THREE[1:],
        [THREE[1], THREE[0], THREE[2]],
        [THREE[0], THREE[2]],
        [THREE[0], THREE[0], THREE[1], THREE[2]],
        [*THREE, THREE[2]],
        [THREE[0], ANOTHER_SEALING[1], ANOTHER_SEALING[2]],
        [THREE[0], THREE[1], ANOTHER_SEALING[2]],
        [THREE[0], THREE[1], THREE[2][:-1]],
    ],
    ids=[
        "none",
        "only the first",
        "without the last",
        "without the first",
        "swapped",
        "without the middle",
        "doubled",
        "one too many",
        "mixed after the first",
        "mixed at the end",
        "cut",
    ],
)
def test_pieces_dropped_doubled_swapped_or_mixed_are_noticed(pieces: list[bytes]) -> None:
    with pytest.raises(SealBroken):
        opened(pieces)


def test_a_piece_belongs_to_its_attachment_and_book() -> None:
    for tenant, attachment in ((uuid4(), SCAN), (TENANT, uuid4())):
        with pytest.raises(SealBroken):
            list(unseal_attachment(KEY, tenant, attachment, THREE))
