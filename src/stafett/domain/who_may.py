"""Who may ask for what: each command, and the roles that let somebody give it. Default nobody."""

from stafett.domain import (
    acknowledging,
    alarm,
    arrival,
    attachment,
    beginning,
    bridge,
    bringing,
    change_of_home,
    choice,
    closing,
    comment,
    consent,
    correction,
    departure,
    deputy,
    dispute,
    document,
    duty,
    ending,
    entry,
    family_team,
    handover,
    hearing,
    impartial,
    individual_plan,
    level,
    logg,
    message,
    naming,
    narrowing,
    network,
    opening,
    outcome,
    paper_logg,
    participation,
    plan_handover,
    progress,
    reopening,
    signing,
    signing_documents,
    task,
    withdrawal,
    writing,
)
from stafett.domain.commands import Command
from stafett.domain.standing import FAMILY, Role, Standing

CARRIES = frozenset({Role.CARRIER})
HOLDS = frozenset({Role.CARRIER, Role.HOLDER})
AT_WORK = HOLDS | {Role.NAMED, Role.HOME_LEADER, Role.LEADER}
LEADS = frozenset({Role.HOME_LEADER, Role.LEADER})
WRITES = CARRIES | {Role.NAMED}
BRINGS_DISPUTES = HOLDS | FAMILY | {Role.HOME_LEADER, Role.LEADER, Role.ESCALATED}

_ROLES: tuple[tuple[tuple[type, ...], frozenset[Role]], ...] = (
    ((handover.OfferBaton, handover.WithdrawOffer), HOLDS | {Role.ESCALATED}),
    ((dispute.BringDispute,), BRINGS_DISPUTES),
    ((dispute.DecideDispute,), frozenset({Role.COORDINATES})),
    ((deputy.NameDeputy, deputy.ReleaseDeputy), CARRIES),
    ((bridge.KeepInTouch,), AT_WORK),
    ((change_of_home.PlanMove, change_of_home.CancelMove), HOLDS | {Role.HOME_LEADER}),
    ((change_of_home.CompleteMove,), CARRIES),
    (
        (
            individual_plan.InformOfPlan,
            individual_plan.AnswerApplication,
            individual_plan.NameCoordinator,
            plan_handover.OfferPackage,
        ),
        CARRIES,
    ),
    (
        (
            departure.ProposeDeparture,
            departure.SendParcel,
            departure.CallOffDeparture,
            departure.CompleteDeparture,
            arrival.TakeInParcel,
        ),
        CARRIES,
    ),
    ((departure.AnswerDeparture, arrival.AnswerArrival), FAMILY | CARRIES),
    ((individual_plan.SayIfWanted, individual_plan.ApplyForPlan), FAMILY | CARRIES),
    ((plan_handover.AcceptPackage,), WRITES),
    ((plan_handover.EndPlan,), FAMILY | {Role.HOME_LEADER, Role.WROTE_EARLIER}),
    ((handover.AcceptBaton, handover.DeclineBaton), HOLDS | {Role.OFFERED}),
    ((withdrawal.WithdrawConsent, withdrawal.RefuseConsent), FAMILY | AT_WORK),
    ((withdrawal.DisownConsent,), FAMILY),
    ((impartial.StandAside,), frozenset(Role) - FAMILY - {Role.NETWORK, Role.EMERGENCY}),
    ((impartial.SetAside, impartial.FindImpartial), LEADS | CARRIES),
    ((network.WishForRelative,), frozenset({Role.GIVER})),
    ((network.UnwishRelative,), FAMILY),
    ((participation.InviteUnit,), CARRIES),
    ((choice.ChooseContacts,), FAMILY | CARRIES),
    ((alarm.RaiseAlarm,), FAMILY | AT_WORK),
    ((bringing.BringCase, bringing.RecordAdvice), CARRIES),
    ((family_team.ComposeFamilyTeam, family_team.MakeFamilyTeamPlan), CARRIES),
    ((family_team.AskForFamilyTeam, family_team.ReconveneFamilyTeam), FAMILY | AT_WORK),
    ((alarm.AnswerAlarm,), CARRIES | {Role.HOME_LEADER, Role.LEADER}),
    ((level.ChangeLevel, outcome.ChooseOutcome, beginning.FollowGuide), CARRIES),
    ((progress.TickStep,), CARRIES),
    ((opening.AskForLogg, opening.OpenLogg, logg.LockLogg), CARRIES),
    ((paper_logg.MovePaperLogg,), HOLDS | {Role.HOME_LEADER}),
    ((reopening.ReopenLogg,), HOLDS | {Role.ASKED_ANEW}),
    ((closing.DemandClosure,), frozenset({Role.GIVER})),
    ((ending.EndFollowUp,), CARRIES),
    ((beginning.StartFollowUp,), HOLDS | {Role.NAMED, Role.HOME_LEADER}),
)
"""Who may ask for what, when it does not matter on which unit's behalf."""

