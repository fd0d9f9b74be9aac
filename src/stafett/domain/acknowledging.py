"""Acknowledging a withdrawal: each who had access says that they know it has ended.

The door is closed the moment a word is taken back; this is the human half of it. Everyone who
had a task for the unit owes it, it is due until done, and the family sees who has done it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import Consent, Consents
from stafett.domain.people import EmployeeId, Professional, UnitId
from stafett.domain.team import Team
from stafett.domain.withdrawal import (
    ConsentDisowned,
    ConsentRefused,
    WithdrawalEvent,
)


class WithdrawalAcknowledged(Event, name="withdrawal-acknowledged"):
    """Somebody who had access knows that a word has been taken back."""

    unit: UnitId
    employee: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class AcknowledgeWithdrawal:
    """Say that one knows that a word for one's unit has been taken back."""

    unit: UnitId


class NothingToAcknowledge(Refusal):
    """No withdrawal waits here for you to say that you know of it."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Who had access when a word was taken back, since when they owe it, and when they did it."""

    who: Professional
    since: date
    acknowledged_on: date | None = None


Owing = Mapping[Professional, Owed]


def acknowledge(
    owing: Owing, command: AcknowledgeWithdrawal, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether there is anything to acknowledge for the asker.

    Raises:
        NothingToAcknowledge: No word was taken back while they had a task for the unit.

    """
    who = Professional(EmployeeId(at.asked_by.id), command.unit)
    owed = owing.get(who)
    if owed is None:
        raise NothingToAcknowledge
    if owed.acknowledged_on is not None:
        return ()
    return (WithdrawalAcknowledged(unit=who.unit, employee=who.employee, on=at.today),)


def owe(owing: Owing, team: Team, before: Consents, event: WithdrawalEvent) -> Owing:
    """Return who owes it once the word is taken back; *before* are the consents until then."""
    units, on = _taken_back(before, event)
    new = {
        Professional(employee, unit): Owed(Professional(employee, unit), on)
        for unit in units
        if team.takes_part(unit)
        for employee in team.parts[unit].named
    }
    return {**owing, **new}


def after(owing: Owing, event: WithdrawalAcknowledged) -> Owing:
    """Return who owes it once somebody has done it."""
    who = Professional(event.employee, event.unit)
    if who not in owing:
        return owing
    return {**owing, who: replace(owing[who], acknowledged_on=event.on)}


def waiting(owing: Owing, at: Circumstances) -> Iterator[Owed]:
    """Yield what is still owed by people who work there today."""
    for owed in owing.values():
        here = at.municipality.works_in(owed.who.employee, owed.who.unit, at.today)
        if owed.acknowledged_on is None and here:
            yield owed


def _taken_back(before: Consents, event: WithdrawalEvent) -> tuple[frozenset[UnitId], date]:
    """Return the units that a word was standing for until now, and the day it was taken back."""
    if isinstance(event, ConsentDisowned):
        word = before.words.get(event.consent)
        theirs: tuple[Consent, ...] = () if word is None else (word,)
        units = frozenset[UnitId]() if word is None else word.terms.units
    else:
        theirs = tuple(word for word in before.words.values() if word.giver == event.giver)
        units = event.units
    # To a logg that was locked since, the word counts as if there had never been one (I7).
    no = isinstance(event, ConsentRefused)
    on = event.said_on if isinstance(event, ConsentRefused) else _day(event.at)
    stood = {unit for unit in units if any(_stood(word, unit, on, no=no) for word in theirs)}
    return frozenset(stood), on


def _stood(word: Consent, unit: UnitId, on: date, *, no: bool) -> bool:
    return word.stands(unit, on) and (not no or word.said_for_logg(unit))


def _day(moment: datetime) -> date:
    return moment.astimezone(NORWAY).date()
