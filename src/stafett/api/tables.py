"""Tables to open in a spreadsheet: CSV in which no cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be reckoned out (ASVS 5.0 1.2.10)."""


def row(cells: Iterable[str]) -> str:
    """Return one line of CSV: everything quoted, nothing read as a formula."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
