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
from stafett.domain.let_in import ConsentId, Consents, admit, needed
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
    """The logg is open again on renewed consent, with a holder who has accepted (R62)."""

    units: frozenset[UnitId]
    holder: Professional
    consents: tuple[ConsentId, ...]
    at: datetime
    guide: GuideVersion
    rules_from: date


LoggEvent: TypeAlias = LoggAskedFor | LoggOpened | ClosureDemanded | LoggLocked | LoggReopened


@dataclass(frozen=True, slots=True)
class AskForLogg:
    """Ask the family for a logg; the answer looks the same whether one exists or not."""


@dataclass(frozen=True, slots=True)
class OpenLogg:
    """Open the logg; on paper one says where it is kept."""

    medium: Medium = Medium.DIGITAL
    kept_at: str = ""


@dataclass(frozen=True, slots=True)
class LockLogg:
    """Lock the logg because all who must agree do (R128)."""

    agreed: frozenset[PersonId]
    why: str
    child_view: ChildView


class TooEarlyForLogg(Refusal):
    """The guide opens a logg from a higher level."""


class LoggNotLetOpen(Refusal):
    """A logg is opened when everyone whose consent is needed has said yes to it for your unit."""


class AgreeOnMeasureFirst(Refusal):
    """The guide opens a logg once a measure has been agreed on."""


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


def ask(logg: Logg, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the family is asked: asking twice is asking once (R62, R167).

    Nothing outside the asker's own follow-up is looked at, so the answer can tell nothing of it.
    """
    if isinstance(logg, Open) or logg.asked_on is not None:
        return ()
    return (LoggAskedFor(on=at.today, guide=at.guide.id),)


def open_(
    logg: Logg,
    consents: Consents,
    command: OpenLogg,
    at: Circumstances,
    *,
    unit: UnitId,
    level: int,
    measure_agreed: bool,
) -> tuple[Event, ...]:
    """Decide whether the logg may open, on consent for the holder's *unit* (R47-R49).

    Raises:
        TooEarlyForLogg: The guide does not open one at this level.
        LoggNotLetOpen: Somebody's word is missing.
        LoggIsLocked: It has been locked before: that is reopening (R62). Said last, so that it
            tells nothing to a unit that nobody has let in.
        AgreeOnMeasureFirst: The guide wants a measure first, and there is none.

    """
    if isinstance(logg, Open):
        return ()
    if level < at.guide.may_open_logg_from:
        raise TooEarlyForLogg
    if command.medium is Medium.PAPER:
        wording.reason(command.kept_at)
    admission = admit(consents, unit, at, logg=True)
    if admission is None:
        raise LoggNotLetOpen
    if isinstance(logg, Locked):
        raise LoggIsLocked
    if at.guide.opening_needs_measure and not measure_agreed:
        raise AgreeOnMeasureFirst
    opened = LoggOpened(
        medium=command.medium,
        kept_at=command.kept_at,
        consents=admission.consents,
        at=at.now,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    return (opened,)


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
