"""A tree of fingerprints: one number that changes if a single line in the book changes.

The tree of RFC 6962 section 2.1 (SHA-256). Everywhere here ``leaves`` are leaf *hashes* of
32 bytes, as `leaf_hash` makes them.
"""

from collections.abc import Sequence
from hashlib import sha256
from hmac import compare_digest


def leaf_hash(content: bytes) -> bytes:
    """Return the 32-byte hash of one leaf's content (RFC 6962 section 2.1)."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of the node above two others (RFC 6962 section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the 32-byte hash at the top of the tree; of no leaves, that of nothing."""
    if not leaves:
        return sha256(b"").digest()
    row = list(leaves)
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)
        above = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        row = above + row[len(above) * 2 :]
    return row[0]


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the hashes that lead from the leaf at *index* to the root, lowest first.

    RFC 6962 section 2.1.1. Raises IndexError when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    path: list[bytes] = []
    while len(leaves) > 1:
        split = _split(len(leaves))
        left, right = leaves[:split], leaves[split:]
        if index < split:
            path.append(root(right))
            leaves = left
        else:
            path.append(root(left))
            leaves, index = right, index - split
    return tuple(reversed(path))


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes
) -> bool:
    """Say whether *leaf* stands at *index* in the tree of *size* leaves with that root.

    RFC 9162 section 2.1.3.2, which gives the walk for the tree of RFC 6962.
    """
    if not 0 <= index < size:
        return False
    here, last, reached = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            reached = node_hash(sibling, reached)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and compare_digest(reached, expected_root)


def consistency_path(leaves: Sequence[bytes], earlier: int) -> tuple[bytes, ...]:
    """Return the hashes that show the first *earlier* leaves to be unchanged in the whole tree.

    RFC 6962 section 2.1.2. Raises IndexError unless ``0 < earlier <= len(leaves)``.
    """
    if not 0 < earlier <= len(leaves):
        raise IndexError(f"no tree of {earlier} inside a tree of {len(leaves)}")
    path: list[bytes] = []
    known = True
    while earlier < len(leaves):
        split = _split(len(leaves))
        left, right = leaves[:split], leaves[split:]
        if earlier <= split:
            path.append(root(right))
            leaves = left
        else:
            path.append(root(left))
            leaves, earlier, known = right, earlier - split, False
    if not known:
        path.append(root(leaves))
    return tuple(reversed(path))


def verify_consistency(
    earlier: int, earlier_root: bytes, size: int, size_root: bytes, path: Sequence[bytes]
) -> bool:
    """Say whether the tree of *earlier* leaves is the beginning of the tree of *size* leaves.

    RFC 9162 section 2.1.4.2.
    """
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not path and compare_digest(earlier_root, size_root)
    hashes = [earlier_root, *path] if earlier & (earlier - 1) == 0 else list(path)
    if not hashes:
        return False
    here, last = earlier - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and compare_digest(old, earlier_root) and compare_digest(new, size_root)


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
