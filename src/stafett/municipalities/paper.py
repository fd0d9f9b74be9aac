"""The forms and lists that municipalities share: one file each, in our own words.

A municipality's file names those that belong to its guide, and says where that is from. What
stands in them is ours, unless the file says otherwise.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from stafett.domain.policy import Coded, Text
from stafett.domain.template import (
    Answering,
    FilledInBy,
    KeptIn,
    Question,
    Template,
    TemplateVersion,
)

_SOURCE = r"^(from the guide|not stated in the guide: standard)( \(.+\))?$"
Source = Annotated[str, Field(pattern=_SOURCE)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Strict(BaseModel):
    """A part of a file: nothing unknown, nothing changed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """What people read, in both forms of Norwegian."""

    nb: str = Field(min_length=1)
    nn: str = Field(min_length=1)
    en: str | None = None

    def text(self) -> Text:
        """Return it as the domain has it."""
        return {language: words for language, words in self.model_dump().items() if words}


class _ChoiceFile(Strict):
    key: Key
    title: Words


class _QuestionFile(Strict):
    key: Key
    title: Words
    answering: Answering
    help: Words | None = None
    required: bool = False
    choice: tuple[_ChoiceFile, ...] = ()
    lowest: int = 0
    highest: int = 0

    def question(self) -> Question:
        return Question(
            key=self.key,
            title=self.title.text(),
            answering=self.answering,
            help=self.help.text() if self.help else {},
            required=self.required,
            choices=tuple(Coded(one.key, one.title.text()) for one in self.choice),
            lowest=self.lowest,
            highest=self.highest,
        )


class _TemplateFile(Strict):
    version: int
    valid_from: date
    source: Source
    title: Words
    purpose: Words
    language: Words | None = None
    filled_in_by: frozenset[FilledInBy] = frozenset()
    kept_in: frozenset[KeptIn] = frozenset()
    signed: bool = False
    question: tuple[_QuestionFile, ...] = ()


@cache
def form(name: str, version: int) -> Template:
    """Read a form.

    Raises:
        LookupError: There is no file for it, or it holds another version.
        pydantic.ValidationError: The file leaves something out.

    """
    file = _TemplateFile.model_validate(tomllib.loads(_text("forms", name)))
    if file.version != version:
        raise LookupError(f"of the form {name!r} there is version {file.version} only")
    return Template(
        id=TemplateVersion(name, version),
        valid_from=file.valid_from,
        title=file.title.text(),
        purpose=file.purpose.text(),
        source=file.source,
        language=file.language.text() if file.language else {},
        questions=tuple(one.question() for one in file.question),
        filled_in_by=file.filled_in_by,
        kept_in=file.kept_in,
        signed=file.signed,
    )


def words_of(name: str | None) -> Mapping[str, Text]:
    """Read a list: what people read for each code, in the order of the file; no name, no list.

    Raises:
        LookupError: There is no file for it.
        pydantic.ValidationError: A code lacks words.

    """
    if name is None:
        return {}
    codes = tomllib.loads(_text("lists", name))
    return {code: Words.model_validate(words).text() for code, words in codes.items()}


def _text(folder: str, name: str) -> str:
    path = files(__name__.rpartition(".")[0]).joinpath(folder, f"{name}.toml")
    if not path.is_file():
        raise LookupError(f"there is no {name!r} among the {folder}")
    return path.read_text(encoding="utf-8")
