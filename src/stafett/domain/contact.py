"""Getting help at once: whom one has contacted, and what has been reported.

Every employee has a duty of their own to report, and asks nobody for leave (R91). A report says
for the child and for each guardian whether they were told beforehand, and if not why not (R92).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain.acute import Acute, ConcernBecameAcute, became
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event
from stafett.domain.informing import (
    Informed,
    ReportedToo,
    SayWhetherTheyKnow,
    also,
    family_told,
)
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import EmployeeId, PersonId
from stafett.domain.receiver import Receiver
from stafett.domain.wording import already, reason

__all__ = ["Informed", "ReportedToo", "SayWhetherTheyKnow", "also", "family_told"]


class Channel(Enum):
    """How somebody was reached."""

    MEETING = "meeting"
    PHONE = "phone"
    LETTER = "letter"
    PORTAL = "portal"


class SomebodyContacted(Event, name="somebody-contacted"):
    """Somebody has been contacted: who, when, how, and under which reference (R90)."""

    contact: UUID
    receiver: Receiver
    receiver_name: str
    channel: Channel
    reference: str
    by: EmployeeId
    at: datetime


class ReportMade(Event, name="report-made"):
    """A report has left the house; it says for each in the family whether they were told (R92)."""

    report: UUID
    receiver: Receiver
    receiver_name: str
    channel: Channel
    reference: str
    text: str
    informed: Mapping[PersonId, Informed]
    others: tuple[ReportedToo, ...] = ()
    by: EmployeeId
    at: datetime


Alarmed: TypeAlias = ConcernBecameAcute | SomebodyContacted | ReportMade


@dataclass(frozen=True, slots=True)
class RecordContact:
    """Write down whom one has contacted."""

    contact: UUID
    receiver: Receiver
    receiver_name: str
    channel: Channel
    at: datetime
    reference: str = ""


@dataclass(frozen=True, slots=True)
class RecordReport:
    """Write down a report that has been sent; nobody's leave is needed (R91).

    ``others`` are children it was about too (R176).
    """

    report: UUID
    receiver: Receiver
    receiver_name: str
    channel: Channel
    text: str
    informed: Mapping[PersonId, Informed]
    at: datetime
    reference: str = ""
    others: tuple[ReportedToo, ...] = ()


@dataclass(frozen=True, slots=True)
class Contacted:
    """Whom one has contacted; see ``SomebodyContacted``."""

    id: UUID
    receiver: Receiver
    receiver_name: str
    channel: Channel
    reference: str
    by: EmployeeId
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What has been reported; see ``ReportMade``."""

    id: UUID
    receiver: Receiver
    receiver_name: str
    channel: Channel
    reference: str
    text: str
    informed: Mapping[PersonId, Informed]
    by: EmployeeId
    at: datetime
    others: tuple[ReportedToo, ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """What has been done because it could not wait."""

    acute: Acute | None = None
    contacts: tuple[Contacted, ...] = ()
    reports: tuple[Report, ...] = field(default=())

    def after(self, event: Alarmed) -> "Alarm":
        """Return the alarm as it is once *event* has happened."""
        match event:
            case ConcernBecameAcute():
                return replace(self, acute=became(event))
            case SomebodyContacted():
                return replace(self, contacts=(*self.contacts, _contacted(event)))
            case ReportMade():
                return replace(self, reports=(*self.reports, _report(event)))


def _contacted(event: SomebodyContacted) -> Contacted:
    return Contacted(
        event.contact,
        event.receiver,
        event.receiver_name,
        event.channel,
        event.reference,
        event.by,
        event.at,
    )


def _report(event: ReportMade) -> Report:
    return Report(
        event.report,
        event.receiver,
        event.receiver_name,
        event.channel,
        event.reference,
        event.text,
        event.informed,
        event.by,
        event.at,
        event.others,
    )


def contact(
    alarm: Alarm, command: RecordContact, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether it can be written down that somebody was contacted."""
    if command.at > at.now:
        raise NotYetHappened
    event = SomebodyContacted(
        contact=command.contact,
        receiver=command.receiver,
        receiver_name=reason(command.receiver_name),
        channel=command.channel,
        reference=command.reference,
        by=by,
        at=command.at,
    )
    standing = {one.id: one for one in alarm.contacts}.get(command.contact)
    return () if already(standing, _contacted(event)) else (event,)


def report(
    alarm: Alarm, command: RecordReport, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether a report can be written down.

    Raises:
        SayWhetherTheyKnow: The child or a guardian of today is left out, or was not told and
            there is no reason.

    """
    if command.at > at.now:
        raise NotYetHappened
    family_told(command.informed, at)
    event = ReportMade(
        report=command.report,
        receiver=command.receiver,
        receiver_name=reason(command.receiver_name),
        channel=command.channel,
        reference=command.reference,
        text=reason(command.text),
        informed=command.informed,
        others=also(command.others),
        by=by,
        at=command.at,
    )
    standing = {one.id: one for one in alarm.reports}.get(command.report)
    return () if already(standing, _report(event)) else (event,)
