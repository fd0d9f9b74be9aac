"""The vectors beside docs/evidence.md: `python -m tests.evidence.vectors` writes them anew."""

import json
from hashlib import sha256
from pathlib import Path

from stafett.evidence.checkpoint import LogSigner
from stafett.evidence.growing import Growing
from stafett.evidence.handed_over import fingerprint
from stafett.evidence.tree import consistency_path, inclusion_path, leaf_hash
from tests.evidence.bundles import in_other_hands, made_up, pruned

FILE = Path(__file__).parents[2] / "docs" / "evidence-vectors.json"
SEED = 7
TREES = 33


def vectors() -> dict[str, object]:
    """Return them: keys, trees of every small size, the first line of a bundle, and the whole."""
    book = made_up(SEED)
    log = next(log for log in book.logs if log.lines)
    leaves = [leaf_hash(bytes([number])) for number in range(TREES)]
    growing = Growing()
    roots = [growing.root().hex()]
    for leaf in leaves:
        growing.add(leaf)
        roots.append(growing.root().hex())
    return {
        "about": "seed: the book's Ed25519 seed. trees: leaf number n is leaf_hash of the byte n.",
        "seed": book.seed.hex(),
        "keys": [key.written() for key in LogSigner(book.origin_of(log), book.seed).keys],
        "fingerprint": fingerprint(book.keys),
        "trees": {
            "roots": roots,
            "inclusion": [
                [index, size, [step.hex() for step in inclusion_path(leaves[:size], index)]]
                for size, index in ((1, 0), (8, 5), (33, 0), (33, 32), (33, 17))
            ],
            "consistency": [
                [old, size, [step.hex() for step in consistency_path(leaves[:size], old)]]
                for size, old in ((8, 6), (33, 1), (33, 16), (33, 20), (33, 32))
            ],
        },
        "line": {
            "tenant": book.tenant.hex(),
            "ledger": log.ledger,
            "previous": bytes(32).hex(),
            "written": log.lines[0].written().decode(),
            "leaf": log.lines[0].leaf.hex(),
            "written when pruned": log.lines[0]._replace(pruned=True).written().decode(),
        },
        "edges": sha256("".join(roots).encode()).hexdigest(),
    }


def main() -> None:
    """Write the file, and two whole bundles beside it: their ML-DSA-44 signatures are drawn anew.

    The second is of a book that has had other keys, and some of its lines were pruned.
    """
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
    FILE.with_name("evidence-vector.jsonl").write_bytes(made_up(SEED).written())
    whole = pruned(in_other_hands(SEED))
    FILE.with_name("evidence-vector-pruned.jsonl").write_bytes(whole.written())


if __name__ == "__main__":
    main()
