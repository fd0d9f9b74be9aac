"""Give somebody outside the content of one matter, sealed for them alone, and keep that one did."""

import asyncio
import base64
import os
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from stafett.cli.root_at_hand import root_at_hand
from stafett.domain.content_grant import ContentGranted
from stafett.journal import Journal, JournalAway
from stafett.ledger import granting
from stafett.ledger.book import open_ledger
from stafett.ledger.errors import LedgerError
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.line import Volume
from stafett.ledger.reaching import open_pool as open_reading
from stafett.ledger.roots import Root
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.pool import open_pool
from stafett.settings import read_settings


def grant(
    book: Annotated[UUID, typer.Option(help="Which book.")],
    matter: Annotated[UUID, typer.Option(help="Which follow-up, concern or person.")],
    to: Annotated[str, typer.Option(help="The receiver's key: `stafett-verify --new-reading-key`")],
    why: Annotated[str, typer.Option(help="On whose word and what for; it stands in the journal.")],
    out: Annotated[Path, typer.Option(help="The file to write; it must not be there yet.")],
) -> None:
    """Write what lies in the lines of one matter, with its keys, sealed for one receiver.

    `stafett-verify BUNDLE --grant FILE` opens it on the receiver's machine, and sees that it is
    what was written. The receiver can read it for as long as they keep it.
    """
    settings = read_settings()
    root = root_at_hand(settings)
    with open_clusters(settings, "books") as clusters:
        try:
            lines = asyncio.run(write_grant(clusters, root, book, matter, to, why, out))
        except (LedgerError, OSError, JournalAway, ValueError) as trouble:
            told = trouble.args[0] if isinstance(trouble, LedgerError) and trouble.args else None
            typer.echo(f"stafett: {told or trouble.__doc__}", err=True)
            raise typer.Exit(3) from None
    typer.echo(f"{out}: {lines} lines")


async def write_grant(  # noqa: PLR0917 - what a grant takes
    clusters: Clusters, root: Root, book: UUID, matter: UUID, to: str, why: str, out: Path
) -> int:
    """Put it in the journal, then write the file; return how many lines were granted.

    Raises:
        NothingToGrant: There is nothing by that id that could be opened.
        JournalAway: It could not be written down, so nothing was granted.
        ValueError: That is no key to seal for.
        OSError: The file cannot be written.

    """
    keys = await open_pool(clusters.looked_at("keystore"), name="stafett-grant", most=2)
    keystore = Keystore(keys, root)
    keyring = Keyring(keystore)
    try:
        async with (
            open_reading(clusters.looked_at("events"), 1) as pool,
            open_ledger(clusters.events, keystore, keyring, readers=1, hands=1) as ledger,
            open_ledger(
                clusters.events, keystore, keyring, volume=Volume.JOURNAL, readers=1, hands=1
            ) as second,
        ):
            granted = await granting.grant(pool, keyring, book, matter)
            sealed = granted.sealed_for(base64.b64decode(to, validate=True))
            now = (await ledger.read(book, {})).now
            event = ContentGranted(
                at=now, stream=matter, receiver=to, why=why.strip(), lines=len(granted.lines)
            )
            shielded = await granting.is_shielded(ledger, book, matter)
            journal = Journal(second)
            await journal.record(book, event, at=now, shielded=matter if shielded else None)
            await journal.close()
            handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
            return len(granted.lines)
    finally:
        await keys.close()
