"""Figures: told in fives, so that nobody is found in one, nor in the difference between two."""

import dataclasses
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import product

import pytest

from stafett.domain import concern as composer
from stafett.domain import figures, tally
from stafett.domain.figures import Figures, Waited, Within, alone, together
from stafett.domain.followup import NotStarted
from stafett.domain.gap import Gap
from stafett.domain.handover import AcceptBaton, DeclineBaton, OfferBaton
from stafett.domain.matter import NotRaised
from stafett.domain.people import UnitId
from stafett.domain.shield import LiftShield
from stafett.domain.tally import ConcernTally, FollowUpTally, NoTally, Tally, Wait
from tests.domain.test_acute_and_shielded import RAISE
from tests.domain.test_dropped import wondered
from tests.follow_ups import begun, with_measure, with_ppt
from tests.people import (
    CHILD_WELFARE,
    COLLEAGUE,
    HEAD,
    KINDERGARTEN,
    SCHOOL,
    TEACHER,
    TODAY,
    UNITS,
    at_work,
)
from tests.relay import Relay

ON = date(2026, 9, 1)
JULY = date(2026, 7, 6)
LEVELS = (1, 2, 3)
A_DAY = timedelta(days=1)


def told(
    *tallies: Tally, broken: Collection[tuple[UnitId, Collection[Gap]]] = (), on: date = ON
) -> Figures:
    return figures.figures(on, UNITS, LEVELS, tallies, broken)


def concern(unit: UnitId = SCHOOL, since: date = JULY, days: int | None = 3) -> ConcernTally:
    answered = None if days is None else since + timedelta(days=days)
    return ConcernTally(unit, Wait(since, answered))


def at_level(level: int, unit: UnitId = SCHOOL) -> FollowUpTally:
    return FollowUpTally(unit, ((JULY, level),), (), None)


def waits(found: Figures, within: Within, month: str = "2026-07") -> figures.WaitFigure:
    (one,) = [
        each
        for each in found.waits
        if (each.waited, each.month, each.within) == (Waited.CONCERN_TO_TALK, month, within)
    ]
    return one


def by_unit(one: figures.WaitFigure) -> dict[UnitId, int | None]:
    return {each.unit: each.at_least for each in one.units}


@pytest.mark.parametrize(
    ("count", "told"), [(0, None), (1, None), (4, None), (5, 5), (9, 5), (10, 10), (104, 100)]
)
def test_a_number_is_told_in_fives_and_none_is_told_like_a_few(
    count: int, told: int | None
) -> None:
    assert alone(count) == told


@pytest.mark.parametrize(("many", "most"), [(1, 14), (2, 14), (3, 14), (4, 9)])
def test_whoever_knows_how_it_is_done_learns_nothing_from_the_sum(many: int, most: int) -> None:
    """Every unit could be each of the five numbers its figure leaves open, whatever the sum is.

    All tables there are up to a size are made, told, and laid together by what was told of them.
    """
    behind: dict[tuple[int | None, ...], list[Sequence[int]]] = {}
    for counts in product(range(most + 1), repeat=many):
        shown = (*map(alone, counts), together(counts))
        behind.setdefault(shown, []).append(counts)
    for shown, tables in behind.items():
        for unit in range(many):
            least = shown[unit] or 0
            assert {table[unit] for table in tables} == set(range(least, least + 5)), shown


def test_a_sum_tells_something_where_its_parts_do_not() -> None:
    assert together([4] * 10) == 35
    assert together([4, 4]) is None
    assert together([]) is None
    assert together([7]) == alone(7)


def test_how_long_children_waited_is_told_by_the_month_it_began_in() -> None:
    some = [concern() for _ in range(6)] + [concern(days=20) for _ in range(5)]
    some += [concern(days=None) for _ in range(5)] + [concern(KINDERGARTEN) for _ in range(4)]
    found = told(*some)
    assert by_unit(waits(found, Within.A_WEEK))[SCHOOL] == 5
    assert by_unit(waits(found, Within.A_WEEK))[KINDERGARTEN] is None
    assert by_unit(waits(found, Within.FOUR_WEEKS))[SCHOOL] == 5
    assert by_unit(waits(found, Within.LONGER))[SCHOOL] == 5
    assert waits(found, Within.A_WEEK).at_least == 10
    assert waits(found, Within.A_WEEK, "2026-06").at_least is None


