"""The root key in Vault or OpenBao: its transit engine closes and opens for us, and keeps the key.

Spoken to over HTTP as its documentation says (``transit/encrypt``, ``decrypt``, ``keys``,
``rotate``, ``config`` and ``trim``), with the context as associated data. What is closed is the
text it gives, such as ``vault:v1:...``. There is a ``rewrap`` there that needs no opening; it
takes no associated data, so a key goes from version to version by being opened and closed.
"""

import base64
import binascii
import json
import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import httpx2

from stafett.ledger.data_key import Secret
from stafett.ledger.errors import KeyServiceAway
from stafett.ledger.roots import RootName, RootRefused, not_at_hand
from stafett.ledger.sealing import SealBroken

PATIENCE: Final = 3.0
"""Seconds that an answer may take."""
_LARGEST: Final = 64 * 1024
_CLOSED: Final = re.compile(r"vault:v([1-9][0-9]{0,8}):[A-Za-z0-9+/]+={0,2}")
_OK, _BAD, _ABSENT = range(200, 205), 400, 404


class TransitRoot:
    """A root key in a transit engine.

    Args:
        url: Where it answers, such as ``https://vault.example.no:8200``.
        token: Returns what it knows us by; asked at every question, since an agent renews it.
        key: What the key is called there; `turn` makes it as ``aes256-gcm96``.
        mount: Where the engine is mounted.

    """

    def __init__(
        self, url: str, token: Callable[[], str], key: str = "stafett-root", mount: str = "transit"
    ) -> None:
        self._url, self._token, self._key, self._mount = url.rstrip("/"), token, key, mount
        # Where it answers may change; which key it is may not.
        self._id = UUID(bytes=sha256(f"stafett/transit/1/{mount}/{key}".encode()).digest()[:16])
        self._trust = ssl.create_default_context()

    @property
    def lies(self) -> str:
        """Return in words where it lies."""
        return f"the key {self._key} of {self._mount} at {self._url}"

    async def describe(self) -> RootName:
        """Return the newest version. Raises RootRefused when there is none yet."""
        versions = await self._versions()
        if not versions:
            raise RootRefused(f"there is no {self.lies}; `stafett keys init` makes one.")
        return self._name(versions[-1])

    async def older(self) -> Sequence[RootName]:
        """Return the versions before the newest that it still opens with."""
        return [self._name(version) for version in (await self._versions())[:-1]]

    async def wrap(self, name: RootName, context: bytes, secret: Secret) -> bytes:
        """Return *secret* closed under a version for *context*."""
        self._check(name)
        status, told = await self._ask(
            f"encrypt/{self._key}",
            plaintext=_text(secret.content),
            associated_data=_text(context),
            key_version=name.version,
        )
        closed = str(told.get("ciphertext"))
        found = _CLOSED.fullmatch(closed)
        if status in _OK and found and int(found[1]) == name.version:
            return closed.encode()
        if status == _BAD:
            raise RootRefused(f"{self.lies} does not close under version {name.version}.")
        raise KeyServiceAway

    async def unwrap(self, name: RootName, context: bytes, wrapped: bytes) -> Secret:
        """Return what `wrap` closed. Raises SealBroken for anything else."""
        self._check(name)
        closed = wrapped.decode("ascii", "replace")
        if not (found := _CLOSED.fullmatch(closed)) or int(found[1]) != name.version:
            raise SealBroken
        status, told = await self._ask(
            f"decrypt/{self._key}", ciphertext=closed, associated_data=_text(context)
        )
        if status == _BAD:
            if name not in (await self.older(), await self.describe()):
                raise not_at_hand(name, await self.describe())
            raise SealBroken
        if status not in _OK:
            raise KeyServiceAway
        try:
            return Secret(base64.b64decode(str(told.get("plaintext")), validate=True))
        except (ValueError, binascii.Error):
            raise SealBroken from None

    async def turn(self) -> None:
        """Let it make a new version, or the first."""
        if await self._versions():
            await self._done(f"keys/{self._key}/rotate")
        else:
            await self._done(f"keys/{self._key}", type="aes256-gcm96")

    async def destroy(self, name: RootName) -> None:
        """Let it open nothing of a version and what came before any more, and throw those away."""
        self._check(name)
        least = name.version + 1
        config = {"min_decryption_version": least, "min_encryption_version": least}
        await self._done(f"keys/{self._key}/config", **config)
        await self._done(f"keys/{self._key}/trim", min_available_version=least)

    def _name(self, version: int) -> RootName:
        return RootName(self._id, version, self.lies)

    def _check(self, name: RootName) -> None:
        if name.id != self._id:
            raise not_at_hand(name, self._name(0))

    async def _versions(self) -> list[int]:
        """Return the versions it opens with, the newest last; none when there is no such key."""
        status, told = await self._ask(f"keys/{self._key}")
        if status == _ABSENT:
            return []
        try:
            first = max(
                1, int(told["min_decryption_version"]), int(told.get("min_available_version", 0))
            )
            return list(range(first, int(told["latest_version"]) + 1))
        except (KeyError, TypeError, ValueError):
            raise KeyServiceAway from None

    async def _done(self, what: str, **said: object) -> None:
        status, _ = await self._ask(what, **said, anew=True)
        if status not in _OK:
            raise RootRefused(f"{self.lies} answered {status} to {what}.")

    async def _ask(
        self, what: str, *, anew: bool = False, **said: object
    ) -> tuple[int, Mapping[str, Any]]:
        """Ask the engine, and return the status and what it told.

        Raises:
            KeyServiceAway: It does not answer, or not as it should, or does not let us in.

        """
        asked = httpx2.Request(
            "POST" if said or anew else "GET",
            f"{self._url}/v1/{self._mount}/{what}",
            headers={"X-Vault-Token": self._token(), "X-Vault-Request": "true"},
            json=dict(said) if said or anew else None,
        )
        try:
            async with (
                httpx2.AsyncClient(verify=self._trust, timeout=PATIENCE, trust_env=False) as client,
            ):
                answer = await client.send(asked, stream=True)
                try:
                    content = b""
                    async for piece in answer.aiter_bytes():
                        content += piece
                        if len(content) > _LARGEST:
                            raise KeyServiceAway
                finally:
                    await answer.aclose()
            if answer.status_code not in _OK:
                if answer.status_code in {_BAD, _ABSENT}:
                    return answer.status_code, {}
                raise KeyServiceAway
            told = json.loads(content).get("data") if content else {}
        except (httpx2.HTTPError, ValueError, AttributeError):
            raise KeyServiceAway from None
        return answer.status_code, told if isinstance(told, dict) else {}


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
