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
"""The purpose stored answers are sealed for."""


def scope_of(stream: UUID, line: NewLine) -> Scope:
    """Return the scope whose key seals a line."""
    return line.scope or Scope.of(stream, line.place)


def answer_scope(what: Append) -> Scope:
    """Return the scope a command's answer is sealed under: that of the first line it writes.

    So the answer goes when the matter goes. An answer to what wrote nothing lies under a key of
    the book's own.
    """
    for write in what.writes:
        for line in write.lines:
            return scope_of(write.stream, line)
    return Scope(what.tenant, ANSWER)


def scopes_of(what: Append) -> set[Scope]:
    """Return every scope that a command's lines and answer are sealed under."""
    scopes = {scope_of(write.stream, line) for write in what.writes for line in write.lines}
    scopes.add(answer_scope(what))
    return scopes


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
    return Job(
        command=what.command,
        at=what.at,
        streams=tuple(
            (write.stream, _close_write(what, write, mapper, registry, keys))
            for write in what.writes
        ),
        reads=tuple(what.reads.items()),
        claims=tuple(
            SealedClaim(
                claim.kind,
                book.tag("claim", fields(claim.kind.encode(), claim.tag)),
                claim.stream,
                claim.release,
            )
            for claim in what.claims
        ),
        answer=close_answer(what, keys) if what.answer or what.asked else None,
        signer=signer,
        outcome=outcome,
    )


def _close_write(
    what: Append, write: Write, mapper: SealingMapper, registry: Registry, keys: Keys
) -> tuple[SealedLine, ...]:
    closed: list[SealedLine] = []
    version, previous = write.after, write.previous
    for line in write.lines:
        version += 1
        event = line.event
        envelope = Envelope(
            what.by, what.command, line.place, event.name, event.version, registry.write(event)
        )
        key = keys.of(scope_of(write.stream, line))
        sealed = mapper.to_stored_event(
            PlainLine(write.stream, version, line.event_id, what.at, key.id, previous, envelope)
        )
        closed.append(sealed)
        previous = sealed.leaf
    return tuple(closed)


def close_answer(what: Append, keys: Keys) -> SealedAnswer:
    """Return what a command will be answered, sealed together with the hash of the request."""
    key = keys.of(answer_scope(what))
    plain = b"".join((len(what.asked).to_bytes(1), what.asked, what.answer))
    return SealedAnswer(key.id, seal(key, _row(what.tenant, what.command), plain))


def open_answer(tenant: UUID, command: UUID, answer: SealedAnswer, keys: Keys) -> StoredAnswer:
    """Return what a command was answered.

    Raises:
        Shredded: The key to it is gone.
        SealBroken: It was not sealed for this command.

    """
    plain = unseal(keys.key(answer.key_id), _row(tenant, command), answer.sealed)
    end = 1 + plain[0]
    return StoredAnswer(answer=plain[end:], asked=plain[1:end])


def _row(tenant: UUID, command: UUID) -> RowContext:
    return RowContext(tenant, ANSWER, command.bytes)
