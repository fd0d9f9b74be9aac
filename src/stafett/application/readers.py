"""Readers: who may read of a person, and how many entries of a thing one reader sees."""

from typing import Any

from stafett.application.scenes import Scene
from stafett.application.views import concern_view
from stafett.domain import right_to_know, visible
from stafett.domain.access import Permit
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Refusal
from stafett.domain.followup import Ended, Running
from stafett.domain.people import Asker, Citizen
from stafett.domain.person import NotRegistered, Person, State


def seen_by(state: Any, permit: Permit, at: Circumstances) -> int:
    """Return how many entries the reader sees: the number in ``ETag``."""
    if isinstance(state, Running | Ended):
        return visible.seen_count(state, permit, at)
    return concern_view(state, at).seen


def may_write_about(asker: Asker, person: State, scene: Scene) -> bool:
    """Say whether somebody may ask to write about a person; what of it, the rules decide.

    Staff who work somewhere, and the family: whether it is theirs to say is asked next.
    """
    if isinstance(asker, Citizen):
        return isinstance(person, Person) and is_family(asker, person, scene)
    return bool(asker.units or asker.duties)


def is_family(asker: Asker, person: State, scene: Scene) -> bool:
    """Say whether the asker is the person, or answers or speaks for them by today's rules."""
    if isinstance(person, NotRegistered) or not isinstance(asker, Citizen):
        return False
    if asker.person == person.id:
        return True
    try:
        rules = scene.municipality.rules_for(scene.today)
    except Refusal:
        return False
    return right_to_know.is_family(person, asker.person, scene.today, rules)
