"""Who works where, as the municipality's own registers have it: lists, tables, and a directory."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from stafett.api.issuers import Issuer
from stafett.journal import AskingRefused
from tests.api.forge import AUDIENCE, KEY, signed
from tests.api.service import Caller, Service, running
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town, founded

ORGANISATION = "0192:974652382"
VENDOR, OTHER_VENDOR = "0192:991825827", "0192:810514442"
SYSTEMS = Issuer.model_validate(
    {
        "kind": "maskinporten",
        "issuer": "https://maskinporten.example/",
        "audience": AUDIENCE,
        "algorithms": ["ES256"],
        "typ": "at+jwt",
        "jwks": {"keys": [KEY.as_dict(private=False)]},
        "scopes": {"stafett.membership": "membership", "stafett.read": "read"},
    }
)
LISTS = "/v1/membership/lists"


def system_token(
    organisation: str = ORGANISATION,
    supplier: str | None = VENDOR,
    scope: str = "stafett.membership stafett.read",
) -> str:
    now = int(time())
    named = {"authority": "iso6523-actorid-upis"}
    said: dict[str, Any] = {"consumer": {**named, "ID": organisation}, "scope": scope}
    if supplier is not None:
        said["supplier"] = {**named, "ID": supplier}
    return signed(claims=said | {"iss": SYSTEMS.issuer, "iat": now, "exp": now + 120})


@dataclass
class Directory:
    """A directory that keeps people in step, as Entra ID does it."""

    caller: Caller
    sent: Mapping[str, str] = field(
        default_factory=lambda: {"Content-Type": "application/scim+json"}
    )

    async def ask(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        headers = self.sent if body is not None else None
        return await self.caller.ask(method, f"/scim/v2{path}", body, headers)

    async def patch(self, path: str, *operations: Mapping[str, Any]) -> httpx2.Response:
        schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
        return await self.ask("PATCH", path, {"schemas": schemas, "Operations": operations})

    async def made(self, called: str, **more: Any) -> Mapping[str, Any]:
        body = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": f"{called}@modum.example",
            "externalId": called,
            "displayName": called.title(),
            "active": True,
        }
        made = await self.ask("POST", "/Users", body | more)
        assert made.status_code == 201, made.text
        told: Mapping[str, Any] = made.json()
        return told


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(fresh_databases: tuple[str, str]) -> AsyncIterator[Service]:
    """A service that believes an issuer for systems."""
    async with running(*fresh_databases, issuers=[SYSTEMS]) as there:
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(service: Service) -> Town:
    """A town that has let in its personnel system and its directory."""
    town = await founded(service)
    for name, account in (
        ("Personnel", {"issuer": SYSTEMS.issuer, "subject": ORGANISATION}),
        ("Directory", {"issuer": service.issuer.name, "subject": "directory"}),
    ):
        form = {
            "name": name,
            "account": account,
            "logIns": service.issuer.name,
            "suppliers": [VENDOR],
        }
        await town.administrator.did("/v1/systems", form)
    return town


@pytest.fixture
def personnel(town: Town) -> Caller:
    return Caller(town.service, "personnel", system_token(), town.book)


@pytest.fixture
def directory(town: Town) -> Directory:
    return Directory(town.service.caller("directory"))


def line(number: str, unit: str | None, **more: Any) -> dict[str, Any]:
    return {"number": number, "contact": {"name": f"Number {number}"}, "unit": unit, **more}


async def at_work(town: Town, name: str) -> Mapping[str, Any]:
    found = (await town.leader.get("/v1/employees")).json()["items"]
    (one,) = [one for one in found if one["contact"]["name"] == name]
    told: Mapping[str, Any] = one
    return told


async def test_a_system_sends_a_list_and_those_on_it_log_in(town: Town, personnel: Caller) -> None:
    account = {"issuer": town.service.issuer.name, "subject": "new-teacher"}
    members = [line("1", town["school"], account=account)]
    body = {"members": members}

    first = await personnel.did(LISTS, body)

    assert first["receipt"]
    new = town.service.caller("new-teacher")
    new.book = town.book
    me = (await new.get("/v1/me")).json()
    assert (me["role"], me["units"]) == ("STAFF", [town["school"]])
    again = await personnel.did(LISTS, body)
    assert "receipt" not in again or again["receipt"] is None


async def test_whoever_is_taken_off_is_out_at_once_and_their_work_is_their_leaders(
    town: Town, personnel: Caller
) -> None:
    account = {"issuer": town.service.issuer.name, "subject": "leaver"}
    await personnel.did(LISTS, {"members": [line("2", town["school"], account=account)]})
    leaver = town.service.caller("leaver")
    leaver.book = town.book
    who = (await leaver.get("/v1/me")).json()["id"]
    concern = (await leaver.did("/v1/concerns", {"about": town["nora"], "unit": town["school"]}))[
        "id"
    ]
    taking_on = town.taking_on() | {"holder": {"employee": who, "unit": town["school"]}}
    taking_on["clarification"] = taking_on["clarification"] | {"guardiansToldBy": who}
    follow_up = (await leaver.did("/v1/follow-ups", taking_on))["id"]
    problem(await town.leader.get(f"/v1/concerns/{concern}"), 404, "NOT_FOUND")

    await personnel.did(LISTS, {"members": [line("1", town["school"])], "complete": True})

    problem(await leaver.get("/v1/me"), 403, "NOT_KNOWN_HERE")
    assert (await town.leader.get(f"/v1/concerns/{concern}")).status_code == 200
    shown = (await town.leader.get(f"/v1/follow-ups/{follow_up}")).json()
    assert shown["holder"]["who"]["employee"] == town["leader"]
    assert shown["holder"]["because"] == "NO_LONGER_WORKS_THERE"
    assert concern in (await town.leader.get("/v1/me/concerns")).text
    assert follow_up in (await town.leader.get("/v1/me/follow-ups")).text


async def test_an_administrator_lets_somebody_leave_and_return(town: Town) -> None:
    by = town.administrator
    one = await by.did("/v1/employees", {"contact": {"name": "Comes And Goes"}})
    here = f"/v1/employees/{one['id']}"
    await by.did(f"{here}/employments", {"unit": town["clinic"], "since": "2020-01-01"})
    await by.did(f"{here}/accounts", {"issuer": town.service.issuer.name, "subject": "comes"})
    comes = town.service.caller("comes")
    assert (await comes.get("/v1/me")).json()["units"] == [town["clinic"]]

    await by.did(f"{here}/departures", {})
    problem(await comes.get("/v1/me"), 403, "NOT_KNOWN_HERE")
    refused = await by.post(f"{here}/employments", {"unit": town["clinic"], "since": "2030-01-01"})
    problem(refused, 409, "HAS_LEFT")

    await by.did(f"{here}/returns")
    assert (await comes.get("/v1/me")).json()["units"] == []


async def test_a_table_is_a_list_with_units_by_name(town: Town, personnel: Caller) -> None:
    table = (
        "\ufeffnumber;name;phone;unit;leads;since;subject\r\n"
        '31;"Berg, Åse";33 02;School of Modum;nei;2026-01-05;berg\r\n'
        f"32;Per Ås;;{town['clinic']};ja;;\r\n\r\n"
    )
    answer = await personnel.post(
        f"{LISTS}/table", table.encode(), {"Content-Type": "text/csv; charset=utf-8"}
    )

    assert answer.status_code == 201, answer.text
    berg, per = await at_work(town, "Berg, Åse"), await at_work(town, "Per Ås")
    (work,) = berg["employments"]
    assert (work["unit"], work["leads"]) == (town["school"], False)
    assert (work["since"], work["until"]) == ("2026-01-05", None)
    assert berg["contact"]["phone"] == "33 02"
    assert per["employments"][0]["leads"]
    logged_in = town.service.caller("berg")
    logged_in.book = town.book
    assert (await logged_in.get("/v1/me")).json()["units"] == [town["school"]]


@pytest.mark.parametrize(
    ("table", "where", "code"),
    [
        (b"number;name\n\xff;x\n", "", "NOT_A_TABLE"),
        (b"", "", "NOT_A_TABLE"),
        (b"number;name\n1;A;B\n", "/members/0", "NOT_A_TABLE"),
        (b'number;name\n1;"A\n', "", "NOT_A_TABLE"),
        (b"number;salary;name\n1;1;A\n", "", "COLUMNS_NOT_KNOWN"),
        (b"number;number;name\n1;1;A\n", "", "COLUMNS_NOT_KNOWN"),
        (b"name;unit\nA;\n", "", "COLUMNS_NOT_KNOWN"),
        (b"number;name;unit\n1;A;Nowhere\n", "/members/0/unit", "NOT_AN_ID"),
        (b"number;name;leads\n1;A;perhaps\n", "/members/0/leads", "WRONG_TYPE"),
        (b"number;name;since\n1;A;5.1.2026\n", "/members/0/since", "NOT_A_DAY"),
        (b"number;name\n1;A\n;B\n", "/members/1/number", "TOO_SHORT"),
        (b"number;name\n1;\n", "/members/0/contact/name", "TOO_SHORT"),
    ],
)
async def test_a_table_that_cannot_be_read_is_told_of_by_line_and_column(
    personnel: Caller, table: bytes, where: str, code: str
) -> None:
    answer = await personnel.post(f"{LISTS}/table", table, {"Content-Type": "text/csv"})
    told = problem(answer, 422, "CONTENT_NOT_ACCEPTED")["errors"][0]
    assert (told["pointer"], told["code"]) == (where, code)
    assert "Nowhere" not in answer.text


async def test_a_complete_table_is_everybody_and_another_media_type_is_none(
    town: Town, personnel: Caller
) -> None:
    await personnel.did(LISTS, {"members": [line("41", town["school"])]})
    csv = {"Content-Type": "text/csv"}
    table = b"number,name,unit\n1,Number 1,School of Modum\n"
    problem(await personnel.post(f"{LISTS}/table", table), 415, "NOT_A_TABLE")

    done = await personnel.post(f"{LISTS}/complete-table", table, csv)

    assert done.status_code == 201
    assert (await at_work(town, "Number 41"))["employments"][0]["until"] is not None
    nobody = await personnel.post(f"{LISTS}/complete-table", b"number,name\n", csv)
    problem(nobody, 409, "NOBODY_LISTED")


async def test_only_a_system_that_was_let_in_comes_in_and_only_to_tell_who_works_where(
    town: Town, personnel: Caller
) -> None:
    body = {"members": [line("1", town["school"])]}
    unknown = Caller(town.service, "", system_token("0192:810514442"), town.book)
    through_another = Caller(town.service, "", system_token(supplier=OTHER_VENDOR), town.book)
    by_itself = Caller(town.service, "", system_token(supplier=None), town.book)
    reads = Caller(town.service, "", system_token(scope="stafett.read"), town.book)

    for who in (unknown, through_another):
        problem(await who.post(LISTS, body), 403, "NOT_KNOWN_HERE")
    problem(await reads.post(LISTS, body), 403, "SCOPE_MISSING")
    assert (await by_itself.post(LISTS, body)).status_code == 201
    for path in ("/v1/me", "/v1/employees", "/v1/me/follow-ups", f"/v1/persons/{town['nora']}"):
        problem(await personnel.get(path), 403, "NOT_KNOWN_HERE")
    for who in (town.teacher, town.leader, town.mother):
        problem(await who.post(LISTS, body), 403, "ONLY_AN_ADMINISTRATOR")
    problem(
        await personnel.post("/v1/units", {"name": "X", "kind": "school"}), 403, "SCOPE_MISSING"
    )


async def test_a_system_that_is_shut_out_is_out_at_once(town: Town) -> None:
    by, issuer = town.administrator, town.service.issuer
    form = {"name": "Old one", "account": {"issuer": issuer.name, "subject": "old-one"}}
    await by.did("/v1/systems", form)
    listed = (await by.get("/v1/systems")).json()["items"]
    (old,) = [one for one in listed if one["name"] == "Old one"]
    problem(await town.teacher.get("/v1/systems"), 403, "ONLY_AN_ADMINISTRATOR")
    taken = {"issuer": issuer.name, "subject": "old-one"}
    problem(
        await by.post(f"/v1/employees/{town['nurse']}/accounts", taken), 409, "ACCOUNT_IS_TAKEN"
    )
    theirs = {"name": "New", "account": {"issuer": issuer.name, "subject": "teacher"}}
    problem(await by.post("/v1/systems", theirs), 409, "ACCOUNT_IS_TAKEN")
    directory = Directory(town.service.caller("old-one"))
    assert (await directory.ask("GET", "/Users")).status_code == 200

    await by.did(f"/v1/systems/{old['id']}/endings")

    assert (await directory.ask("GET", "/Users")).status_code == 403


async def test_a_directory_makes_a_user_who_logs_in_by_its_issuer(
    town: Town, directory: Directory
) -> None:
    made = await directory.made(
        "siri",
        emails=[{"value": "siri@modum.example", "type": "work", "primary": True}],
        name={"givenName": "Siri", "familyName": "Dal"},
        title="passed over",
    )

    assert made["active"]
    assert made["emails"][0]["value"] == "siri@modum.example"
    assert "title" not in made
    one = await directory.ask("GET", f"/Users/{made['id']}")
    assert one.json() == made
    assert one.headers["content-type"].startswith("application/scim+json")
    siri = town.service.caller("siri")
    assert (await siri.get("/v1/me")).json()["id"] == made["id"]
    twice = await directory.ask(
        "POST", "/Users", {"userName": "SIRI@modum.example", "active": True}
    )
    assert (twice.status_code, twice.json()["scimType"]) == (409, "uniqueness")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('userName eq "FINN@modum.example"', 1),
        ('externalId eq "finn"', 1),
        ('externalId eq "FINN"', 0),
        ('userName eq "nobody@modum.example"', 0),
    ],
)
async def test_a_directory_finds_a_user(directory: Directory, asked: str, found: int) -> None:
    listed = (await directory.ask("GET", '/Users?filter=userName eq "finn@modum.example"')).json()
    if not listed["Resources"]:
        await directory.made("finn")
    answer = (await directory.ask("GET", f"/Users?filter={asked}")).json()
    assert answer["totalResults"] == len(answer["Resources"]) == found


@pytest.mark.parametrize(
    "asked",
    ['userName co "a"', 'userName eq "a" or active eq true', 'password eq "a"', "userName", '"'],
)
async def test_a_filter_that_is_not_understood_is_told_so(directory: Directory, asked: str) -> None:
    answer = await directory.ask("GET", f"/Users?filter={asked}")
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


async def test_users_come_in_pages(directory: Directory) -> None:
    for name in ("page-one", "page-two"):
        await directory.made(name)
    first = (await directory.ask("GET", "/Users?startIndex=1&count=1")).json()
    second = (await directory.ask("GET", "/Users?startIndex=2&count=1")).json()
    assert first["itemsPerPage"] == second["itemsPerPage"] == 1
    assert first["Resources"] != second["Resources"]
    assert first["totalResults"] == second["totalResults"] >= 2
    assert (await directory.ask("GET", "/Users?startIndex=x")).status_code == 400


async def test_a_user_who_is_no_longer_active_is_out_at_once_and_may_come_back(
    town: Town, directory: Directory
) -> None:
    made = await directory.made("goes")
    goes, here = town.service.caller("goes"), f"/Users/{made['id']}"
    assert (await goes.get("/v1/me")).status_code == 200

    gone = await directory.patch(here, {"op": "Replace", "path": "active", "value": "False"})

    assert gone.json()["active"] is False
    problem(await goes.get("/v1/me"), 403, "NOT_KNOWN_HERE")
    back = await directory.patch(here, {"op": "replace", "value": {"active": True}})
    assert back.json()["active"] is True
    assert (await goes.get("/v1/me")).status_code == 200


async def test_a_user_is_changed_attribute_by_attribute(directory: Directory) -> None:
    here = f"/Users/{(await directory.made('changes'))['id']}"
    changed = await directory.patch(
        here,
        {"op": "replace", "path": "displayName", "value": "Changed Name"},
        {"op": "add", "path": 'emails[type eq "work"].value', "value": "new@modum.example"},
        {"op": "replace", "path": 'phoneNumbers[type eq "work"].value', "value": "+47 33 00 00 00"},
        {"op": "replace", "path": "title", "value": "passed over"},
    )
    told = changed.json()
    assert told["displayName"] == told["name"]["formatted"] == "Changed Name"
    assert told["emails"][0]["value"] == "new@modum.example"
    assert told["phoneNumbers"][0]["value"] == "+47 33 00 00 00"


async def test_a_user_taken_away_is_gone_and_returns_as_the_same_employee(
    town: Town, directory: Directory
) -> None:
    made = await directory.made("again")
    here, again = f"/Users/{made['id']}", town.service.caller("again")

    assert (await directory.ask("DELETE", here)).status_code == 204

    for method in ("GET", "DELETE"):
        answer = await directory.ask(method, here)
        assert (answer.status_code, answer.json()["status"]) == (404, "404")
    problem(await again.get("/v1/me"), 403, "NOT_KNOWN_HERE")
    assert (await directory.made("again"))["id"] == made["id"]
    assert (await again.get("/v1/me")).json()["units"] == []


async def groups(directory: Directory) -> Mapping[str, Mapping[str, Any]]:
    listed = (await directory.ask("GET", "/Groups")).json()["Resources"]
    return {one["displayName"]: one for one in listed}


async def test_groups_are_units_and_those_who_lead_them(town: Town, directory: Directory) -> None:
    found = await groups(directory)
    assert {"school of Modum", "school of Modum (leaders)"} <= found.keys()
    asked = '/Groups?excludedAttributes=members&filter=displayName eq "school of Modum"'
    (one,) = (await directory.ask("GET", asked)).json()["Resources"]
    assert one["id"] == town["school"]
    assert "members" not in one
    made = await directory.ask("POST", "/Groups", {"displayName": "school of Modum"})
    assert (made.status_code, made.json()["scimType"]) == (409, "uniqueness")
    nowhere = await directory.ask("POST", "/Groups", {"displayName": "A unit nobody opened"})
    assert nowhere.status_code == 400
    assert (await directory.ask("GET", f"/Groups/{uuid4()}")).status_code == 404


async def test_a_member_of_a_group_works_in_the_unit_until_taken_out_of_it(
    town: Town, directory: Directory
) -> None:
    made, here = await directory.made("member"), f"/Groups/{town['school']}"
    member = town.service.caller("member")
    named = [{"value": made["id"]}]

    added = await directory.patch(here, {"op": "Add", "path": "members", "value": named})

    assert added.status_code == 204
    assert (await member.get("/v1/me")).json()["units"] == [town["school"]]
    shown = (await directory.ask("GET", here)).json()
    assert {"value": made["id"]} in shown["members"]
    again = await directory.patch(here, {"op": "add", "path": "members", "value": named})
    assert again.status_code == 204
    path = f'members[value eq "{made["id"]}"]'
    assert (await directory.patch(here, {"op": "remove", "path": path})).status_code == 204
    assert (await member.get("/v1/me")).json()["units"] == []


async def test_a_member_of_the_leaders_leads(town: Town, directory: Directory) -> None:
    made, found = await directory.made("chief"), await groups(directory)
    unit, leaders = f"/Groups/{town['clinic']}", found["clinic of Modum (leaders)"]["id"]
    chief, named = town.service.caller("chief"), [{"value": made["id"]}]
    await directory.patch(unit, {"op": "add", "value": {"members": named}})

    await directory.patch(f"/Groups/{leaders}", {"op": "add", "path": "members", "value": named})

    assert (await chief.get("/v1/me")).json()["leads"] == [town["clinic"]]
    await directory.patch(f"/Groups/{leaders}", {"op": "remove", "path": "members", "value": named})
    me = (await chief.get("/v1/me")).json()
    assert (me["units"], me["leads"]) == ([town["clinic"]], [])
    await directory.patch(unit, {"op": "replace", "path": "members", "value": []})
    assert (await chief.get("/v1/me")).json()["units"] == []


@pytest.mark.parametrize(
    ("body", "scim_type"),
    [
        ({}, "invalidSyntax"),
        ({"Operations": []}, "invalidSyntax"),
        ({"Operations": [{"op": "move", "path": "active"}]}, "invalidSyntax"),
        ({"Operations": ["replace"]}, "invalidSyntax"),
        ({"Operations": [{"op": "replace", "path": "active", "value": "maybe"}]}, "invalidValue"),
        ({"Operations": [{"op": "replace", "path": "userName", "value": ""}]}, "invalidValue"),
        ({"Operations": [{"op": "replace", "path": "displayName", "value": 7}]}, "invalidValue"),
        ({"Operations": [{"op": "replace", "value": "active"}]}, "invalidValue"),
        (b'{"Operations": 1, "Operations": 2}', "invalidSyntax"),
        (b"[]", "invalidSyntax"),
    ],
)
async def test_a_patch_that_is_none_changes_nothing(
    directory: Directory, body: Any, scim_type: str
) -> None:
    listed = (await directory.ask("GET", '/Users?filter=userName eq "stays@modum.example"')).json()
    stays = (listed["Resources"] or [await directory.made("stays")])[0]
    answer = await directory.ask("PATCH", f"/Users/{stays['id']}", body)
    assert (answer.status_code, answer.json()["scimType"]) == (400, scim_type)
    assert (await directory.ask("GET", f"/Users/{stays['id']}")).json() == stays


async def test_a_user_is_put_whole_and_what_is_left_out_is_no_more(directory: Directory) -> None:
    made = await directory.made("whole", phoneNumbers=[{"value": "33 01", "type": "work"}])
    here = f"/Users/{made['id']}"
    body = {"id": str(uuid4()), "userName": "whole@modum.example", "externalId": "whole"}

    put = await directory.ask("PUT", here, body | {"name": {"formatted": "Wholly New"}})

    told = put.json()
    assert (put.status_code, told) == (200, (await directory.ask("GET", here)).json())
    assert (told["id"], told["displayName"], told["active"]) == (made["id"], "Wholly New", True)
    assert "phoneNumbers" not in told
    without_number = await directory.ask("PUT", here, {"userName": "whole@modum.example"})
    assert "externalId" not in without_number.json()
    nameless = await directory.ask("PUT", here, {"externalId": "whole"})
    assert (nameless.status_code, nameless.json()["scimType"]) == (400, "invalidValue")
    assert (await directory.ask("PUT", f"/Users/{uuid4()}", body)).status_code == 404


async def test_one_who_is_put_inactive_is_out_and_silence_lets_nobody_back_in(
    town: Town, directory: Directory
) -> None:
    here = f"/Users/{(await directory.made('silent'))['id']}"
    body = {"userName": "silent@modum.example", "externalId": "silent", "displayName": "Silent"}
    silent = town.service.caller("silent")
    assert (await silent.get("/v1/me")).status_code == 200

    assert not (await directory.ask("PUT", here, body | {"active": False})).json()["active"]
    problem(await silent.get("/v1/me"), 403, "NOT_KNOWN_HERE")

    assert not (await directory.ask("PUT", here, body)).json()["active"]
    assert (await directory.ask("PUT", here, body | {"active": True})).json()["active"]
    assert (await silent.get("/v1/me")).status_code == 200


async def test_whom_an_administrator_let_go_a_directory_does_not_bring_back(
    town: Town, directory: Directory
) -> None:
    made = await directory.made("let-go")
    here, let_go = f"/Users/{made['id']}", town.service.caller("let-go")
    await town.administrator.did(f"/v1/employees/{made['id']}/departures", {})
    body = {"userName": "let-go@modum.example", "externalId": "let-go", "active": True}

    patched = await directory.patch(here, {"op": "replace", "path": "active", "value": True})

    for answer in (patched, await directory.ask("PUT", here, body)):
        assert (answer.status_code, answer.json()["scimType"]) == (400, "mutability")
    renamed = await directory.ask("PUT", here, body | {"active": False, "displayName": "New"})
    assert (renamed.json()["displayName"], renamed.json()["active"]) == ("New", False)
    problem(await let_go.get("/v1/me"), 403, "NOT_KNOWN_HERE")
    await town.administrator.did(f"/v1/employees/{made['id']}/returns")
    assert (await let_go.get("/v1/me")).status_code == 200


async def test_a_log_in_by_another_number_takes_the_place_of_the_first(
    town: Town, directory: Directory
) -> None:
    here = f"/Users/{(made := await directory.made('first-name'))['id']}"
    first, second = (town.service.caller(name) for name in ("first-name", "second-name"))
    other = await directory.made("other-one")
    assert (await first.get("/v1/me")).json()["id"] == made["id"]

    await directory.patch(here, {"op": "replace", "path": "externalId", "value": "second-name"})

    problem(await first.get("/v1/me"), 403, "NOT_KNOWN_HERE")
    assert (await second.get("/v1/me")).json()["id"] == made["id"]
    account = {"issuer": town.service.issuer.name, "subject": "first-name"}
    await town.administrator.did(f"/v1/employees/{other['id']}/accounts", account)
    assert (await first.get("/v1/me")).json()["id"] == other["id"]
    for kept in ("first-name", "other-one"):
        account = {"issuer": town.service.issuer.name, "subject": kept}
        await town.administrator.did(f"/v1/employees/{other['id']}/accounts/endings", account)
    await town.administrator.did(f"/v1/persons/{town['nora']}/accounts", account)
    nora = town.service.caller("other-one")
    assert (await nora.get("/v1/me")).json()["id"] == town["nora"], "free for somebody else"
    bare = await directory.ask("PUT", here, {"userName": "first-name@modum.example"})
    assert bare.status_code == 200
    problem(await second.get("/v1/me"), 403, "NOT_KNOWN_HERE")


async def test_what_a_directory_asks_for_that_is_not_there_is_said_in_its_own_words(
    town: Town,
) -> None:
    error = "urn:ietf:params:scim:api:messages:2.0:Error"
    for method, path, status in (("GET", "/Me", 404), ("PUT", "/Users", 405)):
        answer = await town.service.client.request(method, f"/scim/v2{path}")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/scim+json; charset=utf-8"
        assert (answer.json()["schemas"], answer.json()["status"]) == ([error], str(status))


async def test_a_group_is_put_with_exactly_its_members(town: Town, directory: Directory) -> None:
    first, second = [await directory.made(name) for name in ("put-first", "put-second")]
    here, body = f"/Groups/{town['clinic']}", {"displayName": "clinic of Modum"}

    for one in (first, second):
        put = await directory.ask("PUT", here, body | {"members": [{"value": one["id"]}]})
        assert (put.status_code, put.json()["members"]) == (200, [{"value": one["id"]}])

    kept = await directory.ask("PUT", here, body)
    assert kept.json()["members"] == [{"value": second["id"]}]
    renamed = await directory.ask("PUT", here, {"displayName": "Another clinic"})
    assert (renamed.status_code, renamed.json()["scimType"]) == (400, "mutability")
    assert (await directory.ask("PUT", here, body | {"members": []})).json()["members"] == []


async def test_a_directory_learns_what_is_understood_here(directory: Directory) -> None:
    config = (await directory.ask("GET", "/ServiceProviderConfig")).json()
    assert config["patch"] == {"supported": True}
    assert not config["bulk"]["supported"]
    kinds = (await directory.ask("GET", "/ResourceTypes")).json()["Resources"]
    listed = (await directory.ask("GET", "/Schemas")).json()
    by_id = {one["id"]: one for one in listed["Resources"]}
    assert listed["totalResults"] == len(by_id) == len(kinds) == 2
    for kind in kinds:
        assert (await directory.ask("GET", kind["endpoint"])).status_code == 200
        one = await directory.ask("GET", f"/Schemas/{kind['schema']}")
        assert one.json() == by_id[kind["schema"]]
        assert (await directory.ask("GET", f"/ResourceTypes/{kind['id']}")).json() == kind
    for path in ("/Schemas", "/ResourceTypes"):
        filtered = await directory.ask("GET", f'{path}?filter=id eq "User"')
        assert (filtered.status_code, filtered.json()["status"]) == (403, "403")
        assert (await directory.ask("GET", f"{path}/nothing")).status_code == 404


async def test_whatever_is_shown_of_a_user_or_a_group_stands_in_its_schema(
    town: Town, directory: Directory
) -> None:
    """The attributes of RFC 7643 section 7, of things in which all that can be shown is."""
    whole = {"emails": [{"value": "all@modum.example"}], "phoneNumbers": [{"value": "33 02"}]}
    user = await directory.made("all", **whole)
    await directory.patch(
        f"/Groups/{town['school']}",
        {"op": "add", "path": "members", "value": [{"value": user["id"]}]},
    )
    group = (await directory.ask("GET", f"/Groups/{town['school']}")).json()
    common = {"schemas", "id", "externalId", "meta"}
    for shown in (user, group):
        schema = (await directory.ask("GET", f"/Schemas/{shown['schemas'][0]}")).json()
        told = {one["name"]: one for one in schema["attributes"]}
        assert shown.keys() - common <= told.keys()
        assert {name for name, one in told.items() if one["required"]} <= shown.keys()
        for name, one in told.items():
            parts = {part["name"] for part in one.get("subAttributes", ())}
            held = shown[name] if isinstance(shown.get(name), list) else [shown.get(name)]
            assert all(not isinstance(each, dict) or each.keys() <= parts for each in held)
            assert one["multiValued"] == isinstance(shown.get(name), list)


async def test_a_directory_is_asked_to_log_in_as_anybody_else(town: Town) -> None:
    nobody = await town.service.client.get("/scim/v2/Users")
    assert nobody.status_code == 401
    assert nobody.headers["www-authenticate"].startswith("Bearer")
    assert nobody.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    teacher = Directory(town.teacher)
    body = {"userName": "x@modum.example", "displayName": "X"}
    assert (await teacher.ask("POST", "/Users", body)).status_code == 403
    plain = await town.teacher.ask("POST", "/scim/v2/Users", b"{}", {"Content-Type": "text/plain"})
    assert plain.status_code == 415
    config = await Directory(town.service.caller("directory")).ask("GET", "/ServiceProviderConfig")
    assert config.json()["patch"]["supported"]
    kinds = await Directory(town.service.caller("directory")).ask("GET", "/ResourceTypes")
    assert [one["id"] for one in kinds.json()["Resources"]] == ["User", "Group"]


async def test_what_a_system_was_refused_stands_in_the_journal(
    town: Town, personnel: Caller
) -> None:
    elsewhere = {"issuer": "https://other.example", "subject": "x"}
    body = {"members": [line("77", town["school"], account=elsewhere)]}
    problem(await personnel.post(LISTS, body), 403, "ONLY_AN_ADMINISTRATOR")

    after, refused = 0, list[AskingRefused]()
    while lines := await town.service.house.journal.follow(UUID(town.book), after, 1000):
        refused += [one.event for one in lines if isinstance(one.event, AskingRefused)]
        after = lines[-1].position
    assert (refused[-1].role, refused[-1].reason) == ("system", "ONLY_AN_ADMINISTRATOR")
    through = refused[-1].through
    assert (through.consumer, through.supplier) == (ORGANISATION, VENDOR)
    assert (through.client, through.assurance) == ("console", None)
