"""The inner rooms stand on the standard library alone, so anyone can read and check them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "stafett"
SIBLINGS = "its own files"
"""Files of the same folder, named so that the folder can be packed under another name."""


def _imports(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{'.' * node.level}{node.module or ''}"


def _strangers(code: str, welcome: tuple[str, ...]) -> set[str]:
    return {
        name
        for name in _imports(code)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(name == one or name.startswith(f"{one}.") for one in welcome)
        and not (SIBLINGS in welcome and name.startswith(".") and name[1:].isidentifier())
    }


@pytest.mark.parametrize(
    ("room", "welcome"),
    [
        ("domain", ("stafett.domain",)),
        ("evidence", (SIBLINGS, "cryptography")),
    ],
)
def test_an_inner_room_stands_on_the_standard_library(room: str, welcome: tuple[str, ...]) -> None:
    files = sorted((SOURCE / room).rglob("*.py"))
    assert files
    strangers = {
        str(file.relative_to(SOURCE)): found
        for file in files
        if (found := _strangers(file.read_text(encoding="utf-8"), welcome))
    }
    assert strangers == {}


@pytest.mark.parametrize(
    "line",
    [
        "import pydantic",
        "from pydantic import BaseModel",
        "from stafett.ledger import line",
        "from stafett.domainish import x",
        "from . import sibling",
        "def late():\n    import asyncpg",
    ],
)
def test_a_stranger_at_the_door_is_noticed(line: str) -> None:
    assert _strangers(line, ("stafett.domain",))
    assert _strangers(line, (SIBLINGS,))


CLOCKS_AND_DICE = {"time", "random", "secrets", "socket", "os", "subprocess", "asyncio"}
HANDED_IN = {"random.Random"}  # whoever calls has chosen the seed
READ_HERE = {"now", "today", "utcnow", "uuid1", "uuid4"}


def _reaches_outside(code: str) -> set[str]:
    tree = ast.parse(code)
    taken = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    } | {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    outside = {name for name in taken - HANDED_IN if name.split(".")[0] in CLOCKS_AND_DICE}
    return outside | (called & READ_HERE)


def test_the_rules_have_no_clock_no_dice_and_no_door_to_the_outside() -> None:
    found = {
        file.name: outside
        for file in (SOURCE / "domain").rglob("*.py")
        if (outside := _reaches_outside(file.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line", ["datetime.now(UTC)", "date.today()", "uuid4()", "import random", "from os import path"]
)
def test_a_clock_or_a_die_is_noticed(line: str) -> None:
    assert _reaches_outside(line)
