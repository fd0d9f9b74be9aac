"""What anybody may read without logging in: the catalogue of measures and the directory of units.

It is about offers and places, never about people: no leader, no employee, no id. A book is asked
so many times a second and no more, whoever asks, and so is whoever asks from one place (R13, R14).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from time import monotonic
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from stafett.api.allowances import Allowances
from stafett.api.forms import Code, Day, Id, View
from stafett.api.identity import Identity
from stafett.api.origins import origin_of
from stafett.api.problems import Problem
from stafett.api.showing import ShownAs
from stafett.application.door import Application
from stafett.domain import catalogue, controller, directory
from stafett.domain.catalogue import WayIn
from stafett.domain.directory import Entry
from stafett.domain.municipality import Municipality

_OPEN: dict[str, Any] = {"x-open-to-all": True}
router = APIRouter(prefix="/v1/public", tags=["open to all"])

PER_SECOND = 20.0
"""How often one book answers, on average."""
AT_ONCE = 60.0
"""How often it answers in a burst."""
ALL_TOGETHER = 5.0
"""How many times as often all books together answer, those that are none among them."""
MOST_ITEMS = 500
"""So many are told of at once; the rest is left out, and it says so."""
MOST_BOOKS = 1000
"""Of so many books the pace is remembered."""
_ALL_BOOKS = UUID(int=0)
DayAsked = Annotated[Day, Query(description="The day.", examples=["2026-11-21"])]


class Pace:
    """How often each book may still be asked: a bucket that fills by itself."""

    def __init__(self) -> None:
        self._left: dict[UUID, tuple[float, float]] = {}

    def step(self, book: UUID, now: float) -> None:
        """Take one question. Raises Problem (429) when there have been too many."""
        self._take(_ALL_BOOKS, now, ALL_TOGETHER)
        self._take(book, now, 1.0)

    def _take(self, book: UUID, now: float, times: float) -> None:
        left, since = self._left.pop(book, (times * AT_ONCE, now))
        left = min(times * AT_ONCE, left + (now - since) * times * PER_SECOND)
        while len(self._left) >= MOST_BOOKS:
            del self._left[next(iter(self._left))]
        enough = left >= 1.0
        self._left[book] = (left - 1.0 if enough else left, now)
        if not enough:
            raise Problem("TOO_OFTEN", headers={"Retry-After": "1"})


class OpenOffer(View):
    """A measure of the catalogue, by the name of the unit it belongs to."""

    name: dict[str, str]
    unit: str
    description: dict[str, str]
    for_whom: dict[str, str]
    youngest: int
    oldest: int
    way_in: Code[WayIn]
    how_to_ask: dict[str, str]
    legal_basis: tuple[str, ...]
    group: str
    colour: str


class OpenUnit(View):
    """A unit, when it is open and whom one calls; by name, as everything here."""

    name: str
    kind: str
    part_of: str | None
    says: ShownAs[Entry]


class OpenCatalogue(View):
    """The catalogue of measures on a day; ``more`` says that not all are shown."""

    municipality: str
    on: Day
    items: tuple[OpenOffer, ...]
    more: bool


class OpenDirectory(View):
    """The directory of units on a day; ``more`` says that not all are shown."""

    municipality: str
    on: Day
    items: tuple[OpenUnit, ...]
    more: bool


@router.get("/{book}/catalogue", summary="Read the catalogue of measures", openapi_extra=_OPEN)
async def read_open_catalogue(book: Id, on: DayAsked, request: Request) -> OpenCatalogue:
    """Open to everybody, without logging in."""
    found = await _municipality(book, request)
    offered = catalogue.offered_on(found.rulebook.catalogue, on).values()
    items = [
        {
            "name": one.name,
            "unit": found.units[one.unit].name,
            "description": one.description,
            "for_whom": one.for_whom,
            "youngest": one.youngest,
            "oldest": one.oldest,
            "way_in": one.way_in,
            "how_to_ask": one.how_to_ask,
            "legal_basis": one.legal_basis,
            "group": one.group,
            "colour": one.colour,
        }
        for one in sorted(offered, key=lambda one: (one.group, one.name["nb"]))
        if found.units[one.unit].open_on(on)
    ]
    return OpenCatalogue.model_validate(_some(found, on, items))


@router.get("/{book}/units", summary="Read the directory of units", openapi_extra=_OPEN)
async def read_open_directory(book: Id, on: DayAsked, request: Request) -> OpenDirectory:
    """Open to everybody, without logging in; it names units and nobody who works there."""
    found = await _municipality(book, request)
    items = [
        {
            "name": one.name,
            "kind": one.kind,
            "part_of": None if one.part_of is None else found.units[one.part_of].name,
            "says": directory.said_on(found.rulebook.directory, one.id, on),
        }
        for one in sorted(found.units.values(), key=lambda one: one.name)
        if one.open_on(on)
    ]
    return OpenDirectory.model_validate(_some(found, on, items))


async def _municipality(book: UUID, request: Request) -> Municipality:
    """Return what the book says of its municipality, if it has not been asked too often."""
    allowances: Allowances = request.app.state.allowances
    identity: Identity = request.app.state.identity
    allowances.ask_unknown(origin_of(request, identity.proxies))
    pace: Pace = request.app.state.pace
    pace.step(book, monotonic())
    door: Application = request.app.state.door
    return await door.municipality(book)


def _some(found: Municipality, on: date, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    some, more = items[:MOST_ITEMS], len(items) > MOST_ITEMS
    called = controller.on_day(found.rulebook.controllers, found.name, on)
    return {"municipality": called, "on": on, "items": some, "more": more}
