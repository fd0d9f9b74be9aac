"""Drafts of the guide over HTTP, and how many follow-ups still go by each edition of it.

For the BTI coordinator: an edition is written and read before it is published, and whoever still
goes by an older one is counted, never named (R161).
"""

from typing import Annotated, TypeAlias

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Form, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.rules import GuideEditionForm
from stafett.api.showing import ShownAs
from stafett.api.words import Key
from stafett.application.asking import Target
from stafett.domain import drafting, municipality, publishing, rulebook
from stafett.domain.drafting import Draft
from stafett.domain.policy import GuideVersion
from stafett.domain.rulebook import OnlyACoordinator

router = APIRouter(prefix="/v1", tags=["rules"], route_class=Route)

DRAFTS = "/guides/drafts"
HERE = DRAFTS
_DRAFTING = refusals(drafting, municipality, publishing, rulebook)
Version: TypeAlias = Annotated[int, Field(ge=1, le=100_000)]


class GuideDraftForm(Form):
    """A draft of an edition of the guide; whoever is to decide it can stand in it already."""

    edition: GuideEditionForm
    why: Words = Field(examples=["Etter den årlige gjennomgangen."])


class DraftPublicationForm(Form):
    """A draft to publish as it stands."""

    guide: Key = Field(examples=["modum"])
    version: Version
    decided_by: Line = Field(examples=["Kommunestyret, sak 12/26"])


class DraftDroppingForm(Form):
    """A draft to put away."""

    guide: Key = Field(examples=["modum"])
    version: Version
    why: Words


class GuideDrafts(View):
    """Drafts of the guide, by name and version."""

    items: tuple[ShownAs[Draft], ...]


class GuideInUse(View):
    """An edition of the guide, and how many follow-ups that run go by it.

    From one to four is never told: `followUps` is then left out, and `fewerThanFive` is true.
    """

    guide: str
    version: int
    follow_ups: int | None
    fewer_than_five: bool


class GuidesInUse(View):
    """Every published edition, and how many follow-ups go by it."""

    items: tuple[GuideInUse, ...]


@router.get(DRAFTS, summary="Read the drafts of the guide", openapi_extra=refusals(rulebook))
async def read_drafts(caller: Calling) -> GuideDrafts:
    """For coordinators and administrators."""
    if not rulebook.follows(caller.asker):
        raise OnlyACoordinator
    found = await caller.door.municipality(caller.book)
    drafts = sorted(found.rulebook.drafts.items(), key=lambda one: (one[0].guide, one[0].version))
    return GuideDrafts.model_validate({"items": [draft for _, draft in drafts]})


@router.post(
    DRAFTS, status_code=201, summary="Draft an edition of the guide", openapi_extra=_DRAFTING
)
async def draft_guide(form: GuideDraftForm, write: Writing) -> Written:
    """For coordinators and administrators. A draft holds for nobody, and may be written anew."""
    command = drafting.DraftGuide(form.edition.edition(), form.why)
    return await write.write(Target.municipality(), command, HERE)


@router.post(
    DRAFTS + "/publications", status_code=201, summary="Publish a draft", openapi_extra=_DRAFTING
)
async def publish_draft(form: DraftPublicationForm, write: Writing) -> Written:
    """For coordinators and administrators. It holds from the day that stands in it."""
    which = GuideVersion(form.guide, form.version)
    command = drafting.PublishGuideDraft(which, form.decided_by)
    return await write.write(Target.municipality(), command, "/rules")


@router.post(
    DRAFTS + "/droppings", status_code=201, summary="Put a draft away", openapi_extra=_DRAFTING
)
async def drop_draft(form: DraftDroppingForm, write: Writing) -> Written:
    """For coordinators and administrators."""
    command = drafting.DropGuideDraft(GuideVersion(form.guide, form.version), form.why)
    return await write.write(Target.municipality(), command, HERE)


@router.get(
    "/guides/in-use",
    summary="Count the follow-ups that go by each edition",
    openapi_extra=refusals(rulebook),
)
async def read_guides_in_use(caller: Calling) -> GuidesInUse:
    """For coordinators and administrators. A follow-up goes on as it began until it is moved."""
    counted = await caller.door.guides_in_use(caller.book, caller.asker)
    return GuidesInUse(
        items=tuple(
            GuideInUse(
                guide=which.guide,
                version=which.version,
                follow_ups=many,
                fewer_than_five=many is None,
            )
            for which, many in counted.items()
        )
    )
