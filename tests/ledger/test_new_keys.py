"""New keys for old: a book goes on in use while its keys are exchanged, also when broken off."""

import asyncio
import io
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from stafett.application.claims import known_by, no_longer_by
from stafett.cli.key_ages import check_ages
from stafett.cli.keys import keys as keys_at_a_terminal
from stafett.domain.facts import FRAME, PERSON, SHARED
from stafett.evidence.checkpoint import NotBelieved
from stafett.evidence.handed_over import Held
from stafett.evidence.letter import Desk, LetterNotRead
from stafett.evidence.line_header import NO_LEAF
from stafett.evidence.note import Note
from stafett.evidence.receipt import Signer
from stafett.evidence.receipts_kept import ReceiptsKept
from stafett.evidence.verifying import Known, Report, check_bundle
from stafett.ids import uuid7
from stafett.ledger.anchors import Anchors
from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.bundling import Evidence
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.errors import KeystoreAway, NoSuchBook, NothingToGoBy, Shredded
from stafett.ledger.key_ages import turn_old_keys, turning_alone
from stafett.ledger.keyring import LIFETIME, Keyring
from stafett.ledger.keystore import Keystore, Pool
from stafett.ledger.last_signed import LastSigned, Shard
from stafett.ledger.line import Claim, NewLine, Write
from stafett.ledger.new_data_keys import turn_data_keys, turn_data_keys_of
from stafett.ledger.new_keys import (
    move_to_root,
    open_owners,
    turn_root_key,
    turn_signing_key,
    turn_tenant_key,
)
from stafett.ledger.parcel_key import turn_parcel_key
from stafett.ledger.root_file import FileRoot, read_root_file, write_root_file
from stafett.ledger.roots import ENVIRONMENT, LocalRoot, Root, RootKey, RootRefused
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import SealBroken
from stafett.ledger.shredding import Shredder
from stafett.ledger.turning import turn
from stafett.postgres.clusters import Clusters
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role
from stafett.settings import Settings
from tests.ledger.books import Noted, asking, writing
from tests.ledger.test_turning import a_number

ORIGIN = "stafett"
HOLDER = uuid4()
KEYS = 1100
"""So many data keys that closing them anew takes three pages."""


class KilledError(Exception):
    """The process that exchanges keys is gone."""


