"""The duty to report (R87-R94, law 3.6-3.7): each one's own, and telling without consent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stafett.domain import access, commands, concern, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.acute import Danger, SecondPerson, SecondPersonNeeded
from stafett.domain.contact import Channel
from stafett.domain.correction import MarkMisfiled
from stafett.domain.disclosure import (
    Disclosed,
    DisclosedWithoutConsent,
    DiscloseWithoutConsent,
    GroundIsForOthers,
    NoSuchGround,
    RecordDisclosure,
    SayExactlyWhat,
)
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import COMPARTMENT, CONCERN, Refusal, Stranger, own
from stafett.domain.informing import Informed, SayWhetherTheyKnow
from stafett.domain.moment import NotYetHappened
from stafett.domain.own_report import MakeOwnReport, OwnReportMade, Sent
from stafett.domain.people import Asker, ConcernId
from stafett.domain.person import Subject
from stafett.domain.receiver import Receiver
from stafett.domain.shield import RaiseShieldedConcern, Suspicion
from stafett.domain.views_in_parts import PartView
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wondering import RaiseConcern
from stafett.domain.wording import IdTaken, SayWhy
from stafett.law import lawbook
from tests.follow_ups import HEARD, begun, new_id, with_logg, with_ppt
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
)
from tests.relay import Given, Relay

EARLIER = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)
TOLD, NOT_TOLD = Informed(told=True), Informed(told=False, why_not="not reached yet")
FAMILY_TOLD = {CHILD_ID: NOT_TOLD, MOTHER.person: TOLD, FATHER.person: TOLD}
SENT = Sent(
    receiver=Receiver.CHILD_WELFARE,
    receiver_name="Barneverntjenesten",
    channel=Channel.PORTAL,
    because=Danger.GUARDIANS_OBSTRUCT,
    text="The help he needs is not let in",
    informed=FAMILY_TOLD,
    at=EARLIER,
)
REPORT = MakeOwnReport(new_id("report"), PPT, SENT)
TOLD_THEM = Disclosed(
    ground="report-to-child-welfare",
    receiver=Receiver.CHILD_WELFARE,
    receiver_name="Barneverntjenesten",
    items=("that he comes hungry to school", "the absence of this autumn"),
    necessity="They cannot see whether he is safe without it",
    second=SecondPerson(HEAD.employee),
    informed=FAMILY_TOLD,
    at=EARLIER,
)
DISCLOSE = DiscloseWithoutConsent(new_id("disclosure"), SCHOOL, TOLD_THEM)
WONDERING = ConcernId(new_id("concern"))
in_concern = Relay(concern).given


def permit(so_far: Given, who: Asker, command: commands.Command) -> access.Permit:
    return access.may(who, command, so_far.state, so_far.relay.circumstances(who, TODAY))


def parts_seen_by(so_far: Given, who: Asker) -> tuple[PartView, ...]:
    at = so_far.relay.circumstances(who, TODAY)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at).parts


# One's own report


def test_anybody_who_takes_part_reports_and_asks_neither_holder_nor_leader() -> None:
    so_far = with_ppt()
    permit(so_far, ADVISER, REPORT)
    so_far.when(ADVISER, REPORT).then(
        OwnReportMade(
            place=own(PPT), report=REPORT.report, sent=SENT, by=ADVISER.employee, unit=PPT
        )
    )


def test_a_report_is_read_in_its_own_unit_and_nowhere_else() -> None:
    so_far = with_logg().after(ADVISER, REPORT)
    for reader in (ADVISER, PPT_HEAD):
        assert [one.sent for part in parts_seen_by(so_far, reader) for one in part.reports] == [
            SENT
        ]
    for other in (TEACHER, HEAD, MOTHER, FATHER):
        assert not any(part.reports for part in parts_seen_by(so_far, other))


def test_what_one_unit_reports_moves_nothing_that_another_reader_counts() -> None:
    before = with_logg()
    after = before.after(ADVISER, REPORT)
    for reader in (TEACHER, HEAD, MOTHER):
        at = before.relay.circumstances(reader, TODAY)
        counts = [
            visible.seen_count(one.state, access.may(reader, Look.OPEN, one.state, at), at)
            for one in (before, after)
        ]
        assert counts[0] == counts[1]


def test_the_duty_stands_when_consent_is_withdrawn() -> None:
    so_far = with_ppt().after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    permit(so_far, ADVISER, REPORT)
    assert so_far.when(ADVISER, REPORT).events


def test_the_duty_stands_when_the_follow_up_is_over() -> None:
    family = frozenset({MOTHER.person, FATHER.person})
    end = EndFollowUp(EndReason.AGREEMENT, "he thrives", HEARD, family, "")
    so_far = begun().after(TEACHER, end)
    here = replace(REPORT, unit=SCHOOL)
    for command in (here, DISCLOSE):
        permit(so_far, TEACHER, command)
        assert so_far.when(TEACHER, command).events


def test_one_reports_on_behalf_of_a_unit_one_had_a_part_for() -> None:
    so_far = with_ppt()
    with pytest.raises(NotYoursHere):
        permit(so_far, TEACHER, REPORT)
    with pytest.raises(NotYoursHere):
        permit(so_far, MOTHER, REPORT)
    with pytest.raises(Stranger):
        permit(so_far, NURSE, REPORT)


def test_a_report_says_of_each_in_the_family_whether_they_know() -> None:
    so_far = with_ppt()
    for told in (
        {CHILD_ID: TOLD, MOTHER.person: TOLD},
        {**FAMILY_TOLD, FATHER.person: Informed(told=False)},
    ):
        less = replace(REPORT, sent=replace(SENT, informed=told))
        so_far.when(ADVISER, less).then_refused(SayWhetherTheyKnow)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (replace(SENT, at=EARLIER + timedelta(days=1)), NotYetHappened),
        (replace(SENT, text=" "), SayWhy),
        (replace(SENT, receiver_name=""), SayWhy),
    ],
)
def test_a_report_says_what_was_sent_to_whom_and_when(sent: Sent, why: type[Refusal]) -> None:
    with_ppt().when(ADVISER, replace(REPORT, sent=sent)).then_refused(why)


def test_suspected_violence_has_no_word_here_and_belongs_to_a_shielded_concern() -> None:
    assert not {one.value for one in Danger} & {one.value for one in Suspicion}


def test_a_new_worry_is_reported_again_and_the_first_report_stands() -> None:
    again = replace(REPORT, report=new_id("another"), sent=replace(SENT, text="It is worse"))
    so_far = with_ppt().after(ADVISER, REPORT).after(ADVISER, again)
    assert len(so_far.state.contents[own(PPT)].reports) == 2
    so_far.when(ADVISER, replace(again, report=REPORT.report)).then_refused(IdTaken)


def test_a_report_on_the_wrong_child_is_hidden_and_does_not_come_back() -> None:
    so_far = with_ppt().after(ADVISER, REPORT)
    so_far = so_far.after(ADVISER, MarkMisfiled(REPORT.report, PPT, "two of one name"))
    assert not so_far.state.contents[own(PPT)].reports
    so_far.when(ADVISER, REPORT).then_refused(IdTaken)


# Telling without consent


def test_telling_without_consent_is_a_fact_of_its_own_with_the_law_of_that_day() -> None:
    so_far = begun()
    permit(so_far, TEACHER, DISCLOSE)
    so_far = so_far.when(TEACHER, DISCLOSE).then(
        DisclosedWithoutConsent(
            place=own(SCHOOL),
            disclosure=DISCLOSE.disclosure,
            disclosed=TOLD_THEM,
            paragraph="barnevernsloven § 13-2",
            law_from=date(2023, 1, 1),
            by=TEACHER.employee,
            unit=SCHOOL,
        )
    )
    (part,) = parts_seen_by(so_far, HEAD)
    assert part.disclosures[0].disclosed == TOLD_THEM
    assert not parts_seen_by(so_far, MOTHER)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (replace(TOLD_THEM, ground="because-i-want-to"), NoSuchGround),
        (replace(TOLD_THEM, at=datetime(1990, 1, 1, tzinfo=UTC)), NoSuchGround),
        (replace(TOLD_THEM, receiver=Receiver.NEXT_OF_KIN), GroundIsForOthers),
        (replace(TOLD_THEM, items=()), SayExactlyWhat),
        (replace(TOLD_THEM, items=("all of it", " ")), SayExactlyWhat),
        (replace(TOLD_THEM, necessity=""), SayWhy),
        (replace(TOLD_THEM, receiver_name=""), SayWhy),
        (replace(TOLD_THEM, informed={}), SayWhetherTheyKnow),
        (replace(TOLD_THEM, second=SecondPerson(None)), SecondPersonNeeded),
        (replace(TOLD_THEM, at=EARLIER + timedelta(days=2)), NotYetHappened),
    ],
)
def test_it_says_all_that_law_asks_for(told: Disclosed, why: type[Refusal]) -> None:
    begun().when(TEACHER, replace(DISCLOSE, disclosed=told)).then_refused(why)


def test_it_is_the_law_of_the_day_it_was_told_not_of_the_day_it_is_written() -> None:
    earlier = replace(TOLD_THEM, at=datetime(2022, 12, 31, 12, tzinfo=UTC))
    (event,) = begun().when(TEACHER, replace(DISCLOSE, disclosed=earlier)).events
    assert isinstance(event, DisclosedWithoutConsent)
    assert event.paragraph == "lov om barnevernet (1992) § 6-4"


def test_a_pregnant_womans_substance_abuse_is_told_to_the_health_and_care_service() -> None:
    woman = replace(CHILD, subject=Subject.ADULT, born=date(1995, 1, 1), guardians={})
    told = replace(TOLD_THEM, ground="substance-abuse-in-pregnancy", informed={CHILD_ID: TOLD})
    raised = (
        in_concern().under(person=woman).after(TEACHER, RaiseConcern(WONDERING, CHILD_ID, SCHOOL))
    )
    wrong = RecordDisclosure(new_id("told"), told)
    raised.when(TEACHER, wrong).then_refused(GroundIsForOthers)
    right = replace(told, receiver=Receiver.HEALTH_AND_CARE_SERVICE)
    assert raised.when(TEACHER, replace(wrong, disclosed=right)).events


def test_what_was_told_of_a_concern_lies_with_it_and_of_a_shielded_one_in_its_compartment() -> None:
    command = RecordDisclosure(new_id("told"), TOLD_THEM)
    plain = in_concern().after(TEACHER, RaiseConcern(WONDERING, CHILD_ID, SCHOOL))
    shielded = in_concern().after(
        TEACHER,
        RaiseShieldedConcern(
            concern=WONDERING,
            unit=SCHOOL,
            suspicion=Suspicion.VIOLENCE,
            text="bruises",
            best_interests="He must be safe",
            second=SecondPerson(HEAD.employee),
            review_on=TODAY + timedelta(days=14),
        ),
    )
    for so_far, place in ((plain, CONCERN), (shielded, COMPARTMENT)):
        (event,) = so_far.when(TEACHER, command).events
        assert isinstance(event, DisclosedWithoutConsent)
        assert event.place == place == concern.place(event, so_far.state)
        assert event.unit == SCHOOL
        assert command.disclosure in so_far.after(TEACHER, command).state.disclosures


# The law


def test_every_ground_has_one_edition_at_a_time_and_says_where_it_is_from() -> None:
    grounds = lawbook().grounds
    assert {one.key for one in grounds} >= {"report-to-child-welfare", "avert-serious-crime"}
    for one in grounds:
        assert one.source
        assert set(one.says) == {"nb", "nn"}
        again = [two for two in grounds if two.key == one.key and two.holds(one.valid_from)]
        assert again == [one]


def test_what_nobody_has_checked_says_so() -> None:
    assert {one.checked for one in lawbook().grounds} == {True, False}
