"""Who is calling: what a log-in token proves, and not a word more.

A token says *who* (issuer and subject) and how sure the log-in is. Where somebody works, whom
they lead and what they may see stands in the book and nowhere else. The checks are stricter than
the library's (security study 6.1 and finding 12). Whatever is wrong with a token, the answer is
the same.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from time import time
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from starlette.requests import Request

from stafett.api.compact import (
    LONGEST_TOKEN,
    SKEW_SECONDS,
    TokenRefusedError,
    json_of,
    seconds,
    split,
)
from stafett.api.issuers import Issuer, IssuersRefusedError, Use, checked
from stafett.api.key_ring import KeyRing
from stafett.api.log_in import LogIn, read_log_in
from stafett.api.problems import Problem
from stafett.api.proof import ALGORITHMS, NonceWantedError, Proofs

__all__ = ["LONGEST_TOKEN", "Identity", "LogIn", "Presented", "TokenRefusedError", "not_logged_in"]

HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})
"""Any other header member is refused: ``crit``, ``b64``, ``jwk``, ``jku``, ``x5u``, ``x5c``, ..."""

_BEARER = 'Bearer realm="stafett"'
_DPOP = f'DPoP realm="stafett", algs="{" ".join(ALGORITHMS)}"'
LONGEST_CERTIFICATE = 8 * 1024


@dataclass(frozen=True, slots=True)
class Presented:
    """What somebody shows at the door: log-ins, notes that go with them, a certificate."""

    method: str
    path: str
    authorization: Sequence[str]
    notes: Sequence[str] = ()
    certificates: Sequence[str] = ()
    peer: str = ""


def presented(request: Request) -> Presented:
    """Return what a request shows."""
    headers = request.headers
    return Presented(
        method=request.scope.get("stafett.method", request.method),
        path=request.scope["path"],
        authorization=headers.getlist("authorization"),
        notes=headers.getlist("dpop"),
        certificates=headers.getlist("client-cert"),
        peer=request.client.host if request.client else "",
    )


def not_logged_in(more: Mapping[str, str] | None = None) -> Problem:
    """Return the one answer to every log-in that did not hold (all 401s are alike)."""
    return Problem("NOT_LOGGED_IN", headers={"WWW-Authenticate": _BEARER} | dict(more or {}))


class Identity:
    """Reads tokens of the issuers it was made with; knows no others.

    Args:
        issuers: Whose word is taken.
        use: What the service is run for.
        address: The service's own address as callers know it; notes are about it (RFC 9449).
        proxies: From where a client's certificate (RFC 9440) and address are believed; from
            nowhere else.
        clock: Seconds since 1970.

    Raises:
        IssuersRefusedError: An issuer cannot be used like that.

    """

    def __init__(
        self,
        issuers: Sequence[Issuer],
        use: Use,
        *,
        address: str = "",
        proxies: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time,
    ) -> None:
        self._issuers = checked(issuers, use)
        self._rings = {name: KeyRing(issuer, use) for name, issuer in self._issuers.items()}
        self._clock = clock
        self._proofs = Proofs(address.rstrip("/"), clock) if address else None
        self._proxies = proxies
        ways = {issuer.binding for issuer in issuers}
        if "dpop" in ways and not address:
            raise IssuersRefusedError("say in STAFETT_PUBLIC_URL where callers find this service")
        if "mtls" in ways and not proxies:
            raise IssuersRefusedError("say in STAFETT_PROXIES from where certificates are believed")

    @property
    def nonce(self) -> str | None:
        """Return the nonce that notes are to carry, if any are taken here."""
        return None if self._proofs is None else self._proofs.nonce

    @property
    def proxies(self) -> frozenset[str]:
        """Return the proxies that are believed about who is at the other end of them."""
        return self._proxies

    @property
    def now(self) -> float:
        """Return the time log-ins are judged by, in seconds since 1970."""
        return self._clock()

    async def recognise(self, shown: Presented) -> LogIn:
        """Return who is calling.

        Raises:
            Problem: 401, the same whatever was wrong; with a nonce when only that was missing.

        """
        more: dict[str, str] = {}
        if self._proofs is not None:
            more = {"WWW-Authenticate": f"{_BEARER}, {_DPOP}"}
        try:
            if len(shown.authorization) != 1:
                raise TokenRefusedError("not one Authorization header")  # noqa: TRY301
            scheme, _, token = shown.authorization[0].partition(" ")
            log_in = await self.read(token)
            self._check_hands(log_in, scheme.lower(), token, shown)
        except NonceWantedError:
            more = {
                "WWW-Authenticate": f'{_DPOP}, error="use_dpop_nonce"',
                "DPoP-Nonce": self.nonce or "",
            }
            raise not_logged_in(more) from None
        except TokenRefusedError:
            raise not_logged_in(more) from None
        return log_in

    async def read(self, token: str) -> LogIn:
        """Return what a token proves, in whosever hands it is.

        Raises:
            TokenRefusedError: It does not hold.

        """
        header, claims = map(json_of, split(token)[:2])
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
        return read_log_in(claims, issuer)

    def _issuer_of(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> Issuer:
        name = claims.get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise TokenRefusedError("unknown issuer")
        if not header.keys() <= HEADER_MEMBERS or not isinstance(header.get("kid"), str):
            raise TokenRefusedError("header says too much, or names no key")
        if header.get("alg") not in issuer.algorithms:
            raise TokenRefusedError("algorithm not allowed")
        if not _same_type(header, issuer.typ):
            raise TokenRefusedError("wrong type of token")
        if claims.get("aud") not in (issuer.audience, [issuer.audience]):
            raise TokenRefusedError("meant for somebody else")
        return issuer

    def _check_times(self, claims: Mapping[str, Any], issuer: Issuer) -> None:
        now = self._clock()
        expires, issued = seconds(claims, "exp"), seconds(claims, "iat")
        begins = seconds(claims, "nbf") if "nbf" in claims else issued
        if expires <= now - SKEW_SECONDS or max(issued, begins) > now + SKEW_SECONDS:
            raise TokenRefusedError("not of this time")
        if not issued < expires <= issued + issuer.longest_life_seconds:
            raise TokenRefusedError("lives too long, or not at all")

    def _check_hands(self, log_in: LogIn, scheme: str, token: str, shown: Presented) -> None:
        """See that the token comes from the hands it was given into (RFC 9449, RFC 8705)."""
        bound = log_in.bound_to
        if scheme != ("dpop" if "dpop" in bound else "bearer"):
            raise TokenRefusedError("shown in another way than it was given")
        if "mtls" in bound:
            self._check_certificate(bound["mtls"], shown)
        if "dpop" in bound:
            if self._proofs is None or len(shown.notes) != 1:
                raise TokenRefusedError("without its note")
            self._proofs.check(
                shown.notes[0],
                method=shown.method,
                path=shown.path,
                token=token,
                held_by=bound["dpop"],
                with_nonce=log_in.issuer.proof_nonce,
            )

    def _check_certificate(self, wanted: str, shown: Presented) -> None:
        """See that the proxy met the very certificate the token is held by (RFC 9440)."""
        if shown.peer not in self._proxies or len(shown.certificates) != 1:
            raise TokenRefusedError("no certificate that we believe in")
        written = shown.certificates[0]
        if len(written) > LONGEST_CERTIFICATE or not written[:1] == written[-1:] == ":":
            raise TokenRefusedError("no certificate")
        try:
            certificate = base64.b64decode(written[1:-1], validate=True)
        except ValueError:
            raise TokenRefusedError("no certificate") from None
        print_ = base64.urlsafe_b64encode(sha256(certificate).digest()).rstrip(b"=").decode()
        if not compare_digest(print_.encode(), wanted.encode()):
            raise TokenRefusedError("another certificate")


def _same_type(header: Mapping[str, Any], wanted: str) -> bool:
    """Compare media types as RFC 7515 section 4.1.9 does: any case, ``application/`` left out."""
    if wanted == "none":
        return "typ" not in header
    found = header.get("typ")
    return isinstance(found, str) and found.lower().removeprefix("application/") == wanted.lower()
