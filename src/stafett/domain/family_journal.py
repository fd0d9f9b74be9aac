"""The family's journal: who looked at what about a child, when, why and on which consent.

The family is told of what concerns matters they may read themselves, and of nothing else: who
looks in on something they have not been told of is not told of either, nor that it happened
(R88, R168). What the grown-ups of a family do themselves is each one's own to see; what a young
person does is theirs alone from fifteen (law 3.1). Where the employer withholds somebody's name,
the family is told the unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID

from stafett.domain import givers
from stafett.domain.facts import Refusal
from stafett.domain.followup import Ended, Running
from stafett.domain.lawbook import Lawbook
from stafett.domain.matter import Concluded, Shielded, TakenOn, Wondering, open_part
from stafett.domain.people import EmployeeId, PersonId, UnitId
from stafett.domain.person import Person
from stafett.domain.roles import Role

LONGEST: Final = timedelta(days=31)
"""So long a time is told of at once. Not stated in any guide: standard."""
_OWN_FROM: Final = "fifteen"
"""The birthday from which what a young person does is theirs alone to see (law/ages.toml)."""


class TooLongAtOnce(Refusal):
    """Ask for a month at most, and for the next one after that."""


class What(Enum):
    """What somebody did."""

    OPENED_FOLLOW_UP = "opened-follow-up"
    OPENED_CONCERN = "opened-concern"
    OPENED_PERSON = "opened-person"
    OPENED_ATTACHMENT = "opened-attachment"
    LISTED = "listed"
    LOOKED_UP = "looked-up"
    CHANGED = "changed"
    LOG_IN_LINKED = "log-in-linked"
    READ_JOURNAL = "read-journal"
    AUDITED = "audited"
    GIVEN_OUT = "given-out"


class Ground(Enum):
    """What let them."""

    CONSENT = "consent"
    LEADS = "leads"
    OWN_WORK = "own-work"
    FAMILY = "family"
    AUDIT = "audit"
    EMERGENCY = "emergency"
    OPENED_TO_AUDITOR = "opened-to-auditor"


@dataclass(frozen=True, slots=True)
class FamilyReading:
    """Somebody looked: who (``None``: not told), from which units, when, what, why and on what.

    ``matters`` are the follow-ups or concerns it was about, ``consents`` the words it rested on.
    ``why`` is what they said they read for, ``None`` where nobody is asked.
    """

    at: datetime
    who: UUID | None
    units: tuple[UnitId, ...]
    what: What
    matters: tuple[UUID, ...]
    why: str | None
    ground: Ground | None
    consents: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class FamilyJournal:
    """What was read about one child in a time, the latest first; ``names`` of people and units."""

    readings: tuple[FamilyReading, ...]
    names: Mapping[UUID, str]


_LEADS: Final = frozenset(
    {Role.HOME_LEADER.value, Role.LEADER.value, Role.ESCALATED.value, Role.SHUT_OUT_LEADER.value}
)
_FAMILY: Final = frozenset(
    {Role.GIVER.value, Role.GUARDIAN.value, Role.REPRESENTATIVE.value, Role.SELF.value}
    | {Role.NETWORK.value, "family", "family-was-told"}
)


def check_length(since: datetime, until: datetime) -> None:
    """See that the time asked for is no longer than is told of at once.

    Raises:
        TooLongAtOnce: It is.

    """
    if until - since > LONGEST:
        raise TooLongAtOnce


def ground(rule: str, consents: tuple[UUID, ...], emergency: UUID | None = None) -> Ground:
    """Return what let somebody look, told from the rule that said yes.

    ``emergency`` is by what somebody looked in who had no part in it.
    """
    if emergency is not None:
        return Ground.EMERGENCY
    if rule == Ground.OPENED_TO_AUDITOR.value:
        return Ground.OPENED_TO_AUDITOR
    if rule in _FAMILY:
        return Ground.FAMILY
    if consents:
        return Ground.CONSENT
    return Ground.LEADS if rule in _LEADS else Ground.OWN_WORK


def known_at_work(state: Any) -> frozenset[EmployeeId]:
    """Return whom the family knows to have to do with a matter that it reads itself."""
    if isinstance(state, Running | Ended):
        frame = state.frame
        parts = frame.team.parts.values()
        named = {who for part in parts for who in (*part.named, *part.before)}
        return frozenset(named | {frame.holder.employee})
    concern = isinstance(state, Wondering | Shielded | TakenOn | Concluded)
    matter = open_part(state) if concern else None
    return (
        frozenset() if matter is None else frozenset({matter.root.author} | matter.wonder.receivers)
    )


def own_to_others(state: Any, asker: PersonId) -> frozenset[UUID]:
    """Return the words of a follow-up by which other adults opened what is about themselves.

    That somebody has said so is their own matter, and is told to nobody else in the family (R175).
    """
    if not isinstance(state, Running | Ended):
        return frozenset()
    words = state.frame.consents.words.values()
    return frozenset(
        word.id for word in words if word.terms.about not in (state.frame.person, asker)
    )


def is_told_of(actor: UUID, asker: PersonId, child: Person, on: date, law: Lawbook) -> bool:
    """Say whether the asker is told what somebody in the family did on the day.

    One's own, and what a child has done that was too young to have it to itself.
    """
    if actor == asker:
        return True
    if actor != child.id or child.born is None:
        return False
    ages = [one.age for one in law.birthdays_on(on) if one.key == _OWN_FROM]
    return bool(ages) and on < givers.birthday(child.born, ages[0])