@dataclass
class House:
    """A book in use: a process that serves and holds its keys, and the way to exchange them."""

    ledger: Ledger
    keystore: Keystore
    """The service's login."""
    owners: Keystore
    keyring: Keyring
    file: Path
    database: Pool
    cupboard: Pool
    """The way past every wall, to the keystore."""
    book: UUID
    passed: list[float]
    urls: tuple[str, str]

    @property
    def root(self) -> FileRoot:
        """Return the root key as a process reads it that begins now."""
        return read_root_file(self.file)

    async def write(self, text: str, stream: UUID | None = None) -> UUID:
        """Write a note, from the serving process."""
        stream = stream or uuid4()
        history = (await self.ledger.read(self.book, {stream: 0})).histories[stream]
        write = writing(stream, text, after=history.version, previous=history.leaf)
        await self.ledger.append(asking(self.book, write))
        return stream

    async def texts(self, stream: UUID) -> list[str]:
        """Return what the serving process reads in a stream."""
        history = (await self.ledger.read(self.book, {stream: 0})).histories[stream]
        return [line.event.text for line in history.lines if isinstance(line.event, Noted)]

    async def well(self) -> bool:
        """Say whether every line is as it was written, its seal too, by the keys of now."""
        self.later()
        return (await self.ledger.verify(self.book)).well

    def later(self) -> None:
        """Let the serving process come to the end of the time it holds its keys."""
        self.passed[0] += LIFETIME

    async def many_keys(self) -> None:
        """Make so many keys that they are more than a page."""
        scopes = [Scope.of(uuid4(), FRAME) for _ in range(KEYS)]
        await self.keystore.load(await self.keystore.open_book(self.book), scopes)

    async def tenant_keys(self) -> list[int]:
        """Return which tenant keys there are."""
        rows = await self.cupboard.fetch(
            "SELECT version FROM tenant_key WHERE tenant = $1 ORDER BY 1", self.book
        )
        return [row["version"] for row in rows]

    async def under(self) -> dict[int, int]:
        """Return how many data keys lie under each tenant key."""
        rows = await self.cupboard.fetch(
            "SELECT tenant_key_version v, count(*) FROM data_key WHERE tenant = $1 GROUP BY 1",
            self.book,
        )
        return {row["v"]: row["count"] for row in rows}

    async def versions(self) -> dict[int, int]:
        """Return of how many parts each version is the newest data key."""
        rows = await self.cupboard.fetch(
            "SELECT v, count(*) FROM (SELECT max(version) v FROM data_key WHERE tenant = $1"
            " GROUP BY scope_tag) newest GROUP BY v",
            self.book,
        )
        return {row["v"]: row["count"] for row in rows}

    async def desk_keys(self) -> list[int]:
        """Return which keys of parcels there are."""
        rows = await self.cupboard.fetch(
            "SELECT version FROM book_key WHERE tenant = $1 AND purpose = 'desk' ORDER BY 1",
            self.book,
        )
        return [row["version"] for row in rows]

    async def turn_tenant(self, told: Callable[[str], None] = lambda _: None) -> None:
        """Exchange the book's tenant key."""
        await turn_tenant_key(self.owners, self.root, self.book, told)

    async def turn_root(self, told: Callable[[str], None] = lambda _: None) -> None:
        """Exchange the root key."""
        root = self.root
        await turn_root_key(self.keystore.under(root), self.owners.under(root), root, told)

    async def turn_signing(self) -> tuple[Held, ...]:
        """Exchange the key the book signs with."""
        return await turn_signing_key(self.owners.under(self.root), self.book, ORIGIN)

    async def signed(self, folder: Path) -> Sequence[Shard]:
        """Sign checkpoints as a process does that begins now."""
        keyring = Keyring(self.keystore)
        last = LastSigned(self.keystore, HOLDER)
        pool = self.database
        return await Checkpoints(pool, keyring, last, Anchors(folder), origin=ORIGIN).sign(
            self.book
        )

    async def bundle(self, known: Known) -> Report:
        """Hand out a bundle and check it."""
        keyring, out = Keyring(self.keystore), io.BytesIO()
        last = LastSigned(self.keystore, HOLDER)
        await Evidence(self.database, keyring, last, origin=ORIGIN).bundle(self.book, out)
        out.seek(0)
        return check_bundle(out, known)

    async def turn_data(self, stream: UUID | None = None) -> int:
        """Make new data keys."""
        if stream is None:
            return await turn_data_keys(self.keystore, self.book)
        return await turn_data_keys_of(self.keystore, self.database, self.book, stream)


@pytest_asyncio.fixture(loop_scope="session")
async def house(fresh_databases: tuple[str, str], tmp_path: Path) -> AsyncIterator[House]:
    events, keystore_url = fresh_databases
    await _forget_books(keystore_url)
    file = tmp_path / "keys" / "root.key"
    write_root_file(file, RootKey.new())
    service = await open_pool(as_role(keystore_url, Role.KEYSTORE))
    database = await open_pool(events, least=0, most=2)
    cupboard = await open_pool(keystore_url, least=0, most=2, idle_in_transaction_timeout=120)
    keystore = Keystore(service, read_root_file(file))
    passed = [0.0]
    keyring, book = Keyring(keystore, clock=lambda: passed[0]), uuid4()
    try:
        async with (
            open_ledger(events, keystore, keyring) as ledger,
            open_owners(keystore_url, read_root_file(file)) as owners,
        ):
            await ledger.create_book(book, uuid4())
            yield House(
                ledger,
                keystore,
                owners,
                keyring,
                file,
                database,
                cupboard,
                book,
                passed,
                fresh_databases,
            )
    finally:
        for pool in (service, database, cupboard):
            await pool.close()


async def _forget_books(keystore_url: str) -> None:
    """Take away the books of the test before, which lie under a root key of its own."""
    pool = await open_pool(keystore_url, most=1)
    for one in (
        "data_key, book_key, tenant_key",
        "checkpoint",
        "signing_turn",
        "signing_before",
        "data_turn",
    ):
        await pool.execute(f"TRUNCATE {one}")
    await pool.close()


def killed_at(word: str) -> Callable[[str], None]:
    def told(how_far: str) -> None:
        if word in how_far:
            raise KilledError

    return told


