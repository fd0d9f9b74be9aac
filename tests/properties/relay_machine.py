"""A machine that plays follow-ups at random: anybody asks for anything, on any later day.

Few rules and large steps, so that a short game gets far: into open loggs, past birthdays, and
out of consents that have run out.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stafett.domain import access, commands, followup, standing, visible
from stafett.domain.access import Look
from stafett.domain.audience import Shown
from stafett.domain.baton import FormalDecision
from stafett.domain.beginning import StartFollowUp
from stafett.domain.closing import DemandClosure
from stafett.domain.ending import FollowUpEnded
from stafett.domain.facts import SHARED, Refusal
from stafett.domain.followup import Ended, Running
from stafett.domain.handover import AcceptBaton, DeclineBaton, OfferBaton, WithdrawOffer
from stafett.domain.how_given import EvidenceKind
from stafett.domain.level import ChangeLevel
from stafett.domain.logg import (
    Locked,
    LockLogg,
    LoggLocked,
    LoggOpened,
    LoggReopened,
    NotOpened,
    Open,
)
from stafett.domain.opening import AskForLogg, OpenLogg
from stafett.domain.paper_logg import PaperLoggMoved
from stafett.domain.participation import (
    AcceptInvitation,
    DeclineInvitation,
    InviteUnit,
    LeaveFollowUp,
    Left,
)
from stafett.domain.people import Asker, Citizen, Staff, UnitId
from stafett.domain.person import Person
from stafett.domain.reopening import ReopenLogg
from stafett.domain.task import NameProfessional, RemoveProfessional
from stafett.domain.team import Stage
from stafett.domain.who_may import AT_WORK
from stafett.domain.withdrawal import ConsentWithdrawn, DisownConsent, WithdrawConsent
from tests.follow_ups import CHANGED, HEARD, KEPT, START, word
from tests.people import (
    ADVISER,
    CASEWORKER,
    CLINIC,
    COLLEAGUE,
    FATHER,
    MOTHER,
    NURSE,
    OTHER_PARENT,
    PPT,
    SCHOOL,
    TEACHER,
    at_work,
    some_id,
)
from tests.properties.any_command import MET, commands_of, of
from tests.properties.daily_life import SMALL_ACTS, end, work_on
from tests.properties.passing_on import someone
from tests.properties.played import LEADERS, OTHERS, PERSONS, STAFF, UNITS, WORKERS, Played

Data = st.DataObject
OF_A_LOGG = (LoggOpened, LoggLocked, PaperLoggMoved)
some_units = st.sets(st.sampled_from(UNITS), min_size=1)


class FollowUps(Played, RuleBasedStateMachine):
    """One follow-up, played at random; the invariants are asked after every act."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_at: dict[str, tuple[int, date]] = {}

    @initialize(person=st.sampled_from(PERSONS), how_far=st.sampled_from((3, 2, 3, 1, 0)))
    def begin(self, person: Person, how_far: int) -> None:
        """Begin, and mostly go straight on to a team of units, an open logg, a measure."""
        self.person = person
        assert self.act(TEACHER, START)
        if how_far:
            self.everybody_says_yes(set(UNITS), logg=how_far > 1)
            for unit in OTHERS:
                self.join(TEACHER, unit)
        if how_far > 1:
            assert self.act(TEACHER, OpenLogg())
        if how_far > 2:
            work_on(self, TEACHER, SCHOOL, some_id("thing 0"), 2)
            self.act(TEACHER, ChangeLevel(2, "not enough", "meeting", KEPT, HEARD))

    def join(self, holder: Staff, unit: UnitId) -> None:
        self.act(holder, InviteUnit(unit))
        self.act(LEADERS[unit], AcceptInvitation(unit))
        self.act(LEADERS[unit], NameProfessional(unit, WORKERS[unit].employee, "helps"))

    def everybody_says_yes(self, units: set[UnitId], *, logg: bool) -> None:
        until = self.day + timedelta(days=100)
        for who in self.family:
            called = str(len(self.events))
            about = self.person.id
            yes = word(who, *units, called=called, until=until, logg=logg, about=about, on=self.day)
            self.act(who, yes)

    @rule(days=st.sampled_from((1, 15, 31, 61, 101)))
    def time_goes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(eve=st.booleans(), back=st.booleans())
    def a_birthday_comes(self, eve: bool, back: bool) -> None:
        """Go on to the next birthday that matters (or its eve); at times the youth says stop."""
        born = self.person.born
        assert born is not None
        days = [
            born.replace(year=born.year + age) - timedelta(days=int(eve)) for age in (15, 16, 18)
        ]
        ahead = [day for day in days if day > self.day and (day - self.day).days < 900]
        if ahead:
            self.day = min(ahead)
        if back:
            youth = self.family[2]
            for event in self.act(youth, WithdrawConsent(youth.person, frozenset(OTHERS))):
                assert isinstance(event, ConsentWithdrawn)
                self.see_out(event)

    @rule(data=st.data(), units=some_units, logg=st.booleans(), days=st.sampled_from((0, 20, 200)))
    def give(self, data: Data, units: set[UnitId], logg: bool, days: int) -> None:
        who = data.draw(st.sampled_from(self.family))
        paper = data.draw(st.booleans())
        command = word(
            who,
            *units,
            called=str(len(self.events)),
            until=self.day + timedelta(days=days),
            logg=logg,
            about=self.person.id,
            on=self.day,
            kind=EvidenceKind.SIGNED_PAPER if paper else EvidenceKind.DIGITAL,
        )
        self.act(someone(self, data, self.turn() if paper else who), command)
        if paper and data.draw(st.booleans()):
            self.act(who, DisownConsent(command.consent))

    @rule(units=some_units, logg=st.booleans())
    def all_give(self, units: set[UnitId], logg: bool) -> None:
        self.everybody_says_yes(units, logg=logg)
        for unit in units & set(OTHERS):
            self.join(self.turn(), unit)

    @rule(data=st.data(), units=some_units)
    def take_back(self, data: Data, units: set[UnitId]) -> None:
        who = data.draw(st.sampled_from(self.family))
        back = WithdrawConsent(who.person, frozenset(units))
        for event in self.act(someone(self, data, who), back):
            assert isinstance(event, ConsentWithdrawn)
            self.see_out(event)

    @rule(data=st.data(), unit=st.sampled_from(OTHERS), how=st.integers(0, 3))
    def take_part(self, data: Data, unit: UnitId, how: int) -> None:
        leader = someone(self, data, LEADERS[unit])
        self.act(someone(self, data, self.turn()), InviteUnit(unit))
        match how:
            case 0:
                self.act(leader, DeclineInvitation(unit, "no time"))
            case 1:
                self.act(leader, LeaveFollowUp(unit, Left.TASK_DONE, "we are done"))
            case 2:
                self.act(leader, RemoveProfessional(unit, WORKERS[unit].employee, "on leave"))
            case _:
                self.act(leader, AcceptInvitation(unit))
                self.act(leader, NameProfessional(unit, WORKERS[unit].employee, "helps"))

    @rule(
        data=st.data(),
        to=st.sampled_from((TEACHER, COLLEAGUE, ADVISER, NURSE, CASEWORKER, CASEWORKER)),
        days=st.sampled_from((0, 0, 1, 15)),
        how=st.integers(0, 4),
    )
    def pass_the_baton(self, data: Data, to: Staff, days: int, how: int) -> None:
        self.act(someone(self, data, self.turn()), OfferBaton(at_work(to)))
        self.day += timedelta(days=days)
        formal = FormalDecision(self.day, "2026/17") if data.draw(st.booleans()) else None
        match how:
            case 0:
                self.act(someone(self, data, to), DeclineBaton("not the right one"))
            case 1:
                self.act(someone(self, data, self.turn()), WithdrawOffer())
            case _:
                self.act(someone(self, data, to), AcceptBaton(formal))

    @rule(data=st.data(), to=st.sampled_from((2, 3, 1, 0, 4)), kept=st.booleans())
    def change_level(self, data: Data, to: int, kept: bool) -> None:
        choice = KEPT if kept else CHANGED
        change = ChangeLevel(to, "not enough", "meeting", choice, HEARD)
        self.act(someone(self, data, self.turn()), change)

    @rule(data=st.data(), small_act=st.sampled_from(SMALL_ACTS))
    def daily_life(self, data: Data, small_act: object) -> None:
        assert callable(small_act)
        small_act(self, data)

    @rule(data=st.data(), agreed=st.booleans())
    def open_or_lock(self, data: Data, agreed: bool) -> None:
        asker = someone(self, data, self.turn())
        self.act(asker, AskForLogg())
        if not self.act(asker, OpenLogg()):
            names = frozenset(one.person for one in self.family) if agreed else frozenset()
            self.act(asker, LockLogg(names, "it works", HEARD))

    @rule(data=st.data(), kind=st.sampled_from(commands_of(commands.Command)))
    def anything(self, data: Data, kind: type) -> None:
        """Whatever can be asked at all, also what nobody sensible asks."""
        if kind is StartFollowUp:
            return
        MET.day = self.day
        command = data.draw(of(kind))
        unit = getattr(command, "unit", None)
        likely: list[Asker] = [self.turn(), data.draw(st.sampled_from(self.family))]
        if unit in UNITS:
            likely += [WORKERS[unit], WORKERS[unit], LEADERS[unit]]
        giver = getattr(command, "giver", None)
        if giver is not None:
            likely = [Citizen(giver), self.turn()]
        self.act(someone(self, data, data.draw(st.sampled_from(likely))), command)

    @rule(giver=st.integers(0, 2))
    def demand(self, giver: int) -> None:
        """I6: nobody on the staff has a say in it."""
        asker = self.family[giver]
        stands = standing.stand(self.frame, self.at(asker))
        was_open = isinstance(self.state, Running) and isinstance(self.frame.logg, Open)
        self.act(asker, DemandClosure())
        if was_open and standing.Role.GIVER in stands.roles:
            assert isinstance(self.state, Running), "I15"
            assert isinstance(self.frame.logg, Locked), "I6"
            assert self.frame.level == 1
            for staff in STAFF:
                reads = standing.stand(self.frame, self.at(staff)).reads
                assert SHARED not in reads, "I6: effective at once"

    @rule(giver=st.integers(0, 1), unit=st.sampled_from((PPT, CLINIC)), days=st.integers(0, 9))
    def comes_later(self, giver: int, unit: UnitId, days: int) -> None:
        """A unit comes in after the logg was locked, and somebody in it takes the baton."""
        self.act(self.family[giver], DemandClosure())
        self.day += timedelta(days=days)
        self.everybody_says_yes({unit}, logg=False)
        self.join(self.turn(), unit)
        self.act(self.turn(), OfferBaton(at_work(WORKERS[unit])))
        self.act(WORKERS[unit], AcceptBaton())

    @rule(data=st.data(), unit=st.sampled_from(UNITS), more=st.sets(st.sampled_from(UNITS)))
    def reopen(self, data: Data, unit: UnitId, more: set[UnitId]) -> None:
        """At times after an end; with or without renewed words."""
        if data.draw(st.integers(0, 7)) == 7:
            end(self, data)
        if data.draw(st.booleans()):
            self.everybody_says_yes(more | {unit}, logg=True)
        likely = data.draw(st.sampled_from((WORKERS[unit], LEADERS[unit], self.turn())))
        asker = someone(self, data, likely)
        if isinstance(asker, Staff):
            units = frozenset(more | {unit} | asker.units)
            happened = self.act(asker, ReopenLogg(units, at_work(asker)))
            for event in happened:
                assert isinstance(event, LoggReopened)
                for one in event.units:
                    assert self.words.yes(one, self.person, self.day, logg=True), "I7"

    def is_new(self, promise: str) -> bool:
        """Has anything happened, or a day passed, since this promise was looked at?"""
        now = (len(self.events), self.day)
        before = self.looked_at.get(promise)
        self.looked_at[promise] = now
        return bool(self.events) and now != before

    @invariant()
    def every_turn_with_the_baton_follows_on_the_last(self) -> None:
        """I1 in the book: no gap, no overlap, the last turn still running."""
        if not self.is_new("every_turn_with_the_baton_follows_on_the_last"):
            return
        turns = self.frame.baton.turns
        assert all(turn.until is not None for turn in turns[:-1])
        for earlier, later in pairwise(turns):
            assert earlier.until == later.since
        assert turns[-1].until is None

    @invariant()
    def everyone_at_work_stands_where_the_words_put_them(self) -> None:
        """I1, I3 and I7 today, against the other way of counting."""
        if not self.is_new("everyone_at_work_stands_where_the_words_put_them"):
            return
        frame = self.frame
        yes = {unit: self.words.yes(unit, self.person, self.day, logg=False) for unit in UNITS}
        logg = {unit: self.words.yes(unit, self.person, self.day, logg=True) for unit in UNITS}
        carriers = 0
        for staff in STAFF:
            (unit,) = staff.units
            stands = standing.stand(frame, self.at(staff))
            carriers += standing.Role.CARRIER in stands.roles
            part = frame.team.parts.get(unit)
            inside = part is not None and part.stage is Stage.TAKES_PART and not self.over
            named = inside and part is not None and staff.employee in part.named
            named = named and staff.employee not in frame.team.aside
            let_in = yes[unit] or unit == frame.home
            assert (standing.Role.NAMED in stands.roles) == (named and let_in), "R134"
            is_open = isinstance(frame.logg, Open)
            assert (SHARED in stands.reads) == (named and let_in and is_open and logg[unit]), "I3"
        assert carriers == (0 if self.over else 1), "I1"

    @invariant()
    def majority_ends_the_guardians_access(self) -> None:
        """I11, at midnight: the day of the birthday is the first without it."""
        if not self.is_new("majority_ends_the_guardians_access"):
            return
        age = self.person.age(self.day)
        assert age is not None
        for guardian in (MOTHER, FATHER):
            stands = standing.stand(self.frame, self.at(guardian))
            assert bool(stands.roles) == (age < 18)

    @invariant()
    def only_an_ending_ends_it(self) -> None:
        """I15: a refused, locked or never opened logg is no end."""
        if not self.is_new("only_an_ending_ends_it"):
            return
        ends = [e for e in self.events if isinstance(e, FollowUpEnded | LoggReopened)]
        over = bool(ends) and isinstance(ends[-1], FollowUpEnded)
        assert isinstance(self.state, Ended) == over

    @invariant()
    def a_logg_of_the_past_leaves_no_trace_for_those_who_came_later(self) -> None:
        """I7: they see what they would see if it had never been opened."""
        if not self.is_new("a_logg_of_the_past"):
            return
        logg = self.frame.logg
        reopened = any(isinstance(event, LoggReopened) for event in self.events)
        if not isinstance(logg, Locked) or reopened:
            return
        assert isinstance(self.state, Running | Ended)
        late = []
        for staff in STAFF:
            at = self.at(staff)
            with suppress(Refusal):
                permit = access.may(staff, Look.OPEN, self.state, at)
                if permit.roles & AT_WORK and Shown.LOGG not in permit.shown:
                    late.append((at, visible.trim(self.state, permit, at)))
        if not late:
            return
        never = followup.fold(event for event in self.events if not isinstance(event, OF_A_LOGG))
        assert isinstance(never, Running | Ended)
        # An ask that was answered by opening is over; one made since stands.
        asked = replace(never.frame, logg=NotOpened(logg.asked_on))
        never = followup.whole(asked, never.contents)
        for at, seen in late:
            permit = access.may(at.asked_by, Look.OPEN, never, at)
            assert seen == visible.trim(never, permit, at), "I7"

    @rule(asker=st.sampled_from((*STAFF, MOTHER, OTHER_PARENT)))
    def look(self, asker: Asker) -> None:
        """Every reader gets a view of the parts they may read; strangers get none."""
        at = self.at(asker)
        assert isinstance(self.state, Running | Ended)
        try:
            permit = access.may(asker, Look.OPEN, self.state, at)
        except Refusal:
            return
        assert asker != OTHER_PARENT
        view = visible.trim(self.state, permit, at)
        assert {one.place for one in view.parts} <= permit.parts

    def teardown(self) -> None:
        """The state is what its events say, whichever way it was come by."""
        assert followup.fold(self.events) == self.state
