"""Who is asking, in which book, and the two things they may do: have something done, or be shown.

Every route under ``/v1`` asks for one of ``Writing``, ``SureWriting``, ``Reading`` or ``Calling``;
a test walks all routes and finds none without.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import Depends, Header, Request, Response

from stafett.api.allowances import Allowances
from stafett.api.conditions import (
    Promised,
    Purpose,
    ReadFor,
    SeenLast,
    SurelySeenLast,
    etag,
    exact_etag,
    has_it_already,
)
from stafett.api.forms import View
from stafett.api.identity import Identity
from stafett.api.log_in import LogIn
from stafett.api.origins import origin_kept
from stafett.api.problems import Problem
from stafett.api.receipts import Written, shown_receipt
from stafett.api.route import known
from stafett.api.sureness import is_sure_enough, may_come_in, surer_log_in_needed
from stafett.application.asking import Asking, Done, Promise, Target
from stafett.application.door import Application
from stafett.domain.people import Asker, Assurance, PersonId, Staff
from stafett.journal import Through


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whom one book knows, at the door."""

    door: Application
    book: UUID
    asker: Asker
    log_in: LogIn
    request: UUID

    def asking(self, purpose: Purpose | None = None, action: str | None = None) -> Asking:
        """Return where the question comes from and why, for the journal."""
        why = purpose.value if purpose else None
        return Asking(self.log_in.through, self.request, why, action, self.log_in.account)


NamedBook: TypeAlias = Annotated[
    str,
    Header(
        alias="Stafett-Book",
        description="Which book it is about; may be left out by those known in one only.",
        examples=["3f0f5d0e-6f0b-4f0e-9d5c-0f4d5b7f6a11"],
    ),
]


async def calling(request: Request, stafett_book: NamedBook = "") -> Caller:
    """Return who is calling, as the book they speak to knows them today.

    Raises:
        Problem: 401 when the log-in is too weak, 400 when it is not clear which book is meant, 403
            when that book knows nobody by the log-in, or is no book at all.

    """
    log_in: LogIn = request.scope["stafett.log_in"]
    if log_in.issuer.whose == "systems":
        raise Problem("NOT_KNOWN_HERE")
    if log_in.assurance is Assurance.LOW and log_in.issuer.young_below is None:
        raise surer_log_in_needed(log_in)
    door: Application = request.app.state.door
    account, number = log_in.account, log_in.number
    book = await book_of(door, log_in, stafett_book)
    asker = await door.find_asker(book, account, log_in.assurance, number)
    if asker is None or not may_come_in(asker, log_in.issuer):
        raise Problem("NOT_KNOWN_HERE")
    if not await is_sure_enough(door, book, asker, log_in):
        raise surer_log_in_needed(log_in)
    allowances: Allowances = request.app.state.allowances
    allowances.ask_book(request, book)
    if isinstance(asker, Staff):
        log_in = replace(log_in, through=through(request, log_in))
    caller = Caller(door, book, asker, log_in, request.scope["stafett.request"])
    known(request, book, asker, caller.asking())
    return caller


def through(request: Request, log_in: LogIn) -> Through:
    """Return by which way somebody at work, or a system, came: with the network they came from.

    Of somebody in a family that is not kept: it may tell where they live (security study, T5).
    """
    identity: Identity = request.app.state.identity
    return replace(log_in.through, origin=origin_kept(request, identity.proxies))


async def book_of(door: Application, log_in: LogIn, named: str) -> UUID:
    """Return the book that was named, or the only one the log-in is known in.

    Raises:
        Problem: 400 when it is not clear which is meant, 403 when it is known in none.

    """
    known = _named_book(named)
    return known or _only_book(await door.books_of(log_in.account, log_in.number))


def _named_book(said: str) -> UUID | None:
    if not said:
        return None
    try:
        return UUID(said)
    except ValueError:
        raise Problem("WHICH_BOOK") from None


def _only_book(books: Sequence[UUID]) -> UUID:
    if not books:
        raise Problem("NOT_KNOWN_HERE")
    if len(books) > 1:
        raise Problem("WHICH_BOOK")
    return books[0]


Calling: TypeAlias = Annotated[Caller, Depends(calling)]


