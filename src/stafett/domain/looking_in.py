"""Looking in, ending it, and reviewing it: what people ask for in an emergency.

Whoever looks in works in the unit it is done for and has logged in as surely as can be. Whether
the book knows the child is not asked here, so that asking for a child nobody knows costs as much
as any other, and is looked at afterwards as any other.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from stafett.domain import anonymity, letting_look_in, two_people, wording, working_days
from stafett.domain.anonymity import SaysWhoItIsAbout
from stafett.domain.emergency import (
    MOST_UNREVIEWED,
    Emergencies,
    EmergencyClosed,
    EmergencyReviewed,
    Finding,
    OpenedInEmergency,
    Opening,
)
from stafett.domain.facts import Event, NotForYou, Refusal, Stranger
from stafett.domain.lawbook import EmergencyGround
from stafett.domain.letting_look_in import ForbidEmergencies
from stafett.domain.moment import Moment
from stafett.domain.people import Assurance, Duty, PersonId, Staff, UnitId
from stafett.domain.two_people import Employees


@dataclass(frozen=True, slots=True)
class OpenInEmergency:
    """Look in on one child, on behalf of a unit, for some minutes.

    ``names`` are those the asker knows of families, which must not stand in the words.
    """

    opening: UUID
    person: PersonId
    unit: UnitId
    ground: str
    reason: str
    words: str
    minutes: int
    names: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class CloseEmergency:
    """End it before its time."""

    opening: UUID


@dataclass(frozen=True, slots=True)
class ReviewEmergency:
    """Say what one makes of it; said again, the last word counts."""

    opening: UUID
    finding: Finding
    words: str


Command: TypeAlias = ForbidEmergencies | OpenInEmergency | CloseEmergency | ReviewEmergency


class EmergenciesNotAllowed(Refusal):
    """Nobody looks in on a child in an emergency here: the municipality has not let it be."""


class NotInYourUnit(NotForYou):
    """In an emergency one looks in on behalf of a unit one works in."""


class LogInMoreSurely(NotForYou):
    """In an emergency one looks in with as sure a log-in as there is."""


class ReviewIsMissing(NotForYou):
    """Another one must first look at how you looked in earlier, and find it right."""


class NoSuchEmergency(Refusal):
    """The law of the day knows no such ground for looking in, or not for this reason."""


class LastsTooLong(Refusal):
    """So long nobody looks in on that ground: ask for less."""


class OnlyTheOfficer(NotForYou):
    """This is for the data protection officer."""


class AnotherReviews(NotForYou):
    """Nobody reviews how they looked in themselves, nor for somebody they alone let in."""


def decide(
    emergencies: Emergencies, employees: Employees, command: Command, asker: Staff, at: Moment
) -> tuple[Event, ...]:
    """Say what becomes of looking in; ``employees`` tells who could be whom.

    Raises:
        Refusal: As the functions below say.

    """
    match command:
        case ForbidEmergencies():
            return letting_look_in.forbid(emergencies, command, asker, at.today)
        case OpenInEmergency():
            return _open(emergencies, command, asker, at)
        case CloseEmergency(opening=which):
            there = emergencies.openings.get(which)
            if there is None or not (there.by == asker.employee or is_officer(asker)):
                raise Stranger
            if not there.runs(at.now):
                return ()
            return (EmergencyClosed(opening=which, by=asker.employee, at=at.now),)
        case ReviewEmergency():
            return _review(emergencies, employees, command, asker, at)


def may_look_in(emergencies: Emergencies, unit: UnitId, asker: Staff, today: date) -> None:
    """See that somebody may look in at all, on behalf of the unit, whoever the child is.

    Raises:
        EmergenciesNotAllowed: The municipality has not let it be.
        NotInYourUnit: They do not work there.
        LogInMoreSurely: Their log-in is not of the surest kind.
        ReviewIsMissing: One of theirs waits too long for another one, or was found wrong.

    """
    if not emergencies.allowed_on(today):
        raise EmergenciesNotAllowed
    if unit not in asker.units:
        raise NotInYourUnit
    if not is_sure(asker):
        raise LogInMoreSurely
    if emergencies.locked(asker.employee, today):
        raise ReviewIsMissing


def is_sure(asker: Staff) -> bool:
    """Is the log-in as sure as there is?"""
    return asker.assurance is Assurance.HIGH


def is_officer(asker: object) -> bool:
    """Is it this asker's duty to watch over how one looks in?"""
    return isinstance(asker, Staff) and Duty.DATA_PROTECTION_OFFICER in asker.duties


def _open(
    emergencies: Emergencies, command: OpenInEmergency, asker: Staff, at: Moment
) -> tuple[Event, ...]:
    may_look_in(emergencies, command.unit, asker, at.today)
    words = wording.reason(command.words)
    there = emergencies.openings.get(command.opening)
    wanted = (command.person, command.unit, command.ground, command.reason, words, asker.employee)
    if wording.already(_asked_as(there), wanted):
        return ()
    if emergencies.unreviewed(asker.employee) >= MOST_UNREVIEWED:
        raise ReviewIsMissing
    ground = _ground(command, at)
    if not 0 < command.minutes <= ground.minutes:
        raise LastsTooLong
    if anonymity.recognised(words, command.names) or anonymity.looks_like_a_name(words):
        raise SaysWhoItIsAbout
    return (
        OpenedInEmergency(
            opening=command.opening,
            person=command.person,
            unit=command.unit,
            ground=ground.key,
            paragraph=ground.paragraph,
            law_from=ground.valid_from,
            reason=command.reason,
            words=words,
            by=asker.employee,
            at=at.now,
            until=at.now + timedelta(minutes=command.minutes),
            review_by=working_days.within(at.today, ground.review_within, at.law),
            family_at_once=ground.family_at_once,
        ),
    )


def _asked_as(there: Opening | None) -> object:
    if there is None:
        return None
    return (there.person, there.unit, there.ground, there.reason, there.words, there.by)


def _ground(command: OpenInEmergency, at: Moment) -> EmergencyGround:
    for one in at.law.emergencies_on(at.today):
        if one.key == command.ground and command.reason in one.reasons:
            return one
    raise NoSuchEmergency


def _review(
    emergencies: Emergencies,
    employees: Employees,
    command: ReviewEmergency,
    asker: Staff,
    at: Moment,
) -> tuple[Event, ...]:
    if not is_officer(asker):
        raise OnlyTheOfficer
    there = emergencies.openings.get(command.opening)
    if there is None:
        raise Stranger
    if two_people.could_be(employees, there.by, asker.employee):
        raise AnotherReviews
    words = wording.reason(command.words)
    review = there.review
    if review is not None and (review.finding, review.words) == (command.finding, words):
        return ()
    reviewed = EmergencyReviewed(
        opening=there.id, finding=command.finding, words=words, by=asker.employee, on=at.today
    )
    return (reviewed,)
