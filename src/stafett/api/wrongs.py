"""What is wrong with a question, member by member, without repeating a word of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stafett.api.problems import Wrong

MOST = 20
"""So many wrongs are told at once; what has more is told about the first."""

_CODES: Mapping[str, str] = {
    "missing": "MISSING",
    "extra_forbidden": "UNKNOWN_MEMBER",
    "enum": "NOT_IN_LIST",
    "literal_error": "NOT_IN_LIST",
    "string_too_short": "TOO_SHORT",
    "too_short": "TOO_SHORT",
    "string_too_long": "TOO_LONG",
    "too_long": "TOO_LONG",
    "string_pattern_mismatch": "WRONG_FORMAT",
    "id_format": "NOT_AN_ID",
    "day_format": "NOT_A_DAY",
    "instant_format": "NOT_AN_INSTANT",
    "timezone_naive": "NOT_AN_INSTANT",
    "control_character": "WRONG_FORMAT",
    "national_number": "NOT_A_NATIONAL_NUMBER",
    "string_unicode": "HALF_A_CHARACTER",
    "wrong_type": "WRONG_TYPE",
    "greater_than": "OUT_OF_RANGE",
    "greater_than_equal": "OUT_OF_RANGE",
    "less_than": "OUT_OF_RANGE",
    "less_than_equal": "OUT_OF_RANGE",
}


_WRITTEN: Mapping[str, str] = {
    "uuid": "NOT_AN_ID",
    "date": "NOT_A_DAY",
    "datetime": "NOT_AN_INSTANT",
}


def found_in(errors: Iterable[Mapping[str, Any]]) -> tuple[Wrong, ...]:
    """Return our own account of pydantic's errors: places and codes, no messages, no input."""
    wrongs = dict.fromkeys(_wrong(str(error["type"]), error["loc"]) for error in errors)
    return tuple(wrongs)[:MOST]


def _wrong(kind: str, where: Sequence[str | int]) -> Wrong:
    if where[0] != "body":
        return Wrong("", _code(kind), parameter=str(where[-1]))
    # An unknown member's name was chosen by the sender, so only its parent may be pointed at.
    known = where[1:-1] if kind == "extra_forbidden" else where[1:]
    return Wrong(_pointer(known), _code(kind))


def _code(kind: str) -> str:
    return _CODES.get(kind) or _by_ending(kind)


def _by_ending(kind: str) -> str:
    what, _, ending = kind.partition("_")
    if ending == "type":
        return "WRONG_TYPE"
    return _WRITTEN.get(what, "WRONG_FORMAT" if "parsing" in ending else "NOT_ACCEPTED")


def _pointer(where: Sequence[str | int]) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in where)
