"""Each guide is walked from its first step to its end, by nothing but what stands in its data.

A school takes a child on, and does at each level what each step says: some steps it says are
done, others show by themselves once one has met, chosen, or let another unit in. Then it goes on
by an outcome of the guide, as far up as the guide has levels, and ends by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, pairwise
from pathlib import Path
from typing import Final

import pytest

from stafett.domain import progress
from stafett.domain.dates import MeetingId
from stafett.domain.holding import HoldMeeting
from stafett.domain.how_given import EvidenceKind
from stafett.domain.level import ChangeLevel
from stafett.domain.minutes import Minutes
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.participation import AcceptInvitation, InviteUnit
from stafett.domain.policy import Guide, Level, Outcome, StepSign
from stafett.domain.progress import ShowsByItself, TickStep
from stafett.domain.task import NameProfessional
from stafett.domain.template import KeptIn
from stafett.municipalities import Seed, keys, load, read
from tests.follow_ups import HEARD, KEPT, RELAY, START, word
from tests.people import ADVISER, FATHER, MOTHER, PPT, PPT_HEAD, SCHOOL, TEACHER, TODAY, some_id
from tests.relay import Given

SIXTH: Final = read((Path(__file__).parent / "sixth.toml").read_text(encoding="utf-8"))
ALL: Final = {key: load(key) for key in keys()} | {"sixth": SIXTH}


@dataclass(frozen=True)
class Walk:
    """How far one has come along a guide, and which day it is."""

    so_far: Given
    day: date = TODAY

    @property
    def guide(self) -> Guide:
        return self.so_far.relay.guide

    @property
    def level(self) -> Level:
        found = self.guide.level(self.so_far.state.frame.level)
        assert found is not None
        return found

    def done(self) -> dict[str, bool]:
        """Return the steps of the level in the guide's order, and whether each is done."""
        frame = self.so_far.state.frame
        at = self.so_far.relay.circumstances(TEACHER, self.day)
        now = progress.steps_now(frame.ticks, frame.ladder, frame.dates, frame.team, at)
        return {one.step: one.done_on is not None for one in now}

    def tomorrow(self) -> "Walk":
        return replace(self, day=self.day + timedelta(days=1))

    def by(self, command: object) -> "Walk":
        """Let the teacher do something today."""
        return replace(self, so_far=self.so_far.after(TEACHER, command, on=self.day))

    def met(self, kind: str) -> tuple["Walk", MeetingId]:
        """Meet today, in one of the guide's ways, with minutes."""
        meeting = MeetingId(some_id(f"{self.guide.id} {self.day}"))
        return self.by(
            HoldMeeting(meeting, SCHOOL, self.day, Minutes("We met"), kind=kind)
        ), meeting

    def chose(self, outcome: Outcome, meeting: MeetingId) -> "Walk":
        """Go on as the guide has it."""
        body = self.guide.decides_holder.get(self.level.number, "the meeting")
        return self.by(ChooseOutcome(outcome.key, meeting, "as told", body, HEARD, KEPT))

    def let_in(self) -> "Walk":
        """Have both guardians sign for PPT today, and PPT take part from now on."""
        until, named = self.day + timedelta(days=60), frozenset({ADVISER.employee})
        so_far = self.so_far
        for giver in (MOTHER, FATHER):
            signed = word(
                giver,
                PPT,
                until=until,
                named=named,
                on=self.day,
                kind=EvidenceKind.SIGNED_PAPER,
            )
            so_far = so_far.after(TEACHER, signed, on=self.day)
        if not so_far.state.frame.team.takes_part(PPT):
            so_far = so_far.after(TEACHER, InviteUnit(PPT), on=self.day)
            so_far = so_far.after(PPT_HEAD, AcceptInvitation(PPT), on=self.day)
            name = NameProfessional(PPT, ADVISER.employee, "looks at play")
            so_far = so_far.after(PPT_HEAD, name, on=self.day)
        return replace(self, so_far=so_far)


