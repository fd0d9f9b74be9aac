"""Entries over HTTP: written in a unit's own part or in the logg, and carried across."""

from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, MaybeLine, persons
from stafett.domain import entry, followup
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1", tags=["entries"], route_class=Route)

ENTRIES = ONE + "/entries"
ENTRY = ENTRIES + "/{entry_id}"
_ENTRY = refusals(followup, entry)


class EntryForm(Form):
    """What one writes down, about whom, and when it happened (R105, R175)."""

    kind: Code[entry.EntryKind]
    text: Words
    about: Ids = Field(min_length=1)
    happened_on: Day
    topic: MaybeLine = ""
    unit: Id | None = None
    shared: bool = False


class ProposalForm(Form):
    """On which unit's behalf."""

    unit: Id


@router.post(ENTRIES, status_code=201, summary="Write an entry", openapi_extra=_ENTRY)
async def write_entry(follow_up: Id, form: EntryForm, write: Writing) -> Written:
    """Staff write for a unit; the family writes in the logg, where the rules let it."""
    new = entry.EntryId(uuid4())
    note = entry.Note(form.kind, form.text, persons(form.about), form.happened_on, form.topic)
    unit = UnitId(form.unit) if form.unit else None
    command = entry.WriteEntry(new, note, unit, form.shared)
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    ENTRY + "/proposals",
    status_code=201,
    summary="Propose to carry an entry into the logg",
    openapi_extra=_ENTRY,
)
async def propose_entry(follow_up: Id, entry_id: Id, form: ProposalForm, write: Writing) -> Written:
    """The family sees it first."""
    command = entry.ProposeEntry(entry.EntryId(entry_id), UnitId(form.unit))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ENTRY + "/agreements",
    status_code=201,
    summary="Agree that an entry is carried into the logg",
    openapi_extra=_ENTRY,
)
async def agree_to_carry_in(follow_up: Id, entry_id: Id, write: Writing) -> Written:
    """It stands in the logg once everyone needed has agreed."""
    command = entry.AgreeToCarryIn(entry.EntryId(entry_id))
    return await write.write(about(follow_up), command, HERE)
