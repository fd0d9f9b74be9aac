"""Access: default no. Who may do and see what of a follow-up, on which consent, today."""

import typing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stafett.domain import access, standing, who_may
from stafett.domain.access import Look, NotYoursHere, Permit
from stafett.domain.acknowledging import AcknowledgeWithdrawal
from stafett.domain.acute import SecondPerson
from stafett.domain.alarm import AlarmId, AnswerAlarm, RaiseAlarm, Stands
from stafett.domain.arrival import AnswerArrival, TakeInParcel
from stafett.domain.attachment import AttachmentId, KeepAttachment
from stafett.domain.audience import Shown
from stafett.domain.baton import FormalDecision
from stafett.domain.beginning import FollowGuide, StartFollowUp
from stafett.domain.bridge import KeepInTouch
from stafett.domain.bringing import BringCase, RecordAdvice
from stafett.domain.change_of_home import CancelMove, CompleteMove, PlanMove
from stafett.domain.choice import ChooseContacts
from stafett.domain.closing import DemandClosure
from stafett.domain.commands import Command
from stafett.domain.comment import Beside, CommentId, MakeComment
from stafett.domain.confidence import KeepFromGuardians, ShowToGuardians
from stafett.domain.consent import ExtendConsent, GrantConsent
from stafett.domain.contact import Channel
from stafett.domain.correction import ContestWords, CorrectWords, MarkMisfiled, PutBack
from stafett.domain.dates import MeetingId
from stafett.domain.departure import AnswerDeparture, CallOffDeparture, SendParcel
from stafett.domain.deputy import NameDeputy, ReleaseDeputy
from stafett.domain.disclosure import Disclosed, DiscloseWithoutConsent
from stafett.domain.dispute import BringDispute, DecideDispute
from stafett.domain.document import DocumentId, FillInForm
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import AgreeToCarryIn, EntryId, EntryKind, Note, WriteEntry
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import SHARED, Stranger, own
from stafett.domain.family_plan import PlanRight, PlanWish
from stafett.domain.family_team import (
    AskForFamilyTeam,
    ComposeFamilyTeam,
    MakeFamilyTeamPlan,
    ReconveneFamilyTeam,
    Trouble,
)
from stafett.domain.followup import Running
from stafett.domain.handover import AcceptBaton, DeclineBaton, OfferBaton, WithdrawOffer
from stafett.domain.how_given import EvidenceKind
from stafett.domain.impartial import FindImpartial, SetAside, StandAside
from stafett.domain.individual_plan import (
    AnswerApplication,
    ApplyForPlan,
    InformOfPlan,
    NameCoordinator,
    PlanKind,
    SayIfWanted,
)
from stafett.domain.inviting import AgreeOnTime
from stafett.domain.let_in import ConsentId
from stafett.domain.level import ChangeLevel
from stafett.domain.logg import LockLogg
from stafett.domain.message import MessageId, Saying, SendMessage
from stafett.domain.naming import NameHolder
from stafett.domain.narrowing import ShowItemTo
from stafett.domain.network import UnwishRelative, WishForRelative
from stafett.domain.opening import AskForLogg, OpenLogg
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.own_report import MakeOwnReport, Sent
from stafett.domain.paper_logg import MovePaperLogg
from stafett.domain.participation import (
    AcceptInvitation,
    DeclineInvitation,
    InviteUnit,
    LeaveFollowUp,
    Left,
)
from stafett.domain.people import Asker, Staff
from stafett.domain.plan_handover import AcceptPackage, EndPlan, OfferPackage
from stafett.domain.progress import TickStep
from stafett.domain.receiver import Receiver
from stafett.domain.reopening import ReopenLogg
from stafett.domain.signing import SignMinutes
from stafett.domain.signing_documents import SignDocument
from stafett.domain.standing import Role
from stafett.domain.taking_along import Noted, TakeAlong
from stafett.domain.task import NameProfessional, RemoveProfessional
from stafett.domain.team import Stage, WhyAside
from stafett.domain.voice import Wish
from stafett.domain.withdrawal import DisownConsent, RefuseConsent, WithdrawConsent
from tests.follow_ups import (
    AGREE_MEASURE,
    FITS,
    HEARD,
    KEPT,
    MEASURE,
    RELAY,
    SET_GOAL,
    START,
    TOO_SMALL,
    begun,
    given,
    with_logg,
    with_ppt,
    word,
)
from tests.forms import DRAWING, PNG, SCALE
from tests.moving import COMPLETE, PARCEL, PROPOSE, says
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    COORDINATOR,
    FAMILY_TEAM,
    FAR_AWAY,
    FATHER,
    HEAD,
    MOTHER,
    NOBODY,
    NURSE,
    OTHER_HEAD,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    RESOURCE_TEAM,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_SELF,
    at_work,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE, RULES

