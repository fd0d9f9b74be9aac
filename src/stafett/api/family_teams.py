"""A child's case before a team, and a family's own team, over HTTP."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api import concerns
from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Instant, Line, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, Key, ProfessionalForm, persons, units
from stafett.application.asking import Target
from stafett.domain import (
    asking_first,
    bringing,
    concern,
    ending,
    family_plan,
    family_team,
    followup,
    gathering,
    outsiders,
    setting_up_teams,
    standing_team,
    team,
    team_case,
    unit,
)
from stafett.domain.people import ConcernId, PersonId
from stafett.domain.standing_team import TeamId

router = APIRouter(prefix="/v1", tags=["teams"], route_class=Route)

CASES = ONE + "/team-cases"
TEAM = ONE + "/family-team"
_CASE = refusals(followup, bringing, outsiders, setting_up_teams, standing_team, team_case, team)
_TEAM = refusals(
    followup, family_team, gathering, outsiders, setting_up_teams, standing_team, team, ending
)


class CaseForm(Form):
    """The child's case: before which team, of which sort, and how the family was told (R142)."""

    team: Id
    kind: Key = Field(examples=["individual-with-parents"])
    question: Words
    told_orally_on: Day
    told_in_writing: Line = Field(examples=["Informasjon om Ressursteam, 2026"])
    family_comes: bool
    why: MaybeWords = ""
    meeting: Instant | None = None


class CaseAdviceForm(Form):
    """What the team advised, and when."""

    advice: Words
    advised_on: Day


class RequestForm(Form):
    """Which team is asked for, what one hopes for, and which units one would like there."""

    team: Id
    wish: Words
    rather: Ids = Field(default_factory=list)


class FirstRequestForm(RequestForm):
    """The same, and whom it is about: the child one answers for, or oneself."""

    about: Id


class ComposingForm(Form):
    """Who is in the team for this family, and who in the family said yes to it (R144)."""

    team: Id
    members: Annotated[list[ProfessionalForm], Field(max_length=50)]
    family: Ids = Field(min_length=1)
    agreed: Ids
    network: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)


class PlannedTaskForm(Form):
    """Somebody who is to have a task."""

    who: ProfessionalForm
    task: Line


class PlanForm(Form):
    """The team's plan: relay team, holder, and what was said of an individual plan (R145)."""

    relay: Annotated[list[PlannedTaskForm], Field(min_length=1, max_length=50)]
    holder: ProfessionalForm
    plan_wish: Code[family_plan.PlanWish]
    plan_right: Code[family_plan.PlanRight]
    summary: Words
    met_on: Day


class ReconveningForm(Form):
    """Why the team is to meet again."""

    trouble: Code[family_team.Trouble]
    why: Words


@router.post(
    CASES, status_code=201, summary="Bring a child's case before a team", openapi_extra=_CASE
)
async def bring_case(follow_up: Id, form: CaseForm, write: Writing) -> Written:
    """For the holder: once everyone has let in each unit of the team, and the family was told.

    The team's own page never says about whom it meets.
    """
    new = uuid4()
    command = bringing.BringCase(
        case=new,
        team=TeamId(form.team),
        kind=form.kind,
        question=form.question,
        told_orally_on=form.told_orally_on,
        told_in_writing=form.told_in_writing,
        family_comes=form.family_comes,
        why=form.why,
        meeting=form.meeting,
    )
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    CASES + "/{case_id}/advice",
    status_code=201,
    summary="Write down what a team advised",
    openapi_extra=_CASE,
)
async def record_advice(
    follow_up: Id, case_id: Id, form: CaseAdviceForm, write: Writing
) -> Written:
    """For the holder; the family and the home unit's leader read it."""
    command = bringing.RecordAdvice(case_id, form.advice, form.advised_on)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    TEAM + "/requests",
    status_code=201,
    summary="Ask for a team for the family",
    openapi_extra=_TEAM,
)
async def ask_for_family_team(follow_up: Id, form: RequestForm, write: Writing) -> Written:
    """For those who take part, and for the family itself where the guide lets it (R143)."""
    command = family_team.AskForFamilyTeam(TeamId(form.team), form.wish, units(form.rather))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    TEAM + "/compositions",
    status_code=201,
    summary="Put the family's team together",
    openapi_extra=_TEAM,
)
async def compose_family_team(follow_up: Id, form: ComposingForm, write: Writing) -> Written:
    """For the holder, with the guardians and whoever leads the municipality's team."""
    command = family_team.ComposeFamilyTeam(
        team=TeamId(form.team),
        members=frozenset(one.professional() for one in form.members),
        family=persons(form.family),
        agreed=persons(form.agreed),
        network=tuple(form.network),
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    TEAM + "/plans", status_code=201, summary="Write down the team's plan", openapi_extra=_TEAM
)
async def make_family_team_plan(follow_up: Id, form: PlanForm, write: Writing) -> Written:
    """It names; each still gets in by consent and their leader's word, and takes the baton."""
    command = family_team.MakeFamilyTeamPlan(
        relay=tuple(
            family_plan.PlannedTask(one.who.professional(), one.task) for one in form.relay
        ),
        holder=form.holder.professional(),
        plan_wish=form.plan_wish,
        plan_right=form.plan_right,
        summary=form.summary,
        met_on=form.met_on,
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    TEAM + "/reconvenings",
    status_code=201,
    summary="Ask the family's team to meet again",
    openapi_extra=_TEAM,
)
async def reconvene_family_team(follow_up: Id, form: ReconveningForm, write: Writing) -> Written:
    """For everybody who takes part, the family too: one is stuck, or needs have changed."""
    command = family_team.ReconveneFamilyTeam(form.trouble, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    concerns.CONCERNS + "/team-requests",
    status_code=201,
    summary="Ask for a team before anybody follows one up",
    openapi_extra=refusals(concern, asking_first, family_team, standing_team, unit),
)
async def ask_for_team_first(form: FirstRequestForm, write: Writing) -> Written:
    """For the family itself: it stands as level 0 with whoever leads the team (R143)."""
    command = asking_first.AskForTeamFirst(
        ConcernId(uuid4()), PersonId(form.about), TeamId(form.team), form.wish, units(form.rather)
    )
    return await write.write(Target.concern(), command, concerns.HERE, about=command.about)
