"""The municipality over HTTP: its units, its people at work, and the rules it goes by."""

from typing import Annotated, TypeAlias
from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from stafett.api.caller import Calling, Writing
from stafett.api.contacts import AccountForm, ContactForm, ShownContact
from stafett.api.forms import Code, Day, Form, Id, Line, View
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.application.asking import Target
from stafett.domain import employment, leaving, municipality, staffing, two_people, unit
from stafett.domain.controller import Controller
from stafett.domain.facts import NotForYou
from stafett.domain.people import Duty, EmployeeId, Staff, UnitId
from stafett.domain.unit import Closing

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

EMPLOYEES = "/employees"
ONE = EMPLOYEES + "/{employee}"
HERE = "/employees"

Kind: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,39}$")]


class UnitForm(Form):
    """A unit to enter in the list; consents will name it."""

    name: Line = Field(examples=["Bjerka skole"])
    kind: Kind = Field(examples=["school"])
    municipal: bool = True
    public: bool = True
    part_of: Id | None = None
    contact: ContactForm | None = None


class EmployeeForm(Form):
    """Somebody at work."""

    contact: ContactForm


class EmploymentForm(Form):
    """Work in a unit, from a day on."""

    unit: Id
    since: Day
    leads: bool = False


class EmploymentEndForm(Form):
    """The last day in a unit."""

    unit: Id
    until: Day


class DepartureForm(Form):
    """Leaving at once: one unit, or with none named everything."""

    unit: Id | None = None


class LeadershipForm(Form):
    """Leading a unit, or no longer leading it, from a day on."""

    unit: Id
    since: Day


class DutyForm(Form):
    """A duty for the whole municipality."""

    duty: Code[Duty]


class AbsenceForm(Form):
    """The first day away."""

    since: Day


class AbsenceEndForm(Form):
    """The last day away."""

    until: Day


class ShownUnit(View):
    """A unit: a named place where people work with children."""

    id: Id
    name: str
    kind: str
    standing: str = Field(description="`municipal`, `public` or `private`.")
    part_of: Id | None
    contact: ShownContact
    closing: ShownAs[Closing] | None


class ShownEmployment(View):
    """Work in a unit, from and until (inclusive) a day."""

    unit: Id
    leads: bool
    since: Day
    until: Day | None
    closes: Day | None = Field(description="The unit's own last day, if it has one.")


class ShownEmployee(View):
    """Somebody at work; log-ins are not shown."""

    id: Id
    contact: ShownContact
    employments: tuple[ShownEmployment, ...]
    duties: frozenset[Code[Duty]]


class ShownMunicipality(View):
    """The municipality and its units, and who has been responsible for the book since when.

    Without ``controllers`` it is the municipality the book was opened for.
    """

    name: str
    units: tuple[ShownUnit, ...]
    controllers: tuple[ShownAs[Controller], ...]


class Employees(View):
    """Everybody at work."""

    items: tuple[ShownEmployee, ...]


class Me(View):
    """Who the book knows the caller as, today."""

    id: Id
    role: str = Field(description="`STAFF` or `CITIZEN`.")
    book: Id
    units: tuple[Id, ...] = ()
    leads: tuple[Id, ...] = ()
    duties: tuple[Code[Duty], ...] = ()


@router.get("/me", summary="Read who the book knows me as")
async def who_am_i(caller: Calling) -> Me:
    """Units, leadership and duties are the book's word today, never the token's."""
    asker = caller.asker
    if not isinstance(asker, Staff):
        return Me(id=asker.person, role="CITIZEN", book=caller.book)
    return Me(
        id=asker.employee,
        role="STAFF",
        book=caller.book,
        units=tuple(sorted(asker.units)),
        leads=tuple(sorted(asker.leads)),
        duties=tuple(sorted(asker.duties, key=lambda duty: duty.name)),
    )


@router.get("/municipality", summary="Read the municipality and its units")
async def read_municipality(caller: Calling) -> ShownMunicipality:
    """Open to everybody the book knows: families choose among these units."""
    found = await caller.door.municipality(caller.book)
    units = sorted(found.units.values(), key=lambda one: (one.name, one.id))
    return ShownMunicipality.model_validate(
        {"name": found.name, "units": units, "controllers": found.rulebook.controllers}
    )


@router.get(
    EMPLOYEES, summary="Read who works where", openapi_extra={"x-refusals": ["NOT_FOR_YOU"]}
)
async def read_employees(caller: Calling) -> Employees:
    """For staff who work here today; a family is shown those who take part with them."""
    asker = caller.asker
    if not isinstance(asker, Staff) or not (asker.units or asker.duties):
        raise NotForYou
    found = await caller.door.municipality(caller.book)
    people = sorted(found.employees.values(), key=lambda one: (one.contact.name, one.id))
    return Employees(items=tuple(map(ShownEmployee.model_validate, people)))


@router.post(
    "/units", status_code=201, summary="Enter a unit", openapi_extra=refusals(unit, municipality)
)
async def open_unit(form: UnitForm, write: Writing) -> Written:
    """For administrators."""
    new = uuid4()
    command = unit.OpenUnit(
        unit=UnitId(new),
        unit_name=form.name,
        kind=form.kind,
        municipal=form.municipal,
        public=form.public,
        part_of=UnitId(form.part_of) if form.part_of else None,
        contact=form.contact.contact() if form.contact else unit.NO_CONTACT,
    )
    return await write.write(Target.municipality(), command, "/municipality", new=new)


_STAFFING = refusals(staffing, leaving, municipality, employment, unit, two_people)