DAY = timedelta(days=1)


def ask(so_far: Given, who: Asker, what: access.Action = Look.OPEN, *, days: int = 0) -> Permit:
    """Ask for a permit on a day after today."""
    at = so_far.relay.circumstances(who, TODAY + days * DAY)
    return access.may(who, what, so_far.state, at)


def is_stranger(so_far: Given, who: Asker, *, days: int = 0) -> bool:
    """Is there nothing here for them?"""
    try:
        ask(so_far, who, days=days)
    except Stranger:
        return True
    return False


@pytest.mark.parametrize(
    "who",
    [
        COLLEAGUE,
        OTHER_HEAD,
        ADVISER,
        NURSE,
        PPT_HEAD,
        ADMINISTRATOR,
        COORDINATOR,
        NOBODY,
        OTHER_PARENT,
        CHILD_SELF,
    ],
)
@pytest.mark.parametrize("look", list(Look))
def test_to_everybody_else_there_is_nothing_here(who: Asker, look: Look) -> None:
    with pytest.raises(Stranger):
        ask(begun(), who, look)


def test_before_it_begins_there_is_nothing_for_anybody_to_see() -> None:
    with pytest.raises(Stranger):
        ask(given(), TEACHER)


def test_one_takes_a_child_on_where_one_works() -> None:
    permit = ask(given(), TEACHER, START)
    assert (permit.rule, permit.reader) == ("works-in-the-unit", TEACHER.employee)
    assert permit.units == TEACHER.units
    for who in (NURSE, MOTHER):
        with pytest.raises(Stranger):
            ask(given(), who, START)


def test_nobody_asks_in_anothers_name() -> None:
    so_far = begun()
    at = so_far.relay.circumstances(MOTHER, TODAY)
    with pytest.raises(Stranger):
        access.may(TEACHER, Look.OPEN, so_far.state, at)


def test_each_has_a_rule_and_their_own_parts() -> None:
    so_far = with_logg()
    of = {who: ask(so_far, who) for who in (TEACHER, HEAD, ADVISER, PPT_HEAD, MOTHER)}
    assert {who: permit.rule for who, permit in of.items()} == {
        TEACHER: "carrier",
        HEAD: "home-leader",
        ADVISER: "named",
        PPT_HEAD: "leader",
        MOTHER: "giver",
    }
    assert of[TEACHER].parts == {SHARED, own(SCHOOL)}
    assert of[ADVISER].parts == {SHARED, own(PPT)}
    assert of[HEAD].parts == {own(SCHOOL)}, "a leader reads the logg only when named"
    assert of[PPT_HEAD].parts == {own(PPT)}
    assert of[MOTHER].parts == {SHARED}


def test_a_permit_quotes_the_consents_it_rests_on() -> None:
    so_far = with_logg()
    ids = set(so_far.state.frame.consents.words)
    for who in (ADVISER, PPT_HEAD):
        assert set(ask(so_far, who).consents) == ids
    assert ask(begun(), TEACHER).consents == ()


def test_a_colleague_of_one_who_has_a_task_has_none() -> None:
    nurse_in_ppt = replace(NURSE, units=frozenset({PPT}))
    assert is_stranger(with_logg(), nurse_in_ppt)


def test_a_leader_who_is_asked_learns_that_and_no_more() -> None:
    so_far = begun().after(TEACHER, InviteUnit(PPT))
    permit = ask(so_far, PPT_HEAD)
    assert permit.rule == "invited"
    assert not permit.parts
    assert {shown.value for shown in permit.shown} == {"here", "invitation"}
    assert is_stranger(so_far, ADVISER)
    with pytest.raises(NotYoursHere):
        ask(so_far, PPT_HEAD, SET_GOAL)
    with pytest.raises(NotYoursHere):
        ask(so_far, PPT_HEAD, AcceptInvitation(CLINIC))


