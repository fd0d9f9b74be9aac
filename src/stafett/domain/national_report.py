"""A report to child welfare, filled in beforehand as the national portal wants it (standards 4.9).

It is made anew for its author each time they ask, from what they reported and what the book knows
of the child and the guardians today; nothing of it is kept. Addresses are never kept here, so
they are left for the author, and so is whatever else only the author knows. Where the national
form has no room for how things are, it says so, and the report is made by hand.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias
from uuid import UUID

from stafett.domain.circumstances import Circumstances
from stafett.domain.content import EMPTY
from stafett.domain.facts import NotForYou, own
from stafett.domain.followup import Ended, Running
from stafett.domain.identity import Subject
from stafett.domain.informing import Informed, ReportedToo
from stafett.domain.matter import State, open_part
from stafett.domain.people import Contact, EmployeeId, PersonId, Staff, UnitId

Json: TypeAlias = dict[str, Any]

_PHONE = re.compile(r"[+]?[0-9]+([- ][0-9]+)*")
_EMAIL = re.compile(
    r"[A-Za-zæøåÆØÅ0-9_-]+(\.[A-Za-zæøåÆØÅ0-9_-]+)*"
    r"@[A-Za-zæøåÆØÅ0-9-]+(\.[A-Za-zæøåÆØÅ0-9-]+)*\.[A-Za-z]{2,}"
)
_MOST_GUARDIANS = 2


class ByHand(Enum):
    """Why the national form has no room for it as it is."""

    NO_KNOWN_GUARDIAN = "no-known-guardian"
    MORE_THAN_TWO_GUARDIANS = "more-than-two-guardians"
    ORGANISATION_ANSWERS = "organisation-answers"
    NOT_ABOUT_A_CHILD = "not-about-a-child"
    REPORTER_NEEDS_PHONE = "reporter-needs-phone"
    REPORTER_NEEDS_EMAIL = "reporter-needs-email"


class NotYourReport(NotForYou):
    """A report is filled in for whoever made it, and for nobody else."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The child welfare service it goes to: four and two digits, and their names."""

    municipality_number: str
    municipality_name: str
    district_number: str
    district_name: str


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported: the words, how it came to that, and whether each in the family knew."""

    unit: UnitId
    text: str
    history: str
    informed: Mapping[PersonId, Informed]
    at: datetime
    others: tuple[ReportedToo, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledIn:
    """The form as far as it can be filled in.

    ``blanks`` are JSON pointers (RFC 6901) to what is left for the author. With no ``by_hand`` it
    satisfies the national schema, version 2; otherwise it cannot be sent as it is.
    """

    document: Json
    blanks: tuple[str, ...]
    by_hand: tuple[ByHand, ...]


def of_concern(state: State, report: UUID, at: Circumstances) -> Reported:
    """Return what the asker reported of a concern.

    Raises:
        NotYourReport: There is no such report of theirs.

    """
    matter = open_part(state)
    made = () if matter is None else matter.alarm.reports
    one = next((one for one in made if one.id == report and one.by == at.asked_by.id), None)
    if matter is None or one is None:
        raise NotYourReport
    seen = sorted(matter.wonder.observations, key=lambda observation: observation.on)
    history = "\n".join(f"{note.on.isoformat()} {note.arena}: {note.text}" for note in seen)
    return Reported(matter.root.unit, one.text, history, one.informed, one.at, one.others)


def of_follow_up(state: Running | Ended, report: UUID, at: Circumstances) -> Reported:
    """Return what the asker reported from within a follow-up, on behalf of a unit of theirs.

    Raises:
        NotYourReport: There is no such report of theirs.

    """
    units = sorted(at.asked_by.units) if isinstance(at.asked_by, Staff) else []
    for unit in units:
        one = state.contents.get(own(unit), EMPTY).reports.get(report)
        if one is not None and one.by == at.asked_by.id:
            sent = one.sent
            return Reported(unit, sent.text, "", sent.informed, sent.at, sent.others)
    raise NotYourReport


def fill_in(reported: Reported, addressee: Addressee, at: Circumstances) -> FilledIn:
    """Return the national form, filled in for its author as far as the book knows."""
    reporter = at.municipality.employees[EmployeeId(at.asked_by.id)].contact
    document: Json = {
        "kommunenummer": addressee.municipality_number,
        "kommunenavn": addressee.municipality_name,
        "bydelsnummer": addressee.district_number,
        "bydelsnavn": addressee.district_name,
        "offentligMelder": {
            "personnavn": reporter.name,
            "rolle": "",
            "telefonnummer": reporter.phone.strip(),
            "epost": reporter.email.strip(),
            "virksomhet": {
                "navn": at.municipality.units[reported.unit].name,
                "adresse": {"adresselinje1": ""},
            },
        },
        "offentligBarn": [_child(reported, at), *map(_too, reported.others)],
        "foresatte": [
            {"personnavn": guardian.name, **_informed(reported.informed.get(guardian.person))}
            for guardian in at.person.guardians_on(at.today).values()
        ],
        "melding": {"melding": reported.text, "historie": reported.history},
        "sendingstidspunkt": reported.at.isoformat(),
        "leveringskanal": "",
    }
    return FilledIn(document, tuple(_blanks(document)), tuple(_by_hand(document, reporter, at)))


def _child(reported: Reported, at: Circumstances) -> Json:
    number = at.person.number
    return {
        "fnr": "" if number is None else number.digits,
        "ufoedt": at.person.subject is Subject.UNBORN,
        "personnavn": at.person.name,
        "adresse": {"adresselinje1": ""},
        **_informed(reported.informed.get(at.person.id)),
    }


def _too(other: ReportedToo) -> Json:
    """Return another child in the same report: its number and address are for the author (R176)."""
    born = "" if other.born is None else f" ({other.born.isoformat()})"
    return {
        "fnr": "",
        "ufoedt": False,
        "personnavn": f"{other.name}{born}",
        "adresse": {"adresselinje1": ""},
        **_informed(other.informed),
    }


def _informed(informed: Informed | None) -> Json:
    """Return whether somebody knew; of who came later nothing was said, so they did not."""
    if informed is None:
        return {"orientert": False, "orientertGrunn": ""}
    return {"orientert": informed.told, "orientertGrunn": " ".join(informed.why_not.split())}


def _blanks(value: Any, at: str = "") -> Iterator[str]:
    """Yield where something is left for the author; a reason is none where they were told."""
    match value:
        case dict():
            for name, inside in value.items():
                if not (name == "orientertGrunn" and value["orientert"]):
                    yield from _blanks(inside, f"{at}/{name}")
        case list():
            for number, inside in enumerate(value):
                yield from _blanks(inside, f"{at}/{number}")
        case "":
            yield at
        case _:
            pass


def _by_hand(document: Json, reporter: Contact, at: Circumstances) -> Iterator[ByHand]:
    guardians = len(document["foresatte"])
    if guardians == 0:
        yield ByHand.NO_KNOWN_GUARDIAN
    if guardians > _MOST_GUARDIANS:
        yield ByHand.MORE_THAN_TWO_GUARDIANS
    if at.person.organisation is not None and at.person.organisation.counts(at.today):
        yield ByHand.ORGANISATION_ANSWERS
    if at.person.subject in (Subject.ADULT, Subject.EXPECTING):
        yield ByHand.NOT_ABOUT_A_CHILD
    if not _PHONE.fullmatch(reporter.phone.strip()):
        yield ByHand.REPORTER_NEEDS_PHONE
    if not _EMAIL.fullmatch(reporter.email.strip()):
        yield ByHand.REPORTER_NEEDS_EMAIL
