"""Impartiality: who is a party to it neither helps, leads, decides nor reads."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stafett.domain import access, concern, dropped, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.acting import Away
from stafett.domain.acute import Danger, DeclareAcute, SecondPerson, SecondPersonNeeded
from stafett.domain.clarification import ClarifyWithLeader
from stafett.domain.conclusion import NotYourConcern
from stafett.domain.contact import Channel
from stafett.domain.employment import Employee, NoSuchEmployee
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import Stranger
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.impartial import (
    FindImpartial,
    FoundImpartial,
    SetAside,
    SomebodyMustStay,
    StandAside,
    StoodAside,
)
from stafett.domain.informing import Informed
from stafett.domain.own_report import MakeOwnReport, Sent
from stafett.domain.people import Asker, Contact, EmployeeId, Professional, Staff, UnitId
from stafett.domain.receiver import Receiver
from stafett.domain.sharing import (
    ConcernKeptFrom,
    ConcernLetBackIn,
    KeepConcernFrom,
    LetBackIn,
    NotInThisUnit,
    PartyToIt,
    ShareConcern,
)
from stafett.domain.spell import Employment
from stafett.domain.standing import Role
from stafett.domain.task import NameProfessional
from stafett.domain.team import Aside, StandsAside, WhyAside
from stafett.domain.unit import Unit
from stafett.domain.wondering import RaiseConcern
from stafett.domain.wording import SayWhy
from tests.follow_ups import HEARD, START, begun, given, with_logg, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    COLLEAGUE,
    CONCERN,
    FATHER,
    HEAD,
    LONG_AGO,
    MOTHER,
    MUNICIPALITY,
    NOBODY,
    OTHER_TEACHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    UNITS,
    at_work,
    some_id,
)
from tests.relay import Given, Relay

OFFICE = UnitId(some_id("Oppvekstkontoret"))
DIRECTOR = Staff(EmployeeId(some_id("Odd Oppvekstsjef")), frozenset({OFFICE}), frozenset({OFFICE}))
WITH_OFFICE = replace(
    MUNICIPALITY,
    units={
        **UNITS,
        OFFICE: Unit(OFFICE, "Oppvekstkontoret", "office"),
        SCHOOL: replace(UNITS[SCHOOL], part_of=OFFICE),
    },
    employees={
        **MUNICIPALITY.employees,
        DIRECTOR.employee: Employee(
            DIRECTOR.employee, Contact("Odd"), (Employment(OFFICE, leads=True, since=LONG_AGO),)
        ),
    },
)
"""The municipality where the school belongs under an office, with a leader of its own."""


def sees(so_far: Given, who: Asker) -> frozenset[Role]:
    """Return the roles somebody has here today; none: it does not exist for them."""
    at = so_far.relay.circumstances(who, TODAY)
    try:
        return access.may(who, Look.OPEN, so_far.state, at).roles
    except Stranger:
        return frozenset()


def stood(who: Staff, by: Asker, because: WhyAside = WhyAside.RELATED) -> StoodAside:
    return StoodAside(employee=who.employee, because=because, said_by=by.id, on=TODAY)


def test_somebody_stands_aside_and_there_is_nothing_here_for_them() -> None:
    so_far = with_logg()
    assert sees(so_far, ADVISER)
    after = so_far.when(ADVISER, StandAside(WhyAside.RELATED)).then(stood(ADVISER, ADVISER))
    assert not sees(after, ADVISER)
    assert sees(after, TEACHER)


def test_a_leader_sets_one_of_the_people_aside() -> None:
    aside = SetAside(ADVISER.employee, WhyAside.CLOSE)
    after = with_logg().when(PPT_HEAD, aside).then(stood(ADVISER, PPT_HEAD, WhyAside.CLOSE))
    assert not sees(after, ADVISER)


def test_the_family_and_the_holder_see_who_stands_aside_and_others_do_not() -> None:
    after = with_logg().after(PPT_HEAD, SetAside(COLLEAGUE.employee, WhyAside.ABOUT_THEM))
    shown = {}
    for who in (TEACHER, MOTHER, ADVISER):
        at = after.relay.circumstances(who, TODAY)
        view = visible.trim(after.state, access.may(who, Look.OPEN, after.state, at), at)
        shown[who] = view.aside
    aside = (Aside(COLLEAGUE.employee, WhyAside.ABOUT_THEM, TODAY),)
    assert shown == {TEACHER: aside, MOTHER: aside, ADVISER: ()}


def test_when_the_holder_stands_aside_the_leader_acts_until_somebody_accepts() -> None:
    after = with_logg().after(TEACHER, StandAside(WhyAside.RELATED))
    assert Role.CARRIER in sees(after, HEAD)
    assert not sees(after, TEACHER)
    at = after.relay.circumstances(MOTHER, TODAY)
    view = visible.trim(after.state, access.may(MOTHER, Look.OPEN, after.state, at), at)
    assert view.holder is not None
    assert view.holder.because is Away.STANDS_ASIDE
    new = after.after(HEAD, OfferBaton(at_work(COLLEAGUE))).after(COLLEAGUE, AcceptBaton())
    assert Role.CARRIER in sees(new, COLLEAGUE)


def test_a_leader_who_is_related_is_replaced_by_the_leader_above() -> None:
    so_far = begun().under(municipality=WITH_OFFICE)
    assert not sees(so_far, DIRECTOR)
    after = so_far.after(HEAD, StandAside(WhyAside.RELATED))
    assert not sees(after, HEAD)
    assert sees(after, DIRECTOR) >= {Role.HOME_LEADER, Role.LEADER}
    also = after.after(TEACHER, StandAside(WhyAside.RELATED))
    assert Role.CARRIER in sees(also, DIRECTOR)


def test_the_baton_is_never_left_with_nobody() -> None:
    after = begun().after(HEAD, StandAside(WhyAside.RELATED))
    after.when(TEACHER, StandAside(WhyAside.RELATED)).then_refused(SomebodyMustStay)


def test_one_who_stands_aside_is_given_nothing_to_do() -> None:
    after = begun().after(TEACHER, SetAside(COLLEAGUE.employee, WhyAside.RELATED))
    after.when(TEACHER, OfferBaton(at_work(COLLEAGUE))).then_refused(StandsAside)
    name = NameProfessional(SCHOOL, COLLEAGUE.employee, "helps")
    after.when(HEAD, name).then_refused(StandsAside)


def test_only_somebody_who_is_known_is_set_aside() -> None:
    nobody = SetAside(NOBODY.employee, WhyAside.RELATED)
    begun().when(TEACHER, nobody).then_refused(NoSuchEmployee)


def test_a_leader_finds_that_somebody_may_take_part_after_all() -> None:
    after = with_logg().after(PPT_HEAD, SetAside(ADVISER.employee, WhyAside.RELATED))
    after.when(PPT_HEAD, FindImpartial(ADVISER.employee, " ")).then_refused(SayWhy)
    back = after.when(PPT_HEAD, FindImpartial(ADVISER.employee, "another family")).then(
        FoundImpartial(
            employee=ADVISER.employee, why="another family", by=PPT_HEAD.employee, on=TODAY
        )
    )
    assert Role.NAMED in sees(back, ADVISER)
    back.when(PPT_HEAD, FindImpartial(ADVISER.employee, "another family")).then_nothing_new()


def test_it_holds_after_the_end_too() -> None:
    over = with_logg().after(
        TEACHER, EndFollowUp(EndReason.FAMILY_WISH, "enough", HEARD, frozenset({MOTHER.person}))
    )
    assert sees(over, ADVISER)
    assert not sees(over.after(ADVISER, StandAside(WhyAside.RELATED)), ADVISER)


REPORT = MakeOwnReport(
    some_id("report"),
    PPT,
    Sent(
        Receiver.CHILD_WELFARE,
        "Barneverntjenesten",
        Channel.PHONE,
        Danger.GUARDIANS_OBSTRUCT,
        "he goes hungry",
        {
            who: Informed(told=False, why_not="not reached")
            for who in (CHILD_ID, MOTHER.person, FATHER.person)
        },
        datetime(2026, 9, 1, 8, tzinfo=UTC),
    ),
)


@pytest.mark.parametrize("by_name", [True, False])
def test_one_who_is_kept_out_still_reports_and_still_learns_nothing(by_name: bool) -> None:
    """A duty of one's own: nobody's word takes it away (R91)."""
    so_far = with_logg()
    if by_name:
        out = frozenset({ADVISER.employee})
        so_far = so_far.after(
            FATHER, word(FATHER, PPT, SCHOOL, called="no", logg=True, excluded=out)
        )
    else:
        so_far = so_far.after(PPT_HEAD, SetAside(ADVISER.employee, WhyAside.RELATED))
    assert not sees(so_far, ADVISER)
    at = so_far.relay.circumstances(ADVISER, TODAY)
    permit = access.may(ADVISER, REPORT, so_far.state, at)
    assert permit.rule == "own-duty"
    assert not permit.parts
    assert not permit.shown
    assert so_far.when(ADVISER, REPORT).events
    with pytest.raises(Stranger):
        access.may(
            OTHER_TEACHER, REPORT, so_far.state, so_far.relay.circumstances(OTHER_TEACHER, TODAY)
        )


def test_one_who_is_kept_out_raises_a_concern_where_they_work() -> None:
    raises = WONDERED.given().when(ADVISER, RaiseConcern(CONCERN, CHILD_ID, PPT))
    at = raises.at
    after = WONDERED.given(*raises.events).state
    assert concern.staff_readers(after, at.municipality, TODAY) == {ADVISER.employee}


def test_one_kept_out_of_one_unit_still_belongs_where_the_word_does_not_reach() -> None:
    """The family keeps somebody out of PPT; in their own school's part they are who they were."""
    both = frozenset({SCHOOL, PPT})
    out = frozenset({TEACHER.employee})
    so_far = with_logg().after(FATHER, word(FATHER, PPT, called="not her", logg=True, excluded=out))
    at_both = replace(TEACHER, units=both)
    assert Role.CARRIER in sees(so_far, at_both)


