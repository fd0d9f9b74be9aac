"""The two clusters of a house, given or started here: one for the events, one for their keys."""

import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stafett.postgres.errors import EmbeddedRefused, NoPostgresPrograms
from stafett.postgres.folders import adopt
from stafett.settings import Purpose, Settings

_CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
_CONTAINER_VARIABLES = ("container", "KUBERNETES_SERVICE_HOST")


@dataclass(frozen=True, slots=True)
class Clusters:
    """Where both answer. The addresses hold passwords and stay out of what is printed.

    ``folder`` is where the embedded ones keep their files; ``None`` when both were given.
    """

    events: str = field(repr=False)
    keystore: str = field(repr=False)
    folder: Path | None = None


@contextmanager
def open_clusters(settings: Settings, purpose: Purpose) -> Iterator[Clusters]:
    """Give the two clusters, and stop them afterwards if they were started here.

    Call it from the main thread: embedded servers end with the thread that started them.

    Raises:
        DatabaseTrouble: There is none, it does not start, or it is not wanted here.

    """
    if settings.database_url is not None and settings.keystore_url is not None:
        yield Clusters(
            settings.database_url.get_secret_value(), settings.keystore_url.get_secret_value()
        )
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


def in_container(
    environ: Mapping[str, str] = os.environ, marks: tuple[Path, ...] = _CONTAINER_MARKS
) -> bool:
    """Do we run in a container, whose files are gone when it is?"""
    return any(mark.exists() for mark in marks) or any(
        environ.get(variable) for variable in _CONTAINER_VARIABLES
    )
