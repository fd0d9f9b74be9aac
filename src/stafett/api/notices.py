"""Notices over HTTP: each says for themselves where they want to be told, and stops it again.

What is sent says that there is something new, and nothing else. Nobody can ask on behalf of
anybody else, and an address that was given for something else is not used.
"""

from typing import Annotated, TypeAlias

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Code, Form, View
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.application.asking import Target
from stafett.domain import notices_at_work, registering
from stafett.domain.notice import AskForNotices, Language, StopNotices
from stafett.domain.people import Asker, Citizen

router = APIRouter(prefix="/v1", tags=["notices"], route_class=Route)

HERE = "/me/notices"
_MINE = refusals(notices_at_work, registering)

Address: TypeAlias = Annotated[
    str,
    StringConstraints(
        max_length=200, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,130}$"
    ),
]


class NoticesForm(Form):
    """Where I want to be told that there is something new for me, and in which written form."""

    address: Address = Field(examples=["kari@example.no"])
    language: Code[Language] = Language.NB


class MyNotices(View):
    """Where I am told, or nothing: then nothing is sent to me."""

    address: str | None
    language: Code[Language] | None


@router.get(HERE, summary="Read where I am told that there is something new")
async def read_my_notices(caller: Calling) -> MyNotices:
    """My own address for notices; nobody else is shown it."""
    wish = await caller.door.notices_of(caller.book, caller.asker)
    if wish is None:
        return MyNotices(address=None, language=None)
    return MyNotices(address=wish.address, language=wish.language)


@router.post(
    HERE,
    status_code=201,
    summary="Ask to be told that there is something new",
    openapi_extra=_MINE,
)
async def ask_for_notices(form: NoticesForm, write: Writing) -> Written:
    """By e-mail, on offers, answers, withdrawals, requests, meetings and days that come.

    Nothing is ever sent because of a concern.
    """
    return await write.write(_me(write.asker), AskForNotices(form.address, form.language), HERE)


@router.post(
    HERE + "/stoppings", status_code=201, summary="Ask to be told no more", openapi_extra=_MINE
)
async def stop_notices(write: Writing) -> Written:
    """Also what already waits to be sent is not sent."""
    return await write.write(_me(write.asker), StopNotices(), HERE)


def _me(asker: Asker) -> Target:
    """Return what the caller's own word is written in."""
    return Target.person(asker.person) if isinstance(asker, Citizen) else Target.municipality()
