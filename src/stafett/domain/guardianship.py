"""Guardians: who answers for a child, with what right, from which day to which.

Parental responsibility, where the child lives and whom it visits are three things; only the
first gives a right to consent (law 3.3). What the population register says may be unknown, or
name an organisation, and it changes; so every statement is dated, and none is erased.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Protocol

from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import EndsBeforeItBegan, Moment
from stafett.domain.people import PersonId


class Responsibility(Enum):
    """Parental responsibility as the population register words it (law 3.3)."""

    PARENTAL = "parental"
    NONE = "none"
    UNKNOWN = "unknown"


class Evidence(Enum):
    """Where we know it from."""

    POPULATION_REGISTER = "population-register"
    DOCUMENT = "document"
    OWN_WORD = "own-word"


class GuardianRecorded(Event, name="guardian-recorded"):
    """Somebody's responsibility for the child has been written down, for a time.

    ``on`` is the Norwegian day it was written, which may be long after ``since``.
    """

    guardian: PersonId
    guardian_name: str
    responsibility: Responsibility
    since: date
    until: date | None
    evidence: Evidence
    reference: str
    on: date


class OrganisationMadeResponsible(Event, name="organisation-made-responsible"):
    """An organisation holds parental responsibility, as the register may say.

    ``on`` is the Norwegian day it was written.
    """

    organisation_number: str
    organisation_name: str
    since: date
    until: date | None
    reference: str
    on: date


@dataclass(frozen=True, slots=True)
class RecordGuardian:
    """Write down somebody's responsibility; ``until`` is the last day it counts, if known."""

    guardian: PersonId
    guardian_name: str
    responsibility: Responsibility
    since: date
    evidence: Evidence
    until: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class MakeOrganisationResponsible:
    """Write down that an organisation holds parental responsibility."""

    organisation_number: str
    organisation_name: str
    since: date
    until: date | None = None
    reference: str = ""


class OwnGuardian(Refusal):
    """Nobody can be their own guardian."""


@dataclass(frozen=True, slots=True)
class Guardian:
    """Somebody who answers for the child, with what right, from and until (inclusive) a day.

    ``written`` is the day it was written down; the same said on another day is no other word.
    """

    person: PersonId
    name: str
    responsibility: Responsibility
    since: date = date.min
    until: date | None = None
    evidence: Evidence = Evidence.POPULATION_REGISTER
    written: date = field(default=date.min, compare=False)

    def counts(self, on: date) -> bool:
        """Does it count on the day?"""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that holds parental responsibility, from and until (inclusive) a day."""

    number: str
    name: str
    since: date
    until: date | None = None
    written: date = field(default=date.min, compare=False)

    def counts(self, on: date) -> bool:
        """Does it count on the day?"""
        return self.since <= on and (self.until is None or on <= self.until)


class Child(Protocol):
    """A person with whoever answers for them."""

    @property
    def id(self) -> PersonId: ...  # noqa: D102
    @property
    def guardians(self) -> Mapping[PersonId, Guardian]: ...  # noqa: D102
    @property
    def organisation(self) -> Organisation | None: ...  # noqa: D102


def decide(
    state: Child, command: RecordGuardian | MakeOrganisationResponsible, at: Moment
) -> tuple[Event, ...]:
    """Say what is written down about who answers for the child.

    Raises:
        EndsBeforeItBegan: The last day lies before the first.
        OwnGuardian: It is the person themselves.

    """
    if command.until is not None and command.until < command.since:
        raise EndsBeforeItBegan
    if isinstance(command, MakeOrganisationResponsible):
        made = OrganisationMadeResponsible(
            organisation_number=command.organisation_number,
            organisation_name=command.organisation_name,
            since=command.since,
            until=command.until,
            reference=command.reference,
            on=at.today,
        )
        return () if state.organisation == responsible(made) else (made,)
    if command.guardian == state.id:
        raise OwnGuardian
    event = GuardianRecorded(
        guardian=command.guardian,
        guardian_name=command.guardian_name,
        responsibility=command.responsibility,
        since=command.since,
        until=command.until,
        evidence=command.evidence,
        reference=command.reference,
        on=at.today,
    )
    return () if state.guardians.get(command.guardian) == recorded(event) else (event,)


def recorded(event: GuardianRecorded) -> Guardian:
    """Return the guardian as written down."""
    return Guardian(
        person=event.guardian,
        name=event.guardian_name,
        responsibility=event.responsibility,
        since=event.since,
        until=event.until,
        evidence=event.evidence,
        written=event.on,
    )


def responsible(event: OrganisationMadeResponsible) -> Organisation:
    """Return the organisation as written down."""
    return Organisation(
        number=event.organisation_number,
        name=event.organisation_name,
        since=event.since,
        until=event.until,
        written=event.on,
    )
