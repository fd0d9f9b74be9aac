"""A promise in SECURITY.md names the test that keeps it, and the test exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def _named(page: str) -> list[tuple[str, str]]:
    return NAMED.findall((ROOT / page).read_text("utf-8"))


def _is_there(file: str, test: str) -> bool:
    path = ROOT / file
    return path.is_file() and f"def {test}(" in path.read_text("utf-8")


def test_every_promise_is_kept_by_a_test_that_exists() -> None:
    missing = [
        f"{file}::{test}" for file, test in _named("SECURITY.md") if not _is_there(file, test)
    ]
    assert missing == []


def test_every_row_of_promises_names_a_test() -> None:
    rows = [
        line
        for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| promise")
    ]
    assert len(rows) > 30
    assert [row for row in rows if not NAMED.search(row)] == []


def test_a_test_that_is_gone_would_be_noticed() -> None:
    assert not _is_there("tests/house/test_promises.py", "test_that_was_never_written")
