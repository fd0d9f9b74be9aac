"""An errand: one thing somebody wants done, from the question to the answer."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from stafett.application.acquaintance import Acquaintance
from stafett.application.asking import Asking, Promise
from stafett.domain.beginning import StartFollowUp
from stafett.domain.conclusion import TakeOn
from stafett.domain.people import Actor, PersonId
from stafett.projections.subjects import Kind

FOLLOW_UP: Final = "followUp"
"""What ``Done.also`` calls the follow-up that began when a concern was taken on."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Who asks for what, of which stream, under which promise; ``id`` is the command's own.

    ``yields``: another follow-up holds the child's open logg, and a plan takes over beside it.

    ``joins`` is the child's follow-up whose open logg was found when one was to be opened (R167);
    ``knows`` what the asker is to the person that is to be changed.
    """

    id: UUID
    book: UUID
    asker: Actor
    kind: Kind
    stream: UUID
    commands: tuple[Any, ...]
    promise: Promise
    asking: Asking
    if_seen: int | None
    new: UUID | None
    about: PersonId | None
    joins: UUID | None = None
    yields: bool = False
    knows: Acquaintance = field(default_factory=Acquaintance)

    @property
    def action(self) -> str:
        """Return the name the journal uses for what was asked."""
        return self.asking.action or "+".join(type(one).__name__ for one in self.commands)

    @property
    def beside(self) -> tuple[UUID, ...]:
        """Return the streams that are written to beside its own."""
        return (*(step.stream for step in self.steps[1:]), *((self.joins,) if self.joins else ()))

    @property
    def steps(self) -> tuple["Step", ...]:
        """Return what is to be done stream by stream: taking a concern on begins a follow-up."""
        here = tuple(one for one in self.commands if not isinstance(one, StartFollowUp))
        begin = tuple(one for one in self.commands if isinstance(one, StartFollowUp))
        taken_on = [one.follow_up for one in here if isinstance(one, TakeOn)]
        if not taken_on:
            return (Step(self.kind, self.stream, self.commands),)
        if not begin:
            raise ValueError("taking a concern on begins a follow-up: StartFollowUp goes with it")
        return Step(self.kind, self.stream, here), Step(Kind.FOLLOW_UP, taken_on[0], begin)


@dataclass(frozen=True, slots=True)
class Step:
    """The part of an errand that concerns one stream."""

    kind: Kind
    stream: UUID
    commands: tuple[Any, ...]
