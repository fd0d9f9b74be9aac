"""Oversight, at the door: the officer sees where to look, by no name; who answers for it, which."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.application.asking import NotYetCurrent, Opened, Target
from stafett.domain.facts import Stranger
from stafett.domain.how_given import EvidenceKind
from stafett.domain.participation import AcceptInvitation, InviteUnit
from stafett.domain.people import Asker, ConcernId, UnitId
from stafett.domain.task import NameProfessional
from stafett.domain.unit_journal import Doing, MonthAtMost, UnitJournalView
from stafett.domain.weak_access import OnlyTheOfficerOversees
from stafett.domain.weak_views import OversightView, ShieldedView, Weakness, WeakOnesView
from stafett.domain.wondering import RaiseConcern
from stafett.journal import AskingRefused, ListRead
from tests.application.street import Street, an_asking
from tests.application.test_what_one_sees import shielded_concern
from tests.emergencies import OFFICER
from tests.follow_ups import LATER, word
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    COLLEAGUE,
    COORDINATOR,
    FATHER,
    HEAD,
    MOTHER,
    OTHER_HEAD,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    a_new_number,
)


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does; PPT is in, on a word staff wrote down."""
    running = asyncio.create_task(street.rooms.runner.run())
    await street.begun()
    await street.all_of(
        (TEACHER, word(MOTHER, PPT, kind=EvidenceKind.SIGNED_PAPER)),
        (FATHER, word(FATHER, PPT)),
        (TEACHER, InviteUnit(PPT)),
        (PPT_HEAD, AcceptInvitation(PPT)),
        (PPT_HEAD, NameProfessional(PPT, ADVISER.employee, "gives advice")),
    )
    yield
    running.cancel()


async def weak(street: Street, who: Asker) -> Opened[WeakOnesView]:
    for _ in range(30):
        try:
            return await street.door.overseeing.weak(street.book, who, asking=an_asking())
        except NotYetCurrent:
            continue
    raise NotYetCurrent


async def numbers(street: Street, who: Asker = OFFICER) -> OversightView:
    for _ in range(30):
        try:
            found = await street.door.overseeing.numbers(street.book, who, asking=an_asking())
        except NotYetCurrent:
            continue
        return found.view
    raise NotYetCurrent


async def test_the_officer_sees_unit_and_way_and_nothing_of_whom(street: Street) -> None:
    (one,) = (await weak(street, OFFICER)).view.items
    ways = {Weakness.WRITTEN_BY_STAFF, Weakness.INCOMPLETE}
    assert (one.unit, set(one.weaknesses), one.last_day) == (PPT, ways, LATER)
    assert one.id is None
    for hidden in (CHILD_ID, street.follow_up, MOTHER.person, TEACHER.employee):
        assert str(hidden) not in repr(one)


async def test_those_who_answer_for_it_find_it_under_the_same_name_and_may_open_it(
    street: Street,
) -> None:
    (officers,) = (await weak(street, OFFICER)).view.items
    for who in (TEACHER, HEAD, PPT_HEAD):
        (one,) = (await weak(street, who)).view.items
        assert (one.known_as, one.id) == (officers.known_as, street.follow_up)
    for stranger in (ADVISER, COLLEAGUE, OTHER_HEAD, COORDINATOR, ADMINISTRATOR):
        assert (await weak(street, stranger)).view.items == ()
    with pytest.raises(Stranger):
        await weak(street, MOTHER)


async def test_when_the_word_has_run_out_it_is_told_of_by_no_job(street: Street) -> None:
    await street.clock(LATER + timedelta(days=1))
    (one,) = (await weak(street, OFFICER)).view.items
    assert one.weaknesses == (Weakness.LAPSED,)


async def test_fewer_than_five_shielded_matters_are_none(street: Street) -> None:
    none = await numbers(street)
    for _ in range(4):
        await shielded_concern(street)
    assert (await numbers(street)) == none
    await shielded_concern(street)
    assert (await numbers(street)).shielded == ShieldedView(open_at_least=5)


async def test_the_numbers_are_the_officers_and_each_look_is_in_the_journal(
    street: Street,
) -> None:
    await numbers(street)
    await weak(street, OFFICER)
    for who in (ADMINISTRATOR, COORDINATOR, HEAD, MOTHER):
        with pytest.raises(OnlyTheOfficerOversees):
            await numbers(street, who)
    lines = await street.journal()
    theirs = [one for one in lines if isinstance(one, ListRead) and one.actor == OFFICER.employee]
    assert len(theirs) == 2
    refused = [one.reason for one in lines if isinstance(one, AskingRefused)]
    assert refused == ["ONLY_THE_OFFICER_OVERSEES"] * 4


# ---- a unit's journal ----


async def done_in(
    street: Street, who: Asker, unit: UnitId = SCHOOL, *, days: int = 0
) -> UnitJournalView:
    for _ in range(30):
        try:
            found = await street.door.overseeing.of_unit.of(
                street.book, who, unit, TODAY - timedelta(days=days), TODAY, asking=an_asking()
            )
        except NotYetCurrent:
            continue
        return found.view
    raise NotYetCurrent


async def test_a_leader_sees_who_in_the_unit_opened_what(street: Street) -> None:
    await street.look(TEACHER)
    await street.look(ADVISER)
    view = await done_in(street, HEAD)
    opened = [one for one in view.items if one.did is Doing.OPENED]
    assert [(one.who, one.matters) for one in opened] == [(TEACHER.employee, (street.follow_up,))]
    assert opened[0].purpose == "FOLLOW_UP"
    items = (await done_in(street, PPT_HEAD, PPT)).items
    theirs = [one.who for one in items if one.did is Doing.OPENED]
    assert theirs == [ADVISER.employee], "another unit's is another leader's"


async def test_what_the_leader_may_not_look_into_is_not_told_of(street: Street) -> None:
    raised = RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL, ("alone?",))
    concern = await street.ask(COLLEAGUE, raised, of=Target.concern(), about=CHILD_ID)
    hidden = await shielded_concern(street)
    before = await done_in(street, HEAD)
    await street.door.open_concern(
        street.book, COLLEAGUE, ConcernId(concern.id), asking=an_asking()
    )
    await street.door.open_concern(street.book, TEACHER, hidden, asking=an_asking())
    after = await done_in(street, HEAD)
    assert {one.who for one in after.items if one.did is Doing.OPENED} == set()
    told = [one for one in after.items if one.who != HEAD.employee]
    assert told == [one for one in before.items if one.who != HEAD.employee]


async def test_a_look_up_and_a_refusal_are_told_of_and_not_of_whom(street: Street) -> None:
    await street.door.find_person(street.book, COLLEAGUE, a_new_number().digits, asking=an_asking())
    with pytest.raises(Stranger):
        await street.look(COLLEAGUE)
    told = [one for one in (await done_in(street, HEAD)).items if one.who == COLLEAGUE.employee]
    assert [(one.did, one.matters) for one in told] == [
        (Doing.REFUSED, ()),
        (Doing.LOOKED_UP, ()),
    ]


async def test_it_is_for_whoever_leads_the_unit_and_a_month_at_most(street: Street) -> None:
    for who in (TEACHER, PPT_HEAD, OFFICER, ADMINISTRATOR, MOTHER):
        with pytest.raises(Stranger):
            await done_in(street, who)
    assert (await done_in(street, HEAD, days=31)).unit == SCHOOL
    for days in (32, -1):
        with pytest.raises(MonthAtMost):
            await done_in(street, HEAD, days=days)
