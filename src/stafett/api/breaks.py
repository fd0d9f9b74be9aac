"""Breaks in follow-up over HTTP: who is being dropped, for those who can do something about it.

Whoever holds the baton or leads sees theirs by child. The BTI coordinator sees the municipality's
without the child: a name of the quarter, the rule, and which leader to call.
"""

from fastapi import APIRouter
from starlette.responses import Response

from stafett.api.caller import Reading
from stafett.api.openapi import refusals
from stafett.api.route import Route
from stafett.api.showing import shown_as
from stafett.domain import dropped
from stafett.domain.break_views import BreaksView, DroppedOnesView

router = APIRouter(prefix="/v1", tags=["faces"], route_class=Route)

ShownBreaks = shown_as(BreaksView)
ShownDropped = shown_as(DroppedOnesView)

_LIST = {"x-problems": ["LIST_NOT_READY"]}


@router.get(
    "/me/breaks",
    summary="See what has broken in what I hold or lead",
    response_model=ShownBreaks,
    openapi_extra=_LIST,
)
async def see_breaks(read: Reading) -> Response:
    """Each with the rule behind it. Nothing has to be written for a break to show on its day."""
    caller = read.caller
    opened = await caller.door.breaks(caller.book, caller.asker, asking=read.asking("breaks"))
    return read.shown(opened.seen, ShownBreaks.model_validate(opened.view))


@router.get(
    "/municipality/breaks",
    summary="See which leaders to call, about nobody by name",
    response_model=ShownDropped,
    openapi_extra=refusals(dropped) | _LIST,
)
async def see_dropped(read: Reading) -> Response:
    """For the BTI coordinator. The leader finds the same name of the quarter on their own list."""
    caller = read.caller
    opened = await caller.door.dropped(caller.book, caller.asker, asking=read.asking("dropped"))
    return read.shown(opened.seen, ShownDropped.model_validate(opened.view))
