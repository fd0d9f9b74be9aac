"""An individual plan or a coordinator: each step in its turn, and then handed over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, breaks, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.asking_for_plan import (
    NotAppliedFor,
    NotGranted,
    NotInformedYet,
    NotWantedYet,
    OnlyForChildren,
    PlanIsAnswered,
    PlanUnderWay,
    UnitCannotCoordinate,
)
from stafett.domain.beside_plan import PlanRuns
from stafett.domain.dated import DueKind
from stafett.domain.dates import MeetingId
from stafett.domain.digesting import digest
from stafett.domain.ending import EndReason, FollowUpEnded
from stafett.domain.facts import SHARED, Event, NotForYou, Stranger
from stafett.domain.followup import Ended, FollowUpIsOver, Running
from stafett.domain.gap import Gap
from stafett.domain.goal import GoalId, SetGoal
from stafett.domain.holding import HoldMeeting
from stafett.domain.individual_plan import (
    AnswerApplication,
    ApplyForPlan,
    InformOfPlan,
    NameCoordinator,
    PlanKind,
    SayIfWanted,
)
from stafett.domain.level import ChangeLevel
from stafett.domain.logg import Locked, LoggLocked
from stafett.domain.minutes import Minutes
from stafett.domain.moment import NotYetHappened
from stafett.domain.opening import OpenLogg
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.people import Asker, Professional
from stafett.domain.person import Subject
from stafett.domain.plan_handover import (
    AcceptPackage,
    EndPlan,
    NoCoordinator,
    NoPlanRuns,
    OfferPackage,
    PackageAccepted,
    PackageHasChanged,
    PackageIsForAnother,
    PackageNotOffered,
)
from stafett.domain.plan_package import Package, build, check
from stafett.domain.reopening import ReopenLogg
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.team import DoesNotWorkThere, KeptOutByName, UnitNotLetIn
from stafett.domain.unit import NoSuchUnit
from stafett.domain.views import FollowUpView
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wording import SayWhy
from tests.domain.test_due import falls_due
from tests.follow_ups import (
    AIM,
    HEARD,
    KEPT,
    PLAN,
    START,
    begun,
    both_let_in,
    given,
    with_logg,
    with_measure,
    with_ppt,
    word,
)
from tests.people import (
    ADVISER,
    CHILD,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    OTHER_PARENT,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    at_work,
    some_id,
    without,
)
from tests.relay import Given
from tests.rules import GUIDE, RULES

DAY = timedelta(days=1)
BOTH = frozenset({MOTHER.person, FATHER.person})
TELL = InformOfPlan(PlanKind.INDIVIDUAL_PLAN, BOTH, "rights-2026-1", TODAY)
WANTS = SayIfWanted(MOTHER.person, wants=True)
APPLY = ApplyForPlan(MOTHER.person, "the coordinating unit", TODAY)
GRANT = AnswerApplication(granted=True, by="the coordinating unit", reference="26/17", on=TODAY)
REFUSE = replace(GRANT, granted=False, because="one service is enough")
NAME = NameCoordinator(at_work(NURSE), "the coordinating unit")
OFFER = OfferPackage(HEARD)


def told(so_far: Given | None = None) -> Given:
    return (so_far or begun()).after(TEACHER, TELL)


def applied(so_far: Given | None = None) -> Given:
    return told(so_far).after(MOTHER, WANTS).after(MOTHER, APPLY)


def named(so_far: Given | None = None) -> Given:
    return applied(so_far).after(TEACHER, GRANT).after(TEACHER, NAME)


def offered(so_far: Given | None = None) -> Given:
    """The clinic is let in (into the logg too), and its nurse has the package before her."""
    ready = both_let_in(named(so_far or with_measure(with_logg())), CLINIC, logg=True)
    return ready.after(TEACHER, OFFER)


def shown(so_far: Given, who: Asker = NURSE) -> FollowUpView:
    at = so_far.relay.circumstances(who, TODAY)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def package(so_far: Given, who: Asker = NURSE) -> Package:
    found = build(shown(so_far, who))
    assert found is not None
    return found


def taken(so_far: Given | None = None) -> Given:
    there = so_far or offered()
    return there.after(NURSE, AcceptPackage(digest(package(there))))


def evaluated(so_far: Given, *meetings: str) -> Given:
    """So many meetings, each of which chose to go on as before."""
    for called in meetings:
        which = MeetingId(some_id(called))
        hold = HoldMeeting(which, SCHOOL, TODAY, Minutes("we agreed"), kind="network")
        go_on = ChooseOutcome("go-on", which, "it helps a little", "all who met", HEARD)
        so_far = so_far.after(TEACHER, hold).after(TEACHER, go_on)
    return so_far


def at_level_two() -> Given:
    return with_ppt().after(TEACHER, ChangeLevel(2, "more help", "the meeting", KEPT, HEARD))


def to_be_told(so_far: Given) -> set[tuple[DueKind, date, str]]:
    return falls_due(so_far, TODAY, DueKind.PLAN_RIGHT)


def test_from_an_evaluation_on_level_two_the_holder_is_asked_to_tell_of_the_right() -> None:
    assert to_be_told(evaluated(begun(), "first")) == set(), "one unit, level 1"
    assert to_be_told(at_level_two()) == set(), "nothing has been evaluated"
    once = {(DueKind.PLAN_RIGHT, TODAY, "teacher")}
    assert to_be_told(evaluated(at_level_two(), "first")) == once
    assert to_be_told(evaluated(at_level_two(), "first", "second")) == once
    assert to_be_told(told(evaluated(at_level_two(), "first"))) == set()
    elsewhere = replace(GUIDE, plan_told_at=frozenset({3}))
    assert to_be_told(evaluated(at_level_two(), "first").under(guide=elsewhere)) == set()


def test_informed_wanted_applied_and_granted_each_with_its_day() -> None:
    plan = applied().after(TEACHER, GRANT).state.frame.passages.plan
    assert plan.informed_on == TODAY
    assert plan.wishes == {MOTHER.person: True}
    assert plan.application.on == TODAY
    assert plan.answer.on == TODAY
    assert plan.granted


def test_no_step_is_skipped() -> None:
    begun().when(MOTHER, WANTS).then_refused(NotInformedYet)
    begun().when(MOTHER, APPLY).then_refused(NotInformedYet)
    begun().when(TEACHER, GRANT).then_refused(NotAppliedFor)
    told().when(MOTHER, APPLY).then_refused(NotWantedYet)
    told().when(TEACHER, GRANT).then_refused(NotAppliedFor)
    told().when(TEACHER, NAME).then_refused(NotGranted)
    applied().when(TEACHER, NAME).then_refused(NotGranted)
    begun().when(TEACHER, OFFER).then_refused(NoCoordinator)
    applied().after(TEACHER, GRANT).when(TEACHER, OFFER).then_refused(NoCoordinator)
    named().when(NURSE, AcceptPackage("0" * 64)).then_refused(PackageNotOffered)
    begun().when(TEACHER, EndPlan("over")).then_refused(NoPlanRuns)
    offered().when(MOTHER, EndPlan("over")).then_refused(NoPlanRuns)


def test_what_has_not_happened_is_not_written_down() -> None:
    begun().when(TEACHER, replace(TELL, on=TODAY + DAY)).then_refused(NotYetHappened)
    told().after(MOTHER, WANTS).when(MOTHER, replace(APPLY, on=TODAY + DAY)).then_refused(
        NotYetHappened
    )
    applied().when(TEACHER, replace(GRANT, on=TODAY + DAY)).then_refused(NotYetHappened)


def test_each_speaks_for_themselves_or_the_holder_writes_it_down() -> None:
    assert told().when(TEACHER, WANTS).events
    told().when(FATHER, WANTS).then_refused(NotYoursToGive)
    other = SayIfWanted(OTHER_PARENT.person, wants=True)
    told().when(TEACHER, other).then_refused(NotYoursToGive)
    so_far = told().after(MOTHER, WANTS)
    so_far.when(FATHER, APPLY).then_refused(NotYoursToGive)
    assert so_far.when(TEACHER, APPLY).events


def test_that_one_does_not_want_it_is_as_good_an_answer() -> None:
    so_far = told().after(MOTHER, replace(WANTS, wants=False))
    assert so_far.state.frame.passages.plan.wishes == {MOTHER.person: False}
    so_far.when(MOTHER, APPLY).then_refused(NotWantedYet)
    assert so_far.after(MOTHER, WANTS).when(MOTHER, APPLY).events, "one may change one's mind"


def test_a_refusal_has_its_reason_and_one_may_ask_anew() -> None:
    applied().when(TEACHER, replace(REFUSE, because="")).then_refused(SayWhy)
    so_far = applied().after(TEACHER, REFUSE)
    so_far.when(TEACHER, NAME).then_refused(NotGranted)
    so_far.when(TEACHER, GRANT).then_refused(PlanIsAnswered)
    so_far.when(MOTHER, replace(APPLY, to="another")).then_refused(PlanIsAnswered)
    assert so_far.state.frame.level == 1
    anew = so_far.after(TEACHER, replace(TELL, text="rights-2026-2"))
    assert anew.state.frame.passages.plan.answer is None


def test_one_at_a_time() -> None:
    other = replace(TELL, kind=PlanKind.COORDINATOR)
    told().when(TEACHER, TELL).then_nothing_new()
    told().after(MOTHER, WANTS).when(TEACHER, other).then_refused(PlanUnderWay)
    applied().after(TEACHER, GRANT).when(TEACHER, other).then_refused(PlanUnderWay)


@pytest.mark.parametrize("so_far", [told(), told().after(MOTHER, replace(WANTS, wants=False))])
def test_told_of_a_plan_that_nobody_wants_the_family_may_be_told_of_a_coordinator(
    so_far: Given,
) -> None:
    other = replace(TELL, kind=PlanKind.CHILD_COORDINATOR, text="rights-2026-3")
    now = so_far.after(TEACHER, other).state.frame.passages.plan
    assert (now.kind, now.wishes) == (PlanKind.CHILD_COORDINATOR, {})


def test_the_coordinator_comes_from_the_services_the_municipality_has_named() -> None:
    granted = applied().after(TEACHER, GRANT)
    of_ppt = NameCoordinator(at_work(ADVISER), "x")
    granted.when(TEACHER, of_ppt).then_refused(UnitCannotCoordinate)
    rules = replace(RULES, coordinator_services=frozenset({"ppt"}))
    assert granted.under(rules=rules).when(TEACHER, of_ppt).events
    granted.under(rules=rules).when(TEACHER, NAME).then_refused(UnitCannotCoordinate)
    nowhere = NameCoordinator(Professional(NURSE.employee, some_id("no unit")), "x")  # type: ignore[arg-type]
    granted.when(TEACHER, nowhere).then_refused(NoSuchUnit)
    elsewhere = NameCoordinator(Professional(ADVISER.employee, CLINIC), "x")
    granted.when(TEACHER, elsewhere).then_refused(DoesNotWorkThere)


def test_a_child_coordinator_is_for_a_child_also_an_expected_one() -> None:
    tell = replace(TELL, kind=PlanKind.CHILD_COORDINATOR)
    assert begun().when(TEACHER, tell).events
    unborn = replace(CHILD, subject=Subject.UNBORN, born=None)
    assert begun().under(person=unborn).when(TEACHER, tell).events
    grown = replace(YOUTH, subject=Subject.ADULT)
    begun().under(person=grown).when(TEACHER, tell).then_refused(OnlyForChildren)
    assert begun().under(person=grown).when(TEACHER, TELL).events, "a plan is for every age"


def test_nothing_is_handed_over_before_everyone_has_let_the_unit_in() -> None:
    named().when(TEACHER, OFFER).then_refused(UnitNotLetIn)
    mothers = named().after(MOTHER, word(MOTHER, CLINIC))
    mothers.when(TEACHER, OFFER).then_refused(UnitNotLetIn)
    both = mothers.after(FATHER, word(FATHER, CLINIC))
    assert both.when(TEACHER, OFFER).events
    without_logg = both_let_in(named(with_logg()), CLINIC)
    without_logg.when(TEACHER, OFFER).then_refused(UnitNotLetIn)


def test_the_child_is_heard_and_the_coordinator_is_not_kept_out() -> None:
    ready = both_let_in(named(), CLINIC)
    ready.when(TEACHER, OfferPackage(ChildView())).then_refused(ChildNotHeard)
    out = frozenset({NURSE.employee})
    kept_out = ready.after(MOTHER, word(MOTHER, CLINIC, called="not her", excluded=out))
    kept_out.when(TEACHER, OFFER).then_refused(KeptOutByName)
    gone = ready.under(municipality=without(NURSE))
    gone.when(TEACHER, OFFER).then_refused(DoesNotWorkThere)


def test_the_package_has_nine_parts_made_of_what_the_coordinator_may_read() -> None:
    one = package(offered())
    assert [goal.aim for goal in one.needs.goals] == [AIM]
    assert {member.unit for member in one.takes_part} == {SCHOOL, PPT, CLINIC}
    assert one.coordinates.coordinator == at_work(NURSE)
    assert one.coordinates.before[0].who == at_work(TEACHER)
    assert one.contributions[0].what == (PLAN.what,)
    assert [measure.plan for measure in one.measures] == [PLAN]
    assert one.carried_out.papers == ()
    assert one.period.until == PLAN.deadline
    assert {let_in.unit for let_in in one.consents} == {SCHOOL, PPT, CLINIC}
    assert one.cooperation.coordination is not None


def test_it_holds_nothing_that_the_coordinator_may_not_read() -> None:
    """The school's own part stays with the school."""
    so_far = both_let_in(named(with_measure()), CLINIC).after(TEACHER, OFFER)
    assert package(so_far).measures == ()
    assert package(so_far).needs.goals == ()
    assert [one.plan for one in package(so_far, TEACHER).measures] == [PLAN]


