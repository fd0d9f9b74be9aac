"""Every way a request can end without being done, and what the caller is told about it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

from stafett.api import scim_route
from stafett.api.conditions import etag
from stafett.api.origins import origin_of
from stafett.api.problems import Problem, Said, answer, refused, said
from stafett.api.wrongs import found_in
from stafett.application.asking import HandsCrossed, KeyUsedForAnother, NotYetCurrent, SeenIsStale
from stafett.application.uploading import NotAllThere, UploadCrossed, WrongMedia
from stafett.domain.facts import Refusal
from stafett.journal import JournalAway
from stafett.ledger.bundling import NotSignedYet
from stafett.ledger.errors import BookAway, BookBusy, KeystoreAway
from stafett.printing.press import CertificateEnded, PressBusy
from stafett.printing.typesetting import TooLongToPrint

SHORTLY = {"Retry-After": "1"}
_BY_STATUS = {404: "NOT_FOUND", 413: "TOO_LARGE"}


def _of_the_service(request: Request, problem: Problem) -> Response:
    return answer(said(problem), request)


def _of_the_rules(request: Request, refusal: Refusal) -> Response:
    return answer(refused(refusal), request)


def _of_the_form(request: Request, invalid: RequestValidationError) -> Response:
    errors = invalid.errors()
    if any(error["loc"][0] == "path" for error in errors):
        return answer(said(Problem("NOT_FOUND")), request)
    around = [error for error in errors if error["loc"][0] != "body"]
    code = "MALFORMED" if around else "CONTENT_NOT_ACCEPTED"
    return answer(said(Problem(code, errors=found_in(around or errors))), request)


def _of_the_way(request: Request, ending: HTTPException) -> Response:
    code = _BY_STATUS.get(ending.status_code, "MALFORMED")
    return _counted(request, Problem(code, headers=ending.headers))


def _counted(request: Request, problem: Problem) -> Response:
    """Answer, as often as one may ask who is not logged in: nobody looks who asks for no route.

    A directory hears of it in its own words (RFC 7644 section 3.12).
    """
    state = request.app.state
    try:
        state.allowances.ask_unknown(origin_of(request, state.identity.proxies))
    except Problem as too_often:
        problem = too_often
    if request.scope["path"].startswith(f"{scim_route.HERE}/"):
        return scim_route.say_no(said(problem))
    return answer(said(problem), request)


def _no_such_way(routes: Iterable[BaseRoute]) -> Callable[..., Response]:
    """Answer with every method of the address, whichever routes it stands on (RFC 9110 10.2.1)."""

    def say(request: Request, _: HTTPException) -> Response:
        here = [route for route in routes if route.matches(request.scope)[0] != Match.NONE]
        ways = {way for route in here for way in getattr(route, "methods", None) or ()}
        ways |= {"HEAD"} if "GET" in ways else set()
        headers = {"Allow": ", ".join(sorted(ways))}
        return _counted(request, Problem("METHOD_NOT_ALLOWED", headers=headers))

    return say


def _stale(request: Request, stale: SeenIsStale) -> Response:
    now = etag(stale.seen)
    problem = Problem("CHANGED_SINCE_YOU_READ", headers={"ETag": now}, more={"etag": now})
    return answer(said(problem), request)


def _plain(code: str, headers: Mapping[str, str] | None = None) -> Callable[..., Response]:
    what: Said = said(Problem(code, headers=headers))

    def say(request: Request, _: Exception) -> Response:
        return answer(what, request)

    return say


def teach(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Let *app*, into which *routers* are taken, answer all of these itself.

    Args:
        app: The service, before anything else sees its faults.
        routers: Every router with addresses of its own; the app alone does not tell which
            methods they have together.

    """
    routes = [*app.routes, *(route for router in routers for route in router.routes)]
    sayings: Mapping[type[Exception] | int, Callable[..., Response]] = {
        405: _no_such_way(routes),
        Problem: _of_the_service,
        Refusal: _of_the_rules,
        RequestValidationError: _of_the_form,
        HTTPException: _of_the_way,
        SeenIsStale: _stale,
        KeyUsedForAnother: _plain("IDEMPOTENCY_KEY_USED"),
        UploadCrossed: _plain("HANDS_CROSSED", SHORTLY),
        WrongMedia: _plain("MEDIA_NOT_TAKEN"),
        NotAllThere: _plain("NOT_ALL_THERE"),
        HandsCrossed: _plain("HANDS_CROSSED", SHORTLY),
        NotYetCurrent: _plain("LIST_NOT_READY", SHORTLY),
        BookAway: _plain("NOT_NOW", SHORTLY),
        BookBusy: _plain("NOT_NOW", SHORTLY),
        KeystoreAway: _plain("NOT_NOW", SHORTLY),
        JournalAway: _plain("NOT_NOW", SHORTLY),
        PressBusy: _plain("NOT_NOW", SHORTLY),
        CertificateEnded: _plain("NOT_NOW"),
        NotSignedYet: _plain("NOT_SIGNED_YET", {"Retry-After": "60"}),
        TooLongToPrint: _plain("TOO_LONG_TO_PRINT"),
    }
    for kind, say in sayings.items():
        app.add_exception_handler(kind, _in_turn(say))


def _in_turn(
    say: Callable[..., Response],
) -> Callable[[Request, Exception], Awaitable[Response]]:
    # A plain function would be sent to a thread by Starlette for every problem.
    async def answered(request: Request, ending: Exception) -> Response:
        return say(request, ending)

    return answered
