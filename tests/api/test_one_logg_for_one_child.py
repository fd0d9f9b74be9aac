"""Asking for a logg over HTTP: the same bytes whether the child has one or not (R167)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest_asyncio

from tests.api.service import Caller, Service, same
from tests.api.town import Town, founded


def at_the_clinic(town: Town) -> dict[str, Any]:
    """What the nurse, who leads the clinic, writes when the clinic takes Nora on."""
    form = town.taking_on()
    told = form["clarification"] | {"leader": town["nurse"], "guardiansToldBy": town["nurse"]}
    holder = {"employee": town["nurse"], "unit": town["clinic"]}
    return form | {"home": town["clinic"], "holder": holder, "clarification": told}


def a_word(town: Town, unit: str) -> dict[str, Any]:
    """A guardian's word, to open a logg or join the one there is."""
    last = datetime.now(UTC).date() + timedelta(days=100)
    return {
        "about": town["nora"],
        "units": [town[unit]],
        "purpose": "help for Nora",
        "lastDay": last.isoformat(),
        "logg": True,
        "evidence": {
            "kind": "DIGITAL",
            "givenOn": "2026-01-05",
            "language": "nb",
            "information": "family-2026-1",
        },
    }


async def with_the_schools_logg(town: Town) -> str:
    """Let the school take Nora on and open a logg, on both guardians' word."""
    here = f"/v1/follow-ups/{await town.follow_up()}"
    for giver in (town.mother, town.father):
        await giver.did(f"{here}/consents", a_word(town, "school"))
    await town.teacher.did(f"{here}/logg/openings", {})
    return here


async def in_the_clinic(town: Town) -> str:
    made = await town.nurse.did("/v1/follow-ups", at_the_clinic(town))
    return f"/v1/follow-ups/{made['id']}"


class Two:
    """Two towns alike but for one thing: in the first Nora has an open logg at school."""

    def __init__(self, with_one: Town, without: Town) -> None:
        self.towns = (with_one, without)
        self.clinics: list[str] = []
        self.school = ""

    async def ask(self, who: str, path: str, body: Any = None) -> list[httpx2.Response]:
        """Have the same thing asked in both towns, below the clinic's follow-up."""
        answers = []
        for town, clinic in zip(self.towns, self.clinics, strict=True):
            caller: Caller = getattr(town, who)
            sent = body(town) if callable(body) else body
            if path == "GET":
                answers.append(await caller.get(clinic))
            else:
                answers.append(await caller.post(clinic + path, sent))
        return answers

    def alike(self, answers: list[httpx2.Response]) -> bool:
        """Whether both were told the same, to the letter: each town's own ids get one name."""
        told = []
        for town, clinic, answer in zip(self.towns, self.clinics, answers, strict=True):
            status, headers, body = same(answer)
            names = {value: f"<{name}>" for name, value in town.ids.items()}
            names |= {clinic.rsplit("/", 1)[1]: "<follow-up>"}
            text = body.decode() + repr(sorted(headers.items()))
            for id_, name in names.items():
                text = text.replace(id_, name)
            told.append((status, text))
        return told[0] == told[1]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def two(service: Service) -> Two:
    both = Two(await founded(service, "nittedal"), await founded(service, "nittedal"))
    both.school = await with_the_schools_logg(both.towns[0])
    both.clinics = [await in_the_clinic(town) for town in both.towns]
    return both


async def test_the_asker_is_told_the_same_bytes_in_both_worlds_until_all_say_yes(two: Two) -> None:
    asked = await two.ask("nurse", "/logg/requests")
    assert asked[0].status_code == 202
    assert asked[0].json()["logg"] == "ASKED"
    assert two.alike(asked)
    again = await two.ask("nurse", "/logg/requests")
    assert two.alike(again)
    assert [one.content for one in again] == [one.content for one in asked]
    early = await two.ask("nurse", "/logg/openings", {})
    assert early[0].status_code == 409
    assert two.alike(early)
    said = await two.ask("mother", "/consents", lambda town: a_word(town, "clinic"))
    assert {one.status_code for one in said} == {201}
    still = await two.ask("nurse", "/logg/openings", {})
    assert two.alike(still)
    for answer in await two.ask("nurse", "GET"):
        assert answer.json()["logg"]["state"] == "ASKED"


async def test_outsiders_are_told_nothing_in_either_world(two: Two) -> None:
    for who in ("teacher", "leader", "administrator"):
        answers = await two.ask(who, "GET")
        assert {one.status_code for one in answers} == {404}
        assert two.alike(answers)
        tries = await two.ask(who, "/logg/requests")
        assert {one.status_code for one in tries} == {404}
        assert two.alike(tries)


async def test_the_school_sees_nothing_of_it_until_the_clinic_has_joined(two: Two) -> None:
    teacher = two.towns[0].teacher
    before = await teacher.get(two.school)
    await two.ask("nurse", "/logg/requests")
    assert same(await teacher.get(two.school)) == same(before)


async def test_with_every_word_given_one_opens_a_logg_and_the_other_joins(two: Two) -> None:
    await two.ask("father", "/consents", lambda town: a_word(town, "clinic"))
    await two.ask("mother", "/consents", lambda town: a_word(town, "clinic"))
    joined, opened = await two.ask("nurse", "/logg/openings", {})
    assert (joined.status_code, opened.status_code) == (201, 201)
    assert joined.json()["also"] == {"followUp": two.school.rsplit("/", 1)[1]}
    assert opened.json()["also"] is None
    states = [one.json()["logg"]["state"] for one in await two.ask("nurse", "GET")]
    assert states == ["JOINED", "OPEN"]
    school = await two.towns[0].nurse.get(two.school)
    assert school.status_code == 200
    assert school.json()["logg"]["state"] == "OPEN"
