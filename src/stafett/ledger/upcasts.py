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


UPCASTS: Final[Mapping[tuple[str, int], Upcast]] = {
    ("agenda-set", 1): _no_day_and_nobody_named,
    ("measure-evaluated", 1): _rests_on_no_observations,
}
"""By the stored name and version they start from."""
