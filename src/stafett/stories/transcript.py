"""What some people saw of a story, word for word, so that two tellings can be compared.

Random ids and the exact second differ between two tellings of the same story and say nothing.
Everything else must be alike: bodies, headers, versions, sizes. So each id becomes its place in
the order of appearance, each instant its day, each signature nothing but its length.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from stafett.stories.answers import Answer

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_SEALED: Final = re.compile(
    r'"((?:[A-Za-z0-9+/]{43}=)|(?:[A-Za-z0-9+/]{86}==)|[A-Za-z0-9+/]{91}=)"'
)
_RECEIPT_KEY: Final = re.compile(r'"key":"[0-9a-f]{8}"')
_PER_ANSWER: Final = frozenset({"date", "request-id", "content-length"})
"""Headers left out; the length is measured on the body as it is compared."""


class Masks:
    """Gives each id the number of its first appearance, the same one every time after."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def over(self, text: str) -> str:
        """Return the text with everything random made comparable, and its length kept."""
        text = _ID.sub(lambda found: self._numbered(found[0]), text)
        text = _INSTANT.sub(r"\1T00:00:00.000000Z", text)
        text = _SEALED.sub(lambda found: f'"{"~" * len(found[1])}"', text)
        return _RECEIPT_KEY.sub('"key":"~~~~~~~~"', text)

    def _numbered(self, name: str) -> str:
        return f"#{self._numbers.setdefault(name, len(self._numbers) + 1):035}"


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as it is compared."""

    asked: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    size: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two tellings part."""

    asked: str
    one: str
    other: str


class Transcript:
    """Everything certain people were answered, in order; a witness of the wire."""

    def __init__(self, eyes: Collection[str] | None = None) -> None:
        self._eyes = eyes
        self._masks = Masks()
        self.seen: list[Seen] = []

    def __call__(self, answer: Answer) -> None:
        """Write down the answer, if it was given to one of those we look over the shoulder of."""
        if self._eyes is not None and answer.who not in self._eyes:
            return
        body = self._masks.over(answer.content.decode())
        headers = sorted(
            (name.lower(), self._masks.over(text))
            for name, text in answer.headers.items()
            if name.lower() not in _PER_ANSWER
        )
        asked = f"{answer.who}: {answer.method} {self._masks.over(answer.path)}"
        self.seen.append(Seen(asked, answer.status, tuple(headers), body, len(body.encode())))


def first_difference(one: Transcript, other: Transcript) -> Difference | None:
    """Return where two tellings part, or ``None`` when nobody could tell them apart."""
    for left, right in zip_longest(one.seen, other.seen):
        if left == right:
            continue
        asked = left.asked if left is not None else right.asked
        return Difference(asked, repr(left), repr(right))
    return None
