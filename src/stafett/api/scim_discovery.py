"""What a directory can learn of this service before it sends anybody: what it understands.

RFC 7644 section 4, in the words of RFC 7643 sections 5 to 7. The attributes stand in
``scim_schemas.toml``, each with what is done with it here.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from stafett.api import scim_words as words
from stafett.api.feeding import Feeding
from stafett.api.problems import Problem, said
from stafett.api.scim_route import say_no, scim_router, show
from stafett.domain.facts import Stranger

router = scim_router()

_UNLESS_SAID: Mapping[str, Any] = {
    "type": "string",
    "multiValued": False,
    "required": False,
    "caseExact": False,
    "mutability": "readWrite",
    "returned": "default",
    "uniqueness": "none",
}
"""RFC 7643 section 2.2."""

_NO = {"supported": False}


@cache
def schemas() -> tuple[Mapping[str, Any], ...]:
    """Return what may be said of users and of groups, as RFC 7643 section 7 writes it."""
    found = resources.files(__package__).joinpath("scim_schemas.toml").read_text("utf-8")
    return tuple(
        {
            "schemas": [words.SCHEMA],
            "id": one["id"],
            "name": one["name"],
            "description": one["description"],
            "attributes": [_attribute(each) for each in one["attributes"]],
            "meta": _meta("Schema", f"Schemas/{one['id']}"),
        }
        for one in tomllib.loads(found)["schema"]
    )


def _attribute(said_of_it: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(_UNLESS_SAID) | dict(said_of_it)
    if "subAttributes" in whole:
        whole["subAttributes"] = [_attribute(part) for part in whole["subAttributes"]]
    return whole


def _meta(kind: str, path: str) -> dict[str, str]:
    return {"resourceType": kind, "location": f"/scim/v2/{path}"}


@cache
def kinds() -> tuple[Mapping[str, Any], ...]:
    """Return which kinds of things there are, as RFC 7643 section 6 writes it."""
    return tuple(
        {
            "schemas": [words.KIND],
            "id": one["name"],
            "name": one["name"],
            "description": one["description"],
            "endpoint": f"/{one['name']}s",
            "schema": one["id"],
            "meta": _meta("ResourceType", f"ResourceTypes/{one['name']}"),
        }
        for one in schemas()
    )


@router.get("/ServiceProviderConfig")
async def read_config(feeder: Feeding) -> Response:
    """Say what of SCIM is understood here."""
    del feeder
    return show(
        {
            "schemas": [words.CONFIG],
            "patch": {"supported": True},
            "bulk": _NO | {"maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": words.MOST_SHOWN},
            "changePassword": _NO,
            "sort": _NO,
            "etag": _NO,
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "OAuth Bearer Token",
                    "description": "A token of an issuer this service believes (RFC 6750).",
                    "specUri": "https://www.rfc-editor.org/info/rfc6750",
                    "primary": True,
                }
            ],
            "meta": _meta("ServiceProviderConfig", "ServiceProviderConfig"),
        }
    )


def _all_of(found: tuple[Mapping[str, Any], ...], request: Request) -> Response:
    """Return all there is; what is the same for everybody is not filtered (RFC 7644 section 4)."""
    if "filter" in request.query_params:
        return say_no(said(Problem("CONTENT_NOT_ACCEPTED")), 403)
    return show(words.page([dict(one) for one in found], 1, words.MOST_SHOWN))


def _one_of(found: tuple[Mapping[str, Any], ...], which: str) -> Response:
    for one in found:
        if one["id"] == which:
            return show(one)
    raise Stranger


@router.get("/ResourceTypes")
async def read_kinds(feeder: Feeding, request: Request) -> Response:
    """Say which kinds of things there are."""
    del feeder
    return _all_of(kinds(), request)


@router.get("/ResourceTypes/{which}")
async def read_kind(which: str, feeder: Feeding) -> Response:
    """Say what one kind of thing is."""
    del feeder
    return _one_of(kinds(), which)


@router.get("/Schemas")
async def read_schemas(feeder: Feeding, request: Request) -> Response:
    """Say what may be told of users and of groups."""
    del feeder
    return _all_of(schemas(), request)


@router.get("/Schemas/{which}")
async def read_schema(which: str, feeder: Feeding) -> Response:
    """Say what may be told of one of them."""
    del feeder
    return _one_of(schemas(), which)
