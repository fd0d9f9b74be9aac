"""What of the parts one reader may read: by part, by topic, and by whom it is about.

What one's own unit wrote is always readable to it. In the logg, matters outside the topics that
everyone has opened are left out, and what other units wrote than those that may tell (R52); so
is what is about an adult in the family whose own word for it is missing (R175). What a young
person wants kept from the guardians is not there for them (R184), nor is what is for another home
alone (R177).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from stafett.domain import apart, narrowing
from stafett.domain.access import Permit
from stafett.domain.arrival import Past
from stafett.domain.attachment import Attachment
from stafett.domain.carrying import carried, hanging, proposed
from stafett.domain.comment import Comment
from stafett.domain.content import Content, Contents
from stafett.domain.correction import Item
from stafett.domain.document import Document
from stafett.domain.entry import Entry
from stafett.domain.facts import SHARED, Place, PlaceKind
from stafett.domain.goal import Goal
from stafett.domain.let_in import ConsentId
from stafett.domain.measure import Measure, MeasureId
from stafett.domain.message import Message
from stafett.domain.minutes import Paper
from stafett.domain.people import PersonId, UnitId
from stafett.domain.standing import FAMILY, Role
from stafett.domain.voice import Wish

Key = TypeVar("Key", bound=UUID)
Thing = TypeVar("Thing", bound=Item)


def readable(contents: Contents, permit: Permit) -> Mapping[Place, Content]:
    """Return the parts that the permit names, with what in them is for this reader."""
    return {
        place: _shared(part, permit) if place == SHARED else _own(part)
        for place, part in contents.items()
        if place in permit.parts
    }


def _own(part: Content) -> Content:
    """Leave out papers of consent: they are shown with the word they belong to (R65)."""
    papers = {
        key
        for key, one in part.attachments.items()
        if one.hangs_on is not None and part.find(one.hangs_on) is None
    }
    if not papers:
        return part
    others = {key: one for key, one in part.attachments.items() if key not in papers}
    return replace(part, attachments=others)


def papers_of(contents: Contents, word: ConsentId) -> tuple[Attachment, ...]:
    """Return the papers a word was given on; they are for whoever may hear the word (R65)."""
    return tuple(
        one
        for place, part in contents.items()
        if place.kind is PlaceKind.OWN
        for one in part.attachments.values()
        if one.hangs_on == word
    )


def proposals(contents: Contents, permit: Permit) -> tuple[Entry, ...]:
    """Return the entries that units would like to carry in, for the family to see first."""
    if not permit.roles & FAMILY:
        return ()
    there = carried(contents)
    return tuple(
        one
        for one in proposed(contents).values()
        if one.id not in there and _for_reader(one, permit)
    )


def proposed_with(contents: Contents, entry: Entry, permit: Permit) -> tuple[Attachment, ...]:
    """Return what hangs on an entry that the family is shown, and goes into the logg with it."""
    return tuple(one for one in hanging(contents, entry) if _for_reader(one, permit))


def answered_for(contents: Contents, permit: Permit) -> tuple[Measure, ...]:
    """Return the measures in units' own parts that one in the family is to see to by name.

    What one has taken on one may read, with or without a logg (R166); nothing else beside it.
    """
    if not permit.roles & FAMILY:
        return ()
    return tuple(
        one
        for place, part in contents.items()
        if place not in permit.parts
        for one in part.measures.values()
        if one.plan.responsible.who == permit.reader
    )


def measures_read(contents: Contents, permit: Permit) -> frozenset[MeasureId]:
    """Return the measures that this reader may read, or has taken on by name."""
    theirs = {one.id for one in answered_for(contents, permit)}
    return frozenset(theirs.union(*(part.measures for part in readable(contents, permit).values())))


def brought_along(contents: Contents, permit: Permit) -> tuple[Past, ...]:
    """Return what the family brought from another municipality into a unit's own part (R59).

    They said yes to it twice, and may always see what it was.
    """
    if not permit.roles & FAMILY:
        return ()
    return tuple(
        one
        for place, part in contents.items()
        if place not in permit.parts
        for one in part.pasts.values()
    )


def _shared(part: Content, permit: Permit) -> Content:
    part = _for_these_units(part, permit)
    shown = replace(
        part,
        goals=_only(part.goals, permit),
        measures=_only(part.measures, permit),
        papers=_only(part.papers, permit),
        entries={key: _told_less(one, permit) for key, one in _only(part.entries, permit).items()},
        messages=_only(part.messages, permit),
        documents=_only(part.documents, permit),
        attachments=_only(part.attachments, permit),
        comments=_only(part.comments, permit),
        pasts=_only(part.pasts, permit),
        misfiled={key: one for key, one in part.misfiled.items() if _for_reader(one.item, permit)},
        earlier={
            key: tuple(one for one in several if _for_reader(one.was, permit))
            for key, several in part.earlier.items()
        },
    )
    hanging = {
        key: one
        for key, one in shown.attachments.items()
        if one.hangs_on is None or shown.find(one.hangs_on) is not None
    }
    beside = {
        key: one for key, one in shown.comments.items() if shown.find(one.beside.item) is not None
    }
    talks = part.talks
    told = talks is not None and (talks.unit in permit.units or _reaches(permit, "", talks.unit))
    return replace(shown, attachments=hanging, comments=beside, talks=talks if told else None)


def _for_these_units(part: Content, permit: Permit) -> Content:
    """Leave out what is in the logg for other units; the family reads all of it (R58)."""
    if permit.roles & FAMILY:
        return part

    def kept(things: Mapping[Key, Thing]) -> dict[Key, Thing]:
        return {key: one for key, one in things.items() if _is_for(key, one, part, permit)}

    return replace(
        part,
        goals=kept(part.goals),
        measures=kept(part.measures),
        papers=kept(part.papers),
        entries=kept(part.entries),
        documents=kept(part.documents),
        attachments=kept(part.attachments),
        pasts=kept(part.pasts),
        misfiled={
            key: one for key, one in part.misfiled.items() if _is_for(key, one.item, part, permit)
        },
    )


def _is_for(key: UUID, one: Item, part: Content, permit: Permit) -> bool:
    if one.by == permit.reader or (one.unit is not None and one.unit in permit.units):
        return True
    per_item = permit.per_item
    return narrowing.is_for(key, one, part.shown_to, permit.units, per_item=per_item)


def _only(things: Mapping[Key, Thing], permit: Permit) -> dict[Key, Thing]:
    return {key: one for key, one in things.items() if _for_reader(one, permit)}


def _told_less(one: Entry, permit: Permit) -> Entry:
    """Leave out why the young person wants it so: that is for the unit that was told."""
    if one.wish is None or one.unit in permit.units or Role.SELF in permit.roles:
        return one
    return replace(one, wish=Wish("", "", one.wish.paragraph))


def _for_reader(one: Item, permit: Permit) -> bool:
    if isinstance(one, Paper) and one.meeting in permit.apart:
        return False
    if isinstance(one, Measure) and apart.for_others(one, permit.roles, permit.reader):
        return False
    if one.by == permit.reader or (one.unit is not None and one.unit in permit.units):
        return True
    topic, about = "", frozenset[PersonId]()
    match one:
        case Goal(aim=aim):
            topic = aim.topic
        case Measure(plan=plan):
            topic = plan.topic
        case Document(sheet=said) | Attachment(described=said):
            topic, about = said.topic, said.about
        case Comment(beside=said):
            about = said.about
        case Entry(note=said) | Message(saying=said):
            topic, about = said.topic, said.about
            if _kept(one, permit):
                return False
        case _:
            pass
    return _reaches(permit, topic, one.unit, about)


def _reaches(
    permit: Permit,
    topic: str,
    unit: UnitId | None,
    about: frozenset[PersonId] = frozenset(),
) -> bool:
    """Does one of the units through which one reads open it (R52, R175)?"""
    return any(reach.opens(topic, unit, about) for reach in permit.reach)


def _kept(one: Entry | Message, permit: Permit) -> bool:
    """Is it kept from this reader: a guardian, of something the young person told a unit?"""
    if isinstance(one, Message) or one.wish is None:
        return False
    return bool(permit.roles & FAMILY) and Role.SELF not in permit.roles
