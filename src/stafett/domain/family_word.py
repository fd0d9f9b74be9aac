"""A family's word about one thing: yes or no, by each whose consent is needed.

One may say it as often as one likes: the last word of each counts, and a no is as good as a yes.
Used where a parcel about the child leaves one municipality, and where it comes to another (R59).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from stafett.domain import givers, speaking
from stafett.domain.circumstances import Circumstances
from stafett.domain.consent import ItTakesTheirOwnWord, check_evidence
from stafett.domain.facts import Refusal
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.let_in import needed
from stafett.domain.people import EmployeeId, PersonId, UnitId


@dataclass(frozen=True, slots=True)
class Word:
    """One giver's word: to what, and what shows that it was given.

    ``to`` names exactly what it was given to; a word to something else counts for nothing.
    """

    to: str
    giver: PersonId
    agrees: bool
    evidence: Evidence
    registered_by: EmployeeId | None
    spoken_by: PersonId | None
    at: datetime


Words: TypeAlias = Mapping[PersonId, Word]


class NotEveryoneAgrees(Refusal):
    """Everyone whose consent is needed says yes to exactly this first."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, or staff write down for them."""

    giver: PersonId
    agrees: bool
    evidence: Evidence


def hear(words: Words, to: str, said: Said, unit: UnitId, at: Circumstances) -> Word | None:
    """Return the word as it is written down, or ``None`` when they have said so already.

    Raises:
        NotYoursToGive: The giver's consent is not needed for the unit today.
        ItTakesTheirOwnWord: They have said no, and staff say they heard a yes (R65).
        ShowWhereItIsSigned, SayWhatTheFamilyWasTold: As for any other consent.

    """
    by = speaking.registered_by(said.giver, at)
    speaking.check_needed(said.giver, frozenset({unit}), at)
    before = words.get(said.giver)
    if before is not None and before.to == to:
        if before.agrees == said.agrees:
            return None
        if said.agrees and said.evidence.kind is EvidenceKind.MINUTED_ORAL:
            raise ItTakesTheirOwnWord
    check_evidence(said.evidence, at)
    return Word(
        to=to,
        giver=said.giver,
        agrees=said.agrees,
        evidence=said.evidence,
        registered_by=by,
        spoken_by=speaking.spoken_by(said.giver, at),
        at=at.now,
    )


def everyone(words: Words, to: str, unit: UnitId, at: Circumstances) -> frozenset[PersonId]:
    """Return those who have said yes to it: everyone whose consent is needed today.

    Raises:
        NotEveryoneAgrees: Somebody has not, or it is not clear whose word is needed.

    """
    who = needed(unit, at)
    yes = {giver for giver, word in words.items() if word.agrees and word.to == to}
    if isinstance(who, givers.Unclear) or not who or not who <= yes:
        raise NotEveryoneAgrees
    return who