_LEADERS: tuple[tuple[tuple[type, ...], frozenset[Role]], ...] = (
    (
        (participation.AcceptInvitation, participation.DeclineInvitation),
        frozenset({Role.INVITED, Role.LEADER, Role.KEPT_OUT_LEADER}),
    ),
    (
        (task.NameProfessional, naming.NameHolder),
        frozenset({Role.LEADER, Role.KEPT_OUT_LEADER}),
    ),
    (
        (task.RemoveProfessional, participation.LeaveFollowUp),
        frozenset({Role.LEADER, Role.SHUT_OUT_LEADER, Role.KEPT_OUT_LEADER}),
    ),
)
"""What a unit's leader may ask for, on that unit's behalf and no other's."""


_FAMILYS_OWN = (
    entry.WriteEntry,
    message.SendMessage,
    comment.MakeComment,
    narrowing.ShowItemTo,
    signing.SignMinutes,
    document.FillInForm,
    signing_documents.SignDocument,
    attachment.KeepAttachment,
    correction.CorrectWords,
    correction.ContestWords,
)
"""What the family may do too; then it is on no unit's behalf."""

_HAD_A_PART = AT_WORK | {Role.SHUT_OUT_LEADER, Role.WROTE_EARLIER}


def _may_misfile(
    stands: Standing, action: correction.MarkMisfiled | correction.PutBack
) -> frozenset[Role]:
    """Return the roles that let somebody say that their unit's words lie with the wrong child.

    Nothing about consent, a locked logg or an end may stand in the way of it (R182).
    """
    if action.unit is None:
        return stands.roles & (FAMILY | CARRIES)
    return frozenset(role for role in _HAD_A_PART if stands.has(role, action.unit))


def _may_write_down(stands: Standing, action: consent.ConsentCommand) -> frozenset[Role]:
    """Return the roles that let somebody give a word or write one down (R81).

    A holder without access may not let their own unit in again: the family is asked (R172).
    """
    enough_ = stands.roles & (FAMILY | CARRIES | {Role.DEPUTY})
    if enough_:
        return enough_
    units = action.units if isinstance(action, consent.ExtendConsent) else action.terms.units
    theirs = {unit for role, unit in stands.units if role is Role.HOLDER}
    return frozenset() if theirs & units else stands.roles & {Role.HOLDER}


def enough(stands: Standing, action: Command) -> frozenset[Role]:
    """Return those of the asker's roles that let them do this; none: they may not."""
    for kinds, roles in _ROLES:
        if isinstance(action, kinds):
            return stands.roles & roles
    if isinstance(action, consent.GrantConsent | consent.ExtendConsent):
        return _may_write_down(stands, action)
    for kinds, roles in _LEADERS:
        if isinstance(action, kinds):
            unit = getattr(action, "unit", None)
            return frozenset(role for role in roles if unit and stands.has(role, unit))
    if isinstance(action, acknowledging.AcknowledgeWithdrawal):
        return frozenset(role for role in _HAD_A_PART if stands.has(role, action.unit))
    if isinstance(action, writing.WritingCommand):
        if isinstance(action, correction.MarkMisfiled | correction.PutBack):
            return _may_misfile(stands, action)
        if isinstance(action, duty.DutyCommand):
            return frozenset(role for role in _HAD_A_PART if stands.has(role, action.unit))
        if isinstance(action, hearing.SayForMyself):
            return stands.roles & {Role.SELF}
        if isinstance(action, _FAMILYS_OWN) and action.unit is None:
            return stands.roles & (FAMILY - {Role.REPRESENTATIVE})
        if isinstance(action, entry.AgreeToCarryIn):
            return stands.roles & {Role.GIVER}
        return stands.roles & WRITES if action.unit in stands.writes else frozenset()
    return frozenset()