@router.post(
    EMPLOYEES, status_code=201, summary="Make somebody at work known", openapi_extra=_STAFFING
)
async def register_employee(form: EmployeeForm, write: Writing) -> Written:
    """For administrators."""
    new = uuid4()
    command = staffing.RegisterEmployee(EmployeeId(new), form.contact.contact())
    return await write.write(Target.municipality(), command, HERE, new=new)


@router.post(
    ONE + "/contacts",
    status_code=201,
    summary="Say how to reach an employee",
    openapi_extra=_STAFFING,
)
async def change_employee_contact(employee: Id, form: ContactForm, write: Writing) -> Written:
    """For administrators."""
    return await _change(write, staffing.RegisterEmployee(_who(employee), form.contact()))


@router.post(
    ONE + "/employments", status_code=201, summary="Give work in a unit", openapi_extra=_STAFFING
)
async def begin_employment(employee: Id, form: EmploymentForm, write: Writing) -> Written:
    """For administrators. From that day the employee works there."""
    command = staffing.BeginEmployment(
        _who(employee), UnitId(form.unit), form.since, leads=form.leads
    )
    return await _change(write, command)


@router.post(
    ONE + "/employments/endings",
    status_code=201,
    summary="Set the last day in a unit",
    openapi_extra=_STAFFING,
)
async def end_employment(employee: Id, form: EmploymentEndForm, write: Writing) -> Written:
    """For administrators. From the day after, nothing in the unit is open to the employee."""
    command = staffing.EndEmployment(_who(employee), UnitId(form.unit), form.until)
    return await _change(write, command)


@router.post(
    ONE + "/departures", status_code=201, summary="Let leave at once", openapi_extra=_STAFFING
)
async def let_leave(employee: Id, form: DepartureForm, write: Writing) -> Written:
    """For administrators. From this moment nothing is open to the employee.

    Their batons and concerns are their leader's at once, by rule (R173).
    """
    unit = UnitId(form.unit) if form.unit else None
    return await _change(write, leaving.LetLeave(_who(employee), unit))


@router.post(ONE + "/returns", status_code=201, summary="Let return", openapi_extra=_STAFFING)
async def let_return(employee: Id, write: Writing) -> Written:
    """For administrators. Their log-ins are theirs again; work and duties are given anew."""
    return await _change(write, leaving.LetReturn(_who(employee)))


@router.post(
    ONE + "/leaderships", status_code=201, summary="Let lead a unit", openapi_extra=_STAFFING
)
async def appoint_leader(employee: Id, form: LeadershipForm, write: Writing) -> Written:
    """For administrators."""
    command = staffing.AppointLeader(_who(employee), UnitId(form.unit), form.since)
    return await _change(write, command)


@router.post(
    ONE + "/leaderships/endings",
    status_code=201,
    summary="Let a leader go on without leading",
    openapi_extra=_STAFFING,
)
async def relieve_leader(employee: Id, form: LeadershipForm, write: Writing) -> Written:
    """For administrators."""
    command = staffing.RelieveLeader(_who(employee), UnitId(form.unit), form.since)
    return await _change(write, command)


@router.post(ONE + "/duties", status_code=201, summary="Give a duty", openapi_extra=_STAFFING)
async def give_duty(employee: Id, form: DutyForm, write: Writing) -> Written:
    """For administrators; that somebody administers takes two, where there are two.

    What takes two is asked for at `/v1/employees/{employee}/duties/askings`.
    """
    return await _change(write, staffing.GiveDuty(_who(employee), form.duty))


@router.post(
    ONE + "/duties/endings", status_code=201, summary="Take back a duty", openapi_extra=_STAFFING
)
async def take_back_duty(employee: Id, form: DutyForm, write: Writing) -> Written:
    """For administrators; somebody must always be able to administer."""
    return await _change(write, staffing.TakeBackDuty(_who(employee), form.duty))


@router.post(
    ONE + "/absences", status_code=201, summary="Say that somebody is away", openapi_extra=_STAFFING
)
async def begin_absence(employee: Id, form: AbsenceForm, write: Writing) -> Written:
    """For administrators and the employee's own leader."""
    return await _change(write, staffing.BeginAbsence(_who(employee), form.since))


@router.post(
    ONE + "/absences/endings",
    status_code=201,
    summary="Set the last day away",
    openapi_extra=_STAFFING,
)
async def end_absence(employee: Id, form: AbsenceEndForm, write: Writing) -> Written:
    """For administrators and the employee's own leader."""
    return await _change(write, staffing.EndAbsence(_who(employee), form.until))


@router.post(
    ONE + "/accounts",
    status_code=201,
    summary="Let a log-in stand for an employee",
    openapi_extra=_STAFFING,
)
async def link_employee_account(employee: Id, form: AccountForm, write: Writing) -> Written:
    """For administrators. From now on this log-in is this employee, in this book.

    For the log-in of another administrator, or of somebody who watches over the others, see
    `/v1/employees/{employee}/accounts/askings`.
    """
    return await _change(write, staffing.LinkEmployeeAccount(_who(employee), form.account()))


@router.post(
    ONE + "/accounts/endings",
    status_code=201,
    summary="Let a log-in stand for an employee no longer",
    openapi_extra=_STAFFING,
)
async def unlink_employee_account(employee: Id, form: AccountForm, write: Writing) -> Written:
    """For administrators. Somebody must still be able to administer; the log-in is free again."""
    return await _change(write, staffing.UnlinkEmployeeAccount(_who(employee), form.account()))


async def _change(write: Writing, command: staffing.Command | leaving.Command) -> Written:
    return await write.write(Target.municipality(), command, HERE, new=command.employee)


def _who(employee: UUID) -> EmployeeId:
    return EmployeeId(employee)
