"""What the service writes in its own log: a few named facts in JSON, and never a free text.

A log is read by many, kept for long, and copied. So each kind of line is declared here with what
it may hold, and each field with the form it must have; whatever else is on its way into a line
loses it, and a line of no kind says only that there was one (security study T12, ASVS 5.0 16.2.5).
"""

import logging
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any, Final, TextIO

import structlog

_ID: Final = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CODE_NAME: Final = r"[A-Za-z_][A-Za-z0-9_]{0,99}"
_NUMBER: Final = r"[0-9]{1,12}"

FORMS: Final[Mapping[str, str]] = {
    "method": "GET|HEAD|POST|QUERY|other",
    "route": r"none|(/[A-Za-z0-9_.-]+|/\{[a-z_]+\}|/)+",
    "status": _NUMBER,
    "milliseconds": r"[0-9]{1,9}\.[0-9]",
    "request": _ID,
    "trace": r"[0-9a-f]{32}",
    "kind": _CODE_NAME,
    "at": rf"unknown|{_CODE_NAME}(\.{_CODE_NAME})*:{_NUMBER}",
    "stream": _ID,
    "version": _NUMBER,
    "book": _ID,
    "ledger": "event|journal",
    "position": _NUMBER,
    "tries": _NUMBER,
}
"""How each field is written. None of these forms has room for what somebody said."""

_WHICH: Final = frozenset({"request", "trace"})
LINES: Final[Mapping[str, frozenset[str]]] = {
    "answered": _WHICH | {"method", "route", "status", "milliseconds"},
    "fault": _WHICH | {"kind", "at", "stream", "version"},
    "ended": frozenset({"kind", "at"}),
    "unusual-asking": frozenset({"kind", "request"}),
    "projections-wait": frozenset({"kind", "tries"}),
    "notices-wait": frozenset({"kind"}),
    "notice-waits": frozenset({"tries"}),
    "notice-refused": frozenset({"tries"}),
    "not-signed": frozenset({"book", "kind", "ledger", "position"}),
    "not-shredded": frozenset({"book", "kind"}),
    "shred-waits": frozenset({"book"}),
    "shreds-wait": frozenset({"kind"}),
    "checkpoints-wait": frozenset({"kind"}),
    "anchors-unread": frozenset({"book", "kind"}),
    "checkpoint-unread": frozenset({"book", "ledger"}),
    "not-stamped": frozenset({"book", "ledger"}),
    "not-witnessed": frozenset({"book", "status"}),
}
"""Every kind of line there is, and what it may hold besides its level and its time."""

_ALWAYS: Final = frozenset({"event", "level", "timestamp"})
_NOT_DECLARED: Final = "undeclared"


def keep_to_the_list(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop of a log line what is not declared of its kind, or not written as it must be."""
    called = line.get("event")
    if not isinstance(called, str) or called not in LINES:
        called = _NOT_DECLARED
    may = LINES.get(called, frozenset())
    kept = {
        name: value
        for name, value in line.items()
        if name in _ALWAYS or (name in may and _is_written_so(name, value))
    }
    return kept | {"event": called}


def _is_written_so(name: str, value: Any) -> bool:
    if value is None:
        return True
    fits = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return fits and re.fullmatch(FORMS[name], str(value), re.ASCII) is not None


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
    write_lines(lines, level)


def end_in_few_words() -> None:
    """Let this process say of its own end no more than of any other fault.

    What Python says of one repeats its message, and a message may repeat what somebody sent.
    """
    sys.excepthook = _say_how_it_ended
    sys.unraisablehook = lambda fault: _say_how_it_ended(fault.exc_type, None, fault.exc_traceback)
    threading.excepthook = lambda fault: _say_how_it_ended(
        fault.exc_type, None, fault.exc_traceback
    )


def write_lines(to: TextIO, level: int = logging.INFO) -> None:
    """Let our own lines be written *to* a file."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_to_the_list,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(to),
    )


def _say_how_it_ended(
    kind: type[BaseException], _: BaseException | None, trace: TracebackType | None
) -> None:
    structlog.get_logger().error("ended", kind=kind.__name__, at=place_in(trace))


def place_in(trace: TracebackType | None) -> str:
    """Return where a fault arose, as module and line: no message, no values."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_globals.get('__name__', 'unknown')}:{trace.tb_lineno}"
