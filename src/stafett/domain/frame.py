"""The frame: holder, level, consents, units let in, dates, and whether there is a logg.

Every question about access is answered from here alone, so the rest may be unreadable: each
part of a follow-up has a key of its own, and any of them may be gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
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
    task,
    withdrawal,
)
from stafett.domain.audience import Shown, audience
from stafett.domain.baton import Baton, Because, Turn
from stafett.domain.beginning import Clarification, FollowUpStarted, GuideFollowed
from stafett.domain.change_of_home import HomeUnitChanged
from stafett.domain.circumstances import NORWAY
from stafett.domain.consent import ConsentEvent
from stafett.domain.cooperation import Cooperation, CooperationEvent
from stafett.domain.dates import Dates
from stafett.domain.ending import Ending, FollowUpEnded
from stafett.domain.handover import BatonAccepted, BatonEvent
from stafett.domain.impartial import ImpartialEvent
from stafett.domain.let_in import Consents
from stafett.domain.level import ALONE, Ladder, LevelEvent, Rung
from stafett.domain.logg import Logg, LoggEvent, LoggLocked, LoggReopened, NotOpened
from stafett.domain.meeting import MeetingEvent
from stafett.domain.nearby import Nearby, NearbyEvent
from stafett.domain.outcome import OutcomeChosen
from stafett.domain.paper_logg import PaperLoggMoved
from stafett.domain.participation import ParticipationEvent
from stafett.domain.passages import PassageEvent, Passages
from stafett.domain.people import ConcernId, PersonId, Professional, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.progress import ProgressEvent, Ticks
from stafett.domain.task import TaskEvent
from stafett.domain.team import Part, Stage, Team
from stafett.domain.voice import ChildView
from stafett.domain.withdrawal import (
    ConsentDisowned,
    ConsentRefused,
    ConsentWithdrawn,
    WithdrawalEvent,
)

CARRIES = "carries the baton"
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


@dataclass(frozen=True, slots=True)
class Began:
    """How it began: when, after which concern, what was cleared up, and why (R188)."""

    at: datetime
    concern: ConcernId | None
    clarification: Clarification
    reason: str
    child_view: ChildView
    guide: GuideVersion


@dataclass(frozen=True, slots=True)
class Frame:
    """All that decides who may do and see what.

    ``changes`` counts events by their audience, ``spoken`` each giver's own words; what happens
    to a meeting is counted with the meeting, because not everybody need know of it (R177).
    """

    person: PersonId
    home: UnitId
    guide: GuideVersion
    began: Began
    baton: Baton
    ladder: Ladder
    team: Team
    dates: Dates
    consents: Consents = field(default_factory=Consents)
    logg: Logg = field(default_factory=NotOpened)
    cooperation: Cooperation = field(default_factory=Cooperation)
    ending: Ending | None = None
    ticks: Ticks = ()
    passages: Passages = field(default_factory=Passages)
    nearby: Nearby = field(default_factory=Nearby)
    changes: Mapping[Shown, int] = field(default_factory=dict)
    spoken: Mapping[PersonId, int] = field(default_factory=dict)

    @property
    def holder(self) -> Professional:
        """Return who took the baton last."""
        return self.baton.holder

    @property
    def level(self) -> int:
        """Return the level it is on, or was on when it ended."""
        return self.ladder.level

    @property
    def first_home(self) -> UnitId:
        """Return the unit that took the child on in the beginning."""
        return next(iter(self.passages.earlier_homes), self.home)

    @property
    def bound_to(self) -> UnitId | None:
        """Return the unit that is to coordinate by decision, if it still takes part (R83)."""
        unit = self.passages.decided_for
        return unit if unit is not None and self.team.takes_part(unit) else None

    @property
    def units(self) -> frozenset[UnitId]:
        """Return every unit that was ever asked, takes part or is named in somebody's word."""
        spoken_of = {unit for word in self.consents.words.values() for unit in word.terms.units}
        return frozenset(self.team.parts) | spoken_of | {self.home}


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
        consents = withdrawal.after(frame.consents, event)
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
            return replace(frame, consents=withdrawal.after_lock(frame.consents, moment))
        case LoggReopened(holder=holder, at=moment):
            on = moment.astimezone(NORWAY).date()
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
    return replace(frame, changes={**frame.changes, shown: frame.changes.get(shown, 0) + 1})


def _heard(frame: Frame, giver: PersonId) -> Frame:
    return replace(frame, spoken={**frame.spoken, giver: frame.spoken.get(giver, 0) + 1})
