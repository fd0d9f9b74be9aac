"""The offline verifier stands alone: packed as `verify/` says, it needs nothing of the house."""

import os
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from tests.evidence.bundles import made_up

ROOT = Path(__file__).parents[2]
VERIFY = ROOT / "verify"


def packed() -> dict[str, str]:
    told = tomllib.loads((VERIFY / "pyproject.toml").read_text(encoding="utf-8"))
    files: dict[str, str] = told["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    return files


def test_it_is_packed_from_the_evidence_room_and_lacks_nothing(tmp_path: Path) -> None:
    for source, target in packed().items():
        file = tmp_path / target
        file.parent.mkdir(exist_ok=True)
        shutil.copy(VERIFY / source, file)
    bundle = tmp_path / "bundle.jsonl"
    bundle.write_bytes(made_up(3).written())
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); sys.path[:] = [p for p in sys.path"
        f" if not p.startswith({str(ROOT / 'src')!r})]\n"
        "from stafett_verify.terminal import main\n"
        "code = main(sys.argv[1:])\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'stafett']\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path), str(bundle)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "as it was signed" in done.stdout


def test_of_the_evidence_room_what_only_the_house_and_the_witness_need_is_left_out() -> None:
    there = {file.name for file in (ROOT / "src" / "stafett" / "evidence").glob("*.py")}
    taken = {Path(target).name for target in packed().values()}
    assert there - taken == {"sealed_copy.py", "time_stamp.py", "witness.py"}


@pytest.mark.cold
def test_it_is_installed_on_a_machine_that_has_nothing_of_ours(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / "bin"
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", **os.environ}
    subprocess.run(
        [programs / "python", "-m", "pip", "install", "-q", str(VERIFY)], check=True, env=quiet
    )
    bundle = tmp_path / "bundle.jsonl"
    bundle.write_bytes(made_up(3).written())
    done = subprocess.run(
        [programs / "stafett-verify", str(bundle)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
