"""Passing the baton: nobody is ever without someone whose turn it is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain.agreeing import NotFromChildWelfare
from stafett.domain.baton import Because, FamilyWish, FormalDecision
from stafett.domain.ending import TO_A_PLAN, EndFollowUp, EndReason
from stafett.domain.handing_over import (
    AnotherBodyDecides,
    AnotherIsAsked,
    FormalDecisionMissing,
    NotOfferedToYou,
    OfferHasLapsed,
    UnitCannotHold,
)
from stafett.domain.handover import (
    AcceptBaton,
    BatonAccepted,
    BatonDeclined,
    BatonOffered,
    DeclineBaton,
    OfferBaton,
    OfferWithdrawn,
    WithdrawOffer,
)
from stafett.domain.level import ChangeLevel
from stafett.domain.measure import EndMeasure
from stafett.domain.participation import LeaveFollowUp, Left
from stafett.domain.people import Professional
from stafett.domain.task import RemoveProfessional
from stafett.domain.team import (
    DoesNotWorkThere,
    HandTheBatonOnFirst,
    KeptOutByName,
    UnitNotLetIn,
    UnitTakesNoPart,
)
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wording import SayWhy
from tests.follow_ups import (
    HEARD,
    KEPT,
    MEASURE,
    TOO_SMALL,
    begun,
    both_let_in,
    joined,
    with_measure,
    with_ppt,
    word,
)
from tests.people import (
    ADVISER,
    CASEWORKER,
    CHILD_WELFARE,
    CHILD_WELFARE_HEAD,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    OTHER_TEACHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.relay import Given
from tests.rules import GUIDE, RULES

TO_ADVISER = OfferBaton(at_work(ADVISER))
DECIDED = FormalDecision(TODAY, "2026/17")


def with_child_welfare() -> Given:
    so_far = both_let_in(begun(), CHILD_WELFARE)
    return joined(so_far, CHILD_WELFARE, CHILD_WELFARE_HEAD, CASEWORKER)


def carried_by_child_welfare() -> Given:
    so_far = with_child_welfare().after(TEACHER, OfferBaton(at_work(CASEWORKER)))
    return so_far.after(CASEWORKER, AcceptBaton(DECIDED))


def test_an_offer_changes_nothing_until_it_is_accepted() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER)
    assert so_far.state.frame.holder == at_work(TEACHER)
    so_far = so_far.after(ADVISER, AcceptBaton())
    assert so_far.state.frame.holder == at_work(ADVISER)


def test_the_offer_names_the_body_that_decides_and_the_last_day_to_answer() -> None:
    (offered,) = with_ppt().when(TEACHER, TO_ADVISER).events
    assert isinstance(offered, BatonOffered)
    assert offered.decided_by == "holder-and-family"
    assert offered.last_day == TODAY + timedelta(days=14)


def test_offer_and_answer_say_who_when_why_and_under_which_rules() -> None:
    wish = FamilyWish("the nurse", followed=False, not_followed_because="she is on leave")
    so_far = with_ppt()
    now = so_far.relay.circumstances(TEACHER, TODAY).now
    last = TODAY + timedelta(days=14)
    offered = so_far.when(TEACHER, replace(TO_ADVISER, wish=wish)).then(
        BatonOffered(
            to=at_work(ADVISER),
            on=TODAY,
            last_day=last,
            decided_by="holder-and-family",
            because=Because.ORDINARY,
            wish=wish,
            guide=GUIDE.id,
        )
    )
    lies = offered.state.frame.baton.offer
    assert (lies.offered_on, lies.last_day, lies.wish) == (TODAY, last, wish)
    offered.when(ADVISER, AcceptBaton()).then(
        BatonAccepted(
            by=at_work(ADVISER),
            at=now,
            because=Because.ORDINARY,
            formal_decision=None,
            guide=GUIDE.id,
            rules_from=RULES.valid_from,
        )
    )


def test_where_the_guide_names_no_body_whoever_is_said_to_decide_does() -> None:
    free = with_ppt().under(guide=replace(GUIDE, decides_holder={}))
    (unsaid,) = free.when(TEACHER, TO_ADVISER).events
    (said,) = free.when(TEACHER, replace(TO_ADVISER, decided_by="the team")).events
    assert isinstance(unsaid, BatonOffered)
    assert isinstance(said, BatonOffered)
    assert (unsaid.decided_by, said.decided_by) == ("", "the team")


def test_a_level_may_keep_the_baton_when_it_is_taken_too() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER)
    only_schools = replace(GUIDE, may_hold={1: frozenset({"school"})})
    so_far.under(guide=only_schools).when(ADVISER, AcceptBaton()).then_refused(UnitCannotHold)


def test_another_body_than_the_guides_cannot_decide() -> None:
    wrong = OfferBaton(at_work(ADVISER), decided_by="the-head-alone")
    with_ppt().when(TEACHER, wrong).then_refused(AnotherBodyDecides)


def test_the_familys_wish_is_followed_or_it_is_said_why_not() -> None:
    wish = FamilyWish("the nurse", followed=False)
    with_ppt().when(TEACHER, replace(TO_ADVISER, wish=wish)).then_refused(SayWhy)
    said = replace(wish, not_followed_because="she is on leave")
    assert with_ppt().when(TEACHER, replace(TO_ADVISER, wish=said)).events


def test_one_who_is_offered_it_may_decline_and_be_asked_again() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER)
    so_far = so_far.when(ADVISER, DeclineBaton("too much to do")).then(
        BatonDeclined(by=at_work(ADVISER), why="too much to do", on=TODAY)
    )
    so_far.when(ADVISER, AcceptBaton()).then_refused(NotOfferedToYou)
    so_far = so_far.after(TEACHER, TO_ADVISER).after(ADVISER, AcceptBaton())
    assert so_far.state.frame.holder == at_work(ADVISER)


def test_an_offer_can_be_taken_back() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER)
    so_far = so_far.when(TEACHER, WithdrawOffer()).then(
        OfferWithdrawn(to=at_work(ADVISER), on=TODAY)
    )
    so_far.when(ADVISER, AcceptBaton()).then_refused(NotOfferedToYou)
    so_far.when(TEACHER, WithdrawOffer()).then_nothing_new()


def test_an_unanswered_offer_runs_out_by_its_date() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER)
    last = TODAY + timedelta(days=14)
    assert so_far.when(ADVISER, AcceptBaton(), on=last).events
    so_far.when(ADVISER, AcceptBaton(), on=last + timedelta(days=1)).then_refused(OfferHasLapsed)
    so_far.when(ADVISER, DeclineBaton("late"), on=last + timedelta(days=1)).then_refused(
        NotOfferedToYou
    )
    assert so_far.when(TEACHER, OfferBaton(at_work(COLLEAGUE)), on=last + timedelta(days=1)).events


def test_only_one_at_a_time_is_asked() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER)
    so_far.when(TEACHER, TO_ADVISER).then_nothing_new()
    so_far.when(TEACHER, OfferBaton(at_work(COLLEAGUE))).then_refused(AnotherIsAsked)


def test_the_holder_is_not_asked_to_take_what_they_carry() -> None:
    begun().when(TEACHER, OfferBaton(at_work(TEACHER))).then_nothing_new()
    begun().when(TEACHER, AcceptBaton()).then_nothing_new()


def test_nobody_takes_a_baton_that_was_offered_to_another() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER)
    so_far.when(COLLEAGUE, AcceptBaton()).then_refused(NotOfferedToYou)
    so_far.when(COLLEAGUE, DeclineBaton("not me")).then_refused(NotOfferedToYou)
    begun().when(COLLEAGUE, AcceptBaton()).then_refused(NotOfferedToYou)


def test_the_baton_goes_only_to_units_that_take_part() -> None:
    begun().when(TEACHER, OfferBaton(at_work(NURSE))).then_refused(UnitTakesNoPart)


def test_the_baton_goes_only_to_people_who_work_there() -> None:
    stranger = replace(at_work(OTHER_TEACHER), unit=SCHOOL)
    begun().when(TEACHER, OfferBaton(stranger)).then_refused(DoesNotWorkThere)


def test_one_whom_the_family_keeps_out_by_name_cannot_carry_it() -> None:
    out = frozenset({ADVISER.employee})
    so_far = with_ppt().after(FATHER, word(FATHER, PPT, called="not him", excluded=out))
    so_far.when(TEACHER, TO_ADVISER).then_refused(KeptOutByName)


def test_consent_withdrawn_while_the_offer_lay_open_stops_the_handover() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER)
    so_far = so_far.after(FATHER, WithdrawConsent(FATHER.person, frozenset({PPT})))
    so_far.when(ADVISER, AcceptBaton()).then_refused(UnitNotLetIn)


def test_consent_that_ran_out_stops_the_handover_too() -> None:
    shortly = TODAY + timedelta(days=3)
    so_far = begun()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, PPT, until=shortly))
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER).after(TEACHER, TO_ADVISER)
    assert so_far.when(ADVISER, AcceptBaton(), on=shortly).events
    late = shortly + timedelta(days=1)
    so_far.when(ADVISER, AcceptBaton(), on=late).then_refused(UnitNotLetIn)


def test_a_level_may_keep_the_baton_in_some_kinds_of_unit() -> None:
    narrow = replace(GUIDE, may_hold={1: frozenset({"school", "kindergarten"})})
    with_ppt().under(guide=narrow).when(TEACHER, TO_ADVISER).then_refused(UnitCannotHold)


def test_child_welfare_takes_the_baton_only_after_its_formal_decision() -> None:
    so_far = with_child_welfare().after(TEACHER, OfferBaton(at_work(CASEWORKER)))
    so_far.when(CASEWORKER, AcceptBaton()).then_refused(FormalDecisionMissing)
    blank = AcceptBaton(FormalDecision(TODAY, " "))
    so_far.when(CASEWORKER, blank).then_refused(FormalDecisionMissing)
    (accepted,) = so_far.when(CASEWORKER, AcceptBaton(DECIDED)).events
    assert isinstance(accepted, BatonAccepted)
    assert accepted.formal_decision == DECIDED


def test_where_the_guide_asks_for_no_decision_child_welfare_needs_none() -> None:
    free = replace(GUIDE, child_welfare_holds_only_after_formal_decision=False)
    so_far = with_child_welfare().after(TEACHER, OfferBaton(at_work(CASEWORKER))).under(guide=free)
    (accepted,) = so_far.when(CASEWORKER, AcceptBaton()).events
    assert isinstance(accepted, BatonAccepted)
    assert accepted.formal_decision is None


def test_a_schools_holder_needs_no_formal_decision() -> None:
    so_far = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    (accepted,) = so_far.when(COLLEAGUE, AcceptBaton(DECIDED)).events
    assert isinstance(accepted, BatonAccepted)
    assert accepted.formal_decision is None


def test_measures_go_on_whoever_carries_the_baton() -> None:
    so_far = with_measure(with_child_welfare()).after(TEACHER, OfferBaton(at_work(CASEWORKER)))
    so_far = so_far.after(CASEWORKER, AcceptBaton(DECIDED))
    (part,) = so_far.state.contents.values()
    assert [measure.runs() for measure in part.measures.values()] == [True]


def test_unless_it_is_agreed_otherwise_with_child_welfare() -> None:
    so_far = with_measure(with_child_welfare()).after(TEACHER, OfferBaton(at_work(CASEWORKER)))
    so_far = so_far.after(CASEWORKER, AcceptBaton(DECIDED))
    end = EndMeasure(MEASURE, SCHOOL, "child welfare does it now", at_work(CASEWORKER))
    elsewhere = replace(end, agreed_with=at_work(ADVISER))
    so_far.when(TEACHER, elsewhere).then_refused(NotFromChildWelfare)
    not_there = replace(end, agreed_with=Professional(TEACHER.employee, CHILD_WELFARE))
    so_far.when(TEACHER, not_there).then_refused(NotFromChildWelfare)
    (part,) = so_far.after(TEACHER, end).state.contents.values()
    (over,) = part.measures.values()
    assert (over.runs(), over.agreed_with) == (False, at_work(CASEWORKER))
    with_measure().when(TEACHER, end).then_refused(NotFromChildWelfare)


def test_child_welfare_cannot_leave_while_it_carries_the_baton() -> None:
    so_far = carried_by_child_welfare()
    goodbye = LeaveFollowUp(CHILD_WELFARE, Left.TASK_DONE, "our measure is over")
    so_far.when(CHILD_WELFARE_HEAD, goodbye).then_refused(HandTheBatonOnFirst)
    so_far = so_far.after(CASEWORKER, OfferBaton(at_work(TEACHER))).after(TEACHER, AcceptBaton())
    assert so_far.when(CHILD_WELFARE_HEAD, goodbye).events


def test_nobody_is_relieved_of_the_baton_by_their_leader() -> None:
    so_far = with_ppt().after(TEACHER, TO_ADVISER).after(ADVISER, AcceptBaton())
    remove = RemoveProfessional(PPT, ADVISER.employee, "needed elsewhere")
    so_far.when(PPT_HEAD, remove).then_refused(HandTheBatonOnFirst)


def test_the_relay_does_not_go_back_to_one_unit_while_the_baton_lies_in_another() -> None:
    up = ChangeLevel(2, "more help", "meeting", KEPT, HEARD)
    down = ChangeLevel(1, "less help", "meeting", KEPT, HEARD)
    so_far = with_ppt().after(TEACHER, up).after(TEACHER, TO_ADVISER)
    so_far = so_far.after(ADVISER, AcceptBaton())
    so_far.when(ADVISER, down).then_refused(HandTheBatonOnFirst)


def test_every_turn_is_kept_with_its_interval() -> None:
    so_far = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE), because=Because.HOLDER_LEAVES))
    so_far = so_far.after(COLLEAGUE, AcceptBaton(), on=date(2026, 9, 4))
    first, second = so_far.state.frame.baton.turns
    assert (first.holder, second.holder) == (at_work(TEACHER), at_work(COLLEAGUE))
    assert first.until == second.since
    assert second.until is None
    assert second.because is Because.HOLDER_LEAVES


@pytest.mark.parametrize("why", ["", "   "])
def test_a_no_has_a_reason(why: str) -> None:
    so_far = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    so_far.when(COLLEAGUE, DeclineBaton(why)).then_refused(SayWhy)


def test_the_new_holder_has_a_task_and_the_old_one_keeps_theirs() -> None:
    so_far = begun().after(TEACHER, OfferBaton(at_work(HEAD))).after(HEAD, AcceptBaton())
    named = so_far.state.frame.team.parts[SCHOOL].named
    assert {TEACHER.employee, HEAD.employee} <= set(named)


EVERYBODY = frozenset({MOTHER.person, FATHER.person})
HERE_STILL = (EndReason.AGREEMENT, EndReason.FAMILY_WISH)
NOT_SO = (EndReason.UPPER_AGE, EndReason.JOINED)
BY_THEMSELVES = [reason for reason in EndReason if reason not in (*TO_A_PLAN, *NOT_SO)]


@pytest.mark.parametrize("reason", BY_THEMSELVES, ids=lambda reason: reason.value)
def test_child_welfare_does_not_end_what_it_can_hand_back(reason: EndReason) -> None:
    over = EndFollowUp(reason, "It is over", TOO_SMALL, EVERYBODY, successor="the coordinator")
    so_far = carried_by_child_welfare()
    if reason not in HERE_STILL:
        assert so_far.when(CASEWORKER, over).events
        return
    so_far.when(CASEWORKER, over).then_refused(HandTheBatonOnFirst)
    so_far = so_far.after(CASEWORKER, OfferBaton(at_work(TEACHER)))
    so_far = so_far.after(TEACHER, AcceptBaton())
    assert so_far.when(TEACHER, over).events


def test_the_family_never_waits_for_child_welfare_to_hand_the_baton_back() -> None:
    so_far = carried_by_child_welfare()
    no = WithdrawConsent(MOTHER.person, frozenset({CHILD_WELFARE}))
    assert so_far.when(MOTHER, no).events
