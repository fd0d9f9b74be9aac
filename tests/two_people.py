"""What takes two people, for tests: one asks, another one grants, and neither let the other in."""

from uuid import UUID

from stafett.domain import municipality
from stafett.domain.employment import EmployeeRegistered
from stafett.domain.facts import Event
from stafett.domain.grave import Grave
from stafett.domain.people import Account, Contact, Duty, EmployeeId, Staff
from stafett.domain.second_person import AskForGraveAct, GrantGraveAct
from stafett.domain.trust import DutyGiven, EmployeeAccountLinked
from tests.people import ADMINISTRATOR, COORDINATOR, some_id
from tests.relay import Given, Relay

ACT: UUID = some_id("an act")
GRANT = GrantGraveAct(ACT)
ANOTHER = Staff(EmployeeId(some_id("another one")), duties=frozenset({Duty.ADMINISTRATOR}))


def let_in(who: Staff) -> tuple[Event, ...]:
    """Return what stands of somebody with duties whom nobody at work let in."""
    account = Account("https://login.example", str(who.employee))
    return (
        EmployeeRegistered(employee=who.employee, contact=Contact("Navn Navnesen")),
        EmployeeAccountLinked(employee=who.employee, account=account),
        *(DutyGiven(employee=who.employee, duty=duty) for duty in who.duties),
    )


CREATED = municipality.MunicipalityCreated(municipality_name="Prøvestad")
KEPT = Relay(municipality).given(
    CREATED, *let_in(ADMINISTRATOR), *let_in(COORDINATOR), *let_in(ANOTHER)
)
"""A book with three who keep it, and nothing else."""


def asked(so_far: Given, who: Staff, wanted: Grave) -> Given:
    """Return what there is once somebody has asked for it."""
    return so_far.after(who, AskForGraveAct(ACT, wanted))


def done(so_far: Given, who: Staff, wanted: Grave) -> Given:
    """Return what there is once another one has granted it."""
    return asked(so_far, who, wanted).after(ANOTHER, GRANT)