async def test_a_books_keys_lie_under_a_new_tenant_key_and_the_old_one_is_gone(
    house: House,
) -> None:
    stream = await house.write("before")
    before = await house.keystore.open_book(house.book)
    await house.turn_tenant()
    assert await house.tenant_keys() == [2]
    assert set(await house.under()) == {2}
    after = await house.keystore.open_book(house.book)
    assert after.tenant_keys[2].content != before.tenant_keys[1].content
    assert after.index.content == before.index.content
    assert after.people[1].content == before.people[1].content
    await house.write("after", stream)
    assert await house.texts(stream) == ["before", "after"]
    assert await house.well()
    await house.turn_tenant()
    assert await house.tenant_keys() == [3]


async def test_who_serves_meanwhile_reads_and_writes_on_with_what_it_holds(house: House) -> None:
    known = await house.write("before")  # from now on it holds the tenant key there is
    elsewhere = uuid4()
    scope = Scope.of(elsewhere, FRAME)
    other = Keyring(house.keystore)
    await other.ensure(house.book, scopes=[scope])
    await house.turn_tenant()
    await house.write("after", known)
    newcomer = await house.write("under a key that is made after the exchange")
    fetched = await house.keyring.ensure(house.book, scopes=[scope])
    assert (
        fetched.of(scope).secret.content
        == (await other.ensure(house.book, scopes=[scope])).of(scope).secret.content
    )
    assert await house.texts(known) == ["before", "after"]
    assert len(await house.texts(newcomer)) == 1
    assert set(await house.under()) == {2}
    assert await house.well()


@pytest.mark.parametrize("word", ["500 of", "1000 of"])
async def test_broken_off_between_two_pages_it_goes_on_and_everything_opens_meanwhile(
    house: House, word: str
) -> None:
    stream = await house.write("before")
    await house.many_keys()
    with pytest.raises(KilledError):
        await house.turn_tenant(killed_at(word))
    assert await house.tenant_keys() == [1, 2]
    assert set(await house.under()) == {1, 2}
    house.later()
    await house.write("meanwhile", stream)
    newcomer = await house.write("meanwhile too")
    assert await house.well()
    await house.turn_tenant()
    assert await house.tenant_keys() == [2]
    assert set(await house.under()) == {2}
    assert await house.texts(stream) == ["before", "meanwhile"]
    assert await house.texts(newcomer) == ["meanwhile too"]


async def test_a_process_killed_in_the_middle_is_taken_up_again_at_a_terminal(
    house: House,
) -> None:
    stream = await house.write("before")
    await house.many_keys()
    told = {
        "DATABASE_URL": house.urls[0],
        "STAFETT_KEYSTORE_URL": house.urls[1],
        "STAFETT_ROOT_KEY_FILE": str(house.file),
        "PYTHONUNBUFFERED": "1",
    }
    words = ["turn-tenant", str(house.book)]
    async with house.cupboard.acquire() as other, other.transaction():
        # Somebody holds the last of the keys, so it stands still between two pages.
        await other.execute(
            "SELECT FROM data_key WHERE tenant = $1 ORDER BY id DESC LIMIT 1 FOR UPDATE",
            house.book,
        )
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "stafett", "keys", *words),
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | told,
        )
        assert running.stdout is not None
        while b"1000 of" not in await running.stdout.readline():
            pass
        running.send_signal(signal.SIGKILL)
        await running.wait()
    assert await house.tenant_keys() == [1, 2]
    assert (await house.under())[2] == 1000
    await house.write("meanwhile", stream)
    answer = await asyncio.to_thread(CliRunner(env=told).invoke, keys_at_a_terminal, words)
    assert answer.exit_code == 0, answer.output
    assert f"OK  {house.book}" in answer.output
    assert await house.tenant_keys() == [2]
    assert await house.texts(stream) == ["before", "meanwhile"]
    assert await house.well()


async def test_a_key_that_was_touched_stops_it_and_nothing_is_destroyed(house: House) -> None:
    await house.write("before")
    await house.cupboard.execute(
        "UPDATE data_key SET wrapped = set_byte(wrapped, 70, get_byte(wrapped, 70) # 1)"
    )
    with pytest.raises(SealBroken):
        await house.turn_tenant()
    assert await house.tenant_keys() == [1, 2]


