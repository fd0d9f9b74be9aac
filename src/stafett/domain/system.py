"""Systems: programmes of the municipality that tell who works where, and are shown no child.

A system comes in as the organisation it is used by (R181, F48). What it may do is said here by
an administrator, and so is which vendor may act for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from stafett.domain import wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import Account, SystemId


class SystemLetIn(Event, name="system-let-in"):
    """A system may tell who works where from now on.

    ``log_ins`` is the issuer whose log-ins it may say are whose; ``suppliers`` are the vendors
    that may act for it, as their organisation numbers stand in tokens.
    """

    system: SystemId
    system_name: str
    account: Account
    log_ins: str
    suppliers: frozenset[str]


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
    """What is known of a system; ``out`` once it has been shut out."""

    id: SystemId
    name: str
    account: Account
    log_ins: str
    suppliers: frozenset[str]
    out: bool = False

    def takes(self, supplier: str | None) -> bool:
        """Say whether it may come through this vendor, or through none."""
        return not self.out and (supplier is None or supplier in self.suppliers)


Systems: TypeAlias = Mapping[SystemId, KnownSystem]


def decide(systems: Systems, command: Command) -> tuple[Event, ...]:
    """Say what becomes of a system.

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
    )
    others = (one for one in systems.values() if one.id != command.system)
    if any(one.account == command.account and not one.out for one in others):
        raise SystemIsThere
    if systems.get(command.system) == known_by(let_in):
        return ()
    return (let_in,)


def known_by(event: SystemLetIn) -> KnownSystem:
    """Return what is known of a system once it has been let in."""
    return KnownSystem(
        event.system, event.system_name, event.account, event.log_ins, event.suppliers
    )


def after(systems: Systems, event: SystemEvent) -> Systems:
    """Return the systems once *event* has happened."""
    if isinstance(event, SystemLetIn):
        return {**systems, event.system: known_by(event)}
    gone = systems[event.system]
    out = KnownSystem(gone.id, gone.name, gone.account, gone.log_ins, gone.suppliers, out=True)
    return {**systems, event.system: out}


def by_account(systems: Systems, account: Account) -> KnownSystem | None:
    """Return the system that comes in by an account, if it still may."""
    here = (one for one in systems.values() if one.account == account and not one.out)
    return next(here, None)
