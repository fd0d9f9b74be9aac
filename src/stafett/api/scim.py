"""A directory keeps people at work in step by itself: SCIM 2.0, as far as Entra ID speaks it.

Users are employees, groups are units and those who lead them. A user that is set inactive, or
taken away, is out at once. What a directory may do is what any system that was let in may: tell
who works where, and nothing about any child (RFC 7643, RFC 7644).
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from stafett.api import scim_words as words
from stafett.api import strict_json
from stafett.api.feeding import Feeder, Feeding
from stafett.api.identity import Identity, presented
from stafett.api.problems import Problem, Said, refused, said
from stafett.api.scim_words import BadScim, Changes
from stafett.api.scopes import Scope, check_scope
from stafett.application.asking import HandsCrossed
from stafett.domain import membership
from stafett.domain.employment import Employee
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.identity import AccountIsTaken
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
)
from stafett.domain.unit import Unit

_TAKEN = NumberIsTaken | AccountIsTaken


class ScimRoute(APIRoute):
    """A route that logs in first, reads JSON strictly, and says no as SCIM says it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with our way of reading and of saying no around FastAPI's."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            identity: Identity = request.app.state.identity
            try:
                log_in = await identity.recognise(presented(request))
                check_scope(log_in.scopes, Scope.MEMBERSHIP)
                request.scope["stafett.log_in"] = log_in
                return await handle(request)
            except BadScim as bad:
                return _no(said(Problem("CONTENT_NOT_ACCEPTED")), 400, bad.scim_type)
            except RequestValidationError:
                return _no(said(Problem("NOT_FOUND")), 404)
            except Problem as problem:
                return _no(said(problem))
            except HandsCrossed:
                return _no(said(Problem("HANDS_CROSSED")))
            except Refusal as refusal:
                taken = "uniqueness" if isinstance(refusal, _TAKEN) else None
                return _no(refused(refusal), None, taken)

        return strictly


router = APIRouter(
    prefix="/scim/v2", tags=["membership"], route_class=ScimRoute, include_in_schema=False
)


def _no(what: Said, status: int | None = None, scim_type: str | None = None) -> Response:
    answer = status or what.status
    return _shown(words.error(answer, what.sentence["en"], scim_type), answer, what.headers)


