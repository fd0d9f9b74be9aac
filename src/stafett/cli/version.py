"""Say which Stafett this is."""

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version

import typer

from stafett import __version__


def version() -> None:
    """Say which Stafett this is, and on what it runs."""
    try:
        framework = installed_version("eventsourcing")
    except PackageNotFoundError:
        framework = "missing"
    typer.echo(
        f"stafett {__version__} (Python {platform.python_version()}, eventsourcing {framework})"
    )
