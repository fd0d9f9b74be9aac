"""Who is let in today: the words that stand, and whether they are everyone's that is needed.

A consent runs out by itself and is withdrawn at once; nothing has to run for a door to close.
A word counts from the moment it is registered, never from the day it was spoken (R105).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NewType
from uuid import UUID

from stafett.domain import givers
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.givers import Needed, Unclear
from stafett.domain.how_given import Evidence
from stafett.domain.people import EmployeeId, PersonId, UnitId

ConsentId = NewType("ConsentId", UUID)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a word covers: which units, about whom, for what, until and including which day (R52).

    No topics means all of them. ``excluded`` people of the units are kept out by name,
    ``named`` ones were asked for by name. ``logg``: the shared part too.
    """

    units: frozenset[UnitId]
    about: PersonId
    purpose: str
    last_day: date
    logg: bool = False
    topics: frozenset[str] = frozenset()
    excluded: frozenset[EmployeeId] = frozenset()
    named: frozenset[EmployeeId] = frozenset()
    from_units: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class Consent:
    """One giver's word, with everything that has happened to it since.

    ``spoken_by``: a representative gave it in the giver's name.
    """

    id: ConsentId
    giver: PersonId
    terms: Terms
    evidence: Evidence
    registered_at: datetime
    registered_by: EmployeeId | None = None
    spoken_by: PersonId | None = None
    extends: ConsentId | None = None
    withdrawn: Mapping[UnitId, datetime] = field(default_factory=dict)
    disowned_at: datetime | None = None
    logg_ended_at: datetime | None = None
    logg_refused: frozenset[UnitId] = frozenset()

    @property
    def registered_on(self) -> date:
        """Return the Norwegian day from which the word counts."""
        return self.registered_at.astimezone(NORWAY).date()

    @property
    def complete(self) -> bool:
        """Is it on record what the giver was told first? If not, it is due for renewal (R64)."""
        return self.evidence.information is not None

    def stands(self, unit: UnitId, on: date, *, logg: bool = False) -> bool:
        """Does the word let the unit in on the day (and into the logg)?"""
        return (
            unit in self.terms.units
            and unit not in self.withdrawn
            and self.disowned_at is None
            and on <= self.terms.last_day
            and (not logg or self._opens_logg(unit))
        )

    def said_for_logg(self, unit: UnitId) -> bool:
        """Was it said for the logg too, and not taken back? A logg locked since is no matter."""
        return self.terms.logg and unit not in self.logg_refused

    def _opens_logg(self, unit: UnitId) -> bool:
        return self.said_for_logg(unit) and self.logg_ended_at is None


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody said no. A neutral fact, for the holder and the family only (R63).

    ``registered_by`` wrote it down for them; ``None``: they said it here themselves.
    """

    giver: PersonId
    units: frozenset[UnitId]
    logg: bool
    on: date
    informed_of: str
    registered_by: EmployeeId | None = None


@dataclass(frozen=True, slots=True)
class Consents:
    """Every word given, with the refusals.

    ``stopped`` are units a giver wants out by now, ``logg_stopped`` those wanted out of the logg.
    """

    words: Mapping[ConsentId, Consent] = field(default_factory=dict)
    stopped: Mapping[PersonId, frozenset[UnitId]] = field(default_factory=dict)
    logg_stopped: Mapping[PersonId, frozenset[UnitId]] = field(default_factory=dict)
    refusals: tuple[Refused, ...] = ()

    def said_no(self, giver: PersonId, unit: UnitId, *, logg: bool) -> bool:
        """Has the giver said stop to the unit (or to its part in the logg), and not yes since?"""
        out = self.stopped.get(giver, frozenset())
        return unit in (out | self.logg_stopped.get(giver, frozenset()) if logg else out)

    def standing(
        self, unit: UnitId, about: PersonId, on: date, *, logg: bool = False
    ) -> tuple[Consent, ...]:
        """Return the words about somebody that let the unit in on the day."""
        return tuple(
            word
            for word in self.words.values()
            if word.terms.about == about and word.stands(unit, on, logg=logg)
        )


@dataclass(frozen=True, slots=True)
class Admission:
    """The unit is let in, and on which words: what a reader's journal line quotes.

    ``runs_on_until`` is the last day that older words run on after a birthday (R170).
    """

    unit: UnitId
    words: tuple[Consent, ...]
    runs_on_until: date | None = None

    @property
    def last_day(self) -> date:
        """Return the last day on which every giver's word still lets the unit in."""
        last: dict[PersonId, date] = {}
        for word in self.words:
            last[word.giver] = max(word.terms.last_day, last.get(word.giver, date.min))
        return min(*last.values(), self.runs_on_until or date.max)

    @property
    def consents(self) -> tuple[ConsentId, ...]:
        """Return the ids of the words it rests on."""
        return tuple(sorted((word.id for word in self.words), key=lambda id_: id_.bytes))

    @property
    def from_units(self) -> frozenset[UnitId] | None:
        """Return the units that everyone lets tell this one; ``None`` means all of them (R52)."""
        limits = [word.terms.from_units for word in self.words if word.terms.from_units]
        return frozenset.intersection(*limits) if limits else None

    @property
    def topics(self) -> frozenset[str] | None:
        """Return the topics that everyone lets the unit read; ``None`` means all of them."""
        by_giver: dict[PersonId, frozenset[str] | None] = {}
        for word in self.words:
            before = by_giver.get(word.giver, frozenset())
            whole = not word.terms.topics or before is None
            by_giver[word.giver] = None if whole else (before or frozenset()) | word.terms.topics
        limits = [topics for topics in by_giver.values() if topics is not None]
        return frozenset.intersection(*limits) if limits else None


