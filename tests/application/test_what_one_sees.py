"""What one sees: one's own writing at once, nothing of others' parts, and never unrecorded."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from uuid import uuid4

import pytest

from stafett.application.asking import Target
from stafett.domain.acute import SecondPerson
from stafett.domain.correction import MarkMisfiled
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import FRAME, Stranger, own
from stafett.domain.identity import GiveName
from stafett.domain.participation import AcceptInvitation, InviteUnit
from stafett.domain.people import Asker, ConcernId, FollowUpId, PersonId, Staff, UnitId
from stafett.domain.plan import Part, Responsible
from stafett.domain.shield import RaiseShieldedConcern, Suspicion
from stafett.domain.talk import TellFamily
from stafett.domain.task import NameProfessional
from stafett.domain.views import FollowUpView
from stafett.domain.wondering import AddObservation, Origin, RaiseConcern
from stafett.journal import AskingRefused, JournalAway, MatterOpened
from stafett.ledger.scope import Scope
from stafett.postgres.pool import connect
from tests.application.street import Street, an_asking, kinds
from tests.follow_ups import AGREE_MEASURE, LATER, PLAN, SET_GOAL, START, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    OTHER_TEACHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
)


def an_entry(text: str, unit: UnitId = SCHOOL) -> WriteEntry:
    note = Note(EntryKind.OBSERVATION, text, frozenset({CHILD_ID}), TODAY)
    return WriteEntry(EntryId(uuid4()), note, unit=unit)


def texts(view: FollowUpView) -> set[str]:
    """Return the words of every entry in a view."""
    return {
        entry.note.text for part in view.parts for entry in part.entries if entry.note is not None
    }


async def with_ppt(street: Street) -> Street:
    """Let PPT in, on both guardians' word, with the adviser named."""
    await street.begun()
    await street.all_of(
        (MOTHER, word(MOTHER, PPT)),
        (FATHER, word(FATHER, PPT)),
        (TEACHER, InviteUnit(PPT)),
        (PPT_HEAD, AcceptInvitation(PPT)),
        (PPT_HEAD, NameProfessional(PPT, ADVISER.employee, "gives advice")),
        (TEACHER, an_entry("from the school")),
        (ADVISER, an_entry("from PPT", PPT)),
    )
    return street


async def shielded_concern(street: Street) -> ConcernId:
    """Let the teacher raise a suspicion of violence together with the head."""
    command = RaiseShieldedConcern(
        concern=ConcernId(uuid4()),
        unit=SCHOOL,
        suspicion=Suspicion.VIOLENCE,
        text="Bruises that were explained away",
        best_interests="He is safer while they do not know",
        second=SecondPerson(HEAD.employee),
        review_on=LATER,
    )
    done = await street.ask(TEACHER, command, of=Target.concern(), about=CHILD_ID)
    return ConcernId(done.id)


async def test_one_reads_ones_own_writing_at_once_whether_or_not_the_view_has_caught_up(
    street: Street,
) -> None:
    await street.begun()
    await street.rooms.runner.catch_up()
    await street.ask(TEACHER, an_entry("just now"))
    assert texts((await street.look(TEACHER)).view) == {"just now"}


@pytest.mark.parametrize("asker", [TEACHER, HEAD, ADVISER, PPT_HEAD, MOTHER, FATHER])
async def test_the_view_and_the_lines_after_it_show_what_all_the_lines_show(
    street: Street, asker: Asker
) -> None:
    await with_ppt(street)
    from_the_lines = await street.look(asker)
    await street.rooms.runner.catch_up()
    from_the_view = await street.look(asker)
    assert from_the_view.view == from_the_lines.view
    await street.ask(TEACHER, an_entry("later"))
    from_both = await street.look(asker)
    await street.rooms.database.execute("DELETE FROM case_view WHERE tenant = $1", street.book)
    assert (await street.look(asker)).view == from_both.view


async def test_each_unit_reads_its_own_part_and_not_the_others(street: Street) -> None:
    await with_ppt(street)
    await street.rooms.runner.catch_up()
    assert texts((await street.look(TEACHER)).view) == {"from the school"}
    assert texts((await street.look(ADVISER)).view) == {"from PPT"}
    assert texts((await street.look(MOTHER)).view) == set()


async def test_a_view_somebody_has_tampered_with_is_not_believed(street: Street) -> None:
    await with_ppt(street)
    await street.rooms.runner.catch_up()
    before = await street.look(TEACHER)
    for number in (0, 1):
        await street.rooms.database.execute(
            "UPDATE case_view SET sealed = set_byte(sealed, 90, get_byte(sealed, 90) # 1)"
            " WHERE tenant = $1 AND stream = $2 AND number = $3",
            street.book,
            street.follow_up,
            number,
        )
        assert (await street.look(TEACHER)).view == before.view


