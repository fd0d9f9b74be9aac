"""Deputies, bridge contact, and what happens when nobody steps in for a holder."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stafett.domain import access, dated, dropped, due, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.agenda import Agenda
from stafett.domain.breaks import in_frame
from stafett.domain.bridge import KeepInTouch, NobodyIsWaitedFor
from stafett.domain.closing import DemandClosure
from stafett.domain.dated import DueKind
from stafett.domain.dates import MeetingId
from stafett.domain.deputy import DeputyHasNoTask, DeputyNamed, NameDeputy, ReleaseDeputy
from stafett.domain.escalation import stuck_since
from stafett.domain.facts import Stranger
from stafett.domain.gap import Break, Gap
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.holding import HoldMeeting
from stafett.domain.how_given import EvidenceKind
from stafett.domain.impartial import StandAside
from stafett.domain.meeting import NoSuchMeeting
from stafett.domain.minutes import Minutes
from stafett.domain.moment import NotYetHappened
from stafett.domain.municipality import Municipality
from stafett.domain.participation import DeclineInvitation, InviteUnit, LeaveFollowUp, Left
from stafett.domain.people import Professional, Staff, UnitId
from stafett.domain.planning import PlanMeeting
from stafett.domain.referral import AnswerReferral, Referral, SendReferral
from stafett.domain.reopening import ReopenLogg
from stafett.domain.roles import Role
from stafett.domain.signing import RegisterSignature, SignMinutes
from stafett.domain.spell import Absence
from stafett.domain.standing import carrier
from stafett.domain.task import NameProfessional
from stafett.domain.team import DoesNotWorkThere, WhyAside
from stafett.domain.unit import Unit
from stafett.domain.with_a_day import of_follow_up
from stafett.domain.withdrawal import DisownConsent, WithdrawConsent
from tests.follow_ups import LATER, begun, both_let_in, joined, with_logg, with_ppt, word
from tests.people import (
    ADVISER,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    FATHER,
    HEAD,
    KINDERGARTEN,
    KINDERGARTEN_HEAD,
    MOTHER,
    MUNICIPALITY,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
    without,
)
from tests.relay import Given
from tests.rules import RULES

DAY = timedelta(days=1)
ON_PAPER = word(MOTHER, CLINIC, kind=EvidenceKind.SIGNED_PAPER)


def gaps(so_far: Given, on: date) -> dict[Gap, Break]:
    at = so_far.relay.circumstances(HEAD, on)
    return {one.gap: one for one in in_frame(so_far.state.frame, at)}


def is_due(so_far: Given, on: date, kind: DueKind) -> tuple[dated.Due, ...]:
    at = so_far.relay.circumstances(HEAD, on)
    found = due.in_follow_up(of_follow_up(so_far.state), so_far.state.frame, at)
    return tuple(one for one in found if one.kind is kind)


def ask(so_far: Given, who: Staff, what: access.Action, on: date = TODAY) -> access.Permit:
    return access.may(who, what, so_far.state, so_far.relay.circumstances(who, on))


def with_colleague() -> Given:
    task = NameProfessional(SCHOOL, COLLEAGUE.employee, "knows the class")
    return begun().after(HEAD, task)


def test_a_deputy_writes_down_consents_for_the_holder() -> None:
    so_far = with_colleague()
    with pytest.raises(NotYoursHere):
        ask(so_far, COLLEAGUE, ON_PAPER)
    so_far = so_far.after(TEACHER, NameDeputy(COLLEAGUE.employee))
    assert ask(so_far, COLLEAGUE, ON_PAPER).rule == "deputy"
    assert so_far.when(COLLEAGUE, ON_PAPER).events
    with pytest.raises(NotYoursHere):
        ask(so_far, COLLEAGUE, OfferBaton(at_work(HEAD)))


def test_a_deputy_has_a_task_in_the_holders_unit() -> None:
    name = NameDeputy(COLLEAGUE.employee)
    begun().when(TEACHER, name).then_refused(DeputyHasNoTask)
    with_ppt().when(TEACHER, NameDeputy(ADVISER.employee)).then_refused(DeputyHasNoTask)
    begun().when(TEACHER, NameDeputy(TEACHER.employee)).then_refused(DeputyHasNoTask)
    gone = with_colleague().under(municipality=without(COLLEAGUE))
    gone.when(TEACHER, name).then_refused(DoesNotWorkThere)


def test_a_deputy_is_released_and_goes_with_the_turn() -> None:
    so_far = with_colleague().after(TEACHER, NameDeputy(COLLEAGUE.employee))
    so_far.when(TEACHER, NameDeputy(COLLEAGUE.employee)).then_nothing_new()
    released = so_far.after(TEACHER, ReleaseDeputy())
    assert released.state.frame.passages.deputy is None
    with_colleague().when(TEACHER, ReleaseDeputy()).then_nothing_new()
    passed = so_far.after(TEACHER, OfferBaton(at_work(HEAD))).after(HEAD, AcceptBaton())
    assert passed.state.frame.passages.deputy is None
    with pytest.raises(NotYoursHere):
        ask(passed, COLLEAGUE, ON_PAPER)


def test_who_is_deputy_is_written_down() -> None:
    (event,) = with_colleague().when(TEACHER, NameDeputy(COLLEAGUE.employee)).events
    assert event == DeputyNamed(who=at_work(COLLEAGUE), on=TODAY)


ASKED = begun().after(TEACHER, InviteUnit(CLINIC))
MEETING = MeetingId(some_id("first meeting with the clinic"))


def test_from_the_day_a_unit_is_asked_somebody_keeps_in_touch_with_the_family() -> None:
    last = TODAY + timedelta(days=RULES.bridge_contact_days)
    (one,) = is_due(ASKED, TODAY, DueKind.BRIDGE_CONTACT)
    assert (one.on, one.whose, one.rule) == (last, TEACHER.employee, "R85")
    assert Gap.FAMILY_LEFT_WAITING not in gaps(ASKED, last)
    assert gaps(ASKED, last + DAY)[Gap.FAMILY_LEFT_WAITING].since == last + DAY
    assert not is_due(begun(), TODAY, DueKind.BRIDGE_CONTACT)


def test_each_contact_puts_the_next_one_off() -> None:
    later = TODAY + 5 * DAY
    so_far = ASKED.after(TEACHER, KeepInTouch(later), on=later)
    (one,) = is_due(so_far, later, DueKind.BRIDGE_CONTACT)
    assert one.on == later + timedelta(days=RULES.bridge_contact_days)
    so_far.when(TEACHER, KeepInTouch(later - DAY), on=later).then_nothing_new()


def test_one_keeps_in_touch_while_there_is_a_wait_and_not_ahead_of_time() -> None:
    begun().when(TEACHER, KeepInTouch(TODAY)).then_refused(NobodyIsWaitedFor)
    ASKED.when(TEACHER, KeepInTouch(TODAY - DAY)).then_refused(NobodyIsWaitedFor)
    ASKED.when(TEACHER, KeepInTouch(TODAY + DAY)).then_refused(NotYetHappened)


def test_it_lasts_until_the_first_meeting_with_the_unit() -> None:
    starts = datetime(2026, 9, 3, 8, tzinfo=UTC)
    plan = PlanMeeting(MEETING, SCHOOL, "network", starts, Agenda("what now"), frozenset({PPT}))
    so_far = with_ppt()
    planned = so_far.after(TEACHER, plan)
    assert is_due(planned, TODAY, DueKind.BRIDGE_CONTACT)
    on = TODAY + 2 * DAY
    broken = HoldMeeting(MEETING, SCHOOL, on, None, "they had to go", interrupted=True)
    assert is_due(planned.after(TEACHER, broken, on=on), on, DueKind.BRIDGE_CONTACT)
    held = planned.after(TEACHER, HoldMeeting(MEETING, SCHOOL, on, Minutes("we met")), on=on)
    assert not is_due(held, on, DueKind.BRIDGE_CONTACT)
    declined = ASKED.after(CLINIC_HEAD, DeclineInvitation(CLINIC, "no room"))
    assert not is_due(declined, TODAY, DueKind.BRIDGE_CONTACT)


def test_a_meeting_with_one_home_alone_ends_no_wait_that_the_other_could_see_the_end_of() -> None:
    starts = datetime(2026, 9, 3, 8, tzinfo=UTC)
    her = frozenset({MOTHER.person})
    plan = PlanMeeting(
        MEETING, SCHOOL, "network", starts, Agenda("hers"), frozenset({PPT}), apart=her
    )
    on = TODAY + 2 * DAY
    held = HoldMeeting(MEETING, SCHOOL, on, Minutes("we met"))
    so_far = with_ppt().after(TEACHER, plan).after(TEACHER, held, on=on)
    assert is_due(so_far, on, DueKind.BRIDGE_CONTACT)


REFERRED = Minutes("We asked", referral=Referral("ppt", "reads", "a friend", "reads", "no", "Tuva"))
SEND = SendReferral(MEETING, 1, SCHOOL)
ANSWER = AnswerReferral(MEETING, 1, SCHOOL, "They begin in January", TODAY + DAY)


def referred(send: SendReferral = SEND, begins: Given | None = None) -> Given:
    """The family and the teacher have signed, and the referral is on its way; nobody is asked."""
    met = HoldMeeting(MEETING, SCHOOL, TODAY, REFERRED, kind="network")
    so_far = (begins or begun()).after(TEACHER, met)
    for who in (MOTHER, FATHER):
        on_paper = RegisterSignature(MEETING, 1, SCHOOL, who.person, TODAY, "folder 7")
        so_far = so_far.after(TEACHER, on_paper)
    return so_far.after(TEACHER, SignMinutes(MEETING, 1, SCHOOL)).after(TEACHER, send)


def waits_in(so_far: Given, on: date) -> tuple[Break, ...]:
    """Return the breaks of a wait that the teacher, who reads the minutes, is shown."""
    at = so_far.relay.circumstances(TEACHER, on)
    view = visible.trim(so_far.state, access.may(TEACHER, Look.OPEN, so_far.state, at), at)
    return tuple(one for one in view.breaks if one.gap is Gap.FAMILY_LEFT_WAITING)


@pytest.mark.parametrize("receiver", [None, PPT])
def test_while_a_referral_has_no_answer_somebody_keeps_in_touch_too(
    receiver: UnitId | None,
) -> None:
    so_far = referred(replace(SEND, receiver=receiver))
    last = TODAY + timedelta(days=RULES.bridge_contact_days)
    (one,) = is_due(so_far, TODAY, DueKind.BRIDGE_CONTACT)
    assert (one.on, one.whose, one.thing) == (last, TEACHER.employee, MEETING)
    assert waits_in(so_far, last) == ()
    assert waits_in(so_far, last + DAY) == (Break(Gap.FAMILY_LEFT_WAITING, last + DAY),)
    called = so_far.after(TEACHER, KeepInTouch(last), on=last)
    assert waits_in(called, last + DAY) == ()
    (next_,) = is_due(called, last, DueKind.BRIDGE_CONTACT)
    assert next_.on == last + timedelta(days=RULES.bridge_contact_days)


def test_the_answer_ends_the_wait_for_it() -> None:
    on = ANSWER.on
    answered = referred().after(TEACHER, ANSWER, on=on)
    assert not is_due(answered, on, DueKind.BRIDGE_CONTACT)
    assert waits_in(answered, TODAY + timedelta(days=RULES.bridge_contact_days) + DAY) == ()
    answered.when(TEACHER, KeepInTouch(on), on=on).then_refused(NobodyIsWaitedFor)


def test_in_a_locked_logg_a_referral_waits_for_nobody_at_work_until_it_is_reopened() -> None:
    late = TODAY + timedelta(days=RULES.bridge_contact_days) + DAY
    wait = Break(Gap.FAMILY_LEFT_WAITING, late)
    alone = with_logg().after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "they are done"))
    sent = referred(begins=alone)
    assert waits_in(sent, late) == (wait,)
    assert wait in dropped.of_follow_up(sent.state, sent.relay.circumstances(TEACHER, late))
    locked = sent.after(MOTHER, DemandClosure(), on=late)
    assert waits_in(locked, late) == ()
    for who in (TEACHER, HEAD):
        permit = ask(locked, who, Look.OPEN, late)
        waits = is_due(locked, late, DueKind.BRIDGE_CONTACT)
        assert not [one for one in waits if one.told_to(who.employee, permit.parts)]
    assert wait not in dropped.of_follow_up(locked.state, locked.relay.circumstances(HEAD, late))
    locked.when(TEACHER, KeepInTouch(late), on=late).then_refused(NobodyIsWaitedFor)
    locked.when(TEACHER, replace(ANSWER, on=late), on=late).then_refused(NoSuchMeeting)
    anew = both_let_in(locked, SCHOOL, logg=True, on=late)
    again = anew.after(TEACHER, ReopenLogg(frozenset({SCHOOL}), at_work(TEACHER)), on=late)
    assert waits_in(again, late) == (wait,)
    assert again.when(TEACHER, replace(ANSWER, on=late), on=late).events


def test_a_unit_that_is_asked_as_well_is_waited_for_once() -> None:
    sent = referred(replace(SEND, receiver=PPT))
    (one,) = is_due(sent.after(TEACHER, InviteUnit(PPT)), TODAY, DueKind.BRIDGE_CONTACT)
    assert one.thing is None


SCHOOLS = UnitId(some_id("all schools"))


def over_the_schools(gone: Municipality) -> Municipality:
    """Return the municipality with somebody who leads all schools: the kindergarten's head."""
    units = {
        **gone.units,
        SCHOOLS: Unit(SCHOOLS, "Schools", "administration"),
        SCHOOL: replace(gone.units[SCHOOL], part_of=SCHOOLS),
    }
    one = gone.employees[KINDERGARTEN_HEAD.employee]
    work = replace(one.employments[0], unit=SCHOOLS)
    led = replace(one, employments=(*one.employments, work))
    return replace(gone, units=units, employees={**gone.employees, one.id: led})


