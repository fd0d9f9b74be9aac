"""What somebody sees who looks into the tables with every right there is, and without the keys.

Two children are wondered about in the same words, one of them in a concern that nobody may know
of. In the lists no row, no number and no length tells which is which, nor when what was written.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

from stafett.application.asking import Target
from stafett.domain.conclusion import EndConcern
from stafett.domain.people import ConcernId
from stafett.domain.talk import RecordTalkWithChild
from stafett.domain.wondering import RaiseConcern
from tests.application.street import Street
from tests.application.test_what_one_sees import shielded_concern
from tests.follow_ups import HEARD
from tests.people import CHILD_ID, SCHOOL, TEACHER, TODAY

COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1
       AND column_name NOT IN ('tenant', 'stream', 'key_id', 'leaf')
"""
LISTS = ("due", "tally")
END = EndConcern("it went over", "that one may come back", HEARD)


async def an_open_one(street: Street) -> UUID:
    raised = RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL)
    return (await street.ask(TEACHER, raised, of=Target.concern(), about=CHILD_ID)).id


async def seen(street: Street, table: str, stream: UUID) -> Sequence[tuple[object, ...]]:
    """Return what a table shows of a concern.

    Every column but ids, sealed ones by their length, and whether the row was written together
    with the concern as it stands.
    """
    database = street.rooms.database
    columns = {row["column_name"]: row["data_type"] for row in await database.fetch(COLUMNS, table)}
    shown = ", ".join(
        f"length(t.{name})" if kind == "bytea" else f"t.{name}"
        for name, kind in sorted(columns.items())
    )
    rows = await database.fetch(
        f"SELECT {shown}, t.xmin = v.xmin FROM {table} t"
        " JOIN case_view v USING (tenant, build, stream)"
        " WHERE t.tenant = $1 AND t.stream = $2 AND v.number = 0 ORDER BY 1, 2",
        street.book,
        stream,
    )
    return [tuple(row) for row in rows]


async def test_the_lists_do_not_tell_a_shielded_concern_from_an_open_one(street: Street) -> None:
    open_, hidden = await an_open_one(street), await shielded_concern(street)
    await street.rooms.runner.catch_up()
    for table in LISTS:
        rows = await seen(street, table, open_)
        assert len(rows) == 1, "or there is nothing to compare"
        assert rows == await seen(street, table, hidden)


async def test_nor_does_what_happens_in_them_tell(street: Street) -> None:
    talked, hidden = await an_open_one(street), await shielded_concern(street)
    await street.rooms.runner.catch_up()
    before = {table: await seen(street, table, hidden) for table in LISTS}
    for one in (talked, hidden):
        talk = RecordTalkWithChild(uuid4(), "on a walk", "I am tired", "is tired", TODAY)
        await street.ask(TEACHER, talk, of=Target.concern(ConcernId(one)))
        await street.rooms.runner.catch_up()
    for table in LISTS:
        rows = await seen(street, table, talked)
        assert rows == await seen(street, table, hidden) == before[table]


async def test_a_concern_with_nothing_due_any_more_has_its_row_still(street: Street) -> None:
    ended, hidden = await an_open_one(street), await shielded_concern(street)
    await street.ask(TEACHER, END, of=Target.concern(ConcernId(ended)))
    await street.rooms.runner.catch_up()
    assert await seen(street, "due", ended) == await seen(street, "due", hidden)
