"""A batch of commands as the database's append functions take it: column by column.

A column in which nothing stands is sent as nothing: that costs less.
"""

from collections.abc import Sequence
from uuid import UUID

from stafett.ledger.job import Job


def columns(tenant: UUID, batch: Sequence[Job]) -> list[object]:
    """Return a batch as the arguments of ``append``, which takes all of it or nothing."""
    lines = [line for job in batch for _, written in job.streams for line in written]
    streams, versions, event_ids, times, key_ids, sealed, previous, leaves = (
        zip(*lines, strict=True) if lines else ((),) * 8
    )
    reads = {read for job in batch for read in job.reads}
    remembered = [job for job in batch if job.remembered]
    firsts = [job.first for job in remembered]
    answers = [job.answer for job in remembered]
    claims = [claim for job in batch for claim in job.claims]
    return [
        tenant,
        times,
        streams,
        versions,
        None if len(lines) == len(batch) else _opens(batch),
        event_ids,
        key_ids,
        sealed,
        previous,
        leaves,
        [stream for stream, _ in reads] or None,
        [version for _, version in reads] or None,
        [job.command for job in remembered] or None,
        [first and first.stream for first in firsts],
        [first and first.version for first in firsts],
        [answer and answer.key_id for answer in answers] if any(answers) else None,
        [answer and answer.sealed for answer in answers] if any(answers) else None,
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
