"""Which national numbers may be used here: real ones, or made-up ones, never both."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from stafett.domain.national_number import Environment, NationalNumber, accept


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that this installation takes."""

    environment: Environment

    def accept(self, text: str) -> NationalNumber:
        """Read a number, and see that it may be used here.

        Raises:
            Refusal: It is no number, or not one for here; the refusal does not repeat it.

        """
        return accept(text, self.environment)


def number_rules(request: Request) -> Numbers:
    """Return which numbers this installation takes."""
    rules: Numbers = request.app.state.numbers
    return rules


NumberRules: TypeAlias = Annotated[Numbers, Depends(number_rules)]
