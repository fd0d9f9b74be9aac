"""Where the migrations lie: one folder for the events' cluster, one for the keystore's."""

from pathlib import Path
from typing import Literal, TypeAlias

Cluster: TypeAlias = Literal["events", "keystore"]


def migrations_folder(cluster: Cluster) -> Path:
    """Return the folder of a cluster's migrations, in a checkout or in an installed wheel."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "migrations" / cluster
    return installed if installed.is_dir() else package.parents[1] / "migrations" / cluster
