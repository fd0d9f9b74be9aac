"""A protected address: no page, list or number tells the other parent where the child is."""

from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, get_args, get_type_hints

import pytest

from stafett.application.late_openings import Between
from stafett.application.views import (
    ConcernView,
    PersonView,
    concern_view,
    person_view,
    shown_person,
)
from stafett.domain import access, concern, parcel_readers, person, protection, shelf, veil, visible
from stafett.domain.access import Look
from stafett.domain.agenda import Agenda
from stafett.domain.at_home import at_home
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.consent import GrantConsent
from stafett.domain.dates import MeetingId
from stafett.domain.departure import AnswerDeparture, NoDepartureProposed, ProposeDeparture
from stafett.domain.emergency_views import FamilysEmergenciesView
from stafett.domain.face_views import FamilyView, ShelfView
from stafett.domain.facts import COMPARTMENT, PERSON, Stranger
from stafett.domain.family_journal import FamilyJournal
from stafett.domain.guardianship import Guardian, Organisation, Responsibility
from stafett.domain.identity import GiveContact, PersonRegistered, Subject
from stafett.domain.logg import LockLogg
from stafett.domain.measure import MeasureId
from stafett.domain.people import Asker, Citizen, Contact, PersonId, UnitId
from stafett.domain.planning import PlanMeeting
from stafett.domain.protection import (
    AddressIsProtected,
    AddressProtected,
    AddressProtectionLifted,
    Grade,
    KeepSafeWay,
    LiftProtection,
    NotProtected,
    NotYoursToReach,
    ProtectAddress,
    Protection,
    ReviewLiesBehind,
    SafeWay,
    SafeWayKept,
)
from stafett.domain.registering import AskAnAdministrator
from stafett.domain.representation import Representative
from stafett.domain.spokesperson import InPlaceOf, Scope
from stafett.domain.today import InHand
from stafett.domain.veil import EMPLOYEE, NOT_TOLD
from stafett.domain.veiled_words import TOLD
from stafett.domain.views import FollowUpView
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wondering import RaiseConcern
from stafett.domain.wording import SayWhy
from tests.follow_ups import (
    AGREE_MEASURE,
    HEARD,
    SET_GOAL,
    with_logg,
    word,
)
from tests.moving import says
from tests.people import (
    ADMINISTRATOR,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    CONCERN,
    FAR_AWAY,
    FATHER,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given, Relay

EVERYBODY = frozenset({MOTHER.person, FATHER.person})
IN_A_YEAR = TODAY + timedelta(days=365)
PROTECT = ProtectAddress(
    Grade.STRICTLY_CONFIDENTIAL,
    frozenset({MOTHER.person}),
    frozenset({TEACHER.employee}),
    IN_A_YEAR,
    "letter 7",
    some_id("secret"),
)
PROTECTED = Protection(PROTECT.grade, PROTECT.known_to, PROTECT.readers, IN_A_YEAR, PROTECT.secret)
SAID = AddressProtected(
    grade=PROTECT.grade,
    known_to=PROTECT.known_to,
    readers=PROTECT.readers,
    review_on=IN_A_YEAR,
    reference="letter 7",
    secret=PROTECT.secret,
    on=TODAY,
)
WAY = SafeWay("00 00 00 09", "", "Never ring in the evening.")
REGISTERED = PersonRegistered(
    person=CHILD_ID,
    subject=Subject.CHILD,
    full_name="Ronja Relé",
    born=CHILD.born,
    by=TEACHER.employee,
    on=TODAY,
)
HIDDEN_CHILD = replace(CHILD, protection=PROTECTED)
NAMES = frozenset(
    {unit.name for unit in MUNICIPALITY.units.values()}
    | {one.contact.name for one in MUNICIPALITY.employees.values()}
)
IDS = frozenset(map(str, {*MUNICIPALITY.units, *MUNICIPALITY.employees}))
given = Relay(person).given


LOCK = LockLogg(EVERYBODY, "it is done", HEARD)


def followed() -> Given:
    """A logg with everything in it that tells a place."""
    meeting = PlanMeeting(
        MeetingId(some_id("meeting")),
        SCHOOL,
        "talk",
        datetime.combine(TODAY + timedelta(days=7), time(9), NORWAY),
        Agenda("How it goes", where="Storgata 1", spokesperson="Tuva", leads=TEACHER.employee),
    )
    home = replace(
        AGREE_MEASURE,
        measure=MeasureId(some_id("at home")),
        plan=replace(AGREE_MEASURE.plan, arena="home", home="Storgata 1"),
    )
    so_far = with_logg().after(TEACHER, SET_GOAL).after(TEACHER, AGREE_MEASURE)
    return so_far.after(TEACHER, meeting).after(TEACHER, home)


FOLLOWED = followed()
HIDDEN = FOLLOWED.under(person=HIDDEN_CHILD)


def at(who: Asker, so_far: Given = HIDDEN, days: int = 1) -> Circumstances:
    return so_far.relay.circumstances(who, TODAY + timedelta(days=days))


def seen_by(who: Asker, so_far: Given = HIDDEN) -> FollowUpView:
    now = at(who, so_far)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, now), now)


