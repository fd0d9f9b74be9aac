"""Who may read a parcel before it leaves, carry it, and be told that one was taken in (R59)."""

from uuid import UUID

from stafett.domain import departing, departure, neighbour, packing, protection
from stafett.domain.access import NotYoursHere, Permit
from stafett.domain.arrival import Arrival, NoSuchParcel
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import EMPTY
from stafett.domain.facts import SHARED
from stafett.domain.followup import Ended, Running
from stafett.domain.neighbour import Neighbour
from stafett.domain.parcel import Parcel
from stafett.domain.readable import readable
from stafett.domain.standing import FAMILY, Role


def preview(state: Running | Ended, permit: Permit, at: Circumstances) -> Parcel:
    """Return the parcel as it would go today, for the family and for whoever carries the baton.

    Raises:
        NotYoursHere: The reader is neither, or may not read something that is in it.
        NoDepartureProposed: Nothing is to go along.

    """
    if not permit.roles & (FAMILY | {Role.CARRIER}):
        raise NotYoursHere
    if protection.hidden_from(at.person, at.asked_by, at.today):
        raise departure.NoDepartureProposed
    now = departure.standing(state.frame.passages.departure)
    there = state.contents.get(SHARED, EMPTY)
    mine = readable(state.contents, permit).get(SHARED, EMPTY)
    if any(there.find(one) is not None and mine.find(one) is None for one in now.items):
        raise NotYoursHere
    return packing.pack(state.frame, state.contents, now, at)


def carry(state: Running | Ended, permit: Permit, at: Circumstances) -> tuple[Parcel, Neighbour]:
    """Return the parcel that was sent, and to whom, for whoever carries the baton.

    Raises:
        NotYoursHere: The reader does not carry the baton.
        NoParcelSent: None waits to be taken in.
        Refusal: It may no longer leave the house; see ``departing.check_may_be_sent``.

    """
    if Role.CARRIER not in permit.roles:
        raise NotYoursHere
    now = state.frame.passages.departure
    if now is None or not now.on_its_way:
        raise departure.NoParcelSent
    departing.check_may_be_sent(state.frame, state.contents, now, now.digest, at)
    to = neighbour.known(at.municipality.rulebook.neighbours, now.neighbour)
    return packing.pack(state.frame, state.contents, now, at), to


def taken_in(
    state: Running | Ended, permit: Permit, at: Circumstances, parcel: UUID
) -> tuple[Arrival, Neighbour]:
    """Return what was taken in and from where, for those who may tell the other municipality.

    Raises:
        NotYoursHere: The reader is neither of the family nor answers for the child here.
        NoSuchParcel: It has not been taken in.
        NoSuchNeighbour: The other municipality is no longer known here.

    """
    if not permit.roles & (FAMILY | {Role.CARRIER, Role.HOME_LEADER}):
        raise NotYoursHere
    there = state.frame.passages.arrivals.get(parcel)
    if there is None or there.taken_in_at is None:
        raise NoSuchParcel
    return there, neighbour.known(at.municipality.rulebook.neighbours, there.neighbour)
