"""Consent over HTTP: letting units in, letting more in, taking it back."""

from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Line, View
from stafett.api.interpreters import InterpreterForm
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.api.words import ChildViewForm, Ids, Keys, MaybeLine, employees, units
from stafett.application.late_openings import Between
from stafett.domain import belated, consent, followup, speaking, withdrawal
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.let_in import ConsentId, Terms
from stafett.domain.people import Asker, FollowUpId, PersonId
from stafett.domain.voice import ChildInformed

router = APIRouter(prefix="/v1", tags=["consents"], route_class=Route)

CONSENTS = ONE + "/consents"
LATE = CONSENTS + "/late-openings"


class ChildInformedForm(Form):
    """How the child was told, also where it cannot consent itself, and what it thinks (R69)."""

    how: Line
    view: ChildViewForm


class EvidenceForm(Form):
    """How the word was given: in which language, on which information, and where it lies."""

    kind: Code[EvidenceKind]
    given_on: Day
    language: MaybeLine = Field(examples=["nb"])
    information: MaybeLine | None = Field(None, examples=["samtykke-2026-1"])
    reference: MaybeLine = ""
    interpreter: InterpreterForm | None = None
    child: ChildInformedForm | None = None

    def evidence(self) -> Evidence:
        """Return it as the domain has it."""
        there = self.interpreter
        return Evidence(
            kind=self.kind,
            given_on=self.given_on,
            language=self.language,
            information=self.information,
            reference=self.reference,
            child=ChildInformed(self.child.how, self.child.view.view()) if self.child else None,
            interpreter=there.interpreter() if there else None,
        )


class ConsentForm(Form):
    """The units to let in and until when; whoever gives it in person leaves ``giver`` out."""

    giver: Id | None = None
    about: Id
    units: Ids = Field(min_length=1)
    purpose: Line
    last_day: Day
    logg: bool = False
    topics: Keys = Field(default_factory=list)
    excluded: Ids = Field(default_factory=list)
    named: Ids = Field(default_factory=list)
    from_units: Ids = Field(default_factory=list)
    evidence: EvidenceForm


class ExtensionForm(Form):
    """More units, on the terms of the earlier word, each seeing nothing before it (R53)."""

    giver: Id | None = None
    units: Ids = Field(min_length=1)
    last_day: Day
    evidence: EvidenceForm


class WithdrawalForm(Form):
    """The units to put out. No reason is asked."""

    giver: Id | None = None
    units: Ids = Field(min_length=1)
    said_on: Day | None = None


class RefusalForm(Form):
    """A no to letting units in, or to a logg, having been told what it means (R63)."""

    giver: Id | None = None
    units: Ids = Field(min_length=1)
    logg: bool = False
    informed_of: MaybeLine = ""
    said_on: Day | None = None


@router.post(
    CONSENTS,
    status_code=201,
    summary="Let units in",
    openapi_extra=refusals(followup, consent, speaking),
)
async def grant_consent(follow_up: Id, form: ConsentForm, write: Writing) -> Written:
    """For whoever's consent is needed, or for staff who write down what was signed or said."""
    new = ConsentId(uuid4())
    terms = Terms(
        units=units(form.units),
        about=PersonId(form.about),
        purpose=form.purpose,
        last_day=form.last_day,
        logg=form.logg,
        topics=frozenset(form.topics),
        excluded=employees(form.excluded),
        named=employees(form.named),
        from_units=units(form.from_units),
    )
    giver = _giver(form.giver, write.asker)
    command = consent.GrantConsent(new, giver, terms, form.evidence.evidence())
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    CONSENTS + "/{consent_id}/extensions",
    status_code=201,
    summary="Let more units in on the same terms",
    openapi_extra=refusals(followup, consent, speaking),
)
async def extend_consent(
    follow_up: Id, consent_id: Id, form: ExtensionForm, write: Writing
) -> Written:
    """Refers to the earlier word, which must still stand."""
    new = ConsentId(uuid4())
    command = consent.ExtendConsent(
        consent=new,
        extends=ConsentId(consent_id),
        giver=_giver(form.giver, write.asker),
        units=units(form.units),
        last_day=form.last_day,
        evidence=form.evidence.evidence(),
    )
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    CONSENTS + "/withdrawals",
    status_code=201,
    summary="Take a consent back",
    openapi_extra=refusals(followup, withdrawal, speaking),
)
async def withdraw_consent(follow_up: Id, form: WithdrawalForm, write: Writing) -> Written:
    """Counts for every question that starts after the answer to this one."""
    giver = _giver(form.giver, write.asker)
    command = withdrawal.WithdrawConsent(giver, units(form.units), form.said_on)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    CONSENTS + "/refusals",
    status_code=201,
    summary="Say no to letting units in",
    openapi_extra=refusals(followup, withdrawal, speaking),
)
async def refuse_consent(follow_up: Id, form: RefusalForm, write: Writing) -> Written:
    """Changes neither level nor holder, and is never held against anybody."""
    command = withdrawal.RefuseConsent(
        giver=_giver(form.giver, write.asker),
        units=units(form.units),
        logg=form.logg,
        informed_of=form.informed_of,
        said_on=form.said_on,
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    CONSENTS + "/{consent_id}/not-mine",
    status_code=201,
    summary="Say that a consent is not one's own",
    openapi_extra=refusals(followup, withdrawal),
)
async def disown_consent(follow_up: Id, consent_id: Id, write: Writing) -> Written:
    """For a word that staff wrote down: it is suspended at once (R65)."""
    command = withdrawal.DisownConsent(ConsentId(consent_id))
    return await write.write(about(follow_up), command, HERE)


def _giver(said: UUID | None, asker: Asker) -> PersonId:
    """Return whose word it is: the one named, or the asker in person."""
    return PersonId(said or asker.id)


class ShownLateOpenings(View):
    """Words that were spoken back before they were written, and what was opened in between."""

    withdrawals: tuple[ShownAs[Between], ...]


@router.get(
    LATE,
    summary="Read what was opened between a word spoken back and its writing",
    response_model=ShownLateOpenings,
    openapi_extra=refusals(belated),
)
async def read_late_openings(follow_up: Id, read: Reading) -> Response:
    """For the holder and the home unit's leader; each in the family for their own word."""
    caller = read.caller
    found = await caller.door.late_openings(
        caller.book, caller.asker, FollowUpId(follow_up), asking=read.asking("late-openings")
    )
    return read.shown(found.seen, ShownLateOpenings.model_validate({"withdrawals": found.view}))
