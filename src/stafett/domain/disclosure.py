"""Telling somebody outside without the family's consent: a fact of its own, never a habit (3.6).

It names the paragraph it rests on, who was told exactly what, why that was necessary, who else
at work stood by it, and whether the family knows. It lies where the matter lies: in the unit's
own part of a follow-up, with a concern, or in a shielded concern's compartment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafett.domain.acute import SecondPerson, seconded
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.informing import Informed, family_told
from stafett.domain.lawbook import LegalGround
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import EmployeeId, PersonId, UnitId
from stafett.domain.receiver import Receiver
from stafett.domain.wording import already, reason


@dataclass(frozen=True, slots=True)
class Disclosed:
    """On which ground, to whom, exactly what, why it was needed, and who stood by it."""

    ground: str
    receiver: Receiver
    receiver_name: str
    items: tuple[str, ...]
    necessity: str
    second: SecondPerson
    informed: Mapping[PersonId, Informed]
    at: datetime


class DisclosedWithoutConsent(Event, name="disclosed-without-consent"):
    """Somebody outside has been told without consent; ``paragraph`` is the law of that day."""

    place: Place
    disclosure: UUID
    disclosed: Disclosed
    paragraph: str
    law_from: date
    by: UUID
    unit: UnitId


@dataclass(frozen=True, slots=True)
class DiscloseWithoutConsent:
    """Write down that somebody was told without consent."""

    disclosure: UUID
    unit: UnitId
    disclosed: Disclosed


@dataclass(frozen=True, slots=True)
class RecordDisclosure:
    """The same of a concern, on behalf of the unit it stands in."""

    disclosure: UUID
    disclosed: Disclosed


class NoSuchGround(Refusal):
    """The law of that day has no such ground for telling without consent."""


class GroundIsForOthers(Refusal):
    """This ground lets others be told, not this receiver."""


class SayExactlyWhat(Refusal):
    """Say exactly what was told: each thing by itself, and nothing that was not."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was told without consent; see ``DisclosedWithoutConsent``."""

    id: UUID
    place: Place
    disclosed: Disclosed
    paragraph: str
    by: UUID
    unit: UnitId
    changes: int = 1


Disclosures = Mapping[UUID, Disclosure]


def disclose(
    there: Disclosure | None, place: Place, command: DiscloseWithoutConsent, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether it can be written down; *there* is what stands under its id.

    Raises:
        NoSuchGround: No such ground was law on the day it was told.
        GroundIsForOthers: The ground does not reach this receiver.
        SayExactlyWhat: No thing is named, or one is empty.
        SayWhetherTheyKnow: The child or a guardian of today is left out, or was not told and
            there is no reason.
        SecondPersonNeeded: Neither the leader stood by it, nor is there a reason why not.

    """
    told = command.disclosed
    if already(there.disclosed if there else None, told):
        return ()
    ground = ground_of(told, command.unit, EmployeeId(at.asked_by.id), at)
    return (
        DisclosedWithoutConsent(
            place=place,
            disclosure=command.disclosure,
            disclosed=told,
            paragraph=ground.paragraph,
            law_from=ground.valid_from,
            by=at.asked_by.id,
            unit=command.unit,
        ),
    )


def ground_of(
    told: Disclosed,
    unit: UnitId,
    by: EmployeeId,
    at: Circumstances,
    before: Disclosed | None = None,
) -> LegalGround:
    """Return the ground on which *by* told it for the unit, once all is said that must be.

    Who was told of it and who stood by it is asked anew only when it is not as it was *before*.

    Raises:
        Refusal: As `disclose` says.

    """
    if told.at > at.now:
        raise NotYetHappened
    ground = _ground(told, at)
    if not told.items or not all(item.strip() for item in told.items):
        raise SayExactlyWhat
    reason(told.necessity)
    reason(told.receiver_name)
    if before is None or told.informed != before.informed:
        family_told(told.informed, at)
    if before is None or told.second != before.second:
        seconded(told.second, by, unit, at)
    return ground


def _ground(told: Disclosed, at: Circumstances) -> LegalGround:
    ground = at.law.ground(told.ground, at.day_of(told.at))
    if ground is None:
        raise NoSuchGround
    if told.receiver not in ground.receivers:
        raise GroundIsForOthers
    return ground


def disclosed(event: DisclosedWithoutConsent) -> Disclosure:
    """Return what was told, as it was written down."""
    return Disclosure(
        event.disclosure, event.place, event.disclosed, event.paragraph, event.by, event.unit
    )


def after(disclosures: Disclosures, event: DisclosedWithoutConsent) -> Disclosures:
    """Return what was told without consent once *event* has happened."""
    return {**disclosures, event.disclosure: disclosed(event)}
