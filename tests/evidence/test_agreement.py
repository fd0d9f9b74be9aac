"""The checker in Python and the one in JavaScript say the same of every bundle."""

import pytest

from tests.evidence.agreement import NODE, compare


@pytest.mark.skipif(NODE is None, reason="needs Node; .ci/run installs it")
def test_two_checkers_written_apart_agree_on_three_hundred_bundles() -> None:
    found = compare(0, 300)
    assert found.total() == 300
    assert found["well"] > 30
    assert found["well, some pruned"] > 15
    assert set(found) >= {"leaf", "root", "position", "version", "checkpoint", "seal", "not-read"}
