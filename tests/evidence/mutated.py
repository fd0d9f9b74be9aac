"""Proofs, checkpoints, receipts, seals, bundles and grants, changed: is one ever believed?

`python -m tests.evidence.mutated --count 1000000` tries so many and says how many of each were
refused where. It stops at the first that is believed.
"""

import argparse
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple
from uuid import UUID

from stafett.evidence.checkpoint import Checkpoint, LogSigner, NotBelieved, believed
from stafett.evidence.granted import Grant, NotGranted, Reading, new_key
from stafett.evidence.handed_over import fingerprint
from stafett.evidence.note import NotANote, Note
from stafett.evidence.proof import (
    BookPairs,
    ConsistencyProof,
    LineProof,
    NotAProof,
    NotProved,
    OtherKeys,
)
from stafett.evidence.receipt import NotAReceipt, Receipt
from stafett.evidence.tree import consistency_path, inclusion_path
from stafett.evidence.verifier_key import VerifierKey
from stafett.evidence.verifying import Known, check_bundle
from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.sealing import LineContext, SealBroken, seal, unseal
from tests.evidence.bundles import (
    BEGUN,
    MadeUp,
    in_other_hands,
    made_up,
    pruned,
    receipts_of,
    with_content,
)


class Specimen(NamedTuple):
    """Something true, as it is written, and what reads it: raises unless it is believed."""

    kind: str
    written: bytes
    check: Callable[[bytes], object]
    times: int = 200


class Faulty(Exception):  # noqa: N818
    """The checker found something wrong; it says what."""


REFUSALS = (
    NotANote, NotBelieved, NotAProof, NotProved, NotAReceipt, SealBroken, UnicodeDecodeError,
    json.JSONDecodeError, Faulty, NotGranted, OtherKeys,
)  # fmt: skip


def specimens(seed: int) -> list[Specimen]:
    """Return one of each kind, of a made-up book."""
    while len((book := made_up(seed)).logs[0].lines) < 5:
        seed += 1_000_003
    log = book.logs[0]
    leaves = [line.leaf for line in log.lines]
    place = seed % len(leaves)
    line = log.lines[place]._replace(position=place + 1)
    before = [one.leaf for one in log.lines[:place] if one.stream == line.stream]
    proof = LineProof(
        book.keys,
        book.tenant,
        "event",
        line._replace(previous=before[-1]) if before else line,
        place,
        inclusion_path(leaves, place),
        Note.read(log.note),
    )
    earlier = Checkpoint.read(book.checkpoint(log, 3).text)
    path = consistency_path(leaves, 3)
    consistency = ConsistencyProof(3, path, Note.read(log.note))
    (receipt,) = receipts_of(book, [line])
    keys, public, origin = _keys(book), book.keys[0], book.origin
    known = fingerprint(book.keys)
    return [
        Specimen("line proof", proof.written().encode(), lambda told: _line(known, told)),
        Specimen(
            "consistency proof",
            consistency.written().encode(),
            lambda told: ConsistencyProof.read(told.decode()).check(earlier, keys),
        ),
        Specimen(
            "checkpoint",
            log.note.encode(),
            lambda told: believed(Note.read(told.decode()), keys),
        ),
        Specimen("receipt", _json(receipt), lambda told: _receipt(origin, public, line.leaf, told)),
        _sealed(book),
        *_bundles(seed),
        *_granted(seed),
        _with_former_pairs(seed),
    ]


def _bundles(seed: int) -> Iterator[Specimen]:
    """Bundles of a small book: as it is, pruned here and there, and with keys that have ended."""
    for kind, book in (
        ("bundle", made_up(seed, most=4)),
        ("bundle with pruned lines", pruned(made_up(seed, most=4))),
        ("bundle with former pairs", in_other_hands(seed, most=4)),
    ):
        known = Known(fingerprint(book.keys))
        yield Specimen(kind, book.written(), partial(_bundle, known), times=30)


def _granted(seed: int) -> Iterator[Specimen]:
    """A bundle beside what was granted of it: the bundle changed, the grant, and what is in it."""
    book, grant = with_content(seed, most=4)
    written, known = book.written(), fingerprint(book.keys)
    private, public = new_key()
    place, sealed = next(iter(grant.lines.items()))
    ((name, key),) = grant.keys.items()

    def check(told: bytes, granted: Grant) -> None:
        _bundle(Known(known, reading=Reading(granted)), told)

    yield Specimen("bundle with a grant", written, lambda told: check(told, grant), times=30)
    yield Specimen(
        "grant", grant.sealed_for(public), lambda told: check(written, Grant.opened(told, private))
    )
    yield Specimen(
        "granted line",
        sealed,
        lambda told: check(written, replace(grant, lines={**grant.lines, place: told})),
        times=30,
    )
    yield Specimen(
        "granted key",
        key,
        lambda told: check(written, replace(grant, keys={name: told})),
        times=30,
    )


