"""Notices: whoever has asked to be told is told once, of nothing in particular, and may stop it."""

import asyncio
import email
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from stafett.application.asking import Target
from stafett.application.noticing import Noticing
from stafett.domain.facts import PERSON
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.identity import PersonRegistered, Subject
from stafett.domain.notice import AskForNotices, Language, StopNotices
from stafett.domain.people import Asker, Citizen, ConcernId
from stafett.domain.staffing import EndEmployment
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wondering import RaiseConcern
from stafett.exchange.letter_box import LetterBox
from stafett.exchange.outbox import Outbox
from stafett.exchange.post import Letter, LetterRefused, PostAway
from stafett.ledger.scope import Scope
from tests.application.street import Street
from tests.application.test_what_one_sees import an_entry, shielded_concern
from tests.follow_ups import word
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    HEAD,
    LONG_AGO,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.rules import GUIDE

ADDRESSES: dict[Asker, str] = {
    TEACHER: "tuva@example.no",
    COLLEAGUE: "kaare@example.no",
    ADVISER: "peder@example.no",
    HEAD: "rita@example.no",
    MOTHER: "mona@example.no",
    FATHER: "finn@example.no",
}


class Shop:
    """A post that is closed until somebody opens it, in front of a real letter box."""

    def __init__(self, behind: LetterBox) -> None:
        self.behind = behind
        self.why: type[Exception] | None = None
        self.after: type[Exception] | None = None
        self.arrived = asyncio.Event()

    async def send(self, letter: Letter) -> None:
        if self.why is not None:
            raise self.why
        await self.behind.send(letter)
        self.arrived.set()
        if self.after is not None:
            raise self.after


class Told:
    """A street with somebody who sends its notices, and the folder they come to."""

    def __init__(self, street: Street, folder: Path) -> None:
        self.street = street
        self.folder = folder
        self.shop = Shop(LetterBox(folder, sender="stafett@example.no", origin="stafett"))
        rooms = street.rooms
        self.noticing = Noticing(rooms.ledger, rooms.pool, self.shop, wait=timedelta(0))

    async def news(self) -> list[str]:
        """Look and send until there is nothing more; return to whom letters came."""
        await self.noticing.look()
        await self.noticing.remind()
        await self.noticing.send()
        return self.taken()

    def taken(self) -> list[str]:
        """Take the letters out of the folder; return to whom they are."""
        found = []
        if self.folder.exists():
            for file in sorted(self.folder.iterdir()):
                found.append(str(email.message_from_bytes(file.read_bytes())["To"]))
                file.unlink()
        return sorted(found)

    async def in_time(self) -> None:
        """Let the time pass that a taken notice is somebody's to send."""
        pool = self.street.rooms.database
        await pool.execute("UPDATE notice SET due_at = now() WHERE tenant = $1", self.street.book)

    async def waiting(self) -> int:
        """Count the notices that wait."""
        pool = self.street.rooms.database
        count: int = await pool.fetchval(
            "SELECT count(*) FROM notice WHERE tenant = $1", self.street.book
        )
        return count


@pytest_asyncio.fixture
async def told(street: Street, tmp_path: Path) -> AsyncIterator[Told]:
    """Everybody has asked for notices in a street where a follow-up has begun."""
    for guardian, name in ((MOTHER, "Mona Mor"), (FATHER, "Finn Far")):
        await street.rooms.write(
            street.book,
            guardian.person,
            (
                PERSON,
                PersonRegistered(
                    person=guardian.person,
                    subject=Subject.ADULT,
                    full_name=name,
                    born=None,
                    by=HEAD.employee,
                    on=LONG_AGO,
                ),
            ),
        )
    for who in ADDRESSES:
        await wish(street, who)
    await street.begun()
    running = asyncio.create_task(street.rooms.runner.run())
    there = Told(street, tmp_path / "notices")
    await there.noticing.begin()
    yield there
    running.cancel()
    for table in ("notice", "notice_bookmark"):
        await street.rooms.database.execute(f"DELETE FROM {table} WHERE tenant = $1", street.book)


