"""Keeping states: what is folded comes back as it was, in the order in which it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, ClassVar, NewType, TypeAlias
from uuid import UUID, uuid4

import pytest

from stafett.projections.state_codec import dump, load

Name = NewType("Name", UUID)


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Open:
    since: date | None = None
    said: ClassVar[str] = "open"


@dataclass(frozen=True, slots=True)
class Locked:
    since: date | None = None


Door: TypeAlias = Open | Locked | None


@dataclass(frozen=True, slots=True)
class House:
    name: Name
    doors: tuple[Door, ...] = ()
    built: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    rests: timedelta = timedelta(days=1)
    colours: frozenset[Colour] = frozenset()
    rooms: Mapping[Name, "House"] = field(default_factory=dict)
    size: tuple[int, str] = (1, "m")
    key: bytes = b"\x00\xff"


A, B = (Name(uuid4()) for _ in range(2))
FULL = House(
    name=A,
    doors=(Locked(date(2026, 1, 1)), Open(date(2026, 1, 1)), None),
    colours=frozenset(Colour),
    rooms={A: House(A), B: House(B, (Locked(),))},
)


def test_everything_a_state_is_made_of_comes_back() -> None:
    assert load(dump(FULL, House), House) == FULL


def test_two_types_with_the_same_fields_are_told_apart() -> None:
    doors: list[Any] = [Open(), Locked(), None]
    assert [load(dump(door, Door), Door) for door in doors] == doors  # type: ignore[arg-type]


@pytest.mark.parametrize("names", [(A, B), (B, A)])
def test_mappings_keep_the_order_in_which_they_were_written(names: tuple[Name, Name]) -> None:
    house = House(A, rooms={name: House(name) for name in names})
    assert tuple(load(dump(house, House), House).rooms) == names


def test_what_cannot_be_kept_is_refused_when_it_is_written() -> None:
    with pytest.raises(TypeError):
        dump(object(), object)


def test_what_was_written_for_another_shape_is_not_taken_for_this_one() -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        load(dump(Open(), Open), House)
