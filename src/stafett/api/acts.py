"""What takes two people, over HTTP: what waits for another one, to grant it, to say no to it.

Who is to administer, and by which log-in an administrator comes in, is asked for here; what else
takes two is asked for where it belongs.
"""

from datetime import date
from uuid import UUID, uuid4

from fastapi import APIRouter

from stafett.api.caller import Calling, Writing
from stafett.api.contacts import AccountForm
from stafett.api.forms import Code, Day, Id, View
from stafett.api.municipality import ONE, DutyForm
from stafett.api.neighbours import ACTS
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.application.asking import Target
from stafett.domain import (
    audit_grant,
    controller,
    entrusting,
    first_administrator,
    identity,
    leaving,
    letting_look_in,
    municipality,
    neighbour,
    rulebook,
    second_person,
    shredding,
)
from stafett.domain.audit_grant import OpenContentToAuditor
from stafett.domain.controller import NameController
from stafett.domain.employment import NoSuchEmployee
from stafett.domain.entrusting import GIVEN_BY_TWO, EntrustDuty
from stafett.domain.facts import NotForYou
from stafett.domain.letting_look_in import AllowEmergencies
from stafett.domain.neighbour import MakeNeighbourKnown
from stafett.domain.people import Duty, EmployeeId
from stafett.domain.second_person import Asked, AskForGraveAct, DropGraveAct, GrantGraveAct
from stafett.domain.shredding import DestroyKeys
from stafett.domain.staffing import GiveDuty, LinkEmployeeAccount

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

_PEOPLE = (NotForYou, NoSuchEmployee, leaving.HasLeft, identity.AccountIsTaken)
_GRANTING = refusals(
    audit_grant,
    controller,
    entrusting,
    letting_look_in,
    neighbour,
    shredding,
    second_person,
    municipality,
    rulebook,
    *_PEOPLE,
)
_ASKING = refusals(entrusting, second_person, municipality, rulebook, *_PEOPLE)
_DROPPING = refusals(second_person, municipality, rulebook)


class ShownDuty(View):
    """A duty that somebody is to have."""

    employee: Id
    duty: Code[Duty]


class ShownLogIn(View):
    """A log-in that is to stand for somebody."""

    employee: Id
    issuer: str
    subject: str


class ShownAct(View):
    """What was asked for: one of the seven, by whom, and until when another one may grant it."""

    id: Id
    controller: ShownAs[NameController] | None
    neighbour: ShownAs[MakeNeighbourKnown] | None
    emergencies: ShownAs[AllowEmergencies] | None
    duty: ShownDuty | None
    log_in: ShownLogIn | None
    shred: ShownAs[DestroyKeys] | None
    content: ShownAs[OpenContentToAuditor] | None
    by: Id
    on: Day
    until: Day


class ShownActs(View):
    """Everything that waits for another one.

    ``link`` is the last day of a link that lets another administrator in, where whoever runs the
    installation has made one and nobody has used it.
    """

    items: tuple[ShownAct, ...]
    link: Day | None


@router.get(ACTS, summary="Read what waits for a second person")
async def read_acts(caller: Calling) -> ShownActs:
    """For coordinators and administrators; others are shown none."""
    found, today = await caller.door.municipality_today(caller.book)
    may = rulebook.keeps(caller.asker)
    waiting = second_person.waiting(found.rulebook.acts, today) if may else ()
    link = first_administrator.stands(found.invitation, today) if may else None
    return ShownActs.model_validate({"items": [_shown(one) for one in waiting], "link": link})


def _shown(one: Asked) -> dict[str, UUID | date | object | None]:
    wanted = one.wanted
    log_in = None
    if isinstance(wanted, LinkEmployeeAccount):
        account = wanted.account
        log_in = ShownLogIn(
            employee=wanted.employee, issuer=account.issuer, subject=account.subject
        )
    return {
        "id": one.id,
        "controller": wanted if isinstance(wanted, NameController) else None,
        "neighbour": wanted if isinstance(wanted, MakeNeighbourKnown) else None,
        "emergencies": wanted if isinstance(wanted, AllowEmergencies) else None,
        "duty": wanted if isinstance(wanted, GiveDuty | EntrustDuty) else None,
        "log_in": log_in,
        "shred": wanted if isinstance(wanted, DestroyKeys) else None,
        "content": wanted if isinstance(wanted, OpenContentToAuditor) else None,
        "by": one.by,
        "on": one.on,
        "until": one.until,
    }


@router.post(
    ONE + "/duties/askings",
    status_code=201,
    summary="Ask that an employee have a duty",
    openapi_extra=_ASKING,
)
async def ask_for_duty(employee: Id, form: DutyForm, write: Writing) -> Written:
    """For administrators, where nobody makes another one an administrator alone.

    It takes two people: another administrator grants it within a week, under `/v1/acts`.
    """
    new = uuid4()
    kind = EntrustDuty if form.duty in GIVEN_BY_TWO else GiveDuty
    command = AskForGraveAct(new, kind(EmployeeId(employee), form.duty))
    return await write.write(Target.municipality(), command, ACTS, new=new)


@router.post(
    ONE + "/accounts/askings",
    status_code=201,
    summary="Ask that a log-in stand for an employee",
    openapi_extra=_ASKING,
)
async def ask_for_log_in(employee: Id, form: AccountForm, write: Writing) -> Written:
    """For administrators: whoever has somebody's log-in has the duty that two have given them.

    It takes two people: another administrator grants it within a week, under `/v1/acts`.
    """
    new = uuid4()
    command = AskForGraveAct(new, LinkEmployeeAccount(EmployeeId(employee), form.account()))
    return await write.write(Target.municipality(), command, ACTS, new=new)


@router.post(
    ACTS + "/{act}/grants",
    status_code=201,
    summary="Grant what another one asked for",
    openapi_extra=_GRANTING,
)
async def grant_act(act: Id, write: Writing) -> Written:
    """For one who may have it done, and is not the one who asked."""
    return await write.write(Target.municipality(), GrantGraveAct(act), ACTS, new=act)


@router.post(
    ACTS + "/{act}/endings",
    status_code=201,
    summary="Take it back, or say no to it",
    openapi_extra=_DROPPING,
)
async def drop_act(act: Id, write: Writing) -> Written:
    """For coordinators and administrators; it takes one of them."""
    return await write.write(Target.municipality(), DropGraveAct(act), ACTS, new=act)
