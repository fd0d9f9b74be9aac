"""What was written once is read for ever: every event, as every release has stored it."""

import json
from pathlib import Path

import pytest

from stafett.domain.facts import Event
from stafett.ledger.registry import Registry
from tests.golden.files import FOLDER, bodies, events, file_of
from tests.golden.samples import samples_of

FILES = sorted(FOLDER.glob("*.json"))


def _named(path: Path) -> tuple[str, int]:
    name, _, version = path.stem.rpartition(".v")
    return name, int(version)


def test_every_event_has_its_golden_file() -> None:
    missing = [kind.name for kind in events() if not file_of(kind.name, kind.version).exists()]
    assert not missing, "run: python -m tests.golden.files"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_ever_stored_can_still_be_read(path: Path) -> None:
    registry = Registry()
    name, version = _named(path)
    stored = bodies(path)
    assert stored
    for body in stored:
        assert registry.read(name, version, body).name == name


@pytest.mark.parametrize("kind", events(), ids=lambda kind: kind.name)
def test_an_event_is_stored_and_read_as_its_golden_file_says(kind: type[Event]) -> None:
    registry = Registry()
    samples = samples_of(kind)
    stored = bodies(file_of(kind.name, kind.version))
    assert [registry.read(kind.name, kind.version, body) for body in stored] == samples
    assert [json.loads(registry.write(sample)) for sample in samples] == list(
        map(json.loads, stored)
    )
