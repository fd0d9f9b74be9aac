"""An evening of stories, and what the service's own log tells of it: nothing about anybody."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any
from uuid import UUID

import pytest

from stafett import journal
from stafett.api.log_lines import FORMS, LINES
from tests.api.test_contract import APP
from tests.stories.conftest import Heard

SAYS_NOTHING = 4
"""Letters: a text that is shorter stands in any other."""


def within(thing: Any) -> Iterator[str | UUID]:
    """Return every text and every id inside an event."""
    if isinstance(thing, (str, UUID)) and not isinstance(thing, Enum):
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from within(getattr(thing, field.name))
    elif isinstance(thing, (tuple, frozenset, list)):
        for one in thing:
            yield from within(one)
    elif isinstance(thing, Mapping):
        for key, one in thing.items():
            yield from within(key)
            yield from within(one)


def of_people(heard: Heard) -> Iterator[Any]:
    """Return what stands in the books; the journal names the requests that the log names too."""
    for events in heard.written.values():
        yield from (event for event in events if not is_of_the_journal(event))


def is_of_the_journal(event: object) -> bool:
    return type(event).__module__.startswith(journal.__name__)


@pytest.fixture
def lines(heard: Heard) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in heard.log.splitlines()]


def test_every_line_is_of_a_declared_kind_and_holds_what_is_declared_of_it(
    lines: list[Mapping[str, Any]],
) -> None:
    assert len(lines) > 1000
    for line in lines:
        more = line.keys() - {"event", "level", "timestamp"}
        assert more <= LINES[line["event"]], line
        for name in more:
            assert line[name] is None or re.fullmatch(FORMS[name], str(line[name])), line


def test_every_route_that_is_named_is_one_of_ours_and_no_address(
    lines: list[Mapping[str, Any]],
) -> None:
    named = {line["route"] for line in lines if "route" in line}
    assert named <= {*APP.openapi()["paths"], "/demo/issuer/jwks.json", "none"}
    assert len(named) > 100


def test_no_name_no_number_and_no_word_of_anybodys_stands_in_it(
    heard: Heard, lines: list[Mapping[str, Any]]
) -> None:
    """Kinds, routes, levels and times are of a fixed form; everything else is searched."""
    fixed = {"event", "route", "method", "level", "timestamp"}
    told = "\n".join(
        str(value).lower() for line in lines for name, value in line.items() if name not in fixed
    )
    searched = 0
    for event in of_people(heard):
        for said in within(event):
            if isinstance(said, str) and len(said) > SAYS_NOTHING:
                searched += 1
                assert said.lower() not in told, type(event).__name__
    assert searched > 5000


def test_no_id_of_a_child_or_a_matter_stands_in_it(heard: Heard) -> None:
    written = {str(one) for event in of_people(heard) for one in within(event) if is_id(one)}
    found = set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", heard.log))
    assert len(written) > 300
    assert len(found) > 1000
    assert written & found == set()


def is_id(thing: object) -> bool:
    return isinstance(thing, UUID)


def test_the_search_would_find_a_name(heard: Heard) -> None:
    some = [said for event in of_people(heard) for said in within(event) if isinstance(said, str)]
    longest = max(some, key=len)
    assert longest.lower() not in heard.log.lower()
    assert longest.lower() in (heard.log + longest).lower()
