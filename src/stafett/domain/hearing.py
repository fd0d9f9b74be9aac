"""Hearing the child: it is talked with before a meeting, and told afterwards (R109, R110)."""

from dataclasses import dataclass
from typing import TypeAlias

from stafett.domain import wording
from stafett.domain.childs_say import NOTHING_SAID, ChildHeard, ChildTold, Heard, TakesPart, Told
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.dates import Dates, MeetingId
from stafett.domain.desk import desk
from stafett.domain.facts import SHARED, Event, Place, Refusal, own
from stafett.domain.meeting import MeetingIsOver, NoSuchMeeting
from stafett.domain.people import UnitId
from stafett.domain.standing import Standing
from stafett.domain.voice import ChildNotHeard


@dataclass(frozen=True, slots=True)
class HearChild:
    """Write down what the child said before the meeting, and how it chooses to take part."""

    meeting: MeetingId
    unit: UnitId
    heard: Heard


@dataclass(frozen=True, slots=True)
class TellChild:
    """Write down that the child was told what the meeting decided, and what it thinks of it."""

    meeting: MeetingId
    unit: UnitId
    told: Told


@dataclass(frozen=True, slots=True)
class SayForMyself:
    """Say oneself, as the young person it is about, how one wants to take part (R107)."""

    meeting: MeetingId
    takes_part: TakesPart
    own_words: str = ""
    wishes: str = ""
    spokesperson: str = ""
    unit: None = None


HearingCommand: TypeAlias = HearChild | TellChild | SayForMyself


class SpokespersonMissing(Refusal):
    """When the child is not there all the time, an adult answers for its opinion: say who."""


class ToldTooEarly(Refusal):
    """The child is told what a meeting decided once the meeting has been held."""


def decide(
    known: Dates,
    contents: Contents,
    stands: Standing,
    command: HearingCommand,
    at: Circumstances,
    *,
    home: UnitId,
) -> tuple[Event, ...]:
    """Say whether the child has been heard, or told: events, nothing new, or a refusal.

    Raises:
        NoSuchMeeting: There is no such meeting.
        MeetingIsOver: The talk before the meeting was after it.
        ToldTooEarly: There is nothing to tell of yet.
        SpokespersonMissing: Nobody speaks for the child when it is not there.

    """
    if isinstance(command, SayForMyself):
        heard = _of_myself(command, at)
        command = HearChild(command.meeting, home, heard)
        mine = SHARED if SHARED in stands.reads else own(home)
    else:
        mine = desk(stands, command.unit)
    if command.meeting not in known.meetings:
        raise NoSuchMeeting
    held_on = known.meetings[command.meeting].held_on
    place = _place(contents, stands, command.meeting, otherwise=mine)
    part = contents.get(place)
    paper = part.papers.get(command.meeting) if part is not None else None
    say = paper.say if paper is not None else NOTHING_SAID
    match command:
        case HearChild(heard=heard):
            if heard in say.heard:
                return ()
            if held_on is not None and heard.talked_on > held_on:
                raise MeetingIsOver
            return (_heard(place, command, at),)
        case TellChild(told=told):
            if told in say.told:
                return ()
            if held_on is None or told.told_on < held_on:
                raise ToldTooEarly
            return (_told(place, command, at),)


def _of_myself(command: SayForMyself, at: Circumstances) -> Heard:
    return Heard(
        takes_part=command.takes_part,
        talked_on=at.today,
        own_words=wording.reason(command.own_words or command.wishes),
        wishes=command.wishes,
        spokesperson=command.spokesperson,
    )


def _place(contents: Contents, stands: Standing, meeting: MeetingId, *, otherwise: Place) -> Place:
    """Return the part the meeting's papers lie in; without any, where the asker writes."""
    there = [
        place
        for place, part in contents.items()
        if place in stands.reads and meeting in part.papers
    ]
    return min(there, key=lambda one: (one != SHARED, str(one.unit)), default=otherwise)


def _heard(place: Place, command: HearChild, at: Circumstances) -> ChildHeard:
    heard = command.heard
    at.happened(heard.talked_on)
    if not any(one.strip() for one in (heard.own_words, heard.observed, heard.not_asked_because)):
        raise ChildNotHeard
    alone = heard.takes_part is TakesPart.IN_PERSON
    if not alone and not heard.spokesperson.strip():
        raise SpokespersonMissing
    return ChildHeard(
        place=place,
        meeting=command.meeting,
        heard=heard,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )


def _told(place: Place, command: TellChild, at: Circumstances) -> ChildTold:
    at.happened(command.told.told_on)
    wording.reason(command.told.told)
    return ChildTold(
        place=place,
        meeting=command.meeting,
        told=command.told,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
