"""Two checkers, written apart, in two languages: do they say the same of thousands of bundles?

`python -m tests.evidence.agreement --count 10000` makes so many bundles of made-up books, whole
ones and ones somebody was at, and stops at the first of which the two say different things.
"""

import argparse
import io
import json
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from stafett.evidence.verifying import Known, check_bundle
from tests.evidence.bundles import HARMS, harmed, in_other_hands, made_up, pruned

PEER = Path(__file__).with_name("verify_peer.mjs")
NODE = shutil.which("node")
AT_A_TIME = 500
ONLY_HERE = (
    "checkpoint or key, seen to be wrong by its ML-DSA-44 signature alone, which Node cannot check"
)


class Differ(AssertionError):  # noqa: N818
    """Of one bundle the two checkers say different things."""


def bundle(seed: int) -> bytes:
    """Return a bundle: one in five is whole, one in five bent after it was signed.

    One in seven has had other keys, and of one in three some lines were pruned.
    """
    book = (in_other_hands if seed % 7 == 0 else made_up)(seed, most=8)
    if seed % 3 == 0:
        pruned(book)
    if seed % 5 < 3:
        harmed(book, HARMS[seed % len(HARMS)])
    written = book.written()
    if seed % 5 == 3:
        dice = random.Random(seed)
        changed = bytearray(written)
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        written = bytes(changed)
    return written


def compare(first: int, count: int) -> Counter[str]:
    """Hold the two against each other; returns how often each fault was found, by its code."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            (Path(folder) / f"{seed:09}").write_bytes(bundle(seed))
        told = subprocess.run(
            [NODE or "node", str(PEER), folder], capture_output=True, text=True, check=True
        ).stdout
        for line in told.splitlines():
            theirs = json.loads(line)
            written = (Path(folder) / theirs["name"]).read_bytes()
            report = check_bundle(io.BytesIO(written), Known())
            fault = report.fault
            ours = (fault.code, fault.line) if fault else (None, theirs["line"])
            if ours[0] in {"checkpoint", "key"} and theirs["code"] == "seal":
                found[ONLY_HERE] += 1
                continue
            if ours != (theirs["code"], theirs["line"]):
                raise Differ(f"seed {int(theirs['name'])}: {ours} here, {theirs} there")
            emptied = [[one.log, one.first, one.last] for one in report.pruned]
            if fault is None and emptied != theirs["pruned"]:
                raise Differ(f"seed {int(theirs['name'])}: other pruned lines here and there")
            found[fault.code if fault else "well, some pruned" if emptied else "well"] += 1
    return found


def main() -> None:
    """Compare as many as are asked for, and say what was found in them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    found: Counter[str] = Counter()
    for first in range(0, count, AT_A_TIME):
        found += compare(first, min(AT_A_TIME, count - first))
    print(f"{found.total()} bundles, the same of each: {dict(found.most_common())}")  # noqa: T201


if __name__ == "__main__":
    main()
