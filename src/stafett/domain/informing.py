"""Informing: who in a family was told of a report and who was not, and why (R89, R176)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Refusal
from stafett.domain.people import PersonId
from stafett.domain.wording import reason


@dataclass(frozen=True, slots=True)
class Informed:
    """Whether somebody was told of a report beforehand, and if not why (standards 4.9)."""

    told: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ReportedToo:
    """Another child in the same report, in the author's own words; nothing of theirs is looked up.

    The family of the child it lies with never sees who they are (R176).
    """

    name: str
    born: date | None
    informed: Informed


class SayWhetherTheyKnow(Refusal):
    """Say for the child and each guardian whether they were told of the report, or why not."""


def family_told(told: Mapping[PersonId, Informed], at: Circumstances) -> None:
    """See that it is said of the child and each guardian of today whether they know (R92).

    Raises:
        SayWhetherTheyKnow: Somebody is left out, or was not told and there is no reason.

    """
    family = {at.person.id, *at.person.guardians_on(at.today)}
    if not family <= set(told) or any(
        not informed.told and not informed.why_not.strip() for informed in told.values()
    ):
        raise SayWhetherTheyKnow


def also(others: tuple[ReportedToo, ...]) -> tuple[ReportedToo, ...]:
    """Return the other children, each with a name, and why those were not told who were not.

    Raises:
        SayWhy: One has no name.
        SayWhetherTheyKnow: One was not told, and there is no reason.

    """
    if any(not one.informed.told and not one.informed.why_not.strip() for one in others):
        raise SayWhetherTheyKnow
    return tuple(replace(one, name=reason(one.name)) for one in others)
