"""Notices (varsel): a word that there is something new, to an address given for just that.

A notice says nothing else: not what, not where, not about whom (R190). Where it goes is for each
to say for themselves, and for nobody else; without that nothing is sent. An address somebody once
gave so that they could be reached is not one for notices.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain.facts import Event


class Language(Enum):
    """Which written form of Norwegian one wants to read (R16)."""

    NB = "nb"
    NN = "nn"


class NoticesAskedFor(Event, name="notices-asked-for"):
    """Somebody wants to be told, at this address, when there is something new for them."""

    who: UUID
    address: str
    language: Language


class NoticesStopped(Event, name="notices-stopped"):
    """Somebody wants no more notices; the address is forgotten from now on."""

    who: UUID


NoticeEvent: TypeAlias = NoticesAskedFor | NoticesStopped


@dataclass(frozen=True, slots=True)
class AskForNotices:
    """Ask to be told, at this e-mail address, when there is something new for oneself."""

    address: str
    language: Language


@dataclass(frozen=True, slots=True)
class StopNotices:
    """Ask to be told no more."""


Command: TypeAlias = AskForNotices | StopNotices


@dataclass(frozen=True, slots=True)
class NoticeWish:
    """Where one wants to be told, and in which written form."""

    address: str
    language: Language


def decide(known: NoticeWish | None, who: UUID, command: Command) -> tuple[Event, ...]:
    """Decide what somebody's own word about notices means; asking twice is asking once."""
    match command:
        case AskForNotices(address=address, language=language):
            if known == NoticeWish(address, language):
                return ()
            return (NoticesAskedFor(who=who, address=address, language=language),)
        case StopNotices():
            return () if known is None else (NoticesStopped(who=who),)


def after(event: NoticeEvent) -> NoticeWish | None:
    """Return what is wished for once *event* has happened."""
    match event:
        case NoticesAskedFor(address=address, language=language):
            return NoticeWish(address, language)
        case NoticesStopped():
            return None
