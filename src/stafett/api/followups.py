"""Follow-ups over HTTP: from the day a unit takes a child on, to the end."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.forms import Code, Day, Form, Id, MaybeWords, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs, shown_as
from stafett.api.words import ChildViewForm, Ids, MaybeLine, ProfessionalForm, persons, units
from stafett.application.asking import Target
from stafett.domain import beginning, calendar, ending
from stafett.domain import followup as rules
from stafett.domain.calendar import CalendarDay
from stafett.domain.people import EmployeeId, FollowUpId, PersonId, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.views import FollowUpView

router = APIRouter(prefix="/v1", tags=["follow-ups"], route_class=Route)

FOLLOW_UPS = "/follow-ups"
ONE = FOLLOW_UPS + "/{follow_up}"
HERE = "/follow-ups/{id}"


ShownFollowUp = shown_as(FollowUpView)


class ClarificationForm(Form):
    """What was cleared up before level 1: with which leader, and who told the guardians (R188)."""

    leader: Id
    guardians_told_by: Id
    agreement: Code[beginning.Agreement]
    agreed_on: Day
    may_help: Ids = Field(default_factory=list)

    def clarification(self) -> beginning.Clarification:
        """Return it as the domain has it."""
        return beginning.Clarification(
            leader=EmployeeId(self.leader),
            guardians_told_by=EmployeeId(self.guardians_told_by),
            agreement=self.agreement,
            agreed_on=self.agreed_on,
            may_help=units(self.may_help),
        )


class FollowUpForm(Form):
    """A child that a unit takes on without a concern having been written down first."""

    about: Id
    home: Id
    holder: ProfessionalForm
    clarification: ClarificationForm
    reason: Words
    child_view: ChildViewForm


class GuideForm(Form):
    """Which edition of the guide to go by from now on, and why (R1)."""

    guide: MaybeLine
    version: int
    reason: Words


class EndingForm(Form):
    """Why the follow-up ends; ``successor`` says who goes on, where somebody does (R84).

    Somebody who wants it to go on stands in ``againstWishOf``; then one says why the end is best.
    """

    reason: Code[ending.EndReason]
    note: Words
    child_view: ChildViewForm
    agreed: Ids = Field(default_factory=list)
    successor: MaybeLine = ""
    against_wish_of: Ids = Field(default_factory=list)
    best_for_the_child: MaybeWords = ""


@router.post(
    FOLLOW_UPS,
    status_code=201,
    summary="Take a child on",
    openapi_extra=refusals(rules, beginning),
)
async def start_follow_up(form: FollowUpForm, write: Writing) -> Written:
    """From this moment the child has a holder, with or without a logg."""
    command = beginning.StartFollowUp(
        home=UnitId(form.home),
        holder=form.holder.professional(),
        clarification=form.clarification.clarification(),
        reason=form.reason,
        child_view=form.child_view.view(),
    )
    return await write.write(Target.follow_up(), command, HERE, about=PersonId(form.about))


@router.get(ONE, summary="Read a follow-up and its logg", response_model=ShownFollowUp)
async def open_follow_up(follow_up: Id, read: Reading) -> Response:
    """What this reader may see of it today; the rest is empty, and it does not show."""
    caller = read.caller
    opened = await caller.door.open_follow_up(
        caller.book, caller.asker, FollowUpId(follow_up), asking=read.asking("open-follow-up")
    )
    return read.shown(opened.seen, ShownFollowUp.model_validate(opened.view))


class ShownCalendar(View):
    """What stands in the calendar of a follow-up, day by day, as far as this reader may see it."""

    items: tuple[ShownAs[CalendarDay], ...]


@router.get(
    ONE + "/calendar",
    summary="Read the calendar of a follow-up",
    response_model=ShownCalendar,
)
async def read_calendar(
    follow_up: Id,
    read: Reading,
    first: Annotated[Day, Query(description="The first day.", examples=["2026-11-01"])],
    last: Annotated[Day, Query(description="The last day.", examples=["2027-02-28"])],
) -> Response:
    """Meetings and deadlines; no words of what anything is about, and nothing not in the view."""
    caller = read.caller
    opened = await caller.door.open_follow_up(
        caller.book, caller.asker, FollowUpId(follow_up), asking=read.asking("open-calendar")
    )
    items = calendar.of(opened.view, first, last)
    return read.shown(opened.seen, ShownCalendar.model_validate({"items": items}))


@router.post(
    ONE + "/guides",
    status_code=201,
    summary="Go by another edition of the guide",
    openapi_extra=refusals(rules, beginning),
)
async def follow_guide(follow_up: Id, form: GuideForm, write: Writing) -> Written:
    """A follow-up goes by the guide it began with until somebody chooses otherwise."""
    command = beginning.FollowGuide(GuideVersion(form.guide, form.version), form.reason)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ONE + "/endings",
    status_code=201,
    summary="End a follow-up",
    openapi_extra=refusals(rules, ending),
)
async def end_follow_up(follow_up: Id, form: EndingForm, write: Writing) -> Written:
    """That a logg was refused or locked is never a reason."""
    command = ending.EndFollowUp(
        reason=form.reason,
        note=form.note,
        child_view=form.child_view.view(),
        agreed=persons(form.agreed),
        successor=form.successor,
        against_wish_of=persons(form.against_wish_of),
        best_for_the_child=form.best_for_the_child,
    )
    return await write.write(about(follow_up), command, HERE)


def about(follow_up: UUID) -> Target:
    """Return the follow-up as what a command is about."""
    return Target.follow_up(FollowUpId(follow_up))
