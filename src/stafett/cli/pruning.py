"""Take away what is sealed in the lines of matters whose keys are gone for good, at a terminal.

Whoever serves cannot: it takes the address of somebody who may make tables and roles.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID

import typer

from stafett.application.scenes import Scenes
from stafett.cli.key_turning import in_one_line
from stafett.cli.root_at_hand import root_at_hand
from stafett.domain.shredding import to_prune
from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.errors import LedgerError
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.roots import Root
from stafett.ledger.shredding import open_pruners, prune, unpruned
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.pool import Pool, open_pool
from stafett.settings import read_settings


def prune_(
    book: Annotated[UUID | None, typer.Option(help="Only this book.")] = None,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take it away. Without, it is only told what would go.")
    ] = False,
) -> None:
    """Take away what is sealed in matters that were ordered destroyed with `prune` and are final.

    Nobody can bring it back. Lines stay, and every check of the chain goes on as before. Exit code
    1 when something could not be taken away; the rest was.
    """
    with in_one_line():
        settings = read_settings()
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            well = asyncio.run(_prune(clusters, root, book, yes=yes))
    if not well:
        raise typer.Exit(1)


async def _prune(clusters: Clusters, root: Root, only: UUID | None, *, yes: bool) -> bool:
    async with (
        _opened(clusters, root) as (ledger, keystore),
        open_pruners(clusters.administrator("events")) as pruners,
    ):
        books = [only] if only else await ledger.books()
        done = [await prune_book(ledger, keystore, pruners, book, yes=yes) for book in books]
    return all(done)


async def prune_book(
    ledger: Ledger, keystore: Keystore, pruners: Pool, book: UUID, *, yes: bool
) -> bool:
    """Take away, or only tell, what is final by the book's own day. Did all of it go?"""
    well = True
    scene = await Scenes(ledger).of_municipality(book)
    for one in to_prune(scene.municipality.rulebook.shreds, scene.today):
        if not (lines := await unpruned(pruners, book, one.matter)):
            continue
        if not yes:
            typer.echo(
                f"    {book}   {one.matter}   {lines} lines, {one.reference}, "
                f"final on {one.final_on}"
            )
        else:
            well &= await _one(pruners, keystore, book, one.matter)
    return well


async def _one(pruners: Pool, keystore: Keystore, book: UUID, matter: UUID) -> bool:
    try:
        done = await prune(pruners, keystore, book, matter)
    except LedgerError as trouble:
        typer.echo(f"!!  {book}   {matter}   {trouble.__doc__}", err=True)
        return False
    typer.echo(f"OK  {book}   {matter}   {done} lines")
    return True


@asynccontextmanager
async def _opened(clusters: Clusters, root: Root) -> AsyncIterator[tuple[Ledger, Keystore]]:
    keys = await open_pool(clusters.looked_at("keystore"), name="stafett-prune", most=2)
    try:
        keystore = Keystore(keys, root)
        async with open_ledger(
            clusters.events, keystore, Keyring(keystore), readers=2, hands=1
        ) as ledger:
            yield ledger, keystore
    finally:
        await keys.close()
