"""One child, two units: what the second one asks for tells nobody anything, until all say yes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from stafett.application.asking import Done
from stafett.domain.beginning import Agreement, Clarification, StartFollowUp
from stafett.domain.closing import DemandClosure
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import SHARED, Refusal, Stranger
from stafett.domain.logg import Medium
from stafett.domain.opening import AskForLogg, LoggNotLetOpen, OpenLogg
from stafett.domain.people import Asker, Citizen, FollowUpId
from stafett.domain.reopening import ConsentNotRenewed, ReopenLogg
from stafett.domain.views import FollowUpView
from tests.application.street import Street, a_promise, a_street
from tests.follow_ups import HEARD, TOO_SMALL, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)

CLEARED_UP = Clarification(CLINIC_HEAD.employee, NURSE.employee, Agreement.AGREED, TODAY)
AT_THE_CLINIC = StartFollowUp(CLINIC, at_work(NURSE), CLEARED_UP, "She sleeps badly", TOO_SMALL)
UNTIL = TODAY + timedelta(days=60)
OVER = EndFollowUp(
    EndReason.AGREEMENT, "She sleeps well", HEARD, frozenset({MOTHER.person, FATHER.person})
)


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does."""
    running = asyncio.create_task(street.rooms.runner.run())
    yield
    running.cancel()


async def at_the_clinic(street: Street, *, with_another_logg: bool) -> Street:
    """The clinic takes the child on too; the school has an open logg, or has not begun at all."""
    if with_another_logg:
        await street.begun()
        for giver in (MOTHER, FATHER):
            await street.ask(giver, word(giver, SCHOOL, called="school", logg=True, until=UNTIL))
        await street.ask(TEACHER, OpenLogg())
    clinic = replace(street, follow_up=FollowUpId(uuid4()))
    await clinic.ask(NURSE, AT_THE_CLINIC, about=CHILD_ID)
    return clinic


async def give(clinic: Street, giver: Citizen) -> None:
    await clinic.ask(giver, word(giver, CLINIC, called="clinic", logg=True, until=UNTIL))


def alike(view: FollowUpView) -> FollowUpView:
    """A view without the instants, which are never twice the same."""
    began = None if view.began is None else replace(view.began, on=None)
    holder = None if view.holder is None else replace(view.holder, since=None)
    turns = tuple(replace(turn, since=None) for turn in view.turns)
    consents = tuple(replace(one, registered_at=None) for one in view.consents)
    return replace(view, began=began, holder=holder, turns=turns, consents=consents)


def without_ids(done: Done) -> Done:
    return replace(done, receipt=None)


async def no(clinic: Street, asker: Asker, command: object) -> type[Refusal]:
    with pytest.raises(Refusal) as refusal:
        await clinic.ask(asker, command)
    return type(refusal.value)


async def test_asking_is_answered_alike_with_another_logg_and_without(street: Street) -> None:
    other_book = await a_street(street.rooms, street.door)
    told = []
    for here, there_is in ((street, True), (other_book, False)):
        clinic = await at_the_clinic(here, with_another_logg=there_is)
        first = await clinic.ask(NURSE, AskForLogg())
        again = await clinic.ask(NURSE, AskForLogg())
        view = alike((await clinic.look(NURSE)).view)
        refused = await no(clinic, NURSE, OpenLogg())
        await give(clinic, MOTHER)
        half = alike((await clinic.look(NURSE)).view)
        refused_still = await no(clinic, NURSE, OpenLogg())
        told.append(
            (
                replace(without_ids(first), id=NURSE.employee),
                replace(without_ids(again), id=NURSE.employee),
                view,
                refused,
                half,
                refused_still,
                await clinic.listed(NURSE) == {clinic.follow_up},
                await clinic.listed(CLINIC_HEAD) == {clinic.follow_up},
            )
        )
    assert told[0] == told[1]
    assert told[0][2].logg.state == told[0][4].logg.state == "asked"
    assert told[0][3] is told[0][5] is LoggNotLetOpen


async def test_nobody_in_the_other_unit_sees_that_the_clinic_asked(street: Street) -> None:
    clinic = await at_the_clinic(street, with_another_logg=True)
    before = [(await street.look(one)).view for one in (TEACHER, HEAD)]
    lists = [await street.listed(one) for one in (TEACHER, HEAD, COLLEAGUE, ADVISER)]
    await clinic.ask(NURSE, AskForLogg())
    assert [(await street.look(one)).view for one in (TEACHER, HEAD)] == before
    assert [await street.listed(one) for one in (TEACHER, HEAD, COLLEAGUE, ADVISER)] == lists
    for outsider in (TEACHER, HEAD, COLLEAGUE, ADVISER):
        with pytest.raises(Stranger):
            await clinic.look(outsider)


async def test_when_all_say_yes_a_logg_opens_where_there_was_none(street: Street) -> None:
    clinic = await at_the_clinic(street, with_another_logg=False)
    await give(clinic, MOTHER)
    await give(clinic, FATHER)
    done = await clinic.ask(NURSE, OpenLogg())
    assert not done.also
    assert (await clinic.look(NURSE)).view.logg.state == "open"