def test_nobody_outside_reads_it_and_none_is_there_before_it_is_offered() -> None:
    assert build(shown(named(), TEACHER)) is None
    with pytest.raises(Stranger):
        shown(offered(), COLLEAGUE)
    with pytest.raises(Stranger):
        shown(named(), NURSE)


def test_the_same_facts_have_the_same_digest_and_others_another() -> None:
    so_far = offered()
    assert digest(package(so_far)) == digest(package(so_far))
    later = so_far.after(FATHER, word(FATHER, CLINIC, called="more", until=TODAY + 9 * DAY))
    assert digest(package(later)) == digest(package(so_far)), "a shorter word changes nothing yet"
    moved = so_far.after(TEACHER, SetGoal(GoalId(some_id("another")), SCHOOL, AIM))
    assert digest(package(moved)) != digest(package(so_far))
    check(shown(so_far), digest(package(so_far)))
    check(shown(named(), TEACHER), "anything: there is no package")
    with pytest.raises(PackageHasChanged):
        check(shown(moved), digest(package(so_far)))


def test_a_withdrawal_closes_the_package_at_once() -> None:
    so_far = offered().after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({CLINIC})))
    assert (
        SHARED
        not in access.may(
            NURSE, Look.OPEN, so_far.state, so_far.relay.circumstances(NURSE, TODAY)
        ).parts
    )
    with pytest.raises(NotYoursHere):
        access.may(
            NURSE,
            AcceptPackage("0" * 64),
            so_far.state,
            so_far.relay.circumstances(NURSE, TODAY),
        )


