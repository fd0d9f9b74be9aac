"""A view with something in every field it has, however deep: each word planted once."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import count
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID


@dataclass
class Filler:
    """Fills in; ``planted`` are the words that must come out again, and where each was put."""

    planted: dict[str, str] = field(default_factory=dict)
    _next: "count[int]" = field(default_factory=lambda: count(1001))

    def fill(self, kind: Any, where: str) -> Any:
        """Return something of the kind, planted for the field *where*."""
        kind = getattr(kind, "__supertype__", kind)
        origin, inside = get_origin(kind), get_args(kind)
        if origin is Literal:
            return inside[0]
        if origin in (Union, types.UnionType):
            return self.fill(next(one for one in inside if one is not type(None)), where)
        if origin is tuple and inside[-1] is not Ellipsis:
            return tuple(self.fill(one, where) for one in inside)
        if origin is tuple:
            return (self.fill(inside[0], where), self.fill(inside[0], where))
        if origin is frozenset:
            return frozenset({self.fill(inside[0], where)})
        if origin is not None and issubclass(origin, Mapping):
            return {self.fill(inside[0], where): self.fill(inside[1], where)}
        return self._plain(kind, where)

    def _plain(self, kind: Any, where: str) -> Any:
        number = next(self._next)
        if is_dataclass(kind) and isinstance(kind, type):
            hints = get_type_hints(kind)
            name = kind.__name__
            return kind(
                **{
                    one.name: self.fill(hints[one.name], f"{name}.{one.name}")
                    for one in fields(kind)
                }
            )
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        made = {
            str: f"ord{number}",
            bool: True,
            int: number,
            date: date(2026, 1, 1) + timedelta(days=number),
            datetime: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number),
            UUID: UUID(int=number),
        }[kind]
        if kind is str:
            self.planted[str(made)] = where
        return made
