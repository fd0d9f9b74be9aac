"""The family's standing: guardians, the young person, and those who speak for one of them.

A representative has what the one they speak for has, within their scope, and never more (R67).
"""

from stafett.domain import givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import SHARED
from stafett.domain.frame import Frame
from stafett.domain.let_in import needed
from stafett.domain.logg import NotOpened
from stafett.domain.network import opened_to
from stafett.domain.people import Citizen, PersonId
from stafett.domain.roles import STRANGER, Limit, Role, Standing
from stafett.domain.speaking import voices
from stafett.domain.spokesperson import Scope


def stand(frame: Frame, citizen: Citizen, at: Circumstances) -> Standing:
    """Return what somebody in the family, or a representative, is to the follow-up today."""
    me = citizen.person
    roles = set(_own(frame, me, at))
    reads = Role.SELF in roles or (bool(roles) and "read" in at.rules.guardians_may)
    for whom in voices(at) - {me}:
        if Role.GIVER in _own(frame, whom, at):
            roles.add(Role.GIVER)
    for whom in voices(at, Scope.READ) - {me}:
        theirs = _own(frame, whom, at)
        if theirs:
            roles.add(Role.REPRESENTATIVE)
            reads = reads or Role.SELF in theirs or "read" in at.rules.guardians_may
    if not roles:
        return _of_network(frame, me, at)
    shared = reads and not isinstance(frame.logg, NotOpened)
    return Standing(
        frozenset(roles),
        reads=frozenset({SHARED}) if shared else frozenset(),
        through=((None, Limit()),),
    )


def _of_network(frame: Frame, who: PersonId, at: Circumstances) -> Standing:
    """Return what somebody of the private network is: nothing, unless it was opened (R138)."""
    opened = opened_to(frame.nearby.network, who, frame.home, at)
    if not opened or frame.ending is not None:
        return STRANGER
    return Standing(frozenset({Role.NETWORK}))


def _own(frame: Frame, who: PersonId, at: Circumstances) -> frozenset[Role]:
    """Guardians while they answer for the child; the young person once their own word counts."""
    roles: set[Role] = set()
    if any(who in givers.certain(needed(unit, at)) for unit in frame.units):
        roles.add(Role.GIVER)
        if who == at.person.id:
            roles.add(Role.SELF)
    of_age = givers.of_age(at.person, at.rules, at.today)
    if not of_age and who in givers.guardians(at.person, at.today):
        roles.add(Role.GUARDIAN)
    return frozenset(roles)
