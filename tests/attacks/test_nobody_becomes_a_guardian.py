"""A curious employee with an ordinary log-in tries to become a guardian, or the mother herself.

Nora has a mother, a father and a teacher who follows her up. The nurse works in another unit,
which has nothing to do with her; the colleague works at her school and is in no matter about her.
Both know her national number, and both have a second log-in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.domain.national_number import tenor_number
from tests.api.service import Caller, same
from tests.api.town import SINCE, Town

NUMBER = tenor_number(Random("Nora"), date(2019, 4, 2)).digits


@dataclass
class Scene:
    """The town with a follow-up of Nora in it, and everybody who has nothing to do with it."""

    town: Town
    follow_up: str
    curious: Mapping[str, Caller]

    @property
    def nora(self) -> str:
        return f"/v1/persons/{self.town['nora']}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(town: Town) -> Scene:
    number = {"nationalNumber": NUMBER}
    await town.administrator.did(f"/v1/persons/{town['nora']}/national-numbers", number)
    one = await town.administrator.did("/v1/employees", {"contact": {"name": "Colleague"}})
    here = f"/v1/employees/{one['id']}"
    work = {"unit": town["school"], "since": SINCE}
    await town.administrator.did(f"{here}/employments", work)
    account = {"issuer": town.service.issuer.name, "subject": "colleague"}
    await town.administrator.did(f"{here}/accounts", account)
    colleague = town.service.caller("colleague")
    colleague.book = town.book
    curious = {"nurse": town.nurse, "colleague": colleague}
    return Scene(town, await town.follow_up(), curious)


CURIOUS = pytest.mark.parametrize("who", ["nurse", "colleague"])


async def everything_seen(scene: Scene) -> list[Any]:
    """Return what the mother sees: who Nora is, and what there is about her."""
    mother = scene.town.mother
    paths = (scene.nora, "/v1/me/follow-ups", f"/v1/follow-ups/{scene.follow_up}")
    answers = [await mother.get(path) for path in paths]
    assert [one.status_code for one in answers] == [200] * len(paths)
    return [same(one) for one in answers]


async def gets_noras_id(thief: Caller) -> str:
    """Register Nora once more: searching shows nobody, and this the id of whom the number is."""
    found = await thief.ask(
        "POST",
        "/v1/persons/search",
        {"nationalNumber": NUMBER},
        {"Stafett-Purpose": "FOLLOW_UP"},
    )
    assert found.json() == {"items": []}
    form = {"fullName": "Nora", "subject": "CHILD", "nationalNumber": NUMBER}
    return str((await thief.did("/v1/persons", form))["id"])


def guardian_form(who: str) -> dict[str, str]:
    return {
        "guardian": who,
        "guardianName": "Me",
        "responsibility": "PARENTAL",
        "since": "2019-04-02",
        "evidence": "OWN_WORD",
    }


def a_second_log_in(thief: Caller) -> Caller:
    second = thief.service.caller(f"{thief.subject}-{uuid4()}")
    second.book = thief.book
    return second


def account_of(caller: Caller) -> dict[str, str]:
    return {"issuer": caller.service.issuer.name, "subject": caller.subject}


async def is_not_there(thief: Caller, path: str, body: Any) -> None:
    """See that the answer is the one about somebody whom nobody has ever heard of."""
    nobody = path.replace(path.split("/")[3], str(uuid4()))
    refused, unknown = await thief.post(path, body), await thief.post(nobody, body)
    assert refused.status_code == 404
    assert same(refused) == same(unknown)


@CURIOUS
async def test_she_does_not_become_the_childs_guardian(scene: Scene, who: str) -> None:
    thief = scene.curious[who]
    before = await everything_seen(scene)
    nora = await gets_noras_id(thief)
    me = (await thief.did("/v1/persons", {"fullName": "Me", "subject": "ADULT"}))["id"]
    second = a_second_log_in(thief)

    linked = await thief.post(f"/v1/persons/{me}/accounts", account_of(second))
    assert linked.status_code == 403
    assert linked.json()["code"] == "ASK_AN_ADMINISTRATOR"
    await is_not_there(thief, f"/v1/persons/{nora}/guardians", guardian_form(me))

    assert (await second.get("/v1/me/follow-ups")).status_code == 403
    assert await everything_seen(scene) == before


@CURIOUS
async def test_she_does_not_become_the_mother(scene: Scene, who: str) -> None:
    thief = scene.curious[who]
    before = await everything_seen(scene)
    second = a_second_log_in(thief)

    for person in (scene.town["mother"], scene.town["father"], scene.town["nora"]):
        await is_not_there(thief, f"/v1/persons/{person}/accounts", account_of(second))

    assert (await second.get("/v1/me/follow-ups")).status_code == 403
    assert await everything_seen(scene) == before


@CURIOUS
async def test_she_does_not_shut_the_mother_out_by_making_the_child_grown_up(
    scene: Scene, who: str
) -> None:
    thief = scene.curious[who]
    before = await everything_seen(scene)
    nora = await gets_noras_id(thief)

    for path, body in (
        ("birth-dates", {"born": "2000-01-01"}),
        ("names", {"fullName": "Somebody Else"}),
        ("contacts", {"name": "Me", "phone": "00 00 00 99"}),
        (
            "responsible-organisations",
            {"organisationNumber": "999999999", "organisationName": "Mine", "since": SINCE},
        ),
    ):
        await is_not_there(thief, f"/v1/persons/{nora}/{path}", body)

    assert await everything_seen(scene) == before


@CURIOUS
async def test_registering_the_child_once_more_makes_nobody_her_registrar(
    scene: Scene, who: str
) -> None:
    thief = scene.curious[who]
    before = await everything_seen(scene)

    nora = await gets_noras_id(thief)
    assert nora == scene.town["nora"]
    me = (await thief.did("/v1/persons", {"fullName": "Me", "subject": "ADULT"}))["id"]
    await is_not_there(thief, f"/v1/persons/{nora}/guardians", guardian_form(me))
    await is_not_there(thief, f"/v1/persons/{nora}/birth-dates", {"born": "2000-01-01"})

    assert await everything_seen(scene) == before


async def test_even_the_one_who_carries_the_baton_asks_an_administrator(scene: Scene) -> None:
    before = await everything_seen(scene)
    teacher, town = scene.town.teacher, scene.town
    for path, body in (
        (f"{scene.nora}/guardians", guardian_form(town["mother"])),
        (f"{scene.nora}/birth-dates", {"born": "2000-01-01"}),
        (f"{scene.nora}/accounts", account_of(a_second_log_in(teacher))),
    ):
        refused = await teacher.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "ASK_AN_ADMINISTRATOR")
    assert await everything_seen(scene) == before
    await teacher.did(f"{scene.nora}/contacts", {"name": "Nora", "phone": "00 00 00 02"})


async def test_what_an_administrator_writes_the_family_sees_with_its_day_and_evidence(
    scene: Scene,
) -> None:
    town = scene.town
    aunt = await town.administrator.did("/v1/persons", {"fullName": "Aunt", "subject": "ADULT"})
    await town.administrator.did(f"{scene.nora}/guardians", guardian_form(aunt["id"]))
    ended = guardian_form(aunt["id"]) | {"responsibility": "NONE", "evidence": "DOCUMENT"}
    await town.administrator.did(f"{scene.nora}/guardians", ended)

    shown = (await town.mother.get(scene.nora)).json()
    now = {one["person"]: one for one in shown["guardians"]}[aunt["id"]]
    (earlier,) = shown["alsoWritten"]
    assert (now["responsibility"], now["evidence"]) == ("NONE", "DOCUMENT")
    assert (earlier["responsibility"], earlier["evidence"]) == ("PARENTAL", "OWN_WORD")
    assert now["written"] == earlier["written"] == shown["bornWritten"]
    to_staff = (await town.teacher.get(scene.nora)).json()
    assert to_staff["guardians"] == shown["guardians"]
    assert to_staff["alsoWritten"] == []
