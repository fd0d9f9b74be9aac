"""What some people saw of a story, word for word, so that two tellings can be compared.

Random ids and the exact second differ between two tellings of the same story and say nothing.
Everything else must be alike: bodies, headers, versions, sizes. So each id becomes the name the
story knows it by, or its place in the order of appearance; each instant becomes its day; each
signature nothing but its length.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from stafett.stories.answers import Answer

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_SEALED: Final = re.compile(r'"((?:[A-Za-z0-9+/]{43}=)|(?:[A-Za-z0-9+/]{86}==))"')
_DRAWN: Final = re.compile(r'"index":\d+')
"""Where in a receipt's tree the line stands is drawn by lot, so that it tells nothing."""
_KEY_NAME: Final = re.compile(r'"key":"[0-9a-f]{8}"')
_PER_ANSWER: Final = frozenset({"date", "request-id", "content-length", "ratelimit"})
"""Headers left out; the length is measured on the body as it is compared."""
_SAYS_ASKED_TWICE: Final = frozenset({"idempotency-replayed"})
_RECEIPT: Final = re.compile(r'"receipt":(?:null|\{[^{}]*\})')
_DIGEST: Final = re.compile(r'(?<=[0-9])-[0-9a-f]+"$')
"""The part of an ``ETag`` that is made from the body, which is compared itself."""
_SIGNED_ANEW: Final = "application/pdf"
_TRACE: Final = re.compile(r'"traceId": ?"[0-9a-f]{32}"')


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
    """Everything certain people were answered, in order; a witness of the wire.

    Args:
        eyes: By title, those over whose shoulder we look; ``None`` for everybody.

    """

    def __init__(self, eyes: Collection[str] | None = None) -> None:
        self._eyes = eyes
        self.everything: list[Answer] = []

    def __call__(self, answer: Answer) -> None:
        """Keep the answer."""
        self.everything.append(answer)

    @property
    def answers(self) -> list[Answer]:
        """Return what those were answered whom we look over the shoulder of."""
        if self._eyes is None:
            return self.everything
        return [answer for answer in self.everything if answer.who in self._eyes]

    def masked(self, names: Mapping[str, str], *, receipts: bool = True) -> list[Seen]:
        """Return the answers with everything random made comparable.

        Args:
            names: What the story calls things, by id.
            receipts: Whether receipts are compared. One who had to ask twice may get another.

        """
        masks = _Masks(names)
        return [_seen(answer, masks, receipts=receipts) for answer in self.answers]


class _Masks:
    """Gives each id the name it is known by, or the number of its first appearance."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {id_: f"#{name:_<35.35}" for id_, name in names.items()}

    def over(self, text: str) -> str:
        """Return the text made comparable, every word of it as long as it was."""
        text = _ID.sub(lambda found: self._name(found[0]), text)
        text = _INSTANT.sub(r"\1T00:00:00.000000Z", text)
        text = _SEALED.sub(lambda found: f'"{"~" * len(found[1])}"', text)
        text = _DRAWN.sub('"index":"~"', text)
        text = _TRACE.sub('"traceId":"~"', text)
        return _KEY_NAME.sub('"key":"~~~~~~~~"', text)

    def _name(self, id_: str) -> str:
        return self._names.setdefault(id_, f"#{len(self._names) + 1:035}")


def _in_order(value: Any) -> Any:
    """Put what stands in the random order of its ids in another: the order says as little."""
    if isinstance(value, dict):
        members = [(name, _in_order(one)) for name, one in value.items()]
        by_id = members and all(name.startswith("#") for name, _ in members)
        return dict(sorted(members) if by_id else members)
    if isinstance(value, list):
        ids = all(isinstance(one, str) and one.startswith("#") for one in value)
        return sorted(value) if ids else [_in_order(one) for one in value]
    return value


def _seen(answer: Answer, masks: _Masks, *, receipts: bool) -> Seen:
    if answer.headers.get("content-type") == _SIGNED_ANEW:
        # Of a printout only the length is compared here: the moment and the signature stand in it.
        body = f"{len(answer.content)} bytes"
    else:
        body = masks.over(answer.content.decode(errors="backslashreplace").rstrip(" "))
    left_out = _PER_ANSWER
    if not receipts:
        body = _RECEIPT.sub('"receipt":"~"', body)
        left_out |= _SAYS_ASKED_TWICE
    headers = sorted(
        (name.lower(), _DIGEST.sub('"', masks.over(text)))
        for name, text in answer.headers.items()
        if name.lower() not in left_out
    )
    asked = f"{answer.who}: {answer.method} {masks.over(answer.path)}"
    size = len(body.encode())
    if body and "json" in answer.headers.get("content-type", "json"):
        body = json.dumps(_in_order(json.loads(body)), ensure_ascii=False, separators=(",", ":"))
    return Seen(asked, answer.status, tuple(headers), body, size)


def first_difference(one: list[Seen], other: list[Seen]) -> Difference | None:
    """Return where two tellings part, or ``None`` when nobody could tell them apart."""
    for left, right in zip_longest(one, other):
        if left == right:
            continue
        asked = left.asked if left is not None else right.asked
        return Difference(asked, repr(left), repr(right))
    return None
