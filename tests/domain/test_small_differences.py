"""Small differences that decide who is let in: one word, one unit, one moment past midnight."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stafett.domain import access, let_in
from stafett.domain.access import Look
from stafett.domain.baton import Baton, Because, Offer, Turn
from stafett.domain.facts import NotForYou, Stranger
from stafett.domain.handover import NO_WISH
from stafett.domain.impartial import StandAside
from stafett.domain.opening import OpenLogg
from stafett.domain.participation import (
    AcceptInvitation,
    DeclineInvitation,
    InviteUnit,
    LeaveFollowUp,
    Left,
)
from stafett.domain.reach import own_words
from stafett.domain.task import NameProfessional
from stafett.domain.team import Stage, WhyAside
from stafett.domain.withdrawal import ConsentRefused, RefuseConsent, WithdrawConsent
from tests.domain.test_duty_to_report import REPORT
from tests.follow_ups import LATER, begun, both_let_in, with_ppt, word
from tests.people import (
    ADVISER,
    CLINIC,
    FATHER,
    HEAD,
    MOTHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.relay import Given
from tests.rules import RULES

DAY = timedelta(days=1)


def consents(so_far: Given) -> let_in.Consents:
    return so_far.state.frame.consents  # type: ignore[no-any-return]


def test_ones_own_report_is_for_whoever_has_a_task_there_and_works_there() -> None:
    so_far = with_ppt()
    at = so_far.relay.circumstances(ADVISER, TODAY)
    assert access.may(ADVISER, REPORT, so_far.state, at).reader == ADVISER.employee
    party = so_far.after(ADVISER, StandAside(WhyAside.RELATED))
    assert access.may(ADVISER, REPORT, party.state, at).rule == "own-duty"
    elsewhere = replace(ADVISER, units=frozenset({CLINIC}))
    for nobody in (elsewhere, replace(PPT_HEAD, employee=HEAD.employee, leads=frozenset())):
        at = so_far.relay.circumstances(nobody, TODAY)
        with pytest.raises((Stranger, NotForYou)):
            access.may(nobody, REPORT, so_far.state, at)


def test_a_word_about_oneself_shares_nothing_before_it_is_for_the_logg_too() -> None:
    for logg in (False, True):
        so_far = begun().after(MOTHER, word(MOTHER, SCHOOL, logg=logg, about=MOTHER.person))
        at = so_far.relay.circumstances(TEACHER, TODAY)
        for unit in (SCHOOL, None):
            spoken = own_words(consents(so_far), MOTHER.person, unit, at)
            assert bool(spoken) == logg


def test_whoever_is_not_in_the_family_reads_of_a_parent_only_by_a_word_for_their_own_unit() -> None:
    about_her = word(MOTHER, PPT, called="herself", logg=True, about=MOTHER.person)
    so_far = with_ppt(logg=True).after(TEACHER, OpenLogg()).after(MOTHER, about_her)
    for who, reads in ((TEACHER, False), (ADVISER, True)):
        at = so_far.relay.circumstances(who, TODAY)
        permit = access.may(who, Look.OPEN, so_far.state, at)
        (through,) = permit.reach
        assert through.opens("", SCHOOL, frozenset({MOTHER.person})) == reads
        assert (about_her.consent in permit.consents) == reads


def test_a_no_to_the_logg_alone_shuts_nobody_out_of_the_rest() -> None:
    no = RefuseConsent(FATHER.person, frozenset({PPT}), logg=True, informed_of="text 1")
    said = consents(with_ppt(logg=True).after(FATHER, no))
    assert said.said_no(FATHER.person, PPT, logg=True)
    assert not said.said_no(FATHER.person, PPT, logg=False)


def test_each_no_stands_beside_the_ones_before_it() -> None:
    for logg in (False, True):
        so_far = both_let_in(begun(), SCHOOL, PPT, logg=True)
        for unit in (SCHOOL, PPT):
            no = RefuseConsent(FATHER.person, frozenset({unit}), logg=logg, informed_of="text 1")
            so_far = so_far.after(FATHER, no)
        said = consents(so_far)
        assert all(said.said_no(FATHER.person, unit, logg=logg) for unit in (SCHOOL, PPT))


def test_taking_back_a_word_for_one_unit_leaves_the_words_for_others_as_they_were() -> None:
    so_far = both_let_in(both_let_in(begun(), PPT), CLINIC)
    after = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    theirs = [one for one in consents(after).words.values() if CLINIC in one.terms.units]
    assert [dict(one.withdrawn) for one in theirs] == [{}, {}]


def test_a_guardian_takes_back_a_word_also_once_it_is_needed_no_more() -> None:
    so_far = both_let_in(begun(), PPT)
    grown = replace(so_far.relay.person, born=date(2008, 1, 1))
    so_far = so_far.under(person=grown)
    assert so_far.when(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT}))).events


def test_a_no_that_was_spoken_earlier_takes_the_yes_back_from_that_day() -> None:
    so_far = both_let_in(begun(), PPT)
    on = TODAY + 3 * DAY
    no = RefuseConsent(
        FATHER.person, frozenset({PPT}), logg=False, informed_of="text 1", said_on=TODAY + DAY
    )
    events = so_far.when(TEACHER, no, on=on).events
    assert [one.said_on for one in events] == [TODAY + DAY, TODAY + DAY]  # type: ignore[attr-defined]


def test_a_no_says_by_which_rules_of_the_day() -> None:
    no = RefuseConsent(FATHER.person, frozenset({PPT}), logg=False, informed_of="text 1")
    (refused,) = begun().when(FATHER, no).events
    assert isinstance(refused, ConsentRefused)
    assert refused.rules_from == RULES.valid_from
    back = WithdrawConsent(MOTHER.person, frozenset({PPT}))
    (taken,) = both_let_in(begun(), PPT).when(MOTHER, back).events
    assert taken.rules_from == RULES.valid_from  # type: ignore[attr-defined]


def test_an_unanswered_offer_was_answered_on_the_norwegian_day_the_baton_was_taken() -> None:
    before_midnight_in_utc = datetime(2026, 9, 1, 22, 30, tzinfo=UTC)
    first = Turn(at_work(TEACHER), datetime(2026, 8, 1, tzinfo=UTC))
    asked = Offer(at_work(HEAD), TODAY, LATER, "the meeting", Because.ORDINARY, NO_WISH)
    taken = Baton((first,), asked).taken(Turn(at_work(HEAD), before_midnight_in_utc))
    assert [one.answered_on for one in taken.answers] == [date(2026, 9, 2)]


def test_each_stage_of_a_units_part_counts_from_its_own_day() -> None:
    days = [TODAY + timedelta(days=n) for n in range(5)]
    asked = both_let_in(begun(), PPT).after(TEACHER, InviteUnit(PPT), on=days[1])
    inside = asked.after(PPT_HEAD, AcceptInvitation(PPT), on=days[2])
    named = inside.after(PPT_HEAD, NameProfessional(PPT, ADVISER.employee, "advice"), on=days[3])
    gone = named.after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "done"), on=days[4])
    declined = asked.after(PPT_HEAD, DeclineInvitation(PPT, "no capacity"), on=days[3])
    for so_far, stage, day in (
        (asked, Stage.INVITED, days[1]),
        (inside, Stage.TAKES_PART, days[2]),
        (declined, Stage.DECLINED, days[3]),
        (gone, Stage.LEFT, days[4]),
    ):
        part = so_far.state.frame.team.parts[PPT]
        assert (part.stage, part.since) == (stage, day)
    left = gone.state.frame.team.parts[PPT]
    assert (dict(left.named), left.before) == ({}, frozenset({ADVISER.employee}))