WONDERED = Relay(concern)


def wondered() -> Given:
    return WONDERED.given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL))


def kept(who: Staff, by: Staff = TEACHER) -> ConcernKeptFrom:
    return ConcernKeptFrom(
        employee=who.employee, because=WhyAside.RELATED, by=by.employee, on=TODAY
    )


def reads(so_far: Given, who: Staff) -> bool:
    at = so_far.relay.circumstances(who, TODAY)
    return who.employee in concern.staff_readers(so_far.state, at.municipality, TODAY)


def test_an_open_concern_is_kept_from_one_it_was_shared_with() -> None:
    so_far = wondered().after(TEACHER, ShareConcern(frozenset({COLLEAGUE.employee}), TODAY))
    assert reads(so_far, COLLEAGUE)
    keep = KeepConcernFrom(COLLEAGUE.employee, WhyAside.RELATED)
    after = so_far.when(TEACHER, keep).then(kept(COLLEAGUE))
    assert not reads(after, COLLEAGUE)
    again = ShareConcern(frozenset({COLLEAGUE.employee}), TODAY, "team meeting")
    after.when(TEACHER, again).then_refused(PartyToIt)


def test_when_the_leader_is_a_party_to_it_the_leader_above_is_the_one_to_go_to() -> None:
    so_far = wondered().under(municipality=WITH_OFFICE)
    above = ShareConcern(frozenset({DIRECTOR.employee}), TODAY)
    so_far.when(TEACHER, above).then_refused(NotInThisUnit)
    after = so_far.after(TEACHER, KeepConcernFrom(HEAD.employee, WhyAside.RELATED))
    clarified = after.after(TEACHER, ClarifyWithLeader("she plays alone", TODAY))
    assert reads(clarified, DIRECTOR)
    assert not reads(clarified, HEAD)
    acute = DeclareAcute(Danger.GUARDIANS_OBSTRUCT, "now", SecondPerson(HEAD.employee, "at hand"))
    after.when(TEACHER, acute).then_refused(SecondPersonNeeded)
    assert after.when(TEACHER, replace(acute, second=SecondPerson(DIRECTOR.employee))).events