async def test_whoever_serves_may_change_no_key(house: House) -> None:
    tables = ("tenant_key", "book_key", "data_key")
    others = ("DELETE FROM tenant_key", "UPDATE signing_before SET note = ''")
    for asked in (*(f"UPDATE {one} SET wrapped = ''" for one in tables), *others):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.keystore.durable(house.book) as connection:
                await connection.execute(asked)


async def test_a_book_there_is_not_has_no_tenant_key_to_exchange(house: House) -> None:
    with pytest.raises(NoSuchBook):
        await turn_tenant_key(house.owners, house.root, uuid4())


async def test_with_a_new_root_key_every_book_lies_under_it_and_the_old_one_is_gone(
    house: House,
) -> None:
    stream, other = await house.write("before"), uuid4()
    await house.ledger.create_book(other, uuid4())
    old = house.root.key
    await house.turn_root()
    assert house.root.key.id != old.id
    assert house.file.read_text().count("stafett-root-1") == 1
    assert house.file.stat().st_mode & 0o777 == 0o600
    books = await house.keystore.books()
    assert {book.tenant for book in books} == {house.book, other}
    assert {(book.root_id, book.version) for book in books} == {(house.root.key.id, 2)}
    # The serving process was not started anew: it looks into the file again when it must.
    house.later()
    await house.write("after", stream)
    assert await house.texts(stream) == ["before", "after"]
    assert await house.well()


async def test_an_older_copy_of_the_keystore_opens_nothing_without_the_old_root_key(
    house: House,
) -> None:
    copy = await house.cupboard.fetchrow(
        "SELECT root_id, root_version, wrapped FROM tenant_key WHERE tenant = $1", house.book
    )
    assert copy is not None
    await house.turn_root()
    await house.cupboard.execute(
        "INSERT INTO tenant_key (tenant, version, root_id, root_version, wrapped) "
        "VALUES ($1, 1, $2, $3, $4)",
        house.book,
        *copy,
    )
    with pytest.raises(RootRefused, match=str(copy["root_id"])):
        await house.keystore.under(house.root).open_book(house.book)


async def test_a_new_root_key_that_was_broken_off_is_not_made_twice(house: House) -> None:
    stream, old = await house.write("before"), house.root.key
    with pytest.raises(KilledError):
        await house.turn_root(killed_at("book"))
    new = house.root.key
    assert [name.id for name in await house.root.older()] == [old.id]
    house.later()
    assert await house.texts(stream) == ["before"]
    with pytest.raises(KilledError):
        await house.turn_root(killed_at("of "))
    await house.turn_root()
    assert house.root.key.id == new.id
    assert await house.root.older() == []
    assert await house.well()


async def test_a_book_that_is_made_while_the_root_key_goes_lies_under_the_new_one(
    house: House,
) -> None:
    newcomer = uuid4()
    stale = house.keystore.under(house.root)  # it has read the file before there was a new key
    async with house.keystore.every_book() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('stafett root'))")
        made = asyncio.create_task(stale.create_tenant(newcomer))
        while not await house.cupboard.fetchval(  # noqa: ASYNC110 - no event to wait for
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        ):
            await asyncio.sleep(0.001)
        await house.root.turn()
    await made
    new = house.root.key.id
    lie = {book.tenant: book.root_id for book in await house.keystore.books()}
    assert lie[newcomer] == new != lie[house.book]
    await house.turn_root()
    assert {book.root_id for book in await house.keystore.books()} == {new}
    await house.keystore.open_book(newcomer)


async def test_a_root_key_that_was_given_is_not_exchanged_but_moved_from(house: House) -> None:
    stream = await house.write("before")
    given: Root = LocalRoot(RootKey.new(), "the environment")
    with pytest.raises(RootRefused, match="move-root"):
        await turn_root_key(house.keystore, house.owners, given)
    service, owners = house.keystore.under(given), house.owners.under(given)
    assert await move_to_root(service, owners, house.root, given) == 1
    assert await move_to_root(service, owners, house.root, given) == 0
    assert set(await house.under()) == {2}
    await service.open_book(house.book)
    house.later()
    with pytest.raises(RootRefused):
        await house.texts(stream)


