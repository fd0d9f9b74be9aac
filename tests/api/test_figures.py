"""Figures over HTTP: for those who look after the whole, as JSON and as a harmless table."""

import csv
import io
from datetime import date

import pytest

from stafett.api.figures import table
from stafett.domain.figures import BreakFigure, Figures, UnitFigure, Waited, WaitFigure, Within
from stafett.domain.gap import Gap
from stafett.domain.people import UnitId
from tests.api.service import Caller
from tests.api.test_faces import read, refused
from tests.api.test_the_rulebook import coordinator
from tests.api.town import Town
from tests.people import SCHOOL

__all__ = ["coordinator"]

FIGURES = "/v1/figures"
TABLE = "/v1/figures/table"


async def test_the_coordinator_reads_figures_and_nobody_is_found_in_them(
    town: Town, coordinator: Caller
) -> None:
    await town.follow_up()
    found = await read(coordinator, FIGURES)
    assert {one["waited"] for one in found["waits"]} == {"CONCERN_TO_TALK", "OFFER_TO_ANSWER"}
    assert len({one["month"] for one in found["waits"]}) == 12
    for name in ("nora", "mother", "teacher", "leader"):
        assert town[name] not in str(found)


async def test_the_table_says_the_same(town: Town, coordinator: Caller) -> None:
    answer = await coordinator.get(TABLE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = await read(coordinator, FIGURES)
    of_units = [line for line in lines if line["unit"]]
    assert len(of_units) == sum(len(one["units"]) for one in found["waits"])
    assert {line["unit"] for line in of_units} == {"school of Modum", "clinic of Modum"}
    assert {line["atLeast"] for line in lines} <= {"", "5", "10", "15", "20"}


@pytest.mark.parametrize("who", ["teacher", "leader", "mother"])
@pytest.mark.parametrize("path", [FIGURES, TABLE])
async def test_others_are_told_that_it_is_not_for_them(town: Town, who: str, path: str) -> None:
    refused(await getattr(town, who).get(path), 403, "ONLY_A_COORDINATOR")


@pytest.mark.parametrize("name", ["=1+1", "+47", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_begins_as_a_formula(name: str) -> None:
    wait = WaitFigure(
        Waited.CONCERN_TO_TALK, "2026-07", Within.A_WEEK, 5, (UnitFigure(UnitId(SCHOOL), None),)
    )
    found = Figures(date(2026, 9, 1), (wait,), (), (BreakFigure(Gap.NOBODY_NAMED, None),))
    cells = [
        cell for line in csv.reader(io.StringIO(table(found, {SCHOOL: name}))) for cell in line
    ]
    assert f"'{name}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
