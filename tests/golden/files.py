"""How every event has ever been stored: one file for each, written once and never again.

After adding an event or raising its version, run ``python -m tests.golden.files``: it writes
the files that are missing, and touches no other. A file that has been released is never changed
or removed, because books hold lines like it.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import stafett.journal  # noqa: F401 - the journal's events stand in the catalogue too
from stafett.domain.facts import Event, catalogue
from stafett.ledger.registry import Registry, import_domain
from tests.golden.samples import samples_of

FOLDER = Path(__file__).parent
OURS = ("test-",)
"""Names that begin so belong to tests and benchmarks; no book of anybody's holds them."""


def events() -> Sequence[type[Event]]:
    """Return every event class that can stand in a book, by name."""
    import_domain()
    return [
        kind
        for (name, _), kind in sorted(catalogue().items(), key=lambda one: one[0])
        if not name.startswith(OURS)
    ]


def file_of(name: str, version: int) -> Path:
    """Return the golden file of one version of an event."""
    return FOLDER / f"{name}.v{version}.json"


def bodies(path: Path) -> list[bytes]:
    """Return what a golden file holds: the stored bytes of each sample."""
    return [
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        for body in json.loads(path.read_text())
    ]


def write_missing() -> list[Path]:
    """Write the files of events that have none yet, and return them."""
    registry = Registry()
    written = []
    for kind in events():
        path = file_of(kind.name, kind.version)
        if not path.exists():
            stored = [json.loads(registry.write(sample)) for sample in samples_of(kind)]
            text = ",\n".join(json.dumps(body, ensure_ascii=False) for body in stored)
            path.write_text(f"[\n{text}\n]\n")
            written.append(path)
    return written


if __name__ == "__main__":
    for path in write_missing():
        print(path.name)  # noqa: T201 - a command says what it did
