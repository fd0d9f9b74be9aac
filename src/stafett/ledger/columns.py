"""A batch of commands as the database's append functions take it.

The everyday one takes lines packed, one value each, because sending many small columns costs more
than sealing them did. The one that sorts out takes them column by column. What there is none of
is sent as nothing.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from stafett.evidence.line_header import microseconds
from stafett.ledger.job import Job
from stafett.ledger.line_sealer import ClosedLine

_HASH: Final = 32
_NEWEST: Final = 1 << 31


class NotPacked(ValueError):  # noqa: N818 - a sentence, as every refusal in the house
    """A line has a part that does not fit its place."""


def packed(tenant: UUID, batch: Sequence[Job]) -> list[object]:
    """Return a batch as the arguments of ``append``, which takes all of it or nothing.

    Raises:
        NotPacked: A line has a part that does not fit its place.

    """
    lines: list[bytes] = []
    kept: list[bytes] = []
    several = False
    for job in batch:
        if job.remembered and job.streams:
            kept.append(job.command.bytes + (len(lines) + 1).to_bytes(4))
        for _, written in job.streams:
            several = several or len(written) > 1
            lines += map(_packed_line, written)
    reads = {read for job in batch for read in job.reads}
    answered = [(job.command, *job.answer) for job in batch if job.answer is not None]
    claims = [claim for job in batch for claim in job.claims]
    return [
        tenant,
        lines,
        _opens(batch) if several else None,
        [stream.bytes + version.to_bytes(4) for stream, version in reads] or None,
        kept or None,
        [command for command, _, _ in answered] or None,
        [key_id for _, key_id, _ in answered] or None,
        [sealed for _, _, sealed in answered] or None,
        [claim.tag for claim in claims] or None,
        [claim.stream for claim in claims] or None,
        [claim.release for claim in claims] or None,
    ]


def _packed_line(line: ClosedLine) -> bytes:
    stream, version, event_id, at, key_id, sealed, previous, leaf = line
    if len(previous) != _HASH or len(leaf) != _HASH or version >= _NEWEST:
        raise NotPacked
    return b"".join(
        (
            stream.bytes,
            version.to_bytes(4),
            event_id.bytes,
            microseconds(at).to_bytes(8, signed=True),
            key_id.bytes,
            previous,
            leaf,
            sealed,
        )
    )


def numbered_columns(tenant: UUID, batch: Sequence[Job], *, again: bool) -> list[object]:
    """Return a batch as the arguments of ``append_each``, which leaves out what comes too late.

    Commands are numbered from 1; *again* asks it to name those that already stand there.
    """
    lines = [
        (number, line)
        for number, job in enumerate(batch, 1)
        for _, written in job.streams
        for line in written
    ]
    reads = [(number, *read) for number, job in enumerate(batch, 1) for read in job.reads]
    claims = [(number, claim) for number, job in enumerate(batch, 1) for claim in job.claims]
    firsts = [job.first for job in batch]
    return [
        tenant,
        [job.command for job in batch],
        [job.at for job in batch],
        [job.remembered for job in batch],
        [first and first.stream for first in firsts],
        [first and first.version for first in firsts],
        [job.answer and job.answer.key_id for job in batch],
        [job.answer and job.answer.sealed for job in batch],
        [number for number, _ in lines],
        [line.stream for _, line in lines],
        [line.version for _, line in lines],
        _opens(batch),
        [line.event_id for _, line in lines],
        [line.key_id for _, line in lines],
        [line.sealed for _, line in lines],
        [line.previous for _, line in lines],
        [line.leaf for _, line in lines],
        [number for number, _, _ in reads],
        [stream for _, stream, _ in reads],
        [version for _, _, version in reads],
        [number for number, _ in claims],
        [claim.tag for _, claim in claims],
        [claim.stream for _, claim in claims],
        [claim.release for _, claim in claims],
        again,
    ]


def _opens(batch: Sequence[Job]) -> list[bool]:
    return [
        not place for job in batch for _, written in job.streams for place in range(len(written))
    ]
