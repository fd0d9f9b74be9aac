"""In confidence: what a young person tells the nurse stays from the guardians if they so wish."""

from dataclasses import replace
from datetime import date, timedelta

from stafett.domain import access, visible
from stafett.domain.access import Look
from stafett.domain.confidence import (
    EntryKeptFromGuardians,
    EntryShownToGuardians,
    KeepFromGuardians,
    NoSuchLawForTheUnit,
    NotAboutTheYoungOne,
    ShowToGuardians,
    TooYoungForThatWish,
)
from stafett.domain.correction import ContestWords, CorrectWords, NothingOfYoursHere
from stafett.domain.ending import EndFollowUp, EndReason, FollowUpEnded
from stafett.domain.entry import (
    AgreeToCarryIn,
    EntryId,
    EntryKind,
    EntryWritten,
    KeptFromGuardians,
    NoSuchEntry,
    Note,
    ProposeEntry,
    WriteEntry,
)
from stafett.domain.facts import SHARED, own
from stafett.domain.lawbook import Lawbook
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker, PersonId, UnitId
from stafett.domain.person import Person, Subject
from stafett.domain.views_in_parts import EntryView
from stafett.domain.voice import Wish
from stafett.domain.wording import SayWhy
from stafett.law import lawbook
from tests.follow_ups import HEARD, START, begun, given, joined, word
from tests.people import (
    ADVISER,
    CLINIC,
    CLINIC_HEAD,
    FATHER,
    MOTHER,
    NURSE,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_ID,
    YOUTH_SELF,
    some_id,
)
from tests.relay import Given

TOLD = EntryId(some_id("told the nurse"))
WORDS = "I have a boyfriend, and mother must not know"
WISH = Wish("She would be thrown out of the house", "She comes back to the nurse")
LAW = "pasient- og brukerrettighetsloven § 3-4"
AS_KEPT = replace(WISH, paragraph=LAW)


def note(*about: PersonId) -> Note:
    return Note(EntryKind.CHILDS_VOICE, WORDS, frozenset(about or {YOUTH_ID}), TODAY)


def told(
    *,
    shared: bool = True,
    unit: UnitId = CLINIC,
    wish: Wish | None = WISH,
    about: Note | None = None,
) -> WriteEntry:
    return WriteEntry(TOLD, about or note(), unit, shared=shared, wish=wish)


def together(person: Person = YOUTH) -> Given:
    """The school, PPT and the clinic share a logg about a young person of sixteen."""
    so_far = given().under(person=person).after(TEACHER, START)
    for giver in (MOTHER, FATHER, YOUTH_SELF):
        yes = word(giver, SCHOOL, PPT, CLINIC, about=person.id, logg=True)
        so_far = so_far.after(giver, yes)
    so_far = joined(so_far, CLINIC, CLINIC_HEAD, NURSE)
    return joined(so_far, PPT, PPT_HEAD, ADVISER).after(TEACHER, OpenLogg())


def fourteen() -> Given:
    """The school and the clinic share a logg about the same one at fourteen."""
    younger = replace(YOUTH, born=date(2012, 3, 3))
    so_far = given().under(person=younger).after(TEACHER, START)
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, SCHOOL, CLINIC, about=younger.id, logg=True))
    return joined(so_far, CLINIC, CLINIC_HEAD, NURSE).after(TEACHER, OpenLogg())


def seen(who: Asker, so_far: Given) -> tuple[int, list[EntryView]]:
    """Return the number in somebody's entity tag, and the entries they see."""
    at = so_far.relay.circumstances(who, TODAY)
    view = visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)
    proposed = list(view.proposals)
    return view.seen, [one for part in view.parts for one in part.entries] + proposed


