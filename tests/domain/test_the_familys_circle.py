"""The family's circle: its own people, and who knows that a word was taken back."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from stafett.domain import access, due, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.acknowledging import (
    AcknowledgeWithdrawal,
    NothingToAcknowledge,
    WithdrawalAcknowledged,
)
from stafett.domain.agenda import Agenda
from stafett.domain.circumstances import NORWAY
from stafett.domain.consent import LastDayOutOfReach
from stafett.domain.dated import DueKind
from stafett.domain.dates import MeetingId
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import Stranger
from stafett.domain.how_given import EvidenceKind
from stafett.domain.network import (
    NoPrivateNetworkHere,
    Opened,
    RelativeUnwished,
    RelativeWished,
    TakesPartAlready,
    UnwishRelative,
    WishForRelative,
)
from stafett.domain.people import Asker, Citizen, PersonId
from stafett.domain.planning import PlanMeeting
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.standing import Role
from stafett.domain.task import NameProfessional
from stafett.domain.views import FollowUpView
from stafett.domain.views_nearby import NetworkView
from stafett.domain.with_a_day import of_follow_up
from stafett.domain.withdrawal import DisownConsent, RefuseConsent, WithdrawConsent
from stafett.domain.wording import SayWhy
from tests.follow_ups import HEARD, LATER, RELAY, begun, with_logg, word
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    CLINIC,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    NURSE,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
    without,
)
from tests.relay import Given
from tests.rules import RULES

GRANDMOTHER = Citizen(PersonId(some_id("Gerd Mormor")))
LETS_FAMILY_IN = replace(RULES, may_be_let_in=RULES.may_be_let_in | {"private-network"})
ALL = frozenset(Opened)
WISH = WishForRelative(GRANDMOTHER.person, "Gerd Mormor", "grandmother", LATER, ALL)
MEETS = datetime(2026, 9, 10, 9, tzinfo=NORWAY)


def seen(so_far: Given, who: Asker, *, days: int = 0) -> FollowUpView | None:
    """Return what somebody sees so many days from today; nothing when they are a stranger."""
    at = so_far.relay.circumstances(who, TODAY + timedelta(days=days))
    try:
        permit = access.may(who, Look.OPEN, so_far.state, at)
    except Stranger:
        return None
    return visible.trim(so_far.state, permit, at)


def family() -> Given:
    """A follow-up where the municipality lets the family's own people take part."""
    meet = PlanMeeting(MeetingId(some_id("meeting")), SCHOOL, "network", MEETS, Agenda("what now"))
    return begun().under(rules=LETS_FAMILY_IN).after(TEACHER, meet)


def wished(first: WishForRelative = WISH, second: WishForRelative = WISH) -> Given:
    return family().after(MOTHER, first).after(FATHER, second)


def test_one_of_the_familys_own_takes_part_when_everyone_needed_wishes_it() -> None:
    one = (
        family()
        .when(MOTHER, WISH)
        .then(
            RelativeWished(
                relative=GRANDMOTHER.person,
                called="Gerd Mormor",
                tie="grandmother",
                opened=ALL,
                last_day=LATER,
                giver=MOTHER.person,
                on=TODAY,
            )
        )
    )
    assert seen(one, GRANDMOTHER) is None
    assert seen(one.after(FATHER, WISH), GRANDMOTHER) is not None


def test_they_see_whom_to_call_and_when_one_meets_and_nothing_else() -> None:
    view = seen(wished(), GRANDMOTHER)
    assert view is not None
    teacher = MUNICIPALITY.employees[TEACHER.employee].contact
    assert view.network == NetworkView(contact=teacher, meetings=(MEETS,))
    nothing = FollowUpView(seen=view.seen, network=view.network)
    assert view == nothing


def test_nothing_is_open_unless_the_family_says_so() -> None:
    nothing = replace(WISH, opened=frozenset())
    assert seen(wished(nothing, nothing), GRANDMOTHER) is None


