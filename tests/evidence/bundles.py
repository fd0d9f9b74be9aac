"""Bundles of made-up books, whole ones and ones that somebody was at before they were signed."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from stafett.domain.facts import Place, PlaceKind
from stafett.evidence.bundle import Binding, BundledLog, BundleLine, Manifest
from stafett.evidence.checkpoint import Checkpoint, LogSigner
from stafett.evidence.granted import Grant
from stafett.evidence.growing import Growing
from stafett.evidence.handed_over import Former, hand_over
from stafett.evidence.line_header import NO_LEAF
from stafett.evidence.note import Note
from stafett.evidence.receipt import Receipt, Signer, issue
from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.envelope import envelope_bytes
from stafett.ledger.sealing import LineContext, seal

BEGUN = 1_790_000_000


@dataclass
class Log:
    """One log of a made-up book, before it is bundled."""

    ledger: str
    year: int
    first: int
    lines: list[BundleLine]
    since: int = 0
    size: int = 0
    root: bytes = b""
    note: str = ""


@dataclass
class MadeUp:
    """A made-up book: its keys, its logs, and what was signed of them."""

    dice: random.Random
    seed: bytes
    tenant: bytes
    logs: list[Log] = field(default_factory=list[Log])
    former: tuple[Former, ...] = ()

    @property
    def origin(self) -> str:
        return f"stafett.example/{self.tenant.hex()}"

    @property
    def signer(self) -> Signer:
        return Signer(self.origin, self.seed)

    @property
    def keys(self) -> tuple[bytes, bytes]:
        first, second = LogSigner(self.origin, self.seed).keys
        return first.public, second.public

    def origin_of(self, log: Log) -> str:
        return f"{self.origin}/{log.ledger}/{log.year}"

    def checkpoint(self, log: Log, size: int | None = None) -> Note:
        """Sign a log as it is, or as it was when it had so many lines."""
        tree = Growing()
        tree.extend([line.leaf for line in log.lines[:size]])
        origin = self.origin_of(log)
        checkpoint = Checkpoint(origin, tree.size, tree.root())
        return LogSigner(origin, self.seed).sign(checkpoint, BEGUN + tree.size)

    def sign_all(self) -> None:
        """Sign every log as it is now."""
        for log in self.logs:
            note = self.checkpoint(log)
            checkpoint = Checkpoint.read(note.text)
            log.size, log.root, log.note = checkpoint.size, checkpoint.root, note.written()

    def exchange_keys(self, at: int) -> None:
        """Take another key; what was signed with the one until now stays signed with it."""
        old, self.seed = self.seed, sha256(self.seed).digest()
        self.former += (hand_over(self.origin, self.former, old, self.keys, at),)

    def written(self) -> bytes:
        """Bind the book as it is, under its signature, whatever has become of it."""
        out = io.BytesIO()
        logs = tuple([self._bundled(log) for log in self.logs])
        made = "2026-11-22T08:00:00Z"
        manifest = Manifest(self.origin, self.tenant, made, self.keys, logs, self.former)
        binding = Binding(out, manifest, self.signer)
        for log in self.logs:
            binding.add(self._from(log))
        binding.sign()
        return out.getvalue()

    def _from(self, log: Log) -> list[BundleLine]:
        """Return the lines a bundle has, each with the leaf before it where that is not there."""
        known = {line.stream: line.leaf for line in log.lines[: log.since]}
        lines: list[BundleLine] = []
        for line in log.lines[log.since :]:
            before = known.pop(line.stream, None)
            lines.append(line if before is None else line._replace(previous=before))
        return lines

    def _bundled(self, log: Log) -> BundledLog:
        tree = Growing()
        tree.extend([line.leaf for line in log.lines[: log.since]])
        origin = self.origin_of(log)
        return BundledLog(log.ledger, origin, log.first, log.since, tree.edge, log.note)


def made_up(seed: int, most: int = 24) -> MadeUp:
    """Return a whole book: events over two years, and a journal; the same for the same seed."""
    dice = random.Random(seed)
    book = MadeUp(dice, dice.randbytes(32), dice.randbytes(16))
    for ledger, years in (("event", (2026, 2027)), ("journal", (2027,))):
        streams: dict[bytes, tuple[int, bytes]] = {}
        names = [dice.randbytes(16) for _ in range(dice.randint(1, 6))]
        first, at = 1, BEGUN * 1_000_000
        for year in years:
            lines: list[BundleLine] = []
            for position in range(first, first + dice.randint(0, most)):
                stream = dice.choice(names)
                version, previous = streams.get(stream, (0, NO_LEAF))
                at += dice.choice([0, 1, dice.randint(2, 10**7)])
                outside = BundleLine(
                    position,
                    stream,
                    version + 1,
                    dice.randbytes(16),
                    at,
                    dice.randbytes(16),
                    dice.randbytes(32),
                    NO_LEAF,
                )
                leaf = outside.expected_leaf(book.tenant, ledger.encode(), previous)
                streams[stream] = version + 1, leaf
                lines.append(outside._replace(leaf=leaf))
            book.logs.append(Log(ledger, year, first, lines))
            first += len(lines)
    book.sign_all()
    return book


def in_other_hands(seed: int, most: int = 24) -> MadeUp:
    """Return a book that has exchanged its signing key twice, once between two years."""
    book = made_up(seed, most)
    book.exchange_keys(BEGUN + 100)
    for log in book.logs[1:]:
        log.note = book.checkpoint(log).written()
    book.exchange_keys(BEGUN + 200)
    return book


def pruned(book: MadeUp) -> MadeUp:
    """Take away what was sealed in some of a book's lines, as can be seen in a bundle of it."""
    for log in book.logs:
        log.lines = [line._replace(pruned=book.dice.random() < 0.4) for line in log.lines]
    return book


