"""How a word was given, and what its giver had been told first (R64, R65)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from stafett.domain.interpreting import Interpreter
from stafett.domain.voice import ChildInformed


class EvidenceKind(Enum):
    """How a word was given (R65)."""

    DIGITAL = "digital"
    SIGNED_PAPER = "signed-paper"
    MINUTED_ORAL = "minuted-oral"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that the word was given, and what the giver had been told (R64, R65).

    ``information`` is the version of the text the giver was given, ``reference`` where the paper
    or the minutes lie, ``given_on`` the day of the act, ``child`` how the child was informed.
    """

    kind: EvidenceKind
    given_on: date
    language: str
    information: str | None = None
    reference: str = ""
    interpreter: Interpreter | None = None
    child: ChildInformed | None = None
