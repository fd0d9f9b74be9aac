"""The gravest acts are done by who has just logged in, and everything else goes on as before."""

from collections.abc import AsyncIterator
from time import time
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.api.compact import TokenRefusedError
from stafett.api.demo_issuer import DemoIssuer
from stafett.api.freshness import check_fresh, gravest_acts
from stafett.api.issuers import Issuer, IssuersRefusedError, Use, checked
from stafett.api.log_in import read_log_in
from stafett.api.problems import Problem
from tests.api.forge import CLAIMS, NOW, TRUSTED
from tests.api.service import Caller, Service, running
from tests.api.test_at_the_letter_box import problem
from tests.api.test_contract import APP
from tests.api.town import Town, founded

HOUSE = DemoIssuer("http://fresh.localhost")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(fresh_databases: tuple[str, str]) -> AsyncIterator[Service]:
    """A service that believes an issuer whose log-ins are fresh for ten minutes, as any other."""
    said = HOUSE.as_issuer().model_dump() | {"jwks_url": None, "jwks": HOUSE.public_keys()}
    issuer = Issuer.model_validate(said | {"fresh_seconds": 600})
    async with running(*fresh_databases, issuers=[issuer]) as there:
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(service: Service) -> Town:
    town = await founded(service)
    account = {"issuer": HOUSE.name, "subject": "mother"}
    await town.administrator.did(f"/v1/persons/{town['mother']}/accounts", account)
    account = {"issuer": HOUSE.name, "subject": "administrator"}
    who = (await town.administrator.get("/v1/me")).json()["id"]
    await town.administrator.did(f"/v1/employees/{who}/accounts", account)
    return town


def logged_in(town: Town, who: str, seconds_ago: int) -> Caller:
    """Return somebody with a token made just now, from a log-in of so long ago."""
    token = HOUSE.token(who, since=int(time()) - seconds_ago)
    return Caller(town.service, who, token, town.book)


def address(operation: str) -> str:
    steps = operation.split(" ")[1].split("/")
    return "/".join(str(uuid4()) if step.startswith("{") else step for step in steps)


@pytest.mark.parametrize("operation", sorted(gravest_acts()))
async def test_after_ten_minutes_one_is_told_to_log_in_once_more(
    town: Town, operation: str
) -> None:
    cold = logged_in(town, "mother", 640)
    ask = cold.get if operation.startswith("GET") else cold.post

    answer = await ask(address(operation))

    problem(answer, 401, "FRESH_LOG_IN_NEEDED")
    told = answer.headers["www-authenticate"]
    assert 'error="insufficient_user_authentication"' in told
    assert 'max_age="600"' in told
    assert (await cold.get("/v1/me")).status_code == 200


@pytest.mark.parametrize("operation", sorted(gravest_acts()))
async def test_who_has_just_logged_in_is_asked_for_nothing_more(town: Town, operation: str) -> None:
    fresh = logged_in(town, "mother", 590)
    ask = fresh.get if operation.startswith("GET") else fresh.post
    assert (await ask(address(operation))).status_code != 401


async def test_what_only_takes_away_is_never_harder_than_giving(town: Town) -> None:
    cold = logged_in(town, "mother", 10_000)
    for ending in ("withdrawals", "refusals"):
        answer = await cold.post(f"/v1/follow-ups/{uuid4()}/consents/{ending}", {})
        assert answer.status_code != 401
    for moving in ("departures", "arrivals"):
        answers = f"/v1/follow-ups/{uuid4()}/{moving}/answers"
        assert (await cold.post(answers, {"agrees": False})).status_code != 401
        for said in ({}, {"agrees": True}, {"agrees": 0}, {"agrees": None}, [False]):
            problem(await cold.post(answers, said), 401, "FRESH_LOG_IN_NEEDED")


async def test_the_act_itself_is_done_after_logging_in_once_more(town: Town) -> None:
    form = {"issuer": HOUSE.name, "subject": "mother-at-work"}
    to = f"/v1/persons/{town['mother']}/accounts"
    problem(await logged_in(town, "administrator", 700).post(to, form), 401, "FRESH_LOG_IN_NEEDED")
    assert (await logged_in(town, "administrator", 0).post(to, form)).status_code == 201


async def test_a_list_links_no_log_ins_for_one_who_was_gone_for_long(town: Town) -> None:
    contact = {"name": "Else"}
    line = {"number": "1", "contact": contact, "account": {"issuer": HOUSE.name, "subject": "else"}}
    lists, cold = "/v1/membership/lists", logged_in(town, "administrator", 700)
    problem(await cold.post(lists, {"members": [line]}), 401, "FRESH_LOG_IN_NEEDED")
    nobodys = {"number": "1", "contact": contact}
    assert (await cold.post(lists, {"members": [nobodys]})).status_code == 201
    fresh = logged_in(town, "administrator", 0)
    assert (await fresh.post(lists, {"members": [line]})).status_code == 201


def test_every_gravest_act_is_an_operation_that_exists_and_says_so() -> None:
    paths = APP.openapi()["paths"]
    for operation in gravest_acts():
        method, path = operation.split(" ")
        answers = paths[path][method.lower()]["responses"]["401"]["content"]
        assert "FRESH_LOG_IN_NEEDED" in answers["application/problem+json"]["examples"]


def test_a_log_in_whose_time_is_not_told_is_cold() -> None:
    untold = read_log_in(CLAIMS, TRUSTED)
    with pytest.raises(Problem, match="FRESH_LOG_IN_NEEDED"):
        check_fresh(untold, NOW)


def test_the_limit_is_ten_minutes_and_half_a_minute_of_grace() -> None:
    log_in = read_log_in({**CLAIMS, "auth_time": NOW - 100}, TRUSTED)
    check_fresh(log_in, NOW + 530)
    with pytest.raises(Problem, match="FRESH_LOG_IN_NEEDED"):
        check_fresh(log_in, NOW + 531)


@pytest.mark.parametrize("said", [None, "now", 1.5, True, CLAIMS["iat"] + 31])
def test_a_time_of_log_in_that_cannot_be_is_refused(said: Any) -> None:
    with pytest.raises(TokenRefusedError):
        read_log_in({**CLAIMS, "auth_time": said}, TRUSTED)


def test_real_use_refuses_an_issuer_whose_log_ins_stay_fresh_for_hours() -> None:
    hours = TRUSTED.model_copy(update={"fresh_seconds": 7200})
    checked([TRUSTED.model_copy(update={"fresh_seconds": 900})], Use.REAL)
    with pytest.raises(IssuersRefusedError, match="fresh"):
        checked([hours], Use.REAL)