def with_content(
    seed: int, most: int = 24, event: str = "test-noted", inside: bytes = b'{"text":"x"}'
) -> tuple[MadeUp, Grant]:
    """Return a book in one of whose matters something is really sealed, and the grant to read it.

    What was sealed is the same as in a real book: an envelope, under a data key, for its place.
    """
    while len((book := made_up(seed, most)).logs[0].lines) < 3:
        seed += 1_000_003
    key = DataKey(UUID(bytes=book.dice.randbytes(16)), Secret(book.dice.randbytes(32)))
    matter = UUID(bytes=book.logs[0].lines[0].stream)
    lines: dict[tuple[str, int], bytes] = {}
    previous = NO_LEAF
    for log in book.logs:
        for place, line in enumerate(log.lines):
            if (log.ledger, line.stream) != ("event", matter.bytes):
                continue
            frame = Place(PlaceKind.FRAME)
            envelope = envelope_bytes(matter, matter, frame, event, 1, inside, b"", b"")
            tenant, event_id = UUID(bytes=book.tenant), UUID(bytes=line.event_id)
            context = LineContext(tenant, "event", matter, line.version, event_id, previous)
            sealed = seal(key, context, envelope)
            outside = line._replace(key_id=key.id.bytes, sealed_hash=sha256(sealed).digest())
            previous = outside.expected_leaf(book.tenant, b"event", previous)
            log.lines[place] = outside._replace(leaf=previous)
            lines["event", line.version] = sealed
    book.sign_all()
    return book, Grant(book.tenant, matter.bytes, {key.id.bytes: key.secret.content}, lines)


def receipts_of(book: MadeUp, *commands: list[BundleLine]) -> list[Receipt]:
    """Return the receipts for commands that wrote these lines."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        microseconds=max(line.at for lines in commands for line in lines)
    )
    return list(issue(book.signer, at, [[line.leaf for line in lines] for lines in commands]))


Harm = Callable[[MadeUp, Log, int], str | None]
"""Does something to the line at an index of a log; returns the fault's code, if it could be done.

