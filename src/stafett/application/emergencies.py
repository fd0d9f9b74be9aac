"""Looking in in an emergency, at the door: whom a number stands for, and who is shown what of it.

Whoever may look in is never told whether the book knows a number: of a child nobody knows there is
nothing to see, and that is looked at afterwards as well (F42, T11).
"""

from uuid import UUID, uuid4

from stafett.application.acquaintance import families_known
from stafett.application.asking import Asking, Opened
from stafett.application.claims import number_tag
from stafett.application.listing import Listing
from stafett.application.readers import is_family
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scene, Scenes
from stafett.domain import emergency_views, looking_in, protection, veil
from stafett.domain.access import Permit
from stafett.domain.emergency import Opening
from stafett.domain.emergency_views import (
    EmergenciesView,
    FamilysEmergenciesView,
    FamilysEmergencyView,
    LookedInView,
)
from stafett.domain.facts import PERSON, Refusal, Stranger
from stafett.domain.people import Asker, Citizen, FollowUpId, PersonId, Staff, UnitId
from stafett.domain.person import Person
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.line import NATIONAL_NUMBER
from stafett.projections.subjects import Kind


class EmergencyDoor:
    """Answers what is asked about looking in in an emergency."""

    def __init__(
        self, ledger: Ledger, scenes: Scenes, listing: Listing, recording: Recording
    ) -> None:
        self._ledger = ledger
        self._scenes = scenes
        self._listing = listing
        self._recording = recording

    async def whom(
        self, book: UUID, asker: Asker, unit: UnitId, number: str, *, asking: Asking
    ) -> tuple[PersonId, frozenset[str]]:
        """Return whom a number stands for, and which names not to use; the journal has it first.

        A number nobody has stands for somebody nobody knows. The names are of families the asker
        follows up: whether another name is refused would tell that the book knows the number.

        Raises:
            Refusal: They may not look in at all; see ``looking_in.may_look_in``.
            NotYetCurrent: The list did not reach the book within a second.

        """
        question = _question(book, asker, asking, "find-in-emergency")
        scene = await self._municipality(book)
        try:
            if not isinstance(asker, Staff):
                raise Stranger
            known = scene.municipality.rulebook.emergencies
            looking_in.may_look_in(known, unit, asker, scene.today)
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal)
            raise
        names = await families_known(self._listing, book, asker)
        found = await self._ledger.find_claim(book, NATIONAL_NUMBER, number_tag(number))
        await self._recording.looked_up(question, scene.now, found, told=False)
        return PersonId(found or uuid4()), names

    async def watched(self, book: UUID, asker: Asker, *, asking: Asking) -> Opened[EmergenciesView]:
        """Show every time somebody looked in: to the officer all, to others their own.

        A unit's leader is shown what was done on behalf of it.

        Raises:
            Stranger: The asker is not at work here.

        """
        question = _question(book, asker, asking, "emergencies")
        scene = await self._municipality(book)
        if not isinstance(asker, Staff):
            await self._recording.refused(question, scene.now, refusal := Stranger())
            raise refusal
        every = scene.municipality.rulebook.emergencies.openings.values()
        theirs = [one for one in every if _watches(asker, one)]
        await self._recording.listed(question, scene, [])
        items = tuple(emergency_views.shown(one, scene.today) for one in _latest_first(theirs))
        seen = len(items) + sum(one.finding is not None for one in items)
        return Opened(EmergenciesView(seen, items), seen, scene.now)

    async def looked_in_on(
        self, book: UUID, asker: Asker, opening: UUID, *, asking: Asking
    ) -> Opened[LookedInView]:
        """Show whoever looks in what there is to open, while it lasts.

        Raises:
            Stranger: It is not theirs, or it is over.
            NotYetCurrent: The list did not reach the book within a second.

        """
        question = _question(book, asker, asking, "look-in")
        scene = await self._municipality(book)
        there = scene.municipality.rulebook.emergencies.openings.get(opening)
        if there is None or not _runs(scene, asker, there):
            await self._recording.refused(question, scene.now, refusal := Stranger())
            raise refusal
        scene, found = await self._listing.find(book, asker, through=there.person)
        there_are = [one for one in found if one.permit.emergency is not None]
        rows = [one.row for one in there_are]
        await self._recording.listed(question, scene, rows, emergency=there.id)
        ids = tuple(FollowUpId(one.stream) for one in there_are)
        view = LookedInView(there.id, there.until, there.person, ids)
        return Opened(view, 1 + len(ids), scene.now)

    async def of_person(
        self, book: UUID, asker: Asker, who: PersonId, *, asking: Asking
    ) -> Opened[FamilysEmergenciesView]:
        """Tell the family who looked in on the child, as far as they are to hear of it today.

        Raises:
            Stranger: They are not the family.

        """
        question = Question(book, asker, asking, "emergencies-of-person", Kind.PERSON, who)
        try:
            scene = await self._scenes.of_person(book, who)
        except NoSuchBook:
            raise Stranger from None
        person = scene.person
        if person is None or not is_family(asker, person, scene):
            await self._recording.refused(question, scene.now, refusal := Stranger())
            raise refusal
        permit = Permit("family", asker.id, (), frozenset({PERSON}))
        every = scene.municipality.rulebook.emergencies.openings.values()
        theirs = [one for one in every if one.person == who and one.told_to_family]
        shown = ("emergencies",)
        await self._recording.opened(
            question, scene, permit, scene.person_version, fields=shown, entries=len(theirs)
        )
        items = tuple(_told(one, person, asker, scene) for one in _latest_first(theirs))
        seen = len(items) + sum(one.finding is not None for one in items)
        return Opened(FamilysEmergenciesView(seen, items), seen, scene.now)

    async def _municipality(self, book: UUID) -> Scene:
        try:
            return await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None


def may_read_person(scene: Scene, asker: Asker, who: PersonId) -> Permit | None:
    """Return on what permit whoever looks in on a child now reads who it is."""
    if not isinstance(asker, Staff):
        return None
    known = scene.municipality.rulebook.emergencies
    opening = known.running(asker.employee, who, scene.now, scene.today)
    if opening is None or not _runs(scene, asker, opening):
        return None
    return Permit("emergency", asker.id, emergency=opening.id)


def _runs(scene: Scene, asker: Asker, one: Opening) -> bool:
    if not isinstance(asker, Staff) or one.by != asker.employee or not looking_in.is_sure(asker):
        return False
    known = scene.municipality.rulebook.emergencies
    return one.runs(scene.now) and bool(
        known.running(asker.employee, one.person, scene.now, scene.today)
    )


def _watches(asker: Staff, one: Opening) -> bool:
    return looking_in.is_officer(asker) or one.unit in asker.leads or one.by == asker.employee


def _latest_first(openings: list[Opening]) -> list[Opening]:
    return sorted(openings, key=lambda one: (one.at, one.id), reverse=True)


def _told(one: Opening, person: Person, asker: Asker, scene: Scene) -> FamilysEmergencyView:
    """Tell of it; to whom a place must not reach, neither who nor which unit."""
    if isinstance(asker, Citizen) and protection.hidden_from(person, asker, scene.today):
        return emergency_views.told(one, veil.NOT_TOLD, veil.NOT_TOLD)
    known = scene.municipality
    employee = known.employees[one.by]
    withheld = employee.name_is_withheld(scene.today)
    called = "" if withheld else employee.contact.name
    return emergency_views.told(one, called, known.units[one.unit].name)


def _question(book: UUID, asker: Asker, asking: Asking, action: str) -> Question:
    return Question(book, asker, asking, action, Kind.MUNICIPALITY, None)
