"""What is written down in a concern, and which of its words can be put right later (R182).

Who wrote it never changes, nor who met, nor which form was filled in: that is another thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from stafett.domain.attachment import Attachment, Described
from stafett.domain.contact import Channel, Contacted, Report
from stafett.domain.disclosure import Disclosed, Disclosure
from stafett.domain.document import Document
from stafett.domain.informing import Informed, ReportedToo
from stafett.domain.people import PersonId
from stafett.domain.receiver import Receiver
from stafett.domain.sheet import Sheet
from stafett.domain.talk import ChildTalk, GuardianTalk
from stafett.domain.wondering import Note, Observation, Origin

Noted: TypeAlias = (
    Observation | ChildTalk | GuardianTalk | Contacted | Report | Disclosure | Document | Attachment
)
"""Something that was written down in a concern, or lies beside what was."""


@dataclass(frozen=True, slots=True)
class SeenWords:
    """What of an observation can be put right: all but who wrote it."""

    note: Note
    arena: str
    origin: Origin
    text: str
    form: str
    on: date


@dataclass(frozen=True, slots=True)
class ChildTalkWords:
    """What of a talk with the child can be put right."""

    how: str
    own_words: str
    summary: str
    form: str
    on: date


@dataclass(frozen=True, slots=True)
class GuardianTalkWords:
    """What of a talk with guardians can be put right: who was there has been told, and stays."""

    minutes: str
    on: date


@dataclass(frozen=True, slots=True)
class ContactWords:
    """What was written of whom one contacted."""

    receiver: Receiver
    receiver_name: str
    channel: Channel
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What was written here of a report; what was sent lies with whoever received it."""

    receiver: Receiver
    receiver_name: str
    channel: Channel
    reference: str
    text: str
    informed: Mapping[PersonId, Informed]
    others: tuple[ReportedToo, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class DisclosureWords:
    """What was told without consent, with the paragraph that was law on the day it was told."""

    disclosed: Disclosed
    paragraph: str
    law_from: date


Plain: TypeAlias = (
    SeenWords | ChildTalkWords | GuardianTalkWords | ContactWords | ReportWords | Sheet | Described
)
Rewording: TypeAlias = Plain | Disclosed
"""What one asks for; of what was told without consent the law says the paragraph."""
NotedWords: TypeAlias = Plain | DisclosureWords
"""What then stands there."""


def reworded(item: Noted, words: NotedWords) -> Noted | None:
    """Return the item with these words in it; ``None`` if they are for another kind."""
    match item, words:
        case Observation(), SeenWords(note, arena, origin, text, form, on):
            return replace(item, note=note, arena=arena, origin=origin, text=text, form=form, on=on)
        case ChildTalk(), ChildTalkWords(how, own_words, summary, form, on):
            return replace(item, how=how, own_words=own_words, summary=summary, form=form, on=on)
        case GuardianTalk(), GuardianTalkWords(minutes, on):
            return replace(item, minutes=minutes, on=on)
        case Contacted(), ContactWords():
            return Contacted(
                item.id,
                words.receiver,
                words.receiver_name,
                words.channel,
                words.reference,
                item.by,
                words.at,
            )
        case Report(), ReportWords():
            return Report(
                item.id,
                words.receiver,
                words.receiver_name,
                words.channel,
                words.reference,
                words.text,
                words.informed,
                item.by,
                words.at,
                words.others,
            )
        case Disclosure(), DisclosureWords(disclosed, paragraph):
            return replace(item, disclosed=disclosed, paragraph=paragraph)
        case Document(sheet=Sheet(form=form)), Sheet():
            return _answered(item, words) if words.form == form else None
        case Attachment(), Described():
            return replace(item, described=words)
        case _:
            return None


def _answered(form: Document, sheet: Sheet) -> Document:
    """Return the form with these answers; others than it had are a version nobody has signed."""
    return form if form.sheet == sheet else form.put_right(sheet)
