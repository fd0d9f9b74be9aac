"""Comments over HTTP, and for which units something in the logg is (R57, R58)."""

from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Form, Id, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, persons, units
from stafett.domain import comment, desk, entry, followup, narrowing, unit
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1", tags=["comments"], route_class=Route)


class CommentForm(Form):
    """What one says, beside what, and about whom (R175); the family leaves ``unit`` out."""

    item: Id
    text: Words = Field(examples=["Hjemme har vi sett det samme."])
    about: Ids = Field(min_length=1)
    unit: Id | None = None


class ShowingForm(Form):
    """Which units read it; without ``units``, all that are let into the logg."""

    item: Id
    units: Ids | None = None
    unit: Id | None = None


@router.post(
    ONE + "/comments",
    status_code=201,
    summary="Comment on what was written",
    openapi_extra=refusals(followup, comment, desk, entry),
)
async def make_comment(follow_up: Id, form: CommentForm, write: Writing) -> Written:
    """It changes nothing of what it stands beside, and is read by whoever reads that."""
    new = comment.CommentId(uuid4())
    beside = comment.Beside(form.item, form.text, persons(form.about))
    command = comment.MakeComment(new, beside, UnitId(form.unit) if form.unit else None)
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    ONE + "/showings",
    status_code=201,
    summary="Say which units read something in the logg",
    openapi_extra=refusals(followup, narrowing, desk, unit),
)
async def show_item(follow_up: Id, form: ShowingForm, write: Writing) -> Written:
    """Said by the unit that wrote it, or by whoever in the family did; the family reads it all."""
    to = None if form.units is None else units(form.units)
    command = narrowing.ShowItemTo(form.item, UnitId(form.unit) if form.unit else None, to)
    return await write.write(about(follow_up), command, HERE)
