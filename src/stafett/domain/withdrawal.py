"""Taking a word back, saying no, and "that is not mine": all neutral, none needs a reason.

A withdrawal counts from the moment it is acknowledged (I5). What was already shared cannot be
unshared, and each unit keeps what it wrote itself (law 3.2).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from stafett.domain import givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import ConsentId, Consents, needed
from stafett.domain.people import EmployeeId, PersonId, UnitId
from stafett.domain.speaking import (
    NoSuchConsent,
    NotYoursToGive,
    NoUnitNamed,
    check_needed,
    registered_by,
    spoken_by,
    voices,
)
from stafett.domain.unit import NoSuchUnit


class ConsentWithdrawn(Event, name="consent-withdrawn"):
    """Somebody has taken back their word for units, from now on; ``said_on``: spoken earlier."""

    giver: PersonId
    units: frozenset[UnitId]
    registered_by: EmployeeId | None
    spoken_by: PersonId | None = None
    said_on: date
    at: datetime
    rules_from: date


class ConsentRefused(Event, name="consent-refused"):
    """Somebody whose consent is needed has said no (R63)."""

    giver: PersonId
    units: frozenset[UnitId]
    logg: bool
    informed_of: str
    registered_by: EmployeeId | None
    spoken_by: PersonId | None = None
    said_on: date
    rules_from: date


class ConsentDisowned(Event, name="consent-disowned"):
    """A giver has said that a word registered by staff is not theirs (R65)."""

    consent: ConsentId
    at: datetime


WithdrawalEvent: TypeAlias = ConsentWithdrawn | ConsentRefused | ConsentDisowned


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """Take back one's word for units; no reason is asked. ``said_on``: spoken to staff earlier."""

    giver: PersonId
    units: frozenset[UnitId]
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class RefuseConsent:
    """Say no to letting units in (or to a logg), having been told what it means."""

    giver: PersonId
    units: frozenset[UnitId]
    logg: bool
    informed_of: str
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class DisownConsent:
    """Say that a word registered by staff is not one's own."""

    consent: ConsentId


WithdrawalCommand: TypeAlias = WithdrawConsent | RefuseConsent | DisownConsent


class GivenByYourself(Refusal):
    """You gave this consent yourself: take it back instead."""


def decide(consents: Consents, command: WithdrawalCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say what the no changes: events, nothing new, or a refusal."""
    match command:
        case WithdrawConsent():
            return withdraw(consents, command, at)
        case RefuseConsent():
            return refuse(consents, command, at)
        case DisownConsent():
            return disown(consents, command, at)


def withdraw(consents: Consents, command: WithdrawConsent, at: Circumstances) -> tuple[Event, ...]:
    """Decide which units the withdrawal puts out: it is never refused to a giver (I5, R170).

    Raises:
        NotYoursToGive: The giver has no word here and none is needed from them.
        NoUnitNamed: It says nothing about whom to put out.
        NoSuchUnit: The municipality has no such unit.

    """
    by = registered_by(command.giver, at)
    if not command.units:
        raise NoUnitNamed
    theirs = [word for word in consents.words.values() if word.giver == command.giver]
    said_stop = consents.stopped.get(command.giver, frozenset())
    out = frozenset(
        unit
        for unit in command.units
        if unit not in said_stop or any(word.stands(unit, at.today) for word in theirs)
    )
    spoken_of = frozenset(unit for word in theirs for unit in word.terms.units) | said_stop
    for unit in command.units - spoken_of:
        if unit not in at.municipality.units:
            raise NoSuchUnit
        if command.giver not in givers.certain(needed(unit, at)):
            raise NotYoursToGive
    if not out:
        return ()
    withdrawn = ConsentWithdrawn(
        giver=command.giver,
        units=out,
        registered_by=by,
        spoken_by=spoken_by(command.giver, at),
        said_on=at.happened(command.said_on or at.today),
        at=at.now,
        rules_from=at.rules.valid_from,
    )
    return (withdrawn,)


def refuse(consents: Consents, command: RefuseConsent, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the no is to be recorded; it changes neither level nor holder (R63, R166).

    A no after a yes takes the yes back: for the units, or for the logg alone when it is the logg
    that is refused.
    """
    by = registered_by(command.giver, at)
    check_needed(command.giver, command.units, at)
    on = at.happened(command.said_on or at.today)
    if _noted(consents, command, on) and _all_said_no(consents, command):
        return ()  # and no yes after it
    refused = ConsentRefused(
        giver=command.giver,
        units=command.units,
        logg=command.logg,
        informed_of=command.informed_of,
        registered_by=by,
        spoken_by=spoken_by(command.giver, at),
        said_on=on,
        rules_from=at.rules.valid_from,
    )
    if command.logg or not _has_said_yes(consents, command, at):
        return (refused,)
    take_back = WithdrawConsent(command.giver, command.units, command.said_on)
    return (refused, *withdraw(consents, take_back, at))


def _noted(consents: Consents, command: RefuseConsent, on: date) -> bool:
    """Is this very no on record, whoever wrote it down?"""
    said = (command.giver, command.units, command.logg, on, command.informed_of)
    return any(
        said == (no.giver, no.units, no.logg, no.on, no.informed_of) for no in consents.refusals
    )


def _all_said_no(consents: Consents, command: RefuseConsent) -> bool:
    return all(consents.said_no(command.giver, unit, logg=command.logg) for unit in command.units)


def _has_said_yes(consents: Consents, command: RefuseConsent, at: Circumstances) -> bool:
    return any(
        word.giver == command.giver and word.stands(unit, at.today)
        for word in consents.words.values()
        for unit in command.units
    )


def disown(consents: Consents, command: DisownConsent, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the asker may say "not mine": at once, and with no reason (R65).

    Raises:
        NoSuchConsent: There is none, or it is another's.
        GivenByYourself: Nobody registered it for them.

    """
    word = consents.words.get(command.consent)
    if word is None or word.giver not in voices(at):
        raise NoSuchConsent
    if word.registered_by is None:
        raise GivenByYourself
    return () if word.disowned_at else (ConsentDisowned(consent=word.id, at=at.now),)
