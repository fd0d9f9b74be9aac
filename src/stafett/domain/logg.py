"""The logg (stafettloggen): the shared part of a follow-up - not opened, open, or locked.

It opens on everyone's consent, and opening copies nothing into it (R47). It is locked when all
agree, or at once when one whose consent is needed demands it (R60, R128). Once locked, nothing
old is shown to staff before consent is given anew (R62, I7). None of this ends the follow-up,
nor does a logg that is never opened (R169, I15).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import ClassVar, Literal, TypeAlias

from stafett.domain import givers, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import ConsentId, needed
from stafett.domain.people import PersonId, Professional, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.voice import ChildView, heard


class Medium(Enum):
    """Is it kept here, or on paper with only dates and consents here (R179)?"""

    DIGITAL = "digital"
    PAPER = "paper"


class Locking(Enum):
    """Why a logg was locked."""

    AGREEMENT = "agreement"
    DEMAND = "demand"
    FOLLOW_UP_ENDED = "follow-up-ended"


class LoggAskedFor(Event, name="logg-asked-for"):
    """The family has been asked for a logg: open one, or join the one there is (R167)."""

    on: date
    guide: GuideVersion


class LoggOpened(Event, name="logg-opened"):
    """The logg is open: what is agreed from now on is shared."""

    medium: Medium
    kept_at: str
    consents: tuple[ConsentId, ...]
    at: datetime
    guide: GuideVersion
    rules_from: date


class LoggLocked(Event, name="logg-locked"):
    """The logg is locked: nobody writes in it, and staff no longer read it (R61)."""

    because: Locking
    by: PersonId | None
    agreed: frozenset[PersonId]
    why: str
    at: datetime
    guide: GuideVersion
    rules_from: date


class ClosureDemanded(Event, name="closure-demanded"):
    """Some wish the logg closed, and the municipality waits for the others' word (R60)."""

    by: frozenset[PersonId]
    on: date
    rules_from: date


class LoggReopened(Event, name="logg-reopened"):
    """The logg is open again on renewed consent, with a holder who has accepted (R62).

    ``next_meeting_by`` is there when the follow-up had ended, and begins again with it.
    """

    units: frozenset[UnitId]
    holder: Professional
    consents: tuple[ConsentId, ...]
    next_meeting_by: date | None
    at: datetime
    guide: GuideVersion
    rules_from: date


LoggEvent: TypeAlias = LoggAskedFor | LoggOpened | ClosureDemanded | LoggLocked | LoggReopened


@dataclass(frozen=True, slots=True)
class LockLogg:
    """Lock the logg because all who must agree do (R128)."""

    agreed: frozenset[PersonId]
    why: str
    child_view: ChildView


class LoggIsNotOpen(Refusal):
    """There is no open logg here."""


class LoggIsLocked(Refusal):
    """The logg is locked: it opens again only on renewed consent."""


class NotAllAgree(Refusal):
    """Not everyone whose consent is needed has agreed to lock the logg."""


@dataclass(frozen=True, slots=True)
class NotOpened:
    """There is no logg; the family may have been asked for one."""

    asked_on: date | None = None
    state: ClassVar[Literal["not-opened"]] = "not-opened"


@dataclass(frozen=True, slots=True)
class Open:
    """The logg is open since a moment; ``demanded`` are those who wish it closed by now."""

    since: datetime
    medium: Medium = Medium.DIGITAL
    kept_at: str = ""
    reopened: bool = False
    demanded: frozenset[PersonId] = frozenset()
    state: ClassVar[Literal["open"]] = "open"


@dataclass(frozen=True, slots=True)
class Locked:
    """The logg is locked since a moment, and how that came; the family may be asked for it."""

    since: datetime
    because: Locking
    medium: Medium = Medium.DIGITAL
    kept_at: str = ""
    by: PersonId | None = None
    agreed: frozenset[PersonId] = frozenset()
    asked_on: date | None = None
    state: ClassVar[Literal["locked"]] = "locked"


Logg: TypeAlias = NotOpened | Open | Locked


def lock(logg: Logg, unit: UnitId, command: LockLogg, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether all agree that the logg is locked (R128); the child is heard (R127)."""
    match logg:
        case NotOpened():
            raise LoggIsNotOpen
        case Locked():
            return ()
        case Open():
            pass
    heard(command.child_view)
    who = needed(unit, at)
    if isinstance(who, givers.Unclear) or not who <= command.agreed:
        raise NotAllAgree
    why = wording.reason(command.why)
    return (locked(Locking.AGREEMENT, at, agreed=command.agreed, why=why),)


def locked(
    because: Locking,
    at: Circumstances,
    *,
    by: PersonId | None = None,
    agreed: frozenset[PersonId] = frozenset(),
    why: str = "",
) -> LoggLocked:
    """Return the locking itself."""
    return LoggLocked(
        because=because,
        by=by,
        agreed=agreed,
        why=why,
        at=at.now,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )


def after(logg: Logg, event: LoggEvent) -> Logg:
    """Return the logg as it is once *event* has happened."""
    match event:
        case LoggAskedFor(on=on):
            return logg if isinstance(logg, Open) else replace(logg, asked_on=on)
        case LoggOpened(at=since):
            return Open(since, event.medium, event.kept_at)
        case ClosureDemanded(by=by):
            return replace(logg, demanded=logg.demanded | by) if isinstance(logg, Open) else logg
        case LoggLocked(at=since, because=because):
            medium = Medium.DIGITAL if isinstance(logg, NotOpened) else logg.medium
            kept_at = "" if isinstance(logg, NotOpened) else logg.kept_at
            return Locked(since, because, medium, kept_at, event.by, event.agreed)
        case LoggReopened(at=since):
            medium = Medium.DIGITAL if isinstance(logg, NotOpened) else logg.medium
            kept_at = "" if isinstance(logg, NotOpened) else logg.kept_at
            return Open(since, medium, kept_at, reopened=True)
