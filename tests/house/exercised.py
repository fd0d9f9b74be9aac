"""Does a test exercise the rule it is named for? Runs them and looks at what they call.

`python -m tests.house.exercised` runs every test of the rules that `docs/rules.toml` names, and
says which of them call none of the functions their row says it lives in. A test that was skipped
says why itself, and is not judged.
"""

import contextlib
import importlib
import sys
from collections.abc import Iterator
from types import CodeType, FrameType

import pytest

from tests.house.rule_book import SOURCE, Rule, read

LOOKED_AT = "domain/"
"""Tests of the rules call the rules; others ask over HTTP, or read data that was read before."""


class Listening:
    """A pytest plugin that writes down, for each test, the code it ran."""

    def __init__(self) -> None:
        self.ran: dict[str, set[CodeType]] = {}
        self.skipped: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Listen while one test runs."""
        ran = self.ran.setdefault(item.nodeid.partition("[")[0], set())

        def heard(frame: FrameType, what: str, _: object) -> None:
            if what == "call":
                ran.add(frame.f_code)

        sys.setprofile(heard)
        try:
            yield
        except pytest.skip.Exception:
            self.skipped.add(item.nodeid.partition("[")[0])
            raise
        finally:
            sys.setprofile(None)


def unexercised(rules: dict[str, Rule]) -> Iterator[str]:
    """Run the tests, and name each that calls nothing of what its row lives in."""
    named = [(row, rule, test) for row, rule in rules.items() for test in rule.tests]
    named = [one for one in named if one[2].startswith(LOOKED_AT)]
    listening = Listening()
    with contextlib.redirect_stdout(sys.stderr):
        failed = pytest.main(
            ["-q", "-p", "no:cacheprovider", *sorted({_node(test) for _, _, test in named})],
            plugins=[listening],
        )
    if failed:
        yield "not all of them pass"
    for row, rule, test in named:
        if _node(test) in listening.skipped:
            continue
        if not listening.ran.get(_node(test), set()) & _code(rule):
            yield f"{row}: {test} calls nothing of {', '.join(rule.lives)}"


def _node(test: str) -> str:
    file, _, name = test.partition(":")
    return f"tests/{file}.py::test_{name}"


def _code(rule: Rule) -> set[CodeType]:
    """Return the code of the functions a row lives in; making an object is calling its class."""
    found = set()
    for place in rule.lives:
        module, _, name = place.partition(":")
        if module in {"event", "toml"}:
            continue
        thing: object = importlib.import_module(f"stafett.{module}")
        for part in name.split("."):
            thing = getattr(thing, part, None)
        if isinstance(thing, property):
            thing = thing.fget
        if isinstance(thing, type):
            thing = vars(thing).get("__init__")
        code = getattr(thing, "__code__", None)
        if isinstance(code, CodeType):
            found.add(code)
    return found


if __name__ == "__main__":
    idle = list(unexercised(read(SOURCE.read_text(encoding="utf-8"))))
    sys.stdout.writelines(f"{one}\n" for one in idle)
    raise SystemExit(1 if idle else 0)
