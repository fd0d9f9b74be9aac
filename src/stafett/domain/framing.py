"""Framing: what the frame is once something has happened. It composes, and judges nothing."""

from dataclasses import replace
from typing import TypeAlias

from stafett.domain import (
    consent,
    cooperation,
    ending,
    handover,
    impartial,
    level,
    logg,
    meeting,
    nearby,
    outcome,
    paper_logg,
    participation,
    passages,
    progress,
    taken_back,
    task,
    wishes,
)
from stafett.domain.audience import audience
from stafett.domain.baton import Baton, Because, Turn
from stafett.domain.beginning import FollowUpStarted, GuideFollowed
from stafett.domain.change_of_home import HomeUnitChanged
from stafett.domain.circumstances import NORWAY
from stafett.domain.consent import ConsentEvent
from stafett.domain.cooperation import CooperationEvent
from stafett.domain.dates import Dates
from stafett.domain.ending import FollowUpEnded
from stafett.domain.frame import Began, Frame
from stafett.domain.handover import BatonAccepted, BatonEvent
from stafett.domain.impartial import ImpartialEvent
from stafett.domain.level import ALONE, Ladder, LevelEvent, Rung
from stafett.domain.logg import LoggEvent, LoggLocked, LoggReopened
from stafett.domain.meeting import MeetingEvent
from stafett.domain.nearby import NearbyEvent
from stafett.domain.outcome import OutcomeChosen
from stafett.domain.paper_logg import PaperLoggMoved
from stafett.domain.participation import ParticipationEvent
from stafett.domain.passages import PassageEvent
from stafett.domain.people import PersonId
from stafett.domain.progress import ProgressEvent
from stafett.domain.task import TaskEvent
from stafett.domain.team import Part, Stage, Task, TaskKind, Team
from stafett.domain.withdrawal import (
    ConsentDisowned,
    ConsentRefused,
    ConsentWithdrawn,
    WithdrawalEvent,
)

CARRIES = Task(TaskKind.CARRIES_BATON)
"""The task that comes with the baton; the unit's leader may word it better."""


FrameEvent: TypeAlias = (
    FollowUpStarted
    | GuideFollowed
    | BatonEvent
    | ConsentEvent
    | WithdrawalEvent
    | ParticipationEvent
    | TaskEvent
    | ImpartialEvent
    | NearbyEvent
    | LevelEvent
    | ProgressEvent
    | MeetingEvent
    | OutcomeChosen
    | LoggEvent
    | PaperLoggMoved
    | CooperationEvent
    | FollowUpEnded
    | PassageEvent
)


def began(event: FollowUpStarted) -> Frame:
    """Return the frame of a follow-up that has just begun."""
    on = event.at.astimezone(NORWAY).date()
    home = Part(event.home, Stage.TAKES_PART, on, {event.holder.employee: CARRIES})
    frame = Frame(
        person=event.person,
        home=event.home,
        guide=event.guide,
        began=Began(
            at=event.at,
            concern=event.concern,
            clarification=event.clarification,
            reason=event.reason,
            child_view=event.child_view,
            guide=event.guide,
        ),
        baton=Baton((Turn(event.holder, event.at),)),
        ladder=Ladder((Rung(ALONE, on),)),
        team=Team(event.home, {event.home: home}),
        dates=Dates(event.next_meeting_by),
    )
    return _counted(frame, event)


