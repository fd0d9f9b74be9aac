"""Proof that a token is in the right hands: a signed note for this very request (DPoP, RFC 9449).

A note names the method and the address, carries a nonce of ours, and works once. The nonces are
this process's own, and so are the notes it has seen: a note that was used here is worth nothing
in another process, which knows neither its nonce nor its maker's.
"""

import base64
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Any
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from stafett.api.compact import SKEW_SECONDS, TokenRefusedError, json_of, seconds, split

ALGORITHMS = ("ES256", "ES384", "Ed25519", "PS256", "RS256")
MEMBERS = frozenset({"typ", "alg", "jwk"})
GOOD_SECONDS = 60
NONCE_SECONDS = 300
MOST_SEEN = 100_000
LONGEST_ID = 255
SMALLEST_RSA_BITS = 2048
_SECRET_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth"})


class NonceWantedError(TokenRefusedError):
    """The note is good but for our nonce: ask again with the one that goes with the answer."""


class Proofs:
    """Reads notes about requests to ``address``, the service's own as callers know it."""

    def __init__(self, address: str, clock: Callable[[], float]) -> None:
        self._address = _plain(address)
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    @property
    def nonce(self) -> str:
        """Return the nonce that notes are to carry for the next five minutes."""
        return self._nonce_of(int(self._clock()) // NONCE_SECONDS)

    def check(
        self, note: str, *, method: str, path: str, token: str, held_by: str, with_nonce: bool
    ) -> None:
        """See that a note is for this request and this token, by the key the token is held by.

        Raises:
            NonceWantedError: Only our nonce is missing, or too old.
            TokenRefusedError: It proves nothing.

        """
        header, claims = map(json_of, split(note)[:2])
        key = _key_of(header)
        try:
            jws.deserialize_compact(note, key, registry=jws.JWSRegistry(algorithms=[header["alg"]]))
        except (JoseError, ValueError, TypeError):
            raise TokenRefusedError("a note with a bad signature") from None
        if not compare_digest(key.thumbprint().encode(), held_by.encode()):
            raise TokenRefusedError("held by another key")
        here = claims.get("htm") == method and _plain(claims.get("htu")) == self._address + path
        if not here:
            raise TokenRefusedError("a note for another request")
        said = claims.get("ath")
        if not isinstance(said, str) or not compare_digest(said.encode(), _hashed(token).encode()):
            raise TokenRefusedError("a note for another token")
        now = self._clock()
        issued = seconds(claims, "iat")
        if not now - GOOD_SECONDS - SKEW_SECONDS < issued <= now + SKEW_SECONDS:
            raise TokenRefusedError("a note of another time")
        if with_nonce and not self._is_ours(claims.get("nonce")):
            raise NonceWantedError("without our nonce")
        self._once(held_by, claims.get("jti"), now)

    def _once(self, held_by: str, name: object, now: float) -> None:
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID:
            raise TokenRefusedError("a note without a name")
        while self._seen and next(iter(self._seen.values())) < now:
            self._seen.popitem(last=False)
        mark = sha256(f"{held_by}.{name}".encode()).digest()
        if mark in self._seen or len(self._seen) >= MOST_SEEN:
            raise TokenRefusedError("a note that was used")
        self._seen[mark] = now + GOOD_SECONDS + 2 * SKEW_SECONDS

    def _nonce_of(self, span: int) -> str:
        return _text(hmac_digest(self._secret, span.to_bytes(8), sha256))

    def _is_ours(self, nonce: object) -> bool:
        span = int(self._clock()) // NONCE_SECONDS
        good = (self._nonce_of(one) for one in (span, span - 1))
        return isinstance(nonce, str) and any(
            compare_digest(nonce.encode(), one.encode()) for one in good
        )


def _key_of(header: Mapping[str, Any]) -> ECKey | OKPKey | RSAKey:
    """Return the public key a note brings along."""
    found = header.get("jwk")
    if header.keys() != MEMBERS or header.get("typ") != "dpop+jwt":
        raise TokenRefusedError("no note of the kind")
    if header.get("alg") not in ALGORITHMS or not isinstance(found, dict):
        raise TokenRefusedError("a note by no key")
    kinds: Mapping[object, type[ECKey | OKPKey | RSAKey]]
    kinds = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
    kind = kinds.get(found.get("kty"))
    if kind is None or found.keys() & _SECRET_MEMBERS:
        raise TokenRefusedError("a note by a secret key")
    if kind is RSAKey and len(str(found.get("n"))) * 6 < SMALLEST_RSA_BITS:
        raise TokenRefusedError("a note by a small key")
    try:
        return kind.import_key({name: found[name] for name in found if name != "alg"})
    except (JoseError, ValueError, TypeError, KeyError):
        raise TokenRefusedError("a note by no key") from None


def _plain(address: object) -> str:
    """Return an address without query and fragment, scheme and host in small letters."""
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    where = f"[{host}]" if ":" in host else host
    where = where if port in {None, usual} else f"{where}:{port}"
    return f"{parts.scheme}://{where}{parts.path}"


def _hashed(token: str) -> str:
    return _text(sha256(token.encode()).digest())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
