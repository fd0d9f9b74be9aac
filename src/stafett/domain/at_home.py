"""A family's page: who holds the baton, who is let in until when, and what is mine to say."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from stafett.domain import shelf, veil, visible
from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import MeetingState
from stafett.domain.face_views import AtHomeView, FamilyView
from stafett.domain.standing import Role
from stafett.domain.today import InHand, due_rows
from stafett.domain.views import FollowUpView
from stafett.domain.visible import blank

AHEAD: Final = frozenset({MeetingState.PROPOSED, MeetingState.TIME_AGREED, MeetingState.INVITED})


def at_home(found: Iterable[InHand]) -> FamilyView:
    """Return the page of one in a family, trimmed matter by matter for them."""
    items: list[AtHomeView] = []
    seen = 0
    for one in found:
        view = _matter(one)
        items.append(view)
        seen += visible.seen_count(one.state, one.permit, one.at)
    return FamilyView(seen=seen, items=tuple(items))


def _matter(one: InHand) -> AtHomeView:
    """Pick from the view that is trimmed already, so that nothing more can slip in."""
    view = visible.unveiled(one.state, one.permit, one.at)
    page = AtHomeView(
        id=one.id,
        state=view.state,
        person=view.person,
        home=view.home,
        level=view.level,
        holder=view.holder,
        team=view.team,
        next_meeting=_next(view, one.at),
        next_meeting_by=view.next_meeting_by,
        tasks=tuple(due_rows(one)),
        consents=view.consents,
        logg=view.logg,
        may_demand_closure=view.logg.state == "open" and Role.GIVER in one.permit.roles,
        shelf=shelf.shelved(one.id, one.state.frame, one.permit, one.at),
    )
    page = blank(page, one.permit.shown)
    return veil.over(replace(page, names=visible.names_in(page, one.at)), one.at)


def _next(view: FollowUpView, at: Circumstances) -> datetime | None:
    """Return when the next planned meeting that they know of starts."""
    ahead = [
        one.starts
        for one in view.meetings
        if one.state in AHEAD and one.starts is not None and one.starts >= at.now
    ]
    return min(ahead, default=None)
