"""The tree of fingerprints: one top for one book, and short proofs for every line in it."""

import itertools
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.evidence.tree import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# The leaves and roots that Certificate Transparency's own implementation is tested with.
CONTENTS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
KNOWN = [leaf_hash(bytes.fromhex(content)) for content in CONTENTS]
LEAVES = [leaf_hash(number.to_bytes(2)) for number in range(64)]


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root(KNOWN[:size]).hex() == ROOTS[size]


def test_known_paths_are_those_of_certificate_transparency() -> None:
    assert [step.hex() for step in inclusion_path(KNOWN, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in consistency_path(KNOWN, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


def test_every_size_has_the_root_the_rfc_describes() -> None:
    for size in range(len(LEAVES) + 1):
        assert root(LEAVES[:size]) == recursive_root(LEAVES[:size])


def test_every_leaf_of_every_tree_is_proved_and_no_other_in_its_place() -> None:
    for size in range(1, len(LEAVES) + 1):
        leaves, top = LEAVES[:size], root(LEAVES[:size])
        for index in range(size):
            path = inclusion_path(leaves, index)
            assert verify_inclusion(leaves[index], index, size, path, top)
            assert not verify_inclusion(LEAVES[index - 1], index, size, path, top) or size == 1
            assert not verify_inclusion(leaves[index], index + 1, size, path, top)
            assert not verify_inclusion(leaves[index], index, size, (*path, top), top)
            assert not verify_inclusion(leaves[index], index, size, path[:-1], top) or size == 1


def test_every_earlier_tree_is_proved_to_be_the_beginning_of_every_later_one() -> None:
    for size in range(1, len(LEAVES) + 1):
        later = root(LEAVES[:size])
        for earlier in range(1, size + 1):
            path, before = consistency_path(LEAVES[:size], earlier), root(LEAVES[:earlier])
            assert verify_consistency(earlier, before, size, later, path)
            assert not verify_consistency(earlier, before, size, flipped(later, 3), path)
            assert not verify_consistency(earlier, flipped(before, 3), size, later, path)
            assert not verify_consistency(earlier, before, size, later, (*path, later))
            assert not path or not verify_consistency(earlier, before, size, later, path[:-1])


def test_a_tree_that_was_rewritten_is_not_the_beginning_of_the_later_one() -> None:
    for size, earlier in itertools.product((9, 16, 33), (1, 4, 7, 8)):
        rewritten = root([*LEAVES[: earlier - 1], leaf_hash(b"another")])
        path = consistency_path(LEAVES[:size], earlier)
        assert not verify_consistency(earlier, rewritten, size, root(LEAVES[:size]), path)


@given(st.integers(1, 64), st.data())
def test_a_flipped_bit_anywhere_in_an_inclusion_proof_is_noticed(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, top = list(inclusion_path(LEAVES[:size], index)), root(LEAVES[:size])
    bit = data.draw(st.integers(0, 256 * (len(path) + 1) - 1))
    if bit < 256:
        assert not verify_inclusion(flipped(LEAVES[index], bit), index, size, path, top)
    else:
        path[bit // 256 - 1] = flipped(path[bit // 256 - 1], bit % 256)
        assert not verify_inclusion(LEAVES[index], index, size, path, top)


@given(st.integers(2, 64), st.data())
def test_a_flipped_bit_anywhere_in_a_consistency_proof_is_noticed(
    size: int, data: st.DataObject
) -> None:
    earlier = data.draw(st.integers(1, size - 1))
    path = list(consistency_path(LEAVES[:size], earlier))
    step, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    path[step] = flipped(path[step], bit)
    before, later = root(LEAVES[:earlier]), root(LEAVES[:size])
    assert not verify_consistency(earlier, before, size, later, path)


def test_a_leaf_that_is_not_there_has_no_path() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError):
            inclusion_path(LEAVES[:3], index)
    for earlier in (0, 4):
        with pytest.raises(IndexError):
            consistency_path(LEAVES[:3], earlier)


def test_proofs_about_impossible_sizes_prove_nothing() -> None:
    top = root(LEAVES[:3])
    assert not verify_inclusion(LEAVES[0], -1, 3, (), top)
    assert not verify_inclusion(LEAVES[0], 3, 3, (), top)
    assert not verify_inclusion(LEAVES[0], 0, 0, (), root([]))
    assert not verify_consistency(0, root([]), 3, top, ())
    assert not verify_consistency(4, top, 3, top, ())
    assert not verify_consistency(3, top, 4, root(LEAVES[:4]), ())


def test_an_inner_node_cannot_be_passed_off_as_a_leaf() -> None:
    inner = node_hash(LEAVES[0], LEAVES[1])
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != inner
    assert not verify_inclusion(inner, 0, 4, inclusion_path(LEAVES[:4], 0)[1:], root(LEAVES[:4]))