def test_when_it_is_accepted_the_logg_is_locked_and_the_follow_up_goes_over() -> None:
    so_far = offered()
    assert isinstance(so_far.state, Running)
    assert so_far.state.frame.holder == at_work(TEACHER), "the holder goes on until then"
    kinds: list[type[Event]] = [PackageAccepted, LoggLocked, FollowUpEnded]
    events = so_far.when(NURSE, AcceptPackage(digest(package(so_far)))).events
    assert [type(event) for event in events] == kinds
    done = taken()
    assert isinstance(done.state, Ended)
    assert isinstance(done.state.frame.logg, Locked)
    over, handover = done.state.frame.ending, done.state.frame.passages.handover
    assert over is not None
    assert (over.reason, over.successor) == (EndReason.IP, "Hedda Helsesykepleier")
    assert handover is not None
    assert handover.digest == digest(package(so_far))
    done.when(NURSE, AcceptPackage("0" * 64)).then_nothing_new()
    done.when(TEACHER, OFFER).then_refused(FollowUpIsOver)


def test_a_plan_runs_from_the_hand_over_to_its_own_end() -> None:
    assert not offered().state.frame.passages.plan_runs
    assert taken().state.frame.passages.plan_runs
    over = taken().after(NURSE, EndPlan("the family moves"))
    assert not over.state.frame.passages.plan_runs
    over.when(NURSE, EndPlan("the family moves")).then_nothing_new()


