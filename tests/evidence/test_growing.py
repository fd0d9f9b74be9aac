"""A tree that grows at its edge comes to the same as one made whole."""

from hashlib import sha256

import pytest

from stafett.evidence.growing import Growing, consistency_onwards
from stafett.evidence.tree import consistency_path, leaf_hash, root

LEAVES = [leaf_hash(number.to_bytes(2)) for number in range(257)]


def test_of_no_lines_it_is_the_root_of_nothing() -> None:
    assert Growing().root() == root([]) == sha256(b"").digest()


def test_after_every_line_the_root_is_that_of_the_whole() -> None:
    growing = Growing()
    for size, leaf in enumerate(LEAVES, 1):
        growing.add(leaf)
        assert growing.size == size
        assert growing.root() == root(LEAVES[:size])


def test_it_goes_on_from_any_edge() -> None:
    for size in range(len(LEAVES)):
        growing = Growing()
        growing.extend(LEAVES[:size])
        later = Growing(size, growing.edge)
        later.extend(LEAVES[size:])
        assert later.root() == root(LEAVES)


def test_a_copy_grows_by_itself() -> None:
    growing = Growing()
    growing.extend(LEAVES[:5])
    growing.copy().add(LEAVES[5])
    assert (growing.size, growing.root()) == (5, root(LEAVES[:5]))


@pytest.mark.parametrize(("size", "hashes"), [(3, 1), (4, 2), (0, 1), (-1, 0)])
def test_an_edge_that_does_not_fit_its_size_is_refused(size: int, hashes: int) -> None:
    with pytest.raises(ValueError, match="edge"):
        Growing(size, LEAVES[:hashes])


def test_the_path_onwards_from_an_edge_is_the_one_over_all_leaves() -> None:
    for size in range(66):
        for old in range(size + 1):
            growing = Growing()
            growing.extend(LEAVES[:old])
            path = consistency_onwards(growing, LEAVES[old:size])
            assert path == (consistency_path(LEAVES[:size], old) if old else ())