def test_nobody_calls_a_leader_who_is_a_party_to_it() -> None:
    so_far = wondered().under(municipality=WITH_OFFICE)
    for state, who in (
        (so_far, HEAD),
        (so_far.after(TEACHER, KeepConcernFrom(HEAD.employee, WhyAside.RELATED)), DIRECTOR),
    ):
        at = state.relay.circumstances(DIRECTOR, TODAY)
        told = dropped.call(dropped.Watched(CONCERN, state.state, at), (), "BCDF-2345")
        assert told.call is not None
        assert told.call.employee == who.employee


def test_when_the_author_is_a_party_to_it_the_leader_answers_for_it() -> None:
    after = wondered().after(TEACHER, KeepConcernFrom(TEACHER.employee, WhyAside.RELATED))
    at = after.relay.circumstances(HEAD, TODAY)
    assert concern.responsible(after.state, at.municipality, TODAY) == HEAD.employee
    assert not reads(after, TEACHER)


def test_whoever_answers_for_it_lets_somebody_back_in_who_is_no_party_after_all() -> None:
    so_far = wondered().after(TEACHER, ShareConcern(frozenset({COLLEAGUE.employee}), TODAY))
    out = so_far.after(TEACHER, KeepConcernFrom(COLLEAGUE.employee, WhyAside.RELATED))
    back = LetBackIn(COLLEAGUE.employee, "another family of that name")
    so_far.when(TEACHER, back).then_nothing_new()
    out.when(TEACHER, replace(back, why=" ")).then_refused(SayWhy)
    shared = out.after(TEACHER, ShareConcern(frozenset({HEAD.employee}), TODAY))
    shared.when(HEAD, back).then_refused(NotYourConcern)
    again = out.when(TEACHER, back).then(
        ConcernLetBackIn(employee=COLLEAGUE.employee, why=back.why, by=TEACHER.employee, on=TODAY)
    )
    assert reads(again, COLLEAGUE)
    out.when(COLLEAGUE, back).then_refused(Stranger)