def betrays(shown: object) -> set[str]:
    """What tells a place in something that is shown, however it is spelled."""
    text = str(shown)
    return {one for one in NAMES | IDS | {"Storgata", "00 00 00 00"} if one in text}


def test_the_other_parent_is_shown_no_place_and_nobody_at_work() -> None:
    assert betrays(seen_by(FATHER)) == set()
    assert betrays(seen_by(MOTHER)) >= {"Bjerka skole", "Tuva Testlærer", "Storgata", str(SCHOOL)}
    assert seen_by(MOTHER) == seen_by(MOTHER, FOLLOWED)


def test_what_kind_of_unit_it_is_and_everything_that_was_written_he_still_reads() -> None:
    view = seen_by(FATHER)
    assert set(view.names.values()) == {"school", "ppt", EMPLOYEE}
    assert view.holder is not None
    assert view.holder.contact == Contact(NOT_TOLD)
    (shared,) = view.parts
    assert [one.plan and one.plan.what for one in shared.measures] == ["A friend for the break"] * 2
    assert [one.agenda and one.agenda.purpose for one in shared.papers] == ["How it goes"]
    assert [one.agenda and one.agenda.where for one in shared.papers] == [NOT_TOLD]
    assert view.seen == seen_by(FATHER, FOLLOWED).seen
    assert len(str(asdict(view))) > 1000


def test_ids_are_the_same_every_time_and_not_told_from_the_directory() -> None:
    once, again = seen_by(FATHER), seen_by(FATHER)
    assert once == again
    other = replace(PROTECTED, secret=some_id("another secret"))
    changed = FOLLOWED.under(person=replace(CHILD, protection=other))
    assert {*seen_by(FATHER, changed).names} & {*once.names} == set()


def test_he_says_yes_and_no_to_what_he_was_shown() -> None:
    now = at(FATHER)
    shown = seen_by(FATHER)
    there = {called: id_ for id_, called in shown.names.items()}
    ppt = UnitId(there["ppt"])
    asked = veil.lifted(WithdrawConsent(FATHER.person, frozenset({ppt})), now)
    assert asked == WithdrawConsent(FATHER.person, frozenset({PPT}))


def test_what_he_finds_in_the_directory_names_nothing_here() -> None:
    yes = word(FATHER, PPT, called="again")
    asked = veil.lifted(yes, at(FATHER))
    assert isinstance(asked, GrantConsent)
    assert not asked.terms.units & set(MUNICIPALITY.units)
    assert (asked.terms.about, asked.giver, asked.consent) == (CHILD_ID, FATHER.person, yes.consent)
    assert veil.lifted(yes, at(MOTHER)) is yes
    assert veil.lifted(yes, at(FATHER, FOLLOWED)) is yes


def test_his_page_and_the_shelf_tell_as_little() -> None:
    for so_far in (HIDDEN, HIDDEN.after(TEACHER, LOCK)):
        for who, much in ((FATHER, False), (MOTHER, True)):
            now = at(who, so_far)
            permit = access.may(who, Look.LIST, so_far.state, now)
            page = at_home([InHand(some_id("follow-up"), so_far.state, permit, now)])
            assert bool(betrays(page)) is much
            on_it = shelf.shelved(some_id("follow-up"), so_far.state.frame, permit, now)
            assert on_it is None or bool(betrays(on_it)) is much
            assert page.items[0].names


