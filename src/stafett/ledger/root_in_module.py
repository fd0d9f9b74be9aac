"""The root key in a hardware module: it closes and opens for us, and never comes out.

Spoken to through PKCS#11, the language such modules share. Each version of the key is an AES-256
key of its own in the module, made there, sensitive and not extractable; all have one id, and the
version stands in the label (``stafett-root/2``). What is closed is 12 random bytes and AES-256-GCM
(ciphertext, then the 16-byte tag) with the context as associated data. The module's driver is
another's code in our process, so it is asked in a thread, one question at a time.
"""

import asyncio
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar
from uuid import UUID, uuid4

from stafett.ledger.data_key import KEY_LENGTH, Secret
from stafett.ledger.errors import KeyServiceAway
from stafett.ledger.roots import RootName, RootRefused, not_at_hand
from stafett.ledger.sealing import SealBroken

if TYPE_CHECKING:
    from pkcs11 import Session

_NONCE: Final = 12
_TAG: Final = 16
_Answer = TypeVar("_Answer")
_Key: TypeAlias = Any
"""A key in the module; what it can do it learns from the module, so no type of it says so."""


class ModuleRoot:
    """A root key in a module.

    Args:
        driver: The module's library, such as ``/usr/lib/softhsm/libsofthsm2.so``.
        token: The label of the token in it.
        pin: Returns what it lets us in for; asked at every log-in.
        label: What the key is called.

    Raises RootRefused when python-pkcs11 is not installed.
    """

    def __init__(
        self, driver: Path, token: str, pin: Callable[[], str], label: str = "stafett-root"
    ) -> None:
        try:
            import pkcs11  # noqa: PLC0415 - wanted only by those who have a module
        except ImportError:
            raise RootRefused(
                "a root key in a hardware module needs python-pkcs11: `pip install stafett[hsm]`."
            ) from None
        self._pkcs11 = pkcs11
        self._driver, self._token, self._pin, self._label = driver, token, pin, label
        self._named = re.compile(re.escape(label) + r"/([1-9][0-9]{0,8})")
        self._session: Session | None = None
        self._one_at_a_time = threading.Lock()

    @property
    def lies(self) -> str:
        """Return in words where it lies."""
        return f"the token {self._token} of the module {self._driver}"

    async def describe(self) -> RootName:
        """Return the newest version. Raises RootRefused when there is none yet."""
        names = await self._ask(self._names)
        if not names:
            raise RootRefused(
                f"there is no root key in {self.lies}; `stafett keys init` makes one."
            )
        return names[-1]

    async def older(self) -> Sequence[RootName]:
        """Return the versions before the newest."""
        return (await self._ask(self._names))[:-1]

    async def wrap(self, name: RootName, context: bytes, secret: Secret) -> bytes:
        """Return *secret* closed under a version for *context*, in the module."""
        return await self._ask(lambda session: self._close(session, name, context, secret))

    async def unwrap(self, name: RootName, context: bytes, wrapped: bytes) -> Secret:
        """Return what `wrap` closed. Raises SealBroken for anything else."""
        return await self._ask(lambda session: self._open(session, name, context, wrapped))

    async def turn(self) -> None:
        """Let the module make a new version, or the first."""
        await self._ask(self._make)

    async def destroy(self, name: RootName) -> None:
        """Let the module destroy a version."""
        await self._ask(lambda session: self._key(session, name).destroy())

    def _names(self, session: "Session") -> list[RootName]:
        return sorted(
            (self._name(key, int(found[1])) for key, found in self._keys(session)),
            key=lambda name: name.version,
        )

    def _name(self, key: _Key, version: int) -> RootName:
        return RootName(UUID(bytes=key.id), version, self.lies)

    def _keys(self, session: "Session") -> Iterator[tuple[_Key, re.Match[str]]]:
        wanted = {self._pkcs11.Attribute.CLASS: self._pkcs11.ObjectClass.SECRET_KEY}
        # All at once: a search that stands open lets nothing else be asked.
        keys: list[_Key] = list(session.get_objects(wanted))
        for key in keys:
            if found := self._named.fullmatch(key.label or ""):
                yield key, found

    def _key(self, session: "Session", name: RootName) -> _Key:
        for key, found in self._keys(session):
            if self._name(key, int(found[1])) == name:
                return key
        here = self._names(session)
        raise not_at_hand(name, here[-1] if here else RootName(UUID(int=0), 0, self.lies))

    def _make(self, session: "Session") -> None:
        names, attribute = self._names(session), self._pkcs11.Attribute
        never = (attribute.EXTRACTABLE, attribute.WRAP, attribute.UNWRAP, attribute.DERIVE)
        session.generate_key(
            self._pkcs11.KeyType.AES,
            KEY_LENGTH * 8,
            id=(names[-1].id if names else uuid4()).bytes,
            label=f"{self._label}/{names[-1].version + 1 if names else 1}",
            store=True,
            template={
                attribute.SENSITIVE: True,
                attribute.ENCRYPT: True,
                attribute.DECRYPT: True,
                **dict.fromkeys(never, False),
            },
        )

    def _close(self, session: "Session", name: RootName, context: bytes, secret: Secret) -> bytes:
        key, nonce = self._key(session, name), os.urandom(_NONCE)
        closed: bytes = key.encrypt(secret.content, **self._how(nonce, context))
        return nonce + closed

    def _open(self, session: "Session", name: RootName, context: bytes, wrapped: bytes) -> Secret:
        key = self._key(session, name)
        if len(wrapped) != _NONCE + KEY_LENGTH + _TAG:
            raise SealBroken
        try:
            opened = key.decrypt(wrapped[_NONCE:], **self._how(wrapped[:_NONCE], context))
        except self._pkcs11.PKCS11Error:
            # Modules have many words for what does not open; one that is away has no dice either.
            session.generate_random(8)
            raise SealBroken from None
        return Secret(opened)

    def _how(self, nonce: bytes, context: bytes) -> dict[str, object]:
        return {
            "mechanism": self._pkcs11.Mechanism.AES_GCM,
            "mechanism_param": self._pkcs11.GCMParams(nonce, context, _TAG * 8),
        }

    async def _ask(self, question: "Callable[[Session], _Answer]") -> _Answer:
        return await asyncio.to_thread(self._asked, question)

    def _asked(self, question: "Callable[[Session], _Answer]") -> _Answer:
        with self._one_at_a_time, self._answering():
            if self._session is None:
                token = self._pkcs11.lib(str(self._driver)).get_token(token_label=self._token)
                try:
                    self._session = token.open(rw=True, user_pin=self._pin())
                except self._pkcs11.UserAlreadyLoggedIn:
                    self._session = token.open(rw=True)  # a process logs in to a token once
            return question(self._session)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (self._pkcs11.PinIncorrect, self._pkcs11.PinLocked):
            raise RootRefused(f"{self.lies} does not take the PIN.") from None
        except self._pkcs11.NoSuchToken:
            raise RootRefused(f"there is no token {self._token} in {self._driver}.") from None
        except self._pkcs11.PKCS11Error:
            self._session = None
            raise KeyServiceAway from None