def test_somebody_is_always_left_to_conclude_it() -> None:
    so_far = wondered().after(TEACHER, KeepConcernFrom(HEAD.employee, WhyAside.ABOUT_THEM))
    mine = KeepConcernFrom(TEACHER.employee, WhyAside.RELATED)
    so_far.when(TEACHER, mine).then_refused(SomebodyMustStay)
    so_far.when(TEACHER, KeepConcernFrom(NOBODY.employee, WhyAside.CLOSE)).then_refused(
        NoSuchEmployee
    )
    so_far.when(TEACHER, KeepConcernFrom(HEAD.employee, WhyAside.ABOUT_THEM)).then_nothing_new()


def test_setting_aside_is_for_leaders_and_whoever_carries_the_baton() -> None:
    so_far = with_logg()
    aside = SetAside(COLLEAGUE.employee, WhyAside.RELATED)
    for who in (MOTHER, ADVISER):
        with pytest.raises(NotYoursHere):
            access.may(who, aside, so_far.state, so_far.relay.circumstances(who, TODAY))


def test_a_leader_above_may_have_cleared_up_what_a_follow_up_begins_with() -> None:
    cleared = replace(START.clarification, leader=DIRECTOR.employee)
    start = replace(START, clarification=cleared)
    assert given().under(municipality=WITH_OFFICE).when(TEACHER, start).events
    assert Professional(TEACHER.employee, SCHOOL) == start.holder
