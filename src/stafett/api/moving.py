"""Moving to another municipality over HTTP: what goes along, who says yes, who took it in (R59)."""

import base64
import binascii
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field, StringConstraints
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.consents import EvidenceForm
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Day, Form, Id, Instant, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs, shown_as
from stafett.api.words import ChildViewForm
from stafett.application.moving import ParcelReceipt
from stafett.domain import (
    arrival,
    consent,
    departure,
    desk,
    family_word,
    followup,
    neighbour,
    speaking,
)
from stafett.domain.arrival import ParcelNotRead
from stafett.domain.digesting import digest
from stafett.domain.family_word import Said
from stafett.domain.parcel import Parcel
from stafett.domain.people import Asker, FollowUpId, PersonId, UnitId

router = APIRouter(prefix="/v1", tags=["moving"], route_class=Route)

DEPARTURES = ONE + "/departures"
ARRIVALS = ONE + "/arrivals"
LETTER = "application/octet-stream"
_DEPARTING = refusals(followup, departure, neighbour, family_word)
_ANSWERING = refusals(followup, departure, arrival, neighbour, family_word, consent, speaking)
_ARRIVING = refusals(followup, arrival, neighbour, family_word, desk)
_SEALED = {
    "content": {LETTER: {"schema": {"type": "string", "format": "binary"}}},
    "description": "The parcel, sealed for the other municipality.",
}
_LONGEST_LETTER = 1_900_000

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["0" * 64])]
Letter = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=_LONGEST_LETTER)
]


class DepartureForm(Form):
    """Where the child moves and when, what of the logg may go along, and what the child thinks."""

    neighbour: Id
    unit: Line
    items: Annotated[list[Id], Field(max_length=500)] = Field(default_factory=list)
    moves_on: Day
    child_view: ChildViewForm


class DepartureAnswerForm(Form):
    """Yes or no to the parcel with this digest; whoever says it in person leaves ``giver`` out."""

    giver: Id | None = None
    digest: Digest
    agrees: bool
    evidence: EvidenceForm


class SendingForm(Form):
    """The digest of the parcel that everybody has said yes to."""

    digest: Digest


class CallingOffForm(Form):
    """Why nothing goes along after all."""

    why: Words


class ParcelReceiptForm(Form):
    """What the other municipality signed, as it came."""

    origin: Line
    parcel: Id
    digest: Digest
    taken_in_at: Instant
    signature: Annotated[
        str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$", min_length=88, max_length=88)
    ]


class ArrivalAnswerForm(Form):
    """Whether a parcel may be opened here, and be read in the logg or by the home unit alone."""

    giver: Id | None = None
    parcel: Id
    neighbour: Id
    shared: bool = False
    agrees: bool
    evidence: EvidenceForm


class ArrivalForm(Form):
    """The parcel as it came, in base64, from whom, and on which unit's behalf it is taken in."""

    neighbour: Id
    letter: Letter
    unit: Id
    shared: bool = False


class ShownParcel(View):
    """The parcel as it would go today, and its digest: to be sent back by who says yes to it."""

    digest: str
    parcel: ShownAs[Parcel]


@router.post(
    DEPARTURES,
    status_code=201,
    summary="Ask whether something may go along to another municipality",
    openapi_extra=_DEPARTING,
)
async def propose_departure(follow_up: Id, form: DepartureForm, write: Writing) -> Written:
    """Only what lies in the logg can. The family reads the parcel first; nobody else is told."""
    new = uuid4()
    command = departure.ProposeDeparture(
        new,
        form.neighbour,
        form.unit,
        frozenset(form.items),
        form.moves_on,
        form.child_view.view(),
    )
    return await write.write(about(follow_up), command, HERE, new=new)


@router.get(
    DEPARTURES + "/parcel",
    summary="Read what would go along",
    response_model=ShownParcel,
    openapi_extra=_DEPARTING,
)
async def read_parcel(follow_up: Id, read: Reading) -> Response:
    """For the family and the holder: exactly what the other municipality would read."""
    caller = read.caller
    opened = await caller.door.moving.preview(
        caller.book, caller.asker, FollowUpId(follow_up), read.asking("read-parcel")
    )
    shown = {"digest": digest(opened.view), "parcel": opened.view}
    return read.shown(opened.seen, ShownParcel.model_validate(shown))


