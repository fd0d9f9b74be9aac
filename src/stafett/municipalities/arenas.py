"""How a municipality's file says which teams it has, what comes before them, and where one refers.

A municipality that is not in a guide about these things has none of them until it writes them
down: nothing is invented for it but where referrals usually go.
"""

from pydantic import Field

from stafett.domain.arena import Arenas, CaseKind, ReferralWay, TeamKind
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

    def team(self) -> TeamKind:
        """Return it as the domain has it."""
        return TeamKind(
            key=self.key,
            name=self.name.text(),
            meetings_yearly=self.meetings_yearly,
            members=self.members,
            cases=self.cases,
            per_family=self.per_family,
            family_may_ask=self.family_may_ask,
            request_form=self.request_form,
        )


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

    def case(self) -> CaseKind:
        """Return it as the domain has it."""
        return CaseKind(
            key=self.key,
            title=self.title.text(),
            personal=self.personal,
            with_family=self.with_family,
            first=self.first,
            exceptional=self.exceptional,
            form=self.form,
        )


class ReferralFile(Strict):
    """Where a referral goes (``[[referral]]``)."""

    key: Key
    title: Words
    source: Source
    service: Key
    form: str = ""
    way: Words

    def referral(self) -> ReferralWay:
        """Return it as the domain has it."""
        return ReferralWay(self.key, self.title.text(), self.service, self.form, self.way.text())


def arenas(
    team: tuple[TeamFile, ...], case: tuple[CaseFile, ...], referral: tuple[ReferralFile, ...]
) -> Arenas:
    """Return what a file says of all of them."""
    return Arenas(
        teams=tuple(one.team() for one in team),
        cases=tuple(one.case() for one in case),
        referrals=tuple(one.referral() for one in referral),
    )


def sources(
    team: tuple[TeamFile, ...], case: tuple[CaseFile, ...], referral: tuple[ReferralFile, ...]
) -> dict[str, str]:
    """Return where each of them is from, by the name it has among a guide's sources."""
    said = {f"arenas.teams.{one.key}": one.source for one in team}
    said |= {f"arenas.cases.{one.key}": one.source for one in case}
    return said | {f"arenas.referrals.{one.key}": one.source for one in referral}
