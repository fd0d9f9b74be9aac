"""Signed tokens in their compact form, read in one way only (RFC 7515 section 7.1).

Stricter than any library, because a text that two programmes read differently is a way in
(security study 6.1 and finding 12).
"""

import base64
import re
from collections.abc import Mapping
from typing import Any

from stafett.api import strict_json

LONGEST_TOKEN = 8 * 1024
SKEW_SECONDS = 30

_SEGMENT = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class TokenRefusedError(Exception):
    """The token proves nothing; why is for the tests, never for the caller."""


def split(token: str) -> tuple[str, str, str]:
    """Return header, claims and signature, still encoded.

    Raises:
        TokenRefusedError: It is too long, or has not these three.

    """
    if len(token) > LONGEST_TOKEN:
        raise TokenRefusedError("too long")
    segments = token.split(".")
    if len(segments) != 3:  # noqa: PLR2004 - header, claims, signature
        raise TokenRefusedError("not three segments")
    bytes_of(segments[2])
    return segments[0], segments[1], segments[2]


def json_of(segment: str) -> dict[str, Any]:
    """Return the JSON object a segment holds. Raises TokenRefusedError for anything else."""
    try:
        found = strict_json.read(bytes_of(segment))
    except strict_json.UnreadableError:
        raise TokenRefusedError("not JSON of one meaning") from None
    if not isinstance(found, dict):
        raise TokenRefusedError("not a JSON object")
    return found


def bytes_of(segment: str) -> bytes:
    """Return the bytes of a segment, if they can be written in this way and in no other.

    Raises:
        TokenRefusedError: It is not base64url, or is padded, or has bits to spare.

    """
    if not _SEGMENT.fullmatch(segment):
        raise TokenRefusedError("not base64url")
    try:
        raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except ValueError:
        raise TokenRefusedError("not base64url") from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != segment:
        raise TokenRefusedError("written in two ways")
    return raw


def seconds(claims: Mapping[str, Any], name: str) -> int:
    """Return a time in whole seconds since 1970. Raises TokenRefusedError for anything else."""
    found = claims.get(name)
    if not isinstance(found, int) or isinstance(found, bool):
        raise TokenRefusedError("a time that is no whole number")
    return found