def after(frame: Frame, event: FrameEvent) -> Frame:
    """Return the frame as it is once *event* has happened. Judges nothing."""
    frame = _counted(frame, event)
    if isinstance(event, BatonEvent):
        return _after_baton(frame, event)
    if isinstance(event, ConsentEvent):
        return replace(frame, consents=consent.after(frame.consents, event))
    if isinstance(event, WithdrawalEvent):
        owing = nearby.owe(frame.nearby, frame.team, frame.consents, event)
        consents = taken_back.after(frame.consents, event)
        return replace(frame, consents=consents, nearby=owing)
    if isinstance(event, ParticipationEvent):
        return replace(frame, team=participation.after(frame.team, event))
    if isinstance(event, TaskEvent):
        return replace(frame, team=task.after(frame.team, event))
    if isinstance(event, ImpartialEvent):
        return replace(frame, team=impartial.after(frame.team, event))
    if isinstance(event, NearbyEvent):
        return replace(frame, nearby=nearby.after(frame.nearby, event))
    if isinstance(event, LevelEvent):
        return replace(frame, ladder=level.after(frame.ladder, event))
    if isinstance(event, ProgressEvent):
        return replace(frame, ticks=progress.after(frame.ticks, event, frame.ladder))
    if isinstance(event, MeetingEvent):
        return replace(frame, dates=meeting.after(frame.dates, event))
    if isinstance(event, LoggEvent):
        return _after_logg(frame, event)
    if isinstance(event, PassageEvent):
        return _after_passage(frame, event)
    if isinstance(event, CooperationEvent):
        return replace(frame, cooperation=cooperation.after(frame.cooperation, event))
    match event:
        case OutcomeChosen():
            return replace(frame, dates=outcome.after(frame.dates, event))
        case GuideFollowed(guide=guide):
            return replace(frame, guide=guide)
        case FollowUpEnded(at=moment):
            team = frame.team.dissolved(moment.astimezone(NORWAY).date())
            return replace(frame, team=team, ending=ending.ended(event))
        case PaperLoggMoved():
            return replace(frame, logg=paper_logg.after(frame.logg, event))
        case FollowUpStarted():
            return frame


def _after_baton(frame: Frame, event: BatonEvent) -> Frame:
    frame = replace(frame, baton=handover.after(frame.baton, event))
    if not isinstance(event, BatonAccepted):
        return frame
    on = event.at.astimezone(NORWAY).date()
    return replace(
        frame,
        team=frame.team.with_task(event.by, CARRIES, on),
        ladder=level.holder_changed(frame.ladder),
        passages=passages.taken(frame.passages, event.by, event.at),
    )


def _after_passage(frame: Frame, event: PassageEvent) -> Frame:
    frame = replace(frame, passages=passages.after(frame.passages, event))
    if not isinstance(event, HomeUnitChanged):
        return frame
    return replace(frame, home=event.home, team=replace(frame.team, home=event.home))


def _after_logg(frame: Frame, event: LoggEvent) -> Frame:
    frame = replace(frame, logg=logg.after(frame.logg, event))
    match event:
        case LoggLocked(at=moment):
            return replace(frame, consents=taken_back.after_lock(frame.consents, moment))
        case LoggReopened(holder=holder, next_meeting_by=by, at=moment):
            on = moment.astimezone(NORWAY).date()
            if by is not None:
                frame = replace(frame, dates=frame.dates.next_by(by, None))
            frame = replace(frame, ending=None, team=frame.team.with_task(holder, CARRIES, on))
            if frame.holder == holder:
                return frame
            turn = Turn(holder, moment, None, Because.LOGG_REOPENED)
            return replace(frame, baton=frame.baton.taken(turn))
        case _:
            return frame


def _counted(frame: Frame, event: FrameEvent) -> Frame:
    shown = audience(event)
    if isinstance(event, ConsentDisowned) and event.consent in frame.consents.words:
        return _heard(frame, frame.consents.words[event.consent].giver)
    if isinstance(event, ConsentEvent | ConsentWithdrawn | ConsentRefused):
        return _heard(frame, event.giver)
    if isinstance(event, MeetingEvent):
        return frame
    if (who := wishes.said_by(event)) is not None:
        return replace(frame, wished={**frame.wished, who: frame.wished.get(who, 0) + 1})
    return replace(frame, changes={**frame.changes, shown: frame.changes.get(shown, 0) + 1})


def _heard(frame: Frame, giver: PersonId) -> Frame:
    return replace(frame, spoken={**frame.spoken, giver: frame.spoken.get(giver, 0) + 1})
