"""Nittedal's story told twice: what is hidden leaves no trace before those who must not know."""

from stafett.stories import nittedal
from stafett.stories.programme import Told, tell
from stafett.stories.stage import Stage
from stafett.stories.transcript import Seen, first_difference
from tests.stories.hearing import Hearing


async def _told(stage: Stage, *, suspicion: bool) -> tuple[Told, Hearing]:
    hearing = Hearing()
    play = nittedal.play if suspicion else nittedal.play_without_suspicion
    told = await tell(stage, hearing, nittedal.PLAN, play, eyes=nittedal.UNAWARE)
    assert told.tale.broken == []
    return told, hearing


def _seen(told: Told) -> list[Seen]:
    return told.witness.masked(told.town.known)


async def test_what_nobody_may_notice_leaves_every_answer_as_it_would_have_been(
    stage: Stage,
) -> None:
    openly, heard = await _told(stage, suspicion=True)
    silently, unheard = await _told(stage, suspicion=False)
    assert len(heard.heard) > len(unheard.heard)
    seen = _seen(openly)
    assert first_difference(seen, _seen(silently)) is None
    by_mother = [one for one in seen if one.asked.startswith("the mother")]
    assert len(by_mother) >= 20
    assert {200, 404} <= {one.status for one in seen}


async def test_an_open_matter_does_show_so_the_comparison_can_see(stage: Stage) -> None:
    openly, _ = await _told(stage, suspicion=True)
    other, _ = await _told(stage, suspicion=False)
    other.witness.answers.pop()
    assert first_difference(_seen(openly), _seen(other)) is not None


async def test_only_the_two_who_are_named_ever_read_the_words(stage: Stage) -> None:
    openly, heard = await _told(stage, suspicion=True)
    assert any("shielded" in sentence for sentence in heard.heard)
    for answer in openly.witness.answers:
        assert not answer.mentions("overarmen"), answer
        assert not answer.mentions("VIOLENCE"), answer
