"""Membership over HTTP: lists of who works where, and the systems that may send them."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints

from stafett.api.caller import Calling, Writing
from stafett.api.contacts import AccountForm
from stafett.api.feeding import FeedingOnce, FeedingPen
from stafett.api.forms import Form, Id, Line, View
from stafett.api.freshness import check_fresh
from stafett.api.member_tables import COLUMNS, MembersForm, read_table
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.application.asking import Target
from stafett.domain import (
    employment,
    leaving,
    membership,
    municipality,
    spell,
    staffing,
    system,
    two_people,
    unit,
)
from stafett.domain.membership import FeedMembers, Member
from stafett.domain.municipality import OnlyAnAdministrator
from stafett.domain.people import Duty, EmployeeId, Staff, SystemId, UnitId

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

LISTS = "/membership/lists"
SYSTEMS = "/systems"
HERE = "/employees"
_FED = refusals(membership, leaving, staffing, municipality, employment, spell, unit, two_people)


class SystemForm(Form):
    """A system to let in, by the organisation it is used by (or as its issuer calls it)."""

    name: Line = Field(examples=["Personnel system"])
    account: AccountForm
    log_ins: Annotated[str, StringConstraints(max_length=500)] = Field(
        "", description="The issuer whose log-ins it may say are whose."
    )
    suppliers: Annotated[
        frozenset[Annotated[str, StringConstraints(pattern=r"^0192:\d{9}$")]],
        Field(max_length=20, description="The vendors that may act for it.", strict=False),
    ] = frozenset()


class ShownSystem(View):
    """A system, and whether it is still let in."""

    id: Id
    name: str
    log_ins: str
    suppliers: frozenset[str]
    out: bool


class Systems(View):
    """The systems that were ever let in."""

    items: tuple[ShownSystem, ...]


@router.post(
    LISTS,
    status_code=201,
    summary="Take over a list of members",
    openapi_extra=_FED | {"x-problems": ["FRESH_LOG_IN_NEEDED"]},
)
async def feed_members(request: Request, form: MembersForm, write: FeedingOnce) -> Written:
    """By a system let in for it, or an administrator; all of it, or nothing.

    For each who is on it, these are all their units. Who is out of a unit is out at once. Whoever
    says whose log-ins are whose, and is no system, must just have logged in.
    """
    if isinstance(write.feeder.actor, Staff) and any(line.account for line in form.members):
        check_fresh(request.scope["stafett.log_in"], request.app.state.identity.now)
    return await write.write(_fed(form), HERE)


_AS_TABLE: dict[str, Any] = {
    **_FED,
    "x-reads-table": True,
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": ";".join(COLUMNS) + "\n10423;Kari Lund;;;Bjerka skole;nei;;;a1b2c3\n",
            }
        },
    },
}


@router.post(
    LISTS + "/table",
    status_code=201,
    summary="Take over a list as a table (CSV)",
    openapi_extra=_AS_TABLE,
)
async def feed_table(request: Request, write: FeedingOnce) -> Written:
    """The same, with commas or semicolons between the columns; a unit by its name or id.

    `subject` is what the log-ins' issuer calls somebody; by an administrator it is left out.
    """
    return await _feed_table(request, write, complete=False)


@router.post(
    LISTS + "/complete-table",
    status_code=201,
    summary="Take over a complete list as a table (CSV)",
    openapi_extra=_AS_TABLE,
)
async def feed_complete_table(request: Request, write: FeedingOnce) -> Written:
    """The same; who was on a list before and is not on this one has left, and is out at once."""
    return await _feed_table(request, write, complete=True)


async def _feed_table(request: Request, write: FeedingPen, *, complete: bool) -> Written:
    now, _ = await write.feeder.municipality()
    media_type, sent = request.headers.get("content-type", ""), await request.body()
    form = read_table(media_type, sent, now.units, write.feeder.log_ins)
    return await write.write(_fed(form.model_copy(update={"complete": complete})), HERE)


def _fed(form: MembersForm) -> FeedMembers:
    members = tuple(
        Member(
            number=line.number,
            employee=EmployeeId(uuid4()),
            contact=line.contact.contact(),
            unit=UnitId(line.unit) if line.unit else None,
            leads=line.leads,
            since=line.since,
            until=line.until,
            account=line.account.account() if line.account else None,
        )
        for line in form.members
    )
    return FeedMembers(members, complete=form.complete)


@router.get(
    SYSTEMS,
    summary="Read which systems are let in",
    openapi_extra={"x-refusals": ["ONLY_AN_ADMINISTRATOR"]},
)
async def read_systems(caller: Calling) -> Systems:
    """For administrators. What they come in by is not shown."""
    if not isinstance(caller.asker, Staff) or Duty.ADMINISTRATOR not in caller.asker.duties:
        raise OnlyAnAdministrator
    found = await caller.door.municipality(caller.book)
    items = sorted(found.systems.values(), key=lambda one: (one.name, one.id))
    return Systems(items=tuple(map(ShownSystem.model_validate, items)))


_SYSTEMS = refusals(system, municipality)


@router.post(SYSTEMS, status_code=201, summary="Let a system in", openapi_extra=_SYSTEMS)
async def let_system_in(form: SystemForm, write: Writing) -> Written:
    """For administrators. From now on it may tell who works where, and nothing else."""
    new = uuid4()
    command = system.LetSystemIn(
        SystemId(new), form.name, form.account.account(), form.log_ins, form.suppliers
    )
    return await write.write(Target.municipality(), command, SYSTEMS, new=new)


@router.post(
    SYSTEMS + "/{system_id}/endings",
    status_code=201,
    summary="Let a system in no longer",
    openapi_extra=_SYSTEMS,
)
async def shut_system_out(system_id: Id, write: Writing) -> Written:
    """For administrators; at once."""
    command = system.ShutSystemOut(SystemId(system_id))
    return await write.write(Target.municipality(), command, SYSTEMS, new=system_id)
