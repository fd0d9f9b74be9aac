"""Publishing rules: a guide or the day's rules hold from a day, and say who decided them.

The files that come with the software only seed a municipality. From then on its rules are
lines in its own book, so that "which rule was in force on the third of May" has an answer
(R161).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain.facts import Event, Refusal
from stafett.domain.policy import DayRules, Guide, GuideVersion


class GuidePublished(Event, name="guide-published"):
    """A version of the guide holds for what begins from its first day on."""

    guide: Guide
    decided_by: str


class DayRulesPublished(Event, name="day-rules-published"):
    """Ages, consent and confidentiality hold as written, from their first day on."""

    rules: DayRules
    decided_by: str


@dataclass(frozen=True, slots=True)
class PublishGuide:
    """Publish a version of the guide; ``decided_by`` says who decided it, and where."""

    guide: Guide
    decided_by: str


@dataclass(frozen=True, slots=True)
class PublishDayRules:
    """Publish the day's rules; ``decided_by`` says who decided them, and where."""

    rules: DayRules
    decided_by: str


Command: TypeAlias = PublishGuide | PublishDayRules


class VersionIsTaken(Refusal):
    """A guide that is published is never changed: give the new one a new version."""


class DayHasPassed(Refusal):
    """Rules cannot be changed for a day that has passed."""


class NoRulesThatDay(Refusal):
    """The municipality had published no rules for that day."""


class NothingToGoBackTo(Refusal):
    """A guide needs levels with steps, outcomes and ways that stay within them, and meetings."""


class FormIsMissing(Refusal):
    """The guide names a form, or a version of one, that is not published."""


def decide(
    guides: Mapping[GuideVersion, Guide],
    day_rules: tuple[DayRules, ...],
    command: Command,
    today: date,
    *,
    forms: Collection[tuple[str, int]],
) -> tuple[Event, ...]:
    """Decide whether a guide, or the day's rules, may be published."""
    if isinstance(command, PublishGuide):
        return publish_guide(guides, command, today, forms=forms)
    return publish_day_rules(day_rules, command, today)


def publish_guide(
    guides: Mapping[GuideVersion, Guide],
    command: PublishGuide,
    today: date,
    *,
    forms: Collection[tuple[str, int]],
) -> tuple[Event, ...]:
    """Decide whether the guide may be published.

    The first may hold from any day, so that a new book can take over work begun on paper.
    *forms* are those that are published, by name and version.

    Raises:
        VersionIsTaken: The same name and version say something else.
        DayHasPassed: It would rewrite what held yesterday.
        NothingToGoBackTo: It does not hang together.
        FormIsMissing: A form it names is not published (R160).

    """
    guide = command.guide
    if guide.id in guides:
        if guides[guide.id] != guide:
            raise VersionIsTaken
        return ()
    if guides and guide.valid_from < today:
        raise DayHasPassed
    if not hangs_together(guide):
        raise NothingToGoBackTo
    if not set(guide.forms.items()) <= set(forms):
        raise FormIsMissing
    return (GuidePublished(guide=guide, decided_by=command.decided_by),)


def publish_day_rules(
    published: tuple[DayRules, ...], command: PublishDayRules, today: date
) -> tuple[Event, ...]:
    """Decide whether the day's rules may be published.

    Raises:
        DayHasPassed: They would rewrite what held yesterday.

    """
    if command.rules in published:
        return ()
    if published and command.rules.valid_from < today:
        raise DayHasPassed
    return (DayRulesPublished(rules=command.rules, decided_by=command.decided_by),)


def guide_on(guides: Mapping[GuideVersion, Guide], day: date) -> Guide:
    """Return the newest guide that holds on the day.

    Raises:
        NoRulesThatDay: None had been published.

    """
    held = [guide for guide in guides.values() if guide.valid_from <= day]
    if not held:
        raise NoRulesThatDay
    return max(held, key=lambda guide: (guide.valid_from, guide.id.version))


def rules_on(published: tuple[DayRules, ...], day: date) -> DayRules:
    """Return the day's rules; of several from the same day, the last one published.

    Raises:
        NoRulesThatDay: None had been published.

    """
    held = [(rules.valid_from, at) for at, rules in enumerate(published)]
    held = [one for one in held if one[0] <= day]
    if not held:
        raise NoRulesThatDay
    return published[max(held)[1]]


def hangs_together(guide: Guide) -> bool:
    """Do levels, steps, ways and outcomes speak of the same levels, and tools of forms?"""
    numbers = [level.number for level in guide.levels]
    keys = [step.key for level in guide.levels for step in level.steps]
    named = {number for pair in guide.transitions for number in pair}
    named |= {
        outcome.to_level
        for some in guide.outcomes.values()
        for outcome in some
        if outcome.to_level is not None
    }
    kinds = [kind.key for kind in guide.meetings]
    named |= set(guide.outcomes) | set(guide.may_hold) | set(guide.decides_holder)
    return (
        bool(numbers)
        and numbers == sorted(set(numbers))
        and all(level.steps for level in guide.levels)
        and len(keys) == len(set(keys))
        and {tool for level in guide.levels for step in level.steps for tool in step.tools}
        <= set(guide.forms)
        and bool(kinds)
        and len(kinds) == len(set(kinds))
        and named <= set(numbers)
        and guide.arenas.hang_together
    )
