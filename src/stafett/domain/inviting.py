"""Inviting: the time is agreed with the family first, and a meeting is prepared for (R44, R186).

A meeting that is moved is a new proposal: the time is agreed on, and people are invited, anew.
"""

from dataclasses import dataclass
from typing import TypeAlias

from stafett.domain import wording
from stafett.domain.agenda import Preparation
from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import Dates, Meeting, MeetingId
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.meeting import MeetingInvited, MeetingIsOver, MeetingTimeAgreed, NoSuchMeeting
from stafett.domain.minutes import InvitationWritten, MeetingPrepared, Papers
from stafett.domain.people import PersonId, UnitId
from stafett.domain.planning import NotInTheFamily, check_family


@dataclass(frozen=True, slots=True)
class AgreeOnTime:
    """Write down who in the family has said that the time suits them."""

    meeting: MeetingId
    unit: UnitId
    agreed_with: frozenset[PersonId]


@dataclass(frozen=True, slots=True)
class InviteToMeeting:
    """Invite those who are to come; without ``words``, in the guide's own."""

    meeting: MeetingId
    unit: UnitId
    words: str = ""


@dataclass(frozen=True, slots=True)
class PrepareMeeting:
    """Describe what the meeting is to look at with new eyes."""

    meeting: MeetingId
    unit: UnitId
    preparation: Preparation


InvitingCommand: TypeAlias = AgreeOnTime | InviteToMeeting | PrepareMeeting


class TimeNotAgreed(Refusal):
    """To a meeting of this kind one invites when the family has agreed on the time."""


class NothingToInviteWith(Refusal):
    """The guide has no words for this kind of meeting: write the invitation."""


def decide(
    known: Dates, papers: Papers, command: InvitingCommand, at: Circumstances, *, place: Place
) -> tuple[Event, ...]:
    """Say what has been agreed, or who is invited: events, nothing new, or a refusal.

    Raises:
        NoSuchMeeting: There is none, or it was called off.
        MeetingIsOver: It has been held.

    """
    there = known.meetings.get(command.meeting)
    if there is None or there.cancelled:
        raise NoSuchMeeting
    if there.held_on is not None:
        raise MeetingIsOver
    match command:
        case AgreeOnTime():
            return agree(there, command, at)
        case InviteToMeeting():
            return invite(there, papers, command, at, place)
        case PrepareMeeting():
            return prepare(papers, command, at, place)


def agree(there: Meeting, command: AgreeOnTime, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the time is agreed on: with those whom the meeting is for.

    Raises:
        NotInTheFamily: Nobody is named, somebody outside the family, or whom it is not for.

    """
    who = command.agreed_with
    check_family(who, at)
    if not who or (there.apart and not who <= there.apart | {at.person.id}):
        raise NotInTheFamily
    if who <= there.agreed_with:
        return ()
    return (MeetingTimeAgreed(meeting=there.id, agreed_with=who, on=at.today),)


def invite(
    there: Meeting, papers: Papers, command: InviteToMeeting, at: Circumstances, place: Place
) -> tuple[Event, ...]:
    """Decide whether those who are to come can be invited now (R44).

    Raises:
        TimeNotAgreed: The guide wants the time to be agreed on first, and it is not.
        NothingToInviteWith: There are no words, neither here nor in the guide.

    """
    kind = at.guide.meeting(there.kind)
    if kind is not None and kind.time_agreed_first and there.agreed_on is None:
        raise TimeNotAgreed
    words = command.words.strip()
    if not words and (kind is None or not kind.invitation):
        raise NothingToInviteWith
    paper = papers.get(there.id)
    events: list[Event] = []
    if there.invited_on is None:
        events.append(MeetingInvited(meeting=there.id, on=at.today, guide=at.guide.id))
    if words != (paper.invitation if paper else ""):
        written = InvitationWritten(
            place=place,
            meeting=there.id,
            words=words,
            by=at.asked_by.id,
            unit=command.unit,
            on=at.today,
        )
        events.append(written)
    return tuple(events)


def prepare(
    papers: Papers, command: PrepareMeeting, at: Circumstances, place: Place
) -> tuple[Event, ...]:
    """Decide whether the description says what the meeting is about (R186)."""
    wording.reason(command.preparation.problem)
    paper = papers.get(command.meeting)
    if paper is not None and paper.preparation == command.preparation:
        return ()
    prepared = MeetingPrepared(
        place=place,
        meeting=command.meeting,
        preparation=command.preparation,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (prepared,)
