"""Look after the keys: the root key made, copied, brought back; the key people are found by."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from stafett.application.claims import known_by
from stafett.ledger import escrow
from stafett.ledger.book import open_ledger
from stafett.ledger.errors import LedgerError
from stafett.ledger.escrow import Share, ShareBroken
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import BookEntry, Keystore
from stafett.ledger.root_file import find_root, read_root_file, write_root_file
from stafett.ledger.roots import ENVIRONMENT, LocalRoot, RootKey, RootRefused
from stafett.ledger.turning import PATIENCE, Step, turn
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.folders import adopt
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role
from stafett.settings import Settings, read_settings

keys = typer.Typer(
    help="Look after the root key, and exchange the key that people are found by.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_LOSING_IT = """\
Whoever loses this key loses every book under it, for good: nobody can open them without it,
and nobody can make it again. Whoever steals it together with a copy of the keystore reads them all.
Keep a copy away from this machine, and never in the same backup as the databases."""

_IN_THE_SAFE = """\
Write or print each share on a sheet of its own, and give the sheets to two people who keep them in
two places. One share alone is worth nothing; `stafett keys restore` makes the key from both."""

_Into = Annotated[
    Path | None,
    typer.Option("--into", help="Write the shares to two files in this folder; do not show them."),
]
_From = Annotated[
    list[Path] | None,
    typer.Option("--from", help="A file with a share, given twice; otherwise they are asked for."),
]


@keys.command()
def init(into: _Into = None) -> None:
    """Make the root key, say where it lies, and give the copy for the safe in two shares."""
    with _in_one_line():
        _keep(RootKey.new())
        _give_shares(into, _root())


@keys.command("escrow")
def escrow_(into: _Into = None) -> None:
    """Give a new copy of the root key in two shares, for the safe."""
    with _in_one_line():
        _give_shares(into, _root())


@keys.command()
def restore(files: _From = None) -> None:
    """Make the root key's file again from the two shares."""
    with _in_one_line():
        shares = [_typed(number) for number in (1, 2)] if not files else [*map(_written, files)]
        if len(shares) != 2:  # noqa: PLR2004 - two shares is what there are
            raise ShareBroken("give both shares, and nothing else.")
        _keep(escrow.join(*shares))


@keys.command()
def describe() -> None:
    """Say which root key is at hand and where it lies; nothing secret."""
    with _in_one_line():
        name = asyncio.run(_root().describe())
        typer.echo(f"root key {name.id} version {name.version}, from {name.lies}")


@keys.command("list")
def list_() -> None:
    """List every book's tenant key and how many keys lie under it; nothing secret."""
    with _in_one_line():
        settings = read_settings()
        root = _root(settings)
        with open_clusters(settings, "books") as clusters:
            entries = asyncio.run(_books(clusters.looked_at("keystore"), root))
        for entry in entries:
            here = "" if entry.root_id == root.key.id else "   (not the root key at hand)"
            typer.echo(
                f"book {entry.tenant}   tenant key {entry.version} of {entry.made_at:%Y-%m-%d}, "
                f"under root key {entry.root_id}   {entry.data_keys} data keys{here}"
            )
        if not entries:
            typer.echo("no books yet")


@keys.command()
def turn_index(
    book: Annotated[UUID, typer.Argument(help="The book whose key is exchanged.")],
) -> None:
    """Exchange the key that national numbers and log-ins are found by; destroy the old one.

    A server may go on meanwhile: everybody is found all the time. It takes some six minutes, as
    no process may still hold the old key. Broken off, it goes on when it is asked for again.
    """
    with _in_one_line():
        settings = read_settings()
        root = _root(settings)
        with open_clusters(settings, "books") as clusters:
            asyncio.run(_turn_index(clusters, root, book))
        typer.echo(f"OK  {book}: people are found under a new key, and the old one is destroyed")


