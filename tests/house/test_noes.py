"""Each no of the domain has been said in a game, or a test is named that asks for it.

``noes.toml`` is what the longest game so far said (`python -m tests.properties.sequences`), and
beside it what no game has come to. A new refusal stands in neither, and fails here: name the test
that asks for it under ``unsaid``; once a game has said it, it moves to ``said``.
"""

import ast
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from tests.properties.tally import every_no

TESTS: Final = Path(__file__).parents[1]
RECORD: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "noes.toml").read_text(encoding="utf-8")
)
UNSAID: Final = {
    no: test for reason in RECORD["unsaid"].values() for no, test in reason["tests"].items()
}


def test_every_no_was_said_in_a_game_or_has_a_test_that_asks_for_it() -> None:
    ours = {one.__name__ for one in every_no()}
    assert sorted(ours - RECORD["said"].keys() - UNSAID.keys()) == []
    assert sorted((RECORD["said"].keys() | UNSAID.keys()) - ours) == []
    assert sorted(RECORD["said"].keys() & UNSAID.keys()) == []


def test_what_was_said_was_said_and_every_reason_is_one() -> None:
    assert all(times > 0 for times in RECORD["said"].values())
    assert all(reason["because"] for reason in RECORD["unsaid"].values())
    assert sum(map(len, (reason["tests"] for reason in RECORD["unsaid"].values()))) == len(UNSAID)


@pytest.mark.parametrize(("no", "test"), UNSAID.items())
def test_the_test_that_is_named_asks_for_that_very_no(no: str, test: str) -> None:
    file, _, sentence = test.partition(":")
    told = (TESTS / file).with_suffix(".py").read_text(encoding="utf-8")
    asks = _body(told, f"test_{sentence}")
    code = "".join(f"_{one}" if one.isupper() else one.upper() for one in no).lstrip("_")
    assert no in asks or code in asks


def _body(told: str, name: str) -> str:
    for one in ast.walk(ast.parse(told)):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == name:
            first = min([one.lineno, *(each.lineno for each in one.decorator_list)])
            return "\n".join(told.splitlines()[first - 1 : one.end_lineno])
    raise AssertionError(f"{name} is not there")
