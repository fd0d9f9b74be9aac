"""Whose it is: who sees to a thing with a day today.

That follows from who leads, who carries the baton and whose word is needed on the very day.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from stafett.domain import givers, joint_meeting
from stafett.domain.acknowledging import waiting
from stafett.domain.acting import Away, leads_today
from stafett.domain.bridge import contact_by, waited_for
from stafett.domain.circumstances import Circumstances
from stafett.domain.dated import FURTHEST, Dated, Due, DueKind
from stafett.domain.escalation import goes_to, stuck_since
from stafett.domain.family_team import gathered_by
from stafett.domain.frame import Frame
from stafett.domain.let_in import needed
from stafett.domain.people import EmployeeId
from stafett.domain.standing import carrier
from stafett.domain.team import Stage


def tell(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Say what a thing with a day is today, and whose."""
    tells = _TELL.get(one.kind)
    if tells is not None:
        yield from tells(one, frame, at)


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


def _before(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask the holder to invite and prepare so long before as the guide says (R80, R186)."""
    kinds = [two.kind for two in frame.dates.meetings.values() if two.id == one.thing]
    kind = at.guide.meeting(kinds[0]) if kinds else None
    has_agenda = one.kind is DueKind.AGENDA and kind is not None and bool(kind.agenda)
    no_need = one.kind is DueKind.PREPARATION and (kind is None or not kind.prepare)
    if at.today <= one.on and not has_agenda and not no_need:
        ready = one.on - timedelta(days=at.guide.invite_days_before)
        yield _due(one, _holder(frame, at), on=ready)


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
    found = (leads_today(unit, frame.team, at) for unit in units if unit is not None)
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
    who = one.who
    if who is not None and one.unit is not None:
        here = at.municipality.works_in(EmployeeId(who), one.unit, at.today)
        who = who if here else None
    yield _due(one, who or _holder(frame, at))


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
        yield from (_due(one, one.who), _due(one, _holder(frame, at)))


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
    leader = None if one.unit is None else leads_today(one.unit, frame.team, at)
    offer = frame.baton.offered(at.today)
    if leader is not None and (offer is None or offer.to.unit != one.unit):
        yield _due(one, leader)


def _in_touch(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    by = contact_by(one.on, frame.passages.contacted_on, at.rules)
    if one.thing is not None or waited_for(frame.team, frame.dates):
        yield _due(one, _holder(frame, at), on=by)


def _move(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell the holder, and the leader of the unit the child is to leave (R180)."""
    yield _due(one, _holder(frame, at))
    leader = leads_today(frame.home, frame.team, at)
    if leader is not None:
        yield _due(one, leader)


def _upper_age(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Tell the holder and the young person, from a while before until it is ended (R8)."""
    day = givers.upper_birthday(at.person, at.rules)
    if day is not None:
        yield _due(one, _holder(frame, at), on=day)
        yield _due(one, at.person.id, on=day)


def _plan_right(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask the holder, from the first evaluation on a level where the guide says so (R153)."""
    chosen = frame.dates.outcomes.items()
    there = [(it.met_on, which) for which, it in chosen if it.level in at.guide.plan_told_at]
    if there and min(there)[1] == one.thing:
        yield _due(one, _holder(frame, at))


def _step_in(one: Dated, frame: Frame, at: Circumstances) -> Iterator[Due]:
    """Ask the next leader up, from the day it has lain too long (R86)."""
    stuck = stuck_since(frame.baton, frame.team, frame.consents, at)
    whose = goes_to(frame.baton, frame.team, frame.consents, at)
    if stuck is not None and whose is not None:
        yield _due(one, whose, on=stuck)


_TELL: Final[Mapping[DueKind, Callable[[Dated, Frame, Circumstances], Iterator[Due]]]] = {
    DueKind.NEXT_MEETING: _meeting,
    DueKind.MINUTES: _minutes,
    DueKind.INVITATION: _before,
    DueKind.AGENDA: _before,
    DueKind.PREPARATION: _before,
    DueKind.JOINT_MEETING: _joint,
    DueKind.TEAM: _team,
    DueKind.TEAM_ADVICE: _of_holder,
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
    DueKind.PARCEL: _of_holder,
    DueKind.STEP_IN: _step_in,
    DueKind.UPPER_AGE: _upper_age,
    DueKind.PLAN_RIGHT: _plan_right,
}
