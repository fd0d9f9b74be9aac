"""A route of ours: first who is calling, then what was sent, read strictly and once."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from stafett.api import strict_json
from stafett.api.identity import Identity
from stafett.api.problems import Problem, Wrong

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


class Route(APIRoute):
    """What every route under ``/v1`` is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with our way of reading put before FastAPI's."""
        handle = super().get_route_handler()
        has_body = self.body_field is not None

        async def strictly(request: Request) -> Response:
            identity: Identity = request.app.state.identity
            authorization = request.headers.getlist("authorization")
            request.scope["stafett.log_in"] = await identity.recognise(authorization)
            strict = StrictRequest(request.scope, request.receive)
            if has_body:
                await strict.read_json()
            return await handle(strict)

        return strictly
