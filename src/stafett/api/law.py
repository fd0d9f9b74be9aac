"""The law over HTTP: the ages and paragraphs that are gone by on a day, for anybody to check."""

from typing import Annotated

from fastapi import APIRouter, Query

from stafett.api.caller import Calling
from stafett.api.forms import Day, View
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.domain.lawbook import (
    Activity,
    Birthday,
    Confidentiality,
    EmergencyGround,
    Erasure,
    Representation,
    YouthsWish,
)
from stafett.law import lawbook

router = APIRouter(prefix="/v1", tags=["law"], route_class=Route)


class ShownLaw(View):
    """What is law on a day; ``checked`` says whether somebody has confirmed it.

    ``activities`` are what the municipality processes and on which legal basis: a consent is
    never one of them. It lifts confidentiality, which is another thing (R66).
    """

    on: Day
    birthdays: tuple[ShownAs[Birthday], ...]
    youths_wishes: tuple[ShownAs[YouthsWish], ...]
    representations: tuple[ShownAs[Representation], ...]
    confidentiality: tuple[ShownAs[Confidentiality], ...]
    activities: tuple[ShownAs[Activity], ...]
    erasures: tuple[ShownAs[Erasure], ...]
    emergencies: tuple[ShownAs[EmergencyGround], ...]


@router.get("/law", summary="Read which ages and legal bases are gone by")
async def read_law(
    caller: Calling,
    on: Annotated[Day, Query(description="The day.", examples=["2026-11-21"])],
) -> ShownLaw:
    """Open to everybody the book knows; each paragraph says where it is from."""
    del caller
    law = lawbook()
    return ShownLaw.model_validate(
        {
            "on": on,
            "birthdays": law.birthdays_on(on),
            "youths_wishes": law.wishes_on(on),
            "representations": law.representations_on(on),
            "confidentiality": law.secrets_on(on),
            "activities": law.activities_on(on),
            "erasures": law.erasures_on(on),
            "emergencies": law.emergencies_on(on),
        }
    )