@router.post(
    DEPARTURES + "/answers",
    status_code=201,
    summary="Say whether it may go along",
    openapi_extra=_ANSWERING,
)
async def answer_departure(follow_up: Id, form: DepartureAnswerForm, write: Writing) -> Written:
    """A no is as good as a yes, and may be said until the parcel has been taken in."""
    said = _said(form.giver, form.evidence, write.asker, agrees=form.agrees)
    command = departure.AnswerDeparture(form.digest, said)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    DEPARTURES + "/sendings",
    status_code=201,
    summary="Let the parcel be carried over",
    openapi_extra=_DEPARTING,
)
async def send_parcel(follow_up: Id, form: SendingForm, write: Writing) -> Written:
    """Once everyone needed has said yes. The baton stays here until it has been taken in there."""
    return await write.write(about(follow_up), departure.SendParcel(form.digest), HERE)


@router.get(
    DEPARTURES + "/letter",
    summary="Fetch the parcel, sealed for the other municipality",
    response_class=Response,
    responses={200: _SEALED},
    openapi_extra=_DEPARTING,
)
async def carry_parcel(follow_up: Id, read: Reading) -> Response:
    """For the holder, while everyone's yes stands. Nobody but the other municipality can open it.

    It is sealed anew each time, so it never is what somebody has already.
    """
    caller = read.caller
    opened = await caller.door.moving.letter(
        caller.book, caller.asker, FollowUpId(follow_up), read.asking("carry-parcel")
    )
    headers = {"Content-Disposition": 'attachment; filename="parcel.stafett"'}
    return Response(opened.view, headers=headers, media_type=LETTER)


@router.post(
    DEPARTURES + "/cancellations",
    status_code=201,
    summary="Let nothing go along after all",
    openapi_extra=_DEPARTING,
)
async def call_off_departure(follow_up: Id, form: CallingOffForm, write: Writing) -> Written:
    """What has been carried over already cannot be taken back."""
    return await write.write(about(follow_up), departure.CallOffDeparture(form.why), HERE)


@router.post(
    DEPARTURES + "/receipts",
    status_code=201,
    summary="Let go of the baton on the other municipality's receipt",
    openapi_extra=_DEPARTING,
)
async def complete_departure(follow_up: Id, form: ParcelReceiptForm, write: Writing) -> Written:
    """The logg is locked and the follow-up ends here: the child is followed there."""
    receipt = ParcelReceipt(form.origin, form.parcel, form.digest, form.taken_in_at, form.signature)
    command = await write.caller.door.moving.completed(write.caller.book, receipt)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ARRIVALS + "/answers",
    status_code=201,
    summary="Say whether a parcel may be opened here",
    openapi_extra=_ANSWERING,
)
async def answer_arrival(follow_up: Id, form: ArrivalAnswerForm, write: Writing) -> Written:
    """The word that was given in the other municipality opens nothing here."""
    said = _said(form.giver, form.evidence, write.asker, agrees=form.agrees)
    command = arrival.AnswerArrival(form.parcel, form.neighbour, said, form.shared)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ARRIVALS,
    status_code=201,
    summary="Take in a parcel from another municipality",
    openapi_extra=_ARRIVING,
)
async def take_in_parcel(follow_up: Id, form: ArrivalForm, write: Writing) -> Written:
    """Verified, opened, and kept as the past of another place. It opens no logg."""
    try:
        letter = base64.b64decode(form.letter, validate=True)
    except binascii.Error:
        raise ParcelNotRead from None
    caller = write.caller
    parcel = await caller.door.moving.open_letter(caller.book, form.neighbour, letter)
    command = arrival.TakeInParcel(form.neighbour, parcel, UnitId(form.unit), form.shared)
    return await write.write(about(follow_up), command, HERE, new=parcel.id)


@router.get(
    ARRIVALS + "/{parcel_id}/receipt",
    summary="Read our signature that a parcel was taken in",
    response_model=shown_as(ParcelReceipt),
    openapi_extra=_ARRIVING,
)
async def read_parcel_receipt(follow_up: Id, parcel_id: Id, read: Reading) -> Response:
    """To be sent back, so that the other municipality knows it may let go."""
    caller = read.caller
    opened = await caller.door.moving.receipt(
        caller.book,
        caller.asker,
        FollowUpId(follow_up),
        parcel_id,
        read.asking("sign-for-parcel"),
    )
    return read.shown(opened.seen, shown_as(ParcelReceipt).model_validate(opened.view))


def _said(giver: Id | None, form: EvidenceForm, asker: Asker, *, agrees: bool) -> Said:
    return Said(PersonId(giver or asker.id), agrees, form.evidence())
