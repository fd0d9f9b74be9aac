"""Bridge contact: while a family waits for a unit that was asked, somebody keeps in touch (R85).

It lasts from the day the unit is asked to the first meeting it is asked to and that is held; and
from the day a referral is sent until its answer is written down or one has met whom it went to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Content, Contents
from stafett.domain.dates import Dates, MeetingId
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
    """The family waits for no unit, and for no answer to a referral."""


def keep_in_touch(
    team: Team,
    known: Dates,
    last: date | None,
    command: KeepInTouch,
    at: Circumstances,
    *,
    contents: Contents,
) -> tuple[Event, ...]:
    """Decide whether there is a wait that somebody has shortened (R85).

    *contents* are the parts the asker reads: of a referral in a locked logg nobody at work knows.
    """
    if last is not None and command.on <= last:
        return ()
    waits = list(waited_for(team, known).values())
    for part in contents.values():
        waits.extend(since for _, since in unanswered(part, team, known))
    if not waits or at.happened(command.on) < min(waits):
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


def unanswered(part: Content, team: Team, known: Dates) -> Iterator[tuple[MeetingId, date]]:
    """Tell which minutes in a part went out as a referral that one waits for, and since when.

    A unit that has been asked as well, and that the family waits for by that, is not told twice.
    """
    asked = waited_for(team, known)
    for paper in part.papers.values():
        for one in paper.sent:
            unit = one.receiver
            met = unit is not None and (unit in asked or known.met(unit, one.on))
            if one.answered_on is None and not met:
                yield paper.meeting, one.on


def next_contact_by(team: Team, known: Dates, last: date | None, rules: DayRules) -> date | None:
    """Return the last day for the next contact; ``None``: the family waits for nobody."""
    waits = waited_for(team, known)
    if not waits:
        return None
    return contact_by(min(waits.values()), last, rules)


def contact_by(since: date, last: date | None, rules: DayRules) -> date:
    """Return the last day for the next contact in a wait since that day, after the last one."""
    since = max(since, last) if last is not None else since
    return since + timedelta(days=rules.bridge_contact_days)
