"""A directory keeps people at work in step by itself: SCIM 2.0, as far as Entra ID speaks it.

Users are employees, groups are units and those who lead them. A user that is set inactive, or
taken away, is out at once, and whom an administrator let go is not brought back. What a directory
may do is what any system that was let in may: tell who works where, and nothing about any child
(RFC 7643, RFC 7644).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from stafett.api import scim_words as words
from stafett.api.feeding import Feeder, Feeding
from stafett.api.problems import Problem, said
from stafett.api.scim_route import say_no, scim_router, sent, show
from stafett.api.scim_words import BadScim, Changes
from stafett.domain import membership
from stafett.domain.employment import Employee
from stafett.domain.facts import Stranger
from stafett.domain.leaving import LetLeave, LetReturn
from stafett.domain.membership import NumberEmployee, NumberIsTaken
from stafett.domain.municipality import Municipality
from stafett.domain.people import Account, Contact, EmployeeId, UnitId
from stafett.domain.staffing import (
    AppointLeader,
    BeginEmployment,
    LinkEmployeeAccount,
    RegisterEmployee,
    RelieveLeader,
    UnlinkEmployeeAccount,
)
from stafett.domain.unit import Unit

router = scim_router()


def _users(municipality: Municipality) -> list[Employee]:
    known = (one for one in municipality.employees.values() if one.user_name)
    return sorted(known, key=lambda one: one.id)


def _user(municipality: Municipality, which: UUID) -> Employee:
    one = municipality.employees.get(EmployeeId(which))
    if one is None or not one.user_name:
        raise Stranger
    return one


@router.get("/Users")
async def find_users(feeder: Feeding, request: Request) -> Response:
    """List users, or find the one by a user name or an external id."""
    asked = request.query_params
    wanted = words.filter_asked(asked.get("filter", ""), {"username", "externalid", "id"})
    municipality, _ = await feeder.municipality()
    found = [words.user(one) for one in _users(municipality)]
    if wanted is not None:
        name = {"username": "userName", "externalid": "externalId", "id": "id"}[wanted[0]]
        value = wanted[1].lower() if name == "userName" else wanted[1]
        found = [one for one in found if _same(one.get(name, ""), value, name == "userName")]
    pages = words.page_asked(asked.get("startIndex", ""), asked.get("count", ""))
    return show(words.page(found, *pages))


def _same(found: str, wanted: str, any_case: bool) -> bool:
    return (found.lower() if any_case else found) == wanted


@router.get("/Users/{which}")
async def read_user(which: UUID, feeder: Feeding) -> Response:
    """Show a user."""
    municipality, _ = await feeder.municipality()
    return show(words.user(_user(municipality, which)))


@router.post("/Users")
async def make_user(feeder: Feeding, request: Request) -> Response:
    """Make somebody at work known; one whom the registers took away comes back as they were."""
    changes = Changes.of_user(await sent(request))
    if not changes.text("username"):
        raise BadScim("invalidValue")
    (municipality, _), number = await feeder.municipality(), changes.text("externalid")
    before = membership.by_number(municipality.employees, number) if number else None
    if before is not None and before.user_name:
        raise NumberIsTaken
    who = EmployeeId(uuid4()) if before is None else before.id
    one = before or Employee(who, Contact(""))
    await feeder.feed(_made(feeder, one, changes), new=who)
    return await _after(feeder, who, 201)


@router.patch("/Users/{which}")
async def change_user(which: UUID, feeder: Feeding, request: Request) -> Response:
    """Change a user; one who is no longer active is out at once."""
    changes = Changes()
    for op, path, value in words.operations(await sent(request)):
        if op == "remove":
            changes.take(path, "" if path.lower() != "active" else False)
        elif path:
            changes.take(path, value)
        elif isinstance(value, dict):
            for name, part in value.items():
                changes.take(name, part)
        else:
            raise BadScim("invalidValue")
    municipality, _ = await feeder.municipality()
    one = _user(municipality, which)
    gone = _log_in_gone(feeder, one, changes.text("externalid", one.number))
    await feeder.feed((*gone, *_made(feeder, one, changes)))
    return await _after(feeder, one.id)


@router.put("/Users/{which}")
async def replace_user(which: UUID, feeder: Feeding, request: Request) -> Response:
    """Let a user be what is sent; what is left out is no more, but for whether they are active."""
    changes = Changes.of_user(await sent(request))
    municipality, _ = await feeder.municipality()
    one = _user(municipality, which)
    if not changes.text("username"):
        raise BadScim("invalidValue")
    blank = replace(one, contact=Contact("", extra=one.contact.extra), number="", user_name="")
    gone = _log_in_gone(feeder, one, changes.text("externalid"))
    await feeder.feed((*gone, *_made(feeder, blank, changes, active=one.left is None)))
    return await _after(feeder, one.id)


@router.delete("/Users/{which}")
async def take_user_away(which: UUID, feeder: Feeding) -> Response:
    """Let somebody leave at once; the registers know them by their number alone from then on.

    What the directory said they log in by is theirs no more.
    """
    municipality, _ = await feeder.municipality()
    one = _user(municipality, which)
    wanted = (LetLeave(one.id), NumberEmployee(one.id, one.number), *_log_in_gone(feeder, one))
    await feeder.feed(wanted)
    return Response(status_code=204)


def _made(
    feeder: Feeder, one: Employee, changes: Changes, *, active: bool = True
) -> tuple[object, ...]:
    """Return what makes an employee what a directory says of them.

    ``active`` is whether somebody whom the directory did not know is, when it does not say.
    """
    number = changes.text("externalid", one.number)
    name = changes.text("username", one.user_name)
    if not name:
        raise BadScim("invalidValue")
    before = one.left is None if one.user_name else active
    active = bool(changes.said.get("active", before))
    wanted: list[object] = [
        RegisterEmployee(one.id, changes.contact(one.contact)),
        NumberEmployee(one.id, number, name),
    ]
    if active:
        wanted.append(LetReturn(one.id))
        account = Account(feeder.log_ins, number)
        if feeder.log_ins and number and account not in one.accounts:
            wanted.append(LinkEmployeeAccount(one.id, account))
    else:
        wanted.append(LetLeave(one.id))
    return tuple(wanted)


def _log_in_gone(
    feeder: Feeder, one: Employee, number: str = ""
) -> tuple[UnlinkEmployeeAccount, ...]:
    """Return what takes away the log-in that the directory gave by another number than this."""
    account = Account(feeder.log_ins, one.number)
    if number == one.number or account not in one.accounts:
        return ()
    return (UnlinkEmployeeAccount(one.id, account),)


async def _after(feeder: Feeder, who: EmployeeId, status: int = 200) -> Response:
    municipality, _ = await feeder.municipality()
    shown = words.user(_user(municipality, who))
    return show(shown, status, {"Location": shown["meta"]["location"]})


def _group(municipality: Municipality, which: UUID) -> Unit:
    for unit in municipality.units.values():
        if which in {unit.id, words.leaders_of(unit.id)}:
            return unit
    raise Stranger


async def _groups(feeder: Feeder, *, with_members: bool) -> list[dict[str, Any]]:
    """Return every unit, and those who lead it, as groups."""
    municipality, today = await feeder.municipality()
    units = sorted(municipality.units.values(), key=lambda one: (one.name, one.id))
    return [
        words.group(which, unit, _in(municipality, unit.id, which, today) if with_members else None)
        for unit in units
        for which in (unit.id, words.leaders_of(unit.id))
    ]


def _in(municipality: Municipality, unit: UnitId, which: UUID, today: date) -> list[UUID]:
    """Return who is in a group on the day, of those the registers know."""
    return [
        one.id
        for one in _users(municipality)
        if unit in (one.units(today) if which == unit else one.leads(today))
    ]


@router.get("/Groups")
async def find_groups(feeder: Feeding, request: Request) -> Response:
    """List the units, and those who lead them, or find one by its name."""
    asked = request.query_params
    wanted = words.filter_asked(asked.get("filter", ""), {"displayname", "id"})
    left_out = "members" in asked.get("excludedAttributes", "")
    found = await _groups(feeder, with_members=not left_out)
    if wanted is not None:
        name = {"displayname": "displayName", "id": "id"}[wanted[0]]
        found = [one for one in found if one[name].lower() == wanted[1].lower()]
    pages = words.page_asked(asked.get("startIndex", ""), asked.get("count", ""))
    return show(words.page(found, *pages))


@router.get("/Groups/{which}")
async def read_group(which: UUID, feeder: Feeding, request: Request) -> Response:
    """Show a unit, or those who lead it."""
    municipality, today = await feeder.municipality()
    unit = _group(municipality, which)
    left_out = "members" in request.query_params.get("excludedAttributes", "")
    members = None if left_out else _in(municipality, unit.id, which, today)
    return show(words.group(which, unit, members))


@router.post("/Groups")
async def make_group(feeder: Feeding, request: Request) -> Response:
    """Units are opened by an administrator: a directory finds them by name."""
    wanted = (await sent(request)).get("displayName")
    there = {one["displayName"].lower() for one in await _groups(feeder, with_members=False)}
    if isinstance(wanted, str) and wanted.lower() in there:
        return say_no(said(Problem("CONTENT_NOT_ACCEPTED")), 409, "uniqueness")
    raise BadScim("invalidValue")


@router.patch("/Groups/{which}")
async def change_group(which: UUID, feeder: Feeding, request: Request) -> Response:
    """Let people work in a unit or lead it, or no longer; from now on."""
    municipality, today = await feeder.municipality()
    unit = _group(municipality, which)
    members = set(before := _in(municipality, unit.id, which, today))
    for op, path, value in words.operations(await sent(request)):
        named = words.members(path, value)
        if named is None:
            continue
        if op == "add":
            members |= set(named)
        elif op == "replace":
            members = set(named)
        else:
            members -= set(named) if path.lower() != "members" or value is not None else members
    await _let_in(feeder, unit, which, before, members)
    return Response(status_code=204)


@router.put("/Groups/{which}")
async def replace_group(which: UUID, feeder: Feeding, request: Request) -> Response:
    """Let exactly these work in a unit or lead it; without members, those who do go on."""
    municipality, today = await feeder.municipality()
    unit = _group(municipality, which)
    told = await sent(request)
    if told.get("displayName") != words.group(which, unit, None)["displayName"]:
        raise BadScim("mutability")
    before = _in(municipality, unit.id, which, today)
    named = words.members("members", told["members"]) if "members" in told else None
    await _let_in(feeder, unit, which, before, before if named is None else named)
    return await read_group(which, feeder, request)


async def _let_in(
    feeder: Feeder, unit: Unit, which: UUID, before: Iterable[UUID], members: Iterable[UUID]
) -> None:
    """Let these work in the unit or lead it, and no others of those the directory knows."""
    municipality, today = await feeder.municipality()
    come = (_user(municipality, who) for who in sorted({*members} - {*before}))
    wanted = [_comes(one, unit.id, which, today) for one in come]
    for who in sorted({*before} - {*members}):
        leaves = EmployeeId(who)
        if which == unit.id:
            wanted.append(LetLeave(leaves, unit.id))
        else:
            wanted.append(RelieveLeader(leaves, unit.id, today))
    if wanted:
        await feeder.feed(tuple(wanted))


def _comes(one: Employee, unit: UnitId, which: UUID, today: date) -> object:
    leads = which != unit
    if leads and unit in one.units(today):
        return AppointLeader(one.id, unit, today)
    return BeginEmployment(one.id, unit, today, leads=leads)
