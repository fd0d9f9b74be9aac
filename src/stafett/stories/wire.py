"""The wire to the service: HTTP over a real socket, and nothing that knows what is behind it.

A service that says "ask again" (503) is asked again, with the same ``Idempotency-Key``, as the
contract tells every programme to. A patient wire goes on when the line goes dead, too.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, Self

import httpx2

from stafett.stories.answers import Answer

_ASK_AGAIN: Final = 503
_ENOUGH: Final = 10.0
"""Seconds after which a service that keeps saying 503 is believed."""
_PAUSE: Final = 0.25
"""Seconds between two tries."""

Witness = Callable[[Answer], None]
"""Told of every answer before anybody acts on it."""


class Wire:
    """Carries questions to one service. Use it as an async context manager, as often as needed.

    Args:
        base: The service's address, such as ``http://127.0.0.1:8080``.
        patience: How many seconds to go on asking when nobody answers; 0 for not at all.
        witness: Told of every answer.

    """

    def __init__(self, base: str, *, patience: float = 0.0, witness: Witness | None = None) -> None:
        self.base = base
        self._patience = patience
        self._witness = witness
        self._client: httpx2.AsyncClient

    async def __aenter__(self) -> Self:
        """Open the wire."""
        self._client = httpx2.AsyncClient(base_url=self.base, timeout=30.0, trust_env=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self._client.aclose()

    async def ask(
        self, who: str, method: str, path: str, headers: Mapping[str, str], body: Any = None
    ) -> Answer:
        """Ask one thing, and return the answer whatever it is; bytes are sent as they are."""
        content = body if body is None or isinstance(body, bytes) else _written(body)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + max(self._patience, _ENOUGH)
        came = await self._once(method, path, headers, content)
        while came.status_code == _ASK_AGAIN and loop.time() < deadline:
            await asyncio.sleep(_PAUSE)
            came = await self._once(method, path, headers, content)
        answer = Answer(who, method, path, came.status_code, dict(came.headers), came.content)
        if self._witness is not None:
            self._witness(answer)
        return answer

    async def _once(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes | None
    ) -> httpx2.Response:
        deadline = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                return await self._client.request(
                    method, path, headers=dict(headers), content=content
                )
            except httpx2.TransportError:
                if asyncio.get_running_loop().time() >= deadline:
                    raise
                await asyncio.sleep(_PAUSE)


def _written(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
