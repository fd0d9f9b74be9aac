"""A file is read in one breath: one that holds two subjects is parted."""

from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "stafett"
OF_A_RULE, OF_ANYTHING = 250, 400


def _too_long(files: dict[str, int]) -> Iterator[str]:
    for name, lines in files.items():
        most = OF_A_RULE if name.startswith("domain/") else OF_ANYTHING
        if lines > most:
            yield f"{name} has {lines} lines, {most} at the most: which two subjects does it hold?"


def test_no_file_holds_more_than_one_breath() -> None:
    files = {
        file.relative_to(SOURCE).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for file in SOURCE.rglob("*.py")
    }
    assert len(files) > OF_A_RULE
    assert sorted(_too_long(files)) == []


def test_a_file_of_two_subjects_is_noticed() -> None:
    files = {"domain/baton.py": 251, "domain/due.py": 250, "api/rules.py": 401, "api/logg.py": 400}
    assert [line.partition(" ")[0] for line in _too_long(files)] == [
        "domain/baton.py",
        "api/rules.py",
    ]
