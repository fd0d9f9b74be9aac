"""Check a printout, and show whose certificate to compare it with."""

import asyncio
import base64
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from stafett.cli.standing_open import printing_hand_of
from stafett.ledger.errors import LedgerError
from stafett.ledger.keystore import Keystore
from stafett.ledger.printing_hand import PrintingHand
from stafett.ledger.root_file import find_root
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.pool import open_pool
from stafett.printing.checking import NotAPrintout
from stafett.printing.checking import check as checked
from stafett.settings import Settings, read_settings

printout = typer.Typer(
    help="Check printouts.", no_args_is_help=True, pretty_exceptions_enable=False
)
_NOT_WELL = 1
_LINE = 64


@printout.callback()
def _printout() -> None:
    """Check printouts."""


@printout.command()
def check(
    file: Annotated[Path, typer.Argument(help="The PDF.", exists=True, dir_okay=False)],
    certificate: Annotated[
        str, typer.Option(help="The fingerprint it must be signed with, from its owner.")
    ] = "",
) -> None:
    """Say whether a printout is as it was signed, and with which certificate. Asks nobody."""
    try:
        found = checked(file.read_bytes())
    except NotAPrintout as trouble:
        typer.echo(f"stafett: {trouble.__doc__}", err=True)
        raise typer.Exit(_NOT_WELL) from None
    wanted = "".join(certificate.split()).lower()
    known = wanted in ("", found.fingerprint)
    whole = "as it was signed, to the last byte" if found.well else "NOT as it was signed"
    typer.echo(f"{file}: {whole}")
    typer.echo(f"certificate {found.fingerprint}" + ("" if known else " - ANOTHER than you named"))
    if found.stamped_at is not None:
        typer.echo(f"stamped {found.stamped_at.isoformat()}")
    if not (found.well and known):
        raise typer.Exit(_NOT_WELL)


@printout.command()
def certificate(book: Annotated[UUID, typer.Option(help="Which book.")]) -> None:
    """Show the certificate a book's printouts are signed with, and its fingerprint."""
    settings = read_settings()
    if (own := printing_hand_of(settings)) is not None:
        _show(own)
        return

    async def run(clusters: Clusters) -> PrintingHand:
        return await _hand(settings, clusters, book)

    with open_clusters(settings, "books") as clusters:
        try:
            hand = asyncio.run(run(clusters))
        except (LedgerError, OSError) as trouble:
            typer.echo(f"stafett: {trouble.__doc__}", err=True)
            raise typer.Exit(3) from None
    _show(hand)


def _show(hand: PrintingHand) -> None:
    lines = base64.b64encode(hand.certificate).decode()
    typer.echo("-----BEGIN CERTIFICATE-----")
    for start in range(0, len(lines), _LINE):
        typer.echo(lines[start : start + _LINE])
    typer.echo("-----END CERTIFICATE-----")
    typer.echo(f"fingerprint {hand.fingerprint}", err=True)


async def _hand(settings: Settings, clusters: Clusters, book: UUID) -> PrintingHand:
    root = find_root(settings.root_file("books"), away_from=settings.database_folders("books"))
    keys = await open_pool(clusters.looked_at("keystore"), name="stafett-printout", most=1)
    try:
        return (await Keystore(keys, root).open_book(book)).printing_hand(settings.origin)
    finally:
        await keys.close()
