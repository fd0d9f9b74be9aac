"""The law of the land as dated data: which paragraph lets or makes somebody tell, and since when.

Paragraphs move when laws are written anew, so none of them stands in code. What somebody else
has confirmed says ``checked``; the rest is to be confirmed before anybody relies on it.
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from stafett.domain.lawbook import Lawbook, LegalGround
from stafett.domain.receiver import Receiver


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Strict):
    nb: str = Field(min_length=1)
    nn: str = Field(min_length=1)


class _Ground(_Strict):
    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    paragraph: str = Field(min_length=1)
    says: _Words
    receivers: frozenset[Receiver] = Field(min_length=1)
    valid_from: date
    valid_until: date | None = None
    source: str = Field(min_length=1)
    checked: bool

    def ground(self) -> LegalGround:
        return LegalGround(
            key=self.key,
            paragraph=self.paragraph,
            says={"nb": self.says.nb, "nn": self.says.nn},
            receivers=self.receivers,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            source=self.source,
            checked=self.checked,
        )


class _File(_Strict):
    ground: tuple[_Ground, ...]


@cache
def lawbook() -> Lawbook:
    """Return the grounds for telling without consent, every edition of each."""
    read = tomllib.loads((files(__name__) / "grounds.toml").read_text(encoding="utf-8"))
    return Lawbook(tuple(one.ground() for one in _File.model_validate(read).ground))
