"""Opening the logg: the family is asked, and everyone's word lets it open (R47-R49, R167)."""

from dataclasses import dataclass

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import Consents, admit
from stafett.domain.logg import Locked, Logg, LoggAskedFor, LoggIsLocked, LoggOpened, Medium, Open
from stafett.domain.people import UnitId


@dataclass(frozen=True, slots=True)
class AskForLogg:
    """Ask the family for a logg; the answer looks the same whether one exists or not."""


@dataclass(frozen=True, slots=True)
class OpenLogg:
    """Open the logg; on paper one says where it is kept."""

    medium: Medium = Medium.DIGITAL
    kept_at: str = ""


class TooEarlyForLogg(Refusal):
    """The guide opens a logg from a higher level."""


class LoggNotLetOpen(Refusal):
    """A logg is opened when everyone whose consent is needed has said yes to it for your unit."""


class AgreeOnMeasureFirst(Refusal):
    """The guide opens a logg once a measure has been agreed on."""


def ask(logg: Logg, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the family is asked: asking twice is asking once (R62, R167).

    Nothing outside the asker's own follow-up is looked at, so the answer can tell nothing of it.
    """
    if isinstance(logg, Open) or logg.asked_on is not None:
        return ()
    return (LoggAskedFor(on=at.today, guide=at.guide.id),)


def open_(
    logg: Logg,
    consents: Consents,
    command: OpenLogg,
    at: Circumstances,
    *,
    unit: UnitId,
    level: int,
    measure_agreed: bool,
) -> tuple[Event, ...]:
    """Decide whether the logg may open, on consent for the holder's *unit* (R47-R49).

    Raises:
        TooEarlyForLogg: The guide does not open one at this level.
        LoggNotLetOpen: Somebody's word is missing.
        LoggIsLocked: It has been locked before: that is reopening (R62). Said last, so that it
            tells nothing to a unit that nobody has let in.
        AgreeOnMeasureFirst: The guide wants a measure first, and there is none.

    """
    if isinstance(logg, Open):
        return ()
    if level < at.guide.may_open_logg_from:
        raise TooEarlyForLogg
    if command.medium is Medium.PAPER:
        wording.reason(command.kept_at)
    admission = admit(consents, unit, at, logg=True)
    if admission is None:
        raise LoggNotLetOpen
    if isinstance(logg, Locked):
        raise LoggIsLocked
    if at.guide.opening_needs_measure and not measure_agreed:
        raise AgreeOnMeasureFirst
    opened = LoggOpened(
        medium=command.medium,
        kept_at=command.kept_at,
        consents=admission.consents,
        at=at.now,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    return (opened,)
