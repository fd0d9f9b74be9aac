"""Marks: for which audience a field of a view is; no field goes without one."""

from collections.abc import Mapping
from types import MappingProxyType

from stafett.domain.audience import Shown

AUDIENCE = "audience"


def to(shown: Shown) -> Mapping[str, Shown]:
    """Return the mark of a field that is for this audience."""
    return MappingProxyType({AUDIENCE: shown})


HERE, PERSON, FRAME = to(Shown.HERE), to(Shown.PERSON), to(Shown.FRAME)
LOGG, RELAY, CARE = to(Shown.LOGG), to(Shown.RELAY), to(Shown.CARE)
CONSENTS, PART = to(Shown.CONSENTS), to(Shown.PART)
INVITATION, FORMAL_DECISION = to(Shown.INVITATION), to(Shown.FORMAL_DECISION)
DISPUTE = to(Shown.DISPUTE)
NETWORK = to(Shown.NETWORK)
