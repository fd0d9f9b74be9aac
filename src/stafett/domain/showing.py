"""Showing: which fields a reader sees."""

from stafett.domain.audience import Shown
from stafett.domain.circumstances import Circumstances
from stafett.domain.frame import Frame
from stafett.domain.past_logg import knows_of_logg
from stafett.domain.standing import FAMILY, Role, Standing
from stafett.domain.who_may import AT_WORK, BRINGS_DISPUTES, CARRIES, HOLDS

_ASKED_ONLY = frozenset({Role.NETWORK, Role.INVITED, Role.KEPT_OUT_LEADER, Role.COORDINATES})


_SHOWS: tuple[tuple[frozenset[Role], frozenset[Shown]], ...] = (
    (frozenset(Role), frozenset({Shown.HERE})),
    (frozenset({Role.INVITED}), frozenset({Shown.INVITATION})),
    (frozenset({Role.NETWORK}), frozenset({Shown.NETWORK})),
    (frozenset(Role) - _ASKED_ONLY, frozenset({Shown.PERSON, Shown.PART})),
    (AT_WORK | FAMILY, frozenset({Shown.FRAME, Shown.LOGG})),
    (frozenset({Role.ESCALATED}), frozenset({Shown.FRAME, Shown.RELAY})),
    (frozenset({Role.EMERGENCY}), frozenset({Shown.FRAME, Shown.LOGG})),
    (BRINGS_DISPUTES | {Role.COORDINATES}, frozenset({Shown.DISPUTE})),
    (HOLDS | FAMILY | {Role.HOME_LEADER, Role.OFFERED}, frozenset({Shown.RELAY})),
    (CARRIES | FAMILY | {Role.HOME_LEADER}, frozenset({Shown.CARE})),
    (HOLDS | FAMILY | {Role.DEPUTY}, frozenset({Shown.CONSENTS})),
)
"""What is shown to whom; a reader with several roles sees what any of them sees."""


def shown(frame: Frame, stands: Standing, at: Circumstances) -> frozenset[Shown]:
    """Return what a reader who stands so sees; default nothing (R134, R168)."""
    seen: frozenset[Shown] = frozenset()
    for roles, what in _SHOWS:
        if stands.roles & roles:
            seen |= what
    if Shown.LOGG in seen and not knows_of_logg(frame, stands):
        seen -= {Shown.LOGG}
    if _sees_formal_decision(frame, stands, at):
        seen |= {Shown.FORMAL_DECISION}
    return seen


def _sees_formal_decision(frame: Frame, stands: Standing, at: Circumstances) -> bool:
    """The guardians, the two holders and child welfare (R75)."""
    if stands.roles & FAMILY:
        return True
    for before, turn in zip((None, *frame.baton.turns), frame.baton.turns, strict=False):
        if turn.formal_decision is None:
            continue
        two = {turn.holder.employee} | ({before.holder.employee} if before else set())
        if at.asked_by.id in two and stands.roles & AT_WORK:
            return True
        if any(unit == turn.holder.unit and role in AT_WORK for role, unit in stands.units):
            return True
    return False
