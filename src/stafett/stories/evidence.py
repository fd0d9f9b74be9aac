"""After the stories: one book's evidence as a single file, for whoever wants to check it elsewhere.

It holds the outside of every line and nothing of what lies under a seal.
"""

import os
from pathlib import Path
from typing import Final

from stafett.evidence.bundle import Manifest
from stafett.evidence.verifying import Known, check_bundle
from stafett.ledger.line import Volume
from stafett.stories.audience import Audience
from stafett.stories.programme import Evening, Told
from stafett.stories.stage import Stage

BUNDLED: Final = "nittedal"
"""Whose book is bundled."""


async def hand_over(stage: Stage, evening: Evening, folder: Path, audience: Audience) -> bool:
    """Sign a book, write its evidence to the folder, check it, and say how to. Was all well?"""
    told = next(one for one in evening.told if one.rules == BUNDLED)
    house = stage.house
    if house.checkpoints is None:
        return True
    audience.chapter("Evidence")
    await house.checkpoints.sign(told.book)
    file = folder / f"evidence-bundle-{told.book}.jsonl"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as out:
        manifest = await house.evidence.bundle(told.book, out)
    with file.open("rb") as written:
        report = check_bundle(written, Known(manifest.fingerprint))
    if not report.well:
        audience.aside(f"  ✗ {file.name}: {report.fault}")
        return False
    _say(told, manifest, file, report.lines, audience)
    return True


def _say(told: Told, manifest: Manifest, file: Path, lines: int, audience: Audience) -> None:
    audience.aside(
        f"  ✓ {told.called}: the outside of {lines} lines, and what was signed of them, in one file"
    )
    for log in manifest.logs:
        if log.ledger == Volume.EVENTS.value:
            audience.aside("\n" + "\n".join(log.checkpoint.split("\n")[:3]))
    command = f"{file} --key {manifest.fingerprint}"
    audience.aside(f"\nCheck it here:              ./stafett evidence verify {command}")
    audience.aside(f"and on any other machine:   pip install ./verify; stafett-verify {command}")