async def test_an_older_part_beside_a_newer_beginning_is_not_believed(street: Street) -> None:
    """Or what was hidden since would be shown again, by somebody who has no key at all."""
    await with_ppt(street)
    wrong = an_entry("about another child")
    await street.ask(TEACHER, wrong)
    await street.rooms.runner.catch_up()
    columns = "tenant, build, stream, number, version, leaf, key_id, sealed"
    query = f"SELECT {columns} FROM case_view WHERE tenant = $1 AND stream = $2 ORDER BY number"
    old = await street.rooms.database.fetch(query, street.book, street.follow_up)
    await street.ask(TEACHER, MarkMisfiled(wrong.entry, SCHOOL, "two children with one name"))
    await street.rooms.runner.catch_up()
    new = await street.rooms.database.fetch(query, street.book, street.follow_up)
    for mixed in ([new[0], *old[1:]], [new[0]], [new[0], *old[1:2], *new[2:]]):
        async with connect(street.rooms.events_url) as connection:
            await connection.execute(
                "DELETE FROM case_view WHERE tenant = $1 AND stream = $2",
                street.book,
                street.follow_up,
            )
            rows = [tuple(row) for row in mixed]
            await connection.copy_records_to_table("case_view", records=rows)
        assert texts((await street.look(TEACHER)).view) == {"from the school"}


async def test_a_view_put_back_to_an_earlier_day_is_read_on_from_there(street: Street) -> None:
    await with_ppt(street)
    await street.rooms.runner.catch_up()
    columns = "tenant, build, stream, number, version, leaf, key_id, sealed"
    old = await street.rooms.database.fetch(
        f"SELECT {columns} FROM case_view WHERE tenant = $1 AND stream = $2",
        street.book,
        street.follow_up,
    )
    await street.ask(TEACHER, an_entry("newer"))
    await street.rooms.runner.catch_up()
    async with connect(street.rooms.events_url) as connection:
        await connection.execute(
            "DELETE FROM case_view WHERE tenant = $1 AND stream = $2", street.book, street.follow_up
        )
        await connection.copy_records_to_table("case_view", records=[tuple(row) for row in old])
    assert "newer" in texts((await street.look(TEACHER)).view)


async def test_what_lay_under_a_key_that_is_gone_is_gone_and_the_rest_is_there(
    street: Street,
) -> None:
    await with_ppt(street)
    await street.rooms.runner.catch_up()
    await street.rooms.keyring.shred(street.book, scopes=[Scope.of(street.follow_up, own(SCHOOL))])
    assert texts((await street.look(TEACHER)).view) == set()
    assert texts((await street.look(ADVISER)).view) == {"from PPT"}
    await street.rooms.keyring.shred(street.book, scopes=[Scope.of(street.follow_up, FRAME)])
    with pytest.raises(Stranger):
        await street.look(TEACHER)


async def test_absent_and_not_yours_are_one_answer_and_both_are_in_the_journal(
    street: Street,
) -> None:
    await street.begun()
    nowhere = Street(street.rooms, street.door, street.book, FollowUpId(uuid4()))
    for where in (street, nowhere):
        with pytest.raises(Stranger) as no:
            await where.look(OTHER_TEACHER)
        assert (no.value.code, no.value.args) == ("STRANGER", ())
    refused = await street.journal()
    assert kinds(refused) == ["asking-refused"] * 2
    assert [(one.stream, one.rule) for one in refused if isinstance(one, AskingRefused)] == [
        (street.follow_up, "no-part"),
        (nowhere.follow_up, "no-part"),
    ]


async def test_the_journal_says_who_saw_which_parts_on_whose_word(street: Street) -> None:
    await with_ppt(street)
    await street.look(ADVISER)
    line = (await street.journal())[-1]
    assert isinstance(line, MatterOpened)
    assert (line.actor, line.role, line.units) == (ADVISER.employee, "staff", (PPT,))
    assert line.parts == ("frame", f"own:{PPT}")
    assert line.about == CHILD_ID
    assert line.purpose == "FOLLOW_UP"
    assert set(line.consents) == {word(MOTHER, PPT).consent, word(FATHER, PPT).consent}
    history = (await street.rooms.ledger.read(street.book, {street.follow_up: 0})).histories
    assert line.read_to == history[street.follow_up].version


async def test_nothing_is_shown_while_the_journal_cannot_be_written(street: Street) -> None:
    await street.begun()
    await street.rooms.runner.catch_up()
    async with connect(street.rooms.events_url) as connection, connection.transaction():
        await connection.execute("LOCK TABLE journal_line IN ACCESS EXCLUSIVE MODE")
        looks = [
            street.look(TEACHER),
            street.look(OTHER_TEACHER),
            street.door.my_list(street.book, TEACHER, asking=an_asking()),
            street.door.find_person(street.book, TEACHER, "1", asking=an_asking()),
        ]
        answers = await asyncio.gather(*looks, return_exceptions=True)
    assert [type(answer) for answer in answers] == [JournalAway] * 4


