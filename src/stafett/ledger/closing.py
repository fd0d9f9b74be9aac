"""Closing a command's lines: after this, nothing about it can be read until it is opened again."""

from asyncio import Future
from collections.abc import Sequence
from uuid import UUID

from stafett.evidence.receipt import Receipt, Signer
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.data_key import DataKey
from stafett.ledger.envelope import envelope_bytes
from stafett.ledger.job import Job, SealedAnswer, SealedClaim
from stafett.ledger.keyring import Keys
from stafett.ledger.line import Append, Claim, StoredAnswer
from stafett.ledger.line_sealer import ClosedLine, LineSealer
from stafett.ledger.registry import Registry
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import RowContext, seal, unseal

ANSWER = "answer"
"""The purpose of an answer sealed by itself."""


def scopes_of(what: Append) -> list[Scope]:
    """Return the scope of each line a command writes, in order.

    The answer of a command lies in its first line, and goes when that goes. A command that writes
    nothing has its answer under a key of the book's own.
    """
    scopes = [
        line.scope or Scope.of(write.stream, line.place)
        for write in what.writes
        for line in write.lines
    ]
    return scopes or [Scope(what.tenant, ANSWER)]


def close(
    what: Append,
    keys: Sequence[DataKey],
    *,
    sealer: LineSealer,
    registry: Registry,
    book: BookKeys,
    signer: Signer,
    outcome: "Future[Receipt | None]",
) -> Job:
    """Return a command closed and ready to be written: lines, claims and answer.

    *keys* are those of the scopes that `scopes_of` gives, in its order.
    """
    streams: list[tuple[UUID, tuple[ClosedLine, ...]]] = []
    by, command, at = what.by, what.command, what.at
    asked, answer, size = what.asked, what.answer, 0
    leaves: list[bytes] = []
    for write in what.writes:
        stream, version, previous = write.stream, write.after, write.previous
        closed: list[ClosedLine] = []
        for line in write.lines:
            version += 1
            event, key = line.event, keys[size]
            envelope = envelope_bytes(
                by,
                command,
                line.place,
                event.name,
                event.version,
                registry.write(event),
                asked,
                answer,
                what.sure,
            )
            one = sealer.close(stream, version, line.event_id, at, previous, envelope, key)
            closed.append(one)
            previous = one.leaf
            leaves.append(previous)
            asked = answer = b""
            size += 1
        if closed:
            streams.append((stream, tuple(closed)))
    return Job(
        command=command,
        at=at,
        streams=streams,
        reads=tuple(what.reads.items()),
        claims=[one for claim in what.claims for one in _close_claim(claim, book)]
        if what.claims
        else (),
        answer=_close_answer(what, keys[0]) if asked or answer else None,
        remembered=bool(what.asked or what.answer),
        size=size,
        leaves=tuple(leaves),
        signer=signer,
        outcome=outcome,
    )


def _close_claim(claim: Claim, book: BookKeys) -> list[SealedClaim]:
    tags = book.claim_tags(claim.kind, claim.tag)
    return [SealedClaim(claim.kind, tag, claim.stream, claim.release) for tag in tags]


def _close_answer(what: Append, key: DataKey) -> SealedAnswer:
    """Return the answer of a command that writes nothing, sealed with the hash of the request."""
    plain = b"".join((len(what.asked).to_bytes(1), what.asked, what.answer))
    return SealedAnswer(key.id, seal(key, _row(what.tenant, what.command), plain))


def open_answer(tenant: UUID, command: UUID, answer: SealedAnswer, keys: Keys) -> StoredAnswer:
    """Return what a command that wrote nothing was answered.

    Raises:
        Shredded: The key to it is gone.
        SealBroken: It was not sealed for this command.

    """
    plain = unseal(keys.key(answer.key_id), _row(tenant, command), answer.sealed)
    end = 1 + plain[0]
    return StoredAnswer(answer=plain[end:], asked=plain[1:end])


def _row(tenant: UUID, command: UUID) -> RowContext:
    return RowContext(tenant, ANSWER, command.bytes)
