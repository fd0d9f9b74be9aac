"""The closed list of facts: what is not on it is refused, and old words are still understood."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stafett.domain.facts import FRAME, JOURNAL, SHARED, Event, own
from stafett.domain.people import Assurance
from stafett.ledger.envelope import Envelope
from stafett.ledger.errors import UnknownEvent
from stafett.ledger.registry import Registry


class Weighed(Event, name="test-weighed", version=3):
    """Version 1 had kilograms, version 2 grams, version 3 says who weighed."""

    grams: int
    by: str


def _grams(stored: dict[str, Any]) -> dict[str, Any]:
    return {"grams": round(stored["kilograms"] * 1000)}


def _somebody(stored: dict[str, Any]) -> dict[str, Any]:
    return {**stored, "by": "not written down"}


UPCASTS = {("test-weighed", 1): _grams, ("test-weighed", 2): _somebody}


def test_what_an_older_release_wrote_is_read_as_this_one_says_it() -> None:
    registry = Registry(UPCASTS)
    expected = Weighed(grams=3500, by="not written down")
    assert registry.read("test-weighed", 1, b'{"kilograms":3.5}') == expected
    assert registry.read("test-weighed", 2, b'{"grams":3500}') == expected
    assert registry.read("test-weighed", 3, b'{"grams":3500,"by":"Kari"}') == Weighed(
        grams=3500, by="Kari"
    )


def test_what_a_newer_release_wrote_is_refused_not_guessed() -> None:
    with pytest.raises(UnknownEvent, match="newer"):
        Registry(UPCASTS).read("test-weighed", 4, b'{"grams":3500,"by":"Kari"}')


@pytest.mark.parametrize(
    "name", ["os:system", "this:s", "stafett.domain.facts:Event", "", "x" * 999]
)
def test_a_name_that_is_not_on_the_list_is_refused_and_nothing_is_imported(name: str) -> None:
    with pytest.raises(UnknownEvent):
        Registry().read(name, 1, b"{}")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{}", b"[]", b"null", b'{"grams":"secret","by":"x"}', b'{"grams":1}']
)
def test_a_body_that_is_not_such_an_event_is_refused_without_a_word_of_it(body: bytes) -> None:
    with pytest.raises(UnknownEvent) as refused:
        Registry(UPCASTS).read("test-weighed", 3, body)
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_without_its_upcast_an_old_version_is_refused() -> None:
    with pytest.raises(UnknownEvent):
        Registry({}).read("test-weighed", 1, b'{"kilograms":3.5}')


def test_an_event_is_written_as_its_fields_in_json() -> None:
    assert json.loads(Registry().write(Weighed(grams=1, by="Åse"))) == {"grams": 1, "by": "Åse"}


places = some.sampled_from([FRAME, SHARED, JOURNAL]) | some.uuids().map(own)


envelopes = some.builds(
    Envelope,
    by=some.uuids(),
    command=some.uuids(),
    place=places,
    name=some.text(max_size=60),
    version=some.integers(1, 65535),
    body=some.binary(max_size=300),
    asked=some.binary(max_size=32),
    answer=some.binary(max_size=300),
    sure=some.sampled_from([None, *Assurance]),
)


@given(envelopes)
def test_an_envelope_gives_back_what_was_put_in(envelope: Envelope) -> None:
    assert Envelope.from_bytes(envelope.to_bytes()) == envelope


@given(some.binary(max_size=200))
def test_anything_else_is_no_envelope(content: bytes) -> None:
    try:
        envelope = Envelope.from_bytes(content)
    except UnknownEvent:
        return
    assert envelope.to_bytes() == content


def test_an_envelope_cut_short_is_none() -> None:
    envelope = Envelope(uuid4(), uuid4(), own(uuid4()), "name", 1, b"", b"asked", b"answer")
    whole = envelope.to_bytes()
    for length in range(len(whole)):
        with pytest.raises(UnknownEvent):
            Envelope.from_bytes(whole[:length])