async def test_a_concern_is_read_by_those_it_was_shared_with_and_the_family_once_told(
    street: Street,
) -> None:
    raised = await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    concern = ConcernId(raised.id)
    seen = AddObservation(uuid4(), "in class", Origin.OWN_EYES, "He is so tired", TODAY)
    await street.ask(TEACHER, seen, of=Target.concern(concern))
    door, book = street.door, street.book
    opened = await door.open_concern(book, TEACHER, concern, asking=an_asking())
    assert [one.text for one in opened.view.observations] == ["He is so tired"]
    for asker in (MOTHER, NURSE):
        with pytest.raises(Stranger):
            await door.open_concern(book, asker, concern, asking=an_asking())
    told = TellFamily(frozenset({MOTHER.person}), TODAY)
    await street.ask(TEACHER, told, of=Target.concern(concern))
    mothers = await door.open_concern(book, MOTHER, concern, asking=an_asking())
    assert mothers.view.observations == opened.view.observations
    with pytest.raises(Stranger):
        await door.open_concern(book, FATHER, concern, asking=an_asking())


async def test_reading_a_shielded_concern_is_recorded_where_it_is_hidden_too(
    street: Street,
) -> None:
    concern = await shielded_concern(street)
    await street.door.open_concern(street.book, HEAD, concern, asking=an_asking())
    for asker in (MOTHER, OTHER_TEACHER):
        with pytest.raises(Stranger):
            await street.door.open_concern(street.book, asker, concern, asking=an_asking())
    await street.rooms.runner.catch_up()
    await street.listed(HEAD)
    assert len(await street.journal()) == 5
    await street.rooms.keyring.shred(street.book, scopes=[Scope(concern, "compartment")])
    (left,) = await street.journal()
    assert left.name == "list-read"


async def test_the_asker_is_who_the_book_says_they_are_today(street: Street) -> None:
    await street.begun()
    for asker in (Staff(TEACHER.employee), Staff(uuid4())):  # type: ignore[arg-type]
        with pytest.raises(Stranger):
            await street.look(asker)


async def test_what_is_of_another_kind_is_not_there_to_read_or_to_write(street: Street) -> None:
    await street.begun()
    raised = await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    await street.rooms.runner.catch_up()
    town = (await street.rooms.ledger.book(street.book)).municipality
    ids = {"follow-up": street.follow_up, "concern": raised.id, "person": CHILD_ID, "town": town}
    door, book = street.door, street.book
    seen = AddObservation(uuid4(), "in class", Origin.OWN_EYES, "He is so tired", TODAY)
    name = GiveName("Another Name")
    lines = await street.lines()
    for kind, id_ in ids.items():
        asked: list[Awaitable[object]] = []
        if kind != "follow-up":
            asked += [
                door.open_follow_up(book, TEACHER, FollowUpId(id_), asking=an_asking()),
                street.ask(TEACHER, an_entry("x"), of=Target.follow_up(FollowUpId(id_))),
                street.ask(TEACHER, START, of=Target.follow_up(FollowUpId(id_)), about=CHILD_ID),
            ]
        if kind != "concern":
            asked += [
                door.open_concern(book, TEACHER, ConcernId(id_), asking=an_asking()),
                street.ask(TEACHER, seen, of=Target.concern(ConcernId(id_))),
            ]
        if kind != "person":
            asked += [
                door.open_person(book, TEACHER, PersonId(id_), asking=an_asking()),
                street.ask(TEACHER, name, of=Target.person(PersonId(id_))),
                street.ask(
                    TEACHER,
                    RaiseConcern(ConcernId(uuid4()), PersonId(id_), SCHOOL),
                    of=Target.concern(),
                    about=PersonId(id_),
                ),
            ]
        for answer in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(answer, Stranger), (kind, answer)
    assert await street.lines() == lines


async def test_what_a_guardian_has_taken_on_is_theirs_to_read_without_a_logg(
    street: Street,
) -> None:
    theirs = replace(PLAN, responsible=Responsible(Part.GUARDIAN, MOTHER.person))
    await street.begun()
    await street.all_of((TEACHER, SET_GOAL), (TEACHER, replace(AGREE_MEASURE, plan=theirs)))
    for kept_up in (False, True):
        if kept_up:
            await street.rooms.runner.catch_up()
        assert [one.plan for one in (await street.look(MOTHER)).view.answers_for] == [theirs]
        assert not (await street.look(FATHER)).view.answers_for
