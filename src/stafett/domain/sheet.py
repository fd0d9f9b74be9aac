"""A form that has been filled in: which version, about whom, when, and what was answered.

Answers are held against the very version they were given on; what the form does not ask is not
kept, so nothing creeps in that nobody can find again (R160, R38, R39).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stafett.domain.circumstances import Circumstances
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.facts import NotForYou, Refusal
from stafett.domain.people import Citizen, PersonId
from stafett.domain.template import (
    Answering,
    FilledInBy,
    KeptIn,
    Question,
    Template,
    TemplateVersion,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question; of its members the one the question asks for is set.

    ``text`` answers a line or words, ``codes`` a choice among several, ``number`` a scale,
    ``yes`` a yes or no.
    """

    text: str = ""
    codes: frozenset[str] = frozenset()
    number: int | None = None
    day: date | None = None
    yes: bool | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with its answers by question; an empty ``topic`` is open to all who are let in."""

    form: TemplateVersion
    answers: Mapping[str, Answer]
    about: frozenset[PersonId]
    happened_on: date
    topic: str = ""


class NoSuchForm(Refusal):
    """The guide that is followed here does not use this form in this version."""


class FormIsKeptElsewhere(Refusal):
    """This form is there to be read, or is filled in elsewhere."""


class NotYoursToFillIn(NotForYou):
    """This form is for somebody else to fill in."""


class UnknownQuestion(Refusal):
    """The form does not ask this."""


class AnswerMissing(Refusal):
    """The form asks for an answer that is missing."""


class AnswerDoesNotFit(Refusal):
    """An answer is not of the kind that the form asks for."""


def check(sheet: Sheet, kept_in: KeptIn, at: Circumstances) -> Template:
    """See that the form can be filled in so, here, by the asker; and return the form.

    Raises:
        NoSuchForm: The guide uses no such form, or another version of it (R1).
        FormIsKeptElsewhere: It is not kept here.
        NotYoursToFillIn: It is for others.
        UnknownQuestion, AnswerMissing, AnswerDoesNotFit: The answers are not the form's.
        SayWhomItIsAbout: It is about nobody.
        NotYetHappened: It is dated ahead.

    """
    template = at.municipality.rulebook.templates.get(sheet.form)
    if template is None or at.guide.forms.get(sheet.form.form) != sheet.form.version:
        raise NoSuchForm
    if kept_in not in template.kept_in:
        raise FormIsKeptElsewhere
    if _role(at) not in template.filled_in_by:
        raise NotYoursToFillIn
    check_answers(template, sheet, at)
    return template


def check_again(sheet: Sheet, at: Circumstances) -> None:
    """See that other answers fit the form they were given on, also when the guide has left it.

    Raises:
        NoSuchForm: The form is not known any more.
        Refusal: As `check` says of answers.

    """
    template = at.municipality.rulebook.templates.get(sheet.form)
    if template is None:
        raise NoSuchForm
    check_answers(template, sheet, at)


def check_answers(template: Template, sheet: Sheet, at: Circumstances) -> None:
    """See that the answers are those the form asks for; see `check`."""
    if not sheet.about:
        raise SayWhomItIsAbout
    at.happened(sheet.happened_on)
    asked = {question.key: question for question in template.questions}
    if not sheet.answers.keys() <= asked.keys():
        raise UnknownQuestion
    for key, question in asked.items():
        answer = sheet.answers.get(key)
        if answer is None and question.required:
            raise AnswerMissing
        if answer is not None and not _fits(question, answer):
            raise AnswerDoesNotFit


def _role(at: Circumstances) -> FilledInBy:
    if not isinstance(at.asked_by, Citizen):
        return FilledInBy.STAFF
    return FilledInBy.CHILD if at.asked_by.person == at.person.id else FilledInBy.GUARDIAN


def _fits(question: Question, answer: Answer) -> bool:
    """Is there an answer of the kind that is asked for, and nothing beside it?"""
    codes = {choice.key for choice in question.choices}
    said = bool(answer.text.strip())
    match question.answering:
        case Answering.LINE:
            return said and "\n" not in answer.text and answer == Answer(text=answer.text)
        case Answering.WORDS:
            return said and answer == Answer(text=answer.text)
        case Answering.DAY:
            return answer.day is not None and answer == Answer(day=answer.day)
        case Answering.YES_OR_NO:
            return answer.yes is not None and answer == Answer(yes=answer.yes)
        case Answering.SCALE:
            number = answer.number
            within = number is not None and question.lowest <= number <= question.highest
            return within and answer == Answer(number=number)
        case Answering.ONE_OF:
            one = len(answer.codes) == 1 and answer.codes <= codes
            return one and answer == Answer(codes=answer.codes)
        case Answering.SOME_OF:
            some = bool(answer.codes) and answer.codes <= codes
            return some and answer == Answer(codes=answer.codes)
