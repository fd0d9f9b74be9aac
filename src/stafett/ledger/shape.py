"""How a fact is written down in JSON and read back as exactly the same fact.

The shape of a frozen dataclass is read from its type hints once. It is strict both ways: a field
too many or too few, or a value of another type, is an error, because a stored line that reads
*nearly* right is worse than one that does not read. Sets and mappings are written sorted, so the
same fact always gives the same bytes. A value that may be of several types is written as
``{"name-of-type": value}``: the names are part of the storage format.
"""

import re
import types
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic_core import to_json


class Misshapen(ValueError):  # noqa: N818 - a sentence, as every refusal in the house
    """This is not how a value of that type is written."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How values of one type are written and read.

    ``runtime`` is their class. ``write`` turns a value into what `to_json` writes as this shape;
    ``None`` when it can be left as it is. ``read`` turns it back, and raises Misshapen, KeyError
    or ValueError. ``key`` gives the text of a value that stands as a key; ``None`` when values of
    the type are not written as text.
    """

    runtime: type
    write: Callable[[Any], Any] | None
    read: Callable[[Any], Any]
    key: Callable[[Any], str] | None = None


@cache
def shape_of(hint: Any) -> Shape:
    """Return the shape of a type, read from its hints.

    Raises:
        TypeError: The type has no shape; it does not belong in a stored fact.

    """
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _union(get_args(hint))
    if origin is tuple:
        return _tuple(get_args(hint))
    if origin in (frozenset, AbstractSet):
        return _set(shape_of(get_args(hint)[0]))
    if origin in (dict, Mapping):
        return _mapping(*map(shape_of, get_args(hint)))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint)
    raise TypeError(f"{hint!r} cannot be stored")


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(stored: Any) -> Any:
        if type(stored) is not kind:
            raise Misshapen
        return stored

    return read


