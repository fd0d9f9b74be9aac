"""Anonymity: can anybody be recognised in these words, by what the book itself knows?

It finds numbers, addresses for letters by wire, and names. It cannot find a story that only one
child can have: those who write see to that.
"""

import re
from collections.abc import Collection

from stafett.domain.facts import Refusal
from stafett.domain.person import Person

_NUMBERS = re.compile(r"(?<!\d)(?:\d[ .\-]?){8,}(?!\d)")
_MAIL = re.compile(r"\S+@\S+\.\S+")
_NAME_SHAPED = re.compile(
    r"(?<![\w])[A-ZÆØÅÀ-ÖØ-Þ][a-zæøåà-öø-ÿ'-]+ [A-ZÆØÅÀ-ÖØ-Þ][a-zæøåà-öø-ÿ'-]+(?![\w])"
)
_SHORTEST = 3
"""Names of fewer letters are ordinary words too often; they count as part of the full name."""


class SaysWhoItIsAbout(Refusal):
    """Say it without names, numbers or addresses of anybody, or ask for consent first."""


def check(texts: Collection[str], names: Collection[str]) -> None:
    """See that nobody can be recognised in any of the texts.

    Raises:
        SaysWhoItIsAbout: Somebody can.

    """
    if any(recognised(text, names) for text in texts):
        raise SaysWhoItIsAbout


def recognised(text: str, names: Collection[str]) -> bool:
    """Say whether somebody can be recognised: by a number, an address, or one of the names.

    Eight digits or more in a row count (a telephone or national number, also with blanks), and a
    name as whole words, in small letters or large.
    """
    words = " ".join(text.casefold().split())
    if _NUMBERS.search(text) or _MAIL.search(text):
        return True
    return any(
        name and re.search(rf"\b{re.escape(' '.join(name.casefold().split()))}\b", words)
        for name in names
    )


def looks_like_a_name(text: str) -> bool:
    """Say whether two words in a row begin with a capital and go on in small letters.

    That is the shape a full name has, and the names of few other things; whoever writes knows.
    """
    return _NAME_SHAPED.search(text) is not None


def names_in_family(person: Person) -> frozenset[str]:
    """Return what the child and those who answer or have answered for it are called.

    Whole names, and each of their names by itself where it has three letters or more.
    """
    guardians = (*person.guardians.values(), *person.earlier_guardians)
    whole = {person.name, *(one.name for one in guardians)}
    single = {part for name in whole for part in name.split() if len(part) >= _SHORTEST}
    return frozenset(whole | single)