def _with_former_pairs(seed: int) -> Specimen:
    """A consistency proof between checkpoints of two pairs, which brings the keys itself."""
    while len((book := made_up(seed)).logs[0].lines) < 5:
        seed += 1_000_003
    log = book.logs[0]
    kept, known = book.checkpoint(log, 3), fingerprint(book.keys)
    book.exchange_keys(BEGUN + 100)
    path = consistency_path([line.leaf for line in log.lines], 3)
    pairs = BookPairs(book.keys, book.former)
    proof = ConsistencyProof(3, path, book.checkpoint(log), pairs)
    return Specimen(
        "consistency proof with former pairs",
        proof.written().encode(),
        lambda told: ConsistencyProof.read(told.decode()).check_kept(kept, pin=known),
    )


def _bundle(known: Known, told: bytes) -> None:
    report = check_bundle(io.BytesIO(told), known)
    if report.fault is not None:
        raise Faulty(report.fault.code)


def _keys(book: MadeUp) -> tuple[VerifierKey, ...]:
    return LogSigner(book.origin_of(book.logs[0]), book.seed).keys


def _line(known: str, told: bytes) -> None:
    proof = LineProof.read(told.decode())
    if proof.fingerprint != known:
        raise NotBelieved
    proof.check()


def _json(receipt: Receipt) -> bytes:
    return json.dumps(receipt.to_json()).encode()


def _receipt(origin: str, public: bytes, leaf: bytes, told: bytes) -> None:
    written = json.loads(told.decode())
    if not isinstance(written, dict):
        raise NotAReceipt
    receipt = Receipt.from_json(written)
    if _json(receipt) != told:
        raise NotAReceipt
    if receipt.origin != origin or not receipt.verify(public, [leaf]):
        raise NotBelieved


def _sealed(book: MadeUp) -> Specimen:
    key = DataKey(UUID(int=1), Secret(book.seed))
    context = LineContext(UUID(bytes=book.tenant), "event", UUID(int=2), 1, UUID(int=3), bytes(32))
    sealed = seal(key, context, b"what was written")
    return Specimen("sealed message", sealed, lambda told: unseal(key, context, told))


def mutated(dice: random.Random, written: bytes) -> bytes:
    """Return the same with something changed in it."""
    changed = bytearray(written)
    while _says_the_same(bytes(changed), written):
        place = dice.randrange(len(changed))
        match dice.randrange(8):
            case 0 | 1 | 2:
                changed[place] ^= 1 << dice.randrange(8)
            case 3:
                del changed[place : place + dice.randint(1, 8)]
            case 4:
                changed[place:place] = dice.choice([b" ", b"\n", b"=", b"\xe2\x80\x94 ", b"0"])
            case 5:
                changed[place] = dice.choice(written)
            case 6:
                lines = bytes(changed).splitlines(keepends=True)
                lines.insert(dice.randrange(len(lines) + 1), dice.choice(lines))
                changed[:] = b"".join(lines)
            case _:
                lines = bytes(changed).splitlines(keepends=True)
                dice.shuffle(lines)
                changed[:] = b"".join(lines)
    return bytes(changed)


def _says_the_same(told: bytes, written: bytes) -> bool:
    """Is it the same, or the same note with its signatures in another order?"""
    text, gap, below = written.rpartition(b"\n\n")
    its_text, its_gap, its_below = told.rpartition(b"\n\n")
    return told == written or (
        gap == its_gap != b""
        and text == its_text
        and sorted(below.splitlines()) == sorted(its_below.splitlines())
    )


def attempt(count: int, seed: int = 6962) -> Counter[str]:
    """Try so many, and return how often what was refused, and why.

    Raises:
        AssertionError: One was believed; it says which kind, and from which seed.

    """
    dice = random.Random(seed)
    refused: Counter[str] = Counter()
    while refused.total() < count:
        which = dice.randrange(1 << 30)
        for one in specimens(which):
            one.check(one.written)
            for _ in range(one.times):
                told = mutated(dice, one.written)
                try:
                    one.check(told)
                except REFUSALS as why:
                    says = str(why) if isinstance(why, Faulty) else type(why).__name__
                    refused[f"{one.kind}: {says}"] += 1
                else:
                    raise AssertionError(f"{one.kind} of seed {which} was believed: {told!r}")
    return refused


def main() -> None:
    """Try as many as are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=6962)
    asked = parser.parse_args()
    refused = attempt(asked.count, asked.seed)
    for why, times in sorted(refused.items()):
        print(f"{times:>9} {why}")  # noqa: T201
    print(f"{refused.total():>9} tried, none believed")  # noqa: T201


if __name__ == "__main__":
    main()
