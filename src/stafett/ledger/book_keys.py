"""What a book holds besides its drawers' keys: one to close them with, one to look up, one to sign.

The index key turns a name or a number into a tag that can be compared but not read. The signing
key is the book's own hand, for receipts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import digest
from uuid import UUID

from stafett.evidence.fields import fields
from stafett.evidence.letter import Desk
from stafett.evidence.receipt import Signer
from stafett.ledger.data_key import Secret
from stafett.ledger.scope import Scope

_TAG: bytes = b"stafett/tag/1"


@dataclass(frozen=True, slots=True)
class BookKeys:
    """The opened keys of one book. ``tenant_keys`` holds every version, the newest closes."""

    tenant: UUID
    tenant_keys: Mapping[int, Secret]
    index: Secret
    signing: Secret

    @property
    def newest(self) -> int:
        """Return the version of the tenant key that closes new keys."""
        return max(self.tenant_keys)

    def tag(self, purpose: str, value: bytes) -> bytes:
        """Return the 32-byte tag of *value* for *purpose*: HMAC-SHA-256 under the index key.

        The same value has another tag in every other book and for every other purpose.
        """
        content = fields(_TAG, self.tenant.bytes, purpose.encode(), value)
        return digest(self.index.content, content, "sha256")

    def scope_tag(self, scope: Scope) -> bytes:
        """Return the 32-byte tag under which the keystore knows a scope."""
        return self.tag("scope", scope.content())

    def desk(self, origin: str) -> Desk:
        """Return where the book, under the name *origin*, writes letters and opens its own."""
        return Desk(self.signer(origin), self.signing.content)

    def signer(self, origin: str) -> Signer:
        """Return the book's hand, signing under the name *origin*."""
        return Signer(origin, self.signing.content)
