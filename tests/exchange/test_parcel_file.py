"""A parcel as it travels: the same bytes for the same parcel, and read strictly."""

import json
from dataclasses import replace
from typing import Any

import pytest

from stafett.domain.arrival import ParcelNotRead
from stafett.domain.departure import TooMuchForOneParcel
from stafett.domain.parcel import Parcel
from stafett.exchange.parcel_file import LARGEST, read, write
from tests.golden.samples import variants
from tests.moving import PARCEL


@pytest.mark.parametrize("parcel", [PARCEL, *variants(Parcel, "parcel")], ids=lambda one: one.unit)
def test_what_is_written_is_read(parcel: Parcel) -> None:
    written = write(parcel)
    if json.loads(written)["format"] == PARCEL.format:
        assert read(written) == parcel
    assert write(parcel) == written


def changed(**members: Any) -> bytes:
    return json.dumps(json.loads(write(PARCEL)) | members).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"17",
        b"{}",
        b"[" * 100_000,
        changed(format="stafett-parcel/2"),
        changed(more="x"),
        changed(level="two"),
        changed(born="2019-02-31"),
        changed(born=None),
        changed(goals=[{}]),
        changed(goals={}),
        changed(id="x"),
        changed(child_name="a\x00b"),
        changed(holder="x" * 10_001),
        changed(entries=json.loads(write(PARCEL))["entries"] * 1001),
        b" " * LARGEST + b"{}",
    ],
    ids=range(18),
)
def test_anything_else_is_not_read(content: bytes) -> None:
    with pytest.raises(ParcelNotRead):
        read(content)


def test_so_much_that_nobody_could_read_it_is_not_written() -> None:
    (entry,) = PARCEL.entries
    many = replace(PARCEL, entries=(replace(entry, text="å" * 8000),) * 100)
    with pytest.raises(TooMuchForOneParcel):
        write(many)
    fewer = replace(many, entries=many.entries[:60])
    assert read(write(fewer)) == fewer


def test_what_a_reader_elsewhere_finds_in_it() -> None:
    written = json.loads(write(PARCEL))
    assert written["format"] == "stafett-parcel/1"
    assert written["entries"][0]["text"] == "He likes to be outside"
    assert written["born"] == "2018-05-17"
