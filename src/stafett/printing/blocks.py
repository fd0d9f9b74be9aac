"""What a printout is made of before it is set in type: chapters, blocks, and rows of words.

Words are words here and nothing else. They reach the typesetter as JSON, so that nothing anybody
has written can be taken for markup.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stafett.domain.moment import NORWAY

_NARROW = 5
"""So many columns stand on a sheet that is not turned."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is said: what it is called, and its lines."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a heading; ``depth`` is 1 for what stands right under a chapter, 2 below that."""

    heading: str
    depth: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines with the same columns; every line has as many cells as there are headings."""

    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: rows that stand by themselves, blocks below them, and at last a table."""

    title: str
    rows: tuple[Row, ...] = ()
    blocks: tuple[Block, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Printout:
    """A whole printout before it is set: whose it is, as of when, and everything it says.

    ``at`` is the moment of the book it shows, ``author`` the municipality.
    """

    language: str
    title: str
    author: str
    at: datetime
    head: tuple[Row, ...]
    chapters: tuple[Chapter, ...]

    def length(self) -> int:
        """Return how much there is to set: rows, headings and cells."""
        return len(self.head) + sum(map(_length, self.chapters))

    def told(self) -> Mapping[str, Any]:
        """Return it as the typesetter takes it."""
        day = self.at.astimezone(NORWAY)
        return {
            "language": self.language,
            "title": self.title,
            "author": self.author,
            "wide": any(one.table and len(one.table.headings) > _NARROW for one in self.chapters),
            "at": {"year": day.year, "month": day.month, "day": day.day},
            "head": list(_rows(self.head)),
            "chapters": [_chapter(one) for one in self.chapters],
        }


def _length(chapter: Chapter) -> int:
    cells = 0 if chapter.table is None else len(chapter.table.headings) * len(chapter.table.lines)
    return len(chapter.rows) + sum(1 + len(one.rows) for one in chapter.blocks) + cells


def _chapter(chapter: Chapter) -> Mapping[str, Any]:
    blocks = [
        {"heading": one.heading, "depth": one.depth, "rows": list(_rows(one.rows))}
        for one in chapter.blocks
    ]
    table = None
    if chapter.table is not None:
        table = {"headings": chapter.table.headings, "lines": chapter.table.lines}
    return {
        "title": chapter.title,
        "rows": list(_rows(chapter.rows)),
        "blocks": blocks,
        "table": table,
    }


def _rows(rows: tuple[Row, ...]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        yield {"label": row.label, "lines": row.lines}
