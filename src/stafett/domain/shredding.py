"""Destroying keys: a matter is made unreadable for good, on a decision and by two people.

Everything about a matter lies under keys of its own. When they are destroyed nobody can read it
again, and the book stays whole: its lines stand as they were written, and say nothing. It takes a
ground in the law - the archive has received it, or somebody has decided that it goes - and two
administrators, and it waits for every hold. It is written down before any key goes.

What is told of it is what is true: *requested* until no process can open anything, *effective*
from then on, and *final* when the last copy of the keys that was made before is past its keeping.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain import legal_hold, wording
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.lawbook import Erasure
from stafett.domain.legal_hold import HoldEvent, Holds
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import Duty, EmployeeId, Staff


class ShredOrdered(Event, name="shred-ordered"):
    """The keys of a matter shall go; ``by`` asked for it and ``granted_by`` granted it.

    ``reference`` is the archive's receipt or the decision, and ``decided_on`` its day; ``prune``:
    what is sealed in its lines goes too, once it is final.
    """

    shred: UUID
    matter: UUID
    ground: str
    reference: str
    decided_on: date
    prune: bool
    by: EmployeeId
    granted_by: EmployeeId
    on: date


class ShredDone(Event, name="shred-done"):
    """No process can open anything of it; ``final_on``: nor anybody who has kept copies of keys."""

    shred: UUID
    on: date
    final_on: date


ForgettingEvent: TypeAlias = ShredOrdered | ShredDone | HoldEvent


@dataclass(frozen=True, slots=True)
class DestroyKeys:
    """Destroy the keys of a matter, on a ground in the law and by reference to what says so.

    With ``prune`` what is sealed in its lines is taken away too, when it is final; their outsides
    stay.
    """

    shred: UUID
    matter: UUID
    ground: str
    reference: str
    decided_on: date
    prune: bool = False


@dataclass(frozen=True, slots=True)
class TellKeysDestroyed:
    """Write down that no process opens anything of it; copies of the keys are kept so long."""

    shred: UUID
    copies_kept: timedelta


Command: TypeAlias = legal_hold.Command | TellKeysDestroyed


class OnlyAnAdministratorDestroys(NotForYou):
    """Destroying keys and holding them back is for administrators."""


class NoGroundToDestroy(Refusal):
    """The law knows no such ground for destroying it on that day."""


class MatterStillRuns(Refusal):
    """Somebody works in this matter: it ends first, and is destroyed afterwards."""


class MatterIsHeld(Refusal):
    """A hold lies on this matter: nothing of it is destroyed before it is lifted."""


class Stands(Enum):
    """How far a shred has come."""

    REQUESTED = "requested"
    EFFECTIVE = "effective"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Shred:
    """What is to become unreadable, on which ground, who wanted it, and how far it has come."""

    id: UUID
    matter: UUID
    ground: str
    reference: str
    decided_on: date
    prune: bool
    by: EmployeeId
    granted_by: EmployeeId
    on: date
    effective_on: date | None = None
    final_on: date | None = None

    def stands(self, today: date) -> Stands:
        """Return how far it has come on the day."""
        if self.final_on is None:
            return Stands.REQUESTED
        return Stands.EFFECTIVE if today < self.final_on else Stands.FINAL


Shreds: TypeAlias = Mapping[UUID, Shred]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held, what has been ordered, and the grounds in the law."""

    holds: Holds
    shreds: Shreds
    grounds: tuple[Erasure, ...] = ()


def hold(
    holds: Holds, shreds: Shreds, command: legal_hold.Command, asker: Staff, today: date
) -> tuple[Event, ...]:
    """Decide what may not be destroyed for now.

    Raises:
        OnlyAnAdministratorDestroys: It is not the asker's duty.
        Refusal: As ``legal_hold.decide`` says.

    """
    _check_administrator(asker)
    return legal_hold.decide(holds, command, asker.employee, today, going=going(shreds))


def _check_administrator(asker: Staff) -> None:
    if Duty.ADMINISTRATOR not in asker.duties:
        raise OnlyAnAdministratorDestroys


def order(
    standing: Standing, command: DestroyKeys, asker: Staff, by: EmployeeId, today: date
) -> tuple[Event, ...]:
    """Decide whether the keys of a matter go; ``by`` is who asked first: it takes two people.

    Whether there is such a matter is not told. That it is over is asked where its lines can be
    read: ``MatterStillRuns``.

    Raises:
        OnlyAnAdministratorDestroys: It is not the asker's duty.
        NoGroundToDestroy: The ground did not hold on the day of the decision.
        NotYetHappened: What it rests on lies ahead.
        MatterIsHeld: A hold lies on it.

    """
    _check_administrator(asker)
    if command.decided_on > today:
        raise NotYetHappened
    if not any(
        one.key == command.ground and one.holds(command.decided_on) for one in standing.grounds
    ):
        raise NoGroundToDestroy
    if legal_hold.on(standing.holds, command.matter):
        raise MatterIsHeld
    if command.matter in going(standing.shreds):
        return ()
    ordered = ShredOrdered(
        shred=command.shred,
        matter=command.matter,
        ground=command.ground,
        reference=wording.reason(command.reference),
        decided_on=command.decided_on,
        prune=command.prune,
        by=by,
        granted_by=asker.employee,
        on=today,
    )
    return (ordered,)


def tell(shreds: Shreds, command: TellKeysDestroyed, today: date) -> tuple[Event, ...]:
    """Write down that it is effective; once is enough."""
    there = shreds.get(command.shred)
    if there is None or there.final_on is not None:
        return ()
    return (ShredDone(shred=there.id, on=today, final_on=today + command.copies_kept),)


def after(holds: Holds, shreds: Shreds, event: ForgettingEvent) -> tuple[Holds, Shreds]:
    """Return what is held and what was ordered, and how far it came, once *event* has happened."""
    match event:
        case ShredOrdered(shred=id_):
            new = Shred(
                id_,
                event.matter,
                event.ground,
                event.reference,
                event.decided_on,
                event.prune,
                event.by,
                event.granted_by,
                event.on,
            )
            return holds, {**shreds, id_: new}
        case ShredDone(shred=id_, on=on, final_on=final_on):
            done = replace(shreds[id_], effective_on=on, final_on=final_on)
            return holds, {**shreds, id_: done}
        case _:
            return legal_hold.after(holds, event), shreds


def going(shreds: Shreds) -> frozenset[UUID]:
    """Return the matters whose keys go or are gone."""
    return frozenset(one.matter for one in shreds.values())


def requested(shreds: Shreds) -> tuple[Shred, ...]:
    """Return what was ordered and is not effective yet, in the order of its ids."""
    waiting = (one for one in shreds.values() if one.final_on is None)
    return tuple(sorted(waiting, key=lambda one: one.id))


def to_prune(shreds: Shreds, today: date) -> tuple[Shred, ...]:
    """Return what is final and was to lose what is sealed in its lines, in the order of its ids.

    Not before: for so long a wrong order can be undone with a copy of the keys.
    """
    final = (one for one in shreds.values() if one.prune and one.stands(today) is Stands.FINAL)
    return tuple(sorted(final, key=lambda one: one.id))
