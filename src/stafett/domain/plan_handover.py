"""Handing over to a plan: the coordinator is let in, gets the package, and accepts it (R154).

Only then does the holder's turn end, the logg close and the follow-up go over to the plan.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from stafett.domain import logg, voice, wording
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.ending import EndReason, FollowUpEnded
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.individual_plan import IndividualPlan, PlanKind
from stafett.domain.let_in import Consents, let_in
from stafett.domain.logg import Locking, Logg, Open
from stafett.domain.participation import InvitationAccepted
from stafett.domain.people import Professional
from stafett.domain.task import ProfessionalNamed
from stafett.domain.team import (
    DoesNotWorkThere,
    Task,
    TaskKind,
    Team,
    UnitNotLetIn,
    check_may_enter,
)
from stafett.domain.voice import ChildView

COORDINATES = Task(TaskKind.COORDINATES_PLAN)
"""What the coordinator does here; the unit's leader may word it better."""

_ENDS_AS = {
    PlanKind.INDIVIDUAL_PLAN: EndReason.IP,
    PlanKind.COORDINATOR: EndReason.IP,
    PlanKind.CHILD_COORDINATOR: EndReason.CHILD_COORDINATOR,
}


class PackageOffered(Event, name="package-offered"):
    """The coordinator has been let in and may read what is to be handed over."""

    to: Professional
    kind: PlanKind
    child_view: ChildView
    on: date


class PackageAccepted(Event, name="package-accepted"):
    """The coordinator has taken over. ``digest`` is of the very package they read (SHA-256).

    ``alone``: while the plan runs, the child has no open logg (R152).
    """

    by: Professional
    kind: PlanKind
    digest: str
    alone: bool
    at: datetime
    rules_from: date


class PlanEnded(Event, name="plan-ended"):
    """The plan no longer runs; a logg may be opened again."""

    why: str
    on: date


HandoverEvent: TypeAlias = PackageOffered | PackageAccepted | PlanEnded


@dataclass(frozen=True, slots=True)
class OfferPackage:
    """Hand the package to the coordinator; the child is heard."""

    child_view: ChildView


@dataclass(frozen=True, slots=True)
class AcceptPackage:
    """Take over, having read the package with this digest."""

    digest: str


@dataclass(frozen=True, slots=True)
class EndPlan:
    """Say that the plan no longer runs, and why."""

    why: str


HandoverCommand: TypeAlias = OfferPackage | AcceptPackage | EndPlan


class NoCoordinator(Refusal):
    """First the coordinator is named."""


class PackageNotOffered(Refusal):
    """Nothing has been handed over yet."""


class PackageIsForAnother(NotForYou):
    """The package is for the one who coordinates the plan."""


class PackageHasChanged(Refusal):
    """Something has been written since you read the package: read it again."""


class NoPlanRuns(Refusal):
    """No plan has taken over here."""


@dataclass(frozen=True, slots=True)
class Handover:
    """The package: to whom, when, and whether it has been taken."""

    to: Professional
    kind: PlanKind
    child_view: ChildView
    offered_on: date
    digest: str = ""
    accepted_on: date | None = None
    alone: bool = False
    ended_on: date | None = None

    @property
    def runs(self) -> bool:
        """Has the plan taken over, and is not over itself?"""
        return self.accepted_on is not None and self.ended_on is None


def offer(
    plan: IndividualPlan | None,
    team: Team,
    consents: Consents,
    command: OfferPackage,
    at: Circumstances,
    *,
    handover: Handover | None,
    logg_is_open: bool,
) -> tuple[Event, ...]:
    """Decide whether the coordinator can be let in and handed the package (R154).

    Raises:
        NoCoordinator: Nobody has been named.
        UnitNotLetIn: Somebody's word for the coordinator's unit is missing; to the logg too,
            when there is one.

    """
    who = None if plan is None else plan.coordinator
    if plan is None or who is None:
        raise NoCoordinator
    if handover is not None and (handover.to, handover.child_view) == (who, command.child_view):
        return ()
    if not at.municipality.works_in(who.employee, who.unit, at.today):
        raise DoesNotWorkThere
    needs_consent = who.unit != team.home or logg_is_open
    if needs_consent and not let_in(consents, who.unit, at, logg=logg_is_open):
        raise UnitNotLetIn
    check_may_enter(team, consents, who, at)
    offered = PackageOffered(
        to=who, kind=plan.kind, child_view=voice.heard(command.child_view), on=at.today
    )
    return (offered, *_comes_in(who, team, at))


def _comes_in(who: Professional, team: Team, at: Circumstances) -> tuple[Event, ...]:
    events: list[Event] = []
    if not team.takes_part(who.unit):
        events.append(
            InvitationAccepted(
                unit=who.unit, on=at.today, guide=at.guide.id, rules_from=at.rules.valid_from
            )
        )
    if not team.named(who):
        events.append(
            ProfessionalNamed(unit=who.unit, employee=who.employee, task=COORDINATES, on=at.today)
        )
    return tuple(events)


def accept(
    handover: Handover | None, now: Logg, command: AcceptPackage, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the coordinator takes over: logg locked, follow-up ended (R84, R154).

    Raises:
        PackageNotOffered: There is nothing to accept.
        PackageIsForAnother: Somebody else coordinates.

    """
    if handover is None:
        raise PackageNotOffered
    if handover.to.employee != at.asked_by.id:
        raise PackageIsForAnother
    accepted = PackageAccepted(
        by=handover.to,
        kind=handover.kind,
        digest=command.digest,
        alone=not at.rules.logg_beside_plan,
        at=at.now,
        rules_from=at.rules.valid_from,
    )
    locked = (logg.locked(Locking.FOLLOW_UP_ENDED, at),) if isinstance(now, Open) else ()
    employee = at.municipality.employees[handover.to.employee]
    ended = FollowUpEnded(
        reason=_ENDS_AS[handover.kind],
        note=handover.kind.value,
        agreed=frozenset(),
        child_view=handover.child_view,
        successor=employee.contact.name,
        at=at.now,
        guide=at.guide.id,
    )
    return (accepted, *locked, ended)


def end(handover: Handover | None, command: EndPlan, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether there is a plan to end."""
    if handover is None or handover.accepted_on is None:
        raise NoPlanRuns
    if handover.ended_on is not None:
        return ()
    return (PlanEnded(why=wording.reason(command.why), on=at.today),)


def after(handover: Handover | None, event: HandoverEvent) -> Handover | None:
    """Return the hand-over as it is once *event* has happened."""
    if isinstance(event, PackageOffered):
        return Handover(event.to, event.kind, event.child_view, event.on)
    if handover is None:
        return None
    match event:
        case PackageAccepted(at=moment):
            on = moment.astimezone(NORWAY).date()
            return replace(handover, digest=event.digest, accepted_on=on, alone=event.alone)
        case PlanEnded(on=on):
            return replace(handover, ended_on=on)
