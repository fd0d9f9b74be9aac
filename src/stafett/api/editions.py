"""The rules that hold, handed out in the shape in which new ones are drafted.

A coordinator changes one number in what the municipality goes by, and sends it back; nobody
writes twenty steps anew for that (R161). Who decides it is still to be said, and by whom.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic.alias_generators import to_camel

from stafett.api.caller import Calling
from stafett.api.forms import Day
from stafett.api.openapi import refusals
from stafett.api.route import Route
from stafett.api.rules import DayRulesToDraft, EditionToDraft
from stafett.domain import municipality
from stafett.domain.facts import Stranger
from stafett.domain.policy import DayRules, Guide, GuideVersion

router = APIRouter(prefix="/v1", tags=["rules"], route_class=Route)


@router.get(
    "/guides/{guide}/versions/{version}",
    summary="Read an edition of the guide as it is drafted",
    response_model_exclude_none=True,
)
async def read_edition(
    guide: Annotated[str, Path(examples=["modum"])],
    version: Annotated[int, Path(ge=1, le=100_000, examples=[1])],
    caller: Calling,
) -> EditionToDraft:
    """Open to everybody the book knows. Give it a new version, and say who decides it."""
    found = await caller.door.municipality(caller.book)
    edition = found.guides.get(GuideVersion(guide, version))
    if edition is None:
        raise Stranger
    return EditionToDraft.model_validate(drafted(edition))


@router.get(
    "/day-rules",
    summary="Read the rules of a day as they are drafted",
    openapi_extra=refusals(municipality),
    response_model_exclude_none=True,
)
async def read_day_rules(
    caller: Calling,
    on: Annotated[Day, Query(description="The day.", examples=["2026-11-21"])],
) -> DayRulesToDraft:
    """Open to everybody the book knows. Give them a new day, and say who decides them."""
    found = await caller.door.municipality(caller.book)
    return DayRulesToDraft.model_validate(drafted_rules(found.rules_for(on)))


def drafted(guide: Guide) -> dict[str, Any]:
    """Return an edition as a form has it: outcomes and holders by level, maps as lists."""
    whole = _said(guide)
    for level in whole["levels"]:
        number = level["number"]
        level["outcomes"] = [_said(one) for one in guide.outcomes.get(number, ())]
        level["decidesHolder"] = guide.decides_holder.get(number, "")
        if number in guide.may_hold:
            level["mayHold"] = sorted(guide.may_hold[number])
    elsewhere = ("id", "outcomes", "decidesHolder", "mayHold")
    return {name: value for name, value in whole.items() if name not in elsewhere} | {
        "guide": guide.id.guide,
        "version": guide.id.version,
        "transitions": [
            {"fromLevel": before, "toLevel": after} for before, after in sorted(guide.transitions)
        ],
        "forms": _pairs(guide.forms, "form", "version"),
        "entryHelp": _pairs(guide.entry_help, "key", "title"),
        "guidance": _pairs(guide.guidance, "key", "title"),
        "sources": _pairs(guide.sources, "value", "source"),
    }


def drafted_rules(rules: DayRules) -> dict[str, Any]:
    """Return the rules of a day as a form has them."""
    whole: dict[str, Any] = _said(rules)
    return whole | {"sources": _pairs(rules.sources, "value", "source")}


def _pairs(facts: Mapping[str, Any], key: str, value: str) -> list[dict[str, Any]]:
    return [{key: one, value: _said(said)} for one, said in facts.items()]


def _said(value: Any) -> Any:
    """Return a piece of the rules as a form has it; words that nobody wrote are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        members = ((one.name, getattr(value, one.name)) for one in fields(value))
        return {
            to_camel(name): _said(said) for name, said in members if said is not None and said != {}
        }
    if isinstance(value, frozenset):
        return sorted(map(_said, value))
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _said(said) for key, said in value.items()}
    return value
