"""Audiences: which readers a fact in the frame is for; the parts have audiences of their own.

An entity tag counts what a reader may see, so that something new for others never shows as a
gap (I4).
"""

from collections.abc import Mapping
from enum import Enum

from stafett.domain import (
    acknowledging,
    alarm,
    arrival,
    beginning,
    bridge,
    bringing,
    change_of_home,
    choice,
    consent,
    departure,
    deputy,
    dispute,
    ending,
    family_team,
    handover,
    impartial,
    individual_plan,
    level,
    logg,
    meeting,
    network,
    outcome,
    paper_logg,
    plan_handover,
    progress,
    task,
    withdrawal,
)
from stafett.domain import participation as part
from stafett.domain.facts import Event


class Shown(Enum):
    """The audiences, from the widest to the narrowest."""

    HERE = "here"
    """Everyone who is told that there is something here at all."""

    PERSON = "person"
    """Those who may know whom it is about."""

    FRAME = "frame"
    """Everyone who takes part, and the family: holder, level, units let in, dates."""

    LOGG = "logg"
    """The family, and units that took part while there was a logg: others never learn of it."""

    INVITATION = "invitation"
    """The leader of a unit that is asked, before consent: that somebody asks, and who (R135)."""

    RELAY = "relay"
    """The family, the holder, the home unit's leader, and the one who is offered the baton."""

    CARE = "care"
    """The family, the holder and the home unit's leader: reasons, wishes, the child's view."""

    CONSENTS = "consents"
    """The holder, for every word; each giver for their own."""

    DISPUTE = "dispute"
    """The family, the holders, the leaders of units that take part, and the coordinating unit."""

    NETWORK = "network"
    """Somebody of the private network: what the family has opened to them, and no more (R138)."""

    FORMAL_DECISION = "formal-decision"
    """The guardians, the two holders and child welfare (R75)."""

    PART = "part"
    """Those who may read the part of the follow-up it lies in."""


_OF_EVENT: Mapping[type[Event], Shown] = {
    beginning.FollowUpStarted: Shown.FRAME,
    beginning.GuideFollowed: Shown.FRAME,
    handover.BatonOffered: Shown.RELAY,
    handover.BatonAccepted: Shown.FRAME,
    handover.BatonDeclined: Shown.RELAY,
    handover.OfferWithdrawn: Shown.RELAY,
    consent.ConsentGranted: Shown.CONSENTS,
    consent.ConsentExtended: Shown.CONSENTS,
    withdrawal.ConsentWithdrawn: Shown.CONSENTS,
    withdrawal.ConsentDisowned: Shown.CONSENTS,
    withdrawal.ConsentRefused: Shown.CONSENTS,
    part.UnitInvited: Shown.RELAY,
    part.InvitationAccepted: Shown.FRAME,
    part.InvitationDeclined: Shown.RELAY,
    part.UnitLeft: Shown.FRAME,
    task.ProfessionalNamed: Shown.FRAME,
    task.ProfessionalRemoved: Shown.FRAME,
    acknowledging.WithdrawalAcknowledged: Shown.CARE,
    network.RelativeWished: Shown.CARE,
    network.RelativeUnwished: Shown.CARE,
    impartial.StoodAside: Shown.CARE,
    impartial.FoundImpartial: Shown.CARE,
    level.LevelChanged: Shown.FRAME,
    progress.StepDone: Shown.FRAME,
    progress.StepTakenBack: Shown.FRAME,
    meeting.MeetingPlanned: Shown.FRAME,
    meeting.MeetingTimeAgreed: Shown.FRAME,
    meeting.MeetingInvited: Shown.FRAME,
    meeting.MeetingHeld: Shown.FRAME,
    meeting.MeetingCancelled: Shown.FRAME,
    outcome.OutcomeChosen: Shown.FRAME,
    logg.LoggAskedFor: Shown.RELAY,
    logg.LoggOpened: Shown.LOGG,
    logg.ClosureDemanded: Shown.LOGG,
    logg.LoggLocked: Shown.LOGG,
    logg.LoggReopened: Shown.LOGG,
    paper_logg.PaperLoggMoved: Shown.CARE,
    alarm.AlarmRaised: Shown.FRAME,
    alarm.AlarmAnswered: Shown.FRAME,
    bringing.CaseBrought: Shown.FRAME,
    bringing.CaseAdvised: Shown.FRAME,
    family_team.FamilyTeamAskedFor: Shown.CARE,
    family_team.FamilyTeamComposed: Shown.FRAME,
    family_team.FamilyTeamPlanMade: Shown.FRAME,
    family_team.FamilyTeamReconvened: Shown.FRAME,
    choice.ContactsChosen: Shown.CARE,
    ending.FollowUpEnded: Shown.FRAME,
    dispute.DisputeBrought: Shown.DISPUTE,
    dispute.DisputeDecided: Shown.DISPUTE,
    bridge.BridgeContactKept: Shown.FRAME,
    individual_plan.PlanInformed: Shown.CARE,
    individual_plan.PlanWishSaid: Shown.CARE,
    individual_plan.PlanAppliedFor: Shown.CARE,
    individual_plan.PlanAnswered: Shown.CARE,
    individual_plan.CoordinatorNamed: Shown.CARE,
    plan_handover.PackageOffered: Shown.FRAME,
    plan_handover.PackageAccepted: Shown.FRAME,
    plan_handover.PlanEnded: Shown.CARE,
    change_of_home.MovePlanned: Shown.CARE,
    change_of_home.MoveCancelled: Shown.CARE,
    change_of_home.HomeUnitChanged: Shown.FRAME,
    departure.DepartureProposed: Shown.CARE,
    departure.DepartureAnswered: Shown.CARE,
    departure.ParcelSent: Shown.CARE,
    departure.DepartureCalledOff: Shown.CARE,
    departure.DepartureCompleted: Shown.CARE,
    arrival.ArrivalAnswered: Shown.CARE,
    arrival.ParcelTakenIn: Shown.CARE,
    deputy.DeputyNamed: Shown.FRAME,
    deputy.DeputyReleased: Shown.FRAME,
}


def audience(event: Event) -> Shown:
    """Return the audience of a fact in the frame."""
    return _OF_EVENT[type(event)]
