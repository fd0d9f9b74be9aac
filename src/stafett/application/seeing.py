"""What one account was shown, and who looked at whom: for a breach, and for those who are curious.

Told from the journal by an auditor's question. What is shielded is in none of it: who may know of
a shielded concern is asked there, by those who answer for it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from typing import Any, TypeGuard
from uuid import UUID

from stafett.application.asking import Asking
from stafett.application.auditing import Abouts, Auditing, Wanted, children_of, readable
from stafett.domain.facts import Event
from stafett.domain.people import Asker
from stafett.domain.person import Person
from stafett.domain.unusual_reading import Finding, Limits, LookedAt, Looks
from stafett.journal import ListRead, MatterOpened, PersonChanged, PersonLookedUp
from stafett.law import lawbook
from stafett.ledger.book import Ledger
from stafett.ledger.line import Volume
from stafett.postgres.pool import Pool
from stafett.projections import every_matter

_STAFF = "staff"


@dataclass(frozen=True, slots=True)
class SeenMatter:
    """One matter of a child that the account was shown: how, which parts, how far, how often.

    ``read_to`` is the version that existed then, so the entries it held are known exactly; 0 where
    it only stood in a list. ``items`` are the attachments that were opened.
    """

    kind: str
    stream: UUID
    how: tuple[str, ...]
    parts: tuple[str, ...]
    items: tuple[UUID, ...]
    read_to: int
    times: int


@dataclass(frozen=True, slots=True)
class AffectedPerson:
    """Somebody of whom the account was shown something, from when to when, and what."""

    person: UUID
    first: datetime
    last: datetime
    times: int
    matters: tuple[SeenMatter, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """Everything an account was shown in a time, by the persons it is about."""

    actor: UUID
    since: datetime
    until: datetime
    lines: int
    persons: tuple[AffectedPerson, ...]


@dataclass(frozen=True, slots=True)
class UnusualReading:
    """What reading was unusual in a time, and how many looked at whom."""

    since: datetime
    until: datetime
    findings: tuple[Finding, ...]
    children: tuple[LookedAt, ...]


@dataclass(slots=True)
class _Matter:
    kind: str
    how: set[str] = field(default_factory=set[str])
    parts: set[str] = field(default_factory=set[str])
    items: set[UUID] = field(default_factory=set[UUID])
    read_to: int = 0
    times: int = 0


@dataclass(slots=True)
class _Affected:
    first: datetime
    last: datetime
    times: int = 0
    matters: dict[UUID, _Matter] = field(default_factory=dict[UUID, _Matter])


class Seeing:
    """Tells what was seen, by whom and of whom."""

    def __init__(self, auditing: Auditing, ledger: Ledger, pool: Pool) -> None:
        self._auditing = auditing
        self._ledger = ledger
        self._pool = pool

    async def breach(
        self,
        book: UUID,
        asker: Asker,
        actor: UUID,
        times: tuple[datetime, datetime],
        asking: Asking,
    ) -> Breach:
        """Tell an auditor everything one account was shown between two instants, and of whom.

        Raises:
            OnlyAnAuditor: It is not the asker's duty (403).

        """
        wanted = Wanted(Volume.JOURNAL, *times, by=actor)
        await self._auditing.begin(book, asker, "audit-breach", wanted, asking)
        abouts = Abouts(self._pool, self._ledger, book)
        affected: dict[UUID, _Affected] = {}
        count = 0
        async for lines in self._auditing.openings(book, wanted, abouts):
            for line in lines:
                event = line.event
                if event is None or not readable(line) or _actor(event) != actor:
                    continue
                count += 1
                for person in set(children_of(event, abouts)):
                    _add(affected.setdefault(person, _Affected(line.at, line.at)), line.at)
                    _add_matters(affected[person], person, event, abouts)
        persons = tuple(_told(who, affected[who]) for who in sorted(affected))
        return Breach(actor, *times, count, persons)

    async def unusual(
        self, book: UUID, asker: Asker, times: tuple[datetime, datetime], asking: Asking
    ) -> UnusualReading:
        """Tell an auditor how many looked at whom, and what of it is unusual.

        Raises:
            OnlyAnAuditor: It is not the asker's duty (403).

        """
        wanted = Wanted(Volume.JOURNAL, *times)
        scene = await self._auditing.begin(book, asker, "audit-unusual", wanted, asking)
        abouts = Abouts(self._pool, self._ledger, book)
        looks = Looks(limits(scene.today), lawbook())
        async for lines in self._auditing.openings(book, wanted, abouts):
            for line in lines:
                event = line.event
                if event is None or not readable(line) or not _looked_in(event):
                    continue
                for child in children_of(event, abouts):
                    looks.add(event.actor, child, line.at)
        names: dict[UUID, str] = {
            who: one.contact.name for who, one in scene.municipality.employees.items()
        }
        found = await every_matter.some(self._pool, self._ledger, book, looks.children)
        persons = {who: one.state for who, one in found.items()}
        names |= {who: one.name for who, one in persons.items() if isinstance(one, Person)}
        return UnusualReading(*times, tuple(looks.findings(names)), tuple(looks.looked_at()))


@cache
def _limits() -> tuple[Mapping[str, Any], ...]:
    found = resources.files(__package__).joinpath("unusual_reading.toml").read_text("utf-8")
    return tuple(tomllib.loads(found)["limits"])


def limits(on: date) -> Limits:
    """Return the limits that hold on the day.

    Raises:
        LookupError: None do.

    """
    for one in _limits():
        begins: date = one["valid_from"]
        if begins <= on <= one.get("valid_until", date.max):
            starts: time = one["work_begins"]
            return Limits(one["children_in_a_day"], starts, one["work_ends"])
    raise LookupError("no limits hold on that day")


def _actor(event: Event) -> UUID | None:
    """Return who asked; what whoever runs the house does at a terminal is nobody's account."""
    return getattr(event, "actor", None)