async def test_when_all_say_yes_the_clinic_joins_the_logg_there_is(street: Street) -> None:
    clinic = await at_the_clinic(street, with_another_logg=True)
    await give(clinic, MOTHER)
    await give(clinic, FATHER)
    promise = a_promise()
    done = await clinic.ask(NURSE, OpenLogg(), promise=promise)
    assert done.receipt is not None
    assert done.also == {"followUp": street.follow_up}
    mine = (await clinic.look(NURSE)).view
    assert (mine.state, mine.logg.state) == ("ended", "joined")
    theirs = (await street.look(NURSE)).view
    assert SHARED in {part.place for part in theirs.parts} or theirs.logg.state == "open"
    assert street.follow_up in await street.listed(NURSE)
    assert (await street.look(TEACHER)).view.holder == theirs.holder
    again = await clinic.ask(NURSE, OpenLogg(), promise=promise)
    assert again.answered_before
    assert (again.id, again.also) == (done.id, done.also)


async def test_both_follow_ups_are_written_in_one_go(street: Street) -> None:
    clinic = await at_the_clinic(street, with_another_logg=True)
    await give(clinic, MOTHER)
    await give(clinic, FATHER)
    before = len(await street.lines())
    await clinic.ask(NURSE, OpenLogg())
    new = (await street.lines())[before:]
    assert len({line.command for line in new}) == 1
    assert {line.stream for line in new} == {street.follow_up, clinic.follow_up}
    assert {line.stream for line in new if line.event and line.event.name == "follow-up-ended"} == {
        clinic.follow_up
    }


async def test_after_the_other_logg_is_locked_a_new_one_opens_empty(street: Street) -> None:
    clinic = await at_the_clinic(street, with_another_logg=True)
    await give(clinic, MOTHER)
    await give(clinic, FATHER)
    await street.ask(MOTHER, DemandClosure())
    done = await clinic.ask(NURSE, OpenLogg())
    assert not done.also
    view = (await clinic.look(NURSE)).view
    assert view.logg.state == "open"
    assert view.ended is None


async def test_two_units_that_open_at_the_same_moment_end_up_in_one_logg(street: Street) -> None:
    await street.begun()
    for giver in (MOTHER, FATHER):
        await street.ask(giver, word(giver, SCHOOL, called="school", logg=True, until=UNTIL))
    clinic = await at_the_clinic(street, with_another_logg=False)
    await give(clinic, MOTHER)
    await give(clinic, FATHER)
    done = await asyncio.gather(street.ask(TEACHER, OpenLogg()), clinic.ask(NURSE, OpenLogg()))
    joined: list[UUID] = [one.id for one in done if one.also]
    assert len(joined) == 1
    views = [(await street.look(TEACHER)).view, (await clinic.look(NURSE)).view]
    assert sorted(view.logg.state for view in views) == ["joined", "open"]
    assert sorted(view.state for view in views) == ["ended", "running"]


async def test_a_logg_on_paper_joins_the_one_there_is_like_any_other(street: Street) -> None:
    clinic = await at_the_clinic(street, with_another_logg=True)
    for giver in (MOTHER, FATHER):
        await give(clinic, giver)
    done = await clinic.ask(NURSE, OpenLogg(Medium.PAPER, "the green folder"))
    assert set(done.also.values()) == {street.follow_up}
    assert (await clinic.look(NURSE)).view.logg.state == "joined"


async def locked_at_the_clinic(street: Street, *, ended: bool) -> Street:
    """The clinic had a logg until the mother had it locked; since then the school has one."""
    clinic = await at_the_clinic(street, with_another_logg=False)
    for giver in (MOTHER, FATHER):
        await give(clinic, giver)
    await clinic.ask(NURSE, OpenLogg())
    await clinic.ask(MOTHER, DemandClosure())
    if ended:
        await clinic.ask(NURSE, OVER)
    await street.begun()
    for giver in (MOTHER, FATHER):
        await street.ask(giver, word(giver, SCHOOL, called="school", logg=True, until=UNTIL))
    await street.ask(TEACHER, OpenLogg())
    return clinic


@pytest.mark.parametrize("ended", [False, True])
async def test_who_would_open_a_locked_one_again_joins_the_logg_there_is(
    street: Street, ended: bool
) -> None:
    clinic = await locked_at_the_clinic(street, ended=ended)
    again = ReopenLogg(frozenset({CLINIC}), at_work(NURSE))
    for giver in (MOTHER, FATHER):
        anew = word(giver, CLINIC, called="anew", logg=True, until=UNTIL)
        if giver is FATHER and not ended:
            assert await no(clinic, NURSE, again) is ConsentNotRenewed
        await clinic.ask(giver, anew)
    done = await clinic.ask(NURSE, again)
    assert done.also == {"followUp": street.follow_up}
    mine = (await clinic.look(NURSE)).view
    assert mine.state == "ended"
    assert mine.parts == () or SHARED not in {part.place for part in mine.parts}
    theirs = (await street.look(NURSE)).view
    assert theirs.logg.state == "open"
    assert CLINIC in {member.unit for member in theirs.team if member.reads_logg}
    assert (await clinic.look(MOTHER)).view.logg.state == ("locked" if ended else "joined")


async def test_one_word_too_few_is_the_same_no_whether_another_logg_is_open(
    street: Street,
) -> None:
    clinic = await locked_at_the_clinic(street, ended=False)
    await clinic.ask(MOTHER, word(MOTHER, CLINIC, called="anew", logg=True, until=UNTIL))
    again = ReopenLogg(frozenset({CLINIC}), at_work(NURSE))
    with_one = await no(clinic, NURSE, again)
    await street.ask(MOTHER, DemandClosure())
    assert with_one is await no(clinic, NURSE, again) is ConsentNotRenewed