ABOVE = Staff(
    KINDERGARTEN_HEAD.employee,
    frozenset({KINDERGARTEN, SCHOOLS}),
    frozenset({KINDERGARTEN, SCHOOLS}),
)
LIES = begun().under(municipality=over_the_schools(without(TEACHER)))
TOO_LONG = TODAY + timedelta(days=RULES.escalation_days) + DAY


def test_when_the_acting_holder_does_nothing_it_goes_a_step_up() -> None:
    before = TOO_LONG - DAY
    assert Gap.NOBODY_STEPS_IN not in gaps(LIES, before)
    with pytest.raises(Stranger):
        ask(LIES, ABOVE, Look.OPEN, before)
    assert gaps(LIES, TOO_LONG)[Gap.NOBODY_STEPS_IN].since == TOO_LONG
    assert ask(LIES, ABOVE, Look.OPEN, TOO_LONG).rule == "escalated-to"
    (one,) = is_due(LIES, TOO_LONG, DueKind.STEP_IN)
    assert (one.whose, one.rule) == (ABOVE.employee, "R86")


def turn(so_far: Given) -> Professional:
    """Return whose turn it is today."""
    return carrier(so_far.state.frame, so_far.relay.circumstances(HEAD, TODAY)).who


def on_leave(known: Municipality, since: date) -> Given:
    """Return a child whose teacher has left, and whose school's head is away from a day on."""
    head = replace(known.employees[HEAD.employee], absences=(Absence(since),))
    return begun().under(municipality=replace(known, employees={**known.employees, head.id: head}))


