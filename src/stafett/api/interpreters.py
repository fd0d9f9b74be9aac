"""Forms that several subjects share: an interpreter, and how taking part is made fit."""

from pydantic import Field

from stafett.api.forms import Code, Form, Line
from stafett.api.words import MaybeLine
from stafett.domain.interpreting import Interpreter, MadeFit, Way


class InterpreterForm(Form):
    """An interpreter who was there; a child is never one (R178)."""

    language: Line = Field(examples=["so"])
    reference: Line = Field(examples=["Tolketjenesten, oppdrag 44"])
    of_age: bool

    def interpreter(self) -> Interpreter:
        """Return it as the domain has it."""
        return Interpreter(self.language, self.reference, self.of_age)


class MadeFitForm(Form):
    """For whom taking part is made fit, and how (R164)."""

    name: Line
    way: Code[Way]
    language: MaybeLine = ""
    note: MaybeLine = ""

    def made_fit(self) -> MadeFit:
        """Return it as the domain has it."""
        return MadeFit(self.name, self.way, self.language, self.note)
