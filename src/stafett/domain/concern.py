"""The concern: level 0, one employee's wondering about one child, inside one unit.

It needs no consent and is seen by no other unit (R33, R168). The guardians read it once they
have been told, unless it is shielded. This file composes its subjects: the rules stand in
``wondering``, ``talk``, ``acute``, ``shield`` and ``conclusion``, what it has become in
``matter``, who may see it in ``privy``.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from stafett.domain import (
    amended,
    amending,
    asking_first,
    attachment,
    conclusion,
    disclosure,
    document,
    shield,
    shielding,
    signing_noted,
)
from stafett.domain.asking_first import AskForTeamFirst, TeamAskedForFirst
from stafett.domain.attachment import AttachmentKept
from stafett.domain.circumstances import Circumstances
from stafett.domain.clarification import Clarifying
from stafett.domain.conclusion import (
    ConcernEnded,
    ConcernTakenOn,
    EndConcern,
    NotYourConcern,
    TakeOn,
)
from stafett.domain.contact import Alarmed
from stafett.domain.correction import ContestWords
from stafett.domain.disclosure import DisclosedWithoutConsent
from stafett.domain.document import DocumentEvent
from stafett.domain.facts import Event, NotForYou, Refusal, Stranger
from stafett.domain.matter import (
    Concluded,
    NotRaised,
    Shielded,
    State,
    TakenOn,
    Wondering,
    open_part,
    place,
    root_of,
)
from stafett.domain.noted import Amending, Moving
from stafett.domain.noting import StandsAlone, Writing, write
from stafett.domain.people import Citizen, EmployeeId, Staff
from stafett.domain.privy import family_readers, responsible, rests_too_long, staff_readers
from stafett.domain.sharing import Wondered
from stafett.domain.shield import (
    RaiseShieldedConcern,
    ShieldedConcernRaised,
    Shielding,
)
from stafett.domain.shielding import NotShielded
from stafett.domain.signing_noted import NotedSigning, SignNoted
from stafett.domain.talk import Talked, Talks, Told
from stafett.domain.wondering import ConcernRaised, RaiseConcern

__all__ = [
    "Command",
    "Concluded",
    "FromFamily",
    "FromStaff",
    "NotRaised",
    "Shielded",
    "State",
    "TakenOn",
    "Wondering",
    "decide",
    "evolve",
    "family_readers",
    "fold",
    "place",
    "responsible",
    "rests_too_long",
    "staff_readers",
]

Raising: TypeAlias = RaiseConcern | RaiseShieldedConcern
Concluding: TypeAlias = TakeOn | EndConcern
FromFamily: TypeAlias = ContestWords | SignNoted
"""What somebody in the family may ask for too, once they have been told."""
FromStaff: TypeAlias = Writing | ContestWords | NotedSigning | Moving | shield.Command | Concluding
"""What those at work who read it may ask for."""
Command: TypeAlias = AskForTeamFirst | Raising | FromStaff


class NotWhereYouWork(NotForYou):
    """A concern is raised in a unit where one works."""


class ConcernIsAnother(Refusal):
    """Another concern already stands under this identity."""


class ConcludedAlready(Refusal):
    """The concern is concluded; a new one can be raised at any time."""


def decide(state: State, command: Command, at: Circumstances) -> tuple[Event, ...]:
    """Say what happens now: events, nothing new, or a refusal. Touches nothing."""
    if isinstance(command, RaiseConcern | RaiseShieldedConcern):
        return _raise(state, command, at)
    if isinstance(command, AskForTeamFirst):
        if not isinstance(state, NotRaised):
            raise ConcernIsAnother
        return asking_first.ask(command, at)
    if isinstance(state, NotRaised):
        raise Stranger
    if isinstance(command, ContestWords):
        return amending.contest(state, command, at)
    if isinstance(command, NotedSigning):
        if isinstance(state, Wondering | Shielded):
            return signing_noted.decide(state, command, at)
        _taking_part(state, at)
        raise ConcludedAlready
    by = _taking_part(state, at)
    if isinstance(command, Moving):
        before = state.before if isinstance(state, TakenOn | Concluded) else state
        return amending.move(before, command, by, at)
    if isinstance(state, TakenOn | Concluded):
        return _afterwards(state, command)
    if isinstance(command, TakeOn | EndConcern):
        return _conclude(state, command, by, at)
    if isinstance(command, shield.Command):
        if not isinstance(state, Shielded):
            raise NotShielded
        return shielding.change(state.shield, command, by, at)
    return write(state, command, by, at)


def _raise(state: State, command: Raising, at: Circumstances) -> tuple[Event, ...]:
    if not isinstance(at.asked_by, Staff) or command.unit not in at.asked_by.units:
        raise NotWhereYouWork
    by = at.asked_by.employee
    matter = open_part(state)
    if matter is not None:
        if (matter.root.author, matter.root.unit) != (by, command.unit):
            raise ConcernIsAnother
        return ()
    if isinstance(command, RaiseShieldedConcern):
        return (shielding.raise_shielded(command, by, at),)
    return (
        ConcernRaised(
            concern=command.concern,
            about=command.about,
            author=by,
            unit=command.unit,
            questions=command.questions,
            on=at.today,
        ),
    )


def _taking_part(state: State, at: Circumstances) -> EmployeeId:
    """Return the employee who asks; to all others there is nothing here, or nothing to change."""
    match at.asked_by:
        case Staff(employee=employee):
            if employee in staff_readers(state, at.municipality, at.today):
                return employee
        case Citizen(person=who):
            if who in family_readers(state, at.person, at.today, at.rules):
                raise NotForYou
    raise Stranger


def _afterwards(state: TakenOn | Concluded, command: Command) -> tuple[Event, ...]:
    match state, command:
        case TakenOn(how=how), TakeOn(follow_up=follow_up) if how.follow_up == follow_up:
            return ()
        case Concluded(how=how), EndConcern(why=why) if how.why == why.strip():
            return ()
        case _:
            raise ConcludedAlready


def _conclude(
    state: Wondering | Shielded, command: Concluding, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    if by != responsible(state, at.municipality, at.today):
        raise NotYourConcern
    if isinstance(command, EndConcern):
        return conclusion.end(command, by, at)
    if isinstance(state, Shielded):
        raise StandsAlone
    unit = state.root.unit
    return conclusion.take_on(state.clarity, state.talks, command, unit=unit, by=by, at=at)


def evolve(state: State, event: Event) -> State:
    """Say what the concern is once *event* has happened. Judges nothing."""
    match state, event:
        case NotRaised(), ConcernRaised():
            return Wondering(root_of(event, event.about))
        case NotRaised(), TeamAskedForFirst(by=by, on=on):
            return Wondering(root_of(event, event.about), talks=Talks(told={by: Told(None, on)}))
        case NotRaised(), ShieldedConcernRaised():
            return Shielded(root_of(event, event.about.person), shield.raised(event))
        case Wondering(), ConcernTakenOn():
            return TakenOn(state, event)
        case Wondering() | Shielded(), ConcernEnded():
            return Concluded(state, event)
        case Wondering() | Shielded(), _ if isinstance(event, Wondered):
            return replace(state, wonder=state.wonder.after(event))
        case Wondering() | Shielded(), _ if isinstance(event, Talked):
            return replace(state, talks=state.talks.after(event))
        case Wondering() | Shielded(), _ if isinstance(event, Alarmed):
            return replace(state, alarm=state.alarm.after(event))
        case Wondering() | Shielded(), _ if isinstance(event, DocumentEvent):
            return replace(state, forms=document.after(state.forms, event))
        case Wondering() | Shielded(), AttachmentKept():
            return replace(state, attachments=attachment.after(state.attachments, event))
        case Wondering() | Shielded(), DisclosedWithoutConsent():
            return replace(state, disclosures=disclosure.after(state.disclosures, event))
        case Wondering() | Shielded(), _ if isinstance(event, Amending):
            return amended.after(state, event)
        case TakenOn(before=before), _ if isinstance(event, Amending):
            return replace(state, before=amended.after(before, event))
        case Concluded(before=written), _ if isinstance(event, Amending):
            return replace(state, before=amended.after(written, event))
        case Wondering(), _ if isinstance(event, Clarifying):
            return replace(state, clarity=state.clarity.after(event))
        case Shielded(), _ if isinstance(event, Shielding):
            return replace(state, shield=state.shield.after(event))
        case _:
            raise AssertionError(f"{event.name} cannot follow {type(state).__name__}")


def fold(events: Iterable[Event]) -> State:
    """Return the concern as its events have made it."""
    state: State = NotRaised()
    for event in events:
        state = evolve(state, event)
    return state