def _parsed(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    def read(stored: Any) -> Any:
        if type(stored) is not str:
            raise Misshapen
        return parse(stored)

    return read


def _day(stored: str) -> date:
    if len(stored) != len("2026-11-21"):
        raise Misshapen
    return date.fromisoformat(stored)


def _number(stored: Any) -> float:
    if type(stored) not in (int, float):
        raise Misshapen
    return float(stored)


_PLAIN: Mapping[Any, Shape] = {
    str: Shape(str, None, _exactly(str), key=str),
    int: Shape(int, None, _exactly(int)),
    bool: Shape(bool, None, _exactly(bool)),
    float: Shape(float, None, _number),
    type(None): Shape(type(None), None, _exactly(type(None))),
    UUID: Shape(UUID, None, _parsed(UUID), key=str),
    date: Shape(date, None, _parsed(_day), key=date.isoformat),
    datetime: Shape(datetime, None, _parsed(datetime.fromisoformat), key=datetime.isoformat),
    bytes: Shape(
        bytes,
        lambda value: b64encode(value).decode(),
        _parsed(lambda stored: b64decode(stored, validate=True)),
    ),
}


def _enum(kind: type[Enum]) -> Shape:
    members = {member.value: member for member in kind}
    text = all(type(value) is str for value in members)
    return Shape(
        kind, None, members.__getitem__, key=(lambda member: member.value) if text else None
    )


def _tuple(items: tuple[Any, ...]) -> Shape:
    if len(items) == 2 and items[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return _list(tuple, shape_of(items[0]))
    shapes = tuple(map(shape_of, items))

    def write(value: tuple[Any, ...]) -> list[Any]:
        return [
            shape.write(item) if shape.write else item
            for shape, item in zip(shapes, value, strict=True)
        ]

    def read(stored: Any) -> tuple[Any, ...]:
        if type(stored) is not list:
            raise Misshapen
        return tuple(shape.read(item) for shape, item in zip(shapes, stored, strict=True))

    return Shape(tuple, write, read)


def _list(kind: type, item: Shape, order: Callable[[Any], Any] | None = None) -> Shape:
    each = item.write

    def write(value: Any) -> Any:
        stored = list(value) if each is None else [each(one) for one in value]
        if order is not None:
            stored.sort(key=order)
        return stored

    def read(stored: Any) -> Any:
        if type(stored) is not list:
            raise Misshapen
        return kind(map(item.read, stored))

    return Shape(kind, None if each is None and order is None else write, read)


def _set(item: Shape) -> Shape:
    return _list(frozenset, item, order=to_json)


def _mapping(key: Shape, value: Shape) -> Shape:
    write_key, write_value = key.key or key.write or _same, value.write or _same

    def pairs(mapping: Mapping[Any, Any]) -> list[Any]:
        return sorted(
            ([write_key(name), write_value(held)] for name, held in mapping.items()),
            key=lambda pair: to_json(pair[0]),
        )

    def read_object(stored: Any) -> dict[Any, Any]:
        if type(stored) is not dict:
            raise Misshapen
        return {key.read(name): value.read(held) for name, held in stored.items()}

    def read_pairs(stored: Any) -> dict[Any, Any]:
        if type(stored) is not list:
            raise Misshapen
        return {key.read(name): value.read(held) for name, held in stored}

    if key.key is not None:
        return Shape(dict, lambda mapping: dict(pairs(mapping)), read_object)
    return Shape(dict, pairs, read_pairs)


def _same(value: Any) -> Any:
    return value


def _dataclass(kind: type) -> Shape:
    hints = get_type_hints(kind)
    shapes = {one.name: shape_of(hints[one.name]) for one in fields(kind) if one.init}
    writers = tuple((name, shape.write) for name, shape in shapes.items())
    readers = tuple((name, shape.read) for name, shape in shapes.items())

    def write(value: Any) -> dict[str, Any]:
        return {
            name: getattr(value, name) if turn is None else turn(getattr(value, name))
            for name, turn in writers
        }

    def read(stored: Any) -> Any:
        if type(stored) is not dict or len(stored) != len(readers):
            raise Misshapen
        return kind(**{name: turn(stored[name]) for name, turn in readers})

    if all(turn is None for _, turn in writers) and len(readers) == len(fields(kind)):
        return Shape(kind, None, read)
    return Shape(kind, write, read)


def _union(members: tuple[Any, ...]) -> Shape:
    shapes = {shape.runtime: shape for shape in map(shape_of, members)}
    nothing = shapes.pop(type(None), None)
    if len(shapes) == 1:
        only = next(iter(shapes.values()))
        return only if nothing is None else _optional(only)
    if len({_kebab(runtime) for runtime in shapes}) < len(shapes):
        raise TypeError(f"members of {members!r} cannot be told apart")
    tags = {runtime: (_kebab(runtime), shape.write or _same) for runtime, shape in shapes.items()}
    readers = {_kebab(runtime): shape.read for runtime, shape in shapes.items()}

    def write(value: Any) -> Any:
        if value is None and nothing is not None:
            return None
        runtime = type(value)
        tag, turn = tags[runtime] if runtime in tags else _base(runtime, tags)
        return {tag: turn(value)}

    def read(stored: Any) -> Any:
        if stored is None and nothing is not None:
            return None
        if type(stored) is not dict:
            raise Misshapen
        ((tag, held),) = stored.items()
        return readers[tag](held)

    return Shape(object, write, read)


def _base(runtime: type, tags: Mapping[type, Any]) -> Any:
    for kind, turn in tags.items():
        if issubclass(runtime, kind) or (kind is dict and issubclass(runtime, Mapping)):
            return turn
    raise TypeError(f"{runtime.__name__} is none of the types it may be")


def _optional(shape: Shape) -> Shape:
    turn = shape.write
    return Shape(
        shape.runtime,
        None if turn is None else lambda value: None if value is None else turn(value),
        lambda stored: None if stored is None else shape.read(stored),
    )


def _kebab(kind: type) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kind.__name__).lower()
