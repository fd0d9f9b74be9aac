"""Building a follow-up's view: everything in it, before it is trimmed for its reader.

Only parts that the reader may read are looked at, and of each giver's words only those that the
reader may hear.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from stafett.domain import breaks, dated_views, past_logg, progress
from stafett.domain.access import Permit
from stafett.domain.baton import Turn
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.content import Contents
from stafett.domain.cooperation_views import cooperation_view
from stafett.domain.followup import Ended, Running
from stafett.domain.frame import Frame
from stafett.domain.gap import Break
from stafett.domain.let_in import admit
from stafett.domain.level import Rung
from stafett.domain.logg import Open
from stafett.domain.logg_views import logg_view
from stafett.domain.near_views import nearby_view, network_view
from stafett.domain.part_views import entry_view, part_views, taken_on
from stafett.domain.passage_views import passages_view
from stafett.domain.past_view import past_view
from stafett.domain.people import Contact, PersonId, Professional
from stafett.domain.progress import StepNow
from stafett.domain.readable import (
    answered_for,
    brought_along,
    measures_read,
    proposals,
    proposed_with,
    readable,
)
from stafett.domain.standing import FAMILY, carrier
from stafett.domain.team import Part, Stage
from stafett.domain.views import (
    BeginningView,
    EndingView,
    FollowUpView,
    HolderView,
    InvitationView,
    MemberView,
    RungView,
    TurnView,
)
from stafett.domain.word_views import consent_views, duty_to_report, may_hear


def whole(state: Running | Ended, permit: Permit, at: Circumstances) -> FollowUpView:
    """Return the view with everything in it that the permit's parts hold."""
    frame = past_logg.as_known(state.frame, at)
    frame = replace(frame, dates=frame.dates.without(permit.apart))
    asked = tuple(part for part in frame.team.parts.values() if part.stage is Stage.INVITED)
    inside = [part for part in frame.team.parts.values() if part.stage is Stage.TAKES_PART]
    return FollowUpView(
        state="running" if isinstance(state, Running) else "ended",
        person=frame.person,
        home=frame.home,
        began=BeginningView(
            on=frame.began.at,
            reason=frame.began.reason,
            concern=frame.began.concern,
            clarification=frame.began.clarification,
            child_view=frame.began.child_view,
        ),
        ended=_ending(frame, lambda who: may_hear(who, permit, at)),
        guide=frame.guide,
        level=frame.level,
        levels=tuple(_rung(rung, frame, permit) for rung in frame.ladder.rungs),
        steps=() if frame.ending else _steps(frame, at),
        holder=None if frame.ending else _holder(frame, at),
        turns=tuple(_turn(turn, frame, permit) for turn in frame.baton.turns),
        offer=frame.baton.offered(at.today),
        team=tuple(_member(frame, part, at) for part in inside),
        nearby=nearby_view(frame, at),
        network=network_view(frame, permit, at),
        aside=tuple(frame.team.aside.values()),
        invitation=own_invitations(frame, permit, at),
        invitations=tuple(_invitation(frame, part, at) for part in asked),
        next_meeting_by=frame.dates.next_meeting_by,
        aftercare_by=frame.dates.aftercare_by if frame.dates.aftercare_waits else None,
        meetings=dated_views.meetings(frame.dates, lambda who: may_hear(who, permit, at)),
        outcomes=dated_views.outcomes(frame, at.guide),
        cooperation=cooperation_view(
            frame.cooperation,
            frame.team,
            measures_read(state.contents, permit),
            lambda who: who in at.municipality.employees or may_hear(PersonId(who), permit, at),
        ),
        consents=consent_views(frame, state.contents, permit, at),
        refusals=tuple(no for no in frame.consents.refusals if may_hear(no.giver, permit, at)),
        duty_to_report=duty_to_report(frame, permit, at),
        logg=logg_view(frame, permit),
        parts=part_views(frame, state.contents, permit, at),
        proposals=tuple(
            entry_view(one, proposed_with(state.contents, one, permit))
            for one in proposals(state.contents, permit)
        ),
        answers_for=tuple(taken_on(one) for one in answered_for(state.contents, permit)),
        brought=tuple(
            past_view(one, state.contents[one.place])
            for one in brought_along(state.contents, permit)
        ),
        breaks=_breaks(frame, state.contents, permit, at),
        passages=passages_view(frame, lambda who: may_hear(who, permit, at), at),
    )


