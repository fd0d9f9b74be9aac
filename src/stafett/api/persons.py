"""Persons over HTTP: children, young people and the grown-ups who answer for them.

A national number comes in a body, never in an address, and never goes out again.
"""

from typing import Annotated, TypeAlias
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from stafett.api import beat
from stafett.api.allowances import Allowances
from stafett.api.caller import Reading, Writing
from stafett.api.contacts import AccountForm, ContactForm, ShownContact
from stafett.api.forms import Code, Day, Form, Id, Line, View
from stafett.api.numbers import NumberRules
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import JSON, Route
from stafett.api.showing import ShownAs
from stafett.application.asking import Target
from stafett.application.views import ProtectionView
from stafett.domain import expecting, guardianship, identity, linking, national_number, registering
from stafett.domain.people import PersonId
from stafett.domain.representation import CareOrder, Representative

router = APIRouter(prefix="/v1", tags=["persons"], route_class=Route)

PERSONS = "/persons"
ONE = PERSONS + "/{person}"
HERE = "/persons/{id}"


def _of_some_kind(text: str) -> str:
    try:
        national_number.read(text)
    except national_number.NotANationalNumber:
        raise PydanticCustomError("national_number", "no number of any kind we know") from None
    return text


Number: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=40), AfterValidator(_of_some_kind)
]


class PersonForm(Form):
    """A person to make known. The birth date is given here, never read out of the number."""

    full_name: Line = Field(examples=["Nora Li"])
    subject: Code[identity.Subject] = Field(examples=["CHILD"])
    born: Day | None = Field(None, examples=["2019-04-02"])
    national_number: Number | None = Field(None, examples=["02841986469"])


class NameForm(Form):
    """The name somebody goes by."""

    full_name: Line


class BirthDateForm(Form):
    """When somebody was born."""

    born: Day


class BirthForm(Form):
    """The child, registered as a person of its own, and the day it was born."""

    child: Id
    on: Day


class ExpectingForm(Form):
    """Whether one is expecting a child."""

    expecting: bool


class NumberForm(Form):
    """A national number, of any kind; it is checked, kept sealed and never shown again."""

    national_number: Number


class GuardianForm(Form):
    """Somebody's responsibility for the child, from a day, and where we know it from."""

    guardian: Id
    guardian_name: Line
    responsibility: Code[guardianship.Responsibility]
    since: Day
    evidence: Code[guardianship.Evidence]
    until: Day | None = None
    reference: Annotated[str, StringConstraints(max_length=200)] = ""


class OrganisationForm(Form):
    """An organisation that holds parental responsibility."""

    organisation_number: Annotated[str, StringConstraints(pattern=r"^\d{9}$")]
    organisation_name: Line
    since: Day
    until: Day | None = None
    reference: Annotated[str, StringConstraints(max_length=200)] = ""


class ShownGuardian(View):
    """Somebody who answers for the child, from and until (inclusive) a day."""

    person: Id
    name: str
    responsibility: Code[guardianship.Responsibility]
    since: Day
    until: Day | None
    evidence: Code[guardianship.Evidence]
    written: Day


class ShownOrganisation(View):
    """An organisation that holds parental responsibility, from and until (inclusive) a day."""

    number: str
    name: str
    since: Day
    until: Day | None
    written: Day


class ShownPerson(View):
    """A person as this reader may see them; the national number is never shown.

    ``written`` and ``bornWritten`` are the days it was said. The family finds in ``alsoWritten``
    everything else that was ever said of who answers for them: what stopped counting, what gave
    way to another word, and what counts from a later day. ``protection``: the address is protected;
    to those in the family whom it must not reach, it is not there.
    """

    id: Id
    name: str
    born: Day | None
    subject: Code[identity.Subject]
    guardians: tuple[ShownGuardian, ...]
    contact: ShownContact | None
    organisation: ShownOrganisation | None
    born_written: Day | None
    also_written: tuple[ShownGuardian, ...]
    representatives: tuple[ShownAs[Representative], ...]
    care_order: ShownAs[CareOrder] | None
    children: tuple[Id, ...]
    protection: ShownAs[ProtectionView] | None


class FoundPerson(View):
    """Somebody who was found."""

    id: Id


class Found(View):
    """Who was found: nobody, or one."""

    items: tuple[FoundPerson, ...]


@router.post(
    PERSONS,
    status_code=201,
    summary="Make a person known",
    openapi_extra=refusals(identity, national_number),
)
async def register_person(form: PersonForm, write: Writing, numbers: NumberRules) -> Written:
    """Answers alike whether or not the number was known: the person it belongs to (R168).

    Whoever registers a person new to the book completes it the same day: name, birth date,
    guardians. From then on these are an administrator's to change.
    """
    number = None if form.national_number is None else numbers.accept(form.national_number)
    register = identity.RegisterPerson(
        PersonId(uuid4()), form.subject, form.full_name, form.born, number
    )
    return await write.write(Target.person(), register, HERE)


# FastAPI does not yet know that this method has a body.
_ASKED = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/NumberForm"}}},
    }
}


async def _find(form: NumberForm, read: Reading, numbers: NumberRules, request: Request) -> Found:
    caller = read.caller
    number = numbers.accept(form.national_number)
    allowances: Allowances = request.app.state.allowances
    allowances.look_up(request)
    person = await caller.door.find_person(
        caller.book, caller.asker, number.digits, asking=read.asking("find-person")
    )
    if person is None:
        allowances.missed(request.scope)
        beat.keep(request.scope)
    return Found(items=(FoundPerson(id=person),) if person else ())


