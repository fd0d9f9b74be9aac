"""A line is closed as the specification says, however it is put together."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stafett.domain.facts import FRAME
from stafett.evidence.line_header import LineHeader, sealed_hash
from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.envelope import Envelope
from stafett.ledger.errors import Tampered
from stafett.ledger.line import Volume
from stafett.ledger.line_sealer import ClosedLine, LineSealer, PlainLine
from stafett.ledger.mapper import HIDDEN, SealedLine, SealingMapper
from stafett.ledger.sealing import LineContext, unseal

hashes = some.binary(min_size=32, max_size=32)
times = some.datetimes(min_value=datetime(1900, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001
envelopes = some.builds(
    Envelope,
    by=some.uuids(),
    command=some.uuids(),
    place=some.just(FRAME),
    name=some.text(max_size=20),
    version=some.integers(1, 9),
    body=some.binary(max_size=500),
)


def closed(sealer: LineSealer, plain: PlainLine, key: DataKey) -> ClosedLine:
    return sealer.close(
        plain.originator_id,
        plain.originator_version,
        plain.event_id,
        plain.at,
        plain.previous,
        plain.envelope.to_bytes(),
        key,
    )


@given(
    some.uuids(),
    some.sampled_from(Volume),
    some.builds(
        PlainLine,
        originator_id=some.uuids(),
        originator_version=some.integers(1, 2**31 - 1),
        event_id=some.uuids(),
        at=times,
        key_id=some.uuids(),
        previous=hashes,
        envelope=envelopes,
    ),
)
def test_place_and_leaf_are_those_of_the_specification(
    tenant: UUID, volume: Volume, plain: PlainLine
) -> None:
    key = DataKey(plain.key_id, Secret.new())
    line = closed(LineSealer(tenant, volume), plain, key)
    context = LineContext(
        tenant,
        volume.value,
        plain.originator_id,
        plain.originator_version,
        plain.event_id,
        plain.previous,
    )
    assert unseal(key, context, line.sealed) == plain.envelope.to_bytes()
    assert (
        line.leaf
        == LineHeader(
            tenant,
            volume.value,
            plain.originator_id,
            plain.originator_version,
            plain.event_id,
            plain.at,
            plain.key_id,
            plain.previous,
            sealed_hash(line.sealed),
        ).leaf()
    )
    assert LineSealer(tenant, volume).open(line, key) == plain.envelope


def a_line(key: DataKey) -> PlainLine:
    envelope = Envelope(uuid4(), uuid4(), FRAME, "test-noted", 1, b"{}")
    return PlainLine(uuid4(), 2, uuid4(), datetime.now(UTC), key.id, b"\x01" * 32, envelope)


@pytest.mark.parametrize("field", ["stream", "version", "event_id", "previous"])
def test_a_line_opens_in_no_other_place(field: str) -> None:
    key, tenant = DataKey(uuid4(), Secret.new()), uuid4()
    sealer = LineSealer(tenant, Volume.EVENTS)
    line = closed(sealer, a_line(key), key)
    other: dict[str, Any] = {
        "stream": uuid4(),
        "version": 3,
        "event_id": uuid4(),
        "previous": bytes(32),
    }
    with pytest.raises(Tampered):
        sealer.open(line._replace(**{field: other[field]}), key)
    with pytest.raises(Tampered):
        LineSealer(tenant, Volume.JOURNAL).open(line, key)
    with pytest.raises(Tampered):
        LineSealer(uuid4(), Volume.EVENTS).open(line, key)
    with pytest.raises(Tampered):
        sealer.open(line, DataKey(key.id, Secret.new()))


@pytest.mark.parametrize("field", ClosedLine._fields[:-1])
def test_no_part_of_the_outside_changes_unseen(field: str) -> None:
    key = DataKey(uuid4(), Secret.new())
    sealer = LineSealer(uuid4(), Volume.EVENTS)
    line = closed(sealer, a_line(key), key)
    sealer.check(line, line.previous)
    other = ClosedLine(
        uuid4(), 3, uuid4(), datetime(2027, 1, 1, tzinfo=UTC), uuid4(), b"x", bytes(32), bytes(32)
    )
    with pytest.raises(Tampered):
        sealer.check(line._replace(**{field: getattr(other, field)}), line.previous)
    with pytest.raises(Tampered):
        sealer.check(line, bytes(32))


def test_the_librarys_mapper_closes_and_opens_the_same_lines() -> None:
    key = DataKey(uuid4(), Secret.new())
    mapper = SealingMapper(LineSealer(uuid4(), Volume.EVENTS), {key.id: key}.__getitem__)
    plain = a_line(key)
    stored = mapper.to_stored_event(plain)
    assert isinstance(stored, SealedLine)
    assert stored.topic == HIDDEN
    assert plain.envelope.name.encode() not in stored.state
    assert mapper.to_domain_event(stored) == plain
    with pytest.raises(TypeError):
        mapper.to_domain_event(object())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        mapper.to_stored_event(object())  # type: ignore[arg-type]
