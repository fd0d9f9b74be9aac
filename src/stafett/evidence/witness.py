"""A witness: somebody elsewhere who signs that a log has only ever grown.

It knows the name, the length and the root of each log and nothing of what is in it. It remembers
the last it signed, and signs nothing that does not begin with that. C2SP tlog-witness.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .checkpoint import Checkpoint, Cosigner, NotBelieved, believed
from .note import NotANote, Note
from .proof import ConsistencyProof, NotAProof, continues
from .verifier_key import VerifierKey

SIZE: Final = "text/x.tlog.size"
PLAIN: Final = "text/plain; charset=utf-8"
_LOST: Final = Checkpoint("", 0, b"")

Logs = Mapping[str, Sequence[VerifierKey]]
"""The logs that are watched: by name, the keys that must all have signed."""


class Answer(NamedTuple):
    """What the witness answers; ``signed`` must be durable before it is sent."""

    status: int
    body: str
    kind: str = PLAIN
    signed: Checkpoint | None = None


def watched(keys: Sequence[VerifierKey]) -> Logs:
    """Return keys put together by the log they are of."""
    logs: dict[str, list[VerifierKey]] = {}
    for key in keys:
        logs.setdefault(key.name, []).append(key)
    return logs


def origin_of(asked: str) -> str:
    """Return which log is asked about; nothing when it cannot be told."""
    return asked.partition("\n\n")[2].partition("\n")[0]


def look(asked: str, logs: Logs, last: Checkpoint | None, hand: Cosigner, at: int) -> Answer:
    """Decide what to answer to a request to cosign.

    Args:
        asked: The body of the request.
        logs: The logs that are watched.
        last: What was signed of that log last; ``None``: nothing yet.
        hand: Who signs.
        at: When, in seconds since 1970.

    """
    try:
        proof = ConsistencyProof.read(asked)
        origin = Checkpoint.read(proof.checkpoint.text).origin
    except (NotAProof, NotANote):
        return Answer(400, "This is not how a checkpoint is handed in.\n")
    if origin not in logs:
        return Answer(404, "That log is not watched here.\n")
    try:
        today = believed(_ours(proof.checkpoint, logs[origin]), logs[origin])
    except NotBelieved:
        return Answer(403, "It is not signed as that log signs.\n")
    if proof.old > today.size:
        return Answer(400, "A log does not grow shorter.\n")
    before = last or _LOST
    if proof.old != before.size or (before.size == today.size != 0 and before.root != today.root):
        return Answer(409, f"{before.size}\n", SIZE)
    if not continues(before, today, proof.path):
        return Answer(422, "It does not begin with what was signed before.\n")
    return Answer(200, hand.sign(today, at).line(), signed=today)


def _ours(note: Note, keys: Sequence[VerifierKey]) -> Note:
    """Return a note with the signatures of known keys only."""
    names = {(key.name, key.key_id) for key in keys}
    return Note(
        note.text, tuple([one for one in note.signatures if (one.name, one.key_id) in names])
    )
