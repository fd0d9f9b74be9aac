"""Breaks in the follow-up (oppfølgingsbrot): what nobody has answered, held or looked at in time.

Nothing has to run for a break to show: it is told from what has happened and the day it is (R9).
It names what waits and since when, never whose fault it is.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from stafett.domain import bringing, family_team, follows, joint_meeting
from stafett.domain.acting import why_away
from stafett.domain.bridge import contact_by, next_contact_by, unanswered
from stafett.domain.change_of_home import stands_still
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Content
from stafett.domain.escalation import stuck_since
from stafett.domain.frame import Frame
from stafett.domain.gap import Break, Gap
from stafett.domain.last_heard import last_heard
from stafett.domain.let_in import admit
from stafett.domain.logg import NotOpened
from stafett.domain.measure import Measure
from stafett.domain.meeting import held_on
from stafett.domain.minutes import Paper
from stafett.domain.people import UnitId
from stafett.domain.team import Stage

WARNED = timedelta(days=30)
"""How long before its last day a consent shows as running out (R172)."""


def in_frame(frame: Frame, at: Circumstances) -> tuple[Break, ...]:
    """Return the breaks that the frame alone tells of today; none once it has ended."""
    if frame.ending is not None:
        return ()
    found = (*_of_holder(frame, at), *_of_dates(frame, at), *_of_units(frame, at))
    found = (*found, *_of_cooperation(frame, at), *_of_logg(frame, at))
    return (*found, *_of_passages(frame, at))


def in_measures(frame: Frame, measures: Iterable[Measure], on: date) -> tuple[Break, ...]:
    """Return the breaks among measures that somebody may read (R119, R121, R187)."""
    if frame.ending is not None:
        return ()
    return tuple(gap for one in measures if one.runs() for gap in _of(frame, one, on))


def in_papers(frame: Frame, papers: Iterable[Paper], on: date) -> tuple[Break, ...]:
    """Return what the child was promised around meetings and has not had (R9, R109, R110)."""
    if frame.ending is not None:
        return ()
    return tuple(gap for paper in papers for gap in _around_meeting(frame, paper, on))


def in_talks(frame: Frame, part: Content, on: date) -> Iterator[Break]:
    """Return the talk with the child that a named adult was to have by now (R80, R113)."""
    talks = part.talks
    if frame.ending is None and talks is not None and talks.ended_on is None:
        by = talks.next_by(last_heard((part,)))
        if on > by:
            yield Break(Gap.CHILD_NOT_TALKED_WITH, by + timedelta(days=1), talks.unit)


def in_referrals(frame: Frame, part: Content, at: Circumstances) -> Iterator[Break]:
    """Return that nobody has kept in touch while a referral in the part has no answer (R85)."""
    waits = [since for _, since in unanswered(part, frame.team, frame.dates)]
    if frame.ending is None and waits:
        by = contact_by(min(waits), frame.passages.contacted_on, at.rules)
        if at.today > by:
            yield Break(Gap.FAMILY_LEFT_WAITING, by + timedelta(days=1))


def _around_meeting(frame: Frame, paper: Paper, on: date) -> Iterator[Break]:
    meeting, agenda = frame.dates.meetings.get(paper.meeting), paper.agenda
    if meeting is None or agenda is None or meeting.cancelled:
        return
    by = agenda.talk_with_child_by or held_on(meeting)
    asked = agenda.talks_with_child_before is not None
    if meeting.planned and asked and not paper.say.heard and by is not None and on > by:
        yield Break(Gap.CHILD_NOT_TALKED_WITH, by + timedelta(days=1), paper.unit)
    told = meeting.held_on
    asked = agenda.tells_child_after is not None and not meeting.interrupted
    if told is not None and asked and not paper.say.told and on > told:
        yield Break(Gap.CHILD_NOT_TOLD, told + timedelta(days=1), paper.unit)


def _of_holder(frame: Frame, at: Circumstances) -> Iterator[Break]:
    offer = frame.baton.offer
    if offer is not None and not offer.open(at.today):
        yield Break(Gap.OFFER_UNANSWERED, offer.last_day + timedelta(days=1), offer.to.unit)
    away = why_away(frame.baton, frame.team, frame.consents, at)
    if away is not None:
        yield Break(Gap.HOLDER_AWAY, None, frame.holder.unit)
    since = frame.ladder.holder_to_change_since
    if since is not None and frame.baton.offered(at.today) is None:
        yield Break(Gap.HOLDER_TO_CHANGE, since)


def _of_passages(frame: Frame, at: Circumstances) -> Iterator[Break]:
    """Nobody named after a decision, nobody stepping in, a family that waits (R83, R85, R86)."""
    dispute = frame.passages.dispute
    decided = None if dispute is None else dispute.decision
    if frame.bound_to is not None and decided is not None and decided.name_by is not None:
        asked = frame.baton.offered(at.today)
        named = asked is not None and asked.to.unit == decided.unit
        if at.today > decided.name_by and not named:
            late = decided.name_by + timedelta(days=1)
            yield Break(Gap.HOLDER_NOT_NAMED, late, decided.unit)
    stuck = stuck_since(frame.baton, frame.team, frame.consents, at)
    if stuck is not None:
        yield Break(Gap.NOBODY_STEPS_IN, stuck, frame.holder.unit)
    by = next_contact_by(frame.team, frame.dates, frame.passages.contacted_on, at.rules)
    if by is not None and at.today > by:
        yield Break(Gap.FAMILY_LEFT_WAITING, by + timedelta(days=1))
    move, handover = frame.passages.move, frame.passages.handover
    if move is not None and stands_still(move, frame.consents, frame.holder, at):
        yield Break(Gap.MOVE_STANDS_STILL, move.on, move.to)
    if handover is not None and handover.accepted_on is None:
        late = handover.offered_on + timedelta(days=at.guide.offer_lapses_after_days + 1)
        if at.today >= late:
            yield Break(Gap.PACKAGE_UNANSWERED, late, handover.to.unit)
    departure = frame.passages.departure
    by = departure.last_day if departure is not None and departure.on_its_way else None
    if by is not None and at.today > by:
        yield Break(Gap.PARCEL_UNANSWERED, by + timedelta(days=1), frame.holder.unit)


def _of_dates(frame: Frame, at: Circumstances) -> Iterator[Break]:
    by = frame.dates.next_meeting_by
    if by is not None and at.today > by:
        yield Break(Gap.MEETING_OVERDUE, by + timedelta(days=1))
    care = frame.dates.aftercare_by
    if care is not None and frame.dates.aftercare_waits and at.today > care:
        yield Break(Gap.AFTERCARE_OVERDUE, care + timedelta(days=1))
    chosen = follows.left_undone(frame, at.guide)
    by = None if chosen is None else chosen + timedelta(days=at.guide.next_meeting_days)
    if by is not None and at.today > by:
        yield Break(Gap.OUTCOME_NOT_FOLLOWED, by + timedelta(days=1))


def _of_cooperation(frame: Frame, at: Circumstances) -> Iterator[Break]:
    for part in joint_meeting.still_to_meet(frame.team, frame.dates):
        by = joint_meeting.last_day(part.since, at.guide)
        if at.today > by:
            yield Break(Gap.JOINT_MEETING_OVERDUE, by + timedelta(days=1), part.unit)
    since = family_team.waits_since(frame.cooperation.team)
    if since is not None:
        gather = family_team.gathered_by(since, at.guide)
        if at.today > gather:
            yield Break(Gap.TEAM_NOT_GATHERED, gather + timedelta(days=1))
    for case in frame.cooperation.cases.values():
        if bringing.without_consent(case, frame.home, frame.consents, at):
            yield Break(Gap.CASE_WITHOUT_CONSENT, None)
    for one in frame.cooperation.alarms.values():
        by = one.on + timedelta(days=at.guide.offer_lapses_after_days)
        if one.answered_on is None and at.today > by:
            yield Break(Gap.ALARM_UNANSWERED, by + timedelta(days=1), one.task_of.unit)


def _of_units(frame: Frame, at: Circumstances) -> Iterator[Break]:
    waits = timedelta(days=at.guide.offer_lapses_after_days)
    for part in frame.team.parts.values():
        if part.stage is Stage.INVITED and at.today > part.since + waits:
            yield Break(
                Gap.INVITATION_UNANSWERED, part.since + waits + timedelta(days=1), part.unit
            )
        if part.stage in (Stage.INVITED, Stage.TAKES_PART):
            yield from of_closing(part.unit, at)
        if part.stage is not Stage.TAKES_PART:
            continue
        if not part.named:
            yield Break(Gap.NOBODY_NAMED, part.since, part.unit)
        admission = admit(frame.consents, part.unit, at)
        if admission is not None:
            last = admission.last_day
            if at.today > last - WARNED:
                yield Break(Gap.CONSENT_RUNS_OUT, last, part.unit)
        elif part.unit != frame.home:
            yield Break(Gap.UNIT_WITHOUT_CONSENT, None, part.unit)


def of_closing(unit: UnitId, at: Circumstances) -> Iterator[Break]:
    """A unit that closes: told as long before as a consent that runs out, and while it has a part.

    What is in it is to be taken on, handed over or ended by those who answer for it (R14).
    """
    closing = at.municipality.units[unit].closing if unit in at.municipality.units else None
    if closing is not None and at.today > closing.last_day - WARNED:
        yield Break(Gap.UNIT_CLOSES, closing.last_day, unit)


def _of_logg(frame: Frame, at: Circumstances) -> Iterator[Break]:
    """Where the guide says that there must be a logg by now; a refusal is respected (R48, R63)."""
    must = at.guide.must_open_logg_from
    refused = any(no.logg for no in frame.consents.refusals)
    if must is None or frame.level < must or refused or not isinstance(frame.logg, NotOpened):
        return
    yield Break(Gap.LOGG_TO_BE_OPENED, frame.ladder.since)


def _of(frame: Frame, measure: Measure, on: date) -> Iterator[Break]:
    plan = measure.plan
    looked_at = any(one.on >= plan.evaluate_on for one in measure.evaluations)
    if on > plan.evaluate_on and not looked_at:
        yield Break(Gap.EVALUATION_OVERDUE, plan.evaluate_on + timedelta(days=1), measure.unit)
    for one in measure.observations.values():
        if one.waits and one.planned_for is not None and on > one.planned_for:
            late = one.planned_for + timedelta(days=1)
            yield Break(Gap.OBSERVATION_OVERDUE, late, measure.unit)
    if on > plan.deadline:
        yield Break(Gap.MEASURE_OVERDUE, plan.deadline + timedelta(days=1), measure.unit)
    part = frame.team.parts.get(measure.unit)
    if part is not None and part.stage is Stage.LEFT:
        yield Break(Gap.MEASURE_LEFT_BEHIND, part.since, measure.unit)