def test_only_months_that_cannot_change_any_more_are_told() -> None:
    for on, latest in (
        (date(2026, 8, 27), "2026-06"),
        (date(2026, 8, 29), "2026-07"),
        (date(2026, 9, 27), "2026-07"),
        (date(2026, 1, 5), "2025-11"),
    ):
        found = told(on=on)
        assert max(one.month for one in found.waits) == latest
        assert len({one.month for one in found.waits}) == figures.MONTHS


def test_what_happens_later_changes_no_month_that_has_been_told() -> None:
    before = [concern(since=date(2026, 7, 31), days=None) for _ in range(5)]
    after = [concern(since=date(2026, 7, 31), days=29) for _ in range(5)]
    for on in (date(2026, 8, 29), date(2026, 12, 24)):
        months = [
            [one for one in told(*some, on=on).waits if one.month == "2026-07"]
            for some in (before, after)
        ]
        assert months[0] == months[1]


def test_levels_are_told_for_the_whole_municipality_as_a_month_ended() -> None:
    over = FollowUpTally(SCHOOL, ((JULY, 2),), (), JULY + A_DAY)
    moved = FollowUpTally(KINDERGARTEN, ((JULY, 1), (JULY + A_DAY, 2)), (), None)
    found = told(*[at_level(1)] * 5, *[moved] * 6, *[over] * 9)
    july = {one.level: one.at_least for one in found.levels if one.month == "2026-07"}
    june = {one.level: one.at_least for one in found.levels if one.month == "2026-06"}
    assert july == {1: 5, 2: 5, 3: None}
    assert set(june.values()) == {None}


def test_breaks_are_told_for_the_whole_municipality() -> None:
    late = [(SCHOOL, {Gap.MEETING_OVERDUE})] * 7 + [(SCHOOL, {Gap.NOBODY_NAMED})] * 4
    found = {one.gap: one.at_least for one in told(broken=late).breaks}
    assert found[Gap.MEETING_OVERDUE] == 5
    assert found[Gap.NOBODY_NAMED] is None


def test_no_figure_tells_who_has_to_do_with_child_welfare() -> None:
    """Whatever lies with child welfare, and whoever takes part there, the figures are the same."""
    some: list[Tally] = [concern() for _ in range(7)] + [at_level(3) for _ in range(8)]
    theirs: list[Tally] = [concern(CHILD_WELFARE) for _ in range(9)]
    theirs += [at_level(level, CHILD_WELFARE) for level in LEVELS for _ in range(9)]
    broken = [(SCHOOL, {Gap.HOLDER_AWAY})] * 6
    with_theirs = [*broken, *[(CHILD_WELFARE, {Gap.HOLDER_AWAY})] * 9]
    assert told(*some, broken=broken) == told(*some, *theirs, broken=with_theirs)
    assert str(CHILD_WELFARE) not in str(told(*some, *theirs))
    names = {one.name for kind in (Waited, Within, Gap) for one in kind}
    assert not any("WELFARE" in name or "REPORT" in name for name in names)


def test_level_three_adds_the_same_whether_child_welfare_takes_part_or_not() -> None:
    kept = {one.name for one in dataclasses.fields(FollowUpTally)}
    assert kept == {"unit", "levels", "offers", "ended"}
    without = tally.of_follow_up(begun().state)
    assert tally.of_follow_up(with_ppt().state) == without
    assert tally.of_follow_up(with_measure().state) == without


def test_a_follow_up_adds_its_levels_and_how_long_its_offers_waited() -> None:
    later = TODAY + timedelta(days=9)
    offered = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    waiting = tally.of_follow_up(offered.state)
    assert isinstance(waiting, FollowUpTally)
    assert waiting.offers == (Wait(TODAY, None),)
    for answer in (DeclineBaton("too much already"), AcceptBaton()):
        answered = tally.of_follow_up(offered.after(COLLEAGUE, answer, on=later).state)
        assert isinstance(answered, FollowUpTally)
        assert answered.offers == (Wait(TODAY, later),)
    assert waiting.unit == SCHOOL
    assert waiting.level_on(TODAY) == 1
    assert waiting.level_on(TODAY - A_DAY) is None


def test_a_shielded_concern_adds_nothing_open_or_ended() -> None:
    raised = Relay(composer).given().after(TEACHER, RAISE)
    lifted = raised.after(HEAD, LiftShield("A fall", "Open now"))
    for so_far in (raised, lifted):
        assert tally.of_concern(so_far.state) == NoTally()
    assert isinstance(tally.of_concern(wondered().state), ConcernTally)


def test_what_has_not_begun_adds_nothing() -> None:
    assert tally.of_concern(NotRaised()) is None
    assert tally.of_follow_up(NotStarted()) is None
