"""Nothing that was changed is believed: twenty thousand here, a million by command."""

from tests.evidence.mutated import attempt


def test_of_twenty_thousand_changed_proofs_none_is_believed() -> None:
    refused = attempt(20_000)
    assert refused.total() >= 20_000
    kinds = {why.partition(":")[0] for why in refused}
    assert kinds == {
        "line proof", "consistency proof", "checkpoint", "receipt", "sealed message", "bundle",
        "bundle with pruned lines", "bundle with former pairs", "bundle with a grant", "grant",
        "granted line", "granted key", "consistency proof with former pairs",
    }  # fmt: skip
