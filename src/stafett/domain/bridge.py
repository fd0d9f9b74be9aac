"""Bridge contact: while a family waits for a unit that was asked, somebody keeps in touch (R85).

It lasts from the day the unit is asked to the first meeting it is asked to and that is held.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import Dates
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.policy import DayRules
from stafett.domain.team import Stage, Team, Wanted


class BridgeContactKept(Event, name="bridge-contact-kept"):
    """Somebody has been in touch with the family while it waits."""

    by: EmployeeId
    on: date


BridgeEvent: TypeAlias = BridgeContactKept


@dataclass(frozen=True, slots=True)
class KeepInTouch:
    """Write down that one has been in touch with the family; what was said goes elsewhere."""

    on: date


class NobodyIsWaitedFor(Refusal):
    """The family waits for no unit now."""


def keep_in_touch(
    team: Team, known: Dates, last: date | None, command: KeepInTouch, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether there is a wait that somebody has shortened (R85)."""
    if last is not None and command.on <= last:
        return ()
    waits = waited_for(team, known)
    if not waits or at.happened(command.on) < min(waits.values()):
        raise NobodyIsWaitedFor
    return (BridgeContactKept(by=EmployeeId(at.asked_by.id), on=command.on),)


def waited_for(team: Team, known: Dates) -> dict[UnitId, date]:
    """Return the units the family waits for, and since when: asked, and not yet met with."""
    return {
        part.unit: part.asked_on
        for part in team.parts.values()
        if part.asked_on is not None
        and part.stage in (Stage.INVITED, Stage.TAKES_PART)
        and part.wanted is Wanted.TAKE_PART
        and not known.met(part.unit, part.asked_on)
    }


def next_contact_by(team: Team, known: Dates, last: date | None, rules: DayRules) -> date | None:
    """Return the last day for the next contact; ``None``: the family waits for nobody."""
    waits = waited_for(team, known)
    if not waits:
        return None
    since = min(waits.values())
    since = max(since, last) if last is not None else since
    return since + timedelta(days=rules.bridge_contact_days)