def _breaks(
    frame: Frame, contents: Contents, permit: Permit, at: Circumstances
) -> tuple[Break, ...]:
    """Return the breaks that are for this reader: those of the frame, and of what they read."""
    found = breaks.in_frame(frame, at)
    for part in readable(contents, permit).values():
        found = (*found, *breaks.in_measures(frame, part.measures.values(), at.today))
        found = (*found, *breaks.in_papers(frame, part.papers.values(), at.today))
        found = (*found, *breaks.in_talks(frame, part, at.today))
        found = (*found, *breaks.in_referrals(frame, part, at))
    return tuple(one for one in found if one.audience in permit.shown)


def own_invitations(frame: Frame, permit: Permit, at: Circumstances) -> tuple[InvitationView, ...]:
    """Return the invitations to units that the reader answers for."""
    return tuple(
        _invitation(frame, part, at)
        for part in frame.team.parts.values()
        if part.stage is Stage.INVITED and part.unit in permit.units
    )


def _invitation(frame: Frame, part: Part, at: Circumstances) -> InvitationView:
    asker = carrier(frame, at).who
    return InvitationView(
        unit=part.unit,
        on=part.since,
        wanted=part.wanted,
        asked_by=asker,
        contact=_contact(asker, at),
    )


def _contact(who: Professional, at: Circumstances) -> Contact | None:
    employee = at.municipality.employees.get(who.employee)
    return None if employee is None else employee.contact


def _holder(frame: Frame, at: Circumstances) -> HolderView:
    turn = carrier(frame, at)
    return HolderView(
        who=turn.who,
        contact=_contact(turn.who, at),
        since=None if turn.acting else frame.baton.turns[-1].since,
        instead_of=turn.instead_of,
        because=turn.because,
    )


def _told_why(frame: Frame, permit: Permit, day: date) -> bool:
    """Is the reader one who took part when the reasons were given, or in the family (I7)?"""
    return bool(permit.roles & FAMILY) or past_logg.heard_why(frame, permit.units, day)


def _turn(turn: Turn, frame: Frame, permit: Permit) -> TurnView:
    day = turn.since.astimezone(NORWAY).date()
    told = turn.holder.unit in permit.units or _told_why(frame, permit, day)
    return TurnView(
        who=turn.holder,
        since=turn.since,
        until=turn.until,
        because=turn.because if told else None,
        formal_decision=turn.formal_decision,
    )


def _steps(frame: Frame, at: Circumstances) -> tuple[StepNow, ...]:
    return progress.steps_now(frame.ticks, frame.ladder, frame.dates, frame.team, at)


def _rung(rung: Rung, frame: Frame, permit: Permit) -> RungView:
    change = rung.change
    if change is None:
        return RungView(level=rung.level, since=rung.since, guide=frame.began.guide)
    unheard = dated_views.decided_elsewhere(frame.dates, change)
    if unheard or not _told_why(frame, permit, rung.since):
        return RungView(level=rung.level, since=rung.since, guide=change.guide)
    return RungView(
        level=rung.level,
        since=rung.since,
        guide=change.guide,
        reason=change.reason,
        decided_by=change.decided_by,
        holder=change.holder,
        child_view=change.child_view,
    )


def _ending(frame: Frame, hears: Callable[[PersonId], bool]) -> EndingView | None:
    if frame.ending is None:
        return None
    against = frozenset(who for who in frame.ending.against_wish_of if hears(who))
    told = replace(frame.ending, against_wish_of=against)
    return EndingView(on=told.at, reason=told.reason, details=told)


def _member(frame: Frame, part: Part, at: Circumstances) -> MemberView:
    admission = admit(frame.consents, part.unit, at)
    inside = admit(frame.consents, part.unit, at, logg=True) is not None
    return MemberView(
        unit=part.unit,
        since=part.since,
        named=tuple(sorted(part.named.items(), key=lambda one: one[0])),
        let_in=admission is not None or part.unit == frame.home,
        let_in_until=None if admission is None else admission.last_day,
        reads_logg=isinstance(frame.logg, Open) and inside,
    )