def needed(unit: UnitId, at: Circumstances) -> Needed:
    """Return everyone whose consent is needed to let the unit in today."""
    return givers.needed(unit, at.today, at.person, at.rules, at.municipality)


def admit(
    consents: Consents, unit: UnitId, at: Circumstances, *, logg: bool = False
) -> Admission | None:
    """Return what lets the unit in today, or ``None``: default no (R47, R52, R56, R170)."""
    wanted = needed(unit, at)
    if isinstance(wanted, Unclear):
        return None
    words = consents.standing(unit, at.person.id, at.today, logg=logg)
    missing = wanted - {word.giver for word in words}
    if not missing:
        return Admission(unit, tuple(word for word in words if word.giver in wanted))
    if missing == {at.person.id}:
        return _run_on(consents, unit, words, at, logg=logg)
    return None


def said_yes(
    consents: Consents, unit: UnitId, at: Circumstances, *, logg: bool
) -> Admission | None:
    """Return what lets the unit in when everybody needed today has said so, and no word runs on."""
    wanted, admission = needed(unit, at), admit(consents, unit, at, logg=logg)
    if admission is None or isinstance(wanted, Unclear):
        return None
    return admission if wanted <= {word.giver for word in admission.words} else None


def _run_on(
    consents: Consents,
    unit: UnitId,
    words: tuple[Consent, ...],
    at: Circumstances,
    *,
    logg: bool,
) -> Admission | None:
    """Let older words run on for the days the rules say after a birthday (R170).

    Not at majority, and not when the young person has said stop.
    """
    turned = givers.youth_counts_from(unit, at.person, at.rules, at.municipality)
    kind = givers.kind_of(unit, at.municipality)
    adults = givers.guardians_needed(at.person, at.today, kind)
    if turned is None or isinstance(adults, Unclear):
        return None
    if givers.of_age(at.person, at.rules, at.today):
        return None
    last = turned + timedelta(days=at.rules.old_consents_run_on_days - 1)
    if at.today > last or consents.said_no(at.person.id, unit, logg=logg):
        return None
    older = tuple(w for w in words if w.giver in adults and w.registered_on < turned)
    return Admission(unit, older, last) if adults <= {word.giver for word in older} else None


def let_in(consents: Consents, unit: UnitId, at: Circumstances, *, logg: bool = False) -> bool:
    """Is the unit let in today (and into the logg)?"""
    return admit(consents, unit, at, logg=logg) is not None
