"""What a word says: which units may tell, and how the child was informed of it."""

from dataclasses import replace

from stafett.domain import access, visible
from stafett.domain.access import Look
from stafett.domain.consent import ConsentGranted, GrantConsent
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.goal import GoalId, SetGoal
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker, Citizen, UnitId
from stafett.domain.spell import Employment
from stafett.domain.task import NameProfessional
from stafett.domain.voice import ChildInformed, ChildNotHeard, ChildView
from stafett.domain.wording import SayWhy
from tests.follow_ups import AIM, HEARD, TOO_SMALL, begun, joined, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    CLINIC,
    CLINIC_HEAD,
    FATHER,
    LONG_AGO,
    MOTHER,
    MUNICIPALITY,
    NURSE,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given


def told_by(giver: Citizen, *tellers: UnitId) -> GrantConsent:
    """A word that lets PPT in, to be told by these units only."""
    said = word(giver, PPT, logg=True)
    return replace(said, terms=replace(said.terms, from_units=frozenset(tellers)))


def three_units(*tellers: UnitId) -> Given:
    """The school, the clinic and PPT share a logg; PPT is to be told by these units only."""
    so_far = begun()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, SCHOOL, CLINIC, logg=True))
    so_far = so_far.after(MOTHER, told_by(MOTHER, *tellers)).after(FATHER, told_by(FATHER))
    so_far = joined(so_far, CLINIC, CLINIC_HEAD, NURSE)
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER).after(TEACHER, OpenLogg())
    for who, unit in ((TEACHER, SCHOOL), (NURSE, CLINIC), (ADVISER, PPT)):
        note = Note(EntryKind.NOTE, "seen", frozenset({CHILD_ID}), TODAY)
        so_far = so_far.after(who, WriteEntry(EntryId(unit), note, unit, shared=True))
        so_far = so_far.after(who, SetGoal(GoalId(some_id(f"goal of {unit}")), unit, AIM))
    return so_far


def reads(so_far: Given, who: Asker) -> tuple[set[UnitId | None], int]:
    """Return from which units somebody reads, and the number in their entity tag."""
    at = so_far.relay.circumstances(who, TODAY)
    view = visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)
    entries = {one.unit for part in view.parts for one in part.entries}
    goals = {one.unit for part in view.parts for one in part.goals}
    assert entries == goals
    return entries, view.seen


def test_a_unit_reads_what_those_wrote_who_may_tell_it_and_what_is_its_own() -> None:
    assert reads(three_units(), ADVISER)[0] == {SCHOOL, CLINIC, PPT}
    assert reads(three_units(SCHOOL), ADVISER)[0] == {SCHOOL, PPT}


def test_one_giver_who_says_so_is_enough_and_binds_no_other_unit() -> None:
    so_far = three_units(SCHOOL)
    for who in (TEACHER, NURSE, MOTHER, FATHER):
        assert reads(so_far, who)[0] == {SCHOOL, CLINIC, PPT}


def test_what_the_others_wrote_does_not_show_in_any_number() -> None:
    so_far = three_units(SCHOOL)
    more = Note(EntryKind.NOTE, "more", frozenset({CHILD_ID}), TODAY)
    after = so_far.after(NURSE, WriteEntry(EntryId(some_id("more")), more, CLINIC, shared=True))
    assert reads(after, ADVISER) == reads(so_far, ADVISER)
    assert reads(after, TEACHER)[1] == reads(so_far, TEACHER)[1] + 1


def told_the_child(how: str, view: ChildView) -> GrantConsent:
    said = word(MOTHER, PPT)
    return replace(said, evidence=replace(said.evidence, child=ChildInformed(how, view)))


def test_a_word_says_how_the_child_was_informed_and_what_it_thinks() -> None:
    for view in (HEARD, TOO_SMALL):
        (granted,) = begun().when(MOTHER, told_the_child("with drawings", view)).events
        assert isinstance(granted, ConsentGranted)
        assert granted.evidence.child == ChildInformed("with drawings", view)


def test_who_says_that_the_child_was_informed_says_how_and_what_it_said() -> None:
    begun().when(MOTHER, told_the_child(" ", HEARD)).then_refused(SayWhy)
    silent = told_the_child("with drawings", ChildView())
    begun().when(MOTHER, silent).then_refused(ChildNotHeard)


def test_whoever_works_in_two_units_reads_by_the_one_or_the_other_and_by_no_mixture() -> None:
    """PPT is told on one topic by everybody, the clinic on every topic by PPT alone."""
    works = MUNICIPALITY.employees[ADVISER.employee]
    works = replace(
        works, employments=(*works.employments, Employment(CLINIC, leads=False, since=LONG_AGO))
    )
    town = replace(MUNICIPALITY, employees={**MUNICIPALITY.employees, works.id: works})
    so_far = begun().under(municipality=town)
    for giver in (MOTHER, FATHER):
        ppt = word(giver, PPT, called="ppt", logg=True, topics=frozenset({"sleep"}))
        clinic = word(giver, CLINIC, called="clinic", logg=True)
        clinic = replace(clinic, terms=replace(clinic.terms, from_units=frozenset({PPT})))
        for said in (word(giver, SCHOOL, logg=True), ppt, clinic):
            so_far = so_far.after(giver, said)
    both = replace(ADVISER, units=frozenset({PPT, CLINIC}))
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER)
    so_far = joined(so_far, CLINIC, CLINIC_HEAD, NURSE)
    so_far = so_far.after(CLINIC_HEAD, NameProfessional(CLINIC, ADVISER.employee, "gives advice"))
    so_far = so_far.after(TEACHER, OpenLogg())
    for topic in ("sleep", "play"):
        note = Note(EntryKind.NOTE, topic, frozenset({CHILD_ID}), TODAY, topic)
        entry = WriteEntry(EntryId(some_id(topic)), note, SCHOOL, shared=True)
        so_far = so_far.after(TEACHER, entry)
    at = so_far.relay.circumstances(both, TODAY)
    view = visible.trim(so_far.state, access.may(both, Look.OPEN, so_far.state, at), at)
    assert {one.note.topic for part in view.parts for one in part.entries if one.note} == {"sleep"}
