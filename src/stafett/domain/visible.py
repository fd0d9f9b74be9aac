"""Making a follow-up visible: built whole, trimmed for one reader, and counted for them.

The count (``seen``) is the number in the reader's entity tag. It counts what this reader may
see and nothing else, so that what is new for others never shows (I4).
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from stafett.domain import building, veil, word_views
from stafett.domain.access import Permit
from stafett.domain.audience import Shown
from stafett.domain.circumstances import Circumstances
from stafett.domain.followup import Ended, Running
from stafett.domain.marks import AUDIENCE
from stafett.domain.readable import (
    answered_for,
    brought_along,
    papers_of,
    proposals,
    proposed_with,
    readable,
)
from stafett.domain.speaking import voices
from stafett.domain.standing import FAMILY
from stafett.domain.views import FollowUpView

Seen = TypeVar("Seen")


def trim(state: Running | Ended, permit: Permit, at: Circumstances) -> FollowUpView:
    """Return what this reader may see today, under a permit from ``access.may``.

    Nothing of a part that the permit does not name is looked at, and nothing tells where somebody
    lives whose address is protected from the reader.
    """
    return veil.over(unveiled(state, permit, at), at)


def unveiled(state: Running | Ended, permit: Permit, at: Circumstances) -> FollowUpView:
    """Return it as ``trim`` does, to be put under the veil with what more is shown."""
    whole = building.whole(state, permit, at)
    view = blank(whole, permit.shown)
    return replace(view, seen=seen_count(state, permit, at), names=names_in(view, at))


def names_in(view: object, at: Circumstances) -> dict[UUID, str]:
    """Return the names of the units and the people at work whose ids this reader sees anyway.

    They come by name: an order by id would differ where nothing else does.
    """
    known: dict[UUID, str] = {unit.id: unit.name for unit in at.municipality.units.values()}
    known |= {who.id: who.contact.name for who in at.municipality.employees.values()}
    mentioned = set(_ids(view)) & known.keys()
    return {one: known[one] for one in sorted(mentioned, key=lambda one: (known[one], one))}


def _ids(value: Any) -> Iterator[UUID]:
    """Find every id in a view, however deep."""
    if isinstance(value, UUID):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _ids(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _ids(pair)
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _ids(one)


def blank(view: Seen, shown: frozenset[Shown]) -> Seen:
    """Return the view with every field emptied that is for other audiences."""
    changed: dict[str, Any] = {}
    for one in fields(view):  # type: ignore[arg-type]
        value = getattr(view, one.name)
        if one.metadata[AUDIENCE] in shown:
            changed[one.name] = _blank_within(value, shown)
        elif one.default is not MISSING:
            changed[one.name] = one.default
        elif one.default_factory is not MISSING:
            changed[one.name] = one.default_factory()
        else:
            raise AssertionError(f"{type(view).__name__}.{one.name} cannot be left empty")
    return replace(view, **changed)  # type: ignore[type-var]


def _blank_within(value: Any, shown: frozenset[Shown]) -> Any:
    """Trim views inside views; other values stand as they are."""
    if isinstance(value, tuple):
        return tuple(_blank_within(one, shown) for one in value)
    if is_view(value):
        return blank(value, shown)
    return value


def is_view(value: Any) -> bool:
    """Is it a view: a dataclass whose fields name their audience?"""
    return (
        is_dataclass(value)
        and not isinstance(value, type)
        and all(AUDIENCE in one.metadata for one in fields(value))
    )


def seen_count(state: Running | Ended, permit: Permit, at: Circumstances) -> int:
    """Count the entries that this reader may see: the number in ``ETag``."""
    frame = state.frame
    count = sum(n for audience, n in frame.changes.items() if audience in permit.shown)
    if Shown.FRAME in permit.shown:
        known = frame.dates.without(permit.apart).meetings.values()
        count += sum(one.changes for one in known)
    if Shown.CONSENTS in permit.shown:
        if permit.roles & FAMILY:
            count += sum(frame.spoken.get(one, 0) for one in voices(at))
        else:
            count += sum(frame.spoken.values())
        for word in word_views.heard(frame, permit, at):
            count += sum(one.changes for one in papers_of(state.contents, word.id))
    if Shown.INVITATION in permit.shown and Shown.RELAY not in permit.shown:
        count += len(building.own_invitations(frame, permit, at))
    parts = readable(state.contents, permit)
    count += sum(part.changes() for part in parts.values())
    if Shown.CARE in permit.shown:
        told = (n for who, n in frame.wished.items() if word_views.may_hear(who, permit, at))
        count += sum(told)
        for one in proposals(state.contents, permit):
            hung = proposed_with(state.contents, one, permit)
            count += one.changes + sum(beside.changes for beside in hung)
        count += sum(1 + (one.ended_on is not None) for one in answered_for(state.contents, permit))
        count += sum(one.changes for one in brought_along(state.contents, permit))
    return count
