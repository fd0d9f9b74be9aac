"""Acute and shielded concerns over HTTP: somebody must be told now, or must not be told yet."""

from collections.abc import Iterable, Mapping
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.concerns import CONCERNS, HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Instant, Line, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, MaybeLine, employees
from stafett.application.asking import Target
from stafett.domain import acute, contact, receiver, shield, shielding
from stafett.domain import concern as rules
from stafett.domain.informing import Informed, ReportedToo, SayWhetherTheyKnow
from stafett.domain.people import ConcernId, EmployeeId, PersonId, UnitId

router = APIRouter(prefix="/v1", tags=["concerns"], route_class=Route)

SHIELD = ONE + "/shield"


class SecondPersonForm(Form):
    """Who stood beside one: the leader, or another and why not the leader (R46)."""

    employee: Id | None = None
    why_not_leader: MaybeWords = ""

    def second(self) -> acute.SecondPerson:
        """Return it as the domain has it."""
        who = EmployeeId(self.employee) if self.employee else None
        return acute.SecondPerson(who, self.why_not_leader)


class AcuteForm(Form):
    """Why it cannot wait, and who stood beside one."""

    danger: Code[acute.Danger]
    text: Words
    second: SecondPersonForm


class ContactedForm(Form):
    """Whom one contacted, how, and when."""

    receiver: Code[receiver.Receiver]
    receiver_name: Line
    channel: Code[contact.Channel]
    at: Instant
    reference: MaybeLine = ""


class InformedForm(Form):
    """Whether somebody in the family was told of the report, and if not, why."""

    person: Id
    told: bool
    why_not: MaybeWords = ""


def informed(told: Iterable[InformedForm]) -> Mapping[PersonId, Informed]:
    """Return who in the family was told, as the domain has it."""
    return {PersonId(one.person): Informed(one.told, one.why_not) for one in told}


class ReportedTooForm(Form):
    """Another child in the same report, and whether it was told (R176)."""

    name: Line
    born: Day | None = None
    told: bool
    why_not: MaybeWords = ""

    def too(self) -> ReportedToo:
        """Return it as the domain has it."""
        return ReportedToo(self.name, self.born, Informed(self.told, self.why_not))


class ReportForm(Form):
    """A report to child welfare or the police, as it was sent."""

    receiver: Code[receiver.Receiver]
    receiver_name: Line
    channel: Code[contact.Channel]
    text: Words
    informed: Annotated[list[InformedForm], Field(max_length=20)]
    at: Instant
    reference: MaybeLine = ""
    others: Annotated[list[ReportedTooForm], Field(max_length=20)] = Field(default_factory=list)


class OtherChildForm(Form):
    """Another child whom the suspicion is about too; nothing of theirs is looked up (R176)."""

    name: Line
    born: Day | None = None


class ShieldedConcernForm(Form):
    """A suspicion of violence or sexual abuse, and who alone may know of it (R88)."""

    about: Id
    unit: Id
    suspicion: Code[shield.Suspicion]
    text: Words
    best_interests: Words
    second: SecondPersonForm
    review_on: Day
    readers: Ids = Field(default_factory=list)
    kept_from: Ids = Field(default_factory=list)
    others: Annotated[list[OtherChildForm], Field(max_length=20)] = Field(default_factory=list)


class ReaderForm(Form):
    """One who may know of it, or no longer, and why."""

    reader: Id
    why: Words


class ChildLetInForm(Form):
    """Why the child may read it, and how that is best for the child."""

    why: Words
    best_interests: Words


class ReviewForm(Form):
    """Why it stays shielded, and until when that is to be looked at again."""

    why: Words
    review_on: Day


class LiftingForm(Form):
    """Why the family may know from now on, and how that is best for the child."""

    why: Words
    best_interests: Words


_ACUTE = refusals(rules, acute)
_CONTACT = refusals(rules, contact, SayWhetherTheyKnow)
_SHIELD = refusals(rules, shield, shielding)


@router.post(
    ONE + "/acute", status_code=201, summary="Say that a concern is acute", openapi_extra=_ACUTE
)
async def declare_acute(concern: Id, form: AcuteForm, write: Writing) -> Written:
    """Needs no consent; the guardians may know of it."""
    command = acute.DeclareAcute(form.danger, form.text, form.second.second())
    return await write.write(about(concern), command, HERE)


