"""A machine that plays follow-ups at random: anybody asks for anything, on any later day.

Every act goes the door's own way: may they, and what does it lead to. Beside it runs a plain
book-keeping of consent, written another way than the house's, that the house is compared with.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stafett.domain import access, followup, standing, visible
from stafett.domain.access import Look
from stafett.domain.baton import FormalDecision
from stafett.domain.beginning import FollowGuide, StartFollowUp
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.closing import DemandClosure
from stafett.domain.consent import (
    ConsentExtended,
    ConsentGranted,
    ExtendConsent,
)
from stafett.domain.dates import MeetingId
from stafett.domain.ending import EndFollowUp, EndReason, FollowUpEnded
from stafett.domain.entry import (
    AgreeToCarryIn,
    EntryId,
    EntryKind,
    Note,
    ProposeEntry,
    WriteEntry,
)
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import SHARED, Event, Refusal
from stafett.domain.followup import Ended, NotStarted, Running
from stafett.domain.goal import CloseGoal, GoalId, SetGoal
from stafett.domain.handover import (
    AcceptBaton,
    BatonAccepted,
    DeclineBaton,
    OfferBaton,
    WithdrawOffer,
)
from stafett.domain.let_in import EvidenceKind
from stafett.domain.level import ChangeLevel
from stafett.domain.logg import (
    AskForLogg,
    Locked,
    LockLogg,
    LoggLocked,
    LoggReopened,
    Open,
    OpenLogg,
)
from stafett.domain.measure import AgreeMeasure, Effect, EndMeasure, EvaluationId, MeasureId
from stafett.domain.meeting import CancelMeeting, HoldMeeting, MeetingHeld, PlanMeeting
from stafett.domain.minutes import Agenda, Minutes
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.participation import (
    AcceptInvitation,
    DeclineInvitation,
    InviteUnit,
    LeaveFollowUp,
    Left,
)
from stafett.domain.people import Asker, Citizen, PersonId, Staff, UnitId
from stafett.domain.person import Person, Subject
from stafett.domain.reopening import ReopenLogg
from stafett.domain.task import NameProfessional, RemoveProfessional
from stafett.domain.team import Stage
from stafett.domain.withdrawal import (
    ConsentDisowned,
    ConsentRefused,
    ConsentWithdrawn,
    DisownConsent,
    RefuseConsent,
    WithdrawConsent,
)
from tests.follow_ups import AIM, CHANGED, HEARD, KEPT, PLAN, START, TOO_SMALL, word
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
    LONG_AGO,
    MOTHER,
    MUNICIPALITY,
    NURSE,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    at_work,
    some_id,
)
from tests.rules import GUIDE, LATER_GUIDE, RULES

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
PERSONS = (CHILD, YOUTH, SOON_FIFTEEN, SOON_EIGHTEEN)
"""Eight, sixteen, soon fifteen and soon eighteen: every birthday that matters lies in reach."""


@dataclass
class Words:
    """A plain list of who has said yes to whom: the other way of counting."""

    said: list[dict[str, Any]] = field(default_factory=list)
    stopped: set[tuple[PersonId, UnitId]] = field(default_factory=set)

    def hear(self, event: Event) -> None:
        """Write down what somebody said."""
        match event:
            case ConsentGranted() | ConsentExtended():
                for unit in event.terms.units:
                    self.stopped.discard((event.giver, unit))
                    self.said.append(
                        {
                            "id": event.consent,
                            "giver": event.giver,
                            "unit": unit,
                            "about": event.terms.about,
                            "until": event.terms.last_day,
                            "logg": event.terms.logg,
                            "out": event.terms.excluded,
                            "on": event.at.astimezone(NORWAY).date(),
                        }
                    )
            case ConsentWithdrawn():
                self.said = [
                    one
                    for one in self.said
                    if one["giver"] != event.giver or one["unit"] not in event.units
                ]
                self.stopped |= {(event.giver, unit) for unit in event.units}
            case ConsentRefused():
                self.stopped |= {(event.giver, unit) for unit in event.units}
            case ConsentDisowned():
                self.said = [one for one in self.said if one["id"] != event.consent]
            case LoggLocked():
                for one in self.said:
                    one["logg"] = False
            case _:
                pass

    def yes(self, unit: UnitId, person: Person, day: date, *, logg: bool) -> bool:
        """Has everyone said yes to the unit, told in the plainest way for these four persons?"""
        age = person.age(day)
        assert age is not None
        turn = 16 if unit == CLINIC else 15
        standing_ = [
            one
            for one in self.said
            if one["unit"] == unit
            and one["about"] == person.id
            and one["until"] >= day
            and (one["logg"] or not logg)
        ]
        by = {one["giver"] for one in standing_}
        if age >= 18:
            return person.id in by
        if age < turn:
            return {MOTHER.person, FATHER.person} <= by
        if {MOTHER.person, FATHER.person, person.id} <= by:
            return True
        assert person.born is not None
        birthday = person.born.replace(year=person.born.year + turn)
        fresh = day < birthday + timedelta(days=RULES.old_consents_run_on_days)
        older = {one["giver"] for one in standing_ if one["on"] < birthday}
        may_run_on = fresh and (person.id, unit) not in self.stopped
        return may_run_on and {MOTHER.person, FATHER.person} <= older


def ids(called: str, count: int = 3) -> st.SearchStrategy[Any]:
    """One of a few ids, so that things meet again."""
    return st.sampled_from([some_id(f"{called} {number}") for number in range(count)])


class FollowUps(RuleBasedStateMachine):
    """One follow-up, played at random; the invariants are asked after every act."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.state: followup.FollowUp = NotStarted()
        self.day = TODAY
        self.person: Person = CHILD
        self.words = Words()

    @property
    def family(self) -> tuple[Citizen, ...]:
        return (MOTHER, FATHER, Citizen(self.person.id))

    def at(self, asker: Asker) -> Circumstances:
        guide = GUIDE
        if not isinstance(self.state, NotStarted) and self.state.frame.guide == LATER_GUIDE.id:
            guide = LATER_GUIDE
        municipality = replace(MUNICIPALITY, guides={GUIDE.id: GUIDE, LATER_GUIDE.id: LATER_GUIDE})
        noon = datetime.combine(self.day, time(12), NORWAY)
        return Circumstances(noon, asker, guide, RULES, self.person, municipality)

    def act(self, asker: Asker, command: Any) -> tuple[Event, ...]:
        """Go the door's way; a no changes nothing, and asking again writes nothing."""
        at = self.at(asker)
        before = self.state
        try:
            access.may(asker, command, before, at)
            happened = followup.decide(before, command, at)
        except Refusal:
            return ()
        for event in happened:
            self.state = followup.evolve(self.state, event)
            self.words.hear(event)
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

    @initialize(person=st.sampled_from(PERSONS), how_far=st.integers(0, 3))
    def begin(self, person: Person, how_far: int) -> None:
        """Begin, and at times go straight on to a team of units, an open logg, a measure."""
        self.person = person
        assert self.act(TEACHER, START)
        if how_far:
            self.all_give(set(UNITS), logg=how_far > 1)
            for unit in OTHERS:
                self.act(TEACHER, InviteUnit(unit))
                self.act(LEADERS[unit], AcceptInvitation(unit))
                self.act(LEADERS[unit], NameProfessional(unit, WORKERS[unit].employee, "helps"))
        if how_far > 1:
            assert self.act(TEACHER, OpenLogg())
        if how_far > 2:
            self.work_on(TEACHER, SCHOOL, some_id("thing 0"), 2)

    def someone(self, data: st.DataObject, likely: Asker) -> Asker:
        """Mostly the one whose business it is, at times anybody."""
        if data.draw(st.integers(0, 5)):
            return likely
        anybody: tuple[Asker, ...] = (*STAFF, *self.family, OTHER_PARENT)
        return data.draw(st.sampled_from(anybody))

    def turn(self) -> Staff:
        """Whoever carries the baton today."""
        assert not isinstance(self.state, NotStarted)
        who = standing.carrier(self.state.frame, self.at(TEACHER)).who.employee
        return next(one for one in STAFF if one.employee == who)

    @rule(days=st.sampled_from((1, 2, 15, 31, 61)))
    def time_goes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(
        data=st.data(),
        giver=st.integers(0, 2),
        units=st.sets(st.sampled_from(UNITS), min_size=1),
        logg=st.booleans(),
        days=st.sampled_from((0, 20, 200)),
    )
    def give(
        self, data: st.DataObject, giver: int, units: set[UnitId], logg: bool, days: int
    ) -> None:
        who = self.family[giver]
        paper = data.draw(st.booleans())
        kind = EvidenceKind.SIGNED_PAPER if paper else EvidenceKind.DIGITAL
        command = word(
            who,
            *units,
            called=str(len(self.events)),
            until=self.day + timedelta(days=days),
            logg=logg,
            about=self.person.id,
            on=self.day,
            kind=kind,
        )
        self.act(self.someone(data, self.turn() if paper else who), command)

    @rule(units=st.sets(st.sampled_from(UNITS), min_size=1), logg=st.just(value=True))
    def all_give(self, units: set[UnitId], logg: bool) -> None:
        for who in self.family:
            until = self.day + timedelta(days=100)
            called = str(len(self.events))
            self.act(
                who,
                word(
                    who,
                    *units,
                    called=called,
                    until=until,
                    logg=logg,
                    about=self.person.id,
                    on=self.day,
                ),
            )

    @rule(data=st.data(), giver=st.integers(0, 2), unit=st.sampled_from(UNITS))
    def extend(self, data: st.DataObject, giver: int, unit: UnitId) -> None:
        assert not isinstance(self.state, NotStarted)
        who = self.family[giver]
        words = [one for one in self.state.frame.consents.words.values() if one.giver == who.person]
        if not words:
            return
        base = data.draw(st.sampled_from(words))
        until = self.day + timedelta(days=50)
        new = word(who, unit, called=f"more {len(self.events)}", until=until, on=self.day)
        more = ExtendConsent(
            new.consent, base.id, who.person, frozenset({unit}), until, new.evidence
        )
        self.act(who, more)

    @rule(
        data=st.data(),
        giver=st.integers(0, 2),
        units=st.sets(st.sampled_from(UNITS), min_size=1),
    )
    def take_back(self, data: st.DataObject, giver: int, units: set[UnitId]) -> None:
        who = self.family[giver]
        happened = self.act(self.someone(data, who), WithdrawConsent(who.person, frozenset(units)))
        for event in happened:
            assert isinstance(event, ConsentWithdrawn)
            self.see_out(event)

    def see_out(self, event: ConsentWithdrawn) -> None:
        """I5: with the word gone, nobody gets in through those units any more."""
        assert not isinstance(self.state, NotStarted)
        for unit in event.units:
            needed = self.words.yes(unit, self.person, self.day, logg=False)
            for staff in STAFF:
                if unit not in staff.units or unit == SCHOOL or needed:
                    continue
                stands = standing.stand(self.state.frame, self.at(staff))
                assert SHARED not in stands.reads, "I5"
                assert not stands.has(standing.Role.NAMED, unit), "I5"

    @rule(data=st.data(), giver=st.integers(0, 2), unit=st.sampled_from(UNITS))
    def say_no(self, data: st.DataObject, giver: int, unit: UnitId) -> None:
        who = self.family[giver]
        level = None if isinstance(self.state, NotStarted) else self.state.frame.level
        no = RefuseConsent(who.person, frozenset({unit}), logg=True, informed_of="text 1")
        self.act(self.someone(data, who), no)
        assert isinstance(self.state, Running | Ended)
        assert self.state.frame.level == level, "R166: a no changes neither level nor holder"

    @rule(giver=st.integers(0, 2), number=st.integers(0, 5))
    def disown(self, giver: int, number: int) -> None:
        assert not isinstance(self.state, NotStarted)
        words = list(self.state.frame.consents.words)
        if words:
            self.act(self.family[giver], DisownConsent(words[number % len(words)]))

    @rule(data=st.data(), unit=st.sampled_from(OTHERS), how=st.integers(0, 5))
    def take_part(self, data: st.DataObject, unit: UnitId, how: int) -> None:
        leader = self.someone(data, LEADERS[unit])
        worker = WORKERS[unit]
        self.act(self.someone(data, self.turn()), InviteUnit(unit))
        match how:
            case 0:
                self.act(leader, DeclineInvitation(unit, "no time"))
            case 1:
                self.act(leader, LeaveFollowUp(unit, Left.TASK_DONE, "we are done"))
            case 2:
                self.act(leader, RemoveProfessional(unit, worker.employee, "on leave"))
            case _:
                self.act(leader, AcceptInvitation(unit))
                self.act(leader, NameProfessional(unit, worker.employee, "gives advice"))

    @rule(
        data=st.data(),
        to=st.sampled_from((TEACHER, COLLEAGUE, ADVISER, NURSE, CASEWORKER)),
        at_once=st.booleans(),
    )
    def offer(self, data: st.DataObject, to: Staff, at_once: bool) -> None:
        offered = self.act(self.someone(data, self.turn()), OfferBaton(at_work(to)))
        if offered and at_once:
            self.answer(data, decided=data.draw(st.booleans()), how=data.draw(st.integers(0, 4)))

    @rule(data=st.data(), decided=st.booleans(), how=st.integers(0, 4))
    def answer(self, data: st.DataObject, decided: bool, how: int) -> None:
        assert not isinstance(self.state, NotStarted)
        offer = self.state.frame.baton.offer
        if offer is None:
            return
        asked = next(one for one in STAFF if one.employee == offer.to.employee)
        formal = FormalDecision(self.day, "2026/17") if decided else None
        match how:
            case 0:
                self.act(self.someone(data, asked), DeclineBaton("not the right one"))
            case 1:
                self.act(self.someone(data, self.turn()), WithdrawOffer())
            case _:
                self.act(self.someone(data, asked), AcceptBaton(formal))

    @rule(data=st.data(), to=st.integers(0, 4), kept=st.booleans())
    def change_level(self, data: st.DataObject, to: int, kept: bool) -> None:
        choice = KEPT if kept else CHANGED
        self.act(
            self.someone(data, self.turn()), ChangeLevel(to, "not enough", "meeting", choice, HEARD)
        )

    @rule(data=st.data(), unit=st.sampled_from(UNITS), number=ids("thing"), steps=st.integers(1, 5))
    def work(self, data: st.DataObject, unit: UnitId, number: Any, steps: int) -> None:
        self.work_on(self.someone(data, WORKERS[unit]), unit, number, steps)

    def work_on(self, asker: Asker, unit: UnitId, number: Any, steps: int) -> None:
        """Set a goal, agree on a measure, look at what it did, end both: so many steps of it."""
        aim = replace(AIM, deadline=self.day + timedelta(days=30))
        plan = replace(
            PLAN, starts=self.day, deadline=aim.deadline, evaluate_on=self.day + timedelta(days=9)
        )
        seen = EvaluationId(some_id(str(self.day)))
        path = (
            SetGoal(GoalId(number), unit, aim),
            AgreeMeasure(MeasureId(number), GoalId(number), unit, plan),
            EvaluateMeasure(seen, MeasureId(number), unit, Effect.SOME, HEARD, "seen in class"),
            EndMeasure(MeasureId(number), unit, "done"),
            CloseGoal(GoalId(number), unit, reached=True),
        )
        for command in path[:steps]:
            self.act(asker, command)

    @rule(data=st.data(), steps=st.integers(1, 4), number=ids("meeting"), key=st.integers(0, 2))
    def meet(self, data: st.DataObject, steps: int, number: Any, key: int) -> None:
        meeting = MeetingId(number)
        unit = at_work(self.turn()).unit
        starts = datetime.combine(self.day + timedelta(days=2), time(9), NORWAY)
        asker = self.someone(data, self.turn())
        outcome = ("go-on", "go-up", "back")[key]
        path = (
            PlanMeeting(meeting, unit, "network", starts, Agenda("what now")),
            HoldMeeting(meeting, unit, self.day, Minutes("we agreed"), kind="network"),
            ChooseOutcome(outcome, meeting, "because", "all", HEARD, KEPT),
        )
        if steps > len(path):
            self.act(asker, CancelMeeting(meeting, unit))
        for command in path[:steps]:
            self.act(asker, command)

    @rule(
        data=st.data(),
        unit=st.sampled_from(UNITS),
        number=ids("entry"),
        shared=st.booleans(),
        steps=st.integers(1, 3),
    )
    def write(
        self, data: st.DataObject, unit: UnitId, number: Any, shared: bool, steps: int
    ) -> None:
        entry = EntryId(number)
        note = Note(EntryKind.NOTE, "a good day", frozenset({self.person.id}), LONG_AGO)
        asker = self.someone(data, WORKERS[unit])
        self.act(asker, WriteEntry(entry, note, unit, shared=shared))
        if steps > 1:
            self.act(asker, ProposeEntry(entry, unit))
        if steps > 2:
            for giver in self.family:
                self.act(giver, AgreeToCarryIn(entry))

    @rule(data=st.data())
    def open_logg(self, data: st.DataObject) -> None:
        asker = self.someone(data, self.turn())
        self.act(asker, AskForLogg())
        self.act(asker, OpenLogg())

    @rule(data=st.data(), all_of_them=st.booleans())
    def lock(self, data: st.DataObject, all_of_them: bool) -> None:
        agreed = frozenset(one.person for one in self.family) if all_of_them else frozenset()
        self.act(self.someone(data, self.turn()), LockLogg(agreed, "it works", HEARD))

    @rule(giver=st.integers(0, 2))
    def demand(self, giver: int) -> None:
        """I6: nobody on the staff has a say in it."""
        assert not isinstance(self.state, NotStarted)
        asker = self.family[giver]
        stands = standing.stand(self.state.frame, self.at(asker))
        was_open = isinstance(self.state, Running) and isinstance(self.state.frame.logg, Open)
        self.act(asker, DemandClosure())
        if was_open and standing.Role.GIVER in stands.roles:
            assert isinstance(self.state, Running), "I15"
            assert isinstance(self.state.frame.logg, Locked), "I6"
            assert self.state.frame.level == 1
            for staff in STAFF:
                reads = standing.stand(self.state.frame, self.at(staff)).reads
                assert SHARED not in reads, "I6: effective at once"

    @rule(
        data=st.data(),
        unit=st.sampled_from(UNITS),
        more=st.sets(st.sampled_from(UNITS)),
    )
    def reopen(self, data: st.DataObject, unit: UnitId, more: set[UnitId]) -> None:
        worker = data.draw(st.sampled_from((WORKERS[unit], LEADERS[unit])))
        renewed = data.draw(st.booleans())
        if renewed:
            self.all_give(more | {unit}, logg=True)
        asker = self.someone(data, worker)
        if isinstance(asker, Staff):
            self.act(asker, ReopenLogg(frozenset(more | {unit}), at_work(asker)))

    @rule(data=st.data(), reason=st.sampled_from(EndReason), really=st.integers(0, 9))
    def end(self, data: st.DataObject, reason: EndReason, really: int) -> None:
        if really:
            return
        agreed = frozenset(one.person for one in self.family)
        self.act(
            self.someone(data, self.turn()),
            EndFollowUp(reason, "time to stop", TOO_SMALL, agreed, "the coordinator"),
        )

    @rule(data=st.data())
    def new_edition(self, data: st.DataObject) -> None:
        self.act(self.someone(data, self.turn()), FollowGuide(LATER_GUIDE.id, "the new one"))

    @rule(asker=st.sampled_from(STAFF))
    def start_again(self, asker: Staff) -> None:
        start = StartFollowUp(SCHOOL, at_work(asker), START.clarification, "again", TOO_SMALL)
        assert not self.act(asker, start)

    @invariant()
    def there_is_always_exactly_one_holder(self) -> None:
        """I1, with or without a logg: in the book, and by rule today."""
        if isinstance(self.state, NotStarted):
            return
        turns = self.state.frame.baton.turns
        assert all(turn.until is not None for turn in turns[:-1])
        for earlier, later in pairwise(turns):
            assert earlier.until == later.since
        assert turns[-1].until is None
        if isinstance(self.state, Running):
            carriers = [
                staff
                for staff in STAFF
                if standing.Role.CARRIER in standing.stand(self.state.frame, self.at(staff)).roles
            ]
            assert len(carriers) == 1

    @invariant()
    def nobody_reads_the_logg_without_everyones_word(self) -> None:
        """I3 and I7, against the other way of counting."""
        if isinstance(self.state, NotStarted):
            return
        for staff in STAFF:
            stands = standing.stand(self.state.frame, self.at(staff))
            if SHARED not in stands.reads:
                continue
            assert isinstance(self.state.frame.logg, Open)
            assert any(
                self.words.yes(unit, self.person, self.day, logg=True)
                and staff.employee in self.state.frame.team.parts[unit].named
                for unit in staff.units
                if unit in self.state.frame.team.parts
            ), "I3"

    @invariant()
    def units_beside_the_home_unit_are_let_in_by_everyone(self) -> None:
        if isinstance(self.state, NotStarted):
            return
        for unit in OTHERS:
            let_in = self.words.yes(unit, self.person, self.day, logg=False)
            for staff in STAFF:
                stands = standing.stand(self.state.frame, self.at(staff))
                if stands.has(standing.Role.NAMED, unit):
                    assert let_in

    @invariant()
    def majority_ends_the_guardians_access(self) -> None:
        """I11, at midnight: the day of the birthday is the first without it."""
        if isinstance(self.state, NotStarted):
            return
        age = self.person.age(self.day)
        assert age is not None
        for guardian in (MOTHER, FATHER):
            stands = standing.stand(self.state.frame, self.at(guardian))
            assert bool(stands.roles) == (age < 18)

    @invariant()
    def only_an_ending_ends_it(self) -> None:
        """I15: a refused, locked or never opened logg is no end."""
        ends = [e for e in self.events if isinstance(e, FollowUpEnded | LoggReopened)]
        over = bool(ends) and isinstance(ends[-1], FollowUpEnded)
        assert isinstance(self.state, Ended) == over

    @invariant()
    def every_reader_gets_a_view_and_strangers_none(self) -> None:
        if isinstance(self.state, NotStarted):
            return
        for asker in (*STAFF[:5], MOTHER, OTHER_PARENT):
            at = self.at(asker)
            try:
                permit = access.may(asker, Look.OPEN, self.state, at)
            except Refusal:
                continue
            assert asker != OTHER_PARENT
            seen = visible.trim(self.state, permit, at)
            assert {one.place for one in seen.parts} <= permit.parts

    def teardown(self) -> None:
        """The state is what its events say, whichever way it was come by."""
        assert followup.fold(self.events) == self.state
