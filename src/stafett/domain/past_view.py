"""What came from another municipality, as it is seen here (R59)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from stafett.domain.arrival import Past
from stafett.domain.content import Content
from stafett.domain.marks import PART
from stafett.domain.parcel import Parcel
from stafett.domain.people import UnitId


@dataclass(frozen=True, slots=True)
class PastView:
    """What came in a parcel, as it was written there; ``came`` names its files that are here.

    A file has come when one with the very same bytes hangs on it.
    """

    id: UUID | None = field(default=None, metadata=PART)
    parcel: Parcel | None = field(default=None, metadata=PART)
    came: tuple[str, ...] = field(default=(), metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    kept_on: date | None = field(default=None, metadata=PART)


def past_view(one: Past, part: Content) -> PastView:
    """Return what came in a parcel as it is seen; *part* is where it lies."""
    here = {each.stored.digest for each in part.attachments.values() if each.hangs_on == one.id}
    return PastView(
        id=one.id,
        parcel=one.parcel,
        came=tuple(file.digest for file in one.parcel.files if file.digest in here),
        by=one.by,
        unit=one.unit,
        kept_on=one.kept_on,
    )
