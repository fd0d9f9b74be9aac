"""Keeping an address safe: somebody looks again at whether it is still protected, and says so.

No day ends a protection, so somebody must be asked. It falls due for those who may read how to
reach the person, and for nobody else: a list that told anybody more would tell that there is
something to protect. Where none of them is at work any more, the data protection officer sees that
something waits, and not what (``oversight``).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from stafett.domain import protection
from stafett.domain.dated import Due, DueKind
from stafett.domain.facts import PERSON, Event
from stafett.domain.moment import Moment
from stafett.domain.people import EmployeeId
from stafett.domain.protection import (
    AddressProtected,
    NotProtected,
    Protected,
    Protection,
    ReviewLiesBehind,
)
from stafett.domain.wording import reason


class AddressProtectionReviewed(Event, name="address-protection-reviewed"):
    """Somebody looked at it again: it is still protected, why, and when to look the next time."""

    by: EmployeeId
    why: str
    review_on: date
    on: date


@dataclass(frozen=True, slots=True)
class ReviewProtection:
    """Say that the address is still protected, how one knows, and when to look the next time."""

    why: str
    review_on: date


Command: TypeAlias = protection.Command | ReviewProtection


def decide(state: Protected, command: Command, at: Moment) -> tuple[Event, ...]:
    """Say what becomes of the protection; who may look at it again is asked before.

    Raises:
        NotProtected: There is nothing to look at.
        ReviewLiesBehind: The next look is not ahead.
        SayWhy: It is not said how one knows.

    """
    if not isinstance(command, ReviewProtection):
        return protection.decide(state, command, at)
    if state.protection is None:
        raise NotProtected
    if command.review_on == state.protection.review_on:
        return ()
    if command.review_on <= at.today:
        raise ReviewLiesBehind
    who = EmployeeId(at.asked_by.id)
    said = AddressProtectionReviewed(
        by=who, why=reason(command.why), review_on=command.review_on, on=at.today
    )
    return (said,)


def after(
    before: Protection | None, event: AddressProtected | AddressProtectionReviewed
) -> Protection | None:
    """Return how the address is protected once *event* has happened."""
    if isinstance(event, AddressProtected):
        return protection.after(event)
    return before and replace(before, review_on=event.review_on)


def dues(one: Protected) -> Iterator[Due]:
    """Yield the look at a protection, for each who may read how to reach the person (R177)."""
    if one.protection is not None:
        by = one.protection.review_on
        for who in sorted(one.protection.readers):
            yield Due(DueKind.PROTECTION_REVIEW, by, who, PERSON, by_name=True)
