"""Who is calling: what a log-in token proves, and not a word more.

A token says *who* (issuer and subject) and how sure the log-in is. Where somebody works, whom
they lead and what they may see stands in the book and nowhere else. The checks below are
stricter than the library's, because a token that two programmes read differently is a way in
(security study 6.1 and finding 12). Whatever is wrong with a token, the answer is the same.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import time
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from stafett.api import strict_json
from stafett.api.issuers import Issuer, Use, checked
from stafett.api.key_ring import KeyRing
from stafett.api.problems import Problem
from stafett.domain.people import Account, Assurance

LONGEST_TOKEN = 8 * 1024
SKEW_SECONDS = 30
LONGEST_SUBJECT = 255
HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})
"""Any other header member is refused: ``crit``, ``b64``, ``jwk``, ``jku``, ``x5u``, ``x5c``, ..."""

_SEGMENT = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="stafett"'}


@dataclass(frozen=True, slots=True)
class LogIn:
    """What a token proved: whose account, how surely, and by which programme."""

    account: Account
    assurance: Assurance
    client: str = field(repr=False)


class TokenRefusedError(Exception):
    """The token proves nothing; why is for the tests, never for the caller."""


def not_logged_in() -> Problem:
    """Return the one answer to every log-in that did not hold (all 401s are alike)."""
    return Problem("NOT_LOGGED_IN", headers=_CHALLENGE)


class Identity:
    """Reads tokens of the issuers it was made with; knows no others."""

    def __init__(
        self, issuers: Sequence[Issuer], use: Use, *, clock: Callable[[], float] = time
    ) -> None:
        self._issuers = checked(issuers, use)
        self._rings = {name: KeyRing(issuer, use) for name, issuer in self._issuers.items()}
        self._clock = clock

    async def recognise(self, authorization: Sequence[str]) -> LogIn:
        """Return who is calling, from the ``Authorization`` headers of a request.

        Raises:
            Problem: 401, the same whatever was wrong.

        """
        try:
            if len(authorization) != 1:
                raise TokenRefusedError("not one Authorization header")  # noqa: TRY301
            scheme, _, token = authorization[0].partition(" ")
            if scheme.lower() != "bearer":
                raise TokenRefusedError("not a bearer token")  # noqa: TRY301
            return await self.read(token)
        except TokenRefusedError:
            raise not_logged_in() from None

    async def read(self, token: str) -> LogIn:
        """Return what a token proves.

        Raises:
            TokenRefusedError: It does not hold.

        """
        if len(token) > LONGEST_TOKEN:
            raise TokenRefusedError("too long")
        segments = token.split(".")
        if len(segments) != 3:  # noqa: PLR2004 - header, claims, signature (RFC 7515 section 7.1)
            raise TokenRefusedError("not three segments")
        header, claims = _json_of(segments[0]), _json_of(segments[1])
        _bytes_of(segments[2])
        issuer = self._issuer_of(header, claims)
        key = await self._rings[issuer.issuer].find(header["kid"])
        if key is None:
            raise TokenRefusedError("unknown key")
        registry = jws.JWSRegistry(algorithms=[header["alg"]])
        try:
            jws.deserialize_compact(token, key, registry=registry)
        except (JoseError, ValueError, TypeError):
            raise TokenRefusedError("bad signature") from None
        self._check_times(claims, issuer)
        return _log_in(claims, issuer)

    def _issuer_of(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> Issuer:
        name = claims.get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise TokenRefusedError("unknown issuer")
        if not header.keys() <= HEADER_MEMBERS or not isinstance(header.get("kid"), str):
            raise TokenRefusedError("header says too much, or names no key")
        if header.get("alg") not in issuer.algorithms:
            raise TokenRefusedError("algorithm not allowed")
        if not _same_type(header.get("typ"), issuer.typ):
            raise TokenRefusedError("wrong type of token")
        if claims.get("aud") not in (issuer.audience, [issuer.audience]):
            raise TokenRefusedError("meant for somebody else")
        return issuer

    def _check_times(self, claims: Mapping[str, Any], issuer: Issuer) -> None:
        now = self._clock()
        expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
        begins = _seconds(claims, "nbf") if "nbf" in claims else issued
        if expires <= now - SKEW_SECONDS or max(issued, begins) > now + SKEW_SECONDS:
            raise TokenRefusedError("not of this time")
        if not issued < expires <= issued + issuer.longest_life_seconds:
            raise TokenRefusedError("lives too long, or not at all")


def _log_in(claims: Mapping[str, Any], issuer: Issuer) -> LogIn:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise TokenRefusedError("names nobody")
    level = claims.get("acr")
    sure = issuer.assurance.get(level) if isinstance(level, str) else None
    client = claims.get(issuer.client_claim, issuer.issuer)
    if not isinstance(client, str) or not 0 < len(client) <= LONGEST_SUBJECT * 2:
        raise TokenRefusedError("unclear programme")
    return LogIn(Account(issuer.issuer, subject), sure or issuer.otherwise, client)


def _same_type(found: object, wanted: str) -> bool:
    """Compare media types as RFC 7515 section 4.1.9 does: any case, ``application/`` left out."""
    return isinstance(found, str) and found.lower().removeprefix("application/") == wanted.lower()


def _json_of(segment: str) -> dict[str, Any]:
    try:
        found = strict_json.read(_bytes_of(segment))
    except strict_json.UnreadableError:
        raise TokenRefusedError("not JSON of one meaning") from None
    if not isinstance(found, dict):
        raise TokenRefusedError("not a JSON object")
    return found


def _bytes_of(segment: str) -> bytes:
    if not _SEGMENT.fullmatch(segment):
        raise TokenRefusedError("not base64url")
    try:
        raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except ValueError:
        raise TokenRefusedError("not base64url") from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != segment:
        raise TokenRefusedError("written in two ways")
    return raw


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    found = claims.get(name)
    if not isinstance(found, int) or isinstance(found, bool):
        raise TokenRefusedError("a time that is no whole number")
    return found
