"""Talking: with the child, in its own words, and with the guardians, who have a right to know.

What the child said is kept apart from what the adult makes of it. A talk with guardians is
about what was seen, not about conclusions; when it goes wrong one stops and meets again (R42,
R43, R45).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain import planned_talk
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId, PersonId
from stafett.domain.planned_talk import GuardianTalkPlanned, PlannedTalk
from stafett.domain.right_to_know import check_may_know
from stafett.domain.wording import already, reason


class TalkOutcome(Enum):
    """How a talk with guardians ended."""

    HELD = "held"
    INTERRUPTED_REBOOK = "interrupted-rebook"


class TalkedWithChild(Event, name="talked-with-child"):
    """An adult has talked with the child: its own words, and apart from them the summary."""

    talk: UUID
    by: EmployeeId
    how: str
    own_words: str
    summary: str
    form: str
    on: date


class TalkedWithGuardians(Event, name="talked-with-guardians"):
    """Guardians have been talked with, and know; there are minutes."""

    talk: UUID
    by: EmployeeId
    guardians: frozenset[PersonId]
    outcome: TalkOutcome
    minutes: str
    rebooked_for: date | None
    on: date


class FamilyTold(Event, name="family-told"):
    """Guardians, or the young person, have been told of the concern."""

    told: frozenset[PersonId]
    by: EmployeeId
    on: date


Talked: TypeAlias = TalkedWithChild | TalkedWithGuardians | FamilyTold | GuardianTalkPlanned


@dataclass(frozen=True, slots=True)
class RecordTalkWithChild:
    """Write down a talk with the child; ``how`` tells where and in what way it was held."""

    talk: UUID
    how: str
    own_words: str
    summary: str
    on: date
    form: str = ""


@dataclass(frozen=True, slots=True)
class RecordTalkWithGuardians:
    """Write down a talk with guardians; one that was broken off has a new day."""

    talk: UUID
    guardians: frozenset[PersonId]
    minutes: str
    on: date
    outcome: TalkOutcome = TalkOutcome.HELD
    rebooked_for: date | None = None


@dataclass(frozen=True, slots=True)
class TellFamily:
    """Write down that guardians, or the young person, have been told."""

    told: frozenset[PersonId]
    on: date


class NoNewDay(Refusal):
    """A talk that was broken off is held again: set the day, after this one."""


@dataclass(frozen=True, slots=True)
class ChildTalk:
    """A talk with the child; see ``TalkedWithChild``."""

    id: UUID
    by: EmployeeId
    how: str
    own_words: str
    summary: str
    form: str
    on: date


@dataclass(frozen=True, slots=True)
class GuardianTalk:
    """A talk with guardians; see ``TalkedWithGuardians``."""

    id: UUID
    by: EmployeeId
    guardians: frozenset[PersonId]
    outcome: TalkOutcome
    minutes: str
    rebooked_for: date | None
    on: date


@dataclass(frozen=True, slots=True)
class Told:
    """Who told somebody, and on which day; ``None``: it was they who asked."""

    by: EmployeeId | None
    on: date


@dataclass(frozen=True, slots=True)
class Talks:
    """Everything that has been said to and by the family."""

    with_child: tuple[ChildTalk, ...] = ()
    with_guardians: tuple[GuardianTalk, ...] = ()
    told: Mapping[PersonId, Told] = field(default_factory=dict)
    plans: tuple[PlannedTalk, ...] = ()

    @property
    def child_waits(self) -> PlannedTalk | None:
        """Return the planned talk that somebody is to talk with the child before, and has not."""
        plan = self.plans[-1] if self.plans else None
        if plan is None or plan.talks_with_child is None:
            return None
        held = (one.on for one in self.with_guardians if one.outcome is TalkOutcome.HELD)
        talked = (*held, *(one.on for one in self.with_child))
        return None if any(on >= plan.planned_on for on in talked) else plan

    @property
    def any(self) -> bool:
        """Has anybody in the family been talked with?"""
        return bool(self.with_child or self.with_guardians)

    def after(self, event: Talked) -> "Talks":
        """Return the talks as they are once *event* has happened."""
        match event:
            case TalkedWithChild():
                return replace(self, with_child=(*self.with_child, _with_child(event)))
            case TalkedWithGuardians(guardians=guardians, by=by, on=on):
                held = (*self.with_guardians, _with_guardians(event))
                return replace(self, with_guardians=held, told=self._telling(guardians, by, on))
            case GuardianTalkPlanned():
                return replace(self, plans=(*self.plans, planned_talk.planned(event)))
            case FamilyTold(told=told, by=by, on=on):
                return replace(self, told=self._telling(told, by, on))

    def _telling(
        self, told: frozenset[PersonId], by: EmployeeId, on: date
    ) -> Mapping[PersonId, Told]:
        return {**dict.fromkeys(sorted(told), Told(by, on)), **self.told}


def _with_child(event: TalkedWithChild) -> ChildTalk:
    return ChildTalk(
        event.talk, event.by, event.how, event.own_words, event.summary, event.form, event.on
    )


def _with_guardians(event: TalkedWithGuardians) -> GuardianTalk:
    return GuardianTalk(
        event.talk,
        event.by,
        event.guardians,
        event.outcome,
        event.minutes,
        event.rebooked_for,
        event.on,
    )


def with_child(
    talks: Talks, command: RecordTalkWithChild, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether a talk with the child can be written down."""
    event = TalkedWithChild(
        talk=command.talk,
        by=by,
        how=command.how,
        own_words=command.own_words,
        summary=command.summary,
        form=command.form,
        on=at.happened(command.on),
    )
    standing = {talk.id: talk for talk in talks.with_child}.get(command.talk)
    return () if already(standing, _with_child(event)) else (event,)


def with_guardians(
    talks: Talks, command: RecordTalkWithGuardians, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether a talk with guardians can be written down.

    Raises:
        NotTheirsToKnow: Somebody there has no parental responsibility today.
        NoNewDay: It was broken off, and no later day has been set.
        SayWhy: There are no minutes.

    """
    check_may_know(command.guardians, at)
    broken_off = command.outcome is TalkOutcome.INTERRUPTED_REBOOK
    if broken_off and (command.rebooked_for is None or command.rebooked_for <= command.on):
        raise NoNewDay
    event = TalkedWithGuardians(
        talk=command.talk,
        by=by,
        guardians=command.guardians,
        outcome=command.outcome,
        minutes=reason(command.minutes),
        rebooked_for=command.rebooked_for if broken_off else None,
        on=at.happened(command.on),
    )
    standing = {talk.id: talk for talk in talks.with_guardians}.get(command.talk)
    return () if already(standing, _with_guardians(event)) else (event,)


def tell(talks: Talks, command: TellFamily, by: EmployeeId, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether it can be written down that they have been told."""
    check_may_know(command.told, at)
    untold = command.told - set(talks.told)
    return (FamilyTold(told=untold, by=by, on=at.happened(command.on)),) if untold else ()
