"""What is installed is named, hashed, and under a licence that lets everyone share it."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
_PINNED = re.compile(r"(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;]+)(?P<rest>.*)", re.DOTALL)


_HASHED = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_LEFT = re.compile(r"(?: ; [^\\\n]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+(?:\n    #.*)*")


def _entries(text: str) -> list[str]:
    entries = re.split(r"\n(?=\S)", text)
    return [entry.strip() for entry in entries if entry and not entry.startswith("#")]


def faults_of(text: str) -> list[str]:
    """Return the first line of everything in a lock that is not a package, pinned and hashed."""
    return [
        entry.splitlines()[0]
        for entry in _entries(text)
        if not (pinned := _PINNED.fullmatch(entry)) or not _LEFT.fullmatch(pinned["rest"])
    ]


def _packages(lock: str) -> dict[str, tuple[str, int]]:
    """Return each package's pin and how many hashes it has."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert faults_of(text) == []
    packages = {}
    for entry in _entries(text):
        pinned = _PINNED.fullmatch(entry)
        assert pinned
        packages[pinned["name"]] = (pinned["version"], len(_HASHED.findall(entry)))
    return packages


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    packages = _packages(lock)
    assert len(packages) > 20
    assert [name for name, (_, hashes) in packages.items() if hashes == 0] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\w+://|--(?:extra-)?index-url|--find-links|file:", text) == []


def test_the_lock_for_tests_holds_the_other_one_so_one_environment_serves_both() -> None:
    runtime, development = (_packages(lock) for lock in LOCKS)
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_direct_dependency_is_locked_and_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [re.split(r"[\[<>=; ]", line)[0] for line in project["dependencies"]]
    extras = [
        re.split(r"[\[<>=; ]", line)[0]
        for lines in project["optional-dependencies"].values()
        for line in lines
    ]
    assert set(wanted) <= set(_packages("requirements.lock"))
    assert set(extras) <= set(_packages("requirements-dev.lock"))
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in (*wanted, *extras) if name not in explained] == []


def test_the_issuer_for_the_tests_is_pinned_and_hashed_and_names_no_place_to_fetch_from() -> None:
    lock = json.loads((ROOT / "tests" / "issuer" / "package-lock.json").read_text("utf-8"))
    packages = {where: one for where, one in lock["packages"].items() if where}
    assert len(packages) > 20
    for where, one in packages.items():
        assert one["integrity"].startswith("sha512-"), where
        assert "resolved" not in one
        assert one["license"] in {"MIT", "ISC"}
