"""The municipality's own book about the model, over HTTP: drafts, lessons and the catalogue."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest_asyncio

from stafett.domain.moment import NORWAY
from tests.api.service import Caller
from tests.api.test_at_the_letter_box import problem
from tests.api.town import SINCE, Town

DRAFTS = "/v1/guides/drafts"
LESSONS = "/v1/model/lessons"
TODAY = datetime.now(NORWAY).date().isoformat()
SOON = (datetime.now(NORWAY).date() + timedelta(days=40)).isoformat()


def words(nb: str) -> dict[str, str]:
    return {"nb": nb, "nn": nb}


def edition(version: int) -> dict[str, Any]:
    level = {"number": 1, "name": words("Hos oss"), "steps": [{"key": "a", "title": words("Se")}]}
    return {
        "guide": "modum",
        "version": version,
        "validFrom": SOON,
        "decidedBy": "Kommunestyret",
        "levels": [level],
        "transitions": [],
        "meetings": [{"key": "follow-up-meeting", "title": words("Oppfølgingsmøte")}],
        "mayOpenLoggFrom": 1,
        "openingNeedsMeasure": False,
        "nextMeetingDays": 21,
        "otherUnitMeetingDays": 42,
        "offerLapsesAfterDays": 7,
        "childWelfareHoldsOnlyAfterFormalDecision": False,
        "homeMeasureExpected": False,
        "wonderingRestsDays": 28,
        "inviteDaysBefore": 7,
        "sources": [{"value": "next_meeting_days", "source": "from the guide"}],
    }


def offer(town: Town) -> dict[str, Any]:
    return {
        "since": TODAY,
        "name": words("Foreldreveiledning"),
        "unit": town["clinic"],
        "description": words("Fem kvelder i gruppe."),
        "forWhom": words("Foreldre med små barn."),
        "youngest": 0,
        "oldest": 6,
        "wayIn": "OPEN",
        "howToAsk": words("Ring helsestasjonen."),
        "source": "planen for 2026",
        "levels": [0, 1],
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def coordinator(town: Town) -> Caller:
    """The BTI coordinator, who works in no unit."""
    one = await town.administrator.did("/v1/employees", {"contact": {"name": "Berit Beteie"}})
    here = f"/v1/employees/{one['id']}"
    await town.administrator.did(f"{here}/duties", {"duty": "BTI_COORDINATOR"})
    account = {"issuer": town.service.issuer.name, "subject": "coordinator"}
    await town.administrator.did(f"{here}/accounts", account)
    caller = town.service.caller("coordinator")
    caller.book = town.book
    return caller


async def test_the_coordinator_drafts_an_edition_and_publishes_it_from_a_day(
    town: Town, coordinator: Caller
) -> None:
    draft = {"edition": edition(7), "why": "Etter gjennomgangen."}
    await coordinator.did(DRAFTS, draft)
    (shown,) = (await coordinator.get(DRAFTS)).json()["items"]
    assert (shown["why"], shown["guide"]["nextMeetingDays"]) == ("Etter gjennomgangen.", 21)
    which = {"guide": "modum", "version": 7}
    await coordinator.did(f"{DRAFTS}/publications", which | {"decidedBy": "Kommunestyret"})
    assert (await coordinator.get(DRAFTS)).json()["items"] == []
    ahead = (await town.mother.get(f"/v1/rules?on={SOON}")).json()["guide"]
    now = (await town.mother.get(f"/v1/rules?on={TODAY}")).json()["guide"]
    assert (ahead["nextMeetingDays"], now["nextMeetingDays"]) == (21, 28)


async def test_what_one_goes_by_is_changed_in_one_place_and_drafted_as_it_was_read(
    town: Town, coordinator: Caller
) -> None:
    now = (await coordinator.get("/v1/guides/modum/versions/1")).json()
    changed = now | {"version": 9, "validFrom": SOON, "nextMeetingDays": 20}
    lacking = await coordinator.post(DRAFTS, {"edition": changed, "why": "Et forsøk."})
    (error,) = problem(lacking, 422, "CONTENT_NOT_ACCEPTED")["errors"]
    assert error["pointer"] == "/edition/decidedBy"
    decided = changed | {"decidedBy": "Kommunestyret"}
    await coordinator.did(DRAFTS, {"edition": decided, "why": "Etter gjennomgangen."})
    (drafted,) = (await coordinator.get(DRAFTS)).json()["items"]
    before = (await coordinator.get(f"/v1/rules?on={TODAY}")).json()["guide"]
    new = {"id": {"guide": "modum", "version": 9}, "validFrom": SOON, "nextMeetingDays": 20}
    assert drafted["guide"] == before | new
    await coordinator.did(f"{DRAFTS}/droppings", {"guide": "modum", "version": 9, "why": "prøve"})
    assert (await coordinator.get("/v1/guides/modum/versions/99")).status_code == 404


async def test_a_draft_is_put_away(town: Town, coordinator: Caller) -> None:
    await coordinator.did(DRAFTS, {"edition": edition(8), "why": "Et forsøk."})
    which = {"guide": "modum", "version": 8, "why": "Ikke i år."}
    await coordinator.did(f"{DRAFTS}/droppings", which)
    problem(await coordinator.post(f"{DRAFTS}/droppings", which), 409, "NO_SUCH_GUIDE_DRAFT")


async def test_nobody_else_reads_or_writes_drafts(town: Town) -> None:
    draft = {"edition": edition(8), "why": "Et forsøk."}
    for who in (town.teacher, town.leader, town.mother):
        assert (await who.post(DRAFTS, draft)).status_code == 403
        problem(await who.get(DRAFTS), 403, "ONLY_A_COORDINATOR")
        problem(await who.get("/v1/guides/in-use"), 403, "ONLY_A_COORDINATOR")
        problem(await who.get(LESSONS), 403, "ONLY_A_COORDINATOR")


async def test_who_still_goes_by_an_older_edition_is_counted_and_never_named(
    town: Town, coordinator: Caller
) -> None:
    async def in_use() -> dict[int, Any]:
        items = (await coordinator.get("/v1/guides/in-use")).json()["items"]
        assert all(set(one) == {"guide", "version", "followUps", "fewerThanFive"} for one in items)
        return {one["version"]: (one["followUps"], one["fewerThanFive"]) for one in items}

    assert (await in_use())[1] == (0, False)
    await town.follow_up()
    assert (await in_use())[1] == (None, True)
    for at in range(4):
        form = {"fullName": f"Barn {at}", "subject": "CHILD", "born": "2019-01-01"}
        child = (await town.teacher.did("/v1/persons", form))["id"]
        taken_on = town.taking_on() | {"about": child}
        await town.teacher.did("/v1/follow-ups", taken_on)
    await coordinator.did("/v1/guides", edition(9) | {"validFrom": TODAY})
    counted = await in_use()
    assert (counted[1], counted[9]) == ((5, False), (0, False))


async def test_what_is_learnt_of_the_model_is_told_and_gone_through(
    town: Town, coordinator: Caller
) -> None:
    told = {"kind": "WRONG", "text": "Invitasjonen kommer for sent.", "step": "prepare-meeting"}
    lesson = (await town.teacher.did(LESSONS, told))["id"]
    named = told | {"text": "Spør Leader"}
    problem(await town.teacher.post(LESSONS, named), 409, "NAMES_SOMEBODY")
    assert (await town.mother.post(LESSONS, told)).status_code == 403
    revised = {"considered": [lesson], "conclusion": "Inviter to uker før."}
    revision = (await coordinator.did("/v1/model/revisions", revised))["id"]
    shown = (await coordinator.get(LESSONS)).json()
    assert [one["answered"] for one in shown["lessons"]] == [revision]
    assert shown["revisions"][0]["conclusion"] == "Inviter to uker før."
    assert shown["nextRevisionBy"] > TODAY
    assert town["teacher"] not in str(shown)


async def test_the_catalogue_is_open_to_families_and_changed_by_the_coordinator(
    town: Town, coordinator: Caller
) -> None:
    measure = (await coordinator.did("/v1/catalogue", offer(town)))["id"]
    (shown,) = (await town.mother.get(f"/v1/catalogue?on={TODAY}")).json()["items"]
    assert (shown["id"], shown["says"]["unit"]) == (measure, town["clinic"])
    assert (shown["says"]["wayIn"], shown["says"]["levels"]) == ("OPEN", [0, 1])
    wider = offer(town) | {"since": SOON, "oldest": 12}
    await coordinator.did(f"/v1/catalogue/{measure}/editions", wider)
    (ahead,) = (await town.mother.get(f"/v1/catalogue?on={SOON}")).json()["items"]
    assert ahead["says"]["oldest"] == 12
    gone = {"since": SOON, "why": "Ingen penger."}
    await coordinator.did(f"/v1/catalogue/{measure}/endings", gone)
    assert (await town.mother.get(f"/v1/catalogue?on={SOON}")).json()["items"] == []
    assert (await town.mother.get(f"/v1/catalogue?on={SINCE}")).json()["items"] == []
    problem(await town.teacher.post("/v1/catalogue", offer(town)), 403, "ONLY_A_COORDINATOR")


async def test_the_directory_says_who_leads_when_it_is_open_and_whom_one_calls(
    town: Town, coordinator: Caller
) -> None:
    call = {"name": words("Legevakta"), "number": "00 00 00 00", "hours": words("Hele døgnet")}
    says = {"since": TODAY, "openingHours": words("Hverdager 8-15"), "emergency": [call]}
    here = f"/v1/units/{town['clinic']}/descriptions"
    await coordinator.did(here, says)
    items = (await town.mother.get(f"/v1/units?on={TODAY}")).json()["items"]
    clinic = next(one for one in items if one["id"] == town["clinic"])
    assert clinic["leader"]["name"] == "Nurse"
    assert clinic["says"]["openingHours"]["nb"] == "Hverdager 8-15"
    assert clinic["says"]["emergency"][0]["number"] == "00 00 00 00"
    assert [one["key"] for one in clinic["keptByLaw"]] == ["health-and-care"]
    school = next(one for one in items if one["id"] == town["school"])
    assert (school["leader"]["name"], school["says"]["emergency"]) == ("Leader", [])
    problem(await town.teacher.post(here, says), 403, "ONLY_A_COORDINATOR")


async def test_a_unit_closes_from_a_day_and_leaves_the_directory_the_day_after(
    town: Town,
) -> None:
    old = (await town.administrator.did("/v1/units", {"name": "Gamle skole", "kind": "school"}))[
        "id"
    ]
    closings = f"/v1/units/{old}/closings"
    closing = {"lastDay": SOON, "answers": town["school"], "why": "Slås sammen."}
    problem(await town.teacher.post(closings, closing), 403, "ONLY_AN_ADMINISTRATOR")
    await town.administrator.did(closings, closing)
    shown = (await town.mother.get("/v1/municipality")).json()["units"]
    (one,) = [each for each in shown if each["id"] == old]
    assert one["closing"] == {"lastDay": SOON, "answers": town["school"]}

    async def names(on: date) -> set[str]:
        items = (await town.mother.get(f"/v1/units?on={on}")).json()["items"]
        return {each["name"] for each in items}

    last = date.fromisoformat(SOON)
    assert "Gamle skole" in await names(last)
    assert "Gamle skole" not in await names(last + timedelta(days=1))
    await town.administrator.did(closings + "/cancellations", {"why": "Består likevel."})
    assert "Gamle skole" in await names(last + timedelta(days=1))


async def test_an_administrator_signs_the_rules_one_reads_and_a_lesson_is_struck(
    town: Town, coordinator: Caller
) -> None:
    rules = f"/v1/rules?on={TODAY}"
    shown = (await town.mother.get(rules)).json()["guideSigned"]
    signing = {"digest": shown["digest"]}
    problem(await coordinator.post("/v1/rules/signatures", signing), 403, "NOT_YOURS_TO_SIGN")
    await town.administrator.did("/v1/rules/signatures", signing)
    (one,) = (await town.mother.get(rules)).json()["guideSigned"]["signatures"]
    assert (one["assurance"], one["on"]) == ("HIGH", TODAY)
    named = {"kind": "WISH", "text": "Spør Ronja Relé"}
    problem(await town.teacher.post(LESSONS, named), 409, "LOOKS_LIKE_A_NAME")
    lesson = (await town.teacher.did(LESSONS, named | {"namesNobody": True}))["id"]
    await coordinator.did(f"{LESSONS}/{lesson}/strikings", {"why": "Et barn kan kjennes igjen."})
    left = (await coordinator.get(LESSONS)).json()["lessons"]
    assert lesson not in {each["id"] for each in left}
