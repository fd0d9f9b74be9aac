"""Whose turn it is today: the holder's, or by rule the leader's when the holder cannot (R173).

The one who accepted the baton stays in the book as holder until somebody else accepts. When
they have left, lost access, or been away longer than the municipality allows, the leader of
their unit acts, and failing that the leader of the home unit. There is always somebody.
"""

from dataclasses import dataclass
from enum import Enum

from stafett.domain.baton import Baton
from stafett.domain.circumstances import Circumstances
from stafett.domain.let_in import Consents, admit
from stafett.domain.people import Professional, UnitId
from stafett.domain.team import Team


class Away(Enum):
    """Why the holder cannot carry the baton today (R86, R172)."""

    NO_LONGER_WORKS_THERE = "no-longer-works-there"
    UNIT_HAS_LEFT = "unit-has-left"
    WITHOUT_ACCESS = "without-access"
    ABSENT = "absent"
    STANDS_ASIDE = "stands-aside"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who answers for the follow-up today; ``instead_of`` is the holder they act for, and why."""

    who: Professional
    instead_of: Professional | None = None
    because: Away | None = None

    @property
    def acting(self) -> bool:
        """Is it somebody who acts for the holder?"""
        return self.instead_of is not None


def why_away(baton: Baton, team: Team, consents: Consents, at: Circumstances) -> Away | None:
    """Return why the holder cannot carry the baton today, or ``None`` when they can."""
    holder = baton.holder
    if not at.municipality.works_in(holder.employee, holder.unit, at.today):
        return Away.NO_LONGER_WORKS_THERE
    if holder.employee in team.aside:
        return Away.STANDS_ASIDE
    admission = admit(consents, holder.unit, at)
    if holder.unit != team.home:
        if not team.takes_part(holder.unit):
            return Away.UNIT_HAS_LEFT
        if admission is None:
            return Away.WITHOUT_ACCESS
    if admission is not None and holder.employee in admission.excluded:
        return Away.WITHOUT_ACCESS
    since = at.municipality.away_since(holder.employee, at.today)
    if since is not None and (at.today - since).days > at.rules.absence_days:
        return Away.ABSENT
    return None


def holder_today(baton: Baton, team: Team, consents: Consents, at: Circumstances) -> Carrier:
    """Return the one person whose turn it is today (R3, R172, R173, I1)."""
    holder = baton.holder
    why = why_away(baton, team, consents, at)
    if why is None:
        return Carrier(holder)
    near = (holder.unit, team.home) if why is not Away.UNIT_HAS_LEFT else (team.home,)
    for unit in near:
        leader = _leader(unit, team, at)
        if leader is not None and leader != holder and not _kept_out(leader, consents, at):
            return Carrier(leader, holder, why)
    return Carrier(holder, None, why)


def _leader(unit: UnitId, team: Team, at: Circumstances) -> Professional | None:
    who = at.municipality.leader_of(unit, at.today, besides=team.aside)
    return None if who is None else Professional(who, unit)


def _kept_out(leader: Professional, consents: Consents, at: Circumstances) -> bool:
    """Does the family keep this very person out by name (R52, R185)?"""
    admission = admit(consents, leader.unit, at)
    return admission is not None and leader.employee in admission.excluded
