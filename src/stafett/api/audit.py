"""Auditing over HTTP: who saw or changed what, as it is read, for those whose duty it is to ask.

Lines are sent one by one as JSON Lines or as a table. Each has its place in its ledger and its
leaf, by which it is held against the outside of the journal (`/v1/audit/bundle`); the last says how
many there were, signed, so that a cut answer shows. Whatever is asked is in the journal first, and
what was sent to its end stands there once more.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Final, TypeAlias, cast, get_type_hints

from fastapi import APIRouter, Depends, Query
from pydantic.alias_generators import to_camel
from pydantic_core import from_json, to_json
from starlette.responses import Response, StreamingResponse

from stafett.api.caller import Reading
from stafett.api.forms import Code, Id, Instant, View
from stafett.api.openapi import refusals
from stafett.api.problems import Problem, Wrong
from stafett.api.route import Route
from stafett.api.showing import shown_as
from stafett.api.tables import row
from stafett.application.auditing import AuditLine, Trail, Wanted
from stafett.application.handing_out import HandedOut
from stafett.application.seeing import Breach, UnusualReading
from stafett.application.time_travel import SightThen
from stafett.domain import auditing
from stafett.domain.content_grant import ContentGranted
from stafett.domain.facts import catalogue
from stafett.domain.people import PersonId, UnitId
from stafett.evidence.lines_told import ending
from stafett.ledger.line import Volume

router = APIRouter(prefix="/v1/audit", tags=["audit"], route_class=Route)

LINES_TYPE: Final = "application/jsonl"
_AUDIT = refusals(auditing)
WAITS = _AUDIT | {"x-problems": ["LIST_NOT_READY"]}
_LINES = {
    "content": {LINES_TYPE: {"schema": {"type": "string"}}},
    "description": "A line of JSON for each line, and one that says how many there were.",
}
_BUNDLE = {
    "content": {LINES_TYPE: {"schema": {"type": "string"}}},
    "description": "An evidence bundle, as `stafett-verify` reads it.",
}
_MOST: Final = 10**12
_TABLE = {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The table."}
_OF_THE_BOOK: Final = ("actor", "assurance", "kind", "stream", "version", "part", "about")
_FIRST: Final = ("ledger", "position", "at", "line", "what")

ShownBreach = shown_as(Breach)
ShownUnusual = shown_as(UnusualReading)
ShownSight = shown_as(SightThen)


class LedgerName(Enum):
    """Which ledger to read: who was shown or refused what, or what was written."""

    JOURNAL = "journal"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Time:
    """A time to look through: from one instant to before another."""

    since: datetime
    until: datetime


def time_of(
    since: Annotated[Instant, Query(description="From then.", examples=["2026-11-01T00:00:00Z"])],
    until: Annotated[
        Instant, Query(description="To before then.", examples=["2026-12-01T00:00:00Z"])
    ],
) -> Time:
    """Return the time that is asked about. Raises Problem: it ends before it begins (400)."""
    if until <= since:
        raise Problem("MALFORMED", errors=[Wrong("", "NOT_LATER", parameter="until")])
    return Time(since, until)


Period: TypeAlias = Annotated[Time, Depends(time_of)]
OfChild: TypeAlias = Annotated[Id | None, Query(description="Only what is about this child.")]
ByActor: TypeAlias = Annotated[Id | None, Query(description="Only what this person did.")]
InUnit: TypeAlias = Annotated[Id | None, Query(description="Only what was done in this unit.")]


def wanted_of(
    period: Period,
    ledger: Annotated[
        Code[LedgerName], Query(description="Who was shown what, or what was written.")
    ] = LedgerName.JOURNAL,
    child: OfChild = None,
    actor: ByActor = None,
    unit: InUnit = None,
) -> Wanted:
    """Return which lines are wanted."""
    return Wanted(
        Volume.JOURNAL if ledger is LedgerName.JOURNAL else Volume.EVENTS,
        period.since,
        period.until,
        child=PersonId(child) if child else None,
        by=actor,
        unit=UnitId(unit) if unit else None,
    )


WantedLines: TypeAlias = Annotated[Wanted, Depends(wanted_of)]


def journal_of(
    period: Period, child: OfChild = None, actor: ByActor = None, unit: InUnit = None
) -> Wanted:
    """Return which lines of the journal are wanted."""
    return wanted_of(period, LedgerName.JOURNAL, child, actor, unit)


JournalLines: TypeAlias = Annotated[Wanted, Depends(journal_of)]


@router.get(
    "/lines",
    summary="Audit: read the lines of a time",
    response_class=StreamingResponse,
    responses={200: _LINES},
    openapi_extra=WAITS,
)
async def read_lines(read: Reading, wanted: WantedLines) -> Response:
    """By child, by person at work, by unit, or all. What is shielded is only said to stand there.

    The last line says what was asked for and how many there were, and the book has signed it. Held
    against `/v1/audit/bundle` by `stafett-verify`, none is missing and none was changed.
    """
    caller = read.caller
    trail = await caller.door.auditing.trail(
        caller.book, caller.asker, wanted, read.asking("audit-lines")
    )
    return StreamingResponse(_as_json(trail), media_type=LINES_TYPE)


@router.get(
    "/lines/table",
    summary="Audit: read the lines of a time as a table",
    response_class=StreamingResponse,
    responses={200: _TABLE},
    openapi_extra=WAITS,
)
async def read_lines_as_table(read: Reading, wanted: WantedLines) -> Response:
    """The same as CSV in UTF-8; no cell begins as a formula.

    The last row counts the others, and has SHA-256 over all before it where they have their leaf.
    """
    caller = read.caller
    trail = await caller.door.auditing.trail(
        caller.book, caller.asker, wanted, read.asking("audit-table")
    )
    return StreamingResponse(
        _as_table(trail, wanted.ledger),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


@router.get(
    "/bundle",
    summary="Audit: have the signed outside of the journal",
    response_class=StreamingResponse,
    responses={200: _BUNDLE},
    openapi_extra=_AUDIT | {"x-problems": ["NOT_SIGNED_YET"]},
)
async def read_bundle(
    read: Reading,
    year: Annotated[
        int | None, Query(ge=1970, le=9998, description="Only the log of this year.")
    ] = None,
    size: Annotated[
        int, Query(ge=0, le=_MOST, description="Of that year, what came after so many lines.")
    ] = 0,
) -> Response:
    """Ids, times and hashes of every line of the journal, under its checkpoints, for offline use.

    What lies in a line lies under its seal. `stafett-verify BUNDLE --key … --lines LINES` holds
    `/v1/audit/lines` against it. What was just asked is signed for within a minute.
    """
    caller = read.caller
    pieces = await caller.door.audit_evidence.bundle(
        caller.book, caller.asker, read.asking("audit-bundle"), year, size
    )
    return StreamingResponse(
        pieces,
        media_type=LINES_TYPE,
        headers={"Content-Disposition": 'attachment; filename="journal-evidence.jsonl"'},
    )


@router.get(
    "/persons/{person}/sight",
    summary="Audit: who could see what of a child at an instant",
    response_model=ShownSight,
    openapi_extra=WAITS,
)
async def read_sight(
    person: Id,
    read: Reading,
    at: Annotated[Instant, Query(description="The instant.", examples=["2026-11-21T12:00:00Z"])],
) -> View:
    """The rules are asked as of then: consents, baton, who worked where, guide and day rules.

    `opened` is when they did look, that day. Nothing of what is shielded is told.
    """
    caller = read.caller
    found = await caller.door.time_travel.sight(
        caller.book, caller.asker, PersonId(person), at, read.asking("audit-sight")
    )
    return ShownSight.model_validate(found)


@router.get(
    "/actors/{actor}/disclosures",
    summary="Audit: everything an account was shown",
    response_model=ShownBreach,
    openapi_extra=_AUDIT,
)
async def read_disclosures(actor: Id, read: Reading, period: Period) -> View:
    """For a breach: every person affected, and what of theirs the account was shown (GDPR 33)."""
    caller = read.caller
    found = await caller.door.seeing.breach(
        caller.book,
        caller.asker,
        actor,
        (period.since, period.until),
        read.asking("audit-disclosures"),
    )
    return ShownBreach.model_validate(found)


@router.get(
    "/unusual-reading",
    summary="Audit: how many looked at whom, and what is unusual",
    response_model=ShownUnusual,
    openapi_extra=_AUDIT,
)
async def read_unusual(read: Reading, period: Period) -> View:
    """Many children in a day, a child with the reader's surname, reading outside working hours.

    None of it says that anybody did wrong.
    """
    caller = read.caller
    found = await caller.door.seeing.unusual(
        caller.book, caller.asker, (period.since, period.until), read.asking("audit-unusual")
    )
    return ShownUnusual.model_validate(found)


def whole(
    handed: HandedOut,
    content: bytes,
    lines: int,
    media_type: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an answer of one piece.

    Its length is not said beforehand: it ends when the journal has it that it was sent.
    """
    return StreamingResponse(handed.whole(content, lines), headers=headers, media_type=media_type)


