"""How facts written by an older release are read by this one.

When an event must change, its class gets ``version=2`` and a function here that turns what was
stored as version 1 into what version 2 stores. What was written is never rewritten. The golden
file of the old version stays, and must still read.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

Upcast: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the stored fields of one version and returns those of the next."""


def _rests_on_no_observations(stored: dict[str, Any]) -> dict[str, Any]:
    """Give an older evaluation no planned observations; which level fitted nobody had asked."""
    return {**stored, "observations": [], "fits": {"level": 0, "why": ""}}


def _no_day_and_nobody_named(stored: dict[str, Any]) -> dict[str, Any]:
    """Give an older agenda no day for the talk with the child, and nobody named beyond that."""
    new: dict[str, Any] = {
        "talk_with_child_by": None,
        "leads": None,
        "writes": None,
        "made_fit": [],
    }
    return {**stored, "agenda": {**stored["agenda"], **new}}


_NO_GROUND: Final[Mapping[str, None]] = dict.fromkeys(
    ("basis", "rules", "person", "release", "checkpoint", "emergency")
)
_STRANGER: Final = "STRANGER"


def _seen_to(stored: dict[str, Any], outcome: str) -> dict[str, Any]:
    """Give an older line of the journal an outcome, and nothing of what nobody had asked for."""
    through = {**stored["through"], "log_in": None, "origin": None}
    return {**stored, "through": through, "ground": {**_NO_GROUND}, "outcome": outcome}


def _opened_in_full(stored: dict[str, Any]) -> dict[str, Any]:
    new: dict[str, Any] = {"fields": [], "entries": None, "size": None}
    return {**_seen_to(stored, "shown"), **new}


def _each_thing_on_a_list(stored: dict[str, Any]) -> dict[str, Any]:
    """Make of the ids of a list what is known of each: nothing more."""
    unknown: dict[str, Any] = {"read_to": None, "about": None, "rule": ""}
    line = _seen_to(stored, "shown")
    shown = line.pop("shown")
    items = [{"stream": one, **unknown, "fields": [], "consents": []} for one in shown]
    return {**line, "items": items}


def _hit_or_miss(stored: dict[str, Any]) -> dict[str, Any]:
    return _seen_to(stored, "shown" if stored["told"] else "missed")


def _about_to_be_done(stored: dict[str, Any]) -> dict[str, Any]:
    return _seen_to(stored, "done")


def _no_or_nothing(stored: dict[str, Any]) -> dict[str, Any]:
    return _seen_to(stored, "missed" if stored["reason"] == _STRANGER else "refused")


UPCASTS: Final[Mapping[tuple[str, int], Upcast]] = {
    ("agenda-set", 1): _no_day_and_nobody_named,
    ("asking-refused", 1): _no_or_nothing,
    ("list-read", 1): _each_thing_on_a_list,
    ("matter-opened", 1): _opened_in_full,
    ("measure-evaluated", 1): _rests_on_no_observations,
    ("person-changed", 1): _about_to_be_done,
    ("person-looked-up", 1): _hit_or_miss,
}
"""By the stored name and version they start from."""
