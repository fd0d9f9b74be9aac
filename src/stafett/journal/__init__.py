"""The journal: who opened, looked up, listed or was refused what - written before they see it."""

from stafett.journal.away import JournalAway
from stafett.journal.denials import MINUTE, ONE_BY_ONE, Denial, Denials
from stafett.journal.lines import (
    AskingRefused,
    AuditAsked,
    Ground,
    Item,
    ListRead,
    MatterOpened,
    Outcome,
    PersonChanged,
    PersonLookedUp,
    RefusalsGathered,
    Through,
    Tried,
    TriedOf,
    role_of,
    units_of,
)
from stafett.journal.writing import (
    BATCH,
    PAGE,
    WAITING,
    Journal,
    compartment_scope,
    quarter_scope,
)

__all__ = [
    "BATCH",
    "MINUTE",
    "ONE_BY_ONE",
    "PAGE",
    "WAITING",
    "AskingRefused",
    "AuditAsked",
    "Denial",
    "Denials",
    "Ground",
    "Item",
    "Journal",
    "JournalAway",
    "ListRead",
    "MatterOpened",
    "Outcome",
    "PersonChanged",
    "PersonLookedUp",
    "RefusalsGathered",
    "Through",
    "Tried",
    "TriedOf",
    "compartment_scope",
    "quarter_scope",
    "role_of",
    "units_of",
]
