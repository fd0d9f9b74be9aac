"""Sharing a wondering inside the unit: with whom, and who sees it otherwise.

It stays in the unit: with a leader, a colleague, a meeting of the unit's own people, every one
of them named. Others may disagree without changing it. With other services one talks without
saying whom it is about (R33, R36, R40, R41).
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.team import WhyAside
from stafett.domain.wondering import Observation, ObservationAdded, observed
from stafett.domain.wording import already, reason


class Outsiders(Enum):
    """Whether anybody from outside the unit sat in, and what let them (R40)."""

    NONE = "none"
    ANONYMOUS = "anonymous"
    CONSENT = "consent"


class ConcernShared(Event, name="concern-shared"):
    """The concern has been shared inside the unit; each receiver is named."""

    receivers: frozenset[EmployeeId]
    meeting: str
    outsiders: Outsiders
    by: EmployeeId
    on: date


class DiscussedAnonymously(Event, name="concern-discussed-anonymously"):
    """It has been talked over with another service, which does not know who it is about (R41)."""

    discussion: UUID
    service: str
    by: EmployeeId
    on: date


class DisagreementNoted(Event, name="disagreement-noted"):
    """Somebody it was shared with sees it otherwise; the wondering stands (R36)."""

    by: EmployeeId
    text: str


class ConcernKeptFrom(Event, name="concern-kept-from"):
    """Somebody in the unit is a party to it and has nothing more to do with it (R185)."""

    employee: EmployeeId
    because: WhyAside
    by: EmployeeId
    on: date


class ConcernLetBackIn(Event, name="concern-let-back-in"):
    """Somebody it was kept from is no party to it after all (R185)."""

    employee: EmployeeId
    why: str
    by: EmployeeId
    on: date


Wondered: TypeAlias = (
    ObservationAdded
    | ConcernShared
    | DiscussedAnonymously
    | DisagreementNoted
    | ConcernKeptFrom
    | ConcernLetBackIn
)


@dataclass(frozen=True, slots=True)
class ShareConcern:
    """Share it with people of the unit; ``meeting`` names the internal meeting, if it was one."""

    receivers: frozenset[EmployeeId]
    on: date
    meeting: str = ""
    outsiders: Outsiders = Outsiders.NONE


@dataclass(frozen=True, slots=True)
class NoteAnonymousDiscussion:
    """Write down that it was talked over without saying who it is about."""

    discussion: UUID
    service: str
    on: date


@dataclass(frozen=True, slots=True)
class NoteDisagreement:
    """Say that one sees it otherwise."""

    text: str


@dataclass(frozen=True, slots=True)
class KeepConcernFrom:
    """Keep it from somebody who is a party to it; also from oneself."""

    employee: EmployeeId
    because: WhyAside


@dataclass(frozen=True, slots=True)
class LetBackIn:
    """Say that somebody it was kept from is no party to it after all, and why."""

    employee: EmployeeId
    why: str


class NotInThisUnit(Refusal):
    """A concern is shared with the unit's own people and its leader, with nobody else."""


class PartyToIt(Refusal):
    """Somebody named is a party to it, and it is kept from them."""


class NobodyNamed(Refusal):
    """Name those it is shared with."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Whom it was shared with at one time; see ``ConcernShared``."""

    receivers: frozenset[EmployeeId]
    meeting: str
    outsiders: Outsiders
    on: date


@dataclass(frozen=True, slots=True)
class Wonder:
    """Everything that has been seen, shared and said about it inside the unit."""

    observations: tuple[Observation, ...] = ()
    shared: tuple[Shared, ...] = ()
    discussions: tuple[tuple[UUID, str, date], ...] = ()
    disagreements: tuple[tuple[EmployeeId, str], ...] = ()
    kept_from: frozenset[EmployeeId] = frozenset()

    @property
    def receivers(self) -> frozenset[EmployeeId]:
        """Return everybody it has been shared with."""
        return frozenset(who for shared in self.shared for who in shared.receivers)

    def after(self, event: Wondered) -> "Wonder":
        """Return the wondering as it is once *event* has happened."""
        match event:
            case ObservationAdded():
                return replace(self, observations=(*self.observations, observed(event)))
            case ConcernShared():
                return replace(self, shared=(*self.shared, _shared(event)))
            case DiscussedAnonymously(discussion=one, service=service, on=on):
                return replace(self, discussions=(*self.discussions, (one, service, on)))
            case DisagreementNoted(by=who, text=text):
                return replace(self, disagreements=(*self.disagreements, (who, text)))
            case ConcernKeptFrom(employee=who):
                return replace(self, kept_from=self.kept_from | {who})
            case ConcernLetBackIn(employee=who):
                return replace(self, kept_from=self.kept_from - {who})


def _shared(event: ConcernShared) -> Shared:
    return Shared(event.receivers, event.meeting, event.outsiders, event.on)


def share(
    wonder: Wonder, unit: UnitId, command: ShareConcern, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether it may be shared with these people (R40).

    Raises:
        NobodyNamed: There is no receiver.
        PartyToIt: It is kept from one of them.
        NotInThisUnit: Somebody neither works in the unit nor leads it today.

    """
    if not command.receivers:
        raise NobodyNamed
    if command.receivers & wonder.kept_from:
        raise PartyToIt
    leader = at.municipality.leader_of(unit, at.today, besides=wonder.kept_from)
    for who in command.receivers:
        if who != leader and not at.municipality.works_in(who, unit, at.today):
            raise NotInThisUnit
    event = ConcernShared(
        receivers=command.receivers,
        meeting=command.meeting,
        outsiders=command.outsiders,
        by=by,
        on=at.happened(command.on),
    )
    return () if _shared(event) in wonder.shared else (event,)


def discuss(
    wonder: Wonder, command: NoteAnonymousDiscussion, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether an anonymous discussion can be written down; it carries no identity."""
    noted = (command.discussion, command.service, at.happened(command.on))
    standing = {one[0]: one for one in wonder.discussions}.get(command.discussion)
    if already(standing, noted):
        return ()
    return (
        DiscussedAnonymously(
            discussion=command.discussion, service=command.service, by=by, on=command.on
        ),
    )


def disagree(wonder: Wonder, command: NoteDisagreement, by: EmployeeId) -> tuple[Event, ...]:
    """Decide whether a disagreement can be noted."""
    text = reason(command.text)
    return () if (by, text) in wonder.disagreements else (DisagreementNoted(by=by, text=text),)
