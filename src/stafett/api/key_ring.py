"""An issuer's public keys: fetched from the one address we know, kept for a while, never guessed.

A key that is not there is asked for at most once a minute, so that made-up key ids cannot make
us pester the issuer. Keys the issuer has taken away are gone here within ten minutes; when the
issuer cannot be reached, the keys we have are good for an hour. An issuer may be given other
times than these.
"""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from stafett.api import strict_json
from stafett.api.issuers import Issuer, Use, is_demo_key

LARGEST = 64 * 1024
SMALLEST_RSA_BITS = 2048

PublicKey = ECKey | OKPKey | RSAKey


class KeyRing:
    """The keys of one issuer, by key id."""

    def __init__(self, issuer: Issuer, use: Use, *, clock: Callable[[], float] = monotonic) -> None:
        self._issuer, self._use, self._clock = issuer, use, clock
        self._keys: Mapping[str, PublicKey] = {}
        self._got = self._asked = float("-inf")
        self._one_at_a_time = asyncio.Lock()
        if issuer.jwks is not None:
            self._keys = usable_keys(issuer.jwks, issuer, use)

    async def find(self, kid: str) -> PublicKey | None:
        """Return the key with this id, asking the issuer when that may help."""
        if self._issuer.jwks_url is None:
            return self._keys.get(kid)
        if kid not in self._keys or self._clock() - self._got > self._issuer.keys_fresh_seconds:
            await self._ask(self._issuer.jwks_url, kid)
        if self._clock() - self._got > self._issuer.keys_good_seconds:
            return None
        return self._keys.get(kid)

    async def _ask(self, address: str, kid: str) -> None:
        async with self._one_at_a_time:
            now = self._clock()
            known_and_fresh = (
                kid in self._keys and now - self._got <= self._issuer.keys_fresh_seconds
            )
            if known_and_fresh or now - self._asked < self._issuer.keys_asked_every_seconds:
                return
            self._asked = now
            try:
                found = await _fetch(address)
            except (httpx2.HTTPError, strict_json.UnreadableError, TimeoutError):
                return
            self._keys, self._got = usable_keys(found, self._issuer, self._use), now


def usable_keys(found: object, issuer: Issuer, use: Use) -> Mapping[str, PublicKey]:
    """Return the public signing keys of a JWKS by id; what is unfit or unclear is left out.

    Left out: keys without an id or with another key's id, secret and shared keys, keys for
    encryption, keys for an algorithm the issuer is not trusted with, small RSA keys, and for
    real use every key of a demo.
    """
    keys: dict[str, PublicKey] = {}
    twice: set[str] = set()
    listed = found.get("keys") if isinstance(found, Mapping) else None
    for entry in listed if isinstance(listed, list) else ():
        if not isinstance(entry, Mapping) or (use is Use.REAL and is_demo_key(entry)):
            continue
        kid = entry.get("kid")
        key = _public_key(entry, issuer)
        if key is None or not isinstance(kid, str):
            continue
        twice.update({kid} & keys.keys())
        keys[kid] = key
    return {kid: key for kid, key in keys.items() if kid not in twice}


def _public_key(entry: Mapping[str, Any], issuer: Issuer) -> PublicKey | None:
    kinds: Mapping[object, type[ECKey | OKPKey | RSAKey]]
    kinds = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
    kind = kinds.get(entry.get("kty"))
    if kind is None or "d" in entry or entry.get("use", "sig") != "sig":
        return None
    if kind is RSAKey and len(str(entry.get("n"))) * 6 < SMALLEST_RSA_BITS:
        return None  # before the library warns of it
    if "alg" in entry and entry["alg"] not in issuer.algorithms:
        return None
    try:
        key = kind.import_key(dict(entry))
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    small = isinstance(key, RSAKey) and key.raw_value.key_size < SMALLEST_RSA_BITS
    return None if small else key


async def _fetch(address: str) -> object:
    body = bytearray()
    async with (
        asyncio.timeout(5),
        httpx2.AsyncClient(follow_redirects=False, timeout=5, trust_env=False) as client,
        client.stream("GET", address, headers={"Accept": "application/json"}) as answer,
    ):
        answer.raise_for_status()
        if answer.status_code != httpx2.codes.OK:
            raise strict_json.UnreadableError("NOT_JSON")
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > LARGEST:
                raise strict_json.UnreadableError("NOT_JSON")
    return strict_json.read(bytes(body))
