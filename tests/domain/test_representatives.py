"""Representatives: somebody speaks for another, on a basis, within a scope and dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, person, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.closing import DemandClosure
from stafett.domain.consent import ExtendConsent, GrantConsent
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED, NotForYou, Stranger
from stafett.domain.givers import Doubt, Unclear, guardians_needed
from stafett.domain.guardianship import Evidence as Recorded
from stafett.domain.guardianship import Guardian, Organisation, RecordGuardian, Responsibility
from stafett.domain.how_given import EvidenceKind
from stafett.domain.identity import PersonRegistered
from stafett.domain.let_in import ConsentId, let_in
from stafett.domain.logg import LoggLocked
from stafett.domain.moment import EndsBeforeItBegan
from stafett.domain.people import Asker, Citizen, PersonId
from stafett.domain.person import Person, Subject
from stafett.domain.representation import (
    BeyondTheBasis,
    CareOrder,
    CareOrderRecorded,
    NoSuchBasis,
    NotOneToSpeakFor,
    RecordCareOrder,
    RecordRepresentative,
    Representative,
    RepresentativeRecorded,
    SpeaksForThemselves,
)
from stafett.domain.right_to_know import is_family, may_know
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.spokesperson import InPlaceOf, Scope
from stafett.domain.standing import Role
from stafett.domain.withdrawal import DisownConsent, RefuseConsent, WithdrawConsent
from stafett.domain.wording import SayWhy
from tests.follow_ups import LATER, START, begun, given, with_logg, word
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD,
    CHILD_ID,
    CHILD_WELFARE,
    CLINIC,
    FATHER,
    MOTHER,
    OTHER_PARENT,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    some_id,
)
from tests.relay import Given, Relay
from tests.rules import RULES

LAWYER = Citizen(PersonId(some_id("Ada Advokat")))
TOMORROW = TODAY + timedelta(days=1)
BOTH = frozenset(Scope)


def speaks(
    whom: PersonId = MOTHER.person,
    *,
    who: Citizen = LAWYER,
    scope: frozenset[Scope] = BOTH,
    place: InPlaceOf = InPlaceOf.NOBODY,
    since: date = TODAY,
    until: date | None = None,
) -> Representative:
    """Somebody who speaks for the mother, unless it is said otherwise."""
    return Representative(
        who.person, "Ada Advokat", whom, "power-of-attorney", "§ 12", place, scope, since, until
    )


def having(*spoken: Representative, of: Person = CHILD) -> Person:
    return replace(of, representatives=spoken)


def for_her(giver: Citizen = MOTHER) -> GrantConsent:
    return word(giver, PPT)


def roles(so_far: Given, who: Asker) -> frozenset[Role]:
    at = so_far.relay.circumstances(who, TODAY)
    try:
        return access.may(who, Look.OPEN, so_far.state, at).roles
    except Stranger:
        return frozenset()


REGISTERED = PersonRegistered(
    person=CHILD_ID,
    subject=Subject.CHILD,
    full_name="Ronja Relé",
    born=CHILD.born,
    by=ADMINISTRATOR.employee,
    on=TODAY,
)
RECORD = RecordRepresentative(
    LAWYER.person, "Ada Advokat", CHILD_ID, "appointed-for-child", BOTH, TODAY, "letter 2026/7"
)
known = Relay(person).given(REGISTERED)


def test_it_is_written_down_with_its_paragraph_scope_and_paper() -> None:
    known.when(ADMINISTRATOR, RECORD).then(
        RepresentativeRecorded(
            representative=LAWYER.person,
            representative_name="Ada Advokat",
            speaks_for=CHILD_ID,
            basis="appointed-for-child",
            paragraph="vergemålsloven § 16",
            in_place_of=InPlaceOf.GUARDIANS,
            scope=BOTH,
            since=TODAY,
            until=None,
            reference="letter 2026/7",
            on=TODAY,
        )
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"reference": " "}, SayWhy),
        ({"basis": "because I say so"}, NoSuchBasis),
        ({"scope": frozenset()}, BeyondTheBasis),
        ({"basis": "next-of-kin"}, BeyondTheBasis),
        ({"representative": CHILD_ID}, SpeaksForThemselves),
        ({"speaks_for": OTHER_PARENT.person}, NotOneToSpeakFor),
        ({"until": TODAY - timedelta(days=1)}, EndsBeforeItBegan),
    ],
)
def test_nobody_speaks_without_a_basis_that_reaches_so_far(
    change: dict[str, object], why: type[Exception]
) -> None:
    known.when(ADMINISTRATOR, replace(RECORD, **change)).then_refused(why)  # type: ignore[arg-type]


def test_what_is_in_place_of_the_guardians_is_for_the_child_alone() -> None:
    hers = replace(RECORD, speaks_for=MOTHER.person)
    with_mother = known.after(
        ADMINISTRATOR,
        RecordGuardian(
            MOTHER.person,
            "Mona Mor",
            Responsibility.PARENTAL,
            TODAY,
            Recorded.POPULATION_REGISTER,
        ),
    )
    with_mother.when(ADMINISTRATOR, hers).then_refused(NotOneToSpeakFor)


@pytest.mark.parametrize("who", [TEACHER, ADVISER, MOTHER, LAWYER])
def test_nobody_makes_themselves_a_representative(who: Asker) -> None:
    tied = Relay(person).given(replace(REGISTERED, on=date(2020, 1, 1)))
    with pytest.raises((NotForYou, Stranger)):
        person.decide(tied.state, RECORD, tied.relay.circumstances(who, TODAY))


def test_the_law_of_that_day_is_what_counts() -> None:
    long_ago = replace(RECORD, since=date(2000, 1, 1))
    known.when(ADMINISTRATOR, long_ago, on=date(2013, 6, 30)).then_refused(NoSuchBasis)


def test_a_representative_gives_the_word_in_the_givers_name() -> None:
    so_far = begun().under(person=having(speaks()))
    so_far = so_far.after(LAWYER, for_her())
    (given_word,) = so_far.state.frame.consents.words.values()
    assert (given_word.giver, given_word.spoken_by) == (MOTHER.person, LAWYER.person)
    both = so_far.after(FATHER, for_her(FATHER))
    assert let_in(both.state.frame.consents, PPT, both.relay.circumstances(TEACHER, TODAY))


def test_and_takes_it_back_and_says_not_hers_of_it() -> None:
    so_far = begun().under(person=having(speaks()))
    back = WithdrawConsent(MOTHER.person, frozenset({PPT}))
    (event,) = so_far.after(LAWYER, for_her()).when(LAWYER, back).events
    assert event.spoken_by == LAWYER.person  # type: ignore[attr-defined]
    paper = word(MOTHER, PPT, kind=EvidenceKind.SIGNED_PAPER)
    written = so_far.after(TEACHER, paper)
    assert written.when(LAWYER, DisownConsent(paper.consent)).events


def test_who_said_it_stands_beside_whose_word_it_is() -> None:
    """Extending and saying no are said in another's name as a word is (R56)."""
    so_far = begun().under(person=having(speaks())).after(LAWYER, for_her())
    (first,) = so_far.state.frame.consents.words.values()
    more = ExtendConsent(
        ConsentId(some_id("more")),
        first.id,
        MOTHER.person,
        frozenset({CLINIC}),
        LATER,
        for_her().evidence,
    )
    no = RefuseConsent(MOTHER.person, frozenset({CLINIC}), logg=False, informed_of="text 1")
    for command in (more, no):
        for who, by in ((LAWYER, LAWYER.person), (MOTHER, None)):
            (event,) = so_far.when(who, command).events
            assert event.spoken_by == by, (who, command)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "nobody",
    [
        speaks(scope=frozenset({Scope.READ})),
        speaks(since=TOMORROW),
        speaks(since=date(2020, 1, 1), until=TODAY - timedelta(days=1)),
        speaks(FATHER.person),
    ],
    ids=["may only read", "not yet", "no longer", "for somebody else"],
)
def test_beyond_scope_dates_and_person_the_word_is_not_theirs_to_give(
    nobody: Representative,
) -> None:
    begun().under(person=having(nobody)).when(LAWYER, for_her()).then_refused(NotYoursToGive)