def test_a_leader_on_leave_is_passed_over_for_the_one_above_and_nobody_waits_for_them() -> None:
    known = over_the_schools(without(TEACHER))
    since = TODAY - timedelta(days=RULES.absence_days)
    assert turn(on_leave(known, since)) == at_work(HEAD)
    later = on_leave(known, since - DAY)
    assert turn(later) == Professional(ABOVE.employee, SCHOOL)
    assert Role.CARRIER in ask(later, ABOVE, Look.OPEN).roles
    at = later.relay.circumstances(HEAD, TODAY)
    told = dropped.call(dropped.Watched(SCHOOL, later.state, at), (), "AAAA-BBBB")
    assert told.call is not None
    assert told.call.employee == ABOVE.employee
    assert turn(on_leave(without(TEACHER), since - DAY)) == at_work(HEAD), "there is nobody above"


def test_whoever_it_goes_to_may_ask_somebody_to_take_over() -> None:
    offer = OfferBaton(at_work(COLLEAGUE))
    assert ask(LIES, ABOVE, offer, TOO_LONG).rule == "escalated-to"
    asked = LIES.after(ABOVE, offer, on=TOO_LONG)
    assert Gap.NOBODY_STEPS_IN not in gaps(asked, TOO_LONG), "somebody has been asked"
    assert not is_due(asked, TOO_LONG, DueKind.STEP_IN)
    with pytest.raises(Stranger):
        ask(asked, ABOVE, Look.OPEN, TOO_LONG)


