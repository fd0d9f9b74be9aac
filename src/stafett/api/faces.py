"""The faces over HTTP: my day, my family's page, a unit's board, and the shelf of locked loggs.

Each is one question with one answer: a list that waits, and that stands in the journal before it
is shown. A family's consents come with the one call that takes each of them back.
"""

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from stafett.api.caller import Reading
from stafett.api.followups import FOLLOW_UPS
from stafett.api.forms import Id, View
from stafett.api.openapi import refusals
from stafett.api.route import Route
from stafett.api.showing import ShownAs, shown_as
from stafett.domain import shelf as rules
from stafett.domain.face_views import AtHomeView, BoardView, FamilyView, ShelfView, TodayView
from stafett.domain.people import UnitId
from stafett.domain.views import ConsentView

router = APIRouter(prefix="/v1", tags=["faces"], route_class=Route)

ShownToday = shown_as(TodayView)
ShownBoard = shown_as(BoardView)
ShownShelf = shown_as(ShelfView)

_LIST = {"x-problems": ["LIST_NOT_READY"]}


class Call(View):
    """One call that does it: send *body* (or nothing) to *href*, with an ``Idempotency-Key``."""

    method: Literal["POST"] = "POST"
    href: str = Field(examples=["/v1/follow-ups/3f0f5d0e-6f0b-4f0e-9d5c-0f4d5b7f6a11/consents"])
    body: dict[str, list[UUID]] | None = None


class ConsentCalls(View):
    """What I can do about one word of mine; ``notMine`` where staff wrote it down for me (R65)."""

    consent: Id
    withdraw: Call | None
    not_mine: Call | None


class FamilyMatter(View):
    """One follow-up on the family's page, and the calls that go with it."""

    matter: ShownAs[AtHomeView]
    consents: tuple[ConsentCalls, ...]
    give_consent: Call
    demand_closure: Call | None


class Family(View):
    """A family's page."""

    items: tuple[FamilyMatter, ...]


@router.get(
    "/me/today",
    summary="See what is mine to see to today",
    response_model=ShownToday,
    openapi_extra=_LIST,
)
async def see_today(read: Reading) -> Response:
    """What I hold, what I am offered, what is due, consents that end, talks with the child."""
    caller = read.caller
    opened = await caller.door.today(caller.book, caller.asker, asking=read.asking("today"))
    return read.shown(opened.seen, ShownToday.model_validate(opened.view))


@router.get(
    "/me/family",
    summary="See who does what for my family",
    response_model=Family,
    openapi_extra=refusals() | _LIST,
)
async def see_family(read: Reading) -> Response:
    """Who holds the baton and how to reach them, who is let in until when, what is mine to say."""
    caller = read.caller
    opened = await caller.door.family(caller.book, caller.asker, asking=read.asking("family"))
    return read.shown(opened.seen, _family(opened.view))


@router.get(
    "/units/{unit}/board",
    summary="See how a unit's work stands",
    response_model=ShownBoard,
    openapi_extra=_LIST,
)
async def see_board(unit: Id, read: Reading) -> Response:
    """Numbers and days, for the unit's leader, of what that leader may open in any case."""
    caller = read.caller
    opened = await caller.door.board(
        caller.book, caller.asker, UnitId(unit), asking=read.asking("board")
    )
    return read.shown(opened.seen, ShownBoard.model_validate(opened.view))


@router.get(
    "/archive-shelf",
    summary="See the locked loggs",
    response_model=ShownShelf,
    openapi_extra=refusals(rules) | _LIST,
)
async def see_shelf(read: Reading) -> Response:
    """For the family their own, and for the archivist all: whose consent would open them (R62)."""
    caller = read.caller
    opened = await caller.door.shelf(caller.book, caller.asker, asking=read.asking("shelf"))
    return read.shown(opened.seen, ShownShelf.model_validate(opened.view))


def _family(view: FamilyView) -> Family:
    return Family(items=tuple(_matter(one) for one in view.items))


def _matter(one: AtHomeView) -> FamilyMatter:
    here = f"/v1{FOLLOW_UPS}/{one.id}"
    close = Call(href=f"{here}/logg/closure-demands")
    return FamilyMatter(
        matter=one,
        consents=tuple(_calls(one.consents, here)),
        give_consent=Call(href=f"{here}/consents"),
        demand_closure=close if one.may_demand_closure else None,
    )


def _calls(words: Iterable[ConsentView], here: str) -> Iterable[ConsentCalls]:
    for word in words:
        if word.id is None:
            continue
        units: dict[str, Any] = {"units": list(word.standing_for)}
        withdraw = Call(href=f"{here}/consents/withdrawals", body=units)
        not_mine = Call(href=f"{here}/consents/{word.id}/not-mine")
        disowned = word.registered_by is None or word.disowned_at is not None
        yield ConsentCalls(
            consent=word.id,
            withdraw=withdraw if word.standing_for else None,
            not_mine=None if disowned else not_mine,
        )