async def _turn_index(clusters: Clusters, root: LocalRoot, book: UUID) -> None:
    keystore_pool = await open_pool(clusters.looked_at("keystore"), name="stafett-turn", most=2)
    rows = await open_pool(as_role(clusters.events, Role.WRITER), name="stafett-turn", most=1)
    keystore = Keystore(keystore_pool, root)
    try:
        async with open_ledger(
            clusters.events, keystore, Keyring(keystore), readers=2, hands=1
        ) as ledger:
            await turn(ledger, keystore, rows, book, known_by, patience=PATIENCE, told=_step)
    finally:
        await rows.close()
        await keystore_pool.close()


def _step(step: Step) -> None:
    typer.echo(f"    {step.value}")


async def _books(url: str, root: LocalRoot) -> tuple[BookEntry, ...]:
    pool = await open_pool(url, most=1)
    try:
        return await Keystore(pool, root).books()
    finally:
        await pool.close()


def _root(settings: Settings | None = None) -> LocalRoot:
    settings = settings or read_settings()
    return find_root(settings.root_file("books"), away_from=settings.database_folders("books"))


def _keep(key: RootKey) -> None:
    if ENVIRONMENT in os.environ:
        raise RootRefused(
            f"the root key is given in {ENVIRONMENT}; unset it to keep one in a file."
        )
    settings = read_settings()
    path, databases = settings.root_file("books"), settings.database_folders("books")
    if settings.root_key_file is None:
        adopt(settings.data)
        adopt(settings.folder("books"))
    write_root_file(path, key, away_from=databases)
    kept = read_root_file(path, away_from=databases)
    typer.echo(f"The root key {kept.key.id} lies in {kept.lies}.\n\n{_LOSING_IT}")


def _give_shares(into: Path | None, root: LocalRoot) -> None:
    if into is None and not sys.stdout.isatty():
        typer.echo(
            "\nThe shares are not shown, since this is not a terminal and may be kept as a log. "
            "Run `stafett keys escrow` at a terminal, or with --into FOLDER."
        )
        return
    typer.echo(f"\n{_IN_THE_SAFE}")
    for share in escrow.split(root.key):
        sheet = _sheet(share)
        if into is None:
            typer.echo(f"\n{sheet}")
        else:
            path = into / f"root-key-share-{share.number}.txt"
            _write_new(path, sheet)
            typer.echo(f"Share {share.number} of 2 is in {path}. Print it, then remove it.")


def _sheet(share: Share) -> str:
    groups = share.groups()
    rows = [" ".join(groups[at : at + escrow.ROW]) for at in range(0, escrow.GROUPS, escrow.ROW)]
    return f"Stafett root key {share.root}, share {share.number} of 2\n\n" + "".join(
        f"    {row}\n" for row in rows
    )


def _write_new(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as trouble:
        raise RootRefused(f"no share can be put at {path} ({trouble.strerror}).") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _written(path: Path) -> Share:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ShareBroken(f"{path} cannot be read.") from None
    return Share.read([group for line in lines[1:] for group in line.split()])


def _typed(number: int) -> Share:
    groups: list[str] = []
    typer.echo(f"Share {number} of 2, row by row:")
    while len(groups) < escrow.GROUPS:
        typed = typer.prompt(f"  row {len(groups) // escrow.ROW + 1}")
        try:
            groups += _row(len(groups), typed.split())
        except ShareBroken as broken:
            typer.echo(f"  {broken} Type the row again.")
    return Share.read(groups)


def _row(start: int, groups: list[str]) -> list[str]:
    if len(groups) != escrow.ROW:
        raise ShareBroken(f"a row has {escrow.ROW} groups.")
    return [escrow.read_group(start + at, group) for at, group in enumerate(groups)]


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except LedgerError as trouble:
        typer.echo(f"stafett: {trouble.args[0] if trouble.args else trouble.__doc__}", err=True)
        raise typer.Exit(3) from None
    except (RootRefused, ShareBroken) as trouble:
        typer.echo(f"stafett: {trouble}", err=True)
        raise typer.Exit(3) from None