def test_one_who_is_offered_the_baton_sees_the_offer_and_no_content() -> None:
    so_far = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    permit = ask(so_far, COLLEAGUE)
    assert (permit.rule, permit.parts) == ("offered", frozenset())
    assert ask(so_far, COLLEAGUE, AcceptBaton()).rule == "offered"
    assert is_stranger(so_far, COLLEAGUE, days=15), "the offer has run out"
    after = so_far.after(COLLEAGUE, AcceptBaton())
    assert ask(after, COLLEAGUE).parts == {own(SCHOOL)}


def test_a_withdrawal_counts_at_the_next_question() -> None:
    so_far = with_logg()
    assert SHARED in ask(so_far, ADVISER).parts
    so_far = so_far.after(FATHER, WithdrawConsent(FATHER.person, frozenset({PPT})))
    permit = ask(so_far, ADVISER)
    assert permit.rule == "wrote-earlier"
    assert permit.parts == {own(PPT)}, "what the unit wrote it keeps reading"
    assert permit.consents == ()
    with pytest.raises(NotYoursHere):
        ask(so_far, ADVISER, WriteEntry(EntryId(some_id("x")), a_note(), PPT))
    assert ask(so_far, PPT_HEAD, LeaveFollowUp(PPT, Left.OTHER, "out")).rule == "shut-out-leader"


def test_a_consent_that_runs_out_closes_the_door_by_itself() -> None:
    so_far = with_logg()
    assert SHARED in ask(so_far, ADVISER, days=90).parts
    assert SHARED not in ask(so_far, ADVISER, days=91).parts
    assert SHARED not in ask(so_far, TEACHER, days=91).parts


def test_one_whom_the_family_keeps_out_by_name_is_out() -> None:
    out = frozenset({ADVISER.employee})
    so_far = with_logg()
    so_far = so_far.after(
        FATHER, word(FATHER, PPT, SCHOOL, called="not him", logg=True, excluded=out)
    )
    assert is_stranger(so_far, ADVISER)
    assert SHARED in ask(so_far, TEACHER).parts


def test_one_who_is_kept_out_stays_out_when_another_takes_their_word_back() -> None:
    out = frozenset({ADVISER.employee})
    so_far = with_logg().after(
        MOTHER, word(MOTHER, PPT, SCHOOL, called="not him", logg=True, excluded=out)
    )
    assert is_stranger(so_far, ADVISER)
    so_far = so_far.after(FATHER, WithdrawConsent(FATHER.person, frozenset({PPT})))
    assert is_stranger(so_far, ADVISER), "one word less opens no door"
    assert ask(so_far, PPT_HEAD).parts == {own(PPT)}, "the others keep what the unit wrote"
    ended = so_far.after(MOTHER, DemandClosure()).after(
        TEACHER, EndFollowUp(EndReason.FAMILY_WISH, "x", HEARD, frozenset({MOTHER.person}))
    )
    assert is_stranger(ended, ADVISER)


def test_a_word_of_one_who_is_asked_no_more_keeps_nobody_out() -> None:
    out = frozenset({ADVISER.employee})
    so_far = with_logg().after(
        FATHER, word(FATHER, PPT, SCHOOL, called="not him", logg=True, excluded=out)
    )
    alone = replace(so_far.relay.person, guardians={MOTHER.person: CHILD.guardians[MOTHER.person]})
    assert SHARED in ask(so_far.under(person=alone), ADVISER).parts


def test_a_unit_that_has_left_acts_for_no_holder() -> None:
    so_far = with_logg().after(TEACHER, OfferBaton(at_work(ADVISER)))
    so_far = so_far.after(ADVISER, AcceptBaton())
    so_far = so_far.after(ADVISER, StandAside(WhyAside.RELATED))
    assert ask(so_far, PPT_HEAD).rule == "carrier"
    frame = so_far.state.frame
    gone = replace(frame.team.parts[PPT], stage=Stage.LEFT)
    left = Running(replace(frame, team=frame.team.with_part(gone)))
    for who, rule in ((PPT_HEAD, "wrote-earlier"), (HEAD, "carrier")):
        assert access.may(who, Look.OPEN, left, RELAY.circumstances(who, TODAY)).rule == rule


