"""The family's journal: what is told of who looked, and to whom in the family."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from stafett.domain.family_journal import (
    Ground,
    TooLongAtOnce,
    check_length,
    ground,
    is_told_of,
    known_at_work,
    own_to_others,
)
from stafett.domain.lawbook import NO_LAW
from stafett.domain.matter import NotRaised
from stafett.domain.moment import NORWAY
from stafett.law import lawbook
from tests.follow_ups import with_ppt, word
from tests.people import (
    ADVISER,
    CHILD,
    FATHER,
    MOTHER,
    PPT,
    PPT_HEAD,
    TEACHER,
    YOUTH,
    some_id,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=NORWAY)


def test_a_month_is_told_of_at_once_and_no_more() -> None:
    check_length(NOON, NOON + timedelta(days=31))
    with pytest.raises(TooLongAtOnce):
        check_length(NOON, NOON + timedelta(days=31, seconds=1))


@pytest.mark.parametrize(
    ("rule", "consents", "said"),
    [
        ("named", 1, Ground.CONSENT),
        ("carrier", 0, Ground.OWN_WORK),
        ("home-leader", 0, Ground.LEADS),
        ("guardian", 1, Ground.FAMILY),
        ("family-was-told", 0, Ground.FAMILY),
        ("opened-to-auditor", 0, Ground.OPENED_TO_AUDITOR),
    ],
)
def test_what_let_somebody_look_is_told_from_the_rule(
    rule: str, consents: int, said: Ground
) -> None:
    assert ground(rule, (some_id("a word"),) * consents) is said


def test_whoever_looked_in_in_an_emergency_had_that_to_rest_on() -> None:
    assert ground("emergency", (), some_id("an opening")) is Ground.EMERGENCY


def test_everybody_sees_what_they_did_themselves_and_nobody_what_other_grown_ups_did() -> None:
    on, law = date(2026, 11, 1), lawbook()
    assert is_told_of(MOTHER.person, MOTHER.person, CHILD, on, law)
    assert not is_told_of(FATHER.person, MOTHER.person, CHILD, on, law)


def test_what_a_child_did_is_told_its_parents_until_it_is_fifteen() -> None:
    law = lawbook()
    eve, birthday = date(2025, 3, 2), date(2025, 3, 3)
    assert is_told_of(YOUTH.id, MOTHER.person, YOUTH, eve, law)
    assert not is_told_of(YOUTH.id, MOTHER.person, YOUTH, birthday, law)
    assert is_told_of(YOUTH.id, YOUTH.id, YOUTH, birthday, law)
    assert not is_told_of(YOUTH.id, MOTHER.person, YOUTH, eve, NO_LAW)


def test_whose_age_nobody_knows_has_it_to_themselves() -> None:
    unknown = replace(CHILD, born=None)
    assert not is_told_of(CHILD.id, MOTHER.person, unknown, date(2026, 1, 1), lawbook())


def test_the_family_knows_those_who_take_part() -> None:
    known = known_at_work(with_ppt().state)
    assert {TEACHER.employee, ADVISER.employee} <= known
    assert PPT_HEAD.employee not in known
    assert known_at_work(NotRaised()) == frozenset()


def test_that_a_parent_opened_what_is_about_herself_is_told_to_nobody_else() -> None:
    hers = word(MOTHER, PPT, called="her own", about=MOTHER.person)
    state = with_ppt().after(MOTHER, hers).state
    assert own_to_others(state, FATHER.person) == {hers.consent}
    assert own_to_others(state, MOTHER.person) == frozenset()
    assert own_to_others(NotRaised(), FATHER.person) == frozenset()