The checkpoints stay those of the whole book, the bundle is signed as it is then.
"""


def edited(book: MadeUp, log: Log, index: int) -> str | None:
    log.lines[index] = log.lines[index]._replace(at=log.lines[index].at + 1)
    return "leaf"


def rehashed(book: MadeUp, log: Log, index: int) -> str | None:
    """Edit a line and make all leaves of its stream anew, as an administrator could."""
    line = log.lines[index]
    log.lines[index] = line._replace(sealed_hash=book.dice.randbytes(32))
    previous = next(
        (one.leaf for other in book.logs for one in other.lines
         if other.ledger == log.ledger and one.stream == line.stream
         and one.version == line.version - 1),
        NO_LEAF,
    )  # fmt: skip
    for other in book.logs:
        for place, one in enumerate(other.lines):
            if (other.ledger, one.stream) == (log.ledger, line.stream) and (
                one.version >= line.version
            ):
                leaf = one.expected_leaf(book.tenant, log.ledger.encode(), previous)
                other.lines[place] = one._replace(leaf=leaf)
                previous = leaf
    return "root"


def deleted(book: MadeUp, log: Log, index: int) -> str | None:
    del log.lines[index]
    return None


def closed_up(book: MadeUp, log: Log, index: int) -> str | None:
    """Delete a line and number those after it anew."""
    del log.lines[index]
    for place in range(index, len(log.lines)):
        log.lines[place] = log.lines[place]._replace(position=log.first + place)
    return None


def doubled(book: MadeUp, log: Log, index: int) -> str | None:
    log.lines.insert(index, log.lines[index])
    return "position"


def swapped(book: MadeUp, log: Log, index: int) -> str | None:
    if index == 0:
        return None
    one, other = log.lines[index - 1], log.lines[index]
    log.lines[index - 1] = other._replace(position=one.position)
    log.lines[index] = one._replace(position=other.position)
    return "version" if one.stream == other.stream else "root"


def moved(book: MadeUp, log: Log, index: int) -> str | None:
    log.lines[index] = log.lines[index]._replace(stream=book.dice.randbytes(16))
    return "leaf" if log.lines[index].version == 1 else "version"


def cut_off(book: MadeUp, log: Log, index: int) -> str | None:
    del log.lines[index:]
    return None


def signed_anew(book: MadeUp, log: Log, index: int) -> str | None:
    """Cut the log off and sign what is left with keys of one's own."""
    stranger = replace(book, seed=bytes(32))
    del log.lines[index:]
    log.note = stranger.checkpoint(log).written()
    return "checkpoint"


def made_longer(book: MadeUp, log: Log, index: int) -> str | None:
    """Say of the checkpoint that it was longer."""
    note = Note.read(log.note)
    text = note.text.replace(f"\n{log.size}\n", f"\n{log.size + 1}\n")
    log.note = note._replace(text=text).written()
    return "checkpoint"


def from_another_year(book: MadeUp, log: Log, index: int) -> str | None:
    log.year += 1
    return "checkpoint"


def wrong_edge(book: MadeUp, log: Log, index: int) -> str | None:
    """Say that the lines before a place were others than they were."""
    if index == 0:
        return None
    log.since = index
    log.lines[index - 1] = log.lines[index - 1]._replace(leaf=book.dice.randbytes(32))
    return None


HARMS: tuple[Harm, ...] = (
    edited, rehashed, deleted, closed_up, doubled, swapped, moved, cut_off, signed_anew,
    made_longer, from_another_year, wrong_edge,
)  # fmt: skip


def harmed(book: MadeUp, harm: Harm) -> str | None:
    """Do a harm somewhere in the book; returns what `harm` returns, or ``none`` for no place."""
    full = [log for log in book.logs if log.lines]
    if not full:
        return "none"
    log = book.dice.choice(full)
    index = book.dice.randrange(len(log.lines))
    if harm in (swapped, wrong_edge) and index == 0:
        return "none"
    return harm(book, log, index)
