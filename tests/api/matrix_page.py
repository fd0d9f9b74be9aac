"""The page ``docs/who-gets-in.md``: how the matrix is written down, and read again."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.api.matrix import ANY_STATE, Cell, Row
from tests.api.matrix_town import STATES

PAGE = Path(__file__).parents[2] / "docs" / "who-gets-in.md"
_HEAD = """# Who gets in

Every route, asked by everybody, of a running service. Written by
`STAFETT_MATRIX=write python -m pytest tests/api/test_matrix.py`, never by hand: whoever changes a
rule reads here what has become of it.

| answer | means |
|---|---|
| 200, 201, 202 | they were shown it, or it was done |
| may | about no matter: it was done, or could not be done twice |
| 412 | they may: it would have been done, had they not said that they saw something else |
| 409, 422 | they may ask, and it cannot be done as it was asked |
| 403 | not for them: they have another part in it, or their log-in is for something else |
| 404 | to them there is nothing there |
| 401 | nobody has logged in, or not lately enough for so grave an act |
| . | not asked: answered before anything is looked at, or without a part in any state |

**holder**: carries the baton, has a task. **home leader**, **colleague**: in the same unit; the
colleague has no part. **member**, **their leader**: of a unit that everyone has let in.
**shut out**: had a task in a unit for which one parent has taken their word back.
**guardian A**, **guardian B**: with parental responsibility; of the wondering only A was told.
**no say**: a parent without. **under 15**, **over 15**: the child itself. **speaks for A**: by a
power of attorney, for all. **team seat**: sits in the municipality's standing team.
**auditor**: audits the book. **officer**: the data protection officer.
**system**: feeds the list of who works where. **wrong scope**: the same, for reading alone.

What is asked about a thing within a matter (a goal, a report, a wish) is asked about one that is
not there; an attachment is. Until a logg is opened no other unit takes part.
"""


def write(found: Mapping[Cell, str], rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Write the page."""
    parts = [_HEAD]
    for state in (*STATES, ANY_STATE):
        named = [row.named for row in rows if row.state == state]
        parts += ["", f"## {state[0].upper()}{state[1:]}", ""]
        parts += [_line(["route", *columns]), _line(["---"] * (len(columns) + 1))]
        parts += [
            _line([f"`{row}`", *(found.get((state, row, column), ".") for column in columns)])
            for row in sorted(named, key=lambda name: (name.split(" ")[1], name))
        ]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def read() -> tuple[Mapping[Cell, str], Sequence[str]]:
    """Return what the page says, and its columns."""
    found: dict[Cell, str] = {}
    columns: Sequence[str] = ()
    state = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            state = line[3].lower() + line[4:]
        elif state and line.startswith("| "):
            first, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            if first == "route":
                columns = cells
            elif first != "---":
                row = first.strip("`")
                said = zip(columns, cells, strict=True)
                found |= {(state, row, column): cell for column, cell in said if cell != "."}
    return found, columns