def test_from_sixteen_the_young_one_decides_without_a_reason() -> None:
    no_reason = replace(WISH, reasons="")
    together().when(NURSE, told(wish=no_reason)).then(
        EntryWritten(
            place=SHARED, entry=TOLD, note=note(), by=NURSE.employee, unit=CLINIC, on=TODAY
        ),
        EntryKeptFromGuardians(
            place=SHARED,
            entry=TOLD,
            wish=replace(no_reason, paragraph=LAW),
            by=NURSE.employee,
            on=TODAY,
        ),
    )


def test_it_is_not_there_for_the_guardians_from_the_first_moment() -> None:
    before = together()
    after = before.after(NURSE, told())
    for guardian in (MOTHER, FATHER):
        assert seen(guardian, after) == seen(guardian, before), "nor does anything count it"
    for who in (NURSE, TEACHER, ADVISER, YOUTH_SELF):
        assert [one.id for one in seen(who, after)[1]] == [TOLD]


def test_others_are_told_that_it_is_kept_and_not_why() -> None:
    after = together().after(NURSE, told())
    for who, wish in (
        (NURSE, AS_KEPT),
        (YOUTH_SELF, AS_KEPT),
        (TEACHER, Wish("", "", LAW)),
        (ADVISER, Wish("", "", LAW)),
    ):
        (one,) = seen(who, after)[1]
        assert one.wish == wish


def test_before_sixteen_there_are_reasons_to_respect() -> None:
    fourteen().when(NURSE, told(wish=replace(WISH, reasons=" "))).then_refused(SayWhy)
    assert not seen(MOTHER, fourteen().after(NURSE, told()))[1]


def test_it_is_said_why_it_is_best_for_the_child() -> None:
    together().when(NURSE, told(wish=replace(WISH, best_for_the_child=""))).then_refused(SayWhy)


def test_before_twelve_nobody_may() -> None:
    turned = TODAY.replace(year=TODAY.year - 12)
    for born in (turned + timedelta(days=1), None):
        too_young = together().under(person=replace(YOUTH, born=born, subject=Subject.ADULT))
        too_young.when(NURSE, told()).then_refused(TooYoungForThatWish)
    assert fourteen().under(person=replace(YOUTH, born=turned)).when(NURSE, told()).events


def test_only_units_under_patients_rights_may() -> None:
    together().when(TEACHER, told(unit=SCHOOL)).then_refused(NoSuchLawForTheUnit)
    without = together().under(law=Lawbook())
    without.when(NURSE, told()).then_refused(NoSuchLawForTheUnit)


def test_what_is_about_somebody_else_is_not_kept_from_them() -> None:
    both = note(YOUTH_ID, MOTHER.person)
    together().when(NURSE, told(about=both)).then_refused(NotAboutTheYoungOne)


def test_what_they_have_read_can_be_kept_later_and_shown_again() -> None:
    so_far = together().after(NURSE, told(wish=None))
    assert seen(MOTHER, so_far)[1]
    kept = so_far.when(NURSE, KeepFromGuardians(TOLD, CLINIC, WISH)).then(
        EntryKeptFromGuardians(place=SHARED, entry=TOLD, wish=AS_KEPT, by=NURSE.employee, on=TODAY)
    )
    assert not seen(MOTHER, kept)[1]
    shown = kept.when(NURSE, ShowToGuardians(TOLD, CLINIC)).then(
        EntryShownToGuardians(place=SHARED, entry=TOLD, by=NURSE.employee, on=TODAY)
    )
    assert seen(MOTHER, shown)[1]


def test_what_was_taken_out_before_it_is_shown_is_still_kept() -> None:
    mild = replace(note(), text="I would rather talk with the nurse")
    so_far = together().after(NURSE, told())
    so_far = so_far.after(NURSE, CorrectWords(TOLD, CLINIC, mild, "She wants that left out"))
    so_far = so_far.after(NURSE, ShowToGuardians(TOLD, CLINIC))
    for who, reads in ((MOTHER, False), (FATHER, False), (YOUTH_SELF, True), (TEACHER, True)):
        at = so_far.relay.circumstances(who, TODAY)
        view = visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)
        assert mild.text in str(view)
        assert (WORDS in str(view)) is reads


