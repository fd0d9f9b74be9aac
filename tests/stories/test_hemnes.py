"""Hemnes' story, step by step, against the real service."""

from tests.stories.conftest import Heard


def test_the_whole_story_goes_as_the_guide_words_it(heard: Heard) -> None:
    told = heard.told("Hemnes")
    assert told.tale.broken == []
    assert told.tale.steps == len(heard.sentences("Hemnes"))
    assert not heard.never_heard(
        "Hemnes",
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
        "asks for a BTI-team herself",
        "who should carry the baton at level 3",
        "the nurse is offered the baton",
        "leader acts, by rule",
        "a folder on paper",
        "about both children",
        "hidden from all at once",
        "baton before the day",
        "The shield is lifted",
        "where must not reach the father",
        "finds no place and nobody at work in it",
        "nobody else is told",
    )
