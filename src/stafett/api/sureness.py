"""How sure a log-in must be: as sure as can be for families, and one way in for young children.

A child reads about itself long before it can have a log-in of the surest kind. It comes in by one
that is less sure, from an issuer that was configured for it, until it is old enough; and how sure
the log-in was stands on everything it does (F30).
"""

from uuid import UUID

from stafett.api.issuers import Issuer
from stafett.api.log_in import LogIn
from stafett.api.problems import Problem
from stafett.application.door import Application
from stafett.domain.people import Asker, Assurance, Citizen


def surer_log_in_needed(log_in: LogIn) -> Problem:
    """Return what is answered when a log-in holds, and is not sure enough (RFC 9470 section 3)."""
    told = 'realm="stafett", error="insufficient_user_authentication"'
    if log_in.issuer.surest:
        told += f', acr_values="{" ".join(log_in.issuer.surest)}"'
    scheme = "DPoP" if "dpop" in log_in.bound_to else "Bearer"
    return Problem("SURER_LOG_IN_NEEDED", headers={"WWW-Authenticate": f"{scheme} {told}"})


def may_come_in(asker: Asker, issuer: Issuer) -> bool:
    """Say whether the issuer is one by which such a person comes in."""
    wanted = "family" if isinstance(asker, Citizen) else "staff"
    return issuer.whose in {"anybody", wanted}


async def is_sure_enough(door: Application, book: UUID, asker: Asker, log_in: LogIn) -> bool:
    """Say whether the log-in is sure enough for who it turned out to be.

    At work, any log-in that is not low. In a family as sure as can be, but for a child below the
    age its issuer was configured with.
    """
    if log_in.assurance is Assurance.HIGH:
        return True
    if not isinstance(asker, Citizen):
        return log_in.assurance is not Assurance.LOW
    below = log_in.issuer.young_below
    return below is not None and await door.is_younger(book, asker.person, below)
