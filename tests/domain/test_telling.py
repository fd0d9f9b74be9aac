"""Who is told that there is something new: whoever it is new for, if they may see it today."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import feedback, notice, notices_at_work, person, telling
from stafett.domain.agenda import Agenda
from stafett.domain.dates import MeetingId
from stafett.domain.employment import NoSuchEmployee
from stafett.domain.facts import Event, NotForYou, Stranger
from stafett.domain.handover import AcceptBaton, DeclineBaton, OfferBaton
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.identity import PersonRegistered, Subject
from stafett.domain.notice import (
    AskForNotices,
    Language,
    NoticesAskedFor,
    NoticesStopped,
    NoticeWish,
    StopNotices,
)
from stafett.domain.opening import AskForLogg
from stafett.domain.participation import AcceptInvitation, InviteUnit, LeaveFollowUp, Left
from stafett.domain.people import Asker, Staff
from stafett.domain.planning import PlanMeeting
from stafett.domain.registering import Tie
from stafett.domain.withdrawal import WithdrawConsent
from tests.follow_ups import LATER, NEXT_WEEK, begun, both_let_in, with_logg, with_measure, with_ppt
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD,
    CHILD_SELF,
    COLLEAGUE,
    COORDINATOR,
    FATHER,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    NOBODY,
    OPERATOR,
    OTHER_TEACHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_SELF,
    at_work,
    some_id,
    without,
)
from tests.relay import Given, Relay

A_DAY = timedelta(days=1)
EVERYBODY: tuple[Asker, ...] = (
    TEACHER,
    COLLEAGUE,
    HEAD,
    ADVISER,
    PPT_HEAD,
    MOTHER,
    FATHER,
    CHILD_SELF,
    OTHER_TEACHER,
    NOBODY,
)
ADDRESS = AskForNotices("mona@example.no", Language.NN)


def told(so_far: Given, by: Asker, command: object, on: date = TODAY) -> set[Asker]:
    """Return everybody who is told when somebody does this."""
    happened = so_far.when(by, command, on=on).events
    after = Given(so_far.relay, (*so_far.events, *happened))
    return {who for event in happened for who in told_of(after, event, by, on)}


def told_of(after: Given, event: Event, by: Asker, on: date = TODAY) -> set[Asker]:
    state = after.state
    anybody = after.relay.circumstances(by, on)
    new_for = telling.for_whom(event, by.id, state.frame, anybody)
    return {
        who
        for who in EVERYBODY
        if who.id in new_for
        and telling.may_be_told(event, state, after.relay.circumstances(who, on))
    }


OFFERED = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))


def test_whoever_is_offered_the_baton_is_told() -> None:
    assert told(begun(), TEACHER, OfferBaton(at_work(COLLEAGUE))) == {COLLEAGUE}


def test_the_answer_goes_to_whoever_asked_and_a_yes_to_the_family_too() -> None:
    assert told(OFFERED, COLLEAGUE, DeclineBaton("too much already")) == {TEACHER}
    assert told(OFFERED, COLLEAGUE, AcceptBaton()) == {TEACHER, MOTHER, FATHER}


def test_a_unit_that_is_asked_is_told_by_its_leader_alone() -> None:
    assert told(begun(), TEACHER, InviteUnit(PPT)) == {PPT_HEAD}


def test_a_unit_without_a_leader_is_told_through_nobody() -> None:
    nobody_leads = begun().under(municipality=without(PPT_HEAD))
    assert told(nobody_leads, TEACHER, InviteUnit(PPT)) == set()


def test_the_units_answer_goes_to_the_holder() -> None:
    asked = both_let_in(begun(), PPT).after(TEACHER, InviteUnit(PPT))
    assert told(asked, PPT_HEAD, AcceptInvitation(PPT)) == {TEACHER}


def test_a_request_for_a_logg_goes_to_the_family() -> None:
    assert told(begun(), TEACHER, AskForLogg()) == {MOTHER, FATHER}


def test_a_word_taken_back_is_told_to_the_holder_and_not_to_the_other_parent() -> None:
    gone = WithdrawConsent(MOTHER.person, frozenset({PPT}))
    assert told(with_ppt(), MOTHER, gone) == {TEACHER}


def test_a_word_that_staff_wrote_down_is_told_to_whoever_is_said_to_have_given_it() -> None:
    paper = Evidence(EvidenceKind.SIGNED_PAPER, TODAY, "nb", reference="7")
    (granted,) = [one for one in with_ppt().events if one.name == "consent-granted"][:1]
    written = type(granted)(
        **{**vars(granted), "evidence": paper, "registered_by": TEACHER.employee}
    )
    giver = {who for who in (MOTHER, FATHER) if who.person == written.giver}  # type: ignore[attr-defined]
    assert told_of(with_ppt(), written, TEACHER) == giver
    assert told_of(with_ppt(), granted, MOTHER) == {TEACHER}


def test_a_meeting_is_told_to_those_who_take_part_and_to_the_family() -> None:
    left = with_ppt().after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "done"))
    plan = PlanMeeting(
        MeetingId(some_id("meeting")),
        SCHOOL,
        "network",
        with_ppt().relay.circumstances(TEACHER, NEXT_WEEK).now,
        Agenda("How is it going"),
    )
    assert told(with_ppt(), TEACHER, plan) == {ADVISER, MOTHER, FATHER}
    alone = replace(plan, apart=frozenset({MOTHER.person}))
    assert told(with_ppt(), TEACHER, alone) == {ADVISER, MOTHER}
    assert ADVISER not in told(left, TEACHER, plan), "a unit that has left is told of no meeting"


def test_nobody_is_told_of_what_lies_in_a_part() -> None:
    for event in with_measure().events:
        if event.name in {"goal-set", "measure-agreed"}:
            assert not isinstance(event, telling.NEWS)
            assert told_of(with_measure(), event, TEACHER) == set()


def test_whoever_has_no_access_is_not_told() -> None:
    invited = begun().after(TEACHER, InviteUnit(PPT))
    asked = invited.events[-1]
    assert not telling.may_be_told(
        asked, invited.state, invited.relay.circumstances(OTHER_TEACHER, TODAY)
    )
    for who in (ADVISER, OTHER_TEACHER, NOBODY):
        assert who not in told_of(invited, asked, TEACHER)


def test_one_is_told_on_the_day_a_thing_falls_due_and_once_more_the_day_after() -> None:
    so_far = with_measure()
    days: dict[date, bool] = {}
    for on in (LATER + number * A_DAY for number in range(-2, 5)):
        at = so_far.relay.circumstances(TEACHER, on)
        days[on] = TEACHER.employee in telling.fallen_due(so_far.state, at, on - A_DAY)
    assert [on for on, yes in days.items() if yes] == [LATER, LATER + A_DAY]


def test_days_on_which_nobody_looked_are_told_of_afterwards() -> None:
    so_far = with_measure()
    at = so_far.relay.circumstances(TEACHER, LATER + 9 * A_DAY)
    assert TEACHER.employee in telling.fallen_due(so_far.state, at, LATER - A_DAY)
    assert TEACHER.employee not in telling.fallen_due(so_far.state, at, LATER + 2 * A_DAY)


def test_what_has_fallen_due_is_told_only_to_those_who_may_read_where_it_stands() -> None:
    so_far = with_logg()
    shut_out = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    on = LATER
    due = telling.fallen_due(so_far.state, so_far.relay.circumstances(TEACHER, on), on - 99 * A_DAY)
    assert MOTHER.person in due
    for who, shown in ((TEACHER, True), (MOTHER, True), (OTHER_TEACHER, False)):
        at = shut_out.relay.circumstances(who, on)
        assert telling.due_is_shown(shut_out.state, at, on - 99 * A_DAY) == shown


def test_the_coordinator_is_told_when_the_yearly_revision_falls_due() -> None:
    shared = feedback.Shared(feedback.Lesson.WISH, "", "Shorter meetings", TODAY)
    register = feedback.Register({some_id("lesson"): shared})
    known = replace(MUNICIPALITY, rulebook=replace(MUNICIPALITY.rulebook, register=register))
    by = register.next_revision_by
    assert by is not None
    told = [
        on - by
        for on in (by + number * A_DAY for number in range(-2, 5))
        if telling.revision_due(known, on, on - A_DAY) == {COORDINATOR.employee}
    ]
    assert told == [0 * A_DAY, A_DAY]
    assert telling.revision_due(MUNICIPALITY, by, by - A_DAY) == frozenset()


def registered() -> Given:
    event = PersonRegistered(
        person=YOUTH.id,
        subject=Subject.YOUTH,
        full_name=YOUTH.name,
        born=YOUTH.born,
        by=HEAD.employee,
        on=TODAY,
    )
    return Relay(person, person=YOUTH).given(event)


def test_one_says_for_oneself_where_one_wants_to_be_told_and_stops_it() -> None:
    asked = (
        registered()
        .when(YOUTH_SELF, ADDRESS)
        .then(NoticesAskedFor(who=YOUTH.id, address=ADDRESS.address, language=Language.NN))
    )
    assert asked.state.notices == NoticeWish(ADDRESS.address, Language.NN)
    stopped = asked.when(YOUTH_SELF, StopNotices()).then(NoticesStopped(who=YOUTH.id))
    assert stopped.state.notices is None
    stopped.when(YOUTH_SELF, StopNotices()).then_nothing_new()


@pytest.mark.parametrize("who", [TEACHER, HEAD, ADMINISTRATOR, OPERATOR])
def test_nobody_at_work_says_it_for_a_family(who: Staff) -> None:
    for command in (ADDRESS, StopNotices()):
        for tie in Tie:
            with pytest.raises(Stranger):
                person.decide(
                    registered().state, command, registered().relay.circumstances(who, TODAY), tie
                )


def test_nobody_else_in_the_family_says_it_either() -> None:
    registered().when(MOTHER, ADDRESS).then_refused(NotForYou)


def test_an_employee_says_it_for_themselves_and_nobody_else_can() -> None:
    wish = notices_at_work.decide(MUNICIPALITY.employees, ADDRESS, TEACHER)
    assert wish == (
        NoticesAskedFor(who=TEACHER.employee, address=ADDRESS.address, language=Language.NN),
    )
    (event,) = wish
    assert isinstance(event, notice.NoticeEvent)
    known = notices_at_work.after(MUNICIPALITY.employees, event)
    assert known[TEACHER.employee].notices == NoticeWish(ADDRESS.address, Language.NN)
    assert {one.notices for who, one in known.items() if who != TEACHER.employee} == {None}
    others: tuple[object, ...] = (NOBODY, MOTHER, OPERATOR)
    for other in others:
        with pytest.raises(NoSuchEmployee):
            notices_at_work.decide(MUNICIPALITY.employees, ADDRESS, other)  # type: ignore[arg-type]


def test_an_address_to_be_reached_at_is_not_one_for_notices() -> None:
    assert MUNICIPALITY.employees[TEACHER.employee].contact.phone
    assert MUNICIPALITY.employees[TEACHER.employee].notices is None
    assert CHILD.notices is None
