"""What a request says about itself in headers: asked before, seen last, and for what purpose."""

import re
from enum import Enum
from hashlib import blake2b, sha256
from typing import Annotated, TypeAlias

from fastapi import Depends, Header, Request

from stafett.api.problems import Problem
from stafett.application.asking import Promise

_QUOTED = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"', re.ASCII)
_ETAG = re.compile(r'"(\d{1,9})(?:-[0-9a-f]{32})?"', re.ASCII)
_NEVER_SEEN = -1


class Purpose(Enum):
    """Why somebody reads; written in the journal beside the reading (R161, GDPR art. 5)."""

    FOLLOW_UP = "follow-up"
    HANDOVER = "handover"
    MEETING = "meeting"
    LEADING = "leading"
    OWN_MATTER = "own-matter"
    ACCESS_REQUEST = "access-request"
    CORRECTION = "correction"
    AUDIT = "audit"


SaidKey: TypeAlias = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description=(
            "A text in quotation marks, new for every thing you ask to have done. The same key "
            "with the same request gives the first answer again and does nothing twice."
        ),
        examples=['"5f1c7c2e-0b1f-4d7a-9a3e-2d6b0f8f7e11"'],
    ),
]


async def promised(request: Request, idempotency_key: SaidKey = "") -> Promise:
    """Return what makes asking twice the same as asking once.

    Raises:
        Problem: 400 without a quoted key (draft-ietf-httpapi-idempotency-key-header-07).

    """
    return _promise(_key(idempotency_key), request, await request.body())


async def promised_unread(request: Request, idempotency_key: SaidKey = "") -> Promise:
    """Return the same for a body that is not read here; what comes is compared as it comes.

    Raises:
        Problem: 400 without a quoted key.

    """
    return _promise(_key(idempotency_key), request, request.url.query.encode())


def _key(said: str) -> str:
    found = _QUOTED.fullmatch(said)
    if found is None:
        raise Problem("IDEMPOTENCY_KEY_MISSING")
    return found[1]


def _promise(key: str, request: Request, sent: bytes) -> Promise:
    said = (
        request.method.encode(),
        request.url.path.encode(),
        request.headers.get("if-match", "").encode(),
        request.headers.get("stafett-book", "").encode(),
        sent,
    )
    # Each part is hashed first, so that no part can run over into the next.
    return Promise(key, sha256(b"".join(sha256(part).digest() for part in said)).digest())


def seen_last(
    if_match: Annotated[
        str,
        Header(
            alias="If-Match",
            description="The `ETag` you saw last. Nothing is done if you would see another now.",
            examples=['"17"'],
        ),
    ] = "",
) -> int | None:
    """Return how many entries the caller saw last, or ``None`` when nothing is said."""
    if if_match in ("", "*"):
        return None
    found = _ETAG.fullmatch(if_match)
    return int(found[1]) if found else _NEVER_SEEN


def surely_seen_last(seen: Annotated[int | None, Depends(seen_last)]) -> int:
    """Return how many entries the caller saw last, where it must be said.

    Raises:
        Problem: 428 when it is not (RFC 6585 section 3).

    """
    if seen is None:
        raise Problem("SAY_WHAT_YOU_SAW")
    return seen


def purpose_of(
    stafett_purpose: Annotated[
        str,
        Header(
            alias="Stafett-Purpose",
            description="Why you read: " + ", ".join(f"`{why.name}`" for why in Purpose) + ".",
            examples=["FOLLOW_UP"],
        ),
    ] = "",
) -> Purpose:
    """Return why the caller reads.

    Raises:
        Problem: 400 when no purpose of the list is given.

    """
    if stafett_purpose not in Purpose.__members__:
        raise Problem("PURPOSE_MISSING")
    return Purpose[stafett_purpose]


def has_it_already(if_none_match: str, tag: str) -> bool:
    """Say whether the caller holds what they would be shown (RFC 9110 section 13.1.2)."""
    return tag in (held.strip().removeprefix("W/") for held in if_none_match.split(","))


def etag(seen: int) -> str:
    """Return the ``ETag`` for a reader who sees so many entries."""
    return f'"{seen}"'


def exact_etag(seen: int, body: bytes, key: bytes) -> str:
    """Return the ``ETag`` of what a reader was shown, to the letter.

    A view can change without a new entry: a consent runs out, somebody comes back from leave. So
    the tag also holds a hash of the body under the reader's own *key* of 32 bytes, which tells
    nothing to those who have no body, and nobody but this reader has any use for.
    """
    return f'"{seen}-{blake2b(body, key=key, digest_size=16).hexdigest()}"'


Promised: TypeAlias = Annotated[Promise, Depends(promised)]
PromisedUnread: TypeAlias = Annotated[Promise, Depends(promised_unread)]
SeenLast: TypeAlias = Annotated[int | None, Depends(seen_last)]
SurelySeenLast: TypeAlias = Annotated[int, Depends(surely_seen_last)]
ReadFor: TypeAlias = Annotated[Purpose, Depends(purpose_of)]
