"""Say how far a shred has come, and destroy again what an old copy of the keys brought back."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

import typer

from stafett.application.scenes import Scenes
from stafett.cli.root_at_hand import root_at_hand
from stafett.ledger.book import open_ledger
from stafett.ledger.errors import LedgerError, NoSuchBook
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.roots import Root
from stafett.ledger.shred_register import registered
from stafett.ledger.shredding import Shredder, let_go
from stafett.postgres.checks import Check
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role
from stafett.projections import forgotten
from stafett.settings import Settings, read_settings

Result = TypeVar("Result")


def shreds() -> None:
    """List what was ordered destroyed in every book, and how far it has come: by ids and days."""
    settings = read_settings()
    with open_clusters(settings, "books") as clusters:
        told = _run(_told(clusters, root_at_hand(settings)))
    for line in told or ["nothing was ordered destroyed"]:
        typer.echo(line)


def replay_shreds() -> None:
    """Destroy again every key that the shred register names, after any restore of the keys."""
    settings = read_settings()
    with open_clusters(settings, "books") as clusters:
        for book, back in _run(_replay(settings, clusters)):
            typer.echo(f"OK  {book}: {back} keys had come back, and are destroyed again")


async def check_shreds(settings: Settings, clusters: Clusters) -> Sequence[Check]:
    """Look whether a key that was destroyed has come back; then nothing is served."""
    checks: list[Check] = []
    books = registered(settings.anchors_folder("books"))
    if not books:
        return checks
    async with _shredding(settings, clusters) as shredder:
        for book in books:
            subject = f"shreds of {book}"
            try:
                back = await shredder.revived(book)
            except NoSuchBook:
                advice = "the keystore was restored from before this book: bring a newer copy back"
                checks.append(Check(subject, "no keys at all", advice, vital=True))
            except LedgerError as broken:
                found = type(broken).__name__
                checks.append(Check(subject, found, broken.__doc__ or found, vital=True))
            else:
                advice = "run stafett keys replay-shreds" if back else ""
                found = f"{len(back)} destroyed keys are back"
                checks.append(Check(subject, found, advice, vital=True))
    return checks


async def _replay(settings: Settings, clusters: Clusters) -> list[tuple[UUID, int]]:
    done: list[tuple[UUID, int]] = []
    lists = await open_pool(as_role(clusters.events, Role.PROJECTOR), name="stafett-shreds", most=1)
    claims = await open_pool(as_role(clusters.events, Role.WRITER), name="stafett-shreds", most=1)
    try:
        async with _shredding(settings, clusters) as shredder:
            for book in registered(settings.anchors_folder("books")):
                back, matters = await shredder.replay(book)
                for matter in matters:
                    await forgotten.forget(lists, book, matter)
                    await let_go(claims, book, matter)
                done.append((book, back))
    finally:
        await claims.close()
        await lists.close()
    return done


@asynccontextmanager
async def _shredding(settings: Settings, clusters: Clusters) -> AsyncIterator[Shredder]:
    url = as_role(clusters.keystore, Role.KEYSTORE)
    pool = await open_pool(url, name="stafett-shreds", most=2)
    try:
        keystore = Keystore(pool, root_at_hand(settings))
        folder = settings.anchors_folder("books")
        yield Shredder(keystore, Keyring(keystore), folder, origin=settings.origin)
    finally:
        await pool.close()


async def _told(clusters: Clusters, root: Root) -> list[str]:
    pool = await open_pool(clusters.looked_at("keystore"), name="stafett-shreds", most=2)
    lines: list[str] = []
    try:
        keystore = Keystore(pool, root)
        opening = open_ledger(clusters.events, keystore, Keyring(keystore), readers=2, hands=1)
        async with opening as ledger:
            scenes = Scenes(ledger)
            for book in await ledger.books():
                scene = await scenes.of_municipality(book)
                for one in scene.municipality.rulebook.shreds.values():
                    stands = one.stands(scene.today).value
                    final = f", final on {one.final_on}" if one.final_on else ""
                    lines.append(f"{book}   {one.on}   {one.matter}   {stands}{final}")
    finally:
        await pool.close()
    return lines


def _run(doing: Coroutine[Any, Any, Result]) -> Result:
    try:
        return asyncio.run(doing)
    except LedgerError as trouble:
        typer.echo(f"stafett: {trouble.args[0] if trouble.args else trouble.__doc__}", err=True)
        raise typer.Exit(3) from None
