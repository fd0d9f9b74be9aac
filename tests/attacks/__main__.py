"""Try every attack in full and show what came of it: ``./stafett attack``, ``--short`` for less.

What else is said goes to pytest: ``./stafett attack -k oracle``.
"""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.attack import IN_FULL, PROPERTY

ROOT = Path(__file__).parents[2]
ELSEWHERE = {
    "tests/attacks/test_nobody_becomes_a_guardian.py": "T1",
    "tests/attacks/test_the_other_parent.py": "T5",
    "tests/attacks/test_planted_words.py": "T6",
    "tests/attacks/test_database_administrator.py": "T7",
    "tests/api/test_no_echo.py": "T12",
    "tests/house/test_locks.py": "T18",
}
"""Attacks that count in tests: each of these that passes is one thing tried."""
THREATS = [f"T{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 17, 18, 20)]
"""What of security study section 2 is attacked here. T15 is hunted for together with T6."""


class Table:
    """Takes in what each attack came to, as the tests tell of it."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what one test tells (a hook of pytest)."""
        if report.when != "call":
            return
        told = [dict(row) for name, row in report.user_properties if name == PROPERTY]  # type: ignore[call-overload]
        self.rows += told
        file = report.nodeid.partition("::")[0]
        if not told and file in ELSEWHERE:
            self._count(file, failed=report.failed)

    def _count(self, file: str, *, failed: bool) -> None:
        what = Path(file).stem.removeprefix("test_").replace("_", " ")
        found = [row for row in self.rows if row["what"] == what]
        if not found:
            found = [{"threat": ELSEWHERE[file], "what": what, "tried": 0, "through": 0}]
            self.rows += found
        found[0]["tried"] += 1
        found[0]["through"] += failed
        found[0]["beside"] = f"{file}, each a test"

    def lines(self) -> list[str]:
        """Return the table, by threat."""
        rows = sorted(self.rows, key=lambda row: (int(row["threat"][1:]), row["what"]))
        told = [
            (row["threat"], row["what"], str(row["tried"]), str(row["through"]), row["beside"])
            for row in rows
        ]
        head = ("threat", "what was tried", "tried", "got through", "")
        widths = [max(len(line[at]) for line in (head, *told)) for at in range(4)]
        return [
            f"{one:<{widths[0]}}  {what:<{widths[1]}}  {tried:>{widths[2]}}  "
            f"{through:>{widths[3]}}  {beside}".rstrip()
            for one, what, tried, through, beside in (head, *told)
        ]


def main(words: list[str]) -> int:
    """Try them, and return 0 when nothing got through and every threat was tried."""
    table = Table()
    files = ["tests/attacks", *(one for one in ELSEWHERE if not one.startswith("tests/attacks/"))]
    os.chdir(ROOT)
    code = int(pytest.main([*files, "-q", "-p", "no:cacheprovider", *words], plugins=[table]))
    print("", *table.lines(), sep="\n")  # noqa: T201
    untried = [threat for threat in THREATS if all(row["threat"] != threat for row in table.rows)]
    if untried:
        print(f"not tried: {', '.join(untried)}")  # noqa: T201
    through = sum(row["through"] for row in table.rows)
    print(f"{through} got through" if code == 0 else "NOT HELD: see above")  # noqa: T201
    return code or (1 if untried and not words else 0)


if __name__ == "__main__":
    said = sys.argv[1:]
    if "--short" not in said:
        os.environ[IN_FULL] = "yes"
    sys.exit(main([word for word in said if word != "--short"]))
