"""Between guardians: what one of them wished, answered or refused, the other is not shown.

Every place in every view that can name somebody is judged here: ``both`` are meant to see it,
each sees only their ``own``, or it is for those at work and no family sees it. What nobody has
judged fails.
"""

from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any, get_args, get_type_hints
from uuid import UUID

from stafett.application.late_openings import Between
from stafett.application.views import ConcernView, PersonView, concern_view
from stafett.domain import access, concern, visible
from stafett.domain.access import Look
from stafett.domain.alarm import AlarmId, RaiseAlarm, Stands
from stafett.domain.choice import ChooseContacts
from stafett.domain.departure import AnswerDeparture, ProposeDeparture
from stafett.domain.face_views import FamilyView, ShelfView
from stafett.domain.family_word import Said
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.individual_plan import InformOfPlan, PlanKind, SayIfWanted
from stafett.domain.informing import Informed
from stafett.domain.people import Asker, PersonId
from stafett.domain.views import FollowUpView
from stafett.domain.withdrawal import RefuseConsent
from stafett.domain.wondering import RaiseConcern
from tests.domain.test_acute_and_shielded import ALL_TOLD, report
from tests.follow_ups import HEARD, with_logg
from tests.people import (
    CHILD_ID,
    CLINIC,
    CONCERN,
    FAR_AWAY,
    FATHER,
    HEAD,
    MOTHER,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given, Relay

_OWN = """
asking_first.AskedFirst.by
contact.Report.informed
cooperation_views.ChoiceView.said_by
disclosure.Disclosed.informed
ending.Ending.against_wish_of
late_openings.Between.giver
let_in.Refused.giver
moving_views.AnswerView.giver
passage_views.PlanView.wishes
plan.Plan.apart
views.ConcernView.told
views.ConcernView.views
views.ConsentView.giver
views.ConsentView.spoken_by
views.MeetingView.agreed_with
views.MeetingView.apart
"""
"""Wishes, answers and refusals; the times and meetings of one home; what one alone was told."""
_AT_WORK = """
late_openings.LateOpening.who
own_report.Sent.informed
shield.CopiedPerson.guardians
shield.CopiedPerson.person
"""
"""What lies where no family reads it, or is told to a family without names."""
_BOTH = """
attachment.Attachment.by
attachment.Described.about
comment.Beside.about
cooperation_views.AlarmView.answered_by
cooperation_views.AlarmView.by
cooperation_views.FamilyTeamView.family
correction.Remark.said_by
disclosure.Disclosure.by
document.Document.by
ending.Ending.agreed
entry.Note.about
evaluated.Evaluation.by
face_views.AtHomeView.person
face_views.DueView.person
face_views.GiverView.person
face_views.ShelvedView.person
family_team.Request.by
guardianship.Guardian.person
individual_plan.Application.applicant
let_in.Terms.about
message.Saying.about
minutes.Attendee.who
minutes.Signature.signer
observed.Observation.by
passage_views.PlanView.told
past_view.PastView.by
plan.Responsible.who
referral.SentOn.by
representation.Representative.person
representation.Representative.speaks_for
sheet.Sheet.about
talk.GuardianTalk.guardians
views.ConcernView.about
views.FollowUpView.person
views.HiddenView.by
views.PersonView.children
views.PersonView.id
views.ProtectionView.known_to
views_in_parts.AttachmentView.by
views_in_parts.CommentView.by
views_in_parts.DisclosureView.by
views_in_parts.DocumentView.by
views_in_parts.EarlierView.by
views_in_parts.EntryView.by
views_in_parts.GoalView.by
views_in_parts.MeasureView.by
views_in_parts.MessageView.by
views_in_parts.MisfiledView.by
views_in_parts.OwnReportView.by
views_in_parts.RemarkView.said_by
views_nearby.RelativeView.relative
views_nearby.RelativeView.wishes
"""
"""What is written and signed in the logg for all who read there; who the child's people are."""
JUDGED = {
    **dict.fromkeys(_OWN.split(), "own"),
    **dict.fromkeys(_AT_WORK.split(), "at work"),
    **dict.fromkeys(_BOTH.split(), "both"),
}


def _inside(hint: Any) -> list[Any]:
    inner = get_args(hint)
    return [hint] if not inner else [one for each in inner for one in _inside(each)]


def _names_somebody(name: str, hint: Any) -> bool:
    """Can the field name one in the family: by a person's id, or as whoever did something?"""
    inside = _inside(hint)
    by_anybody = UUID in inside and (name.endswith("by") or name in {"who", "signer", "giver"})
    return PersonId in inside or by_anybody


def _places() -> set[str]:
    """Every field of everything a family is shown that can name somebody in it."""
    found: set[str] = set()
    seen: set[Any] = set()
    waiting: list[Any] = [FollowUpView, FamilyView, ShelfView, ConcernView, PersonView, Between]
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        hints = get_type_hints(kind)
        for one in fields(kind):
            if _names_somebody(one.name, hints[one.name]):
                found.add(f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}.{one.name}")
            waiting += [
                each
                for each in _inside(hints[one.name])
                if isinstance(each, type) and is_dataclass(each)
            ]
    return found


def test_every_place_that_can_name_somebody_has_been_judged() -> None:
    assert _places() == JUDGED.keys()


HERS = str(MOTHER.person)
NO = "We talked about it"
PAPER = Evidence(EvidenceKind.SIGNED_PAPER, TODAY, "nb", None, "folder 7")


def seen_by(who: Asker, so_far: Given) -> FollowUpView:
    at = so_far.relay.circumstances(who, TODAY + timedelta(days=1))
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def wished_for(so_far: Given) -> Given:
    """What the mother alone wishes, answers and refuses, with everything asked of both before."""
    said = SayIfWanted(MOTHER.person, wants=True)
    rather = ChooseContacts(MOTHER.person, rather_not=frozenset({CLINIC}))
    no = RefuseConsent(MOTHER.person, frozenset({CLINIC}), logg=False, informed_of=NO)
    answer = AnswerDeparture("0" * 64, Said(MOTHER.person, agrees=False, evidence=PAPER))
    for act in (said, rather, no, answer):
        so_far = so_far.after(MOTHER, act)
    return so_far


ASKED = (
    with_logg()
    .after(
        TEACHER,
        InformOfPlan(PlanKind.COORDINATOR, frozenset({MOTHER.person, FATHER.person}), "1", TODAY),
    )
    .after(
        TEACHER,
        ProposeDeparture(some_id("departure"), FAR_AWAY.id, "a school", frozenset(), TODAY, HEARD),
    )
)


def test_what_she_wished_and_refused_he_sees_neither_in_words_nor_in_numbers() -> None:
    assert seen_by(FATHER, wished_for(ASKED)) == seen_by(FATHER, ASKED)


def test_she_and_those_at_work_see_all_of_it() -> None:
    for who in (MOTHER, TEACHER):
        view = seen_by(who, wished_for(ASKED))
        assert view.seen > seen_by(who, ASKED).seen
        assert [one.said_by for one in view.cooperation.choices] == [MOTHER.person]
        assert view.passages.plan is not None
        assert view.passages.plan.wishes == ((MOTHER.person, True),)
        assert view.passages.departure is not None
        assert [one.agrees for one in view.passages.departure.answers] == [False]


def test_the_home_units_leader_counts_what_they_are_shown() -> None:
    before, after = (seen_by(HEAD, one) for one in (ASKED, wished_for(ASKED)))
    assert [one.said_by for one in after.cooperation.choices] == [MOTHER.person]
    assert after.seen == before.seen + 3, "and not her no, which is for the holder"


def test_an_alarm_is_raised_for_all_who_take_part() -> None:
    alarm = RaiseAlarm(AlarmId(some_id("alarm")), at_work(TEACHER), Stands.LATE)
    (shown,) = seen_by(FATHER, ASKED.after(MOTHER, alarm)).cooperation.alarms
    assert shown.by == MOTHER.person


def test_he_is_not_told_whether_she_knew_of_a_report() -> None:
    wonder = RaiseConcern(CONCERN, CHILD_ID, SCHOOL, ())
    told = ALL_TOLD | {MOTHER.person: Informed(told=False, why_not="She is in danger")}
    so_far = Relay(concern).given().after(TEACHER, wonder).after(TEACHER, report(informed=told))
    at = so_far.relay.circumstances(FATHER, TODAY)
    (shown,) = concern_view(so_far.state, at).reports
    assert set(shown.informed) == {FATHER.person}
    assert "danger" not in str(concern_view(so_far.state, at))
    at = so_far.relay.circumstances(TEACHER, TODAY)
    assert "danger" in str(concern_view(so_far.state, at))
