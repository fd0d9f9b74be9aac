"""The two clusters of a house, given or started here: one for the events, one for their keys."""

import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from stafett.postgres.errors import EmbeddedRefused, NoPostgresPrograms
from stafett.postgres.folders import adopt
from stafett.postgres.roles import LOOKS, as_role
from stafett.postgres.shapes import Cluster
from stafett.settings import Purpose, Settings

_CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
_CONTAINER_VARIABLES = ("container", "KUBERNETES_SERVICE_HOST")


@dataclass(frozen=True, slots=True)
class Clusters:
    """Where both answer. The addresses hold secrets and stay out of what is printed.

    ``folder`` is where the embedded ones keep their files; ``None`` when both were given.
    ``administrators`` are the addresses for who makes tables and roles, if they are others.
    """

    events: str = field(repr=False)
    keystore: str = field(repr=False)
    folder: Path | None = None
    administrators: tuple[str, str] | None = field(default=None, repr=False)

    def address(self, cluster: Cluster) -> str:
        """Return the address of one of the two."""
        return self.events if cluster == "events" else self.keystore

    def administrator(self, cluster: Cluster) -> str:
        """Return its address for who makes tables and roles."""
        if self.administrators is None:
            return self.address(cluster)
        return self.administrators[0 if cluster == "events" else 1]

    def looked_at(self, cluster: Cluster) -> str:
        """Return its address for who only looks at its settings and its shape."""
        return as_role(self.address(cluster), LOOKS[cluster])


@contextmanager
def open_clusters(settings: Settings, purpose: Purpose) -> Iterator[Clusters]:
    """Give the two clusters, and stop them afterwards if they were started here.

    Call it from the main thread: embedded servers end with the thread that started them.

    Raises:
        DatabaseTrouble: There is none, it does not start, or it is not wanted here.

    """
    if settings.database_url is not None and settings.keystore_url is not None:
        yield given(settings.database_url, settings.keystore_url, settings)
        return
    if purpose == "books" and not settings.allow_embedded and in_container():
        raise EmbeddedRefused(
            "A container forgets its files. Set DATABASE_URL and STAFETT_KEYSTORE_URL, or "
            "STAFETT_ALLOW_EMBEDDED=1 if the data folder is a volume that stays."
        )
    if platform.system() == "Windows":
        raise NoPostgresPrograms(
            "There is no embedded server on Windows. Set DATABASE_URL and STAFETT_KEYSTORE_URL."
        )
    from stafett.postgres.embedded import (  # noqa: PLC0415 - cannot be imported on Windows
        EmbeddedServer,
        start_together,
    )

    folder = settings.folder(purpose)
    adopt(settings.data)
    adopt(folder)
    events, keystore = EmbeddedServer(folder, "events"), EmbeddedServer(folder, "keystore")
    start_together(events, keystore)
    try:
        yield Clusters(events.url, keystore.url, folder)
    finally:
        events.stop()
        keystore.stop()


def given(events: SecretStr, keystore: SecretStr, settings: Settings) -> Clusters:
    """Return two clusters that stand somewhere else."""
    administrators = None
    if settings.admin_url is not None and settings.keystore_admin_url is not None:
        administrators = (
            settings.admin_url.get_secret_value(),
            settings.keystore_admin_url.get_secret_value(),
        )
    return Clusters(
        events.get_secret_value(), keystore.get_secret_value(), administrators=administrators
    )


def in_container(
    environ: Mapping[str, str] = os.environ, marks: tuple[Path, ...] = _CONTAINER_MARKS
) -> bool:
    """Do we run in a container, whose files are gone when it is?"""
    return any(mark.exists() for mark in marks) or any(
        environ.get(variable) for variable in _CONTAINER_VARIABLES
    )
