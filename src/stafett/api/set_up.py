"""Setting up over HTTP: an administrator comes in by a link that works once."""

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Newcomer, NewcomerAsking, written
from stafett.api.contacts import ContactForm
from stafett.api.forms import Form, Line
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.domain import first_administrator

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)


class ArrivalForm(Form):
    """The link one was given, and how to reach one."""

    link: Line = Field(examples=["wq0c2m9Yv3Rk8b1Zt5n7x4HjL6sD0fGpQeUaIoKyTzM"])
    contact: ContactForm


@router.post(
    "/set-up",
    status_code=201,
    summary="Come in as an administrator",
    openapi_extra=refusals(first_administrator),
)
async def arrive(form: ArrivalForm, newcomer: NewcomerAsking) -> Written:
    """From then on the log-in one used is an administrator's, and the link is good for nothing.

    The link is made by whoever runs the installation: for the first one, and for another one when
    there are not two who could stand behind what takes two people.
    """
    who: Newcomer = newcomer
    done = await who.door.arrive(
        who.book,
        who.log_in.account,
        form.link,
        form.contact.contact(),
        promise=who.promise,
        asking=who.asking,
    )
    return written(who.answer, done, "/employees")
