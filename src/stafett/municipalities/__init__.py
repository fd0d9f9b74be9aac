"""The rules a municipality can begin with: one file each, and for every value where it is from.

The files only seed a book; from then on its rules are lines in it (R161). A value is either
*from the guide* the municipality has published, or *not stated in the guide: standard*, and
says so. Texts are our own words, in both written forms of Norwegian.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Generic, Literal, TypeVar

from pydantic import Field

from stafett.domain.policy import (
    ClosesLogg,
    Coded,
    DayRules,
    Guide,
    GuideVersion,
    Level,
    LoggShows,
    MeetingKind,
    Outcome,
    Step,
    StepSign,
    YouthConsent,
)
from stafett.domain.template import Template
from stafett.municipalities import arenas, paper
from stafett.municipalities.arenas import CaseFile, ReferralFile, TeamFile
from stafett.municipalities.made import each
from stafett.municipalities.paper import Key, Source, Strict, Words

Value = TypeVar("Value")

_OURS = "not stated in the guide: standard"


class _Stated(Strict, Generic[Value]):
    value: Value
    source: Source


class _Perhaps(Strict):
    """A number that may be left out: then there is none, and the source says why."""

    value: int | None = None
    source: Source


class _StepFile(Strict):
    key: Key
    title: Words
    what: Words
    how: Words | None = None
    who: Words | None = None
    tools: tuple[Key, ...] = ()
    follows_from: StepSign | None = None


class _OutcomeFile(Strict):
    key: Key
    title: Words
    source: Source
    to_level: int | None = None
    deadline_days: int | None = Field(default=None, gt=0)
    ends: bool = False
    aftercare_days: int | None = Field(default=None, gt=0)
    then: tuple[Key, ...] = ()


class _MeetingFile(Strict):
    """A kind of meeting; what ``standard`` names is not from the guide, whatever the rest is."""

    key: Key
    title: Words
    source: Source
    standard: frozenset[Key] = frozenset()
    agenda: tuple[Words, ...] = ()
    leads: Key = "holder"
    writes: Key = "holder"
    present: frozenset[Key] = frozenset()
    logg_is_minutes: bool = False
    time_agreed_first: bool = False
    asks: frozenset[Literal["next-date", "holder", "common-understanding"]] = frozenset()
    prepare: frozenset[Key] = frozenset()
    invitation: Words | None = None

    def sources(self) -> dict[str, str]:
        """Say of each value whether it is the guide's; what the file leaves out is not."""
        ours = set(_MeetingFile.model_fields) - {"key", "source", "standard"}
        stated = self.model_fields_set - {one.replace("-", "_") for one in self.standard}
        from_ = {name: self.source if name in stated else _OURS for name in ours}
        return {f"meetings.{self.key}.{name}": source for name, source in from_.items()}


class _LevelFile(Strict):
    number: int
    name: Words
    source: Source
    step: tuple[_StepFile, ...]
    outcome: tuple[_OutcomeFile, ...] = ()

    def level(self) -> Level:
        return Level(self.number, self.name.text(), each(Step, self.step))


class _GuideFile(Strict):
    transitions: _Stated[frozenset[tuple[int, int]]]
    may_open_logg_from: _Stated[int]
    must_open_logg_from: _Perhaps
    opening_needs_measure: _Stated[bool]
    next_meeting_days: _Stated[int]
    other_unit_meeting_days: _Stated[int]
    offer_lapses_after_days: _Stated[int]
    decides_holder: _Stated[dict[int, str]]
    child_welfare_holds_only_after_formal_decision: _Stated[bool]
    home_measure_expected: _Stated[bool]
    acute_level: _Perhaps
    wondering_rests_days: _Stated[int]
    invite_days_before: _Stated[int]
    plan_told_at: _Stated[frozenset[int]]
    fresh_consent_for: _Stated[frozenset[int]]
    may_hold: _Stated[dict[int, frozenset[str]]]


class _FormFile(Strict):
    version: int
    source: Source


class _ListFile(Strict):
    """A list the municipality shares with others, by name; none: the list is empty."""

    value: Key | None = None
    source: Source


