"""Calling a time stamping authority over the network: a hash goes there, a stamp comes back."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

import httpx2

from stafett.evidence.time_stamp import MEDIA_TYPE, answers, query

_WITHIN: Final = 10.0
_LONGEST: Final = 1 << 16
_NONCE_BITS: Final = 63


def stamps_at(url: str) -> Callable[[bytes], Awaitable[bytes | None]]:
    """Return how to get a stamp over some bytes at an address; ``None`` when there is none."""
    ask = replies_at(url)

    async def stamp(content: bytes) -> bytes | None:
        nonce = secrets.randbits(_NONCE_BITS)
        reply = await ask(query(content, nonce))
        return reply if reply is not None and answers(reply, content, nonce) else None

    return stamp


def replies_at(url: str) -> Callable[[bytes], Awaitable[bytes | None]]:
    """Return how to ask at an address with a question of one's own, in DER (RFC 3161 section 2.4).

    Nothing is looked at in the reply; ``None`` when there is none.
    """

    async def ask(asked: bytes) -> bytes | None:
        reply = b""
        try:
            async with (
                httpx2.AsyncClient(timeout=_WITHIN, trust_env=False) as client,
                client.stream(
                    "POST", url, content=asked, headers={"Content-Type": MEDIA_TYPE}
                ) as answer,
            ):
                async for piece in answer.aiter_bytes():
                    reply += piece
                    if len(reply) > _LONGEST:
                        return None
        except (httpx2.HTTPError, OSError):
            return None
        return reply

    return ask
