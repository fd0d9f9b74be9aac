"""Who in a family reads what was noted of a concern, once somebody has told them of it.

What a child has said is the child's to read, not the guardians'; a talk with guardians is for
those who were in it. Whom somebody contacted is open to them when the concern was never shielded
(R46); a report, and what was told without consent, when they were told of it (R92, R94). What
hangs on something is for those who read that.
"""

from collections.abc import Mapping
from uuid import UUID

from stafett.domain import noted_form
from stafett.domain.attachment import Attachment, AttachmentId
from stafett.domain.circumstances import Circumstances
from stafett.domain.contact import Contacted, Report
from stafett.domain.disclosure import Disclosure
from stafett.domain.document import Document
from stafett.domain.informing import Informed
from stafett.domain.matter import Shielded, State, Wondering, open_part, written
from stafett.domain.noted_words import Noted
from stafett.domain.people import Citizen, PersonId
from stafett.domain.talk import ChildTalk, GuardianTalk
from stafett.domain.wondering import Observation


def reads(matter: Wondering | Shielded, item: Noted, who: PersonId, at: Circumstances) -> bool:
    """Is this of it for somebody in the family who reads the concern?"""
    child, never_hidden = matter.root.about, isinstance(matter, Wondering)
    match item:
        case Observation():
            return True
        case ChildTalk():
            return who == child
        case GuardianTalk(guardians=guardians):
            return who in guardians
        case Contacted():
            return never_hidden
        case Report(informed=informed):
            return never_hidden and _was_told(who, informed)
        case Disclosure(disclosed=told):
            return never_hidden and _was_told(who, told.informed)
        case Document(sheet=sheet):
            return never_hidden and noted_form.for_family(sheet, who, child, at)
        case Attachment(hangs_on=on, described=described):
            carriers = [one for one in everything(matter).values() if one.id == on]
            about = described.about <= {who, child}
            return about and any(reads(matter, one, who, at) for one in carriers)


def attached(state: State, id_: AttachmentId, at: Circumstances) -> Attachment | None:
    """Return the attachment, if it stands in the concern and is for the asker, who reads it."""
    matter, asker = open_part(state), at.asked_by
    there = None if matter is None else matter.attachments.get(id_)
    if matter is None or there is None:
        return None
    if isinstance(asker, Citizen) and not reads(matter, there, asker.person, at):
        return None
    return there


def _was_told(who: PersonId, informed: Mapping[PersonId, Informed]) -> bool:
    return who in informed and informed[who].told


def everything(matter: Wondering | Shielded) -> dict[UUID, Noted]:
    """Return what stands in it and what is hidden, with what hangs on each, by id."""
    hidden: list[Noted] = []
    for gone in matter.amended.misfiled.values():
        hidden += (gone.item, *gone.hung)
    return {**{one.id: one for one in hidden}, **written(matter)}