@dataclass(frozen=True, slots=True)
class Pen:
    """A caller who wants something done, once."""

    caller: Caller
    promise: Promise
    seen: int | None
    answer: Response

    @property
    def asker(self) -> Asker:
        """Return who holds the pen."""
        return self.caller.asker

    async def write(
        self,
        target: Target,
        command: object,
        where: str,
        *,
        new: UUID | None = None,
        about: PersonId | None = None,
    ) -> Written:
        """Have *command* done and say where what came of it can be read.

        ``where`` is the address under ``/v1``; ``{id}`` stands for the target's id and ``{new}``
        for the id of the thing within it, as they were the first time this was asked. ``about``
        names the person for what is yet to begin.
        """
        done = await self.caller.door.execute(
            self.caller.book,
            self.caller.asker,
            target,
            command,
            promise=self.promise,
            asking=self.caller.asking(),
            if_seen=self.seen,
            new=new,
            about=about,
        )
        return written(self.answer, done, where)


def written(answer: Response, done: Done, where: str) -> Written:
    """Return what is said of a command that was done, and set its headers."""
    answer.headers["Location"] = f"/v1{where.format(id=done.id, new=done.new)}"
    if done.seen is not None:
        answer.headers["ETag"] = etag(done.seen)
    if done.answered_before:
        answer.headers["Idempotency-Replayed"] = "true"
    return Written(
        id=done.new or done.id,
        also=dict(done.also) or None,
        receipt=shown_receipt(done.receipt) if done.receipt else None,
    )


def pen(caller: Calling, promise: Promised, seen: SeenLast, answer: Response) -> Pen:
    """Return the pen of a caller who may say what they saw last."""
    return Pen(caller, promise, seen, answer)


def sure_pen(caller: Calling, promise: Promised, seen: SurelySeenLast, answer: Response) -> Pen:
    """Return the pen of a caller who must say what they saw last."""
    return Pen(caller, promise, seen, answer)


Writing: TypeAlias = Annotated[Pen, Depends(pen)]
SureWriting: TypeAlias = Annotated[Pen, Depends(sure_pen)]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has logged in and whom the book does not know yet."""

    door: Application
    book: UUID
    log_in: LogIn
    promise: Promise
    asking: Asking
    answer: Response


def newcomer(
    request: Request, promise: Promised, answer: Response, stafett_book: NamedBook = ""
) -> Newcomer:
    """Return a newcomer, who must say which book it is about.

    Raises:
        Problem: 401 when the log-in is too weak, 400 when no book is named.

    """
    log_in: LogIn = request.scope["stafett.log_in"]
    if log_in.assurance is Assurance.LOW or log_in.issuer.whose not in {"anybody", "staff"}:
        raise surer_log_in_needed(log_in)
    book = _named_book(stafett_book)
    if book is None:
        raise Problem("WHICH_BOOK")
    way = through(request, log_in) if log_in.issuer.whose == "staff" else log_in.through
    asking = Asking(way, request.scope["stafett.request"], account=log_in.account)
    return Newcomer(request.app.state.door, book, log_in, promise, asking, answer)


NewcomerAsking: TypeAlias = Annotated[Newcomer, Depends(newcomer)]


@dataclass(frozen=True, slots=True)
class Reader:
    """A caller who wants to be shown something, and has said why."""

    caller: Caller
    purpose: Purpose
    has: str
    marks: bytes = field(repr=False)

    def asking(self, action: str) -> Asking:
        """Return where the question comes from and why, for the journal."""
        return self.caller.asking(self.purpose, action)

    def shown(self, seen: int, view: View) -> Response:
        """Return what the caller is shown, or 304 when they hold exactly this already."""
        body = view.model_dump_json().encode()
        headers = {"ETag": exact_etag(seen, body, self.marks)}
        if has_it_already(self.has, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="application/json")


async def reader(
    caller: Calling,
    purpose: ReadFor,
    if_none_match: Annotated[
        str, Header(alias="If-None-Match", description="The `ETag` of what you have already.")
    ] = "",
) -> Reader:
    """Return a caller who has said why they read."""
    marks = await caller.door.marks_of(caller.book, caller.asker)
    return Reader(caller, purpose, if_none_match, marks)


Reading: TypeAlias = Annotated[Reader, Depends(reader)]
