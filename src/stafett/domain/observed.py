"""Observations under a measure: what one planned to look for between evaluations, and saw (R187).

What was seen here is what an evaluation rests on later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain.facts import Event, Place
from stafett.domain.people import UnitId
from stafett.domain.plan import Responsible

ObservationId = NewType("ObservationId", UUID)


class ObservationPlanned(Event, name="measure-observation-planned"):
    """It has been agreed to look at how a measure goes; planned again, it has been moved."""

    place: Place
    measure: UUID
    observation: ObservationId
    look_for: str
    responsible: Responsible
    planned_for: date
    by: UUID
    unit: UnitId
    on: date


class MeasureObserved(Event, name="measure-observed"):
    """Somebody has seen how a measure goes, and what help was given there and then."""

    place: Place
    measure: UUID
    observation: ObservationId
    seen: str
    support: str
    happened_on: date
    by: UUID
    unit: UnitId
    on: date


ObservedEvent: TypeAlias = ObservationPlanned | MeasureObserved


@dataclass(frozen=True, slots=True)
class Observation:
    """What is to be looked for, by whom and when; and what was seen, once it has been."""

    id: ObservationId
    look_for: str = ""
    responsible: Responsible | None = None
    planned_for: date | None = None
    seen: str = ""
    support: str = ""
    happened_on: date | None = None
    by: UUID | None = None

    @property
    def made(self) -> bool:
        """Has somebody looked?"""
        return self.happened_on is not None

    @property
    def waits(self) -> bool:
        """Is it planned, and nobody has looked yet?"""
        return self.planned_for is not None and not self.made


Observations = Mapping[ObservationId, Observation]


def after(observations: Observations, event: ObservedEvent) -> Observations:
    """Return a measure's observations once *event* has happened."""
    there = observations.get(event.observation) or Observation(event.observation)
    match event:
        case ObservationPlanned():
            there = replace(
                there,
                look_for=event.look_for,
                responsible=event.responsible,
                planned_for=event.planned_for,
            )
        case MeasureObserved():
            there = replace(
                there,
                seen=event.seen,
                support=event.support,
                happened_on=event.happened_on,
                by=event.by,
            )
    return {**observations, there.id: there}
