"""The ledger of rules: every row is there, what it names exists, and the page is what it says."""

import os
import re
import subprocess
import sys

import pytest

from tests.house.rule_book import HOUSE, PAGE, ROWS, SOURCE, Rule, faults, page, read

ASKS = "something"


def test_every_row_is_there_and_what_it_names_exists() -> None:
    assert list(faults(read(SOURCE.read_text(encoding="utf-8")))) == []


def test_the_page_is_what_the_ledger_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read(SOURCE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (Rule(ASKS), "R1 is kept by nobody"),
        (Rule(ASKS, lives=("domain.baton:NoSuchThing",), still="much"), "R1 names domain.baton"),
        (Rule(ASKS, lives=("domain.nowhere:offer",), still="much"), "R1 names domain.nowhere"),
        (Rule(ASKS, lives=("event:baton-dropped",), still="much"), "R1 names event:"),
        (Rule(ASKS, lives=("toml:guide.whatever",), still="much"), "R1 names toml:"),
        (
            Rule(ASKS, ("domain.baton:Baton",), ("domain/test_levels:nothing_at_all",)),
            "R1 names domain/test_levels",
        ),
        (
            Rule(ASKS, tests=("domain/test_levels:up_a_level_with_a_unit_that_everyone_let_in",)),
            "R1 is proved and lives nowhere",
        ),
    ],
)
def test_a_row_that_says_more_than_there_is_is_found(rule: Rule, fault: str) -> None:
    others = dict.fromkeys(ROWS, Rule(ASKS, owner="somebody else: for a reason"))
    assert any(one.startswith(fault) for one in faults({**others, "R1": rule}))


def test_a_row_that_is_missing_is_found() -> None:
    ledger = dict.fromkeys(ROWS[:-1], Rule(ASKS, owner="somebody else: for a reason"))
    assert any("R191" in fault for fault in faults(ledger))


def test_each_test_of_the_rules_calls_what_its_row_says_it_lives_in() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.house.exercised"],
        cwd=HOUSE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(HOUSE / "src"), str(HOUSE)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (0, "")


def test_nothing_claims_an_approval_that_does_not_exist() -> None:
    read_by_people = [
        *(HOUSE / "src/stafett").rglob("*.toml"),
        *(HOUSE / "docs").rglob("*.md"),
        HOUSE / "README.md",
    ]
    claim = re.compile(r"(?i)(godkj\w+|approved) (av|by) (the )?(data ?tilsynet|data protection)")
    assert [path for path in read_by_people if claim.search(path.read_text(encoding="utf-8"))] == []
    assert claim.search("Stafettloggen er godkjent av Datatilsynet")
