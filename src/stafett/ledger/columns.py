"""A batch of commands as the database's append functions take it.

The one for a single line takes it as it is. The one for many takes them packed, all in one value,
because sending many small ones costs more than sealing them did. The one that sorts out takes them
column by column. What there is none of is sent as nothing.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from stafett.ledger.job import Job

_OUTSIDE: Final = 120


class NotPacked(ValueError):  # noqa: N818 - a sentence, as every refusal in the house
    """A line is not packed; it did not come from our own sealer."""


def single(tenant: UUID, batch: Sequence[Job]) -> list[object] | None:
    """Return a batch of one line as the arguments of ``append_one``; any other as ``None``."""
    job = batch[0]
    if len(batch) > 1 or job.size != 1 or job.claims:
        return None
    ((stream, (line,)),) = job.streams
    return [
        tenant,
        stream,
        line.version,
        line.event_id,
        line.at,
        line.key_id,
        line.previous,
        line.leaf,
        line.sealed,
        job.command if job.remembered else None,
        [read for read, _ in job.reads] or None,
        [version for _, version in job.reads] or None,
    ]


def packed(tenant: UUID, batch: Sequence[Job]) -> list[object]:
    """Return a batch as the arguments of ``append``, which takes all of it or nothing.

    Raises:
        NotPacked: A line is not packed.

    """
    lines: list[bytes] = []
    starts: list[int] = []
    ends: list[int] = []
    versions: list[int] = []
    kept: list[bytes] = []
    end, several = 1, False
    for job in batch:
        for number, (stream, written) in enumerate(job.streams):
            if number == 0 and job.remembered:
                kept += (
                    job.command.int.to_bytes(16),
                    stream.int.to_bytes(16),
                    written[0].version.to_bytes(4),
                )
            for line in written:
                if len(line.packed) <= _OUTSIDE:
                    raise NotPacked
                lines.append(line.packed)
                starts.append(end)
                end += len(line.packed)
                ends.append(end)
                versions.append(line.version)
            several = several or len(written) > 1
    reads = {(stream.int, version) for job in batch for stream, version in job.reads}
    answered = [(job.command, *job.answer) for job in batch if job.answer is not None]
    claims = [claim for job in batch for claim in job.claims]
    return [
        tenant,
        b"".join(lines),
        starts,
        ends,
        versions,
        _opens(batch) if several else None,
        b"".join([stream.to_bytes(16) + version.to_bytes(4) for stream, version in reads]) or None,
        b"".join(kept) or None,
        [command for command, _, _ in answered] or None,
        [key_id for _, key_id, _ in answered] or None,
        [sealed for _, _, sealed in answered] or None,
        [claim.tag for claim in claims] or None,
        [claim.stream for claim in claims] or None,
        [claim.release for claim in claims] or None,
    ]


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
