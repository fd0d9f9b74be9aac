"""Which version of this software runs here."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def our_version() -> str:
    """Return the version of this software."""
    try:
        return version("stafett")
    except PackageNotFoundError:
        return "0.1.0"
