"""Every tree up to 256 leaves: each leaf is proved in it, and each earlier tree to be its start."""

from stafett.evidence.growing import Growing
from stafett.evidence.tree import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

MOST = 256
LEAVES = [leaf_hash(number.to_bytes(2)) for number in range(MOST)]


def roots() -> list[bytes]:
    """Return the root of every size, from none to all."""
    growing = Growing()
    found = [growing.root()]
    for leaf in LEAVES:
        growing.add(leaf)
        found.append(growing.root())
    return found


def test_every_pair_of_sizes_and_every_place_up_to_256() -> None:
    tops = roots()
    pairs = 0
    for size in range(1, MOST + 1):
        leaves, top = LEAVES[:size], tops[size]
        for number in range(size):
            place = inclusion_path(leaves, number)
            assert verify_inclusion(leaves[number], number, size, place, top)
            path = consistency_path(leaves, number + 1)
            assert verify_consistency(number + 1, tops[number + 1], size, top, path)
            pairs += 1
    assert pairs == MOST * (MOST + 1) // 2
