"""A referral: five parts in the minutes, signed with them, and sent on to who may help.

What is wanted, what school or kindergarten has done, what the parents have done, who else there
is around the child, and who did what (R131). It needs no logg.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain.arena import Arenas
from stafett.domain.dates import MeetingId
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.policy import GuideVersion


@dataclass(frozen=True, slots=True)
class Referral:
    """The five parts, a to e, and where it is to go (a key of the guide's)."""

    to: str
    wanted: str
    own_service: str
    parents: str
    network: str
    done_by_whom: str

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the parts in their order."""
        return (self.wanted, self.own_service, self.parents, self.network, self.done_by_whom)


class ReferralSent(Event, name="referral-sent"):
    """The minutes have been sent as a referral, as they then were, and as the guide says."""

    place: Place
    meeting: MeetingId
    minutes_version: int
    to: str
    form: str
    receiver: UnitId | None
    by: EmployeeId
    unit: UnitId
    on: date
    guide: GuideVersion


class ReferralAnswered(Event, name="referral-answered"):
    """What came back on a referral has been written down (R85)."""

    place: Place
    meeting: MeetingId
    minutes_version: int
    receiver: UnitId | None
    answer: str
    answered_on: date
    by: EmployeeId
    unit: UnitId
    on: date


ReferralEvent: TypeAlias = ReferralSent | ReferralAnswered


@dataclass(frozen=True, slots=True)
class SendReferral:
    """Write down that the minutes were sent; ``receiver``: to a unit the municipality knows."""

    meeting: MeetingId
    version: int
    unit: UnitId
    receiver: UnitId | None = None


@dataclass(frozen=True, slots=True)
class AnswerReferral:
    """Write down what came back, and the day it came; ``receiver`` as when it was sent."""

    meeting: MeetingId
    version: int
    unit: UnitId
    answer: str
    on: date
    receiver: UnitId | None = None


ReferralCommand: TypeAlias = SendReferral | AnswerReferral


class NoSuchReceiver(Refusal):
    """The guide names no such receiver of referrals."""


class ReferralUnfinished(Refusal):
    """A referral has all its five parts; write also what there was nothing of."""


class NothingToRefer(Refusal):
    """These minutes carry no referral."""


class NotEverybodyHasSigned(Refusal):
    """The family, the holder and whoever wrote the minutes sign them before they are sent."""


class NothingWasSent(Refusal):
    """No such referral had been sent by that day."""


class ReferralIsAnswered(Refusal):
    """Another answer to it has been written down already."""


@dataclass(frozen=True, slots=True)
class SentOn:
    """A referral as it was sent: which version of the minutes, where to, on which form.

    ``answer`` is what came back, and ``answered_on`` the day it came (``None``: not yet).
    """

    version: int
    to: str
    form: str
    receiver: UnitId | None
    by: UUID
    on: date
    guide: GuideVersion
    answer: str = ""
    answered_on: date | None = None


def check(referral: Referral | None, arenas: Arenas) -> None:
    """See that what is to be sent can be.

    Raises:
        NoSuchReceiver: The guide names none by that key.
        ReferralUnfinished: One of the five parts is empty.

    """
    if referral is None:
        return
    if arenas.referral(referral.to) is None:
        raise NoSuchReceiver
    if not all(part.strip() for part in referral.parts):
        raise ReferralUnfinished


def sent(event: ReferralSent) -> SentOn:
    """Return what is kept of a referral that was sent."""
    return SentOn(
        version=event.minutes_version,
        to=event.to,
        form=event.form,
        receiver=event.receiver,
        by=event.by,
        on=event.on,
        guide=event.guide,
    )


def after(so_far: tuple[SentOn, ...], event: ReferralEvent) -> tuple[SentOn, ...]:
    """Return what has been sent of one meeting's minutes once *event* has happened."""
    if isinstance(event, ReferralSent):
        return (*so_far, sent(event))
    which = (event.minutes_version, event.receiver)
    return tuple(
        replace(one, answer=event.answer, answered_on=event.answered_on)
        if (one.version, one.receiver) == which
        else one
        for one in so_far
    )
