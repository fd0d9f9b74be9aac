"""A follow-up and its logg on paper: every field of the view its reader was given, in chapters."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final
from uuid import UUID

from stafett.application.asking import Opened
from stafett.application.views import PersonView
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, Citizen, Staff
from stafett.domain.policy import Text
from stafett.domain.views import FollowUpView
from stafett.printing.blocks import Chapter, Printout, Row
from stafett.printing.spelling import Spelling
from stafett.printing.words import Words

CHAPTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "ABOUT": ("state", "level", "logg", "holder", "offer", "home", "guide", "began", "ended"),
    "WHO": ("team", "invitation", "invitations", "nearby", "network", "aside"),
    "CONSENTS": ("consents", "refusals", "duty_to_report"),
    "ON_THE_WAY": (
        *("next_meeting_by", "aftercare_by", "breaks", "levels", "steps", "turns"),
        *("meetings", "outcomes", "cooperation"),
    ),
    "WRITTEN": ("parts", "proposals", "answers_for", "brought"),
    "PASSAGES": ("passages",),
}
"""In which chapter each field of the view stands, and in which order."""
ELSEWHERE: Final = frozenset({"person", "seen", "names"})
"""Whom it is about stands on the first page; the others are for programmes."""


def of_follow_up(
    opened: Opened[FollowUpView],
    person: PersonView | None,
    asker: Asker,
    municipality: Municipality,
    language: str,
) -> Printout:
    """Return a follow-up as its reader sees it, to be set in type.

    ``person`` is whom it is about as the same reader sees them, ``None`` where the reader may not
    know.
    """
    view, words = opened.view, Words(language)
    names = {**view.names, **family_of(person)}
    spelling = Spelling(words, names, _titles(municipality), municipality.rulebook.templates)
    spelling.number(view)
    return Printout(
        language=language,
        title=words.phrase("TITLE"),
        author=municipality.name,
        at=opened.at,
        head=tuple(_head(opened, person, asker, municipality, words)),
        chapters=tuple(_chapters(view, spelling)),
    )


def _head(
    opened: Opened[FollowUpView],
    person: PersonView | None,
    asker: Asker,
    municipality: Municipality,
    words: Words,
) -> Iterator[Row]:
    yield Row(words.phrase("MUNICIPALITY"), (municipality.name,))
    if person is not None:
        yield Row(words.phrase("NAME"), (person.name,))
        if person.born is not None:
            yield Row(words.phrase("BORN"), (words.day(person.born),))
    yield Row(words.phrase("PRINTED_FOR"), (printed_for(person, asker, municipality, words),))
    yield Row(words.phrase("PRINTED_AT"), (words.moment(opened.at),))


def printed_for(
    person: PersonView | None, asker: Asker, municipality: Municipality, words: Words
) -> str:
    """Return who asked for it, as far as they are known by name here."""
    match asker:
        case Staff(employee=who):
            known = municipality.employees.get(who)
            return words.phrase("STAFF") if known is None else known.contact.name
        case Citizen(person=me):
            return family_of(person).get(me, words.phrase("FAMILY"))


def family_of(person: PersonView | None) -> Mapping[UUID, str]:
    """Return the names of the child and its guardians, as the reader is given them."""
    if person is None:
        return {}
    return {**{one.person: one.name for one in person.guardians}, person.id: person.name}


def _chapters(view: FollowUpView, spelling: Spelling) -> Iterator[Chapter]:
    for code, names in CHAPTERS.items():
        rows: list[Row] = []
        blocks = []
        for name in names:
            more = spelling.member(name, getattr(view, name), 1)
            rows += more[0]
            blocks += more[1]
        if rows or blocks:
            yield Chapter(spelling.words.phrase(code), tuple(rows), tuple(blocks))


def _titles(municipality: Municipality) -> Mapping[str, Text]:
    """Return what the guides call their codes; the newest edition's words count."""
    editions = sorted(municipality.guides.values(), key=lambda guide: guide.valid_from)
    return {key: title for guide in editions for key, title in _coded(guide)}


def _coded(value: Any) -> Iterator[tuple[str, Text]]:
    """Find everything in a guide that has a key and a title, however deep."""
    if is_dataclass(value):
        key, title = getattr(value, "key", None), getattr(value, "title", None)
        if isinstance(key, str) and isinstance(title, Mapping):
            yield key, title
        for one in fields(value):
            yield from _coded(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _coded(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _coded(each)
