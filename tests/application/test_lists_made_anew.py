"""Lists made anew from a whole story say the same as those that were kept in step with it."""

from uuid import uuid4

from stafett.application.asking import Target
from stafett.domain.logg import LockLogg
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker, ConcernId
from stafett.domain.wondering import RaiseConcern
from stafett.projections.compare import made_anew
from tests.application.street import Street
from tests.application.test_what_one_sees import an_entry, shielded_concern, with_ppt
from tests.follow_ups import TOO_SMALL, word
from tests.people import CHILD_ID, FATHER, HEAD, MOTHER, SCHOOL, TEACHER


async def a_story(street: Street) -> None:
    """Play a follow-up with a logg that opens and locks, a concern, and a shielded one."""
    await with_ppt(street)
    await street.rooms.runner.catch_up()
    await street.all_of(
        (MOTHER, word(MOTHER, SCHOOL, logg=True)),
        (FATHER, word(FATHER, SCHOOL, logg=True)),
        (TEACHER, OpenLogg()),
        (TEACHER, an_entry("shared later")),
    )
    await shielded_concern(street)
    wondering = RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL)
    await street.ask(TEACHER, wondering, of=Target.concern(), about=CHILD_ID)
    await street.rooms.runner.catch_up()
    both = frozenset({MOTHER.person, FATHER.person})
    await street.ask(TEACHER, LockLogg(both, "It has worked", TOO_SMALL))


async def test_what_is_made_anew_equals_what_was_kept_in_step(street: Street) -> None:
    await a_story(street)
    compared = await made_anew(
        street.rooms.pool, street.rooms.runner, street.rooms.ledger, street.book
    )
    assert compared.unlike == []
    assert compared.streams == 4


async def test_readers_see_the_same_before_and_after(street: Street) -> None:
    await a_story(street)
    readers: tuple[Asker, ...] = (TEACHER, HEAD, MOTHER)
    await street.rooms.runner.catch_up()
    before = [(await street.look(one)).view for one in readers]
    lists = [await street.my_list(one) for one in readers]
    await made_anew(street.rooms.pool, street.rooms.runner, street.rooms.ledger, street.book)
    assert [(await street.look(one)).view for one in readers] == before
    for reader, listed in zip(readers, lists, strict=True):
        anew = await street.my_list(reader)
        assert anew == listed
