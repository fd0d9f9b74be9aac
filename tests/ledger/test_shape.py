"""How facts are written and read: exactly as they were, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any, NewType
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic_core import from_json, to_json

from stafett.ledger.shape import Misshapen, shape_of

WhoId = NewType("WhoId", UUID)


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class OnPaper:
    seen_by: WhoId


@dataclass(frozen=True, slots=True)
class ByHand:
    """The same fields as on paper, and something else."""

    seen_by: WhoId


@dataclass(frozen=True)
class Everything:
    who: WhoId
    maybe: date | None
    at: datetime
    colours: frozenset[Colour]
    evidence: OnPaper | ByHand | None
    named: Mapping[WhoId, int]
    kept: Mapping[Colour, tuple[str, ...]]
    pairs: Mapping[tuple[int, str], bool]
    either: int | str
    fixed: tuple[int, str]
    nested: tuple[OnPaper, ...]
    seal: bytes
    notes: frozenset[OnPaper]
    share: float


instants = some.datetimes(timezones=some.just(UTC)) | some.datetimes(
    timezones=some.just(timezone(timedelta(hours=2)))
)
ids = some.uuids().map(WhoId)
everything = some.builds(
    Everything,
    who=ids,
    maybe=some.none() | some.dates(),
    at=instants,
    colours=some.frozensets(some.sampled_from(Colour)),
    evidence=some.none() | some.builds(OnPaper, ids) | some.builds(ByHand, ids),
    named=some.dictionaries(ids, some.integers()),
    kept=some.dictionaries(some.sampled_from(Colour), some.lists(some.text()).map(tuple)),
    pairs=some.dictionaries(some.tuples(some.integers(), some.text()), some.booleans()),
    either=some.integers() | some.text(),
    fixed=some.tuples(some.integers(), some.text()),
    nested=some.lists(some.builds(OnPaper, ids)).map(tuple),
    seal=some.binary(),
    notes=some.frozensets(some.builds(OnPaper, ids)),
    share=some.floats(allow_nan=False, allow_infinity=False),
)


def stored(value: Any, hint: Any) -> bytes:
    shape = shape_of(hint)
    return to_json(value if shape.write is None else shape.write(value))


def read(content: bytes, hint: Any) -> Any:
    return shape_of(hint).read(from_json(content))


@given(everything)
def test_what_is_written_is_what_is_read(fact: Everything) -> None:
    again = read(stored(fact, Everything), Everything)
    assert again == fact
    assert type(again.evidence) is type(fact.evidence)
    assert type(again.either) is type(fact.either)
    assert stored(again, Everything) == stored(fact, Everything)


@given(some.lists(some.uuids(), min_size=2, unique=True))
def test_the_same_set_or_mapping_always_gives_the_same_bytes(members: list[UUID]) -> None:
    back = members[::-1]
    assert stored(frozenset(members), frozenset[UUID]) == stored(frozenset(back), frozenset[UUID])
    forwards, backwards = dict.fromkeys(members, 1), dict.fromkeys(back, 1)
    assert stored(forwards, Mapping[UUID, int]) == stored(backwards, Mapping[UUID, int])


def test_kinds_with_the_same_fields_are_told_apart() -> None:
    who = WhoId(uuid4())
    hint = OnPaper | ByHand
    assert read(stored(ByHand(who), hint), hint) == ByHand(who)
    assert read(stored(OnPaper(who), hint), hint) == OnPaper(who)


@pytest.mark.parametrize(
    ("hint", "content"),
    [
        (int, b'"1"'),
        (int, b"true"),
        (bool, b"1"),
        (str, b"1"),
        (float, b'"1"'),
        (UUID, b"1"),
        (UUID, b'"not an id"'),
        (date, b'"2026-11-21T00:00:00"'),
        (date, b'"20261121"'),
        (datetime, b'"yesterday"'),
        (bytes, b'"%%%"'),
        (Colour, b'"green"'),
        (tuple[int, ...], b'{"a": 1}'),
        (tuple[int, str], b"[1]"),
        (tuple[int, str], b'"ab"'),
        (frozenset[int], b"1"),
        (Mapping[str, int], b"[]"),
        (Mapping[tuple[int, int], int], b"{}"),
        (OnPaper, b"{}"),
        (OnPaper, b'{"seen_by": "3b9f9b9e-6a0c-4c1e-9d0a-0b6f0a0c1d2e", "more": 1}'),
        (OnPaper, b"[]"),
        (int | str, b"1"),
        (int | str, b'{"float": 1}'),
        (int | str, b'{"int": 1, "str": "a"}'),
    ],
)
def test_what_is_not_written_so_is_not_read(hint: Any, content: bytes) -> None:
    with pytest.raises((Misshapen, KeyError, ValueError)):
        read(content, hint)


@dataclass(frozen=True)
class Odd:
    anything: object


@dataclass(frozen=True)
class Reckoned:
    given_value: int
    reckoned: int = field(init=False, default=0)


class Red(Enum):
    RED = "red"


@pytest.mark.parametrize("hint", [Odd, object, complex, list[int], Colour | type[int]])
def test_a_type_without_a_shape_does_not_belong_in_a_fact(hint: Any) -> None:
    with pytest.raises(TypeError):
        shape_of(hint)


def test_what_is_reckoned_is_not_stored() -> None:
    assert stored(Reckoned(3), Reckoned) == b'{"given_value":3}'
    assert read(b'{"given_value":3}', Reckoned) == Reckoned(3)


def test_a_value_that_is_none_of_its_types_is_not_written() -> None:
    with pytest.raises(TypeError):
        stored(2.5, int | str)


def test_a_mapping_by_any_other_class_is_a_mapping_still() -> None:
    from types import MappingProxyType

    hint = Mapping[str, int] | int
    assert read(stored(MappingProxyType({"a": 1}), hint), hint) == {"a": 1}