async def test_new_lines_are_sealed_with_a_new_data_key_and_the_old_ones_still_open(
    house: House,
) -> None:
    stream, beside = await house.write("before"), await house.write("beside")
    assert await house.turn_data(stream) == 1
    house.later()
    await house.write("after", stream)
    await house.write("beside too", beside)
    found = await house.database.fetch(
        "SELECT stream, count(DISTINCT key_id) FROM event WHERE tenant = $1 GROUP BY 1",
        house.book,
    )
    assert {row["stream"]: row["count"] for row in found} == {stream: 2, beside: 1}
    assert await house.texts(stream) == ["before", "after"]
    assert await house.turn_data() == 2
    house.later()
    assert await house.texts(stream) == ["before", "after"]
    assert await house.well()


async def test_new_data_keys_are_made_page_by_page_and_go_on_where_they_were_broken_off(
    house: House,
) -> None:
    streams = [await house.write("before") for _ in range(7)]

    def killed(made: int) -> None:
        if made == 4:
            raise KilledError

    with pytest.raises(KilledError):
        await turn_data_keys(house.keystore, house.book, page=2, told=killed)
    assert await house.versions() == {1: 3, 2: 4}
    house.later()
    for stream in streams:
        await house.write("meanwhile", stream)
    newcomer = await house.write("under a key that was made meanwhile")
    pages: list[int] = []
    assert await turn_data_keys(house.keystore, house.book, page=2, told=pages.append) == 3
    assert pages == [2, 3]
    assert await house.versions() == {1: 1, 2: 7}
    house.later()
    assert [await house.texts(one) for one in streams] == [["before", "meanwhile"]] * 7
    assert len(await house.texts(newcomer)) == 1
    assert await house.well()
    # What has ended is over: the next one begins anew.
    assert await house.turn_data() == 8
    assert await house.versions() == {2: 1, 3: 7}


async def test_the_tenant_key_may_be_exchanged_between_two_pages_of_new_data_keys(
    house: House,
) -> None:
    for _ in range(4):
        await house.write("before")
    turned = asyncio.Event()

    class Turning(Keystore):
        """Goes on with the book as it was opened, when the tenant key is another already."""

        async def open_book(self, tenant: UUID) -> BookKeys:
            book = await super().open_book(tenant)
            if not turned.is_set():
                turned.set()
                await house.turn_tenant()
            return book

    stale = Turning(house.keystore._pool, house.root)
    assert await turn_data_keys(stale, house.book, page=3) == 4
    assert await house.tenant_keys() == [2]
    assert set(await house.under()) == {2}
    assert await house.well()


async def test_what_is_shredded_is_shredded_under_every_key_it_has_had(house: House) -> None:
    stream = await house.write("before")
    scope = Scope.of(stream, FRAME)
    first = (await house.keyring.ensure(house.book, scopes=[scope])).of(scope)
    await house.turn_data(stream)
    house.later()
    await house.write("after", stream)
    assert len(await house.keyring.shred(house.book, key_ids=[first.id])) == 2
    keys = await house.keyring.ensure(house.book, key_ids=[first.id])
    with pytest.raises(Shredded):
        keys.key(first.id)
    assert await house.texts(stream) == []
    assert await house.under() == {}


async def test_after_a_new_signing_key_everything_signed_before_is_still_held_against_the_book(
    house: House, tmp_path: Path
) -> None:
    stream = await house.write("before")
    history = (await house.ledger.read(house.book, {stream: 0})).histories[stream]
    line = history.lines[0]
    receipt = await house.ledger.receipt(house.book, line.at, [line.leaf])
    before = (await house.keystore.open_book(house.book)).pairs(f"{ORIGIN}/{house.book}")
    card = (await house.ledger.desks(house.book))[0].party
    kept = [Note.read(shard.note) for shard in await house.signed(tmp_path)]

    pairs = await house.turn_signing()
    assert [one.fingerprint for one in pairs[:-1]] == [one.fingerprint for one in before]
    house.later()
    await house.write("after", stream)
    later = (await house.ledger.read(house.book, {stream: 0})).histories[stream].lines[1]
    again = await house.ledger.receipt(house.book, later.at, [later.leaf])
    assert again.key != receipt.key
    notes = [Note.read(shard.note) for shard in await house.signed(tmp_path)]
    assert {one.key_id for note in notes for one in note.signatures}.isdisjoint(
        one.key_id for note in kept for one in note.signatures
    )
    receipts = ReceiptsKept([receipt, again])
    known = Known(fingerprint=before[0].fingerprint, earlier=kept, receipts=receipts)
    report = await house.bundle(known)
    assert report.well, report.fault
    assert report.receipts is not None
    assert report.receipts["found"] == 2
    assert report.fingerprint == pairs[-1].fingerprint
    assert (await house.ledger.desks(house.book))[0].party == card
    assert len(await house.turn_signing()) == 3
    await house.signed(tmp_path)
    assert (await house.bundle(Known(fingerprint=before[0].fingerprint, earlier=kept))).well