@router.post(
    ONE + "/contacts",
    status_code=201,
    summary="Write down whom one contacted",
    openapi_extra=_CONTACT,
)
async def record_contact(concern: Id, form: ContactedForm, write: Writing) -> Written:
    """Next of kin, child welfare, the police: receiver, time, channel and reference."""
    new = uuid4()
    command = contact.RecordContact(
        contact=new,
        receiver=form.receiver,
        receiver_name=form.receiver_name,
        channel=form.channel,
        at=form.at,
        reference=form.reference,
    )
    return await write.write(about(concern), command, HERE, new=new)


@router.post(
    ONE + "/reports",
    status_code=201,
    summary="Write down a report that was sent",
    openapi_extra=_CONTACT,
)
async def record_report(concern: Id, form: ReportForm, write: Writing) -> Written:
    """To child welfare or the police; says of each in the family whether they were told."""
    new = uuid4()
    command = contact.RecordReport(
        report=new,
        receiver=form.receiver,
        receiver_name=form.receiver_name,
        channel=form.channel,
        text=form.text,
        informed=informed(form.informed),
        at=form.at,
        reference=form.reference,
        others=tuple(one.too() for one in form.others),
    )
    return await write.write(about(concern), command, HERE, new=new)


@router.post(
    CONCERNS + "/shielded",
    status_code=201,
    summary="Raise a shielded concern",
    openapi_extra=_SHIELD,
)
async def raise_shielded(form: ShieldedConcernForm, write: Writing) -> Written:
    """Only its author and the readers named here will ever be told that it exists."""
    command = shield.RaiseShieldedConcern(
        concern=ConcernId(uuid4()),
        unit=UnitId(form.unit),
        suspicion=form.suspicion,
        text=form.text,
        best_interests=form.best_interests,
        second=form.second.second(),
        review_on=form.review_on,
        readers=employees(form.readers),
        kept_from=employees(form.kept_from),
        others=tuple(shield.OtherChild(one.name, one.born) for one in form.others),
    )
    return await write.write(Target.concern(), command, HERE, about=PersonId(form.about))


@router.post(
    SHIELD + "/readers", status_code=201, summary="Name one who may know", openapi_extra=_SHIELD
)
async def name_reader(concern: Id, form: ReaderForm, write: Writing) -> Written:
    """From now on the reader finds the concern in their list."""
    command = shield.NameShieldReader(EmployeeId(form.reader), form.why)
    return await write.write(about(concern), command, HERE)


@router.post(
    SHIELD + "/readers/removals",
    status_code=201,
    summary="Let somebody no longer know",
    openapi_extra=_SHIELD,
)
async def remove_reader(concern: Id, form: ReaderForm, write: Writing) -> Written:
    """From now on there is nothing here for them."""
    command = shield.RemoveShieldReader(EmployeeId(form.reader), form.why)
    return await write.write(about(concern), command, HERE)


@router.post(
    SHIELD + "/child", status_code=201, summary="Let the child read it", openapi_extra=_SHIELD
)
async def let_child_in(concern: Id, form: ChildLetInForm, write: Writing) -> Written:
    """A reasoned decision; nobody else in the family is told."""
    command = shield.LetChildIn(form.why, form.best_interests)
    return await write.write(about(concern), command, HERE)


@router.post(
    SHIELD + "/reviews", status_code=201, summary="Look at the shield again", openapi_extra=_SHIELD
)
async def review_shield(concern: Id, form: ReviewForm, write: Writing) -> Written:
    """A shield is never for ever: it has a day on which it is looked at."""
    return await write.write(about(concern), shield.ReviewShield(form.why, form.review_on), HERE)


@router.post(
    SHIELD + "/liftings", status_code=201, summary="Lift the shield", openapi_extra=_SHIELD
)
async def lift_shield(concern: Id, form: LiftingForm, write: Writing) -> Written:
    """From now on the family may be told, and reads it once they are."""
    command = shield.LiftShield(form.why, form.best_interests)
    return await write.write(about(concern), command, HERE)
