"""A small world of telling: three units share a logg, and each word says how far it is to be read.

Somebody works in two of the units. The mother may have said something of herself as well.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

from stafett.domain.content import Content
from stafett.domain.entry import Entry, EntryId, EntryKind, Note
from stafett.domain.facts import SHARED
from stafett.domain.followup import Running
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.let_in import Consent, ConsentId, Consents, Terms
from stafett.domain.logg import Open
from stafett.domain.people import Asker, Citizen, PersonId, Staff, UnitId
from stafett.domain.team import Part, Stage, Team
from tests.follow_ups import begun
from tests.people import (
    ADVISER,
    CHILD_ID,
    CLINIC,
    FATHER,
    LONG_AGO,
    MOTHER,
    NURSE,
    PPT,
    PSYCHOLOGIST,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.policy.facts import Entity, entity, of, unit
from tests.policy.small_world import ADVISES, BEFORE, LAST

BOTH = Staff(PSYCHOLOGIST.employee, frozenset({PPT, CLINIC}))
"""Works at PPT and in the clinic."""
READERS: Mapping[str, Asker] = {
    "teacher": TEACHER,
    "adviser": ADVISER,
    "nurse": NURSE,
    "both": BOTH,
    "mother": MOTHER,
    "father": FATHER,
}
WROTE: Mapping[UnitId, Staff] = {SCHOOL: TEACHER, PPT: ADVISER, CLINIC: NURSE}
TOPICS = ("", "sleep", "play")
ABOUT: Mapping[str, frozenset[PersonId]] = {
    "child": frozenset({CHILD_ID}),
    "mother": frozenset({MOTHER.person}),
    "both": frozenset({CHILD_ID, MOTHER.person}),
}


@dataclass(frozen=True)
class Said:
    """How far a word goes: on which topics, from which units (empty: all), whom it keeps out."""

    topics: frozenset[str] = frozenset()
    tellers: frozenset[UnitId] = frozenset()
    keeps_out: Staff | None = None


ALL, SLEEP, PLAY = Said(), Said(frozenset({"sleep"})), Said(frozenset({"play"}))
SCHOOLS = Said(tellers=frozenset({SCHOOL}))
HERS: Mapping[str, tuple[UnitId, Said]] = {
    "to PPT": (PPT, ALL),
    "to PPT, on sleep": (PPT, SLEEP),
    "to PPT, from the school": (PPT, SCHOOLS),
    "to PPT, not the adviser": (PPT, Said(keeps_out=ADVISER)),
    "to the clinic": (CLINIC, ALL),
    "to the school": (SCHOOL, ALL),
}


@dataclass(frozen=True)
class Telling:
    """How far PPT may read by the mother and by the father, and the clinic by the mother."""

    mother: Said = ALL
    father: Said = ALL
    clinic: Said = ALL
    herself: str = "nothing"

    def of(self, giver: Citizen, at: UnitId) -> Said:
        """Return how far a giver lets a unit read."""
        if at == SCHOOL:
            return ALL
        if at == CLINIC:
            return self.clinic if giver == MOTHER else ALL
        return self.mother if giver == MOTHER else self.father


def tellings() -> Iterator[Telling]:
    """Every way in which the words can go this far or that."""
    both = replace(SLEEP, tellers=frozenset({SCHOOL}))
    for mother, father, clinic, herself in itertools.product(
        (ALL, SLEEP, SCHOOLS, both),
        (ALL, PLAY, Said(tellers=frozenset({SCHOOL, CLINIC}))),
        (ALL, PLAY, Said(tellers=frozenset({PPT}))),
        ("nothing", *HERS),
    ):
        yield Telling(mother, father, clinic, herself)


@cache
def entries() -> Mapping[EntryId, Entry]:
    """Return an entry on every topic, from every unit, about everybody."""
    found = {}
    for topic, (at, who), (called, about) in itertools.product(
        TOPICS, WROTE.items(), ABOUT.items()
    ):
        id_ = EntryId(some_id(f"{topic} from {at} about {called}"))
        note = Note(EntryKind.NOTE, "x", about, TODAY, topic)
        found[id_] = Entry(id_, SHARED, note, who.employee, at, TODAY)
    return found


def follow_up(world: Telling) -> Running:
    """Return the follow-up with its open logg."""
    base = begun().state.frame
    named = {SCHOOL: (TEACHER,), PPT: (ADVISER, BOTH), CLINIC: (NURSE, BOTH)}
    parts = {
        at: Part(at, Stage.TAKES_PART, LONG_AGO, {who.employee: ADVISES for who in people})
        for at, people in named.items()
    }
    words = [
        _word(giver, at, world.of(giver, at), CHILD_ID)
        for giver in (MOTHER, FATHER)
        for at in named
    ]
    if world.herself in HERS:
        words.append(_word(MOTHER, *HERS[world.herself], MOTHER.person))
    frame = replace(
        base,
        team=Team(SCHOOL, parts),
        logg=Open(BEFORE),
        consents=Consents(words={one.id: one for one in words}),
    )
    return Running(frame, {SHARED: Content(entries=entries())})


def _word(giver: Citizen, at: UnitId, said: Said, about: PersonId) -> Consent:
    terms = Terms(
        units=frozenset({at}),
        about=about,
        purpose="x",
        last_day=LAST,
        logg=True,
        topics=said.topics,
        excluded=frozenset({said.keeps_out.employee} if said.keeps_out else ()),
        from_units=said.tellers,
    )
    return Consent(
        id=ConsentId(some_id(f"{giver.person} of {about} to {at}")),
        giver=giver.person,
        terms=terms,
        evidence=Evidence(EvidenceKind.DIGITAL, LONG_AGO, "nb", "family-2026-1"),
        registered_at=BEFORE,
    )


# ---- as Cedar is told ----


def entry(id_: UUID) -> Entity:
    """Return how Cedar calls an entry."""
    return {"type": "Entry", "id": str(id_)}


@cache
def facts() -> list[dict[str, Any]]:
    """Return what Cedar is told of every entry, and of everybody who reads."""
    family = [of(entity(who)) for who in (MOTHER, FATHER)]
    people = {CHILD_ID: Citizen(CHILD_ID), MOTHER.person: MOTHER}
    found: list[dict[str, Any]] = [
        {
            "uid": entry(one.id),
            "attrs": {
                "topic": one.note.topic,
                "from": of(unit(one.unit)),
                "by": of(entity(WROTE[one.unit])),
                "about": [of(entity(people[who])) for who in one.note.about],
                "mother": of(entity(MOTHER)),
                "family": family,
            },
            "parents": [],
        }
        for one in entries().values()
        if one.unit is not None
    ]
    for who in READERS.values():
        works = [of(unit(at)) for at in who.units] if isinstance(who, Staff) else []
        attrs = {"worksIn": works} if isinstance(who, Staff) else {}
        found.append({"uid": entity(who), "attrs": attrs, "parents": []})
    return found


def context(world: Telling, at: UnitId | None) -> dict[str, Any]:
    """Return the words that count for a unit, or in the family."""
    told: dict[str, Any] = {}
    if at is not None:
        told = {
            "unit": of(unit(at)),
            "mothers": _said(world.of(MOTHER, at)),
            "fathers": _said(world.of(FATHER, at)),
        }
    if world.herself in HERS:
        to, hers = HERS[world.herself]
        if at in (None, to):
            told["hers"] = _said(hers)
    return told


def _said(said: Said) -> dict[str, Any]:
    out = [] if said.keeps_out is None else [of(entity(said.keeps_out))]
    return {
        "topics": sorted(said.topics),
        "from": [of(unit(at)) for at in sorted(said.tellers)],
        "keepsOut": out,
    }
