"""Hand out what a book's lines are held against, and check what was handed out."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, TypeAlias
from uuid import UUID, uuid4

import typer

from stafett.cli.granting import grant
from stafett.cli.root_at_hand import root_at_hand
from stafett.evidence import terminal
from stafett.evidence.checkpoint import Checkpoint
from stafett.evidence.handed_over import keys_of
from stafett.evidence.note import NotANote, Note
from stafett.evidence.receipts_kept import at_in_words
from stafett.ledger.bundling import Evidence
from stafett.ledger.errors import LedgerError
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.line import Volume
from stafett.ledger.reaching import open_pool as open_reading
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.pool import open_pool
from stafett.settings import Settings, read_settings

evidence = typer.Typer(
    help="Hand out and check evidence.", no_args_is_help=True, pretty_exceptions_enable=False
)
_Wanted: TypeAlias = Callable[[Evidence, Keyring], Awaitable[None]]
evidence.command()(grant)
Book = Annotated[UUID, typer.Option(help="Which book.")]
Since = Annotated[Path | None, typer.Option(help="A checkpoint that was kept.")]


@evidence.callback()
def _evidence() -> None:
    """Hand out and check evidence."""


@evidence.command()
def checkpoint(book: Book) -> None:
    """Show the newest checkpoint of each of a book's logs, and the fingerprint of its keys."""

    async def show(found: Evidence, keyring: Keyring) -> None:
        pairs = (await keyring.book(book)).pairs(f"{found.origin}/{book}")
        for log in await found.logs(book):
            keys = keys_of(log.checkpoint.origin, found.signed_by(log, pairs).keys)
            typer.echo(log.shard.note)
            typer.echo("\n".join(key.written() for key in keys) + "\n", err=True)
        for pair in pairs:
            until = "" if pair.until is None else f"   until {at_in_words(pair.until)}"
            typer.echo(f"fingerprint {pair.fingerprint}{until}", err=True)

    _with_evidence(show)


@evidence.command()
def bundle(
    book: Book,
    out: Annotated[Path, typer.Option(help="The file to write; it must not be there yet.")],
    since: Since = None,
) -> None:
    """Write the outside of every line of a book, signed: what `stafett-verify` checks.

    It shows ids, times and how much was written, so it is for an auditor; nothing under a seal.
    With a checkpoint of one log, only what came after it in that log.
    """

    async def write(found: Evidence, _: Keyring) -> None:
        with _new(out) as file:
            manifest = await found.bundle(book, file, since=_kept(since))
        typer.echo(f"{out} --key {manifest.fingerprint}")

    _with_evidence(write)


@evidence.command()
def proof(
    book: Book,
    out: Annotated[Path, typer.Option(help="The file to write, such as `line.tlog-proof`.")],
    position: Annotated[int | None, typer.Option(min=1, help="The line to prove.")] = None,
    ledger: Annotated[Volume, typer.Option(help="Where it stands.")] = Volume.EVENTS,
    since: Since = None,
) -> None:
    """Write a short proof: that a line is in the book, or that a log continues a checkpoint."""
    if (position is None) == (since is None):
        typer.echo("stafett: name one: --position, or --since with a checkpoint", err=True)
        raise typer.Exit(3)

    async def write(found: Evidence, _: Keyring) -> None:
        earlier = _kept(since)
        if earlier is not None:
            told = (await found.prove_consistency(book, earlier)).written()
        else:
            told = (await found.prove_line(book, ledger, position or 0)).written()
        with _new(out) as file:
            file.write(told.encode())
        typer.echo(str(out))

    _with_evidence(write)


@evidence.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
)
def verify(context: typer.Context) -> None:
    """Check a bundle or a proof, as `stafett-verify` does; `--help` says what it takes."""
    raise typer.Exit(terminal.main(context.args))


@asynccontextmanager
async def _opened(
    settings: Settings, clusters: Clusters
) -> AsyncIterator[tuple[Evidence, Keyring]]:
    root = root_at_hand(settings)
    keys = await open_pool(clusters.looked_at("keystore"), name="stafett-evidence", most=1)
    try:
        async with open_reading(clusters.looked_at("events"), 1) as pool:
            keystore = Keystore(keys, root)
            keyring = Keyring(keystore)
            last = LastSigned(keystore, uuid4())
            yield Evidence(pool, keyring, last, origin=settings.origin), keyring
    finally:
        await keys.close()


def _with_evidence(wanted: _Wanted) -> None:
    settings = read_settings()

    async def run(clusters: Clusters) -> None:
        async with _opened(settings, clusters) as (found, keyring):
            await wanted(found, keyring)

    with open_clusters(settings, "books") as clusters:
        try:
            asyncio.run(run(clusters))
        except (LedgerError, OSError) as trouble:
            told = trouble.args[0] if isinstance(trouble, LedgerError) and trouble.args else None
            typer.echo(f"stafett: {told or trouble.__doc__}", err=True)
            raise typer.Exit(3) from None


def _new(out: Path) -> BinaryIO:
    """Open a new file for its owner alone."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as trouble:
        typer.echo(f"stafett: {out} cannot be written ({trouble.strerror})", err=True)
        raise typer.Exit(3) from None
    return os.fdopen(handle, "wb")


def _kept(since: Path | None) -> Checkpoint | None:
    if since is None:
        return None
    try:
        return Checkpoint.read(Note.read(since.read_text(encoding="utf-8")).text)
    except (OSError, NotANote, UnicodeDecodeError):
        typer.echo(f"stafett: {since} is not a checkpoint", err=True)
        raise typer.Exit(3) from None
