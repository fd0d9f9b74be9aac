"""What is about a parent is the parent's own: it is shared on that parent's word alone (R175)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain import access, followup, visible
from stafett.domain.access import Look
from stafett.domain.consent import GrantConsent
from stafett.domain.correction import CorrectWords
from stafett.domain.entry import EntryId, EntryKind, Note, SayWhomItIsAbout, WriteEntry
from stafett.domain.facts import Stranger
from stafett.domain.family_journal import own_to_others
from stafett.domain.identity import Subject
from stafett.domain.let_in import ConsentId, let_in
from stafett.domain.matter import NotRaised
from stafett.domain.opening import OpenLogg
from stafett.domain.participation import InviteUnit
from stafett.domain.people import Asker, Citizen, PersonId
from stafett.domain.person import Guardian, Responsibility
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.withdrawal import WithdrawConsent
from stafett.municipalities import load
from tests.follow_ups import START, both_let_in, given, joined, word
from tests.people import (
    ADVISER,
    ALONE,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    CLINIC,
    FATHER,
    MOTHER,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given, Relay

AAL = load("aal")
HERS = "She sleeps badly and asks for help with the mornings"
OF_BOTH = "Mother and father disagree about the mornings"
RELAY = Relay(followup, person=CHILD, guide=AAL.guide, rules=AAL.day_rules)
AS_TOLD = WriteEntry(
    EntryId(some_id("about the mother")),
    Note(EntryKind.NOTE, HERS, frozenset({MOTHER.person}), TODAY),
    unit=SCHOOL,
    shared=True,
)


def shared(*commands: WriteEntry) -> Given:
    """School and PPT share a logg, and the teacher writes in it."""
    so_far = RELAY.given().after(TEACHER, START)
    so_far = joined(both_let_in(so_far, SCHOOL, PPT, logg=True), PPT, PPT_HEAD, ADVISER)
    so_far = so_far.after(TEACHER, OpenLogg())
    for command in commands:
        so_far = so_far.after(TEACHER, command)
    return so_far


def sees(who: Asker, so_far: Given, text: str = HERS) -> bool:
    """Does somebody see the words today?"""
    at = so_far.relay.circumstances(who, TODAY)
    view = visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)
    entries = [one.note for part in view.parts for one in part.entries]
    return any(note is not None and note.text == text for note in entries)


def everything(who: Asker, so_far: Given) -> str:
    """Return all that somebody is shown today."""
    at = so_far.relay.circumstances(who, TODAY)
    return str(visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at))


def rests_on(who: Asker, so_far: Given) -> tuple[ConsentId, ...]:
    """Return the words that somebody's access rests on today."""
    at = so_far.relay.circumstances(who, TODAY)
    return access.may(who, Look.OPEN, so_far.state, at).consents


def about_herself(giver: Citizen = MOTHER) -> GrantConsent:
    """The mother's word about herself, for PPT."""
    return word(giver, PPT, about=MOTHER.person, logg=True)


GROWN = replace(ALONE, id=MOTHER.person, subject=Subject.ADULT, born=None)
"""A mother, as the one who is followed up herself."""


def test_an_adult_is_followed_up_on_their_own_word_and_nobody_elses() -> None:
    hers = given().under(person=GROWN).after(TEACHER, START)
    hers = hers.after(MOTHER, word(MOTHER, PPT, about=MOTHER.person))
    at = hers.relay.circumstances(TEACHER, TODAY)
    assert let_in(hers.state.frame.consents, PPT, at)
    his = word(FATHER, CLINIC, about=MOTHER.person)
    hers.when(FATHER, his).then_refused(NotYoursToGive)
    mine = hers.relay.circumstances(MOTHER, TODAY)
    assert access.may(MOTHER, Look.OPEN, hers.state, mine).reader == MOTHER.person
    for other in (FATHER, CHILD_SELF, OTHER_PARENT):
        with pytest.raises(Stranger):
            access.may(other, Look.OPEN, hers.state, hers.relay.circumstances(other, TODAY))


def test_the_consent_about_the_child_does_not_share_it() -> None:
    so_far = shared(AS_TOLD)
    assert not sees(ADVISER, so_far)
    assert not sees(FATHER, so_far)


def test_she_reads_it_herself_and_so_does_the_unit_that_wrote_it() -> None:
    so_far = shared(AS_TOLD)
    assert sees(MOTHER, so_far)
    assert sees(TEACHER, so_far)


def test_with_her_own_word_it_is_shared_and_the_other_parent_sees_it_too() -> None:
    so_far = shared(AS_TOLD).after(MOTHER, about_herself())
    assert sees(ADVISER, so_far)
    assert sees(FATHER, so_far)


def test_what_lets_somebody_in_to_her_matters_is_her_word_and_is_quoted() -> None:
    hers = about_herself()
    before, after = shared(AS_TOLD), shared(AS_TOLD).after(MOTHER, hers)
    for who, quoted in ((ADVISER, True), (FATHER, True), (TEACHER, False), (MOTHER, False)):
        assert hers.consent not in rests_on(who, before)
        assert (hers.consent in rests_on(who, after)) == quoted
    back = after.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    assert hers.consent not in rests_on(FATHER, back)
    assert rests_on(ADVISER, before) != rests_on(ADVISER, back) == ()


