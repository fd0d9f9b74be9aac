"""Emergencies over HTTP: looking in on one child, and who looks at it afterwards.

The child is named by its national number, in a body. Whether the book knows it is not told: of a
child nobody knows there is nothing to see.
"""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from stafett.api.allowances import Allowances
from stafett.api.caller import Reading, Writing
from stafett.api.forms import Code, Form, Id, Line
from stafett.api.numbers import NumberRules
from stafett.api.openapi import refusals
from stafett.api.persons import ONE as PERSON
from stafett.api.persons import Number
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import shown_as
from stafett.api.words import Key
from stafett.application.asking import Target
from stafett.domain import looking_in, municipality, national_number, rulebook
from stafett.domain.emergency import MOST_MINUTES, Finding
from stafett.domain.emergency_views import EmergenciesView, FamilysEmergenciesView, LookedInView
from stafett.domain.people import PersonId, UnitId
from stafett.domain.wording import SayWhy

router = APIRouter(prefix="/v1", tags=["emergencies"], route_class=Route)

EMERGENCIES = "/emergencies"
OPENING = EMERGENCIES + "/{opening}"
ShownEmergencies = shown_as(EmergenciesView)
ShownLookedIn = shown_as(LookedInView)
ShownFamilysEmergencies = shown_as(FamilysEmergenciesView)


class EmergencyForm(Form):
    """Whom one looks in on, for which unit, on which ground and why, for so many minutes.

    ``reason`` is one of the ground's; ``words`` name nobody.
    """

    national_number: Number
    unit: Id
    ground: Key = Field(examples=["avert-danger"])
    reason: Key = Field(examples=["child-is-missing"])
    words: Line = Field(examples=["Ikke kommet hjem, og ingen av de voksne svarer."])
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)] = 30


class ReviewForm(Form):
    """What another one made of it."""

    finding: Code[Finding]
    words: Line


@router.post(
    EMERGENCIES,
    status_code=201,
    summary="Look in on a child in an emergency",
    openapi_extra=refusals(looking_in, national_number, municipality, rulebook, SayWhy)
    | {"x-problems": ["LIST_NOT_READY"]},
)
async def look_in(
    form: EmergencyForm, write: Writing, numbers: NumberRules, request: Request
) -> Written:
    """For an hour at most, to read and no more: never a locked logg, never what is shielded.

    The data protection officer and the unit's leader are told at once, and another one looks at
    it within three working days. What there is to see is found under the id that is answered.
    """
    number = numbers.accept(form.national_number)
    allowances: Allowances = request.app.state.allowances
    allowances.look_up(request)
    caller, unit = write.caller, UnitId(form.unit)
    who, names = await caller.door.emergencies.whom(
        caller.book, caller.asker, unit, number.digits, asking=caller.asking()
    )
    new = uuid4()
    command = looking_in.OpenInEmergency(
        opening=new,
        person=who,
        unit=unit,
        ground=form.ground,
        reason=form.reason,
        words=form.words,
        minutes=form.minutes,
        names=names,
    )
    return await write.write(Target.municipality(), command, EMERGENCIES + "/{new}", new=new)


@router.get(
    EMERGENCIES,
    summary="See who has looked in on a child in an emergency",
    response_model=ShownEmergencies,
)
async def watch(read: Reading) -> Response:
    """All, for the data protection officer; for a unit's leader what was done on its behalf.

    Everybody at work sees their own. Nowhere does it say which child it was.
    """
    caller = read.caller
    opened = await caller.door.emergencies.watched(
        caller.book, caller.asker, asking=read.asking("emergencies")
    )
    return read.shown(opened.seen, ShownEmergencies.model_validate(opened.view))


@router.get(
    OPENING,
    summary="See what there is to look in on",
    response_model=ShownLookedIn,
    openapi_extra={"x-problems": ["LIST_NOT_READY"]},
)
async def looked_in_on(opening: Id, read: Reading) -> Response:
    """For whoever looks in, while it lasts: the child, and the follow-ups to be opened by id."""
    caller = read.caller
    opened = await caller.door.emergencies.looked_in_on(
        caller.book, caller.asker, opening, asking=read.asking("look-in")
    )
    return read.shown(opened.seen, ShownLookedIn.model_validate(opened.view))


@router.post(
    OPENING + "/endings",
    status_code=201,
    summary="Look in no longer",
    openapi_extra=refusals(municipality, rulebook),
)
async def close(opening: Id, write: Writing) -> Written:
    """For whoever looks in, and for the data protection officer."""
    command = looking_in.CloseEmergency(opening)
    return await write.write(Target.municipality(), command, EMERGENCIES, new=opening)


@router.post(
    OPENING + "/reviews",
    status_code=201,
    summary="Say what one makes of it afterwards",
    openapi_extra=refusals(looking_in, municipality, rulebook, SayWhy),
)
async def review(opening: Id, form: ReviewForm, write: Writing) -> Written:
    """For the data protection officer, of what others did.

    What has waited longer than three working days, or was found wrong, closes the way for whoever
    looked in, until it is put right here.
    """
    command = looking_in.ReviewEmergency(opening, form.finding, form.words)
    return await write.write(Target.municipality(), command, EMERGENCIES, new=opening)


@router.get(
    PERSON + "/emergencies",
    summary="See who has looked in on the child in an emergency",
    response_model=ShownFamilysEmergencies,
)
async def of_person(person: Id, read: Reading) -> Response:
    """For the family: who, for which unit, when, why and by which paragraph.

    At once, unless the ground is one where the family hears of it when it has been reviewed.
    """
    caller = read.caller
    opened = await caller.door.emergencies.of_person(
        caller.book, caller.asker, PersonId(person), asking=read.asking("emergencies-of-person")
    )
    return read.shown(opened.seen, ShownFamilysEmergencies.model_validate(opened.view))
