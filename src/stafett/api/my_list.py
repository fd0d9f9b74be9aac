"""My list over HTTP: what I may look for today, and nothing that opening would refuse."""

from fastapi import APIRouter

from stafett.api.caller import Reading
from stafett.api.forms import Id, View
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.application.views import ConcernView
from stafett.domain.views import FollowUpView

router = APIRouter(prefix="/v1/me", tags=["my list"], route_class=Route)


class ListedFollowUp(View):
    """A follow-up one may look for, without what lies in it."""

    id: Id
    follow_up: ShownAs[FollowUpView]


class ListedConcern(View):
    """A concern one may look for, without what lies in it."""

    id: Id
    concern: ShownAs[ConcernView]


class FollowUps(View):
    """The follow-ups one may look for today."""

    items: tuple[ListedFollowUp, ...]


class Concerns(View):
    """The concerns one may look for today."""

    items: tuple[ListedConcern, ...]


@router.get(
    "/follow-ups",
    summary="List the follow-ups I may look for",
    openapi_extra={"x-problems": ["LIST_NOT_READY"]},
)
async def list_follow_ups(read: Reading) -> FollowUps:
    """The list waits until it has reached the book as it stood when you asked."""
    caller = read.caller
    asking = read.asking("list-follow-ups")
    found = await caller.door.my_list(caller.book, caller.asker, asking=asking)
    return FollowUps(
        items=tuple(
            ListedFollowUp(id=one.id, follow_up=one.view)
            for one in found
            if isinstance(one.view, FollowUpView)
        )
    )


@router.get(
    "/concerns",
    summary="List the concerns I may look for",
    openapi_extra={"x-problems": ["LIST_NOT_READY"]},
)
async def list_concerns(read: Reading) -> Concerns:
    """One's own, those shared with one, and for the family those they have been told of."""
    caller = read.caller
    asking = read.asking("list-concerns")
    found = await caller.door.my_list(caller.book, caller.asker, asking=asking)
    return Concerns(
        items=tuple(
            ListedConcern(id=one.id, concern=one.view)
            for one in found
            if isinstance(one.view, ConcernView)
        )
    )
