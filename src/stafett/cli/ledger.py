"""Look through the books themselves: is every line as it was written?"""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Annotated
from uuid import UUID, uuid4

import typer

from stafett.cli.pruning import prune_
from stafett.cli.root_at_hand import root_at_hand
from stafett.ledger.anchors import Anchors
from stafett.ledger.book import open_ledger
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.errors import LedgerError, NotContinued
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.line import Volume
from stafett.ledger.roots import Root
from stafett.ledger.verify import Fault, Verdict
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.pool import Pool, open_pool
from stafett.projections.builds import lag
from stafett.settings import read_settings

ledger = typer.Typer(
    help="Look through the books.", no_args_is_help=True, pretty_exceptions_enable=False
)


ledger.command("prune")(prune_)


@ledger.callback()
def _ledger() -> None:
    """Look through the books."""


@ledger.command()
def verify(
    book: Annotated[UUID | None, typer.Option(help="Only this book.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per ledger.")] = False,
) -> None:
    """Read every line and see that none was touched; exit 1 if one was, and name the first.

    Each book has two ledgers: what happened, and who opened it. With the keys at hand the seals
    are opened too. Nothing of what lies inside is shown.
    """
    settings = read_settings()
    root = root_at_hand(settings)
    with open_clusters(settings, "books") as clusters:
        try:
            anchors = Anchors(settings.anchors_folder("books"))
            looked = _verify(clusters, root, book, (anchors, settings.origin), as_json=as_json)
            verdicts = asyncio.run(looked)
        except LedgerError as trouble:
            typer.echo(f"stafett: {trouble.args[0] if trouble.args else trouble.__doc__}", err=True)
            raise typer.Exit(3) from None
    if not all(verdict.well for verdict in verdicts):
        raise typer.Exit(1)


async def _verify(
    clusters: Clusters,
    root: Root,
    only: UUID | None,
    outside: tuple[Anchors, str],
    *,
    as_json: bool,
) -> list[Verdict]:
    keys = await open_pool(clusters.looked_at("keystore"), name="stafett-verify", most=2)
    lists = await open_pool(clusters.looked_at("events"), name="stafett-verify", most=1)
    keystore = Keystore(keys, root)
    keyring = Keyring(keystore)
    last = LastSigned(keystore, uuid4())
    checkpoints = Checkpoints(lists, keyring, last, outside[0], origin=outside[1])
    verdicts: list[Verdict] = []
    try:
        for volume in Volume:
            async with open_ledger(
                clusters.events, keystore, keyring, volume=volume, readers=2, hands=1
            ) as opened:
                for tenant in [only] if only else await opened.books():
                    verdict = await opened.verify(tenant, told=_progress(tenant, volume))
                    if volume is Volume.EVENTS:
                        verdict = await _remembered(lists, tenant, verdict)
                    verdict = await _signed_for(checkpoints, tenant, volume, verdict)
                    _show(tenant, volume, verdict, as_json=as_json)
                    verdicts.append(verdict)
    finally:
        await lists.close()
        await keys.close()
    return verdicts


async def _remembered(lists: Pool, tenant: UUID, verdict: Verdict) -> Verdict:
    """Hold an end that looks whole against how far the lists have read: it may be cut off."""
    past = -min((one.behind for one in await lag(lists) if one.build.book == tenant), default=0)
    if not verdict.well or past <= 0:
        return verdict
    cut = Fault(verdict.lines + 1, None, None, "the lists have read a line that stood here")
    return replace(verdict, fault=cut)


async def _signed_for(
    checkpoints: Checkpoints, tenant: UUID, volume: Volume, verdict: Verdict
) -> Verdict:
    """Hold lines that look whole against what was signed of them, wherever that is remembered."""
    if not verdict.well:
        return verdict
    try:
        await checkpoints.check(tenant, volume)
    except NotContinued as torn:
        wrong = f"up to here it is not what was signed when the log had {torn.size} lines"
        return replace(verdict, fault=Fault(min(verdict.lines + 1, torn.size), None, None, wrong))
    return verdict


def _progress(tenant: UUID, volume: Volume) -> Callable[[int, int], None]:
    """Return what says how far it has come: on a terminal only, in one place."""

    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            end = "\r\x1b[K" if done >= of else ""
            sys.stderr.write(f"\r{tenant} {volume.value}: {done} of {of} lines{end}")
            sys.stderr.flush()

    return told


def _show(tenant: UUID, volume: Volume, verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        told = {"book": str(tenant), "ledger": volume.value, "well": verdict.well}
        typer.echo(json.dumps(told | asdict(verdict), default=str))
        return
    line = f"{tenant} {volume.value:8}{verdict.lines} lines in {verdict.streams} streams"
    if verdict.shredded:
        line += f", {verdict.shredded} of them shredded"
    if verdict.pruned:
        line += f", {verdict.pruned} of them pruned"
    if verdict.fault is None:
        typer.echo(f"OK  {line}")
        return
    fault = verdict.fault
    typer.echo(f"!!  {line}, then line {fault.position}: {fault.wrong}")
    if fault.stream is not None:
        typer.echo(f"    stream {fault.stream}, version {fault.version}")
