"""Ål's story, step by step, against the real service."""

from tests.stories.conftest import Heard


def test_the_whole_story_goes_as_the_guide_words_it(heard: Heard) -> None:
    told = heard.told("Ål")
    assert told.tale.broken == []
    assert told.tale.steps == len(heard.sentences("Ål"))
    assert not heard.never_heard(
        "Ål",
        "child and parents are in it the same day",
        "to her, not to him",
        "he cannot give hers",
        "With her own word",
        "work together at level 2, on consent, and there is no logg",
        "Left unanswered it shows as a break",
        "one person answered for the child",
        "reported the same hour",
        "to all others it never was",
        "it is kept from her",
        "written beside it",
        "whom not: those stay out",
        "not mine, and it is gone",
        "stands aside until that is clear",
        "raises the alarm",
        "which leader to call, not who",
        "as the portal wants it",
        "child welfare has the say",
        "move from Hemnes to Ål",
        "one sees what the other wrote wrongly",
        "and not what PPT keeps",
        "nothing leaves before both said it",
        "sealed for Ål alone",
        "opens nothing here",
        "say yes once more",
        "known by its bytes",
        "On that receipt, and on no other",
        "Never without a holder",
        "none alone",
    )
