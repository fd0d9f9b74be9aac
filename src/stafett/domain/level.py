"""Levels: how many units work together around the child; up, down or past one, with a reason.

Level 3 says nothing about child welfare (R29). Every change asks whether the holder is kept or
changed (R32), and what the child thinks (R108).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from stafett.domain import participation, voice, wording
from stafett.domain.baton import FamilyWish
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.how_given import EvidenceKind
from stafett.domain.let_in import Consents, admit
from stafett.domain.participation import Left
from stafett.domain.people import Professional
from stafett.domain.policy import GuideVersion
from stafett.domain.team import HandTheBatonOnFirst, Team
from stafett.domain.voice import ChildView

ALONE = 1
"""The level at which a unit works without others; the one every follow-up begins at (R17)."""

WONDERING = 0
"""The level before there is any follow-up."""

NO_WISH = FamilyWish()


@dataclass(frozen=True, slots=True)
class HolderChoice:
    """Is the holder kept or changed, judged by the three criteria of R32?"""

    kept: bool
    family_wish: FamilyWish = NO_WISH
    measures: str = ""
    coordination: str = ""


class LevelChanged(Event, name="level-changed"):
    """Another level applies from now on."""

    before: int
    level: int
    reason: str
    decided_by: str
    holder: HolderChoice
    child_view: ChildView
    on: date
    guide: GuideVersion
    rules_from: date


@dataclass(frozen=True, slots=True)
class ChangeLevel:
    """Go up, down or past a level; ``decided_by`` names who agreed on it."""

    to: int
    reason: str
    decided_by: str
    holder: HolderChoice
    child_view: ChildView


LevelEvent: TypeAlias = LevelChanged
LevelCommand: TypeAlias = ChangeLevel


class NotInTheGuide(Refusal):
    """The guide does not go from this level to that one."""


class NobodyElseLetIn(Refusal):
    """Other units take part only on consent, and nobody has let another one in."""


class NewSignatureNeeded(Refusal):
    """This level begins with newly signed consent that names those who are invited."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One stay on a level, from a day, and the change that led there (none for the first)."""

    level: int
    since: date
    change: LevelChanged | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Every level the follow-up has been on, the last being today's."""

    rungs: tuple[Rung, ...]
    holder_to_change_since: date | None = None

    @property
    def level(self) -> int:
        """Return today's level."""
        return self.rungs[-1].level

    @property
    def since(self) -> date:
        """Return the day today's level began."""
        return self.rungs[-1].since


def change(
    ladder: Ladder,
    team: Team,
    consents: Consents,
    command: ChangeLevel,
    at: Circumstances,
    *,
    holder: Professional,
) -> tuple[Event, ...]:
    """Decide whether the level may change, and who leaves if it goes back to 1 (R30-R32, R189).

    Raises:
        NotInTheGuide: There is no such level, or no way to it from here.
        NobodyElseLetIn: A level for several units, and consent for none but the home unit (R31).
        NewSignatureNeeded: The guide asks for fresh signatures there (R54).
        HandTheBatonOnFirst: Back to one unit while the baton lies in another (R78).

    """
    if command.to == ladder.level:
        return ()
    here = _came_from(ladder, command.to, at)
    known = command.to >= ALONE and at.guide.level(command.to) is not None
    if not known or (here, command.to) not in at.guide.transitions:
        raise NotInTheGuide
    reason = wording.reason(command.reason)
    decided_by = wording.reason(command.decided_by)
    if not command.holder.family_wish.followed:
        wording.reason(command.holder.family_wish.not_followed_because)
    if command.to > ALONE:
        _check_others(ladder, team, consents, command.to, at)
    elif holder.unit != team.home:
        raise HandTheBatonOnFirst
    changed = LevelChanged(
        before=here,
        level=command.to,
        reason=reason,
        decided_by=decided_by,
        holder=command.holder,
        child_view=voice.heard(command.child_view),
        on=at.today,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    if command.to > ALONE:
        return (changed,)
    return (changed, *participation.all_leave(team.others(), Left.BACK_TO_LEVEL_ONE, at.today))


def _came_from(ladder: Ladder, to: int, at: Circumstances) -> int:
    """Return the level one goes from: still nought on the day the child was taken on (R30).

    So a child whose family has let others in at once never has to be on level 1 for a day, where
    the guide goes past it.
    """
    first_day = len(ladder.rungs) == 1 and ladder.since == at.today
    return WONDERING if first_day and (WONDERING, to) in at.guide.transitions else ladder.level


def after(ladder: Ladder, event: LevelEvent) -> Ladder:
    """Return the ladder as it is once *event* has happened."""
    rungs = (*ladder.rungs, Rung(event.level, event.on, event))
    return Ladder(rungs, None if event.holder.kept else event.on)


def holder_changed(ladder: Ladder) -> Ladder:
    """Return the ladder once the baton has gone to somebody else."""
    return replace(ladder, holder_to_change_since=None)


def _check_others(
    ladder: Ladder, team: Team, consents: Consents, to: int, at: Circumstances
) -> None:
    named = {unit for word in consents.words.values() for unit in word.terms.units}
    admissions = [admit(consents, unit, at) for unit in sorted(named - {team.home})]
    if not any(admissions):
        raise NobodyElseLetIn
    if to not in at.guide.fresh_consent_for:
        return
    for admission in admissions:
        if admission is None:
            continue
        fresh = {
            word.giver
            for word in admission.words
            if word.evidence.given_on >= ladder.since
            and word.evidence.kind is not EvidenceKind.MINUTED_ORAL
            and word.terms.named
        }
        if fresh >= {word.giver for word in admission.words}:
            return
    raise NewSignatureNeeded
