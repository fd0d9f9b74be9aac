"""Being understood: an interpreter, easy words, drawings, so that each can take part (R164, R178).

An interpreter is there for the talk and reads nothing here. A child never interprets.
"""

from dataclasses import dataclass
from enum import Enum

from stafett.domain import wording
from stafett.domain.facts import Refusal


class NoChildInterprets(Refusal):
    """A child is never an interpreter: whoever interprets is of age."""


class Way(Enum):
    """How taking part is made fit for somebody."""

    INTERPRETER = "interpreter"
    EASY_TEXT = "easy-text"
    DRAWING = "drawing"
    REPRESENTATIVE = "representative"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MadeFit:
    """For whom taking part is made fit, and how; ``language`` for an interpreter."""

    name: str
    way: Way
    language: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The interpreter who was there: in which language, and where the engagement is on record.

    ``of_age`` is said by whoever writes it down.
    """

    language: str
    reference: str
    of_age: bool


def may_interpret(who: Interpreter) -> None:
    """See that somebody may be put down as an interpreter (R178).

    Raises:
        NoChildInterprets: It is a child.
        SayWhy: Language or reference is missing.

    """
    if not who.of_age:
        raise NoChildInterprets
    wording.reason(who.language)
    wording.reason(who.reference)
