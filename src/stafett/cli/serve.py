"""Open the house for real use, and keep it open until it is told to stop."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, get_args

import typer

from stafett.api.issuers import Issuer, Use, checked, read_issuers
from stafett.cli.key_ages import check_ages
from stafett.cli.ready import two_of_them
from stafett.cli.root_at_hand import root_at_hand
from stafett.cli.shreds import check_shreds
from stafett.postgres.checks import Check, check_cluster
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.shapes import Cluster, migrations_folder
from stafett.postgres.wall import check_wall
from stafett.settings import Settings, read_settings
from stafett.undumped import leave_nothing_behind


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes any free one.")
    ] = 8080,
) -> None:
    """Serve the books over HTTP until told to stop: `stafett serve --port 8080`."""
    leave_nothing_behind()
    settings = read_settings()
    root = root_at_hand(settings)
    issuers = _believed(settings)
    # What speaks HTTP takes a second to load, and no refusal above needs it.
    import uvloop  # noqa: PLC0415

    from stafett.api.log_lines import begin_log, end_in_few_words  # noqa: PLC0415
    from stafett.cli.standing_open import stand_open  # noqa: PLC0415

    begin_log()
    end_in_few_words()
    with open_clusters(settings, "books") as clusters:
        if clusters.folder is not None:
            typer.echo(
                f"PostgreSQL: our own, in {clusters.folder}; set DATABASE_URL and "
                "STAFETT_KEYSTORE_URL for servers of yours",
                err=True,
            )
        _fit(asyncio.run(_look(settings, clusters)))
        uvloop.run(stand_open(settings, clusters, issuers, root, (host, port)))


async def _look(settings: Settings, clusters: Clusters) -> list[Check]:
    await two_of_them(clusters)
    checks: list[Check] = []
    for cluster in get_args(Cluster):
        folder = migrations_folder(cluster)
        checks += await check_cluster(clusters.looked_at(cluster), cluster, folder)
        ours = clusters.folder is not None
        checks += await check_wall(clusters.address(cluster), cluster, ours=ours)
    checks += await check_ages(settings, clusters)
    return [*checks, *await check_shreds(settings, clusters)]


def _fit(checks: Sequence[Check]) -> None:
    """Say what `stafett doctor` would say; serve nothing on a database that may lose books."""
    unwell = [check for check in checks if not check.well]
    for check in unwell:
        typer.echo(f"!! {check.subject}: {check.found}; {check.advice}", err=True)
    if any(check.vital for check in unwell):
        typer.echo("stafett: real books are not served like that; see `stafett doctor`", err=True)
        raise typer.Exit(3)


def _believed(settings: Settings) -> Sequence[Issuer]:
    """Return whose log-ins are believed here.

    Raises:
        IssuersRefusedError: The file of issuers cannot be used, or names one fit for demos only.

    """
    file = settings.file_of_issuers()
    if settings.issuers_file is None and not file.exists():
        typer.echo(f"nobody can log in yet: say in {file} whose log-ins to believe", err=True)
        return ()
    issuers = read_issuers(file)
    checked(issuers, Use.REAL)
    return issuers