def test_what_is_open_is_what_all_of_them_say() -> None:
    only_call = replace(WISH, opened=frozenset({Opened.WHOM_TO_CALL}))
    view = seen(wished(WISH, only_call), GRANDMOTHER)
    assert view is not None
    assert view.network is not None
    assert (view.network.contact is not None, view.network.meetings) == (True, ())
    only_meet = replace(WISH, opened=frozenset({Opened.WHEN_WE_MEET}))
    assert seen(wished(only_meet, only_call), GRANDMOTHER) is None


def test_one_who_no_longer_wishes_it_is_enough_and_so_is_the_last_day() -> None:
    so_far = wished()
    gone = so_far.when(FATHER, UnwishRelative(GRANDMOTHER.person)).then(
        RelativeUnwished(relative=GRANDMOTHER.person, giver=FATHER.person, on=TODAY)
    )
    assert seen(gone, GRANDMOTHER) is None
    gone.when(FATHER, UnwishRelative(GRANDMOTHER.person)).then_nothing_new()
    assert seen(so_far, GRANDMOTHER, days=90) is not None
    assert seen(so_far, GRANDMOTHER, days=91) is None


def test_the_rules_of_the_day_decide_whether_there_is_a_private_network() -> None:
    begun().when(MOTHER, WISH).then_refused(NoPrivateNetworkHere)
    assert seen(wished().under(rules=RULES), GRANDMOTHER) is None


def test_when_it_is_over_they_see_nothing_more() -> None:
    over = wished().after(
        TEACHER, EndFollowUp(EndReason.FAMILY_WISH, "enough", HEARD, frozenset({MOTHER.person}))
    )
    assert seen(over, GRANDMOTHER) is None


def test_a_meeting_for_one_home_alone_is_not_told_of() -> None:
    meetings = wished().state.frame.dates.meetings
    (one,) = meetings.values()
    assert one.apart == frozenset()
    apart = replace(one, apart=frozenset({MOTHER.person}))
    so_far = wished()
    frame = so_far.state.frame
    dates = replace(frame.dates, meetings={one.id: apart})
    state = replace(so_far.state, frame=replace(frame, dates=dates))
    at = so_far.relay.circumstances(GRANDMOTHER, TODAY)
    permit = access.may(GRANDMOTHER, Look.OPEN, state, at)
    view = visible.trim(state, permit, at)
    assert view.network is not None
    assert view.network.meetings == ()


@pytest.mark.parametrize("who", [TEACHER, HEAD, OTHER_PARENT, GRANDMOTHER])
def test_nobody_but_the_family_brings_them_in(who: Asker) -> None:
    so_far = family()
    with pytest.raises((NotYoursHere, Stranger)):
        access.may(who, WISH, so_far.state, so_far.relay.circumstances(who, TODAY))
    so_far.when(who, WISH).then_refused(NotYoursToGive)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"relative": FATHER.person}, TakesPartAlready),
        ({"relative": CHILD_ID}, TakesPartAlready),
        ({"called": " "}, SayWhy),
        ({"tie": ""}, SayWhy),
        ({"last_day": TODAY - timedelta(days=1)}, LastDayOutOfReach),
        ({"last_day": TODAY + timedelta(days=366)}, LastDayOutOfReach),
    ],
)
def test_a_wish_says_who_how_and_until_when(change: dict[str, object], why: type) -> None:
    family().when(MOTHER, replace(WISH, **change)).then_refused(why)  # type: ignore[arg-type]


def test_one_of_the_network_does_nothing_here() -> None:
    so_far = wished()
    at = so_far.relay.circumstances(GRANDMOTHER, TODAY)
    permit = access.may(GRANDMOTHER, Look.OPEN, so_far.state, at)
    assert (permit.roles, permit.parts) == (frozenset({Role.NETWORK}), frozenset())
    for command in (WISH, AcknowledgeWithdrawal(SCHOOL)):
        with pytest.raises(NotYoursHere):
            access.may(GRANDMOTHER, command, so_far.state, at)


