"""`stafett-verify`: check what you were handed, on a machine of your own, asking nobody."""

import argparse
import base64
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from .checkpoint import Checkpoint, NotBelieved, believed
from .granted import Grant, NotGranted, Reading, new_key, written
from .handed_over import fingerprint
from .lines_told import LinesTold, NotToldSo
from .note import NotANote, Note
from .proof import HEADER, ConsistencyProof, LineProof, NotAProof, NotProved, OtherKeys
from .receipt import NotAReceipt, Receipt
from .receipts_kept import ReceiptsKept, at_in_words
from .verifier_key import NotAKey, VerifierKey
from .verifying import Fault, Known, Pruned, Report, check_bundle

WELL: Final = 0
WRONG: Final = 1
NOT_CHECKED: Final = 2
_BEGINNING: Final = 64
_RUNS: Final = 20
"""Places of pruned lines that are named one by one."""


class _Cannot(Exception):  # noqa: N818
    """What was given cannot be used; the message says what to give."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a file and say what was found.

    Returns 0 when all is as it was signed, 1 when something is not, 2 when it could not be
    checked.
    """
    asked = _parser().parse_args(arguments)
    if asked.new_reading_key:
        return _make_key(asked.file)
    try:
        report = _check(asked)
    except _Cannot as why:
        print(f"stafett-verify: {why}", file=sys.stderr)  # noqa: T201
        return NOT_CHECKED
    except OSError as trouble:
        print(f"stafett-verify: {trouble.filename}: {trouble.strerror}", file=sys.stderr)  # noqa: T201
        return NOT_CHECKED
    if asked.json:
        print(json.dumps({"well": report.well, **asdict(report)}))  # noqa: T201
    else:
        print("\n".join(_words(report)))  # noqa: T201
    return WELL if report.well else WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stafett-verify",
        description="See whether an evidence bundle, or a proof, is as it was signed. "
        "Exit code 0: it is. 1: it is not, and the first wrong line is named. 2: not checked.",
    )
    parser.add_argument("file", type=Path, help="a bundle, a .tlog-proof, or a consistency proof")
    parser.add_argument(
        "--key",
        metavar="FINGERPRINT",
        help="the fingerprint of the book's keys, as you know it from elsewhere; without it the "
        "file can only be held against itself",
    )
    parser.add_argument(
        "--since",
        metavar="CHECKPOINT",
        type=Path,
        action="append",
        default=[],
        help="a checkpoint you have kept: the book must still begin with it",
    )
    parser.add_argument(
        "--receipts",
        type=Path,
        help="receipts you were given, one JSON object a line: what each was for must be there",
    )
    parser.add_argument(
        "--lines",
        type=Path,
        help="what an auditor was told (JSON Lines), beside a bundle: each line must be in it, and "
        "of a time asked for as a whole none may be left out",
    )
    parser.add_argument(
        "--witness",
        metavar="KEY",
        action="append",
        default=[],
        help="a witness that must have signed too (name+id+key)",
    )
    parser.add_argument(
        "--log-key",
        metavar="KEY",
        action="append",
        default=[],
        help="a key of the log (name+id+key), for a consistency proof",
    )
    parser.add_argument(
        "--grant", type=Path, help="what of one matter you were granted to read, beside a bundle"
    )
    parser.add_argument("--reading-key", type=Path, help="the file with your key to read it with")
    parser.add_argument(
        "--content", type=Path, help="where to write what was opened; the file must not be there"
    )
    parser.add_argument(
        "--new-reading-key",
        action="store_true",
        help="make such a key in FILE, and show its public half for whoever grants you something",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")
    return parser


def _check(asked: argparse.Namespace) -> Report:
    witnesses = [_key(one) for one in asked.witness]
    earlier = [_note(one) for one in asked.since]
    with asked.file.open("rb") as file:
        beginning = file.read(_BEGINNING)
        file.seek(0)
        if beginning.startswith(b"{"):
            receipts = None if asked.receipts is None else ReceiptsKept(_receipts(asked.receipts))
            reading = None if asked.grant is None else _reading(asked)
            try:
                lines = None if asked.lines is None else LinesTold(asked.lines)
            except NotToldSo as why:
                return Report(fault=Fault("lines", why.says))
            known = Known(asked.key, earlier, witnesses, receipts, reading, lines)
            report = check_bundle(file, known, _progress)
            _progress(0)
            if reading is not None and report.well:
                _put(asked.content, written(reading.contents).encode())
            return report
        if asked.grant is not None:
            raise _Cannot("a grant is held against a bundle")
        if asked.lines is not None:
            raise _Cannot("lines are held against a bundle")
        try:
            text = file.read().decode()
        except UnicodeDecodeError:
            raise _Cannot("this is neither a bundle nor a proof") from None
    if text.startswith(HEADER):
        return _line_proof(text, asked.key, witnesses)
    if text.startswith(("old ", "extra ")):
        if len(earlier) != 1:
            raise _Cannot("a consistency proof takes one --since")
        return _consistency(text, earlier[0], asked, witnesses)
    raise _Cannot("this is neither a bundle nor a proof")


def _reading(asked: argparse.Namespace) -> Reading:
    if asked.reading_key is None or asked.content is None:
        raise _Cannot("a grant takes --reading-key, and --content for what is opened")
    try:
        private = base64.b64decode(asked.reading_key.read_bytes(), validate=False)
        return Reading(Grant.opened(asked.grant.read_bytes(), private))
    except (NotGranted, ValueError):
        raise _Cannot("this grant was not written for that key") from None


def _make_key(file: Path) -> int:
    private, public = new_key()
    try:
        _put(file, base64.b64encode(private) + b"\n")
    except OSError as trouble:
        print(f"stafett-verify: {file}: {trouble.strerror}", file=sys.stderr)  # noqa: T201
        return NOT_CHECKED
    print(base64.b64encode(public).decode())  # noqa: T201
    return WELL


def _put(file: Path, content: bytes) -> None:
    """Write a new file for its owner alone."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)


def _line_proof(text: str, pin: str | None, witnesses: Sequence[VerifierKey]) -> Report:
    report = Report(pinned=pin is not None, whole=False)
    try:
        proof = LineProof.read(text)
        report.fingerprint = proof.fingerprint
        if pin not in (None, proof.fingerprint):
            report.fault = Fault("key", "it is not signed with the keys that were asked for")
            return report
        report.origin = proof.check(witnesses).origin
        report.lines = 1
        if proof.line.pruned:
            report.take_pruned(report.origin, proof.line.position)
    except NotAProof:
        report.fault = Fault("not-read", "it is not written as a proof is")
    except (NotANote, NotBelieved):
        report.fault = Fault("checkpoint", "the checkpoint is not signed as it must be")
    except NotProved:
        report.fault = Fault("proof", "the line does not stand where it is said to stand")
    return report


def _consistency(
    text: str, kept: Note, asked: argparse.Namespace, witnesses: Sequence[VerifierKey]
) -> Report:
    keys, pin = [_key(one) for one in asked.log_key], asked.key
    report = Report(pinned=bool(keys) or pin is not None, whole=False)
    try:
        proof = ConsistencyProof.read(text)
        if keys:
            earlier: Checkpoint = believed(kept, keys)
            report.origin = proof.check(earlier, (*keys, *witnesses)).origin
            return report
        if proof.book is None:
            raise _Cannot("this consistency proof takes the --log-key of the log")
        report.fingerprint = fingerprint(proof.book.keys)
        report.origin = proof.check_kept(kept, witnesses, pin).origin
    except NotAProof:
        report.fault = Fault("not-read", "it is not written as a proof is")
    except OtherKeys:
        report.fault = Fault("key", "it is not signed with the keys that were asked for")
    except (NotANote, NotBelieved):
        report.fault = Fault("checkpoint", "a checkpoint is not signed as it must be")
    except NotProved:
        report.fault = Fault("proof", "the later checkpoint does not continue the earlier one")
    return report


def _words(report: Report) -> list[str]:
    """Return the report in words."""
    lines: list[str] = []
    for log in report.logs:
        signed = "" if log.signed_at is None else f", signed {at_in_words(log.signed_at)}"
        lines.append(f"{_plain(log.origin)}: {log.size} lines{signed}\n  root {log.root}")
    if report.fault is not None:
        fault = report.fault
        file = "lines" if fault.code == "lines" else "file"
        place = [f"line {fault.line} of the {file}"] if fault.line is not None else []
        place += [_plain(fault.log)] if fault.log is not None else []
        place += [f"position {fault.position}"] if fault.position is not None else []
        place += [f"stream {fault.stream} version {fault.version}"] if fault.stream else []
        return [*lines, f"WRONG: {fault.says}", *([f"  {', '.join(place)}"] if place else [])]
    if report.logs and not report.whole:
        lines.append("What came before the first line in here is not in here.")
    if report.pruned:
        lines += _pruned(report.pruned)
    if report.content is not None:
        lines.append(", ".join(f"content {k}: {v}" for k, v in report.content.items()))
    if report.told is not None:
        lines.append(_plain(_told(report.told)))
    if report.receipts is not None:
        lines.append(", ".join(f"receipts {k}: {v}" for k, v in report.receipts.items()))
    if not report.pinned:
        lines.append(
            f"Keys: {report.fingerprint}\n"
            "  Compare with what you know of this book, or give it as --key: whoever made this "
            "file chose the keys in it."
        )
    return [*lines, f"OK: {_plain(report.origin)}: as it was signed"]


def _plain(name: str) -> str:
    """Return a name that a file gives itself as one line of letters.

    Or it could wipe the screen, and write of itself that all is well.
    """
    return "".join(one if one.isprintable() else "?" for one in name)


def _pruned(found: Sequence[Pruned]) -> list[str]:
    """Return which lines have nothing left but the hash of what was sealed in them."""
    told = [f"{sum(one.lines for one in found)} lines pruned: of each only the hash is left"]
    for one in found[:_RUNS]:
        upto = "" if one.first == one.last else f"-{one.last}"
        told.append(f"  {one.log}: {one.first}{upto}")
    rest = len(found) - _RUNS
    return told if rest <= 0 else [*told, f"  and {rest} more places: see --json"]


def _told(told: Mapping[str, object]) -> str:
    first = f"{told['lines']} lines of {told['ledger']} from {told['since']} to {told['until']}: "
    if told["complete"]:
        return first + "every one of that time, and each as it was signed"
    chosen = ", ".join(
        f"{name} {told[name]}" for name in ("child", "actor", "unit") if name in told
    )
    return first + f"each as it was signed; by {chosen}, so others may have been left out"


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} lines" if done else "\r\x1b[K")
        sys.stderr.flush()


def _key(written: str) -> VerifierKey:
    try:
        return VerifierKey.read(written)
    except NotAKey:
        raise _Cannot("a key is written name+id+key, as the log or the witness shows it") from None


def _note(file: Path) -> Note:
    try:
        return Note.read(file.read_text(encoding="utf-8"))
    except (NotANote, UnicodeDecodeError):
        raise _Cannot(f"{file} is not a checkpoint") from None


def _receipts(file: Path) -> list[Receipt]:
    found: list[Receipt] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            told = json.loads(line)
            found.append(Receipt.from_json(told.get("receipt", told)))
        except (NotAReceipt, ValueError, AttributeError, TypeError):
            raise _Cannot(f"{file}: line {number} is not a receipt") from None
    return found


if __name__ == "__main__":
    sys.exit(main())
