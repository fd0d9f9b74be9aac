"""Entry by entry our rules and the rules in Cedar open the same of a logg to everybody."""

import json
from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest

from stafett.domain import access
from stafett.domain.access import Look
from stafett.domain.facts import SHARED
from stafett.domain.people import Asker, Staff
from stafett.domain.readable import readable
from tests.policy.facts import entity
from tests.policy.small_world import World, circumstances
from tests.policy.telling import (
    PLAY,
    READERS,
    SCHOOLS,
    Telling,
    context,
    entries,
    entry,
    facts,
    follow_up,
    tellings,
)

cedarpy = pytest.importorskip("cedarpy")
from tests.policy.cedar import written  # noqa: E402 - after cedarpy is known to be there


class Reading:
    """Cedar with one set of policies about what of a logg is read."""

    def __init__(self, policies: str) -> None:
        self._policies = cedarpy.PolicySet.from_str(policies)
        self._entities = cedarpy.Entities.from_json_str(json.dumps(facts()))

    def of(self, who: Asker, world: Telling) -> frozenset[UUID]:
        """Return the entries that somebody reads, through one of their units or as family."""
        through = sorted(who.units) if isinstance(who, Staff) else [None]
        each = [(id_, context(world, at)) for at in through for id_ in entries()]
        requests = [
            {
                "principal": entity(who),
                "action": {"type": "Action", "id": "read"},
                "resource": entry(id_),
                "context": told,
            }
            for id_, told in each
        ]
        answers = cedarpy.is_authorized_batch(requests, self._policies, self._entities)
        for answer in answers:
            assert not answer.diagnostics.errors, answer.diagnostics.errors
        return frozenset(
            id_ for (id_, _), answer in zip(each, answers, strict=True) if answer.allowed
        )


def ours(who: Asker, world: Telling) -> frozenset[UUID]:
    """Return the entries that our rules open to somebody."""
    state = follow_up(world)
    permit = access.may(who, Look.OPEN, state, circumstances(World(), who))
    return frozenset(readable(state.contents, permit)[SHARED].entries)


def differences(
    policies: str, worlds: Iterable[Telling]
) -> Iterator[tuple[Telling, str, frozenset[UUID]]]:
    """Yield everything that one of the two opens, and the other does not."""
    oracle = Reading(policies)
    for world in worlds:
        for name, who in READERS.items():
            other = ours(who, world) ^ oracle.of(who, world)
            if other:
                yield world, name, other


def test_everybody_reads_the_same_entries_however_far_the_words_go() -> None:
    every = list(tellings())
    assert len(every) == len(set(every)) > 200
    assert next(differences(written("reading"), every), None) is None


def test_the_words_make_a_difference_to_everybody_but_the_mother() -> None:
    every = list(tellings())
    for name, who in READERS.items():
        seen = {ours(who, world) for world in every}
        assert (len(seen) == 1) == (name == "mother"), name


BROKEN: dict[str, tuple[str, str, Telling]] = {
    "one parent's topics are enough": (
        'resource.topic == "" || context.fathers.topics.isEmpty()',
        "true",
        Telling(father=PLAY),
    ),
    "whoever tells is nobody's matter": (
        "context.mothers.from.isEmpty()",
        "true",
        Telling(mother=SCHOOLS),
    ),
    "what is about her is about the child": (
        "resource.about.contains(resource.mother) }",
        "false }",
        Telling(),
    ),
    "her own word is about everything": (
        "context.hers.topics.isEmpty()",
        "true",
        Telling(herself="to PPT, on sleep"),
    ),
    "whom her own word keeps out reads of her": (
        "!context.hers.keepsOut.contains(principal)",
        "true",
        Telling(herself="to PPT, not the adviser"),
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_policy_that_is_broken_is_noticed(how: str) -> None:
    before, after, world = BROKEN[how]
    whole = written("reading")
    assert before in whole
    assert next(differences(whole, [world]), None) is None
    assert next(differences(whole.replace(before, after), [world]), None) is not None
