"""Duty to report over HTTP: one's own report, telling without consent, and the law behind it."""

from typing import Annotated, Any, TypeAlias
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from stafett.api import concerns
from stafett.api.alarms import InformedForm, ReportedTooForm, SecondPersonForm, informed
from stafett.api.caller import Calling, Reader, Reading, Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Instant, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.api.words import Key, MaybeLine
from stafett.application.asking import Target
from stafett.domain import (
    acute,
    contact,
    disclosure,
    followup,
    national_report,
    own_report,
    receiver,
)
from stafett.domain import concern as rules
from stafett.domain.informing import SayWhetherTheyKnow
from stafett.domain.lawbook import LegalGround
from stafett.domain.people import UnitId
from stafett.law import lawbook

router = APIRouter(prefix="/v1", tags=["duty to report"], route_class=Route)

REPORTS = ONE + "/reports"
DISCLOSURES = ONE + "/disclosures"
_REPORT = refusals(followup, own_report, contact, SayWhetherTheyKnow)
_DISCLOSURE = refusals(followup, disclosure, contact, acute, SayWhetherTheyKnow)
Told = Annotated[list[InformedForm], Field(max_length=20)]


class OwnReportForm(Form):
    """A report one has sent; ``because`` is left out when none of the three dangers is why."""

    unit: Id
    receiver: Code[receiver.Receiver]
    receiver_name: Line
    channel: Code[contact.Channel]
    because: Code[acute.Danger] | None = None
    text: Words
    informed: Told
    at: Instant
    reference: MaybeLine = ""
    others: Annotated[list[ReportedTooForm], Field(max_length=20)] = Field(default_factory=list)


class DisclosureForm(Form):
    """What was told to whom without consent, on which ground, and why it was needed (3.6)."""

    ground: Key = Field(examples=["report-to-child-welfare"])
    receiver: Code[receiver.Receiver]
    receiver_name: Line
    items: Annotated[list[Words], Field(min_length=1, max_length=50)]
    necessity: Words
    second: SecondPersonForm
    informed: Told
    at: Instant

    def disclosed(self) -> disclosure.Disclosed:
        """Return it as the domain has it."""
        return disclosure.Disclosed(
            ground=self.ground,
            receiver=self.receiver,
            receiver_name=self.receiver_name,
            items=tuple(self.items),
            necessity=self.necessity,
            second=self.second.second(),
            informed=informed(self.informed),
            at=self.at,
        )


class UnitsDisclosureForm(DisclosureForm):
    """The same, on which unit's behalf."""

    unit: Id


class ShownGrounds(View):
    """The grounds for telling without consent that are law on a day; who checked them is said."""

    on: Day
    grounds: tuple[ShownAs[LegalGround], ...]


class ShownFilledIn(View):
    """The national form, what is left for the author in it, and why it may need a hand."""

    document: dict[str, Any] = Field(
        description="By the national schema for a public report of concern, version 2."
    )
    blanks: tuple[str, ...] = Field(description="RFC 6901, into the document.")
    by_hand: tuple[Code[national_report.ByHand], ...]


def goes_to(
    municipality: Annotated[str, Query(pattern=r"^\d{4}$", examples=["3232"])],
    municipality_name: Annotated[Line, Query(alias="municipalityName")],
    district: Annotated[str, Query(pattern=r"^\d{2}$", examples=["00"])] = "00",
    district_name: Annotated[MaybeLine, Query(alias="districtName")] = "",
) -> national_report.Addressee:
    """Return the child welfare service that a report goes to."""
    return national_report.Addressee(municipality, municipality_name, district, district_name)


Goes: TypeAlias = Annotated[national_report.Addressee, Depends(goes_to)]


@router.post(
    REPORTS, status_code=201, summary="Write down a report of one's own", openapi_extra=_REPORT
)
async def make_own_report(follow_up: Id, form: OwnReportForm, write: Writing) -> Written:
    """Everybody who takes part has this duty for themselves; neither holder nor leader is asked.

    Suspected violence or sexual abuse has no place here: raise a shielded concern.
    """
    new = uuid4()
    sent = own_report.Sent(
        receiver=form.receiver,
        receiver_name=form.receiver_name,
        channel=form.channel,
        because=form.because,
        text=form.text,
        informed=informed(form.informed),
        at=form.at,
        reference=form.reference,
        others=tuple(one.too() for one in form.others),
    )
    command = own_report.MakeOwnReport(new, UnitId(form.unit), sent)
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    DISCLOSURES,
    status_code=201,
    summary="Write down what was told without consent",
    openapi_extra=_DISCLOSURE,
)
async def disclose(follow_up: Id, form: UnitsDisclosureForm, write: Writing) -> Written:
    """It lies in the unit's own part; the paragraph as it stood that day is kept with it."""
    new = uuid4()
    command = disclosure.DiscloseWithoutConsent(new, UnitId(form.unit), form.disclosed())
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    concerns.ONE + "/disclosures",
    status_code=201,
    summary="Write down what was told of a concern without consent",
    openapi_extra=refusals(rules, disclosure, contact, acute, SayWhetherTheyKnow),
)
async def disclose_of_concern(concern: Id, form: DisclosureForm, write: Writing) -> Written:
    """Of a shielded concern it lies in its compartment, and nobody else learns of it."""
    new = uuid4()
    command = disclosure.RecordDisclosure(new, form.disclosed())
    return await write.write(concerns.about(concern), command, concerns.HERE, new=new)


@router.get(
    concerns.ONE + "/reports/{report}/national-form",
    summary="Have a report filled in as the national portal wants it",
    response_model=ShownFilledIn,
    openapi_extra=refusals(national_report),
)
async def fill_in_of_concern(concern: Id, report: Id, addressee: Goes, read: Reading) -> Response:
    """For whoever made the report. What is left for them to fill in is pointed out."""
    return await _filled_in(read, concerns.about(concern), report, addressee)


@router.get(
    REPORTS + "/{report}/national-form",
    summary="Have a report of one's own filled in as the national portal wants it",
    response_model=ShownFilledIn,
    openapi_extra=refusals(national_report),
)
async def fill_in(follow_up: Id, report: Id, addressee: Goes, read: Reading) -> Response:
    """For whoever made the report. What is left for them to fill in is pointed out."""
    return await _filled_in(read, about(follow_up), report, addressee)


async def _filled_in(
    read: Reader, target: Target, report: UUID, addressee: national_report.Addressee
) -> Response:
    caller = read.caller
    asking = read.asking("fill-in-report")
    filled = await caller.door.fill_in_report(
        caller.book, caller.asker, target, report, addressee, asking=asking
    )
    return read.shown(filled.seen, ShownFilledIn.model_validate(filled.view))


@router.get("/legal-grounds", summary="Read on which grounds one may tell without consent")
async def read_grounds(
    caller: Calling,
    on: Annotated[Day, Query(description="The day.", examples=["2026-11-21"])],
) -> ShownGrounds:
    """Open to everybody the book knows; each ground says where it is from and who may be told."""
    del caller
    return ShownGrounds.model_validate({"on": on, "grounds": lawbook().on(on)})