def as_object(line: AuditLine) -> Mapping[str, Any]:
    """Return a line as it is sent: its place first, then what it says, by camelCase names."""
    return {
        "ledger": _name(line.ledger),
        "position": line.position,
        "at": line.at,
        "line": line.told.name,
        "what": line.what,
        **{name: value for name, value in _camel(line.members).items() if name != "at"},
        "leaf": line.leaf.hex(),
    }


async def _as_json(trail: Trail) -> AsyncIterator[bytes]:
    handed, wanted = trail.handed, trail.wanted
    async for line in trail.lines:
        yield handed.piece(to_json(as_object(line)) + b"\n", lines=1)
    asked = {
        "ledger": _name(wanted.ledger),
        "since": wanted.since,
        "until": wanted.until,
        "child": wanted.child,
        "actor": wanted.by,
        "unit": wanted.unit,
        "askedAt": trail.at,
        "head": trail.head,
        "lines": handed.lines,
    }
    yield ending(from_json(to_json(asked)), handed.digest, trail.signer)
    await handed.ended()


async def _as_table(trail: Trail, ledger: Volume) -> AsyncIterator[bytes]:
    columns = headings(ledger)
    handed = trail.handed
    yield handed.piece(row(columns).encode("utf-8-sig"))
    async for line in trail.lines:
        flat = dict(_flat(as_object(line)))
        yield handed.piece(row(flat.get(one, "") for one in columns).encode(), lines=1)
    ends = {"line": "END", "position": str(handed.lines), "leaf": handed.digest.hex()}
    yield row(ends.get(one, "") for one in columns).encode()
    await handed.ended()


