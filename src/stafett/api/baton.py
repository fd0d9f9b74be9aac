"""The baton over HTTP: offered, accepted, declined, taken back."""

from fastapi import APIRouter

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Line, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import FamilyWishForm, MaybeLine, ProfessionalForm
from stafett.domain import baton as relay
from stafett.domain import followup, handing_over, handover, team

router = APIRouter(prefix="/v1", tags=["baton"], route_class=Route)

OFFERS = ONE + "/baton/offers"
_BATON = refusals(followup, handing_over, team)


class OfferForm(Form):
    """Whom to ask to carry the baton; the old holder stays the holder until they accept."""

    to: ProfessionalForm
    decided_by: MaybeLine = ""
    because: Code[relay.Because] = relay.Because.ORDINARY
    wish: FamilyWishForm | None = None


class FormalDecisionForm(Form):
    """The formal decision (vedtak) that child welfare carries the baton under (R75)."""

    decided_on: Day
    reference: Line


class AcceptanceForm(Form):
    """Yes; child welfare says by which formal decision, where the guide asks for one."""

    formal_decision: FormalDecisionForm | None = None


class NoForm(Form):
    """Why not."""

    why: Words


@router.post(OFFERS, status_code=201, summary="Offer the baton", openapi_extra=_BATON)
async def offer_baton(follow_up: Id, form: OfferForm, write: Writing) -> Written:
    """Nothing changes for the child until it is accepted."""
    command = handover.OfferBaton(
        to=form.to.professional(),
        decided_by=form.decided_by,
        because=form.because,
        wish=form.wish.family_wish() if form.wish else handover.NO_WISH,
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    OFFERS + "/acceptances", status_code=201, summary="Take the baton", openapi_extra=_BATON
)
async def accept_baton(follow_up: Id, form: AcceptanceForm, write: Writing) -> Written:
    """For the one who was asked, while the unit is let in."""
    there = form.formal_decision
    decision = relay.FormalDecision(there.decided_on, there.reference) if there else None
    return await write.write(about(follow_up), handover.AcceptBaton(decision), HERE)


@router.post(
    OFFERS + "/declines", status_code=201, summary="Say no to the baton", openapi_extra=_BATON
)
async def decline_baton(follow_up: Id, form: NoForm, write: Writing) -> Written:
    """The old holder goes on."""
    return await write.write(about(follow_up), handover.DeclineBaton(form.why), HERE)


@router.post(
    OFFERS + "/withdrawals", status_code=201, summary="Take the offer back", openapi_extra=_BATON
)
async def withdraw_offer(follow_up: Id, write: Writing) -> Written:
    """Before anybody has answered."""
    return await write.write(about(follow_up), handover.WithdrawOffer(), HERE)
