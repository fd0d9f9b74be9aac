"""Look after the root key at a terminal: made, copied for the safe, brought back, told of."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from stafett.cli import key_turning
from stafett.cli.key_ages import turn_old
from stafett.cli.key_turning import in_one_line
from stafett.cli.root_at_hand import key_at_hand, root_at_hand
from stafett.cli.shreds import replay_shreds, shreds
from stafett.ledger import escrow
from stafett.ledger.escrow import Share, ShareBroken
from stafett.ledger.keystore import BookEntry, Keystore
from stafett.ledger.root_file import FileRoot, read_root_file, write_root_file
from stafett.ledger.roots import ENVIRONMENT, LocalRoot, Root, RootKey, RootName, RootRefused
from stafett.postgres.clusters import open_clusters
from stafett.postgres.folders import adopt
from stafett.postgres.pool import open_pool
from stafett.settings import RootFrom, read_settings

keys = typer.Typer(
    help="Look after the keys: make, copy and exchange them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for _verb in key_turning.VERBS:
    keys.command()(_verb)

keys.command()(turn_old)
keys.command("shreds")(shreds)
keys.command("replay-shreds")(replay_shreds)

_LOSING_IT = """\
Whoever loses this key loses every book under it, for good: nobody can open them without it,
and nobody can make it again. Whoever steals it together with a copy of the keystore reads them all.
Keep a copy away from this machine, and never in the same backup as the databases."""

_KEPT_THERE = """\
Whoever loses this key loses every book under it, for good: nobody can open them without it,
and nobody can make it again. Keep a copy as the makers of what it lies in say, in another place."""

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
    with in_one_line():
        settings = read_settings()
        if settings.root is RootFrom.FILE:
            _keep(RootKey.new())
            _give_shares(into, key_at_hand(settings))
        else:
            typer.echo(asyncio.run(_made(root_at_hand(settings))))


@keys.command("escrow")
def escrow_(into: _Into = None) -> None:
    """Give a new copy of the root key in two shares, for the safe."""
    with in_one_line():
        _give_shares(into, key_at_hand(read_settings()))


@keys.command()
def restore(files: _From = None) -> None:
    """Make the root key's file again from the two shares."""
    with in_one_line():
        shares = [_typed(number) for number in (1, 2)] if not files else [*map(_written, files)]
        if len(shares) != 2:  # noqa: PLR2004 - two shares is what there are
            raise ShareBroken("give both shares, and nothing else.")
        _keep(escrow.join(*shares))


@keys.command()
def describe() -> None:
    """Say which root key is at hand and where it lies; nothing secret."""
    with in_one_line():
        name = asyncio.run(root_at_hand(read_settings()).describe())
        typer.echo(f"root key {name.id} version {name.version}, from {name.lies}")


@keys.command("list")
def list_() -> None:
    """List every book's tenant key and how many keys lie under it; nothing secret."""
    with in_one_line():
        settings = read_settings()
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            entries, names = asyncio.run(_books(clusters.looked_at("keystore"), root))
        for entry in entries:
            name = RootName(entry.root_id, entry.root_version)
            here = "" if name in names else "   (not the root key at hand)"
            typer.echo(
                f"book {entry.tenant}   tenant key {entry.version} of {entry.made_at:%Y-%m-%d}, "
                f"under root key {name.id} version {name.version}   "
                f"{entry.data_keys} data keys{here}"
            )
        if not entries:
            typer.echo("no books yet")


async def _books(url: str, root: Root) -> tuple[tuple[BookEntry, ...], set[RootName]]:
    names = {await root.describe(), *await root.older()}
    pool = await open_pool(url, most=1)
    try:
        return await Keystore(pool, root).books(), names
    finally:
        await pool.close()


async def _made(root: Root) -> str:
    """Let whoever keeps root keys make the first one, and return what to say of it."""
    try:
        name = await root.describe()
    except RootRefused:
        await root.turn()
        name = await root.describe()
        return f"The root key {name.id} is in {name.lies}, and stays there.\n\n{_KEPT_THERE}"
    raise RootRefused(f"there is a root key already: {name.id}, in {name.lies}.")


def _keep(key: RootKey) -> None:
    if ENVIRONMENT in os.environ:
        raise RootRefused(
            f"the root key is given in {ENVIRONMENT}; unset it to keep one in a file."
        )
    settings = read_settings()
    if settings.root is not RootFrom.FILE:
        key_at_hand(settings)
    path, databases = settings.root_file("books"), settings.database_folders("books")
    if settings.root_key_file is None:
        adopt(settings.data)
        adopt(settings.folder("books"))
    write_root_file(path, key, away_from=databases)
    kept = read_root_file(path, away_from=databases)
    typer.echo(f"The root key {kept.key.id} lies in {kept.lies}.\n\n{_LOSING_IT}")


def _give_shares(into: Path | None, root: LocalRoot | FileRoot) -> None:
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
