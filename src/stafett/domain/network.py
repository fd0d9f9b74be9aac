"""Private network: the family's own people, who take part at the family's wish and no further.

A grandmother, a neighbour, a step-parent: everyone whose consent is needed wishes it, each says
what they may know, and what all of them say is what they get. Nothing unless it is said: whom to
call, and when one meets (R138). Nothing written is ever open to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TypeAlias

from stafett.domain import givers, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.consent import LastDayOutOfReach
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import needed
from stafett.domain.people import Citizen, PersonId, UnitId
from stafett.domain.speaking import NotYoursToGive

PRIVATE_NETWORK = "private-network"
"""The word by which a municipality's rules let the family's own people take part (R191)."""


class Opened(Enum):
    """What somebody of the private network may know."""

    WHOM_TO_CALL = "whom-to-call"
    WHEN_WE_MEET = "when-we-meet"


class RelativeWished(Event, name="relative-wished"):
    """One whose consent is needed wants somebody of their own to take part."""

    relative: PersonId
    called: str
    tie: str
    opened: frozenset[Opened]
    last_day: date
    giver: PersonId
    on: date


class RelativeUnwished(Event, name="relative-unwished"):
    """One who wanted it no longer does; that is enough to end it."""

    relative: PersonId
    giver: PersonId
    on: date


NetworkEvent: TypeAlias = RelativeWished | RelativeUnwished


@dataclass(frozen=True, slots=True)
class WishForRelative:
    """Want somebody of one's own to take part, until a day, and say what they may know."""

    relative: PersonId
    called: str
    tie: str
    last_day: date
    opened: frozenset[Opened] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class UnwishRelative:
    """No longer want it; no reason is asked."""

    relative: PersonId


NetworkCommand: TypeAlias = WishForRelative | UnwishRelative


class NoPrivateNetworkHere(Refusal):
    """In this municipality the family's own people do not take part."""


class TakesPartAlready(Refusal):
    """The child and those who answer for it take part already, by other rules."""


@dataclass(frozen=True, slots=True)
class RelativeWish:
    """What one giver wishes for somebody of the network; see ``RelativeWished``."""

    called: str
    tie: str
    opened: frozenset[Opened]
    last_day: date


Network = Mapping[PersonId, Mapping[PersonId, RelativeWish]]
"""For each of the family's own people, each giver's wish."""


def decide(
    network: Network, home: UnitId, command: NetworkCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say what one giver wishes from now on.

    Raises:
        NotYoursToGive: The asker is none of those whose consent is needed.
        NoPrivateNetworkHere: The municipality's rules do not open for it (R191).
        TakesPartAlready: It is the child, or somebody who answers for it.
        LastDayOutOfReach: The last day lies behind us, or further ahead than the rules allow.

    """
    if not isinstance(at.asked_by, Citizen):
        raise NotYoursToGive
    me = at.asked_by.person
    there = network.get(command.relative, {}).get(me)
    if isinstance(command, UnwishRelative):
        gone = RelativeUnwished(relative=command.relative, giver=me, on=at.today)
        return () if there is None else (gone,)
    if me not in givers.certain(needed(home, at)):
        raise NotYoursToGive
    if PRIVATE_NETWORK not in at.rules.may_be_let_in:
        raise NoPrivateNetworkHere
    if command.relative in {at.person.id, *at.person.guardians_on(at.today)}:
        raise TakesPartAlready
    if not at.today <= command.last_day <= at.today + timedelta(at.rules.longest_consent_days):
        raise LastDayOutOfReach
    wish = RelativeWish(
        called=wording.reason(command.called),
        tie=wording.reason(command.tie),
        opened=command.opened,
        last_day=command.last_day,
    )
    if there == wish:
        return ()
    wished = RelativeWished(
        relative=command.relative,
        called=wish.called,
        tie=wish.tie,
        opened=wish.opened,
        last_day=wish.last_day,
        giver=me,
        on=at.today,
    )
    return (wished,)


def after(network: Network, event: NetworkEvent) -> Network:
    """Return the network as it is once *event* has happened."""
    others = {
        giver: wish
        for giver, wish in network.get(event.relative, {}).items()
        if giver != event.giver
    }
    if isinstance(event, RelativeWished):
        others[event.giver] = RelativeWish(event.called, event.tie, event.opened, event.last_day)
    return {**network, event.relative: others}


def opened_to(
    network: Network, relative: PersonId, home: UnitId, at: Circumstances
) -> frozenset[Opened]:
    """Return what somebody of the network may know today: what all who are needed say, or nothing.

    It follows the day's rules, and whose consent is needed today.
    """
    wishes = {
        giver: wish
        for giver, wish in network.get(relative, {}).items()
        if at.today <= wish.last_day
    }
    wanted = needed(home, at)
    if isinstance(wanted, givers.Unclear) or not wanted <= wishes.keys():
        return frozenset()
    if PRIVATE_NETWORK not in at.rules.may_be_let_in:
        return frozenset()
    return frozenset.intersection(*(wishes[giver].opened for giver in wanted))
