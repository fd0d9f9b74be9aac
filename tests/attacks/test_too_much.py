"""T17: tokens of a megabyte, texts nested without end and lists without end, many at a time.

All of it is turned away before it is understood, what others ask is answered meanwhile, and the
service is not fed until it bursts.
"""

import asyncio
import resource
from collections.abc import Iterator, Mapping

import httpx2

from stafett.api.envelope import LARGEST_BODY
from tests.api.town import Town
from tests.attacks.attack import Attacking, times

ROUNDS = times(3, 40)
AT_ONCE = 16
MOST_GROWN = 256 * 1024
"""KiB of memory, beyond what was held before."""
LATER = 503
"""Too much at once: come again."""


def loads() -> Iterator[tuple[str, Mapping[str, str], bytes]]:
    """Yield each way of sending too much: what it is called, more headers, the body."""
    yield "a megabyte of token", {"Authorization": "Bearer " + "x" * 2**20}, b"{}"
    yield "a token of a little too much", {"Authorization": "Bearer " + "x" * 8193}, b"{}"
    yield "a key without end", {"Idempotency-Key": f'"{"x" * 10_000}"'}, b"{}"
    for opened, closed in ((b"[", b"]"), (b'{"a":', b"}")):
        deep = LARGEST_BODY // (len(opened) + len(closed)) - 1
        yield f"{opened!r} nested without end", {}, opened * deep + closed * deep
        yield f"{opened!r} never closed", {}, opened * (LARGEST_BODY // len(opened))
    yield "a list without end", {}, b'{"questions":[' + b"0," * (LARGEST_BODY // 2 - 20) + b"0]}"
    yield "a number without end", {}, b'{"about":' + b"9" * (LARGEST_BODY - 20) + b"}"
    yield "a member a thousand times", {}, b"{" + b'"a":1,' * 9000 + b'"a":1}'
    yield "a text without end", {}, b'{"about":"' + b"x" * (LARGEST_BODY - 20) + b'"}'
    yield "twice as much as may be", {}, b" " * (2 * LARGEST_BODY)


async def test_what_is_too_much_is_turned_away_and_others_are_answered(
    town: Town, attacking: Attacking
) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def sent(headers: Mapping[str, str], body: bytes) -> int:
        async with places:
            try:
                answer = await town.teacher.post("/v1/concerns", body, headers)
            except httpx2.TransportError:  # hung up on in the middle of it
                return 0
            return answer.status_code

    held_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with attacking("T17", "tokens, texts and lists of too much, many at a time") as attack:
        for _ in range(ROUNDS):
            tried = list(loads()) * 4
            asked = asyncio.gather(*(sent(headers, body) for _, headers, body in tried))
            while not asked.done():
                attack.held((await town.nurse.get("/v1/me")).status_code == 200, "others wait")
            for (what, _, _), status in zip(tried, await asked, strict=True):
                attack.held(
                    status == 0 or 400 <= status < 500 or status == LATER, f"{what}: {status}"
                )
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held_before
        attack.held(grown < MOST_GROWN, f"{grown} KiB more are held")
        attack.beside = f"{grown // 1024} MiB more at the most"
