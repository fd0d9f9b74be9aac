"""The letter box: notices as files in a folder, for another programme to take from there."""

import asyncio
import os
from pathlib import Path

from stafett.exchange.post import Letter, PostAway, written


class LetterBox:
    """Lays each letter in a folder as one file, whole or not at all; sent again it is the same.

    Args:
        folder: Where; made if it is not there, and readable by us alone.
        sender: The address the letters come from.
        origin: Our name in the letters' numbers.

    """

    def __init__(self, folder: Path, *, sender: str, origin: str) -> None:
        self._folder = folder
        self._sender = sender
        self._origin = origin

    async def send(self, letter: Letter) -> None:
        """Lay a letter in the folder. Raises PostAway or LetterRefused."""
        mail = written(letter, self._sender, self._origin).as_bytes()
        try:
            await asyncio.to_thread(self._lay, f"{letter.id}.eml", mail)
        except OSError:
            raise PostAway from None

    def _lay(self, name: str, mail: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f".{name}"
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(mail)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._folder / name)
