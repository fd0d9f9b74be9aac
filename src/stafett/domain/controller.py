"""Who is responsible for a book (behandlingsansvarlig): a municipality, and from a day another.

When municipalities become one, the new one takes over the books of both as they are. Nothing is
sealed anew and nothing is moved; it is written down from which day, and on which decision
(R162, R181; GDPR article 4(7)).
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain import wording
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.people import Duty, EmployeeId, Staff


class ControllerNamed(Event, name="controller-named"):
    """Another municipality is responsible for the book from a day on."""

    called: str
    organisation: str
    since: date
    decision: str
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class NameController:
    """Say who is responsible for the book from a day on, and by which decision.

    ``organisation`` is their organisation number, or empty.
    """

    called: str
    organisation: str
    since: date
    decision: str


class OnlyAnAdministratorNames(NotForYou):
    """Who is responsible for the book is for an administrator to write down."""


class AnotherWasNamedLater(Refusal):
    """Somebody is named from a later day already: the next one follows after that."""


@dataclass(frozen=True, slots=True)
class Controller:
    """Who is responsible for the book since a day, and by which decision."""

    called: str
    organisation: str
    since: date
    decision: str


Controllers: TypeAlias = tuple[Controller, ...]


def name(
    controllers: Controllers, command: NameController, asker: Staff, by: EmployeeId, today: date
) -> tuple[Event, ...]:
    """Decide whether another is responsible from that day on; the day may lie ahead or behind.

    ``by`` is who asked for it first: it takes two people.

    Raises:
        OnlyAnAdministratorNames: It is not the asker's duty.
        AnotherWasNamedLater: One who was named before begins on that day or later.

    """
    if Duty.ADMINISTRATOR not in asker.duties:
        raise OnlyAnAdministratorNames
    wanted = Controller(
        wording.reason(command.called),
        command.organisation.strip(),
        command.since,
        wording.reason(command.decision),
    )
    if controllers and controllers[-1] == wanted:
        return ()
    if controllers and controllers[-1].since >= command.since:
        raise AnotherWasNamedLater
    named = ControllerNamed(
        called=wanted.called,
        organisation=wanted.organisation,
        since=wanted.since,
        decision=wanted.decision,
        by=by,
        on=today,
    )
    return (named,)


def after(controllers: Controllers, event: ControllerNamed) -> Controllers:
    """Return those who were, are and will be responsible once *event* has happened."""
    new = Controller(event.called, event.organisation, event.since, event.decision)
    return (*controllers, new)


def on_day(controllers: Controllers, first: str, day: date) -> str:
    """Return who is responsible on the day; *first* is whom the book was opened for."""
    called = [one.called for one in controllers if one.since <= day]
    return called[-1] if called else first
