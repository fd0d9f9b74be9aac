"""When it cannot wait: an acute concern, and who else knows of it.

It needs nobody's consent and no level. It needs a second person, so that nobody stands alone
with it: the leader, or somebody else and a reason why not the leader (R46, R89).
"""

from dataclasses import dataclass
from enum import Enum

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.wording import reason


class Danger(Enum):
    """Why it cannot wait; all of these are open to the guardians (R46, R93)."""

    GUARDIANS_UNABLE_TO_CARE = "guardians-unable-to-care"
    GUARDIANS_OBSTRUCT = "guardians-obstruct"
    DANGER_TO_LIFE_OR_HEALTH = "danger-to-life-or-health"


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Who else knows: the leader, or another with a reason, or nobody with a reason (R89)."""

    employee: EmployeeId | None
    why_not_leader: str = ""


class ConcernBecameAcute(Event, name="concern-became-acute"):
    """It cannot wait; the guardians may still know of it."""

    danger: Danger
    text: str
    second: SecondPerson
    by: EmployeeId
    under: GuideVersion


@dataclass(frozen=True, slots=True)
class DeclareAcute:
    """Say that it cannot wait, and who else knows."""

    danger: Danger
    text: str
    second: SecondPerson


class SecondPersonNeeded(Refusal):
    """Nobody stands alone with this: name the leader, or say why it is not the leader."""


class SecondPersonElsewhere(Refusal):
    """The second person works in the unit or leads it: the concern is seen by no other."""


class AcuteAlready(Refusal):
    """The concern is acute already, for another reason."""


@dataclass(frozen=True, slots=True)
class Acute:
    """Why it cannot wait; see ``ConcernBecameAcute``."""

    danger: Danger
    text: str
    second: SecondPerson
    by: EmployeeId


def became(event: ConcernBecameAcute) -> Acute:
    """Return why it cannot wait, as declared."""
    return Acute(event.danger, event.text, event.second, event.by)


def seconded(
    second: SecondPerson,
    by: EmployeeId,
    unit: UnitId,
    at: Circumstances,
    *,
    kept_from: frozenset[EmployeeId] = frozenset(),
) -> SecondPerson:
    """Return the second person, if it is the unit's leader or there is a reason (R89, R185).

    Raises:
        SecondPersonNeeded: It is the author, or somebody else than the leader, or nobody,
            without a reason; or nobody in the municipality is known by that name; or somebody
            it is kept from.

    """
    leader = at.municipality.leader_of(unit, at.today, besides=kept_from)
    if second.employee == by or second.employee in kept_from:
        raise SecondPersonNeeded
    if second.employee is not None and second.employee not in at.municipality.employees:
        raise SecondPersonNeeded
    if (second.employee is None or second.employee != leader) and not second.why_not_leader.strip():
        raise SecondPersonNeeded
    return second


def declare(
    standing: Acute | None,
    command: DeclareAcute,
    by: EmployeeId,
    unit: UnitId,
    at: Circumstances,
    *,
    kept_from: frozenset[EmployeeId] = frozenset(),
) -> tuple[Event, ...]:
    """Decide whether the concern is acute: no consent, but a second person.

    Raises:
        SecondPersonNeeded: There is none, and no reason.
        SecondPersonElsewhere: It is somebody in another unit, and the concern is this unit's.
        AcuteAlready: It was declared so for another reason.

    """
    second = seconded(command.second, by, unit, at, kept_from=kept_from)
    if second.employee is not None and not (
        second.employee == at.municipality.leader_of(unit, at.today, besides=kept_from)
        or at.municipality.works_in(second.employee, unit, at.today)
    ):
        raise SecondPersonElsewhere
    text = reason(command.text)
    if standing is not None:
        if standing != Acute(command.danger, text, second, by):
            raise AcuteAlready
        return ()
    return (
        ConcernBecameAcute(
            danger=command.danger, text=text, second=second, by=by, under=at.guide.id
        ),
    )
