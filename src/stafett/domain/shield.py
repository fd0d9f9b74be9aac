"""The shield: a concern that the guardians must not know of, because a child may be in danger.

There is one reason for it and no other: suspected violence or sexual abuse (R88, R94). Such a
concern stands alone. It writes to no stream but its own, takes with it what it needs to know of
the child, moves nobody's level, deadline or baton (R87), and is read by named people only. It
is never shielded for good: by a day that is set, somebody judges anew whether it must be.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TypeAlias

from stafett.domain.acute import SecondPerson
from stafett.domain.facts import Event
from stafett.domain.people import ConcernId, EmployeeId, PersonId, UnitId
from stafett.domain.policy import GuideVersion


class Suspicion(Enum):
    """The only reasons to shield a concern from the family."""

    VIOLENCE = "violence"
    SEXUAL_ABUSE = "sexual-abuse"


@dataclass(frozen=True, slots=True)
class CopiedPerson:
    """What a shielded concern took with it of the child, the day it was raised."""

    person: PersonId
    name: str
    born: date | None
    guardians: tuple[tuple[PersonId, str], ...]


@dataclass(frozen=True, slots=True)
class OtherChild:
    """Another child whom the suspicion is about too, in the author's own words (R176).

    No matter of theirs is looked up or touched, and the family never sees who they are.
    """

    name: str
    born: date | None = None


class ShieldedConcernRaised(Event, name="shielded-concern-raised"):
    """Violence or sexual abuse is suspected; the family does not know."""

    concern: ConcernId
    about: CopiedPerson
    others: tuple[OtherChild, ...]
    author: EmployeeId
    unit: UnitId
    suspicion: Suspicion
    text: str
    best_interests: str
    level: int | None
    second: SecondPerson
    readers: frozenset[EmployeeId]
    kept_from: frozenset[EmployeeId]
    review_on: date
    on: date
    under: GuideVersion


class ShieldReaderNamed(Event, name="shield-reader-named"):
    """One more employee may read the shielded concern."""

    reader: EmployeeId
    by: EmployeeId
    why: str


class ShieldReaderRemoved(Event, name="shield-reader-removed"):
    """An employee may no longer read the shielded concern."""

    reader: EmployeeId
    by: EmployeeId
    why: str


class ChildLetIn(Event, name="child-let-in"):
    """The child may read the shielded concern about it: decided with a reason, never by rule."""

    by: EmployeeId
    why: str
    best_interests: str


class ShieldReviewed(Event, name="shield-reviewed"):
    """It has been judged anew, and must stay shielded until the next review."""

    by: EmployeeId
    why: str
    review_on: date


class ShieldLifted(Event, name="shield-lifted"):
    """The family may be told; nothing else has changed."""

    by: EmployeeId
    why: str
    best_interests: str


Shielding: TypeAlias = (
    ShieldReaderNamed | ShieldReaderRemoved | ChildLetIn | ShieldReviewed | ShieldLifted
)


@dataclass(frozen=True, slots=True)
class RaiseShieldedConcern:
    """Raise a suspicion of violence or sexual abuse, at whatever level the child is."""

    concern: ConcernId
    unit: UnitId
    suspicion: Suspicion
    text: str
    best_interests: str
    second: SecondPerson
    review_on: date
    readers: frozenset[EmployeeId] = frozenset()
    kept_from: frozenset[EmployeeId] = frozenset()
    others: tuple[OtherChild, ...] = ()


@dataclass(frozen=True, slots=True)
class NameShieldReader:
    """Let one more employee read it, with a reason."""

    reader: EmployeeId
    why: str


@dataclass(frozen=True, slots=True)
class RemoveShieldReader:
    """Let an employee read it no longer."""

    reader: EmployeeId
    why: str


@dataclass(frozen=True, slots=True)
class LetChildIn:
    """Let the child read it."""

    why: str
    best_interests: str


@dataclass(frozen=True, slots=True)
class ReviewShield:
    """Judge anew that it must stay shielded, until a later day."""

    why: str
    review_on: date


@dataclass(frozen=True, slots=True)
class LiftShield:
    """Judge that the family may know."""

    why: str
    best_interests: str


Command: TypeAlias = NameShieldReader | RemoveShieldReader | LetChildIn | ReviewShield | LiftShield


@dataclass(frozen=True, slots=True)
class Shield:
    """Whom it lets through, whom it keeps out, and until when it stands unjudged."""

    person: CopiedPerson
    suspicion: Suspicion
    text: str
    best_interests: str
    level: int | None
    second: SecondPerson
    readers: frozenset[EmployeeId]
    kept_from: frozenset[EmployeeId]
    review_on: date
    child_let_in: bool = False
    lifted: bool = False
    others: tuple[OtherChild, ...] = ()

    def after(self, event: Shielding) -> "Shield":
        """Return the shield as it is once *event* has happened."""
        match event:
            case ShieldReaderNamed(reader=reader):
                return replace(self, readers=self.readers | {reader})
            case ShieldReaderRemoved(reader=reader):
                return replace(self, readers=self.readers - {reader})
            case ChildLetIn():
                return replace(self, child_let_in=True)
            case ShieldReviewed(review_on=review_on):
                return replace(self, review_on=review_on)
            case ShieldLifted():
                return replace(self, lifted=True)


def raised(event: ShieldedConcernRaised) -> Shield:
    """Return the shield as it was put up."""
    return Shield(
        person=event.about,
        suspicion=event.suspicion,
        text=event.text,
        best_interests=event.best_interests,
        level=event.level,
        second=event.second,
        readers=event.readers,
        kept_from=event.kept_from,
        review_on=event.review_on,
        others=event.others,
    )
