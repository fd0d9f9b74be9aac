"""After the stories: what a mother printed of the ordinary logg, as a file to open.

It was asked for over HTTP while the story was told. Of the suspicion that lay beside it, it shows
nothing.
"""

import asyncio
import os
from pathlib import Path
from typing import Final

from stafett.printing.checking import NotAPrintout, check
from stafett.stories.audience import Audience
from stafett.stories.programme import Evening, Told

PRINTED_IN: Final = "nittedal"
PRINTED_BY: Final = "the mother"


async def keep_printout(evening: Evening, folder: Path, audience: Audience) -> bool:
    """Write the printout to the folder, check it, and say how to. Is it as it was signed?"""
    told = next(one for one in evening.told if one.rules == PRINTED_IN)
    pdf = printed(told)
    if pdf is None:
        return False
    file = folder / f"logg-{told.book}.pdf"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(pdf)
    try:
        found = await asyncio.to_thread(check, file.read_bytes())
    except NotAPrintout as trouble:
        audience.aside(f"  ✗ {file.name}: {trouble.__doc__}")
        return False
    audience.aside(f"\nThe ordinary logg as {PRINTED_BY} printed it: {file}")
    command = f"{file} --certificate {found.fingerprint}"
    audience.aside(f"Check it:                   ./stafett printout check {command}")
    return found.well


def printed(told: Told) -> bytes | None:
    """Return the last thing she printed in a story, or ``None`` when she printed nothing."""
    for answer in reversed(told.witness.everything):
        if (answer.who, answer.path.rpartition("/")[2]) == (PRINTED_BY, "printout"):
            return answer.content
    return None
