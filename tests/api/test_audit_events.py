"""Audit events: every kind of line is an AuditEvent as FHIR R4 and IHE BALP ask for one."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

import pytest
from pydantic_core import from_json, to_json

from stafett.api.audit_events import as_bundle, as_event
from stafett.application.auditing import AuditLine, Told, Trail, Wanted
from stafett.application.handing_out import HandedOut
from stafett.domain.content_grant import ContentGranted
from stafett.domain.facts import Event, catalogue
from stafett.evidence.receipt import Signer
from stafett.journal import Ground, Item, ListRead, MatterOpened, Outcome, Through
from stafett.ledger.line import Volume
from stafett.ledger.registry import Registry
from tests.api.balp import PROFILES, faults
from tests.golden.samples import samples_of

BOOK: Final = UUID("3f0f5d0e-6f0b-4f0e-9d5c-0f4d5b7f6a11")
AT: Final = datetime(2026, 11, 22, 12, 30, 1, 5, tzinfo=UTC)
LEAF: Final = bytes(range(32))
CHILD, MATTER, WORD, READER, UNIT, REQUEST = (
    uuid5(BOOK, one) for one in ("child", "matter", "word", "reader", "unit", "request")
)
GOES_BY: Final = {
    "asking-refused": "",
    "audit-asked": "Query",
    "audit-sent": "",
    "content-granted": "",
    "list-read": "Query",
    "matter-opened": "Read",
    "person-changed": "Update",
    "person-looked-up": "Query",
    "refusals-gathered": "",
}
"""Which profile of BALP each kind of line follows; about one child, that with Patient before."""


def kinds() -> Iterator[type[Event]]:
    """Yield every kind of line that the journal may hold."""
    for kind in catalogue().values():
        if {"actor", "through"} <= {*kind.__dataclass_fields__} or kind is ContentGranted:  # type: ignore[attr-defined]
            yield kind


def line_of(event: Event, position: int = 7) -> AuditLine:
    """Return a line of the journal as an auditor is told of it."""
    members = from_json(Registry().write(event))
    return AuditLine(Volume.JOURNAL, position, AT, LEAF, Told.TOLD, event.name, members)


def sent(line: AuditLine) -> dict[str, Any]:
    """Return a line as it is read from what was sent."""
    event: dict[str, Any] = json.loads(to_json(as_event(BOOK, line)))
    return event


def trail(lines: AsyncIterator[AuditLine], sent: list[tuple[int, str]]) -> Trail:
    """Return these lines as they are told; what is written down of them comes into *sent*."""

    async def ended(count: int, sha256: str) -> None:
        sent.append((count, sha256))

    wanted = Wanted(Volume.JOURNAL, AT, AT)
    return Trail(AT, lines, wanted, 0, HandedOut(ended), Signer("a house", bytes(32)))


def opened(**but: Any) -> MatterOpened:
    """Return that somebody was shown a child's follow-up, on somebody's word."""
    told: dict[str, Any] = {
        "at": AT,
        "actor": READER,
        "role": "staff",
        "units": (UNIT,),
        "through": Through("the programme", origin="192.0.2.0/24", assurance="high"),
        "request": REQUEST,
        "purpose": "meeting",
        "action": "open-follow-up",
        "kind": "follow-up",
        "stream": MATTER,
        "read_to": 17,
        "about": CHILD,
        "parts": ("shared", f"own:{UNIT}"),
        "rule": "named-by-consent",
        "consents": (WORD,),
        "ground": Ground(basis="coordinated-follow-up", rules=3),
    }
    return MatterOpened(**{**told, **but})


def test_every_kind_of_line_is_told_and_checked() -> None:
    assert {kind.name for kind in kinds()} == set(GOES_BY)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.name)
def test_every_line_there_can_be_keeps_the_rules_of_r4_and_of_the_profile_it_names(
    kind: type[Event],
) -> None:
    lines = [line_of(one) for one in samples_of(kind)]
    assert lines
    for line in lines:
        event = sent(line)
        assert faults(event) == []
        went_well = line.members.get("outcome", "done") in ("shown", "done")
        named = event.get("meta", {}).get("profile", [])
        children = [one for one in event["entity"] if one["type"]["code"] == "1"]
        patient = "Patient" if len(children) == 1 else ""
        follows = GOES_BY[kind.name] and went_well
        assert named == ([f"{PROFILES}{patient}{GOES_BY[kind.name]}"] if follows else [])
        assert event["outcome"] == "0" or not went_well


def test_an_opening_says_who_with_what_for_which_unit_by_which_rule_and_consent() -> None:
    event = sent(line_of(opened()))
    assert (event["action"], event["outcome"], event["recorded"]) == (
        "R",
        "0",
        "2026-11-22T12:30:01.000005Z",
    )
    assert event["purposeOfEvent"] == [{"text": "meeting"}]
    user, client, organisation, server, let_in = event["agent"]
    assert _id(user["who"]) == f"urn:uuid:{READER}"
    assert (user["role"], user["requestor"]) == ([{"text": "staff"}], True)
    assert client["who"] == {"identifier": {"value": "the programme"}}
    assert client["network"] == {"address": "192.0.2.0/24", "type": "2"}
    assert _id(organisation["who"]) == f"urn:uuid:{UNIT}"
    assert server["who"] == let_in["who"] == event["source"]["observer"]
    assert let_in["policy"] == [f"urn:uuid:{BOOK}#named-by-consent"]
    child, matter, word, asked, line = event["entity"]
    assert (child["what"]["type"], _id(child["what"])) == ("Patient", f"urn:uuid:{CHILD}")
    assert (_id(matter["what"]), matter["description"]) == (f"urn:uuid:{MATTER}", "version 17")
    assert (word["what"]["type"], _id(word["what"])) == ("Consent", f"urn:uuid:{WORD}")
    assert _id(asked["what"]) == str(REQUEST)
    assert line["what"]["identifier"] == {"system": f"urn:uuid:{BOOK}#journal", "value": "7"}
    details = [(one["type"], one["valueString"]) for one in line["detail"]]
    assert details[:2] == [("leaf", LEAF.hex()), ("line", "TOLD")]
    assert {("parts", "shared"), ("parts", f"own:{UNIT}"), ("through.assurance", "high")} <= {
        *details
    }
    assert ("ground.rules", "3") in details


def test_a_list_names_every_child_matter_rule_and_consent_once() -> None:
    other = uuid5(BOOK, "other")
    items = (
        Item(MATTER, 3, CHILD, rule="holder", consents=(WORD,)),
        Item(other, 4, CHILD, rule="holder", consents=(WORD,)),
    )
    told = {name: getattr(opened(), name) for name in _OF_ALL}
    event = sent(line_of(ListRead(**told, items=items)))
    assert event["meta"]["profile"] == [f"{PROFILES}PatientQuery"]
    types = [one["type"]["code"] for one in event["entity"]]
    assert types == ["1", "2", "4", "4", "Consent", "XrequestId", "4"]
    assert event["agent"][-1]["policy"] == [f"urn:uuid:{BOOK}#holder"]
    several = (*items, Item(other, 5, about=READER))
    event = sent(line_of(ListRead(**told, items=several)))
    assert event["meta"]["profile"] == [f"{PROFILES}Query"]
    assert faults(event) == []


_OF_ALL = ("at", "actor", "role", "units", "through", "request", "purpose", "action")


@pytest.mark.parametrize(
    ("told", "why"),
    [(Told.WITHHELD, "masked"), (Told.KEY_GONE, "unknown"), (Told.NOT_AS_WRITTEN, "error")],
)
def test_of_a_line_that_is_not_told_there_is_its_place_and_leaf_and_nothing_else(
    told: Told, why: str
) -> None:
    event = sent(AuditLine(Volume.JOURNAL, 7, AT, LEAF, told, "", {}))
    assert faults(event) == []
    assert event.keys() == {"resourceType", "id", "recorded", "source", "type", "agent", "entity"}
    assert event["type"]["code"] == why
    (entity,) = event["entity"]
    assert [one["valueString"] for one in entity["detail"]] == [LEAF.hex(), told.name]
    assert event["id"] == sent(line_of(opened()))["id"]


def _agent(number: int, **told: Any) -> Callable[[dict[str, Any]], None]:
    return lambda event: event["agent"][number].update(told)


WRONG: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    "no programme": lambda event: event["agent"].pop(1),
    "no network": lambda event: event["agent"][1].pop("network"),
    "a rule where none may stand": _agent(0, policy=["urn:x"]),
    "nobody asked": _agent(0, requestor=False),
    "no child": lambda event: event["entity"].pop(0),
    "a child twice": lambda event: event["entity"].append(event["entity"][0]),
    "the child is a group": lambda event: event["entity"][0]["what"].update(type="Group"),
    "the child's role": lambda event: event["entity"][0].pop("role"),
    "no matter": lambda event: event["entity"].pop(1),
    "a detail of the matter": lambda event: event["entity"][1].update(
        detail=[{"type": "a", "valueString": "b"}]
    ),
    "another action": lambda event: event.update(action="E"),
    "no such action": lambda event: event.update(action="X"),
    "it failed": lambda event: event.update(outcome="8"),
    "another interaction": lambda event: event["subtype"][0].update(code="search"),
    "no source": lambda event: event.pop("source"),
    "another lets in": lambda event: event["agent"][-1].update(who={"display": "x"}),
    "an empty list": lambda event: event.update(purposeOfEvent=[]),
    "an empty text": lambda event: event.update(outcomeDesc=""),
    "one for many": lambda event: event.update(subtype=event["subtype"][0]),
    "an unknown element": lambda event: event.update(severity="high"),
    "no instant": lambda event: event.update(recorded="2026-11-22"),
    "no profile of theirs": lambda event: event["meta"]["profile"].append("urn:x"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_breaks_a_rule_is_noticed(wrong: str) -> None:
    event = sent(line_of(opened()))
    assert faults(event) == []
    broken = deepcopy(event)
    WRONG[wrong](broken)
    assert faults(broken) != []


async def test_a_bundle_is_sent_line_by_line_and_holds_none_of_them() -> None:
    read = 0

    async def lines() -> AsyncIterator[AuditLine]:
        nonlocal read
        for read in range(1, 1001):
            yield line_of(opened(outcome=Outcome.SHOWN), read)

    pieces, count = list[bytes](), 0
    written_down = list[tuple[int, str]]()
    async for piece in as_bundle(BOOK, trail(lines(), written_down)):
        assert not written_down
        assert read - count <= 1
        count = max(count, read)
        pieces.append(piece)
    whole = b"".join(pieces)
    assert written_down == [(1000, sha256(whole).hexdigest())]
    bundle = json.loads(whole)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert len(pieces) == len(bundle["entry"]) + 2 == 1002
    assert len({one["fullUrl"] for one in bundle["entry"]}) == 1000
    assert all(one["fullUrl"] == f"urn:uuid:{one['resource']['id']}" for one in bundle["entry"])
    with pytest.raises(ValueError, match="EOF"):
        from_json(b"".join(pieces[:-1]))


async def test_a_bundle_of_nothing_has_no_list() -> None:
    async def none() -> AsyncIterator[AuditLine]:
        for one in list[AuditLine]():
            yield one

    pieces = [piece async for piece in as_bundle(BOOK, trail(none(), []))]
    assert json.loads(b"".join(pieces)) == {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": "2026-11-22T12:30:01.000005Z",
    }


def _id(reference: dict[str, Any]) -> str:
    value: str = reference["identifier"]["value"]
    return value