async def test_the_old_signing_key_is_nowhere_afterwards(house: House) -> None:
    before = await house.keystore.open_book(house.book)
    await house.turn_signing()
    rows = await house.cupboard.fetch(
        "SELECT purpose, version FROM book_key WHERE tenant = $1 ORDER BY 1", house.book
    )
    assert [(row["purpose"], row["version"]) for row in rows] == [
        ("desk", 1),
        ("index", 1),
        ("people", 1),
        ("signing", 2),
    ]
    after = await house.keystore.open_book(house.book)
    assert after.signing.content != before.signing.content == after.letters.content


async def test_what_is_remembered_of_a_signing_key_cannot_be_made_up(
    house: House, tmp_path: Path
) -> None:
    await house.write("before")
    await house.signed(tmp_path)
    await house.turn_signing()
    await house.cupboard.execute(
        "UPDATE signing_before SET first = set_byte(first, 3, get_byte(first, 3) # 1)"
    )
    with pytest.raises(NotBelieved):
        await house.turn_signing()
    with pytest.raises(NothingToGoBy):
        await house.signed(tmp_path)


async def test_of_two_who_exchange_a_signing_key_at_once_one_does(house: House) -> None:
    outcomes = await asyncio.gather(
        house.turn_signing(), house.turn_signing(), return_exceptions=True
    )
    done = [one for one in outcomes if isinstance(one, tuple)]
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert done
    assert all(isinstance(one, KeystoreAway) for one in refused)
    book = await house.keystore.open_book(house.book)
    assert len(book.pairs(f"{ORIGIN}/{house.book}")) == len(done) + 1


async def test_every_kind_of_key_is_exchanged_once_and_everything_opens_and_verifies(
    house: House, tmp_path: Path
) -> None:
    """The rehearsal: what an installation would do when it must believe that all keys leaked."""
    number, child = a_number(), uuid4()
    known = known_by(number)
    assert known is not None
    rows = await open_pool(as_role(house.urls[0], Role.WRITER), most=1)
    stream = await house.write("before")
    write = Write(child, 0, NO_LEAF, (NewLine(number, PERSON, uuid7()),))
    await house.ledger.append(asking(house.book, write, claims=(Claim(*known, child),)))
    before = await house.keystore.open_book(house.book)
    shared = Scope.of(stream, SHARED)
    await house.keyring.ensure(house.book, scopes=[shared])

    kept = [Note.read(shard.note) for shard in await house.signed(tmp_path)]
    pin = before.pairs(f"{ORIGIN}/{house.book}")[-1].fingerprint

    await turn(
        house.ledger, house.keystore, rows, house.book, known_by, forgets=no_longer_by, patience=0
    )
    await house.turn_signing()
    await house.turn_data()
    await house.turn_tenant()
    await house.turn_root()
    await rows.close()

    house.later()
    after = await house.keystore.open_book(house.book)
    assert (before.newest, after.newest) == (1, 3)
    assert max(after.people) == max(before.people) + 1
    await house.write("after", stream)
    assert await house.texts(stream) == ["before", "after"]
    assert await house.ledger.find_claim(house.book, *known) == child
    assert (await house.ledger.read(house.book, {child: 0})).histories[child].lines[
        0
    ].event == number
    assert await house.well()
    await house.signed(tmp_path)
    report = await house.bundle(Known(fingerprint=pin, earlier=kept))
    assert report.well, report.fault


