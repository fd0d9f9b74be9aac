"""Drafts of the day's rules: written and read before they hold, and published from a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain.drafting_day_rules import (
    DayRulesDraftDropped,
    DayRulesDrafted,
    DraftDayRules,
    DropDayRulesDraft,
    NoSuchDayRulesDraft,
    PublishDayRulesDraft,
)
from stafett.domain.people import Asker, Operator
from stafett.domain.publishing import DayHasPassed, DayRulesPublished
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.wording import SayWhy
from tests.domain.test_the_rulebook import so_far
from tests.people import ADMINISTRATOR, COORDINATOR, HEAD, MOTHER, NOBODY, OPERATOR, TEACHER, TODAY
from tests.rules import RULES

A_DAY = timedelta(days=1)
FROM = TODAY + 40 * A_DAY
RULES_AHEAD = replace(RULES, valid_from=FROM, absence_days=21)
DRAFT = DraftDayRules(RULES_AHEAD, "the holidays are longer than we thought")
DRAFTED = DayRulesDrafted(rules=RULES_AHEAD, why=DRAFT.why, by=COORDINATOR.employee, on=TODAY)
PUBLISH = PublishDayRulesDraft(FROM, "council, case 13")
DROP = DropDayRulesDraft(FROM, "not this year")
PUBLISHED = DayRulesPublished(rules=RULES_AHEAD, decided_by="council, case 13")


def test_drafted_rules_hold_for_nobody() -> None:
    drafted = so_far().when(COORDINATOR, DRAFT).then(DRAFTED).state
    assert drafted.rulebook.day_rules_drafts[FROM].rules == RULES_AHEAD
    assert drafted.rules_for(FROM) == RULES


def test_there_is_one_draft_for_a_first_day_written_anew_as_often_as_one_likes() -> None:
    again = replace(RULES_AHEAD, absence_days=28)
    changed = so_far(DRAFTED).after(ADMINISTRATOR, DraftDayRules(again, "as the schools asked"))
    (draft,) = changed.state.rulebook.day_rules_drafts.values()
    assert (draft.rules, draft.by) == (again, ADMINISTRATOR.employee)
    other = replace(RULES_AHEAD, valid_from=FROM + A_DAY)
    two = changed.after(COORDINATOR, DraftDayRules(other, "or a day later"))
    assert len(two.state.rulebook.day_rules_drafts) == 2


def test_published_rules_hold_from_their_day_and_are_no_draft_any_more() -> None:
    state = so_far(DRAFTED).when(COORDINATOR, PUBLISH).then(PUBLISHED).state
    assert state.rules_for(FROM) == RULES_AHEAD
    assert state.rules_for(FROM - A_DAY) == RULES
    assert not state.rulebook.day_rules_drafts


def test_rules_are_not_published_for_a_day_that_has_passed() -> None:
    so_far(DRAFTED).when(COORDINATOR, PUBLISH, on=FROM + A_DAY).then_refused(DayHasPassed)


def test_a_draft_can_be_put_away_with_a_reason() -> None:
    dropped = so_far(DRAFTED).when(COORDINATOR, DROP)
    gone = dropped.then(DayRulesDraftDropped(valid_from=FROM, why="not this year", on=TODAY))
    assert not gone.state.rulebook.day_rules_drafts
    so_far(DRAFTED).when(COORDINATOR, replace(DROP, why=" ")).then_refused(SayWhy)


def test_a_draft_says_what_it_is_for_and_a_publication_who_decided_it() -> None:
    so_far().when(COORDINATOR, replace(DRAFT, why=" ")).then_refused(SayWhy)
    so_far(DRAFTED).when(COORDINATOR, replace(PUBLISH, decided_by="")).then_refused(SayWhy)


@pytest.mark.parametrize("command", [PUBLISH, DROP])
def test_what_nobody_drafted_is_neither_published_nor_put_away(command: object) -> None:
    so_far().when(COORDINATOR, command).then_refused(NoSuchDayRulesDraft)


@pytest.mark.parametrize("who", [TEACHER, HEAD, MOTHER, NOBODY, OPERATOR])
@pytest.mark.parametrize("command", [DRAFT, PUBLISH, DROP])
def test_rules_are_drafted_by_those_whose_duty_it_is(
    who: Asker | Operator, command: object
) -> None:
    so_far(DRAFTED).when(who, command).then_refused(OnlyACoordinator)
