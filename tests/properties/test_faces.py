"""Whatever has happened: each face shows its reader theirs, and asking for a logg tells nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from stafett.domain import (
    access,
    at_home,
    board,
    dated,
    due,
    followup,
    joining,
    shelf,
    today,
    with_a_day,
)
from stafett.domain.access import Look
from stafett.domain.acting import Away
from stafett.domain.dated import DueKind
from stafett.domain.facts import FRAME, Event, Refusal, Stranger
from stafett.domain.followup import Ended, NotStarted, Running
from stafett.domain.frame import Frame
from stafett.domain.logg import Locked, Open
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker, Duty, Staff
from stafett.domain.standing import FAMILY, Role, carrier
from stafett.domain.today import InHand
from tests.follow_ups import with_logg
from tests.people import FOLLOW_UP, OTHER_PARENT, TODAY, some_id
from tests.properties.played import LEADERS, STAFF
from tests.properties.relay_machine import FollowUps

ARCHIVIST = Staff(STAFF[0].employee, duties=frozenset({Duty.ARCHIVIST}))


class Faced(FollowUps):
    """The same game; after every act the faces are looked at, too."""

    @property
    def begun(self) -> Running | Ended:
        assert not isinstance(self.state, NotStarted)
        return self.state

    def in_hand(self, reader: Asker) -> InHand | None:
        """What the reader may look for, as a list gives it: the frame and what has a day."""
        at = self.at(reader)
        whole = followup.whole(self.begun.frame, {})
        try:
            permit = access.may(reader, Look.LIST, whole, at)
        except Stranger:
            return None
        return InHand(FOLLOW_UP, whole, permit, at, with_a_day.of_follow_up(self.begun))

    @invariant()
    def what_is_due_is_somebodys_and_nothing_is_once_it_is_over(self) -> None:
        if not self.events:
            return
        noted = with_a_day.of_follow_up(self.begun)
        at = self.at(STAFF[0])
        found = due.in_follow_up(noted, self.begun.frame, at)
        assert not (self.over and (noted or found))
        turn = carrier(self.begun.frame, at)
        shut_out = not self.over and turn.because is Away.WITHOUT_ACCESS
        kinds = {one.kind for one in found}
        assert (DueKind.HOLDER_WITHOUT_ACCESS in kinds) == shut_out, "R172: at once"
        for one in found:
            assert one.on <= self.day + timedelta(days=90)
            assert one.rule.startswith("R")
        if shut_out:
            told = {one.whose for one in found if one.kind is DueKind.HOLDER_WITHOUT_ACCESS}
            assert {turn.who.employee, self.begun.frame.holder.employee} <= told

    @invariant()
    def each_day_at_work_holds_what_is_ones_own_and_no_more(self) -> None:
        if not self.events:
            return
        holders = []
        for staff in STAFF:
            one = self.in_hand(staff)
            if one is None:
                continue
            day = today.today(self.day, [one], [])
            if day.holds:
                holders.append(staff)
            assert bool(day.holds) == (Role.CARRIER in one.permit.roles)
            assert bool(day.offers) <= (Role.OFFERED in one.permit.roles)
            told = due.in_follow_up(one.noted, self.begun.frame, one.at)
            theirs = {thing.kind for thing in told if thing.whose == staff.employee}
            shown = {row.kind for row in (*day.due, *day.consents_ending, *day.child_talks)}
            assert shown <= theirs
            if not one.permit.roles - {Role.INVITED}:
                assert str(self.person.id) not in repr(day), "R135: not about whom"
        assert len(holders) == (0 if self.over else 1), "I1, on everybody's day"

    @invariant()
    def a_familys_page_is_for_the_family_and_shows_each_their_own_words(self) -> None:
        if not self.events:
            return
        assert self.in_hand(OTHER_PARENT) is None
        for giver in self.family:
            one = self.in_hand(giver)
            if one is None:
                continue
            assert one.permit.roles <= FAMILY
            (page,) = at_home.at_home([one]).items
            assert {word.giver for word in page.consents} <= {giver.person}
            assert (page.holder is None) == self.over, "R183: they always see whom to call"
            assert (page.shelf is None) == (not isinstance(self.begun.frame.logg, Locked))
            assert {row.on for row in page.tasks} <= {
                thing.on
                for thing in due.in_follow_up(one.noted, self.begun.frame, one.at)
                if thing.whose == giver.person
            }

    @invariant()
    def a_board_counts_it_for_those_who_lead_and_names_nobody(self) -> None:
        if not self.events:
            return
        for unit, leader in LEADERS.items():
            one = self.in_hand(leader)
            if one is None:
                continue
            shown = board.board(unit, self.day, [one], [])
            counted = sum(level.follow_ups.count for level in shown.levels) + shown.elsewhere.count
            assert counted <= 1
            assert counted == 0 or not self.over
            if unit == self.frame.home and not self.over:
                assert counted == 1
            told = repr(shown)
            assert str(self.person.id) not in told
            assert str(FOLLOW_UP) not in told

    @invariant()
    def the_shelf_holds_what_is_locked_and_tells_the_archivist_of_nobody(self) -> None:
        if not self.events:
            return
        frame = self.begun.frame
        seen = shelf.shelved(FOLLOW_UP, frame, shelf.permit(ARCHIVIST), self.at(ARCHIVIST))
        assert (seen is not None) == isinstance(frame.logg, Locked)
        for one in self.family:
            assert str(one.person) not in repr(seen)

    @invariant()
    def opening_says_the_same_no_whether_or_not_the_child_has_a_logg_elsewhere(self) -> None:
        """R167: a unit comes into another logg exactly when it could have opened its own."""
        if not isinstance(self.state, Running) or isinstance(self.state.frame.logg, Open | Locked):
            return
        turn = carrier(self.state.frame, self.at(STAFF[0]))
        at = self.at(next(one for one in STAFF if one.employee == turn.who.employee))
        try:
            opened: tuple[Event, ...] = followup.decide(self.state, OpenLogg(), at)
        except Refusal:
            return
        assert opened
        elsewhere = self.elsewhere()
        both = joining.join(self.state.frame, elsewhere, at)
        after: followup.FollowUp = self.state
        for event in both.ends:
            after = followup.evolve(after, event)
        assert isinstance(after, Ended)
        theirs: followup.FollowUp = Running(elsewhere)
        for event in both.comes_in:
            theirs = followup.evolve(theirs, event)
        assert isinstance(theirs, Running)
        assert theirs.frame.holder == elsewhere.holder, "the baton stays where it is"
        new = set(theirs.frame.consents.words) - set(elsewhere.consents.words)
        assert new <= set(self.state.frame.consents.words), "only the givers' own words go along"

    def elsewhere(self) -> Frame:
        """The same child's follow-up in another unit, with an open logg."""
        frame: Frame = with_logg().state.frame
        home = next(unit for unit in LEADERS if unit != self.begun.frame.holder.unit)
        return replace(frame, person=self.person.id, home=home)


TestFaced = Faced.TestCase
TestFaced.settings = settings(
    max_examples=20, stateful_step_count=30, derandomize=True, deadline=None, database=None
)


@pytest.mark.parametrize("kind", list(DueKind))
def test_every_kind_of_thing_that_falls_due_has_its_rule(kind: DueKind) -> None:
    assert dated.Due(kind, TODAY, some_id("somebody"), FRAME).rule
