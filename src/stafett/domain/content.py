"""Content: what lies in one part of a follow-up - the shared logg, or one unit's own part.

Each part is read, kept and forgotten by itself: when one part's key is gone, the others stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from stafett.domain import entry, goal, measure, message, minutes
from stafett.domain.dates import MeetingId
from stafett.domain.entry import Entry, EntryEvent, EntryId
from stafett.domain.facts import Place
from stafett.domain.goal import Goal, GoalEvent, GoalId
from stafett.domain.measure import Measure, MeasureEvent, MeasureId
from stafett.domain.message import Message, MessageEvent, MessageId
from stafett.domain.minutes import MinutesEvent, Paper

ContentEvent: TypeAlias = GoalEvent | MeasureEvent | MinutesEvent | EntryEvent | MessageEvent

Item: TypeAlias = Goal | Measure | Paper | Entry | Message


@dataclass(frozen=True, slots=True)
class Content:
    """Goals, measures with their evaluations, papers of meetings, entries and messages."""

    goals: Mapping[GoalId, Goal] = field(default_factory=dict)
    measures: Mapping[MeasureId, Measure] = field(default_factory=dict)
    papers: Mapping[MeetingId, Paper] = field(default_factory=dict)
    entries: Mapping[EntryId, Entry] = field(default_factory=dict)
    messages: Mapping[MessageId, Message] = field(default_factory=dict)

    def items(self) -> tuple[Item, ...]:
        """Return everything that lies here."""
        return (
            *self.goals.values(),
            *self.measures.values(),
            *self.papers.values(),
            *self.entries.values(),
            *self.messages.values(),
        )


EMPTY = Content()
Contents = Mapping[Place, Content]


def after(contents: Contents, event: ContentEvent) -> Contents:
    """Return the contents once *event* has happened in its part."""
    part = contents.get(event.place, EMPTY)
    if isinstance(event, GoalEvent):
        part = replace(part, goals=goal.after(part.goals, event))
    elif isinstance(event, MeasureEvent):
        part = replace(part, measures=measure.after(part.measures, event))
    elif isinstance(event, MinutesEvent):
        part = replace(part, papers=minutes.after(part.papers, event))
    elif isinstance(event, MessageEvent):
        part = replace(part, messages=message.after(part.messages, event))
    else:
        part = replace(part, entries=entry.after(part.entries, event))
    return {**contents, event.place: part}


def together(contents: Contents, places: frozenset[Place]) -> Content:
    """Return what lies in these parts, laid side by side; the shared part goes on top."""
    chosen = sorted(
        (place for place in contents if place in places),
        key=lambda place: (place.unit is None, place.kind.value, str(place.unit)),
    )
    whole = EMPTY
    for place in chosen:
        part = contents[place]
        whole = Content(
            goals={**whole.goals, **part.goals},
            measures={**whole.measures, **part.measures},
            papers={**whole.papers, **part.papers},
            entries={**whole.entries, **part.entries},
            messages={**whole.messages, **part.messages},
        )
    return whole
