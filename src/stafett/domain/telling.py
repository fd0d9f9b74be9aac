"""Telling: for whom something that has just happened, or fallen due, is new (R190).

Only what happens in a follow-up, and in its frame: offers, answers, withdrawals, requests,
meetings, and days that come; and that somebody looks in in an emergency. Nobody is ever told
because of a concern, so that nothing shielded can be told from a notice that comes or stays away.
Whoever is told may see it today in any case.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from stafett.domain import access, due, givers, with_a_day
from stafett.domain.access import Look
from stafett.domain.acting import leads_today
from stafett.domain.arrival import ArrivalAnswered
from stafett.domain.audience import audience
from stafett.domain.baton import Turn
from stafett.domain.circumstances import Circumstances
from stafett.domain.consent import ConsentExtended, ConsentGranted
from stafett.domain.dated import Due, DueKind
from stafett.domain.departure import (
    DepartureAnswered,
    DepartureCompleted,
    DepartureProposed,
    ParcelSent,
)
from stafett.domain.emergency import OpenedInEmergency
from stafett.domain.facts import Event, Refusal
from stafett.domain.followup import Ended, Running
from stafett.domain.frame import Frame
from stafett.domain.handover import BatonAccepted, BatonDeclined, BatonOffered
from stafett.domain.logg import LoggAskedFor, LoggLocked
from stafett.domain.meeting import (
    MeetingCancelled,
    MeetingEvent,
    MeetingInvited,
    MeetingPlanned,
    MeetingTimeAgreed,
)
from stafett.domain.municipality import Municipality
from stafett.domain.participation import InvitationAccepted, InvitationDeclined, UnitInvited
from stafett.domain.people import Duty
from stafett.domain.standing import Role, carrier
from stafett.domain.team import Stage
from stafett.domain.withdrawal import ConsentDisowned, ConsentRefused, ConsentWithdrawn

_A_DAY: Final = timedelta(days=1)
_NOT_BY_THE_DAY: Final = frozenset({DueKind.HOLDER_WITHOUT_ACCESS})
"""What is so every day until it is put right; the event that made it so has been told."""

NEWS: Final = (
    BatonOffered,
    BatonAccepted,
    BatonDeclined,
    InvitationAccepted,
    InvitationDeclined,
    UnitInvited,
    LoggAskedFor,
    LoggLocked,
    MeetingPlanned,
    MeetingTimeAgreed,
    MeetingInvited,
    MeetingCancelled,
    ConsentGranted,
    ConsentExtended,
    ConsentWithdrawn,
    ConsentRefused,
    ConsentDisowned,
    DepartureProposed,
    DepartureAnswered,
    ParcelSent,
    DepartureCompleted,
    ArrivalAnswered,
)
"""What one is told of at all."""


def for_whom(event: Event, by: UUID, frame: Frame, at: Circumstances) -> frozenset[UUID]:
    """Return for whom an event in a follow-up is new, whether they may see it or not.

    Args:
        event: What happened.
        by: Who did it; nobody is told what they did themselves.
        frame: The follow-up as it is now.
        at: The day, the person and the municipality; who asks is not looked at.

    """
    return frozenset(_new_for(event, frame, at)) - {by}


def may_be_told(event: Event, state: Running | Ended, at: Circumstances) -> bool:
    """Say whether the one who asks in these circumstances may see today that it happened."""
    try:
        permit = access.may(at.asked_by, Look.LIST, state, at)
    except Refusal:
        return False
    if isinstance(event, UnitInvited) and Role.INVITED in permit.roles:
        return True
    if isinstance(event, MeetingEvent) and event.meeting in permit.apart:
        # For the other home alone (R177).
        return False
    return audience(event) in permit.shown


def fallen_due(state: Running, at: Circumstances, after: date) -> frozenset[UUID]:
    """Return those with something that fell due since *after*, or was left undone the day before.

    One is told twice of each thing: on its day, and the day after if it still waits (R119).
    """
    return frozenset(one.whose for one in _come(state, at, after))


def due_is_shown(state: Running, at: Circumstances, after: date) -> bool:
    """Say whether something fell due since *after* for the one who asks, where they may read it."""
    try:
        permit = access.may(at.asked_by, Look.LIST, state, at)
    except Refusal:
        return False
    return any(
        one.told_to(at.asked_by.id, permit.parts) and one.thing not in permit.apart
        for one in _come(state, at, after)
    )


def revision_due(known: Municipality, today: date, after: date) -> frozenset[UUID]:
    """Return the coordinators, when the yearly revision of the model has fallen due (R151)."""
    by = known.rulebook.register.next_revision_by
    if by is None or not any(after < day <= today for day in (by, by + _A_DAY)):
        return frozenset()
    return frozenset(
        one.id for one in known.employees.values() if Duty.BTI_COORDINATOR in one.duties
    )


def looked_in(event: OpenedInEmergency, known: Municipality, today: date) -> frozenset[UUID]:
    """Return who is told at once that somebody looks in on a child in an emergency (F42).

    The data protection officers, and whoever leads the unit it is done for; never of what.
    """
    leader = known.leader_of(event.unit, today, besides={event.by})
    return (officers(known) | ({leader} if leader is not None else set())) - {event.by}


def review_due(known: Municipality, today: date, after: date) -> frozenset[UUID]:
    """Return the data protection officers, when a review has fallen due (F42)."""
    waits = any(known.rulebook.emergencies.fallen_due(today, after))
    return officers(known) if waits else frozenset()


def officers(known: Municipality) -> frozenset[UUID]:
    """Return those whose duty it is to watch over how personal matters are dealt with."""
    return frozenset(
        one.id for one in known.employees.values() if Duty.DATA_PROTECTION_OFFICER in one.duties
    )


def _come(state: Running, at: Circumstances, after: date) -> Iterator[Due]:
    for one in due.in_follow_up(with_a_day.of_follow_up(state), state.frame, at):
        days = (one.on, one.on + _A_DAY)
        if one.kind not in _NOT_BY_THE_DAY and any(after < day <= at.today for day in days):
            yield one


def _new_for(event: Event, frame: Frame, at: Circumstances) -> Iterator[UUID]:
    holder = carrier(frame, at).who.employee
    match event:
        case BatonOffered(to=to):
            yield to.employee
        case BatonAccepted():
            yield from _before(frame.baton.turns)
            yield from _family(at)
        case (
            BatonDeclined()
            | InvitationAccepted()
            | InvitationDeclined()
            | ConsentDisowned()
            | MeetingTimeAgreed()
            | DepartureAnswered()
            | ArrivalAnswered()
        ):
            yield holder
        case UnitInvited(unit=unit):
            leader = leads_today(unit, frame.team, at)
            if leader is not None:
                yield leader
        case LoggAskedFor() | DepartureProposed() | ParcelSent() | DepartureCompleted():
            yield from _family(at)
        case MeetingPlanned() | MeetingInvited() | MeetingCancelled() | LoggLocked():
            yield holder
            yield from _at_work(frame)
            yield from _family(at)
        case ConsentGranted() | ConsentExtended() | ConsentWithdrawn() | ConsentRefused():
            yield holder
            if event.registered_by is not None:
                # Written down for them: they must be able to say that it is not theirs (R65).
                yield event.giver
        case _:
            return


def _before(turns: tuple[Turn, ...]) -> Iterator[UUID]:
    yield from (turn.holder.employee for turn in turns[-2:-1])


def _at_work(frame: Frame) -> Iterator[UUID]:
    for part in frame.team.parts.values():
        if part.stage is Stage.TAKES_PART:
            yield from part.named


def _family(at: Circumstances) -> Iterator[UUID]:
    """Name the child and those who answer for it; whether they may see it is asked of each."""
    yield at.person.id
    yield from givers.guardians(at.person, at.today)
