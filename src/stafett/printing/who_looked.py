"""Who looked, on paper: for a family in plain words, and for an auditor line by line."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from stafett.application.asking import Opened
from stafett.application.auditing import AuditLine
from stafett.application.views import PersonView
from stafett.domain.family_journal import FamilyJournal, FamilyReading
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, EmployeeId, UnitId
from stafett.printing.blocks import Chapter, Printout, Row, Table
from stafett.printing.follow_up import family_of, printed_for
from stafett.printing.words import Words

Time = tuple[datetime, datetime]
MOST_LINES: Final = 2_500
"""Lines in one part of a printout for an auditor."""
_STAFF: Final = "staff"
_SHORT: Final = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is too long for one printout: which lines, after which place in the journal.

    ``goes_on``: there are more, after the place of the last line.
    """

    lines: Sequence[AuditLine]
    after: int
    goes_on: bool

    @property
    def last(self) -> int:
        """Return the place of the last line."""
        return self.lines[-1].position if self.lines else self.after


async def part_of(lines: AsyncIterator[AuditLine], after: int) -> Part:
    """Return the first part of what is told; no more of it is held, or read, than that."""
    taken: list[AuditLine] = []
    async for line in lines:
        if len(taken) == MOST_LINES:
            return Part(taken, after, goes_on=True)
        taken.append(line)
    return Part(taken, after, goes_on=False)


def for_family(
    opened: Opened[FamilyJournal],
    person: PersonView,
    asker: Asker,
    municipality: Municipality,
    *,
    time: Time,
    language: str,
    says: Callable[[FamilyReading], Mapping[str, str]],
) -> Printout:
    """Return who looked at what about a child, as somebody in its family is told of it.

    ``says`` puts a reading into plain words, by language.
    """
    words, names = Words(language), {**family_of(person), **opened.view.names}
    headings = ("WHEN", "BY_WHOM", "UNIT", "WHAT")
    lines = [
        (
            words.moment(one.at),
            _who(one, names, words),
            ", ".join(names[unit] for unit in one.units if unit in names),
            says(one)[language],
        )
        for one in opened.view.readings
    ]
    head = (
        Row(words.phrase("MUNICIPALITY"), (municipality.name,)),
        Row(words.phrase("NAME"), (person.name,)),
        *_head(words, time, opened.at, printed_for(person, asker, municipality, words), len(lines)),
    )
    return _printout(
        words,
        "WHO_LOOKED",
        municipality,
        opened.at,
        head=head,
        headings=headings,
        lines=lines,
        not_here="NOT_HERE_FOR_A_FAMILY",
    )


def for_auditor(
    part: Part,
    child: UUID,
    asker: Asker,
    municipality: Municipality,
    *,
    time: Time,
    at: datetime,
    language: str,
) -> Printout:
    """Return a part of the lines of the journal about a child, as an auditor is told of them."""
    words = Words(language)
    headings = ("PLACE_IN_THE_BOOK", "WHEN", "BY_WHOM", "UNIT", "WHAT_WAS_DONE", "WHY", "RESTS_ON")
    told = [_line(one, municipality, words) for one in part.lines]
    head = (
        Row(words.phrase("MUNICIPALITY"), (municipality.name,)),
        Row(words.field("child"), (str(child),)),
        *_head(words, time, at, printed_for(None, asker, municipality, words), len(told)),
        *_places(part, words),
    )
    return _printout(
        words,
        "WHO_WAS_SHOWN",
        municipality,
        at,
        head=head,
        headings=headings,
        lines=told,
        not_here="NOT_HERE_FOR_AN_AUDITOR",
    )


def _printout(
    words: Words,
    title: str,
    municipality: Municipality,
    at: datetime,
    *,
    head: tuple[Row, ...],
    headings: tuple[str, ...],
    lines: Sequence[tuple[str, ...]],
    not_here: str,
) -> Printout:
    table = Table(tuple(map(words.phrase, headings)), tuple(lines)) if lines else None
    nothing = () if lines else (Row(words.phrase("LINES"), (words.phrase("NOTHING"),)),)
    return Printout(
        language=words.language,
        title=words.phrase(title),
        author=municipality.name,
        at=at,
        head=head,
        chapters=(
            Chapter(words.phrase("LOOKED_AT"), nothing, table=table),
            Chapter(
                words.phrase("WHAT_IS_NOT_HERE"),
                (Row(words.phrase(title), (words.phrase(not_here),)),),
            ),
        ),
    )


def _head(words: Words, time: Time, at: datetime, reader: str, lines: int) -> Iterator[Row]:
    yield Row(words.phrase("PRINTED_FOR"), (reader,))
    yield Row(words.phrase("PERIOD"), (f"{words.moment(time[0])} - {words.moment(time[1])}",))
    yield Row(words.phrase("PRINTED_AT"), (words.moment(at),))
    yield Row(words.phrase("LINES"), (str(lines),))


def _places(part: Part, words: Words) -> Iterator[Row]:
    """Yield which part it is, where it is not all."""
    if part.after or part.goes_on:
        ends = "GOES_ON" if part.goes_on else "ENDS_HERE"
        yield Row(
            words.phrase("PART"),
            (
                f"{words.phrase('AFTER_PLACE')} {part.after}",
                f"{words.phrase('TO_PLACE')} {part.last}",
                words.phrase(ends),
            ),
        )


def _who(one: FamilyReading, names: Mapping[UUID, str], words: Words) -> str:
    if one.who is None:
        return words.phrase("NOT_TOLD")
    return names.get(one.who, words.phrase("FAMILY" if not one.units else "STAFF"))


def _line(one: AuditLine, municipality: Municipality, words: Words) -> tuple[str, ...]:
    said = one.members
    units = (municipality.units.get(UnitId(UUID(unit))) for unit in said.get("units", ()))
    rests = (said.get("rule", ""), said.get("reason", ""), *map(_short, said.get("consents", ())))
    return (
        str(one.position),
        words.moment(one.at),
        _actor(said, municipality, words),
        ", ".join(unit.name for unit in units if unit is not None),
        ", ".join(filter(None, (one.what, said.get("action"), *said.get("parts", ())))),
        said.get("purpose") or "",
        ", ".join(filter(None, rests)),
    )


def _actor(said: Mapping[str, Any], municipality: Municipality, words: Words) -> str:
    actor = said.get("actor", "")
    known = municipality.employees.get(EmployeeId(UUID(actor))) if actor else None
    if known is not None:
        return f"{known.contact.name} ({_short(actor)})"
    called = words.phrase("STAFF" if said.get("role") == _STAFF else "FAMILY")
    return f"{called} {_short(actor)}"


def _short(id_: str) -> str:
    """Return the beginning of an id: enough to find it by among the lines themselves."""
    return id_[:_SHORT]
