"""Hemnes' story, step by step, against the real service."""

from stafett.stories import hemnes
from stafett.stories.programme import tell
from stafett.stories.stage import Stage
from tests.stories.hearing import Hearing


async def test_the_whole_story_goes_as_the_guide_words_it(stage: Stage) -> None:
    hearing = Hearing()
    told = await tell(stage, hearing, hemnes.PLAN, hemnes.play)
    assert told.tale.broken == []
    assert told.tale.steps == len(hearing.heard)
    for words in (
        "without a measure it does not open",
        "now the logg opens",
        "guardians read, and nothing more",
        "Only public services can be let in",
        "demands that the logg is closed",
        "At the next request it is gone",
        "goes on at level 1",
        "A year later",
        "one of two is not everybody",
        "the old opens to those two",
        "To those two alone",
    ):
        assert any(words in sentence for sentence in hearing.heard), words