def test_a_leader_kept_out_by_name_still_answers_when_the_unit_is_asked() -> None:
    so_far = begun()
    for giver in (MOTHER, FATHER):
        keeps_out = word(giver, PPT, excluded=frozenset({PPT_HEAD.employee}))
        so_far = so_far.after(giver, keeps_out)
    so_far = so_far.after(TEACHER, InviteUnit(PPT))
    at = RELAY.circumstances(PPT_HEAD, TODAY)
    stands = standing.stand(so_far.state.frame, at)
    assert stands.roles == {Role.INVITED}
    assert stands.reads == frozenset()
    frame = so_far.state.frame
    gone = replace(frame.team.parts[PPT], stage=Stage.LEFT)
    left = replace(frame, team=frame.team.with_part(gone))
    assert standing.stand(left, at).roles == frozenset(), "there is nothing left to answer for"


def test_only_those_who_follow_the_child_up_learn_who_it_is() -> None:
    so_far = with_ppt()
    for who, knows in ((ADVISER, True), (MOTHER, True), (HEAD, True)):
        assert access.knows_person(ask(so_far, who), so_far.state) is knows
    asked = begun().after(TEACHER, InviteUnit(PPT))
    assert not access.knows_person(ask(asked, PPT_HEAD), asked.state)
    left = so_far.after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "done"))
    assert not access.knows_person(ask(left, ADVISER), left.state)


def test_what_no_rule_names_is_for_nobody() -> None:
    stands = standing.stand(begun().state.frame, RELAY.circumstances(TEACHER, TODAY))
    assert who_may.enough(stands, typing.cast("Command", object())) == frozenset()


def test_a_holder_kept_out_by_name_keeps_the_frame_and_the_leader_acts() -> None:
    out = frozenset({TEACHER.employee})
    so_far = with_logg().after(
        FATHER, word(FATHER, PPT, SCHOOL, called="not her", logg=True, excluded=out)
    )
    permit = ask(so_far, TEACHER)
    assert permit.rule == "holder"
    assert SHARED not in permit.parts
    assert ask(so_far, HEAD).rule == "carrier"


def test_a_unit_that_left_reads_its_own_part_and_nothing_else() -> None:
    so_far = with_logg().after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "done"))
    for who in (ADVISER, PPT_HEAD):
        permit = ask(so_far, who)
        assert (permit.rule, set(permit.parts)) == ("wrote-earlier", {own(PPT)})
    with pytest.raises(NotYoursHere):
        ask(so_far, PPT_HEAD, NameProfessional(PPT, ADVISER.employee, "again"))


def test_guardians_see_the_frame_also_where_they_may_not_read_the_logg() -> None:
    closed = with_logg().under(rules=replace(RULES, guardians_may=frozenset()))
    permit = ask(closed, MOTHER)
    assert not permit.parts
    assert Shown.FRAME in permit.shown


def test_majority_ends_the_guardians_access_at_midnight_and_the_youth_has_it_alone() -> None:
    so_far = given().under(person=YOUTH).after(TEACHER, START)
    assert YOUTH.born is not None
    birthday = YOUTH.born.replace(year=2028)
    eve = (birthday - TODAY).days - 1
    assert ask(so_far, MOTHER, days=eve).rule == "giver"
    assert is_stranger(so_far, MOTHER, days=eve + 1)
    assert ask(so_far, YOUTH_SELF, days=eve + 1).rule == "giver"


def test_one_who_gave_a_word_may_always_take_it_back() -> None:
    """A guardian's word outlives the guardian's say; taking it back is never barred."""
    so_far = given().under(person=YOUTH).after(TEACHER, START)
    so_far = so_far.after(MOTHER, word(MOTHER, PPT, about=YOUTH.id))
    years = 700
    back = WithdrawConsent(MOTHER.person, frozenset({PPT}))
    assert is_stranger(so_far, MOTHER, days=years)
    assert ask(so_far, MOTHER, back, days=years).rule == "own-word"


