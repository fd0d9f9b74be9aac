"""Exchange keys that have grown too old, every night, and say when nobody has."""

import asyncio
from collections.abc import Sequence

import typer

from stafett.cli.key_turning import in_one_line, say, service
from stafett.cli.root_at_hand import root_at_hand
from stafett.ledger.errors import LedgerError
from stafett.ledger.key_ages import SomebodyTurns, too_old, turn_old_keys, turning_alone
from stafett.ledger.new_keys import open_owners
from stafett.ledger.roots import Root
from stafett.postgres.checks import Check
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.settings import RootFrom, Settings, read_settings

_GRACE = 7
"""Days after which somebody is told that nothing exchanges them."""


def turn_old() -> None:
    """Exchange every tenant key that is older than STAFETT_TURN_DAYS: for a timer, every night.

    Where a hardware module or a key service keeps the root key, that is exchanged with them, and
    older copies of the keystore open nevermore. Servers may go on meanwhile.
    """
    with in_one_line():
        settings = read_settings()
        if settings.turn_days is None:
            typer.echo(
                "stafett: set STAFETT_TURN_DAYS, how many days old a tenant key may be", err=True
            )
            raise typer.Exit(3)
        root = root_at_hand(settings)
        with open_clusters(settings, "books") as clusters:
            try:
                done = asyncio.run(_turn_old(settings, clusters, root, settings.turn_days))
            except SomebodyTurns as other:
                typer.echo(f"OK  {other.__doc__}")
                return
        typer.echo(f"OK  {done} tenant keys exchanged; none is {settings.turn_days} days old")


async def _turn_old(settings: Settings, clusters: Clusters, root: Root, days: int) -> int:
    root_too = settings.root is not RootFrom.FILE
    async with (
        turning_alone(clusters.looked_at("keystore")),
        service(clusters, root) as keystore,
        open_owners(clusters.administrator("keystore"), root) as owners,
    ):
        return await turn_old_keys(keystore, owners, root, days, root_too=root_too, told=say)


async def check_ages(settings: Settings, clusters: Clusters) -> Sequence[Check]:
    """See that whatever should exchange old keys does: it is said, and nothing waits for it."""
    if settings.turn_days is None:
        return []
    try:
        async with service(clusters, root_at_hand(settings)) as keystore:
            old = await too_old(keystore, settings.turn_days + _GRACE)
    except LedgerError:
        return []  # that the keystore is away is said by others
    found = f"{len(old)} tenant keys are older than {settings.turn_days} days" if old else "young"
    advice = "see that the timer for `stafett keys turn-old` runs, and run it" if old else ""
    return [Check("keystore: age of keys", found, advice)]