def outcomes(walk: Walk) -> tuple[Outcome, ...]:
    return walk.guide.outcomes.get(walk.level.number, ())


def steps_walked(walk: Walk, kinds: Iterator[str]) -> Walk:
    """Do what each step of the level asks for, in order, a day each.

    Where every choice leads to another level, as from a detour, one is there afterwards.
    """
    for step in walk.level.steps:
        walk = walk.tomorrow()
        if step.follows_from is not None:
            walk.so_far.when(TEACHER, TickStep(step.key), on=walk.day).then_refused(ShowsByItself)
        match step.follows_from:
            case None:
                assert not walk.done()[step.key]
                walk = walk.by(TickStep(step.key))
            case StepSign.MEETING_HELD:
                walk, _ = walk.met(next(kinds))
            case StepSign.UNIT_JOINED:
                walk = walk.let_in()
            case StepSign.OUTCOME_CHOSEN:
                walk, meeting = walk.met(next(kinds))
                goes_on = min(
                    (one for one in outcomes(walk) if not one.ends),
                    key=lambda one: one.to_level is not None,
                )
                here, walk = walk.level, walk.chose(goes_on, meeting)
                assert walk.so_far.state.frame.dates.outcomes[meeting].level == here.number
                if walk.level != here:
                    assert step == here.steps[-1], "a detour ends with the choice"
                    return walk
        assert walk.done()[step.key], step.key
    assert list(walk.done()) == [step.key for step in walk.level.steps]
    assert all(walk.done().values())
    return walk


def up(walk: Walk, to: int, kinds: Iterator[str]) -> Walk:
    """Go up to another level: by an outcome of the guide where it has one that leads there."""
    walk = walk.tomorrow().let_in()
    walk, meeting = walk.met(next(kinds))
    leads = [one for one in outcomes(walk) if one.to_level == to]
    if leads:
        walk = walk.chose(leads[0], meeting)
    else:
        walk = walk.by(ChangeLevel(to, "as told", "the meeting", KEPT, HEARD))
    assert walk.level.number == to
    return walk


@pytest.fixture(params=sorted(ALL))
def seed(request: pytest.FixtureRequest) -> Seed:
    return ALL[request.param]


def test_a_school_walks_the_whole_guide_step_by_step_and_ends_by_it(seed: Seed) -> None:
    kinds = cycle([kind.key for kind in seed.guide.meetings])
    given = RELAY.given().under(guide=seed.guide, rules=seed.day_rules).after(TEACHER, START)
    levels = [level.number for level in seed.guide.levels if level.number >= 1]
    walk = steps_walked(Walk(given), kinds)
    for here, to in pairwise(levels):
        assert (here, to) in seed.guide.transitions
        walk = steps_walked(up(walk, to, kinds), kinds)
    last, meeting = walk.tomorrow().let_in().met(next(kinds))
    over = [one for one in outcomes(last) if one.ends or one.to_level in levels]
    assert over, "the guide says how it ends"
    for outcome in over:
        before, chosen = last.level.number, last.chose(outcome, meeting)
        assert chosen.level.number == (before if outcome.to_level is None else outcome.to_level)


def test_tools_of_level_nought_are_filled_in_while_one_wonders_unless_signed(
    seed: Seed,
) -> None:
    level = seed.guide.level(0)
    assert level is not None
    assert level.steps
    forms = {form.id.form: form for form in seed.forms}
    tools = [forms[tool] for step in level.steps for tool in step.tools]
    kept = [one for one in tools if one.questions and not one.signed]
    assert kept
    assert [one.id.form for one in kept if KeptIn.CONCERN not in one.kept_in] == []


def test_every_kind_of_meeting_of_a_guide_can_be_held(seed: Seed) -> None:
    given = RELAY.given().under(guide=seed.guide, rules=seed.day_rules).after(TEACHER, START)
    walk = Walk(given)
    for kind in seed.guide.meetings:
        walk, meeting = walk.tomorrow().met(kind.key)
        assert walk.so_far.state.frame.dates.meetings[meeting].kind == kind.key
