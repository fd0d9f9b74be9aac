"""Back to level 1: every other unit leaves by an event of its own, and the logg may stay open."""

from stafett.domain import access
from stafett.domain.access import Look
from stafett.domain.consent import UnitCannotBeLetIn
from stafett.domain.facts import SHARED, own
from stafett.domain.level import ChangeLevel, LevelChanged
from stafett.domain.logg import Open
from stafett.domain.participation import InviteUnit, Left, UnitLeft
from stafett.domain.people import Asker
from stafett.municipalities import load
from tests.follow_ups import HEARD, KEPT, begun, both_let_in, joined, with_logg, word
from tests.people import (
    ADVISER,
    CLINIC,
    CLINIC_HEAD,
    HOSPITAL,
    MOTHER,
    NURSE,
    PPT,
    PPT_HEAD,
    PRIVATE_KINDERGARTEN,
    TEACHER,
    TODAY,
)
from tests.relay import Given

UP = ChangeLevel(2, "We need others", "the meeting", KEPT, HEARD)
DOWN = ChangeLevel(1, "It goes well", "the meeting", KEPT, HEARD)


def three_together() -> Given:
    """School, PPT and clinic share a logg at level 2; the clinic does not read it."""
    so_far = both_let_in(with_logg(), CLINIC)
    return joined(so_far, CLINIC, CLINIC_HEAD, NURSE).after(TEACHER, UP)


def reads(who: Asker, so_far: Given) -> set[object]:
    """Return the parts somebody reads today."""
    at = so_far.relay.circumstances(who, TODAY)
    return set(access.may(who, Look.OPEN, so_far.state, at).parts)


def test_each_of_them_leaves_by_its_own_event() -> None:
    changed, *left = three_together().when(TEACHER, DOWN).events
    assert isinstance(changed, LevelChanged)
    assert {(one.unit, one.because) for one in left if isinstance(one, UnitLeft)} == {
        (PPT, Left.BACK_TO_LEVEL_ONE),
        (CLINIC, Left.BACK_TO_LEVEL_ONE),
    }


def test_the_logg_may_stay_open_for_the_home_unit_and_the_family() -> None:
    after = three_together().after(TEACHER, DOWN)
    assert isinstance(after.state.frame.logg, Open)
    assert SHARED in reads(TEACHER, after)
    assert SHARED in reads(MOTHER, after)


def test_those_who_left_read_what_they_wrote_and_nothing_more() -> None:
    after = three_together().after(TEACHER, DOWN)
    assert reads(ADVISER, after) == {own(PPT)}
    assert reads(NURSE, after) == {own(CLINIC)}


def test_a_unit_that_was_only_asked_is_no_longer_asked() -> None:
    so_far = three_together().after(TEACHER, InviteUnit(HOSPITAL))
    left = [one for one in so_far.when(TEACHER, DOWN).events if isinstance(one, UnitLeft)]
    assert HOSPITAL in {one.unit for one in left}


def test_a_unit_can_come_back_on_a_word_that_still_stands() -> None:
    after = three_together().after(TEACHER, DOWN)
    again = joined(after, PPT, PPT_HEAD, ADVISER)
    assert SHARED in reads(ADVISER, again)


def test_in_hemnes_only_public_units_can_be_let_in() -> None:
    hemnes = begun().under(rules=load("hemnes").day_rules, guide=load("hemnes").guide)
    hemnes.when(MOTHER, word(MOTHER, PRIVATE_KINDERGARTEN)).then_refused(UnitCannotBeLetIn)
    hemnes.when(TEACHER, InviteUnit(PRIVATE_KINDERGARTEN)).then_refused(UnitCannotBeLetIn)
    assert hemnes.when(MOTHER, word(MOTHER, HOSPITAL)).events


def test_in_nittedal_only_the_municipalitys_own() -> None:
    nittedal = begun().under(rules=load("nittedal").day_rules, guide=load("nittedal").guide)
    nittedal.when(MOTHER, word(MOTHER, HOSPITAL)).then_refused(UnitCannotBeLetIn)
    assert nittedal.when(MOTHER, word(MOTHER, PPT)).events


def test_in_sogndal_and_modum_everybody_involved() -> None:
    for key in ("sogndal", "modum"):
        there = begun().under(rules=load(key).day_rules, guide=load(key).guide)
        assert there.when(MOTHER, word(MOTHER, PRIVATE_KINDERGARTEN)).events
