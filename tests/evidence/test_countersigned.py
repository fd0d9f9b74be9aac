"""What another has signed and lies in a line is checked again by whoever opens the line."""

import base64
import io
import json
import os
import re
from datetime import UTC, datetime

import pytest

from stafett.evidence.granted import Reading
from stafett.evidence.letter import Desk
from stafett.evidence.receipt import Signer
from stafett.evidence.verifying import Known, Report, check_bundle
from tests.evidence.bundles import with_content

AT = datetime(2026, 11, 22, 9, 12, 44, 123456, tzinfo=UTC)
DIGEST = "ab" * 32


def desk(origin: str) -> Desk:
    seed = os.urandom(32)
    return Desk(Signer(origin, seed), seed)


HERE, THERE = desk("stafett/here"), desk("stafett/there")


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def completed() -> dict[str, object]:
    """Return what the line holds in which a municipality lets go of a child that has moved."""
    return {
        "departure": "0" * 32,
        "digest": DIGEST,
        "taken_in_at": "2026-11-22T09:12:44.123456Z",
        "countersigned": {
            "by": THERE.party.origin,
            "by_key": text(THERE.party.signs),
            "sender": HERE.party.origin,
            "sender_key": text(HERE.party.signs),
            "signature": text(THERE.acknowledge(HERE.party, DIGEST, AT)),
        },
    }


def read(fields: object, event: str = "departure-completed") -> tuple[Report, Reading]:
    book, grant = with_content(7, 8, event, json.dumps(fields).encode())
    reading = Reading(grant)
    return check_bundle(io.BytesIO(book.written()), Known(reading=reading)), reading


def test_another_municipalitys_signature_is_made_sure_of_when_its_line_is_opened() -> None:
    report, reading = read(completed())
    assert report.fault is None
    assert report.content is not None
    assert report.content["countersigned"] == report.content["opened"] > 0
    assert {(one["countersigned"]["by"], one["countersigned"]["key"]) for one in reading.contents} \
        == {("stafett/there", THERE.party.signs.hex())}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("digest", "cd" * 32),
        ("taken_in_at", "2026-11-22T09:12:44.123457Z"),
        ("taken_in_at", "2026-11-22T09:12:44.123456"),
        ("taken_in_at", 7),
        ("digest", None),
        ("countersigned", None),
        ("countersigned.by", "stafett/elsewhere"),
        ("countersigned.by", 5),
        ("countersigned.by_key", text(HERE.party.signs)),
        ("countersigned.by_key", "x"),
        ("countersigned.sender", "stafett/elsewhere"),
        ("countersigned.sender_key", text(THERE.party.signs)),
        ("countersigned.signature", text(bytes(64))),
        ("countersigned.signature", ""),
    ],
    ids=lambda one: one if isinstance(one, str) and re.fullmatch(r"[a-z_.]+", one) else "other",
)
def test_one_that_does_not_hold_is_named_with_its_line(what: str, instead: object) -> None:
    told = completed()
    outer, _, inner = what.partition(".")
    if inner:
        within = told[outer]
        assert isinstance(within, dict)
        told[outer] = within | {inner: instead}
    else:
        told[outer] = instead
    fault = read(told)[0].fault
    assert fault is not None
    assert (fault.code, fault.position) == ("content", 1)
    assert "signature" in fault.says


def test_one_that_is_not_there_is_named_too() -> None:
    told = completed()
    del told["countersigned"]
    fault = read(told)[0].fault
    assert fault is not None
    assert fault.code == "content"


def test_a_line_that_holds_nobodys_signature_is_read_as_it_is() -> None:
    report, reading = read({"text": "x"}, "test-noted")
    assert report.fault is None
    assert report.content == {"opened": len(reading.contents), "closed": 0}
    assert not any("countersigned" in one for one in reading.contents)