def test_a_package_that_nobody_answers_is_a_break() -> None:
    so_far = offered()
    late = TODAY + timedelta(days=GUIDE.offer_lapses_after_days + 1)

    def gaps(on: date) -> set[Gap]:
        at = so_far.relay.circumstances(TEACHER, on)
        return {one.gap for one in breaks.in_frame(so_far.state.frame, at)}

    assert Gap.PACKAGE_UNANSWERED not in gaps(late - DAY)
    assert Gap.PACKAGE_UNANSWERED in gaps(late)


def test_a_coordinator_who_takes_part_already_comes_in_by_nothing_new() -> None:
    from_ppt = replace(RULES, coordinator_services=frozenset({"ppt"}))
    so_far = applied(with_logg().under(rules=from_ppt)).after(TEACHER, GRANT)
    so_far = so_far.after(TEACHER, replace(NAME, who=at_work(ADVISER)))
    (only,) = so_far.when(TEACHER, OFFER).events
    assert type(only).__name__ == "PackageOffered"


def test_a_measure_whose_plan_one_may_not_read_adds_no_contribution() -> None:
    view = shown(offered())
    blank_parts = tuple(
        replace(part, measures=tuple(replace(one, plan=None) for one in part.measures))
        for part in view.parts
    )
    found = build(replace(view, parts=blank_parts))
    assert found is not None
    assert found.measures
    assert found.contributions == ()


