"""The journal: who opened, looked up, listed or was refused what - written before they see it."""

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
    Through,
    role_of,
    units_of,
)
from stafett.journal.writing import (
    BATCH,
    PAGE,
    WAITING,
    Journal,
    JournalAway,
    compartment_scope,
    quarter_scope,
)

__all__ = [
    "BATCH",
    "PAGE",
    "WAITING",
    "AskingRefused",
    "AuditAsked",
    "Ground",
    "Item",
    "Journal",
    "JournalAway",
    "ListRead",
    "MatterOpened",
    "Outcome",
    "PersonChanged",
    "PersonLookedUp",
    "Through",
    "compartment_scope",
    "quarter_scope",
    "role_of",
    "units_of",
]
