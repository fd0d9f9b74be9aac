"""The outside of a line: anyone can see that it was not touched, without opening it."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.evidence.fields import fields
from stafett.evidence.line_header import NO_LEAF, LineHeader, microseconds, sealed_hash

AT = datetime(2026, 11, 21, 12, 30, 15, 123456, tzinfo=UTC)
OUTSIDE: dict[str, Any] = {
    "tenant": UUID(int=1),
    "ledger": "event",
    "stream": UUID(int=2),
    "version": 3,
    "event_id": UUID(int=4),
    "at": AT,
    "key_id": UUID(int=5),
    "previous": NO_LEAF,
    "sealed_hash": sealed_hash(b"sealed"),
}
HEADER = LineHeader(**OUTSIDE)


def test_a_leaf_is_what_the_page_about_sealing_says() -> None:
    written = b"".join(
        len(value).to_bytes(4) + value
        for value in (
            b"stafett/line/1",
            UUID(int=1).bytes,
            b"event",
            UUID(int=2).bytes,
            (3).to_bytes(8),
            UUID(int=4).bytes,
            (1_795_264_215_123_456).to_bytes(8),
            UUID(int=5).bytes,
            bytes(32),
            sha256(b"sealed").digest(),
        )
    )
    assert HEADER.leaf() == sha256(b"\x00" + written).digest()


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("tenant", UUID(int=9)),
        ("ledger", "journal"),
        ("stream", UUID(int=9)),
        ("version", 4),
        ("event_id", UUID(int=9)),
        ("at", AT + timedelta(microseconds=1)),
        ("key_id", UUID(int=9)),
        ("previous", b"\x01" + bytes(31)),
        ("sealed_hash", sealed_hash(b"Sealed")),
    ],
)
def test_whatever_changes_on_the_outside_the_leaf_changes(field: str, other: object) -> None:
    assert LineHeader(**OUTSIDE | {field: other}).leaf() != HEADER.leaf()


def test_the_same_instant_in_another_time_zone_is_the_same_leaf() -> None:
    oslo = AT.astimezone(timezone(timedelta(hours=1)))
    assert LineHeader(**OUTSIDE | {"at": oslo}).leaf() == HEADER.leaf()


@given(st.datetimes(timezones=st.just(UTC)))
def test_no_microsecond_is_lost(at: datetime) -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds(at)) == at


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(TypeError):
        microseconds(AT.replace(tzinfo=None))


@given(st.lists(st.binary(max_size=9)), st.lists(st.binary(max_size=9)))
def test_two_lists_of_values_never_look_the_same(one: list[bytes], other: list[bytes]) -> None:
    assert (fields(*one) == fields(*other)) == (one == other)
