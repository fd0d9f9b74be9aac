"""Forms to fill in: which questions one asks, with help beside each, one version at a time.

A form is published like the guide and never changed afterwards. Which version is used stands in
the guide's edition, so a follow-up goes on with the forms it began with (R160, R1). A form
without questions is there to be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from stafett.domain import wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.policy import Coded, Text
from stafett.domain.publishing import DayHasPassed, VersionIsTaken


class Answering(Enum):
    """How a question is answered."""

    LINE = "line"
    WORDS = "words"
    DAY = "day"
    YES_OR_NO = "yes-or-no"
    SCALE = "scale"
    ONE_OF = "one-of"
    SOME_OF = "some-of"


class FilledInBy(Enum):
    """Who fills a form in; staff write down what a child or a guardian says, when they must."""

    STAFF = "staff"
    GUARDIAN = "guardian"
    CHILD = "child"


class KeptIn(Enum):
    """Where a form is kept once it is filled in."""

    CONCERN = "concern"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """Names one version of one form: a score or an answer says which it was given on (R38)."""

    form: str
    version: int


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked: how it is answered, and a plain word of help.

    ``choices`` belong to ``ONE_OF`` and ``SOME_OF``, ``lowest`` and ``highest`` (whole numbers,
    both included) to ``SCALE``.
    """

    key: str
    title: Text
    answering: Answering
    help: Text = field(default_factory=dict)
    required: bool = False
    choices: tuple[Coded, ...] = ()
    lowest: int = 0
    highest: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A version of a form: what it is for, its questions, advice on the language, who uses it.

    ``signed`` forms are to be signed by those who decide for the child and whoever filled them
    in. ``source`` says who has asked for the form.
    """

    id: TemplateVersion
    valid_from: date
    title: Text
    purpose: Text
    source: str
    language: Text = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    filled_in_by: frozenset[FilledInBy] = frozenset()
    kept_in: frozenset[KeptIn] = frozenset()
    signed: bool = False


class TemplatePublished(Event, name="template-published"):
    """A version of a form can be used by guides that name it."""

    template: Template
    decided_by: str


@dataclass(frozen=True, slots=True)
class PublishTemplate:
    """Publish a version of a form; ``decided_by`` says who decided it, and where."""

    template: Template
    decided_by: str


class QuestionsDoNotHangTogether(Refusal):
    """Each question of a form has a name of its own, and choices or a scale where it needs them."""


Templates = Mapping[TemplateVersion, Template]


def publish(templates: Templates, command: PublishTemplate, today: date) -> tuple[Event, ...]:
    """Decide whether the form may be published; it holds where a guide's edition names it.

    Raises:
        VersionIsTaken: The same form and version say something else.
        DayHasPassed: A form there is would hold from a day that has passed.
        QuestionsDoNotHangTogether: It could not be filled in.

    """
    template = command.template
    by = wording.reason(command.decided_by)
    if template.id in templates:
        if templates[template.id] != template:
            raise VersionIsTaken
        return ()
    earlier = any(one.form == template.id.form for one in templates)
    if earlier and template.valid_from < today:
        raise DayHasPassed
    if not hangs_together(template):
        raise QuestionsDoNotHangTogether
    return (TemplatePublished(template=template, decided_by=by),)


def hangs_together(template: Template) -> bool:
    """Can every question be told apart and answered, and does somebody fill the form in?"""
    keys = [question.key for question in template.questions]
    return (
        len(keys) == len(set(keys))
        and all(map(_can_be_answered, template.questions))
        and bool(template.questions) >= bool(template.kept_in)
        and bool(template.filled_in_by) >= bool(template.kept_in)
    )


def _can_be_answered(question: Question) -> bool:
    codes = [choice.key for choice in question.choices]
    if question.answering in {Answering.ONE_OF, Answering.SOME_OF}:
        return bool(codes) and len(codes) == len(set(codes))
    if question.answering is Answering.SCALE:
        return not codes and question.lowest < question.highest
    return not codes


def after(templates: Templates, event: TemplatePublished) -> Templates:
    """Return the forms once *event* has happened."""
    return {**templates, event.template.id: event.template}
