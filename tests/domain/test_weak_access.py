"""Access that rests on little: told by unit and in what way, never what a family said no to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import concern, oversight, unit_journal, weak_access
from stafett.domain.emergency import Emergencies
from stafett.domain.how_given import EvidenceKind
from stafett.domain.people import PersonId
from stafett.domain.unit_journal import MonthAtMost
from stafett.domain.weak_views import LookedInOnView, ShieldedView, Weakness
from stafett.domain.withdrawal import DisownConsent, WithdrawConsent
from tests.domain.test_acute_and_shielded import BEHIND_THE_SHIELD
from tests.emergencies import LOOK_IN, OFFICER, RIGHT, WRONG, looked_in
from tests.follow_ups import LATER, RELAY, START, begun, both_let_in, joined, with_ppt, word
from tests.people import (
    ADVISER,
    ALONE,
    FATHER,
    MOTHER,
    OTHER_TEACHER,
    PPT,
    PPT_HEAD,
    TEACHER,
    TODAY,
)
from tests.properties.played import SOON_FIFTEEN
from tests.relay import Given

DAY = timedelta(days=1)


def weak(so_far: Given, *, days: int = 0) -> dict[object, frozenset[Weakness]]:
    """Return what rests on little, by unit."""
    at = so_far.relay.circumstances(TEACHER, TODAY + days * DAY)
    found = weak_access.in_frame(so_far.state.frame, at)
    return {one.unit: frozenset(one.weaknesses) for one in found}


def test_access_on_two_whole_words_rests_on_enough() -> None:
    assert weak(with_ppt()) == {}
    assert weak(begun()) == {}, "the home unit's own work rests on no consent"


def test_a_word_that_has_run_out_while_the_unit_takes_part_is_told_of() -> None:
    days = (LATER - TODAY).days
    assert weak(with_ppt(), days=days) == {}
    assert weak(with_ppt(), days=days + 1) == {PPT: {Weakness.LAPSED}}


def test_that_somebody_took_a_word_back_or_disowned_it_is_told_to_nobody_here() -> None:
    back = with_ppt().after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    late = (LATER - TODAY).days + 1
    assert weak(back) == weak(back, days=late) == {}


def test_a_word_that_staff_wrote_down_is_told_of_and_what_it_lacks() -> None:
    paper = word(MOTHER, PPT, kind=EvidenceKind.SIGNED_PAPER)
    so_far = begun().after(TEACHER, paper).after(FATHER, word(FATHER, PPT))
    found = weak(joined(so_far, PPT, PPT_HEAD, ADVISER))
    assert found == {PPT: {Weakness.WRITTEN_BY_STAFF, Weakness.INCOMPLETE}}
    told = replace(paper, evidence=replace(paper.evidence, information="family-2026-1"))
    so_far = begun().after(TEACHER, told).after(FATHER, word(FATHER, PPT))
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER)
    assert weak(so_far) == {PPT: {Weakness.WRITTEN_BY_STAFF}}
    disowned = so_far.after(MOTHER, DisownConsent(paper.consent))
    assert weak(disowned) == {}


def test_one_guardian_alone_is_told_of() -> None:
    alone = begun().under(person=ALONE).after(MOTHER, word(MOTHER, PPT, about=ALONE.id))
    assert weak(joined(alone, PPT, PPT_HEAD, ADVISER)) == {PPT: {Weakness.ONE_GUARDIAN}}


def test_older_words_that_run_on_after_a_birthday_are_told_of() -> None:
    relay = replace(RELAY, person=SOON_FIFTEEN)
    start = relay.given().after(TEACHER, START)
    about = PersonId(SOON_FIFTEEN.id)
    for giver in (MOTHER, FATHER):
        start = start.after(giver, word(giver, PPT, about=about))
    so_far = joined(start, PPT, PPT_HEAD, ADVISER)
    days = (date(2026, 10, 2) - TODAY).days
    assert weak(so_far) == {}
    assert weak(so_far, days=days) == {PPT: {Weakness.RUNS_ON}}


def test_only_units_that_take_part_are_told_of() -> None:
    assert weak(both_let_in(begun(), PPT), days=200) == {}


def test_what_is_shielded_is_told_in_fives() -> None:
    state = concern.fold((BEHIND_THE_SHIELD,))
    on_time = BEHIND_THE_SHIELD.review_on
    assert oversight.shielded([state] * 4, on_time) == ShieldedView()
    assert oversight.shielded([state] * 9, on_time) == ShieldedView(5)
    old = oversight.shielded([state] * 11, BEHIND_THE_SHIELD.on + timedelta(days=92))
    assert old == ShieldedView(10, 10, overdue=True)
    assert oversight.shielded([object()] * 9, TODAY) == ShieldedView()


def test_one_review_that_is_more_than_a_week_behind_is_told_of_and_nothing_of_where() -> None:
    state = concern.fold((BEHIND_THE_SHIELD,))
    week_on = BEHIND_THE_SHIELD.review_on + timedelta(days=7)
    assert oversight.shielded([state], week_on) == ShieldedView()
    assert oversight.shielded([state], week_on + DAY) == ShieldedView(overdue=True)


def test_looking_in_is_counted_by_what_became_of_it() -> None:
    def counted(book: Given, days: int = 0) -> LookedInOnView:
        known: Emergencies = book.state.rulebook.emergencies
        return oversight.looked_in_on(known, TODAY + days * DAY)

    once = looked_in()
    assert counted(once) == LookedInOnView(1, 1, 0, 0, TODAY)
    assert counted(once, 4) == LookedInOnView(1, 1, 1, 0, TODAY)
    assert counted(once, 91) == LookedInOnView(0, 1, 1, 0, TODAY)
    assert counted(once.after(OFFICER, RIGHT)) == LookedInOnView(1, 0, 0, 0, None)
    assert counted(once.after(OFFICER, WRONG)) == LookedInOnView(1, 0, 0, 1, None)
    twice = once.after(OTHER_TEACHER, replace(LOOK_IN, opening=ALONE.id), on=TODAY + DAY)
    assert counted(twice, 1) == LookedInOnView(2, 2, 0, 0, TODAY)


def test_a_units_journal_is_asked_for_a_month_at_a_time() -> None:
    unit_journal.check_days(TODAY, TODAY)
    unit_journal.check_days(TODAY - 31 * DAY, TODAY)
    for first in (TODAY - 32 * DAY, TODAY + DAY):
        with pytest.raises(MonthAtMost):
            unit_journal.check_days(first, TODAY)