def test_the_family_and_the_holder_see_who_wishes_what() -> None:
    so_far = wished()
    for who in (MOTHER, FATHER, TEACHER):
        view = seen(so_far, who)
        assert view is not None
        assert view.nearby is not None
        (one,) = view.nearby.relatives
        assert (one.relative, one.opened) == (GRANDMOTHER.person, ALL)
    view = seen(with_logg(), ADVISER)
    assert view is not None
    assert view.nearby is None


BACK = WithdrawConsent(FATHER.person, frozenset({PPT}))


def owed(so_far: Given, who: Asker = MOTHER) -> dict[object, object]:
    view = seen(so_far, who)
    assert view is not None
    assert view.nearby is not None
    return {one.who.employee: one.acknowledged_on for one in view.nearby.withdrawals}


def test_each_who_had_access_acknowledges_a_withdrawal_and_the_family_sees_it() -> None:
    so_far = with_logg().after(PPT_HEAD, name_head()).after(FATHER, BACK)
    assert owed(so_far) == {ADVISER.employee: None, PPT_HEAD.employee: None}
    done = so_far.when(ADVISER, AcknowledgeWithdrawal(PPT)).then(
        WithdrawalAcknowledged(unit=PPT, employee=ADVISER.employee, on=TODAY)
    )
    assert owed(done) == {ADVISER.employee: TODAY, PPT_HEAD.employee: None}
    done.when(ADVISER, AcknowledgeWithdrawal(PPT)).then_nothing_new()


def name_head() -> NameProfessional:
    return NameProfessional(PPT, PPT_HEAD.employee, "leads")


def due_for(so_far: Given, who: Asker, *, days: int = 0) -> list[DueKind]:
    at = so_far.relay.circumstances(who, TODAY + timedelta(days=days))
    found = due.in_follow_up(of_follow_up(so_far.state), so_far.state.frame, at)
    return [one.kind for one in found if one.told_to(who.id, ())]


def test_it_is_due_for_each_of_them_until_they_have_done_it() -> None:
    so_far = with_logg().after(FATHER, BACK)
    assert DueKind.WITHDRAWAL in due_for(so_far, ADVISER)
    assert DueKind.WITHDRAWAL in due_for(so_far, ADVISER, days=60)
    for other in (TEACHER, PPT_HEAD, MOTHER):
        assert DueKind.WITHDRAWAL not in due_for(so_far, other)
    done = so_far.after(ADVISER, AcknowledgeWithdrawal(PPT))
    assert DueKind.WITHDRAWAL not in due_for(done, ADVISER)


def test_it_is_not_due_for_one_who_has_left() -> None:
    so_far = with_logg().after(FATHER, BACK).under(municipality=without(ADVISER))
    assert DueKind.WITHDRAWAL not in due_for(so_far, ADVISER)


def test_only_those_who_had_access_have_anything_to_acknowledge() -> None:
    so_far = with_logg().after(FATHER, BACK)
    so_far.when(TEACHER, AcknowledgeWithdrawal(SCHOOL)).then_refused(NothingToAcknowledge)
    at = so_far.relay.circumstances(NURSE, TODAY)
    with pytest.raises(Stranger):
        access.may(NURSE, AcknowledgeWithdrawal(PPT), so_far.state, at)
    with_logg().when(ADVISER, AcknowledgeWithdrawal(PPT)).then_refused(NothingToAcknowledge)


def test_a_word_disowned_and_a_logg_refused_are_acknowledged_too() -> None:
    refused = RefuseConsent(MOTHER.person, frozenset({SCHOOL}), logg=True, informed_of="text")
    assert owed(with_logg().after(MOTHER, refused)) == {TEACHER.employee: None}
    paper = word(MOTHER, PPT, called="paper", kind=EvidenceKind.SIGNED_PAPER)
    disowned = with_logg().after(TEACHER, paper).after(MOTHER, DisownConsent(paper.consent))
    assert owed(disowned) == {ADVISER.employee: None}


def test_one_with_no_task_owes_nothing() -> None:
    so_far = begun().after(MOTHER, word(MOTHER, CLINIC))
    back = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({CLINIC})))
    assert owed(back) == {}
    assert COLLEAGUE.employee not in owed(with_logg().after(FATHER, BACK))
    assert RELAY.person == CHILD
