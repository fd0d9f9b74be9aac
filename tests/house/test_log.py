"""What may be written in the log is declared, and everything that writes there keeps to it."""

import ast
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from stafett.api.log_lines import FORMS, LINES, keep_to_the_list, write_lines
from tests.people import some_id

SOURCE = Path(__file__).parents[2] / "src" / "stafett"
MAY_PRINT = {"cli", "stories", "evidence/terminal.py", "postgres/programs.py"}
THE_LOG = SOURCE / "api" / "log_lines.py"


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Return every call that writes a line: `_log.warning(...)`, `get_logger().error(...)`."""
    levels = {"debug", "info", "warning", "error", "critical", "exception", "msg", "log"}
    for call in calls(tree):
        of = call.func
        if isinstance(of, ast.Attribute) and of.attr in levels:
            whose = ast.unparse(of.value)
            if "log" in whose.lower():
                yield call


def every_log_call() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(SOURCE.rglob("*.py")):
        for call in log_calls(ast.parse(file.read_text("utf-8"))):
            yield f"{file.relative_to(SOURCE)}:{call.lineno}", call


def faults_of(call: ast.Call) -> Iterator[str]:
    """Return what is wrong with a call: a kind of line, or a field, that is not declared."""
    named = call.args[0] if len(call.args) == 1 else None
    kind = named.value if isinstance(named, ast.Constant) else None
    if not isinstance(kind, str) or kind not in LINES:
        yield "not a declared kind of line, and nothing else"
        return
    for keyword in call.keywords:
        if keyword.arg is None:
            # Two dicts are spread, and only in the envelope: which request it was, and which line.
            if ast.unparse(keyword.value).partition("(")[0] not in {"_names", "_which"}:
                yield "something is spread into it"
        elif keyword.arg not in LINES[kind]:
            yield f"{keyword.arg} is not declared of {kind}"


def test_whatever_writes_in_the_log_writes_declared_lines_of_declared_fields() -> None:
    found = list(every_log_call())
    assert len(found) >= 9
    assert [(where, fault) for where, call in found for fault in faults_of(call)] == []


def test_every_declared_kind_of_line_is_written_somewhere() -> None:
    written = {ast.literal_eval(call.args[0]) for _, call in every_log_call()}
    assert written == LINES.keys()
    assert {name for names in LINES.values() for name in names} == FORMS.keys()


@pytest.mark.parametrize(
    "wrong",
    [
        '_log.warning("somebody-came")',
        '_log.warning("notices-wait", name=who)',
        '_log.warning("notices-wait", **told)',
        '_log.warning(f"notices-wait {who}")',
        '_log.warning("notices-wait", who)',
        'structlog.get_logger().error("nobody-declared-this")',
    ],
)
def test_a_line_that_says_more_would_be_found(wrong: str) -> None:
    (call,) = log_calls(ast.parse(wrong))
    assert list(faults_of(call))


def test_nothing_writes_beside_the_log() -> None:
    """Neither by `print` nor by the library's own logging; a terminal is for who sits at it."""
    beside = set()
    for file in sorted(SOURCE.rglob("*.py")):
        place = file.relative_to(SOURCE).as_posix()
        if place.partition("/")[0] in MAY_PRINT or place in MAY_PRINT or file == THE_LOG:
            continue
        tree = ast.parse(file.read_text("utf-8"))
        imported = {
            one.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for one in node.names
        }
        printed = {ast.unparse(call.func) for call in calls(tree)} & {
            "print",
            "sys.stderr.write",
            "sys.stdout.write",
            "warnings.warn",
            "traceback.print_exc",
        }
        if printed or imported & {"logging", "traceback"}:
            beside.add(place)
    assert beside == set()


LONG_AGO = "2026-11-22T08:00:00Z"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("route", "/v1/persons/Nora Li"),
        ("route", f"/v1/persons/{some_id('Nora')}?name=Nora"),
        ("kind", "ValueError: Nora Li"),
        ("at", "stafett.api.app:12 Nora"),
        ("status", "Nora"),
        ("request", "Nora"),
        ("milliseconds", "1.0 Nora"),
        ("status", ["Nora"]),
        ("method", "NORA"),
        ("name", "Nora"),
        ("exc_info", "Nora"),
        ("stack", "Nora"),
    ],
)
def test_a_field_that_is_not_declared_or_not_written_so_loses_what_it_says(
    field: str, value: object
) -> None:
    line = {"event": "answered", "level": "info", "timestamp": LONG_AGO, field: value}
    assert keep_to_the_list(None, "", line).keys() == {"event", "level", "timestamp"}


def test_a_line_of_no_kind_says_only_that_there_was_one() -> None:
    before, out = structlog.get_config(), io.StringIO()
    write_lines(out)
    try:
        structlog.get_logger().error("Nora Li was here", kind="Nora", name="Nora")
    finally:
        structlog.configure(**before)
    written = json.loads(out.getvalue())
    assert (written["event"], written["level"]) == ("undeclared", "error")
    assert written.keys() == {"event", "level", "timestamp"}


ENDS = """
import asyncio, sys, threading
from stafett.api.log_lines import begin_log, end_in_few_words
begin_log()
end_in_few_words()
def fails():
    raise ValueError("Nora Li, 01410199999")
class Fails:
    def __del__(self):
        fails()
async def unheard():
    asyncio.get_running_loop().create_task(fails_later())
    await asyncio.sleep(0.01)
async def fails_later():
    fails()
thread = threading.Thread(target=fails)
thread.start()
thread.join()
del_it = Fails()
del del_it
asyncio.run(unheard())
fails()
"""


def test_a_process_that_breaks_says_where_and_never_what_it_held() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDS], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert "Nora" not in ended.stdout + ended.stderr
    assert "01410199999" not in ended.stdout + ended.stderr
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["kind"] for line in lines if line["event"] == "ended"] == ["ValueError"] * 3
    assert [line["event"] for line in lines if line["event"] != "ended"] == ["library"]
