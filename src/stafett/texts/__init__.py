"""What people read, in bokmål, nynorsk and English: sentences are data, never code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

LANGUAGES = ("nb", "nn", "en")


@cache
def sentences(subject: str) -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of one file of this folder, by code and language.

    Args:
        subject: The file's name without ``.toml``: ``problems``, ``members``, ``tasks``,
            ``refusals``, ``printouts``, ``printout_fields`` or ``printout_codes``.

    """
    found = resources.files(__name__).joinpath(f"{subject}.toml").read_text("utf-8")
    return {
        code: {language: str(entry[language]) for language in LANGUAGES if language in entry}
        for code, entry in tomllib.loads(found).items()
    }


@cache
def statuses() -> Mapping[str, int]:
    """Return the HTTP status of every problem of the service itself, by code."""
    found = resources.files(__name__).joinpath("problems.toml").read_text("utf-8")
    return {code: int(entry["status"]) for code, entry in tomllib.loads(found).items()}
