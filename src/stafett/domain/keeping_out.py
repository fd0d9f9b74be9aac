"""Keeping a wondering from somebody in the unit who is a party to it (R185).

A leader who is the child's aunt, a colleague the worry is about: they neither read it nor decide
on it, and the nearest other leader is the one to go to. A shielded concern says the same from
its first word (see ``shield``).
"""

from dataclasses import replace

from stafett.domain import privy, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.conclusion import NotYourConcern
from stafett.domain.employment import NoSuchEmployee
from stafett.domain.facts import Event
from stafett.domain.impartial import SomebodyMustStay
from stafett.domain.matter import Wondering
from stafett.domain.people import EmployeeId
from stafett.domain.sharing import ConcernKeptFrom, ConcernLetBackIn, KeepConcernFrom, LetBackIn


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


def let_back_in(
    state: Wondering, command: LetBackIn, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether somebody is no party to it after all; whoever answers for it says so.

    They read it again only if it was shared with them, or is theirs to read by their work.

    Raises:
        NotYourConcern: Somebody else answers for it.
        SayWhy: There is no reason.

    """
    if by != privy.responsible(state, at.municipality, at.today):
        raise NotYourConcern
    why = wording.reason(command.why)
    if command.employee not in state.wonder.kept_from:
        return ()
    return (ConcernLetBackIn(employee=command.employee, why=why, by=by, on=at.today),)