def test_when_it_is_over_each_unit_reads_what_it_wrote_and_the_home_leader_the_frame() -> None:
    end = EndFollowUp(EndReason.FAMILY_WISH, "enough", HEARD, frozenset({MOTHER.person}))
    so_far = with_logg().after(TEACHER, end)
    assert ask(so_far, TEACHER).parts == {own(SCHOOL)}
    assert ask(so_far, ADVISER).parts == {own(PPT)}
    assert ask(so_far, HEAD).rule == "home-leader"
    assert ask(so_far, MOTHER).parts == {SHARED}, "the family keeps its logg"
    assert is_stranger(so_far, NURSE)
    assert is_stranger(so_far, COLLEAGUE)


def a_note() -> Note:
    return Note(EntryKind.NOTE, "a good day", frozenset({CHILD_ID}), TODAY)


EVALUATE = EvaluateMeasure(
    EvaluationId(some_id("e")), MEASURE, SCHOOL, Effect.SOME, HEARD, "seen", FITS
)
NOTE = WriteEntry(EntryId(some_id("n")), a_note(), SCHOOL)
OF_FAMILY = WriteEntry(EntryId(some_id("f")), a_note(), None, shared=True)
OF_PPT = WriteEntry(EntryId(some_id("p")), a_note(), PPT)
MESSAGE = MessageId(some_id("message"))
WORDS = Saying("hello", frozenset({CHILD_ID}))
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
SENT = Sent(Receiver.POLICE, "Police", Channel.PHONE, None, "x", {}, NOON)
TOLD = Disclosed(
    "avert-danger", Receiver.POLICE, "Police", ("x",), "x", SecondPerson(None, "x"), {}, NOON
)
FILLED_IN = FillInForm(DocumentId(some_id("document")), SCALE, SCHOOL)
ATTACHED = KeepAttachment(AttachmentId(some_id("attachment")), DRAWING, PNG, PPT)
GRANT = word(MOTHER, CLINIC)
FORMAL = FormalDecision(TODAY, "1")

