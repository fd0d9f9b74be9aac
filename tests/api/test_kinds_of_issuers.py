"""Each kind of issuer: what its tokens say of who it is, how surely, and on whose behalf."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from stafett.api.compact import TokenRefusedError
from stafett.api.identity import Identity
from stafett.api.issuers import Issuer, IssuersRefusedError, Use, checked, kinds
from stafett.api.log_in import LogIn
from stafett.api.problems import Problem
from stafett.api.route import Route
from stafett.api.scopes import Scope, check_scope
from stafett.api.subjects import ROUTERS
from stafett.api.sureness import may_come_in, surer_log_in_needed
from stafett.domain.people import Account, Assurance, Citizen, PersonId, Staff
from tests.api.forge import AUDIENCE, CLAIMS, KEY, NOW, RSA, signed
from tests.api.held import Holder
from tests.people import MOTHER, TEACHER

TENANT = "7a3c1f0e-59c1-4f0b-8f57-2f0f6a1f0c11"
KEYS = {"keys": [KEY.as_dict(private=False), RSA.as_dict(private=False)]}
ORGANISATION = {"authority": "iso6523-actorid-upis", "ID": "0192:974652382"}
VENDOR = {"authority": "iso6523-actorid-upis", "ID": "0192:991825827"}
NAMES = {"general": "https://login.example.no", "entra-id": f"https://login.example.no/{TENANT}/v2"}
MORE: Mapping[str, Mapping[str, Any]] = {
    "entra-id": {"assurance": {"c1": "substantial"}},
    "maskinporten": {"scopes": {"modum:stafettlogg.membership": "membership"}},
}


def of_kind(kind: str, **more: Any) -> Issuer:
    """Return an issuer of the kind as one would configure it, with keys we can sign with."""
    name = kinds()[kind].get("names", [NAMES.get(kind)])[0]
    said = {"kind": kind, "issuer": name, "audience": AUDIENCE, "jwks": KEYS}
    return Issuer.model_validate(said | {"algorithms": ["ES256"]} | dict(MORE.get(kind, {})) | more)


def token(issuer: Issuer, **claims: Any) -> str:
    head = {"alg": "ES256", "kid": "spring"}
    if issuer.typ != "none":
        head["typ"] = issuer.typ
    said = {**CLAIMS, "iss": issuer.issuer, "exp": NOW + 60, **claims}
    said = {name: value for name, value in said.items() if value is not ...}
    return signed(raw_header=json.dumps(head).encode(), claims=json.dumps(said).encode())


async def read(issuer: Issuer, **claims: Any) -> LogIn:
    doors = Identity([issuer], Use.REAL, address="https://stafett.example.no", clock=lambda: NOW)
    return await doors.read(token(issuer, **claims))


def test_every_kind_says_where_what_is_known_of_it_is_from() -> None:
    assert len(kinds()) == 7
    for known in kinds().values():
        assert len(str(known["source"])) > 20
        assert known.keys() - {"source", "names"} <= Issuer.model_fields.keys()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_kind_need_not_be_told_what_is_known_of_it(kind: str) -> None:
    issuer = of_kind(kind)
    assert checked([issuer], Use.REAL)
    for name in kinds()[kind].keys() - {"source", "names", "algorithms"}:
        known = kinds()[kind][name]
        if name != "assurance":
            assert getattr(issuer, name) == known


@pytest.mark.parametrize(
    "name",
    ["https://maskinporten.no", "https://Maskinporten.no/", "https://test.maskinporten.no/x"],
)
def test_a_name_that_is_nearly_the_issuers_is_refused_at_the_start(name: str) -> None:
    with pytest.raises(IssuersRefusedError):
        checked([of_kind("maskinporten", issuer=name)], Use.REAL)


async def test_id_porten_says_who_by_national_number_and_sends_no_type() -> None:
    issuer = of_kind("id-porten")

    found = await read(issuer, sub="pairwise", pid="24882312345", acr="idporten-loa-high")

    assert found.number == "24882312345"
    assert found.account == Account("https://idporten.no", "pairwise")
    assert found.assurance is Assurance.HIGH
    assert "24882312345" not in repr(found)


async def test_what_is_not_sure_enough_is_told_how_to_become_so() -> None:
    found = await read(of_kind("id-porten"), acr="idporten-loa-substantial")
    assert found.assurance is Assurance.SUBSTANTIAL

    told = surer_log_in_needed(found).headers["WWW-Authenticate"]

    assert 'error="insufficient_user_authentication"' in told
    assert 'acr_values="idporten-loa-high"' in told


@pytest.mark.parametrize("of_id_token", ["nonce", "at_hash", "c_hash", "s_hash"])
async def test_a_token_for_a_programme_is_not_taken_where_no_type_tells_them_apart(
    of_id_token: str,
) -> None:
    with pytest.raises(TokenRefusedError):
        await read(of_kind("id-porten"), **{of_id_token: "x"})


async def test_where_the_issuer_sends_no_type_one_with_a_type_is_refused() -> None:
    issuer = of_kind("id-porten")
    typed = of_kind("id-porten", typ="at+jwt")
    with pytest.raises(TokenRefusedError):
        await Identity([issuer], Use.REAL, clock=lambda: NOW).read(token(typed))


async def test_ansattporten_tells_employees_by_number() -> None:
    found = await read(of_kind("ansattporten"), pid="24882312345", acr="substantial")
    assert found.account.subject == "24882312345"
    assert found.number is None
    assert found.assurance is Assurance.SUBSTANTIAL


async def test_entra_tells_by_object_id_in_the_one_tenant() -> None:
    issuer = of_kind("entra-id")
    said = {"tid": TENANT, "oid": "0b1c", "acrs": ["p1", "c1"], "azp": "a-programme"}

    found = await read(issuer, **said)

    assert found.account.subject == "0b1c"
    assert found.assurance is Assurance.SUBSTANTIAL
    assert found.client == "a-programme"
    for other in ("6b3c1f0e-59c1-4f0b-8f57-2f0f6a1f0c11", "", ..., [TENANT]):
        with pytest.raises(TokenRefusedError):
            await read(issuer, **said | {"tid": other})
    assert (await read(issuer, **said | {"acrs": ["p1"]})).assurance is Assurance.LOW


async def test_helse_id_tells_employees_and_every_token_is_held_by_a_key() -> None:
    issuer = of_kind("helse-id")
    said = {
        "helseid://claims/identity/pid": "24882312345",
        "helseid://claims/identity/assurance_level": "high",
        "scope": ["modum:stafettlogg/read"],
    }

    found = await read(issuer, **said, cnf={"jkt": Holder().thumbprint})

    assert found.account.subject == "24882312345"
    assert found.assurance is Assurance.HIGH
    with pytest.raises(TokenRefusedError):
        await read(issuer, **said)


async def test_feide_tells_by_principal_name_and_is_not_sure_without_two_factors() -> None:
    said = {"https://n.feide.no/claims/eduPersonPrincipalName": "kari@skole.example.no"}
    assert (await read(of_kind("feide"), **said)).assurance is Assurance.LOW
    sure = await read(of_kind("feide"), **said, acr="urn:mace:feide.no:auth:level:fad08:3")
    assert sure.assurance is Assurance.SUBSTANTIAL


SYSTEM: Mapping[str, Any] = {
    "sub": ...,
    "acr": ...,
    "consumer": ORGANISATION,
    "supplier": VENDOR,
    "delegation_source": "https://altinn.no/",
    "scope": "modum:stafettlogg.membership modum:else",
}


async def test_maskinporten_tells_the_organisation_and_who_acts_for_it() -> None:
    found = await read(of_kind("maskinporten"), **SYSTEM)

    assert found.account == Account("https://maskinporten.no/", "0192:974652382")
    assert found.through.supplier == "0192:991825827"
    assert found.through.delegation == "https://altinn.no/"
    assert found.through.assurance is None
    assert found.scopes == frozenset({Scope.MEMBERSHIP})


async def test_another_programme_of_the_same_organisation_is_the_same_account() -> None:
    one = await read(of_kind("maskinporten"), **SYSTEM)
    other = await read(of_kind("maskinporten"), **{**SYSTEM, "client_id": "another"})
    assert one.account == other.account
    assert one.client != other.client


@pytest.mark.parametrize(
    "wrong",
    [
        {"consumer": ...},
        {"consumer": "0192:974652382"},
        {"consumer": {"ID": "0192:974652382"}},
        {"consumer": {**ORGANISATION, "authority": "another"}},
        {"consumer": {**ORGANISATION, "ID": "9908:974652382"}},
        {"consumer": {**ORGANISATION, "ID": "0192:97465238"}},
        {"consumer": {**ORGANISATION, "ID": "0192:974652382:1"}},
        {"consumer": {**ORGANISATION, "ID": ["0192:974652382"]}},
        {"consumer": None},
        {"supplier": {**VENDOR, "ID": "x"}},
        {"supplier": None},
        {"delegation_source": ["https://altinn.no/"]},
        {"pid": "24882312345"},
        {"act": {"sub": "somebody"}},
        {"scope": 7},
        {"scope": [7]},
        {"exp": NOW + 700},
    ],
)
async def test_a_system_that_is_told_of_in_another_way_is_nobody(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(TokenRefusedError):
        await read(of_kind("maskinporten"), **{**SYSTEM, **wrong})


async def test_a_partner_that_may_brings_somebody_along_and_decides_nothing() -> None:
    issuer = of_kind("general", may_act=["0192:991825827"])

    found = await read(issuer, act={"sub": "0192:991825827"})

    assert found.account.subject == "kari"
    assert found.through.acting == "0192:991825827"
    assert (await read(issuer)).through.acting is None


@pytest.mark.parametrize(
    "act",
    [
        {"sub": "0192:974652382"},
        {"sub": "0192:991825827", "act": {"sub": "0192:991825827"}},
        {"sub": ["0192:991825827"]},
        {"client_id": "0192:991825827"},
        {},
        "0192:991825827",
        None,
    ],
)
async def test_nobody_is_brought_along_by_another_or_through_many_hands(act: Any) -> None:
    with pytest.raises(TokenRefusedError):
        await read(of_kind("general", may_act=["0192:991825827"]), act=act)
    with pytest.raises(TokenRefusedError):
        await read(of_kind("general"), act=act)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "maskinporten", "scopes": None},
        {"kind": "maskinporten", "subject": "client_id"},
        {"kind": "general", "whose": "systems"},
        {"kind": "general", "subject": "consumer"},
        {"kind": "general", "young_below": 16},
        {"kind": "facebook"},
        {"kind": "general", "scopes": {"x": "everything"}},
        {"kind": "general", "binding": "none"},
        {"kind": "general", "keys_asked_every_seconds": 1},
    ],
)
def test_an_issuer_that_goes_too_far_is_refused(wrong: Mapping[str, Any]) -> None:
    said = {"issuer": "https://a.example", "audience": "s", "algorithms": ["ES256"], "jwks": KEYS}
    with pytest.raises(ValidationError):
        Issuer.model_validate(said | dict(wrong))


def test_each_comes_in_by_an_issuer_for_such_as_they() -> None:
    mother, teacher = Citizen(PersonId(MOTHER.person)), Staff(TEACHER.employee)
    for kind, family, staff in (
        ("general", True, True),
        ("id-porten", True, False),
        ("ansattporten", False, True),
        ("entra-id", False, True),
        ("feide", True, True),
        ("helse-id", False, True),
        ("maskinporten", False, False),
    ):
        assert may_come_in(mother, of_kind(kind)) == family
        assert may_come_in(teacher, of_kind(kind)) == staff


async def test_a_scope_takes_away_and_gives_nothing() -> None:
    issuer = of_kind("general", scopes={"stafett:read": "read", "stafett:audit": "audit"})
    found = await read(issuer, scope="openid stafett:read")
    assert found.scopes == frozenset({Scope.READ})
    check_scope(found.scopes, Scope.READ)
    check_scope((await read(of_kind("general"))).scopes, Scope.AUDIT)
    for needed in set(Scope) - {Scope.READ}:
        with pytest.raises(Problem) as told:
            check_scope(found.scopes, needed)
        assert told.value.code == "SCOPE_MISSING"
        assert f'scope="{needed.value}"' in told.value.headers["WWW-Authenticate"]
    assert (await read(issuer, scope=...)).scopes == frozenset()


def test_every_route_asks_for_one_scope_and_the_journal_for_its_own() -> None:
    routes = [one for router in ROUTERS for one in router.routes if isinstance(one, Route)]
    audits = {route.path for route in routes if route.scope is Scope.AUDIT}
    readers = "misfilings/{item}/readers"
    assert {path for path in audits if not path.startswith("/v1/audit/")} == {
        f"/v1/follow-ups/{{follow_up}}/{readers}",
        f"/v1/concerns/{{concern}}/{readers}",
    }
    assert {route.path for route in routes if route.path.startswith("/v1/audit/")} < audits
    for route in routes:
        reads = (route.methods or set()) <= {"GET", "QUERY"} or route.path == "/v1/persons/search"
        assert (route.scope in {Scope.READ, Scope.AUDIT}) == reads, route.path
    administers = {route.path for route in routes if route.scope is Scope.ADMINISTER}
    assert {"/v1/units", "/v1/employees/{employee}/duties", "/v1/guides"} <= administers
    assert not any("follow-ups" in path or "concerns" in path for path in administers)
