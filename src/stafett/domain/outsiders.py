"""Outsiders: a team has members from other units, and hears of a child only on consent (R142).

Everybody whose word is needed has let in each unit that sits there, or nobody is told. What is
asked without consent is asked as a case that is about nobody.
"""

from collections.abc import Iterable

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Refusal
from stafett.domain.let_in import Consents, admit
from stafett.domain.out_by_name import out_by_name
from stafett.domain.people import UnitId
from stafett.domain.standing_team import Seat, StandingTeam
from stafett.domain.team import KeptOutByName


class TeamNotLetIn(Refusal):
    """Everyone whose consent is needed must have let in each unit of the team, and its leader's."""


class TeamWithoutLeader(Refusal):
    """Whoever leads the team works nowhere now: a BTI coordinator lets another lead it first."""


def check(team: StandingTeam, home: UnitId, consents: Consents, at: Circumstances) -> None:
    """See that the team may hear of the child today.

    Raises:
        TeamWithoutLeader: Whoever leads it works nowhere today.
        TeamNotLetIn: A unit that sits there is not let in, or whoever leads it works in none that
            is.
        KeptOutByName: The family keeps out somebody who leads it or sits there.

    """
    leader = at.municipality.employees.get(team.leader)
    units = frozenset[UnitId]() if leader is None else leader.units(at.today)
    if not units:
        raise TeamWithoutLeader
    if not all(_inside(seat.unit, home, consents, at) for seat in team.seats):
        raise TeamNotLetIn
    if not any(_inside(unit, home, consents, at) for unit in units):
        raise TeamNotLetIn
    led = (Seat(unit, team.leader) for unit in units)
    check_names((*team.seats, *led), consents, at)


def check_names(seats: Iterable[Seat], consents: Consents, at: Circumstances) -> None:
    """See that the family keeps none of these out by name.

    Raises:
        KeptOutByName: They do.

    """
    for seat in seats:
        if seat.employee in out_by_name(consents, seat.unit, at):
            raise KeptOutByName


def _inside(unit: UnitId, home: UnitId, consents: Consents, at: Circumstances) -> bool:
    return unit == home or admit(consents, unit, at) is not None
