"""Systems: programmes of the municipality that tell who works where, and are shown no child.

A system comes in as the organisation it is used by (R181, F48). What it may do is said here by
an administrator, and so is which vendor may act for it. Whoever lets a system in could be whoever
the system gives a log-in to: what it gives, they have given (ASVS 5.0 2.3.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.employment import Employee
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import Account, SystemId


class SystemLetIn(Event, name="system-let-in"):
    """A system may tell who works where from now on.

    ``log_ins`` is the issuer whose log-ins it may say are whose; ``suppliers`` are the vendors
    that may act for it, as their organisation numbers stand in tokens. ``by`` is who let it in,
    ``None`` where that was not kept.
    """

    system: SystemId
    system_name: str
    account: Account
    log_ins: str
    suppliers: frozenset[str]
    by: UUID | None = None


class SystemShutOut(Event, name="system-shut-out"):
    """A system may do nothing here any more."""

    system: SystemId


@dataclass(frozen=True, slots=True)
class LetSystemIn:
    """Let a system in, or say anew what is known of it."""

    system: SystemId
    system_name: str
    account: Account
    log_ins: str = ""
    suppliers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ShutSystemOut:
    """Let a system in no longer, at once."""

    system: SystemId


Command: TypeAlias = LetSystemIn | ShutSystemOut
SystemEvent: TypeAlias = SystemLetIn | SystemShutOut


class NoSuchSystem(Refusal):
    """No system is known by this identity."""


class SystemIsThere(Refusal):
    """Another system comes in by this account already."""


@dataclass(frozen=True, slots=True)
class KnownSystem:
    """What is known of a system; ``out`` once it has been shut out.

    ``let_in_by`` is everybody who ever let it in, or said anew what is known of it.
    """

    id: SystemId
    name: str
    account: Account
    log_ins: str
    suppliers: frozenset[str]
    out: bool = False
    let_in_by: frozenset[UUID] = frozenset()

    def takes(self, supplier: str | None) -> bool:
        """Say whether it may come through this vendor, or through none."""
        return not self.out and (supplier is None or supplier in self.suppliers)


Systems: TypeAlias = Mapping[SystemId, KnownSystem]


def decide(systems: Systems, command: Command, by: UUID) -> tuple[Event, ...]:
    """Say what becomes of a system, as *by* wants it.

    Raises:
        NoSuchSystem: None is known by that id.
        SystemIsThere: Another comes in by that account.
        TextMissing: It has no name.

    """
    if isinstance(command, ShutSystemOut):
        if command.system not in systems:
            raise NoSuchSystem
        gone = systems[command.system].out
        return () if gone else (SystemShutOut(system=command.system),)
    let_in = SystemLetIn(
        system=command.system,
        system_name=wording.reason(command.system_name),
        account=command.account,
        log_ins=command.log_ins,
        suppliers=command.suppliers,
        by=by,
    )
    others = (one for one in systems.values() if one.id != command.system)
    if any(one.account == command.account and not one.out for one in others):
        raise SystemIsThere
    before = systems.get(command.system)
    if before is not None and before == replace(_known(let_in), let_in_by=before.let_in_by):
        return ()
    return (let_in,)


def _known(event: SystemLetIn, by: frozenset[UUID] = frozenset()) -> KnownSystem:
    return KnownSystem(
        event.system,
        event.system_name,
        event.account,
        event.log_ins,
        event.suppliers,
        let_in_by=by | ({event.by} if event.by else set()),
    )


def after(systems: Systems, event: SystemEvent) -> Systems:
    """Return the systems once *event* has happened."""
    before = systems.get(event.system)
    if isinstance(event, SystemLetIn):
        by = frozenset[UUID]() if before is None else before.let_in_by
        return {**systems, event.system: _known(event, by)}
    return {**systems, event.system: replace(systems[event.system], out=True)}


def behind(systems: Systems, one: Employee) -> Employee:
    """Return the employee with whoever let a system in, where they have something from it."""
    given = {
        (what, who) for what, giver in one.from_one for who in _let_in_by(systems, giver) or {giver}
    }
    return one if given == one.from_one else replace(one, from_one=frozenset(given))


def _let_in_by(systems: Systems, giver: UUID) -> frozenset[UUID]:
    known = systems.get(SystemId(giver))
    return frozenset() if known is None else known.let_in_by


def by_account(systems: Systems, account: Account) -> KnownSystem | None:
    """Return the system that comes in by an account, if it still may."""
    here = (one for one in systems.values() if one.account == account and not one.out)
    return next(here, None)
