"""A follow-up being played: each act goes the door's own way, and every new fact is looked at."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from stafett.domain import access, followup, standing
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.facts import SHARED, Event, Refusal
from stafett.domain.followup import Ended, NotStarted, Running
from stafett.domain.frame import Frame
from stafett.domain.handover import BatonAccepted
from stafett.domain.logg import LoggReopened
from stafett.domain.meeting import MeetingHeld
from stafett.domain.people import Asker, Citizen, Staff
from stafett.domain.person import Person, Subject
from stafett.domain.team import Stage
from stafett.domain.withdrawal import ConsentWithdrawn
from stafett.law import lawbook
from tests.forms import FORMED as GUIDE
from tests.forms import LATER_FORMED as LATER_GUIDE
from tests.forms import WITH_FORMS
from tests.people import (
    ADVISER,
    CASEWORKER,
    CHILD,
    CHILD_WELFARE,
    CHILD_WELFARE_HEAD,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
)
from tests.properties.any_command import MET
from tests.properties.plain_words import Words
from tests.properties.tally import TALLY
from tests.rules import RULES

STAFF = (
    TEACHER,
    COLLEAGUE,
    HEAD,
    ADVISER,
    PPT_HEAD,
    NURSE,
    CLINIC_HEAD,
    CASEWORKER,
    CHILD_WELFARE_HEAD,
)
UNITS = (SCHOOL, PPT, CLINIC, CHILD_WELFARE)
OTHERS = (PPT, CLINIC, CHILD_WELFARE)
WORKERS = {SCHOOL: TEACHER, PPT: ADVISER, CLINIC: NURSE, CHILD_WELFARE: CASEWORKER}
LEADERS = {
    SCHOOL: HEAD,
    PPT: PPT_HEAD,
    CLINIC: CLINIC_HEAD,
    CHILD_WELFARE: CHILD_WELFARE_HEAD,
}
SOON_FIFTEEN = replace(YOUTH, born=date(2011, 10, 1))
SOON_EIGHTEEN = replace(YOUTH, born=date(2008, 11, 11), subject=Subject.YOUTH)
PERSONS = (SOON_FIFTEEN, CHILD, SOON_FIFTEEN, YOUTH, SOON_EIGHTEEN)
"""Eight, sixteen, soon fifteen and soon eighteen: every birthday that matters lies in reach."""
OPEN_RULES = replace(RULES, may_be_let_in=RULES.may_be_let_in | {"private-network"})
BOTH_GUIDES = replace(WITH_FORMS, guides={GUIDE.id: GUIDE, LATER_GUIDE.id: LATER_GUIDE})


class Played:
    """The follow-up, the day, whom it is about, and beside it the plain list of words."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.state: followup.FollowUp = NotStarted()
        self.day = TODAY
        self.person: Person = CHILD
        self.words = Words()
        MET.begin()

    @property
    def frame(self) -> Frame:
        assert not isinstance(self.state, NotStarted)
        return self.state.frame

    @property
    def over(self) -> bool:
        return isinstance(self.state, Ended)

    @property
    def family(self) -> tuple[Citizen, ...]:
        return (MOTHER, FATHER, Citizen(self.person.id))

    def at(self, asker: Asker) -> Circumstances:
        guide = GUIDE
        if not isinstance(self.state, NotStarted) and self.state.frame.guide == LATER_GUIDE.id:
            guide = LATER_GUIDE
        noon = datetime.combine(self.day, time(12), NORWAY)
        return Circumstances(
            noon, asker, guide, OPEN_RULES, self.person, BOTH_GUIDES, law=lawbook()
        )

    def act(self, asker: Asker, command: Any) -> tuple[Event, ...]:
        """Go the door's way; a no changes nothing, and asking again writes nothing."""
        at = self.at(asker)
        before = self.state
        try:
            access.may(asker, command, before, at)
            happened = followup.decide(before, command, at)
        except Refusal as no:
            TALLY.refused(command, no)
            return ()
        TALLY.accepted(command)
        for event in happened:
            self.state = followup.evolve(self.state, event)
            self.words.hear(event)
            MET.hear(event)
        self.events += happened
        if happened:
            self.look_at(before, happened, at)
            try:
                again = followup.decide(self.state, command, at)
            except Refusal:
                again = ()
            assert again == (), f"{command} twice wrote twice"
        return happened

    def look_at(
        self, before: followup.FollowUp, happened: tuple[Event, ...], at: Circumstances
    ) -> None:
        """See that each new fact is what the rules promise of it."""
        for event in happened:
            guide = getattr(event, "guide", None)
            if guide is not None and event.name != "guide-followed":
                assert guide == at.guide.id, "I9: made under another edition"
            match event:
                case BatonAccepted(by=by) if by.unit == CHILD_WELFARE:
                    assert event.formal_decision is not None, "I8"
                case MeetingHeld(held_on=on, interrupted=False):
                    assert isinstance(before, Running)
                    stages = [part.stage for part in before.frame.team.parts.values()]
                    days = 42 if Stage.INVITED in stages else 28
                    assert event.next_meeting_by == on + timedelta(days=days), "I10"
                case _:
                    pass
        if isinstance(before, Running) and isinstance(self.state, Running):
            moved = before.frame.holder != self.state.frame.holder
            taken = any(isinstance(one, BatonAccepted | LoggReopened) for one in happened)
            assert taken or not moved, "I2: the baton moves by acceptance only"

    def turn(self) -> Staff:
        """Whoever carries the baton today."""
        who = standing.carrier(self.frame, self.at(TEACHER)).who.employee
        return next(one for one in STAFF if one.employee == who)

    def see_out(self, event: ConsentWithdrawn) -> None:
        """I5: with the word gone, nobody gets in through those units any more."""
        for unit in event.units:
            needed = self.words.yes(unit, self.person, self.day, logg=False)
            for staff in STAFF:
                if unit not in staff.units or unit == self.frame.home or needed:
                    continue
                stands = standing.stand(self.frame, self.at(staff))
                assert SHARED not in stands.reads, "I5"
                assert not stands.has(standing.Role.NAMED, unit), "I5"
