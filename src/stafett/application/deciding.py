"""Deciding: an errand judged and decided in its scene. Reads nothing, writes nothing.

Access first, then the rules of the subject; several commands of one errand are decided one after
the other, each on what the one before it left.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from stafett.application.asking import SeenIsStale
from stafett.application.claims import claims_of
from stafett.application.errand import FOLLOW_UP, Errand, Step
from stafett.application.readers import may_write_about, seen_by
from stafett.application.scenes import Scene, fold
from stafett.domain import (
    access,
    concern,
    followup,
    joining,
    matter,
    municipality,
    person,
    plan_package,
    veil,
    visible,
)
from stafett.domain.access import Look
from stafett.domain.facts import MUNICIPALITY, Event, Place, Stranger
from stafett.domain.first_administrator import ArriveAsFirstAdministrator, InviteFirstAdministrator
from stafett.domain.followup import Ended, Running
from stafett.domain.identity import RegisterPerson
from stafett.domain.logg import Open
from stafett.domain.moment import Moment
from stafett.domain.municipality import CreateMunicipality, OnlyAnAdministrator
from stafett.domain.opening import LoggNotLetOpen
from stafett.domain.people import Citizen, Operator, Staff, System
from stafett.domain.plan_handover import AcceptPackage
from stafett.domain.reopening import ReopenLogg
from stafett.ids import uuid7
from stafett.law import lawbook
from stafett.ledger.errors import Stale
from stafett.ledger.line import Claim, History, NewLine, Write
from stafett.projections.subjects import SUBJECTS, Kind


@dataclass(slots=True)
class Decided:
    """What an errand came to: lines, the versions it rests on, claims, and what is seen after."""

    writes: list[Write] = field(default_factory=list)
    reads: dict[UUID, int] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    seen: int | None = None
    also: dict[str, UUID] = field(default_factory=dict)


def decide(errand: Errand, scene: Scene) -> Decided:
    """Judge and decide an errand.

    Raises:
        Refusal: Access or the rules say no.
        SeenIsStale: The asker has not seen what stands there now.

    """
    decided = Decided()
    if scene.about is not None:
        decided.reads[scene.about] = scene.person_version
    decided.reads[scene.known.stream] = scene.known.version
    decided.reads.update(errand.knows.rests_on)
    if errand.joins is not None:
        _join(errand, errand.joins, scene, decided)
        return decided
    for number, step in enumerate(errand.steps):
        before, after, events = _step(errand, step, scene, first=number == 0)
        history = scene.histories[step.stream]
        decided.reads[step.stream] = history.version
        if events:
            decided.writes.append(_write(history, events))
            del decided.reads[step.stream]
            claims = claims_of(step.stream, before, after, [event for _, event in events])
            decided.claims += () if errand.yields else claims
        if number == 0:
            decided.seen = seen_after(errand, scene, after)
        else:
            decided.also[FOLLOW_UP] = step.stream
    return decided


def _write(history: History, events: Iterable[tuple[Place, Event]]) -> Write:
    lines = tuple(NewLine(event, place, uuid7()) for place, event in events)
    return Write(history.stream, history.version, history.leaf, lines)


def _join(errand: Errand, there: UUID, scene: Scene, decided: Decided) -> None:
    """Bring the unit into the open logg there is, and end its own follow-up: two streams, one go.

    The same is judged and decided as when there is no other logg, and says the same no.

    Raises:
        LoggNotLetOpen: A plan runs for the child, and there is to be no logg beside it (R152):
            said as when somebody's word is missing.
        Stale: The other logg is open no longer; look again.

    """
    step = errand.steps[0]
    _step(errand, step, scene, first=True)
    mine, theirs = (fold(Kind.FOLLOW_UP, scene.histories[one]) for one in (step.stream, there))
    if isinstance(theirs, Ended) and theirs.frame.passages.plan_runs:
        raise LoggNotLetOpen
    if not isinstance(theirs, Running) or not isinstance(theirs.frame.logg, Open):
        raise Stale(there)
    if not isinstance(mine, Running | Ended) or isinstance(errand.asker, Operator | System):
        raise Stranger
    command = errand.commands[0]
    both = joining.join(
        mine.frame,
        theirs.frame,
        scene.circumstances(errand.asker, mine),
        anew=command.holder if isinstance(command, ReopenLogg) else None,
    )
    for stream, events in ((step.stream, both.ends), (there, both.comes_in)):
        history = scene.histories[stream]
        if events:
            placed = [(followup.place(event), event) for event in events]
            decided.writes.append(_write(history, placed))
        else:
            decided.reads[stream] = history.version
    ended: followup.FollowUp = mine
    for event in both.ends:
        ended = followup.evolve(ended, event)
    decided.seen = seen_after(errand, scene, ended)
    decided.also[FOLLOW_UP] = there


def state_before(errand: Errand, scene: Scene) -> Any:
    """Return the errand's own stream as it stands."""
    return _state(errand.steps[0], scene)


