"""When somebody last heard the child, whatever it was called: a talk, a note of its own words."""

from collections.abc import Iterable
from datetime import date

from stafett.domain.content import Content
from stafett.domain.entry import EntryKind


def last_heard(parts: Iterable[Content]) -> date | None:
    """Return the last day on which the child was heard, as far as these parts tell."""
    days: set[date] = set()
    for part in parts:
        for entry in part.entries.values():
            if entry.note.kind is EntryKind.CHILDS_VOICE:
                days.add(entry.note.happened_on)
        for paper in part.papers.values():
            days.update(heard.talked_on for heard in paper.say.heard)
    return max(days, default=None)
