"""The key above all keys: whoever loses it loses every book, so it says where it lies.

The root key closes each book's tenant key and nothing else. It comes from a file that only its
owner can read, or from the environment, or stays in a key service that never gives it away: a
hardware module behind PKCS#11, or the transit engine of Vault or OpenBao. All are a `Root`.
"""

import base64
import binascii
import os
import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Protocol, Self
from uuid import UUID, uuid4

from stafett.ledger.data_key import Secret
from stafett.ledger.wrapping import unwrap, wrap

ENVIRONMENT: Final = "STAFETT_ROOT_KEY"
_FORM: Final = re.compile(r"(stafett-root-1 (\S{36}) (\S{44})) ([0-9a-f]{8})\n?")


class RootRefused(Exception):  # noqa: N818 - a sentence that says what to do
    """The root key is not as it must be. The message never holds any part of it."""


@dataclass(frozen=True, slots=True)
class RootName:
    """Which root key this is, and of which version; nothing here is secret.

    ``lies`` says in words where, for people; two names with the same id and version are one.
    """

    id: UUID
    version: int
    lies: str = field(default="", compare=False)


class Root(Protocol):
    """What closes and opens tenant keys: one root key, or the service that keeps it.

    What is closed is bound to its context: it opens under the same version of the same key and
    for the same context, or not at all. Every method raises RootRefused when there is no such
    key, and KeyServiceAway when whoever keeps it does not answer.
    """

    async def describe(self) -> RootName:
        """Return the version that closes from now on, and where it lies."""

    async def older(self) -> Sequence[RootName]:
        """Return the versions that are still there to open with."""

    async def wrap(self, name: RootName, context: bytes, secret: Secret) -> bytes:
        """Return *secret* closed under a version for *context*."""

    async def unwrap(self, name: RootName, context: bytes, wrapped: bytes) -> Secret:
        """Return what `wrap` closed. Raises SealBroken for anything else."""

    async def turn(self) -> None:
        """Make a new version, which closes from now on; those before it stay to open with."""

    async def destroy(self, name: RootName) -> None:
        """Destroy an older version. What is closed under it opens nevermore."""


@dataclass(frozen=True, slots=True)
class RootKey:
    """A root key held in memory, with the random id that names it."""

    id: UUID
    secret: Secret

    @classmethod
    def new(cls) -> Self:
        """Return a root key that nobody has seen before."""
        return cls(uuid4(), Secret.new())

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the root key that `written` wrote.

        Raises RootRefused when a character is wrong or missing.
        """
        if not (found := _FORM.fullmatch(text)) or _check(found[1]) != found[4]:
            raise RootRefused("this is not a root key, or a character of it is wrong.")
        try:
            return cls(UUID(found[2]), Secret(base64.b64decode(found[3], validate=True)))
        except (ValueError, binascii.Error):
            raise RootRefused("this is not a root key.") from None

    def name(self, lies: str = "") -> RootName:
        """Return what this key is called: each has its own id, and is the first of that name."""
        return RootName(self.id, 1, lies)

    def written(self) -> str:
        """Return the root key as the one line that stands in a file. This line is the secret."""
        line = f"stafett-root-1 {self.id} {base64.b64encode(self.secret.content).decode()}"
        return f"{line} {_check(line)}\n"


@dataclass(frozen=True, slots=True)
class LocalRoot:
    """A root key in this program's own memory. ``lies`` says in words where it came from."""

    key: RootKey
    lies: str

    async def describe(self) -> RootName:
        """Return which root key this is and where it lies."""
        return self.key.name(self.lies)

    async def older(self) -> Sequence[RootName]:
        """Return nothing: there is this one."""
        return ()

    async def wrap(self, name: RootName, context: bytes, secret: Secret) -> bytes:
        """Return *secret* closed for *context*. Raises RootRefused under another name than ours."""
        return wrap(self._named(name).secret, context, secret)

    async def unwrap(self, name: RootName, context: bytes, wrapped: bytes) -> Secret:
        """Return what `wrap` closed.

        Raises RootRefused under another name than ours, SealBroken for anything else.
        """
        return unwrap(self._named(name).secret, context, wrapped)

    async def turn(self) -> None:
        """Raise RootRefused: nobody can change what another gave us."""
        raise self._given()

    async def destroy(self, name: RootName) -> None:
        """Raise RootRefused: nobody can take away what another gave us."""
        self._named(name)
        raise self._given()

    def _named(self, name: RootName) -> RootKey:
        if name != self.key.name():
            raise not_at_hand(name, self.key.name(self.lies))
        return self.key

    def _given(self) -> RootRefused:
        return RootRefused(
            f"the root key comes from {self.lies}, where it cannot be exchanged; write it to a "
            "file, and give the new one: `stafett keys move-root --from FILE`."
        )


def not_at_hand(wanted: RootName, here: RootName) -> RootRefused:
    """Return the sentence for a book that lies under another root key than the one at hand."""
    return RootRefused(
        f"this book was closed under root key {wanted.id} version {wanted.version}, and the one "
        f"at hand, from {here.lies}, is {here.id} version {here.version}."
    )


def root_from_environment(environ: MutableMapping[str, str] = os.environ) -> LocalRoot | None:
    """Return the root key of ``STAFETT_ROOT_KEY``, if it is set, and take it out of there.

    It is read once, so that no program started by this one inherits it. The system may still show
    it in ``/proc`` to this user, which is why a file is better.

    Raises RootRefused when what stands there is not a root key.
    """
    if (text := environ.pop(ENVIRONMENT, None)) is None:
        return None
    return LocalRoot(RootKey.read(text), f"the environment variable {ENVIRONMENT}")


def _check(line: str) -> str:
    return sha256(line.encode()).hexdigest()[:8]
