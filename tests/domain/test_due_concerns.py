"""A wondering does not rest too long unseen, and a shield is judged anew in time."""

from dataclasses import replace
from datetime import date, timedelta

from stafett.application.views import concern_view
from stafett.domain import concern, dropped, due, with_a_day
from stafett.domain.acute import SecondPerson
from stafett.domain.dated import DueKind
from stafett.domain.facts import COMPARTMENT, CONCERN
from stafett.domain.gap import Gap
from stafett.domain.noting import StandsAlone
from stafett.domain.people import Asker, EmployeeId
from stafett.domain.planned_talk import (
    GuardianTalkPlanned,
    NotBeforeTheTalk,
    PlanGuardianTalk,
    ShareItFirst,
)
from stafett.domain.sharing import ShareConcern
from stafett.domain.shield import LiftShield, RaiseShieldedConcern, ReviewShield, Suspicion
from stafett.domain.talk import (
    RecordTalkWithChild,
    RecordTalkWithGuardians,
    TalkOutcome,
    TellFamily,
)
from stafett.domain.voice import ChildNotHeard
from stafett.domain.wondering import RaiseConcern
from tests.people import (
    CHILD_ID,
    COLLEAGUE,
    HEAD,
    MOTHER,
    SCHOOL,
    SHIELDED,
    TEACHER,
    TODAY,
    some_id,
    without,
)
from tests.people import CONCERN as ITS_ID
from tests.relay import Given, Relay

RESTED = TODAY + timedelta(days=35)
REVIEW = TODAY + timedelta(days=60)
TALKED = RecordTalkWithChild(some_id("talk"), "in the yard", "I am fine", "She is quiet", TODAY)
RAISE = RaiseShieldedConcern(
    SHIELDED, SCHOOL, Suspicion.VIOLENCE, "Marks", "Safer so", SecondPerson(HEAD.employee), REVIEW
)

given = Relay(concern).given


def raised() -> Given:
    return given().after(TEACHER, RaiseConcern(ITS_ID, CHILD_ID, SCHOOL, ()))


def falls_due(so_far: Given, on: date) -> set[tuple[DueKind, date, EmployeeId]]:
    at = so_far.relay.circumstances(TEACHER, on)
    found = due.in_concern(with_a_day.of_concern(so_far.state), so_far.state, at)
    return {(one.kind, one.on, EmployeeId(one.whose)) for one in found}


def test_a_wondering_is_due_when_it_has_rested_as_long_as_the_guide_lets_it() -> None:
    assert falls_due(raised(), TODAY) == set(), "it is told of thirty days before, not at once"
    told = RESTED - timedelta(days=30)
    assert falls_due(raised(), told) == {(DueKind.WONDERING, RESTED, TEACHER.employee)}
    assert falls_due(raised(), RESTED + timedelta(days=90))


def test_a_talk_settles_it() -> None:
    assert falls_due(raised().after(TEACHER, TALKED), RESTED) == set()


def test_it_falls_to_the_leader_when_the_author_has_left() -> None:
    left = raised().under(municipality=without(TEACHER))
    assert falls_due(left, RESTED) == {(DueKind.WONDERING, RESTED, HEAD.employee)}


def test_a_shield_is_judged_anew_by_its_day_and_again_after_that() -> None:
    shielded = given().after(TEACHER, RAISE)
    assert falls_due(shielded, TODAY) == set()
    assert falls_due(shielded, REVIEW) == {(DueKind.SHIELD_REVIEW, REVIEW, TEACHER.employee)}
    later = REVIEW + timedelta(days=80)
    reviewed = shielded.after(TEACHER, ReviewShield("It goes on", later), on=REVIEW)
    assert falls_due(reviewed, REVIEW) == set()
    lifted = shielded.after(TEACHER, LiftShield("It is over", "They may know"), on=REVIEW)
    assert falls_due(lifted, REVIEW) == set()