@cache
def headings(ledger: Volume) -> tuple[str, ...]:
    """Return the columns of a table of lines: every member that a line of that ledger may have."""
    names = dict.fromkeys(_FIRST)
    if ledger is Volume.EVENTS:
        return (*names, *_OF_THE_BOOK, "leaf")
    for kind in _kinds():
        names |= dict.fromkeys(_columns(kind))
    return (*names, "leaf")


def _columns(of: type[Any], before: str = "") -> Iterator[str]:
    """Yield a column for each field, and for each field of what lies whole within one."""
    hints = get_type_hints(of)
    for one in fields(of):
        name, hint = before + to_camel(one.name), hints[one.name]
        if is_dataclass(hint):
            yield from _columns(cast("type[Any]", hint), f"{name}.")
        else:
            yield name


def _kinds() -> Iterator[type[Any]]:
    """Yield every kind of line that the journal may hold: they say who asked, and by which way.

    But for what is given out at a terminal, which nobody asked the service for.
    """
    for kind in catalogue().values():
        if {"actor", "through"} <= {one.name for one in fields(kind)}:  # type: ignore[arg-type]
            yield kind
    yield ContentGranted


def _flat(members: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in members.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, (list, tuple)):
            yield before + name, " ".join(map(_in_a_cell, value))
        else:
            yield before + name, "" if value is None else str(value)


def _in_a_cell(value: object) -> str:
    """Return one of several values: as it is, or as JSON where it has members of its own."""
    return to_json(value).decode() if isinstance(value, Mapping) else str(value)


def _camel(members: Mapping[str, Any]) -> dict[str, Any]:
    return {
        to_camel(name): _camel(value) if isinstance(value, Mapping) else value
        for name, value in members.items()
    }


def _name(ledger: Volume) -> str:
    return LedgerName.JOURNAL.name if ledger is Volume.JOURNAL else LedgerName.BOOK.name
