"""The calendar of a follow-up: what happens and what is to be done, day by day (R104).

It is made of the view that has been trimmed for its reader, and of nothing else: no day stands here
that the reader could not have found there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from stafett.domain.dates import MeetingState
from stafett.domain.moment import NORWAY
from stafett.domain.people import UnitId
from stafett.domain.views import FollowUpView, MeetingView
from stafett.domain.views_in_parts import MeasureView, PartView


class Mark(Enum):
    """What a day in the calendar is."""

    MEETING = "meeting"
    NEXT_MEETING_BY = "next-meeting-by"
    LAST_CONTACT_BY = "last-contact-by"
    BATON_ANSWERED_BY = "baton-answered-by"
    CONSENT_ENDS = "consent-ends"
    HOME_CHANGES = "home-changes"
    CHILD_TALKED_WITH_BY = "child-talked-with-by"
    GOAL_BY = "goal-by"
    MEASURE_STARTS = "measure-starts"
    MEASURE_EVALUATED_BY = "measure-evaluated-by"
    MEASURE_ENDS_BY = "measure-ends-by"
    OBSERVED_BY = "observed-by"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One thing on a day; ``thing`` is the meeting, goal, measure or consent it is about."""

    on: date
    mark: Mark
    thing: UUID | None = None
    unit: UnitId | None = None
    starts: datetime | None = None


def of(view: FollowUpView, first: date, last: date) -> tuple[CalendarDay, ...]:
    """Return what stands on the days from *first* to *last*, both included, in their order."""
    there = {day for day in _days(view) if first <= day.on <= last}
    return tuple(
        sorted(there, key=lambda day: (day.on, day.mark.value, str(day.thing), str(day.unit)))
    )


def _days(view: FollowUpView) -> Iterator[CalendarDay]:
    for meeting in view.meetings:
        yield from _meeting(meeting)
    if view.state == "ended":
        return
    yield from _ahead(view)
    for part in view.parts:
        yield from _in_part(part)
    for mine in view.answers_for:
        yield from _measure(mine)


def _ahead(view: FollowUpView) -> Iterator[CalendarDay]:
    by = {Mark.NEXT_MEETING_BY: view.next_meeting_by, Mark.LAST_CONTACT_BY: view.aftercare_by}
    yield from (CalendarDay(day, mark) for mark, day in by.items() if day is not None)
    if view.offer is not None:
        yield CalendarDay(view.offer.last_day, Mark.BATON_ANSWERED_BY, unit=view.offer.to.unit)
    if view.passages.move is not None:
        move = view.passages.move
        yield CalendarDay(move.on, Mark.HOME_CHANGES, unit=move.to)
    yield from (
        CalendarDay(word.terms.last_day, Mark.CONSENT_ENDS, word.id)
        for word in view.consents
        if word.terms is not None and word.standing_for
    )


def _meeting(one: MeetingView) -> Iterator[CalendarDay]:
    day = one.held_on or (None if one.starts is None else one.starts.astimezone(NORWAY).date())
    if day is not None and one.state is not MeetingState.CANCELLED:
        yield CalendarDay(day, Mark.MEETING, one.id, starts=one.starts)


def _in_part(part: PartView) -> Iterator[CalendarDay]:
    for goal in part.goals:
        if goal.aim is not None and goal.closed_on is None:
            yield CalendarDay(goal.aim.deadline, Mark.GOAL_BY, goal.id, goal.unit)
    for measure in part.measures:
        yield from _measure(measure)
    for paper in part.papers:
        agenda = paper.agenda
        if agenda is not None and agenda.talk_with_child_by is not None and not paper.heard:
            by = agenda.talk_with_child_by
            yield CalendarDay(by, Mark.CHILD_TALKED_WITH_BY, paper.meeting, paper.unit)


def _measure(one: MeasureView) -> Iterator[CalendarDay]:
    plan = one.plan
    if plan is None or one.ended_on is not None:
        return
    yield CalendarDay(plan.starts, Mark.MEASURE_STARTS, one.id, one.unit)
    yield CalendarDay(plan.evaluate_on, Mark.MEASURE_EVALUATED_BY, one.id, one.unit)
    yield CalendarDay(plan.deadline, Mark.MEASURE_ENDS_BY, one.id, one.unit)
    yield from (
        CalendarDay(look.planned_for, Mark.OBSERVED_BY, look.id, one.unit)
        for look in one.observations
        if look.waits and look.planned_for is not None
    )
