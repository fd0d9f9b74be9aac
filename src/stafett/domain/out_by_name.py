"""Out by name: whom the family does not want there, whatever their unit is let in for (R52, R185).

It takes everyone's word to let a unit in, and one's to keep somebody out. So it counts as long as
that one word stands: that another takes theirs back never opens a door again.
"""

from stafett.domain import givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.let_in import Consents, needed
from stafett.domain.people import EmployeeId, UnitId


def out_by_name(consents: Consents, unit: UnitId, at: Circumstances) -> frozenset[EmployeeId]:
    """Return whom a word that stands today keeps out of the unit; only givers' words count."""
    say = givers.certain(needed(unit, at))
    words = consents.standing(unit, at.person.id, at.today)
    return frozenset(who for word in words if word.giver in say for who in word.terms.excluded)
