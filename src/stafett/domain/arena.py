"""Arenas: which teams a municipality has, what comes before them, and where referrals go.

All of it is data of the guide (R132, R140-R149): a municipality that has another team, another
sort of case or another receiver writes it down, and no rule here knows any of them by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Words = Mapping[str, str]
"""What people read, by language, as in the rest of the guide."""


@dataclass(frozen=True, slots=True)
class TeamKind:
    """One kind of team, e.g. a Ressursteam (R140).

    ``meetings_yearly`` is how often it is to meet (``None``: when somebody asks); ``members`` are
    the services that sit in it, ``cases`` the sorts of case that may come before it (none: it is
    an arena that is known by name, R149). ``per_family``: it is put together anew for each family
    (R144); ``family_may_ask``: also by the family itself (R143), on the form ``request_form``.
    """

    key: str
    name: Words
    meetings_yearly: int | None = None
    members: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    per_family: bool = False
    family_may_ask: bool = False
    request_form: str = ""


@dataclass(frozen=True, slots=True)
class CaseKind:
    """One sort of case before a team (R141).

    ``personal``: it is about a child; the others hold nothing about anybody. ``with_family``: the
    family is there. ``first`` cases come before others on the day; an ``exceptional`` one says
    why the family is not there.
    """

    key: str
    title: Words
    personal: bool
    with_family: bool = False
    first: bool = False
    exceptional: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class ReferralWay:
    """Where a referral can go: to which service, on which form, and how it is sent (R132).

    Without a form the signed minutes are the referral.
    """

    key: str
    title: Words
    service: str
    form: str
    way: Words


Keyed = TypeVar("Keyed", TeamKind, CaseKind, ReferralWay)


@dataclass(frozen=True, slots=True)
class Arenas:
    """Everything a guide says of teams, cases and referrals."""

    teams: tuple[TeamKind, ...] = ()
    cases: tuple[CaseKind, ...] = ()
    referrals: tuple[ReferralWay, ...] = ()

    def team(self, key: str) -> TeamKind | None:
        """Return the kind of team, if the guide has it."""
        return _of(self.teams, key)

    def case(self, key: str) -> CaseKind | None:
        """Return the sort of case, if the guide has it."""
        return _of(self.cases, key)

    def referral(self, key: str) -> ReferralWay | None:
        """Return where such a referral goes, if the guide says so."""
        return _of(self.referrals, key)

    @property
    def hang_together(self) -> bool:
        """Is each named once, and does every team take only cases that there are?"""
        known = {case.key for case in self.cases}
        taken = {case for team in self.teams for case in team.cases}
        each = (self.teams, self.cases, self.referrals)
        return taken <= known and all(len({one.key for one in some}) == len(some) for some in each)


def _of(those: Iterable[Keyed], key: str) -> Keyed | None:
    return next((one for one in those if one.key == key), None)
