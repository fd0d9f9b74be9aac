"""What can be seen of cooperation: alarms, whom the family would like to ask, and teams."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from stafett.domain.alarm import Alarm, AlarmId, Stands
from stafett.domain.bringing import BroughtCase
from stafett.domain.cooperation import Cooperation
from stafett.domain.family_plan import PlannedTask, PlanRight, PlanWish
from stafett.domain.family_team import Again, FamilyTeam, Request
from stafett.domain.marks import CARE, FRAME, HERE
from stafett.domain.measure import MeasureId
from stafett.domain.people import EmployeeId, PersonId, Professional, UnitId
from stafett.domain.standing_team import TeamId
from stafett.domain.team import Team


@dataclass(frozen=True, slots=True)
class AlarmView:
    """Somebody's task stands still, and what was answered (R139)."""

    id: AlarmId | None = field(default=None, metadata=FRAME)
    task_of: Professional | None = field(default=None, metadata=FRAME)
    measure: MeasureId | None = field(default=None, metadata=FRAME)
    stands: Stands | None = field(default=None, metadata=FRAME)
    by: UUID | None = field(default=None, metadata=FRAME)
    on: date | None = field(default=None, metadata=FRAME)
    answer: str = field(default="", metadata=FRAME)
    answered_by: UUID | None = field(default=None, metadata=FRAME)
    answered_on: date | None = field(default=None, metadata=FRAME)


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """Which units one in the family would like to be asked, and which not (R137)."""

    said_by: PersonId | None = field(default=None, metadata=CARE)
    rather: frozenset[UnitId] = field(default=frozenset(), metadata=CARE)
    rather_not: frozenset[UnitId] = field(default=frozenset(), metadata=CARE)
    on: date | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class CaseView:
    """The child's case before a team (R142); question and advice are for those near the child."""

    id: UUID | None = field(default=None, metadata=FRAME)
    team: TeamId | None = field(default=None, metadata=FRAME)
    kind: str = field(default="", metadata=FRAME)
    units: frozenset[UnitId] = field(default=frozenset(), metadata=FRAME)
    meeting: datetime | None = field(default=None, metadata=FRAME)
    on: date | None = field(default=None, metadata=FRAME)
    told_orally_on: date | None = field(default=None, metadata=CARE)
    told_in_writing: str = field(default="", metadata=CARE)
    family_comes: bool = field(default=False, metadata=CARE)
    why: str = field(default="", metadata=CARE)
    question: str = field(default="", metadata=CARE)
    advice: str = field(default="", metadata=CARE)
    advised_on: date | None = field(default=None, metadata=FRAME)


@dataclass(frozen=True, slots=True)
class FamilyTeamView:
    """The team for this family: asked for, put together, its plan, and why it meets again.

    ``still_to_name``: those in its plan whom their own leader has not named yet.
    """

    asked: Request | None = field(default=None, metadata=CARE)
    team: TeamId | None = field(default=None, metadata=FRAME)
    leader: EmployeeId | None = field(default=None, metadata=FRAME)
    members: frozenset[Professional] = field(default=frozenset(), metadata=FRAME)
    family: frozenset[PersonId] = field(default=frozenset(), metadata=FRAME)
    network: tuple[str, ...] = field(default=(), metadata=CARE)
    composed_on: date | None = field(default=None, metadata=FRAME)
    relay: tuple[PlannedTask, ...] = field(default=(), metadata=FRAME)
    holder: Professional | None = field(default=None, metadata=FRAME)
    met_on: date | None = field(default=None, metadata=FRAME)
    still_to_name: tuple[Professional, ...] = field(default=(), metadata=FRAME)
    plan_wish: PlanWish | None = field(default=None, metadata=CARE)
    plan_right: PlanRight | None = field(default=None, metadata=CARE)
    summary: str = field(default="", metadata=CARE)
    again: Again | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class CooperationView:
    """How those around the child work together."""

    alarms: tuple[AlarmView, ...] = field(default=(), metadata=FRAME)
    choices: tuple[ChoiceView, ...] = field(default=(), metadata=CARE)
    cases: tuple[CaseView, ...] = field(default=(), metadata=FRAME)
    team: FamilyTeamView = field(default_factory=FamilyTeamView, metadata=HERE)


def cooperation_view(
    so_far: Cooperation,
    relay: Team,
    measures: Collection[MeasureId],
    may_hear: Callable[[UUID], bool],
) -> CooperationView:
    """Return all of it, before it is trimmed for a reader who may read these measures.

    An alarm is told of in any case; that it is about a measure, only to those who read that one.
    What one in the family hopes for from a team, and whom they would rather have there, is
    between that one and those who were asked: *may_hear* says of whom this reader hears.
    """
    return CooperationView(
        alarms=tuple(_alarm(one, measures) for one in so_far.alarms.values()),
        choices=tuple(
            ChoiceView(said_by=who, rather=one.rather, rather_not=one.rather_not, on=one.on)
            for who, one in so_far.choices.items()
            if may_hear(who)
        ),
        cases=tuple(_case(one) for one in so_far.cases.values()),
        team=_team(so_far.team, relay, may_hear),
    )


def _case(one: BroughtCase) -> CaseView:
    return CaseView(
        id=one.id,
        team=one.team,
        kind=one.kind,
        units=one.units,
        meeting=one.meeting,
        on=one.on,
        told_orally_on=one.told_orally_on,
        told_in_writing=one.told_in_writing,
        family_comes=one.family_comes,
        why=one.why,
        question=one.question,
        advice=one.advice,
        advised_on=one.advised_on,
    )


def _team(team: FamilyTeam, relay: Team, may_hear: Callable[[UUID], bool]) -> FamilyTeamView:
    asked = team.asked
    if asked is not None and not may_hear(asked.by):
        asked = replace(asked, wish="", rather=frozenset())
    view = FamilyTeamView(
        asked=asked,
        team=team.team,
        leader=team.leader,
        members=team.members,
        family=team.family,
        network=team.network,
        composed_on=team.composed_on,
        again=team.again,
    )
    if team.plan is None:
        return view
    return replace(
        view,
        relay=team.plan.relay,
        holder=team.plan.holder,
        met_on=team.plan.met_on,
        still_to_name=team.plan.still_to_name(relay),
        plan_wish=team.plan.plan_wish,
        plan_right=team.plan.plan_right,
        summary=team.plan.summary,
    )


def _alarm(one: Alarm, measures: Collection[MeasureId]) -> AlarmView:
    return AlarmView(
        id=one.id,
        task_of=one.task_of,
        measure=one.measure if one.measure in measures else None,
        stands=one.stands,
        by=one.by,
        on=one.on,
        answer=one.answer,
        answered_by=one.answered_by,
        answered_on=one.answered_on,
    )
