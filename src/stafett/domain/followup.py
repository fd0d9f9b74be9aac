"""A follow-up (oppfølging): from the day a unit takes a child on, to its end.

This file composes its subjects and has no rules of its own: it sends each command to its
subject, each event to its part, and says in which part of the follow-up an event lies.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from stafett.domain import (
    beginning,
    circle,
    closing,
    consent,
    cooperating,
    filling,
    framing,
    handing_over,
    level,
    opening,
    outcome,
    paper_logg,
    participation,
    passing,
    past_logg,
    progress,
    reopening,
    task,
    withdrawal,
    writing,
)
from stafett.domain.beginning import FollowGuide, FollowUpStarted, StartFollowUp
from stafett.domain.beside_plan import check_no_plan
from stafett.domain.circle import CircleCommand
from stafett.domain.circumstances import Circumstances
from stafett.domain.closing import ClosingCommand
from stafett.domain.commands import Command
from stafett.domain.consent import ConsentCommand
from stafett.domain.content import ContentEvent, Contents
from stafett.domain.cooperation import CooperationCommand
from stafett.domain.correction import ContestWords, MarkMisfiled, PutBack
from stafett.domain.departure import CompleteDeparture
from stafett.domain.duty import DutyCommand
from stafett.domain.ending import EndFollowUp
from stafett.domain.facts import FRAME, Event, Place, Refusal
from stafett.domain.frame import Frame
from stafett.domain.framing import FrameEvent
from stafett.domain.handover import BatonCommand
from stafett.domain.level import ChangeLevel
from stafett.domain.logg import Locked
from stafett.domain.opening import AskForLogg, OpenLogg
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.paper_logg import MovePaperLogg
from stafett.domain.participation import ParticipationCommand
from stafett.domain.passing import PassageCommand
from stafett.domain.plan_handover import AcceptPackage, EndPlan
from stafett.domain.progress import TickStep
from stafett.domain.reopening import ReopenLogg
from stafett.domain.task import TaskCommand
from stafett.domain.withdrawal import WithdrawalCommand
from stafett.domain.writing import WritingCommand


class NoFollowUp(Refusal):
    """Nobody has taken the child on yet."""


class FollowUpIsOver(Refusal):
    """The follow-up has ended."""


@dataclass(frozen=True, slots=True)
class NotStarted:
    """Nothing has begun."""


@dataclass(frozen=True, slots=True)
class Running:
    """It runs: there is a holder, and content in as many parts as somebody has written in."""

    frame: Frame
    contents: Contents = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """It is over; what was written stays, and a locked logg may be opened again (R62)."""

    frame: Frame
    contents: Contents = field(default_factory=dict)


FollowUp: TypeAlias = NotStarted | Running | Ended


def whole(the_frame: Frame, contents: Contents) -> Running | Ended:
    """Return the follow-up put together from its frame and its parts."""
    if the_frame.ending is None:
        return Running(the_frame, contents)
    return Ended(the_frame, contents)


def place(event: Event) -> Place:
    """Return the part of the follow-up the event lies in; the part chooses the key."""
    return event.place if isinstance(event, ContentEvent) else FRAME


def decide(state: FollowUp, command: Command, at: Circumstances) -> tuple[Event, ...]:
    """Say what happens now: events, nothing new, or a refusal. Touches nothing.

    Whether the asker may ask for it at all is ``access.may``'s question.
    """
    match state:
        case NotStarted():
            if not isinstance(command, StartFollowUp):
                raise NoFollowUp
            return beginning.start(command, at)
        case Running():
            return _running(state, command, at)
        case Ended():
            return _ended(state, command, at)


def _running(state: Running, command: Command, at: Circumstances) -> tuple[Event, ...]:
    now = state.frame
    if isinstance(command, StartFollowUp):
        first = now.baton.turns[0].holder
        return beginning.again(now.first_home, first, now.began.concern, command)
    if isinstance(command, BatonCommand):
        return handing_over.decide(
            now.baton,
            now.team,
            now.consents,
            command,
            at,
            level=now.level,
            bound_to=now.bound_to,
        )
    if isinstance(command, ConsentCommand):
        return consent.decide(now.consents, command, at)
    if isinstance(command, WithdrawalCommand):
        return withdrawal.decide(now.consents, command, at)
    if isinstance(command, ParticipationCommand):
        known, choices = (now.team, now.consents, now.holder), now.cooperation.choices
        bound = now.bound_to
        return participation.decide(*known, command, at, choices=choices, bound_to=bound)
    if isinstance(command, TaskCommand):
        return task.decide(now.team, now.consents, now.holder, command, at)
    if isinstance(command, CircleCommand):
        return circle.decide(now, command, at)
    if isinstance(command, ClosingCommand):
        return closing.decide(now, command, at)
    if isinstance(command, PassageCommand):
        return passing.decide(now, state.contents, command, at)
    if isinstance(command, CooperationCommand):
        return cooperating.decide(now, state.contents, command, at)
    if isinstance(command, WritingCommand):
        return writing.decide(now, state.contents, command, at)
    match command:
        case FollowGuide():
            return beginning.follow_guide(now.guide, command, at)
        case ChangeLevel():
            return _level(now, command, at)
        case TickStep():
            return progress.tick(now.ticks, now.ladder, command, at)
        case ChooseOutcome():
            return _outcome(now, command, at)
        case AskForLogg():
            return opening.ask(now.logg, at)
        case OpenLogg():
            check_no_plan(now.passages.plan, now.passages.handover, at)
            agreed = writing.measure_agreed(state.contents)
            return opening.open_(
                now.logg,
                now.consents,
                command,
                at,
                unit=now.holder.unit,
                level=now.level,
                measure_agreed=agreed,
            )
        case MovePaperLogg():
            return paper_logg.move(past_logg.as_known(now, at).logg, command, at)
        case ReopenLogg():
            return reopening.reopen(past_logg.as_known(now, at), command, at)


def _ended(state: Ended, command: Command, at: Circumstances) -> tuple[Event, ...]:
    """Let the family give and take its word, and a locked logg be opened again (R62)."""
    now = state.frame
    if isinstance(command, StartFollowUp):
        first = now.baton.turns[0].holder
        return beginning.again(now.first_home, first, now.began.concern, command)
    if isinstance(command, WithdrawalCommand):
        return withdrawal.decide(now.consents, command, at)
    if isinstance(command, ConsentCommand) and isinstance(now.logg, Locked):
        return consent.decide(now.consents, command, at)
    if isinstance(command, ReopenLogg):
        return reopening.reopen(now, command, at)
    if isinstance(command, EndPlan):
        return passing.decide(now, state.contents, command, at)
    if isinstance(command, CircleCommand):
        return circle.decide(now, command, at)
    if isinstance(command, ContestWords | MarkMisfiled | PutBack | DutyCommand):
        return writing.decide(now, state.contents, command, at)
    if isinstance(command, MovePaperLogg):
        return paper_logg.move(now.logg, command, at)
    if isinstance(command, EndFollowUp | AcceptPackage | CompleteDeparture):
        return ()
    raise FollowUpIsOver


def _level(now: Frame, command: ChangeLevel, at: Circumstances) -> tuple[Event, ...]:
    return level.change(now.ladder, now.team, now.consents, command, at, holder=now.holder)


def _outcome(now: Frame, command: ChooseOutcome, at: Circumstances) -> tuple[Event, ...]:
    chosen = outcome.choose(now.dates, now.team, now.level, command, at)
    leads = [outcome.level_change(one, command, at) for one in chosen]
    changes = [event for to in leads for event in _level(now, to, at)]
    return (*chosen, *changes)


def evolve(state: FollowUp, event: Event) -> FollowUp:
    """Say what the follow-up is once *event* has happened. Judges nothing.

    What belongs to something that cannot be read any more is passed over.
    """
    match state:
        case NotStarted():
            if isinstance(event, FollowUpStarted):
                return Running(framing.began(event))
            return state
        case Running() | Ended():
            if isinstance(event, ContentEvent):
                return replace(state, contents=filling.after(state.contents, event))
            if isinstance(event, FrameEvent):
                return whole(framing.after(state.frame, event), state.contents)
            raise AssertionError(f"{event.name} is no event of a follow-up")


def fold(events: Iterable[Event]) -> FollowUp:
    """Return the follow-up as its events have made it."""
    state: FollowUp = NotStarted()
    for event in events:
        state = evolve(state, event)
    return state
