"""Signing minutes: the family, the holder and others who met sign them, one version at a time.

A signature holds for the minutes as they were when they were signed. When they are put right
there is a new version beside the old, and nobody has signed that one yet (R101). Those who do
not log in sign on paper, and somebody at work writes down where it lies: so there need be no logg.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias
from uuid import UUID

from stafett.domain import givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.consent import ShowWhereItIsSigned
from stafett.domain.content import Contents
from stafett.domain.dates import Dates, MeetingId
from stafett.domain.desk import desk
from stafett.domain.facts import SHARED, Event, Place, Refusal
from stafett.domain.let_in import needed
from stafett.domain.meeting import NoSuchMeeting
from stafett.domain.minutes import MinutesSigned, Paper
from stafett.domain.people import Assurance, Citizen, EmployeeId, PersonId, Staff, UnitId
from stafett.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class SignMinutes:
    """Sign the minutes as one reads them: at work for a unit, or as somebody in the family."""

    meeting: MeetingId
    version: int
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class RegisterSignature:
    """Write down that somebody in the family has signed on paper, and where the paper lies."""

    meeting: MeetingId
    version: int
    unit: UnitId
    signer: PersonId
    signed_on: date
    reference: str


class OnPaper(Protocol):
    """A signature that lies on paper: when it was given, and where it lies."""

    @property
    def signed_on(self) -> date: ...  # noqa: D102
    @property
    def reference(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody signed: logged in today so and so surely, or on paper that somebody has seen."""

    signed_on: date
    assurance: Assurance | None = None
    registered_by: EmployeeId | None = None
    reference: str = ""


SigningCommand: TypeAlias = SignMinutes | RegisterSignature


class NothingToSign(Refusal):
    """There are no minutes of this meeting to sign."""


class MinutesHaveChanged(Refusal):
    """The minutes are not as they were: read them again, and sign those."""


class NotTheirsToSign(Refusal):
    """The child, the guardians and those at work here sign, nobody else."""


def decide(
    known: Dates, contents: Contents, stands: Standing, command: SigningCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say whether the minutes are signed now: events, nothing new, or a refusal.

    Raises:
        NoSuchMeeting: There are no papers of it that the asker may read.
        NothingToSign: Nothing but an agenda, or why there are no minutes, is written.
        MinutesHaveChanged: Another version is the newest.
        NotTheirsToSign: They are of a meeting that was not for this one.

    """
    if command.unit is not None:
        desk(stands, command.unit)
    place, paper = newest(contents, stands, command.meeting)
    on_paper = command if isinstance(command, RegisterSignature) else None
    signer = signer_of(on_paper.signer if on_paper else None, command.unit, at)
    meeting = known.meetings.get(command.meeting)
    alone = meeting.apart if meeting is not None else frozenset()
    if alone and isinstance(command, RegisterSignature) and signer not in alone | {at.person.id}:
        raise NotTheirsToSign
    if any((one.signer, one.version) == (signer, command.version) for one in paper.signatures):
        return ()
    if paper.minutes is None:
        raise NothingToSign
    if command.version != paper.version:
        raise MinutesHaveChanged
    hand = hand_of(on_paper, at)
    signed = MinutesSigned(
        place=place,
        meeting=command.meeting,
        minutes_version=command.version,
        signer=signer,
        signed_on=hand.signed_on,
        assurance=hand.assurance,
        registered_by=hand.registered_by,
        reference=hand.reference,
        on=at.today,
    )
    return (signed,)


def hand_of(on_paper: OnPaper | None, at: Circumstances) -> Hand:
    """Return how it is signed.

    Raises:
        ShowWhereItIsSigned: It lies on paper, and nothing says where.
        NotYetHappened: It is to be signed later.

    """
    if on_paper is None:
        return Hand(at.today, at.asked_by.assurance)
    reference = on_paper.reference.strip()
    if not reference:
        raise ShowWhereItIsSigned
    seen_by = EmployeeId(at.asked_by.id)
    return Hand(at.happened(on_paper.signed_on), registered_by=seen_by, reference=reference)


def lacking(known: Dates, paper: Paper, at: Circumstances) -> frozenset[UUID]:
    """Return those who are still to sign: the family who decide today, and whoever wrote them.

    What was said with one home alone is not signed by the other (R177).
    """
    if paper.minutes is None:
        return frozenset()
    family = givers.certain(needed(paper.unit, at))
    meeting = known.meetings.get(paper.meeting)
    if meeting is not None and meeting.apart:
        family &= meeting.apart | {at.person.id}
    writer = frozenset() if paper.by is None else frozenset({paper.by})
    return (family | writer) - paper.signed_by


def newest(contents: Contents, stands: Standing, meeting: MeetingId) -> tuple[Place, Paper]:
    """Return the papers that the asker may read; those in the logg before those beside it."""
    found: Mapping[Place, Paper] = {
        place: part.papers[meeting]
        for place, part in contents.items()
        if place in stands.reads and meeting in part.papers
    }
    if not found:
        raise NoSuchMeeting
    written = [place for place, paper in found.items() if paper.minutes is not None]
    place = min(written or found, key=lambda one: (one != SHARED, str(one.unit)))
    return place, found[place]


def signer_of(on_paper: PersonId | None, unit: UnitId | None, at: Circumstances) -> UUID:
    """Return who signs: somebody in the family *on_paper*, or whoever is logged in, for a unit.

    Raises:
        NotTheirsToSign: It is for others to sign.

    """
    match on_paper, unit, at.asked_by:
        case UUID() as signer, _, Staff():
            if signer not in {at.person.id, *givers.guardians(at.person, at.today)}:
                raise NotTheirsToSign
            return signer
        case None, None, Citizen(person=person):
            return person
        case None, UUID(), Staff(employee=employee):
            return employee
        case _:
            raise NotTheirsToSign
