"""Feeding: who may tell who works where - an administrator, or a system that was let in for it."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, TypeAlias
from uuid import UUID, uuid4

from fastapi import Depends, Request, Response

from stafett.api import route
from stafett.api.allowances import Allowances
from stafett.api.caller import NamedBook, book_of, calling, through, written
from stafett.api.conditions import Promised
from stafett.api.log_in import LogIn
from stafett.api.problems import Problem
from stafett.api.receipts import Written
from stafett.application.asking import Asking, Done, Promise, Target
from stafett.application.door import Application
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, System


@dataclass(frozen=True, slots=True)
class Feeder:
    """Somebody, or a system, that tells who works where; ``log_ins`` is whose log-ins it knows."""

    door: Application
    book: UUID
    actor: Asker | System
    asking: Asking
    log_ins: str = ""

    async def municipality(self) -> tuple[Municipality, date]:
        """Return the municipality as it is now, and the day it is in the book."""
        return await self.door.municipality_today(self.book)

    async def feed(
        self, command: object, *, promise: Promise | None = None, new: UUID | None = None
    ) -> Done:
        """Have it written; without a promise it is done whenever it is asked."""
        once = promise or Promise(str(uuid4()), sha256(b"").digest())
        target, asking = Target.municipality(), self.asking
        return await self.door.execute(
            self.book, self.actor, target, command, promise=once, asking=asking, new=new
        )


async def feeding(request: Request, stafett_book: NamedBook = "") -> Feeder:
    """Return who tells; what they may is judged where it is decided.

    Raises:
        Problem: As for anybody who calls; 403 for a system that was not let in, or comes through
            a vendor that may not act for it.

    """
    log_in: LogIn = request.scope["stafett.log_in"]
    door: Application = request.app.state.door
    if log_in.issuer.whose != "family":
        book = await book_of(door, log_in, stafett_book)
        known = await door.find_system(book, log_in.account)
        if known is not None:
            if not known.takes(log_in.through.supplier):
                raise Problem("NOT_KNOWN_HERE")
            allowances: Allowances = request.app.state.allowances
            allowances.ask_book(request, book)
            way, account = through(request, log_in), log_in.account
            asking = Asking(way, request.scope["stafett.request"], account=account)
            route.known(request, book, System(known.id), asking)
            return Feeder(door, book, System(known.id), asking, known.log_ins)
    caller = await calling(request, stafett_book)
    return Feeder(door, caller.book, caller.asker, caller.asking())


Feeding: TypeAlias = Annotated[Feeder, Depends(feeding)]


@dataclass(frozen=True, slots=True)
class FeedingPen:
    """One who tells, once."""

    feeder: Feeder
    promise: Promise
    answer: Response

    async def write(self, command: object, where: str) -> Written:
        """Have it written and say where it can be read."""
        done = await self.feeder.feed(command, promise=self.promise)
        return written(self.answer, done, where)


def feeding_pen(feeder: Feeding, promise: Promised, answer: Response) -> FeedingPen:
    """Return the pen of one who tells."""
    return FeedingPen(feeder, promise, answer)


FeedingOnce: TypeAlias = Annotated[FeedingPen, Depends(feeding_pen)]
