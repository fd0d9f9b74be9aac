"""What the lint keeps an eye on for us is not quietly taken out of its sight."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "stafett"
KEPT = {
    "S102": "nothing is executed that is put together from words",
    "S301": "no pickle: what is read must not run",
    "S307": "no eval",
    "S324": "no hash that is broken",
    "S501": "no connection that believes any certificate",
    "S506": "no YAML that makes objects",
    "S602": "no shell",
    "S605": "no shell",
    "S608": "no SQL put together from words",
}
NAMES_OF_OUR_OWN = {
    "ledger/book.py",
    "ledger/bundling.py",
    "ledger/leaves.py",
    "ledger/new_lines.py",
    "ledger/writing_hand.py",
}
"""Where a table's name is put into SQL: one of two of our own, which cannot be a parameter."""


def out_of_sight(lint: dict[str, Any]) -> set[str]:
    """Return which of them the lint is told not to look for in the service itself."""
    told = set(lint["ignore"])
    for where, codes in lint["per-file-ignores"].items():
        told |= set(codes) if where.startswith("src") else set()
    if "ALL" not in lint["select"]:
        return set(KEPT)
    return {code for code in KEPT if any(code.startswith(one) for one in told)}


def test_the_lint_looks_for_all_of_it_in_the_service() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert out_of_sight(lint) == set()
    assert out_of_sight(lint | {"ignore": ["S6"]}) == {"S602", "S605", "S608"}
    assert out_of_sight(lint | {"select": ["E"]}) == set(KEPT)


def test_no_line_is_let_off_but_those_that_name_a_table_of_ours() -> None:
    let_off = {
        (file.relative_to(SOURCE).as_posix(), code)
        for file in SOURCE.rglob("*.py")
        for code in re.findall(r"noqa: (?:\w+, )*(S\d+)", file.read_text("utf-8"))
        if code in KEPT
    }
    assert let_off == {(file, "S608") for file in NAMES_OF_OUR_OWN}


MADE_UP_PEOPLE = {
    "domain/national_number.py",
    "stories/crash.py",
    "stories/people.py",
    "stories/races.py",
}
"""Where dice may be thrown that fall alike every time: for people and games that are made up."""


def test_dice_for_everything_else_come_from_the_operating_system() -> None:
    thrown = {
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.py")
        if re.search(r"\n(from random import|import random)", file.read_text("utf-8"))
    }
    assert thrown == MADE_UP_PEOPLE