TAKEN = Noted(CHILD_ID, SCHOOL, NOTE.entry, NOTE.note, TEACHER.employee)
MATRIX: tuple[tuple[Command, set[Asker]], ...] = (
    (FollowGuide(GUIDE.id, "x"), {TEACHER}),
    (BringDispute((), "x", HEARD), {TEACHER, HEAD, PPT_HEAD, MOTHER, FATHER}),
    (DecideDispute(PPT, "x"), set()),
    (NameHolder(PPT, ADVISER.employee), {PPT_HEAD}),
    (InformOfPlan(PlanKind.COORDINATOR, frozenset(), "x", TODAY), {TEACHER}),
    (SayIfWanted(MOTHER.person, wants=True), {TEACHER, MOTHER, FATHER}),
    (ApplyForPlan(MOTHER.person, "x", TODAY), {TEACHER, MOTHER, FATHER}),
    (AnswerApplication(granted=True, by="x", reference="x", on=TODAY), {TEACHER}),
    (NameCoordinator(at_work(NURSE), "x"), {TEACHER}),
    (OfferPackage(HEARD), {TEACHER}),
    (AcceptPackage("0" * 64), {TEACHER, ADVISER}),
    (EndPlan("x"), {HEAD, MOTHER, FATHER}),
    (PlanMove(CLINIC, TODAY, "x", HEARD), {TEACHER, HEAD}),
    (CancelMove("x"), {TEACHER, HEAD}),
    (CompleteMove(), {TEACHER}),
    (PROPOSE, {TEACHER}),
    (AnswerDeparture("0" * 64, says(MOTHER)), {TEACHER, MOTHER, FATHER}),
    (SendParcel("0" * 64), {TEACHER}),
    (CallOffDeparture("x"), {TEACHER}),
    (COMPLETE, {TEACHER}),
    (AnswerArrival(PARCEL.id, FAR_AWAY.id, says(MOTHER)), {TEACHER, MOTHER, FATHER}),
    (TakeInParcel(FAR_AWAY.id, PARCEL, SCHOOL), {TEACHER}),
    (NameDeputy(COLLEAGUE.employee), {TEACHER}),
    (ReleaseDeputy(), {TEACHER}),
    (KeepInTouch(TODAY), {TEACHER, HEAD, ADVISER, PPT_HEAD}),
    (OfferBaton(at_work(COLLEAGUE)), {TEACHER}),
    (
        RaiseAlarm(AlarmId(some_id("alarm")), at_work(ADVISER), Stands.LATE),
        {TEACHER, HEAD, ADVISER, PPT_HEAD, MOTHER, FATHER},
    ),
    (AnswerAlarm(AlarmId(some_id("alarm")), "x"), {TEACHER, HEAD, PPT_HEAD}),
    (ChooseContacts(MOTHER.person), {TEACHER, MOTHER, FATHER}),
    (
        BringCase(some_id("case"), RESOURCE_TEAM, "with-family", "x", TODAY, "x", True),  # noqa: FBT003
        {TEACHER},
    ),
    (RecordAdvice(some_id("case"), "x", TODAY), {TEACHER}),
    (
        AskForFamilyTeam(FAMILY_TEAM, "x"),
        {TEACHER, HEAD, ADVISER, PPT_HEAD, MOTHER, FATHER},
    ),
    (ComposeFamilyTeam(FAMILY_TEAM, frozenset(), frozenset(), frozenset()), {TEACHER}),
    (
        MakeFamilyTeamPlan((), at_work(TEACHER), PlanWish.WANTED, PlanRight.UNCLEAR, "x", TODAY),
        {TEACHER},
    ),
    (
        ReconveneFamilyTeam(Trouble.STUCK, "x"),
        {TEACHER, HEAD, ADVISER, PPT_HEAD, MOTHER, FATHER},
    ),
    (WithdrawOffer(), {TEACHER}),
    (AcceptBaton(FORMAL), {TEACHER, COLLEAGUE}),
    (DeclineBaton("x"), {TEACHER, COLLEAGUE}),
    (GRANT, {TEACHER, MOTHER, FATHER}),
    (
        WithdrawConsent(MOTHER.person, frozenset({PPT})),
        {TEACHER, HEAD, ADVISER, PPT_HEAD} | {MOTHER, FATHER},
    ),
    (
        RefuseConsent(MOTHER.person, frozenset({PPT}), logg=True, informed_of="x"),
        {TEACHER, HEAD, ADVISER, PPT_HEAD, MOTHER, FATHER},
    ),
    (DisownConsent(GRANT.consent), {MOTHER, FATHER}),
    (InviteUnit(CLINIC), {TEACHER}),
    (AcceptInvitation(PPT), {PPT_HEAD}),
    (AcceptInvitation(CLINIC), {CLINIC_HEAD}),
    (DeclineInvitation(CLINIC, "x"), {CLINIC_HEAD}),
    (LeaveFollowUp(PPT, Left.OTHER, "x"), {PPT_HEAD}),
    (NameProfessional(SCHOOL, COLLEAGUE.employee, "x"), {HEAD}),
    (NameProfessional(PPT, ADVISER.employee, "x"), {PPT_HEAD}),
    (RemoveProfessional(PPT, ADVISER.employee, "x"), {PPT_HEAD}),
    (ChangeLevel(2, "x", "x", KEPT, HEARD), {TEACHER}),
    (ChooseOutcome("x", MeetingId(some_id("m")), "x", "x", HEARD), {TEACHER}),
    (TickStep("x"), {TEACHER}),
    (SET_GOAL, {TEACHER}),
    (AGREE_MEASURE, {TEACHER}),
    (EVALUATE, {TEACHER}),
    (NOTE, {TEACHER}),
    (OF_PPT, {ADVISER}),
    (OF_FAMILY, {MOTHER, FATHER}),
    (KeepFromGuardians(NOTE.entry, PPT, Wish("x", "x")), {ADVISER}),
    (ShowToGuardians(NOTE.entry, SCHOOL), {TEACHER}),
    (AgreeToCarryIn(NOTE.entry), {MOTHER, FATHER}),
    (TakeAlong(TAKEN), {TEACHER}),
    (CorrectWords(NOTE.entry, SCHOOL, a_note(), "x"), {TEACHER}),
    (ContestWords(NOTE.entry, NOTE.entry, "x"), {MOTHER, FATHER}),
    (MarkMisfiled(NOTE.entry, SCHOOL, "x"), {TEACHER, HEAD}),
    (PutBack(NOTE.entry, SCHOOL, "x"), {TEACHER, HEAD}),
    (MakeOwnReport(some_id("r"), PPT, SENT), {ADVISER, PPT_HEAD}),
    (DiscloseWithoutConsent(some_id("d"), SCHOOL, TOLD), {TEACHER, HEAD}),
    (SignMinutes(MeetingId(MESSAGE), 1, SCHOOL), {TEACHER}),
    (AgreeOnTime(MeetingId(MESSAGE), SCHOOL, frozenset({MOTHER.person})), {TEACHER}),
    (SignMinutes(MeetingId(MESSAGE), 1), {MOTHER, FATHER}),
    (FILLED_IN, {TEACHER}),
    (replace(FILLED_IN, unit=None), {MOTHER, FATHER}),
    (SignDocument(FILLED_IN.document, 1, PPT), {ADVISER}),
    (SignDocument(FILLED_IN.document, 1), {MOTHER, FATHER}),
    (ATTACHED, {ADVISER}),
    (replace(ATTACHED, unit=None), {MOTHER, FATHER}),
    (SendMessage(MESSAGE, WORDS, SCHOOL), {TEACHER}),
    (SendMessage(MESSAGE, WORDS), {MOTHER, FATHER}),
    (MakeComment(CommentId(MESSAGE), Beside(MESSAGE, "x", WORDS.about), SCHOOL), {TEACHER}),
    (MakeComment(CommentId(MESSAGE), Beside(MESSAGE, "x", WORDS.about)), {MOTHER, FATHER}),
    (ShowItemTo(MESSAGE, PPT, None), {ADVISER}),
    (ShowItemTo(MESSAGE, None, None), {MOTHER, FATHER}),
    (
        StandAside(WhyAside.RELATED),
        {TEACHER, HEAD, COLLEAGUE, ADVISER, PPT_HEAD, CLINIC_HEAD},
    ),
    (SetAside(NURSE.employee, WhyAside.CLOSE), {TEACHER, HEAD, PPT_HEAD}),
    (FindImpartial(NURSE.employee, "x"), {TEACHER, HEAD, PPT_HEAD}),
    (WishForRelative(OTHER_PARENT.person, "x", "x", TODAY), {MOTHER, FATHER}),
    (UnwishRelative(MOTHER.person), {MOTHER, FATHER}),
    (AcknowledgeWithdrawal(PPT), {ADVISER, PPT_HEAD}),
    (AskForLogg(), {TEACHER}),
    (OpenLogg(), {TEACHER}),
    (MovePaperLogg("x"), {TEACHER, HEAD}),
    (LockLogg(frozenset(), "x", HEARD), {TEACHER}),
    (DemandClosure(), {MOTHER, FATHER}),
    (ReopenLogg(frozenset({SCHOOL}), at_work(TEACHER)), {TEACHER}),
    (EndFollowUp(EndReason.MOVED, "x", HEARD), {TEACHER}),
    (
        StartFollowUp(SCHOOL, at_work(TEACHER), START.clarification, "x", TOO_SMALL),
        {TEACHER, HEAD, ADVISER},
    ),
)
EVERYONE = (TEACHER, HEAD, COLLEAGUE, ADVISER, PPT_HEAD, CLINIC_HEAD, NURSE, MOTHER, FATHER)


