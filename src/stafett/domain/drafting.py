"""Drafting the guide: an edition is written, read and changed by several before it is published.

A draft holds for nobody. Published, it is a line of its own, and the draft is gone (R161).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain import publishing, wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId
from stafett.domain.policy import Guide, GuideVersion
from stafett.domain.publishing import GuidePublished, PublishGuide, VersionIsTaken


class GuideDrafted(Event, name="guide-drafted"):
    """Somebody has written a draft of an edition, or written it anew."""

    guide: Guide
    why: str
    by: EmployeeId
    on: date


class GuideDraftDropped(Event, name="guide-draft-dropped"):
    """A draft has been put away without being published."""

    guide: GuideVersion
    why: str
    on: date


@dataclass(frozen=True, slots=True)
class DraftGuide:
    """Write a draft, or write it anew; ``why`` tells what it changes, and after which revision."""

    guide: Guide
    why: str


@dataclass(frozen=True, slots=True)
class DropGuideDraft:
    """Put a draft away."""

    guide: GuideVersion
    why: str


@dataclass(frozen=True, slots=True)
class PublishGuideDraft:
    """Publish a draft as it stands; ``decided_by`` says who decided it, and where."""

    guide: GuideVersion
    decided_by: str


Command: TypeAlias = DraftGuide | DropGuideDraft | PublishGuideDraft
DraftEvent: TypeAlias = GuideDrafted | GuideDraftDropped


class NoSuchGuideDraft(Refusal):
    """There is no draft of this edition."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands: the edition, what it is for, who wrote it last and when."""

    guide: Guide
    why: str
    by: EmployeeId
    on: date


Drafts: TypeAlias = Mapping[GuideVersion, Draft]
Guides: TypeAlias = Mapping[GuideVersion, Guide]


def decide(
    drafts: Drafts,
    guides: Guides,
    command: Command,
    by: EmployeeId,
    today: date,
    *,
    forms: Collection[tuple[str, int]],
) -> tuple[Event, ...]:
    """Say what becomes of a draft; it need not hang together before it is published.

    Raises:
        VersionIsTaken: An edition of this name and version is published.
        NoSuchGuideDraft: Nobody has drafted it.
        Refusal: As for publishing a guide.

    """
    match command:
        case DraftGuide(guide=guide):
            why = wording.reason(command.why)
            if guide.id in guides:
                raise VersionIsTaken
            standing = drafts.get(guide.id)
            if standing is not None and (standing.guide, standing.why) == (guide, why):
                return ()
            return (GuideDrafted(guide=guide, why=why, by=by, on=today),)
        case DropGuideDraft(guide=which):
            _drafted(drafts, which)
            why = wording.reason(command.why)
            return (GuideDraftDropped(guide=which, why=why, on=today),)
        case _:
            if command.guide in guides:
                return ()
            draft = _drafted(drafts, command.guide)
            wanted = PublishGuide(draft.guide, wording.reason(command.decided_by))
            return publishing.publish_guide(guides, wanted, today, forms=forms)


def after(drafts: Drafts, event: DraftEvent | GuidePublished) -> Drafts:
    """Return the drafts once *event* has happened; what is published is no draft any more."""
    match event:
        case GuideDrafted(guide=guide):
            return {**drafts, guide.id: Draft(guide, event.why, event.by, event.on)}
        case GuideDraftDropped(guide=gone):
            return {which: one for which, one in drafts.items() if which != gone}
        case _:
            return {which: one for which, one in drafts.items() if which != event.guide.id}


def _drafted(drafts: Drafts, which: GuideVersion) -> Draft:
    if which not in drafts:
        raise NoSuchGuideDraft
    return drafts[which]
