"""Who is privy to a concern: whose it is, who at work may read it, who in the family.

Default: nobody. A concern is seen by the one who wonders, by those it was shared with as long as
they work in the unit, and by the family once it has been told.
"""

from datetime import date, timedelta

from stafett.domain.matter import Shielded, State, Wondering, open_part
from stafett.domain.municipality import Municipality
from stafett.domain.people import EmployeeId, PersonId
from stafett.domain.person import Person
from stafett.domain.policy import DayRules, Guide
from stafett.domain.right_to_know import may_know


def responsible(state: State, municipality: Municipality, on: date) -> EmployeeId | None:
    """Return whose concern it is on the day: its author, or the leader once the author left.

    An open one never falls to somebody who is a party to it. A shielded concern never falls to
    somebody it is kept from; then the second person has it, or else the first of its readers
    (R173, R185).
    """
    matter = open_part(state)
    if matter is None:
        return None
    out = matter.wonder.kept_from
    here = municipality.works_in(matter.root.author, matter.root.unit, on)
    if here and matter.root.author not in out:
        return matter.root.author
    leader = municipality.leader_of(matter.root.unit, on, besides=out)
    if isinstance(matter, Wondering):
        return leader
    guard = matter.shield
    if leader is not None and leader not in guard.kept_from:
        return leader
    heirs = [guard.second.employee, *sorted(guard.readers)]
    return next((one for one in heirs if one is not None and one in guard.readers), None)


def staff_readers(state: State, municipality: Municipality, on: date) -> frozenset[EmployeeId]:
    """Return who at work may read it on the day.

    An ordinary concern: its author, the leader it was shared or clarified with or who answers
    for it, and those it was shared with - as long as they work in the unit or lead it, and
    nobody who is a party to it. A shielded one: its author and its named readers, wherever they
    work, and nobody it is kept from.
    """
    matter = open_part(state)
    if matter is None:
        return frozenset()
    answers = responsible(state, municipality, on)
    if isinstance(matter, Shielded):
        named = set(matter.shield.readers) | ({answers} if answers else set())
        return frozenset(who for who in named if _at_work(who, municipality, on)) - (
            matter.shield.kept_from
        )
    unit = matter.root.unit
    named = {matter.root.author} | matter.wonder.receivers | ({answers} if answers else set())
    if matter.clarity.with_leader is not None:
        named |= {matter.clarity.with_leader.leader}
    if matter.alarm.acute is not None and matter.alarm.acute.second.employee is not None:
        named |= {matter.alarm.acute.second.employee}
    out = matter.wonder.kept_from
    leader = municipality.leader_of(unit, on, besides=out)
    inside = {who for who in named if who == leader or municipality.works_in(who, unit, on)}
    return frozenset(inside - out)


def _at_work(who: EmployeeId, municipality: Municipality, on: date) -> bool:
    return bool(who in municipality.employees and municipality.employees[who].units(on))


def family_readers(state: State, person: Person, on: date, rules: DayRules) -> frozenset[PersonId]:
    """Return who in the family may read it on the day: those told, while they may know.

    A shielded concern is read by none of them until the shield is lifted; only the child, when
    somebody has let it in by a reasoned decision (R88).
    """
    matter = open_part(state)
    if matter is None:
        return frozenset()
    let_in: frozenset[PersonId] = frozenset()
    if isinstance(matter, Shielded) and not matter.shield.lifted:
        return frozenset({person.id}) if matter.shield.child_let_in else let_in
    return frozenset(who for who in matter.talks.told if may_know(person, who, on, rules))


def rests_too_long(state: State, guide: Guide, on: date) -> bool:
    """Has it lain without a talk or a conclusion for longer than the guide lets it (R9)?"""
    if not isinstance(state, Wondering) or state.talks.any:
        return False
    return on > state.root.on + timedelta(days=guide.wondering_rests_days)
