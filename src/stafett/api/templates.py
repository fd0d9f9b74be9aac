"""Forms over HTTP: those of the guide on a day, each with its questions, and publishing new ones.

A form that is published is never changed: a new version is used from the edition of the guide
that names it (R160, R1).
"""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query
from pydantic import Field

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Code, Day, Form, Line, View
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.rules import CodedForm, TextForm
from stafett.api.showing import ShownAs, shown_as
from stafett.api.words import Key
from stafett.application.asking import Target
from stafett.domain import municipality, rulebook, template
from stafett.domain.facts import Stranger
from stafett.domain.policy import Coded
from stafett.domain.publishing import DayHasPassed, VersionIsTaken
from stafett.domain.template import (
    Answering,
    FilledInBy,
    KeptIn,
    PublishTemplate,
    Question,
    Template,
    TemplateVersion,
)
from stafett.municipalities.made import each

router = APIRouter(prefix="/v1", tags=["forms"], route_class=Route)
ShownTemplate = shown_as(Template)

FORMS = "/forms"
_PUBLISHING = refusals(template, municipality, rulebook)
_PUBLISHING["x-refusals"] = sorted(
    {*_PUBLISHING["x-refusals"], *(kind().code for kind in (DayHasPassed, VersionIsTaken))}
)
Version: TypeAlias = Annotated[int, Field(ge=1, le=100_000)]
Score: TypeAlias = Annotated[int, Field(ge=-1000, le=1000)]


class QuestionForm(Form):
    """One thing that is asked, and a plain word of help."""

    key: Key
    title: TextForm
    answering: Code[Answering]
    help: TextForm | None = None
    required: bool = False
    choices: Annotated[list[CodedForm], Field(max_length=100)] = Field(default_factory=list)
    lowest: Score = 0
    highest: Score = 0

    def question(self) -> Question:
        """Return it as the domain has it."""
        return Question(
            key=self.key,
            title=self.title.text(),
            answering=self.answering,
            help=self.help.text() if self.help else {},
            required=self.required,
            choices=each(Coded, self.choices),
            lowest=self.lowest,
            highest=self.highest,
        )


class TemplateForm(Form):
    """A version of a form, as it is to be published."""

    form: Key = Field(examples=["observation-form"])
    version: Version
    valid_from: Day
    decided_by: Line
    title: TextForm
    purpose: TextForm
    source: Line = Field(examples=["from the guide"])
    language: TextForm | None = None
    questions: Annotated[list[QuestionForm], Field(max_length=100)]
    filled_in_by: Annotated[list[Code[FilledInBy]], Field(max_length=3)]
    kept_in: Annotated[list[Code[KeptIn]], Field(max_length=2)]
    signed: bool

    def template(self) -> Template:
        """Return it as the domain has it."""
        return Template(
            id=TemplateVersion(self.form, self.version),
            valid_from=self.valid_from,
            title=self.title.text(),
            purpose=self.purpose.text(),
            source=self.source,
            language=self.language.text() if self.language else {},
            questions=tuple(one.question() for one in self.questions),
            filled_in_by=frozenset(self.filled_in_by),
            kept_in=frozenset(self.kept_in),
            signed=self.signed,
        )


class ListedForm(View):
    """A form of the guide: what it is called and who uses it; its questions stand by themselves."""

    id: ShownAs[TemplateVersion]
    title: dict[str, str]
    purpose: dict[str, str]
    filled_in_by: tuple[Code[FilledInBy], ...]
    kept_in: tuple[Code[KeptIn], ...]
    signed: bool
    questions: int = Field(description="How many; a form without is there to be read.")
    source: str


class ListedForms(View):
    """The forms of the guide on a day."""

    on: Day
    items: tuple[ListedForm, ...]


@router.get(FORMS, summary="List the forms of the guide", openapi_extra=refusals(municipality))
async def list_forms(
    caller: Calling,
    on: Annotated[Day, Query(description="The day.", examples=["2026-11-21"])],
) -> ListedForms:
    """Open to everybody the book knows; a follow-up that runs keeps those it began with."""
    found = await caller.door.municipality(caller.book)
    used = [TemplateVersion(*one) for one in sorted(found.guide_for(on).forms.items())]
    items = [
        {
            "id": one.id,
            "title": one.title,
            "purpose": one.purpose,
            "filled_in_by": sorted(one.filled_in_by, key=lambda who: who.value),
            "kept_in": sorted(one.kept_in, key=lambda where: where.value),
            "signed": one.signed,
            "questions": len(one.questions),
            "source": one.source,
        }
        for one in (found.rulebook.templates[which] for which in used)
    ]
    return ListedForms.model_validate({"on": on, "items": items})


@router.get(
    FORMS + "/{form}/versions/{version}",
    summary="Read a form",
    response_model=ShownTemplate,
)
async def read_form(
    form: Annotated[Key, Path(examples=["observation-form"])], version: Version, caller: Calling
) -> View:
    """Open to everybody the book knows, whether a guide names it yet or not."""
    found = await caller.door.municipality(caller.book)
    there = found.rulebook.templates.get(TemplateVersion(form, version))
    if there is None:
        raise Stranger
    return ShownTemplate.model_validate(there)


@router.post(
    FORMS, status_code=201, summary="Publish a version of a form", openapi_extra=_PUBLISHING
)
async def publish_form(form: TemplateForm, write: Writing) -> Written:
    """For coordinators and administrators. Until a guide names it, it is used nowhere."""
    command = PublishTemplate(form.template(), form.decided_by)
    return await write.write(Target.municipality(), command, FORMS)
