"""Escalation: when whoever acts for a holder does nothing either, it goes a step up (R86).

The timer starts on the day the holder could no longer carry the baton, and stops while somebody
is asked to take it. First the home unit's leader, then whoever leads the unit above.
"""

from datetime import date, timedelta

from stafett.domain.acting import Away, holder_today, leads_today, why_away
from stafett.domain.baton import Baton
from stafett.domain.circumstances import Circumstances
from stafett.domain.let_in import Consents
from stafett.domain.people import EmployeeId
from stafett.domain.team import Team
from stafett.domain.unit import with_those_above


def stuck_since(baton: Baton, team: Team, consents: Consents, at: Circumstances) -> date | None:
    """Return the first day on which it had lain too long; ``None``: it has not."""
    away = why_away(baton, team, consents, at)
    if away is None or baton.offered(at.today) is not None:
        return None
    first = _away_from(away, baton, team, consents, at) + timedelta(days=at.rules.escalation_days)
    return first + timedelta(days=1) if at.today > first else None


def goes_to(baton: Baton, team: Team, consents: Consents, at: Circumstances) -> EmployeeId | None:
    """Return whom it goes up to: never the one who lets it lie, and nobody while it does not lie.

    Raises nothing; ``None`` also when nobody leads above: then it shows as a break to everyone.
    """
    if stuck_since(baton, team, consents, at) is None:
        return None
    lets_it_lie = {holder_today(baton, team, consents, at).who.employee, baton.holder.employee}
    for unit in with_those_above(at.municipality.units, team.home, at.today):
        leader = leads_today(unit, team, at)
        if leader is not None and leader not in lets_it_lie:
            return leader
    return None


def _away_from(away: Away, baton: Baton, team: Team, consents: Consents, at: Circumstances) -> date:
    """Return the day from which the holder could not carry it, as far as the book can tell."""
    holder = baton.holder
    began = at.day_of(baton.turns[-1].since)
    employee = at.municipality.employees.get(holder.employee)
    match away:
        case Away.ABSENT:
            since = at.municipality.away_since(holder.employee, at.today)
            return began if since is None else since + timedelta(days=at.rules.absence_days)
        case Away.NO_LONGER_WORKS_THERE:
            ends = [
                work.last_day + timedelta(days=1)
                for work in (employee.employments if employee else ())
                if work.unit == holder.unit
                and work.last_day is not None
                and work.last_day < at.today
            ]
            return max(ends, default=began)
        case Away.STANDS_ASIDE:
            return team.aside[holder.employee].since
        case Away.UNIT_HAS_LEFT:
            return team.parts[holder.unit].since
        case Away.WITHOUT_ACCESS:
            return max(_closings(baton, consents, at), default=began)


def _closings(baton: Baton, consents: Consents, at: Circumstances) -> list[date]:
    """Return the days on which words about the holder's unit ended, or kept the holder out."""
    holder, days = baton.holder, list[date]()
    for word in consents.words.values():
        if holder.unit not in word.terms.units:
            continue
        days.append(word.terms.last_day + timedelta(days=1))
        if holder.unit in word.withdrawn:
            days.append(at.day_of(word.withdrawn[holder.unit]))
        if word.disowned_at is not None:
            days.append(at.day_of(word.disowned_at))
        if holder.employee in word.terms.excluded:
            days.append(word.registered_on)
    return [day for day in days if day <= at.today]