def test_it_reads_the_frame_and_no_content() -> None:
    assert not ask(LIES, ABOVE, Look.OPEN, TOO_LONG).parts


def test_with_nobody_above_the_break_still_shows() -> None:
    alone = begun().under(municipality=without(TEACHER))
    assert Gap.NOBODY_STEPS_IN in gaps(alone, TOO_LONG)
    assert not is_due(alone, TOO_LONG, DueKind.STEP_IN)


def test_it_goes_to_the_home_units_leader_before_anybody_above() -> None:
    so_far = with_ppt().after(TEACHER, OfferBaton(at_work(ADVISER))).after(ADVISER, AcceptBaton())
    gone = so_far.under(municipality=over_the_schools(without(ADVISER)))
    assert ask(gone, HEAD, OfferBaton(at_work(COLLEAGUE)), TOO_LONG).roles
    (one,) = is_due(gone, TOO_LONG, DueKind.STEP_IN)
    assert one.whose == HEAD.employee


def test_one_whom_the_family_keeps_out_is_not_stepped_up_to() -> None:
    out = frozenset({ABOVE.employee})
    so_far = LIES.after(MOTHER, word(MOTHER, SCHOOL, excluded=out))
    with pytest.raises(Stranger):
        ask(so_far, ABOVE, Look.OPEN, TOO_LONG)


