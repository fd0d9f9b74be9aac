"""Nittedal's story told twice: what is hidden leaves no trace before those who must not know."""

import re
from dataclasses import dataclass

import pytest

from stafett.printing.checking import check
from stafett.printing.signing import STEP
from stafett.stories import nittedal
from stafett.stories.printed import printed
from stafett.stories.programme import Told
from stafett.stories.transcript import Seen, first_difference
from tests.printing.pages import timeless, words
from tests.stories.conftest import Heard


@dataclass(frozen=True)
class Twice:
    """The story with the suspicion and without."""

    openly: Told
    silently: Told


@pytest.fixture(scope="module")
def twice(heard: Heard) -> Twice:
    return Twice(heard.told("Nittedal"), heard.told("Nittedal without the suspicion"))


def _seen(told: Told) -> list[Seen]:
    return told.witness.masked(told.town.known)


def test_both_tellings_go_as_the_guide_words_them(heard: Heard, twice: Twice) -> None:
    assert twice.openly.tale.broken == []
    assert twice.silently.tale.broken == []
    assert twice.openly.tale.steps > twice.silently.tale.steps
    assert not heard.never_heard(
        "Nittedal",
        "a logg may open at level 1",
        "suspicion of violence: shielded, at level 3 at once",
        "Reported to child welfare",
        "the 404 of a concern that never was",
        "ordinary follow-up stands still",
        "too ill to care",
        "next of kin was contacted",
        "Later, openly",
        "no formal decision yet",
        "The school's measure goes on",
        "cannot leave while it holds the baton",
        "Back to level 2",
        "The logg is kept",
        "how heavy it is, from 0 to 10",
        "as the national portal wants it",
        "by a paragraph that is law that day",
        "not a day longer",
        "both are kept",
        "her remark stands beside it",
        "when both parents agree",
        "told afterwards what came of it",
        "in five parts",
        "Unsigned it is not sent",
        "meets family and teacher to agree",
        "a catalogue that anybody may read",
        "published from a day",
        "until its holder moves it",
        "who looked, when, why",
        "withholds a name",
        "who was shown what about the child",
        "on whose consent",
        "Nobody else audits",
        "two open it, for one child",
        "prints who looked",
        "are alike, byte for byte",
    )


def test_what_nobody_may_notice_leaves_every_answer_as_it_would_have_been(twice: Twice) -> None:
    seen = _seen(twice.openly)
    assert first_difference(seen, _seen(twice.silently)) is None
    for eyes in nittedal.UNAWARE:
        assert sum(one.asked.startswith(f"{eyes}:") for one in seen) >= 10, eyes
    assert {200, 201, 404, 409} <= {one.status for one in seen}
    lists = [one for one in seen if "/v1/me/" in one.asked and one.status == 200]
    assert any('"items":[{' in one.body for one in lists)


def test_the_comparison_would_see_one_answer_more_and_one_letter_else(twice: Twice) -> None:
    seen, unseen = _seen(twice.openly), _seen(twice.silently)
    assert first_difference(seen, unseen[:-1]) is not None
    names = {id_: name.replace("mother", "aunt") for id_, name in twice.silently.town.known.items()}
    assert first_difference(seen, twice.silently.witness.masked(names)) is not None


def test_none_of_the_unaware_was_ever_answered_a_word_of_it(twice: Twice) -> None:
    for answer in twice.openly.witness.answers:
        for word in ("overarmen", "VIOLENCE", "SHIELDED", "Vakttelefonen", "88-12"):
            assert not answer.mentions(word), answer


HIDDEN = ("overarmen", "Vakttelefonen", "88-12", "VIOLENCE", "vold", "skjermet", "politi")
"""Words of the suspicion, and what it is called."""


def _on_paper(told: Told, who: str) -> list[bytes]:
    return [
        answer.content
        for answer in told.witness.everything
        if answer.who == who and answer.path.endswith("/printout") and answer.status == 200
    ]


def _said(pdf: bytes) -> list[str]:
    """Return its words, without what differs between two books and the order of random ids."""
    by_chance = re.compile(r"([0-9a-f]{8} ?){8}|Side \d+ av \d+")
    return sorted(by_chance.sub(" ", timeless(pdf)).split())


@pytest.mark.parametrize("who", ["the mother", "the father"])
def test_what_the_parents_print_says_nothing_of_it_and_what_it_would_have_said(
    twice: Twice, who: str
) -> None:
    (openly,), (silently,) = _on_paper(twice.openly, who), _on_paper(twice.silently, who)
    said = words(openly)
    for kept in ("Skrubbesletta skole", "Samtykker", "PPT Lyngtangen"):
        assert kept in said, kept
    assert [one for one in HIDDEN if one.lower() in said.lower()] == []
    assert _said(openly) == _said(silently)
    assert len(openly) % STEP == len(silently) % STEP == 0
    assert check(openly).well


def test_what_the_mother_prints_is_what_the_demo_keeps(twice: Twice) -> None:
    assert _on_paper(twice.openly, "the mother") == [printed(twice.openly)]
