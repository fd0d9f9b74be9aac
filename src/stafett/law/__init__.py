"""The law of the land as dated data: what it lets people do and know, and since when.

Paragraphs move when laws are written anew, so none of them stands in code, nor any age in them.
What somebody else has confirmed says ``checked``; the rest is to be confirmed before anybody
relies on it.
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from stafett.domain.emergency import MOST_MINUTES, MOST_WORKING_DAYS
from stafett.domain.lawbook import (
    Activity,
    Birthday,
    Confidentiality,
    CoordinationDuty,
    EmergencyGround,
    Erasure,
    FreeDays,
    Lawbook,
    LegalGround,
    Representation,
    YouthsWish,
)
from stafett.domain.receiver import Receiver
from stafett.domain.spokesperson import InPlaceOf, Scope


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Strict):
    nb: str = Field(min_length=1)
    nn: str = Field(min_length=1)


class _Paragraph(_Strict):
    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    paragraph: str = Field(min_length=1)
    says: _Words
    valid_from: date
    valid_until: date | None = None
    source: str = Field(min_length=1)
    checked: bool

    def members(self) -> dict[str, Any]:
        """Return every value by its name, as the domain has them."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {**values, "says": {"nb": self.says.nb, "nn": self.says.nn}}


class _Ground(_Paragraph):
    receivers: frozenset[Receiver] = Field(min_length=1)


class _Birthday(_Paragraph):
    age: int = Field(ge=0, le=30)
    told_days_before: int = Field(ge=0, le=90)


class _Wish(_Paragraph):
    kinds: frozenset[str] = Field(min_length=1)
    from_age: int = Field(ge=0, le=30)
    freely_from: int = Field(ge=0, le=30)


class _Activity(_Paragraph):
    basis: tuple[str, ...] = Field(min_length=1)


class _Duty(_Paragraph):
    services: frozenset[str] = frozenset()


class _Representation(_Paragraph):
    in_place_of: InPlaceOf
    scopes: frozenset[Scope] = Field(min_length=1)


class _Confidentiality(_Paragraph):
    kinds: frozenset[str] = frozenset()


class _Emergency(_Paragraph):
    reasons: dict[str, _Words] = Field(min_length=1)
    minutes: int = Field(ge=1, le=MOST_MINUTES)
    review_within: int = Field(ge=1, le=MOST_WORKING_DAYS)
    family_at_once: bool

    def members(self) -> dict[str, Any]:
        """Return every value by its name, as the domain has them."""
        said = {key: {"nb": words.nb, "nn": words.nn} for key, words in self.reasons.items()}
        return {**_Paragraph.members(self), "reasons": said}


class _Free(_Paragraph):
    dates: frozenset[Annotated[str, Field(pattern=r"^[01]\d-[0-3]\d$")]]
    from_easter: frozenset[int]


class _Grounds(_Strict):
    ground: tuple[_Ground, ...]


class _Ages(_Strict):
    birthday: tuple[_Birthday, ...]
    wish: tuple[_Wish, ...]


class _Activities(_Strict):
    activity: tuple[_Activity, ...]


class _Duties(_Strict):
    duty: tuple[_Duty, ...]


class _Representations(_Strict):
    representation: tuple[_Representation, ...]


class _Secrets(_Strict):
    duty: tuple[_Confidentiality, ...]


class _Emergencies(_Strict):
    ground: tuple[_Emergency, ...]


class _FreeDays(_Strict):
    free: tuple[_Free, ...]


class _Erasures(_Strict):
    erasure: tuple[_Paragraph, ...]


@cache
def lawbook() -> Lawbook:
    """Return every edition of every paragraph that is kept here."""
    grounds = _Grounds.model_validate(_read("grounds"))
    ages = _Ages.model_validate(_read("ages"))
    processed = _Activities.model_validate(_read("activities"))
    coordinate = _Duties.model_validate(_read("coordination"))
    speaking = _Representations.model_validate(_read("representation"))
    destroying = _Erasures.model_validate(_read("erasure"))
    kept = _Secrets.model_validate(_read("confidentiality"))
    emergencies = _Emergencies.model_validate(_read("emergency"))
    free = _FreeDays.model_validate(_read("working_days"))
    return Lawbook(
        grounds=tuple(LegalGround(**one.members()) for one in grounds.ground),
        birthdays=tuple(Birthday(**one.members()) for one in ages.birthday),
        wishes=tuple(YouthsWish(**one.members()) for one in ages.wish),
        activities=tuple(Activity(**one.members()) for one in processed.activity),
        duties=tuple(CoordinationDuty(**one.members()) for one in coordinate.duty),
        representations=tuple(Representation(**one.members()) for one in speaking.representation),
        secrets=tuple(Confidentiality(**one.members()) for one in kept.duty),
        emergencies=tuple(EmergencyGround(**one.members()) for one in emergencies.ground),
        free=tuple(FreeDays(**one.members()) for one in free.free),
        erasures=tuple(Erasure(**one.members()) for one in destroying.erasure),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