def test_one_without_a_right_today_is_a_stranger() -> None:
    for over in (speaks(since=TOMORROW), speaks(OTHER_PARENT.person)):
        so_far = with_logg().under(person=having(over))
        assert not roles(so_far, LAWYER)
    assert not roles(with_logg(), LAWYER)


def test_a_reader_reads_as_the_guardian_does_and_does_nothing() -> None:
    so_far = with_logg().under(person=having(speaks(scope=frozenset({Scope.READ}))))
    at = so_far.relay.circumstances(LAWYER, TODAY)
    permit = access.may(LAWYER, Look.OPEN, so_far.state, at)
    assert (permit.rule, permit.parts) == ("representative", frozenset({SHARED}))
    note = Note(EntryKind.NOTE, "x", frozenset({CHILD_ID}), TODAY)
    for command in (DemandClosure(), WriteEntry(EntryId(some_id("x")), note, shared=True)):
        with pytest.raises(NotYoursHere):
            access.may(LAWYER, command, so_far.state, at)


def test_one_who_may_only_consent_reads_no_content() -> None:
    so_far = with_logg().under(person=having(speaks(scope=frozenset({Scope.CONSENT}))))
    at = so_far.relay.circumstances(LAWYER, TODAY)
    permit = access.may(LAWYER, Look.OPEN, so_far.state, at)
    assert not permit.parts
    view = visible.trim(so_far.state, permit, at)
    assert {one.giver for one in view.consents} == {MOTHER.person}


