"""A printout leaves out nothing that its reader was shown, and has a word for everything."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from stafett.application.asking import Opened
from stafett.domain.municipality import Municipality
from stafett.domain.people import Citizen, PersonId
from stafett.domain.views import FollowUpView
from stafett.printing.follow_up import CHAPTERS, ELSEWHERE, of_follow_up
from stafett.printing.spelling import UNSAID
from stafett.printing.typesetting import typeset
from stafett.texts import LANGUAGES, sentences
from tests.printing.filled import Filler
from tests.printing.samples import AT, HAND


def _within(kind: Any, seen: set[Any]) -> Iterator[Any]:
    """Yield every dataclass, code and literal that a view can hold, however deep."""
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) is Literal:
        yield kind
    elif get_origin(kind) is not None:
        for one in get_args(kind):
            yield from _within(one, seen)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield kind
    elif is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        yield kind
        hints = get_type_hints(kind)
        for one in fields(kind):
            yield from _within(hints[one.name], seen)


EVERYTHING = list(_within(FollowUpView, set()))
BY_OTHER_WORDS = {"TaskKind"}
"""What somebody does here is called the same wherever it is shown: `texts/tasks.toml`."""


def test_every_field_a_reader_can_be_shown_has_a_word_and_no_word_is_left_over() -> None:
    named = {
        one.name
        for kind in EVERYTHING
        if is_dataclass(kind)
        for one in fields(kind)
        if one.name not in UNSAID
    }
    assert len(named) > 300
    assert named == set(sentences("printout_fields"))


def test_every_code_has_a_word_and_no_word_is_left_over() -> None:
    codes: set[str] = set()
    for kind in EVERYTHING:
        if get_origin(kind) is Literal:
            codes |= set(get_args(kind))
        elif issubclass(kind, Enum) and kind.__name__ not in BY_OTHER_WORDS:
            codes |= {f"{kind.__name__}.{one.name}" for one in kind}
    assert len(codes) > 100
    assert codes == set(sentences("printout_codes"))


def test_no_two_kinds_of_codes_share_their_words_by_mistake() -> None:
    kinds = [kind for kind in EVERYTHING if isinstance(kind, type) and issubclass(kind, Enum)]
    names = [kind.__name__ for kind in kinds]
    assert len(set(kinds)) == len(set(names))


def test_everything_is_said_in_each_language() -> None:
    for subject in ("printouts", "printout_fields", "printout_codes"):
        for said in sentences(subject).values():
            assert set(said) == set(LANGUAGES)
            assert all(words.strip() == words and words for words in said.values())


def test_every_field_of_the_view_stands_in_a_chapter() -> None:
    placed = [name for names in CHAPTERS.values() for name in names]
    assert len(placed) == len(set(placed))
    assert {*placed, *ELSEWHERE} == {one.name for one in fields(FollowUpView)}
    assert set(CHAPTERS) <= set(sentences("printouts"))


UNNAMED = {"FollowUpView.names"}
"""Names stand where what they name stands."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_in_every_field_comes_out_on_paper(language: str) -> None:
    filler = Filler()
    view = filler.fill(FollowUpView, "")
    town = Municipality("Nittedal")
    asker = Citizen(PersonId(UUID(int=1)))
    printout = of_follow_up(Opened(view, 1, AT), None, asker, town, language)
    said = json.dumps(printout.told())
    missing = {where for word, where in filler.planted.items() if word not in said}
    assert missing - UNNAMED == set()
    assert len(filler.planted) > 150
    assert b"%PDF-" in typeset(printout, HAND.fingerprint)
