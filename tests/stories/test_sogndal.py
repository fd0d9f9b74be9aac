"""Sogndal's story, step by step, against the real service."""

from tests.stories.conftest import Heard


def test_the_whole_story_goes_as_the_guide_words_it(heard: Heard) -> None:
    told = heard.told("Sogndal")
    assert told.tale.broken == []
    assert told.tale.steps == len(heard.sentences("Sogndal"))
    assert not heard.never_heard(
        "Sogndal",
        "one is 15 and one is over 15",
        "who is 15 today, both guardians' word opens a logg",
        "The one over 15 is asked too",
        "the young one gives her own word; the logg opens, at level 1",
        "a second unit makes it level 2",
        "sees nothing before its own consent",
        "extended their word, BUP joins: level 3",
        "Afterwards it sees everything shared",
        "takes back his word for BUP",
        "who opened it before it was written down",
        "At the very next request BUP is out",
        "BUP alone",
        "reads what each says, and not who it is about",
        "the duty is quoted by paragraph",
        "the young one applies",
        "accepts them, and the teacher's turn is over",
        "knows of no other who has",
        "comes into the logg there is already",
        "first a name as it was heard",
        "speaks for it, by law",
        "how she wants to be there",
        "beside what was written",
        "and not to BUP",
        "names nobody",
        "her parents are not told",
        "drafted and published from a day",
        "to end, too",
    )
