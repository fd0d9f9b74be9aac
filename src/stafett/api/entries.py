"""Entries over HTTP: written in a unit's own part or in the logg, and carried across."""

from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Line, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, MaybeLine, persons, units
from stafett.domain import advice, anonymity, confidence, entry, followup, taking_along
from stafett.domain.people import ConcernId, UnitId
from stafett.domain.voice import Wish

router = APIRouter(prefix="/v1", tags=["entries"], route_class=Route)

ENTRIES = ONE + "/entries"
ENTRY = ENTRIES + "/{entry_id}"
_ENTRY = refusals(followup, entry, advice, anonymity)
_CONFIDENCE = refusals(followup, entry, advice, anonymity, confidence)


class WishForm(Form):
    """Why the young person wants it kept from the guardians, and why that is best (R10, R184).

    From the age at which the law asks for no reasons they may be left out.
    """

    reasons: MaybeWords = ""
    best_for_the_child: Words

    def wish(self) -> Wish:
        """Return it as the domain has it."""
        return Wish(self.reasons, self.best_for_the_child)


class AdvisedForm(Form):
    """Which service gave the advice; without a unit it was asked for anonymously (R136)."""

    service: Line
    unit: Id | None = None

    def advised(self) -> advice.Advised:
        """Return it as the domain has it."""
        return advice.Advised(self.service, UnitId(self.unit) if self.unit else None)


class EntryForm(Form):
    """What one writes down, about whom, and when it happened (R105, R175).

    ``wish``: from the first moment kept from the guardians, as the young person asks.
    ``shown_to``: from the first moment for these units of those in the logg (R58).
    """

    kind: Code[entry.EntryKind]
    text: Words
    about: Ids = Field(min_length=1)
    happened_on: Day
    topic: MaybeLine = ""
    unit: Id | None = None
    shared: bool = False
    wish: WishForm | None = None
    advised: AdvisedForm | None = None
    shown_to: Ids | None = None


class KeepingForm(WishForm):
    """The same, on which unit's behalf."""

    unit: Id


class TakingAlongForm(Form):
    """The concern, and what of it: an observation that one's unit wrote down there."""

    concern: Id
    item: Id


class ProposalForm(Form):
    """On which unit's behalf."""

    unit: Id


@router.post(ENTRIES, status_code=201, summary="Write an entry", openapi_extra=_CONFIDENCE)
async def write_entry(follow_up: Id, form: EntryForm, write: Writing) -> Written:
    """Staff write for a unit; the family writes in the logg, where the rules let it."""
    new = entry.EntryId(uuid4())
    note = entry.Note(
        kind=form.kind,
        text=form.text,
        about=persons(form.about),
        happened_on=form.happened_on,
        topic=form.topic,
        advised=form.advised.advised() if form.advised else None,
    )
    unit = UnitId(form.unit) if form.unit else None
    wish = form.wish.wish() if form.wish else None
    to = None if form.shown_to is None else units(form.shown_to)
    command = entry.WriteEntry(new, note, unit, form.shared, wish, to)
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


@router.post(
    ENTRY + "/keepings-from-guardians",
    status_code=201,
    summary="Keep an entry from the guardians at the young person's wish",
    openapi_extra=_CONFIDENCE,
)
async def keep_from_guardians(
    follow_up: Id, entry_id: Id, form: KeepingForm, write: Writing
) -> Written:
    """For units whose law opens for it; everybody else who takes part goes on reading it."""
    command = confidence.KeepFromGuardians(entry.EntryId(entry_id), UnitId(form.unit), form.wish())
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ENTRY + "/showings-to-guardians",
    status_code=201,
    summary="Let the guardians read a kept entry after all",
    openapi_extra=_CONFIDENCE,
)
async def show_to_guardians(
    follow_up: Id, entry_id: Id, form: ProposalForm, write: Writing
) -> Written:
    """When the young person no longer minds."""
    command = confidence.ShowToGuardians(entry.EntryId(entry_id), UnitId(form.unit))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ENTRIES + "/from-concerns",
    status_code=201,
    summary="Take a note of a concern along",
    openapi_extra=refusals(followup, taking_along, entry),
)
async def take_along(follow_up: Id, form: TakingAlongForm, write: Writing) -> Written:
    """It is shown to the family, and stands in the logg once everyone needed has agreed."""
    caller = write.caller
    noted = await caller.door.noted_in(
        caller.book,
        caller.asker,
        ConcernId(form.concern),
        form.item,
        asking=caller.asking(action="take-along"),
    )
    command = taking_along.TakeAlong(noted)
    return await write.write(about(follow_up), command, HERE, new=form.item)
