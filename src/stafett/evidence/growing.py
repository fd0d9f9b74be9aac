"""A tree that grows at its right edge: the root after every line, without keeping the lines.

What is kept are the roots of the whole subtrees from the left, largest first, as many as the
length has ones in binary: for a million lines, seven.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from .tree import node_hash, root


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


def consistency_onwards(earlier: Growing, later: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the path from a tree, known by its edge alone, to what *later* leaves make of it.

    The same as `consistency_path` gives over all leaves (RFC 6962 section 2.1.2): every hash in it
    is one of the edge, or the root of some of the later leaves. From nothing it is empty.
    """
    old = earlier.size
    whole: dict[tuple[int, int], bytes] = {}
    start = 0
    for hashed in earlier.edge:
        end = start + (1 << (old - start).bit_length() - 1)
        whole[start, end] = hashed
        start = end

    def hash_of(start: int, end: int) -> bytes:
        return whole[start, end] if end <= old else root(later[start - old : end - old])

    path: list[bytes] = []
    start, end = 0, old + len(later)
    known = True
    while 0 < old < end:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= middle:
            path.append(hash_of(middle, end))
            end = middle
        else:
            path.append(hash_of(start, middle))
            start, known = middle, False
    if old and not known:
        path.append(hash_of(start, end))
    return tuple(reversed(path))
