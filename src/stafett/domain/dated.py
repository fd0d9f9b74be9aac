"""What has a day in it, and what is due by that day: the words for both.

What has a day is told from what is written, whoever asks (see ``with_a_day``), and a list of it
can be kept beside the book. Whose thing it is today, and whether it still is
one, depends on leaders, birthdays and consents, and is asked for the day itself: see ``due``.
So a row here may be one too many, and never one too few.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from stafett.domain.facts import COMPARTMENT, CONCERN, FRAME, Place
from stafett.domain.people import UnitId


class DueKind(Enum):
    """What somebody has to see to by a day."""

    NEXT_MEETING = "next-meeting"
    """A meeting is to be held (R98)."""
    JOINT_MEETING = "joint-meeting"
    """Those who have come in sit down with the family and the holder (R133)."""
    MINUTES = "minutes"
    """The meeting's day is over, and nothing says what came of it (R100)."""
    CHILD_TALK = "child-talk"
    """An adult talks with the child before the next meeting (R109, R113)."""
    CHILD_TOLD = "child-told"
    """An adult tells the child what was decided, and asks what it thinks (R110)."""
    EVALUATION = "evaluation"
    """One looks at what a measure has done (R121)."""
    OBSERVATION = "observation"
    """One looks at how a measure goes, between evaluations (R187)."""
    MEASURE = "measure"
    """A measure is to be done by its last day (R116)."""
    INVITATION = "invitation"
    """Those who are to come to a meeting are invited (R80)."""
    AGENDA = "agenda"
    """What a meeting is to speak of is written (R80)."""
    PREPARATION = "preparation"
    """What a meeting is to see with new eyes is described (R186)."""
    AFTERCARE = "aftercare"
    """One keeps in touch once more (R126)."""
    TEAM = "team"
    """A team that was asked for is put together, or meets again (R143, R145)."""
    TEAM_ADVICE = "team-advice"
    """What a team said of a case that was before it is written down (R142)."""
    ALARM = "alarm"
    """Somebody says what will be done about a task that stands still (R139)."""
    WITHDRAWAL = "withdrawal"
    """Somebody who had access says that they know a word has been taken back (law 3.2)."""
    OFFER = "offer"
    """Somebody who was asked to carry the baton answers (R70)."""
    CONSENT_ENDS = "consent-ends"
    """A word is to be renewed, or let go of (R172)."""
    CONSENT_INCOMPLETE = "consent-incomplete"
    """A word is to be given anew, once its giver has been told what it means (R64)."""
    HOLDER_WITHOUT_ACCESS = "holder-without-access"
    """The family says: renew, another holder, or close (R172)."""
    BIRTHDAY = "birthday"
    """The young person's own word begins to count (R170)."""
    NAME_HOLDER = "name-holder"
    """The leader of the unit that is to coordinate names a person (R83)."""
    BRIDGE_CONTACT = "bridge-contact"
    """One keeps in touch with a family that waits for a unit or an answer (R85)."""
    MOVE = "move"
    """The child is to have another home unit: consent, and the baton accepted there (R180)."""
    PLAN_RIGHT = "plan-right"
    """The family is told of its right to a plan or a coordinator (R153)."""
    PARCEL = "parcel"
    """A parcel on its way to another municipality is taken in there, and signed for (R59)."""
    UPPER_AGE = "upper-age"
    """The young person soon is older than the rules go: it is ended, or goes on elsewhere (R8)."""
    STEP_IN = "step-in"
    """It has lain too long: the next leader steps in (R86)."""
    WONDERING = "wondering"
    """A wondering is talked about or concluded (R9)."""
    SHIELD_REVIEW = "shield-review"
    """Somebody judges anew whether it must stay shielded (R94)."""
    PROTECTION_REVIEW = "protection-review"
    """Somebody looks again at whether an address must stay protected (R177)."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One thing with a day. ``on`` is that day, or for what follows the day, the first to look.

    ``place`` is the part it is written in, and so the key it is kept under. ``thing`` names the
    meeting, measure or consent, ``who`` somebody named for it, ``unit`` the unit it is about.
    """

    place: Place
    kind: DueKind
    on: date
    thing: UUID | None = None
    who: UUID | None = None
    unit: UnitId | None = None


FURTHEST: Final = timedelta(days=90)
"""Nothing is told of longer ahead than this, whatever the rules say."""


_RULES: Final[Mapping[DueKind, str]] = {
    DueKind.NEXT_MEETING: "R98",
    DueKind.JOINT_MEETING: "R133",
    DueKind.MINUTES: "R100",
    DueKind.INVITATION: "R80",
    DueKind.AGENDA: "R80",
    DueKind.PREPARATION: "R186",
    DueKind.CHILD_TALK: "R109",
    DueKind.CHILD_TOLD: "R110",
    DueKind.EVALUATION: "R121",
    DueKind.OBSERVATION: "R187",
    DueKind.MEASURE: "R116",
    DueKind.AFTERCARE: "R126",
    DueKind.TEAM: "R145",
    DueKind.TEAM_ADVICE: "R142",
    DueKind.ALARM: "R139",
    DueKind.WITHDRAWAL: "R171",
    DueKind.OFFER: "R70",
    DueKind.CONSENT_ENDS: "R172",
    DueKind.CONSENT_INCOMPLETE: "R64",
    DueKind.HOLDER_WITHOUT_ACCESS: "R172",
    DueKind.BIRTHDAY: "R170",
    DueKind.NAME_HOLDER: "R83",
    DueKind.BRIDGE_CONTACT: "R85",
    DueKind.MOVE: "R180",
    DueKind.PARCEL: "R59",
    DueKind.STEP_IN: "R86",
    DueKind.UPPER_AGE: "R8",
    DueKind.PLAN_RIGHT: "R153",
    DueKind.WONDERING: "R9",
    DueKind.SHIELD_REVIEW: "R94",
    DueKind.PROTECTION_REVIEW: "R177",
}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that somebody sees to: what, by which day, whose it is, and by which rule.

    ``whose`` is an employee or somebody in the family; ``place`` the part it is written in;
    ``by_name``: it was given to this very person.
    """

    kind: DueKind
    on: date
    whose: UUID
    place: Place
    thing: UUID | None = None
    unit: UnitId | None = None
    by_name: bool = False

    @property
    def rule(self) -> str:
        """Return the number of the rule that makes it due."""
        return _RULES[self.kind]

    def told_to(self, reader: UUID, parts: Collection[Place]) -> bool:
        """Say whether this reader is told: it is theirs, and written where they may read.

        What somebody was given by name they are told of, wherever it is written.
        """
        return reader == self.whose and (
            self.by_name or self.place in (FRAME, CONCERN, COMPARTMENT) or self.place in parts
        )
