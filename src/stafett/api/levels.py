"""Levels over HTTP: up, down or past one with a reason, and which steps have been done."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import SureWriting, Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Form, Id, Line, MaybeWords, Words
from stafett.api.openapi import refusals, sure
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import ChildViewForm, FamilyWishForm, Key
from stafett.domain import followup, level, progress, voice
from stafett.domain.baton import FamilyWish

router = APIRouter(prefix="/v1", tags=["levels"], route_class=Route)


class HolderChoiceForm(Form):
    """Whether the holder stays, and by which of the three criteria (R32)."""

    kept: bool
    family_wish: FamilyWishForm | None = None
    measures: MaybeWords = ""
    coordination: MaybeWords = ""

    def choice(self) -> level.HolderChoice:
        """Return it as the domain has it."""
        wish = self.family_wish.family_wish() if self.family_wish else FamilyWish()
        return level.HolderChoice(self.kept, wish, self.measures, self.coordination)


class LevelForm(Form):
    """The level to go to, why, and who decided it."""

    to: Annotated[int, Field(ge=0, le=4)]
    reason: Words
    decided_by: Line
    holder: HolderChoiceForm
    child_view: ChildViewForm


@router.post(
    ONE + "/levels",
    status_code=201,
    summary="Change the level",
    openapi_extra=sure(followup, level, voice),
)
async def change_level(follow_up: Id, form: LevelForm, write: SureWriting) -> Written:
    """One says what one saw last: a level is changed by those who see where it stands."""
    command = level.ChangeLevel(
        to=form.to,
        reason=form.reason,
        decided_by=form.decided_by,
        holder=form.holder.choice(),
        child_view=form.child_view.view(),
    )
    return await write.write(about(follow_up), command, HERE)


class StepTickForm(Form):
    """A step of the guide at the level one is on: done, or not after all."""

    step: Key = Field(examples=["carry-out-1"])
    done: bool = True


@router.post(
    ONE + "/steps",
    status_code=201,
    summary="Say that a step of the guide has been done",
    openapi_extra=refusals(followup, progress),
)
async def tick_step(follow_up: Id, form: StepTickForm, write: Writing) -> Written:
    """For whoever carries the baton. Some steps show by themselves; none stands in the way."""
    return await write.write(about(follow_up), progress.TickStep(form.step, form.done), HERE)
