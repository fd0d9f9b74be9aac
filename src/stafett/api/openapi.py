"""The contract: what every route takes and every way it can answer, written for machines.

FastAPI writes down forms and views. Added here is what it cannot know: the problems each route
can answer with, the headers every answer has, and which refusals of the rules to expect.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from stafett.api import problems
from stafett.api.freshness import needs_fresh_log_in
from stafett.api.problems import NO_TRACE, Problem, Said
from stafett.api.scopes import scope_of
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.national_number import NotANationalNumber
from stafett.texts import statuses

OPENAPI_VERSION = "3.2.0"
"""The first in which a ``query`` operation may stand (RFC 10008)."""

_EVERYWHERE = (
    "MALFORMED",
    "WHICH_BOOK",
    "NOT_LOGGED_IN",
    "SURER_LOG_IN_NEEDED",
    "SCOPE_MISSING",
    "NOT_KNOWN_HERE",
    "HEADERS_TOO_LARGE",
    "TOO_OFTEN",
    "UNEXPECTED",
    "NOT_AS_WRITTEN",
    "NOT_NOW",
)
_OPEN_TO_ALL = ("MALFORMED", "HEADERS_TOO_LARGE", "TOO_OFTEN", "UNEXPECTED", "NOT_NOW")
_WITH_BODY = ("TOO_SLOW", "TOO_LARGE", "NOT_JSON", "CONTENT_NOT_ACCEPTED")
_BY_HEADER: Mapping[str, tuple[str, ...]] = {
    "Idempotency-Key": ("IDEMPOTENCY_KEY_MISSING", "IDEMPOTENCY_KEY_USED", "HANDS_CROSSED"),
    "If-Match": ("CHANGED_SINCE_YOU_READ",),
    "Stafett-Purpose": ("PURPOSE_MISSING",),
}
_REQUIRED = frozenset({"Idempotency-Key", "Stafett-Purpose"})
_PROBLEM = "#/components/schemas/Problem"
_EXAMPLE_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
_HEADERS: Mapping[str, Mapping[str, str]] = {
    "Request-Id": {"description": "Names this answer in our log and journal.", "format": "uuid"},
    "ETag": {"description": "How many entries you see here: send it back in `If-Match`."},
    "Location": {"description": "Where what was written can be read.", "format": "uri-reference"},
    "Idempotency-Replayed": {"description": "`true`: this is the first answer once more."},
    "RateLimit": {"description": "What you have left, and in how many seconds you have it all."},
    "RateLimit-Policy": {"description": "How much that is, and in how many seconds it fills."},
    "Retry-After": {"description": "In how many seconds to ask again."},
    "WWW-Authenticate": {"description": "How to log in (RFC 6750, RFC 9449, RFC 9470)."},
    "DPoP-Nonce": {"description": "What the next DPoP note is to carry (RFC 9449 section 9)."},
    "Allow": {"description": "What can be done here."},
}


def refusals(*subjects: ModuleType | type[Refusal]) -> dict[str, Any]:
    """Return what a route adds to the contract: the refusals that its subjects may answer with."""
    kinds = {
        thing
        for subject in subjects
        for thing in ((subject,) if isinstance(subject, type) else vars(subject).values())
        if isinstance(thing, type) and issubclass(thing, Refusal) and thing.__doc__
    }
    # Not a number at all is said of the member that holds it, before the rules are asked.
    named = kinds - {Refusal, Stranger, NotANationalNumber}
    return {"x-refusals": sorted(kind.__new__(kind).code for kind in named)}


def sure(*subjects: ModuleType | type[Refusal]) -> dict[str, Any]:
    """Return the same for a route where one must say what one saw last."""
    return {**refusals(*subjects), "x-must-say-what-was-seen": True}


def describe(app: FastAPI) -> None:
    """Let *app* hand out the whole contract."""

    def contract() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _contract(app)
        return app.openapi_schema

    # FastAPI's own way to change the contract.
    app.openapi = contract  # type: ignore[method-assign]


def _contract(app: FastAPI) -> dict[str, Any]:
    document: dict[str, Any] = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=OPENAPI_VERSION,
        description=__doc__.splitlines()[0],
        routes=app.routes,
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = _problem_schema()
    components["headers"] = {
        name: {
            "description": says["description"],
            "schema": {"type": "string"} | ({"format": says["format"]} if "format" in says else {}),
        }
        for name, says in _HEADERS.items()
    }
    components["securitySchemes"] = {
        "logIn": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "at+jwt",
            "description": "A token of an issuer this service knows. It says who you are; what "
            "you may do and see stands in the book. What stands beside it at each route is "
            "the scope, where your issuer uses scopes.",
        }
    }
    document["security"] = [{"logIn": []}]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            scope = scope_of(path, {method.upper()}, set(operation["tags"]))
            operation["security"] = [{"logIn": [scope.value]}]
            if needs_fresh_log_in(method.upper(), path):
                also = operation.get("x-problems", ())
                operation["x-problems"] = [*also, "FRESH_LOG_IN_NEEDED"]
            _complete(operation, has_id="{" in path)
    return document


def _complete(operation: dict[str, Any], *, has_id: bool) -> None:
    expected: list[str] = operation.pop("x-refusals", [])
    parameters = operation.get("parameters", [])
    named = {parameter["name"] for parameter in parameters if parameter["in"] == "header"}
    must_say_seen = operation.pop("x-must-say-what-was-seen", False)
    for parameter in parameters:
        must = parameter["name"] in _REQUIRED
        must = must or (parameter["name"] == "If-Match" and must_say_seen)
        if must:
            parameter["required"] = True
            parameter["schema"].pop("default", None)
    open_to_all = operation.pop("x-open-to-all", False)
    if open_to_all:
        operation["security"] = []
    everywhere = _OPEN_TO_ALL if open_to_all else _EVERYWHERE
    codes = [*everywhere, *(_WITH_BODY if "requestBody" in operation else ())]
    for header in sorted(named & _BY_HEADER.keys()):
        codes += _BY_HEADER[header]
    if must_say_seen:
        codes.append("SAY_WHAT_YOU_SAW")
    if has_id or expected:
        codes.append("NOT_FOUND")
    codes += operation.pop("x-problems", [])
    said = [problems.said(Problem(code)) for code in codes]
    answers = operation["responses"]
    answers.pop("422", None)
    for answer in answers.values():
        answer["headers"] = _links("Request-Id", *(("ETag",) if has_id else ()))
    for done in answers.keys() & {"201", "202"}:
        answers[done]["headers"] = _links("Request-Id", "ETag", "Location", "Idempotency-Replayed")
    if "If-None-Match" in named:
        answers["304"] = {
            "description": "You have exactly this already.",
            "headers": _links("Request-Id", "ETag"),
        }
    ours = [known for known in map(problems.known_problem, expected) if known is not None]
    answers |= _problem_answers([*said, *ours])
    operation["responses"] = dict(sorted(answers.items()))


def _problem_answers(said: Iterable[Said]) -> dict[str, Any]:
    by_status: dict[int, dict[str, Said]] = {}
    for what in said:
        by_status.setdefault(what.status, {})[what.code] = what
    return {
        str(status): {
            "description": " / ".join(what.sentence["en"] for what in there.values()),
            "headers": _links("Request-Id", *_also_sent_with(status)),
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": _PROBLEM},
                    "examples": {
                        code: {"value": problems.body(what, "en", _EXAMPLE_TRACE)}
                        for code, what in there.items()
                    },
                }
            },
        }
        for status, there in by_status.items()
    }


def _also_sent_with(status: int) -> Iterator[str]:
    also = {
        401: "WWW-Authenticate",
        405: "Allow",
        412: "ETag",
        429: "Retry-After",
        503: "Retry-After",
    }
    if status in also:
        yield also[status]


def _links(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "A no, said plainly (RFC 9457). Never holds anything that was sent.",
        "required": ["type", "title", "status", "code", "traceId"],
        "properties": {
            "type": text | {"format": "uri-reference", "examples": ["/problems/not-found"]},
            "title": text | {"description": "In nb, nn or en, by `Accept-Language`."},
            "status": {"type": "integer", "enum": sorted({*statuses().values(), 403, 409})},
            "code": text | {"pattern": "^[A-Z][A-Z_]*$"},
            "traceId": text | {"pattern": f"^[0-9a-f]{{{len(NO_TRACE)}}}$"},
            "etag": text | {"description": "With 412: what you would see now."},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["code", "detail"],
                    "properties": {
                        "pointer": text | {"description": "RFC 6901, into the body you sent."},
                        "parameter": text
                        | {"description": "By this name in the address or the headers."},
                        "code": text | {"pattern": "^[A-Z][A-Z_]*$"},
                        "detail": text,
                    },
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    }
