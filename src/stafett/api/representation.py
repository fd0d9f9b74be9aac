"""Representation over HTTP: who speaks for whom on which basis, and a care order."""

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.forms import Code, Day, Form, Id, Line
from stafett.api.openapi import refusals
from stafett.api.persons import HERE, ONE, whom
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Key, Keys
from stafett.domain import registering, representation
from stafett.domain.people import PersonId
from stafett.domain.spokesperson import Scope

router = APIRouter(prefix="/v1", tags=["persons"], route_class=Route)

_REPRESENTATION = refusals(representation, registering)


class RepresentativeForm(Form):
    """Who speaks for whom, on which basis (``GET /v1/law``), how far, and which paper shows it."""

    representative: Id
    representative_name: Line
    speaks_for: Id
    basis: Key = Field(examples=["power-of-attorney"])
    scope: list[Code[Scope]] = Field(min_length=1, max_length=2)
    since: Day
    until: Day | None = None
    reference: Line


class CareOrderForm(Form):
    """A care order; without ``kinds`` child welfare has the say about every unit."""

    kinds: Keys = Field(default_factory=list)
    since: Day
    until: Day | None = None
    reference: Line


@router.post(
    ONE + "/representatives",
    status_code=201,
    summary="Write down who speaks for whom",
    openapi_extra=_REPRESENTATION,
)
async def record_representative(person: Id, form: RepresentativeForm, write: Writing) -> Written:
    """By the registrar the same day, or an administrator; the family sees it."""
    command = representation.RecordRepresentative(
        representative=PersonId(form.representative),
        representative_name=form.representative_name,
        speaks_for=PersonId(form.speaks_for),
        basis=form.basis,
        scope=frozenset(form.scope),
        since=form.since,
        reference=form.reference,
        until=form.until,
    )
    return await write.write(whom(person), command, HERE)


@router.post(
    ONE + "/care-orders",
    status_code=201,
    summary="Write down a care order",
    openapi_extra=_REPRESENTATION,
)
async def record_care_order(person: Id, form: CareOrderForm, write: Writing) -> Written:
    """From its first day the word is for whoever speaks for child welfare to give."""
    command = representation.RecordCareOrder(
        kinds=frozenset(form.kinds),
        since=form.since,
        reference=form.reference,
        until=form.until,
    )
    return await write.write(whom(person), command, HERE)
