"""Modum's story, step by step, against the real service."""

from tests.stories.conftest import Heard


def test_the_whole_story_goes_as_the_guide_words_it(heard: Heard) -> None:
    told = heard.told("Modum")
    assert told.tale.broken == []
    assert told.tale.steps == len(heard.sentences("Modum"))
    assert not heard.never_heard(
        "Modum",
        "Shared with the leader",
        "talk with the child",
        "before it one with the child",
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
        "one that names a child is refused",
        "the parents come along to the Ressursteam",
        "sign what was written, the father on paper",
        "what has been tried",
        "she sees when, and no more",
        "they may always come back",
        "nobody answers for her",
        "nothing of hers follows it",
        "then it stays open",
    )
