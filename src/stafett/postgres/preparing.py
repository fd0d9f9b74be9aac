"""Making a cluster ready for the service: its tables as they should be, and its logins let in."""

from collections.abc import Sequence

from stafett.postgres.migrations import Migration, migrate
from stafett.postgres.roles import let_in, secret_of
from stafett.postgres.shapes import Cluster, migrations_folder


async def prepare(url: str, cluster: Cluster, secret: str | None = None) -> Sequence[Migration]:
    """Apply what is missing, let the logins in, and return what was applied.

    Args:
        url: The database, as somebody who may make tables and roles.
        cluster: Which of the two it is.
        secret: What the service's own address of it holds; unset: it uses this address.

    Raises:
        MigrationRefused: The tables cannot be brought up to date.
        RolesMissing: The logins cannot be let in.

    """
    applied = await migrate(url, migrations_folder(cluster))
    await let_in(url, cluster, secret_of(url) if secret is None else secret)
    return applied
