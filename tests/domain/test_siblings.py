"""Sisters and brothers: one follow-up for each child, and nothing of one in the other's."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from stafett.domain import concern
from stafett.domain.acute import SecondPerson
from stafett.domain.agenda import Agenda
from stafett.domain.circumstances import NORWAY
from stafett.domain.dates import MeetingId
from stafett.domain.facts import Event, own
from stafett.domain.holding import HoldMeeting
from stafett.domain.measure import MeasureAgreed, MeasureId
from stafett.domain.meeting import MeetingPlanned
from stafett.domain.minutes import Minutes
from stafett.domain.people import ConcernId
from stafett.domain.person import Subject
from stafett.domain.planning import PlanMeeting
from stafett.domain.shield import OtherChild, RaiseShieldedConcern, ShieldedConcernRaised, Suspicion
from stafett.domain.wording import SayWhy
from tests.follow_ups import AGREE_MEASURE, RELAY, SET_GOAL, START
from tests.people import ALONE, CHILD, HEAD, SCHOOL, TEACHER, TODAY, some_id
from tests.relay import Given, Relay

THEN = datetime.combine(TODAY + timedelta(days=7), time(9), NORWAY)
ON = THEN.date()
TOGETHER = some_id("one evening for both")
HIS = MeetingId(some_id("about him"))
HERS = MeetingId(some_id("about her"))
PLAN = PlanMeeting(HERS, SCHOOL, "talk", THEN, Agenda("How are both?"), occasion=TOGETHER)
HOLD = HoldMeeting(HERS, SCHOOL, ON, Minutes("She sleeps better."))
RAISE = RaiseShieldedConcern(
    concern=ConcernId(some_id("about three")),
    unit=SCHOOL,
    suspicion=Suspicion.VIOLENCE,
    text="All three flinch",
    best_interests="They are safer while nobody at home knows",
    second=SecondPerson(HEAD.employee),
    review_on=TODAY + timedelta(days=30),
    others=(OtherChild("the elder sister", date(2013, 1, 1)), OtherChild("the baby")),
)


def about(which: str) -> Given:
    person = {"her": CHILD, "him": ALONE}[which]
    return RELAY.given().under(person=person).after(TEACHER, START)


def occasions(events: tuple[Event, ...]) -> set[object]:
    kinds = (MeetingPlanned, MeasureAgreed)
    return {event.occasion for event in events if isinstance(event, kinds)}


def test_one_meeting_for_both_stands_in_each_with_its_own_minutes() -> None:
    hers = about("her").after(TEACHER, PLAN).after(TEACHER, HOLD, on=ON)
    his_plan = replace(PLAN, meeting=HIS, agenda=Agenda("How is he?"))
    his_hold = replace(HOLD, meeting=HIS, minutes=Minutes("He eats again."))
    his = about("him").after(TEACHER, his_plan).after(TEACHER, his_hold, on=ON)
    assert occasions(hers.events) == occasions(his.events) == {TOGETHER}
    assert hers.state.contents[own(SCHOOL)].papers[HERS].minutes == HOLD.minutes
    for mine, other in ((hers, his), (his, hers)):
        told = repr(mine.state)
        (paper,) = other.state.contents[own(SCHOOL)].papers.values()
        assert str(paper.meeting) not in told
        assert paper.minutes.text not in told
        assert str(other.relay.person.id) not in told


def test_a_measure_for_the_whole_family_is_agreed_on_for_each() -> None:
    for which, called in (("her", "her bedtime"), ("him", "his bedtime")):
        agree = replace(AGREE_MEASURE, measure=MeasureId(some_id(called)), occasion=TOGETHER)
        (agreed,) = about(which).after(TEACHER, SET_GOAL).when(TEACHER, agree).events
        assert isinstance(agreed, MeasureAgreed)
        assert agreed.occasion == TOGETHER


def test_moving_it_keeps_what_it_belongs_to() -> None:
    moved = replace(PLAN, starts=THEN + timedelta(days=1), occasion=None)
    (event,) = about("her").after(TEACHER, PLAN).when(TEACHER, moved).events
    assert isinstance(event, MeetingPlanned)
    assert event.occasion == TOGETHER


def test_a_suspicion_may_name_several_children_and_looks_none_of_them_up() -> None:
    relay = Relay(concern, person=CHILD)
    (raised,) = relay.given().when(TEACHER, RAISE).events
    assert isinstance(raised, ShieldedConcernRaised)
    assert raised.others == RAISE.others
    assert raised.about.person == CHILD.id
    assert CHILD.subject is Subject.CHILD
    unnamed = replace(RAISE, others=(OtherChild(" "),))
    relay.given().when(TEACHER, unnamed).then_refused(SayWhy)
