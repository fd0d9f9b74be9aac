"""Referring: the five parts in the minutes, drafted from what was done, signed, and sent on."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from stafett.domain import access, referral_draft, visible
from stafett.domain.access import Look
from stafett.domain.agenda import Agenda
from stafett.domain.arena import Arenas
from stafett.domain.childs_say import Told
from stafett.domain.choice import ChooseContacts, FamilyWouldRatherNot
from stafett.domain.circumstances import NORWAY
from stafett.domain.correction import CorrectWords
from stafett.domain.dates import MeetingId
from stafett.domain.desk import NotYourUnit
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import own
from stafett.domain.goal import CloseGoal, GoalId, SetGoal
from stafett.domain.guardianship import Responsibility
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.hearing import TellChild
from stafett.domain.holding import HoldMeeting
from stafett.domain.measure import MeasureId
from stafett.domain.meeting import NoSuchMeeting
from stafett.domain.minutes import Minutes
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker, Citizen, UnitId
from stafett.domain.plan import Part, Responsible
from stafett.domain.planning import PlanMeeting
from stafett.domain.referral import (
    AnswerReferral,
    NoSuchReceiver,
    NotEverybodyHasSigned,
    NothingToRefer,
    NothingWasSent,
    Referral,
    ReferralAnswered,
    ReferralIsAnswered,
    ReferralSent,
    ReferralUnfinished,
    SendReferral,
)
from stafett.domain.signing import MinutesHaveChanged, RegisterSignature, SignMinutes
from stafett.domain.unit import NoSuchUnit
from stafett.domain.withdrawal import RefuseConsent
from stafett.domain.wording import SayWhy
from tests.follow_ups import (
    AGREE_MEASURE,
    AIM,
    FITS,
    GOAL,
    HEARD,
    MEASURE,
    PLAN,
    SET_GOAL,
    begun,
    with_logg,
    with_measure,
    with_ppt,
    word,
)
from tests.people import (
    ADVISER,
    CHILD,
    CLINIC,
    COLLEAGUE,
    FATHER,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE

NO_WAYS = replace(GUIDE, arenas=Arenas())
MEETING = MeetingId(some_id("referring meeting"))
PARTS = Referral(
    to="ppt",
    wanted="That somebody looks at how he reads",
    own_service="A friend for the break: of some help",
    parents="Reads with him every evening: he likes it",
    network="An uncle who takes him along to football",
    done_by_whom="Tuva asked two classmates; Mona reads with him",
)
MINUTES = Minutes("We agreed to ask PPT", referral=PARTS)
MET = HoldMeeting(MEETING, SCHOOL, TODAY, MINUTES, kind="network")
SEND = SendReferral(MEETING, 1, SCHOOL, PPT)


def met(so_far: Given | None = None) -> Given:
    return (so_far or begun()).after(TEACHER, MET)


def signed(so_far: Given, version: int = 1) -> Given:
    """The family signs on paper and logged in, and so does the holder: there need be no logg."""
    for who in (MOTHER, FATHER):
        on_paper = RegisterSignature(MEETING, version, SCHOOL, who.person, TODAY, "folder 7")
        so_far = so_far.after(TEACHER, on_paper)
    return so_far.after(TEACHER, SignMinutes(MEETING, version, SCHOOL))


def test_the_minutes_carry_the_parts_and_are_sent_once_all_have_signed_without_a_logg() -> None:
    sent = (
        signed(met())
        .when(TEACHER, SEND)
        .then(
            ReferralSent(
                place=own(SCHOOL),
                meeting=MEETING,
                minutes_version=1,
                to="ppt",
                form="referral-ppt",
                receiver=PPT,
                by=TEACHER.employee,
                unit=SCHOOL,
                on=TODAY,
                guide=GUIDE.id,
            )
        )
    )
    at = sent.relay.circumstances(TEACHER, TODAY)
    view = visible.trim(sent.state, access.may(TEACHER, Look.OPEN, sent.state, at), at)
    (paper,) = view.parts[0].papers
    assert paper.minutes is not None
    assert paper.minutes.referral == PARTS
    (one,) = paper.sent
    assert (one.version, one.form, one.receiver) == (1, "referral-ppt", PPT)
    sent.when(TEACHER, SEND).then_nothing_new()


@pytest.mark.parametrize("missing", [MOTHER, FATHER, TEACHER])
def test_it_is_not_sent_while_anybody_has_not_signed(missing: Asker) -> None:
    so_far = met()
    for who in (MOTHER, FATHER):
        if who != missing:
            on_paper = RegisterSignature(MEETING, 1, SCHOOL, who.person, TODAY, "folder 7")
            so_far = so_far.after(TEACHER, on_paper)
    if missing != TEACHER:
        so_far = so_far.after(TEACHER, SignMinutes(MEETING, 1, SCHOOL))
    so_far.when(TEACHER, SEND).then_refused(NotEverybodyHasSigned)


def test_what_was_written_with_one_home_alone_is_not_sent_on_her_word_alone() -> None:
    then = datetime.combine(TODAY + timedelta(days=7), time(9), NORWAY)
    on, her = then.date(), frozenset({MOTHER.person})
    plan = PlanMeeting(MEETING, SCHOOL, "network", then, Agenda("How is it at hers?"), apart=her)
    so_far = begun().after(TEACHER, plan)
    so_far = so_far.after(TEACHER, replace(MET, held_on=on), on=on)
    hers = RegisterSignature(MEETING, 1, SCHOOL, MOTHER.person, on, "folder 7")
    so_far = so_far.after(TEACHER, hers, on=on)
    so_far = so_far.after(TEACHER, SignMinutes(MEETING, 1, SCHOOL), on=on)
    so_far.when(TEACHER, SEND, on=on).then_refused(NotEverybodyHasSigned)


@pytest.mark.parametrize("known", [(), (MOTHER,), (MOTHER, FATHER)])
def test_it_is_not_sent_while_nobody_knows_whose_signature_it_takes(
    known: tuple[Citizen, ...],
) -> None:
    so_far = signed(met())
    guardians = {one.person: CHILD.guardians[one.person] for one in known}
    if FATHER in known:
        his = guardians[FATHER.person]
        guardians[FATHER.person] = replace(his, responsibility=Responsibility.UNKNOWN)
    doubtful = so_far.under(person=replace(CHILD, guardians=guardians))
    if known == (MOTHER,):
        assert doubtful.when(TEACHER, SEND).events
    else:
        doubtful.when(TEACHER, SEND).then_refused(NotEverybodyHasSigned)


def test_a_unit_that_somebody_in_the_family_has_said_no_to_is_sent_nothing() -> None:
    so_far = signed(met())
    refused = so_far.after(
        MOTHER,
        RefuseConsent(MOTHER.person, frozenset({PPT}), logg=False, informed_of="what PPT does"),
    )
    refused.when(TEACHER, SEND).then_refused(FamilyWouldRatherNot)
    assert refused.after(MOTHER, word(MOTHER, PPT)).when(TEACHER, SEND).events
    rather = ChooseContacts(FATHER.person, rather_not=frozenset({PPT}))
    so_far.after(FATHER, rather).when(TEACHER, SEND).then_refused(FamilyWouldRatherNot)


def test_the_holder_of_the_day_signs_too_though_another_wrote_it() -> None:
    passed = signed(met()).after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    passed = passed.after(COLLEAGUE, AcceptBaton())
    passed.when(COLLEAGUE, SEND).then_refused(NotEverybodyHasSigned)
    assert passed.after(COLLEAGUE, SignMinutes(MEETING, 1, SCHOOL)).when(COLLEAGUE, SEND).events


def test_what_is_edited_is_signed_anew_before_it_is_sent() -> None:
    better = replace(MINUTES, referral=replace(PARTS, wanted="That somebody tests his eyes"))
    edited = signed(met()).after(TEACHER, CorrectWords(MEETING, SCHOOL, better, "his eyes"))
    edited.when(TEACHER, SEND).then_refused(MinutesHaveChanged)
    edited.when(TEACHER, replace(SEND, version=2)).then_refused(NotEverybodyHasSigned)
    assert signed(edited, 2).when(TEACHER, replace(SEND, version=2)).events
    blank = replace(MINUTES, referral=replace(PARTS, wanted=" "))
    signed(met()).when(TEACHER, CorrectWords(MEETING, SCHOOL, blank, "x")).then_refused(
        ReferralUnfinished
    )


@pytest.mark.parametrize("part", ["wanted", "own_service", "parents", "network", "done_by_whom"])
def test_a_referral_has_all_its_five_parts(part: str) -> None:
    empty = replace(MINUTES, referral=replace(PARTS, **{part: " "}))
    so_far = begun()
    so_far.when(TEACHER, replace(MET, minutes=empty)).then_refused(ReferralUnfinished)


def test_it_goes_where_the_guide_says_that_referrals_go() -> None:
    begun().under(guide=NO_WAYS).when(TEACHER, MET).then_refused(NoSuchReceiver)
    ready = signed(met())
    ready.under(guide=NO_WAYS).when(TEACHER, SEND).then_refused(NoSuchReceiver)
    ready.when(TEACHER, replace(SEND, receiver=CLINIC)).then_refused(NoSuchReceiver)
    nowhere = UnitId(some_id("nowhere"))
    ready.when(TEACHER, replace(SEND, receiver=nowhere)).then_refused(NoSuchUnit)
    assert ready.when(TEACHER, replace(SEND, receiver=None)).events, "outside the municipality"


TOLD = Told("PPT begins in January", TODAY)
ANSWER = AnswerReferral(MEETING, 1, SCHOOL, "They begin in January", TODAY, PPT)


def test_what_comes_back_is_written_with_the_minutes_it_was_sent_with() -> None:
    sent = signed(met()).after(TEACHER, SEND).after(TEACHER, replace(SEND, receiver=None))
    answered = sent.when(TEACHER, ANSWER).then(
        ReferralAnswered(
            place=own(SCHOOL),
            meeting=MEETING,
            minutes_version=1,
            receiver=PPT,
            answer="They begin in January",
            answered_on=TODAY,
            by=TEACHER.employee,
            unit=SCHOOL,
            on=TODAY,
        )
    )
    at = answered.relay.circumstances(TEACHER, TODAY)
    view = visible.trim(answered.state, access.may(TEACHER, Look.OPEN, answered.state, at), at)
    (paper,) = view.parts[0].papers
    assert [(one.receiver, one.answer) for one in paper.sent] == [
        (PPT, "They begin in January"),
        (None, ""),
    ]
    answered.when(TEACHER, ANSWER).then_nothing_new()
    answered.when(TEACHER, replace(ANSWER, answer="no")).then_refused(ReferralIsAnswered)


def test_only_what_was_sent_has_an_answer_and_after_it_was_sent() -> None:
    ready = signed(met(with_ppt()))
    ready.when(TEACHER, ANSWER).then_refused(NothingWasSent)
    sent = ready.after(TEACHER, SEND)
    sent.when(TEACHER, replace(ANSWER, receiver=None)).then_refused(NothingWasSent)
    sent.when(TEACHER, replace(ANSWER, version=2)).then_refused(NothingWasSent)
    before = replace(ANSWER, on=TODAY - timedelta(days=1))
    sent.when(TEACHER, before).then_refused(NothingWasSent)
    sent.when(TEACHER, replace(ANSWER, answer=" ")).then_refused(SayWhy)
    sent.when(ADVISER, replace(ANSWER, unit=PPT)).then_refused(NoSuchMeeting)
    sent.when(MOTHER, ANSWER).then_refused(NotYourUnit)


def test_the_answer_goes_where_the_referral_was_sent_from_though_the_logg_has_minutes_too() -> None:
    sent = signed(met(with_ppt(logg=True))).after(TEACHER, SEND)
    in_logg = sent.after(TEACHER, OpenLogg()).after(TEACHER, TellChild(MEETING, SCHOOL, TOLD))
    (answered,) = in_logg.when(TEACHER, ANSWER).events
    assert isinstance(answered, ReferralAnswered)
    assert answered.place == own(SCHOOL)


def test_minutes_without_a_referral_are_not_sent_as_one() -> None:
    plain = replace(MET, minutes=Minutes("We met"))
    begun().after(TEACHER, plain).when(TEACHER, SEND).then_refused(NothingToRefer)
    none = replace(MET, minutes=None, none_because="nobody wrote")
    begun().after(TEACHER, none).when(TEACHER, SEND).then_refused(NothingToRefer)
    begun().when(TEACHER, SEND).then_refused(NoSuchMeeting)


def test_only_those_who_write_for_the_unit_and_read_the_minutes_send_them() -> None:
    ready = signed(met(with_ppt()))
    ready.when(ADVISER, replace(SEND, unit=PPT)).then_refused(NoSuchMeeting)
    ready.when(ADVISER, SEND).then_refused(NotYourUnit)
    ready.when(MOTHER, SEND).then_refused(NotYourUnit)


def test_in_the_logg_the_family_signs_logged_in() -> None:
    so_far = met(with_logg())
    for who in (MOTHER, FATHER):
        so_far = so_far.after(who, SignMinutes(MEETING, 1))
    so_far = so_far.after(TEACHER, SignMinutes(MEETING, 1, SCHOOL))
    (sent,) = so_far.when(TEACHER, SEND).events
    assert isinstance(sent, ReferralSent)
    assert sent.place.unit is None


def all_tried() -> Given:
    """A measure at school that helped some, one at home, one by an uncle, and a goal reached."""
    so_far = with_measure(with_logg())
    later = TODAY + timedelta(days=28)
    seen = EvaluateMeasure(
        EvaluationId(some_id("e")), MEASURE, SCHOOL, Effect.SOME, HEARD, "seen", FITS
    )
    so_far = so_far.after(TEACHER, seen, on=later)
    for name, responsible in (
        ("reads", Responsible(Part.GUARDIAN, MOTHER.person)),
        ("football", Responsible(Part.PRIVATE_NETWORK, name="his uncle")),
    ):
        plan = replace(PLAN, what=name, responsible=responsible, arena="home")
        agree = replace(AGREE_MEASURE, measure=MeasureId(some_id(name)), plan=plan)
        so_far = so_far.after(TEACHER, agree)
    return so_far


def drafted(so_far: Given, who: Asker) -> referral_draft.ReferralDraft:
    at = so_far.relay.circumstances(who, TODAY)
    view = visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)
    return referral_draft.draft(view)


def test_the_draft_lays_out_who_tried_what_and_what_it_did() -> None:
    draft = drafted(all_tried(), TEACHER)
    assert draft.wanted == (f"{AIM.text}: {AIM.indicator}",)
    (school,) = draft.own_service
    assert (school.what, school.name, school.effect) == (PLAN.what, "Tuva Testlærer", Effect.SOME)
    assert school.goal == AIM.text
    assert [one.what for one in draft.parents] == ["reads"]
    assert [one.name for one in draft.network] == ["his uncle"]
    assert {one.what for one in draft.done_by_whom} == {PLAN.what, "reads", "football"}


def test_a_draft_tells_a_reader_nothing_that_they_could_not_read() -> None:
    own_part = begun().after(TEACHER, SET_GOAL).after(TEACHER, AGREE_MEASURE)
    for who in (MOTHER, FATHER):
        assert drafted(own_part, who) == referral_draft.ReferralDraft()
    assert drafted(with_measure(with_ppt()), ADVISER) == referral_draft.ReferralDraft()
    assert drafted(own_part, TEACHER).done_by_whom


def test_a_goal_that_is_reached_is_not_what_one_asks_help_for() -> None:
    both = begun().after(TEACHER, SET_GOAL)
    both = both.after(
        TEACHER, SetGoal(GoalId(some_id("other")), SCHOOL, replace(AIM, text="Sleeps well"))
    )
    reached = both.after(TEACHER, CloseGoal(GOAL, SCHOOL, reached=True))
    assert drafted(reached, TEACHER).wanted == (f"Sleeps well: {AIM.indicator}",)
