"""What an auditor is sent: counted and hashed as it goes, and written down once it has gone."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from hashlib import sha256


class HandedOut:
    """An answer on its way to somebody who audits.

    ``ended`` writes down how many lines there were and their SHA-256 in hexadecimal.
    """

    def __init__(self, ended: Callable[[int, str], Awaitable[None]]) -> None:
        self._ended = ended
        self._hash = sha256()
        self.lines = 0

    @property
    def digest(self) -> bytes:
        """Return SHA-256 over what has been sent so far."""
        return self._hash.digest()

    def piece(self, piece: bytes, *, lines: int = 0) -> bytes:
        """Return the piece that is sent next, with so many lines in it."""
        self.lines += lines
        self._hash.update(piece)
        return piece

    async def ended(self) -> None:
        """Write down that all of it was sent. Raises JournalAway: the answer must break off."""
        await self._ended(self.lines, self._hash.hexdigest())

    async def whole(self, content: bytes, lines: int) -> AsyncGenerator[bytes, None]:
        """Yield something that is sent in one piece, and write it down when it has gone."""
        yield self.piece(content, lines=lines)
        await self.ended()
