"""The small world as plain facts, in the words Cedar takes."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from stafett.domain.people import Asker, Citizen, Staff
from tests.people import (
    CHILD_ID,
    FATHER,
    MOTHER,
    SCHOOL,
    TEACHER,
)
from tests.policy.ages import AUNT, NEIGHBOUR, UNCLE
from tests.policy.small_world import World, askers

Entity = Mapping[str, str]
THIS: Entity = {"type": "FollowUp", "id": "this"}


def entity(who: Asker) -> Entity:
    """Return how Cedar calls somebody."""
    kind = "Employee" if isinstance(who, Staff) else "Person"
    return {"type": kind, "id": str(who.id)}


def unit(id_: UUID) -> Entity:
    """Return how Cedar calls a unit."""
    return {"type": "Unit", "id": str(id_)}


def standing(called: str) -> Entity:
    """Return how Cedar calls what somebody is."""
    return {"type": "Standing", "id": called}


def of(one: Entity) -> Mapping[str, Entity]:
    """Return a reference, as it stands in a fact."""
    return {"__entity": one}


def _some(people: Iterable[Asker | None]) -> list[Mapping[str, Entity]]:
    return [of(entity(one)) for one in people if one is not None]


def facts(world: World) -> list[dict[str, Any]]:
    """Return everything Cedar is told of the follow-up and of everybody who asks."""
    found = [{"uid": THIS, "attrs": _follow_up(world), "parents": []}]
    known = {entity(who)["id"]: who for who in askers(world).values()}
    return found + [
        {"uid": entity(who), "attrs": _asker(who), "parents": []} for who in known.values()
    ]


def _asker(who: Asker) -> dict[str, Any]:
    if isinstance(who, Staff):
        return {
            "worksIn": [of(unit(one)) for one in who.units],
            "leads": [of(unit(one)) for one in who.leads],
            "coordinates": any(duty.value == "coordinating-unit" for duty in who.duties),
        }
    mother = of(entity(MOTHER))
    if who == AUNT:
        return {"consentsFor": mother, "readsFor": mother}
    if who == UNCLE:
        return {"consentsFor": mother}
    return {"wishedBy": _some((MOTHER, FATHER))} if who == NEIGHBOUR else {}


def _follow_up(world: World) -> dict[str, Any]:
    years, there = world.years, world.guest == "takes part"
    elsewhere = world.baton.startswith("elsewhere")
    holder = world.worker if elsewhere else TEACHER
    away = world.baton.endswith(("away", "away long"))
    out = holder in (world.aside, world.kept_out)
    no_access = elsewhere and (not there or not world.let_in(world.unit, logg=False))
    left = world.guest == "has left"
    task = there or left
    now: dict[str, Any] = {
        "home": of(unit(SCHOOL)),
        "guest": of(unit(world.unit)),
        "over": world.over,
        "logg": "locked" if world.logg.startswith("locked") else world.logg.replace(" ", "-"),
        "child": of(entity(Citizen(CHILD_ID))),
        "childIsOfAge": years.of_age,
        "guardians": _some(years.guardians),
        "givers": _some(world.givers),
        "giversAtHome": _some(years.needed_home),
        "clearAtHome": not years.unclear_home,
        "familyMayRead": world.family_reads,
        "everGave": _some(world.gave),
        "aside": _some([world.aside]),
        "keptOut": _some([world.kept_out]),
        "holder": of(entity(holder)),
        "holderIn": of(unit(world.unit if elsewhere else SCHOOL)),
        "holderCannot": away or out or no_access,
        "liesTooLong": (world.baton.endswith("away long") or holder == world.kept_out)
        and holder != world.aside
        and not no_access,
        "tasksHome": _some([TEACHER]),
        "tasksGuest": _some([world.worker] if task else []),
        "guestIsAsked": world.guest == "asked",
        "guestTakesPart": there and not world.over,
        "guestHasLeft": left or (there and world.over),
        "guestIsIn": there and not world.over and world.let_in(world.unit, logg=False),
        "guestReadsLogg": world.let_in(world.unit, logg=True),
        "homeReadsLogg": world.let_in(SCHOOL, logg=True),
        "guestLeaderIsOut": world.leader in (world.aside, world.kept_out),
        "disputeWaits": world.baton.endswith("dispute"),
        "looksInNow": _some([world.looks_in_now]),
    }
    if world.baton.endswith("offered"):
        now |= {"offeredTo": of(entity(world.worker)), "offeredIn": of(unit(world.unit))}
    if world.baton.endswith("deputy"):
        now["deputy"] = of(entity(world.worker))
    return now
