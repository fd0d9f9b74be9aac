"""What a concern has become: wondered about, shielded, taken on, concluded.

Each is a type of its own, so that nothing can be done to a concern that has become something
else.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain.asking_first import AskedFirst, TeamAskedForFirst, asked
from stafett.domain.attachment import Attachments
from stafett.domain.clarification import Clarity
from stafett.domain.conclusion import ConcernEnded, ConcernTakenOn
from stafett.domain.contact import Alarm
from stafett.domain.disclosure import Disclosures
from stafett.domain.document import Documents
from stafett.domain.facts import COMPARTMENT, CONCERN, Event, Place
from stafett.domain.noted import Amended
from stafett.domain.noted_words import Noted
from stafett.domain.people import ConcernId, EmployeeId, PersonId, UnitId
from stafett.domain.sharing import Wonder
from stafett.domain.shield import Shield, ShieldedConcernRaised
from stafett.domain.talk import Talks
from stafett.domain.wondering import ConcernRaised


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


def root_of(
    event: ConcernRaised | ShieldedConcernRaised | TeamAskedForFirst, about: PersonId
) -> Root:
    """Return where a concern comes from that begins so."""
    questions = event.questions if isinstance(event, ConcernRaised) else ()
    first = asked(event) if isinstance(event, TeamAskedForFirst) else None
    return Root(event.concern, about, event.author, event.unit, event.on, questions, first)


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
    forms: Documents = field(default_factory=dict)
    attachments: Attachments = field(default_factory=dict)
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
    forms: Documents = field(default_factory=dict)
    attachments: Attachments = field(default_factory=dict)
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
    matter = open_part(of)
    if isinstance(event, ShieldedConcernRaised):
        return COMPARTMENT
    return CONCERN if matter is None else part_of(matter)


def part_of(matter: Wondering | Shielded) -> Place:
    """Return the part in which everything lies that is written in it."""
    return COMPARTMENT if isinstance(matter, Shielded) else CONCERN


def written(matter: Wondering | Shielded) -> dict[UUID, Noted]:
    """Return what stands in it and can be put right, by its id."""
    things: tuple[Noted, ...] = (
        *matter.wonder.observations,
        *matter.talks.with_child,
        *matter.talks.with_guardians,
        *matter.alarm.contacts,
        *matter.alarm.reports,
        *matter.disclosures.values(),
        *matter.forms.values(),
        *matter.attachments.values(),
    )
    return {one.id: one for one in things}


def open_part(state: State) -> Wondering | Shielded | None:
    """Return what was written while it was open, whether it still is or not."""
    match state:
        case NotRaised():
            return None
        case Wondering() | Shielded():
            return state
        case TakenOn(before=before) | Concluded(before=before):
            return before
