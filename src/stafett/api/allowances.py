"""How often one may ask: so much at once, and so much more with every second that passes.

Each of three has an allowance: who is logged in, the programme they use, and the book they ask.
Who is not logged in has one together with all who come from the same place; it is never taken from
somebody who is, so that nobody at a school is kept out by another's guessing.
Looking up a person by number costs more than other questions, and finding nobody, or nothing, costs
twice: whoever tries many doors to see which of them open soon has to wait. What is left is told for
oneself only (draft-ietf-httpapi-ratelimit-headers); of a programme or a book it would tell how much
others ask. The figures are for one process, and are forgotten when it stops.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from starlette.requests import Request
from starlette.types import Scope

from stafett.api.log_in import LogIn
from stafett.api.problems import Problem

QUESTION: Final = 1.0
"""What a question costs."""
LOOK_UP: Final = 10.0
"""What it costs more to look somebody up by a national number."""
MOST_REMEMBERED: Final = 20_000
"""Of so many is remembered what they have left; of the rest that they have all of it."""
_IN_SCOPE: Final = "stafett.spent"


@dataclass(frozen=True, slots=True)
class Rate:
    """An allowance: ``at_once`` in all, filled up again by ``per_second``."""

    name: str
    at_once: float
    per_second: float

    @property
    def policy(self) -> str:
        """Return it in words a programme reads: the quota, and the seconds until it is whole."""
        return f'"{self.name}";q={self.at_once:.0f};w={math.ceil(self.at_once / self.per_second)}'


PERSON: Final = Rate("person", 600, 20)
CLIENT: Final = Rate("client", 3000, 100)
BOOK: Final = Rate("book", 6000, 200)
ORIGIN: Final = Rate("origin", 300, 5)


@dataclass(slots=True)
class Spent:
    """What one request has cost, and whose allowances it came from."""

    whose: list[tuple[Rate, Hashable]] = field(default_factory=list)
    weight: float = QUESTION


class Allowances:
    """What everybody has left. One for each process."""

    def __init__(
        self,
        person: Rate = PERSON,
        client: Rate = CLIENT,
        book: Rate = BOOK,
        origin: Rate = ORIGIN,
    ) -> None:
        self._person, self._client, self._book, self._origin = person, client, book, origin
        self._left: dict[tuple[str, Hashable], tuple[float, float]] = {}

    def ask(self, request: Request, log_in: LogIn) -> None:
        """Take one question from a person and their programme. Raises Problem (429) without."""
        client = (log_in.issuer.issuer, log_in.client)
        self._take(request, self._person, log_in.account)
        self._take(request, self._client, client)

    def ask_book(self, request: Request, book: Hashable) -> None:
        """Take one question from a book that is really there. Raises Problem (429) without."""
        self._take(request, self._book, book)

    def ask_unknown(self, origin: str) -> None:
        """Take one question from whoever asks from there without having logged in.

        Raises Problem (429) without; what is left is told to nobody.
        """
        self._pay(self._origin, origin, QUESTION)

    def look_up(self, request: Request) -> None:
        """Take what it costs more to look somebody up. Raises Problem (429) without."""
        spent = _spent(request.scope)
        spent.weight += LOOK_UP
        for rate, whom in spent.whose:
            self._pay(rate, whom, LOOK_UP)

    def missed(self, scope: Scope) -> None:
        """Take as much again: what was asked for is not there. Never refuses."""
        spent = _spent(scope)
        for rate, whom in spent.whose:
            left, now = self._now(rate, whom)
            self._remember(rate, whom, max(left - spent.weight, 0.0), now)

    def told(self, scope: Scope) -> dict[str, str]:
        """Return the headers that tell a person what they have left; none for nobody."""
        for rate, whom in _spent(scope).whose[:1]:
            left, _ = self._now(rate, whom)
            whole = math.ceil((rate.at_once - left) / rate.per_second)
            told = f'"{rate.name}";r={math.floor(left)};t={whole}'
            return {"RateLimit-Policy": rate.policy, "RateLimit": told}
        return {}

    def _take(self, request: Request, rate: Rate, whom: Hashable) -> None:
        _spent(request.scope).whose.append((rate, whom))
        self._pay(rate, whom, QUESTION)

    def _pay(self, rate: Rate, whom: Hashable, weight: float) -> None:
        left, now = self._now(rate, whom)
        if left < weight:
            self._remember(rate, whom, left, now)
            seconds = math.ceil((weight - left) / rate.per_second)
            raise Problem("TOO_OFTEN", headers={"Retry-After": str(seconds)})
        self._remember(rate, whom, left - weight, now)

    def _now(self, rate: Rate, whom: Hashable) -> tuple[float, float]:
        now = monotonic()
        left, since = self._left.get((rate.name, whom), (rate.at_once, now))
        return min(rate.at_once, left + (now - since) * rate.per_second), now

    def _remember(self, rate: Rate, whom: Hashable, left: float, now: float) -> None:
        """Note what is left; who has not asked for longest is forgotten first."""
        self._left.pop((rate.name, whom), None)
        self._left[rate.name, whom] = left, now
        while len(self._left) > MOST_REMEMBERED:
            del self._left[next(iter(self._left))]


def begin(scope: Scope) -> None:
    """Begin to keep an account of a request."""
    scope[_IN_SCOPE] = Spent()


def _spent(scope: Scope) -> Spent:
    spent: Spent = scope[_IN_SCOPE]
    return spent
