"""The lines of the journal: what is written down of every look, and of every no.

``docs/journal.md`` says of each field what it means and where it comes from. A field that is
added raises the version of its line; lines written earlier read as if nobody had asked for it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from stafett.domain.facts import Event
from stafett.domain.people import Actor, Citizen, Operator, Staff, System


class Outcome(Enum):
    """What came of asking; each stands for the statuses it is answered with over HTTP."""

    SHOWN = "shown"
    """It was shown, or was what they had already (200, 304)."""

    MISSED = "missed"
    """There was nothing for them: nothing there, or nothing of theirs (404; an empty search)."""

    REFUSED = "refused"
    """They have a part here, and it was not theirs to do or not possible (403, 409)."""

    DONE = "done"
    """It was about to be done (201)."""


@dataclass(frozen=True, slots=True)
class Through:
    """By which way somebody came: the programme, and everybody who stood between.

    ``client`` is the token's own name of the programme, or the issuer's when it has none;
    ``assurance`` how sure the log-in was (``None`` for a system, which logs nobody in).
    ``consumer`` and ``supplier`` are the organisation that uses the service and the one that does
    so on its behalf, ``delegation`` who vouches for that; ``acting`` the programme that brought
    somebody along (RFC 8693). None of them decides anything.

    ``log_in`` tells one log-in of somebody from another (32 hexadecimal digits made under the
    book's index key, and so the same as long as the book). ``origin`` is the network an employee
    or a system came from, cut to /24 or /48; of somebody in a family none is kept.
    """

    client: str
    issuer: str | None = None
    assurance: str | None = None
    consumer: str | None = None
    supplier: str | None = None
    delegation: str | None = None
    acting: str | None = None
    log_in: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer rested on besides rule and consents, so that it can be judged once more.

    ``basis`` is the key of an activity in the law of the day: what the municipality processes,
    and its legal basis, which is never consent (R66). ``rules`` is the version of the
    municipality's own stream that was looked at, with units, people at work, guides and rules as
    they stood; ``person`` that of the child's. ``release`` is ours: who gets in is part of it.
    ``checkpoint`` is how many lines of the year's events had been signed for, as far as was known
    here; no history that is shown later may be shorter. ``emergency`` is the id of the opening
    without consent by which somebody was let in, where there was one.
    """

    basis: str | None = None
    rules: int | None = None
    person: int | None = None
    release: str | None = None
    checkpoint: int | None = None
    emergency: UUID | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One matter on a list: at which version, about whom, by which rule and consents it was there.

    ``fields`` are the classes of fields its reader may see of it; no list shows more. Of what
    stands on a list by nobody's permit (a coordinator's, an archivist's) there is the id alone.
    """

    stream: UUID
    read_to: int | None = None
    about: UUID | None = None
    fields: tuple[str, ...] = ()
    rule: str = ""
    consents: tuple[UUID, ...] = ()


class MatterOpened(Event, name="matter-opened", version=2):
    """Somebody was shown something: which parts, at which version, by which rule and consents.

    ``stream`` and ``read_to`` (its version) say exactly which entries existed; ``parts`` which
    of them were shown (``frame``, ``shared``, ``own:<unit>``), ``fields`` which classes of fields
    (the audiences of ``domain/audience.py``, or what was opened by name), ``entries`` how many.
    ``about`` is the child. ``item`` is an attachment whose bytes were opened, else ``None``;
    ``size`` the next power of two of its length in bytes.
    """

    at: datetime
    actor: UUID
    role: str
    units: tuple[UUID, ...]
    through: Through
    request: UUID
    purpose: str | None
    action: str
    kind: str
    stream: UUID
    read_to: int
    about: UUID | None
    parts: tuple[str, ...]
    rule: str
    consents: tuple[UUID, ...]
    item: UUID | None = None
    fields: tuple[str, ...] = ()
    entries: int | None = None
    size: int | None = None
    ground: Ground = Ground()
    outcome: Outcome = Outcome.SHOWN


class ListRead(Event, name="list-read", version=2):
    """Somebody was shown which matters they may look for, or what is made of many."""

    at: datetime
    actor: UUID
    role: str
    units: tuple[UUID, ...]
    through: Through
    request: UUID
    purpose: str | None
    action: str
    items: tuple[Item, ...]
    ground: Ground = Ground()
    outcome: Outcome = Outcome.SHOWN

    @property
    def shown(self) -> tuple[UUID, ...]:
        """Return the ids of what the list held."""
        return tuple(one.stream for one in self.items)


class PersonLookedUp(Event, name="person-looked-up", version=2):
    """Somebody looked for a person by national number; ``found`` is ``None`` for a miss.

    ``told`` says whether the asker was told who it is: whoever knows nothing of the person was not.
    """

    at: datetime
    actor: UUID
    role: str
    units: tuple[UUID, ...]
    through: Through
    request: UUID
    purpose: str | None
    action: str
    found: UUID | None
    told: bool
    ground: Ground = Ground()
    outcome: Outcome = Outcome.MISSED


class PersonChanged(Event, name="person-changed", version=2):
    """Somebody is about to change who a person is, who answers for them, or how they log in.

    ``changes`` are the stored names of what is written next. The line comes first: a change that
    another hand then prevented stands here too, one without a line is not made.
    """

    at: datetime
    actor: UUID
    role: str
    units: tuple[UUID, ...]
    through: Through
    request: UUID
    purpose: str | None
    action: str
    about: UUID
    changes: tuple[str, ...]
    ground: Ground = Ground()
    outcome: Outcome = Outcome.DONE


class AskingRefused(Event, name="asking-refused", version=2):
    """Somebody asked for what they may not have or do; ``reason`` is the refusal's code.

    ``rule`` is the rule of access that said no; empty when they might have, were it not for that.
    """

    at: datetime
    actor: UUID
    role: str
    units: tuple[UUID, ...]
    through: Through
    request: UUID
    purpose: str | None
    action: str
    kind: str
    stream: UUID | None
    about: UUID | None
    reason: str
    rule: str
    ground: Ground = Ground()
    outcome: Outcome = Outcome.REFUSED


class AuditAsked(Event, name="audit-asked"):
    """Somebody who audits asked the journal or the book; it says about whom and of which time.

    ``about`` is the child, ``whose`` the person whose doings were asked for, ``unit`` the unit;
    ``None`` where all were. Whatever was told of the child, this line says that it was told.
    """

    at: datetime
    actor: UUID
    role: str
    units: tuple[UUID, ...]
    through: Through
    request: UUID
    purpose: str | None
    action: str
    about: UUID | None
    whose: UUID | None
    unit: UUID | None
    since: datetime
    until: datetime
    ground: Ground = Ground()
    outcome: Outcome = Outcome.SHOWN


class AuditSent(Event, name="audit-sent"):
    """What somebody who audits asked for was sent to its end; one that broke off has no such line.

    ``request`` is that of the question, ``about`` the child it was about, if it was. ``lines`` says
    how many there were, ``sha256`` is over every byte that was sent; where the form ends with a
    line that says so itself, over every byte before that line.
    """

    at: datetime
    actor: UUID
    role: str
    units: tuple[UUID, ...]
    through: Through
    request: UUID
    purpose: str | None
    action: str
    about: UUID | None
    lines: int
    sha256: str
    ground: Ground = Ground()
    outcome: Outcome = Outcome.DONE


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody tried: how often they were told no, and of how many different things.

    ``reason`` is the refusal's code, empty for a search by number that found nobody for them.
    """

    action: str
    reason: str
    times: int
    different: int


@dataclass(frozen=True, slots=True)
class TriedOf:
    """A matter or a person that is there, whom it is about, and how often it was asked for."""

    stream: UUID
    about: UUID | None
    times: int


class RefusalsGathered(Event, name="refusals-gathered"):
    """Somebody was told no so often within a minute that it is told by number.

    ``at`` is when the first was said and ``first`` its request, ``until`` when the last was, and
    all else that of the last. ``times`` counts all of them, those that have lines of their own
    too; of several lines with the same ``first`` the last tells all. ``there`` names what is there
    of all they asked for; what hides is told of by a line in its own compartment, with nothing in
    ``tried``, which counts nothing else.
    """

    at: datetime
    actor: UUID
    role: str
    units: tuple[UUID, ...]
    through: Through
    request: UUID
    purpose: str | None
    action: str
    first: UUID
    until: datetime
    times: int
    tried: tuple[Tried, ...]
    there: tuple[TriedOf, ...]
    ground: Ground = Ground()
    outcome: Outcome = Outcome.MISSED


def role_of(asker: Actor) -> str:
    """Return the journal's word for who asked: ``staff``, ``citizen``, ``operator``, ``system``."""
    match asker:
        case Staff():
            return "staff"
        case Citizen():
            return "citizen"
        case Operator():
            return "operator"
        case System():
            return "system"


def units_of(asker: Actor) -> tuple[UUID, ...]:
    """Return the units the asker worked in when asking, in a fixed order."""
    return tuple(sorted(asker.units)) if isinstance(asker, Staff) else ()