@pytest.mark.parametrize(("command", "allowed"), MATRIX, ids=lambda one: type(one).__name__)
def test_each_command_is_for_these_and_nobody_else(command: Command, allowed: set[Asker]) -> None:
    """In a follow-up with PPT in it, the clinic asked, and the baton offered to a colleague."""
    so_far = with_logg().after(TEACHER, InviteUnit(CLINIC))
    so_far = so_far.after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    may = set()
    for who in EVERYONE:
        try:
            ask(so_far, who, command)
        except (Stranger, NotYoursHere):
            continue
        may.add(who)
    assert may == allowed


def test_every_command_stands_in_the_matrix() -> None:
    named = {type(command) for command, _ in MATRIX}
    same_rule = {"ExtendConsent", "CloseGoal", "EndMeasure", "PlanMeeting", "HoldMeeting"}
    same_rule |= {"CancelMeeting", "ProposeEntry", "PlanObservation", "RecordObservation"}
    same_rule |= {"InviteToMeeting", "PrepareMeeting", "SayForMyself"}
    same_rule |= {"RegisterDocumentSignature", "RegisterSignature", "HearChild", "TellChild"}
    same_rule |= {"SendReferral", "AnswerReferral", "ArrangeRegularTalks", "EndRegularTalks"}
    missing = {one.__name__ for one in typing.get_args(Command) if one not in named}
    assert missing == same_rule


