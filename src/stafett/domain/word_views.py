"""Building the views of consents: for the holder every word, for each in the family their own."""

from stafett.domain.access import Permit
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.frame import Frame
from stafett.domain.let_in import Consent
from stafett.domain.part_views import attachment_view
from stafett.domain.people import PersonId
from stafett.domain.policy import Text
from stafett.domain.readable import papers_of
from stafett.domain.speaking import voices
from stafett.domain.standing import FAMILY
from stafett.domain.views import ConsentView


def heard(frame: Frame, permit: Permit, at: Circumstances) -> tuple[Consent, ...]:
    """Return the words this reader may hear: each in the family their own, the holder all."""
    words = frame.consents.words.values()
    return tuple(word for word in words if may_hear(word.giver, permit, at))


def may_hear(giver: PersonId, permit: Permit, at: Circumstances) -> bool:
    """May this reader hear what the giver has said?"""
    return not permit.roles & FAMILY or giver in voices(at)


def consent_views(
    frame: Frame, contents: Contents, permit: Permit, at: Circumstances
) -> tuple[ConsentView, ...]:
    """Return the words this reader may hear, each with the paper it was signed on (R65)."""
    return tuple(_word(word, contents, at) for word in heard(frame, permit, at))


def duty_to_report(frame: Frame, permit: Permit, at: Circumstances) -> Text | None:
    """Return what the guide says on the duty to report, for whoever wrote a no down (R63)."""
    wrote_it = any(no.registered_by == permit.reader for no in frame.consents.refusals)
    return at.guide.guidance.get("after-a-no") if wrote_it else None


def _word(word: Consent, contents: Contents, at: Circumstances) -> ConsentView:
    units = sorted(word.terms.units)
    return ConsentView(
        id=word.id,
        giver=word.giver,
        terms=word.terms,
        evidence=word.evidence,
        registered_at=word.registered_at,
        registered_by=word.registered_by,
        spoken_by=word.spoken_by,
        extends=word.extends,
        standing_for=tuple(unit for unit in units if word.stands(unit, at.today)),
        withdrawn=tuple(sorted(word.withdrawn.items())),
        disowned_at=word.disowned_at,
        complete=word.complete,
        papers=tuple(attachment_view(one) for one in papers_of(contents, word.id)),
    )
