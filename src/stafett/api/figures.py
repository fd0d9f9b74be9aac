"""Figures over HTTP: in fives, by month and unit, as JSON or as a table to open in a spreadsheet.

Nobody can be found in them, and nothing tells who has to do with child welfare.
"""

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.responses import Response

from stafett.api.caller import Calling
from stafett.api.forms import View
from stafett.api.openapi import refusals
from stafett.api.route import Route
from stafett.api.showing import shown_as
from stafett.api.tables import row
from stafett.domain import rulebook
from stafett.domain.figures import Figures
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

HERE = "/figures"
ShownFigures = shown_as(Figures)

_LIST = refusals(rulebook) | {"x-problems": ["LIST_NOT_READY"]}
_HEADINGS = ("figure", "month", "group", "unit", "atLeast")
_TABLE = {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The table."}


@router.get(
    HERE,
    summary="Read the municipality's figures",
    response_model=ShownFigures,
    openapi_extra=_LIST,
)
async def read_figures(caller: Calling) -> View:
    """For coordinators and administrators. A figure is "at least so many", in fives.

    `null` is fewer than five, none among them. Only months that cannot change any more are told.
    """
    found = await caller.door.figures(caller.book, caller.asker, asking=caller.asking())
    return ShownFigures.model_validate(found)


@router.get(
    HERE + "/table",
    summary="Read the municipality's figures as a table",
    response_class=Response,
    responses={200: _TABLE},
    openapi_extra=_LIST,
)
async def read_figures_as_table(caller: Calling) -> Response:
    """The same as CSV in UTF-8. No cell begins as a formula; an empty one is fewer than five."""
    found = await caller.door.figures(caller.book, caller.asker, asking=caller.asking())
    units = (await caller.door.municipality(caller.book)).units
    names = {id_: one.name for id_, one in units.items()}
    return Response(
        table(found, names).encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="figures.csv"'},
    )


def table(found: Figures, names: dict[UnitId, str]) -> str:
    """Return the figures as CSV: one line each, everything quoted, nothing read as a formula."""
    return "".join(row(line) for line in (_HEADINGS, *_lines(found, names)))


def _lines(found: Figures, names: dict[UnitId, str]) -> Iterator[tuple[str, ...]]:
    for wait in found.waits:
        begin = wait.waited.name, wait.month, wait.within.name
        yield *begin, "", _number(wait.at_least)
        for one in wait.units:
            yield *begin, names.get(one.unit, str(one.unit)), _number(one.at_least)
    for level in found.levels:
        yield "LEVEL", level.month, str(level.level), "", _number(level.at_least)
    for gap in found.breaks:
        yield "BREAK", "", gap.gap.name, "", _number(gap.at_least)


def _number(at_least: int | None) -> str:
    return "" if at_least is None else str(at_least)
