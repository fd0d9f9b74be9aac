"""What docs/evidence.md is published with is what the code gives, and its bundle holds."""

import json
import subprocess
from pathlib import Path

import pytest

from stafett.evidence.terminal import main
from tests.evidence.agreement import NODE, PEER
from tests.evidence.vectors import FILE, vectors

BUNDLE = FILE.with_name("evidence-vector.jsonl")
PRUNED = FILE.with_name("evidence-vector-pruned.jsonl")


def test_the_published_vectors_are_what_the_code_gives() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == vectors()


def test_the_published_bundle_is_well_under_the_published_fingerprint() -> None:
    known = json.loads(FILE.read_text(encoding="utf-8"))["fingerprint"]
    assert main([str(BUNDLE), "--key", known]) == 0


def test_of_the_published_bundle_with_pruned_lines_each_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = json.loads(FILE.read_text(encoding="utf-8"))["fingerprint"]
    assert main([str(PRUNED), "--key", known, "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)["pruned"]
    marked = [line for line in PRUNED.read_bytes().splitlines() if line.endswith(b',"pruned"]')]
    assert sum(one["last"] - one["first"] + 1 for one in runs) == len(marked) > 3


@pytest.mark.skipif(NODE is None, reason="needs Node; .ci/run installs it")
@pytest.mark.parametrize("bundle", [BUNDLE, PRUNED], ids=["whole", "pruned"])
def test_the_second_checker_takes_the_published_bundle(tmp_path: Path, bundle: Path) -> None:
    (tmp_path / "bundle").write_bytes(bundle.read_bytes())
    told = subprocess.run(
        [NODE or "node", PEER, tmp_path], capture_output=True, text=True, check=True
    ).stdout
    assert json.loads(told)["code"] is None
