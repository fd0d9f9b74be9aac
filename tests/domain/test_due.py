"""What is due: for whom, by which day, and for nobody else. Nothing has to run for it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from stafett.domain import dated, due, followup, with_a_day
from stafett.domain.agenda import Agenda
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.closing import DemandClosure
from stafett.domain.dated import Due, DueKind
from stafett.domain.dates import MeetingId
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import FRAME, own
from stafett.domain.handover import AcceptBaton, OfferBaton, WithdrawOffer
from stafett.domain.holding import HoldMeeting
from stafett.domain.how_given import EvidenceKind
from stafett.domain.measure import EndMeasure
from stafett.domain.minutes import Minutes
from stafett.domain.people import Asker, Citizen
from stafett.domain.plan import Part, Responsible
from stafett.domain.planning import CancelMeeting, PlanMeeting
from stafett.domain.withdrawal import WithdrawConsent
from tests.follow_ups import (
    AGREE_MEASURE,
    FITS,
    HEARD,
    LATER,
    MEASURE,
    PLAN,
    SET_GOAL,
    begun,
    both_let_in,
    joined,
    with_logg,
    with_measure,
    with_ppt,
    word,
)
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    at_work,
    some_id,
    without,
)
from tests.relay import Given

MEETING = MeetingId(some_id("meeting"))
IN_TEN_DAYS = TODAY + timedelta(days=10)
OWN = own(SCHOOL)


def circumstances(so_far: Given, asker: Asker, on: date) -> Circumstances:
    return so_far.relay.circumstances(asker, on)


def falls_due(so_far: Given, on: date = TODAY, *kinds: DueKind) -> set[tuple[DueKind, date, str]]:
    """What is due on a day, of these kinds (or of any), as kind, day and whose it is."""
    state = so_far.state
    assert isinstance(state, followup.Running | followup.Ended)
    found = due.in_follow_up(
        with_a_day.of_follow_up(state), state.frame, circumstances(so_far, TEACHER, on)
    )
    return {(one.kind, one.on, NAMES[one.whose]) for one in found if not kinds or one.kind in kinds}


NAMES = {
    TEACHER.employee: "teacher",
    COLLEAGUE.employee: "colleague",
    HEAD.employee: "head",
    ADVISER.employee: "adviser",
    PPT_HEAD.employee: "ppt head",
    MOTHER.person: "mother",
    FATHER.person: "father",
    CHILD_SELF.person: "child",
    YOUTH.id: "youth",
}


def meet(so_far: Given, agenda: Agenda | None = None, on: date = IN_TEN_DAYS) -> Given:
    starts = datetime.combine(on, time(9), NORWAY)
    plan = PlanMeeting(MEETING, SCHOOL, "network", starts, agenda or Agenda("what now"))
    return so_far.after(TEACHER, plan)


def test_the_next_meeting_is_the_holders_from_the_first_day() -> None:
    by = TODAY + timedelta(days=28)
    assert falls_due(begun(), TODAY, DueKind.NEXT_MEETING) == {
        (DueKind.NEXT_MEETING, by, "teacher")
    }


def test_a_planned_meeting_takes_the_place_of_the_last_day_for_one() -> None:
    assert falls_due(meet(begun()), TODAY, DueKind.NEXT_MEETING) == {
        (DueKind.NEXT_MEETING, IN_TEN_DAYS, "teacher")
    }


def test_the_day_after_the_meeting_its_minutes_are_due() -> None:
    so_far = meet(begun())
    kinds = DueKind.NEXT_MEETING, DueKind.MINUTES
    assert falls_due(so_far, IN_TEN_DAYS, *kinds) == {
        (DueKind.NEXT_MEETING, IN_TEN_DAYS, "teacher")
    }
    after = IN_TEN_DAYS + timedelta(days=1)
    assert falls_due(so_far, after, *kinds) == {(DueKind.MINUTES, IN_TEN_DAYS, "teacher")}


def test_minutes_settle_it_and_a_cancelled_meeting_owes_none() -> None:
    after = IN_TEN_DAYS + timedelta(days=1)
    hold = HoldMeeting(MEETING, SCHOOL, IN_TEN_DAYS, Minutes("we agreed"))
    assert not falls_due(meet(begun()).after(TEACHER, hold, on=after), after, DueKind.MINUTES)
    called_off = meet(begun()).after(TEACHER, CancelMeeting(MEETING, SCHOOL))
    assert not falls_due(called_off, after, DueKind.MINUTES)


def test_minutes_are_owed_by_the_one_who_was_named_to_write_them() -> None:
    so_far = meet(begun(), Agenda("what now", writes=COLLEAGUE.employee))
    assert not falls_due(so_far, IN_TEN_DAYS, DueKind.MINUTES)
    assert falls_due(so_far, IN_TEN_DAYS + timedelta(days=1), DueKind.MINUTES) == {
        (DueKind.MINUTES, IN_TEN_DAYS, "teacher"),
        (DueKind.MINUTES, IN_TEN_DAYS, "colleague"),
    }


def test_whoever_acts_for_a_holder_who_has_left_has_the_meeting_to_see_to() -> None:
    gone = begun().under(municipality=without(TEACHER))
    assert {whose for _, _, whose in falls_due(gone, TODAY, DueKind.NEXT_MEETING)} == {"head"}


def test_an_offer_is_for_the_one_who_was_asked_and_then_the_holders_again() -> None:
    offered = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    last = TODAY + timedelta(days=14)
    assert falls_due(offered, last, DueKind.OFFER) == {(DueKind.OFFER, last, "colleague")}
    lapsed = last + timedelta(days=1)
    assert falls_due(offered, lapsed, DueKind.OFFER) == {(DueKind.OFFER, last, "teacher")}
    taken = offered.after(COLLEAGUE, AcceptBaton())
    assert not falls_due(taken, TODAY, DueKind.OFFER)


@pytest.mark.parametrize(("before", "told"), [(31, False), (30, True), (0, True), (-1, True)])
def test_a_consent_is_told_of_thirty_days_before_its_last_day(before: int, told: bool) -> None:
    found = falls_due(with_ppt(), LATER - timedelta(days=before), DueKind.CONSENT_ENDS)
    everyone = {(DueKind.CONSENT_ENDS, LATER, who) for who in ("mother", "father", "teacher")}
    assert found == (everyone if told else set())


def test_a_renewed_consent_is_due_no_longer_and_one_giver_renews_for_nobody_else() -> None:
    last_week = LATER - timedelta(days=7)
    later = LATER + timedelta(days=200)
    renewed = with_ppt().after(
        MOTHER, word(MOTHER, PPT, called="anew", until=later, on=last_week), on=last_week
    )
    assert falls_due(renewed, last_week, DueKind.CONSENT_ENDS) == {
        (DueKind.CONSENT_ENDS, LATER, "father"),
        (DueKind.CONSENT_ENDS, LATER, "teacher"),
    }


def test_a_consent_to_a_unit_that_was_never_in_or_is_out_again_is_due_for_nobody() -> None:
    soon = LATER - timedelta(days=3)
    assert not falls_due(both_let_in(begun(), PPT), soon, DueKind.CONSENT_ENDS)
    closed = with_logg().after(MOTHER, DemandClosure())
    units = {whose for _, _, whose in falls_due(closed, soon, DueKind.CONSENT_ENDS)}
    assert units == {"mother", "father", "teacher"}, "the school's own word still ends"
    found = due.in_follow_up(
        with_a_day.of_follow_up(closed.state),
        closed.state.frame,
        circumstances(closed, TEACHER, soon),
    )
    assert PPT not in {one.unit for one in found}


def on_paper(so_far: Given, giver: Citizen, *, logg: bool = False) -> Given:
    """Staff write down a word that was signed without anything having been told."""
    paper = word(giver, PPT, called="paper", kind=EvidenceKind.SIGNED_PAPER, logg=logg)
    return so_far.after(TEACHER, paper)


def incomplete(so_far: Given, on: date = TODAY) -> set[str]:
    """Who is asked for a word given anew, by somebody who has been told what it means."""
    return {whose for _, _, whose in falls_due(so_far, on, DueKind.CONSENT_INCOMPLETE)}


def paper_let_in() -> Given:
    """PPT takes part on two words, one of them on paper and without any information."""
    so_far = on_paper(begun(), MOTHER).after(FATHER, word(FATHER, PPT))
    return joined(so_far, PPT, PPT_HEAD, ADVISER)


def test_a_word_without_what_was_told_is_due_at_once_for_its_giver_and_the_holder() -> None:
    assert falls_due(paper_let_in(), TODAY, DueKind.CONSENT_INCOMPLETE) == {
        (DueKind.CONSENT_INCOMPLETE, TODAY, "mother"),
        (DueKind.CONSENT_INCOMPLETE, TODAY, "teacher"),
    }
    assert incomplete(paper_let_in(), LATER) == {"mother", "teacher"}, "as long as it stands"


def test_it_is_settled_by_a_word_given_in_the_know_and_by_taking_it_back() -> None:
    assert not incomplete(paper_let_in().after(MOTHER, word(MOTHER, PPT)))
    assert not incomplete(
        paper_let_in().after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    )
    assert not incomplete(paper_let_in(), LATER + timedelta(days=1)), "it has run out"


def test_two_papers_of_one_giver_are_one_thing_to_see_to() -> None:
    paper = word(MOTHER, PPT, called="second", kind=EvidenceKind.SIGNED_PAPER)
    twice = paper_let_in().after(TEACHER, paper)
    at = circumstances(twice, TEACHER, TODAY)
    found = due.in_follow_up(with_a_day.of_follow_up(twice.state), twice.state.frame, at)
    rows = [one.whose for one in found if one.kind is DueKind.CONSENT_INCOMPLETE]
    assert len(rows) == len({*rows}) == 2


def test_an_incomplete_word_to_the_logg_is_not_settled_by_a_word_without_it() -> None:
    so_far = on_paper(paper_let_in(), MOTHER, logg=True).after(MOTHER, word(MOTHER, PPT))
    assert incomplete(so_far) == {"mother", "teacher"}
    assert not incomplete(so_far.after(MOTHER, word(MOTHER, PPT, logg=True)))


def holder_in_ppt() -> Given:
    return with_ppt().after(TEACHER, OfferBaton(at_work(ADVISER))).after(ADVISER, AcceptBaton())


def test_a_holder_without_access_is_found_at_once_and_the_family_is_asked() -> None:
    shut_out = holder_in_ppt().after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    assert not falls_due(holder_in_ppt(), TODAY, DueKind.HOLDER_WITHOUT_ACCESS)
    assert falls_due(shut_out, TODAY, DueKind.HOLDER_WITHOUT_ACCESS) == {
        (DueKind.HOLDER_WITHOUT_ACCESS, TODAY, who)
        for who in ("adviser", "ppt head", "mother", "father")
    }


def test_it_is_found_when_the_consent_runs_out_too_without_any_event() -> None:
    on = LATER + timedelta(days=1)
    found = falls_due(holder_in_ppt(), on, DueKind.HOLDER_WITHOUT_ACCESS)
    assert {whose for _, _, whose in found} == {"adviser", "ppt head", "mother", "father"}


@pytest.mark.parametrize("age", [15, 16, 18])
@pytest.mark.parametrize(("before", "told"), [(91, False), (90, True), (0, True), (-1, False)])
def test_a_birthday_is_told_of_ninety_days_before(age: int, before: int, told: bool) -> None:
    birthday = TODAY + timedelta(days=30)
    someone = replace(YOUTH, id=CHILD_ID, born=birthday.replace(year=birthday.year - age))
    turning = begun().under(person=someone)
    found = falls_due(turning, birthday - timedelta(days=before), DueKind.BIRTHDAY)
    of_age = age == 18 and before == 0
    asked = {"teacher", "child"} if of_age else {"teacher", "mother", "father", "child"}
    assert found == {(DueKind.BIRTHDAY, birthday, who) for who in asked if told}


def test_other_birthdays_are_nobodys_business() -> None:
    birthday = TODAY + timedelta(days=30)
    for age in (14, 17, 19):
        someone = replace(YOUTH, id=CHILD_ID, born=birthday.replace(year=birthday.year - age))
        assert not falls_due(begun().under(person=someone), TODAY, DueKind.BIRTHDAY)


def test_an_evaluation_is_due_for_the_one_responsible_and_the_holder_until_it_is_written() -> None:
    on = PLAN.evaluate_on
    theirs = replace(PLAN, responsible=Responsible(Part.EMPLOYEE, COLLEAGUE.employee))
    agreed = replace(AGREE_MEASURE, plan=theirs)
    so_far = begun().after(TEACHER, SET_GOAL).after(TEACHER, agreed)
    assert falls_due(so_far, on, DueKind.EVALUATION) == {
        (DueKind.EVALUATION, on, "colleague"),
        (DueKind.EVALUATION, on, "teacher"),
    }
    seen = EvaluateMeasure(
        EvaluationId(some_id("seen")), MEASURE, SCHOOL, Effect.SOME, HEARD, "seen in class", FITS
    )
    assert not falls_due(so_far.after(TEACHER, seen, on=on), on, DueKind.EVALUATION)


def test_a_measure_is_due_by_its_last_day_until_it_has_ended() -> None:
    soon = LATER - timedelta(days=5)
    assert falls_due(with_measure(), soon, DueKind.MEASURE) == {(DueKind.MEASURE, LATER, "teacher")}
    over = with_measure().after(TEACHER, EndMeasure(MEASURE, SCHOOL, "it worked"))
    assert not falls_due(over, soon, DueKind.MEASURE, DueKind.EVALUATION)


def test_what_a_parent_took_on_is_theirs_and_told_to_them_wherever_it_is_written() -> None:
    theirs = replace(PLAN, responsible=Responsible(Part.GUARDIAN, MOTHER.person), arena="home")
    so_far = begun().after(TEACHER, SET_GOAL).after(TEACHER, replace(AGREE_MEASURE, plan=theirs))
    soon = LATER - timedelta(days=5)
    (one,) = [
        one
        for one in due.in_follow_up(
            with_a_day.of_follow_up(so_far.state),
            so_far.state.frame,
            circumstances(so_far, MOTHER, soon),
        )
        if one.kind is DueKind.MEASURE
    ]
    assert one.place == OWN
    assert one.told_to(MOTHER.person, ())
    assert not one.told_to(FATHER.person, {OWN})


def test_what_lies_in_a_part_one_cannot_read_is_not_told_of() -> None:
    one = Due(DueKind.EVALUATION, TODAY, TEACHER.employee, OWN)
    assert one.told_to(TEACHER.employee, {OWN})
    assert not one.told_to(TEACHER.employee, ())
    assert replace(one, place=FRAME).told_to(TEACHER.employee, ())


def test_the_adult_who_was_named_talks_with_the_child_before_the_meeting() -> None:
    agenda = Agenda("what now", talks_with_child_before=COLLEAGUE.employee)
    assert falls_due(meet(begun(), agenda), TODAY, DueKind.CHILD_TALK) == {
        (DueKind.CHILD_TALK, IN_TEN_DAYS, "colleague")
    }


def test_it_is_found_in_whichever_part_the_meeting_was_planned() -> None:
    agenda = Agenda("what now", talks_with_child_before=COLLEAGUE.employee)
    note = Note(EntryKind.NOTE, "a good day", frozenset({CHILD_ID}), TODAY)
    elsewhere = with_ppt().after(ADVISER, WriteEntry(EntryId(some_id("note")), note, PPT))
    assert falls_due(meet(elsewhere, agenda), TODAY, DueKind.CHILD_TALK) == {
        (DueKind.CHILD_TALK, IN_TEN_DAYS, "colleague")
    }


def test_what_was_noted_before_something_changed_is_due_for_nobody() -> None:
    offered = with_ppt().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    noted = with_a_day.of_follow_up(offered.state)
    answered = offered.after(TEACHER, WithdrawOffer())
    grown_up = replace(YOUTH, id=CHILD_ID, born=LATER.replace(year=LATER.year - 18))
    alone = begun().under(person=grown_up)
    born_unknown = begun().under(person=replace(CHILD, born=None))
    kinds = {DueKind.OFFER, DueKind.CONSENT_ENDS, DueKind.BIRTHDAY, DueKind.WONDERING}
    noted += (dated.Dated(FRAME, DueKind.WONDERING, TODAY),)
    asked = [one for one in noted if one.kind in kinds]
    assert len({one.kind for one in asked}) == len(kinds)
    found = {
        (one.kind, NAMES[one.whose])
        for so_far in (alone, born_unknown, answered)
        for one in due.in_follow_up(
            asked, so_far.state.frame, circumstances(so_far, TEACHER, LATER)
        )
    }
    words = {(DueKind.CONSENT_ENDS, who) for who in ("mother", "father", "teacher")}
    birthday = {(DueKind.BIRTHDAY, who) for who in ("teacher", "child")}
    assert found == words | birthday, "nothing of the offer, nor of a word that is not needed"


def test_what_was_noted_for_somebody_who_is_not_concerned_is_due_for_nobody() -> None:
    nobodys = begun().under(person=replace(CHILD, born=None), municipality=without(HEAD))
    kinds = (
        DueKind.WITHDRAWAL,
        DueKind.CONSENT_INCOMPLETE,
        DueKind.BRIDGE_CONTACT,
        DueKind.UPPER_AGE,
    )
    noted = [dated.Dated(FRAME, kind, TODAY, who=MOTHER.person) for kind in kinds]
    noted.append(dated.Dated(FRAME, DueKind.MOVE, TODAY))
    at = circumstances(nobodys, TEACHER, TODAY)
    found = due.in_follow_up(noted, nobodys.state.frame, at)
    assert [(one.kind, one.whose) for one in found] == [(DueKind.MOVE, TEACHER.employee)]


def test_a_withdrawal_is_acknowledged_by_each_for_themselves() -> None:
    gone = with_ppt().after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    another = dated.Dated(FRAME, DueKind.WITHDRAWAL, TODAY, who=COLLEAGUE.employee, unit=PPT)
    at = circumstances(gone, TEACHER, TODAY)
    assert due.in_follow_up([another], gone.state.frame, at) == ()


def test_a_word_that_is_needed_no_longer_ends_for_nobody() -> None:
    noted = [
        one
        for one in with_a_day.of_follow_up(with_ppt().state)
        if one.kind is DueKind.CONSENT_ENDS and one.who != CHILD_ID
    ]
    of_age = replace(YOUTH, id=CHILD_ID, born=LATER.replace(year=LATER.year - 18))
    grown = with_ppt().under(person=of_age)
    at = circumstances(grown, TEACHER, LATER)
    assert noted
    assert due.in_follow_up(noted, grown.state.frame, at) == ()


def test_when_nobody_was_named_the_holder_sees_to_it_between_meetings() -> None:
    by = TODAY + timedelta(days=28)
    assert falls_due(begun(), TODAY, DueKind.CHILD_TALK) == {(DueKind.CHILD_TALK, by, "teacher")}
    assert falls_due(meet(begun()), TODAY, DueKind.CHILD_TALK) == {
        (DueKind.CHILD_TALK, IN_TEN_DAYS, "teacher")
    }


def test_the_childs_own_voice_since_the_last_meeting_settles_it_until_the_next() -> None:
    tomorrow, held = TODAY + timedelta(days=1), TODAY + timedelta(days=5)
    said = Note(EntryKind.CHILDS_VOICE, "I like Ali", frozenset({CHILD_ID}), tomorrow)
    heard = begun().after(TEACHER, WriteEntry(EntryId(some_id("said")), said, SCHOOL), on=tomorrow)
    assert not falls_due(heard, tomorrow, DueKind.CHILD_TALK)
    hold = HoldMeeting(MEETING, SCHOOL, held, Minutes("we agreed"), kind="network")
    again = heard.after(TEACHER, hold, on=held)
    by = held + timedelta(days=28)
    assert falls_due(again, held, DueKind.CHILD_TALK) == {(DueKind.CHILD_TALK, by, "teacher")}


def test_nothing_is_due_once_it_is_over() -> None:
    agreed = frozenset({MOTHER.person, FATHER.person})
    over = with_measure().after(TEACHER, EndFollowUp(EndReason.AGREEMENT, "well", HEARD, agreed))
    assert falls_due(with_measure())
    assert falls_due(over, LATER) == set()
    assert with_a_day.of_follow_up(over.state) == ()