async def test_at_a_terminal_it_is_said_what_was_done_and_what_to_set(
    house: House, tmp_path: Path
) -> None:
    stream = await house.write("before")
    told = {
        "DATABASE_URL": house.urls[0],
        "STAFETT_KEYSTORE_URL": house.urls[1],
        "STAFETT_ROOT_KEY_FILE": str(house.file),
    }

    async def run(*words: str, **more: str) -> tuple[int, str]:
        runner = CliRunner(env=told | more)
        answer = await asyncio.to_thread(runner.invoke, keys_at_a_terminal, words)
        return answer.exit_code, answer.output

    book = str(house.book)
    assert await run("turn-data", book, "--stream", str(stream)) == (
        0,
        f"OK  {book}: 1 new data keys\n",
    )
    code, said = await run("turn-signing", book)
    assert (code, "signs with a new key; fingerprint" in said) == (0, True)
    assert (await run("turn-data", book))[1].endswith(f"OK  {book}: 1 new data keys\n")
    code, said = await run("turn-parcels", book)
    assert (code, f"/{book}" in said, "reads" in said) == (0, True, True), said
    code, said = await run("turn-root")
    assert (code, str(house.root.key.id) in said) == (0, True)
    code, said = await run("turn-tenant", str(uuid4()))
    assert (code, "no book" in said) == (3, True)
    closed = house.urls[1].replace("@", "-nobody@") if "@" in house.urls[1] else house.urls[1]
    code, said = await run(
        "turn-tenant",
        book,
        STAFETT_ADMIN_URL=house.urls[0],
        STAFETT_KEYSTORE_ADMIN_URL=as_role(closed, Role.KEYSTORE),
    )
    assert (code, "STAFETT_KEYSTORE_ADMIN_URL" in said) == (3, True)
    given = RootKey.new()
    environ = {ENVIRONMENT: given.written(), "STAFETT_ROOT_KEY_FILE": ""}
    code, said = await run("move-root", "--from", str(house.file), **environ)
    assert (code, said.splitlines()[-1]) == (
        0,
        "OK  1 books lie under the root key the settings name",
    )
    code, said = await run("turn-root", **environ)
    assert (code, "move-root" in said) == (3, True)
    code, said = await run("list", **environ)
    assert (code, "not the root key at hand" in said) == (0, False)
    assert "under root key" in said


async def test_the_owner_that_is_not_let_in_is_told_of_in_one_line(house: House) -> None:
    with pytest.raises(KeystoreAway, match="STAFETT_KEYSTORE_ADMIN_URL"):
        async with open_owners("postgresql://nobody@127.0.0.1:9/none", house.root):
            pass


