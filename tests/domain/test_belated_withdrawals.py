"""A word spoken back before it was written: what was opened in between can be told."""

from datetime import datetime, time, timedelta

import pytest

from stafett.domain import access
from stafett.domain.access import Look
from stafett.domain.belated import Belated, NotYoursToAskAbout, belated
from stafett.domain.circumstances import NORWAY
from stafett.domain.people import Asker
from stafett.domain.withdrawal import WithdrawConsent
from tests.follow_ups import with_ppt
from tests.people import ADVISER, FATHER, HEAD, MOTHER, PPT, TEACHER, TODAY
from tests.relay import Given

SPOKEN = TODAY + timedelta(days=2)
WRITTEN = TODAY + timedelta(days=5)


def taken_back(said: timedelta = SPOKEN - TODAY) -> Given:
    word = WithdrawConsent(MOTHER.person, frozenset({PPT}), said_on=TODAY + said)
    return with_ppt().after(TEACHER, word, on=WRITTEN)


def asked(so_far: Given, who: Asker) -> list[Belated]:
    at = so_far.relay.circumstances(who, TODAY)
    permit = access.may(who, Look.OPEN, so_far.state, at)
    return list(belated(so_far.events, so_far.state.frame.consents, permit))


def test_the_holder_the_home_leader_and_the_giver_may_ask_and_nobody_else() -> None:
    for who in (TEACHER, HEAD, MOTHER):
        (one,) = asked(taken_back(), who)
        assert (one.giver, one.units, one.spoken_on) == (MOTHER.person, frozenset({PPT}), SPOKEN)
    assert asked(taken_back(), FATHER) == []
    with pytest.raises(NotYoursToAskAbout):
        asked(with_ppt(), ADVISER)


def test_a_word_written_on_the_day_it_was_spoken_leaves_nothing_between() -> None:
    assert asked(taken_back(WRITTEN - TODAY), TEACHER) == []


def test_what_rested_on_the_word_between_the_day_and_the_writing_is_marked() -> None:
    (one,) = asked(taken_back(), TEACHER)
    hers = one.words
    begins = datetime.combine(SPOKEN, time(), NORWAY)
    assert one.lies_between(begins, hers)
    assert not one.lies_between(begins - timedelta(seconds=1), hers)
    assert not one.lies_between(one.written_at, hers)
    assert not one.lies_between(begins, ()), "it rested on something else"
