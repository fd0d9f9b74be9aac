"""Doing things once: a promise is kept, a clash is tried anew, and nothing is written twice."""

import asyncio
from collections.abc import Mapping
from typing import get_type_hints
from uuid import UUID, uuid4

import pytest

from stafett.application.asking import (
    Done,
    HandsCrossed,
    KeyUsedForAnother,
    SeenIsStale,
    Target,
)
from stafett.application.door import Application
from stafett.application.promises import Answer
from stafett.domain.beginning import Agreement, Clarification, StartFollowUp
from stafett.domain.conclusion import TakeOn
from stafett.domain.employment import EmploymentEnded
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import MUNICIPALITY, NotForYou, Refusal, Stranger
from stafett.domain.handover import OfferBaton
from stafett.domain.opening import LoggNotLetOpen, OpenLogg
from stafett.domain.people import ConcernId, Contact, FollowUpId, Staff, UnitId
from stafett.domain.unit import UnitOpened
from stafett.domain.wondering import RaiseConcern
from stafett.evidence.receipt import Receipt
from tests.application.street import Street, a_promise, kinds
from tests.follow_ups import START, TOO_SMALL, word
from tests.people import (
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    LONG_AGO,
    MOTHER,
    NOBODY,
    OTHER_HEAD,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.projections.people_in_a_book import live


def an_entry(text: str = "Played with Ali today") -> WriteEntry:
    note = Note(EntryKind.OBSERVATION, text, frozenset({CHILD_ID}), TODAY)
    return WriteEntry(EntryId(uuid4()), note, unit=SCHOOL)


async def test_what_was_done_stands_in_the_book_with_a_receipt_for_exactly_those_lines(
    street: Street,
) -> None:
    await street.begun()
    done = await street.ask(TEACHER, entry := an_entry(), new=entry.entry)
    written = (await street.lines())[-1]
    assert done.new == entry.entry
    assert written.by == TEACHER.employee
    assert done.receipt is not None
    keys = await street.rooms.keyring.book(street.book)
    public = keys.signer(done.receipt.origin).public
    assert done.receipt.verify(public, [written.leaf])


async def test_asking_twice_under_one_key_writes_once_and_answers_the_same(street: Street) -> None:
    await street.begun()
    promise, entry = a_promise(), an_entry()
    first = await street.ask(TEACHER, entry, promise=promise, new=entry.entry)
    lines = await street.lines()
    again = await street.ask(TEACHER, an_entry(), promise=promise, new=uuid4())
    assert (again.id, again.new, again.seen) == (first.id, first.new, first.seen)
    assert again.answered_before
    assert not first.answered_before
    assert await street.lines() == lines


def test_what_is_remembered_of_an_answer_are_ids_and_a_number() -> None:
    """So asking again shows nothing that stands in the book, and needs no line in the journal."""
    assert get_type_hints(Answer) == {
        "id": UUID,
        "new": UUID | None,
        "seen": int | None,
        "also": Mapping[str, UUID],
        "wrote": tuple[UUID, ...],
    }
    assert get_type_hints(Done) == {
        **{name: one for name, one in get_type_hints(Answer).items() if name != "wrote"},
        "receipt": Receipt | None,
        "answered_before": bool,
    }


async def test_whoever_is_answered_once_more_is_told_what_they_were_told_and_no_line_is_written(
    street: Street,
) -> None:
    await street.begun()
    promise, entry = a_promise(), an_entry("what only the book knows")
    await street.ask(TEACHER, entry, promise=promise, new=entry.entry)
    before = await street.journal()
    again = await street.ask(TEACHER, entry, promise=promise, new=entry.entry)
    assert "what only the book knows" not in repr(again)
    assert await street.journal() == before


async def test_a_receipt_that_was_lost_is_signed_anew_for_the_same_lines(street: Street) -> None:
    await street.begun()
    promise = a_promise()
    first = await street.ask(TEACHER, an_entry(), promise=promise)
    again = await street.ask(TEACHER, an_entry(), promise=promise)
    assert first.receipt is not None
    assert again.receipt is not None
    assert again.receipt.entry == first.receipt.entry


async def test_asking_many_times_at_once_through_two_doors_writes_once(street: Street) -> None:
    await street.begun()
    promise, entry = a_promise(), an_entry()
    doors = [street, await _another_door(street)]
    answers = await asyncio.gather(
        *(doors[n % 2].ask(TEACHER, entry, promise=promise) for n in range(8))
    )
    assert sum(not one.answered_before for one in answers) == 1
    assert len({one.seen for one in answers}) == 1
    assert kinds([line.event for line in await street.lines()]).count("entry-written") == 1


async def test_the_same_key_with_something_else_to_do_is_refused(street: Street) -> None:
    await street.begun()
    await street.ask(TEACHER, an_entry(), promise=a_promise("k", "one thing"))
    with pytest.raises(KeyUsedForAnother):
        await street.ask(TEACHER, an_entry(), promise=a_promise("k", "another"))


async def test_the_same_key_of_somebody_else_is_another_key(street: Street) -> None:
    await street.begun()
    promise = a_promise()
    await street.ask(TEACHER, an_entry(), promise=promise)
    with pytest.raises(Stranger):
        await street.ask(OTHER_TEACHER, an_entry(), promise=promise)


async def test_an_answer_is_given_again_only_to_those_who_still_have_access(
    street: Street,
) -> None:
    await street.begun()
    promise = a_promise()
    await street.ask(TEACHER, an_entry(), promise=promise)
    gone = EmploymentEnded(employee=TEACHER.employee, unit=SCHOOL, until=LONG_AGO)
    await street.rooms.write(street.book, await _town_stream(street), (MUNICIPALITY, gone))
    with pytest.raises(Stranger):
        await street.ask(Staff(TEACHER.employee), an_entry(), promise=promise)
    assert kinds(await street.journal())[-1] == "asking-refused"


async def test_nothing_new_is_an_answer_too_and_is_remembered(street: Street) -> None:
    await street.begun()
    entry, promise = an_entry(), a_promise()
    await street.ask(TEACHER, entry)
    lines = await street.lines()
    same = await street.ask(TEACHER, entry, promise=promise)
    again = await street.ask(TEACHER, entry, promise=promise)
    assert (same.answered_before, again.answered_before) == (False, True)
    assert same.receipt is None
    assert same.seen == again.seen
    assert await street.lines() == lines


async def _ask_until_through(street: Street, entry: WriteEntry) -> None:
    """Ask again when others wrote first too often, as the answer tells people to."""
    while True:
        try:
            await street.ask(TEACHER, entry)
        except HandsCrossed:
            continue
        return


async def test_commands_on_one_follow_up_through_two_doors_all_get_in(street: Street) -> None:
    await street.begun()
    other = await _another_door(street)
    entries = [an_entry(str(number)) for number in range(6)]
    await asyncio.gather(
        *(_ask_until_through(door, one) for door in (street, other) for one in entries[:3]),
        *(_ask_until_through(street, one) for one in entries[3:]),
    )
    opened = await street.look(TEACHER)
    assert sum(len(part.entries) for part in opened.view.parts) == 6


async def test_a_decision_rests_on_the_municipality_as_it_is_when_it_is_written(
    street: Street,
) -> None:
    await street.begun()
    town = await _town_stream(street)
    under_way = asyncio.Semaphore(0)

    async def open_units() -> None:
        for number in range(12):
            await under_way.acquire()
            event = UnitOpened(
                unit=UnitId(uuid4()),
                unit_name=f"Unit {number}",
                kind="school",
                municipal=True,
                public=True,
                part_of=None,
                contact=Contact("office"),
            )
            await street.rooms.write(street.book, town, (MUNICIPALITY, event))

    async def write_entries() -> None:
        for number in range(12):
            under_way.release()
            await _ask_until_through(street, an_entry(str(number)))

    await asyncio.gather(open_units(), write_entries())
    found = kinds([line.event for line in await street.lines()])
    assert found.count("entry-written") == 12
    assert len((await street.door.municipality(street.book)).units) == 12 + 8


async def test_who_has_not_seen_what_stands_there_is_told_so_and_nothing_happens(
    street: Street,
) -> None:
    await street.begun()
    seen = (await street.look(TEACHER)).seen
    done = await street.ask(TEACHER, an_entry(), if_seen=seen)
    assert done.seen == seen + 1
    lines = await street.lines()
    with pytest.raises(SeenIsStale) as stale:
        await street.ask(TEACHER, an_entry(), if_seen=seen)
    assert stale.value.seen == seen + 1
    assert await street.lines() == lines


async def test_what_one_cannot_see_does_not_make_what_one_saw_stale(street: Street) -> None:
    await street.begun()
    seen = (await street.look(MOTHER)).seen
    await street.ask(TEACHER, an_entry())
    assert (await street.look(MOTHER)).seen == seen
    await street.ask(MOTHER, word(MOTHER, SCHOOL), if_seen=seen)


async def test_a_refusal_writes_nothing_but_the_journal(street: Street) -> None:
    await street.begun()
    lines = await street.lines()
    for asker, command, no in (
        (MOTHER, OfferBaton(at_work(COLLEAGUE)), NotForYou),
        (NOBODY, an_entry(), Stranger),
        (TEACHER, OpenLogg(), LoggNotLetOpen),
    ):
        with pytest.raises(no):
            await street.ask(asker, command)
    assert await street.lines() == lines
    assert kinds(await street.journal()) == ["asking-refused"] * 3


async def test_taking_a_concern_on_and_beginning_to_follow_up_is_one_thing(street: Street) -> None:
    raised = await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    concern = ConcernId(raised.id)
    follow_up = FollowUpId(uuid4())
    take_on = TakeOn(at_work(TEACHER), follow_up, TOO_SMALL, why_untold="nobody reached yet")
    lines = await street.lines()
    with pytest.raises(Refusal):
        # The leader has not been asked, so neither stream is written to.
        await street.ask(TEACHER, (take_on, START), of=Target.concern(concern))
    assert await street.lines() == lines


async def test_a_second_logg_is_never_opened_and_never_refused(street: Street) -> None:
    """R167: once everybody has said yes, the second unit comes into the logg there is."""
    await street.begun()
    other = Street(street.rooms, street.door, street.book)
    clarified = Clarification(OTHER_HEAD.employee, OTHER_TEACHER.employee, Agreement.AGREED, TODAY)
    begin = StartFollowUp(
        OTHER_SCHOOL, at_work(OTHER_TEACHER), clarified, "They wonder too", TOO_SMALL
    )
    await other.ask(OTHER_TEACHER, begin, about=CHILD_ID)
    for giver in (MOTHER, FATHER):
        await street.ask(giver, word(giver, SCHOOL, logg=True))
        await other.ask(giver, word(giver, OTHER_SCHOOL, logg=True))
    first = await street.ask(TEACHER, OpenLogg())
    second = await other.ask(OTHER_TEACHER, OpenLogg())
    assert first.receipt is not None
    assert second.receipt is not None
    written = kinds([line.event for line in await street.lines()])
    assert written.count("logg-opened") == 1
    assert written.count("follow-up-ended") == 1
    assert second.also == {"followUp": street.follow_up}
    await street.rooms.runner.catch_up()
    assert await _parked(street) == []


async def _parked(street: Street) -> list[UUID]:
    rows = await street.rooms.database.fetch(
        "SELECT stream FROM projection_parked WHERE tenant = $1 AND build = $2",
        street.book,
        live(street.book).number,
    )
    return [row["stream"] for row in rows]


async def _another_door(street: Street) -> Street:
    """Return the same street through the door of another process."""
    rooms = street.rooms
    door = Application(rooms.ledger, rooms.journal, rooms.pool, rooms.runner)
    return Street(rooms, door, street.book, street.follow_up)


async def _town_stream(street: Street) -> UUID:
    return (await street.rooms.ledger.book(street.book)).municipality
