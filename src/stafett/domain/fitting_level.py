"""Does the level still fit? It is asked at every evaluation: stay, go back, or go on (R30).

What is answered changes nothing by itself; a level changes by an act of its own.
"""

from dataclasses import dataclass

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.level import ALONE, NotInTheGuide


@dataclass(frozen=True, slots=True)
class FittingLevel:
    """The level that those who evaluate think right, and why when it is another."""

    level: int
    why: str = ""


def answered(fits: FittingLevel, here: int, at: Circumstances) -> FittingLevel:
    """Return the answer if it is one.

    Raises:
        NotInTheGuide: The guide does not go there from the level one is on.
        SayWhy: Another level, without a reason.

    """
    if fits.level == here:
        return fits
    if fits.level < ALONE or (here, fits.level) not in at.guide.transitions:
        raise NotInTheGuide
    wording.reason(fits.why)
    return fits
