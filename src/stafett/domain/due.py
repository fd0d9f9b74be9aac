"""Due: what somebody has to see to, by which day, and whose turn it is today.

Nothing has to run for a thing to fall due: it follows from what is written and the day it is.
It is told to the one whose it is, and to nobody else. What lies behind shows as a break (R9).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from stafett.domain import givers, joint_meeting, matter, privy
from stafett.domain.acknowledging import waiting
from stafett.domain.acting import Away
from stafett.domain.breaks import WARNED
from stafett.domain.bridge import next_contact_by
from stafett.domain.circumstances import Circumstances
from stafett.domain.dated import Dated, DueKind
from stafett.domain.escalation import goes_to, stuck_since
from stafett.domain.facts import COMPARTMENT, CONCERN, FRAME, Place
from stafett.domain.family_team import gathered_by
from stafett.domain.frame import Frame
from stafett.domain.let_in import needed
from stafett.domain.people import UnitId
from stafett.domain.standing import carrier
from stafett.domain.team import Stage

FURTHEST: Final = timedelta(days=90)
"""Nothing is told of longer ahead than this, whatever the rules say."""

_AHEAD: Final[Mapping[DueKind, timedelta]] = {
    DueKind.NEXT_MEETING: FURTHEST,
    DueKind.JOINT_MEETING: FURTHEST,
    DueKind.TEAM: FURTHEST,
    DueKind.CHILD_TALK: FURTHEST,
    DueKind.BIRTHDAY: FURTHEST,
    DueKind.UPPER_AGE: FURTHEST,
}
"""How long before its day a thing is told of; all else as long as a consent that ends (R172)."""

_RULES: Final[Mapping[DueKind, str]] = {
    DueKind.NEXT_MEETING: "R98",
    DueKind.JOINT_MEETING: "R133",
    DueKind.MINUTES: "R100",
    DueKind.CHILD_TALK: "R109",
    DueKind.CHILD_TOLD: "R110",
    DueKind.EVALUATION: "R121",
    DueKind.OBSERVATION: "R187",
    DueKind.MEASURE: "R116",
    DueKind.AFTERCARE: "R126",
    DueKind.TEAM: "R145",
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
    DueKind.STEP_IN: "R86",
    DueKind.UPPER_AGE: "R8",
    DueKind.WONDERING: "R9",
    DueKind.SHIELD_REVIEW: "R94",
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


def in_follow_up(noted: Iterable[Dated], frame: Frame, at: Circumstances) -> tuple[Due, ...]:
    """Return what is due in a follow-up, soon or already, each thing once for each whose it is.

    Args:
        noted: What has a day in it, as ``dated.of_follow_up`` tells.
        frame: The same follow-up's frame; nothing is due once it has ended.
        at: The day, its rules, the person and the municipality as they are now.

    """
    if frame.ending is not None:
        return ()
    found = {due for one in noted for due in _today(one, frame, at) if _soon(due, at)}
    return _in_order(found)


def in_concern(noted: Iterable[Dated], state: matter.State, at: Circumstances) -> tuple[Due, ...]:
    """Return what is due in a concern: for whoever answers for it today, and nobody else."""
    who = privy.responsible(state, at.municipality, at.today)
    if who is None:
        return ()
    rests = timedelta(days=at.guide.wondering_rests_days)
    days = (
        (one, one.on + rests if one.kind is DueKind.WONDERING else one.on)
        for one in noted
        if one.kind in (DueKind.WONDERING, DueKind.SHIELD_REVIEW)
    )
    found = {Due(one.kind, day, who, one.place) for one, day in days}
    return _in_order(due for due in found if _soon(due, at))


def _in_order(found: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda due: (due.on, due.kind.value, due.whose, str(due.thing))))


def _soon(due: Due, at: Circumstances) -> bool:
    return due.on - at.today <= _AHEAD.get(due.kind, WARNED)


def _today(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Say what a thing with a day is today, and whose."""
    tell = _TELL.get(one.kind)
    if tell is not None:
        yield from tell(one, frame, at)


def _due(one: Dated, whose: UUID, kind: DueKind | None = None, on: date | None = None) -> Due:
    named = whose == one.who
    return Due(kind or one.kind, on or one.on, whose, one.place, one.thing, one.unit, named)


def _holder(frame: Frame, at: Circumstances) -> UUID:
    return carrier(frame, at).who.employee