async def test_the_shred_register_is_believed_after_another_key_signs(
    house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "anchors"
    first, second = uuid4(), uuid4()
    before = Shredder(house.keystore, Keyring(house.keystore), folder, origin=ORIGIN)
    await before.destroy(house.book, uuid4(), uuid4(), [first])
    await house.turn_signing()
    after = Shredder(house.keystore, Keyring(house.keystore), folder, origin=ORIGIN)
    await after.destroy(house.book, uuid4(), uuid4(), [second])
    assert await after.revived(house.book) == frozenset()
    lines = (folder / str(house.book) / "shredded.jsonl").read_text().splitlines()
    assert [(str(first) in lines[0]), (str(second) in lines[1])] == [True, True]


async def test_after_a_new_parcel_key_what_is_on_its_way_opens_for_ninety_days(
    house: House,
) -> None:
    name = f"{ORIGIN}/{house.book}"
    ours = (await house.keystore.open_book(house.book)).desk(name).party
    there = Desk(Signer("elsewhere", bytes(32)), bytes(32))
    letter = there.write(ours, b"a parcel")
    cards = [ours, await turn_parcel_key(house.owners, house.book, ORIGIN)]
    assert not {*cards[0][1:]} & {*cards[1][1:]}
    await house.turn_signing()
    await house.turn_tenant()

    async def opens(letter: bytes) -> bool:
        for desk in await house.ledger.desks(house.book):
            with suppress(LetterNotRead):
                return desk.read(there.party, letter) == b"a parcel"
        return False

    house.later()
    assert (await house.ledger.desks(house.book))[0].party == cards[1]
    assert await opens(letter)
    assert await opens(there.write(cards[1], b"a parcel"))
    await older_book_keys(house, 89)
    assert await opens(letter)
    await older_book_keys(house, 1)
    assert not await opens(letter)
    # The next exchange destroys what is over, and leaves what is on its way.
    cards.append(await turn_parcel_key(house.owners, house.book, ORIGIN))
    assert await house.desk_keys() == [2, 3]
    house.later()
    assert await opens(there.write(cards[1], b"a parcel"))
    cards.append(await turn_parcel_key(house.owners, house.book, ORIGIN, at_once=True))
    assert await house.desk_keys() == [4]
    house.later()
    assert not await opens(there.write(cards[2], b"a parcel"))
    assert await opens(there.write(cards[3], b"a parcel"))
    # An exchange of the signing key leaves it alone.
    await house.turn_signing()
    assert await house.desk_keys() == [4]


async def older_book_keys(house: House, days: int) -> None:
    await house.cupboard.execute(
        "UPDATE book_key SET made_at = made_at - $2 * interval '1 day' WHERE tenant = $1",
        house.book,
        days,
    )
    house.later()


async def aged(house: House, book: UUID, days: int) -> None:
    """Let a book's tenant key be so many days older than it is."""
    await house.cupboard.execute(
        "UPDATE tenant_key SET made_at = made_at - $2 * interval '1 day' WHERE tenant = $1",
        book,
        days,
    )


async def test_a_tenant_key_that_is_too_old_is_exchanged_and_no_other(house: House) -> None:
    young = uuid4()
    await house.ledger.create_book(young, uuid4())
    stream = await house.write("before")
    await aged(house, house.book, 31)
    asked = (house.keystore, house.owners, house.root, 30)
    assert await turn_old_keys(*asked, root_too=False) == 1
    books = {one.tenant: one.version for one in await house.keystore.books()}
    assert books == {house.book: 2, young: 1}
    assert await turn_old_keys(*asked, root_too=False) == 0
    # One that was broken off is ended, however young it is.
    with pytest.raises(KilledError):
        await house.turn_tenant(killed_at("of "))
    assert await turn_old_keys(*asked, root_too=False) == 1
    assert await house.tenant_keys() == [3]
    house.later()
    assert await house.texts(stream) == ["before"]


async def test_where_nobody_keeps_it_on_paper_the_root_key_goes_with_them(house: House) -> None:
    stream, old = await house.write("before"), house.root.key.id
    root = house.root
    keys = (house.keystore.under(root), house.owners.under(root), root, 30)
    assert await turn_old_keys(*keys, root_too=True) == 0
    await aged(house, house.book, 30)
    assert await turn_old_keys(*keys, root_too=True) == 1
    assert house.root.key.id != old
    with pytest.raises(KilledError):
        await house.turn_root(killed_at("book"))
    root = house.root
    keys = (house.keystore.under(root), house.owners.under(root), root, 30)
    assert await turn_old_keys(*keys, root_too=True) == 1
    assert await house.root.older() == []
    house.later()
    assert await house.texts(stream) == ["before"]


async def test_at_a_terminal_old_keys_are_exchanged_by_one_at_a_time_and_told_of(
    house: House,
) -> None:
    await house.write("before")
    told = {
        "DATABASE_URL": house.urls[0],
        "STAFETT_KEYSTORE_URL": house.urls[1],
        "STAFETT_ROOT_KEY_FILE": str(house.file),
    }

    async def run(*words: str, **more: str) -> tuple[int, str]:
        runner = CliRunner(env=told | more)
        answer = await asyncio.to_thread(runner.invoke, keys_at_a_terminal, words)
        return answer.exit_code, answer.output

    async def ages(days: str) -> list[tuple[str, bool]]:
        settings = Settings(root_key_file=house.file, turn_days=int(days))
        checks = await check_ages(settings, Clusters(*house.urls))
        return [(one.found, one.well) for one in checks]

    assert await run("turn-old") == (
        3,
        "stafett: set STAFETT_TURN_DAYS, how many days old a tenant key may be\n",
    )
    await aged(house, house.book, 38)
    assert await ages("31") == [("1 tenant keys are older than 31 days", False)]
    assert await ages("32") == [("young", True)]
    async with turning_alone(house.urls[1]):
        code, said = await run("turn-old", STAFETT_TURN_DAYS="31")
        assert (code, "Another process" in said) == (0, True)
        assert await house.tenant_keys() == [1]
    code, said = await run("turn-old", STAFETT_TURN_DAYS="31")
    assert (code, "1 tenant keys exchanged" in said) == (0, True), said
    assert await house.tenant_keys() == [2]
    assert await ages("31") == [("young", True)]
