"""What an evaluation says: what a measure did, what the child says, and what that rests on."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NewType
from uuid import UUID

from stafett.domain.fitting_level import FittingLevel
from stafett.domain.observed import ObservationId
from stafett.domain.voice import ChildView

EvaluationId = NewType("EvaluationId", UUID)


class Effect(Enum):
    """What a measure did (R121)."""

    NONE = "none"
    SOME = "some"
    WISHED = "wished"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a measure had done by a day, what the child says, and what it rests on (R121, R187)."""

    id: EvaluationId
    effect: Effect
    child_view: ChildView
    basis: str
    fits: FittingLevel
    by: UUID
    on: date
    observations: frozenset[ObservationId] = frozenset()
