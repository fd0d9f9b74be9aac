"""Changing level over HTTP: up, down or past one, with a reason and a thought to who holds."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import SureWriting
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Form, Id, Line, MaybeWords, Words
from stafett.api.openapi import sure
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import ChildViewForm, FamilyWishForm
from stafett.domain import followup, level, voice
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
