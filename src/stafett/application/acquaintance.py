"""Acquaintance: what an employee is to a person, by the matters about them that stand in the book.

It is asked of the same lists that everybody's own list comes from, and judged on the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from stafett.application.listing import Found, Listing
from stafett.application.recording import shielded
from stafett.domain.access import Permit, knows_person
from stafett.domain.anonymity import names_in_family
from stafett.domain.followup import Running
from stafett.domain.people import PersonId, Staff
from stafett.domain.registering import Tie
from stafett.domain.standing import Role


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What an employee is to a person, on which permit, and the version of what makes it so.

    ``hidden`` is the shielded concern that alone makes it so: what the journal says of it then
    hides with that concern.
    """

    tie: Tie = Tie.NONE
    permit: Permit | None = None
    rests_on: Mapping[UUID, int] = field(default_factory=dict)
    hidden: UUID | None = None


async def acquaintance(listing: Listing, book: UUID, staff: Staff, who: PersonId) -> Acquaintance:
    """Return the strongest tie an employee has to a person today.

    Raises:
        NotYetCurrent: The list did not reach the book as it stood within a second.
        Stranger: There is no such book.

    """
    _, found = await listing.find(book, staff, about=who)
    openly_first = sorted(found, key=lambda one: shielded(one.stream, one.state) is not None)
    ties = [(_tie(one), one) for one in openly_first]
    for tie in (Tie.CARRIES, Tie.KNOWS):
        for has, one in ties:
            if has is tie:
                hidden = shielded(one.stream, one.state)
                return Acquaintance(tie, one.permit, {one.stream: one.version}, hidden)
    return Acquaintance()


async def families_known(listing: Listing, book: UUID, staff: Staff) -> frozenset[str]:
    """Return what those are called whom an employee follows up, and their families.

    Raises:
        NotYetCurrent: The list did not reach the book as it stood within a second.

    """
    _, found = await listing.find(book, staff)
    known = [one.at.person for one in found if knows_person(one.permit, one.state)]
    return frozenset(name for person in known for name in names_in_family(person))


def _tie(one: Found) -> Tie:
    if isinstance(one.state, Running) and Role.CARRIER in one.permit.roles:
        return Tie.CARRIES
    return Tie.KNOWS if knows_person(one.permit, one.state) else Tie.NONE
