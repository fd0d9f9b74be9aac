"""The rules as one reads them, made into what one sends: the next edition, with a few changes."""

from collections.abc import Mapping
from typing import Any, Final

_SAID_OTHERWISE: Final = frozenset({"id", "outcomes", "decidesHolder", "mayHold"})
"""What is shown by itself and sent in as a part of something else."""
_MAY_BE_SILENT: Final = frozenset({"what", "how", "who", "invitation"})


def next_edition(shown: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the guide that is shown as its next edition is sent in."""
    levels = [
        {
            "number": level["number"],
            "name": level["name"],
            "steps": [_spoken(step) for step in level["steps"]],
            "outcomes": shown["outcomes"].get(str(level["number"]), []),
            "decidesHolder": shown["decidesHolder"].get(str(level["number"]), ""),
            "mayHold": shown["mayHold"].get(str(level["number"])),
        }
        for level in shown["levels"]
    ]
    return {
        **{name: one for name, one in shown.items() if name not in _SAID_OTHERWISE},
        "guide": shown["id"]["guide"],
        "version": shown["id"]["version"] + 1,
        "levels": levels,
        "transitions": [{"fromLevel": one, "toLevel": to} for one, to in shown["transitions"]],
        "meetings": [_spoken(kind) for kind in shown["meetings"]],
        "forms": [{"form": form, "version": one} for form, one in shown["forms"].items()],
        "entryHelp": _coded(shown["entryHelp"]),
        "guidance": _coded(shown["guidance"]),
        "sources": sources(shown),
        **changes,
    }


def next_day_rules(shown: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the rules of the day that are shown as new ones are sent in."""
    return {**shown, "sources": sources(shown), **changes}


def sources(shown: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return who says so, for each value."""
    return [{"value": value, "source": source} for value, source in shown["sources"].items()]


def _coded(texts: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "title": text} for key, text in texts.items()]


def _spoken(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what nobody has written a word of."""
    return {key: one for key, one in thing.items() if one or key not in _MAY_BE_SILENT}
