"""What a line of the journal holds: each field has its place on the page, and old lines read."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from stafett.domain.facts import Event, catalogue
from stafett.journal import (
    AskingRefused,
    Ground,
    ListRead,
    MatterOpened,
    Outcome,
    PersonChanged,
    PersonLookedUp,
    Through,
)
from stafett.ledger.registry import Registry
from tests.golden.files import FOLDER, bodies

ROOT = Path(__file__).parents[2]
LINES = [kind for kind in catalogue().values() if kind.__module__.startswith("stafett.journal")]
NESTED = {"through": Through, "ground": Ground}


def old(name: str) -> list[Any]:
    """Return the lines of the first version as they are read today."""
    return [Registry().read(name, 1, body) for body in bodies(FOLDER / f"{name}.v1.json")]


@pytest.mark.parametrize("kind", LINES, ids=lambda kind: kind.name)
def test_every_field_of_a_line_stands_on_the_page(kind: type[Event]) -> None:
    page = (ROOT / "docs" / "journal.md").read_text("utf-8")
    named = {name for row in page.splitlines() if row.startswith("| `") for name in _named(row)}
    wanted = set[str]()
    for one in fields(kind):  # type: ignore[arg-type]
        inside = NESTED.get(one.name)
        wanted |= {f"{one.name}.{part.name}" for part in fields(inside)} if inside else {one.name}
    assert wanted - named == set()


def _named(row: str) -> set[str]:
    return {word.strip("` ") for word in row.split("|")[1].split(",")}


def test_a_line_of_the_first_version_reads_as_if_nobody_had_asked_for_more() -> None:
    for line in old(MatterOpened.name):
        assert (line.ground, line.outcome) == (Ground(), Outcome.SHOWN)
        assert (line.fields, line.entries, line.size) == ((), None, None)
        assert (line.through.log_in, line.through.origin) == (None, None)
    for line in old(PersonChanged.name):
        assert line.outcome is Outcome.DONE
    for line in old(PersonLookedUp.name):
        assert line.outcome is (Outcome.SHOWN if line.told else Outcome.MISSED)


def test_an_old_list_still_tells_what_stood_on_it() -> None:
    stored = [json.loads(body)["shown"] for body in bodies(FOLDER / f"{ListRead.name}.v1.json")]
    assert [[str(one) for one in line.shown] for line in old(ListRead.name)] == stored
    assert any(stored)


@pytest.mark.parametrize(
    ("reason", "outcome"), [("STRANGER", Outcome.MISSED), ("NOT_FOR_YOU", Outcome.REFUSED)]
)
def test_an_old_no_tells_whether_there_was_anything(reason: str, outcome: Outcome) -> None:
    body = json.loads(bodies(FOLDER / f"{AskingRefused.name}.v1.json")[0]) | {"reason": reason}
    line = Registry().read(AskingRefused.name, 1, json.dumps(body).encode())
    assert isinstance(line, AskingRefused)
    assert line.outcome is outcome
