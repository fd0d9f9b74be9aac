"""Two people for the gravest acts: one asks for it, another one grants it, and soon.

Whose keys another municipality has, and who is responsible for a book, decide where children's
matters go and in whose name; a matter whose keys are destroyed is gone; who administers, who
watches over the others, and whether one may look in on a child in an emergency, decides what can
be seen. So nobody writes that down alone, and nobody grants what they asked for themselves, by
whichever log-in (ASVS 5.0 2.3.5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from stafett.domain import grave
from stafett.domain.employment import EmployeeReturned, Staffing
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.grave import Around, Grave
from stafett.domain.people import EmployeeId, Staff
from stafett.domain.trust import DutyGiven, EmployeeAccountLinked
from stafett.domain.two_people import Employees, are_two

STANDS_FOR: Final = timedelta(days=7)
"""So long another one may grant it. Not stated in any guide: standard."""


class GraveActAsked(Event, name="grave-act-asked"):
    """Somebody has asked for what takes two people; it stands until a day."""

    act: UUID
    wanted: Grave
    by: EmployeeId
    on: date
    until: date


class GraveActGranted(Event, name="grave-act-granted"):
    """Another one has granted it; what was asked for follows."""

    act: UUID
    by: EmployeeId
    on: date


class GraveActDropped(Event, name="grave-act-dropped"):
    """It was taken back, or another one said no."""

    act: UUID
    by: EmployeeId
    on: date


ActEvent: TypeAlias = GraveActAsked | GraveActGranted | GraveActDropped


@dataclass(frozen=True, slots=True)
class AskForGraveAct:
    """Ask for what takes two people, under an id that nothing else has."""

    act: UUID
    wanted: Grave


@dataclass(frozen=True, slots=True)
class GrantGraveAct:
    """Grant what another one asked for."""

    act: UUID


@dataclass(frozen=True, slots=True)
class DropGraveAct:
    """Take back what one asked for, or say no to what another one did."""

    act: UUID


Command: TypeAlias = AskForGraveAct | GrantGraveAct | DropGraveAct


class AnotherGrants(NotForYou):
    """This takes two people: another one grants what you have asked for."""


class NotTwoPeople(NotForYou):
    """One of you two let the other in, or a third one both: another one has to grant it."""


class NewerThanAsked(NotForYou):
    """Your duty or log-in is newer than what was asked for: let it be asked for anew."""


class AskedByOneWhoLeft(Refusal):
    """Whoever asked for this may not any more: ask for it anew."""


class NothingAsked(Refusal):
    """Nothing like this is waiting: ask for it first."""


class AskedTooLongAgo(Refusal):
    """It was asked for too long ago: ask anew."""


class AskedAlready(Refusal):
    """Something else was asked for under this id."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What waits for another one: what it is, who asked for it, and until when it stands.

    ``newer`` are those who have got a duty or a log-in since.
    """

    id: UUID
    wanted: Grave
    by: EmployeeId
    on: date
    until: date
    newer: frozenset[EmployeeId] = frozenset()


Acts: TypeAlias = Mapping[UUID, Asked]


def decide(
    acts: Acts, around: Around, command: Command, asker: Staff, today: date
) -> tuple[Event, ...]:
    """Say what becomes of what takes two people.

    Raises:
        AnotherGrants: Who asks for it grants it.
        NothingAsked: Nothing waits under that id.
        AskedTooLongAgo: Its time is over.
        AskedByOneWhoLeft: Whoever asked for it might not do so today.
        NotTwoPeople: The two could be one.
        NewerThanAsked: Who grants it could not when it was asked for.
        AskedAlready: The id is taken.
        Refusal: As the act itself, when it is asked for and again when it is granted.

    """
    match command:
        case AskForGraveAct():
            return _ask(acts.get(command.act), around, command, asker, today)
        case GrantGraveAct(act=act):
            asked = _waiting(acts, act)
            if asked.by == asker.employee:
                raise AnotherGrants
            if today > asked.until:
                raise AskedTooLongAgo
            _check_second(around.employees, asked, asker)
            done = grave.done(around, asked.wanted, asker, asked.by, today)
            return (GraveActGranted(act=act, by=asker.employee, on=today), *done)
        case DropGraveAct(act=act):
            _waiting(acts, act)
            return (GraveActDropped(act=act, by=asker.employee, on=today),)


def _ask(
    there: Asked | None, around: Around, command: AskForGraveAct, asker: Staff, today: date
) -> tuple[Event, ...]:
    if there is not None:
        if there.wanted != command.wanted:
            raise AskedAlready
        return ()
    if not grave.done(around, command.wanted, asker, asker.employee, today):
        return ()
    asked = GraveActAsked(
        act=command.act,
        wanted=command.wanted,
        by=asker.employee,
        on=today,
        until=today + STANDS_FOR,
    )
    return (asked,)


def _waiting(acts: Acts, act: UUID) -> Asked:
    if act not in acts:
        raise NothingAsked
    return acts[act]


def _check_second(employees: Employees, asked: Asked, asker: Staff) -> None:
    first = employees.get(asked.by)
    if first is None or not first.duties & grave.may(asked.wanted):
        raise AskedByOneWhoLeft
    if not are_two(employees, asked.by, asker.employee):
        raise NotTwoPeople
    if asker.employee in asked.newer:
        raise NewerThanAsked


def after(acts: Acts, event: ActEvent) -> Acts:
    """Return what waits once *event* has happened."""
    match event:
        case GraveActAsked(act=act):
            asked = Asked(act, event.wanted, event.by, event.on, event.until)
            return {**acts, act: asked}
        case GraveActGranted(act=act) | GraveActDropped(act=act):
            return {id_: one for id_, one in acts.items() if id_ != act}


def noticed(acts: Acts, event: Staffing) -> Acts:
    """Return what waits, once somebody has got a duty or a log-in, or has come back."""
    if not acts or not isinstance(event, DutyGiven | EmployeeAccountLinked | EmployeeReturned):
        return acts
    return {id_: replace(one, newer=one.newer | {event.employee}) for id_, one in acts.items()}


def waiting(acts: Acts, today: date) -> Iterable[Asked]:
    """Return what may still be granted on the day, what was asked for first before the rest."""
    standing = (one for one in acts.values() if today <= one.until)
    return sorted(standing, key=lambda one: (one.on, one.id))
