"""How a municipality's file says which teams it has, what comes before them, and where one refers.

A municipality that is not in a guide about these things has none of them until it writes them
down: nothing is invented for it but where referrals usually go.
"""

from pydantic import Field

from stafett.domain.arena import Arenas, CaseKind, ReferralWay, TeamKind
from stafett.municipalities.made import each
from stafett.municipalities.paper import Key, Source, Strict, Words


class TeamFile(Strict):
    """A kind of team (``[[team]]``)."""

    key: Key
    name: Words
    source: Source
    meetings_yearly: int | None = Field(default=None, gt=0)
    members: tuple[Key, ...] = ()
    cases: tuple[Key, ...] = ()
    per_family: bool = False
    family_may_ask: bool = False
    request_form: str = ""


class CaseFile(Strict):
    """A sort of case before a team (``[[case]]``)."""

    key: Key
    title: Words
    source: Source
    personal: bool
    with_family: bool = False
    first: bool = False
    exceptional: bool = False
    form: str = ""


class ReferralFile(Strict):
    """Where a referral goes (``[[referral]]``)."""

    key: Key
    title: Words
    source: Source
    service: Key
    form: str = ""
    way: Words


def arenas(
    team: tuple[TeamFile, ...], case: tuple[CaseFile, ...], referral: tuple[ReferralFile, ...]
) -> Arenas:
    """Return what a file says of all of them."""
    return Arenas(
        teams=each(TeamKind, team),
        cases=each(CaseKind, case),
        referrals=each(ReferralWay, referral),
    )


def sources(
    team: tuple[TeamFile, ...], case: tuple[CaseFile, ...], referral: tuple[ReferralFile, ...]
) -> dict[str, str]:
    """Return where each of them is from, by the name it has among a guide's sources."""
    said = {f"arenas.teams.{one.key}": one.source for one in team}
    said |= {f"arenas.cases.{one.key}": one.source for one in case}
    return said | {f"arenas.referrals.{one.key}": one.source for one in referral}
