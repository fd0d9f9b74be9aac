"""Everything that can be asked of the service is asked in some story, by somebody one understands.

What no story plays stands in ``LEFT_OUT`` with the reason; a new subject that is in neither
fails here. An operation is played when it was asked for over HTTP and did what was asked.
"""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from stafett.domain.consent import ConsentGranted
from stafett.domain.facts import catalogue
from stafett.domain.how_given import EvidenceKind
from stafett.domain.standing_team import TeamOpened
from stafett.ledger.registry import import_domain
from stafett.municipalities import load
from stafett.stories.answers import Answer
from tests.api.test_contract import CONTRACT
from tests.stories.conftest import Heard

_BY_A_SYSTEM: Final = "told by the municipality's own systems, not by people; tests/api"
_SYSTEMS: Final = (
    "GET /v1/systems",
    "POST /v1/membership/lists",
    "POST /v1/membership/lists/complete-table",
    "POST /v1/membership/lists/table",
    "POST /v1/systems",
    "POST /v1/systems/{system_id}/endings",
    "employee-numbered",
    "system-let-in",
    "system-shut-out",
)
_ALONE: Final = "one may close the logg alone in all five (R60); waiting for others: tests/domain"
_NONE_SIGNED: Final = "no guide has a form for level 0 that is signed; tests/domain has one"
_SIGNED: Final = (
    "POST /v1/concerns/{concern}/documents/{document_id}/paper-signatures",
    "POST /v1/concerns/{concern}/documents/{document_id}/signatures",
)
_DESTROYED: Final = (
    "GET /v1/holds",
    "GET /v1/shreds",
    "POST /v1/holds",
    "POST /v1/holds/{hold}/endings",
    "POST /v1/shreds",
    "hold-lifted",
    "hold-placed",
    "shred-done",
    "shred-ordered",
)
_FOR_GOOD: Final = (
    "what a story tells can be looked at afterwards, and this destroys it; tests/api/test_shreds"
)
LEFT_OUT: Final = {
    "content-granted": "given at a terminal, by whoever runs the house; tests/cli/test_granting",
    **dict.fromkeys(_DESTROYED, _FOR_GOOD),
    **dict.fromkeys(_SIGNED, _NONE_SIGNED),
    **dict.fromkeys(_SYSTEMS, _BY_A_SYSTEM),
    "GET /v1/audit/bundle": "what no story signs for is not handed out; tests/api/test_audit.py",
    "closure-demanded": _ALONE,
    "refusals-gathered": "nobody in a story tries door after door; tests/journal, tests/attacks",
}
"""Operations and events that no story plays, and why not."""
_WENT_WELL: Final = range(200, 300)


def _operations() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Return every operation of the contract, the plainest address first."""
    for path in sorted(CONTRACT["paths"], key=lambda one: one.count("{")):
        pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))
        for method in CONTRACT["paths"][path]:
            yield f"{method.upper()} {path}", pattern


OPERATIONS: Final = dict(_operations())


def _operation(answer: Answer) -> str:
    path = answer.path.partition("?")[0]
    return next(
        name
        for name, pattern in OPERATIONS.items()
        if name.startswith(f"{answer.method} ") and pattern.fullmatch(path)
    )


@pytest.fixture(scope="module")
def played(heard: Heard) -> set[str]:
    """Every operation somebody in a story has used and every event that has come of it."""
    operations = {
        _operation(answer)
        for told in heard.evening.told
        for answer in told.witness.everything
        if answer.status in _WENT_WELL
    }
    return operations | {event.name for events in heard.written.values() for event in events}


def _everything() -> set[str]:
    import_domain()
    ours = {
        name for (name, _), kind in catalogue().items() if kind.__module__.startswith("stafett")
    }
    return OPERATIONS.keys() | ours


def test_whatever_can_be_asked_is_asked_in_a_story_or_it_is_said_why_not(played: set[str]) -> None:
    assert sorted(_everything() - played - LEFT_OUT.keys()) == []


def test_what_is_said_to_be_left_out_is_left_out_and_exists(played: set[str]) -> None:
    assert LEFT_OUT.keys() <= _everything()
    assert sorted(LEFT_OUT.keys() & played) == []
    assert all(LEFT_OUT.values())


def test_consent_is_given_in_every_way_it_can_be(heard: Heard) -> None:
    given = {
        event.evidence.kind
        for events in heard.written.values()
        for event in events
        if isinstance(event, ConsentGranted)
    }
    assert given == set(EvidenceKind)


@pytest.mark.parametrize(
    ("called", "rules"), [("Modum", "modum"), ("Hemnes", "hemnes"), ("Sogndal", "sogndal")]
)
def test_each_story_plays_the_team_of_its_guide(heard: Heard, called: str, rules: str) -> None:
    opened = {one.kind for one in heard.written[called] if isinstance(one, TeamOpened)}
    assert load(rules).guide.arenas.teams[0].key in opened


def test_every_no_that_is_told_of_says_what_it_is(heard: Heard) -> None:
    noes = {
        answer.code
        for told in heard.evening.told
        for answer in told.witness.everything
        if answer.status not in _WENT_WELL
    }
    assert None not in noes
    assert {"NOT_FOUND", "UNIT_NOT_LET_IN", "NOT_YOURS_HERE"} <= noes
