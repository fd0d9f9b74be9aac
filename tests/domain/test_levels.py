"""Levels: up, down and past one, with a reason, a look at the holder, and the child heard."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain.baton import FamilyWish
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.how_given import EvidenceKind
from stafett.domain.level import (
    ChangeLevel,
    HolderChoice,
    LevelChanged,
    NewSignatureNeeded,
    NobodyElseLetIn,
    NotInTheGuide,
)
from stafett.domain.participation import InviteUnit
from stafett.domain.team import Stage
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wording import SayWhy
from stafett.municipalities import keys, load
from tests.follow_ups import CHANGED, HEARD, KEPT, begun, both_let_in, joined, with_ppt, word
from tests.people import (
    ADVISER,
    CASEWORKER,
    CHILD_WELFARE,
    CHILD_WELFARE_HEAD,
    CLINIC,
    COLLEAGUE,
    FATHER,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.rules import GUIDE, RULES


def to(level: int) -> ChangeLevel:
    return ChangeLevel(level, "more help is needed", "network meeting", KEPT, HEARD)


def test_up_a_level_with_a_unit_that_everyone_let_in() -> None:
    with_ppt().when(TEACHER, to(2)).then(
        LevelChanged(
            before=1,
            level=2,
            reason="more help is needed",
            decided_by="network meeting",
            holder=KEPT,
            child_view=HEARD,
            on=TODAY,
            guide=GUIDE.id,
            rules_from=RULES.valid_from,
        )
    )


@pytest.mark.parametrize("level", [2, 3])
def test_no_level_for_several_units_while_nobody_is_let_in(level: int) -> None:
    begun().when(TEACHER, to(level)).then_refused(NobodyElseLetIn)
    one = begun().after(MOTHER, word(MOTHER, PPT))
    one.when(TEACHER, to(level)).then_refused(NobodyElseLetIn)
    home_only = both_let_in(begun(), SCHOOL)
    home_only.when(TEACHER, to(level)).then_refused(NobodyElseLetIn)


def test_levels_can_be_skipped_and_gone_back_where_the_guide_says_so() -> None:
    so_far = with_ppt().after(TEACHER, to(3))
    assert so_far.state.frame.level == 3
    so_far = so_far.after(TEACHER, to(2)).after(TEACHER, to(3)).after(TEACHER, to(1))
    assert [rung.level for rung in so_far.state.frame.ladder.rungs] == [1, 3, 2, 3, 1]


def test_from_nought_straight_to_three_where_the_guide_goes_past_the_rest() -> None:
    narrow = replace(GUIDE, transitions=frozenset({(0, 3), (1, 2)}))
    (changed,) = with_ppt().under(guide=narrow).when(TEACHER, to(3)).events
    assert isinstance(changed, LevelChanged)
    assert (changed.before, changed.level, changed.on) == (0, 3, TODAY)
    assert (changed.reason, changed.decided_by) == ("more help is needed", "network meeting")
    begun().under(guide=narrow).when(TEACHER, to(3)).then_refused(NobodyElseLetIn)
    tomorrow = TODAY + timedelta(days=1)
    with_ppt().under(guide=narrow).when(TEACHER, to(3), on=tomorrow).then_refused(NotInTheGuide)
    up = with_ppt().under(guide=narrow).after(TEACHER, to(2))
    up.when(TEACHER, to(3)).then_refused(NotInTheGuide)


@pytest.mark.parametrize("level", [0, -1, 4])
def test_a_follow_up_never_goes_to_level_nought_or_off_the_ladder(level: int) -> None:
    with_ppt().when(TEACHER, to(level)).then_refused(NotInTheGuide)


def test_only_steps_that_the_guide_knows() -> None:
    narrow = replace(GUIDE, transitions=frozenset({(1, 2)}))
    with_ppt().under(guide=narrow).when(TEACHER, to(3)).then_refused(NotInTheGuide)


def test_staying_where_one_is_is_nothing_new() -> None:
    begun().when(TEACHER, to(1)).then_nothing_new()


def test_reason_decider_and_the_childs_view_are_asked_for() -> None:
    with_ppt().when(TEACHER, replace(to(2), reason="")).then_refused(SayWhy)
    with_ppt().when(TEACHER, replace(to(2), decided_by=" ")).then_refused(SayWhy)
    with_ppt().when(TEACHER, replace(to(2), child_view=ChildView())).then_refused(ChildNotHeard)


def test_a_wish_that_is_not_followed_is_answered() -> None:
    wish = HolderChoice(kept=True, family_wish=FamilyWish("the nurse", followed=False))
    with_ppt().when(TEACHER, replace(to(2), holder=wish)).then_refused(SayWhy)


def test_a_decision_to_change_the_holder_stands_until_somebody_accepts() -> None:
    so_far = with_ppt().after(TEACHER, replace(to(2), holder=CHANGED))
    assert so_far.state.frame.ladder.holder_to_change_since == TODAY
    so_far = so_far.after(TEACHER, OfferBaton(at_work(COLLEAGUE))).after(COLLEAGUE, AcceptBaton())
    assert so_far.state.frame.ladder.holder_to_change_since is None


def test_going_back_to_one_unit_lets_each_other_unit_leave() -> None:
    so_far = with_ppt().after(TEACHER, InviteUnit(CLINIC)).after(TEACHER, to(2))
    so_far = so_far.after(TEACHER, to(1))
    parts = so_far.state.frame.team.parts
    assert {parts[PPT].stage, parts[CLINIC].stage} == {Stage.LEFT}
    assert parts[SCHOOL].stage is Stage.TAKES_PART


def test_a_level_that_asks_for_new_signatures_gets_them_with_names() -> None:
    detour = replace(GUIDE, fresh_consent_for=frozenset({3}))
    later = TODAY + timedelta(days=20)
    at_two = with_ppt().under(guide=detour).after(TEACHER, to(2), on=later)
    at_two.when(TEACHER, to(3), on=later).then_refused(NewSignatureNeeded)
    invited = frozenset({ADVISER.employee})
    signed = at_two
    for giver in (MOTHER, FATHER):
        new = word(
            giver, PPT, called="new", on=later, named=invited, kind=EvidenceKind.SIGNED_PAPER
        )
        signed.when(TEACHER, to(3), on=later).then_refused(NewSignatureNeeded)
        signed = signed.after(TEACHER, new, on=later)
    assert signed.when(TEACHER, to(3), on=later).events


def test_a_word_that_lets_nobody_in_is_no_new_signature() -> None:
    detour = replace(GUIDE, fresh_consent_for=frozenset({3}))
    half = with_ppt().under(guide=detour).after(MOTHER, word(MOTHER, CLINIC))
    half.when(TEACHER, to(3)).then_refused(NewSignatureNeeded)


def test_a_word_said_aloud_is_no_new_signature() -> None:
    detour = replace(GUIDE, fresh_consent_for=frozenset({3}))
    so_far = with_ppt().under(guide=detour)
    for giver in (MOTHER, FATHER):
        oral = word(
            giver,
            PPT,
            called="aloud",
            named=frozenset({ADVISER.employee}),
            kind=EvidenceKind.MINUTED_ORAL,
        )
        so_far = so_far.after(TEACHER, oral)
    so_far.when(TEACHER, to(3)).then_refused(NewSignatureNeeded)


def test_the_level_stands_when_consent_goes_but_goes_no_further_up() -> None:
    so_far = with_ppt().after(TEACHER, to(2))
    so_far = so_far.after(FATHER, WithdrawConsent(FATHER.person, frozenset({PPT})))
    assert so_far.state.frame.level == 2
    so_far.when(TEACHER, to(3)).then_refused(NobodyElseLetIn)
    assert so_far.when(TEACHER, to(1)).events


def test_level_three_says_nothing_about_child_welfare() -> None:
    to_three = ChangeLevel(3, "several units", "meeting", KEPT, HEARD)
    with_advice = with_ppt().when(TEACHER, to_three).events
    with_child_welfare = joined(
        both_let_in(begun(), CHILD_WELFARE), CHILD_WELFARE, CHILD_WELFARE_HEAD, CASEWORKER
    )
    assert with_child_welfare.when(TEACHER, to_three).events == with_advice
    words = ("welfare", "barnevern")
    for key in keys():
        level = load(key).guide.level(3)
        assert level is not None
        said = [level.name, *(one.title for one in load(key).guide.outcomes.get(3, ()))]
        told = [text.lower() for one in said for text in one.values()]
        assert not [text for text in told if any(word in text for word in words)]