def test_a_representative_demands_closure_for_the_one_they_speak_for() -> None:
    so_far = with_logg().under(person=having(speaks()))
    locked = so_far.when(LAWYER, DemandClosure()).events[0]
    assert isinstance(locked, LoggLocked)
    assert locked.by == LAWYER.person


def test_an_adult_who_is_followed_up_has_somebody_to_speak_for_them() -> None:
    grown = replace(YOUTH, born=date(2000, 1, 1), subject=Subject.ADULT)
    so_far = given().under(person=having(speaks(grown.id), of=grown)).after(TEACHER, START)
    yes = replace(word(LAWYER, PPT, about=grown.id), giver=grown.id)
    so_far = so_far.after(LAWYER, yes)
    assert let_in(so_far.state.frame.consents, PPT, so_far.relay.circumstances(TEACHER, TODAY))
    assert not roles(so_far, MOTHER)


ORPHAN = replace(CHILD, guardians={})
IN_PLACE = speaks(CHILD_ID, place=InPlaceOf.GUARDIANS)


def test_where_nobody_answers_for_the_child_the_appointed_one_does() -> None:
    assert guardians_needed(ORPHAN, TODAY, "school") == Unclear(Doubt.NOBODY_RESPONSIBLE)
    appointed = having(IN_PLACE, of=ORPHAN)
    assert guardians_needed(appointed, TODAY, "school") == frozenset({LAWYER.person})
    so_far = given().under(person=appointed).after(TEACHER, START)
    so_far = so_far.after(LAWYER, word(LAWYER, PPT))
    assert let_in(so_far.state.frame.consents, PPT, so_far.relay.circumstances(TEACHER, TODAY))
    assert may_know(appointed, LAWYER.person, TODAY, RULES)
    assert not may_know(appointed, OTHER_PARENT.person, TODAY, RULES)
    assert not may_know(having(speaks()), LAWYER.person, TODAY, RULES), "she speaks beside one"


def test_an_appointed_one_takes_nothing_from_guardians_who_answer() -> None:
    assert guardians_needed(having(IN_PLACE), TODAY, "school") == frozenset(
        {MOTHER.person, FATHER.person}
    )


def test_an_organisation_speaks_through_somebody_by_name() -> None:
    organisation = Organisation("123456789", "Stiftelsen", date(2020, 1, 1))
    theirs = replace(ORPHAN, organisation=organisation)
    unclear = guardians_needed(theirs, TODAY, "school")
    assert unclear == Unclear(Doubt.ORGANISATION_RESPONSIBLE)
    speaker = speaks(CHILD_ID, place=InPlaceOf.ORGANISATION)
    assert guardians_needed(having(speaker, of=theirs), TODAY, "school") == frozenset(
        {LAWYER.person}
    )


ORDER = CareOrder(frozenset({"school", "ppt"}), TODAY)


def test_a_care_order_is_written_down_and_can_be_ended() -> None:
    record = RecordCareOrder(frozenset({"school"}), TODAY, "decision 2026/9")
    after = known.when(ADMINISTRATOR, record).then(
        CareOrderRecorded(
            kinds=frozenset({"school"}),
            since=TODAY,
            until=None,
            reference="decision 2026/9",
            on=TODAY,
        )
    )
    ended = after.after(ADMINISTRATOR, replace(record, until=TOMORROW))
    assert ended.state.care_order.reaches("school", TOMORROW)
    assert not ended.state.care_order.reaches("school", TOMORROW + timedelta(days=1))
    known.when(ADMINISTRATOR, replace(record, reference="")).then_refused(SayWhy)


