"""Drafting a referral: what a reader's own view already tells of its five parts (R131).

Nothing is looked up beside the view, so a draft never says more than its reader may read. It is
a beginning: people write the parts themselves, and sign what they wrote.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain.evaluated import Effect
from stafett.domain.goal import GoalId
from stafett.domain.marks import PART
from stafett.domain.plan import Part
from stafett.domain.views import FollowUpView
from stafett.domain.views_in_parts import GoalView, MeasureView

Names: TypeAlias = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """A measure as a referral tells of it: what, by whom, from when to when, and what it did."""

    what: str = field(default="", metadata=PART)
    how: str = field(default="", metadata=PART)
    goal: str = field(default="", metadata=PART)
    part: Part | None = field(default=None, metadata=PART)
    who: UUID | None = field(default=None, metadata=PART)
    name: str = field(default="", metadata=PART)
    since: date | None = field(default=None, metadata=PART)
    until: date | None = field(default=None, metadata=PART)
    effect: Effect | None = field(default=None, metadata=PART)
    basis: str = field(default="", metadata=PART)


@dataclass(frozen=True, slots=True)
class ReferralDraft:
    """The goals that are not reached, and what each side has tried (parts a to e)."""

    wanted: tuple[str, ...] = field(default=(), metadata=PART)
    own_service: tuple[Tried, ...] = field(default=(), metadata=PART)
    parents: tuple[Tried, ...] = field(default=(), metadata=PART)
    network: tuple[Tried, ...] = field(default=(), metadata=PART)
    done_by_whom: tuple[Tried, ...] = field(default=(), metadata=PART)


def draft(view: FollowUpView) -> ReferralDraft:
    """Return what the view tells of each part; a measure in two parts of it counts once."""
    goals = {goal.id: goal for part in view.parts for goal in part.goals}
    measures = {one.id: one for part in view.parts for one in part.measures}
    tried = tuple(_tried(measures.values(), goals, view.names))
    return ReferralDraft(
        wanted=tuple(
            f"{goal.aim.text}: {goal.aim.indicator}"
            for goal in goals.values()
            if goal.aim is not None and not goal.reached
        ),
        own_service=tuple(one for one in tried if one.part is Part.EMPLOYEE),
        parents=tuple(one for one in tried if one.part in (Part.GUARDIAN, Part.CHILD)),
        network=tuple(one for one in tried if one.part is Part.PRIVATE_NETWORK),
        done_by_whom=tried,
    )


def _tried(
    measures: Iterable[MeasureView], goals: Mapping[GoalId | None, GoalView], names: Names
) -> Iterator[Tried]:
    for one in measures:
        if one.plan is None or one.plan.apart:
            # Both homes sign what is sent; what is for one of them alone is not drafted (R177).
            continue
        last = one.evaluations[-1] if one.evaluations else None
        goal = goals.get(one.goal)
        responsible = one.plan.responsible
        known = "" if responsible.who is None else names.get(responsible.who, "")
        yield Tried(
            what=one.plan.what,
            how=one.plan.how,
            goal="" if goal is None or goal.aim is None else goal.aim.text,
            part=responsible.part,
            who=responsible.who,
            name=responsible.name or known,
            since=one.plan.starts,
            until=one.ended_on or one.plan.deadline,
            effect=None if last is None else last.effect,
            basis="" if last is None else last.basis,
        )
