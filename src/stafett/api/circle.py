"""The family's circle over HTTP: its own people, and who knows that a word was taken back."""

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Line
from stafett.api.openapi import refusals
from stafett.api.participants import UNIT
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.domain import acknowledging, consent, followup, network, speaking
from stafett.domain.people import PersonId, UnitId

router = APIRouter(prefix="/v1", tags=["the family's circle"], route_class=Route)

RELATIVES = ONE + "/relatives"
_NETWORK = refusals(followup, network, speaking, consent)
_KNOWN = refusals(followup, acknowledging)


class RelativeForm(Form):
    """Somebody of the family's own; what is not in ``opened`` they do not know (R138)."""

    relative: Id
    called: Line
    tie: Line = Field(examples=["grandmother"])
    opened: list[Code[network.Opened]] = Field(default_factory=list, max_length=2)
    last_day: Day


@router.post(
    RELATIVES,
    status_code=201,
    summary="Wish for somebody of the family's own to take part",
    openapi_extra=_NETWORK,
)
async def wish_for_relative(follow_up: Id, form: RelativeForm, write: Writing) -> Written:
    """Open to them is what everyone whose consent is needed says, and nothing that is written."""
    command = network.WishForRelative(
        relative=PersonId(form.relative),
        called=form.called,
        tie=form.tie,
        last_day=form.last_day,
        opened=frozenset(form.opened),
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    RELATIVES + "/{relative}/endings",
    status_code=201,
    summary="No longer wish for them to take part",
    openapi_extra=_NETWORK,
)
async def unwish_relative(follow_up: Id, relative: Id, write: Writing) -> Written:
    """One who wished for it is enough; no reason is asked."""
    command = network.UnwishRelative(PersonId(relative))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    UNIT + "/acknowledgements",
    status_code=201,
    summary="Say that one knows a word has been taken back",
    openapi_extra=_KNOWN,
)
async def acknowledge_withdrawal(follow_up: Id, unit: Id, write: Writing) -> Written:
    """For each who had a task in the unit; the family sees who has done it."""
    command = acknowledging.AcknowledgeWithdrawal(UnitId(unit))
    return await write.write(about(follow_up), command, HERE)
