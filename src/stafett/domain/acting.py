"""Whose turn it is today: the holder's, or by rule the leader's when the holder cannot (R173).

The one who accepted the baton stays in the book as holder until somebody else accepts. When
they have left, lost access, or been away longer than the municipality allows, the leader of
their unit acts, and failing that the leader of the home unit. A leader who has been away as long
is passed over for the one above, as if nobody led there. There is always somebody.
"""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from stafett.domain.baton import Baton
from stafett.domain.circumstances import Circumstances
from stafett.domain.let_in import Consents, admit
from stafett.domain.out_by_name import out_by_name
from stafett.domain.people import EmployeeId, Professional, UnitId
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
    if holder.employee in out_by_name(consents, holder.unit, at):
        return Away.WITHOUT_ACCESS
    return Away.ABSENT if away_too_long(holder.employee, at) else None


def away_too_long(who: EmployeeId, at: Circumstances) -> bool:
    """Say whether somebody has been away for more days than the rules allow (R86)."""
    since = at.municipality.away_since(who, at.today)
    return since is not None and (at.today - since).days > at.rules.absence_days


@dataclass(frozen=True, slots=True)
class _CannotLead:
    """Those who are a party to it, and those who have been away too long."""

    team: Team
    at: Circumstances

    def __contains__(self, who: object) -> bool:
        """Say whether it is one of them."""
        return who in self.team.aside or (
            isinstance(who, UUID) and away_too_long(EmployeeId(who), self.at)
        )


def leads_today(unit: UnitId, team: Team, at: Circumstances) -> EmployeeId | None:
    """Return who leads the unit as far as this follow-up goes (R86, R173, R185).

    Nobody who is a party to it, and nobody who has been away too long while one above is here.
    """
    here = at.municipality.leader_of(unit, at.today, besides=_CannotLead(team, at))
    return here or at.municipality.leader_of(unit, at.today, besides=team.aside)


def holder_today(baton: Baton, team: Team, consents: Consents, at: Circumstances) -> Carrier:
    """Return the one person whose turn it is today (R3, R172, R173, I1)."""
    holder = baton.holder
    why = why_away(baton, team, consents, at)
    if why is None:
        return Carrier(holder)
    near = (holder.unit, team.home) if team.takes_part(holder.unit) else (team.home,)
    for unit in near:
        leader = _leader(unit, team, at)
        if leader is not None and leader != holder and not _kept_out(leader, consents, at):
            return Carrier(leader, holder, why)
    return Carrier(holder, None, why)


def _leader(unit: UnitId, team: Team, at: Circumstances) -> Professional | None:
    who = leads_today(unit, team, at)
    return None if who is None else Professional(who, unit)


def _kept_out(leader: Professional, consents: Consents, at: Circumstances) -> bool:
    """Does the family keep this very person out by name (R52, R185)?"""
    return leader.employee in out_by_name(consents, leader.unit, at)
