"""Samples of everything an event can hold, made from its types alone: always the same ones.

Each event gets as many samples as it takes for every member of every enumeration, every kind of
a union, something and nothing, full and empty, to stand in one of them.
"""

import types
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from itertools import cycle, islice
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

from stafett.domain.facts import Event

_SPACE = UUID("6d0e7f5c-3f0b-4d57-9b8e-2b1f0c9a7d11")
_PLAIN: Mapping[Any, Sequence[Any]] = {
    str: ("Språk, ære og «åpenhet», 1/2", ""),
    int: (17, 0),
    float: (0.5, 2.0),
    bool: (True, False),
    bytes: (b"\x00\xff sealed", b""),
    date: (date(2026, 11, 21), date(2028, 2, 29)),
    datetime: (
        datetime(2026, 11, 21, 9, 12, 44, 123456, tzinfo=UTC),
        datetime(2027, 6, 1, tzinfo=UTC),
    ),
    type(None): (None,),
}


def samples_of(kind: type[Event]) -> list[Event]:
    """Return the samples of an event class."""
    return _dataclass(kind, kind.name)


def variants(hint: Any, path: str) -> list[Any]:
    """Return values of a type; *path* makes the ids in different places differ."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    if hint in _PLAIN:
        return list(_PLAIN[hint])
    if hint is UUID:
        return [uuid5(_SPACE, f"{path}/{number}") for number in range(2)]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint, path)
    return _generic(get_origin(hint), get_args(hint), path)


def _generic(origin: Any, inner: tuple[Any, ...], path: str) -> list[Any]:
    if origin in (Union, types.UnionType):
        found = [variants(member, path) for member in inner]
        return [
            value for member in sorted(found, key=lambda one: one == [None]) for value in member
        ]
    if origin is tuple and inner[-1] is Ellipsis:
        return [tuple(variants(inner[0], path)), ()]
    if origin is tuple:
        return _side_by_side([variants(one, f"{path}/{at}") for at, one in enumerate(inner)], tuple)
    if origin in (frozenset, AbstractSet):
        return [frozenset(variants(inner[0], path)), frozenset()]
    if origin in (dict, Mapping):
        keys, values = (variants(one, f"{path}/{at}") for at, one in enumerate(inner))
        return [dict(zip(keys, cycle(values), strict=False)), {}]
    raise TypeError(f"there is no sample of {origin}[{inner}] at {path}")


def _dataclass(kind: type, path: str) -> list[Any]:
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind) if one.init]
    columns = [variants(hints[name], f"{path}/{name}") for name in names]
    if not columns:
        return [kind()]
    return _side_by_side(columns, lambda row: kind(**dict(zip(names, row, strict=True))))


def _side_by_side(columns: Sequence[list[Any]], build: Any) -> list[Any]:
    longest = max(map(len, columns))
    rows = zip(*(islice(cycle(column), longest) for column in columns), strict=True)
    return [build(row) for row in rows]
