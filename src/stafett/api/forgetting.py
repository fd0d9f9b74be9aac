"""Forgetting over HTTP: to ask that a matter's keys be destroyed, how far it came, and holds."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from fastapi import APIRouter

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Code, Day, Form, Id, Line, View, Words
from stafett.api.neighbours import ACTS
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.application.asking import Target
from stafett.domain import legal_hold, municipality, rulebook, second_person, shredding
from stafett.domain.legal_hold import Hold, LiftHold, PlaceHold
from stafett.domain.second_person import AskForGraveAct
from stafett.domain.shredding import DestroyKeys, Shred, Stands

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

SHREDS = "/shreds"
HOLDS = "/holds"
_HOLDING = refusals(legal_hold, shredding, municipality, rulebook)


class ShredForm(Form):
    """Which matter, on which ground in the law, by which receipt or decision of which day.

    `prune`: when it is final, what is sealed in its lines is taken away too, and only hashes of it
    stay.
    """

    matter: Id
    ground: Line
    reference: Line
    decided_on: Day
    prune: bool = False


class ShownShred(View):
    """What is to become unreadable, and what is true of it today.

    `REQUESTED`: it is decided, and some process may still open it. `EFFECTIVE`: none can.
    `FINAL`, from `finalOn`: the last copy of its keys is past its keeping.
    """

    id: Id
    matter: Id
    stands: Code[Stands]
    ground: str
    reference: str
    decided_on: Day
    prune: bool
    by: Id
    granted_by: Id
    on: Day
    effective_on: Day | None
    final_on: Day | None


class ShownShreds(View):
    """Every order to destroy, newest first."""

    items: tuple[ShownShred, ...]


class HoldForm(Form):
    """Which matter may not be destroyed, and why."""

    matter: Id
    why: Words


class LiftForm(Form):
    """Why it may be destroyed after all."""

    why: Words


class ShownHolds(View):
    """Everything that lies on a matter so that nothing of it is destroyed."""

    items: tuple[ShownAs[Hold], ...]


@router.get(SHREDS, summary="Read what is destroyed, and how far it has come")
async def read_shreds(caller: Calling) -> ShownShreds:
    """For coordinators and administrators; others are shown none."""
    keeping, asking = caller.door.keeping, caller.asking(action="shreds")
    kept, today = await keeping.kept(caller.book, caller.asker, "shreds", asking)
    orders = () if kept is None else kept.shreds.values()
    newest = sorted(orders, key=lambda one: (one.on, one.id), reverse=True)
    return ShownShreds.model_validate(
        {"items": [{**_told(one), "stands": one.stands(today)} for one in newest]}
    )


def _told(one: Shred) -> Mapping[str, object]:
    names = (name for name in ShownShred.model_fields if name != "stands")
    return {name: getattr(one, name) for name in names}


@router.post(
    SHREDS,
    status_code=201,
    summary="Ask that the keys of a matter be destroyed",
    openapi_extra=refusals(shredding, second_person, municipality, rulebook),
)
async def ask_for_shred(form: ShredForm, write: Writing) -> Written:
    """For administrators, when the archive has received it or it is decided that it goes.

    It takes two people: another administrator grants it within a week, under `/v1/acts`. What
    somebody works in ends first. Nobody can undo it. Whether there is such a matter is not told
    otherwise.
    """
    new = uuid4()
    wanted = DestroyKeys(new, form.matter, form.ground, form.reference, form.decided_on, form.prune)
    return await write.write(Target.municipality(), AskForGraveAct(new, wanted), ACTS, new=new)


@router.get(HOLDS, summary="Read what may not be destroyed for now")
async def read_holds(caller: Calling) -> ShownHolds:
    """For coordinators and administrators; others are shown none."""
    keeping, asking = caller.door.keeping, caller.asking(action="holds")
    kept, _ = await keeping.kept(caller.book, caller.asker, "holds", asking)
    holds = () if kept is None else kept.holds.values()
    items = sorted(holds, key=lambda one: (one.on, one.id))
    return ShownHolds.model_validate({"items": items})


@router.post(
    HOLDS, status_code=201, summary="Let nothing of a matter be destroyed", openapi_extra=_HOLDING
)
async def place_hold(form: HoldForm, write: Writing) -> Written:
    """For administrators: a complaint, a court or an inspection may need it."""
    new: UUID = uuid4()
    command = PlaceHold(new, form.matter, form.why)
    return await write.write(Target.municipality(), command, HOLDS, new=new)


@router.post(
    HOLDS + "/{hold}/endings",
    status_code=201,
    summary="Lift a hold",
    openapi_extra=_HOLDING,
)
async def lift_hold(hold: Id, form: LiftForm, write: Writing) -> Written:
    """For administrators; destroying what it lay on still takes two of them."""
    return await write.write(Target.municipality(), LiftHold(hold, form.why), HOLDS, new=hold)
