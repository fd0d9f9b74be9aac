"""The directory of units over HTTP: who leads, when it is open, whom one calls (R14)."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from stafett.api.caller import Calling, Writing
from stafett.api.contacts import ShownContact
from stafett.api.forms import Day, Form, Id, Line, View
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.rules import TextForm
from stafett.api.showing import ShownAs
from stafett.api.words import Keys, MaybeLine
from stafett.application.asking import Target
from stafett.domain import directory, municipality, organisation_number, publishing, rulebook, unit
from stafett.domain.directory import DescribeUnit, EmergencyNumber, Entry
from stafett.domain.lawbook import Confidentiality
from stafett.domain.people import UnitId
from stafett.law import lawbook

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

DIRECTORY = "/units"
_DESCRIBING = refusals(directory, municipality, organisation_number, publishing, rulebook, unit)


class EmergencyForm(Form):
    """Whom to call when nothing can wait, and when somebody answers."""

    name: TextForm
    number: Line = Field(examples=["00 00 00 00"])
    hours: TextForm


class DescriptionForm(Form):
    """What the directory is to say of a unit, from a day on."""

    since: Day
    phone: MaybeLine = ""
    opening_hours: TextForm | None = None
    emergency: Annotated[list[EmergencyForm], Field(max_length=20)] = Field(default_factory=list)
    made_fit: TextForm | None = None
    organisation: MaybeLine = Field(default="", examples=["310 000 086"])
    confidentiality: Keys = Field(default_factory=list, examples=[["child-welfare"]])
    pilot: bool = False

    def entry(self) -> Entry:
        """Return it as the domain has it."""
        return Entry(
            self.phone,
            self.opening_hours.text() if self.opening_hours else {},
            tuple(
                EmergencyNumber(one.name.text(), one.number, one.hours.text())
                for one in self.emergency
            ),
            self.made_fit.text() if self.made_fit else {},
            self.organisation,
            frozenset(self.confidentiality),
            self.pilot,
        )


class ListedUnit(View):
    """A unit in the directory; ``leader`` is who answers for it on the day, also from above it."""

    id: Id
    name: str
    kind: str
    standing: str = Field(description="`municipal`, `public` or `private`.")
    part_of: Id | None
    leader: ShownContact | None
    says: ShownAs[Entry]
    kept_by_law: tuple[ShownAs[Confidentiality], ...] = Field(
        description="The duties of confidentiality that people there have on the day."
    )


class ShownDirectory(View):
    """The directory of units on a day."""

    on: Day
    items: tuple[ListedUnit, ...]


@router.get(DIRECTORY, summary="Read the directory of units of a day")
async def read_directory(
    caller: Calling,
    on: Annotated[Day, Query(description="The day.", examples=["2026-11-21"])],
) -> ShownDirectory:
    """Open to everybody the book knows: families choose among these units."""
    found = await caller.door.municipality(caller.book)
    items = []
    for one in sorted(found.units.values(), key=lambda one: (one.name, one.id)):
        if not one.open_on(on):
            continue
        leader = found.leader_of(one.id, on)
        says = directory.said_on(found.rulebook.directory, one.id, on)
        items.append(
            {
                "id": one.id,
                "name": one.name,
                "kind": one.kind,
                "standing": one.standing,
                "part_of": one.part_of,
                "leader": None if leader is None else found.employees[leader].contact,
                "says": says,
                "kept_by_law": lawbook().kept_by(one.kind, says.confidentiality, on),
            }
        )
    return ShownDirectory.model_validate({"on": on, "items": items})


@router.post(
    DIRECTORY + "/{unit_id}/descriptions",
    status_code=201,
    summary="Say when a unit is open and whom one calls",
    openapi_extra=_DESCRIBING,
)
async def describe_unit(unit_id: Id, form: DescriptionForm, write: Writing) -> Written:
    """For coordinators and administrators, from a day on."""
    command = DescribeUnit(UnitId(unit_id), form.entry(), form.since)
    return await write.write(Target.municipality(), command, DIRECTORY, new=unit_id)
