"""Tells a family who looked at what about their child, from the journal, for a month at most."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from stafett.application.asking import Asking, Opened
from stafett.application.listing import Found, Listing
from stafett.application.readers import is_family
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scene, Scenes
from stafett.domain import family_journal, veil
from stafett.domain.access import Permit
from stafett.domain.content_grant import ContentGranted
from stafett.domain.facts import COMPARTMENT, PERSON, Event, Refusal, Stranger
from stafett.domain.family_journal import FamilyJournal, FamilyReading, Ground, What
from stafett.domain.identity import PersonAccountLinked
from stafett.domain.moment import NORWAY
from stafett.domain.people import Asker, EmployeeId, PersonId, UnitId
from stafett.domain.person import Person
from stafett.journal import (
    AuditAsked,
    Journal,
    ListRead,
    MatterOpened,
    PersonChanged,
    PersonLookedUp,
)
from stafett.law import lawbook
from stafett.ledger.errors import NoSuchBook
from stafett.projections.subjects import Kind

_STAFF = "staff"
_CITIZEN = "citizen"
_ACTION = "family-journal"
_LINKED = PersonAccountLinked.name
_OPENED = {Kind.FOLLOW_UP.value: What.OPENED_FOLLOW_UP, Kind.CONCERN.value: What.OPENED_CONCERN}


class FamilysJournal:
    """Answers somebody in a family who asks who looked."""

    def __init__(
        self, journal: Journal, listing: Listing, scenes: Scenes, recording: Recording
    ) -> None:
        self._journal = journal
        self._listing = listing
        self._scenes = scenes
        self._recording = recording

    async def of(
        self,
        book: UUID,
        asker: Asker,
        child: PersonId,
        times: tuple[datetime, datetime],
        asking: Asking,
    ) -> Opened[FamilyJournal]:
        """Tell who looked at what about a child; the journal has it first, as always.

        Waits like a list.

        Raises:
            Stranger: They are not in that child's family (404).
            TooLongAtOnce: They ask for more than a month (409).
            NotYetCurrent: The lists did not reach the book within a second (503).

        """
        question = Question(book, asker, asking, _ACTION, Kind.PERSON, child)
        try:
            scene = await self._scenes.of_person(book, child)
        except NoSuchBook:
            raise Stranger from None
        try:
            person = _family(asker, scene)
            family_journal.check_length(*times)
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal)
            raise
        _, found = await self._listing.find(book, asker, about=child)
        permit = Permit("family", asker.id, (), frozenset({PERSON}))
        version, fields = scene.person_version, ("journal",)
        await self._recording.opened(question, scene, permit, version, fields=fields)
        reader = _Reader(PersonId(asker.id), person, {one.stream: one for one in found}, scene)
        async for lines in self._journal.between(book, *times):
            for line in lines:
                if line.event is not None and line.place != COMPARTMENT:
                    reader.read(line.event)
        told = reader.told()
        at = scene.circumstances(asker, None)
        return Opened(veil.over(told, at), len(told.readings), scene.now)


def _family(asker: Asker, scene: Scene) -> Person:
    if scene.person is None or not is_family(asker, scene.person, scene):
        raise Stranger
    return scene.person


class _Reader:
    """Picks from the journal what one in the family is told."""

    def __init__(
        self, asker: PersonId, child: Person, matters: Mapping[UUID, Found], scene: Scene
    ) -> None:
        self._asker = asker
        self._child = child
        self._matters = matters
        self._scene = scene
        self._known: set[UUID] = set()
        self._not_theirs: set[UUID] = set()
        for one in matters.values():
            self._known |= family_journal.known_at_work(one.state)
            self._not_theirs |= family_journal.own_to_others(one.state, asker)
        self._told: list[tuple[FamilyReading, bool]] = []

    def read(self, event: Event) -> None:
        """Take in one line."""
        if isinstance(event, MatterOpened | ListRead) and self._waits(event.ground.emergency):
            return
        match event:
            case MatterOpened(kind=Kind.PERSON.value, stream=self._child.id):
                what = What.READ_JOURNAL if event.action == _ACTION else What.OPENED_PERSON
                self._person(event, what, _ground(event), event.consents)
            case MatterOpened(stream=stream) if stream in self._matters:
                what = _OPENED[event.kind] if event.item is None else What.OPENED_ATTACHMENT
                self._known.add(event.actor)
                self._add(event, what, (stream,), _ground(event), event.consents)
            case ListRead(shown=shown) if set(shown) & self._matters.keys():
                ours = tuple(sorted(set(shown) & self._matters.keys()))
                self._add(event, What.LISTED, ours, None)
            case PersonLookedUp(found=self._child.id, told=True):
                self._person(event, What.LOOKED_UP)
            case PersonChanged(about=self._child.id, changes=changes) if _LINKED in changes:
                # Whoever gives somebody a log-in could be that somebody: it is always told.
                self._add(event, What.LOG_IN_LINKED, (), None)
            case PersonChanged(about=self._child.id):
                self._person(event, What.CHANGED)
            case AuditAsked(about=self._child.id):
                self._add(event, What.AUDITED, (), Ground.AUDIT)
            case ContentGranted(at=at, stream=stream):
                self._given_out(at, stream)
            case _:
                pass

    def _given_out(self, at: datetime, stream: UUID) -> None:
        """Tell that somebody outside was given what was written; the book knows neither by id."""
        if stream != self._child.id and stream not in self._matters:
            return
        matters = (stream,) if stream in self._matters else ()
        told = FamilyReading(at, None, (), What.GIVEN_OUT, matters, None, None, ())
        self._told.append((told, True))

    def _waits(self, emergency: UUID | None) -> bool:
        """Say whether somebody looked in on a ground of which the family hears afterwards."""
        if emergency is None:
            return False
        opening = self._scene.municipality.rulebook.emergencies.openings.get(emergency)
        return opening is None or not opening.told_to_family

    def told(self) -> FamilyJournal:
        """Return what is told, the latest first.

        Who was shown who the child is, and does nothing else that the family knows of, may have
        had to do with what they are not to know of: that is not told.
        """
        readings = [one for one, sure in self._told if sure or one.who in self._known]
        readings.sort(key=lambda one: (one.at, one.what.value), reverse=True)
        town = self._scene.municipality
        on = self._scene.today
        withheld = {who for who, one in town.employees.items() if one.name_is_withheld(on)}
        shown = [replace(one, who=None) if one.who in withheld else one for one in readings]
        names: dict[UUID, str] = {}
        for one in shown:
            employee = None if one.who is None else town.employees.get(EmployeeId(one.who))
            if employee is not None:
                names[employee.id] = employee.contact.name
            names |= {unit: town.units[unit].name for unit in one.units if unit in town.units}
        return FamilyJournal(tuple(shown), dict(sorted(names.items())))

    def _person(
        self,
        event: MatterOpened | PersonLookedUp | PersonChanged,
        what: What,
        ground: Ground | None = None,
        consents: tuple[UUID, ...] = (),
    ) -> None:
        self._add(event, what, (), ground, consents, sure=event.role == _CITIZEN)

    def _add(
        self,
        event: MatterOpened | ListRead | PersonLookedUp | PersonChanged | AuditAsked,
        what: What,
        matters: tuple[UUID, ...],
        ground: Ground | None,
        consents: tuple[UUID, ...] = (),
        *,
        sure: bool = True,
    ) -> None:
        on = event.at.astimezone(NORWAY).date()
        if event.role == _CITIZEN:
            if not family_journal.is_told_of(event.actor, self._asker, self._child, on, lawbook()):
                return
        elif event.role != _STAFF:
            return
        units = tuple(UnitId(one) for one in event.units)
        reading = FamilyReading(
            at=event.at,
            who=event.actor,
            units=units,
            what=what,
            matters=matters,
            why=event.purpose,
            ground=ground,
            consents=tuple(one for one in consents if one not in self._not_theirs),
        )
        self._told.append((reading, sure))


def _ground(event: MatterOpened) -> Ground:
    return family_journal.ground(event.rule, event.consents, event.ground.emergency)
