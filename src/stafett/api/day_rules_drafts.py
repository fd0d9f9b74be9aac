"""Drafts of the day's rules over HTTP: ages, consent and confidentiality, before they hold.

For the BTI coordinator and administrators: written, read and changed by several, and then
published from a day (R161).
"""

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Day, Form, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.rules import DayRulesForm
from stafett.api.showing import ShownAs
from stafett.application.asking import Target
from stafett.domain import drafting_day_rules, municipality, publishing, rulebook
from stafett.domain.drafting_day_rules import DayRulesDraft
from stafett.domain.rulebook import OnlyACoordinator

router = APIRouter(prefix="/v1", tags=["rules"], route_class=Route)

DRAFTS = "/day-rules/drafts"
HERE = DRAFTS
_DRAFTING = refusals(drafting_day_rules, municipality, publishing, rulebook)


class DayRulesDraftForm(Form):
    """A draft of the day's rules; whoever is to decide it can stand in it already."""

    rules: DayRulesForm
    why: Words = Field(examples=["Etter lovendringen."])


class DayRulesPublicationForm(Form):
    """The draft for a first day, to publish as it stands."""

    valid_from: Day
    decided_by: Line = Field(examples=["Kommunestyret, sak 12/26"])


class DayRulesDroppingForm(Form):
    """The draft for a first day, to put away."""

    valid_from: Day
    why: Words


class DayRulesDrafts(View):
    """Drafts of the day's rules, by first day."""

    items: tuple[ShownAs[DayRulesDraft], ...]


@router.get(DRAFTS, summary="Read the drafts of the day's rules", openapi_extra=refusals(rulebook))
async def read_day_rules_drafts(caller: Calling) -> DayRulesDrafts:
    """For coordinators and administrators."""
    if not rulebook.follows(caller.asker):
        raise OnlyACoordinator
    found = (await caller.door.municipality(caller.book)).rulebook.day_rules_drafts
    return DayRulesDrafts.model_validate({"items": [found[day] for day in sorted(found)]})


@router.post(DRAFTS, status_code=201, summary="Draft rules of the day", openapi_extra=_DRAFTING)
async def draft_day_rules(form: DayRulesDraftForm, write: Writing) -> Written:
    """For coordinators and administrators. A draft holds for nobody, and may be written anew."""
    command = drafting_day_rules.DraftDayRules(form.rules.rules(), form.why)
    return await write.write(Target.municipality(), command, HERE)


@router.post(
    DRAFTS + "/publications",
    status_code=201,
    summary="Publish drafted rules of the day",
    openapi_extra=_DRAFTING,
)
async def publish_drafted_day_rules(form: DayRulesPublicationForm, write: Writing) -> Written:
    """For coordinators and administrators. They hold from the day that stands in them."""
    command = drafting_day_rules.PublishDayRulesDraft(form.valid_from, form.decided_by)
    return await write.write(Target.municipality(), command, "/rules")


@router.post(
    DRAFTS + "/droppings",
    status_code=201,
    summary="Put drafted rules of the day away",
    openapi_extra=_DRAFTING,
)
async def drop_drafted_day_rules(form: DayRulesDroppingForm, write: Writing) -> Written:
    """For coordinators and administrators."""
    command = drafting_day_rules.DropDayRulesDraft(form.valid_from, form.why)
    return await write.write(Target.municipality(), command, HERE)
