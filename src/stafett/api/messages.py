"""Messages over HTTP: said in the logg, and read where the rest of the logg is read (R103)."""

from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Form, Id, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, MaybeLine, persons
from stafett.domain import desk, entry, followup, message
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1", tags=["messages"], route_class=Route)


class MessageForm(Form):
    """What one says, about whom (R175), and to which message it is an answer."""

    text: Words = Field(examples=["Nora gleder seg til gruppa i morgen."])
    about: Ids = Field(min_length=1)
    topic: MaybeLine = ""
    answers: Id | None = None
    unit: Id | None = None


@router.post(
    ONE + "/messages",
    status_code=201,
    summary="Send a message in the logg",
    openapi_extra=refusals(followup, message, desk, entry),
)
async def send_message(follow_up: Id, form: MessageForm, write: Writing) -> Written:
    """Staff speak for a unit that reads the logg; guardians where the municipality lets them."""
    new = message.MessageId(uuid4())
    words = message.Saying(
        text=form.text,
        about=persons(form.about),
        topic=form.topic,
        answers=message.MessageId(form.answers) if form.answers else None,
    )
    unit = UnitId(form.unit) if form.unit else None
    return await write.write(about(follow_up), message.SendMessage(new, words, unit), HERE, new=new)
