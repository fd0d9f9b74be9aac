"""Sogndal's story, step by step, against the real service."""

from stafett.stories import sogndal
from stafett.stories.programme import tell
from stafett.stories.stage import Stage
from tests.stories.hearing import Hearing


async def test_the_whole_story_goes_as_the_guide_words_it(stage: Stage) -> None:
    hearing = Hearing()
    told = await tell(stage, hearing, sogndal.PLAN, sogndal.play)
    assert told.tale.broken == []
    assert told.tale.steps == len(hearing.heard)
    for words in (
        "one is 15 and one is over 15",
        "who is 15 today, both guardians' word opens a logg",
        "The one over 15 is asked too",
        "the young one gives her own word; the logg opens, at level 1",
        "a second unit makes it level 2",
        "sees nothing before its own consent",
        "extended their word, BUP joins: level 3",
        "Afterwards it sees everything shared",
        "takes back his word for BUP",
        "At the very next request BUP is out",
        "BUP alone",
        "reads what each says, and not who it is about",
        "the duty is quoted by paragraph",
        "the young one applies",
        "accepts them, and the teacher's turn is over",
    ):
        assert any(words.lower() in sentence.lower() for sentence in hearing.heard), words