def test_a_wondering_tells_him_neither_where_nor_who() -> None:
    wonder = RaiseConcern(CONCERN, CHILD_ID, SCHOOL, ("Does he sleep?",))
    raised = Relay(concern, person=HIDDEN_CHILD).given().after(TEACHER, wonder)
    assert betrays(concern_view(raised.state, at(MOTHER, raised)))
    assert not betrays(concern_view(raised.state, at(FATHER, raised)))


def test_the_child_knows_and_so_does_whoever_speaks_for_one_who_knows() -> None:
    speaker, his = Citizen(PersonId(some_id("speaker"))), Citizen(PersonId(some_id("his speaker")))

    def speaks(who: PersonId, for_: PersonId) -> Representative:
        every = frozenset(Scope)
        return Representative(who, "N", for_, "b", "p", InPlaceOf.NOBODY, every, TODAY)

    people = (
        speaks(speaker.person, MOTHER.person),
        speaks(his.person, FATHER.person),
        speaks(his.person, MOTHER.person),
        speaks(FATHER.person, CHILD_ID),
    )
    one = replace(HIDDEN_CHILD, representatives=people)
    known = {
        who.id
        for who in (CHILD_SELF, MOTHER, speaker, his, FATHER, TEACHER)
        if not protection.hidden_from(one, who, TODAY)
    }
    assert known == {CHILD_SELF.id, MOTHER.id, speaker.id, TEACHER.id}


def test_who_the_child_is_is_shown_without_what_tells_a_place() -> None:
    speaks = Representative(
        PersonId(some_id("speaker")),
        "Krisesenteret",
        CHILD_ID,
        "b",
        "p",
        InPlaceOf.NOBODY,
        frozenset(Scope),
        TODAY,
    )
    one = replace(
        HIDDEN_CHILD,
        contact=Contact("Ronja", "75 00 00 00"),
        organisation=Organisation("000000000", "Rana kommune", TODAY),
        representatives=(speaks,),
    )
    whole = person_view(one, TODAY, for_family=True)
    there = FOLLOWED.under(person=one)
    everybody = (FATHER, MOTHER, CHILD_SELF, TEACHER)
    shown = {who: shown_person(whole, at(who, there, 0)) for who in everybody}
    his = shown[FATHER]
    assert (his.contact, his.protection) == (None, None)
    assert his.organisation is not None
    told = {his.organisation.name, his.organisation.number, his.representatives[0].name}
    assert told == {NOT_TOLD}
    assert his.name == CHILD.name
    assert shown[CHILD_SELF].contact == one.contact
    for who in (MOTHER, TEACHER):
        assert shown[who].contact is None
        assert shown[who].protection is not None
        assert shown[who].organisation == one.organisation
        assert shown[who].seen == his.seen + 1
    assert shown_person(whole, at(FATHER, FOLLOWED, 0)) is whole


def test_a_child_whose_address_is_protected_does_not_move_away_here() -> None:
    away = ProposeDeparture(
        some_id("departure"), FAR_AWAY.id, "a school", frozenset(), IN_A_YEAR, HEARD
    )
    HIDDEN.when(TEACHER, away).then_refused(AddressIsProtected)
    gone = FOLLOWED.after(TEACHER, away).under(person=HIDDEN_CHILD)
    now = at(FATHER, gone)
    permit = access.may(FATHER, Look.OPEN, gone.state, now)
    with pytest.raises(NoDepartureProposed):
        parcel_readers.preview(gone.state, permit, now)
    for agrees in (True, False):
        word = AnswerDeparture("0" * 64, replace(says(FATHER), agrees=agrees))
        for world in (gone, HIDDEN):
            world.when(FATHER, word).then_refused(NoDepartureProposed)
    assert betrays(seen_by(FATHER, gone)) == set()
    assert "Fjernvik" not in str(seen_by(FATHER, gone))
    assert "Fjernvik" in str(seen_by(MOTHER, gone))


PROTECTED_CHILD = given(REGISTERED).after(TEACHER, PROTECT)


