"""Forms in a concern: an observation form, a scale, a talk with the child, while one wonders.

They lie with the concern, for those who wonder together. What a child has answered is the
child's to read; the guardians, once told, read the others that are about the child or about
themselves, and nothing of a concern that was shielded (R37, R38, R39, R46).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain import sheet, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.document import DocumentId
from stafett.domain.facts import Event
from stafett.domain.people import EmployeeId, PersonId
from stafett.domain.sheet import Sheet
from stafett.domain.template import FilledInBy, KeptIn


class FormNoted(Event, name="form-noted"):
    """Somebody has filled in a form while they wonder."""

    document: DocumentId
    sheet: Sheet
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class NoteForm:
    """Fill in a form of the guide, in a concern."""

    document: DocumentId
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class NotedForm:
    """A form that was filled in while somebody wondered."""

    id: DocumentId
    sheet: Sheet
    by: EmployeeId
    on: date


NotedForms: TypeAlias = Mapping[DocumentId, NotedForm]


def note(
    forms: NotedForms, command: NoteForm, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the form can be kept so.

    Raises:
        Refusal: As `sheet.check` says.

    """
    there = forms.get(command.document)
    if wording.already(there.sheet if there else None, command.sheet):
        return ()
    sheet.check(command.sheet, KeptIn.CONCERN, at)
    return (FormNoted(document=command.document, sheet=command.sheet, by=by, on=at.today),)


def after(forms: NotedForms, event: FormNoted) -> NotedForms:
    """Return the forms once *event* has happened."""
    return {**forms, event.document: NotedForm(event.document, event.sheet, event.by, event.on)}


def for_family(
    forms: NotedForms, who: PersonId, child: PersonId, at: Circumstances
) -> tuple[NotedForm, ...]:
    """Return what somebody in the family may read of them, once told."""
    return tuple(
        one
        for one in forms.values()
        if one.sheet.about <= {who, child} and (who == child or not _is_the_childs(one, at))
    )


def _is_the_childs(form: NotedForm, at: Circumstances) -> bool:
    """Does the form hold the child's own words? One that is not known any more may."""
    template = at.municipality.rulebook.templates.get(form.sheet.form)
    return template is None or FilledInBy.CHILD in template.filled_in_by
