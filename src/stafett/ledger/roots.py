"""The key above all keys: whoever loses it loses every book, so it says where it lies.

The root key closes each book's tenant key and nothing else. It comes from a file that only its
owner can read, or from the environment; a key service that never gives its key away fits behind
the same `Root`.
"""

import base64
import binascii
import os
import re
from collections.abc import MutableMapping
from dataclasses import dataclass
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
    """Which root key this is and where it lies; nothing here is secret."""

    id: UUID
    version: int
    lies: str


class Root(Protocol):
    """What closes and opens tenant keys."""

    async def describe(self) -> RootName:
        """Return which root key this is and where it lies."""

    async def wrap(self, context: bytes, secret: Secret) -> bytes:
        """Return *secret* closed for *context*."""

    async def unwrap(self, context: bytes, wrapped: bytes) -> Secret:
        """Return what `wrap` closed. Raises SealBroken for anything else."""


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
        return RootName(self.key.id, 1, self.lies)

    async def wrap(self, context: bytes, secret: Secret) -> bytes:
        """Return *secret* closed for *context*."""
        return wrap(self.key.secret, context, secret)

    async def unwrap(self, context: bytes, wrapped: bytes) -> Secret:
        """Return what `wrap` closed. Raises SealBroken for anything else."""
        return unwrap(self.key.secret, context, wrapped)


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