def about(who: Asker) -> Target:
    return Target.person(who.person) if isinstance(who, Citizen) else Target.municipality()


async def wish(street: Street, who: Asker, language: Language = Language.NB) -> None:
    await street.ask(who, AskForNotices(ADDRESSES[who], language), of=about(who))


async def test_whoever_is_offered_the_baton_is_told_once(told: Told) -> None:
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    assert await told.news() == [ADDRESSES[COLLEAGUE]]
    assert await told.news() == []
    assert await told.waiting() == 0


async def test_several_news_before_the_letter_goes_are_one_letter(told: Told) -> None:
    for giver in (MOTHER, FATHER):
        await told.street.ask(giver, word(giver, PPT))
    await told.street.ask(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    assert await told.news() == [ADDRESSES[TEACHER]]


async def test_nobody_is_told_who_has_not_asked_or_has_stopped(told: Told) -> None:
    await told.street.ask(COLLEAGUE, StopNotices(), of=Target.municipality())
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    assert await told.news() == []


async def test_who_stops_is_not_told_of_what_already_waits(told: Told) -> None:
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    await told.noticing.look()
    assert await told.waiting() == 1
    await told.street.ask(COLLEAGUE, StopNotices(), of=Target.municipality())
    assert await told.news() == []
    assert await told.waiting() == 0


async def test_nobody_is_told_because_of_a_concern_shielded_or_not(told: Told) -> None:
    await shielded_concern(told.street)
    await told.street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    assert await told.news() == []
    await told.street.clock(TODAY + timedelta(days=GUIDE.wondering_rests_days + 1))
    before = await told.news()
    await shielded_concern(told.street)
    assert ADDRESSES[HEAD] not in before
    assert await told.news() == []


async def test_what_is_written_in_a_part_is_news_to_nobody(told: Told) -> None:
    await with_words(told.street)
    await told.news()
    await told.street.ask(TEACHER, an_entry("something only the school reads"))
    assert await told.news() == []


async def with_words(street: Street) -> None:
    for giver in (MOTHER, FATHER):
        await street.ask(giver, word(giver, PPT))


async def test_a_day_that_comes_is_told_of_once_and_once_more_when_it_has_passed(
    told: Told,
) -> None:
    day = TODAY + timedelta(days=GUIDE.next_meeting_days)
    await told.street.clock(day - timedelta(days=1))
    await told.news()
    letters = []
    for number in range(4):
        await told.street.clock(day + timedelta(days=number))
        letters.append(await told.news())
        assert await told.news() == []
    assert [ADDRESSES[TEACHER] in one for one in letters] == [True, True, False, False]
    assert all(ADDRESSES[COLLEAGUE] not in one for one in letters)


async def test_a_letter_that_could_not_go_goes_later_under_the_same_number(told: Told) -> None:
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    told.shop.why = PostAway
    assert await told.news() == []
    assert await told.news() == [], "it is not tried again at once"
    told.shop.why = None
    await told.in_time()
    assert await told.news() == [ADDRESSES[COLLEAGUE]]
    assert await told.waiting() == 0


async def test_who_dies_between_sending_and_noting_it_sends_again_and_it_is_the_same_letter(
    told: Told,
) -> None:
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    told.shop.after = PostAway
    await told.noticing.look()
    await told.noticing.send()
    (first,) = told.folder.iterdir()
    assert await told.waiting() == 1
    told.shop.after = None
    await told.in_time()
    await told.noticing.send()
    assert list(told.folder.iterdir()) == [first]
    assert await told.waiting() == 0


async def test_an_address_nobody_can_be_reached_at_is_given_up(told: Told) -> None:
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    told.shop.why = LetterRefused
    assert await told.news() == []
    assert await told.waiting() == 0


async def put_and_fall(outbox: Outbox, book: UUID, scope: Scope) -> None:
    """Write a notice down, move the bookmark, and fall before either holds."""
    async with outbox.held(book) as mark:
        assert mark is not None
        await mark.put(COLLEAGUE.employee, scope, timedelta(0))
        await mark.move(10_000, TODAY)
        raise LookupError


async def test_looking_and_writing_down_happen_together_or_not_at_all(told: Told) -> None:
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    rooms = told.street.rooms
    outbox = Outbox(rooms.pool, rooms.ledger)
    scope = Scope.of(COLLEAGUE.employee, PERSON)
    with pytest.raises(LookupError):
        await put_and_fall(outbox, told.street.book, scope)
    assert await told.waiting() == 0
    assert await told.news() == [ADDRESSES[COLLEAGUE]]


async def test_two_who_look_at_once_tell_once(told: Told) -> None:
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    rooms = told.street.rooms
    other = Noticing(rooms.ledger, rooms.pool, told.shop, wait=timedelta(0))
    await asyncio.gather(told.noticing.look(), other.look())
    assert await told.waiting() == 1
    await asyncio.gather(told.noticing.send(), other.send())
    assert told.taken() == [ADDRESSES[COLLEAGUE]]


async def test_who_is_forgotten_is_told_nothing_more(told: Told) -> None:
    paper = word(MOTHER, PPT)
    await told.street.ask(MOTHER, paper)
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    await told.street.ask(COLLEAGUE, AcceptBaton())
    await told.noticing.look()
    before = await told.waiting()
    await told.street.rooms.keyring.shred(
        told.street.book, scopes=[Scope.of(MOTHER.person, PERSON)]
    )
    letters = await told.news()
    assert ADDRESSES[MOTHER] not in letters
    assert ADDRESSES[FATHER] in letters
    assert len(letters) == before - 1


async def test_a_notice_stands_nowhere_in_clear_and_names_no_matter(told: Told) -> None:
    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    await told.noticing.look()
    (row,) = await told.street.rooms.database.fetch(
        "SELECT * FROM notice WHERE tenant = $1", told.street.book
    )
    there = b"".join(
        one if isinstance(one, bytes) else (one.bytes if isinstance(one, UUID) else b"")
        for one in row.values()
    )
    for secret in (COLLEAGUE.employee, TEACHER.employee, CHILD_ID, told.street.follow_up):
        assert secret.bytes not in there
    assert ADDRESSES[COLLEAGUE].encode() not in there


async def test_old_news_is_not_told_when_one_begins_to_look(street: Street, tmp_path: Path) -> None:
    await wish(street, COLLEAGUE)
    await street.begun()
    await street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    there = Told(street, tmp_path / "notices")
    await there.noticing.begin()
    assert await there.news() == []


async def test_in_a_book_made_since_one_began_to_look_nothing_is_old(
    street: Street, tmp_path: Path
) -> None:
    await wish(street, COLLEAGUE)
    await street.begun()
    await street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    there = Told(street, tmp_path / "notices")
    await there.noticing.begin(new=True)
    assert await there.news() != []


async def test_it_runs_by_itself_and_is_in_the_language_that_was_asked_for(told: Told) -> None:
    await wish(told.street, COLLEAGUE, Language.NN)
    running = asyncio.create_task(told.noticing.run())
    try:
        await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
        async with asyncio.timeout(20):
            await told.shop.arrived.wait()
    finally:
        running.cancel()
    (file,) = told.folder.glob("*.eml")
    assert email.message_from_bytes(file.read_bytes())["Content-Language"] == "nn"


async def test_whoever_no_longer_works_anywhere_is_told_nothing(told: Told) -> None:

    await told.street.ask(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    await told.noticing.look()
    yesterday = TODAY - timedelta(days=1)
    left = EndEmployment(COLLEAGUE.employee, SCHOOL, yesterday)
    await told.street.ask(ADMINISTRATOR, left, of=Target.municipality())
    assert await told.news() == []
