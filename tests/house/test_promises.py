"""A promise in SECURITY.md names the test that keeps it, and the test exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_YET = re.compile(r"^\| ([^:]+): not yet: .* \| nobody \|$")
BELONGS_TO_WHAT_IS_NOT_BUILT = {
    "API7, 1.3.6",
    "4.1.5 (L3)",
    "11.2.2",
    "13.2.1",
    "13.3.3 (L3)",
    "13.3.4 (L3)",
    "14.2.7 (L3)",
}
"""Lines of the checklists that nothing keeps yet. None is added; what is built is taken off."""
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


def _rows() -> list[str]:
    lines = (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| promise")]


def test_every_row_of_promises_names_a_test() -> None:
    rows = [row for row in _rows() if not NOT_YET.match(row)]
    assert len(rows) > 100
    assert [row for row in rows if not NAMED.search(row)] == []


def test_what_nothing_keeps_yet_is_known_and_grows_by_nothing() -> None:
    found = [match[1] for match in map(NOT_YET.match, _rows()) if match]
    assert sorted(found) == sorted(BELONGS_TO_WHAT_IS_NOT_BUILT)


def test_a_test_that_is_gone_would_be_noticed() -> None:
    assert not _is_there("tests/house/test_promises.py", "test_that_was_never_written")
