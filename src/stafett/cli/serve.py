"""Open the house for real use, and keep it open until it is told to stop."""

from typing import Annotated

import typer

from stafett.ledger.root_file import find_root
from stafett.postgres.clusters import open_clusters
from stafett.settings import read_settings


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes any free one.")] = 8080,
) -> None:
    """Serve the books over HTTP until told to stop: `stafett serve --port 8080`."""
    # What speaks HTTP takes a second to load, and no other command needs it.
    import uvloop  # noqa: PLC0415

    from stafett.api.log_lines import begin_log  # noqa: PLC0415
    from stafett.cli.standing_open import believed, stand_open  # noqa: PLC0415

    settings = read_settings()
    identity = believed(settings)
    root = find_root(settings.root_file("books"), away_from=settings.database_folders("books"))
    begin_log()
    with open_clusters(settings, "books") as clusters:
        if clusters.folder is not None:
            typer.echo(
                f"PostgreSQL: our own, in {clusters.folder}; set DATABASE_URL and "
                "STAFETT_KEYSTORE_URL for servers of yours",
                err=True,
            )
        uvloop.run(stand_open(settings, clusters, identity, root, (host, port)))
