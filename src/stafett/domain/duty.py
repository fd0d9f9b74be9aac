"""What nobody's leave is asked for: one's own report, and telling somebody without consent.

Whoever has, or had, a part in the follow-up may write it down on behalf of their unit, whether
consent stands or not and also when all is over: a duty does not end with a consent (R91).
"""

from typing import TypeAlias
from uuid import UUID

from stafett.domain import disclosure, own_report
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import EMPTY, Contents
from stafett.domain.disclosure import DiscloseWithoutConsent
from stafett.domain.facts import Event, own
from stafett.domain.own_report import MakeOwnReport
from stafett.domain.wording import IdTaken

DutyCommand: TypeAlias = MakeOwnReport | DiscloseWithoutConsent


def decide(contents: Contents, command: DutyCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say what is written in the unit's own part: events, nothing new, or a refusal."""
    here = own(command.unit)
    part = contents.get(here, EMPTY)
    match command:
        case MakeOwnReport(report=id_):
            _not_hidden(id_, contents)
            return own_report.make(part.reports, command, at)
        case DiscloseWithoutConsent(disclosure=id_):
            _not_hidden(id_, contents)
            return disclosure.disclose(part.disclosures.get(id_), here, command, at)


def _not_hidden(id_: UUID, contents: Contents) -> None:
    """What was found to lie with the wrong child does not come back under its id."""
    if any(id_ in part.misfiled for part in contents.values()):
        raise IdTaken
