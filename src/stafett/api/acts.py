"""What takes two people, over HTTP: what waits for another one, to grant it, to say no to it."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Day, Id, View
from stafett.api.neighbours import ACTS
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.application.asking import Target
from stafett.domain import (
    controller,
    entrusting,
    letting_look_in,
    municipality,
    neighbour,
    rulebook,
    second_person,
)
from stafett.domain.controller import NameController
from stafett.domain.entrusting import EntrustDuty
from stafett.domain.letting_look_in import AllowEmergencies
from stafett.domain.neighbour import MakeNeighbourKnown
from stafett.domain.second_person import Asked, DropGraveAct, GrantGraveAct

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

_GRANTING = refusals(
    controller, entrusting, letting_look_in, neighbour, second_person, municipality, rulebook
)
_DROPPING = refusals(second_person, municipality, rulebook)


class ShownAct(View):
    """What was asked for: one of the four, by whom, and until when another one may grant it."""

    id: Id
    controller: ShownAs[NameController] | None
    neighbour: ShownAs[MakeNeighbourKnown] | None
    emergencies: ShownAs[AllowEmergencies] | None
    duty: ShownAs[EntrustDuty] | None
    by: Id
    on: Day
    until: Day


class ShownActs(View):
    """Everything that waits for another one."""

    items: tuple[ShownAct, ...]


@router.get(ACTS, summary="Read what waits for a second person")
async def read_acts(caller: Calling) -> ShownActs:
    """For coordinators and administrators; others are shown none."""
    found, today = await caller.door.municipality_today(caller.book)
    may = rulebook.keeps(caller.asker)
    waiting = second_person.waiting(found.rulebook.acts, today) if may else ()
    return ShownActs.model_validate({"items": [_shown(one) for one in waiting]})


def _shown(one: Asked) -> dict[str, UUID | date | object | None]:
    wanted = one.wanted
    return {
        "id": one.id,
        "controller": wanted if isinstance(wanted, NameController) else None,
        "neighbour": wanted if isinstance(wanted, MakeNeighbourKnown) else None,
        "emergencies": wanted if isinstance(wanted, AllowEmergencies) else None,
        "duty": wanted if isinstance(wanted, EntrustDuty) else None,
        "by": one.by,
        "on": one.on,
        "until": one.until,
    }


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
