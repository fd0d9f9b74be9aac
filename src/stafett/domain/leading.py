"""Who leads a unit on a day: somebody in it, or else whoever leads the nearest one above it."""

from collections.abc import Container, Mapping
from datetime import date

from stafett.domain import unit
from stafett.domain.employment import Employee
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.unit import Unit


def leader(
    units: Mapping[UnitId, Unit],
    employees: Mapping[EmployeeId, Employee],
    of: UnitId,
    on: date,
    besides: Container[EmployeeId] = (),
) -> EmployeeId | None:
    """Return who leads the unit on the day, or else the nearest unit it belongs under.

    Those in *besides* are passed over: they are a party to what is asked about (R185). A unit
    that has closed belongs under the one that answers for what is left in it (R14).

    Among several, one who is at work goes before one who is away, and then the one who has
    led longest; so the answer is always the same person (R173).
    """
    for place in unit.with_those_above(units, of, on):
        leaders = [
            (one.away_since(on) is not None, one.work_in(place, on).since, one.id)
            for one in employees.values()
            if place in one.leads(on) and one.id not in besides
        ]
        if leaders:
            return min(leaders)[2]
    return None