def test_that_she_has_said_so_is_told_to_nobody_else_in_the_family() -> None:
    hers = about_herself()
    so_far = shared(AS_TOLD).after(MOTHER, hers)
    assert own_to_others(so_far.state, FATHER.person) == {hers.consent}
    assert own_to_others(so_far.state, MOTHER.person) == frozenset()
    assert own_to_others(NotRaised(), FATHER.person) == frozenset()


def test_her_word_goes_as_far_as_it_says_and_to_nobody_it_keeps_out() -> None:
    sleep = replace(AS_TOLD, note=replace(AS_TOLD.note, topic="sleep"))
    so_far = shared(sleep)
    for terms, reads in (
        ({"topics": frozenset({"sleep"})}, True),
        ({"topics": frozenset({"school"})}, False),
        ({"from_units": frozenset({SCHOOL})}, True),
        ({"from_units": frozenset({CLINIC})}, False),
        ({"excluded": frozenset({ADVISER.employee})}, False),
    ):
        hers = about_herself()
        said = so_far.after(MOTHER, replace(hers, terms=replace(hers.terms, **terms)))
        assert sees(ADVISER, said) == reads, terms


def test_in_two_units_one_reads_of_her_through_the_one_she_let_in() -> None:
    """A leader of a unit that is only asked reads nothing there: her word for it opens nothing."""
    both = replace(ADVISER, units=frozenset({PPT, CLINIC}), leads=frozenset({CLINIC}))
    for_clinic = word(MOTHER, CLINIC, about=MOTHER.person, logg=True)
    asked = shared(AS_TOLD).after(TEACHER, InviteUnit(CLINIC))
    assert not sees(both, asked.after(MOTHER, for_clinic))
    assert sees(both, asked.after(MOTHER, about_herself()))


def test_what_was_about_her_stays_hers_when_it_is_put_right() -> None:
    of_child = Note(EntryKind.NOTE, "He is late in the mornings", frozenset({CHILD_ID}), TODAY)
    right = CorrectWords(AS_TOLD.entry, SCHOOL, of_child, "It was hers to tell")
    so_far = shared(AS_TOLD).after(TEACHER, right)
    for who in (ADVISER, FATHER):
        assert sees(who, so_far, of_child.text)
        assert HERS not in everything(who, so_far)
    for who in (MOTHER, TEACHER):
        assert HERS in everything(who, so_far)
    assert HERS in everything(ADVISER, so_far.after(MOTHER, about_herself()))


def test_when_she_takes_the_word_back_it_is_hers_again() -> None:
    so_far = shared(AS_TOLD).after(MOTHER, about_herself())
    back = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    assert not sees(ADVISER, back)
    assert not sees(FATHER, back)


@pytest.mark.parametrize("other", [FATHER, OTHER_PARENT])
def test_nobody_else_gives_her_word(other: Citizen) -> None:
    shared().when(other, about_herself(other)).then_refused(NotYoursToGive)


def test_what_is_about_both_parents_needs_both_their_words() -> None:
    both = replace(
        AS_TOLD,
        entry=EntryId(some_id("about both")),
        note=Note(EntryKind.NOTE, OF_BOTH, frozenset({MOTHER.person, FATHER.person}), TODAY),
    )
    so_far = shared(both).after(MOTHER, about_herself())
    assert not sees(ADVISER, so_far, OF_BOTH)
    his = word(FATHER, PPT, about=FATHER.person, logg=True)
    assert sees(ADVISER, so_far.after(FATHER, his), OF_BOTH)


def test_a_matter_stays_a_parents_own_when_the_responsibility_has_ended() -> None:
    yesterday = TODAY - timedelta(days=1)
    until_yesterday = Guardian(MOTHER.person, "Mona Mor", Responsibility.PARENTAL, until=yesterday)
    father_alone = replace(CHILD, guardians={**CHILD.guardians, MOTHER.person: until_yesterday})
    so_far = shared(AS_TOLD)
    after = replace(so_far, relay=replace(so_far.relay, person=father_alone))
    assert not sees(FATHER, after)
    assert not sees(ADVISER, after)


def test_one_always_reads_what_one_wrote_oneself() -> None:
    writes = replace(AAL.day_rules, guardians_may=frozenset({"read", "write"}))
    note = Note(EntryKind.NOTE, OF_BOTH, frozenset({MOTHER.person, FATHER.person}), TODAY)
    hers = WriteEntry(EntryId(some_id("written by her")), note, shared=True)
    so_far = shared()
    so_far = replace(so_far, relay=replace(so_far.relay, rules=writes)).after(MOTHER, hers)
    assert sees(MOTHER, so_far, OF_BOTH)
    assert not sees(FATHER, so_far, OF_BOTH)


def test_an_entry_says_whom_it_is_about() -> None:
    nobody = replace(AS_TOLD, note=Note(EntryKind.NOTE, HERS, frozenset(), TODAY))
    shared().when(TEACHER, nobody).then_refused(SayWhomItIsAbout)


def test_what_is_about_the_child_is_seen_by_all_of_them() -> None:
    of_the_child = replace(
        AS_TOLD,
        entry=EntryId(some_id("about the child")),
        note=Note(EntryKind.NOTE, OF_BOTH, frozenset({PersonId(CHILD_ID)}), TODAY),
    )
    so_far = shared(of_the_child)
    assert all(sees(who, so_far, OF_BOTH) for who in (TEACHER, ADVISER, MOTHER, FATHER))
