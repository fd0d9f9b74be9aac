"""Bring the tables of both clusters to the shape this Stafett knows."""

import asyncio
from enum import StrEnum
from typing import Annotated, get_args

import typer

from stafett.postgres.checks import refuse_one_cluster
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.migrations import migrate as apply_missing
from stafett.postgres.migrations import status
from stafett.postgres.preparing import prepare
from stafett.postgres.roles import LOGINS, secret_of
from stafett.postgres.shapes import Cluster, migrations_folder
from stafett.settings import read_settings


class Wanted(StrEnum):
    """What to do about the migrations."""

    UP = "up"
    STATUS = "status"


def migrate(
    wanted: Annotated[Wanted, typer.Argument(help="Apply what is missing, or only look.")] = (
        Wanted.UP
    ),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be applied; change nothing.")
    ] = False,
) -> None:
    """Bring both clusters' tables up to date: `stafett migrate`, `stafett migrate status`."""
    with open_clusters(read_settings(), "books") as clusters:
        if wanted is Wanted.STATUS:
            asyncio.run(_show(clusters))
        else:
            asyncio.run(_apply(clusters, dry_run=dry_run))


async def _show(clusters: Clusters) -> None:
    for cluster in get_args(Cluster):
        url = clusters.administrator(cluster)
        for one in await status(url, migrations_folder(cluster)):
            when = f"{one.at:%Y-%m-%d %H:%M:%S}" if one.at else "applied"
            typer.echo(
                f"{cluster:9} {one.migration.version} {one.migration.name:32} "
                f"{when if one.applied else 'missing'}"
            )


async def _apply(clusters: Clusters, *, dry_run: bool) -> None:
    urls: dict[Cluster, str] = {one: clusters.administrator(one) for one in get_args(Cluster)}
    await refuse_one_cluster(urls["events"], urls["keystore"])
    for cluster, url in urls.items():
        if dry_run:
            done = await apply_missing(url, migrations_folder(cluster), dry_run=True)
        else:
            done = await prepare(url, cluster, secret_of(clusters.address(cluster)))
        for one in done:
            verb = "would apply" if dry_run else "applied"
            typer.echo(f"{cluster:9} {verb} {one.version} {one.name}")
        if not done:
            typer.echo(f"{cluster:9} nothing to do")
        if not dry_run:
            typer.echo(f"{cluster:9} let in: {', '.join(LOGINS[cluster])}")
