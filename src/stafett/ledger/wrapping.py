"""Keys inside keys: how one key is closed with the one above it.

The same suite as for notes, without padding (every key is 32 bytes), under a label of its own.
"""

from typing import Final
from uuid import UUID

from stafett.evidence.fields import fields
from stafett.ledger.data_key import Secret
from stafett.ledger.sealing import close, unclose

_LABEL: Final = b"stafett/wrap/1"


def wrap(above: Secret, context: bytes, secret: Secret) -> bytes:
    """Return *secret* closed under the key *above* for *context*."""
    return close(above, context, secret.content)


def unwrap(above: Secret, context: bytes, wrapped: bytes) -> Secret:
    """Return the secret that `wrap` closed.

    Raises SealBroken for any other key, context or byte.
    """
    return Secret(unclose(above, context, wrapped))


def tenant_key_context(tenant: UUID, version: int, root: UUID, root_version: int) -> bytes:
    """Return the place of a book's tenant key, closed under a root key."""
    return fields(
        _LABEL, b"tenant key", tenant.bytes, _count(version), root.bytes, _count(root_version)
    )


def book_key_context(tenant: UUID, purpose: str, version: int, above: int) -> bytes:
    """Return the place of one of a book's own keys; *above* is the tenant key's version."""
    return fields(
        _LABEL, b"book key", tenant.bytes, purpose.encode(), _count(version), _count(above)
    )


def data_key_context(
    tenant: UUID, scope_tag: bytes, key_id: UUID, version: int, above: int
) -> bytes:
    """Return the place of a data key; *above* is the tenant key's version."""
    return fields(
        _LABEL,
        b"data key",
        tenant.bytes,
        scope_tag,
        key_id.bytes,
        _count(version),
        _count(above),
    )


def _count(number: int) -> bytes:
    return number.to_bytes(4)
