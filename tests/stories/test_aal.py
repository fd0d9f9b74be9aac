"""Ål's story, step by step, against the real service."""

from stafett.stories import aal
from stafett.stories.programme import tell
from stafett.stories.stage import Stage
from tests.stories.hearing import Hearing


async def test_the_whole_story_goes_as_the_guide_words_it(stage: Stage) -> None:
    hearing = Hearing()
    told = await tell(stage, hearing, aal.PLAN, aal.play)
    assert told.tale.broken == []
    assert told.tale.steps == len(hearing.heard)
    for words in (
        "child and parents are in it the same day",
        "to her, not to him",
        "he cannot give hers",
        "With her own word",
        "work together at level 2, on consent, and there is no logg",
        "Left unanswered it shows as a break",
        "one person answered for the child",
        "reported the same hour",
        "to all others it never was",
    ):
        assert any(words in sentence for sentence in hearing.heard), words
