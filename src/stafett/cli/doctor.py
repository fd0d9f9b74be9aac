"""Look at what Stafett stands on, and say for each thing that it is well or what to do."""

import asyncio
import json
import shutil
from typing import Annotated, get_args

import typer

from stafett.cli.key_ages import check_ages
from stafett.cli.shreds import check_shreds
from stafett.postgres.checks import Check, check_cluster, check_two_clusters
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.shapes import Cluster, migrations_folder
from stafett.postgres.wall import check_wall
from stafett.settings import Settings, read_settings

_LEAST_SPACE = 1 << 30  # bytes free on the disk of an embedded cluster


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per check.")] = False,
) -> None:
    """Check databases, discretion of their logs, migrations and disk; exit 1 if one is unwell."""
    settings = read_settings()
    with open_clusters(settings, "books") as clusters:
        checks = asyncio.run(_look(settings, clusters))
    for check in checks:
        if as_json:
            typer.echo(
                json.dumps({"subject": check.subject, "found": check.found, "advice": check.advice})
            )
        else:
            typer.echo(f"{'OK ' if check.well else '!! '} {check.subject}: {check.found}")
            if check.advice:
                typer.echo(f"    {check.advice}")
    if not all(check.well for check in checks):
        raise typer.Exit(1)


async def _look(settings: Settings, clusters: Clusters) -> list[Check]:
    checks: list[Check] = []
    answered = 0
    for cluster in get_args(Cluster):
        folder = migrations_folder(cluster)
        seen = await check_cluster(clusters.looked_at(cluster), cluster, folder)
        checks += seen
        if len(seen) > 1:
            answered += 1
            ours = clusters.folder is not None
            checks += await check_wall(clusters.address(cluster), cluster, ours=ours)
    looked = clusters.looked_at("events"), clusters.looked_at("keystore")
    checks.append(await check_two_clusters(*looked))
    if answered == len(get_args(Cluster)):
        checks += await check_shreds(settings, clusters)
        checks += await check_ages(settings, clusters)
    if clusters.folder is not None:
        free = shutil.disk_usage(clusters.folder).free
        advice = "" if free >= _LEAST_SPACE else "make room: PostgreSQL stops when the disk is full"
        checks.append(Check(f"disk of {clusters.folder}", f"{free >> 20} MiB free", advice))
    return checks
