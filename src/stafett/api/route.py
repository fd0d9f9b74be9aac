"""A route of ours: first who is calling, then what was sent, read strictly and once."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from stafett.api import strict_json
from stafett.api.allowances import Allowances
from stafett.api.freshness import check_fresh, needs_fresh_log_in, only_takes_away
from stafett.api.identity import Identity, presented
from stafett.api.log_in import LogIn
from stafett.api.origins import origin_of
from stafett.api.problems import Problem, Wrong
from stafett.api.scopes import Scope, check_scope, scope_of
from stafett.application.asking import Asking
from stafett.application.door import Application
from stafett.domain.facts import Refusal
from stafett.domain.people import Actor

JSON = "application/json"


class StrictRequest(Request):
    """A request whose body has been read as one JSON text with one meaning."""

    async def read_json(self) -> None:
        """Read the body.

        Raises:
            Problem: 415 when it is not called JSON, 422 when it is doubtful; without a word of it.

        """
        sent = await self.body()
        media_type = self.headers.get("content-type", "").partition(";")[0].strip()
        if sent and media_type.lower() != JSON:
            raise Problem("NOT_JSON")
        try:
            self._value = strict_json.read(sent) if sent else None
        except strict_json.UnreadableError as unreadable:
            wrong = Wrong("", unreadable.code)
            raise Problem("CONTENT_NOT_ACCEPTED", errors=[wrong]) from None

    async def json(self) -> Any:
        """Return what was read; FastAPI asks for it here."""
        return self._value


async def recognised(request: Request) -> LogIn:
    """Return who is calling, once they have been counted among those who ask.

    Raises:
        Problem: 401 for whoever is not known, and 429 for one who asks too much: by who they are,
            or for those who are not known, by where they come from.

    """
    identity: Identity = request.app.state.identity
    allowances: Allowances = request.app.state.allowances
    try:
        log_in = await identity.recognise(presented(request))
    except Problem:
        allowances.ask_unknown(origin_of(request, identity.proxies))
        raise
    request.scope["stafett.log_in"] = log_in
    allowances.ask(request, log_in)
    return log_in


class Known(NamedTuple):
    """Whom a book knows the caller as, for the journal of what they are told no to."""

    book: UUID
    actor: Actor
    asking: Asking


def known(request: Request, book: UUID, actor: Actor, asking: Asking) -> None:
    """Remember with the request who asks, and in which book."""
    route = request.scope.get("route")
    name = getattr(route, "name", "").replace("_", "-") or None
    request.scope["stafett.known"] = Known(book, actor, replace(asking, action=name))


async def said_no(request: Request, refusal: Refusal) -> None:
    """See that a no is in the journal before it is spoken; nobody has to remember to.

    Raises:
        JournalAway: It could not be written.

    """
    who: Known | None = request.scope.get("stafett.known")
    if who is not None:
        door: Application = request.app.state.door
        await door.said_no(who.book, who.actor, refusal, asking=who.asking)


class Route(APIRoute):
    """What every route under ``/v1`` is."""

    @property
    def scope(self) -> Scope:
        """Return what a log-in must be for, where its issuer uses scopes."""
        return scope_of(self.path, self.methods or set(), {str(tag) for tag in self.tags})

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with our way of reading put before FastAPI's."""
        handle = super().get_route_handler()
        has_body = self.body_field is not None
        needed = self.scope
        grave = any(needs_fresh_log_in(way, self.path) for way in self.methods or ())

        async def strictly(request: Request) -> Response:
            identity: Identity = request.app.state.identity
            log_in = await recognised(request)
            check_scope(log_in.scopes, needed)
            strict = StrictRequest(request.scope, request.receive)
            if has_body:
                await strict.read_json()
            sent = await strict.json() if has_body else None
            if grave and not only_takes_away(request.method, self.path, sent):
                check_fresh(log_in, identity.now)
            try:
                answer = await handle(strict)
            except Refusal as refusal:
                await said_no(request, refusal)
                raise
            if "dpop" in log_in.bound_to and identity.nonce is not None:
                answer.headers["DPoP-Nonce"] = identity.nonce
            return answer

        return strictly
