"""Log-ins from a real issuer: its tokens, got by its own protocols, at our own doors."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from random import Random
from time import time
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.api.compact import TokenRefusedError
from stafett.api.freshness import check_fresh
from stafett.api.identity import Identity
from stafett.api.issuers import Issuer, Use
from stafett.api.problems import Problem
from stafett.domain.national_number import tenor_number
from tests.api.held import Holder
from tests.api.service import PURPOSE, Caller, running
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town, founded
from tests.issuer.real_issuer import (
    ACCESS_TOKEN,
    AUDIENCE,
    BACK,
    JWT_BEARER,
    SCOPE,
    TOKEN_EXCHANGE,
    Programme,
    RealIssuer,
    issuing,
    need_node,
)

NUMBER = tenor_number(Random("mother"), date(1988, 1, 1)).digits
MUNICIPALITY, VENDOR = "0192:974652382", "0192:991825827"
HIGH, LESS = "idporten-loa-high", "idporten-loa-substantial"

PORTAL = Programme("portal", ["authorization_code"], redirect=BACK)
HELD_PORTAL = Programme("held-portal", ["authorization_code"], redirect=BACK, dpop=True)
PARTNER = Programme("partner", [TOKEN_EXCHANGE], consumer=VENDOR)
PUSHY = Programme("pushy", [TOKEN_EXCHANGE], consumer="0192:810514442")
PERSONNEL = Programme(
    "personnel", [JWT_BEARER, "client_credentials"], consumer=MUNICIPALITY, supplier=VENDOR
)


@dataclass
class Scene:
    """Two real issuers, one for families and one for systems, and a town that believes them."""

    families: RealIssuer
    systems: RealIssuer
    believed: tuple[Issuer, Issuer]
    town: Town

    def doors(self, ahead: float = 0) -> Identity:
        """Return our own reading of tokens, at a clock that may be ahead."""
        return Identity(self.believed, Use.DEMO, address=AUDIENCE, clock=lambda: time() + ahead)

    def caller(self, token: str) -> Caller:
        return Caller(self.town.service, "somebody", token, self.town.book)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(fresh_databases: tuple[str, str]) -> AsyncIterator[Scene]:
    people = {"mother": {"pid": NUMBER}}
    async with (
        issuing([PORTAL, HELD_PORTAL, PARTNER, PUSHY], people) as families,
        issuing([PERSONNEL], {}) as systems,
    ):
        believed = believed_of(families, systems)
        async with running(*fresh_databases, issuers=believed) as service:
            town = await founded(service)
            number = {"nationalNumber": NUMBER}
            by, mother = town.administrator, town["mother"]
            await by.did(f"/v1/persons/{mother}/national-numbers", number)
            yield Scene(families, systems, believed, town)


def believed_of(families: RealIssuer, systems: RealIssuer) -> tuple[Issuer, Issuer]:
    """Return them as one would configure ID-porten and Maskinporten, but for the type they send."""
    here = {"audience": AUDIENCE, "typ": "at+jwt"}
    one = here | {"kind": "id-porten", "issuer": families.name, "may_act": [VENDOR]}
    two = here | {"kind": "maskinporten", "issuer": systems.name}
    scopes = {"scopes": {"stafett:membership": "membership"}}
    return (
        Issuer.model_validate(one | {"jwks_url": f"{families.name}/jwks"}),
        Issuer.model_validate(two | scopes | {"jwks_url": f"{systems.name}/jwks"}),
    )


async def test_a_guardian_logs_in_and_reads_about_her_child(scene: Scene) -> None:
    got = await scene.families.log_in(PORTAL, "mother", HIGH)
    mother = scene.caller(got["access_token"])

    assert (await mother.get("/v1/me")).json()["id"] == scene.town["mother"]
    assert (await mother.get(f"/v1/persons/{scene.town['nora']}")).json()["name"] == "Nora"


async def test_less_sure_than_can_be_is_told_how_and_then_let_in(scene: Scene) -> None:
    got = await scene.families.log_in(PORTAL, "mother", LESS)
    told = await scene.caller(got["access_token"]).get("/v1/me")
    problem(told, 401, "SURER_LOG_IN_NEEDED")

    wanted = told.headers["www-authenticate"].partition('acr_values="')[2].rstrip('"')
    again = await scene.families.log_in(PORTAL, "mother", wanted)

    assert (await scene.caller(again["access_token"]).get("/v1/me")).status_code == 200


async def test_what_the_programme_got_to_know_who_logged_in_opens_nothing(scene: Scene) -> None:
    got = await scene.families.log_in(PORTAL, "mother", HIGH)
    problem(await scene.caller(got["id_token"]).get("/v1/me"), 401, "NOT_LOGGED_IN")


async def test_a_token_for_another_service_opens_nothing_here(scene: Scene) -> None:
    other = "https://another.example.no"
    got = await scene.families.log_in(PORTAL, "mother", HIGH, resource=other)
    problem(await scene.caller(got["access_token"]).get("/v1/me"), 401, "NOT_LOGGED_IN")


async def test_a_token_is_good_until_it_expires_and_no_longer(scene: Scene) -> None:
    token = (await scene.families.log_in(PORTAL, "mother", HIGH))["access_token"]
    assert (await scene.doors(ahead=560).read(token)).number == NUMBER
    with pytest.raises(TokenRefusedError):
        await scene.doors(ahead=640).read(token)


async def test_a_real_log_in_tells_when_it_was_and_grows_cold(scene: Scene) -> None:
    token = (await scene.families.log_in(PORTAL, "mother", HIGH))["access_token"]
    log_in = await scene.doors().read(token)

    assert log_in.since is not None
    check_fresh(log_in, log_in.since + 600)
    with pytest.raises(Problem, match="FRESH_LOG_IN_NEEDED"):
        check_fresh(log_in, log_in.since + 631)
    consents = f"/v1/follow-ups/{uuid4()}/consents"
    form = {"units": [str(uuid4())], "until": "2027-01-01"}
    assert (await scene.caller(token).post(consents, form)).status_code != 401


async def test_one_issuers_token_under_the_others_name_opens_nothing(scene: Scene) -> None:
    families, systems = scene.believed
    swapped = Issuer.model_validate(
        families.model_dump() | {"jwks_url": systems.jwks_url, "kind": "general"}
    )
    token = (await scene.families.log_in(PORTAL, "mother", HIGH))["access_token"]
    with pytest.raises(TokenRefusedError):
        await Identity([swapped], Use.DEMO).read(token)


async def test_a_token_held_by_a_key_opens_with_its_notes_and_never_without(scene: Scene) -> None:
    holder = Holder(scene.town.service.base)
    got = await scene.families.log_in(HELD_PORTAL, "mother", HIGH, holder)
    assert got["token_type"] == "DPoP"
    token, mother = got["access_token"], scene.caller(got["access_token"])

    problem(await mother.get("/v1/me"), 401, "NOT_LOGGED_IN")
    asked = await shown(mother, token, holder.note(token, now=int(time())))
    nonce = asked.headers["dpop-nonce"]
    note = holder.note(token, now=int(time()), nonce=nonce)
    assert (await shown(mother, token, note)).json()["id"] == scene.town["mother"]
    problem(await shown(mother, token, note), 401, "NOT_LOGGED_IN")
    thief = Holder(scene.town.service.base)
    stolen = thief.note(token, now=int(time()), nonce=nonce)
    problem(await shown(mother, token, stolen), 401, "NOT_LOGGED_IN")
    elsewhere = holder.note(token, now=int(time()), nonce=nonce, path="/v1/municipality")
    problem(await shown(mother, token, elsewhere), 401, "NOT_LOGGED_IN")


async def shown(who: Caller, token: str, note: str) -> Any:
    headers = PURPOSE | {"Authorization": f"DPoP {token}", "DPoP": note}
    return await who.ask("GET", "/v1/me", headers=headers)


async def test_a_system_proves_itself_by_its_key_and_comes_in_as_its_organisation(
    scene: Scene,
) -> None:
    got = await scene.systems.for_programme(
        PERSONNEL, grant_type="client_credentials", scope=SCOPE, resource=AUDIENCE
    )

    found = await scene.doors().read(got.json()["access_token"])

    assert found.account.subject == MUNICIPALITY
    assert (found.through.client, found.through.supplier) == ("personnel", VENDOR)
    assert found.through.delegation == f"{scene.systems.name}/delegations"


async def test_a_grant_as_maskinporten_takes_it_works_once(scene: Scene) -> None:
    grant = PERSONNEL.assertion(scene.systems.name)
    form = {"grant_type": JWT_BEARER, "assertion": grant, "scope": SCOPE}

    first = await scene.systems.for_programme(PERSONNEL, **form)
    second = await scene.systems.for_programme(PERSONNEL, **form)

    assert (await scene.doors().read(first.json()["access_token"])).account.subject == MUNICIPALITY
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


async def test_a_programmes_proof_works_once_and_only_by_its_own_key(scene: Scene) -> None:
    proof = PERSONNEL.assertion(scene.systems.name)
    asked = {"grant_type": "client_credentials", "scope": SCOPE, "resource": AUDIENCE}
    assert (
        await scene.systems.for_programme(PERSONNEL, assertion_of_client=proof, **asked)
    ).status_code == 200
    imposter = Programme(PERSONNEL.id, []).assertion(scene.systems.name)
    late = PERSONNEL.assertion(scene.systems.name, iat=int(time()) - 300, exp=int(time()) - 200)
    for bad in (proof, imposter, late):
        answer = await scene.systems.for_programme(PERSONNEL, assertion_of_client=bad, **asked)
        assert answer.status_code == 401


async def test_a_system_that_was_let_in_tells_who_works_where(scene: Scene) -> None:
    got = await scene.systems.for_programme(
        PERSONNEL, grant_type="client_credentials", scope=SCOPE, resource=AUDIENCE
    )
    system, school = scene.caller(got.json()["access_token"]), scene.town["school"]
    member = {"number": "1", "contact": {"name": "Siri Ny"}, "unit": school}
    problem(await system.post("/v1/membership/lists", {"members": [member]}), 403, "NOT_KNOWN_HERE")
    account = {"issuer": scene.systems.name, "subject": MUNICIPALITY}
    form = {"name": "Personnel", "account": account, "suppliers": [VENDOR]}
    await scene.town.administrator.did("/v1/systems", form)

    await system.did("/v1/membership/lists", {"members": [member]})

    assert "Siri Ny" in (await scene.town.leader.get("/v1/employees")).text


async def test_a_system_is_nobody_in_a_family_or_at_work(scene: Scene) -> None:
    got = await scene.systems.for_programme(
        PERSONNEL, grant_type="client_credentials", scope=SCOPE, resource=AUDIENCE
    )
    system = scene.caller(got.json()["access_token"])
    problem(await system.get("/v1/me"), 403, "SCOPE_MISSING")


async def test_a_partner_brings_its_user_along_by_exchange_and_the_user_decides(
    scene: Scene,
) -> None:
    user = (await scene.families.log_in(PORTAL, "mother", HIGH))["access_token"]
    form = {
        "grant_type": TOKEN_EXCHANGE,
        "subject_token": user,
        "subject_token_type": ACCESS_TOKEN,
        "scope": SCOPE,
    }

    got = await scene.families.for_programme(PARTNER, **form)

    found = await scene.doors().read(got.json()["access_token"])
    assert found.through.acting == VENDOR
    brought = scene.caller(got.json()["access_token"])
    assert (await brought.get("/v1/me")).json()["id"] == scene.town["mother"]
    pushed = await scene.families.for_programme(PUSHY, **form)
    assert pushed.status_code == 200
    unlisted = scene.caller(pushed.json()["access_token"])
    problem(await unlisted.get("/v1/me"), 401, "NOT_LOGGED_IN")


async def test_saying_in_a_header_who_the_user_is_changes_nothing(scene: Scene) -> None:
    got = await scene.families.log_in(PORTAL, "mother", HIGH)
    mother = scene.caller(got["access_token"])
    for header in ("X-User", "X-Forwarded-User", "X-On-Behalf-Of", "From"):
        found = await mother.get("/v1/me", headers={header: scene.town["teacher"]})
        assert found.json()["id"] == scene.town["mother"]


def test_a_missing_issuer_is_told_of_aloud_and_fails_where_nothing_may_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="NO REAL ISSUER WAS TRIED"):
        need_node()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no real issuer"):
        need_node()
