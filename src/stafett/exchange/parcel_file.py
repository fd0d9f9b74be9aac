"""A parcel as it travels: JSON, the same for the same parcel, and read strictly (docs/parcel.md).

What comes from another house is looked at before anything else sees it: every member known and of
its kind, no text too long, none with control characters.
"""

from collections.abc import Iterator
from typing import Any, Final

from pydantic_core import from_json, to_json

from stafett.domain.arrival import ParcelNotRead
from stafett.domain.departure import TooMuchForOneParcel
from stafett.domain.parcel import FORMAT, Parcel
from stafett.ledger.shape import shape_of

LARGEST: Final = 1024 * 1024
"""No parcel is larger, in bytes; files go beside it."""
_LONGEST_TEXT: Final = 10_000
_MOST_OF_A_KIND: Final = 1000


def write(parcel: Parcel) -> bytes:
    """Return the parcel as JSON in UTF-8.

    Raises:
        TooMuchForOneParcel: It is larger than anybody would read.

    """
    shape = shape_of(Parcel)
    written = to_json(parcel if shape.write is None else shape.write(parcel))
    if len(written) > LARGEST:
        raise TooMuchForOneParcel
    return written


def read(content: bytes) -> Parcel:
    """Return the parcel that `write` wrote, here or in another house.

    Raises:
        ParcelNotRead: It is of another format, or not written as that format is.

    """
    if len(content) > LARGEST:
        raise ParcelNotRead
    try:
        stored = from_json(content)
        if not isinstance(stored, dict) or stored.get("format") != FORMAT:
            raise ParcelNotRead
        parcel: Parcel = shape_of(Parcel).read(stored)
    except (KeyError, ValueError, TypeError, RecursionError):
        raise ParcelNotRead from None
    if not all(map(_decent, _texts(stored))):
        raise ParcelNotRead
    return parcel


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list):
        if len(value) > _MOST_OF_A_KIND:
            raise ParcelNotRead
        for one in value:
            yield from _texts(one)


def _decent(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and not any(one < " " and one not in "\n\t" for one in text)
