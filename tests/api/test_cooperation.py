"""Cooperation over HTTP: alarms, the family's choice, referrals, and a municipality's teams."""

from datetime import datetime, timedelta
from typing import Any

import pytest_asyncio

from stafett.domain.moment import NORWAY
from tests.api.service import Caller, Service
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town, founded

NOW = datetime.now(NORWAY)
TODAY = NOW.date().isoformat()
SOON = (NOW.date() + timedelta(days=30)).isoformat()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(service: Service) -> Town:
    return await founded(service)


async def read(who: Caller, path: str) -> Any:
    answer = await who.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_guardian_raises_the_alarm_and_everybody_reads_the_answer(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    stuck = {"taskOf": {"employee": town["teacher"], "unit": town["school"]}, "stands": "LATE"}
    raised = await town.mother.did(here + "/alarms", stuck)
    (due,) = [
        one
        for one in (await read(town.leader, "/v1/me/today"))["due"]
        if one["kind"] == "ALARM" and one["thing"] == raised["id"]
    ]
    assert due["rule"] == "R139"
    await town.leader.did(f"{here}/alarms/{raised['id']}/answers", {"answer": "On Monday"})
    (shown,) = (await read(town.father, here))["cooperation"]["alarms"]
    assert (shown["stands"], shown["answer"]) == ("LATE", "On Monday")
    assert (await town.nurse.post(here + "/alarms", stuck)).status_code == 404


async def test_a_unit_the_family_would_rather_not_have_is_not_asked(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    choice = {"saidBy": town["mother"], "ratherNot": [town["clinic"]]}
    await town.mother.did(here + "/contact-choices", choice)
    asked = await town.teacher.post(here + "/participants", {"unit": town["clinic"]})
    assert problem(asked, 409, "FAMILY_WOULD_RATHER_NOT")
    (said,) = (await read(town.teacher, here))["cooperation"]["choices"]
    assert said["ratherNot"] == [town["clinic"]]


async def test_a_referral_is_drafted_written_signed_and_sent_without_a_logg(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    school = town["school"]
    aim = {"unit": school, "text": "Plays", "indicator": "breaks", "deadline": SOON}
    goal = await town.teacher.did(here + "/goals", aim)
    teacher = {"part": "EMPLOYEE", "who": town["teacher"]}
    plan = {"unit": school, "goal": goal["id"], "what": "A friend", "how": "asked", "arena": "x"}
    days = {"starts": TODAY, "deadline": SOON, "evaluateOn": SOON}
    await town.teacher.did(here + "/measures", {**plan, "responsible": teacher, **days})
    draft = await read(town.teacher, here + "/referral-drafts")
    assert draft["wanted"] == ["Plays: breaks"]
    assert [one["what"] for one in draft["ownService"]] == ["A friend"]
    assert (await read(town.mother, here + "/referral-drafts"))["ownService"] == []
    parts = {
        "to": "ppt",
        "wanted": "That somebody looks at how she reads",
        "ownService": "A friend for the break",
        "parents": "Reads with her",
        "network": "None",
        "doneByWhom": "The teacher and the mother",
    }
    held = {
        "unit": school,
        "heldOn": TODAY,
        "kind": "network-meeting",
        "minutes": {"text": "We ask PPT", "referral": parts},
    }
    meeting = (await town.teacher.did(here + "/held-meetings", held))["id"]
    send = {"unit": school, "version": 1}
    one = f"{here}/meetings/{meeting}"
    refused = await town.teacher.post(one + "/referrals", send)
    assert problem(refused, 409, "NOT_EVERYBODY_HAS_SIGNED")
    for guardian in ("mother", "father"):
        paper = {"unit": school, "signer": town[guardian], "signedOn": TODAY, "reference": "7"}
        await town.teacher.did(one + "/paper-signatures", {**paper, "version": 1})
    await town.teacher.did(one + "/signatures", {"unit": school, "version": 1})
    await town.teacher.did(one + "/referrals", send)
    (part,) = (await read(town.teacher, here))["parts"]
    (written,) = part["papers"]
    assert written["sent"][0]["form"] == "referral-ppt"
    answer = {**send, "answer": "They begin in January", "on": TODAY}
    await town.teacher.did(one + "/referrals/answers", answer)
    (part,) = (await read(town.teacher, here))["parts"]
    assert part["papers"][0]["sent"][0]["answeredOn"] == TODAY


async def test_a_municipality_sets_up_its_ressursteam_and_nobody_is_named_before_it(
    town: Town,
) -> None:
    await town.follow_up()
    form = {"kind": "ressursteam", "called": "Ressursteam", "leader": town["leader"]}
    refused = await town.teacher.post("/v1/teams", form)
    assert problem(refused, 403, "NOT_YOUR_TEAM")
    team = (await town.administrator.did("/v1/teams", form))["id"]
    here = f"/v1/teams/{team}"
    seats = [{"unit": town["school"]}, {"unit": town["clinic"], "employee": town["nurse"]}]
    await town.leader.did(here + "/seats", {"seats": seats})
    day = (NOW + timedelta(days=9)).isoformat(timespec="minutes")
    await town.leader.did(here + "/meetings", {"meetings": [day]})
    (shown,) = (await read(town.mother, f"/v1/teams?on={TODAY}"))["items"]
    assert [seat["employee"] for seat in shown["seats"]] == [None, None], "units, not people"
    (at_work,) = (await read(town.teacher, f"/v1/teams?on={TODAY}"))["items"]
    assert town["nurse"] in [seat["employee"] for seat in at_work["seats"]]
    case = {"kind": "system", "title": "Breaks", "text": "Too loud", "unit": town["school"]}
    named = await town.teacher.post(here + "/cases", {**case, "text": "Nora is too loud"})
    assert problem(named, 409, "SAYS_WHO_IT_IS_ABOUT")
    child = await town.teacher.post(here + "/cases", {**case, "kind": "individual-with-parents"})
    assert problem(child, 409, "COMES_FROM_ITS_FOLLOW_UP")
    laid = await town.teacher.did(here + "/cases", case)
    advice = {"advice": "Two breaks instead of one"}
    await town.nurse.did(f"/v1/teams/cases/{laid['id']}/advice", advice)
    for who in (town.teacher, town.nurse, town.leader, town.administrator):
        (one,) = (await read(who, "/v1/teams/cases"))["items"]
        assert one["advice"] == advice["advice"]
    answer = await town.mother.get("/v1/teams/cases")
    assert problem(answer, 403, "NOT_YOUR_TEAM")


async def test_a_family_asks_for_its_own_team_and_one_is_put_together_with_it(
    service: Service,
) -> None:
    town = await founded(service, "hemnes")
    here = f"/v1/follow-ups/{await town.follow_up()}"
    form = {"kind": "bti-team", "called": "BTI-team", "leader": town["leader"]}
    team = (await town.administrator.did("/v1/teams", form))["id"]
    wish = {"team": team, "wish": "Somebody who sees all of it"}
    await town.mother.did(here + "/family-team/requests", wish)
    refused = await town.nurse.post(here + "/family-team/requests", wish)
    assert refused.status_code == 404
    due = (await read(town.teacher, "/v1/me/today"))["due"]
    assert "R145" in [one["rule"] for one in due if one["kind"] == "TEAM"]
    family = [town["mother"], town["father"]]
    composed = {"team": team, "members": [], "family": family, "agreed": family}
    await town.teacher.did(here + "/family-team/compositions", composed)
    teacher = {"employee": town["teacher"], "unit": town["school"]}
    plan = {
        "relay": [{"who": teacher, "task": "talks with her each week"}],
        "holder": teacher,
        "planWish": "WANTED",
        "planRight": "UNCLEAR",
        "summary": "We go on at school",
        "metOn": TODAY,
    }
    await town.teacher.did(here + "/family-team/plans", plan)
    await town.father.did(here + "/family-team/reconvenings", {"trouble": "STUCK", "why": "No"})
    shown = (await read(town.mother, here))["cooperation"]["team"]
    assert (shown["planWish"], shown["again"]["trouble"]) == ("WANTED", "STUCK")


async def test_a_childs_case_comes_before_a_team_on_consent_alone(service: Service) -> None:
    town = await founded(service)
    here = f"/v1/follow-ups/{await town.follow_up()}"
    form = {"kind": "ressursteam", "called": "Ressursteam", "leader": town["leader"]}
    team = (await town.administrator.did("/v1/teams", form))["id"]
    seats = {"seats": [{"unit": town["school"]}]}
    await town.leader.did(f"/v1/teams/{team}/seats", seats)
    case = {
        "team": team,
        "kind": "individual-with-parents",
        "question": "How do we help her find friends?",
        "toldOrallyOn": TODAY,
        "toldInWriting": "Information on the team",
        "familyComes": True,
    }
    brought = await town.teacher.did(here + "/team-cases", case)
    seats["seats"].append({"unit": town["clinic"]})
    await town.leader.did(f"/v1/teams/{team}/seats", seats)
    refused = await town.teacher.post(here + "/team-cases", case)
    assert problem(refused, 409, "TEAM_NOT_LET_IN")
    advice = {"advice": "A friend for each break", "advisedOn": TODAY}
    await town.teacher.did(f"{here}/team-cases/{brought['id']}/advice", advice)
    (shown,) = (await read(town.father, here))["cooperation"]["cases"]
    assert shown["advice"] == advice["advice"]
    assert town["nora"] not in (await town.nurse.get(f"/v1/teams?on={TODAY}")).text
