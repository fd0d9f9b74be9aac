"""Of a wondering, too, our rules and the rules in Cedar say the same to everybody."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from stafett.domain import access, concern
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.asking_first import AskForTeamFirst
from stafett.domain.facts import COMPARTMENT, CONCERN, Stranger
from stafett.domain.people import Asker
from stafett.domain.shield import RaiseShieldedConcern
from stafett.domain.wondering import RaiseConcern
from tests.people import OTHER_SCHOOL, SCHOOL
from tests.policy.acts import one_of
from tests.policy.facts import entity, of, unit
from tests.policy.noticing import (
    THIS,
    Noticed,
    askers,
    at_home_worlds,
    at_work_worlds,
    circumstances,
    facts,
    state,
)
from tests.properties.any_command import commands_of

cedarpy = pytest.importorskip("cedarpy")
from tests.policy.cedar import written  # noqa: E402 - after cedarpy is known to be there

AT_WORK = ("teacher", "colleague", "head", "another head", "adviser")
AT_HOME = ("mother", "father", "child", "parent without a say")
KINDS = tuple(sorted(set(commands_of(concern.Command)), key=lambda one: one.__name__))
RAISING = (RaiseConcern, RaiseShieldedConcern)


def asked() -> Iterator[tuple[Any, str, Any]]:
    """Yield one of every command, which act it is, and in which unit."""
    for kind in KINDS:
        if kind in RAISING:
            yield from ((one_of(kind, at), "raise", at) for at in (SCHOOL, OTHER_SCHOOL))
        elif kind is AskForTeamFirst:
            yield one_of(kind, None), "ask-for-a-team", None
        elif kind in commands_of(concern.FromFamily):
            yield one_of(kind, None), "remark", None
        else:
            yield one_of(kind, SCHOOL), "write", None


EVERY = tuple(asked())


def theirs(world: Noticed, policies: Any, names: Iterable[str]) -> dict[tuple[str, str, Any], bool]:
    """Return what Cedar says of everybody and every act."""
    acts = [("read", None), *dict.fromkeys((act, at) for _, act, at in EVERY)]
    people = askers(world)
    each = [(name, act, at) for name in names for act, at in acts]
    requests = [
        {
            "principal": entity(people[name]),
            "action": {"type": "Action", "id": act},
            "resource": THIS,
            "context": {} if at is None else {"unit": of(unit(at))},
        }
        for name, act, at in each
    ]
    told = cedarpy.Entities.from_json_str(json.dumps(facts(world)))
    answers = cedarpy.is_authorized_batch(requests, policies, told)
    for answer in answers:
        assert not answer.diagnostics.errors, answer.diagnostics.errors
    return {one: bool(answer.allowed) for one, answer in zip(each, answers, strict=True)}


def reads(world: Noticed, who: Asker) -> bool:
    """Say whether our rules open it to somebody, and see that they open the one part it lies in."""
    try:
        permit = access.may(who, Look.OPEN, state(world), circumstances(world, who))
    except Stranger:
        return False
    assert permit.parts == {COMPARTMENT if world.shielded else CONCERN}
    return True


def differences(
    policies: str, worlds: Iterable[Noticed], names: tuple[str, ...]
) -> Iterator[tuple[Noticed, str, bool]]:
    """Yield every question of reading that the two answer differently."""
    parsed = cedarpy.PolicySet.from_str(policies)
    for world in worlds:
        answers, people = theirs(world, parsed, names), askers(world)
        for name in names:
            mine = reads(world, people[name])
            if mine != answers[name, "read", None]:
                yield world, name, mine


@pytest.mark.parametrize(
    ("worlds", "names", "at_least"),
    [
        pytest.param(at_work_worlds, AT_WORK, 500, id="at work"),
        pytest.param(at_home_worlds, AT_HOME, 120, id="at home"),
    ],
)
def test_everybody_reads_the_same_in_every_world(
    worlds: Any, names: tuple[str, ...], at_least: int
) -> None:
    every = list(worlds())
    assert len(every) == len(set(every)) > at_least
    assert next(differences(written("concern"), every, names), None) is None


def test_every_command_is_for_the_same_people() -> None:
    policies = cedarpy.PolicySet.from_str(written("concern"))
    compared = 0
    for world in [*at_work_worlds(), *at_home_worlds()][::7]:
        answers, people = theirs(world, policies, (*AT_WORK, *AT_HOME)), askers(world)
        stands = state(world)
        for name, who in people.items():
            at = circumstances(world, who)
            for command, act, unit_ in EVERY:
                told: object = True
                try:
                    access.may(who, command, stands, at)
                except (Stranger, NotYoursHere) as no:
                    told = type(no)
                began = act in ("raise", "ask-for-a-team")
                other = NotYoursHere if answers[name, "read", None] and not began else Stranger
                wanted = True if answers[name, act, unit_] else other
                assert told == wanted, (world, name, type(command).__name__)
                compared += 1
    assert compared > 10_000


BROKEN = {
    "a receiver who works elsewhere reads on": (
        "&& principal.worksIn.contains(resource.unit)",
        "",
        Noticed(moved="colleague to another school"),
    ),
    "a party to it reads it": (
        "resource.keptFrom.contains(principal)",
        "false",
        Noticed(party="colleague"),
    ),
    "the family reads what is shielded": (
        "(!resource.shielded || resource.lifted)",
        "true",
        Noticed(became="shielded"),
    ),
    "guardians read on when the child is of age": (
        "&& !resource.childIsOfAge",
        "",
        Noticed(family="of age"),
    ),
    "whoever answers for the child is told by that": (
        "&& resource.told.contains(principal)",
        "",
        Noticed(told="nobody"),
    ),
    "the leader reads what is shielded while its author works there": (
        "&& !resource.author.worksIn.contains(resource.unit)",
        "",
        Noticed(became="shielded"),
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_policy_that_is_broken_is_noticed(how: str) -> None:
    before, after, world = BROKEN[how]
    whole = written("concern")
    assert before in whole
    everybody = (*AT_WORK, *AT_HOME)
    assert next(differences(whole, [world], everybody), None) is None
    assert next(differences(whole.replace(before, after), [world], everybody), None) is not None
