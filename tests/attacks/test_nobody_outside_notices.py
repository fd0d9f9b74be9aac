"""A shielded concern comes into a town, and nobody outside it is answered another byte than before.

Everybody who must not know asks for every page of the contract by every id there is, before it is
raised and after it has been worked on: status, headers, entity tags, lists, counts, calendar,
figures and refusals are the same. By its own id they are answered as by one that is nobody's,
whatever they ask for.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest_asyncio

from stafett.domain.circumstances import NORWAY
from tests.api.service import Caller, Service, same
from tests.api.test_contract import CONTRACT
from tests.api.town import Town, founded
from tests.attacks.every_page import Page, names, pages

NOW = datetime.now(NORWAY)
TODAY = NOW.date().isoformat()
YESTERDAY = (NOW.date() - timedelta(days=1)).isoformat()
SOON = (NOW.date() + timedelta(days=30)).isoformat()
LONG_AGO = "2026-01-01"
Answer = tuple[int, Mapping[str, str], bytes]


def _long_ago(path: str) -> str:
    if "/journal?" not in path:
        return path
    return path.replace(YESTERDAY, LONG_AGO).replace(SOON, LONG_AGO)


class World:
    """The town before and after, and what everybody outside was answered before."""

    def __init__(self, town: Town, concern: str, follow_up: str) -> None:
        self.town, self.concern, self.follow_up = town, concern, follow_up
        self.outside: dict[str, Caller] = {
            "the leader it is kept from": town.leader,
            "the nurse": town.nurse,
            "the mother": town.mother,
            "the father": town.father,
            "the administrator": town.administrator,
            "a stranger": town.stranger,
        }
        self.before: dict[tuple[str, str], Answer] = {}
        self.hidden = ""
        self.inside: list[str] = []

    def every_page(self) -> list[Page]:
        """Every page there is, of what everybody outside may know the id of.

        Asking leaves lines of its own: of who looked, a day is asked for that is long over.
        """
        every = pages(self.known(self.concern, self.follow_up))
        return [replace(one, path=_long_ago(one.path)) for one in every]

    def known(self, concern: str, follow_up: str) -> Mapping[str, list[str]]:
        """The ids that pages are asked for by."""
        town = self.town
        return {
            "book": [town.book],
            "person": [town["nora"], town["mother"]],
            "concern": [concern],
            "follow_up": [follow_up],
            "unit": [town["school"]],
            "attachment_id": [concern],
            "item": [concern],
            "report": [concern],
            "parcel_id": [concern],
            "opening": [concern],
            "guide": ["modum"],
            "form": ["observation-form"],
            "version": ["1"],
            "number": ["02841986469"],
            "on": [TODAY],
            "first": [YESTERDAY],
            "last": [SOON],
            "actor": [town["teacher"]],
            "key": ["A" * 43],
            "since": ["2026-01-01T00:00:00Z"],
            "until": ["2026-01-02T00:00:00Z"],
            "at": ["2026-01-02T00:00:00Z"],
            "municipality": ["3232"],
            "municipalityName": ["Somewhere"],
        }

    async def ask_all(self) -> dict[tuple[str, str], Answer]:
        """Ask for every page as everybody outside."""
        every = self.every_page()

        async def asked(name: str, who: Caller) -> dict[tuple[str, str], Answer]:
            return {(name, page.path): same(await page.of(who)) for page in every}

        found = await asyncio.gather(*(asked(*one) for one in self.outside.items()))
        return {asked: answer for one in found for asked, answer in one.items()}

    async def suspicion(self) -> None:
        """Let the teacher suspect violence, and work on it."""
        town = self.town
        raised = {
            "about": town["nora"],
            "unit": town["school"],
            "suspicion": "VIOLENCE",
            "text": "Marks on her arm",
            "bestInterests": "She must not be asked at home",
            "second": {"whyNotLeader": "She is a friend of the family"},
            "reviewOn": SOON,
            "keptFrom": [town["leader"]],
        }
        self.hidden = (await town.teacher.did("/v1/concerns/shielded", raised))["id"]
        one = f"/v1/concerns/{self.hidden}"
        seen = {"arena": "school", "origin": "OWN_EYES", "text": "A mark", "on": YESTERDAY}
        made = await town.teacher.did(f"{one}/observations", seen)
        talked = {"how": "alone", "ownWords": "I fell", "summary": "Afraid", "on": YESTERDAY}
        await town.teacher.did(f"{one}/child-talks", talked)
        outside = {
            "receiver": "CHILD_WELFARE",
            "receiverName": "Child welfare",
            "at": f"{YESTERDAY}T09:00:00+01:00",
        }
        await town.teacher.did(f"{one}/contacts", outside | {"channel": "PHONE"})
        informed = [
            {"person": town[who], "told": False, "whyNot": "danger"}
            for who in ("nora", "mother", "father")
        ]
        report = outside | {"channel": "PORTAL", "text": "Marks", "informed": informed}
        reported = await town.teacher.did(f"{one}/reports", report)
        await town.teacher.did(f"{one}/shield/reviews", {"why": "Still so", "reviewOn": SOON})
        self.inside = [str(made["id"]), str(reported["id"])]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(service: Service) -> World:
    """A town with an open concern and a follow-up, and then a shielded concern beside them."""
    town = await founded(service)
    concern, follow_up = await town.concern(), await town.follow_up()
    told = {"told": [town["mother"], town["father"]], "on": TODAY}
    await town.teacher.did(f"/v1/concerns/{concern}/tellings", told)
    there = World(town, concern, follow_up)
    there.before = await there.ask_all()
    await there.suspicion()
    return there


async def test_every_page_is_asked_for(world: World) -> None:
    assert {page.name for page in world.every_page()} == names()
    shown = [one for one in world.before.values() if one[0] == 200]
    assert len(shown) > 100


async def test_no_page_is_another_than_before(world: World) -> None:
    after = await world.ask_all()
    other = {asked for asked, answer in after.items() if answer != world.before[asked]}
    assert other == set()


async def test_whoever_is_inside_does_see_it(world: World) -> None:
    """The negative control: somebody's pages are not the same."""
    answer = await world.town.teacher.get(f"/v1/concerns/{world.hidden}")
    assert answer.json()["state"] == "SHIELDED"
    listed = await world.town.teacher.get("/v1/me/concerns")
    assert world.hidden in listed.text


