"""Cooperating: alarms, wishes and teams, each decided on what its asker may read."""

from stafett.domain import alarm, apart, bringing, choice, content, gathering
from stafett.domain.alarm import AlarmCommand
from stafett.domain.bringing import BringingCommand
from stafett.domain.choice import ChooseContacts
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.cooperation import CooperationCommand
from stafett.domain.facts import Event
from stafett.domain.family_team import FamilyTeamCommand
from stafett.domain.frame import Frame
from stafett.domain.standing import stand


def decide(
    frame: Frame, contents: Contents, command: CooperationCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say what comes of it: events, nothing new, or a refusal."""
    so_far = frame.cooperation
    if isinstance(command, BringingCommand):
        return bringing.decide(so_far.cases, frame.home, frame.consents, command, at)
    if isinstance(command, FamilyTeamCommand):
        return gathering.decide(so_far.team, frame, command, at)
    match command:
        case ChooseContacts():
            return choice.choose(so_far.choices, command, at)
        case _ if isinstance(command, AlarmCommand):
            stands = stand(frame, at)
            known = apart.as_known_to(frame, contents, stands.roles, at)
            measures = content.together(known, stands.reads).measures
            return alarm.decide(so_far.alarms, frame.team, measures.keys(), command, at)