def test_the_timer_starts_when_the_door_closed() -> None:
    later = TODAY + 3 * DAY
    carried = with_ppt().after(TEACHER, OfferBaton(at_work(ADVISER))).after(ADVISER, AcceptBaton())
    ppt = frozenset({PPT})
    withdrawn = carried.after(MOTHER, WithdrawConsent(MOTHER.person, ppt), on=later)
    assert gaps(withdrawn, TOO_LONG + 3 * DAY)[Gap.NOBODY_STEPS_IN].since == TOO_LONG + 3 * DAY
    kept_out = begun().after(
        FATHER, word(FATHER, SCHOOL, excluded=frozenset({TEACHER.employee}), on=later), on=later
    )
    kept_out = kept_out.after(MOTHER, word(MOTHER, SCHOOL, on=later), on=later)
    assert gaps(kept_out, TOO_LONG + 3 * DAY)[Gap.NOBODY_STEPS_IN].since == TOO_LONG + 3 * DAY


def test_a_holder_who_stands_aside_counts_from_that_day() -> None:
    aside = begun().after(TEACHER, StandAside(WhyAside.RELATED))
    assert gaps(aside, TOO_LONG)[Gap.NOBODY_STEPS_IN].since == TOO_LONG


def test_an_absence_counts_from_when_it_was_too_long() -> None:
    one = MUNICIPALITY.employees[TEACHER.employee]
    away = replace(one, absences=(Absence(TODAY, None),))
    town = replace(MUNICIPALITY, employees={**MUNICIPALITY.employees, one.id: away})
    first = TOO_LONG + timedelta(days=RULES.absence_days)
    assert gaps(begun().under(municipality=town), first)[Gap.NOBODY_STEPS_IN].since == first


def test_a_unit_that_was_put_out_of_it_counts_from_that_day() -> None:
    carried = with_logg().after(TEACHER, OfferBaton(at_work(ADVISER))).after(ADVISER, AcceptBaton())
    gone = carried.after(MOTHER, DemandClosure())
    assert gaps(gone, TOO_LONG)[Gap.NOBODY_STEPS_IN].since == TOO_LONG


def test_a_word_written_down_wrongly_counts_from_the_day_it_was_disowned() -> None:
    signed = [word(one, PPT, kind=EvidenceKind.SIGNED_PAPER) for one in (MOTHER, FATHER)]
    so_far = begun()
    for one in signed:
        so_far = so_far.after(TEACHER, one)
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER)
    so_far = so_far.after(TEACHER, OfferBaton(at_work(ADVISER))).after(ADVISER, AcceptBaton())
    later = TODAY + 2 * DAY
    disowned = so_far.after(MOTHER, DisownConsent(signed[0].consent), on=later)
    since = TOO_LONG + 2 * DAY
    assert gaps(disowned, since)[Gap.NOBODY_STEPS_IN].since == since


def test_words_about_other_units_close_no_door_here() -> None:
    """The clinic's word runs out first; the door to PPT closes when PPT's does."""
    so_far = with_ppt().after(TEACHER, OfferBaton(at_work(ADVISER))).after(ADVISER, AcceptBaton())
    so_far = so_far.after(MOTHER, word(MOTHER, CLINIC, until=TODAY + 9 * DAY))
    frame = so_far.state.frame
    closed = LATER + DAY
    nobody_acts = closed + timedelta(days=RULES.escalation_days)
    at = so_far.relay.circumstances(HEAD, nobody_acts + DAY)
    assert stuck_since(frame.baton, frame.team, frame.consents, at) == nobody_acts + DAY
