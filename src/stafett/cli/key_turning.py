"""Exchange keys at a terminal: the one people are found by, a book's, its drawers', the root key.

Each may be broken off anywhere and is taken up again when it is asked for once more. Servers may
go on meanwhile.
"""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from stafett.application.claims import known_by, no_longer_by
from stafett.cli.root_at_hand import root_at_hand
from stafett.evidence.handed_over import Held
from stafett.evidence.letter import Party
from stafett.ledger.book import open_ledger
from stafett.ledger.errors import LedgerError
from stafett.ledger.escrow import ShareBroken
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.new_data_keys import turn_data_keys, turn_data_keys_of
from stafett.ledger.new_keys import (
    move_to_root,
    open_owners,
    turn_root_key,
    turn_signing_key,
    turn_tenant_key,
)
from stafett.ledger.parcel_key import turn_parcel_key
from stafett.ledger.reaching import open_pool as open_reading
from stafett.ledger.root_file import read_root_file
from stafett.ledger.roots import Root, RootRefused
from stafett.ledger.sealing import SealBroken
from stafett.ledger.turning import PATIENCE, Step, turn
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role
from stafett.settings import read_settings

Book = Annotated[UUID, typer.Argument(help="The book whose key is exchanged.")]


def turn_index(book: Book) -> None:
    """Exchange the key that national numbers and log-ins are found by; destroy the old one.

    A server may go on meanwhile: everybody is found all the time. It takes some six minutes, as
    no process may still hold the old key. Broken off, it goes on when it is asked for again.
    """
    with in_one_line():
        settings = read_settings()
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            asyncio.run(_turn_index(clusters, root, book))
        typer.echo(f"OK  {book}: people are found under a new key, and the old one is destroyed")


def turn_tenant(book: Book) -> None:
    """Exchange a book's tenant key: every key under it is closed anew, then the old one goes.

    A server may go on meanwhile. It takes the address of somebody who owns the keystore's tables.
    """
    with in_one_line():
        settings = read_settings()
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            asyncio.run(_turn_tenant(clusters, root, book))
        typer.echo(f"OK  {book}: its keys lie under a new tenant key, and the old one is destroyed")


def turn_data(
    book: Book,
    stream: Annotated[
        UUID | None, typer.Option(help="Only this follow-up, concern, person or municipality.")
    ] = None,
) -> None:
    """Make new keys for what is written in a book from now on, or in one follow-up.

    What was written stays as it is, under the old ones, which stay to open it. A server may go on
    meanwhile; broken off, it goes on where it was.
    """
    with in_one_line():
        settings = read_settings()
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            made = asyncio.run(_turn_data(clusters, root, book, stream))
        typer.echo(f"OK  {book}: {made} new data keys")


def turn_signing(book: Book) -> None:
    """Exchange the key a book signs receipts and checkpoints with; destroy the old one.

    The old key signs for the new one, so whoever knows the old fingerprint believes the new. Tell
    the witness the new keys (`evidence checkpoint`).
    """
    with in_one_line():
        settings = read_settings()
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            pairs = asyncio.run(_turn_signing(clusters, root, book, settings.origin))
        typer.echo(f"OK  {book} signs with a new key; fingerprint {pairs[-1].fingerprint}")


def turn_parcels(
    book: Book,
    *,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="It was stolen: destroy the old one now.")
    ] = False,
) -> None:
    """Exchange the key of parcels to and from other municipalities; give them the new card.

    What is on its way under the old one opens for ninety days more, unless it goes at once.
    """
    with in_one_line():
        settings = read_settings()
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            card = asyncio.run(_turn_parcels(clusters, root, (book, settings.origin), at_once))
        typer.echo(f"OK  {book} has a new card for other municipalities: GET /v1/neighbours")
        typer.echo(f"    {card.origin}")
        for name, key in (("signs", card.signs), ("reads", card.reads)):
            typer.echo(f"    {name} {base64.b64encode(key).decode()}")


def turn_root() -> None:
    """Exchange the root key, and with it the tenant key of every book; destroy the old ones.

    A server may go on meanwhile. Older copies of the keystore open nevermore afterwards, and the
    shares in the safe are of the old key: give new ones with `keys escrow`.
    """
    with in_one_line():
        settings = read_settings()
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            asyncio.run(_turn_root(clusters, root))
        name = asyncio.run(root_at_hand(settings).describe())
        typer.echo(f"OK  every book lies under root key {name.id} version {name.version}")


