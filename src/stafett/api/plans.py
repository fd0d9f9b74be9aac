"""Plans over HTTP: a plan or a coordinator wanted, applied for, granted, and handed over to."""

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Line, MaybeWords, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.api.words import ChildViewForm, Ids, MaybeLine, ProfessionalForm, persons
from stafett.domain import asking_for_plan, followup, individual_plan, plan_handover, speaking, team
from stafett.domain.digesting import digest
from stafett.domain.facts import Stranger
from stafett.domain.people import FollowUpId, PersonId
from stafett.domain.plan_package import Package, build

router = APIRouter(prefix="/v1", tags=["plans"], route_class=Route)

PLAN = ONE + "/plan"
_PLAN = refusals(followup, asking_for_plan, speaking)
_HANDOVER = refusals(followup, plan_handover, team)


class ToldForm(Form):
    """Who was told of the right to a plan or a coordinator, with which version of the text."""

    kind: Code[individual_plan.PlanKind]
    told: Ids
    text: Line
    on: Day


class WantedForm(Form):
    """Whether somebody wants it; a no is as good as a yes."""

    giver: Id
    wants: bool


class ApplicationForm(Form):
    """Who applied, to whom and when."""

    applicant: Id
    to: Line
    on: Day


class AnswerForm(Form):
    """What was answered; a no says why. The formal decision itself stays where it was made."""

    granted: bool
    by: Line
    reference: MaybeLine = ""
    on: Day
    because: MaybeWords = ""


class CoordinatorForm(Form):
    """Who was appointed to coordinate, and by whom."""

    who: ProfessionalForm
    named_by: Line


class PackageForm(Form):
    """What the child thinks of the hand-over."""

    child_view: ChildViewForm


class AcceptedForm(Form):
    """The digest of the package that was read."""

    digest: str = Field(pattern=r"^[0-9a-f]{64}$", examples=["0" * 64])


class PlanEndForm(Form):
    """Why the plan no longer runs."""

    why: Words


class ShownPackage(View):
    """The package in its nine parts, and its digest: to be sent back when it is accepted."""

    digest: str
    package: ShownAs[Package]


@router.post(
    PLAN + "/rights", status_code=201, summary="Tell the family of its right", openapi_extra=_PLAN
)
async def inform_of_plan(follow_up: Id, form: ToldForm, write: Writing) -> Written:
    """To an individual plan, a coordinator, or a child coordinator: also before the birth."""
    command = individual_plan.InformOfPlan(form.kind, persons(form.told), form.text, form.on)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    PLAN + "/wishes", status_code=201, summary="Say whether one wants it", openapi_extra=_PLAN
)
async def say_if_wanted(follow_up: Id, form: WantedForm, write: Writing) -> Written:
    """For oneself, or written down by the holder."""
    command = individual_plan.SayIfWanted(PersonId(form.giver), form.wants)
    return await write.write(about(follow_up), command, HERE)


@router.post(PLAN + "/applications", status_code=201, summary="Apply", openapi_extra=_PLAN)
async def apply_for_plan(follow_up: Id, form: ApplicationForm, write: Writing) -> Written:
    """For oneself, or written down by the holder."""
    command = individual_plan.ApplyForPlan(PersonId(form.applicant), form.to, form.on)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    PLAN + "/answers", status_code=201, summary="Write down the answer", openapi_extra=_PLAN
)
async def answer_application(follow_up: Id, form: AnswerForm, write: Writing) -> Written:
    """Granted or refused; that it was refused stands against nobody."""
    command = individual_plan.AnswerApplication(
        form.granted, form.by, form.reference, form.on, form.because
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    PLAN + "/coordinators",
    status_code=201,
    summary="Write down who coordinates",
    openapi_extra=refusals(followup, asking_for_plan, team),
)
async def name_coordinator(follow_up: Id, form: CoordinatorForm, write: Writing) -> Written:
    """From the kinds of unit that the municipality takes coordinators from."""
    command = individual_plan.NameCoordinator(form.who.professional(), form.named_by)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    PLAN + "/packages",
    status_code=201,
    summary="Hand the package to the coordinator",
    openapi_extra=_HANDOVER,
)
async def offer_package(follow_up: Id, form: PackageForm, write: Writing) -> Written:
    """Once everyone has let the coordinator's unit in; the holder goes on until it is accepted."""
    command = plan_handover.OfferPackage(form.child_view.view())
    return await write.write(about(follow_up), command, HERE)


@router.get(PLAN + "/packages", summary="Read the package", response_model=ShownPackage)
async def read_package(follow_up: Id, read: Reading) -> Response:
    """The nine parts, made of what this reader may see today and of nothing else."""
    caller = read.caller
    opened = await caller.door.open_follow_up(
        caller.book, caller.asker, FollowUpId(follow_up), asking=read.asking("read-package")
    )
    package = build(opened.view)
    if package is None:
        raise Stranger
    shown = ShownPackage.model_validate({"digest": digest(package), "package": package})
    return read.shown(opened.seen, shown)


@router.post(
    PLAN + "/packages/acceptances",
    status_code=201,
    summary="Take over as coordinator",
    openapi_extra=_HANDOVER,
)
async def accept_package(follow_up: Id, form: AcceptedForm, write: Writing) -> Written:
    """The holder's turn ends, the logg is locked and the follow-up goes over to the plan."""
    command = plan_handover.AcceptPackage(form.digest)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    PLAN + "/endings", status_code=201, summary="Say that the plan is over", openapi_extra=_HANDOVER
)
async def end_plan(follow_up: Id, form: PlanEndForm, write: Writing) -> Written:
    """From then on a logg may be opened again."""
    return await write.write(about(follow_up), plan_handover.EndPlan(form.why), HERE)
