"""What must follow a choice: each outcome of the guide names acts that belong to it (R122, R123).

Most of them show by themselves once somebody has done them. Until then whoever reads the follow-up
sees what is still to be done, and the last choice shows as a break when too long has passed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from stafett.domain.dates import Chosen, Dates
from stafett.domain.frame import Frame
from stafett.domain.logg import Open
from stafett.domain.policy import Guide, Outcome


@dataclass(frozen=True, slots=True)
class Follows:
    """One act that must follow; ``done`` is ``None`` where the follow-up itself cannot tell."""

    act: str
    done: bool | None


def _met_again(frame: Frame, since: date) -> bool:
    return any(
        one.planned or (one.held_on is not None and one.held_on > since)
        for one in frame.dates.meetings.values()
    )


def _another_unit(frame: Frame, since: date) -> bool:
    return any(
        part.since >= since and unit != frame.home for unit, part in frame.team.parts.items()
    )


KNOWN: Final[Mapping[str, Callable[[Frame, date], bool]]] = {
    "meet-again": _met_again,
    "ask-another-unit": _another_unit,
    "lock-logg": lambda frame, _: not isinstance(frame.logg, Open),
    "end": lambda frame, _: frame.ending is not None,
}
"""The acts that show by themselves in the frame, and how."""


def after_outcome(chosen: Chosen, frame: Frame, guide: Guide) -> tuple[Follows, ...]:
    """Return what must follow one choice, as the guide says, and what of it has been done."""
    outcome = _named(chosen, guide)
    if outcome is None:
        return ()
    return tuple(
        Follows(act, KNOWN[act](frame, chosen.met_on) if act in KNOWN else None)
        for act in outcome.then
    )


def _named(chosen: Chosen, guide: Guide) -> Outcome | None:
    some = guide.outcomes.get(chosen.level, ())
    return next((one for one in some if one.key == chosen.outcome), None)


def left_undone(frame: Frame, guide: Guide) -> date | None:
    """Return the day of the last choice, if something that must follow it is not done."""
    last = last_chosen(frame.dates)
    if last is None or all(one.done is not False for one in after_outcome(last, frame, guide)):
        return None
    return last.met_on


def last_chosen(known: Dates) -> Chosen | None:
    """Return what was chosen last."""
    return max(known.outcomes.values(), key=lambda one: one.met_on, default=None)
