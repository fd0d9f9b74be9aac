"""What takes two people, for tests: one asks, another one grants."""

from uuid import UUID

from stafett.domain.people import Duty, EmployeeId, Staff
from stafett.domain.second_person import AskForGraveAct, GrantGraveAct, Grave
from tests.people import some_id
from tests.relay import Given

ACT: UUID = some_id("an act")
GRANT = GrantGraveAct(ACT)
ANOTHER = Staff(EmployeeId(some_id("another one")), duties=frozenset({Duty.ADMINISTRATOR}))


def asked(so_far: Given, who: Staff, wanted: Grave) -> Given:
    """Return what there is once somebody has asked for it."""
    return so_far.after(who, AskForGraveAct(ACT, wanted))


def done(so_far: Given, who: Staff, wanted: Grave) -> Given:
    """Return what there is once another one has granted it."""
    return asked(so_far, who, wanted).after(ANOTHER, GRANT)