def test_only_the_unit_that_wrote_it_keeps_it_or_shows_it() -> None:
    so_far = together().after(NURSE, told())
    so_far.when(ADVISER, ShowToGuardians(TOLD, PPT)).then_refused(NoSuchEntry)
    so_far.when(ADVISER, KeepFromGuardians(TOLD, PPT, WISH)).then_refused(NoSuchEntry)


def test_a_kept_entry_of_the_units_own_is_not_carried_in() -> None:
    so_far = together().after(NURSE, told(shared=False))
    so_far.when(NURSE, ProposeEntry(TOLD, CLINIC)).then_refused(KeptFromGuardians)


def test_what_was_proposed_is_gone_from_the_guardians_once_it_is_kept() -> None:
    so_far = together().after(NURSE, told(shared=False, wish=None))
    so_far = so_far.after(NURSE, ProposeEntry(TOLD, CLINIC)).after(MOTHER, AgreeToCarryIn(TOLD))
    kept = so_far.after(NURSE, KeepFromGuardians(TOLD, CLINIC, WISH))
    assert not seen(FATHER, kept)[1]
    kept.when(FATHER, AgreeToCarryIn(TOLD)).then_refused(NoSuchEntry)
    kept.when(YOUTH_SELF, AgreeToCarryIn(TOLD)).then_refused(NoSuchEntry)


def test_carried_in_it_is_kept_in_both_places() -> None:
    so_far = together().after(NURSE, told(shared=False, wish=None))
    so_far = so_far.after(NURSE, ProposeEntry(TOLD, CLINIC))
    for giver in (MOTHER, FATHER, YOUTH_SELF):
        so_far = so_far.after(giver, AgreeToCarryIn(TOLD))
    places = [one.place for one in so_far.when(NURSE, KeepFromGuardians(TOLD, CLINIC, WISH)).events]  # type: ignore[attr-defined]
    assert set(places) == {SHARED, own(CLINIC)}


def test_a_guardian_who_knows_the_id_learns_nothing_by_contesting_it() -> None:
    so_far = together().after(NURSE, told())
    contest = ContestWords(some_id("remark"), TOLD, "that is not so")
    so_far.when(MOTHER, contest).then_refused(NothingOfYoursHere)
    nothing = ContestWords(some_id("remark"), some_id("nothing"), "that is not so")
    so_far.when(MOTHER, nothing).then_refused(NothingOfYoursHere)
    assert so_far.when(YOUTH_SELF, contest).events


def test_every_age_and_kind_of_unit_in_the_law_has_a_source() -> None:
    law = lawbook()
    for one in (*law.wishes, *law.birthdays, *law.activities):
        assert one.source.strip()
        assert one.paragraph.strip()
        assert set(one.says) == {"nb", "nn"}
    assert law.wish("health-clinic", TODAY)
    assert law.wish("school", TODAY) is None
    assert law.wish("health-clinic", date(2000, 12, 31)) is None


def test_consent_is_the_legal_basis_of_nothing_that_is_processed() -> None:
    """What lifts confidentiality is one thing, why one may process at all another (R66)."""
    activities = lawbook().activities_on(TODAY)
    assert activities
    for one in activities:
        assert all("6(1)(a)" not in basis and "9(2)(a)" not in basis for basis in one.basis)


def test_an_end_that_somebody_is_against_says_why_it_is_best() -> None:
    against = frozenset({MOTHER.person})
    ends = EndFollowUp(
        EndReason.FAMILY_WISH, "he asks", HEARD, frozenset({FATHER.person}), against_wish_of=against
    )
    begun().when(TEACHER, ends).then_refused(SayWhy)
    said = replace(ends, best_for_the_child="he is tired of meetings")
    (ended,) = begun().when(TEACHER, said).events
    assert isinstance(ended, FollowUpEnded)
    assert (ended.against_wish_of, ended.best_for_the_child) == (against, "he is tired of meetings")
