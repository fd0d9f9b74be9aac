"""A piece of a guide, made from what a file or a form says of it: member for member, same names.

What a municipality writes in its file and what a coordinator publishes over the network are the
same things; only how strictly they are read differs.
"""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Piece = TypeVar("Piece")


def made(piece: type[Piece], said: object, **besides: object) -> Piece:
    """Return the piece of the rules that was *said*; *besides* is what is not a member of it.

    Args:
        piece: A dataclass of the domain. Words are those of ``said``'s member by the same name,
            as its ``text()`` tells them, and none where it was left out.
        said: What was read, with a member for each field that *besides* does not name.
        besides: Fields that are told in another way.

    """
    hints = get_type_hints(piece)
    members = {
        one.name: _as(hints[one.name], getattr(said, one.name))
        for one in fields(piece)  # type: ignore[arg-type]
        if one.name not in besides
    }
    return piece(**members, **besides)


def _as(hint: Any, value: Any) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Mapping:
        return {} if value is None else value.text()
    if origin in (tuple, frozenset):
        return origin(_as(inside[0], one) for one in value)
    if isinstance(hint, type) and is_dataclass(hint):
        return made(hint, value)
    return value


def each(piece: type[Piece], said: Collection[object]) -> tuple[Piece, ...]:
    """Return the pieces in the order in which they were said."""
    return tuple(made(piece, one) for one in said)
