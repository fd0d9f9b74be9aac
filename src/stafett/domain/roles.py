"""Roles: what somebody can be to a follow-up, and what stands to them through it."""

from dataclasses import dataclass, field
from enum import Enum

from stafett.domain.facts import Place
from stafett.domain.let_in import Admission, ConsentId
from stafett.domain.people import UnitId


class Role(Enum):
    """What somebody can be to a follow-up; one may be several things at once."""

    CARRIER = "carrier"
    HOLDER = "holder"
    NAMED = "named"
    HOME_LEADER = "home-leader"
    LEADER = "leader"
    DEPUTY = "deputy"
    ESCALATED = "escalated-to"
    COORDINATES = "coordinating-unit"
    INVITED = "invited"
    OFFERED = "offered"
    WROTE_EARLIER = "wrote-earlier"
    SHUT_OUT_LEADER = "shut-out-leader"
    KEPT_OUT_LEADER = "kept-out-leader"
    ASKED_ANEW = "asked-anew"
    GIVER = "giver"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    SELF = "self"
    NETWORK = "private-network"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a word, or everyone's together, opens the logg; ``None``: no limit (R52)."""

    topics: frozenset[str] | None = None
    from_units: frozenset[UnitId] | None = None

    def opens(self, topic: str, unit: UnitId | None) -> bool:
        """Does it open what a unit wrote under a topic (empty: none)?"""
        told = self.from_units is None or unit is None or unit in self.from_units
        return told and (not topic or self.topics is None or topic in self.topics)


FAMILY = frozenset({Role.GIVER, Role.GUARDIAN, Role.REPRESENTATIVE, Role.SELF})


@dataclass(frozen=True, slots=True)
class Standing:
    """Roles with the units they come from, the parts one may read, and on which words.

    ``shares`` are the units on whose behalf one may write into the logg, ``writes`` those on
    whose behalf one may write at all; ``through`` are the units that open the logg to one, each
    with how far (``None``: as one of the family).
    """

    roles: frozenset[Role] = frozenset()
    units: frozenset[tuple[Role, UnitId]] = frozenset()
    reads: frozenset[Place] = frozenset()
    writes: frozenset[UnitId] = frozenset()
    shares: frozenset[UnitId] = frozenset()
    admissions: tuple[Admission, ...] = field(default=())
    through: tuple[tuple[UnitId | None, Limit], ...] = ()

    def has(self, role: Role, unit: UnitId) -> bool:
        """Has one the role in this unit?"""
        return (role, unit) in self.units

    @property
    def consents(self) -> tuple[ConsentId, ...]:
        """Return the ids of the words one's access rests on."""
        ids = {id_ for admission in self.admissions for id_ in admission.consents}
        return tuple(sorted(ids, key=lambda id_: id_.bytes))


STRANGER = Standing()
