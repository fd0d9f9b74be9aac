"""The ledger of rules: where each rule of the model lives, what proves it, and what is missing.

`docs/rules.toml` is what is known of each row; `python -m tests.house.rule_book` writes
`docs/rules.md` from it. What it names must exist: modules and functions, stored events, keys of
the municipalities' files, tests.
"""

import ast
import importlib
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stafett.domain.facts import catalogue

HOUSE = Path(__file__).parents[2]
SOURCE = HOUSE / "docs/rules.toml"
PAGE = HOUSE / "docs/rules.md"
SEEDS = HOUSE / "src/stafett/municipalities"
ROWS = tuple(f"R{number}" for number in range(1, 192))


@dataclass(frozen=True)
class Rule:
    """One row: what it asks, where it lives, which tests prove it, what is missing, whose it is."""

    rule: str
    lives: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    still: str = ""
    owner: str = ""

    @property
    def standing(self) -> str:
        """Return how far it has come: kept, partly, elsewhere or not yet."""
        if self.lives and self.tests:
            return "partly" if self.still else "kept"
        return "elsewhere" if self.owner and not self.still else "not yet"


def read(text: str) -> dict[str, Rule]:
    """Return the rules by row, e.g. ``R75``."""
    return {
        row: Rule(
            told["rule"],
            tuple(told.get("lives", ())),
            tuple(told.get("tests", ())),
            told.get("still", ""),
            told.get("owner", ""),
        )
        for row, told in tomllib.loads(text).items()
    }


def faults(rules: dict[str, Rule]) -> Iterator[str]:
    """Say what is wrong with the ledger, if anything."""
    if tuple(rules) != ROWS:
        yield f"rows missing, unknown or out of order: {sorted({*rules} ^ {*ROWS})}"
    for row, rule in rules.items():
        if rule.standing == "not yet" and not rule.still:
            yield f"{row} is kept by nobody, and nothing says what is missing"
        if rule.tests and not rule.lives:
            yield f"{row} is proved and lives nowhere"
        for place in rule.lives:
            if not _stands(place):
                yield f"{row} names {place}, which does not exist"
        for test in rule.tests:
            if _path(test) is None:
                yield f"{row} names {test}, which does not exist"


def page(rules: dict[str, Rule]) -> str:
    """Return the page people read."""
    counted = [rule.standing for rule in rules.values()]
    summed = ", ".join(
        f"{counted.count(one)} {one}" for one in ("kept", "partly", "elsewhere", "not yet")
    )
    lines = [
        "# The rules, row by row",
        "",
        f"What the five guides ask of a relay log, and how far each row has come: {summed}.",
        "",
        "Written by `python -m tests.house.rule_book` from [rules.toml](rules.toml). A test fails",
        "when they differ, or when something named here does not exist. *Partly* says what is",
        "missing; a test is named only where it exercises the row.",
        "",
        "| row | what it asks | how far | where it lives | what proves it | missing, or whose |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_line(row, rule) for row, rule in rules.items()]
    return "\n".join(lines) + "\n"


def _line(row: str, rule: Rule) -> str:
    lives = "<br>".join(f"`{place}`" for place in rule.lives)
    tests = "<br>".join(f"[{_sentence(test)}](../{_path(test)})" for test in rule.tests)
    missing = "; ".join(part for part in (rule.still, rule.owner) if part)
    return f"| {row} | {rule.rule} | {rule.standing} | {lives} | {tests} | {missing} |"


def _sentence(test: str) -> str:
    return test.partition(":")[2].replace("_", " ")


def _stands(place: str) -> bool:
    """Is there such a function, event or key?"""
    kind, _, name = place.partition(":")
    if kind == "event":
        return any(name == stored for stored, _ in catalogue())
    if kind == "toml":
        return all(
            _has(path, name) for path in (HOUSE / "src/stafett/municipalities").glob("*.toml")
        )
    try:
        found: object = importlib.import_module(f"stafett.{kind}")
    except ModuleNotFoundError:
        return False
    for part in name.split("."):
        fields = getattr(found, "__dataclass_fields__", {})
        if not hasattr(found, part) and part not in fields:
            return False
        found = getattr(found, part, None)
    return True


def _has(path: Path, key: str) -> bool:
    table, _, name = key.partition(".")
    found = tomllib.loads(path.read_text(encoding="utf-8")).get(table, {})
    return any(name in one for one in found) if isinstance(found, list) else name in found


def _path(test: str) -> str | None:
    """Return the file of the test, from the top of the house, or ``None`` if there is none."""
    file, _, name = test.partition(":")
    path = HOUSE / f"tests/{file}.py"
    if not path.is_file() or f"test_{name}" not in _tests_in(path):
        return None
    return path.relative_to(HOUSE).as_posix()


@cache
def _tests_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def main() -> int:
    """Write the page, or say what is wrong with what it would be written from."""
    rules = read(SOURCE.read_text(encoding="utf-8"))
    wrong = list(faults(rules))
    sys.stderr.writelines(f"{fault}\n" for fault in wrong)
    if not wrong:
        PAGE.write_text(page(rules), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
