"""A report made from within a follow-up: each participant's own, asking nobody for leave (R91).

It lies in the part of the unit whose employee made it, and is read by no other unit: what was
reported, and by whom, is sensitive even towards other services. There is no word here for
suspected violence or sexual abuse: such a report belongs to a shielded concern, which the family
and this follow-up never learn of (R88, R94). The duty stands whether or not the family's consent
does, and when the follow-up is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from stafett.domain.acute import Danger
from stafett.domain.circumstances import Circumstances
from stafett.domain.contact import Channel
from stafett.domain.facts import Event, Place, own
from stafett.domain.informing import Informed, ReportedToo, also, family_told
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import PersonId, UnitId
from stafett.domain.receiver import Receiver
from stafett.domain.wording import already, reason


@dataclass(frozen=True, slots=True)
class Sent:
    """What was reported to whom, how and when, why, and who in the family was told (R90, R92).

    ``because`` is ``None`` when the receiver is told for another reason than the three dangers;
    ``others`` are children it was about too (R176).
    """

    receiver: Receiver
    receiver_name: str
    channel: Channel
    because: Danger | None
    text: str
    informed: Mapping[PersonId, Informed]
    at: datetime
    reference: str = ""
    others: tuple[ReportedToo, ...] = ()


class OwnReportMade(Event, name="own-report-made"):
    """Somebody who takes part has reported; nobody else decided it."""

    place: Place
    report: UUID
    sent: Sent
    by: UUID
    unit: UnitId


@dataclass(frozen=True, slots=True)
class MakeOwnReport:
    """Write down a report one has sent oneself."""

    report: UUID
    unit: UnitId
    sent: Sent


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report; see ``OwnReportMade``."""

    id: UUID
    place: Place
    sent: Sent
    by: UUID
    unit: UnitId
    changes: int = 1


OwnReports = Mapping[UUID, OwnReport]


def make(reports: OwnReports, command: MakeOwnReport, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the report says what it must; whether to make it is the asker's alone.

    Raises:
        SayWhetherTheyKnow: The child or a guardian of today is left out, or was not told and
            there is no reason.

    """
    there = reports.get(command.report)
    if already(there.sent if there else None, command.sent):
        return ()
    if command.sent.at > at.now:
        raise NotYetHappened
    reason(command.sent.text)
    reason(command.sent.receiver_name)
    family_told(command.sent.informed, at)
    sent = replace(command.sent, others=also(command.sent.others))
    return (
        OwnReportMade(
            place=own(command.unit),
            report=command.report,
            sent=sent,
            by=at.asked_by.id,
            unit=command.unit,
        ),
    )


def after(reports: OwnReports, event: OwnReportMade) -> OwnReports:
    """Return the reports once *event* has happened."""
    new = OwnReport(event.report, event.place, event.sent, event.by, event.unit)
    return {**reports, new.id: new}
