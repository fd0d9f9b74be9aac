"""What can be seen of what stands round a follow-up: the family's own people, and who knows."""

from dataclasses import dataclass, field
from datetime import datetime

from stafett.domain.acknowledging import Owed
from stafett.domain.marks import CARE, NETWORK
from stafett.domain.network import Opened, RelativeWish
from stafett.domain.people import Contact, PersonId


@dataclass(frozen=True, slots=True)
class RelativeView:
    """One of the family's own people, who wishes for them, and what is open to them today."""

    relative: PersonId | None = field(default=None, metadata=CARE)
    wishes: tuple[tuple[PersonId, RelativeWish], ...] = field(default=(), metadata=CARE)
    opened: frozenset[Opened] = field(default=frozenset(), metadata=CARE)


@dataclass(frozen=True, slots=True)
class NearbyView:
    """The family's own people, and who has yet to acknowledge that a word was taken back.

    ``relatives`` are each giver's wishes; only what all who are needed wish is open.
    """

    relatives: tuple[RelativeView, ...] = field(default=(), metadata=CARE)
    withdrawals: tuple[Owed, ...] = field(default=(), metadata=CARE)


@dataclass(frozen=True, slots=True)
class NetworkView:
    """What somebody of the private network sees: whom to call, and when one meets (R138)."""

    contact: Contact | None = field(default=None, metadata=NETWORK)
    meetings: tuple[datetime, ...] = field(default=(), metadata=NETWORK)
