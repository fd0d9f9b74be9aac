"""Rewording what was noted: the new words say as much as the first had to (R182)."""

from stafett.domain import attachment, disclosure, sheet
from stafett.domain.attachment import Described
from stafett.domain.circumstances import Circumstances
from stafett.domain.contact import Report
from stafett.domain.disclosure import Disclosed, Disclosure
from stafett.domain.informing import also, family_told
from stafett.domain.moment import NotYetHappened
from stafett.domain.noted_words import (
    ChildTalkWords,
    ContactWords,
    DisclosureWords,
    GuardianTalkWords,
    Noted,
    NotedWords,
    ReportWords,
    Rewording,
    SeenWords,
    reworded,
)
from stafett.domain.people import EmployeeId
from stafett.domain.sheet import Sheet
from stafett.domain.talk import GuardianTalk, NoNewDay
from stafett.domain.wording import reason


def checked(item: Noted, words: Rewording, at: Circumstances) -> tuple[Noted, NotedWords] | None:
    """Return the item as it will be, and what will stand there; ``None`` for another kind's words.

    Raises:
        Refusal: They do not say what such words must say.

    """
    if isinstance(words, Disclosed):
        return _told(item, words, at) if isinstance(item, Disclosure) else None
    after = reworded(item, words)
    if after is None:
        return None
    match words:
        case SeenWords():
            at.happened(words.on)
            reason(words.text)
        case ChildTalkWords():
            at.happened(words.on)
        case GuardianTalkWords():
            at.happened(words.on)
            reason(words.minutes)
            again = after.rebooked_for if isinstance(after, GuardianTalk) else None
            if again is not None and again <= words.on:
                raise NoNewDay
        case ContactWords():
            _happened(words, at)
        case ReportWords():
            _happened(words, at)
            reason(words.text)
            also(words.others)
            if isinstance(item, Report) and words.informed != item.informed:
                family_told(words.informed, at)
        case Sheet():
            sheet.check_again(words, at)
        case Described():
            attachment.check_described(words, at)
    return after, words


def _happened(words: ContactWords | ReportWords, at: Circumstances) -> None:
    if words.at > at.now:
        raise NotYetHappened
    reason(words.receiver_name)


def _told(item: Disclosure, told: Disclosed, at: Circumstances) -> tuple[Noted, NotedWords] | None:
    """See by which paragraph of that day it was told."""
    ground = disclosure.ground_of(told, item.unit, EmployeeId(item.by), at, item.disclosed)
    words = DisclosureWords(told, ground.paragraph, ground.valid_from)
    after = reworded(item, words)
    return None if after is None else (after, words)