def test_it_is_said_by_the_registrar_the_same_day_and_lifted_by_an_administrator_alone() -> None:
    given(REGISTERED).when(TEACHER, PROTECT).then(SAID)
    given(REGISTERED).when(ADMINISTRATOR, PROTECT, on=TODAY).then(SAID)
    given(REGISTERED).when(COLLEAGUE, PROTECT).then_refused(Stranger)
    lift = LiftProtection("letter 8")
    PROTECTED_CHILD.when(TEACHER, lift).then_refused(AskAnAdministrator)
    PROTECTED_CHILD.when(ADMINISTRATOR, lift).then(
        AddressProtectionLifted(reference="letter 8", on=TODAY)
    )
    given(REGISTERED).when(ADMINISTRATOR, lift).then_nothing_new()
    PROTECTED_CHILD.when(ADMINISTRATOR, LiftProtection(" ")).then_refused(SayWhy)


def test_said_again_it_takes_the_place_of_what_was_said_and_the_ids_stay() -> None:
    anew = replace(PROTECT, grade=Grade.CONFIDENTIAL, secret=some_id("another"))
    PROTECTED_CHILD.when(ADMINISTRATOR, anew).then(replace(SAID, grade=Grade.CONFIDENTIAL))
    behind = replace(PROTECT, review_on=TODAY)
    given(REGISTERED).when(ADMINISTRATOR, behind).then_refused(ReviewLiesBehind)
    no_paper = replace(PROTECT, reference=" ")
    given(REGISTERED).when(ADMINISTRATOR, no_paper).then_refused(SayWhy)


def test_no_day_ends_it() -> None:
    one = PROTECTED_CHILD.state
    later = IN_A_YEAR + timedelta(days=1000)
    assert protection.hidden_from(replace(one, guardians=CHILD.guardians), FATHER, later)
    lifted = PROTECTED_CHILD.after(ADMINISTRATOR, LiftProtection("letter 8")).state
    assert not protection.hidden_from(lifted, FATHER, TODAY)


def test_how_to_reach_the_person_is_for_those_who_were_named_for_it() -> None:
    keep = KeepSafeWay(WAY)
    kept = SafeWayKept(way=WAY, by=TEACHER.employee, on=TODAY)
    there = PROTECTED_CHILD.when(TEACHER, keep).then(kept)
    for who, no in ((HEAD, Stranger), (COLLEAGUE, Stranger), (ADMINISTRATOR, NotYoursToReach)):
        PROTECTED_CHILD.when(who, keep).then_refused(no)
    given(REGISTERED).when(ADMINISTRATOR, keep).then_refused(NotProtected)
    one = there.state
    readers = {who.id for who in (TEACHER, HEAD, CHILD_SELF, FATHER, MOTHER, ADMINISTRATOR)}
    may = {who for who in readers if protection.may_reach(one, _asker(who))}
    assert may == {TEACHER.id, CHILD_SELF.id}
    assert not protection.may_reach(CHILD, TEACHER)


def test_when_it_is_lifted_how_to_reach_the_person_is_forgotten() -> None:
    kept = PROTECTED_CHILD.after(TEACHER, KeepSafeWay(WAY))
    assert kept.state.safe_way == WAY
    lifted = kept.after(ADMINISTRATOR, LiftProtection("letter 8"))
    again = lifted.after(ADMINISTRATOR, replace(PROTECT, readers=frozenset({HEAD.employee})))
    assert again.state.safe_way is None


def _asker(who: Any) -> Asker:
    everybody = (TEACHER, HEAD, CHILD_SELF, FATHER, MOTHER, ADMINISTRATOR)
    return next(one for one in everybody if one.id == who)


def test_it_lies_under_a_key_of_its_own() -> None:
    assert person.place(SafeWayKept(way=WAY, by=TEACHER.employee, on=TODAY)) == COMPARTMENT
    assert person.place(SAID) == PERSON


def test_the_ordinary_way_of_saying_how_to_reach_somebody_is_shut() -> None:
    contact = GiveContact(Contact("Ronja", phone="75 00 00 00"))
    PROTECTED_CHILD.when(CHILD_SELF, contact).then_refused(AddressIsProtected)


def _inside(hint: Any) -> set[Any]:
    hint = getattr(hint, "__supertype__", hint)
    inner = get_args(hint)
    return {hint} if not inner else {one for each in inner for one in _inside(each)}


