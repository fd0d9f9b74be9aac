"""Who coordinates: by law the holder's unit, and by decision when services disagree."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, due, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.baton import Because
from stafett.domain.breaks import in_frame
from stafett.domain.closing import DemandClosure
from stafett.domain.dated import DueKind
from stafett.domain.dispute import (
    BringDispute,
    DecideDispute,
    DisputeIsOpen,
    NothingToDecide,
    Position,
)
from stafett.domain.facts import Stranger
from stafett.domain.gap import Gap
from stafett.domain.handing_over import AnotherIsAsked, UnitCannotHold
from stafett.domain.handover import AcceptBaton, DeclineBaton, OfferBaton
from stafett.domain.naming import COORDINATING_UNIT, NameHolder, NotDecidedForYou
from stafett.domain.participation import InviteUnit, LeaveFollowUp, Left
from stafett.domain.people import Asker
from stafett.domain.team import (
    AnotherCoordinates,
    DoesNotWorkThere,
    KeptOutByName,
    TheDecisionBinds,
    UnitNotLetIn,
    UnitTakesNoPart,
)
from stafett.domain.views import FollowUpView
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.with_a_day import of_follow_up
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wording import SayWhy
from tests.follow_ups import HEARD, begun, both_let_in, with_logg, with_ppt, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    COORDINATING,
    COORDINATOR,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.relay import Given
from tests.rules import GUIDE, RULES

DAY = timedelta(days=1)
BRING = BringDispute(
    (Position(SCHOOL, "PPT knows more"), Position(PPT, "the school sees him every day")),
    "We want somebody who answers the phone",
    HEARD,
)
FOR_PPT = DecideDispute(PPT, "PPT has the most to do")


def brought() -> Given:
    """The school and PPT disagree, and the coordinating unit is asked."""
    return with_ppt().after(PPT_HEAD, BRING)


def decided() -> Given:
    """The coordinating unit has named PPT."""
    return brought().after(COORDINATING, FOR_PPT)


def view(so_far: Given, who: Asker, on: date = TODAY) -> FollowUpView:
    at = so_far.relay.circumstances(who, on)
    permit = access.may(who, Look.OPEN, so_far.state, at)
    return visible.trim(so_far.state, permit, at)


def gaps(so_far: Given, on: date) -> set[Gap]:
    return {one.gap for one in in_frame(so_far.state.frame, so_far.relay.circumstances(HEAD, on))}


def test_the_holders_unit_coordinates_and_by_which_paragraph() -> None:
    seen = view(begun(), MOTHER).passages.coordination
    assert seen is not None
    assert (seen.unit, seen.since) == (SCHOOL, TODAY)
    assert seen.basis == ("opplæringslova (2023) § 24-2",)
    after = with_ppt().after(TEACHER, OfferBaton(at_work(ADVISER))).after(ADVISER, AcceptBaton())
    now = view(after, MOTHER).passages.coordination
    assert now is not None
    assert now.unit == PPT


def test_the_paragraph_is_the_one_of_the_day_the_holder_took_the_baton() -> None:
    law = begun().relay.law
    spring = law.coordinates("school", date(2024, 3, 1))
    autumn = law.coordinates("school", date(2024, 9, 1))
    assert [one.paragraph for one in spring] == ["opplæringslova (1998) § 15-8"]
    assert [one.paragraph for one in autumn] == ["opplæringslova (2023) § 24-2"]
    assert not law.coordinates("school", date(2022, 7, 31)), "before 1 August 2022 nobody had to"


def test_each_side_is_put_down_and_the_child_heard() -> None:
    with_ppt().when(TEACHER, replace(BRING, child_view=ChildView())).then_refused(ChildNotHeard)
    with_ppt().when(TEACHER, replace(BRING, positions=())).then_refused(SayWhy)
    silent = replace(BRING, positions=(Position(PPT, " "),))
    with_ppt().when(TEACHER, silent).then_refused(SayWhy)
    stranger = replace(BRING, positions=(Position(CLINIC, "not us"),))
    with_ppt().when(TEACHER, stranger).then_refused(UnitTakesNoPart)
    (event,) = with_ppt().when(MOTHER, BRING).events
    assert event.by == MOTHER.person  # type: ignore[attr-defined]


def test_one_dispute_at_a_time() -> None:
    brought().when(TEACHER, BRING).then_nothing_new()
    brought().when(TEACHER, replace(BRING, family_view="else")).then_refused(DisputeIsOpen)


def test_the_coordinating_unit_reads_the_dispute_and_not_who_the_child_is() -> None:
    seen = view(brought(), COORDINATING)
    assert seen.passages.dispute is not None
    assert seen.passages.dispute.positions == BRING.positions
    assert seen.person is None
    assert seen.home is None
    assert seen.holder is None
    assert not seen.parts
    assert not seen.team
    assert not seen.consents
    assert not seen.turns
    assert CHILD_ID not in seen.names


def test_only_while_it_is_asked() -> None:
    for so_far in (with_ppt(), decided().after(PPT_HEAD, NAMED).after(ADVISER, AcceptBaton())):
        at = so_far.relay.circumstances(COORDINATING, TODAY)
        with pytest.raises(Stranger):
            access.may(COORDINATING, Look.OPEN, so_far.state, at)


def test_nobody_else_in_the_house_is_asked() -> None:
    so_far = brought()
    for who in (COORDINATOR, NURSE, COLLEAGUE):
        at = so_far.relay.circumstances(who, TODAY)
        with pytest.raises(Stranger):
            access.may(who, FOR_PPT, so_far.state, at)
    here: tuple[Asker, ...] = (TEACHER, HEAD, PPT_HEAD, MOTHER)
    for one in here:
        at = so_far.relay.circumstances(one, TODAY)
        with pytest.raises(NotYoursHere):
            access.may(one, FOR_PPT, so_far.state, at)


def test_one_whom_the_family_keeps_out_does_not_decide() -> None:
    out = frozenset({COORDINATING.employee})
    so_far = brought().after(FATHER, word(FATHER, PPT, called="not her", excluded=out))
    with pytest.raises(Stranger):
        access.may(
            COORDINATING, FOR_PPT, so_far.state, so_far.relay.circumstances(COORDINATING, TODAY)
        )


def test_the_coordinating_unit_names_the_service_with_its_basis_in_law() -> None:
    (event,) = brought().when(COORDINATING, FOR_PPT).events
    assert event.unit == PPT  # type: ignore[attr-defined]
    assert event.basis == ("opplæringslova (2023) § 24-2",)  # type: ignore[attr-defined]
    assert event.name_by == TODAY + timedelta(days=RULES.name_holder_days)  # type: ignore[attr-defined]
    assert decided().state.frame.holder == at_work(TEACHER), "the old holder stays"
    seen = view(decided(), MOTHER).passages.dispute
    assert seen is not None
    assert seen.decision is not None
    assert seen.decision.reason == FOR_PPT.reason


def test_it_decides_what_it_is_asked_and_once() -> None:
    with_ppt().when(COORDINATING, FOR_PPT).then_refused(NothingToDecide)
    decided().when(COORDINATING, DecideDispute(SCHOOL, "no")).then_refused(NothingToDecide)
    brought().when(COORDINATING, DecideDispute(CLINIC, "x")).then_refused(UnitTakesNoPart)
    brought().when(COORDINATING, replace(FOR_PPT, reason="")).then_refused(SayWhy)


def test_no_decision_replaces_the_familys_word() -> None:
    so_far = begun().after(TEACHER, InviteUnit(PPT)).after(TEACHER, BRING)
    so_far.when(COORDINATING, FOR_PPT).then_refused(UnitNotLetIn)


def test_a_service_that_was_asked_cannot_decline() -> None:
    so_far = both_let_in(begun().after(TEACHER, InviteUnit(PPT)), PPT).after(TEACHER, BRING)
    assert so_far.after(COORDINATING, FOR_PPT).state.frame.team.takes_part(PPT)


def test_the_level_still_says_what_kind_of_unit_may_hold() -> None:
    schools = replace(GUIDE, may_hold={1: frozenset({"school"})})
    brought().under(guide=schools).when(COORDINATING, FOR_PPT).then_refused(UnitCannotHold)


NAMED = NameHolder(PPT, ADVISER.employee)


def test_its_leader_names_a_person_who_accepts_as_anybody_does() -> None:
    so_far = decided().after(PPT_HEAD, NAMED)
    offer = so_far.state.frame.baton.offer
    assert offer is not None
    assert (offer.to, offer.because) == (at_work(ADVISER), Because.DECIDED)
    assert offer.decided_by == COORDINATING_UNIT
    assert so_far.state.frame.holder == at_work(TEACHER)
    done = so_far.after(ADVISER, AcceptBaton())
    assert done.state.frame.holder == at_work(ADVISER)
    assert done.state.frame.passages.dispute.settled_on == TODAY
    assert done.state.frame.bound_to is None


def test_the_leader_names_somebody_who_works_there_and_is_not_kept_out() -> None:
    decided().when(PPT_HEAD, NameHolder(PPT, NURSE.employee)).then_refused(DoesNotWorkThere)
    decided().when(HEAD, NameHolder(SCHOOL, TEACHER.employee)).then_refused(NotDecidedForYou)
    out = frozenset({ADVISER.employee})
    so_far = decided().after(FATHER, word(FATHER, PPT, called="not him", excluded=out))
    so_far.when(PPT_HEAD, NAMED).then_refused(KeptOutByName)
    other = NameHolder(PPT, PPT_HEAD.employee)
    decided().after(PPT_HEAD, NAMED).when(PPT_HEAD, other).then_refused(AnotherIsAsked)


def test_naming_takes_back_an_offer_that_was_made_before_the_decision() -> None:
    so_far = brought().after(TEACHER, OfferBaton(at_work(COLLEAGUE))).after(COORDINATING, FOR_PPT)
    so_far = so_far.after(PPT_HEAD, NAMED)
    so_far.when(ADVISER, AcceptBaton()).events  # noqa: B018 - that it is no refusal is the test
    assert so_far.state.frame.baton.offer.to == at_work(ADVISER)


def test_the_decision_binds() -> None:
    other = OfferBaton(at_work(COLLEAGUE))
    decided().when(TEACHER, other).then_refused(AnotherCoordinates)
    leave = LeaveFollowUp(PPT, Left.OTHER, "we do not want to")
    decided().when(PPT_HEAD, leave).then_refused(TheDecisionBinds)
    assert decided().when(TEACHER, OfferBaton(at_work(ADVISER))).events, "to that unit it may go"


def test_a_demand_of_the_family_goes_before_the_decision() -> None:
    so_far = with_logg().after(PPT_HEAD, BRING).after(COORDINATING, FOR_PPT)
    so_far = so_far.after(MOTHER, DemandClosure())
    assert so_far.state.frame.bound_to is None
    assert so_far.when(TEACHER, OfferBaton(at_work(COLLEAGUE))).events


def test_when_the_holders_own_unit_is_named_it_is_settled_at_once() -> None:
    so_far = brought().after(COORDINATING, DecideDispute(SCHOOL, "the school goes on"))
    assert so_far.state.frame.passages.dispute.settled_on == TODAY
    assert so_far.when(TEACHER, OfferBaton(at_work(COLLEAGUE))).events
    assert so_far.when(TEACHER, replace(BRING, family_view="again")).events


def test_a_leader_who_names_nobody_in_time_shows_as_a_break() -> None:
    last = TODAY + timedelta(days=RULES.name_holder_days)
    assert Gap.HOLDER_NOT_NAMED not in gaps(decided(), last)
    assert Gap.HOLDER_NOT_NAMED in gaps(decided(), last + DAY)
    named = decided().after(PPT_HEAD, NAMED)
    assert Gap.HOLDER_NOT_NAMED not in gaps(named, last + DAY)
    again = named.after(ADVISER, DeclineBaton("too much to do"))
    assert Gap.HOLDER_NOT_NAMED in gaps(again, last + DAY), "the service still owes a name"


def test_naming_is_due_for_that_leader() -> None:
    so_far = decided()
    at = so_far.relay.circumstances(PPT_HEAD, TODAY)
    found = due.in_follow_up(of_follow_up(so_far.state), so_far.state.frame, at)
    (one,) = [one for one in found if one.kind is DueKind.NAME_HOLDER]
    assert (one.whose, one.rule) == (PPT_HEAD.employee, "R83")
    named = so_far.after(PPT_HEAD, NAMED)
    found = due.in_follow_up(of_follow_up(named.state), named.state.frame, at)
    assert DueKind.NAME_HOLDER not in {one.kind for one in found}


def test_a_unit_without_consent_is_not_held_to_it() -> None:
    """The holder stays; nothing forces a door the family has closed."""
    so_far = decided().after(PPT_HEAD, NAMED)
    so_far = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    so_far.when(ADVISER, AcceptBaton()).then_refused(UnitNotLetIn)
    assert so_far.state.frame.holder == at_work(TEACHER)


def test_those_who_only_have_a_task_do_not_read_what_each_side_says() -> None:
    assert view(brought(), ADVISER).passages.dispute is None
    assert view(brought(), HEAD).passages.dispute is not None


def test_an_adviser_of_a_unit_that_is_only_asked_sees_nothing_of_it() -> None:
    so_far = brought().after(TEACHER, InviteUnit(CLINIC))
    assert view(so_far, CLINIC_HEAD).passages.dispute is None
