"""What the service writes in its own log: a few named facts in JSON, and never a free text.

A log is read by many, kept for long, and copied. So nothing gets into it that is not on the
list below: a line that holds anything else loses it (security study T12).
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "method",
        "route",
        "status",
        "milliseconds",
        "request",
        "trace",
        "kind",
        "at",
        "lines",
        "books",
        "parked",
        "stream",
        "version",
    }
)


def keep_to_the_list(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every member of a log line that is not on the list."""
    return {name: value for name, value in line.items() if name in ALLOWED}


class _PlaceOnly(logging.Formatter):
    """Writes of another library's line only what it is and where it arose, never its text."""

    def format(self, record: logging.LogRecord) -> str:
        fault = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        return (
            f'{{"event": "library", "logger": "{record.name}", "level": "{record.levelname}", '
            f'"at": "{record.module}:{record.lineno}", "kind": "{fault}"}}'
        )


def begin_log(level: int = logging.INFO, *, to: TextIO | None = None) -> None:
    """Let this process write its log, one JSON object a line, to standard error or *to* a file."""
    lines = to or sys.stderr
    out = logging.StreamHandler(lines)
    out.setFormatter(_PlaceOnly())
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[out], force=True)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_to_the_list,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(lines),
    )