def test_without_a_logg_there_is_none_to_lock() -> None:
    so_far = both_let_in(named(), CLINIC).after(TEACHER, OFFER)
    assert isinstance(taken(so_far).state, Ended)


def test_a_child_coordinator_taking_over_is_an_end_of_its_own() -> None:
    so_far = begun().after(TEACHER, replace(TELL, kind=PlanKind.CHILD_COORDINATOR))
    so_far = so_far.after(MOTHER, WANTS).after(MOTHER, APPLY).after(TEACHER, GRANT)
    so_far = both_let_in(so_far.after(TEACHER, NAME), CLINIC).after(TEACHER, OFFER)
    assert taken(so_far).state.frame.ending.reason is EndReason.CHILD_COORDINATOR


def test_only_the_coordinator_takes_over() -> None:
    offered().when(ADVISER, AcceptPackage("0" * 64)).then_refused(PackageIsForAnother)
    assert issubclass(PackageIsForAnother, NotForYou)


def test_handing_over_twice_is_handing_over_once_and_another_coordinator_gets_it_anew() -> None:
    offered().when(TEACHER, OFFER).then_nothing_new()
    head = NameCoordinator(at_work(CLINIC_HEAD), "the coordinating unit")
    again = offered().after(TEACHER, head).after(TEACHER, OFFER)
    assert again.state.frame.passages.handover.to == at_work(CLINIC_HEAD)


def test_no_logg_opens_while_a_plan_runs_unless_the_rules_let_it() -> None:
    so_far = both_let_in(named(), SCHOOL, logg=True)
    so_far.when(TEACHER, OpenLogg()).then_refused(PlanRuns)
    beside = replace(RULES, logg_beside_plan=True)
    assert so_far.under(rules=beside).when(TEACHER, OpenLogg()).events
    reopen = ReopenLogg(frozenset({SCHOOL}), at_work(TEACHER))
    done = taken()
    renewed = done
    for giver in (MOTHER, FATHER):
        renewed = renewed.after(giver, word(giver, SCHOOL, called="anew", logg=True))
    renewed.when(TEACHER, reopen).then_refused(PlanRuns)
    over = renewed.after(MOTHER, EndPlan("we go on without it"))
    over.when(MOTHER, EndPlan("we go on without it")).then_nothing_new()
    assert over.when(TEACHER, reopen).events


def test_a_plan_that_is_refused_stands_in_the_way_of_nothing() -> None:
    so_far = both_let_in(applied().after(TEACHER, REFUSE), SCHOOL, logg=True)
    assert so_far.when(TEACHER, OpenLogg()).events


def test_the_steps_are_for_the_family_the_holder_and_the_home_leader() -> None:
    so_far = offered()
    for who in (MOTHER, TEACHER, HEAD):
        assert shown(so_far, who).passages.plan is not None
    for other in (ADVISER, NURSE):
        seen = shown(so_far, other).passages
        assert seen.plan is None
        assert seen.handover is not None


def test_for_a_youth_the_youths_own_application_counts() -> None:
    so_far = given().under(person=YOUTH).after(TEACHER, START).after(TEACHER, TELL)
    youth = SayIfWanted(YOUTH.id, wants=True)
    so_far = so_far.after(TEACHER, youth)
    assert so_far.when(TEACHER, replace(APPLY, applicant=YOUTH.id)).events
