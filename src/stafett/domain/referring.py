"""Referring: the signed minutes are sent on, and what comes back is written down with them.

By somebody at work for the unit that wrote them.
"""

from stafett.domain import givers, wording
from stafett.domain.choice import FamilyWouldRatherNot, check_may_be_asked
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.desk import desk
from stafett.domain.facts import Event, Place
from stafett.domain.frame import Frame
from stafett.domain.let_in import needed
from stafett.domain.minutes import Paper
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.referral import (
    AnswerReferral,
    NoSuchReceiver,
    NotEverybodyHasSigned,
    NothingToRefer,
    NothingWasSent,
    ReferralAnswered,
    ReferralCommand,
    ReferralIsAnswered,
    ReferralSent,
    SendReferral,
    SentOn,
    sent,
)
from stafett.domain.signing import MinutesHaveChanged, lacking, newest
from stafett.domain.standing import Standing
from stafett.domain.unit import NoSuchUnit


def decide(
    frame: Frame,
    contents: Contents,
    stands: Standing,
    command: ReferralCommand,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Say what comes of it: events, nothing new, or a refusal."""
    match command:
        case SendReferral():
            return send(frame, contents, stands, command, at)
        case AnswerReferral():
            return answer(contents, stands, command, at)


def send(
    frame: Frame, contents: Contents, stands: Standing, command: SendReferral, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the minutes may be sent as a referral (R131, R132).

    The family's signatures under this very version are their consent to its being sent: of
    everyone whose consent is needed today, by the unit that sends and the one it goes to, also
    when it was written at a meeting with one home alone.

    Raises:
        NotYourUnit: The asker does not write here on the unit's behalf.
        NoSuchMeeting: There are no papers of it that the asker may read.
        NothingToRefer: The minutes carry no referral.
        MinutesHaveChanged: Another version is the newest.
        NotEverybodyHasSigned: A signature under it is missing, or nobody knows whose it takes.
        FamilyWouldRatherNot: Somebody in the family has said no to the unit it would go to.
        NoSuchReceiver: The guide names no such receiver any more, or the unit is not of its kind.
        NoSuchUnit: The municipality has no such unit.

    """
    desk(stands, command.unit)
    place, paper = newest(contents, stands, command.meeting)
    if paper.minutes is None or paper.minutes.referral is None:
        raise NothingToRefer
    if command.version != paper.version:
        raise MinutesHaveChanged
    to = at.guide.arenas.referral(paper.minutes.referral.to)
    if to is None:
        raise NoSuchReceiver
    if command.receiver is not None:
        unit = at.municipality.units.get(command.receiver)
        if unit is None:
            raise NoSuchUnit
        if unit.kind != to.service:
            raise NoSuchReceiver
        _check_wanted(frame, unit.id, at)
    if lacking(frame.dates, paper, at) or frame.holder.employee not in paper.signed_by:
        raise NotEverybodyHasSigned
    for concerned in {command.unit, command.receiver or command.unit}:
        _check_signed(paper, concerned, at)
    written = ReferralSent(
        place=place,
        meeting=command.meeting,
        minutes_version=command.version,
        to=to.key,
        form=to.form,
        receiver=command.receiver,
        by=EmployeeId(at.asked_by.id),
        unit=command.unit,
        on=at.today,
        guide=at.guide.id,
    )
    now = sent(written)
    already = any((one.version, one.receiver) == (now.version, now.receiver) for one in paper.sent)
    return () if already else (written,)


def answer(
    contents: Contents, stands: Standing, command: AnswerReferral, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether this is what came back; the family waits for it no longer (R85).

    Raises:
        NotYourUnit: The asker does not write here on the unit's behalf.
        NoSuchMeeting: There are no papers of it that the asker may read.
        NothingWasSent: That version had not gone there by that day.
        ReferralIsAnswered: Something else is written down as its answer.

    """
    desk(stands, command.unit)
    newest(contents, stands, command.meeting)
    place, there = _sent(contents, stands, command)
    on = at.happened(command.on)
    if on < there.on:
        raise NothingWasSent
    text = wording.reason(command.answer)
    if there.answered_on is not None:
        if (there.answer, there.answered_on) != (text, on):
            raise ReferralIsAnswered
        return ()
    answered = ReferralAnswered(
        place=place,
        meeting=command.meeting,
        minutes_version=command.version,
        receiver=command.receiver,
        answer=text,
        answered_on=on,
        by=EmployeeId(at.asked_by.id),
        unit=command.unit,
        on=at.today,
    )
    return (answered,)


def _sent(contents: Contents, stands: Standing, command: AnswerReferral) -> tuple[Place, SentOn]:
    """Find it in whichever part it was sent from: the same meeting can have papers in two."""
    for place in stands.reads & contents.keys():
        paper = contents[place].papers.get(command.meeting)
        for one in () if paper is None else paper.sent:
            if (one.version, one.receiver) == (command.version, command.receiver):
                return place, one
    raise NothingWasSent


def _check_signed(paper: Paper, unit: UnitId, at: Circumstances) -> None:
    who = needed(unit, at)
    if isinstance(who, givers.Unclear) or not who <= paper.signed_by:
        raise NotEverybodyHasSigned


def _check_wanted(frame: Frame, receiver: UnitId, at: Circumstances) -> None:
    """See that nobody who decides has said no to the unit, and not yes since (R63, R137)."""
    check_may_be_asked(frame.cooperation.choices, receiver, at)
    who = givers.certain(needed(receiver, at))
    if any(frame.consents.said_no(giver, receiver, logg=False) for giver in who):
        raise FamilyWouldRatherNot
