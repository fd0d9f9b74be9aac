"""Modum's story, step by step, against the real service."""

from stafett.stories import modum
from stafett.stories.programme import tell
from stafett.stories.stage import Stage
from tests.stories.hearing import Hearing


async def test_the_whole_story_goes_as_the_guide_words_it(stage: Stage) -> None:
    hearing = Hearing()
    told = await tell(stage, hearing, modum.PLAN, modum.play)
    assert told.tale.broken == []
    assert told.tale.steps == len(hearing.heard)
    for words in (
        "Shared with the leader",
        "talk with the child",
        "Level 1, no logg",
        "no logg at level 1",
        "one parent is not everyone",
        "Opening copies nothing",
        "the nurse declines",
        "until the nurse has accepted",
        "newly signed consent",
        "28 days",
        "42 days",
        "the logg is locked",
        "The follow-up ends",
        "for PPT alone and the adviser by name",
        "The old opens to PPT's adviser, and to no other unit",
    ):
        assert any(words in sentence for sentence in hearing.heard), words
