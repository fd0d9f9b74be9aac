"""The number an organisation has in the national register: nine digits, the last of them a check.

Units outside the municipality belong to organisations of their own (R15).
"""

from typing import Final

from stafett.domain.facts import Refusal

_WEIGHTS: Final = (3, 2, 7, 6, 5, 4, 3, 2)


class NotAnOrganisationNumber(Refusal):
    """An organisation number has nine digits: please look for a slip of the pen."""


def read(written: str) -> str:
    """Return the nine digits; blanks between them are left out.

    Raises:
        NotAnOrganisationNumber: They are not nine, or the last does not follow from the others
            (modulus 11, Brønnøysundregistrene).

    """
    digits = "".join(written.split())
    if len(digits) != len(_WEIGHTS) + 1 or not (digits.isascii() and digits.isdigit()):
        raise NotAnOrganisationNumber
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:-1], strict=True))
    if -total % 11 != int(digits[-1]):
        raise NotAnOrganisationNumber
    return digits
