"""Holding a meeting: it is finished with minutes, and by a date the next one must be (R98-R100)."""

from dataclasses import dataclass
from datetime import date

from stafett.domain import dates, referral
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Content
from stafett.domain.dates import Dates, MeetingId
from stafett.domain.facts import SHARED, Event, Place, Refusal
from stafett.domain.interpreting import may_interpret
from stafett.domain.meeting import MeetingHeld, MeetingIsOver
from stafett.domain.minutes import Minutes, MinutesWritten
from stafett.domain.people import UnitId
from stafett.domain.planning import NoSuchMeetingKind
from stafett.domain.policy import MeetingKind
from stafett.domain.team import Stage, Team, UnitTakesNoPart


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """Write down that a meeting was held, with minutes or why there are none (R100).

    ``kind`` is needed only when the meeting was not planned here. Where the guide lets the logg be
    the minutes, neither is asked for when something was written there about that day (R95).
    ``units`` are those that were there; none: those that were to be.
    """

    meeting: MeetingId
    unit: UnitId
    held_on: date
    minutes: Minutes | None
    none_because: str = ""
    interrupted: bool = False
    kind: str = ""
    units: frozenset[UnitId] = frozenset()


class MinutesMissing(Refusal):
    """A meeting is finished with its minutes, or with the reason why there are none."""


def hold(
    known: Dates,
    team: Team,
    there: Content,
    command: HoldMeeting,
    at: Circumstances,
    *,
    place: Place,
) -> tuple[Event, ...]:
    """Decide whether the meeting is finished, and by when the next one must be (R98-R100, I10).

    Raises:
        MeetingIsOver: It has been held, with other minutes.
        NoSuchMeetingKind: It was not planned here, and the guide knows no such meeting.
        MinutesMissing: Nothing shows what was said.
        UnitTakesNoPart: One that was there takes no part here.
        NoSuchReceiver, ReferralUnfinished: The referral in the minutes cannot be sent so.
        NoChildInterprets: A child is put down as an interpreter.

    """
    planned = known.meetings.get(command.meeting)
    paper = there.papers.get(command.meeting)
    if planned is not None and planned.held_on is not None:
        if paper is not None and paper.minutes == command.minutes:
            return ()
        raise MeetingIsOver
    kind = at.guide.meeting(planned.kind if planned is not None else command.kind)
    if kind is None and planned is None:
        raise NoSuchMeetingKind
    held_on = at.happened(command.held_on)
    _check_minutes(command, kind, there, place)
    referral.check(command.minutes.referral if command.minutes else None, at.guide.arenas)
    if any(not team.takes_part(unit) for unit in command.units):
        raise UnitTakesNoPart
    asked = any(part.stage is Stage.INVITED for part in team.parts.values())
    following = dates.next_by(held_on, at.guide, others_asked=asked)
    held = MeetingHeld(
        meeting=command.meeting,
        kind=planned.kind if planned is not None else command.kind,
        held_on=held_on,
        interrupted=command.interrupted,
        units=command.units or (frozenset() if planned is None else planned.units),
        next_meeting_by=known.next_meeting_by if command.interrupted else following,
        guide=at.guide.id,
    )
    written = MinutesWritten(
        place=place,
        meeting=command.meeting,
        minutes=command.minutes,
        none_because=command.none_because,
        held_on=held_on,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (held, written)


def _check_minutes(
    command: HoldMeeting, kind: MeetingKind | None, there: Content, place: Place
) -> None:
    if command.minutes is not None:
        if not command.minutes.text.strip():
            raise MinutesMissing
        for who in command.minutes.interpreters:
            may_interpret(who)
        return
    logg_tells = (
        kind is not None
        and kind.logg_is_minutes
        and place == SHARED
        and written_in_logg(there, command.held_on)
    )
    if not command.none_because.strip() and not logg_tells:
        raise MinutesMissing


def written_in_logg(there: Content, on: date) -> bool:
    """Say whether a note, a goal or a measure in the logg is about, or from, that day."""
    return (
        any(one.place == SHARED and one.note.happened_on == on for one in there.entries.values())
        or any(one.place == SHARED and one.set_on == on for one in there.goals.values())
        or any(one.place == SHARED and one.agreed_on == on for one in there.measures.values())
    )
