"""The logg over HTTP: the shared part of a follow-up is asked for, opened, locked, reopened."""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import SureWriting, Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Form, Id, Line, View, Words
from stafett.api.openapi import refusals, sure
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import ChildViewForm, Ids, MaybeLine, ProfessionalForm, persons, units
from stafett.domain import beside_plan, closing, followup, opening, paper_logg, reopening, voice
from stafett.domain import logg as rules

router = APIRouter(prefix="/v1", tags=["logg"], route_class=Route)

LOGG = ONE + "/logg"
_LOGG = refusals(followup, rules, opening, beside_plan, closing, reopening)
_PAPER = refusals(followup, paper_logg)


class OpeningForm(Form):
    """Kept here, or on paper and where (R179)."""

    medium: Code[rules.Medium] = rules.Medium.DIGITAL
    kept_at: MaybeLine = ""


class PlaceForm(Form):
    """Where the paper lies now (R179)."""

    kept_at: Line


class LockingForm(Form):
    """Who has agreed to lock it, and why."""

    agreed: Ids
    why: Words
    child_view: ChildViewForm


class ReopeningForm(Form):
    """For which units, and who carries the baton."""

    units: Ids = Field(min_length=1)
    holder: ProfessionalForm


class Asked(View):
    """The family has been asked; that is all there is to say."""

    id: Id
    logg: Literal["ASKED"] = "ASKED"


@router.post(
    LOGG + "/requests", status_code=202, summary="Ask the family for a logg", openapi_extra=_LOGG
)
async def ask_for_logg(follow_up: Id, write: Writing) -> Asked:
    """Open one, join the one there is, or open a locked one again: the family chooses (R62, R167).

    The answer is the same to the letter whether there is one or not, now and the next time, and
    so it holds no receipt: no two of those are alike.
    """
    await write.write(about(follow_up), opening.AskForLogg(), HERE)
    return Asked(id=follow_up)


@router.post(LOGG + "/openings", status_code=201, summary="Open the logg", openapi_extra=_LOGG)
async def open_logg(follow_up: Id, form: OpeningForm, write: Writing) -> Written:
    """On the consent of everyone whose consent is needed; copies nothing into it.

    Where the child has an open logg in another unit, the unit comes into that one instead and
    its own follow-up ends as joined; ``also.followUp`` names the other (R167).
    """
    return await write.write(about(follow_up), opening.OpenLogg(form.medium, form.kept_at), HERE)


@router.post(
    LOGG + "/places", status_code=201, summary="Say where a paper logg lies", openapi_extra=_PAPER
)
async def move_paper_logg(follow_up: Id, form: PlaceForm, write: Writing) -> Written:
    """For the holder and the home unit's leader; also once it is locked."""
    return await write.write(about(follow_up), paper_logg.MovePaperLogg(form.kept_at), HERE)


@router.post(
    LOGG + "/lockings",
    status_code=201,
    summary="Lock the logg by agreement",
    openapi_extra=sure(followup, rules, closing, voice),
)
async def lock_logg(follow_up: Id, form: LockingForm, write: SureWriting) -> Written:
    """One says what one saw last: nobody locks away a word they have not read."""
    command = rules.LockLogg(persons(form.agreed), form.why, form.child_view.view())
    return await write.write(about(follow_up), command, HERE)


@router.post(
    LOGG + "/closure-demands",
    status_code=201,
    summary="Demand that the logg is locked",
    openapi_extra=_LOGG,
)
async def demand_closure(follow_up: Id, write: Writing) -> Written:
    """For any one whose consent is needed today; at once, and nobody approves it (R60)."""
    return await write.write(about(follow_up), closing.DemandClosure(), HERE)


@router.post(
    LOGG + "/reopenings", status_code=201, summary="Open the logg again", openapi_extra=_LOGG
)
async def reopen_logg(follow_up: Id, form: ReopeningForm, write: Writing) -> Written:
    """On new consent from those whose consent is needed today, unit by unit (R62).

    Where the child has an open logg in another unit, the holder's unit comes into that one
    instead; what was locked stays locked, and ``also.followUp`` names the other (R167).
    """
    command = reopening.ReopenLogg(units(form.units), form.holder.professional())
    return await write.write(about(follow_up), command, HERE)
