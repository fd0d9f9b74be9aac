"""How a directory is listened to: it logs in first, is read strictly, and hears no as SCIM says it.

The media type, the errors and their types are those of RFC 7644 section 3.12.
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from stafett.api import scim_words as words
from stafett.api import strict_json
from stafett.api.problems import Problem, Said, refused, said
from stafett.api.route import recognised, said_no
from stafett.api.scim_words import BadScim
from stafett.api.scopes import Scope, check_scope
from stafett.application.asking import HandsCrossed
from stafett.domain.facts import Refusal
from stafett.domain.identity import AccountIsTaken
from stafett.domain.leaving import LetGoByAnAdministrator
from stafett.domain.membership import NumberIsTaken

HERE: Final = "/scim/v2"
_TAKEN = NumberIsTaken | AccountIsTaken


class ScimRoute(APIRoute):
    """A route that logs in first, reads JSON strictly, and says no as SCIM says it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with our way of reading and of saying no around FastAPI's."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            try:
                log_in = await recognised(request)
                check_scope(log_in.scopes, Scope.MEMBERSHIP)
                return await handle(request)
            except BadScim as bad:
                return say_no(said(Problem("CONTENT_NOT_ACCEPTED")), 400, bad.scim_type)
            except RequestValidationError:
                return say_no(said(Problem("NOT_FOUND")), 404)
            except Problem as problem:
                return say_no(said(problem))
            except HandsCrossed:
                return say_no(said(Problem("HANDS_CROSSED")))
            except Refusal as refusal:
                await said_no(request, refusal)
                return _say_why_not(refusal)

        return strictly


def _say_why_not(refusal: Refusal) -> Response:
    """Return a refusal of the rules as SCIM words it (RFC 7644 section 3.12)."""
    if isinstance(refusal, LetGoByAnAdministrator):
        return say_no(refused(refusal), 400, "mutability")
    taken = "uniqueness" if isinstance(refusal, _TAKEN) else None
    return say_no(refused(refusal), None, taken)


def scim_router() -> APIRouter:
    """Return a router for what a directory asks."""
    return APIRouter(
        prefix=HERE, tags=["membership"], route_class=ScimRoute, include_in_schema=False
    )


def say_no(what: Said, status: int | None = None, scim_type: str | None = None) -> Response:
    """Return a problem as SCIM words it."""
    answer = status or what.status
    return show(words.error(answer, what.sentence["en"], scim_type), answer, what.headers)


def show(
    content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return what is shown to a directory."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(
        body, status, headers=dict(headers or {}), media_type=f"{words.MEDIA_TYPE}; charset=utf-8"
    )


async def sent(request: Request) -> Mapping[str, Any]:
    """Return what was sent, read as strictly as anything else.

    Raises:
        Problem: 415 when it is not called JSON.
        BadScim: It is no JSON object of one meaning.

    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {words.MEDIA_TYPE, "application/json"}:
        raise Problem("NOT_JSON")
    try:
        found = strict_json.read(await request.body())
    except strict_json.UnreadableError:
        raise BadScim("invalidSyntax") from None
    if not isinstance(found, dict):
        raise BadScim("invalidSyntax")
    return found
