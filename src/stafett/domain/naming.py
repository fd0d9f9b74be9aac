"""Naming a holder: the leader of the unit that is to coordinate names a person (R83).

The person is asked as anybody is, and the old holder stays until they have accepted.
"""

from dataclasses import dataclass
from datetime import timedelta

from stafett.domain.baton import Baton, Because, FamilyWish
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.handing_over import AnotherIsAsked
from stafett.domain.handover import BatonOffered, OfferWithdrawn
from stafett.domain.let_in import Consents
from stafett.domain.people import EmployeeId, Professional, UnitId
from stafett.domain.team import DoesNotWorkThere, Team, check_may_enter

COORDINATING_UNIT = "coordinating-unit"
"""The body that decided who carries the baton, as an offer quotes it (R72)."""


@dataclass(frozen=True, slots=True)
class NameHolder:
    """Name, as leader of the unit that is to coordinate, the person who carries the baton."""

    unit: UnitId
    employee: EmployeeId


class NotDecidedForYou(Refusal):
    """The coordinating unit has not decided that this unit coordinates."""


def name_holder(
    baton: Baton,
    team: Team,
    consents: Consents,
    command: NameHolder,
    at: Circumstances,
    *,
    bound_to: UnitId | None,
) -> tuple[Event, ...]:
    """Decide whether the leader may name this person: they are offered the baton (R83).

    Raises:
        NotDecidedForYou: Nothing was decided for this unit.

    """
    if bound_to is None or command.unit != bound_to:
        raise NotDecidedForYou
    to = Professional(command.employee, command.unit)
    standing = baton.offered(at.today)
    if standing is not None and standing.to == to:
        return ()
    if standing is not None and standing.decided_by == COORDINATING_UNIT:
        raise AnotherIsAsked
    if not at.municipality.works_in(to.employee, to.unit, at.today):
        raise DoesNotWorkThere
    check_may_enter(team, consents, to, at)
    taken_back = () if standing is None else (OfferWithdrawn(to=standing.to, on=at.today),)
    offered = BatonOffered(
        to=to,
        on=at.today,
        last_day=at.today + timedelta(days=at.guide.offer_lapses_after_days),
        decided_by=COORDINATING_UNIT,
        because=Because.DECIDED,
        wish=FamilyWish(),
        guide=at.guide.id,
    )
    return (*taken_back, offered)
