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
    """A request whose body is one JSON text with one meaning, or refused."""

    async def json(self) -> Any:
        """Return the body.

        Raises:
            Problem: 422, without a word of what was sent.

        """
        try:
            return strict_json.read(await self.body())
        except strict_json.UnreadableError as unreadable:
            wrong = Wrong("", unreadable.code)
            raise Problem("CONTENT_NOT_ACCEPTED", errors=[wrong]) from None


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
            if has_body:
                media_type = request.headers.get("content-type", "").partition(";")[0].strip()
                if media_type.lower() != JSON:
                    raise Problem("NOT_JSON")
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly
