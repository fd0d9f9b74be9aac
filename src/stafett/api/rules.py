"""The municipality's rules over HTTP: which hold on a day, and publishing new ones.

A rule that is published is a line in the book, with its source and who decided it; none is ever
changed afterwards (R161).
"""

from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Code, Day, Form, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.api.words import Key, Keys, MaybeLine
from stafett.application.asking import Target
from stafett.domain import municipality, publishing, signing_rules
from stafett.domain.arena import Arenas
from stafett.domain.digesting import digest
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
    Text,
    YouthConsent,
)
from stafett.domain.signing_rules import RuleSignature
from stafett.municipalities.made import each, made

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

LevelNumber: TypeAlias = Annotated[int, Field(ge=0, le=9)]
Days: TypeAlias = Annotated[int, Field(ge=0, le=3660)]
Age: TypeAlias = Annotated[int, Field(ge=0, le=130)]
_PUBLISHING = refusals(publishing, municipality)
HERE = "/rules"


class TextForm(Form):
    """What people read: in bokmål and nynorsk, and in English where somebody has written it."""

    nb: Words
    nn: Words
    en: Words | None = None

    def text(self) -> Text:
        """Return it as the domain has it."""
        return {language: words for language, words in self.model_dump().items() if words}


class CodedForm(Form):
    """One code of a list, with the words people read for it."""

    key: Key
    title: TextForm


class UsedFormForm(Form):
    """Which version of a form belongs to the edition (R1)."""

    form: Key = Field(examples=["observation-form"])
    version: Annotated[int, Field(ge=1, le=100_000)]


class SourceForm(Form):
    """Where a value is from: who says so."""

    value: Line = Field(examples=["next_meeting_days"])
    source: Line = Field(examples=["from the guide"])


class StepForm(Form):
    """One step of a level (R18)."""

    key: Key
    title: TextForm
    what: TextForm | None = None
    how: TextForm | None = None
    who: TextForm | None = None
    tools: Keys = Field(default_factory=list)
    follows_from: Code[StepSign] | None = None


class GuideOutcomeForm(Form):
    """What an evaluation may decide at a level, and what must then happen (R122-R125)."""

    key: Key
    title: TextForm
    to_level: LevelNumber | None = None
    deadline_days: Days | None = None
    ends: bool = False
    aftercare_days: Days | None = None
    then: Keys = Field(default_factory=list)


class GuideLevelForm(Form):
    """A level: its steps, its outcomes, who decides the holder, and where the baton may lie."""

    number: LevelNumber
    name: TextForm
    steps: Annotated[list[StepForm], Field(max_length=20)]
    outcomes: Annotated[list[GuideOutcomeForm], Field(max_length=20)] = Field(default_factory=list)
    decides_holder: MaybeLine = ""
    may_hold: Keys | None = None


class MeetingKindForm(Form):
    """A kind of meeting: its agenda, roles, and what comes before it and after it (R95)."""

    key: Key = Field(examples=["follow-up-meeting"])
    title: TextForm
    agenda: Annotated[list[TextForm], Field(max_length=30)] = Field(default_factory=list)
    leads: Key = "holder"
    writes: Key = "holder"
    present: Keys = Field(default_factory=list)
    logg_is_minutes: bool = False
    time_agreed_first: bool = False
    asks: Annotated[
        list[Literal["next-date", "holder", "common-understanding"]], Field(max_length=3)
    ] = Field(default_factory=list)
    prepare: Keys = Field(default_factory=list)
    invitation: TextForm | None = None


class TransitionForm(Form):
    """A way from one level to another."""

    from_level: LevelNumber
    to_level: LevelNumber


class TeamKindForm(Form):
    """A kind of team, and what may come before it (R140-R149)."""

    key: Key
    name: TextForm
    meetings_yearly: Annotated[int, Field(ge=1, le=366)] | None = None
    members: Keys = Field(default_factory=list)
    cases: Keys = Field(default_factory=list)
    per_family: bool = False
    family_may_ask: bool = False
    request_form: MaybeLine = ""


class CaseKindForm(Form):
    """A sort of case before a team: about a child, or about nobody (R141)."""

    key: Key
    title: TextForm
    personal: bool
    with_family: bool = False
    first: bool = False
    exceptional: bool = False
    form: MaybeLine = ""


class ReferralWayForm(Form):
    """Where a referral can go, on which form, and how it is sent (R132)."""

    key: Key
    title: TextForm
    service: Key
    form: MaybeLine = ""
    way: TextForm


class ArenasForm(Form):
    """The teams of a guide, the sorts of case before them, and where referrals go."""

    teams: Annotated[list[TeamKindForm], Field(max_length=50)] = Field(default_factory=list)
    cases: Annotated[list[CaseKindForm], Field(max_length=50)] = Field(default_factory=list)
    referrals: Annotated[list[ReferralWayForm], Field(max_length=50)] = Field(default_factory=list)


class EditionToDraft(Form):
    """An edition of the guide, with all that is said in it but who decided it."""

    guide: Key = Field(examples=["modum"])
    version: Annotated[int, Field(ge=1, le=100_000)]
    valid_from: Day
    levels: Annotated[list[GuideLevelForm], Field(max_length=10)]
    transitions: Annotated[list[TransitionForm], Field(max_length=100)]
    meetings: Annotated[list[MeetingKindForm], Field(max_length=50)]
    may_open_logg_from: LevelNumber
    must_open_logg_from: LevelNumber | None = None
    opening_needs_measure: bool
    next_meeting_days: Days
    other_unit_meeting_days: Days
    offer_lapses_after_days: Days
    child_welfare_holds_only_after_formal_decision: bool
    home_measure_expected: bool
    acute_level: LevelNumber | None = None
    wondering_rests_days: Days
    invite_days_before: Days
    plan_told_at: Annotated[list[LevelNumber], Field(max_length=10)] = Field(default_factory=list)
    fresh_consent_for: Annotated[list[LevelNumber], Field(max_length=10)] = Field(
        default_factory=list
    )
    forms: Annotated[list[UsedFormForm], Field(max_length=200)] = Field(default_factory=list)
    areas: Annotated[list[CodedForm], Field(max_length=100)] = Field(default_factory=list)
    entry_help: Annotated[list[CodedForm], Field(max_length=50)] = Field(default_factory=list)
    guidance: Annotated[list[CodedForm], Field(max_length=50)] = Field(default_factory=list)
    arenas: ArenasForm = Field(default_factory=ArenasForm)
    sources: Annotated[list[SourceForm], Field(max_length=1000)]

    def edition(self) -> Guide:
        """Return it as the domain has it."""
        return Guide(
            id=GuideVersion(self.guide, self.version),
            valid_from=self.valid_from,
            levels=tuple(
                Level(one.number, one.name.text(), each(Step, one.steps)) for one in self.levels
            ),
            transitions=frozenset((way.from_level, way.to_level) for way in self.transitions),
            may_open_logg_from=self.may_open_logg_from,
            must_open_logg_from=self.must_open_logg_from,
            opening_needs_measure=self.opening_needs_measure,
            next_meeting_days=self.next_meeting_days,
            other_unit_meeting_days=self.other_unit_meeting_days,
            offer_lapses_after_days=self.offer_lapses_after_days,
            outcomes={
                one.number: each(Outcome, one.outcomes) for one in self.levels if one.outcomes
            },
            decides_holder={
                one.number: one.decides_holder for one in self.levels if one.decides_holder
            },
            child_welfare_holds_only_after_formal_decision=(
                self.child_welfare_holds_only_after_formal_decision
            ),
            home_measure_expected=self.home_measure_expected,
            acute_level=self.acute_level,
            wondering_rests_days=self.wondering_rests_days,
            invite_days_before=self.invite_days_before,
            plan_told_at=frozenset(self.plan_told_at),
            may_hold={
                one.number: frozenset(one.may_hold)
                for one in self.levels
                if one.may_hold is not None
            },
            fresh_consent_for=frozenset(self.fresh_consent_for),
            forms={one.form: one.version for one in self.forms},
            areas=each(Coded, self.areas),
            entry_help={one.key: one.title.text() for one in self.entry_help},
            guidance={one.key: one.title.text() for one in self.guidance},
            meetings=each(MeetingKind, self.meetings),
            arenas=made(Arenas, self.arenas),
            sources=_said(self.sources),
        )


class GuideEditionForm(EditionToDraft):
    """A new edition of the guide, from a day on; follow-ups that run keep the one they have."""

    decided_by: Line


class DayRulesToDraft(Form):
    """Ages, consent and confidentiality, with all that is said of them but who decided it."""

    valid_from: Day
    youth_consents_from: Age
    youth_age_counts_from_day_after: bool
    youth_consent: Code[YouthConsent]
    health_consents_from: Age
    health_services: Keys
    majority: Age
    longest_consent_days: Days
    old_consents_run_on_days: Days
    guardians_may: Keys
    may_be_let_in: Keys
    absence_days: Days
    name_holder_days: Days
    escalation_days: Days
    bridge_contact_days: Days
    coordinator_services: Keys
    logg_beside_plan: bool
    lower_age: Age | None = None
    upper_age: Age
    shield_review_days: Days
    logg_closed_by: Code[ClosesLogg] = ClosesLogg.ANY_GIVER
    logg_shows: Code[LoggShows] = LoggShows.WHOLE
    sources: Annotated[list[SourceForm], Field(max_length=200)]

    def rules(self) -> DayRules:
        """Return it as the domain has it."""
        return made(DayRules, self, sources=_said(self.sources))


class DayRulesForm(DayRulesToDraft):
    """Ages, consent and confidentiality, from a day on, for everybody at once."""

    decided_by: Line


class SignedForm(Form):
    """The digest of the rules that one has read and stands for."""

    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Stood(View):
    """A digest, and who stands for the rules that have it."""

    digest: str
    signatures: tuple[ShownAs[RuleSignature], ...]


class ShownRules(View):
    """The guide that a follow-up begun on the day goes by, and the rules of the day.

    ``guide_signed`` and ``day_rules_signed`` say who has signed these very words (R161).
    """

    on: Day
    guide: ShownAs[Guide]
    day_rules: ShownAs[DayRules]
    guide_signed: Stood
    day_rules_signed: Stood


@router.get(
    "/rules",
    summary="Read the rules of a day",
    openapi_extra=refusals(municipality),
)
async def read_rules(
    caller: Calling,
    on: Annotated[Day, Query(description="The day.", examples=["2026-11-21"])],
) -> ShownRules:
    """Open to everybody the book knows; every value says where it is from."""
    found = await caller.door.municipality(caller.book)
    guide, day_rules = found.guide_for(on), found.rules_for(on)
    signatures = found.rulebook.signatures

    def stood(rules: Guide | DayRules) -> dict[str, Any]:
        which = digest(rules)
        return {"digest": which, "signatures": signatures.get(which, ())}

    return ShownRules.model_validate(
        {
            "on": on,
            "guide": guide,
            "day_rules": day_rules,
            "guide_signed": stood(guide),
            "day_rules_signed": stood(day_rules),
        }
    )


@router.post(
    "/rules/signatures",
    status_code=201,
    summary="Sign rules that are published",
    openapi_extra=refusals(signing_rules, municipality),
)
async def sign_rules(form: SignedForm, write: Writing) -> Written:
    """For administrators and the steering group, by the digest of what they have read."""
    return await write.write(Target.municipality(), signing_rules.SignRules(form.digest), HERE)


@router.post(
    "/guides", status_code=201, summary="Publish an edition of the guide", openapi_extra=_PUBLISHING
)
async def publish_guide(form: GuideEditionForm, write: Writing) -> Written:
    """For administrators. What is published is never changed: a new edition has a new version."""
    command = publishing.PublishGuide(form.edition(), form.decided_by)
    return await write.write(Target.municipality(), command, HERE)


@router.post(
    "/day-rules", status_code=201, summary="Publish rules of the day", openapi_extra=_PUBLISHING
)
async def publish_day_rules(form: DayRulesForm, write: Writing) -> Written:
    """For administrators; from a day that has not passed."""
    command = publishing.PublishDayRules(form.rules(), form.decided_by)
    return await write.write(Target.municipality(), command, HERE)


def _said(sources: list[SourceForm]) -> dict[str, str]:
    return {one.value: one.source for one in sources}