def test_a_care_order_moves_the_say_about_the_kinds_it_names_and_no_others() -> None:
    moved = replace(CHILD, care_order=ORDER)
    assert guardians_needed(moved, TODAY, "school") == Unclear(Doubt.CARE_ORDER)
    assert guardians_needed(moved, TODAY, "health-clinic") == frozenset(
        {MOTHER.person, FATHER.person}
    )
    speaker = speaks(CHILD_ID, place=InPlaceOf.CHILD_WELFARE)
    assert guardians_needed(having(speaker, of=moved), TODAY, "ppt") == frozenset({LAWYER.person})
    everything = replace(moved, care_order=CareOrder(frozenset(), TODAY))
    assert guardians_needed(everything, TODAY, "health-clinic") == Unclear(Doubt.CARE_ORDER)


def test_under_a_care_order_the_guardians_words_let_nobody_in_that_it_reaches() -> None:
    speaker = speaks(CHILD_ID, place=InPlaceOf.CHILD_WELFARE)
    so_far = with_logg().under(person=replace(having(speaker), care_order=ORDER))
    at = so_far.relay.circumstances(TEACHER, TODAY)
    assert not let_in(so_far.state.frame.consents, PPT, at)
    assert Role.GUARDIAN in roles(so_far, MOTHER), "parental responsibility is still theirs"
    after = so_far.after(LAWYER, word(LAWYER, PPT, SCHOOL, logg=True))
    assert let_in(after.state.frame.consents, PPT, at)
    for unit in (CLINIC, CHILD_WELFARE):
        assert not let_in(after.state.frame.consents, unit, at)


@pytest.mark.parametrize("place", [InPlaceOf.CHILD_WELFARE, InPlaceOf.GUARDIANS])
def test_whoever_answers_for_a_child_has_nothing_of_the_childs_own_word(place: InPlaceOf) -> None:
    """From 15 the child has a word beside theirs; of age, or expecting, it answers alone."""
    theirs = having(speaks(CHILD_ID, place=place), of=replace(CHILD, care_order=ORDER))
    fifteen = replace(theirs, born=TODAY.replace(year=TODAY.year - 15) - timedelta(days=1))
    so_far = begun().under(person=fifteen)
    so_far.when(LAWYER, word(Citizen(CHILD_ID), PPT)).then_refused(NotYoursToGive)
    so_far = so_far.after(Citizen(CHILD_ID), word(Citizen(CHILD_ID), PPT))
    take_back = WithdrawConsent(CHILD_ID, frozenset({PPT}))
    so_far.when(LAWYER, take_back).then_refused(NotYoursToGive)
    assert Role.REPRESENTATIVE not in roles(so_far, LAWYER)
    grown = replace(theirs, born=TODAY.replace(year=TODAY.year - 18))
    for alone in (grown, replace(fifteen, subject=Subject.EXPECTING)):
        assert roles(so_far.under(person=alone), LAWYER) == frozenset()
        assert Role.SELF in roles(so_far.under(person=alone), Citizen(CHILD_ID))


def test_of_the_family_are_those_who_answer_and_whoever_speaks_beside_one_of_them() -> None:
    no_say = Guardian(OTHER_PARENT.person, "x", Responsibility.NONE)
    child = replace(CHILD, guardians={**CHILD.guardians, OTHER_PARENT.person: no_say})
    spoken = having(speaks(), of=child)
    grown = replace(spoken, born=TODAY.replace(year=TODAY.year - 18))
    everybody = (CHILD_ID, MOTHER.person, LAWYER.person, OTHER_PARENT.person)

    def family(of: Person) -> set[PersonId]:
        return {who for who in everybody if is_family(of, who, TODAY, RULES)}

    assert family(child) == {CHILD_ID, MOTHER.person}
    assert family(spoken) == {CHILD_ID, MOTHER.person, LAWYER.person}
    assert family(grown) == {CHILD_ID}
    assert family(replace(spoken, subject=Subject.EXPECTING)) == family(spoken)
    assert family(having(speaks(CHILD_ID), of=grown)) == {CHILD_ID, LAWYER.person}
