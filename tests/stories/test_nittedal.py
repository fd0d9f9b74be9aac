"""Nittedal's story told twice: what is hidden leaves no trace before those who must not know."""

from dataclasses import dataclass

import pytest_asyncio

from stafett.stories import nittedal
from stafett.stories.programme import Told, tell
from stafett.stories.stage import Stage
from stafett.stories.transcript import Seen, first_difference
from tests.stories.hearing import Hearing


@dataclass(frozen=True)
class Twice:
    """The story with the suspicion and without, and the sentences of both."""

    openly: Told
    silently: Told
    heard: list[str]
    unheard: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def twice(stage: Stage) -> Twice:
    heard, unheard = Hearing(), Hearing()
    eyes = nittedal.UNAWARE
    openly = await tell(stage, heard, nittedal.PLAN, nittedal.play, eyes=eyes)
    silently = await tell(stage, unheard, nittedal.PLAN, nittedal.play_without_suspicion, eyes=eyes)
    return Twice(openly, silently, heard.heard, unheard.heard)


def _seen(told: Told) -> list[Seen]:
    return told.witness.masked(told.town.known)


def test_both_tellings_go_as_the_guide_words_them(twice: Twice) -> None:
    assert twice.openly.tale.broken == []
    assert twice.silently.tale.broken == []
    assert len(twice.heard) > len(twice.unheard)
    for words in (
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
    ):
        assert any(words in sentence for sentence in twice.heard), words


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