@router.post(
    PERSONS + "/search",
    summary="Find a person by national number",
    openapi_extra=refusals(national_number),
)
async def search_person(
    form: NumberForm, read: Reading, numbers: NumberRules, request: Request
) -> Found:
    """The same as `QUERY /v1/persons`, for those whose network blocks that method.

    Every look-up is in the journal, the misses too.
    """
    return await _find(form, read, numbers, request)


@router.api_route(
    PERSONS,
    methods=["QUERY"],
    summary="Find a person by national number (RFC 10008)",
    openapi_extra=refusals(national_number) | _ASKED,
)
async def query_person(
    form: NumberForm, read: Reading, numbers: NumberRules, request: Request
) -> Found:
    """For those who know the person already; to all others nobody is found (R168).

    That is an employee with an open matter about the person, or who registered them, and
    administrators. Anybody else registers the person. Every look-up is in the journal, the misses
    too.
    """
    return await _find(form, read, numbers, request)


@router.get(ONE, summary="Read who a person is", response_model=ShownPerson)
async def open_person(person: Id, read: Reading) -> Response:
    """For those who follow the person up, and for the family."""
    caller = read.caller
    opened = await caller.door.open_person(
        caller.book, caller.asker, PersonId(person), asking=read.asking("open-person")
    )
    return read.shown(opened.seen, ShownPerson.model_validate(opened.view))


@router.post(
    ONE + "/names",
    status_code=201,
    summary="Correct a name",
    openapi_extra=refusals(identity, registering),
)
async def give_name(person: Id, form: NameForm, write: Writing) -> Written:
    """By the registrar the same day, or an administrator. The earlier name is not forgotten."""
    return await write.write(whom(person), identity.GiveName(form.full_name), HERE)


@router.post(
    ONE + "/birth-dates",
    status_code=201,
    summary="Give a birth date",
    openapi_extra=refusals(identity, registering),
)
async def give_birth_date(person: Id, form: BirthDateForm, write: Writing) -> Written:
    """By the registrar the same day, or an administrator. An unborn becomes a child by it."""
    return await write.write(whom(person), identity.GiveBirthDate(form.born), HERE)


@router.post(
    ONE + "/births",
    status_code=201,
    summary="Say that a child has been born",
    openapi_extra=refusals(identity, registering),
)
async def record_birth(person: Id, form: BirthForm, write: Writing) -> Written:
    """To a pregnant woman. What is followed up for the child begins empty, under its own word."""
    command = identity.RecordBirth(PersonId(form.child), form.on)
    return await write.write(whom(person), command, HERE)


@router.post(
    ONE + "/expectings",
    status_code=201,
    summary="Say that one is expecting a child, or no longer is",
    openapi_extra=refusals(expecting, identity, registering),
)
async def say_expecting(person: Id, form: ExpectingForm, write: Writing) -> Written:
    """Said by herself, or by an administrator: from then on she alone consents and reads."""
    return await write.write(whom(person), expecting.SayExpecting(form.expecting), HERE)


@router.post(
    ONE + "/national-numbers",
    status_code=201,
    summary="Give a national number",
    openapi_extra=refusals(identity, national_number, registering),
)
async def give_national_number(
    person: Id, form: NumberForm, write: Writing, numbers: NumberRules
) -> Written:
    """By an administrator; whoever registers a person gives the number then.

    It is kept sealed, and found again by a keyed hash only.
    """
    number = numbers.accept(form.national_number)
    return await write.write(whom(person), identity.GiveNationalNumber(number), HERE)


@router.post(
    ONE + "/contacts",
    status_code=201,
    summary="Say how to reach",
    openapi_extra=refusals(identity, registering),
)
async def give_contact(person: Id, form: ContactForm, write: Writing) -> Written:
    """People say it for themselves; so may whoever carries the baton, and those above."""
    return await write.write(whom(person), identity.GiveContact(form.contact()), HERE)


@router.post(
    ONE + "/accounts",
    status_code=201,
    summary="Let a log-in stand for the person",
    openapi_extra=refusals(identity, registering, linking),
)
async def link_person_account(person: Id, form: AccountForm, write: Writing) -> Written:
    """By an administrator; where there are two, it opens nothing until another one says the same.

    Nobody has to say it of a log-in that proves a national number.
    """
    return await write.write(whom(person), identity.LinkPersonAccount(form.account()), HERE)


@router.post(
    ONE + "/guardians",
    status_code=201,
    summary="Write down who answers for the child",
    openapi_extra=refusals(guardianship, registering),
)
async def record_guardian(person: Id, form: GuardianForm, write: Writing) -> Written:
    """By the registrar the same day, or an administrator; the family sees it.

    Dated: it may count from a later day, and what stood before is not forgotten.
    """
    command = guardianship.RecordGuardian(
        guardian=PersonId(form.guardian),
        guardian_name=form.guardian_name,
        responsibility=form.responsibility,
        since=form.since,
        evidence=form.evidence,
        until=form.until,
        reference=form.reference,
    )
    return await write.write(whom(person), command, HERE)


@router.post(
    ONE + "/responsible-organisations",
    status_code=201,
    summary="Write down that an organisation holds parental responsibility",
    openapi_extra=refusals(guardianship, registering),
)
async def make_organisation_responsible(
    person: Id, form: OrganisationForm, write: Writing
) -> Written:
    """By the registrar the same day, or an administrator; as the population register says it."""
    command = guardianship.MakeOrganisationResponsible(
        organisation_number=form.organisation_number,
        organisation_name=form.organisation_name,
        since=form.since,
        until=form.until,
        reference=form.reference,
    )
    return await write.write(whom(person), command, HERE)


def whom(person: UUID) -> Target:
    """Return the person as what a command is about."""
    return Target.person(PersonId(person))
