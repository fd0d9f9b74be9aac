"""Keeping persons: how to reach one whose address is protected lies apart, under another key."""

from dataclasses import replace

from stafett.domain.facts import COMPARTMENT, PERSON
from stafett.domain.person import NotRegistered
from stafett.projections import persons
from stafett.projections.state_codec import dump, load
from tests.domain.test_protected_address import HIDDEN_CHILD, WAY

KEPT = replace(HIDDEN_CHILD, safe_way=WAY)


def test_a_person_is_put_together_from_what_could_be_opened() -> None:
    parts = persons.parts(KEPT)
    written = {place: dump(part, persons.type_of(place)) for place, part in parts.items()}
    assert WAY.words.encode() in written[COMPARTMENT]
    assert WAY.words.encode() not in written[PERSON]
    opened = {place: load(part, persons.type_of(place)) for place, part in written.items()}
    assert persons.whole(opened) == KEPT
    assert persons.whole({PERSON: opened[PERSON]}) == HIDDEN_CHILD


def test_nobody_else_has_a_second_part() -> None:
    assert set(persons.parts(HIDDEN_CHILD)) == {PERSON}
    assert persons.whole(persons.parts(NotRegistered())) == NotRegistered()
