"""Drafting the rules of the day: ages, consent and confidentiality, written before they hold.

A draft holds for nobody, and there is one for each first day. Published, it is a line of its own,
and the draft is gone (R161).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain import publishing, wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId
from stafett.domain.policy import DayRules
from stafett.domain.publishing import DayRulesPublished, PublishDayRules


class DayRulesDrafted(Event, name="day-rules-drafted"):
    """Somebody has written a draft of the day's rules, or written it anew."""

    rules: DayRules
    why: str
    by: EmployeeId
    on: date


class DayRulesDraftDropped(Event, name="day-rules-draft-dropped"):
    """A draft has been put away without being published."""

    valid_from: date
    why: str
    on: date


@dataclass(frozen=True, slots=True)
class DraftDayRules:
    """Write a draft of the rules from a day on, or write it anew; ``why`` tells what it changes."""

    rules: DayRules
    why: str


@dataclass(frozen=True, slots=True)
class DropDayRulesDraft:
    """Put the draft for this first day away."""

    valid_from: date
    why: str


@dataclass(frozen=True, slots=True)
class PublishDayRulesDraft:
    """Publish the draft for this first day; ``decided_by`` says who decided it, and where."""

    valid_from: date
    decided_by: str


Command: TypeAlias = DraftDayRules | DropDayRulesDraft | PublishDayRulesDraft
DayRulesDraftEvent: TypeAlias = DayRulesDrafted | DayRulesDraftDropped


class NoSuchDayRulesDraft(Refusal):
    """There is no draft of rules from this day."""


@dataclass(frozen=True, slots=True)
class DayRulesDraft:
    """A draft as it stands: the rules, what it is for, who wrote it last and when."""

    rules: DayRules
    why: str
    by: EmployeeId
    on: date


DayRulesDrafts: TypeAlias = Mapping[date, DayRulesDraft]


def decide(
    drafts: DayRulesDrafts,
    published: tuple[DayRules, ...],
    command: Command,
    by: EmployeeId,
    today: date,
) -> tuple[Event, ...]:
    """Say what becomes of a draft.

    Raises:
        NoSuchDayRulesDraft: Nobody has drafted rules from this day.
        Refusal: As for publishing the day's rules.

    """
    match command:
        case DraftDayRules(rules=rules):
            why = wording.reason(command.why)
            standing = drafts.get(rules.valid_from)
            if standing is not None and (standing.rules, standing.why) == (rules, why):
                return ()
            return (DayRulesDrafted(rules=rules, why=why, by=by, on=today),)
        case DropDayRulesDraft(valid_from=day):
            _drafted(drafts, day)
            why = wording.reason(command.why)
            return (DayRulesDraftDropped(valid_from=day, why=why, on=today),)
        case PublishDayRulesDraft(valid_from=day):
            if day not in drafts and any(one.valid_from == day for one in published):
                return ()
            decided_by = wording.reason(command.decided_by)
            wanted = PublishDayRules(_drafted(drafts, day).rules, decided_by)
            return publishing.publish_day_rules(published, wanted, today)


def after(drafts: DayRulesDrafts, event: DayRulesDraftEvent | DayRulesPublished) -> DayRulesDrafts:
    """Return the drafts once *event* has happened; what is published is no draft any more."""
    match event:
        case DayRulesDrafted(rules=rules):
            draft = DayRulesDraft(rules, event.why, event.by, event.on)
            return {**drafts, rules.valid_from: draft}
        case DayRulesDraftDropped(valid_from=gone):
            return {day: one for day, one in drafts.items() if day != gone}
        case DayRulesPublished(rules=rules):
            return {day: one for day, one in drafts.items() if one.rules != rules}


def _drafted(drafts: DayRulesDrafts, day: date) -> DayRulesDraft:
    if day not in drafts:
        raise NoSuchDayRulesDraft
    return drafts[day]
