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
from stafett.domain import controller, municipality, neighbour, rulebook, second_person
from stafett.domain.controller import NameController
from stafett.domain.neighbour import Card
from stafett.domain.second_person import AskForGraveAct

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

NEIGHBOURS = "/neighbours"
ACTS = "/acts"
_FORGETTING = refusals(neighbour, municipality, rulebook)
_KNOWING = refusals(neighbour, second_person, municipality, rulebook)

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
    summary="Ask that another municipality be responsible for the book",
    openapi_extra=refusals(controller, second_person, municipality, rulebook),
)
async def name_controller(form: ControllerForm, write: Writing) -> Written:
    """For administrators, when municipalities become one: the book stays as it is.

    It takes two people: another administrator grants it within a week, under `/v1/acts`.
    """
    new = uuid4()
    wanted = NameController(form.called, form.organisation, form.since, form.decision)
    command = AskForGraveAct(new, wanted)
    return await write.write(Target.municipality(), command, ACTS, new=new)


@router.post(
    NEIGHBOURS,
    status_code=201,
    summary="Ask that another municipality be known by its card",
    openapi_extra=_KNOWING,
)
async def make_known(form: NeighbourForm, write: Writing) -> Written:
    """For coordinators and administrators, who have made sure that the card is theirs.

    It takes two people: another one of them grants it within a week, under `/v1/acts`. From then
    on the municipality is known by the id that is answered here.
    """
    new = uuid4()
    wanted = neighbour.MakeNeighbourKnown(new, form.called, form.card.card(), form.confirmed)
    return await write.write(Target.municipality(), AskForGraveAct(new, wanted), ACTS, new=new)


@router.post(
    NEIGHBOURS + "/{neighbour_id}/cards",
    status_code=201,
    summary="Ask that a known municipality have a new card",
    openapi_extra=_KNOWING,
)
async def new_card(neighbour_id: Id, form: NeighbourForm, write: Writing) -> Written:
    """What was sealed for the old card can still be opened by whoever has its key.

    It takes two people: another one grants it within a week, under `/v1/acts`.
    """
    wanted = neighbour.MakeNeighbourKnown(
        neighbour_id, form.called, form.card.card(), form.confirmed
    )
    new = uuid4()
    return await write.write(Target.municipality(), AskForGraveAct(new, wanted), ACTS, new=new)


@router.post(
    NEIGHBOURS + "/{neighbour_id}/forgettings",
    status_code=201,
    summary="Have nothing more to do with a book",
    openapi_extra=_FORGETTING,
)
async def forget(neighbour_id: Id, form: ForgettingForm, write: Writing) -> Written:
    """For coordinators and administrators: a key was lost, say."""
    command = neighbour.ForgetNeighbour(neighbour_id, form.why)
    return await write.write(Target.municipality(), command, NEIGHBOURS, new=neighbour_id)
