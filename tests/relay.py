"""How a rule is told in a test: given what has happened, when somebody asks, then this.

    given = Relay(concern, person=CHILD).given

    given(RAISED).when(TEACHER, Conclude(...), on=AUTUMN).then(Concluded(...))
    given(RAISED).when(HEAD, Conclude(...), on=AUTUMN).then_refused(NotYourConcern)

Whenever something new happens, it is also folded in and the same thing asked once more: asking
twice never writes twice, whatever the subject.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

import pytest

from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.lawbook import Lawbook
from stafett.domain.municipality import Municipality
from stafett.domain.people import Actor
from stafett.domain.person import Person
from stafett.domain.policy import DayRules, Guide
from stafett.law import lawbook
from tests.people import CHILD, MUNICIPALITY, TODAY
from tests.rules import GUIDE, RULES


@dataclass(frozen=True)
class Relay:
    """A stream's own module (it composes its subjects) and what its decisions may look at."""

    composer: Any
    person: Person = CHILD
    guide: Guide = GUIDE
    rules: DayRules = RULES
    municipality: Municipality = MUNICIPALITY
    law: Lawbook = field(default_factory=lawbook)

    def given(self, *events: Event) -> "Given":
        """Say what has happened before."""
        return Given(self, events)

    def circumstances(self, asker: Actor, on: date | datetime) -> Circumstances:
        """Return the circumstances of somebody asking at noon on the day, or at the time."""
        now = on if isinstance(on, datetime) else datetime.combine(on, time(12), NORWAY)
        return Circumstances(
            now=now,
            asked_by=asker,  # type: ignore[arg-type]  # an operator only asks the municipality
            guide=self.guide,
            rules=self.rules,
            person=self.person,
            municipality=self.municipality,
            law=self.law,
        )


@dataclass(frozen=True)
class Given:
    """What has happened before."""

    relay: Relay
    events: tuple[Event, ...]

    def under(self, **circumstances: Any) -> "Given":
        """Change a circumstance, e.g. ``under(person=YOUTH)``."""
        return replace(self, relay=replace(self.relay, **circumstances))

    @property
    def state(self) -> Any:
        """Return what has become of it."""
        return self.relay.composer.fold(self.events)

    def when(self, asker: Actor, command: object, on: date | datetime = TODAY) -> "Asked":
        """Let somebody ask for something on a day."""
        return Asked(self, command, self.relay.circumstances(asker, on))

    def after(self, asker: Actor, command: object, on: date | datetime = TODAY) -> "Given":
        """Let it happen, and go on from there."""
        return Given(self.relay, (*self.events, *self.when(asker, command, on).events))


@dataclass(frozen=True)
class Asked:
    """What was asked, and by whom."""

    given: Given
    command: object
    at: Circumstances

    @property
    def events(self) -> tuple[Event, ...]:
        """Return what happens, having seen that asking once more adds nothing."""
        compose = self.given.relay.composer
        happened: tuple[Event, ...] = compose.decide(self.given.state, self.command, self.at)
        if happened:
            state = compose.fold((*self.given.events, *happened))
            assert not self._again(state), "asking twice wrote twice"
        return happened

    def _again(self, state: object) -> Iterable[Event]:
        try:
            again: tuple[Event, ...] = self.given.relay.composer.decide(
                state, self.command, self.at
            )
        except Refusal:
            return ()
        return again

    def then(self, *expected: Event) -> "Given":
        """Expect exactly these events; go on from there."""
        happened = self.events
        assert happened == expected
        return Given(self.given.relay, (*self.given.events, *happened))

    def then_nothing_new(self) -> None:
        """Expect that it is so already."""
        assert self.events == ()

    def then_refused(self, why: type[Refusal]) -> None:
        """Expect a no, and exactly this one."""
        with pytest.raises(Refusal) as refusal:
            self.given.relay.composer.decide(self.given.state, self.command, self.at)
        assert type(refusal.value) is why
