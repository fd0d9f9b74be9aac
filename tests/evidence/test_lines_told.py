"""What an auditor was told, held against a bundle: what is left out, changed or put in is named."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from stafett.evidence.lines_told import ending
from stafett.evidence.terminal import main
from tests.evidence.bundles import MadeUp, made_up

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EVER: Final = ("2020-01-01T00:00:00Z", "2040-01-01T00:00:00Z")
Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def book() -> MadeUp:
    seed = 1
    while len((found := made_up(seed)).logs[-1].lines) < 8:
        seed += 1
    found.logs = found.logs[-1:]
    return found


@pytest.fixture
def bundle(book: MadeUp, tmp_path: Path) -> Path:
    file = tmp_path / "bundle.jsonl"
    file.write_bytes(book.written())
    return file


def instant(at: int) -> str:
    return (EPOCH + timedelta(microseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def lines_of(book: MadeUp) -> Lines:
    """Return the lines of the journal as an auditor is told of them."""
    return [
        {
            "ledger": "JOURNAL",
            "position": line.position,
            "at": instant(line.at),
            "what": "matter-opened",
            "leaf": line.leaf.hex(),
        }
        for line in book.logs[0].lines
    ]


def told(book: MadeUp, lines: Lines, file: Path, **but: Any) -> Path:
    """Write what was told to a file, signed by the book."""
    written = "".join(json.dumps(line) + "\n" for line in lines).encode()
    asked: dict[str, Any] = {
        "ledger": "JOURNAL",
        "since": EVER[0],
        "until": EVER[1],
        "child": None,
        "actor": None,
        "unit": None,
        "askedAt": EVER[1],
        "head": len(book.logs[0].lines),
        "lines": len(lines),
    }
    digest = sha256(written).digest()
    file.write_bytes(written + ending({**asked, **but}, digest, book.signer))
    return file


def checked(bundle: Path, lines: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = main([str(bundle), "--lines", str(lines), "--json"])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert code == (0 if report["well"] else 1)
    return report


def test_what_was_told_is_all_of_it_and_as_it_was_signed(
    book: MadeUp, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(book, lines_of(book), tmp_path / "lines")
    report = checked(bundle, lines, capsys)
    assert report["well"], report
    assert report["told"]["lines"] == len(book.logs[0].lines)
    assert report["told"]["complete"] is True
    assert main([str(bundle), "--lines", str(lines)]) == 0
    assert "every one of that time, and each as it was signed" in capsys.readouterr().out


def test_of_a_part_of_the_time_too(
    book: MadeUp, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lines_of(book)
    since, until = lines[2]["at"], lines[-1]["at"]
    some = [line for line in lines if since <= line["at"] < until]
    file = told(book, some, tmp_path / "lines", since=since, until=until)
    assert checked(bundle, file, capsys)["well"]
    file = told(book, some[1:], tmp_path / "lines", since=since, until=until)
    fault = checked(bundle, file, capsys)["fault"]
    assert (fault["code"], fault["position"]) == ("lines", some[0]["position"])


def test_of_what_was_chosen_each_line_is_checked_and_no_more_is_said(
    book: MadeUp, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = told(book, lines_of(book)[3:5], tmp_path / "lines", child="a child")
    report = checked(bundle, some, capsys)
    assert (report["well"], report["told"]["complete"]) == (True, False)
    assert main([str(bundle), "--lines", str(some)]) == 0
    assert "by child a child, so others may have been left out" in capsys.readouterr().out


def left_out(lines: Lines) -> int:
    return int(lines.pop(3)["position"])


def changed(lines: Lines) -> int:
    lines[3]["leaf"] = bytes(32).hex()
    return 4


def at_another_time(lines: Lines) -> int:
    lines[3]["at"] = "2027-01-01T00:00:00Z"
    return 4


def put_in(lines: Lines) -> int:
    lines.append({**lines[-1], "position": len(lines) + 1})
    return len(lines)


def told_twice(lines: Lines) -> int:
    lines.insert(3, lines[3])
    return 4


def swapped(lines: Lines) -> int:
    lines[3]["leaf"], lines[4]["leaf"] = lines[4]["leaf"], lines[3]["leaf"]
    return 4


@pytest.mark.parametrize("harm", [left_out, changed, at_another_time, put_in, told_twice, swapped])
def test_what_was_done_to_a_line_is_named(
    book: MadeUp,
    bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    harm: Callable[[Lines], int],
) -> None:
    lines = lines_of(book)
    position = harm(lines)
    fault = checked(bundle, told(book, lines, tmp_path / "lines"), capsys)["fault"]
    assert (fault["code"], fault["position"]) == ("lines", position), fault


def test_what_the_book_did_not_sign_so_is_refused(
    book: MadeUp, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = told(book, lines_of(book), tmp_path / "lines").read_bytes()
    for bent in (
        whole.replace(b"matter-opened", b"list-read", 1),
        whole[: whole.rindex(b"{")],
        whole[: -(len(whole) // 2)],
        whole.replace(b'"since":"2020', b'"since":"2021', 1),
        whole.replace(b'"child":null', b'"child":"x"', 1),
        whole.replace(b'"signature":"', b'"signature":"AAAA', 1),
        whole.replace(b'"ledger":"JOURNAL"', b'"ledger":"BOOK"', 1),
        b"",
    ):
        (tmp_path / "bent").write_bytes(bent)
        report = checked(bundle, tmp_path / "bent", capsys)
        assert report["fault"]["code"] == "lines"
    assert main([str(bundle), "--lines", str(tmp_path / "bent")]) == 1
    assert "it was cut" in capsys.readouterr().out


def test_a_bundle_that_does_not_reach_over_the_time_does_not_show_that_it_is_all(
    book: MadeUp, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lines_of(book)
    later = told(book, lines, tmp_path / "lines", head=len(lines) + 1)
    fault = checked(bundle, later, capsys)["fault"]
    assert (fault["code"], "does not reach" in fault["says"]) == ("lines", True)
    book.logs[0].since = 2
    bundle.write_bytes(book.written())
    book.logs[0].since = 0
    fault = checked(bundle, told(book, lines, tmp_path / "lines"), capsys)["fault"]
    assert (fault["code"], fault["position"]) == ("lines", 1)
    fault = checked(bundle, told(book, lines[2:], tmp_path / "lines"), capsys)["fault"]
    assert (fault["code"], "does not reach" in fault["says"]) == ("lines", True)


def test_lines_are_held_against_a_bundle_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = tmp_path / "consistency"
    proof.write_text("old 1\n\n", encoding="utf-8")
    assert main([str(proof), "--lines", str(proof)]) == 2
    assert main([str(proof), "--lines", str(tmp_path / "nothing")]) == 2
    assert capsys.readouterr().err.count("stafett-verify: ") == 2