def move_root(
    before: Annotated[Path, typer.Option("--from", help="The file with the root key until now.")],
) -> None:
    """Bring the books under the root key of a file under the one the settings name now.

    Stop the servers first, and start them with the new settings afterwards. The file stays; put it
    away, or remove it, once every book opens.
    """
    with in_one_line():
        settings = read_settings()
        old, root = read_root_file(before), root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            moved = asyncio.run(_move_root(clusters, old, root))
        typer.echo(f"OK  {moved} books lie under the root key the settings name")


VERBS = (turn_index, turn_tenant, turn_data, turn_signing, turn_parcels, turn_root, move_root)


async def _turn_index(clusters: Clusters, root: Root, book: UUID) -> None:
    rows = await open_pool(as_role(clusters.events, Role.WRITER), name="stafett-turn", most=1)
    try:
        async with (
            service(clusters, root) as keystore,
            open_ledger(clusters.events, keystore, Keyring(keystore), readers=2, hands=1) as ledger,
        ):
            await turn(
                ledger,
                keystore,
                rows,
                book,
                known_by,
                forgets=no_longer_by,
                patience=PATIENCE,
                told=_step,
            )
    finally:
        await rows.close()


async def _turn_tenant(clusters: Clusters, root: Root, book: UUID) -> None:
    async with open_owners(clusters.administrator("keystore"), root) as owners:
        await turn_tenant_key(owners, root, book, say)


async def _turn_signing(
    clusters: Clusters, root: Root, book: UUID, origin: str
) -> tuple[Held, ...]:
    async with open_owners(clusters.administrator("keystore"), root) as owners:
        return await turn_signing_key(owners, book, origin)


async def _turn_parcels(
    clusters: Clusters, root: Root, whose: tuple[UUID, str], at_once: bool
) -> Party:
    async with open_owners(clusters.administrator("keystore"), root) as owners:
        return await turn_parcel_key(owners, *whose, at_once=at_once)


async def _turn_root(clusters: Clusters, root: Root) -> None:
    async with (
        service(clusters, root) as keystore,
        open_owners(clusters.administrator("keystore"), root) as owners,
    ):
        await turn_root_key(keystore, owners, root, say)


async def _move_root(clusters: Clusters, before: Root, root: Root) -> int:
    async with (
        service(clusters, root) as keystore,
        open_owners(clusters.administrator("keystore"), root) as owners,
    ):
        return await move_to_root(keystore, owners, before, root, say)


async def _turn_data(clusters: Clusters, root: Root, book: UUID, stream: UUID | None) -> int:
    async with (
        service(clusters, root) as keystore,
        open_reading(clusters.looked_at("events"), 1) as lines,
    ):
        if stream is not None:
            return await turn_data_keys_of(keystore, lines, book, stream)
        return await turn_data_keys(keystore, book, told=lambda made: say(f"{made} keys made"))


@asynccontextmanager
async def service(clusters: Clusters, root: Root) -> AsyncIterator[Keystore]:
    """Open the keystore as whoever serves does."""
    pool = await open_pool(clusters.looked_at("keystore"), name="stafett-turn", most=2)
    try:
        yield Keystore(pool, root)
    finally:
        await pool.close()


def _step(step: Step) -> None:
    say(step.value)


def say(told: str) -> None:
    """Say how far it has come."""
    typer.echo(f"    {told}")


@contextmanager
def in_one_line() -> Iterator[None]:
    """End a command in trouble with one sentence and exit code 3."""
    try:
        yield
    except LedgerError as trouble:
        typer.echo(f"stafett: {trouble.args[0] if trouble.args else trouble.__doc__}", err=True)
        raise typer.Exit(3) from None
    except SealBroken:
        typer.echo(
            "stafett: a key is not as it was written, or lies under another key than it says; "
            "nothing was destroyed. See `stafett ledger verify`.",
            err=True,
        )
        raise typer.Exit(3) from None
    except (RootRefused, ShareBroken) as trouble:
        typer.echo(f"stafett: {trouble}", err=True)
        raise typer.Exit(3) from None