def seen_after(errand: Errand, scene: Scene, state: Any) -> int | None:
    """Return how many entries the asker sees of a state, or ``None`` for nothing."""
    if errand.kind not in (Kind.CONCERN, Kind.FOLLOW_UP) or isinstance(
        errand.asker, Operator | System
    ):
        return None
    at = scene.circumstances(errand.asker, state)
    try:
        permit = access.may(errand.asker, Look.OPEN, state, at)
    except Stranger:
        return None
    return seen_by(state, permit, at)


def _state(step: Step, scene: Scene) -> Any:
    if step.kind is Kind.MUNICIPALITY:
        return scene.known.state
    if step.kind is Kind.PERSON and scene.about == step.stream:
        return scene.person or person.NotRegistered()
    return fold(step.kind, scene.histories[step.stream])


def _step(
    errand: Errand, step: Step, scene: Scene, *, first: bool
) -> tuple[Any, Any, list[tuple[Place, Event]]]:
    before = state = _state(step, scene)
    if step.kind is not Kind.MUNICIPALITY:
        _check_may_be_this(step, scene, state)
    found: list[tuple[Place, Event]] = []
    for number, command in enumerate(step.commands):
        events = _one(errand, step.kind, scene, state, command, check=first and number == 0)
        for event in events:
            after = _evolve(step.kind, state, event)
            found.append((_place(step.kind, event, after), event))
            state = after
    return before, state, found


def _check_may_be_this(step: Step, scene: Scene, state: Any) -> None:
    """See that nothing begins in a stream that is something else, or can no longer be read."""
    history = scene.histories.get(step.stream)
    if history is None or (state == SUBJECTS[step.kind].nothing and history.version):
        raise Stranger


def _one(
    errand: Errand, kind: Kind, scene: Scene, state: Any, command: Any, *, check: bool
) -> tuple[Event, ...]:
    """Decide one command on the state the one before it left."""
    match kind:
        case Kind.MUNICIPALITY:
            return _of_municipality(errand, scene, state, command)
        case Kind.PERSON:
            return _of_person(errand, scene, state, command)
        case Kind.CONCERN | Kind.FOLLOW_UP:
            if isinstance(errand.asker, Operator | System):
                raise Stranger
            at = scene.circumstances(errand.asker, state)
            command = veil.lifted(command, at)
            access.may(errand.asker, command, state, at)
            if check and errand.if_seen is not None:
                look = access.may(errand.asker, Look.OPEN, state, at)
                _check_seen(errand.if_seen, seen_by(state, look, at))
            if isinstance(command, AcceptPackage) and isinstance(state, Running):
                look = access.may(errand.asker, Look.OPEN, state, at)
                plan_package.check(visible.trim(state, look, at), command.digest)
            decide_one: Any = concern.decide if kind is Kind.CONCERN else followup.decide
            events: tuple[Event, ...] = decide_one(state, command, at)
            return events


def _check_seen(said: int, seen: int) -> None:
    if said != seen:
        raise SeenIsStale(seen)


def _of_person(errand: Errand, scene: Scene, state: Any, command: Any) -> tuple[Event, ...]:
    if isinstance(errand.asker, Operator | System):
        raise Stranger
    if not isinstance(command, RegisterPerson) and isinstance(state, person.NotRegistered):
        raise Stranger
    if not may_write_about(errand.asker, state, scene):
        raise Stranger
    at = Moment(scene.now, errand.asker, law=lawbook())
    return person.decide(state, command, at, errand.knows.tie, scene.municipality.employees)


def _of_municipality(errand: Errand, scene: Scene, state: Any, command: Any) -> tuple[Event, ...]:
    by_operator = isinstance(errand.asker, Operator)
    if isinstance(errand.asker, Citizen):
        raise OnlyAnAdministrator
    if isinstance(command, CreateMunicipality | InviteFirstAdministrator) and not by_operator:
        raise OnlyAnAdministrator
    if isinstance(command, ArriveAsFirstAdministrator) and (
        not isinstance(errand.asker, Staff) or errand.asker.employee != command.employee
    ):
        raise Stranger
    return municipality.decide(state, command, Moment(scene.now, errand.asker, law=lawbook()))


def _evolve(kind: Kind, state: Any, event: Event) -> Any:
    evolve: Any = {
        Kind.CONCERN: concern.evolve,
        Kind.FOLLOW_UP: followup.evolve,
        Kind.PERSON: person.evolve,
        Kind.MUNICIPALITY: municipality.evolve,
    }[kind]
    return evolve(state, event)


def _place(kind: Kind, event: Event, after: Any) -> Place:
    match kind:
        case Kind.CONCERN:
            return matter.place(event, after)
        case Kind.FOLLOW_UP:
            return followup.place(event)
        case Kind.PERSON:
            return person.place(event)
        case Kind.MUNICIPALITY:
            return MUNICIPALITY
