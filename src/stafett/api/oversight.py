"""Oversight over HTTP: where access rests on little, how much is hidden, who opened what."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from stafett.api.caller import Reading
from stafett.api.forms import Day, Id
from stafett.api.openapi import refusals
from stafett.api.route import Route
from stafett.api.showing import shown_as
from stafett.domain import unit_journal, weak_access
from stafett.domain.people import UnitId
from stafett.domain.unit_journal import UnitJournalView
from stafett.domain.weak_views import OversightView, WeakOnesView

router = APIRouter(prefix="/v1", tags=["oversight"], route_class=Route)

ShownWeak = shown_as(WeakOnesView)
ShownOversight = shown_as(OversightView)
ShownUnitJournal = shown_as(UnitJournalView)
_LIST = {"x-problems": ["LIST_NOT_READY"]}


@router.get(
    "/oversight/consents",
    summary="See where access rests on little",
    response_model=ShownWeak,
    openapi_extra=_LIST,
)
async def see_weak(read: Reading) -> Response:
    """For the data protection officer everywhere, by a name of the quarter and nobody's own.

    Whoever holds the baton or leads finds theirs under the same name, to be opened.
    """
    caller = read.caller
    opened = await caller.door.overseeing.weak(
        caller.book, caller.asker, asking=read.asking("weak-access")
    )
    return read.shown(opened.seen, ShownWeak.model_validate(opened.view))


@router.get(
    "/oversight/numbers",
    summary="See how much is hidden, and how often somebody looked in",
    response_model=ShownOversight,
    openapi_extra=refusals(weak_access) | _LIST,
)
async def see_numbers(read: Reading) -> Response:
    """For the data protection officer; what is shielded in fives, and nothing of where."""
    caller = read.caller
    opened = await caller.door.overseeing.numbers(
        caller.book, caller.asker, asking=read.asking("oversight")
    )
    return read.shown(opened.seen, ShownOversight.model_validate(opened.view))


@router.get(
    "/units/{unit}/journal",
    summary="See who in a unit opened what",
    response_model=ShownUnitJournal,
    openapi_extra=refusals(unit_journal) | _LIST,
)
async def see_unit_journal(
    unit: Id,
    read: Reading,
    first: Annotated[Day, Query(description="The first day.", examples=["2026-11-01"])],
    last: Annotated[Day, Query(description="The last day.", examples=["2026-11-22"])],
) -> Response:
    """For whoever leads the unit, a month at most, of what they may look into themselves.

    Of look-ups by number and of what was refused it is told that they were, and not of whom.
    """
    caller = read.caller
    opened = await caller.door.overseeing.of_unit.of(
        caller.book, caller.asker, UnitId(unit), first, last, asking=read.asking("unit-journal")
    )
    return read.shown(opened.seen, ShownUnitJournal.model_validate(opened.view))
