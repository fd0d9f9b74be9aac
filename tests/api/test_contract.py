"""The contract: what every route says it takes, and every way it says it can answer."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from starlette.routing import Route as PlainRoute

from stafett.api import public, scim, scim_discovery
from stafett.api.app import make_app
from stafett.api.caller import calling, newcomer
from stafett.api.feeding import feeding
from stafett.api.forms import Form, View
from stafett.api.identity import Identity
from stafett.api.issuers import Use
from stafett.api.numbers import Numbers
from stafett.api.problems import every_refusal, known_problem, type_of
from stafett.api.route import Route
from stafett.api.scim_route import ScimRoute
from stafett.api.scopes import Scope, scope_of
from stafett.api.subjects import ROUTERS
from stafett.domain.national_number import Environment, Kind
from stafett.texts import LANGUAGES, sentences, statuses


def _nothing() -> Any:
    raise AssertionError("the contract is read without opening the house")


APP = make_app(_nothing, Identity((), Use.REAL), Numbers(Environment.TEST))
CONTRACT = APP.openapi()
WITHOUT_CALLER = {"/health/live", "/health/ready", "/version", "/problems/{code}"}
WITHOUT_CALLER |= {"/v1/openapi.json"}
OPEN_TO_ALL_KNOWN = {
    "/v1/me",
    "/v1/municipality",
    "/v1/employees",
    "/v1/rules",
    "/v1/law",
    "/v1/legal-grounds",
    "/v1/catalogue",
    "/v1/neighbours",
    "/v1/acts",
    "/v1/shreds",
    "/v1/holds",
    "/v1/units",
    "/v1/forms",
    "/v1/forms/{form}/versions/{version}",
    "/v1/guides/drafts",
    "/v1/guides/{guide}/versions/{version}",
    "/v1/day-rules",
    "/v1/day-rules/drafts",
    "/v1/guides/in-use",
    "/v1/model/lessons",
    "/v1/me/notices",
    "/v1/figures",
    "/v1/figures/table",
    "/v1/teams",
    "/v1/teams/cases",
    "/v1/systems",
}
"""What is about nobody: who reads it, and why, is not asked."""
OPEN = "/v1/public/"
"""What anybody may read without logging in."""
MUST_SAY_WHAT_WAS_SEEN = {
    "/v1/follow-ups/{follow_up}/levels",
    "/v1/follow-ups/{follow_up}/measures/{measure_id}/evaluations",
    "/v1/follow-ups/{follow_up}/logg/lockings",
}

UPLOADS = {f"/v1/{one}/uploads" for one in ("concerns/{concern}", "follow-ups/{follow_up}")}
CHANGES_NOTHING_SEEN = {"/v1/set-up", *UPLOADS}
CHANGES_NOTHING_SEEN |= {
    "/v1/membership/lists",
    "/v1/membership/lists/table",
    "/v1/membership/lists/complete-table",
}
"""Nothing has been seen that could have changed."""

ONLY_TAKEN_IN = {"/v1/follow-ups/{follow_up}/logg/requests"}
"""What becomes of it is for others to say, and the answer is always the same."""


def operations() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, ways in CONTRACT["paths"].items():
        for method, operation in ways.items():
            yield path, method, operation


EVERY = pytest.mark.parametrize(
    ("path", "method", "operation"),
    list(operations()),
    ids=[f"{method} {path}" for path, method, _ in operations()],
)


def headers_of(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    return {one["name"]: one for one in operation["parameters"] if one["in"] == "header"}


def asks_for(route: APIRoute) -> set[Any]:
    found, waiting = set(), [route.dependant]
    while waiting:
        one = waiting.pop()
        found.add(one.call)
        waiting.extend(one.dependencies)
    return found


def test_every_route_but_the_few_open_ones_asks_who_is_calling() -> None:
    routes = [route for router in ROUTERS for route in router.routes]
    assert len(routes) > 70
    for route in routes:
        assert isinstance(route, Route), f"{route} does not log in before it reads"
        assert asks_for(route) & {calling, newcomer, feeding}, f"{route.path} asks for nobody"


def test_what_is_open_to_everybody_is_on_the_list() -> None:
    routers = (*ROUTERS, public.router)
    ours = {f"{route.path}" for router in routers for route in router.routes}  # type: ignore[attr-defined]
    described = set(CONTRACT["paths"])
    assert described == ours
    every = {path for path in _paths(APP) if not path.startswith("/scim/v2/")}
    assert every - described == WITHOUT_CALLER


def test_what_a_directory_asks_for_is_described_by_its_own_standard_and_logs_in_first() -> None:
    routes = [*scim.router.routes, *scim_discovery.router.routes]
    assert len(routes) > 15
    for route in routes:
        assert isinstance(route, ScimRoute)
        assert feeding in asks_for(route), f"{route.path} asks for nobody"


def _paths(app: FastAPI) -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        if isinstance(route, (APIRoute, PlainRoute)):
            found.add(route.path)
        else:
            waiting.extend(getattr(route, "routes", None) or route.original_router.routes)
    return found


@EVERY
def test_a_route_says_what_it_is_for(path: str, method: str, operation: Mapping[str, Any]) -> None:
    assert operation["summary"][0].isupper()
    assert operation["description"].strip()
    assert operation["tags"]
    assert re.fullmatch(r"(/[a-z0-9-]+|/\{[a-z_]+\})+", path), f"{path} is not kebab"
    assert method in {"get", "post", "query"}


@EVERY
def test_a_route_names_every_problem_it_can_answer_with(
    path: str, method: str, operation: Mapping[str, Any]
) -> None:
    answers = operation["responses"]
    expected = {"400", "401", "403", "431", "500", "503"}
    if path.startswith(OPEN):
        expected = expected - {"401", "403"} | {"429"}
        assert not answers.keys() & {"401", "403"}
        assert operation["security"] == []
    else:
        (way,) = operation["security"]
        assert {Scope(name) for name in way["logIn"]} == {
            scope_of(path, {method.upper()}, set(operation["tags"]))
        }
    if "{" in path:
        expected.add("404")
    if "requestBody" in operation:
        expected |= {"408", "413", "415", "422"}
    if method == "post" and path != "/v1/persons/search":
        done = "202" if path in ONLY_TAKEN_IN else "201"
        unseen = {"412"} if path in CHANGES_NOTHING_SEEN else set()
        expected |= {done, "409", "412", "422"} - unseen
    if "If-None-Match" in headers_of(operation):
        expected.add("304")
    assert expected <= answers.keys()
    for status, answer in answers.items():
        assert "Request-Id" in answer["headers"]
        if int(status) < 400:
            continue
        said = answer["content"]["application/problem+json"]
        assert said["schema"] == {"$ref": "#/components/schemas/Problem"}
        for code, example in said["examples"].items():
            assert example["value"]["status"] == int(status)
            assert example["value"]["code"] == code
            PROBLEM.validate(example["value"])


PROBLEM = Draft202012Validator(CONTRACT["components"]["schemas"]["Problem"])


@EVERY
def test_a_write_asks_for_a_key_and_a_reading_for_a_purpose(
    path: str, method: str, operation: Mapping[str, Any]
) -> None:
    headers = headers_of(operation)
    if path.startswith(OPEN):
        assert not headers
    if method == "post" and path != "/v1/persons/search":
        assert headers["Idempotency-Key"]["required"]
        assert "Stafett-Purpose" not in headers
    elif path not in OPEN_TO_ALL_KNOWN and not path.startswith(OPEN):
        assert headers["Stafett-Purpose"]["required"]
    must = path in MUST_SAY_WHAT_WAS_SEEN
    assert headers.get("If-Match", {"required": False})["required"] == must
    assert ("428" in operation["responses"]) == must


def test_the_contract_is_of_the_edition_that_knows_the_query_method() -> None:
    assert CONTRACT["openapi"] == "3.2.0"
    assert CONTRACT["paths"]["/v1/persons"]["query"]["requestBody"]["required"]
    assert CONTRACT["security"] == [{"logIn": []}]


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    schemas = CONTRACT["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    for found in re.findall(r'"\$ref": "#/components/([^"]+)"', json.dumps(CONTRACT)):
        kind, name = found.split("/")
        assert name in CONTRACT["components"][kind]
    assert "HTTPValidationError" not in schemas


def every_kind(family: type[Any]) -> Iterator[type[Any]]:
    for kind in family.__subclasses__():
        yield kind
        yield from every_kind(kind)


def test_forms_take_nothing_unknown_and_nothing_of_another_kind() -> None:
    forms = [kind for kind in every_kind(Form) if kind.__module__.startswith("stafett.")]
    assert len(forms) > 50
    for form in forms:
        assert issubclass(form, Form)
        assert form.model_config["extra"] == "forbid"
        assert form.model_config["strict"]
        assert form.model_config["frozen"]
        assert inspect.getdoc(form)
        for name, field in form.model_fields.items():
            assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", field.alias or ""), f"{form}.{name}"


def test_views_are_shown_in_camel_case() -> None:
    for view in every_kind(View):
        assert issubclass(view, View)
        for name, field in view.model_fields.items():
            assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", field.alias or ""), f"{view}.{name}"


@pytest.mark.parametrize("code", sorted(statuses()))
def test_every_problem_has_a_sentence_in_each_language(code: str) -> None:
    said = sentences("problems")[code]
    assert set(said) == set(LANGUAGES)
    assert all(sentence.strip() and "{" not in sentence for sentence in said.values())


def test_every_member_problem_has_a_sentence_in_each_language() -> None:
    for said in sentences("members").values():
        assert set(said) == set(LANGUAGES)


def test_no_two_problems_share_a_code() -> None:
    codes = [kind.__new__(kind).code for kind in set(every_refusal())]
    assert len(codes) == len(set(codes))
    assert not set(codes) & set(statuses())


REFUSALS: Sequence[type[Any]] = sorted(set(every_refusal()), key=lambda one: one.__qualname__)


@pytest.mark.parametrize("kind", REFUSALS)
def test_every_refusal_can_be_looked_up_and_said_in_each_language(kind: Any) -> None:
    code = kind.__new__(kind).code
    found = known_problem(code)
    assert found is not None
    assert found.status in {403, 409}
    assert set(found.sentence) == set(LANGUAGES)
    assert re.fullmatch(r"/problems/[a-z0-9-]+", type_of(code))


def test_the_number_in_the_contract_is_one_that_may_be_tried() -> None:
    number = CONTRACT["components"]["schemas"]["PersonForm"]["properties"]["nationalNumber"]
    (example,) = number["examples"]
    assert Numbers(Environment.DEMO).accept(example).kind is Kind.TENOR
