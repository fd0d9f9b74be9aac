"""The faces over HTTP: each shows its reader what is theirs, and the journal has it first."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from stafett.journal import ListRead
from tests.api.service import Caller, Service, same
from tests.api.test_one_logg_for_one_child import a_word, in_the_clinic
from tests.api.town import Town, founded

TODAY = "/v1/me/today"
FAMILY = "/v1/me/family"
SHELF = "/v1/archive-shelf"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def nittedal(service: Service) -> Town:
    """A town where a logg may open at level 1."""
    return await founded(service, "nittedal")


async def read(who: Caller, path: str) -> Any:
    answer = await who.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(answer: httpx2.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def shared(town: Town) -> str:
    """Let the school take Nora on, open a logg on both guardians' word, and let the clinic in.

    One child has one open logg: an earlier one is locked first, by the mother's one call.
    """
    for one in (await read(town.mother, FAMILY))["items"]:
        if one["demandClosure"]:
            await town.mother.did(one["demandClosure"]["href"])
    here = f"/v1/follow-ups/{await town.follow_up()}"
    for giver in (town.mother, town.father):
        await giver.did(f"{here}/consents", a_word(town, "school"))
        await giver.did(f"{here}/consents", a_word(town, "clinic"))
    await town.teacher.did(f"{here}/logg/openings", {})
    return here


async def test_the_holder_sees_what_they_hold_and_what_is_due(nittedal: Town) -> None:
    follow_up = await nittedal.follow_up()
    today = await read(nittedal.teacher, TODAY)
    (held,) = [one for one in today["holds"] if one["id"] == follow_up]
    assert held["person"] == nittedal["nora"]
    (meeting,) = [
        one for one in today["due"] if one["id"] == follow_up and one["kind"] == "NEXT_MEETING"
    ]
    assert (meeting["rule"], meeting["matter"]) == ("R98", "FOLLOW_UP")
    assert meeting["late"], "the agreement was in January"
    assert [one["kind"] for one in today["childTalks"] if one["id"] == follow_up] == ["CHILD_TALK"]


async def test_others_have_nothing_of_it_on_their_day(nittedal: Town) -> None:
    follow_up = await nittedal.follow_up()
    for who in (nittedal.nurse, nittedal.administrator):
        assert follow_up not in str(await read(who, TODAY))


async def test_a_day_shows_what_was_written_the_moment_before(nittedal: Town) -> None:
    for _ in range(3):
        follow_up = await nittedal.follow_up()
        assert follow_up in {one["id"] for one in (await read(nittedal.teacher, TODAY))["holds"]}


async def test_the_family_sees_whom_to_call(nittedal: Town) -> None:
    follow_up = await nittedal.follow_up()
    page = await read(nittedal.mother, FAMILY)
    (one,) = [each["matter"] for each in page["items"] if each["matter"]["id"] == follow_up]
    assert one["holder"]["who"]["employee"] == nittedal["teacher"]
    assert one["holder"]["contact"]["phone"] == "33 00"
    assert one["nextMeetingBy"]
    assert one["logg"]["state"] == "NOT_OPENED"


async def test_a_word_can_be_taken_back_with_the_one_call_that_stands_beside_it(
    nittedal: Town,
) -> None:
    here = await shared(nittedal)
    follow_up = here.rsplit("/", 1)[1]
    page = await read(nittedal.mother, FAMILY)
    (item,) = [one for one in page["items"] if one["matter"]["id"] == follow_up]
    assert {word["giver"] for word in item["matter"]["consents"]} == {nittedal["mother"]}
    calls = {one["consent"]: one for one in item["consents"]}
    for word in item["matter"]["consents"]:
        call = calls[word["id"]]["withdraw"]
        assert call["method"] == "POST"
        await nittedal.mother.did(call["href"], call["body"])
    after = await read(nittedal.mother, FAMILY)
    (item,) = [one for one in after["items"] if one["matter"]["id"] == follow_up]
    assert [one["withdraw"] for one in item["consents"]] == [None, None]
    assert all(word["standingFor"] == [] for word in item["matter"]["consents"])


async def test_not_mine_stands_beside_a_word_that_staff_wrote_down_and_only_there(
    nittedal: Town,
) -> None:
    here = f"/v1/follow-ups/{await nittedal.follow_up()}"
    paper = {"kind": "SIGNED_PAPER", "givenOn": "2026-01-05", "language": "nb", "reference": "7"}
    body = a_word(nittedal, "clinic") | {"giver": nittedal["father"], "evidence": paper}
    await nittedal.teacher.did(f"{here}/consents", body)
    await nittedal.father.did(f"{here}/consents", a_word(nittedal, "school"))
    page = await read(nittedal.father, FAMILY)
    (item,) = [one for one in page["items"] if one["matter"]["id"] == here.rsplit("/", 1)[1]]
    written = [one for one in item["consents"] if one["notMine"]]
    assert len(item["consents"]) == 2
    assert len(written) == 1
    await nittedal.father.did(written[0]["notMine"]["href"], written[0]["notMine"]["body"])
    after = await read(nittedal.father, FAMILY)
    (item,) = [one for one in after["items"] if one["matter"]["id"] == here.rsplit("/", 1)[1]]
    assert [one["notMine"] for one in item["consents"]] == [None, None]


async def test_the_family_sees_which_unit_asks_and_closes_with_one_call(nittedal: Town) -> None:
    clinic = await in_the_clinic(nittedal)
    await nittedal.nurse.post(f"{clinic}/logg/requests")
    here = await shared(nittedal)
    page = await read(nittedal.mother, FAMILY)
    items = {one["matter"]["id"]: one for one in page["items"]}
    asking = items[clinic.rsplit("/", 1)[1]]
    assert (asking["matter"]["home"], asking["matter"]["logg"]["state"]) == (
        nittedal["clinic"],
        "ASKED",
    )
    assert asking["demandClosure"] is None
    (held,) = [
        one
        for one in (await read(nittedal.teacher, TODAY))["holds"]
        if one["id"] == here.rsplit("/", 1)[1]
    ]
    assert {one["unit"] for one in held["asks"]} == {nittedal["clinic"]}
    close = items[here.rsplit("/", 1)[1]]["demandClosure"]
    await nittedal.mother.did(close["href"], close["body"])
    shelf = await read(nittedal.mother, SHELF)
    (locked,) = [one for one in shelf["items"] if one["id"] == here.rsplit("/", 1)[1]]
    givers = {one["person"] for need in locked["needs"] for one in need["givers"]}
    assert givers == {nittedal["mother"], nittedal["father"]}
    for staff in (nittedal.teacher, nittedal.leader, nittedal.nurse, nittedal.administrator):
        refused(await staff.get(SHELF), 403, "NOT_THE_ARCHIVIST")


async def test_the_archivist_sees_locked_loggs_by_role_and_about_nobody(nittedal: Town) -> None:
    here = await shared(nittedal)
    await nittedal.mother.did(f"{here}/logg/closure-demands")
    archivist = await _an_archivist(nittedal)
    shelf = await read(archivist, SHELF)
    (locked,) = [one for one in shelf["items"] if one["id"] == here.rsplit("/", 1)[1]]
    assert [one["role"] for one in locked["needs"][0]["givers"]] == ["GUARDIAN", "GUARDIAN"]
    for name in ("nora", "mother", "father", "school", "clinic", "teacher"):
        assert nittedal[name] not in str(shelf)
    refused(await archivist.get(here), 404, "NOT_FOUND")


async def _an_archivist(town: Town) -> Caller:
    subject = f"archivist-{uuid4()}"
    one = await town.administrator.did("/v1/employees", {"contact": {"name": "Arkiv"}})
    account = {"issuer": town.service.issuer.name, "subject": subject}
    await town.administrator.did(f"/v1/employees/{one['id']}/accounts", account)
    await town.administrator.did(f"/v1/employees/{one['id']}/duties", {"duty": "ARCHIVIST"})
    caller = town.service.caller(subject)
    caller.book = town.book
    return caller


async def test_the_leader_sees_numbers_and_no_names(nittedal: Town) -> None:
    board = f"/v1/units/{nittedal['school']}/board"
    before = await read(nittedal.leader, board)
    await nittedal.follow_up()
    after = await read(nittedal.leader, board)
    counts = [sum(one["followUps"]["count"] for one in each["levels"]) for each in (before, after)]
    assert counts[1] == counts[0] + 1
    assert after["breaks"]["MEETING_OVERDUE"] >= 1
    for name in ("nora", "mother", "teacher"):
        assert nittedal[name] not in str(after)


async def test_a_board_that_is_not_yours_is_the_same_as_one_that_is_not_there(
    nittedal: Town,
) -> None:
    nothing = await nittedal.teacher.get(f"/v1/units/{uuid4()}/board")
    refused(nothing, 404, "NOT_FOUND")
    for who in (nittedal.teacher, nittedal.nurse, nittedal.mother, nittedal.administrator):
        answer = await who.get(f"/v1/units/{nittedal['school']}/board")
        assert same(answer) == same(nothing)


async def test_a_familys_page_is_for_families(nittedal: Town) -> None:
    refused(await nittedal.teacher.get(FAMILY), 404, "NOT_FOUND")
    assert (await nittedal.mother.get(TODAY)).status_code == 200


async def test_a_face_says_when_nothing_has_changed_and_when_something_has(nittedal: Town) -> None:
    first = await nittedal.mother.get(FAMILY)
    tag = {"If-None-Match": first.headers["etag"]}
    assert (await nittedal.mother.get(FAMILY, tag)).status_code == 304
    await nittedal.follow_up()
    again = await nittedal.mother.get(FAMILY, tag)
    assert again.status_code == 200
    seen = [int(one.headers["etag"].strip('"').split("-")[0]) for one in (first, again)]
    assert seen[1] > seen[0]


async def test_what_one_parent_says_does_not_change_what_the_other_is_shown(nittedal: Town) -> None:
    here = f"/v1/follow-ups/{await nittedal.follow_up()}"
    before = await nittedal.mother.get(FAMILY)
    await nittedal.father.did(f"{here}/consents", a_word(nittedal, "clinic"))
    assert same(await nittedal.mother.get(FAMILY)) == same(before)


@pytest.mark.parametrize("path", [TODAY, FAMILY, SHELF])
async def test_every_face_is_in_the_journal_with_what_it_showed(
    service: Service, nittedal: Town, path: str
) -> None:
    here = await shared(nittedal)
    await nittedal.mother.did(f"{here}/logg/closure-demands")
    answer = await nittedal.mother.get(path)
    assert answer.status_code == 200
    lines = await service.house.journal.follow(UUID(nittedal.book), 0, 100_000)
    (line,) = [
        one.event
        for one in lines
        if isinstance(one.event, ListRead)
        and str(one.event.request) == answer.headers["request-id"]
    ]
    assert UUID(here.rsplit("/", 1)[1]) in line.shown
    assert line.purpose == "follow-up"


async def test_consents_that_end_soon_are_told_to_giver_and_holder(nittedal: Town) -> None:
    here = f"/v1/follow-ups/{await nittedal.follow_up()}"
    soon = (datetime.now(UTC).date() + timedelta(days=5)).isoformat()
    body = a_word(nittedal, "school") | {"lastDay": soon}
    await nittedal.mother.did(f"{here}/consents", body)
    follow_up = here.rsplit("/", 1)[1]
    ending = (await read(nittedal.teacher, TODAY))["consentsEnding"]
    assert [one["on"] for one in ending if one["id"] == follow_up] == [soon]
    (item,) = [
        one
        for one in (await read(nittedal.mother, FAMILY))["items"]
        if one["matter"]["id"] == follow_up
    ]
    assert [(one["kind"], one["on"]) for one in item["matter"]["tasks"]] == [("CONSENT_ENDS", soon)]
    (item,) = [
        one
        for one in (await read(nittedal.father, FAMILY))["items"]
        if one["matter"]["id"] == follow_up
    ]
    assert item["matter"]["tasks"] == []
