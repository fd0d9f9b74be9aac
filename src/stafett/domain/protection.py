"""Protection of an address (codes 6 and 7): where somebody lives must not reach somebody close.

The address itself never stands in the book. What stands here is that it is protected, who in the
family knows it nevertheless, and which employees by name may read how to reach the person; that
lies under a key of its own. To everybody else in the family all that tells a place is told in
general words (``veil``; law 3.10). No day ends it: whoever is slow to renew it must not tell
anybody where a child lives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol, TypeAlias
from uuid import UUID

from stafett.domain.facts import Event, Refusal
from stafett.domain.guardianship import Guardian
from stafett.domain.moment import Moment
from stafett.domain.people import Asker, Citizen, EmployeeId, PersonId, Staff
from stafett.domain.representation import Representative
from stafett.domain.wording import reason


class Grade(Enum):
    """How the population register classifies the address."""

    CONFIDENTIAL = "confidential"
    STRICTLY_CONFIDENTIAL = "strictly-confidential"


class AddressProtected(Event, name="address-protected"):
    """The person's address is protected from now on; in the family only ``known_to`` know it.

    ``readers`` are the employees who may read how to reach the person, ``secret`` is what the ids
    are made from that others are shown instead of those of places; ``review_on`` the day somebody
    looks at it again.
    """

    grade: Grade
    known_to: frozenset[PersonId]
    readers: frozenset[EmployeeId]
    review_on: date
    reference: str
    secret: UUID
    on: date


class AddressProtectionLifted(Event, name="address-protection-lifted"):
    """The address is protected no longer; why, and the paper that shows it."""

    reference: str
    on: date


class SafeWayKept(Event, name="safe-way-kept"):
    """How to reach the person without telling anybody where they live."""

    way: "SafeWay"
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class SafeWay:
    """A number, an address for letters by e-mail, and what to think of; never where they live."""

    phone: str = ""
    email: str = ""
    words: str = ""


ProtectionEvent: TypeAlias = AddressProtected | AddressProtectionLifted | SafeWayKept


@dataclass(frozen=True, slots=True)
class ProtectAddress:
    """Say that the address is protected, and who in the family knows it nevertheless.

    Said again it takes the place of what was said before; ``secret`` counts the first time only.
    """

    grade: Grade
    known_to: frozenset[PersonId]
    readers: frozenset[EmployeeId]
    review_on: date
    reference: str
    secret: UUID


@dataclass(frozen=True, slots=True)
class LiftProtection:
    """Say that the address is protected no longer, and by which paper."""

    reference: str


@dataclass(frozen=True, slots=True)
class KeepSafeWay:
    """Write down how to reach the person; for those who may read it."""

    way: SafeWay


Command: TypeAlias = ProtectAddress | LiftProtection | KeepSafeWay


class AddressIsProtected(Refusal):
    """The address is protected: this is arranged from person to person, and does not stand here."""


class NotProtected(Refusal):
    """The address is not protected."""


class ReviewLiesBehind(Refusal):
    """The day somebody looks at it again lies ahead."""


class NotYoursToReach(Refusal):
    """Only those who were named read and write how to reach somebody whose address is protected."""


@dataclass(frozen=True, slots=True)
class Protection:
    """A protected address as it stands: how strictly, and who knows it nevertheless."""

    grade: Grade
    known_to: frozenset[PersonId]
    readers: frozenset[EmployeeId]
    review_on: date
    secret: UUID


class Protected(Protocol):
    """A person whose address may be protected."""

    @property
    def id(self) -> PersonId: ...  # noqa: D102
    @property
    def protection(self) -> Protection | None: ...  # noqa: D102
    @property
    def safe_way(self) -> SafeWay | None: ...  # noqa: D102


class Spoken(Protected, Protocol):
    """One with whoever speaks for them, or for those who answer for them."""

    @property
    def guardians(self) -> Mapping[PersonId, Guardian]: ...  # noqa: D102
    def representatives_on(self, day: date) -> tuple[Representative, ...]: ...  # noqa: D102


def decide(state: Protected, command: Command, at: Moment) -> tuple[Event, ...]:
    """Say what becomes of the protection: events, nothing new, or a refusal.

    Raises:
        ReviewLiesBehind: The day somebody looks at it again is not ahead.
        SayWhy: It is not said which paper shows it.
        NotProtected: There is nothing to lift, or to reach the person by.
        NotYoursToReach: The asker was not named as one who reads it.

    """
    now = state.protection
    if isinstance(command, ProtectAddress):
        return _protect(now, command, at)
    if isinstance(command, LiftProtection):
        if now is None:
            return ()
        return (AddressProtectionLifted(reference=reason(command.reference), on=at.today),)
    if now is None:
        raise NotProtected
    if not isinstance(at.asked_by, Staff) or at.asked_by.employee not in now.readers:
        raise NotYoursToReach
    if state.safe_way == command.way:
        return ()
    return (SafeWayKept(way=command.way, by=at.asked_by.employee, on=at.today),)


def _protect(now: Protection | None, command: ProtectAddress, at: Moment) -> tuple[Event, ...]:
    if command.review_on <= at.today:
        raise ReviewLiesBehind
    said = AddressProtected(
        grade=command.grade,
        known_to=command.known_to,
        readers=command.readers,
        review_on=command.review_on,
        reference=reason(command.reference),
        secret=command.secret if now is None else now.secret,
        on=at.today,
    )
    return () if now == after(said) else (said,)


def after(event: AddressProtected) -> Protection:
    """Return how the address is protected once *event* has happened."""
    return Protection(
        grade=event.grade,
        known_to=event.known_to,
        readers=event.readers,
        review_on=event.review_on,
        secret=event.secret,
    )


def hidden_from(one: Spoken, asker: Asker, on: date) -> bool:
    """Say whether the asker is one in the family whom the place must not reach.

    Whoever speaks for somebody may know what that one may know, unless they have ever answered for
    the person themselves. Those at work are not asked here: they meet the child.
    """
    if one.protection is None or not isinstance(asker, Citizen):
        return False
    knows = {one.id, *one.protection.known_to}
    if asker.person in knows:
        return False
    spoken_for = {
        each.speaks_for for each in one.representatives_on(on) if each.person == asker.person
    }
    return asker.person in one.guardians or not spoken_for or not spoken_for <= knows


def check_is_not(one: Protected) -> None:
    """See that where somebody goes may stand here.

    Raises:
        AddressIsProtected: It may not.

    """
    if one.protection is not None:
        raise AddressIsProtected


def may_reach(one: Protected, asker: Asker) -> bool:
    """Say whether the asker may read how to reach the person: named employees, and they."""
    if isinstance(asker, Citizen):
        return asker.person == one.id
    return one.protection is not None and asker.employee in one.protection.readers
