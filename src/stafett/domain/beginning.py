"""Beginning: a unit takes a child on at level 1, after a wondering or directly (R188).

From this moment the child has a holder, with or without a logg (R3, R163). The guide of the day
is pinned: later editions apply only when somebody chooses to follow them (R1).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from stafett.domain import (
    givers,
    unit,
    voice,
    wording,
)
from stafett.domain.circumstances import Circumstances
from stafett.domain.employment import NoSuchEmployee
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.people import ConcernId, EmployeeId, PersonId, Professional, Staff, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.team import DoesNotWorkThere
from stafett.domain.unit import NoSuchUnit
from stafett.domain.voice import ChildView


class Agreement(Enum):
    """What the guardians said when they were told. Disagreement ends no unit's own duty (R188)."""

    AGREED = "agreed"
    DISAGREED = "disagreed"
    NOT_YET_ASKED = "not-yet-asked"


@dataclass(frozen=True, slots=True)
class Clarification:
    """What was cleared up before level 1: with which leader, who told the guardians (R188).

    ``agreed_on`` is the day of the talk; the next meeting is counted from it (R98).
    """

    leader: EmployeeId
    guardians_told_by: EmployeeId
    agreement: Agreement
    agreed_on: date
    may_help: frozenset[UnitId] = frozenset()


class FollowUpStarted(Event, name="follow-up-started"):
    """A unit has taken the child on, and somebody in it carries the baton."""

    person: PersonId
    home: UnitId
    holder: Professional
    concern: ConcernId | None
    clarification: Clarification
    reason: str
    child_view: ChildView
    next_meeting_by: date
    at: datetime
    guide: GuideVersion


class GuideFollowed(Event, name="guide-followed"):
    """Another edition of the guide applies from now on (R1)."""

    before: GuideVersion
    guide: GuideVersion
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class StartFollowUp:
    """Take the child on in a unit, with somebody in it as holder."""

    home: UnitId
    holder: Professional
    clarification: Clarification
    reason: str
    child_view: ChildView
    concern: ConcernId | None = None


@dataclass(frozen=True, slots=True)
class FollowGuide:
    """Go over to another edition of the guide, and say why."""

    guide: GuideVersion
    reason: str


class NotYoursToTakeOn(NotForYou):
    """One takes a child on oneself; or the unit's leader does, for somebody in the unit."""


class HolderIsElsewhere(Refusal):
    """The first holder works in the unit that takes the child on."""


class BeyondTheAge(Refusal):
    """The municipality follows up children and young people to a lower age than this."""


class BelowTheAge(Refusal):
    """The municipality follows up from a higher age than this: its rules of the day say which."""


class NotItsLeader(Refusal):
    """The clarification is made with somebody who leads the unit."""


class NoSuchGuide(Refusal):
    """The municipality has published no such edition of its guide for today."""


def start(command: StartFollowUp, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the child can be taken on (R71, R188).

    Raises:
        NotYoursToTakeOn: The asker is neither the holder nor the unit's leader.
        NotItsLeader: The clarification was not made with a leader of the unit.
        BelowTheAge: They are younger than the municipality's rules go (R8).
        BeyondTheAge: They are older.
        NoSuchEmployee: Nobody at work told the guardians.
        NoSuchUnit: The municipality has no such unit to take the child on, or to help.

    """
    if not {command.home, *command.clarification.may_help} <= at.municipality.units.keys():
        raise NoSuchUnit
    if command.clarification.guardians_told_by not in at.municipality.employees:
        raise NoSuchEmployee
    if command.holder.unit != command.home:
        raise HolderIsElsewhere
    if not at.municipality.works_in(command.holder.employee, command.home, at.today):
        raise DoesNotWorkThere
    _check_asker(command, at)
    last = givers.upper_birthday(at.person, at.rules)
    if last is not None and at.today >= last:
        raise BeyondTheAge
    if givers.too_young(at.person, at.rules, at.today):
        raise BelowTheAge
    agreed_on = at.happened(command.clarification.agreed_on)
    started = FollowUpStarted(
        person=at.person.id,
        home=command.home,
        holder=command.holder,
        concern=command.concern,
        clarification=command.clarification,
        reason=wording.reason(command.reason),
        child_view=voice.heard(command.child_view),
        next_meeting_by=agreed_on + timedelta(days=at.guide.next_meeting_days),
        at=at.now,
        guide=at.guide.id,
    )
    return (started,)


def again(
    home: UnitId, first: Professional, concern: ConcernId | None, command: StartFollowUp
) -> tuple[Event, ...]:
    """Say that nothing is new where the very same child was taken on the same way before.

    Raises:
        AlreadyStarted: Another unit or holder did, or after another concern.

    """
    if (home, first, concern) != (command.home, command.holder, command.concern):
        raise AlreadyStarted
    return ()


def follow_guide(
    pinned: GuideVersion, command: FollowGuide, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the follow-up can go over to another edition (R1)."""
    if command.guide == pinned:
        return ()
    edition = at.municipality.guides.get(command.guide)
    if edition is None or edition.valid_from > at.today:
        raise NoSuchGuide
    reason = wording.reason(command.reason)
    return (GuideFollowed(before=pinned, guide=command.guide, reason=reason, on=at.today),)


def _check_asker(command: StartFollowUp, at: Circumstances) -> None:
    match at.asked_by:
        case Staff(employee=who) if who == command.holder.employee:
            pass
        case Staff(leads=leads) if command.home in leads:
            pass
        case _:
            raise NotYoursToTakeOn
    leader = at.municipality.employees.get(command.clarification.leader)
    above = unit.with_those_above(at.municipality.units, command.home, at.today)
    if leader is None or not leader.leads(at.today) & set(above):
        raise NotItsLeader


class AlreadyStarted(Refusal):
    """The child has been taken on here already."""