def _looked_in(event: Event) -> TypeGuard[MatterOpened | PersonLookedUp]:
    """Say whether somebody at work looked in on somebody; a list is no looking in."""
    match event:
        case MatterOpened(role=role):
            return role == _STAFF
        case PersonLookedUp(role=role, told=told):
            return role == _STAFF and told
        case _:
            return False


def _add(one: _Affected, at: datetime) -> None:
    one.first, one.last = min(one.first, at), max(one.last, at)
    one.times += 1


def _add_matters(one: _Affected, person: UUID, event: Event, abouts: Abouts) -> None:
    match event:
        case MatterOpened():
            matter = one.matters.setdefault(event.stream, _Matter(event.kind))
            matter.how.add("opened")
            matter.parts |= set(event.parts)
            matter.items |= {event.item} if event.item is not None else set()
            matter.read_to = max(matter.read_to, event.read_to)
            matter.times += 1
        case ListRead(shown=shown):
            for stream in shown:
                if abouts.of(stream) == person:
                    matter = one.matters.setdefault(stream, _Matter(abouts.kind_of(stream)))
                    matter.how.add("listed")
                    matter.times += 1
        case PersonLookedUp() | PersonChanged():
            matter = one.matters.setdefault(person, _Matter("person"))
            matter.how.add("looked-up" if isinstance(event, PersonLookedUp) else "changed")
            matter.times += 1
        case _:
            pass


def _told(who: UUID, one: _Affected) -> AffectedPerson:
    matters = tuple(
        SeenMatter(
            kind=matter.kind,
            stream=stream,
            how=tuple(sorted(matter.how)),
            parts=tuple(sorted(matter.parts)),
            items=tuple(sorted(matter.items)),
            read_to=matter.read_to,
            times=matter.times,
        )
        for stream, matter in sorted(one.matters.items())
    )
    return AffectedPerson(who, one.first, one.last, one.times, matters)
