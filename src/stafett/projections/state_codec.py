"""Folded states as bytes and back, so that a long story need not be read from its first line.

Only what a state is made of is understood: frozen dataclasses, the plain values of the standard
library, tuples, sets and mappings of them. A dataclass is always written with its name beside
it when more than one could stand in its place, so `Open` never comes back as `Locked`. This is a
form for rows that can be made again, not for the book: it may change with any build. Unlike the
book's own form it keeps mappings in their order, because the order in which things were written is
the order in which they are shown.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeAlias, TypeVar, Union, get_args, get_origin
from typing import get_type_hints as hints_of
from uuid import UUID

from pydantic_core import from_json, to_json

State = TypeVar("State")
Turn: TypeAlias = Callable[[Any], Any]
"""One direction: a value to what JSON has, or back."""
_PLAIN = (str, int, float, bool, NoneType)
_SIMPLE: Mapping[type, tuple[Turn, Turn]] = {
    UUID: (str, UUID),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
    time: (time.isoformat, time.fromisoformat),
    timedelta: (timedelta.total_seconds, lambda seconds: timedelta(seconds=seconds)),
    bytes: (lambda content: b64encode(content).decode(), b64decode),
}
_made: dict[Any, tuple[Turn, Turn]] = {}


def dump(state: State, kind: type[State] | UnionType) -> bytes:
    """Return *state* as bytes; *kind* is its type, or the union it is one of."""
    return to_json(_turns(kind)[0](state))


def load(content: bytes, kind: type[State]) -> State:
    """Return the state that `dump` wrote for the same *kind*.

    Raises:
        ValueError, KeyError, TypeError: The bytes were written for another shape; the row must be
            made anew.

    """
    state: State = _turns(kind)[1](from_json(content))
    return state


def _turns(kind: Any) -> tuple[Turn, Turn]:
    """Return the two directions for one type; made once, then only followed."""
    turns = _made.get(kind)
    if turns is None:
        turns = _made[kind] = _make(kind)
    return turns


def _make(kind: Any) -> tuple[Turn, Turn]:
    if isinstance(kind, NewType):
        return _turns(kind.__supertype__)
    if kind in _PLAIN or kind is Any or get_origin(kind) is Literal:
        return _same, _same
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin in (frozenset, set):
        write, read = _turns(arguments[0])
        return lambda items: [write(i) for i in items], lambda items: frozenset(map(read, items))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(*arguments)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda one: one.value, kind
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass(kind)
    raise TypeError(f"a folded state cannot hold {kind!r}")


def _same(value: Any) -> Any:
    return value


def _dataclass(kind: type) -> tuple[Turn, Turn]:
    turns: list[tuple[str, Turn, Turn]] = []

    def learn() -> list[tuple[str, Turn, Turn]]:
        # At first use, not at once: a type may speak of itself.
        if not turns:
            hints = hints_of(kind)
            turns.extend((f.name, *_turns(hints[f.name])) for f in fields(kind) if f.init)
        return turns

    def write(state: Any) -> Any:
        return {name: out(getattr(state, name)) for name, out, _ in learn()}

    def read(written: Any) -> Any:
        return kind(**{name: into(written[name]) for name, _, into in learn()})

    return write, read


def _tuple(arguments: tuple[Any, ...]) -> tuple[Turn, Turn]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        write, read = _turns(arguments[0])
        return lambda items: [write(i) for i in items], lambda items: tuple(map(read, items))
    each = [_turns(argument) for argument in arguments]
    return (
        lambda items: [out(item) for (out, _), item in zip(each, items, strict=True)],
        lambda items: tuple(into(item) for (_, into), item in zip(each, items, strict=True)),
    )


def _mapping(key: Any, value: Any) -> tuple[Turn, Turn]:
    (key_out, key_in), (out, into) = _turns(key), _turns(value)
    return (
        lambda items: [[key_out(k), out(v)] for k, v in items.items()],
        lambda pairs: {key_in(k): into(v) for k, v in pairs},
    )


def _union(members: tuple[Any, ...]) -> tuple[Turn, Turn]:
    """Write which member it is, unless the only other one is ``None``."""
    others = [member for member in members if member is not NoneType]
    if len(others) == 1:
        write, read = _turns(others[0])
        return (
            lambda value: None if value is None else write(value),
            lambda written: None if written is None else read(written),
        )
    classes = {_class_of(member): member for member in members}
    names = {one.__name__: member for one, member in classes.items()}
    if len(names) != len(members):
        raise TypeError(f"two members of {members!r} look alike")

    def write_one(value: Any) -> Any:
        return [type(value).__name__, _turns(classes[type(value)])[0](value)]

    def read_one(written: Any) -> Any:
        name, content = written
        return _turns(names[name])[1](content)

    return write_one, read_one


def _class_of(member: Any) -> type:
    if isinstance(member, NewType):
        return _class_of(member.__supertype__)
    origin = get_origin(member)
    return origin if isinstance(origin, type) else member
