"""Representation: who speaks for a child, a guardian or an adult, on which basis, and for how long.

An appointed representative, somebody with a power of attorney, the one who speaks for an
organisation that answers for a child, or for child welfare after a care order: each has a basis
in the law, a scope and dates, and shows a paper for it (R67, law 3.3). On which bases anybody
may speak at all is dated data.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias

from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import EndsBeforeItBegan, Moment
from stafett.domain.people import PersonId
from stafett.domain.spokesperson import InPlaceOf, Scope
from stafett.domain.wording import reason


class RepresentativeRecorded(Event, name="representative-recorded"):
    """It has been written down who speaks for whom: for the person, or for a guardian of theirs.

    ``on`` is the Norwegian day it was written.
    """

    representative: PersonId
    representative_name: str
    speaks_for: PersonId
    basis: str
    paragraph: str
    in_place_of: InPlaceOf
    scope: frozenset[Scope]
    since: date
    until: date | None
    reference: str
    on: date


class CareOrderRecorded(Event, name="care-order-recorded"):
    """Child welfare has the care of the child, and the say about these kinds of unit.

    No kinds at all: about every unit. ``on`` is the Norwegian day it was written.
    """

    kinds: frozenset[str]
    since: date
    until: date | None
    reference: str
    on: date


RepresentationEvent: TypeAlias = RepresentativeRecorded | CareOrderRecorded


@dataclass(frozen=True, slots=True)
class RecordRepresentative:
    """Write down who speaks for whom; ``until`` is the last day it counts, if known."""

    representative: PersonId
    representative_name: str
    speaks_for: PersonId
    basis: str
    scope: frozenset[Scope]
    since: date
    reference: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RecordCareOrder:
    """Write down a care order, and about which kinds of unit it gives child welfare the say."""

    kinds: frozenset[str]
    since: date
    reference: str
    until: date | None = None


RepresentationCommand: TypeAlias = RecordRepresentative | RecordCareOrder


class NoSuchBasis(Refusal):
    """The law knows no such basis for speaking for somebody on this day."""


class BeyondTheBasis(Refusal):
    """The basis does not reach so far: choose what it opens for."""


class SpeaksForThemselves(Refusal):
    """Nobody is their own representative."""


class NotOneToSpeakFor(Refusal):
    """Somebody speaks for the person or for one who answers for them, and for nobody else here."""


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody who speaks for another, from and until (inclusive) a day; see the event."""

    person: PersonId
    name: str
    speaks_for: PersonId
    basis: str
    paragraph: str
    in_place_of: InPlaceOf
    scope: frozenset[Scope]
    since: date
    until: date | None = None
    written: date = field(default=date.min, compare=False)

    @property
    def answers(self) -> bool:
        """Do they answer for the child in somebody's place, and not only speak beside a giver?"""
        return self.in_place_of is not InPlaceOf.NOBODY

    def counts(self, on: date) -> bool:
        """Does it count on the day?"""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class CareOrder:
    """A care order, from and until (inclusive) a day."""

    kinds: frozenset[str]
    since: date
    until: date | None = None
    written: date = field(default=date.min, compare=False)

    def reaches(self, kind: str, on: date) -> bool:
        """Has child welfare the say about units of this kind on the day?"""
        counts = self.since <= on and (self.until is None or on <= self.until)
        return counts and (not self.kinds or kind in self.kinds)


class Represented(Protocol):
    """A person with whoever speaks for them."""

    @property
    def id(self) -> PersonId: ...  # noqa: D102
    @property
    def representatives(self) -> tuple[Representative, ...]: ...  # noqa: D102
    @property
    def care_order(self) -> CareOrder | None: ...  # noqa: D102


def decide(
    state: Represented,
    family: frozenset[PersonId],
    command: RepresentationCommand,
    at: Moment,
) -> tuple[Event, ...]:
    """Say what is written down; *family* are all who ever answered for the person.

    Raises:
        EndsBeforeItBegan: The last day lies before the first.
        SayWhy: It is not said which paper shows it.
        NoSuchBasis, BeyondTheBasis: The law does not open for it, or not so far.
        SpeaksForThemselves, NotOneToSpeakFor: It is about the wrong people.

    """
    if command.until is not None and command.until < command.since:
        raise EndsBeforeItBegan
    reason(command.reference)
    if isinstance(command, RecordRepresentative):
        return _record(state, family, command, at)
    event = CareOrderRecorded(
        kinds=command.kinds,
        since=command.since,
        until=command.until,
        reference=command.reference,
        on=at.today,
    )
    return () if state.care_order == ordered(event) else (event,)


def _record(
    state: Represented, family: frozenset[PersonId], command: RecordRepresentative, at: Moment
) -> tuple[Event, ...]:
    if command.representative == command.speaks_for:
        raise SpeaksForThemselves
    if command.speaks_for not in {state.id, *family}:
        raise NotOneToSpeakFor
    law = at.law.representation(command.basis, at.today)
    if law is None:
        raise NoSuchBasis
    answers = law.in_place_of is not InPlaceOf.NOBODY
    if not command.scope or not command.scope <= law.scopes:
        raise BeyondTheBasis
    if answers and command.speaks_for != state.id:
        raise NotOneToSpeakFor
    event = RepresentativeRecorded(
        representative=command.representative,
        representative_name=command.representative_name,
        speaks_for=command.speaks_for,
        basis=law.key,
        paragraph=law.paragraph,
        in_place_of=law.in_place_of,
        scope=command.scope,
        since=command.since,
        until=command.until,
        reference=command.reference,
        on=at.today,
    )
    return () if recorded(event) in _last_words(state.representatives) else (event,)


def recorded(event: RepresentativeRecorded) -> Representative:
    """Return the representative as written down."""
    return Representative(
        person=event.representative,
        name=event.representative_name,
        speaks_for=event.speaks_for,
        basis=event.basis,
        paragraph=event.paragraph,
        in_place_of=event.in_place_of,
        scope=event.scope,
        since=event.since,
        until=event.until,
        written=event.on,
    )


def ordered(event: CareOrderRecorded) -> CareOrder:
    """Return the care order as written down."""
    return CareOrder(event.kinds, event.since, event.until, event.on)


def on_day(written: tuple[Representative, ...], day: date) -> tuple[Representative, ...]:
    """Return who speaks for whom on the day; what was written last of a pair goes first."""
    return tuple(one for one in _last_words(written) if one.counts(day))


def _last_words(written: tuple[Representative, ...]) -> tuple[Representative, ...]:
    return tuple({(one.person, one.speaks_for): one for one in written}.values())
