"""Concluding a concern over HTTP: it ends, or somebody takes the child on at level 1."""

from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.concerns import HERE, ONE, about
from stafett.api.followups import ClarificationForm
from stafett.api.forms import Day, Form, Id, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import ChildViewForm, Ids, Keys, ProfessionalForm
from stafett.domain import beginning, clarification, conclusion
from stafett.domain import concern as rules
from stafett.domain.people import ConcernId, FollowUpId, PersonId, UnitId

router = APIRouter(prefix="/v1", tags=["concerns"], route_class=Route)


class WithLeaderForm(Form):
    """What came of going through it with the leader (R188)."""

    summary: Words
    on: Day


class GuardianViewForm(Form):
    """What a guardian, or the young person, thinks of taking it further."""

    giver: Id
    agrees: bool
    words: MaybeWords
    on: Day


class TakingOnForm(Form):
    """Who takes the child on at level 1, and why."""

    taken_by: ProfessionalForm
    reason: Words
    child_view: ChildViewForm
    clarification: ClarificationForm
    may_help: Keys = Field(default_factory=list)
    why_untold: MaybeWords = ""


class ConclusionForm(Form):
    """Why it ends here, and what the family was told of coming back (R34)."""

    why: Words
    information_given: MaybeWords
    child_view: ChildViewForm
    took_part: Ids = Field(default_factory=list)


_CLARIFYING = refusals(rules, clarification)


@router.post(
    ONE + "/clarifications",
    status_code=201,
    summary="Write down what came of it with the leader",
    openapi_extra=_CLARIFYING,
)
async def clarify_with_leader(concern: Id, form: WithLeaderForm, write: Writing) -> Written:
    """The leader of the unit, today."""
    command = clarification.ClarifyWithLeader(form.summary, form.on)
    return await write.write(about(concern), command, HERE)


@router.post(
    ONE + "/guardian-views",
    status_code=201,
    summary="Write down what the family thinks",
    openapi_extra=_CLARIFYING,
)
async def record_guardian_view(concern: Id, form: GuardianViewForm, write: Writing) -> Written:
    """That they disagree is written down, and stops nothing by itself."""
    command = clarification.RecordGuardianView(
        PersonId(form.giver), form.agrees, form.words, form.on
    )
    return await write.write(about(concern), command, HERE)


@router.post(
    ONE + "/taking-on",
    status_code=201,
    summary="Take the child on at level 1",
    openapi_extra=refusals(rules, conclusion, beginning),
)
async def take_on(concern: Id, form: TakingOnForm, write: Writing) -> Written:
    """The concern is concluded and a follow-up begins, both or neither; `also` names it."""
    by, view = form.taken_by.professional(), form.child_view.view()
    follow_up = FollowUpId(uuid4())
    commands = (
        conclusion.TakeOn(by, follow_up, view, frozenset(form.may_help), form.why_untold),
        beginning.StartFollowUp(
            home=UnitId(by.unit),
            holder=by,
            clarification=form.clarification.clarification(),
            reason=form.reason,
            child_view=view,
            concern=ConcernId(concern),
        ),
    )
    return await write.write(about(concern), commands, HERE)


@router.post(
    ONE + "/conclusions",
    status_code=201,
    summary="End a concern",
    openapi_extra=refusals(rules, conclusion),
)
async def end_concern(concern: Id, form: ConclusionForm, write: Writing) -> Written:
    """A new one can be raised at any time."""
    command = conclusion.EndConcern(
        form.why, form.information_given, form.child_view.view(), frozenset(form.took_part)
    )
    return await write.write(about(concern), command, HERE)
