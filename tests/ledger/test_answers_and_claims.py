"""Asking twice is asking once, and what only one may hold only one holds."""

import asyncio
from uuid import uuid4

import pytest

from stafett.domain.facts import FRAME
from stafett.ids import uuid7
from stafett.ledger.errors import AlreadyAnswered, ClaimTaken
from stafett.ledger.line import Claim
from stafett.ledger.scope import Scope
from tests.ledger.books import Shelf, asking, writing

HASH, OTHER_HASH = b"\x01" * 32, b"\x02" * 32


async def test_asking_again_gives_the_first_answer_and_writes_nothing(shelf: Shelf) -> None:
    command, stream = uuid7(), uuid4()
    first = asking(
        shelf.tenant, writing(stream, "once"), command=command, answer=b"201", asked=HASH
    )
    await shelf.ledger.append(first)
    again = asking(
        shelf.tenant, writing(uuid4(), "twice"), command=command, answer=b"other", asked=OTHER_HASH
    )
    with pytest.raises(AlreadyAnswered) as told:
        await shelf.ledger.append(again)
    # The same key with another body: the one who asks compares the hashes.
    assert (told.value.answer, told.value.asked) == (b"201", HASH)
    assert await shelf.ledger.head(shelf.tenant) == 1

    snapshot = await shelf.ledger.read(shelf.tenant, {stream: 0}, command=command)
    assert snapshot.answer is not None
    assert (snapshot.answer.answer, snapshot.answer.asked) == (b"201", HASH)
    assert (await shelf.ledger.read(shelf.tenant, {}, command=uuid7())).answer is None


async def test_an_answer_to_what_wrote_nothing_is_kept_too(shelf: Shelf) -> None:
    command = uuid7()
    await shelf.ledger.append(asking(shelf.tenant, command=command, answer=b"as it was"))
    with pytest.raises(AlreadyAnswered) as told:
        await shelf.ledger.append(asking(shelf.tenant, command=command, answer=b"as it was"))
    assert (told.value.answer, told.value.asked) == (b"as it was", b"")


async def test_many_who_ask_the_same_at_once_get_one_line(shelf: Shelf) -> None:
    command = uuid7()
    asked = [
        shelf.ledger.append(
            asking(
                shelf.tenant, writing(uuid4(), "x"), command=command, answer=b"%d" % n, asked=HASH
            )
        )
        for n in range(20)
    ]
    done = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one for one in done if isinstance(one, AlreadyAnswered)]
    assert len(refused) == 19
    assert len({one.answer for one in refused}) == 1
    assert await shelf.ledger.head(shelf.tenant) == 1


async def test_an_answer_goes_with_the_key_of_the_matter(shelf: Shelf) -> None:
    command, stream = uuid7(), uuid4()
    await shelf.ledger.append(
        asking(shelf.tenant, writing(stream, "x"), command=command, answer=b"201")
    )
    await shelf.keyring.shred(shelf.tenant, scopes=[Scope.of(stream, FRAME)])
    snapshot = await shelf.ledger.read(shelf.tenant, {}, command=command)
    assert snapshot.answer is not None
    assert snapshot.answer.answer is None
    with pytest.raises(AlreadyAnswered):
        await shelf.ledger.append(
            asking(shelf.tenant, writing(uuid4(), "y"), command=command, answer=b"201")
        )


async def test_of_many_who_claim_the_same_one_gets_it(shelf: Shelf) -> None:
    child = uuid4().bytes
    streams = [uuid4() for _ in range(16)]
    asked = [
        shelf.ledger.append(
            asking(
                shelf.tenant,
                writing(stream, "opened"),
                claims=(Claim("open-logg", child, stream),),
            )
        )
        for stream in streams
    ]
    done = await asyncio.gather(*asked, return_exceptions=True)
    lost = [one for one in done if isinstance(one, ClaimTaken)]
    assert len(lost) == 15
    assert {one.kind for one in lost} == {"open-logg"}
    (won,) = (stream for stream, one in zip(streams, done, strict=True) if one not in lost)
    assert await shelf.ledger.find_claim(shelf.tenant, "open-logg", child) == won
    assert await shelf.ledger.head(shelf.tenant) == 1


async def test_a_claim_let_go_can_be_taken_by_another(shelf: Shelf) -> None:
    one, two, child = uuid4(), uuid4(), uuid4().bytes
    held = Claim("open-logg", child, one)
    await shelf.ledger.append(asking(shelf.tenant, writing(one, "opened"), claims=(held,)))
    await shelf.ledger.append(asking(shelf.tenant, claims=(held,)))  # what it holds already

    released = Claim("open-logg", child, one, release=True)
    await shelf.ledger.append(asking(shelf.tenant, claims=(released,)))
    await shelf.ledger.append(asking(shelf.tenant, claims=(released,)))  # what it holds no more
    assert await shelf.ledger.find_claim(shelf.tenant, "open-logg", child) is None
    taken = Claim("open-logg", child, two)
    await shelf.ledger.append(asking(shelf.tenant, writing(two, "opened"), claims=(taken,)))
    assert await shelf.ledger.find_claim(shelf.tenant, "open-logg", child) == two


async def test_a_claim_can_be_handed_over_in_one_command(shelf: Shelf) -> None:
    one, two, tag = uuid4(), uuid4(), uuid4().bytes
    await shelf.ledger.append(asking(shelf.tenant, claims=(Claim("account", tag, one),)))
    handing_over = (Claim("account", tag, one, release=True), Claim("account", tag, two))
    await shelf.ledger.append(asking(shelf.tenant, claims=handing_over))
    assert await shelf.ledger.find_claim(shelf.tenant, "account", tag) == two


async def test_kinds_of_claims_do_not_meet(shelf: Shelf) -> None:
    one, two, tag = uuid4(), uuid4(), uuid4().bytes
    await shelf.ledger.append(asking(shelf.tenant, claims=(Claim("account", tag, one),)))
    await shelf.ledger.append(asking(shelf.tenant, claims=(Claim("open-logg", tag, two),)))
    assert await shelf.ledger.find_claim(shelf.tenant, "account", tag) == one
    assert await shelf.ledger.find_claim(shelf.tenant, "open-logg", tag) == two


async def test_what_is_claimed_cannot_be_read_in_the_table(shelf: Shelf) -> None:
    number = b"01819012345"
    await shelf.ledger.append(asking(shelf.tenant, claims=(Claim("number", number, uuid4()),)))
    (tag,) = [
        row["tag"]
        for row in await shelf.database.fetch(
            "SELECT tag FROM claim WHERE tenant = $1", shelf.tenant
        )
    ]
    assert number not in tag
    assert len(tag) == 32
