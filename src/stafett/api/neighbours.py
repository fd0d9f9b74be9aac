"""Books over HTTP: our own card, those of others, and who is responsible for ours (R59, R181)."""

from typing import Annotated, TypeAlias
from uuid import uuid4

from fastapi import APIRouter
from pydantic import StringConstraints

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Day, Form, Id, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.application.asking import Target
from stafett.domain import controller, municipality, neighbour, rulebook
from stafett.domain.controller import NameController
from stafett.domain.neighbour import Card

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

NEIGHBOURS = "/neighbours"
_KNOWING = refusals(neighbour, municipality, rulebook)

PublicKey: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$", min_length=44, max_length=44)
]
"""A public key of 32 bytes, in base64."""


class CardForm(Form):
    """Another book's name on receipts, and its two public keys."""

    origin: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,99}/[0-9a-f-]{36}$", max_length=150)
    ]
    signs: PublicKey
    reads: PublicKey

    def card(self) -> Card:
        """Return it as the domain has it."""
        return Card(self.origin, self.signs, self.reads)


class NeighbourForm(Form):
    """What the municipality is called, its card, and how one made sure that it is theirs."""

    called: Line
    card: CardForm
    confirmed: Line


class ControllerForm(Form):
    """Who is responsible for the book, from which day, and by which decision."""

    called: Line
    organisation: Annotated[str, StringConstraints(pattern=r"^([0-9]{9})?$", max_length=9)] = ""
    since: Day
    decision: Line


class ForgettingForm(Form):
    """Why nothing is sent there or taken from there any more."""

    why: Words


class ShownNeighbour(View):
    """A municipality that children can move to or from."""

    id: Id
    called: str
    card: ShownAs[Card]
    since: Day


class ShownNeighbours(View):
    """Our own card, and all whom we know."""

    own: ShownAs[Card]
    items: tuple[ShownNeighbour, ...]


@router.get(NEIGHBOURS, summary="Read our card, and which municipalities are known")
async def read_neighbours(caller: Calling) -> ShownNeighbours:
    """Our own card is for others to be given, by a way that they trust."""
    found = await caller.door.municipality(caller.book)
    known = sorted(found.rulebook.neighbours.values(), key=lambda one: (one.called, one.id))
    own = await caller.door.moving.card(caller.book)
    return ShownNeighbours.model_validate({"own": own, "items": known})


@router.post(
    "/municipality/controllers",
    status_code=201,
    summary="Say that another municipality is responsible for the book",
    openapi_extra=refusals(controller, municipality, rulebook),
)
async def name_controller(form: ControllerForm, write: Writing) -> Written:
    """For administrators, when municipalities become one: the book stays as it is."""
    command = NameController(form.called, form.organisation, form.since, form.decision)
    return await write.write(Target.municipality(), command, "/municipality")


@router.post(
    NEIGHBOURS,
    status_code=201,
    summary="Make another municipality known by its card",
    openapi_extra=_KNOWING,
)
async def make_known(form: NeighbourForm, write: Writing) -> Written:
    """For coordinators and administrators, who have made sure that the card is theirs."""
    new = uuid4()
    command = neighbour.MakeNeighbourKnown(new, form.called, form.card.card(), form.confirmed)
    return await write.write(Target.municipality(), command, NEIGHBOURS, new=new)


@router.post(
    NEIGHBOURS + "/{neighbour_id}/cards",
    status_code=201,
    summary="Let a known municipality have a new card",
    openapi_extra=_KNOWING,
)
async def new_card(neighbour_id: Id, form: NeighbourForm, write: Writing) -> Written:
    """What was sealed for the old card can still be opened by whoever has its key."""
    command = neighbour.MakeNeighbourKnown(
        neighbour_id, form.called, form.card.card(), form.confirmed
    )
    return await write.write(Target.municipality(), command, NEIGHBOURS, new=neighbour_id)


@router.post(
    NEIGHBOURS + "/{neighbour_id}/forgettings",
    status_code=201,
    summary="Have nothing more to do with a book",
    openapi_extra=_KNOWING,
)
async def forget(neighbour_id: Id, form: ForgettingForm, write: Writing) -> Written:
    """For coordinators and administrators: a key was lost, say."""
    command = neighbour.ForgetNeighbour(neighbour_id, form.why)
    return await write.write(Target.municipality(), command, NEIGHBOURS, new=neighbour_id)
