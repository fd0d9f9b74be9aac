"""When the holder cannot carry the baton, somebody acts by rule, until somebody accepts it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.acting import Away, Carrier
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED, Place, own
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.how_given import EvidenceKind
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, Staff
from stafett.domain.spell import Absence
from stafett.domain.standing import carrier
from stafett.domain.task import NameProfessional
from stafett.domain.withdrawal import WithdrawConsent
from tests.follow_ups import begun, with_logg, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    CLINIC,
    COLLEAGUE,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
    without,
)
from tests.relay import Given
from tests.rules import RULES

SHE_LAUGHS = WriteEntry(
    EntryId(some_id("laughs")),
    Note(EntryKind.OBSERVATION, "She laughs again", frozenset({CHILD_ID}), TODAY),
    unit=PPT,
    shared=True,
)


def with_the_baton_at_ppt() -> Given:
    """PPT's adviser carries the baton, and there is an open logg."""
    so_far = with_logg().after(TEACHER, OfferBaton(at_work(ADVISER)))
    return so_far.after(ADVISER, AcceptBaton()).after(ADVISER, SHE_LAUGHS)


def turn(so_far: Given, on: date = TODAY, municipality: Municipality = MUNICIPALITY) -> Carrier:
    """Return whose turn it is on the day."""
    at = replace(so_far.relay, municipality=municipality).circumstances(HEAD, on)
    return carrier(so_far.state.frame, at)


def parts(who: Asker, so_far: Given, municipality: Municipality = MUNICIPALITY) -> set[Place]:
    """Return the parts somebody reads today."""
    at = replace(so_far.relay, municipality=municipality).circumstances(who, TODAY)
    return set(access.may(who, Look.OPEN, so_far.state, at).parts)


def away(who: Staff, since: date) -> Municipality:
    """Return the municipality where somebody is away from a day on."""
    one = replace(MUNICIPALITY.employees[who.employee], absences=(Absence(since),))
    return replace(MUNICIPALITY, employees={**MUNICIPALITY.employees, one.id: one})


def out(so_far: Given) -> Given:
    """The mother takes back her word for PPT."""
    return so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))


def test_a_holder_without_access_keeps_the_responsibility_and_sees_the_frame() -> None:
    so_far = out(with_the_baton_at_ppt())
    assert so_far.state.frame.holder == at_work(ADVISER)
    at = so_far.relay.circumstances(ADVISER, TODAY)
    view = visible.trim(so_far.state, access.may(ADVISER, Look.OPEN, so_far.state, at), at)
    assert view.level == 1
    assert view.holder is not None
    assert view.holder.because is Away.WITHOUT_ACCESS
    assert all(part.place != SHARED for part in view.parts)


def test_the_finding_is_there_at_once_and_names_who_acts() -> None:
    now = turn(out(with_the_baton_at_ppt()))
    assert (now.instead_of, now.because) == (at_work(ADVISER), Away.WITHOUT_ACCESS)
    assert now.who == at_work(PPT_HEAD)


def test_a_holder_without_access_cannot_write_down_the_word_that_lets_them_in_again() -> None:
    so_far = out(with_the_baton_at_ppt())
    renewed = word(MOTHER, PPT, called="signed", kind=EvidenceKind.SIGNED_PAPER)
    elsewhere = word(MOTHER, CLINIC, called="signed", kind=EvidenceKind.SIGNED_PAPER)
    at = so_far.relay.circumstances(ADVISER, TODAY)
    with pytest.raises(NotYoursHere):
        access.may(ADVISER, renewed, so_far.state, at)
    assert access.may(ADVISER, elsewhere, so_far.state, at).rule == "holder"


def test_when_the_consent_runs_out_by_itself_it_is_the_same() -> None:
    so_far = with_the_baton_at_ppt()
    last = max(word.terms.last_day for word in so_far.state.frame.consents.words.values())
    assert turn(so_far, last).because is None
    assert turn(so_far, last + timedelta(days=1)).because is Away.WITHOUT_ACCESS


def test_renewed_consent_puts_the_holder_back() -> None:
    so_far = out(with_the_baton_at_ppt())
    renewed = so_far.after(MOTHER, word(MOTHER, PPT, logg=True, called="renewed"))
    assert turn(renewed).who == at_work(ADVISER)
    assert SHARED in parts(ADVISER, renewed)


def test_the_family_can_choose_another_holder_through_the_one_who_acts() -> None:
    so_far = out(with_the_baton_at_ppt())
    offered = so_far.after(ADVISER, OfferBaton(at_work(TEACHER)))
    assert turn(offered.after(TEACHER, AcceptBaton())).who == at_work(TEACHER)


def test_the_leader_acts_for_a_holder_who_has_left_the_unit() -> None:
    now = turn(begun(), municipality=without(TEACHER))
    assert now == Carrier(at_work(HEAD), at_work(TEACHER), Away.NO_LONGER_WORKS_THERE)


def test_the_leader_acts_when_the_holder_is_away_beyond_the_days_of_the_rules() -> None:
    since = TODAY - timedelta(days=RULES.absence_days)
    still = away(TEACHER, since)
    longer = away(TEACHER, since - timedelta(days=1))
    assert turn(begun(), municipality=still).because is None
    assert turn(begun(), municipality=longer).because is Away.ABSENT
    assert turn(begun(), municipality=longer).who == at_work(HEAD)


def test_the_one_who_acts_sees_the_frame_and_the_units_own_part_only() -> None:
    gone = without(TEACHER)
    assert parts(HEAD, with_logg(), gone) == {own(SCHOOL)}


def test_the_one_who_acts_reads_the_logg_once_named_by_an_event() -> None:
    named = with_logg().after(HEAD, NameProfessional(SCHOOL, HEAD.employee, "acts as holder"))
    assert parts(HEAD, named, without(TEACHER)) == {own(SCHOOL), SHARED}


def test_somebody_always_answers_for_the_child() -> None:
    assert turn(begun(), municipality=without(HEAD)).who == at_work(TEACHER)
    assert turn(begun(), municipality=without(TEACHER)).who == at_work(HEAD)
    so_far = with_the_baton_at_ppt()
    ppt_empty = without(PPT_HEAD)
    assert turn(out(so_far), municipality=ppt_empty).who == at_work(HEAD)


def test_whoever_accepts_ends_the_acting() -> None:
    so_far = begun()
    gone = without(TEACHER)
    offered = replace(so_far, relay=replace(so_far.relay, municipality=gone)).after(
        HEAD, OfferBaton(at_work(COLLEAGUE))
    )
    taken = offered.after(COLLEAGUE, AcceptBaton())
    assert turn(taken, municipality=gone) == Carrier(at_work(COLLEAGUE))


def test_where_nobody_can_act_the_holder_answers_on_and_it_shows() -> None:
    leaderless = without(TEACHER, HEAD)
    assert turn(begun(), municipality=leaderless) == Carrier(
        at_work(TEACHER), None, Away.NO_LONGER_WORKS_THERE
    )
