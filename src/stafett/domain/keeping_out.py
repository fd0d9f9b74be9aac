"""Keeping a wondering from somebody in the unit who is a party to it (R185).

A leader who is the child's aunt, a colleague the worry is about: they neither read it nor decide
on it, and the nearest other leader is the one to go to. A shielded concern says the same from
its first word (see ``shield``).
"""

from dataclasses import replace

from stafett.domain import privy
from stafett.domain.circumstances import Circumstances
from stafett.domain.employment import NoSuchEmployee
from stafett.domain.facts import Event
from stafett.domain.impartial import SomebodyMustStay
from stafett.domain.matter import Wondering
from stafett.domain.people import EmployeeId
from stafett.domain.sharing import ConcernKeptFrom, KeepConcernFrom


def keep_from(
    state: Wondering, command: KeepConcernFrom, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether it is kept from somebody from now on; of oneself one may say so too.

    Raises:
        NoSuchEmployee: Nobody at work is known by that id.
        SomebodyMustStay: Nobody would be left to conclude it.

    """
    if command.employee not in at.municipality.employees:
        raise NoSuchEmployee
    if command.employee in state.wonder.kept_from:
        return ()
    kept = ConcernKeptFrom(employee=command.employee, because=command.because, by=by, on=at.today)
    after = replace(state, wonder=state.wonder.after(kept))
    if privy.responsible(after, at.municipality, at.today) is None:
        raise SomebodyMustStay
    return (kept,)
