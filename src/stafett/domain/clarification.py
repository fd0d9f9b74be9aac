"""What must be clear before a concern is taken on at level 1 (R188).

It has been gone through with the leader, the guardians have been told by somebody named, and
what they think of it stands there, agreeing or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId, PersonId, UnitId
from stafett.domain.talk import Talks
from stafett.domain.wording import reason


class ClarifiedWithLeader(Event, name="clarified-with-leader"):
    """The concern has been gone through with the leader."""

    leader: EmployeeId
    summary: str
    by: EmployeeId
    on: date


class GuardianViewRecorded(Event, name="guardian-view-recorded"):
    """What a guardian, or the young person, thinks of taking it further."""

    giver: PersonId
    agrees: bool
    words: str
    by: EmployeeId
    on: date


Clarifying: TypeAlias = ClarifiedWithLeader | GuardianViewRecorded


@dataclass(frozen=True, slots=True)
class ClarifyWithLeader:
    """Write down that it has been gone through with the unit's leader."""

    summary: str
    on: date


@dataclass(frozen=True, slots=True)
class RecordGuardianView:
    """Write down what a guardian, or the young person, thinks of taking it further."""

    giver: PersonId
    agrees: bool
    words: str
    on: date


class GuardiansNotHeard(Refusal):
    """Tell every guardian and write down what they think, or why that has not been done."""


class NoLeader(Refusal):
    """The unit has no leader today to go through it with."""


@dataclass(frozen=True, slots=True)
class View:
    """What somebody in the family thinks of taking it further."""

    agrees: bool
    words: str
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class Clarified:
    """When it was gone through with which leader."""

    leader: EmployeeId
    summary: str
    on: date


@dataclass(frozen=True, slots=True)
class Clarity:
    """What must be clear before somebody takes it on (R188)."""

    with_leader: Clarified | None = None
    views: Mapping[PersonId, View] = field(default_factory=dict)

    def after(self, event: Clarifying) -> "Clarity":
        """Return what is clear once *event* has happened."""
        match event:
            case ClarifiedWithLeader(leader=leader, summary=summary, on=on):
                return replace(self, with_leader=Clarified(leader, summary, on))
            case GuardianViewRecorded(giver=giver, agrees=agrees, words=words, by=by, on=on):
                view = View(agrees, words, by, on)
                return replace(self, views={**self.views, giver: view})


def clarify(
    clarity: Clarity,
    unit: UnitId,
    command: ClarifyWithLeader,
    by: EmployeeId,
    at: Circumstances,
    *,
    kept_from: frozenset[EmployeeId] = frozenset(),
) -> tuple[Event, ...]:
    """Decide whether it has been gone through with the leader, none that it is kept from.

    Raises:
        NoLeader: The unit has none today.

    """
    leader = at.municipality.leader_of(unit, at.today, besides=kept_from)
    if leader is None:
        raise NoLeader
    summary = reason(command.summary)
    if clarity.with_leader == Clarified(leader, summary, command.on):
        return ()
    return (ClarifiedWithLeader(leader=leader, summary=summary, by=by, on=at.happened(command.on)),)


def view(
    clarity: Clarity, talks: Talks, command: RecordGuardianView, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether somebody's view can be written down: they must have been told first.

    Raises:
        GuardiansNotHeard: Nobody has told them.

    """
    if command.giver not in talks.told:
        raise GuardiansNotHeard
    before = clarity.views.get(command.giver)
    if before is not None and (before.agrees, before.words, before.on) == (
        command.agrees,
        command.words,
        command.on,
    ):
        return ()
    return (
        GuardianViewRecorded(
            giver=command.giver,
            agrees=command.agrees,
            words=command.words,
            by=by,
            on=at.happened(command.on),
        ),
    )
