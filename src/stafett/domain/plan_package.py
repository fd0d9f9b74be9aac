"""The package that goes to a plan's coordinator: nine parts, made of what they may read (R154).

It is a pure function of the page that the coordinator is shown, so it can tell nothing more; its
digest says which package it was that they accepted. Nothing of it is kept here.
"""

from dataclasses import dataclass
from datetime import date

from stafett.domain.digesting import digest
from stafett.domain.individual_plan import PlanKind
from stafett.domain.passage_views import CoordinationView
from stafett.domain.people import PersonId, Professional, UnitId
from stafett.domain.plan import Part
from stafett.domain.plan_handover import PackageHasChanged
from stafett.domain.views import (
    FollowUpView,
    InvitationView,
    MeetingView,
    MemberView,
    OutcomeView,
    TurnView,
)
from stafett.domain.views_in_parts import EntryView, GoalView, MeasureView, PaperView


@dataclass(frozen=True, slots=True)
class Needs:
    """Part 1: goals, and what has been written down of resources and needs."""

    goals: tuple[GoalView, ...]
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Part 3: who coordinates from now on, and everybody who held the baton before."""

    coordinator: Professional
    before: tuple[TurnView, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """Part 4: what one side - the child, the family, the network, a unit - contributes."""

    side: Part
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """Part 6: how it is carried out: what was chosen in meetings, and the papers of them."""

    outcomes: tuple[OutcomeView, ...]
    papers: tuple[PaperView, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """Part 7: since when, until when, and when it was and will be gone through."""

    since: date | None
    until: date | None
    next_meeting_by: date | None
    meetings: tuple[MeetingView, ...]


@dataclass(frozen=True, slots=True)
class LetIn:
    """Part 8: a unit that may know, and the last day of it."""

    unit: UnitId
    until: date | None
    reads_logg: bool


@dataclass(frozen=True, slots=True)
class Cooperation:
    """Part 9: who coordinated by which paragraph, and which services were asked besides."""

    coordination: CoordinationView | None
    asked: tuple[InvitationView, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """The nine parts, about whom, for which kind of plan."""

    person: PersonId | None
    kind: PlanKind
    needs: Needs
    takes_part: tuple[MemberView, ...]
    coordinates: Coordinates
    contributions: tuple[Contribution, ...]
    measures: tuple[MeasureView, ...]
    carried_out: CarriedOut
    period: Period
    consents: tuple[LetIn, ...]
    cooperation: Cooperation


def build(view: FollowUpView) -> Package | None:
    """Return the package for the reader of this page; ``None``: none has been offered."""
    handover = view.passages.handover
    if handover is None or handover.to is None or handover.kind is None:
        return None
    parts = view.parts
    measures = tuple(one for part in parts for one in part.measures)
    began = None if view.began is None or view.began.on is None else view.began.on.date()
    ends = [one.plan.deadline for one in measures if one.plan is not None]
    return Package(
        person=view.person,
        kind=handover.kind,
        needs=Needs(
            tuple(one for part in parts for one in part.goals),
            tuple(one for part in parts for one in part.entries),
        ),
        takes_part=view.team,
        coordinates=Coordinates(handover.to, view.turns),
        contributions=_contributions(measures),
        measures=measures,
        carried_out=CarriedOut(view.outcomes, tuple(one for part in parts for one in part.papers)),
        period=Period(began, max(ends, default=None), view.next_meeting_by, view.meetings),
        consents=tuple(
            LetIn(one.unit, one.let_in_until, one.reads_logg)
            for one in view.team
            if one.let_in and one.unit is not None
        ),
        cooperation=Cooperation(view.passages.coordination, view.invitations),
    )


def check(view: FollowUpView, said: str) -> None:
    """See that the coordinator has read the package as it is now.

    Raises:
        PackageHasChanged: It is another than the one they say they have read.

    """
    package = build(view)
    if package is not None and digest(package) != said:
        raise PackageHasChanged


def _contributions(measures: tuple[MeasureView, ...]) -> tuple[Contribution, ...]:
    by_side: dict[Part, list[str]] = {}
    for one in measures:
        if one.plan is not None:
            by_side.setdefault(one.plan.responsible.part, []).append(one.plan.what)
    return tuple(Contribution(side, tuple(by_side[side])) for side in Part if side in by_side)
