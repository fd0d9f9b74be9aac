"""Seeing that two clusters are fit to open a house on."""

from typing import get_args

from stafett.postgres.checks import refuse_one_cluster
from stafett.postgres.clusters import Clusters
from stafett.postgres.errors import MigrationRefused
from stafett.postgres.migrations import migrate, status
from stafett.postgres.shapes import Cluster, migrations_folder


async def made_ready(clusters: Clusters) -> None:
    """See that the clusters are two, and that their tables have the shape this Stafett knows.

    Our own are brought up to date here; on servers of others that is done by hand, at a time
    somebody has chosen.

    Raises:
        SameCluster: Both addresses lead to one.
        MigrationRefused: There is something left to apply, or something unknown there.

    """
    await refuse_one_cluster(clusters.events, clusters.keystore)
    addresses = {"events": clusters.events, "keystore": clusters.keystore}
    for cluster in get_args(Cluster):
        url, folder = addresses[cluster], migrations_folder(cluster)
        if clusters.folder is not None:
            await migrate(url, folder)
        elif any(not one.applied for one in await status(url, folder)):
            raise MigrationRefused(f"{cluster}: tables are not up to date; run `stafett migrate`")
