"""A tree that grows at its right edge: the root after every line, without keeping the lines.

What is kept are the roots of the whole subtrees from the left, largest first, as many as the
length has ones in binary: for a million lines, seven.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from .tree import node_hash


class Growing:
    """The edge of a tree; it starts empty, or where an earlier one stood."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        if size < 0 or len(edge) != size.bit_count():
            raise ValueError("an edge has one hash for every one in its size")
        self._size = size
        self._edge = list(edge)

    @property
    def size(self) -> int:
        """How many leaves."""
        return self._size

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The roots of the whole subtrees from the left, largest first."""
        return tuple(self._edge)

    def add(self, leaf: bytes) -> None:
        """Take in one leaf hash."""
        size, edge = self._size, self._edge
        while size & 1:
            leaf = sha256(b"\x01" + edge.pop() + leaf).digest()
            size >>= 1
        edge.append(leaf)
        self._size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Take in leaf hashes, in order."""
        for leaf in leaves:
            self.add(leaf)

    def root(self) -> bytes:
        """Return the 32-byte root; of no leaves, that of nothing."""
        if not self._edge:
            return sha256(b"").digest()
        *others, reached = self._edge
        for left in reversed(others):
            reached = node_hash(left, reached)
        return reached

    def copy(self) -> "Growing":
        """Return another that grows on by itself."""
        return Growing(self._size, self._edge)