def test_a_refusal_tells_a_stranger_from_one_who_takes_part() -> None:
    with pytest.raises(Stranger):
        ask(begun(), NURSE, SET_GOAL)
    with pytest.raises(NotYoursHere):
        ask(begun(), MOTHER, SET_GOAL)


def test_a_no_says_its_rule_for_the_journal() -> None:
    out = frozenset({ADVISER.employee})
    so_far = with_logg().after(
        FATHER, word(FATHER, PPT, SCHOOL, called="not him", logg=True, excluded=out)
    )
    so_far = so_far.after(HEAD, SetAside(COLLEAGUE.employee, WhyAside.CLOSE))
    for who, rule in (
        (ADVISER, "kept-out-by-name"),
        (COLLEAGUE, "stands-aside"),
        (NURSE, "no-part"),
        (OTHER_PARENT, "no-part"),
    ):
        for what in (Look.OPEN, SET_GOAL):
            with pytest.raises(Stranger) as no:
                ask(so_far, who, what)
            assert no.value.rule == rule
    with pytest.raises(NotYoursHere) as not_yours:
        ask(so_far, MOTHER, SET_GOAL)
    assert not_yours.value.rule == "for-others-here"


def test_a_holder_without_access_writes_down_words_for_others_and_not_for_their_own_unit() -> None:
    so_far = with_logg().after(TEACHER, OfferBaton(at_work(ADVISER)))
    so_far = so_far.after(ADVISER, AcceptBaton())
    so_far = so_far.after(FATHER, WithdrawConsent(FATHER.person, frozenset({PPT})))
    for unit, allowed in ((CLINIC, True), (PPT, False)):
        grant = word(FATHER, unit, kind=EvidenceKind.MINUTED_ORAL)
        assert isinstance(grant, GrantConsent)
        earlier = ConsentId(some_id("earlier"))
        extend = ExtendConsent(
            grant.consent, earlier, FATHER.person, frozenset({unit}), TODAY, grant.evidence
        )
        for command in (grant, extend):
            if allowed:
                assert ask(so_far, ADVISER, command).rule == "holder"
                continue
            with pytest.raises(NotYoursHere):
                ask(so_far, ADVISER, command)


def test_a_yes_names_the_role_one_has_and_no_other() -> None:
    so_far = with_logg()
    assert ask(so_far, ADVISER, WriteEntry(EntryId(some_id("y")), a_note(), PPT)).rule == "named"
    misfiled = MarkMisfiled(NOTE.entry, None, "another child's")
    assert ask(so_far, MOTHER, misfiled).rule == "giver"
    with pytest.raises(NotYoursHere):
        ask(so_far, ADVISER, misfiled)


def test_a_leader_kept_out_of_a_unit_that_was_never_asked_is_nothing() -> None:
    keeps_out = word(MOTHER, CLINIC, excluded=frozenset({CLINIC_HEAD.employee}))
    assert is_stranger(begun().after(MOTHER, keeps_out), CLINIC_HEAD)


def test_access_is_judged_from_the_frame_alone() -> None:
    so_far = with_logg().after(TEACHER, SET_GOAL)
    bare = Running(so_far.state.frame)
    for who in (*EVERYONE, OTHER_PARENT):
        at = RELAY.circumstances(who, TODAY)
        try:
            full = access.may(who, Look.OPEN, so_far.state, at)
        except Stranger:
            with pytest.raises(Stranger):
                access.may(who, Look.OPEN, bare, at)
        else:
            assert access.may(who, Look.OPEN, bare, at) == full


def test_unit_and_role_come_from_the_municipality_not_from_what_one_says_of_oneself() -> None:
    """A person with no work in the unit is a stranger whatever task stands in the book."""
    gone = Staff(TEACHER.employee)
    assert is_stranger(begun(), gone)


def test_the_word_of_a_grant_is_the_givers_own() -> None:
    assert isinstance(GRANT, GrantConsent)
    assert ask(with_ppt(), MOTHER, GRANT).rule == "giver"