def _texts() -> dict[str, set[str]]:
    """Every text in everything a family can be shown, by the dataclass it stands in."""
    found: dict[type, set[str]] = {}
    waiting: list[Any] = [FollowUpView, FamilyView, ShelfView, ConcernView, PersonView, Between]
    waiting += [FamilyJournal, FamilysEmergenciesView]
    while waiting:
        kind = waiting.pop()
        if kind in found:
            continue
        hints = get_type_hints(kind)
        found[kind] = {one.name for one in fields(kind) if str in _inside(hints[one.name])}
        inner = {one for each in fields(kind) for one in _inside(hints[each.name])}
        waiting += [one for one in inner if isinstance(one, type) and is_dataclass(one)]
    named: dict[str, set[str]] = {}
    for kind, texts in found.items():
        named[f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"] = texts
    return named


@dataclass(frozen=True)
class NotJudged:
    """Something new with texts in it."""

    text: str
    nothing: str


UNTOLD = """
acute.SecondPerson.why_not_leader
advice.Advised.service
agenda.Agenda.spokesperson
agenda.Agenda.where
agenda.Preparation.presenter
agenda.Preparation.to_invite
attachment.Described.signers
attachment.Described.title
baton.FormalDecision.reference
baton.Offer.decided_by
childs_say.Heard.spokesperson
clarification.Clarified.summary
contact.Contacted.receiver_name
contact.Contacted.reference
contact.Report.receiver_name
contact.Report.reference
cooperation_views.FamilyTeamView.network
disclosure.Disclosed.receiver_name
emergency_views.FamilysEmergencyView.employee
emergency_views.FamilysEmergencyView.unit
ending.Ending.note
ending.Ending.successor
face_views.AtHomeView.names
face_views.ShelvedView.kept_at
family_journal.FamilyJournal.names
guardianship.Organisation.name
guardianship.Organisation.number
how_given.Evidence.reference
individual_plan.Answer.by
individual_plan.Answer.reference
individual_plan.Application.to
informing.ReportedToo.name
interpreting.Interpreter.reference
interpreting.MadeFit.name
minutes.Attendee.away_because
minutes.Attendee.name
minutes.Attendee.why
minutes.Signature.reference
moving_views.DepartureView.called
moving_views.DepartureView.unit
network.RelativeWish.called
network.RelativeWish.tie
own_report.Sent.receiver_name
own_report.Sent.reference
parcel.Parcel.holder
parcel.Parcel.home
parcel.Parcel.phone
parcel.Parcel.receiver
parcel.Parcel.sender
parcel.Parcel.unit
parcel.PastEntry.by
parcel.PastEntry.unit
parcel.PastFile.title
parcel.PastFile.unit
parcel.PastForm.unit
parcel.PastGoal.unit
parcel.PastMeasure.unit
parcel.PastMinutes.unit
people.Contact.email
people.Contact.extra
people.Contact.name
people.Contact.phone
plan.Plan.home
plan.Responsible.name
planned_talk.PlannedTalk.not_asked_because
representation.Representative.name
sharing.Shared.meeting
shield.CopiedPerson.guardians
shield.CopiedPerson.name
shield.OtherChild.name
shield.Shield.best_interests
shield.Shield.text
views.Disagreement.text
views.Discussion.service
views.FollowUpView.names
views.LoggView.kept_at
views.OutcomeView.decided_by
views.RungView.decided_by
views_in_parts.PaperView.invitation
"""
"""Names of places, of people at work and their friends, numbers, titles, references to papers."""


def test_every_text_a_family_can_be_shown_has_been_judged() -> None:
    there = {f"{kind}.{text}" for kind, texts in _texts().items() for text in texts}
    told = {f"{kind}.{text}" for kind, texts in TOLD.items() for text in texts}
    assert len(there) > 200
    assert told <= there, "something is told that is nowhere"
    assert there - told == {*UNTOLD.split()}


def test_a_text_that_nobody_has_judged_is_not_told() -> None:
    unknown = Guardian(MOTHER.person, "Mona Mor", Responsibility.PARENTAL)
    assert veil.over(unknown, at(FATHER)) == unknown
    unjudged = NotJudged("Storgata 1", "")
    assert veil.over(unjudged, at(FATHER)) == NotJudged(NOT_TOLD, "")
    assert veil.over(unjudged, at(MOTHER)) is unjudged
