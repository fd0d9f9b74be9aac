"""Forms in a concern: an observation form, a scale, a talk with the child, while one wonders.

They lie with the concern, for those who wonder together, and are documents as any other. What a
child has answered is the child's to read; the guardians, once told, read the others that are about
the child or about themselves, and nothing of a concern that was shielded (R37, R38, R39, R46).
"""

from dataclasses import dataclass

from stafett.domain import document
from stafett.domain.circumstances import Circumstances
from stafett.domain.document import DocumentId, FillInForm
from stafett.domain.facts import Event
from stafett.domain.matter import Shielded, Wondering, part_of
from stafett.domain.people import PersonId
from stafett.domain.sheet import Sheet
from stafett.domain.template import FilledInBy, KeptIn


@dataclass(frozen=True, slots=True)
class NoteForm:
    """Fill in a form of the guide, in a concern."""

    document: DocumentId
    sheet: Sheet


def note(matter: Wondering | Shielded, command: NoteForm, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the form can be kept so.

    Raises:
        Refusal: As `sheet.check` says.

    """
    filled = FillInForm(command.document, command.sheet, matter.root.unit)
    return document.fill_in(matter.forms, part_of(matter), filled, at, kept_in=KeptIn.CONCERN)


def for_family(sheet: Sheet, who: PersonId, child: PersonId, at: Circumstances) -> bool:
    """May somebody in the family, once told, read it in a concern that was never shielded?"""
    return sheet.about <= {who, child} and (who == child or not _is_the_childs(sheet, at))


def _is_the_childs(sheet: Sheet, at: Circumstances) -> bool:
    """Does the form hold the child's own words? One that is not known any more may."""
    template = at.municipality.rulebook.templates.get(sheet.form)
    return template is None or FilledInBy.CHILD in template.filled_in_by