class _DayRulesFile(Strict):
    youth_consents_from: _Stated[int]
    youth_age_counts_from_day_after: _Stated[bool]
    youth_consent: _Stated[YouthConsent]
    health_consents_from: _Stated[int]
    health_services: _Stated[frozenset[str]]
    majority: _Stated[int]
    longest_consent_days: _Stated[int]
    old_consents_run_on_days: _Stated[int]
    guardians_may: _Stated[frozenset[str]]
    may_be_let_in: _Stated[frozenset[str]]
    absence_days: _Stated[int]
    name_holder_days: _Stated[int]
    escalation_days: _Stated[int]
    bridge_contact_days: _Stated[int]
    coordinator_services: _Stated[frozenset[str]]
    logg_beside_plan: _Stated[bool]
    lower_age: _Perhaps
    upper_age: _Stated[int]
    shield_review_days: _Stated[int]
    logg_closed_by: _Stated[ClosesLogg]
    logg_shows: _Stated[LoggShows]


class _File(Strict):
    name: str
    after: str
    edition: Key
    version: int
    valid_from: date
    guide: _GuideFile
    day_rules: _DayRulesFile
    areas: _ListFile
    entry_help: _ListFile
    guidance: _ListFile
    form: dict[Key, _FormFile]
    level: tuple[_LevelFile, ...]
    meeting: tuple[_MeetingFile, ...]
    team: tuple[TeamFile, ...] = ()
    case: tuple[CaseFile, ...] = ()
    referral: tuple[ReferralFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Seed:
    """What a municipality begins with; ``after`` says whose public guide it follows."""

    name: str
    after: str
    guide: Guide
    day_rules: DayRules
    forms: tuple[Template, ...] = ()


def keys() -> tuple[str, ...]:
    """Return the municipalities there is a file for."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load(key: str) -> Seed:
    """Read the rules of one municipality.

    Raises:
        LookupError: There is no file for it.
        pydantic.ValidationError: The file leaves something out, or says where nothing is from.

    """
    if key not in keys():
        raise LookupError(f"no rules are kept for {key!r}; there are {', '.join(keys())}")
    return read(files(__name__).joinpath(f"{key}.toml").read_text(encoding="utf-8"))


def read(text: str) -> Seed:
    """Read the rules of a municipality that wrote its own file: data, and no code beside it.

    Raises:
        tomllib.TOMLDecodeError: It is no TOML.
        pydantic.ValidationError: It leaves something out, or says where nothing is from.

    """
    file = _File.model_validate(tomllib.loads(text))
    forms = tuple(paper.form(name, used.version) for name, used in sorted(file.form.items()))
    return Seed(file.name, file.after, _guide(file), _day_rules(file), forms)


def _guide(file: _File) -> Guide:
    stated = file.guide
    values = {name: getattr(stated, name).value for name in _GuideFile.model_fields}
    sources = {name: getattr(stated, name).source for name in _GuideFile.model_fields}
    for level in file.level:
        sources[f"levels.{level.number}"] = level.source
        for outcome in level.outcome:
            sources[f"outcomes.{level.number}.{outcome.key}"] = outcome.source
    sources |= {f"forms.{name}": used.source for name, used in file.form.items()}
    sources |= {"areas": file.areas.source, "entry_help": file.entry_help.source}
    sources["guidance"] = file.guidance.source
    for meeting in file.meeting:
        sources.update(meeting.sources())
    sources |= arenas.sources(file.team, file.case, file.referral)
    return Guide(
        id=GuideVersion(file.edition, file.version),
        valid_from=file.valid_from,
        levels=tuple(level.level() for level in file.level),
        outcomes={
            level.number: each(Outcome, level.outcome) for level in file.level if level.outcome
        },
        forms={name: used.version for name, used in file.form.items()},
        areas=tuple(Coded(*one) for one in paper.words_of(file.areas.value).items()),
        entry_help=paper.words_of(file.entry_help.value),
        guidance=paper.words_of(file.guidance.value),
        meetings=each(MeetingKind, file.meeting),
        arenas=arenas.arenas(file.team, file.case, file.referral),
        sources=sources,
        **values,
    )


def _day_rules(file: _File) -> DayRules:
    stated = file.day_rules
    return DayRules(
        valid_from=file.valid_from,
        sources={name: getattr(stated, name).source for name in _DayRulesFile.model_fields},
        **{name: getattr(stated, name).value for name in _DayRulesFile.model_fields},
    )
