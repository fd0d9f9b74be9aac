"""Wishes: what one in the family wishes or answers is for those at work, and for no other home.

It is shown to the one who said it and to those who answer for the child, and counted for them
alone: another guardian sees neither the wish nor that anything was said (R177).
"""

from stafett.domain.arrival import ArrivalAnswered
from stafett.domain.choice import ContactsChosen
from stafett.domain.departure import DepartureAnswered
from stafett.domain.facts import Event
from stafett.domain.individual_plan import PlanWishSaid
from stafett.domain.people import PersonId


def said_by(event: Event) -> PersonId | None:
    """Return whose wish or answer it is, or ``None`` when it is for everybody near the child."""
    match event:
        case ContactsChosen(said_by=who) | PlanWishSaid(giver=who):
            return who
        case DepartureAnswered(word=word) | ArrivalAnswered(word=word):
            return word.giver
        case _:
            return None
