"""Checking a bundle: is every line as it was signed, and which is the first that is not?

Nothing is asked of anybody: no server, no database, no clock. What has to be known from elsewhere
is the fingerprint of the book's keys, and better still an old checkpoint, kept by somebody else.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from .bundle import LONGEST, BundledLog, BundleLine, Manifest, NotABundle, is_signed
from .checkpoint import Checkpoint, NotBelieved, signed_at
from .granted import ContentWrong, Reading
from .growing import Growing
from .handed_over import Held, believed_of, held, keys_of
from .line_header import NO_LEAF
from .lines_told import LinesTold, NotToldSo
from .note import NotANote, Note
from .receipts_kept import ReceiptsKept
from .verifier_key import VerifierKey

LEDGERS: Final = ("event", "journal")
TOLD_EVERY: Final = 10_000
"""Lines between two words of progress."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong: a word for machines, a sentence, and where.

    ``line`` counts the lines of the file from 1 (of ``lines``, those that were told); ``position``
    is the line of the book, where one is meant.
    """

    code: str
    says: str
    line: int | None = None
    log: str | None = None
    position: int | None = None
    stream: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedLog:
    """One log that was held against its checkpoint; ``signed_at`` in seconds since 1970."""

    origin: str
    ledger: str
    first: int
    since: int
    size: int
    root: str
    signed_at: int | None


@dataclass(slots=True)
class Pruned:
    """Lines one after the other that were pruned: the positions of the first and the last."""

    log: str
    first: int
    last: int

    @property
    def lines(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


@dataclass(slots=True)
class Report:
    """What checking showed.

    ``pinned``: the keys were those one knew from elsewhere. ``whole``: the first line in here is
    the first of the book, and no year between is left out. ``pruned``: which lines of which log
    have nothing left but the hash of what was sealed in them. ``content``: how many lines of a
    granted matter were opened, how many stayed closed, and how many hold somebody else's signature.
    ``told``: what an auditor had been told.
    """

    fingerprint: str = ""
    pinned: bool = False
    whole: bool = True
    origin: str = ""
    lines: int = 0
    streams: int = 0
    logs: list[CheckedLog] = field(default_factory=list[CheckedLog])
    pruned: list[Pruned] = field(default_factory=list[Pruned])
    receipts: Mapping[str, object] | None = None
    content: Mapping[str, int] | None = None
    told: Mapping[str, object] | None = None
    fault: Fault | None = None

    @property
    def well(self) -> bool:
        """Say whether all is as it was signed."""
        return self.fault is None

    def take_pruned(self, log: str, position: int) -> None:
        """Take in that the line at a position of a log was pruned."""
        before = self.pruned[-1] if self.pruned else None
        if before is not None and (before.log, before.last) == (log, position - 1):
            before.last = position
        else:
            self.pruned.append(Pruned(log, position, position))


@dataclass(frozen=True, slots=True)
class Known:
    """What one knows from elsewhere, and holds a bundle against.

    ``fingerprint`` of the book's keys; ``earlier`` checkpoints that were kept; ``witnesses`` who
    must have cosigned; ``receipts`` that one was given; ``reading`` what was granted to be read;
    ``lines`` that an auditor was told.
    """

    fingerprint: str | None = None
    earlier: Collection[Note] = ()
    witnesses: Collection[VerifierKey] = ()
    receipts: ReceiptsKept | None = None
    reading: Reading | None = None
    lines: LinesTold | None = None


class _Wrong(Exception):  # noqa: N818
    def __init__(self, code: str, says: str, **where: int | str | None) -> None:
        super().__init__(says)
        self.code, self.says, self.where = code, says, where

    def fault(self, line: int) -> Fault:
        where = {"line": line, **self.where}
        return Fault(self.code, self.says, **where)  # type: ignore[arg-type]


def check_bundle(
    file: BinaryIO, known: Known, told: Callable[[int], None] = lambda _done: None
) -> Report:
    """Check a bundle from its first byte to its last, and return what was found.

    *told* is called now and then with how many lines were read.
    """
    checking = _Checking(file, known, told)
    try:
        checking.check()
    except _Wrong as wrong:
        checking.report.fault = wrong.fault(checking.number)
    return checking.report


class _Checking:
    def __init__(self, file: BinaryIO, known: Known, told: Callable[[int], None]) -> None:
        self._file = file
        self._known = known
        self._told = told
        self._hash = hashlib.sha256()
        self._streams: dict[str, dict[bytes, tuple[int, bytes]]] = {one: {} for one in LEDGERS}
        self._ends = dict.fromkeys(LEDGERS, 1)
        self._pairs: tuple[Held, ...] = ()
        self.number = 0
        self.report = Report()

    def check(self) -> None:
        report, known = self.report, self._known
        manifest = self._manifest()
        for log in manifest.logs:
            checkpoint = self._checkpoint(manifest, log)
            self._log(manifest, log, checkpoint)
        last = self._next()
        if not is_signed(last, manifest, report.lines, self._hash.digest()):
            raise _Wrong("seal", "the end of the file does not sign what stands before it")
        self.number += 1
        if self._file.read(1):
            raise _Wrong("seal", "something stands behind the end")
        if known.reading is not None:
            try:
                known.reading.end()
            except ContentWrong as why:
                raise _Wrong("content", str(why)) from None
            reading = known.reading
            report.content = {"opened": len(reading.contents), "closed": reading.closed}
            if reading.countersigned:
                report.content = {**report.content, "countersigned": reading.countersigned}
        if known.lines is not None:
            with _as_told():
                report.told = known.lines.end(self._pairs, manifest.origin)
        if known.receipts is not None:
            report.receipts = known.receipts.told(self._pairs, manifest.origin)
            if known.receipts.missing:
                raise _Wrong("receipt", "a receipt was given for lines that are not here")

    def _manifest(self) -> Manifest:
        first = self._next()
        try:
            manifest = Manifest.read(first)
        except NotABundle:
            raise _Wrong("not-read", "this is not the beginning of a bundle") from None
        self._hash.update(first)
        report, pin = self.report, self._known.fingerprint
        report.fingerprint, report.origin = manifest.fingerprint, manifest.origin
        report.pinned = pin is not None
        try:
            self._pairs = held(manifest.origin, manifest.former, manifest.keys)
        except NotBelieved:
            raise _Wrong("key", "its keys have not signed for one another") from None
        if pin is not None and pin not in {pair.fingerprint for pair in self._pairs}:
            raise _Wrong("key", "it is not signed with the keys that were asked for")
        return manifest

    def _checkpoint(self, manifest: Manifest, log: BundledLog) -> Checkpoint:
        where = {"log": log.origin}
        if log.ledger not in LEDGERS or not log.origin.startswith(
            f"{manifest.origin}/{log.ledger}/"
        ):
            raise _Wrong("log", "this log is not one of this book", **where)
        try:
            note = Note.read(log.checkpoint)
            checkpoint, pair = believed_of(note, log.origin, self._pairs, self._known.witnesses)
        except (NotANote, NotBelieved):
            raise _Wrong("checkpoint", "the checkpoint is not signed as it must be", **where) from (
                None
            )
        if checkpoint.origin != log.origin or log.since > checkpoint.size:
            raise _Wrong("checkpoint", "the checkpoint is of another log", **where)
        at = signed_at(note, keys_of(log.origin, pair.keys)[1])
        root = checkpoint.root.hex()
        self.report.logs.append(
            CheckedLog(log.origin, log.ledger, log.first, log.since, checkpoint.size, root, at)
        )
        return checkpoint

    def _log(self, manifest: Manifest, log: BundledLog, checkpoint: Checkpoint) -> None:
        where = {"log": log.origin}
        try:
            tree = Growing(log.since, log.edge)
        except ValueError:
            raise _Wrong("edge", "what stands for the earlier lines does not", **where) from None
        marks = self._marks(log, checkpoint)
        streams, ledger = self._streams[log.ledger], log.ledger.encode()
        position = log.first + log.since
        whole = position == self._ends[log.ledger]
        self.report.whole = self.report.whole and whole
        receipts = self._known.receipts
        self._hold(tree, marks, where)
        while tree.size < checkpoint.size:
            written = self._next()
            try:
                line = BundleLine.read(written)
            except NotABundle:
                raise _Wrong("not-read", "it is not written as a line is", **where) from None
            self._hash.update(written)
            if line.position != position:
                raise _Wrong(
                    "position", "it does not follow the line before", position=position, **where
                )
            self._line(line, streams, manifest.tenant, ledger, where, whole=whole)
            tree.add(line.leaf)
            if line.pruned:
                self.report.take_pruned(log.origin, position)
            self._tell(log.ledger, line)
            if receipts is not None:
                receipts.take(line.at, line.leaf)
            if tree.size in marks:
                self._hold(tree, marks, where)
            position += 1
            self.report.lines += 1
            if not self.report.lines % TOLD_EVERY:
                self._told(self.report.lines)
        self._ends[log.ledger] = position
        if receipts is not None:
            receipts.end(self.report.logs[-1].signed_at)

    def _line(
        self,
        line: BundleLine,
        streams: dict[bytes, tuple[int, bytes]],
        tenant: bytes,
        ledger: bytes,
        log: Mapping[str, str],
        *,
        whole: bool,
    ) -> None:
        where: dict[str, int | str] = {
            **log,
            "position": line.position,
            "stream": line.stream.hex(),
            "version": line.version,
        }
        before = streams.get(line.stream)
        if before is None:
            self.report.streams += 1
            begins = line.version == 1
            if begins == (line.previous is not None) or (whole and not begins):
                raise _Wrong("version", "its stream does not begin here", **where)
            previous = line.previous or NO_LEAF
        else:
            version, previous = before
            if line.version != version + 1 or line.previous is not None:
                raise _Wrong("version", "it does not continue its stream", **where)
        if line.expected_leaf(tenant, ledger, previous) != line.leaf:
            raise _Wrong("leaf", "it is not what its leaf says", **where)
        if self._known.reading is not None:
            try:
                self._known.reading.take(tenant, ledger.decode(), line, previous)
            except ContentWrong as why:
                raise _Wrong("content", str(why), **where) from None
        streams[line.stream] = line.version, line.leaf

    def _tell(self, ledger: str, line: BundleLine) -> None:
        lines = self._known.lines
        if lines is not None and lines.ledger == ledger:
            with _as_told():
                lines.take(line)

    def _marks(self, log: BundledLog, checkpoint: Checkpoint) -> dict[int, set[bytes]]:
        """Return which roots the log must have had, by its length: now, and when it was kept."""
        marks = {checkpoint.size: {checkpoint.root}}
        for note in self._known.earlier:
            if note.text.split("\n", 1)[0] != log.origin:
                continue
            try:
                earlier, _ = believed_of(note, log.origin, self._pairs)
            except (NotANote, NotBelieved):
                raise _Wrong(
                    "earlier", "the checkpoint that was kept is not signed by this book"
                ) from None
            if earlier.size > checkpoint.size:
                raise _Wrong("earlier", "the log was longer before", log=log.origin)
            if earlier.size < log.since:
                raise _Wrong(
                    "earlier", "the checkpoint that was kept ends before the lines in here begin"
                )
            marks.setdefault(earlier.size, set()).add(earlier.root)
        return marks

    def _hold(
        self, tree: Growing, marks: Mapping[int, Iterable[bytes]], where: Mapping[str, str]
    ) -> None:
        for root in marks.get(tree.size, ()):
            if root != tree.root():
                raise _Wrong("root", "its first lines are not those that were signed", **where)

    def _next(self) -> bytes:
        line = self._file.readline(LONGEST)
        self.number += 1
        if not line.endswith(b"\n"):
            raise _Wrong("not-read", "the file ends here, or the line does not")
        return line


@contextmanager
def _as_told() -> Iterator[None]:
    """Name the line of what was told that is not as it was signed."""
    try:
        yield
    except NotToldSo as why:
        raise _Wrong("lines", why.says, line=why.line, position=why.position) from None
