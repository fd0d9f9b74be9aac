"""Reasons and names: small things that every decision asks for in the same way."""

from typing import TypeVar

from stafett.domain.facts import Refusal

Thing = TypeVar("Thing")


class SayWhy(Refusal):
    """Write the reason down, so that others can understand it later."""


class IdTaken(Refusal):
    """This id already belongs to something else here."""


def reason(text: str) -> str:
    """Return the text without the blanks around it.

    Raises:
        SayWhy: There is nothing in it.

    """
    if not text.strip():
        raise SayWhy
    return text.strip()


def already(standing: Thing | None, wanted: Thing) -> bool:
    """Has exactly this been written before?

    Raises:
        IdTaken: Something else has, under the same id.

    """
    if standing is None:
        return False
    if standing != wanted:
        raise IdTaken
    return True
