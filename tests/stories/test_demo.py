"""The demo as people meet it: it starts, tells, hands out tokens that work, and cleans up."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stafett.cli.ready import made_ready
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.folders import MARKER
from stafett.postgres.pool import connect
from stafett.settings import Settings

SLOWEST_SECONDS = 300


def ran(*words: str, data: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "stafett", *words],
        env=environ(data, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=SLOWEST_SECONDS,
    )


def environ(data: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NO_COLOR")}
    kept.pop("STAFETT_KEYSTORE_URL", None)
    return {**kept, "STAFETT_DATA": str(data), "PYTHONPATH": "src", **more}


@dataclass
class Open:
    """A demo that has told its stories and stays open."""

    process: "subprocess.Popen[str]"
    folder: Path
    text: str

    def lines_to_try(self) -> list[str]:
        shown = self.text.partition("Worth trying")[2].partition("Where it lies")[0]
        return [line for line in shown.splitlines() if line.startswith(("curl ", ". "))]


def written_by_an_earlier_version(data: Path) -> None:
    """Leave a demo's databases whose tables were made from another file than ours."""

    async def changed(clusters: Clusters) -> None:
        await made_ready(clusters)
        async with connect(clusters.events) as connection:
            await connection.execute("UPDATE migration_seal SET sha256 = sha256('older'::bytea)")

    with open_clusters(Settings(data=data), "demo") as clusters:
        asyncio.run(changed(clusters))


@pytest.fixture(scope="module")
def opened(open_folder: Path) -> Iterator[Open]:
    data = open_folder / "demo"
    data.mkdir(mode=0o711)
    shown = (data / "shown.txt").open("w+", encoding="utf-8")
    (data / MARKER).write_text("ours\n")
    written_by_an_earlier_version(data)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "stafett", "demo", "--port", "18180"],
        env=environ(data, DATABASE_URL="postgresql://nobody@nowhere/x")
        | {"STAFETT_KEYSTORE_URL": "postgresql://nobody@nowhere/y"},
        stdout=shown,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        deadline = time.monotonic() + SLOWEST_SECONDS
        text = ""
        while "Ctrl-C" not in text:
            assert process.poll() is None, text
            assert time.monotonic() < deadline, text
            time.sleep(0.2)
            text = (data / "shown.txt").read_text(encoding="utf-8")
        yield Open(process, data / "demo", text)
    finally:
        process.kill()
        process.wait()
        shown.close()


def test_it_tells_every_story_and_says_so(opened: Open) -> None:
    assert "everything as told" in opened.text
    assert "✗" not in opened.text
    assert "DATABASE_URL is left alone" in opened.text
    assert str(opened.folder) in opened.text


def test_it_hands_over_one_bundle_and_the_command_that_checks_it(opened: Open) -> None:
    (bundle,) = opened.folder.glob("evidence-bundle-*")
    (line,) = [line for line in opened.text.splitlines() if "evidence verify" in line]
    command = line.split("./stafett ")[1].split()
    assert str(bundle) in command
    checked = ran(*command, data=opened.folder.parent)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "as it was signed" in checked.stdout
    changed = bundle.read_bytes().replace(b'"0', b'"1', 1)
    other = bundle.with_name("changed.jsonl")
    other.write_bytes(changed)
    refused = ran("evidence", "verify", str(other), "--json", data=opened.folder.parent)
    assert refused.returncode == 1
    assert '"well": false' in refused.stdout


def test_it_leaves_the_ordinary_logg_on_paper_and_the_command_that_checks_it(opened: Open) -> None:
    (paper,) = opened.folder.glob("logg-*.pdf")
    assert paper.stat().st_mode & 0o077 == 0
    (line,) = [line for line in opened.text.splitlines() if "printout check" in line]
    command = line.split("./stafett ")[1].split()
    assert str(paper) in command
    checked = ran(*command, data=opened.folder.parent)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "as it was signed, to the last byte" in checked.stdout
    other = paper.with_name("changed.pdf")
    other.write_bytes(paper.read_bytes().replace(b"/Lang(nb)", b"/Lang(nn)", 1))
    assert other.read_bytes() != paper.read_bytes()
    command[command.index(str(paper))] = str(other)
    assert ran(*command, data=opened.folder.parent).returncode == 1


def test_what_an_earlier_version_wrote_is_set_aside_and_kept(opened: Open) -> None:
    (aside,) = opened.folder.parent.glob("demo-before-*")
    assert f"set aside: {aside}" in opened.text
    assert (aside / MARKER).exists()


def test_nobody_else_can_read_the_tokens_the_log_or_the_root_key(opened: Open) -> None:
    for name in ("tokens.sh", "service.log", "keys/root.key"):
        assert (opened.folder / name).stat().st_mode & 0o077 == 0, name


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here to try")
def test_the_lines_worth_trying_work_as_they_stand(opened: Open) -> None:
    tokens, *lines = opened.lines_to_try()
    assert len(lines) == 3
    answers = [
        subprocess.run(
            ["sh", "-c", f"{tokens}\n{line}"], capture_output=True, text=True, check=True
        ).stdout
        for line in lines
    ]
    assert '"items":[' in answers[0]
    assert answers[1].startswith("HTTP/1.1 404")
    assert '"signature":' in answers[2]


def test_while_it_runs_its_folder_stays(opened: Open) -> None:
    refused = ran("demo", "--reset", data=opened.folder.parent)
    assert refused.returncode == 3
    assert "stop it first" in refused.stderr
    assert opened.folder.is_dir()


def test_ctrl_c_ends_it_in_peace_and_reset_leaves_nothing(opened: Open) -> None:
    opened.process.send_signal(signal.SIGINT)
    assert opened.process.wait(60) == 0
    assert not re.findall(r"Traceback|pending", (opened.folder.parent / "shown.txt").read_text())
    removed = ran("demo", "--reset", data=opened.folder.parent)
    assert removed.returncode == 0
    assert not opened.folder.exists()
    assert (opened.folder.parent / "shown.txt").exists()


def test_reset_leaves_a_folder_without_our_marker_alone(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "letters.txt").write_text("somebody's")
    refused = ran("demo", "--reset", data=tmp_path)
    assert refused.returncode == 3
    assert "marker" in refused.stderr
    assert (folder / "letters.txt").exists()


def test_reset_does_not_follow_a_link_to_a_marked_folder(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / MARKER).write_text("ours\n")
    (tmp_path / "demo").symlink_to(elsewhere)
    assert ran("demo", "--reset", data=tmp_path).returncode == 3
    assert (elsewhere / MARKER).exists()


def test_reset_where_nothing_was_says_so(tmp_path: Path) -> None:
    nothing = ran("demo", "--reset", data=tmp_path)
    assert nothing.returncode == 0
    assert "nothing to remove" in nothing.stdout
