"""Those who act in a story: each has a token in the hand, and nothing else to show for it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from stafett.stories.answers import Answer, expect
from stafett.stories.wire import Wire


@dataclass
class Actor:
    """Somebody at work or at home, who asks over HTTP.

    Somebody without a ``token`` is nobody the service knows.
    ``book`` is named only where it must be: by those whom no book knows yet.
    ``key`` begins their idempotency keys: a story played twice with the same keys happens once.
    ``reads_for`` is the purpose they give when they read, ``language`` what they like to read.
    """

    who: str
    wire: Wire
    token: str = field(repr=False)
    key: str
    reads_for: str = "FOLLOW_UP"
    id: str = ""
    book: str = ""
    language: str = ""
    _asked: "count[int]" = field(default_factory=count, repr=False)

    async def get(
        self, path: str, status: int = 200, code: str | None = None, purpose: str | None = None
    ) -> Answer:
        """Read something."""
        said = {"Stafett-Purpose": purpose or self.reads_for}
        return expect(await self._ask("GET", path, said), status, code)

    async def look(self, path: str) -> Answer:
        """Read something, or find that it is not there; both are answers."""
        return await self._ask("GET", path, {"Stafett-Purpose": self.reads_for})

    async def query(
        self, path: str, body: Any, status: int = 200, *, method: str = "QUERY"
    ) -> Answer:
        """Look something up by what must not stand in an address (RFC 10008).

        Where a network blocks that method, it is asked by another.
        """
        said = {"Stafett-Purpose": self.reads_for}
        return expect(await self._ask(method, path, said, body), status)

    async def post(
        self,
        path: str,
        body: Any = None,
        status: int = 201,
        code: str | None = None,
        *,
        seen: Answer | None = None,
        media: str = "",
    ) -> Answer:
        """Have something done; ``seen`` is what they looked at last, where that must be said.

        ``media`` says what kind of thing is sent when it is a picture or a paper.
        """
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.key}/{self.who}/{next(self._asked)}")
        said = {"Idempotency-Key": f'"{name}"'}
        if seen is not None:
            said["If-Match"] = seen.etag
        if media:
            said["Content-Type"] = media
        return expect(await self._ask("POST", path, said, body), status, code)

    async def _ask(
        self, method: str, path: str, said: Mapping[str, str], body: Any = None
    ) -> Answer:
        headers = dict(said)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.book:
            headers["Stafett-Book"] = self.book
        if self.language:
            headers["Accept-Language"] = self.language
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        return await self.wire.ask(self.who, method, path, headers, body)
