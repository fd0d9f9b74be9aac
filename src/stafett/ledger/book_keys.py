"""What a book holds besides its drawers' keys: to close them with, to look up, and to sign.

The index key turns what has a random id into a tag that can be compared but not read: drawers,
uploads, who may look for what. What people are known by - national numbers and log-ins - could be
guessed one after the other, so it has keys of its own, the people keys, which can be exchanged. The
signing key is the book's own hand, for receipts and checkpoints.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import digest
from uuid import UUID

from stafett.evidence.checkpoint import LogSigner
from stafett.evidence.fields import fields
from stafett.evidence.handed_over import Former, Held, held
from stafett.evidence.letter import Desk
from stafett.evidence.receipt import Signer
from stafett.ledger.data_key import Secret
from stafett.ledger.line import OF_PEOPLE, KnownBy
from stafett.ledger.printing_hand import PrintingHand, printing_hand
from stafett.ledger.scope import Scope

_TAG: bytes = b"stafett/tag/1"
_CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class BookKeys:
    """The opened keys of one book. ``tenant_keys`` holds every version, the newest closes.

    ``people`` are those in use, by version: one, and while it is exchanged two; ``people_old``
    those that nothing is written or looked up with any more. ``former`` are the pairs of public
    keys it signed with before, oldest first. ``letters`` is the key of its parcels, and
    ``letters_before`` those that parcels on their way may still be under, the newest first.
    """

    tenant: UUID
    tenant_keys: Mapping[int, Secret]
    index: Secret
    signing: Secret
    people: Mapping[int, Secret]
    people_old: Mapping[int, Secret]
    letters: Secret
    former: tuple[Former, ...] = ()
    letters_before: tuple[Secret, ...] = ()

    @property
    def newest(self) -> int:
        """Return the version of the tenant key that closes new keys."""
        return max(self.tenant_keys)

    def tag(self, purpose: str, value: bytes) -> bytes:
        """Return the 32-byte tag of *value* for *purpose*: HMAC-SHA-256 under the index key.

        The same value has another tag in every other book and for every other purpose.
        """
        return self._tag(self.index, purpose, value)

    def _tag(self, key: Secret, purpose: str, value: bytes) -> bytes:
        content = fields(_TAG, self.tenant.bytes, purpose.encode(), value)
        return digest(key.content, content, "sha256")

    def claim_tags(self, kind: str, value: bytes) -> list[bytes]:
        """Return every tag under which a claim stands today, the oldest key's first.

        What people are known by has two while its key is exchanged, anything else always one.
        """
        content = fields(kind.encode(), value)
        if kind not in OF_PEOPLE:
            return [self.tag(_CLAIM, content)]
        return [self._tag(key, _CLAIM, content) for _, key in sorted(self.people.items())]

    def claim_tag_under(self, key: Secret, known_by: KnownBy) -> bytes:
        """Return the tag of what somebody is known by under one of the people keys."""
        return self._tag(key, _CLAIM, fields(known_by.kind.encode(), known_by.value))

    def scope_tag(self, scope: Scope) -> bytes:
        """Return the 32-byte tag under which the keystore knows a scope."""
        return self.tag("scope", scope.content())

    def desk(self, origin: str) -> Desk:
        """Return where the book, under the name *origin*, writes letters and opens its own."""
        return Desk(Signer(origin, self.letters.content), self.letters.content)

    def desks(self, origin: str) -> tuple[Desk, ...]:
        """Return where it opens letters and knows receipts: by today's key, and those before."""
        seeds = [one.content for one in self.letters_before]
        return (self.desk(origin), *(Desk(Signer(origin, seed), seed) for seed in seeds))

    def signer(self, origin: str) -> Signer:
        """Return the book's hand, signing under the name *origin*."""
        return Signer(origin, self.signing.content)

    def pairs(self, origin: str) -> tuple[Held, ...]:
        """Return the pairs of public keys the book has signed with, today's last.

        *origin* is the book's name. Raises NotBelieved when one has not signed for the next.
        """
        first, second = LogSigner(origin, self.signing.content).keys
        return held(origin, self.former, (first.public, second.public))

    def printing_hand(self, origin: str) -> PrintingHand:
        """Return the book's hand on paper, under the name *origin*."""
        return printing_hand(self.tenant, origin, self.signing.content)
