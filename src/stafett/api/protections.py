"""Protected addresses over HTTP: that one is protected, and how to reach the person all the same.

Where somebody lives is written nowhere.
"""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field, StringConstraints
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.forms import Code, Day, Form, Id, Line, MaybeWords, View, Words
from stafett.api.openapi import refusals
from stafett.api.persons import HERE, ONE, whom
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids
from stafett.domain import keeping_safe, protection, registering
from stafett.domain.people import EmployeeId, PersonId

router = APIRouter(prefix="/v1", tags=["persons"], route_class=Route)

PROTECTIONS = ONE + "/protections"
SAFE_WAY = ONE + "/safe-way"
_PROTECTION = refusals(protection, registering)
_REVIEW = refusals(keeping_safe, registering)


class ProtectionForm(Form):
    """How strictly the address is protected, and for whom it is no secret.

    ``knownTo`` are those in the family who know where the person lives, ``readers`` the employees
    who may read how to reach them, ``reviewOn`` the day somebody looks at it again.
    """

    grade: Code[protection.Grade] = Field(examples=["STRICTLY_CONFIDENTIAL"])
    known_to: Ids = Field(default_factory=list)
    readers: Ids = Field(default_factory=list)
    review_on: Day
    reference: Line


class LiftingForm(Form):
    """The paper that shows that the address is protected no longer."""

    reference: Line


class ProtectionReviewForm(Form):
    """That the address is still protected, how one knows, and the day to look at it again."""

    why: Words
    review_on: Day


class SafeWayForm(Form):
    """How to reach the person without telling anybody where they live. Never write an address."""

    phone: Annotated[str, StringConstraints(max_length=30, pattern=r"^[0-9+ ()]*$")] = ""
    email: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\s@]+@[^\s@]+$|^$")] = ""
    words: MaybeWords = ""


class ShownSafeWay(View):
    """How to reach the person without telling anybody where they live."""

    phone: str
    email: str
    words: str


@router.post(
    PROTECTIONS,
    status_code=201,
    summary="Say that an address is protected",
    openapi_extra=_PROTECTION,
)
async def protect_address(person: Id, form: ProtectionForm, write: Writing) -> Written:
    """By the registrar the same day, or an administrator; said again it takes the old one's place.

    From now on everybody else in the family is shown units and people at work by other ids, by
    what kind they are and not by name, and ``NOT_TOLD`` where words tell a place. What somebody
    writes in free words is shown as it is: write nothing there that tells where the person lives.
    """
    command = protection.ProtectAddress(
        grade=form.grade,
        known_to=frozenset(PersonId(one) for one in form.known_to),
        readers=frozenset(EmployeeId(one) for one in form.readers),
        review_on=form.review_on,
        reference=form.reference,
        secret=uuid4(),
    )
    return await write.write(whom(person), command, HERE)


@router.post(
    PROTECTIONS + "/reviews",
    status_code=201,
    summary="Say that an address is still protected",
    openapi_extra=_REVIEW,
)
async def review_protection(person: Id, form: ProtectionReviewForm, write: Writing) -> Written:
    """By the employees who may read how to reach the person, for whom it falls due, or as it began.

    Nothing else changes by it. Whoever finds that it is protected no longer asks an administrator.
    """
    command = keeping_safe.ReviewProtection(form.why, form.review_on)
    return await write.write(whom(person), command, HERE)


@router.post(
    PROTECTIONS + "/endings",
    status_code=201,
    summary="Say that an address is protected no longer",
    openapi_extra=_PROTECTION,
)
async def lift_protection(person: Id, form: LiftingForm, write: Writing) -> Written:
    """By an administrator only. No day ends it by itself."""
    return await write.write(whom(person), protection.LiftProtection(form.reference), HERE)


@router.post(
    SAFE_WAY,
    status_code=201,
    summary="Say how to reach somebody whose address is protected",
    openapi_extra=_PROTECTION,
)
async def keep_safe_way(person: Id, form: SafeWayForm, write: Writing) -> Written:
    """By the employees who were named for it. It lies sealed under a key of its own."""
    way = protection.SafeWay(form.phone, form.email, form.words)
    return await write.write(whom(person), protection.KeepSafeWay(way), HERE)


@router.get(
    SAFE_WAY,
    summary="Read how to reach somebody whose address is protected",
    response_model=ShownSafeWay,
)
async def open_safe_way(person: Id, read: Reading) -> Response:
    """For the employees who were named for it, and the person. The journal has each reading."""
    caller = read.caller
    opened = await caller.door.open_safe_way(
        caller.book, caller.asker, PersonId(person), asking=read.asking("open-safe-way")
    )
    return read.shown(opened.seen, ShownSafeWay.model_validate(opened.view))