def test_what_is_noted_of_a_concern_lies_under_its_own_key() -> None:
    (wondered,) = with_a_day.of_concern(raised().state)
    (shielded,) = with_a_day.of_concern(given().after(TEACHER, RAISE).state)
    assert (wondered.place, shielded.place) == (CONCERN, COMPARTMENT)


def test_where_nobody_is_left_to_answer_for_it_it_is_due_for_nobody() -> None:
    assert falls_due(raised().under(municipality=without(TEACHER, HEAD)), RESTED) == set()


BY = TODAY + timedelta(days=5)
PLAN = PlanGuardianTalk(BY + timedelta(days=1), BY, COLLEAGUE.employee)
SHARE = ShareConcern(frozenset({COLLEAGUE.employee}), TODAY)


def planned() -> Given:
    return raised().after(TEACHER, SHARE).after(TEACHER, PLAN)


def test_before_the_talk_at_level_nought_a_named_adult_talks_with_the_child() -> None:
    assert falls_due(planned(), TODAY) == {(DueKind.CHILD_TALK, BY, COLLEAGUE.employee)}
    talked = planned().after(COLLEAGUE, TALKED)
    assert falls_due(talked, RESTED) == set()
    gone = planned().under(municipality=without(COLLEAGUE))
    assert falls_due(gone, TODAY) == {(DueKind.CHILD_TALK, BY, TEACHER.employee)}
    (event,) = raised().after(TEACHER, SHARE).when(TEACHER, PLAN).events
    assert isinstance(event, GuardianTalkPlanned)
    planned().when(TEACHER, PLAN).then_nothing_new()


def test_it_shows_the_day_after_and_stops_no_talk() -> None:
    def gaps(so_far: Given, on: date) -> list[Gap]:
        at = so_far.relay.circumstances(TEACHER, on)
        return [one.gap for one in dropped.of_concern(so_far.state, at)]

    late = BY + timedelta(days=1)
    assert gaps(planned(), BY) == []
    assert gaps(planned(), late) == [Gap.CHILD_NOT_TALKED_WITH]
    guardians = frozenset({MOTHER.person})
    held = RecordTalkWithGuardians(some_id("held"), guardians, "We spoke", late)
    over = planned().after(TEACHER, held, on=late)
    assert gaps(over, late) == []
    broken_off = replace(
        held, outcome=TalkOutcome.INTERRUPTED_REBOOK, rebooked_for=late + timedelta(days=3)
    )
    assert gaps(planned().after(TEACHER, broken_off, on=late), late) == [Gap.CHILD_NOT_TALKED_WITH]


def test_a_child_that_is_not_asked_has_a_reason_and_nothing_is_waited_for() -> None:
    small = PlanGuardianTalk(BY, BY, not_asked_because="two years old")
    so_far = raised().after(TEACHER, small)
    assert falls_due(so_far, TODAY) == set()
    assert [one.not_asked_because for one in so_far.state.talks.plans] == ["two years old"]
    raised().when(TEACHER, PlanGuardianTalk(BY, BY)).then_refused(ChildNotHeard)


def test_the_plan_has_days_ahead_and_an_adult_who_reads_the_concern() -> None:
    raised().when(TEACHER, PLAN).then_refused(ShareItFirst)
    late = replace(PLAN, child_by=PLAN.for_day + timedelta(days=1))
    past = replace(PLAN, child_by=TODAY - timedelta(days=1))
    for command in (late, past):
        raised().when(TEACHER, command).then_refused(NotBeforeTheTalk)
    given().after(TEACHER, RAISE).when(TEACHER, PLAN).then_refused(StandsAlone)


def test_the_family_is_not_shown_what_is_planned_and_those_who_wonder_are() -> None:
    so_far = planned().after(TEACHER, TellFamily(frozenset({MOTHER.person}), TODAY))

    def plans(who: Asker) -> int:
        return len(concern_view(so_far.state, so_far.relay.circumstances(who, TODAY)).planned_talks)

    assert (plans(COLLEAGUE), plans(MOTHER)) == (1, 0)
