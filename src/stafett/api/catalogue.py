"""The catalogue of measures over HTTP: what there is for whom on a day, and changing it (R13)."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query
from pydantic import Field

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Code, Day, Form, Id, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.rules import LevelNumber, TextForm
from stafett.api.showing import ShownAs
from stafett.api.words import Key, MaybeLine
from stafett.application.asking import Target
from stafett.domain import catalogue, municipality, rulebook
from stafett.domain.catalogue import Offer, OfferId, WayIn
from stafett.domain.people import UnitId
from stafett.domain.publishing import DayHasPassed
from stafett.domain.unit import NoSuchUnit

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

CATALOGUE = "/catalogue"
_CHANGING = refusals(catalogue, municipality, rulebook)
_CHANGING["x-refusals"] = sorted(
    {*_CHANGING["x-refusals"], *(kind().code for kind in (DayHasPassed, NoSuchUnit))}
)


class OfferForm(Form):
    """A measure as it is to stand in the catalogue, from a day on."""

    since: Day
    name: TextForm
    unit: Id
    description: TextForm
    for_whom: TextForm
    youngest: Annotated[int, Field(ge=0, le=130)]
    oldest: Annotated[int, Field(ge=0, le=130)]
    way_in: Code[WayIn]
    how_to_ask: TextForm
    source: Line = Field(examples=["helsestasjonens plan for 2026"])
    legal_basis: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    levels: Annotated[list[LevelNumber], Field(max_length=10)] = Field(default_factory=list)
    group: MaybeLine = ""
    contact: MaybeLine = Field("", description="Whom to ask for; told to those who log in.")
    colour: Key | None = None

    def offer(self) -> Offer:
        """Return it as the domain has it."""
        return Offer(
            name=self.name.text(),
            unit=UnitId(self.unit),
            description=self.description.text(),
            for_whom=self.for_whom.text(),
            youngest=self.youngest,
            oldest=self.oldest,
            way_in=self.way_in,
            how_to_ask=self.how_to_ask.text(),
            source=self.source,
            legal_basis=tuple(self.legal_basis),
            levels=frozenset(self.levels),
            group=self.group,
            contact=self.contact,
            colour=self.colour or "",
        )


class TakingOutForm(Form):
    """From which day a measure is not offered any more, and why."""

    since: Day
    why: Words


class ShownOffer(View):
    """A measure of the catalogue, as it is on the day."""

    id: Id
    says: ShownAs[Offer]


class ShownCatalogue(View):
    """The catalogue of measures on a day."""

    on: Day
    items: tuple[ShownOffer, ...]


@router.get(CATALOGUE, summary="Read the catalogue of measures of a day")
async def read_catalogue(
    caller: Calling,
    on: Annotated[Day, Query(description="The day.", examples=["2026-11-21"])],
) -> ShownCatalogue:
    """Open to everybody the book knows; the catalogue names units and nobody."""
    found = await caller.door.municipality(caller.book)
    offered = catalogue.offered_on(found.rulebook.catalogue, on)
    items = sorted(offered.items(), key=lambda one: (one[1].group, one[1].name["nb"], one[0]))
    return ShownCatalogue.model_validate(
        {"on": on, "items": [{"id": offer, "says": says} for offer, says in items]}
    )


@router.post(
    CATALOGUE, status_code=201, summary="Put a measure in the catalogue", openapi_extra=_CHANGING
)
async def list_offer(form: OfferForm, write: Writing) -> Written:
    """For coordinators and administrators."""
    new = OfferId(uuid4())
    command = catalogue.ListOffer(new, form.offer(), form.since)
    return await write.write(Target.municipality(), command, CATALOGUE, new=new)


@router.post(
    CATALOGUE + "/{offer}/editions",
    status_code=201,
    summary="Say a measure of the catalogue anew",
    openapi_extra=_CHANGING,
)
async def change_offer(offer: Id, form: OfferForm, write: Writing) -> Written:
    """For coordinators and administrators, from a day that has not passed."""
    command = catalogue.ListOffer(OfferId(offer), form.offer(), form.since)
    return await write.write(Target.municipality(), command, CATALOGUE, new=offer)


@router.post(
    CATALOGUE + "/{offer}/endings",
    status_code=201,
    summary="Take a measure out of the catalogue",
    openapi_extra=_CHANGING,
)
async def take_out_offer(offer: Id, form: TakingOutForm, write: Writing) -> Written:
    """For coordinators and administrators, from a day that has not passed."""
    command = catalogue.TakeOutOffer(OfferId(offer), form.since, form.why)
    return await write.write(Target.municipality(), command, CATALOGUE, new=offer)
