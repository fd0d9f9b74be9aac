"""Who somebody is now is for those who follow them up now, and for the family."""

from uuid import uuid4

from stafett.application.asking import Target
from stafett.domain.conclusion import EndConcern
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import Stranger
from stafett.domain.participation import AcceptInvitation, InviteUnit, LeaveFollowUp, Left
from stafett.domain.people import Asker, ConcernId
from stafett.domain.task import NameProfessional
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wondering import RaiseConcern
from tests.application.street import Street, an_asking
from tests.follow_ups import TOO_SMALL, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    FATHER,
    HEAD,
    MOTHER,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    PPT,
    PPT_HEAD,
    TEACHER,
)


async def reads(street: Street, asker: Asker) -> bool:
    """Say whether somebody may read who the child is, once the lists have come so far."""
    await street.rooms.runner.catch_up()
    try:
        await street.door.open_person(street.book, asker, CHILD_ID, asking=an_asking())
    except Stranger:
        return False
    return True


async def with_ppt(street: Street) -> Street:
    await street.begun()
    await street.all_of(
        (MOTHER, word(MOTHER, PPT)),
        (FATHER, word(FATHER, PPT)),
        (TEACHER, InviteUnit(PPT)),
        (PPT_HEAD, AcceptInvitation(PPT)),
        (PPT_HEAD, NameProfessional(PPT, ADVISER.employee, "gives advice")),
    )
    return street


async def test_a_unit_that_is_asked_does_not_yet_know_who_it_is(street: Street) -> None:
    await street.begun()
    await street.ask(TEACHER, InviteUnit(PPT))
    assert not await reads(street, PPT_HEAD)
    assert await reads(street, TEACHER)


async def test_a_unit_that_was_put_out_learns_nothing_new(street: Street) -> None:
    await with_ppt(street)
    assert await reads(street, ADVISER)
    assert await reads(street, PPT_HEAD)
    await street.ask(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    assert not await reads(street, ADVISER)
    assert not await reads(street, PPT_HEAD)
    await street.look(ADVISER)


async def test_neither_does_a_unit_that_left(street: Street) -> None:
    await with_ppt(street)
    await street.ask(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "He has a friend now"))
    assert not await reads(street, ADVISER)
    assert not await reads(street, PPT_HEAD)
    assert await reads(street, HEAD)


HERS = frozenset({MOTHER.person})


async def test_when_it_is_over_only_the_family_reads_on(street: Street) -> None:
    await street.begun()
    over = EndFollowUp(EndReason.FAMILY_WISH, "They want to go on alone", TOO_SMALL, HERS)
    await street.ask(TEACHER, over)
    for asker in (TEACHER, HEAD):
        assert not await reads(street, asker)
        await street.look(asker)
    assert await reads(street, MOTHER)


async def test_a_concern_that_has_ended_opens_nobody(street: Street) -> None:
    raised = await street.ask(
        OTHER_TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, OTHER_SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    assert await reads(street, OTHER_TEACHER)
    over = EndConcern("It was the new glasses", "They may come back", TOO_SMALL)
    await street.ask(OTHER_TEACHER, over, of=Target.concern(ConcernId(raised.id)))
    assert not await reads(street, OTHER_TEACHER)
