"""Seeing that two clusters are fit to open a house on."""

from typing import get_args

from stafett.postgres.checks import refuse_one_cluster
from stafett.postgres.clusters import Clusters
from stafett.postgres.errors import MigrationRefused
from stafett.postgres.migrations import status
from stafett.postgres.preparing import prepare
from stafett.postgres.roles import way_in
from stafett.postgres.shapes import Cluster, migrations_folder


async def two_of_them(clusters: Clusters) -> None:
    """See that the clusters are two, and bring our own up to date and let the logins in.

    Raises:
        SameCluster: Both addresses lead to one.
        RolesMissing: The logins of the service are not let in.

    """
    if clusters.folder is not None:
        for cluster in get_args(Cluster):
            await prepare(clusters.address(cluster), cluster)
    events = await way_in(clusters.events, "events")
    await refuse_one_cluster(events, await way_in(clusters.keystore, "keystore"))


async def made_ready(clusters: Clusters) -> None:
    """See that the clusters are two, and that their tables have the shape this Stafett knows.

    Our own are brought up to date here; on servers of others that is done by hand, at a time
    somebody has chosen.

    Raises:
        SameCluster: Both addresses lead to one.
        RolesMissing: The logins of the service are not let in.
        MigrationRefused: There is something left to apply, or something unknown there.

    """
    await two_of_them(clusters)
    for cluster in get_args(Cluster):
        standing = await status(clusters.looked_at(cluster), migrations_folder(cluster))
        if any(not one.applied for one in standing):
            raise MigrationRefused(f"{cluster}: tables are not up to date; run `stafett migrate`")
