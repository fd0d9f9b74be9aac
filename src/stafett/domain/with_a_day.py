"""With a day: finds all in a concern or a follow-up that somebody has to see to by a day."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from stafett.domain import joint_meeting, matter, meeting
from stafett.domain.bridge import unanswered, waited_for
from stafett.domain.circumstances import NORWAY
from stafett.domain.content import Content, Contents
from stafett.domain.dated import Dated, DueKind
from stafett.domain.facts import COMPARTMENT, CONCERN, FRAME, Place
from stafett.domain.followup import FollowUp, Running
from stafett.domain.frame import Frame
from stafett.domain.last_heard import last_heard
from stafett.domain.matter import Shielded, Wondering
from stafett.domain.team import Stage


def of_follow_up(state: FollowUp) -> tuple[Dated, ...]:
    """Return everything with a day in a follow-up that runs; nothing once it has ended."""
    if not isinstance(state, Running):
        return ()
    in_parts = (*_talks(state), *_measures(state.contents), *_answers(state))
    return (*_in_frame(state.frame), *in_parts)


def of_concern(state: matter.State) -> tuple[Dated, ...]:
    """Return the day from which a wondering may rest too long, or a shield is judged anew."""
    match state:
        case Wondering() if not state.talks.any or state.talks.child_waits is not None:
            return (Dated(CONCERN, DueKind.WONDERING, state.root.on),)
        case Shielded() if not state.shield.lifted:
            return (Dated(COMPARTMENT, DueKind.SHIELD_REVIEW, state.shield.review_on),)
        case _:
            return ()


def _in_frame(frame: Frame) -> Iterator[Dated]:
    began = frame.began.at.astimezone(NORWAY).date()
    planned = False
    for one in frame.dates.meetings.values():
        day = meeting.held_on(one)
        if one.planned and day is not None:
            planned = True
            yield Dated(FRAME, DueKind.NEXT_MEETING, day, thing=one.id)
            if one.invited_on is None:
                yield Dated(FRAME, DueKind.INVITATION, day, thing=one.id)
    if not planned and frame.dates.next_meeting_by is not None:
        yield Dated(FRAME, DueKind.NEXT_MEETING, frame.dates.next_meeting_by)
    if frame.dates.aftercare_waits and frame.dates.aftercare_by is not None:
        yield Dated(FRAME, DueKind.AFTERCARE, frame.dates.aftercare_by)
    for part in joint_meeting.still_to_meet(frame.team, frame.dates):
        yield Dated(FRAME, DueKind.JOINT_MEETING, part.since, unit=part.unit)
    team = frame.cooperation.team
    if team.asked is not None:
        yield Dated(FRAME, DueKind.TEAM, team.asked.on, thing=team.asked.team)
    if team.again is not None:
        yield Dated(FRAME, DueKind.TEAM, team.again.on, thing=team.team)
    for case in frame.cooperation.cases.values():
        if case.advised_on is None and case.meeting is not None:
            met = case.meeting.astimezone(NORWAY).date()
            yield Dated(FRAME, DueKind.TEAM_ADVICE, met, thing=case.id)
    for alarm in frame.cooperation.alarms.values():
        if alarm.answered_on is None:
            yield Dated(FRAME, DueKind.ALARM, alarm.on, thing=alarm.id, unit=alarm.task_of.unit)
    offer = frame.baton.offer
    if offer is not None:
        yield Dated(FRAME, DueKind.OFFER, offer.last_day, who=offer.to.employee, unit=offer.to.unit)
    yield from _words(frame)
    for owed in frame.nearby.owing.values():
        if owed.acknowledged_on is None:
            who, unit = owed.who.employee, owed.who.unit
            yield Dated(FRAME, DueKind.WITHDRAWAL, owed.since, who=who, unit=unit)
    if frame.holder.unit != frame.home:
        yield Dated(FRAME, DueKind.HOLDER_WITHOUT_ACCESS, began, unit=frame.holder.unit)
    yield Dated(FRAME, DueKind.BIRTHDAY, began, who=frame.person)
    yield from _passages(frame, began)


def _passages(frame: Frame, began: date) -> Iterator[Dated]:
    """Tell what is waited for: a name after a decision, a word to the family, somebody at all."""
    dispute = frame.passages.dispute
    decided = None if dispute is None else dispute.decision
    if frame.bound_to is not None and decided is not None and decided.name_by is not None:
        yield Dated(FRAME, DueKind.NAME_HOLDER, decided.name_by, unit=decided.unit)
    waits = waited_for(frame.team, frame.dates)
    if waits:
        yield Dated(FRAME, DueKind.BRIDGE_CONTACT, min(waits.values()))
    move = frame.passages.move
    if move is not None:
        yield Dated(FRAME, DueKind.MOVE, move.on, unit=move.to)
    if frame.passages.plan is None:
        for which, chosen in frame.dates.outcomes.items():
            yield Dated(FRAME, DueKind.PLAN_RIGHT, chosen.met_on, thing=which)
    departure = frame.passages.departure
    if departure is not None and departure.on_its_way and departure.last_day is not None:
        yield Dated(FRAME, DueKind.PARCEL, departure.last_day, thing=departure.id)
    yield Dated(FRAME, DueKind.STEP_IN, began)
    yield Dated(FRAME, DueKind.UPPER_AGE, began, who=frame.person)


def _words(frame: Frame) -> Iterator[Dated]:
    """Tell the last day of each giver's longest word for each unit that takes part.

    And the day of each word that says not what its giver had been told.
    """
    for part in frame.team.parts.values():
        if part.stage is not Stage.TAKES_PART:
            continue
        longest: dict[UUID, Dated] = {}
        for word in frame.consents.words.values():
            last = word.terms.last_day
            if word.terms.about != frame.person or not word.stands(part.unit, last):
                continue
            if word.giver not in longest or longest[word.giver].on < last:
                longest[word.giver] = Dated(
                    FRAME, DueKind.CONSENT_ENDS, last, word.id, word.giver, part.unit
                )
        yield from longest.values()
        for word in frame.consents.words.values():
            if (
                not word.complete
                and word.terms.about == frame.person
                and part.unit in word.terms.units
            ):
                yield Dated(
                    FRAME,
                    DueKind.CONSENT_INCOMPLETE,
                    word.registered_on,
                    word.id,
                    word.giver,
                    part.unit,
                )


def _talks(state: Running) -> Iterator[Dated]:
    """Tell by when somebody is to have talked with the child since the last meeting, and who."""
    frame = state.frame
    held = [one.held_on for one in frame.dates.meetings.values() if one.held_on is not None]
    yield from _to_be_written(state)
    since = max(held, default=frame.began.at.astimezone(NORWAY).date())
    yield from _to_be_told(state)
    heard = last_heard(state.contents.values())
    regular = False
    for place, part in state.contents.items():
        if part.talks is not None and part.talks.ended_on is None:
            regular, arranged = True, part.talks
            next_ = arranged.next_by(heard)
            yield Dated(place, DueKind.CHILD_TALK, next_, who=arranged.adult, unit=arranged.unit)
    if heard is not None and heard > since:
        return
    ahead = sorted(
        (day, one.id)
        for one in frame.dates.meetings.values()
        if one.planned and (day := meeting.held_on(one)) is not None
    )
    named = False
    for day, which in ahead[:1]:
        for place, part in state.contents.items():
            paper = part.papers.get(which)
            if paper is not None and paper.agenda is not None:
                who = paper.agenda.talks_with_child_before
                if who is not None:
                    named = True
                    by_then = paper.agenda.talk_with_child_by or day
                    yield Dated(place, DueKind.CHILD_TALK, by_then, thing=which, who=who)
    by = ahead[0][0] if ahead else frame.dates.next_meeting_by
    if not named and not regular and by is not None:
        yield Dated(FRAME, DueKind.CHILD_TALK, by)


def _to_be_written(state: Running) -> Iterator[Dated]:
    """Tell of planned meetings that are not prepared for, and who is to write (R80, R102)."""
    for place, part in state.contents.items():
        for which, paper in part.papers.items():
            one = state.frame.dates.meetings.get(which)
            who = None if paper.agenda is None else paper.agenda.writes
            day = meeting.held_on(one) if one is not None and one.planned else None
            if day is not None and (paper.agenda is None or not paper.agenda.points):
                yield Dated(place, DueKind.AGENDA, day, thing=which)
            if day is not None and paper.preparation is None:
                yield Dated(place, DueKind.PREPARATION, day, thing=which)
            if who is not None and day is not None:
                yield Dated(place, DueKind.MINUTES, day, thing=which, who=who)


def _to_be_told(state: Running) -> Iterator[Dated]:
    """Tell of meetings held that the child has not been told of by the one who was named."""
    for place, part in state.contents.items():
        for which, paper in part.papers.items():
            held = state.frame.dates.meetings.get(which)
            if held is None or held.held_on is None or held.interrupted or paper.say.told:
                continue
            who = None if paper.agenda is None else paper.agenda.tells_child_after
            if who is not None:
                yield Dated(place, DueKind.CHILD_TOLD, held.held_on, thing=which, who=who)


def _answers(state: Running) -> Iterator[Dated]:
    """Tell of referrals that are not answered: somebody keeps in touch meanwhile (R85)."""
    for place, part in state.contents.items():
        for which, since in unanswered(part, state.frame.team, state.frame.dates):
            yield Dated(place, DueKind.BRIDGE_CONTACT, since, thing=which)


def _measures(contents: Contents) -> Iterator[Dated]:
    for place, part in contents.items():
        yield from _measures_in(place, part)


def _measures_in(place: Place, part: Content) -> Iterator[Dated]:
    for one in part.measures.values():
        if not one.runs():
            continue
        who = one.plan.responsible.who
        if not any(seen.on >= one.plan.evaluate_on for seen in one.evaluations):
            yield Dated(place, DueKind.EVALUATION, one.plan.evaluate_on, one.id, who, one.unit)
        for look in one.observations.values():
            if look.waits and look.planned_for is not None and look.responsible is not None:
                yield Dated(
                    place,
                    DueKind.OBSERVATION,
                    look.planned_for,
                    look.id,
                    look.responsible.who,
                    one.unit,
                )
        yield Dated(place, DueKind.MEASURE, one.plan.deadline, one.id, who, one.unit)