async def test_by_its_id_everything_is_answered_as_by_nobodys(world: World) -> None:
    """Read and written to as a concern, a follow-up, a person and what lies in one."""
    nobodys = str(uuid4())
    ids = (world.hidden, *world.inside)
    for name, who in world.outside.items():
        answers = await asyncio.gather(*(_all_of(world, who, id_) for id_ in (*ids, nobodys)))
        there = dict(zip((*ids, nobodys), answers, strict=True))
        for id_ in ids:
            assert there[id_].keys() == there[nobodys].keys()
            other = {asked for asked, one in there[id_].items() if one != there[nobodys][asked]}
            assert other == set(), name


async def _all_of(world: World, who: Caller, id_: str) -> dict[str, Answer]:
    """Ask for everything that can be asked of one id, read and written."""
    found: dict[str, Answer] = {}
    for page in pages({**world.known(id_, id_), "person": [id_], "unit": [id_]}):
        if id_ in page.path:
            found[page.path.replace(id_, "it")] = _masked(await page.of(who), id_)
    return found


def _masked(answer: httpx2.Response, id_: str) -> Answer:
    status, headers, body = same(answer)
    return status, headers, body.replace(id_.encode(), b"it")


async def test_what_is_written_to_it_is_answered_as_to_nobodys(world: World) -> None:
    nobodys = str(uuid4())
    item, tried = world.inside[0], 0
    for path, ways in CONTRACT["paths"].items():
        if "post" not in ways or not path.startswith("/v1/concerns/{concern}"):
            continue
        form, there = _form(ways["post"], world), re.sub(r"\{(?!concern)\w+\}", item, path)
        for who in (world.town.leader, world.town.nurse, world.town.mother):
            ids = (world.hidden, nobodys)
            answers = (who.post(there.replace("{concern}", id_), form) for id_ in ids)
            told = [
                _masked(answer, id_)
                for answer, id_ in zip(await asyncio.gather(*answers), ids, strict=True)
            ]
            assert told[0] == told[1], path
            tried += told[0][0] == 404
    assert tried > 60


def _form(operation: Mapping[str, Any], world: World) -> Any:
    """A form that is filled in so far that it is not turned away for its looks."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return None if content is None else _filled(content["schema"], world)


def _filled(schema: Mapping[str, Any], world: World) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _filled(CONTRACT["components"]["schemas"][name], world)
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], world)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            wanted = schema.get("required", ())
            return {one: _filled(schema["properties"][one], world) for one in wanted}
        case "array":
            return [_filled(schema["items"], world)] if schema.get("minItems") else []
        case "boolean":
            return True
        case "integer":
            return 1
        case _:
            return _text(schema, world)


def _text(schema: Mapping[str, Any], world: World) -> str:
    match schema.get("format"):
        case "uuid":
            return world.town["teacher"]
        case "date":
            return TODAY
        case "date-time":
            return f"{YESTERDAY}T09:00:00+01:00"
        case _:
            return "observation-form"
