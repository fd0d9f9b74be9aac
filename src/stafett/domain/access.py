"""Access: may this asker do or see this today, and on which consent? Default no.

Whoever has no part in a thing is a stranger to it: to them it does not exist. Whoever has a part
but not this one is told so. Asked with the frame alone: the other parts need not be readable.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain import (
    apart,
    asking_first,
    beginning,
    commands,
    concern,
    followup,
    own_report,
    speaking,
    who_may,
    withdrawal,
)
from stafett.domain.asking_first import AskForTeamFirst
from stafett.domain.audience import Shown
from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import MeetingId
from stafett.domain.facts import COMPARTMENT, CONCERN, NotForYou, Place, Stranger
from stafett.domain.followup import Ended, NotStarted, Running
from stafett.domain.frame import Frame
from stafett.domain.let_in import ConsentId
from stafett.domain.matter import NotRaised, Shielded, Wondering, open_part
from stafett.domain.out_by_name import out_by_name
from stafett.domain.people import Asker, Citizen, Staff, UnitId
from stafett.domain.policy import LoggShows
from stafett.domain.reach import Reach, reach, words_behind
from stafett.domain.shield import RaiseShieldedConcern
from stafett.domain.showing import shown
from stafett.domain.standing import FAMILY, Role, Standing, looks_in, stand
from stafett.domain.who_may import AT_WORK
from stafett.domain.wondering import RaiseConcern


class Look(Enum):
    """What one can ask for without changing anything."""

    OPEN = "open"
    LIST = "list"


Action: TypeAlias = Look | commands.Command | concern.Command


class NotYoursHere(NotForYou):
    """You take part here, but this is for somebody else to do."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Yes; by which rule, on whose words, for which parts, and what of them is shown.

    ``reach`` is how far the shared part is read, through each unit that opens it: by topic, by who
    wrote it, and about which adults (R52, R175); what one or one's own unit wrote is always read.
    Of the meetings ``apart`` the reader knows nothing: they are for another home (R177).
    ``per_item``: what others wrote in the logg is there once it has been shown to one (R58).
    ``emergency`` is by what somebody looks in who has no part in it (F42).
    """

    rule: str
    reader: UUID
    consents: tuple[ConsentId, ...] = ()
    parts: frozenset[Place] = frozenset()
    shown: frozenset[Shown] = frozenset()
    roles: frozenset[Role] = frozenset()
    units: frozenset[UnitId] = frozenset()
    reach: tuple[Reach, ...] = (Reach(),)
    apart: frozenset[MeetingId] = frozenset()
    per_item: bool = False
    emergency: UUID | None = None


def may(
    asker: Asker, action: Action, state: followup.FollowUp | concern.State, at: Circumstances
) -> Permit:
    """Return the permit to do or see this today.

    Args:
        asker: Who asks; the same as in the circumstances.
        action: A command, or a look.
        state: What it is asked of; a follow-up's contents are not looked at.
        at: The day, its rules, the person and the municipality as they are now.

    Raises:
        Stranger: The asker has no part in it; to them it does not exist (404).
        NotForYou: The asker has a part, but not in this (403).

    """
    if asker != at.asked_by:
        raise Stranger
    match state:
        case NotStarted():
            return _begin(asker, action)
        case Running() | Ended():
            return _in_follow_up(state.frame, action, at)
        case _:
            return _in_concern(state, action, at)


_KNOW_PERSON = AT_WORK | FAMILY | {Role.OFFERED, Role.ASKED_ANEW, Role.ESCALATED}


def knows_person(permit: Permit, state: followup.FollowUp | concern.State) -> bool:
    """Say whether the permit opens who the person is now: name, guardians, how to reach them.

    Whoever has left, was put out, or is asked and not yet let in keeps what stands in their own
    part, and learns nothing new; nor does anybody but the family once it is over (R56, I3).
    """
    match state:
        case Running():
            return bool(permit.roles & _KNOW_PERSON)
        case Ended():
            return bool(permit.roles & FAMILY)
        case Wondering() | Shielded():
            return True
        case _:
            return False


def _begin(asker: Asker, action: Action) -> Permit:
    match asker, action:
        case Staff(units=units), beginning.StartFollowUp(home=home) if home in units:
            return Permit("works-in-the-unit", asker.id, units=units)
        case _:
            raise Stranger


def _in_follow_up(frame: Frame, action: Action, at: Circumstances) -> Permit:
    stands = stand(frame, at)
    rule = _rule(frame, stands, action, at)
    reaches = reach(frame, stands, at)
    words = words_behind(reaches) | frozenset(stands.consents)
    emergency = looks_in(frame, at) if Role.EMERGENCY in stands.roles else None
    return Permit(
        rule=rule,
        reader=at.asked_by.id,
        consents=tuple(sorted(words, key=lambda id_: id_.bytes)),
        parts=stands.reads,
        shown=shown(frame, stands, at),
        roles=stands.roles,
        units=frozenset(unit for _, unit in stands.units),
        reach=reaches,
        apart=apart.meetings(frame, stands.roles, at.asked_by.id),
        per_item=at.rules.logg_shows is LoggShows.PER_ITEM,
        emergency=None if emergency is None else emergency.id,
    )


def _rule(frame: Frame, stands: Standing, action: Action, at: Circumstances) -> str:
    """Return the name of the rule that says yes."""
    if isinstance(action, Look):
        if not stands.roles:
            raise Stranger(_why_nothing(frame, at))
        return _named(stands.roles)
    own_words = {word.giver for word in frame.consents.words.values()}
    taking_back = isinstance(action, withdrawal.WithdrawConsent | withdrawal.DisownConsent)
    if taking_back and speaking.voices(at) & own_words:
        return "own-word"
    enough = who_may.enough(stands, action) if isinstance(action, commands.Command) else None
    if not enough and _reports(frame, action, at):
        return "own-duty"
    if not stands.roles:
        raise Stranger(_why_nothing(frame, at))
    if not enough:
        raise NotYoursHere
    return _named(enough)


def _why_nothing(frame: Frame, at: Circumstances) -> str:
    """Return which rule leaves the asker with nothing: what forbids comes first."""
    match at.asked_by:
        case Staff(employee=who) if who in frame.team.aside:
            return "stands-aside"
        case Staff(employee=who) if any(
            who in out_by_name(frame.consents, unit, at) for unit in frame.units
        ):
            return "kept-out-by-name"
        case _:
            return "no-part"


def _reports(frame: Frame, action: Action, at: Circumstances) -> bool:
    """Does somebody who has, or had, a task report in the part of their unit (R91)?

    Neither the family's word nor impartiality stands in the way of one's own duty (R185).
    """
    if not isinstance(action, own_report.MakeOwnReport) or not isinstance(at.asked_by, Staff):
        return False
    part = frame.team.parts.get(action.unit)
    works = action.unit in at.asked_by.units
    return works and part is not None and at.asked_by.employee in {*part.named, *part.before}


def _named(roles: frozenset[Role]) -> str:
    """Return the weightiest of the roles by name: what the journal quotes."""
    return next(role.value for role in Role if role in roles)


def _in_concern(state: concern.State, action: Action, at: Circumstances) -> Permit:
    """A concern is for those who wonder together, and for the family once it has been told."""
    if isinstance(action, RaiseConcern | RaiseShieldedConcern):
        if isinstance(at.asked_by, Staff) and action.unit in at.asked_by.units:
            return Permit("works-in-the-unit", at.asked_by.id)
        raise Stranger
    if isinstance(action, AskForTeamFirst):
        if asking_first.may_ask(at):
            return Permit("asks-for-a-team", at.asked_by.id)
        raise Stranger
    if isinstance(state, NotRaised):
        raise Stranger
    part = COMPARTMENT if isinstance(open_part(state), Shielded) else CONCERN
    match at.asked_by:
        case Staff(employee=who) if who in concern.staff_readers(state, at.municipality, at.today):
            if not isinstance(action, Look | concern.FromStaff):
                raise NotYoursHere
            return Permit("privy-to-the-concern", who, parts=frozenset({part}))
        case Citizen(person=one) if one in concern.family_readers(
            state, at.person, at.today, at.rules
        ):
            if not isinstance(action, Look | concern.FromFamily):
                raise NotYoursHere
            return Permit("family-was-told", one, parts=frozenset({part}))
        case _:
            raise Stranger
