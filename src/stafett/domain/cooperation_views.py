"""What can be seen of cooperation: alarms about tasks, and whom the family would like to ask."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from stafett.domain.alarm import Alarm, AlarmId, Stands
from stafett.domain.cooperation import Cooperation
from stafett.domain.marks import CARE, FRAME
from stafett.domain.measure import MeasureId
from stafett.domain.people import PersonId, Professional, UnitId


@dataclass(frozen=True, slots=True)
class AlarmView:
    """Somebody's task stands still, and what was answered (R139)."""

    id: AlarmId | None = field(default=None, metadata=FRAME)
    task_of: Professional | None = field(default=None, metadata=FRAME)
    measure: MeasureId | None = field(default=None, metadata=FRAME)
    stands: Stands | None = field(default=None, metadata=FRAME)
    by: UUID | None = field(default=None, metadata=FRAME)
    on: date | None = field(default=None, metadata=FRAME)
    answer: str = field(default="", metadata=FRAME)
    answered_by: UUID | None = field(default=None, metadata=FRAME)
    answered_on: date | None = field(default=None, metadata=FRAME)


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """Which units one in the family would like to be asked, and which not (R137)."""

    said_by: PersonId | None = field(default=None, metadata=CARE)
    rather: frozenset[UnitId] = field(default=frozenset(), metadata=CARE)
    rather_not: frozenset[UnitId] = field(default=frozenset(), metadata=CARE)
    on: date | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class CooperationView:
    """How those around the child work together."""

    alarms: tuple[AlarmView, ...] = field(default=(), metadata=FRAME)
    choices: tuple[ChoiceView, ...] = field(default=(), metadata=CARE)


def cooperation_view(so_far: Cooperation) -> CooperationView:
    """Return all of it, before it is trimmed for a reader."""
    return CooperationView(
        alarms=tuple(_alarm(one) for one in so_far.alarms.values()),
        choices=tuple(
            ChoiceView(said_by=who, rather=one.rather, rather_not=one.rather_not, on=one.on)
            for who, one in so_far.choices.items()
        ),
    )


def _alarm(one: Alarm) -> AlarmView:
    return AlarmView(
        id=one.id,
        task_of=one.task_of,
        measure=one.measure,
        stands=one.stands,
        by=one.by,
        on=one.on,
        answer=one.answer,
        answered_by=one.answered_by,
        answered_on=one.answered_on,
    )
