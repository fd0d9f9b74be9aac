"""Closing a command's lines: after this, nothing about it can be read until it is opened again."""

from asyncio import Future
from uuid import UUID

from stafett.evidence.fields import fields
from stafett.evidence.receipt import Receipt, Signer
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.envelope import Envelope
from stafett.ledger.job import Job, SealedAnswer, SealedClaim
from stafett.ledger.keyring import Keys
from stafett.ledger.line import Append, NewLine, StoredAnswer, Write
from stafett.ledger.mapper import PlainLine, SealedLine, SealingMapper
from stafett.ledger.registry import Registry
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import RowContext, seal, unseal

ANSWER = "answer"
"""The purpose of an answer sealed by itself."""


def scope_of(stream: UUID, line: NewLine) -> Scope:
    """Return the scope whose key seals a line."""
    return line.scope or Scope.of(stream, line.place)


def scopes_of(what: Append) -> tuple[Scope, ...]:
    """Return the scope of each line a command writes, in order.

    The answer of a command lies in its first line, and goes when that goes. A command that writes
    nothing has its answer under a key of the book's own.
    """
    scopes = tuple(scope_of(write.stream, line) for write in what.writes for line in write.lines)
    return scopes or (Scope(what.tenant, ANSWER),)


def close(
    what: Append,
    *,
    mapper: SealingMapper,
    registry: Registry,
    keys: Keys,
    book: BookKeys,
    signer: Signer,
    outcome: "Future[Receipt | None]",
) -> Job:
    """Return a command closed and ready to be written: lines, claims and answer."""
    streams: list[tuple[UUID, tuple[SealedLine, ...]]] = []
    asked, answer = what.asked, what.answer
    for write in what.writes:
        if write.lines:
            lines = _close_write(what, write, asked, answer, mapper, registry, keys)
            streams.append((write.stream, lines))
            asked, answer = b"", b""
    return Job(
        what.command,
        what.at,
        tuple(streams),
        tuple(what.reads.items()),
        tuple(
            SealedClaim(
                claim.kind,
                book.tag("claim", fields(claim.kind.encode(), claim.tag)),
                claim.stream,
                claim.release,
            )
            for claim in what.claims
        ),
        close_answer(what, keys) if asked or answer else None,
        bool(what.asked or what.answer),
        signer,
        outcome,
    )


def _close_write(  # noqa: PLR0917 - a write, and all it is closed with
    what: Append,
    write: Write,
    asked: bytes,
    answer: bytes,
    mapper: SealingMapper,
    registry: Registry,
    keys: Keys,
) -> tuple[SealedLine, ...]:
    closed: list[SealedLine] = []
    version, previous = write.after, write.previous
    for line in write.lines:
        version += 1
        event = line.event
        key = keys.of(scope_of(write.stream, line))
        body = registry.write(event)
        envelope = Envelope(
            what.by, what.command, line.place, event.name, event.version, body, asked, answer
        )
        sealed = mapper.close(
            PlainLine(write.stream, version, line.event_id, what.at, key.id, previous, envelope),
            key,
        )
        closed.append(sealed)
        previous = sealed.leaf
        asked, answer = b"", b""
    return tuple(closed)


def close_answer(what: Append, keys: Keys) -> SealedAnswer:
    """Return the answer of a command that writes nothing, sealed with the hash of the request."""
    key = keys.of(Scope(what.tenant, ANSWER))
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
