"""`stafett-verify` at a terminal: what it says, and with which exit code."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stafett.evidence.checkpoint import Checkpoint, LogSigner
from stafett.evidence.handed_over import fingerprint
from stafett.evidence.note import Note
from stafett.evidence.proof import BookPairs, ConsistencyProof, LineProof, NotAProof
from stafett.evidence.terminal import main
from stafett.evidence.tree import consistency_path, inclusion_path
from tests.evidence.bundles import BEGUN, MadeUp, made_up, pruned, receipts_of


@pytest.fixture(scope="module")
def book() -> MadeUp:
    seed = 11
    while len((book := made_up(seed)).logs[0].lines) < 6:
        seed += 1
    return book


@pytest.fixture
def bundle(book: MadeUp, tmp_path: Path) -> Path:
    file = tmp_path / "evidence-bundle.jsonl"
    file.write_bytes(book.written())
    return file


def line_proof(book: MadeUp, place: int) -> LineProof:
    log = book.logs[0]
    line = log.lines[place]._replace(position=place + 1)
    before = [one.leaf for one in log.lines[:place] if one.stream == line.stream]
    return LineProof(
        book.keys,
        book.tenant,
        "event",
        line._replace(previous=before[-1]) if before else line,
        place,
        inclusion_path([one.leaf for one in log.lines], place),
        Note.read(log.note),
    )


def consistency(book: MadeUp, size: int) -> tuple[Note, ConsistencyProof]:
    log = book.logs[0]
    path = consistency_path([one.leaf for one in log.lines], size) if size else ()
    return book.checkpoint(log, size), ConsistencyProof(size, path, Note.read(log.note))


def test_a_whole_bundle_is_well(
    book: MadeUp, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(bundle), "--key", fingerprint(book.keys)]) == 0
    said = capsys.readouterr().out
    assert f"{book.origin_of(book.logs[0])}: {len(book.logs[0].lines)} lines, signed 2026" in said
    assert said.endswith(f"OK: {book.origin}: as it was signed\n")


def test_without_the_key_it_says_what_that_is_worth(
    book: MadeUp, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(bundle)]) == 0
    assert f"Keys: {fingerprint(book.keys)}" in capsys.readouterr().out


def test_for_machines_it_is_one_object(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bundle), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["well"], told["pinned"], told["whole"], told["fault"]) == (True, False, True, None)


def test_a_changed_line_is_named_with_its_place(
    book: MadeUp, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = bundle.read_bytes().splitlines(keepends=True)
    key_id = book.logs[0].lines[1].key_id.hex().encode()
    lines[2] = lines[2].replace(key_id, bytes(16).hex().encode())
    bundle.write_bytes(b"".join(lines))
    assert main([str(bundle)]) == 1
    said = capsys.readouterr().out
    assert "WRONG: it is not what its leaf says" in said
    assert "line 3 of the file" in said
    assert "position 2" in said


@pytest.mark.parametrize("trick", ["x\nOK: as it was signed", "\x1b[2J\x1b[HOK: fine", "\u202eKO"])
def test_a_file_writes_nothing_of_its_own_on_the_screen(
    bundle: Path, capsys: pytest.CaptureFixture[str], trick: str
) -> None:
    """A forged one could wipe what is said of it, and say the opposite."""
    first, rest = bundle.read_bytes().split(b"\n", 1)
    told = json.loads(first)
    told["logs"][0]["origin"] = trick
    forged = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    bundle.write_bytes(forged.encode() + b"\n" + rest)
    assert main([str(bundle)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert not [line for line in said if line.startswith("OK") or not line.isprintable()]
    assert said[0].startswith("WRONG")


def test_only_the_end_of_a_book_is_said_to_be_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = 30
    while len((book := made_up(seed)).logs[0].lines) < 3:
        seed += 1
    book.logs[0].since = 2
    book.logs = book.logs[:1]
    file = tmp_path / "later.jsonl"
    file.write_bytes(book.written())
    kept = tmp_path / "kept.checkpoint"
    kept.write_text(book.checkpoint(book.logs[0], 2).written(), encoding="utf-8")
    assert main([str(file), "--since", str(kept)]) == 0
    assert "What came before the first line in here is not in here." in capsys.readouterr().out


def test_receipts_that_were_kept_are_looked_for(
    book: MadeUp, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = book.logs[0].lines
    kept = receipts_of(book, [lines[0]], [lines[3]])
    file = tmp_path / "receipts.jsonl"
    told = [kept[0].to_json(), {"id": "x", "receipt": kept[1].to_json()}]
    file.write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    assert main([str(bundle), "--receipts", str(file)]) == 0
    assert "receipts found: 2" in capsys.readouterr().out
    (gone,) = receipts_of(book, [lines[0]._replace(leaf=bytes(32))])
    file.write_text(json.dumps(gone.to_json()), encoding="utf-8")
    assert main([str(bundle), "--receipts", str(file)]) == 1
    assert "WRONG: a receipt was given for lines that are not here" in capsys.readouterr().out


def test_every_line_of_a_log_is_proved_by_itself(
    book: MadeUp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "line.tlog-proof"
    for place in range(len(book.logs[0].lines)):
        file.write_text(line_proof(book, place).written(), encoding="utf-8")
        assert main([str(file), "--key", fingerprint(book.keys)]) == 0
    assert "as it was signed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda proof: proof._replace(place=proof.place ^ 1), "proof"),
        (lambda proof: proof._replace(path=proof.path[1:]), "proof"),
        (lambda proof: proof._replace(ledger="journal"), "proof"),
        (lambda proof: proof._replace(tenant=bytes(16)), "proof"),
        (lambda proof: proof._replace(line=proof.line._replace(at=1)), "proof"),
        (lambda proof: proof._replace(line=proof.line._replace(position=9)), "proof"),
        (lambda proof: proof._replace(line=proof.line._replace(leaf=bytes(32))), "proof"),
        (lambda proof: proof._replace(keys=(bytes(32), proof.keys[1])), "key"),
    ],
)
def test_a_proof_that_was_bent_proves_nothing(
    book: MadeUp,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    harm: "object",
    code: str,
) -> None:
    assert callable(harm)
    file = tmp_path / "line.tlog-proof"
    file.write_text(harm(line_proof(book, 2)).written(), encoding="utf-8")
    assert main([str(file), "--key", fingerprint(book.keys), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"]["code"] == code


def test_a_proof_under_a_checkpoint_of_strangers_proves_nothing(
    book: MadeUp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = line_proof(book, 1)
    checkpoint = Checkpoint.read(proof.checkpoint.text)
    strange = LogSigner(checkpoint.origin, bytes(32)).sign(checkpoint, 1)
    file = tmp_path / "line.tlog-proof"
    file.write_text(proof._replace(checkpoint=strange).written(), encoding="utf-8")
    assert main([str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"]["code"] == "checkpoint"


def test_a_proof_with_any_line_bent_is_not_read(book: MadeUp) -> None:
    written = line_proof(book, 2).written()
    for wrong in (
        written.replace("@v1", "@v2"),
        written.replace("index 2", "index 02"),
        written.replace("extra ", "extra  "),
        written.replace("\n\n", "\n", 1),
        written + "\n",
    ):
        with pytest.raises(NotAProof):
            LineProof.read(wrong)


def test_a_log_is_proved_to_continue_an_earlier_checkpoint(
    book: MadeUp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = book.logs[0]
    keys = [one.written() for one in LogSigner(book.origin_of(log), book.seed).keys]
    options = [part for one in keys for part in ("--log-key", one)]
    kept, file = tmp_path / "kept.checkpoint", tmp_path / "consistency"
    for size in range(len(log.lines) + 1):
        earlier, proof = consistency(book, size)
        kept.write_text(earlier.written(), encoding="utf-8")
        file.write_text(proof.written(), encoding="utf-8")
        assert main([str(file), "--since", str(kept), *options]) == 0, size
    earlier, proof = consistency(book, 3)
    kept.write_text(earlier.written(), encoding="utf-8")
    for bent, code in (
        (proof._replace(old=2), "proof"),
        (proof._replace(path=(*proof.path, bytes(32))), "proof"),
        (proof._replace(checkpoint=proof.checkpoint._replace(signatures=earlier.signatures)),
         "checkpoint"),
    ):  # fmt: skip
        file.write_text(bent.written(), encoding="utf-8")
        capsys.readouterr()
        assert main([str(file), "--since", str(kept), "--json", *options]) == 1
        assert json.loads(capsys.readouterr().out)["fault"]["code"] == code
    file.write_text("old 03\n\n" + log.note, encoding="utf-8")
    assert main([str(file), "--since", str(kept), *options]) == 1


class Exchanged:
    """A book that took other keys after a checkpoint was kept, and the proof from one to other."""

    def __init__(self, folder: Path) -> None:
        seed = 11
        while len((book := made_up(seed)).logs[0].lines) < 6:
            seed += 1
        log, self.book = book.logs[0], book
        self.old, self.late = fingerprint(book.keys), LogSigner(book.origin_of(log), book.seed)
        self.kept, self.file = folder / "kept.checkpoint", folder / "consistency"
        self.kept.write_text(book.checkpoint(log, 3).written(), encoding="utf-8")
        book.exchange_keys(BEGUN + 100)
        path = consistency_path([one.leaf for one in log.lines], 3)
        pairs = BookPairs(book.keys, book.former)
        self.proof = ConsistencyProof(3, path, book.checkpoint(log), pairs)

    def checked(self, proof: ConsistencyProof, *options: str) -> int:
        self.file.write_text(proof.written(), encoding="utf-8")
        return main([str(self.file), "--since", str(self.kept), *options])


def test_a_proof_across_two_pairs_of_keys_is_checked_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = Exchanged(tmp_path)
    assert ConsistencyProof.read(one.proof.written()) == one.proof
    assert one.checked(one.proof) == 0
    assert f"Keys: {fingerprint(one.book.keys)}" in capsys.readouterr().out
    for known in (one.old, fingerprint(one.book.keys)):
        assert one.checked(one.proof, "--key", known) == 0
        assert "Keys:" not in capsys.readouterr().out


def test_a_bent_proof_across_two_pairs_proves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = Exchanged(tmp_path)
    pairs = one.proof.book
    assert pairs is not None
    (former,) = pairs.former
    today = Checkpoint.read(one.proof.checkpoint.text)
    for bent, code in (
        (one.proof._replace(book=BookPairs(pairs.keys)), "checkpoint"),
        (one.proof._replace(book=BookPairs(former.keys, (former,))), "checkpoint"),
        (one.proof._replace(checkpoint=one.late.sign(today, BEGUN + 401)), "checkpoint"),
        (one.proof._replace(old=2), "proof"),
        (one.proof._replace(path=one.proof.path[1:]), "proof"),
    ):
        assert one.checked(bent, "--json") == 1
        assert json.loads(capsys.readouterr().out)["fault"]["code"] == code
    assert one.checked(one.proof, "--json", "--key", "0" * 64) == 1
    assert json.loads(capsys.readouterr().out)["fault"]["code"] == "key"
    assert one.checked(one.proof._replace(book=None)) == 2
    assert "--log-key" in capsys.readouterr().err
    written = one.proof.written()
    for wrong in (
        written.replace("extra ", "extra  "),
        written.replace("extra ", "extra A"),
        "extra e30=\n" + written.partition("\n")[2],
        "extra e30=",
    ):
        with pytest.raises(NotAProof):
            ConsistencyProof.read(wrong)


def test_lines_of_which_only_the_hash_is_left_are_counted_and_named(
    book: MadeUp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, others = book.logs[0], [replace(one) for one in book.logs[1:]]
    lines = [line._replace(pruned=line.position in {2, 4, 5}) for line in log.lines]
    emptied = replace(book, logs=[replace(log, lines=lines), *others])
    file = tmp_path / "pruned.jsonl"
    file.write_bytes(emptied.written())
    assert main([str(file), "--key", fingerprint(book.keys)]) == 0
    said = capsys.readouterr().out
    name = book.origin_of(log)
    assert f"3 lines pruned: of each only the hash is left\n  {name}: 2\n  {name}: 4-5\n" in said
    assert main([str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pruned"] == [
        {"log": name, "first": 2, "last": 2},
        {"log": name, "first": 4, "last": 5},
    ]
    proof = line_proof(emptied, 4)
    file.write_text(proof.written(), encoding="utf-8")
    assert main([str(file)]) == 0
    assert f"1 lines pruned: of each only the hash is left\n  {name}: 5\n" in (
        capsys.readouterr().out
    )


def test_of_very_many_pruned_lines_the_first_places_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = made_up(5, most=120)
    for log in book.logs:
        log.lines = [line._replace(pruned=bool(line.position % 2)) for line in log.lines]
    runs = sum(line.pruned for log in book.logs for line in log.lines)
    file = tmp_path / "pruned.jsonl"
    file.write_bytes(book.written())
    assert main([str(file)]) == 0
    assert f"  and {runs - 20} more places: see --json" in capsys.readouterr().out


def test_that_a_line_was_pruned_cannot_be_taken_back_or_added(tmp_path: Path) -> None:
    written = pruned(made_up(11)).written()
    file = tmp_path / "bent.jsonl"
    first, *lines = written.splitlines(keepends=True)
    for place, line in enumerate(lines[:-1]):
        mark = b',"pruned"]'
        bent = line.replace(mark, b"]") if mark in line else line.replace(b"]", mark)
        file.write_bytes(b"".join((first, *lines[:place], bent, *lines[place + 1 :])))
        assert main([str(file)]) == 1


@pytest.mark.parametrize(
    "written",
    [
        "new 3\n\n",
        "old x\n\n",
        "old 3\nAAAA\n\n",
        "old 3\n~\n\n",
        "old 3\n" + "x\n" * 64 + "\n",
        "old 3\n\nno note",
    ],
)
def test_what_is_no_consistency_proof_is_not_read(written: str) -> None:
    with pytest.raises(NotAProof):
        ConsistencyProof.read(written)


def test_what_cannot_be_checked_is_said_so(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange, bytes_only = tmp_path / "strange", tmp_path / "bytes"
    strange.write_text("something else", encoding="utf-8")
    bytes_only.write_bytes(b"\xff\xfe")
    consistency = tmp_path / "consistency"
    consistency.write_text("old 1\n\n", encoding="utf-8")
    for arguments in (
        [str(strange)],
        [str(bytes_only)],
        [str(tmp_path / "nothing")],
        [str(consistency)],
        [str(bundle), "--since", str(strange)],
        [str(bundle), "--since", str(bytes_only)],
        [str(bundle), "--receipts", str(strange)],
        [str(bundle), "--witness", "nobody"],
    ):
        assert main(arguments) == 2, arguments
        assert capsys.readouterr().err.startswith("stafett-verify: ")
