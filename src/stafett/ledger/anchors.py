"""Checkpoints laid down as files, on another disk than the books: what a database cannot take back.

One file for each day, ledger and book, holding the newest checkpoint of that day. They are small,
name no one, and are meant to be copied: the more places have yesterday's, the less anybody can
make of the books since.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from stafett.ledger.last_signed import Shard
from stafett.ledger.line import Volume

ENDING: Final = ".checkpoint"
_FINAL: Final = "frozen"
_STAMPS: Final = "stamps"


class Anchors:
    """Files of checkpoints below one folder, which is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder: Final = folder

    def keep(self, tenant: UUID, shard: Shard, on: date) -> Path:
        """Lay down a checkpoint, durably, in the place of an older one of the same day.

        Raises:
            OSError: It could not be written.

        """
        name = _FINAL if shard.frozen else on.isoformat()
        file = self._log(tenant, shard) / (name + ENDING)
        lay_down(file, shard.note.encode())
        return file

    def keep_stamp(self, tenant: UUID, shard: Shard, at: datetime, stamp: bytes) -> Path:
        """Lay down a time stamp beside the very checkpoint it is over (RFC 3161).

        Raises:
            OSError: They could not be written.

        """
        file = self._log(tenant, shard) / _STAMPS / f"{at:%Y-%m-%dT%H%M%SZ}{ENDING}"
        lay_down(file, shard.note.encode())
        lay_down(file.with_suffix(".tsr"), stamp)
        return file

    def newest(self, tenant: UUID, volume: Volume) -> Iterator[Shard]:
        """Give the last checkpoint laid down in each year's log, newest year first.

        Raises:
            OSError: A file is there and cannot be read.
            ValueError: Something lies there that is not ours.

        """
        folder = self._of(tenant, volume)
        if not folder.exists():
            return
        for log in sorted(folder.iterdir(), key=lambda log: _year_and_first(log)[0], reverse=True):
            year, first = _year_and_first(log)
            names = sorted(file.name for file in log.glob("*" + ENDING))
            if names:
                note = (log / names[-1]).read_text(encoding="utf-8", errors="replace")
                frozen = names[-1] == _FINAL + ENDING
                yield Shard(volume, year, first, frozen=frozen, note=note)

    def _log(self, tenant: UUID, shard: Shard) -> Path:
        return self._of(tenant, shard.volume) / f"{shard.year}-{shard.first}"

    def _of(self, tenant: UUID, volume: Volume) -> Path:
        return self.folder / str(tenant) / volume.value


def lay_down(file: Path, content: bytes) -> None:
    """Write a file anew, durably and all of it or nothing."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        with beside.open("xb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync(file.parent)


def _year_and_first(log: Path) -> tuple[int, int]:
    """Return what a log's folder is named by; a ValueError when it is not one of ours."""
    year, _, first = log.name.partition("-")
    return int(year), int(first)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
