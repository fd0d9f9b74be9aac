"""What a concern has become: wondered about, shielded, taken on, concluded.

Each is a type of its own, so that nothing can be done to a concern that has become something
else.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from stafett.domain.asking_first import AskedFirst
from stafett.domain.clarification import Clarity
from stafett.domain.conclusion import ConcernEnded, ConcernTakenOn
from stafett.domain.contact import Alarm
from stafett.domain.disclosure import Disclosures
from stafett.domain.facts import COMPARTMENT, CONCERN, Event, Place
from stafett.domain.noted import Amended
from stafett.domain.noted_form import NotedForms
from stafett.domain.people import ConcernId, EmployeeId, PersonId, UnitId
from stafett.domain.sharing import Wonder
from stafett.domain.shield import Shield, ShieldedConcernRaised
from stafett.domain.talk import Talks


@dataclass(frozen=True, slots=True)
class Root:
    """Where a concern comes from: who wonders about whom, in which unit, since when.

    ``asked``: the family itself asked for a team, and the author is whoever leads it (R143).
    """

    id: ConcernId
    about: PersonId
    author: EmployeeId
    unit: UnitId
    on: date
    questions: tuple[str, ...] = ()
    asked: AskedFirst | None = None


@dataclass(frozen=True, slots=True)
class NotRaised:
    """Nobody wonders yet."""


@dataclass(frozen=True, slots=True)
class Wondering:
    """Somebody wonders; the family may know of it, and reads it once told."""

    root: Root
    wonder: Wonder = field(default_factory=Wonder)
    talks: Talks = field(default_factory=Talks)
    alarm: Alarm = field(default_factory=Alarm)
    clarity: Clarity = field(default_factory=Clarity)
    disclosures: Disclosures = field(default_factory=dict)
    forms: NotedForms = field(default_factory=dict)
    amended: Amended = field(default_factory=Amended)


@dataclass(frozen=True, slots=True)
class Shielded:
    """Violence or sexual abuse is suspected; only named people know."""

    root: Root
    shield: Shield
    wonder: Wonder = field(default_factory=Wonder)
    talks: Talks = field(default_factory=Talks)
    alarm: Alarm = field(default_factory=Alarm)
    disclosures: Disclosures = field(default_factory=dict)
    forms: NotedForms = field(default_factory=dict)
    amended: Amended = field(default_factory=Amended)


@dataclass(frozen=True, slots=True)
class TakenOn:
    """Somebody took it on; the follow-up tells the rest."""

    before: Wondering
    how: ConcernTakenOn


@dataclass(frozen=True, slots=True)
class Concluded:
    """It ended here."""

    before: Wondering | Shielded
    how: ConcernEnded


State: TypeAlias = NotRaised | Wondering | Shielded | TakenOn | Concluded


def place(event: Event, of: State) -> Place:
    """Return where the event lies; *of* is the concern before or after it, either will do.

    Everything about a shielded concern lies in the compartment, from its first word to its
    last, also once the shield is lifted: what was written there stays under that key.
    """
    if isinstance(event, ShieldedConcernRaised) or isinstance(open_part(of), Shielded):
        return COMPARTMENT
    return CONCERN


def open_part(state: State) -> Wondering | Shielded | None:
    """Return what was written while it was open, whether it still is or not."""
    match state:
        case NotRaised():
            return None
        case Wondering() | Shielded():
            return state
        case TakenOn(before=before) | Concluded(before=before):
            return before