def _of_holder(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    yield _due(one, _holder(frame, at))


def _meeting(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    over = one.thing is not None and one.on < at.today
    yield _due(one, _holder(frame, at), DueKind.MINUTES if over else one.kind)


def _minutes(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask whoever was named to write them, once the day is over (R102)."""
    planned = any(two.id == one.thing and two.planned for two in frame.dates.meetings.values())
    if one.who is not None and planned and one.on < at.today:
        yield _due(one, one.who)


def _joint(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask the holder to call those together who have not met yet."""
    yield _due(one, _holder(frame, at), on=joint_meeting.last_day(one.on, at.guide))


def _team(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask the holder to call the family's team together."""
    yield _due(one, _holder(frame, at), on=gathered_by(one.on, at.guide))


def _alarm(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask the holder, the leader of the unit whose task it is, at last the home unit's too."""
    by = one.on + timedelta(days=at.guide.offer_lapses_after_days)
    units = {one.unit} if at.today <= by else {one.unit, frame.home}
    found = (at.municipality.leader_of(unit, at.today) for unit in units if unit is not None)
    for who in {_holder(frame, at), *(one for one in found if one is not None)}:
        yield _due(one, who, on=by)


def _offer(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask whoever was asked to answer in time; once it has lapsed it is the holder's again."""
    offer = frame.baton.offer
    if offer is not None and offer.to.employee == one.who:
        yield _due(one, offer.to.employee if offer.open(at.today) else _holder(frame, at))


def _withdrawal(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell each who had access, while they work there and have not said that they know."""
    for owed in waiting(frame.nearby.owing, at):
        if (owed.who.employee, owed.who.unit) == (one.who, one.unit):
            yield _due(one, owed.who.employee)


def _talk(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell the adult who was named; the holder sees to it that somebody does (R80)."""
    yield _due(one, one.who or _holder(frame, at))


def _measure(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell the one responsible; to look at what it did is for the holder to call for too (R80)."""
    if one.who is not None:
        yield _due(one, one.who)
    if one.kind is DueKind.EVALUATION or one.who is None:
        yield _due(one, _holder(frame, at))


def _word(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask giver and holder, while the giver's word is needed and the unit takes part."""
    part = None if one.unit is None else frame.team.parts.get(one.unit)
    if part is None or part.stage is not Stage.TAKES_PART or one.who is None:
        return
    if one.who in givers.certain(needed(part.unit, at)):
        yield _due(one, one.who)
        yield _due(one, _holder(frame, at))


def _incomplete(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask giver and holder for a word given anew, until one says what the giver was told (R64)."""
    if one.unit is None:
        return
    told, untold = {False: False, True: False}, []
    for word in frame.consents.standing(one.unit, frame.person, at.today):
        if word.giver == one.who:
            logg = word.stands(one.unit, at.today, logg=True)
            if word.complete:
                told |= {False: True, True: told[True] or logg}
            else:
                untold.append((logg, word.id))
    waits = [id_ for logg, id_ in untold if not told[logg]]
    if waits and waits[0] == one.thing:
        yield from _word(one, frame, at)


def _shut_out(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell the holder, whoever acts for them, and everyone whose word is needed: at once (R172)."""
    turn = carrier(frame, at)
    if turn.because is not Away.WITHOUT_ACCESS:
        return
    asked: set[UUID] = {turn.who.employee, frame.holder.employee}
    asked |= givers.certain(needed(frame.holder.unit, at))
    for who in asked:
        yield _due(one, who, on=at.today)


def _birthday(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell the holder, the young person and the guardians, up to the day itself."""
    born = at.person.born
    if born is None:
        return
    here = (at.rules.youth_consents_from, at.rules.health_consents_from, at.rules.majority)
    told = dict.fromkeys(here, FURTHEST)
    for law in at.law.birthdays_on(at.today):
        told.setdefault(law.age, timedelta(days=law.told_days_before))
    family: set[UUID] = {at.person.id}
    if not givers.of_age(at.person, at.rules, at.today):
        family |= givers.guardians(at.person, at.today)
    for age, ahead in told.items():
        day = givers.birthday(born, age)
        if at.today <= day <= at.today + ahead:
            for who in (*family, _holder(frame, at)):
                yield _due(one, who, on=day)


def _name(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask the leader of the unit that is to coordinate, until somebody has been asked (R83)."""
    leader = None if one.unit is None else at.municipality.leader_of(one.unit, at.today)
    offer = frame.baton.offered(at.today)
    if leader is not None and (offer is None or offer.to.unit != one.unit):
        yield _due(one, leader)


def _in_touch(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    by = next_contact_by(frame.team, frame.dates, frame.passages.contacted_on, at.rules)
    if by is not None:
        yield _due(one, _holder(frame, at), on=by)


def _move(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell the holder, and the leader of the unit the child is to leave (R180)."""
    yield _due(one, _holder(frame, at))
    leader = at.municipality.leader_of(frame.home, at.today, besides=frame.team.aside)
    if leader is not None:
        yield _due(one, leader)


def _upper_age(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell the holder and the young person, from a while before until it is ended (R8)."""
    day = givers.upper_birthday(at.person, at.rules)
    if day is not None:
        yield _due(one, _holder(frame, at), on=day)
        yield _due(one, at.person.id, on=day)


def _step_in(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask the next leader up, from the day it has lain too long (R86)."""
    stuck = stuck_since(frame.baton, frame.team, frame.consents, at)
    whose = goes_to(frame.baton, frame.team, frame.consents, at)
    if stuck is not None and whose is not None:
        yield _due(one, whose, on=stuck)


_TELL: Final[Mapping[DueKind, Callable[[Dated, Frame, Circumstances], Iterator[Due]]]] = {
    DueKind.NEXT_MEETING: _meeting,
    DueKind.MINUTES: _minutes,
    DueKind.JOINT_MEETING: _joint,
    DueKind.TEAM: _team,
    DueKind.ALARM: _alarm,
    DueKind.AFTERCARE: _of_holder,
    DueKind.OFFER: _offer,
    DueKind.WITHDRAWAL: _withdrawal,
    DueKind.CHILD_TALK: _talk,
    DueKind.CHILD_TOLD: _talk,
    DueKind.EVALUATION: _measure,
    DueKind.OBSERVATION: _measure,
    DueKind.MEASURE: _measure,
    DueKind.CONSENT_ENDS: _word,
    DueKind.CONSENT_INCOMPLETE: _incomplete,
    DueKind.HOLDER_WITHOUT_ACCESS: _shut_out,
    DueKind.BIRTHDAY: _birthday,
    DueKind.NAME_HOLDER: _name,
    DueKind.BRIDGE_CONTACT: _in_touch,
    DueKind.MOVE: _move,
    DueKind.STEP_IN: _step_in,
    DueKind.UPPER_AGE: _upper_age,
}
