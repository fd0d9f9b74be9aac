"""Outcomes: those who met choose how to go on, among the ways the guide knows (R122-R125).

An outcome sets the next date, counted from the meeting (I10), and may lead to another level.
That the effect is good ends nothing by itself: ending is an act of its own.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from stafett.domain import dates, voice, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import Chosen, Dates, MeetingId
from stafett.domain.facts import Event, Refusal
from stafett.domain.level import ChangeLevel, HolderChoice
from stafett.domain.meeting import NoSuchMeeting
from stafett.domain.policy import GuideVersion, Outcome
from stafett.domain.team import Stage, Team
from stafett.domain.voice import ChildView


class OutcomeChosen(Event, name="outcome-chosen"):
    """Those who met have chosen how to go on."""

    level: int
    outcome: str
    meeting: MeetingId
    met_on: date
    reason: str
    decided_by: str
    child_view: ChildView
    next_meeting_by: date | None
    aftercare_by: date | None
    guide: GuideVersion


@dataclass(frozen=True, slots=True)
class ChooseOutcome:
    """Choose how to go on after a meeting; ``holder`` when it leads to another level (R32)."""

    outcome: str
    meeting: MeetingId
    reason: str
    decided_by: str
    child_view: ChildView
    holder: HolderChoice | None = None


class NoSuchOutcome(Refusal):
    """The guide has no such outcome at this level."""


class MeetingNotHeld(Refusal):
    """An outcome is chosen in a meeting that has been held."""


class OutcomeAlreadyChosen(Refusal):
    """That meeting has chosen another outcome."""


class HolderNotConsidered(Refusal):
    """With another level comes the question whether the holder is kept or changed."""


def choose(
    known: Dates, team: Team, level: int, command: ChooseOutcome, at: Circumstances
) -> tuple[OutcomeChosen, ...]:
    """Decide whether the outcome can be chosen, and by when the next meeting must be.

    Raises:
        NoSuchOutcome: The guide has none of this name at the level.
        NoSuchMeeting: There is no such meeting.
        MeetingNotHeld: It is still ahead, or was broken off.
        OutcomeAlreadyChosen: The meeting chose something else.

    """
    before = known.outcomes.get(command.meeting)
    if before is not None:
        if before.outcome != command.outcome:
            raise OutcomeAlreadyChosen
        return ()
    outcome = _named(command.outcome, level, at)
    meeting = known.meetings.get(command.meeting)
    if meeting is None:
        raise NoSuchMeeting
    if meeting.held_on is None or meeting.interrupted:
        raise MeetingNotHeld
    if leads_to(outcome, level) != level and command.holder is None:
        raise HolderNotConsidered
    chosen = OutcomeChosen(
        level=level,
        outcome=outcome.key,
        meeting=meeting.id,
        met_on=meeting.held_on,
        reason=wording.reason(command.reason),
        decided_by=wording.reason(command.decided_by),
        child_view=voice.heard(command.child_view),
        next_meeting_by=_next_by(outcome, meeting.held_on, team, at),
        aftercare_by=_days_after(meeting.held_on, outcome.aftercare_days),
        guide=at.guide.id,
    )
    return (chosen,)


def level_change(chosen: OutcomeChosen, command: ChooseOutcome, at: Circumstances) -> ChangeLevel:
    """Return the change of level that the outcome asks for (to the same level: none)."""
    to = leads_to(_named(chosen.outcome, chosen.level, at), chosen.level)
    holder = command.holder or HolderChoice(kept=True)
    return ChangeLevel(to, command.reason, command.decided_by, holder, command.child_view)


def leads_to(outcome: Outcome, level: int) -> int:
    """Return the level that follows."""
    return level if outcome.to_level is None else outcome.to_level


def after(known: Dates, event: OutcomeChosen) -> Dates:
    """Return the dates as they are once *event* has happened."""
    aftercare = event.aftercare_by
    return replace(
        known.next_by(event.next_meeting_by, None),
        aftercare_by=aftercare,
        aftercare_since=event.met_on if aftercare is not None else None,
        outcomes={
            **known.outcomes,
            event.meeting: Chosen(
                outcome=event.outcome,
                level=event.level,
                reason=event.reason,
                decided_by=event.decided_by,
                child_view=event.child_view,
                met_on=event.met_on,
                guide=event.guide,
            ),
        },
    )


def _named(key: str, level: int, at: Circumstances) -> Outcome:
    for outcome in at.guide.outcomes.get(level, ()):
        if outcome.key == key:
            return outcome
    raise NoSuchOutcome


def _next_by(outcome: Outcome, met_on: date, team: Team, at: Circumstances) -> date | None:
    """Return the last day to meet again; also one that ends, for nothing has ended by it (R9)."""
    if outcome.ends and outcome.aftercare_days is not None:
        return _days_after(met_on, outcome.aftercare_days)
    if outcome.deadline_days is not None:
        return _days_after(met_on, outcome.deadline_days)
    asked = any(part.stage is Stage.INVITED for part in team.parts.values())
    return dates.next_by(met_on, at.guide, others_asked=asked)


def _days_after(day: date, days: int | None) -> date | None:
    return None if days is None else day + timedelta(days=days)