def _shown(
    content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(
        body, status, headers=dict(headers or {}), media_type=f"{words.MEDIA_TYPE}; charset=utf-8"
    )


async def _sent(request: Request) -> Mapping[str, Any]:
    """Return what was sent, read as strictly as anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {words.MEDIA_TYPE, "application/json"}:
        raise Problem("NOT_JSON")
    try:
        found = strict_json.read(await request.body())
    except strict_json.UnreadableError:
        raise BadScim("invalidSyntax") from None
    if not isinstance(found, dict):
        raise BadScim("invalidSyntax")
    return found


@router.get("/ServiceProviderConfig")
async def read_config(feeder: Feeding) -> Response:
    """Say what of SCIM is understood here."""
    del feeder
    no = {"supported": False}
    return _shown(
        {
            "schemas": [words.CONFIG],
            "patch": {"supported": True},
            "bulk": no | {"maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": words.MOST_SHOWN},
            "changePassword": no,
            "sort": no,
            "etag": no,
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "OAuth Bearer Token",
                    "description": "A token of an issuer this service believes (RFC 6750).",
                }
            ],
        }
    )


@router.get("/ResourceTypes")
async def read_kinds(feeder: Feeding) -> Response:
    """Say which kinds of things there are."""
    del feeder
    kinds = [
        {
            "schemas": [words.KIND],
            "id": name,
            "name": name,
            "endpoint": f"/{name}s",
            "schema": schema,
        }
        for name, schema in (("User", words.USER), ("Group", words.GROUP))
    ]
    return _shown(words.page(kinds, 1, words.MOST_SHOWN))


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
    return _shown(words.page(found, *pages))


def _same(found: str, wanted: str, any_case: bool) -> bool:
    return (found.lower() if any_case else found) == wanted


@router.get("/Users/{which}")
async def read_user(which: UUID, feeder: Feeding) -> Response:
    """Show a user."""
    municipality, _ = await feeder.municipality()
    return _shown(words.user(_user(municipality, which)))


@router.post("/Users")
async def make_user(feeder: Feeding, request: Request) -> Response:
    """Make somebody at work known; one whom the registers took away comes back as they were."""
    changes = Changes.of_user(await _sent(request))
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
    for op, path, value in words.operations(await _sent(request)):
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
    await feeder.feed(_made(feeder, one, changes))
    return await _after(feeder, one.id)


@router.delete("/Users/{which}")
async def take_user_away(which: UUID, feeder: Feeding) -> Response:
    """Let somebody leave at once; the registers know them by their number alone from then on."""
    municipality, _ = await feeder.municipality()
    one = _user(municipality, which)
    await feeder.feed((LetLeave(one.id), NumberEmployee(one.id, one.number)))
    return Response(status_code=204)


def _made(feeder: Feeder, one: Employee, changes: Changes) -> tuple[object, ...]:
    """Return what makes an employee what a directory says of them."""
    number = changes.text("externalid", one.number)
    name = changes.text("username", one.user_name)
    if not name:
        raise BadScim("invalidValue")
    active = changes.said.get("active", one.left is None if one.user_name else True)
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


async def _after(feeder: Feeder, who: EmployeeId, status: int = 200) -> Response:
    municipality, _ = await feeder.municipality()
    shown = words.user(_user(municipality, who))
    return _shown(shown, status, {"Location": shown["meta"]["location"]})


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
    return _shown(words.page(found, *pages))


@router.get("/Groups/{which}")
async def read_group(which: UUID, feeder: Feeding, request: Request) -> Response:
    """Show a unit, or those who lead it."""
    municipality, today = await feeder.municipality()
    unit = _group(municipality, which)
    left_out = "members" in request.query_params.get("excludedAttributes", "")
    members = None if left_out else _in(municipality, unit.id, which, today)
    return _shown(words.group(which, unit, members))


@router.post("/Groups")
async def make_group(feeder: Feeding, request: Request) -> Response:
    """Units are opened by an administrator: a directory finds them by name."""
    wanted = (await _sent(request)).get("displayName")
    there = {one["displayName"].lower() for one in await _groups(feeder, with_members=False)}
    if isinstance(wanted, str) and wanted.lower() in there:
        return _no(said(Problem("CONTENT_NOT_ACCEPTED")), 409, "uniqueness")
    raise BadScim("invalidValue")


@router.patch("/Groups/{which}")
async def change_group(which: UUID, feeder: Feeding, request: Request) -> Response:
    """Let people work in a unit or lead it, or no longer; from now on."""
    municipality, today = await feeder.municipality()
    unit = _group(municipality, which)
    members = set(before := _in(municipality, unit.id, which, today))
    for op, path, value in words.operations(await _sent(request)):
        named = words.members(path, value)
        if named is None:
            continue
        if op == "add":
            members |= set(named)
        elif op == "replace":
            members = set(named)
        else:
            members -= set(named) if path.lower() != "members" or value is not None else members
    come = (_user(municipality, who) for who in sorted(members - set(before)))
    wanted = [_comes(one, unit.id, which, today) for one in come]
    for who in sorted(set(before) - members):
        leaves = EmployeeId(who)
        if which == unit.id:
            wanted.append(LetLeave(leaves, unit.id))
        else:
            wanted.append(RelieveLeader(leaves, unit.id, today))
    if wanted:
        await feeder.feed(tuple(wanted))
    return Response(status_code=204)


def _comes(one: Employee, unit: UnitId, which: UUID, today: date) -> object:
    leads = which != unit
    if leads and unit in one.units(today):
        return AppointLeader(one.id, unit, today)
    return BeginEmployment(one.id, unit, today, leads=leads)
