"""A logg on paper (manuell stafettlogg): the system keeps its frame, and people its words (R179).

Holder, levels, consents, deadlines, closure and reopening are as for any other logg; what is
agreed is written on paper, and here stands where that lies. A unit's own part is kept here as
ever. A paper logg that has been locked still lies somewhere, and that may change.
"""

from dataclasses import dataclass, replace
from datetime import date

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.logg import Locked, Logg, LoggIsNotOpen, Medium, NotOpened, Open
from stafett.domain.wording import reason


class PaperLoggMoved(Event, name="paper-logg-moved"):
    """The paper lies somewhere else from now on."""

    kept_at: str
    on: date


@dataclass(frozen=True, slots=True)
class MovePaperLogg:
    """Say where the paper lies now."""

    kept_at: str


class LoggIsOnPaper(Refusal):
    """The logg is kept on paper: it is written and read where it lies."""


class LoggIsNotOnPaper(Refusal):
    """There is no logg on paper here."""


def written_here(logg: Logg) -> None:
    """See that there is an open logg to write in, kept here.

    Raises:
        LoggIsNotOpen: There is no open logg.
        LoggIsOnPaper: It is open, and kept on paper.

    """
    if not isinstance(logg, Open):
        raise LoggIsNotOpen
    if logg.medium is Medium.PAPER:
        raise LoggIsOnPaper


def move(logg: Logg, command: MovePaperLogg, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether there is paper to move, open or locked.

    Raises:
        LoggIsNotOnPaper: There is none.

    """
    if isinstance(logg, NotOpened) or logg.medium is not Medium.PAPER:
        raise LoggIsNotOnPaper
    kept_at = reason(command.kept_at)
    return () if kept_at == logg.kept_at else (PaperLoggMoved(kept_at=kept_at, on=at.today),)


def after(logg: Logg, event: PaperLoggMoved) -> Logg:
    """Return the logg as it is once its paper has been moved."""
    return replace(logg, kept_at=event.kept_at) if isinstance(logg, Open | Locked) else logg
