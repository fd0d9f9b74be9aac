"""Joining: one child, one open logg, however many units set out to open one (R167, R168).

A unit never learns of another's logg by asking. Only when everyone whose consent is needed has
said "open one, or join the one there is", and there is one, does the unit come into it; its own
follow-up ends as joined. Nothing that stands in it moves along but those words themselves, and a
logg that was locked there stays locked: it is the other one that the unit was let into.
"""

from dataclasses import dataclass, replace
from typing import Final

from stafett.domain.circumstances import Circumstances
from stafett.domain.consent import ConsentGranted
from stafett.domain.ending import EndReason, FollowUpEnded
from stafett.domain.facts import Event
from stafett.domain.frame import Frame
from stafett.domain.let_in import Admission, Consent, admit, said_yes
from stafett.domain.logg import Open
from stafett.domain.opening import LoggNotLetOpen
from stafett.domain.participation import InvitationAccepted
from stafett.domain.people import Professional
from stafett.domain.task import ProfessionalNamed
from stafett.domain.team import Task, TaskKind
from stafett.domain.voice import ChildView

CAME_ALONG: Final = Task(TaskKind.CAME_ALONG)
"""What the holder of the unit's own follow-up does in the other one, until a leader says it."""


@dataclass(frozen=True, slots=True)
class Joining:
    """What happens in the two follow-ups, both or neither."""

    ends: tuple[Event, ...]
    comes_in: tuple[Event, ...]


def join(
    mine: Frame, theirs: Frame, at: Circumstances, *, anew: Professional | None = None
) -> Joining:
    """Decide what happens when a logg is opened for a child who has an open one.

    Args:
        mine: The follow-up in which the logg was to be opened.
        theirs: The child's follow-up with the open logg, in another unit.
        at: The circumstances of the asker, who carries the baton in ``mine``.
        anew: Who was to carry the baton, where a locked logg was to be opened again (R62): then
            nobody's older word runs on. A follow-up that is over already ends no second time.

    Raises:
        LoggNotLetOpen: Somebody's word is missing, as it is said when there is no other logg.

    """
    who = anew or mine.holder
    asks = said_yes if anew else admit
    admission = asks(mine.consents, who.unit, at, logg=True)
    if admission is None or mine.person != theirs.person or not isinstance(theirs.logg, Open):
        raise LoggNotLetOpen
    return Joining(
        ends=(_ended(mine, at),) if mine.ending is None else (),
        comes_in=(*_words(admission, theirs, at), *_takes_part(who, theirs, at)),
    )


def _ended(mine: Frame, at: Circumstances) -> FollowUpEnded:
    return FollowUpEnded(
        reason=EndReason.JOINED,
        note="",
        agreed=frozenset(),
        child_view=ChildView(),
        successor="",
        at=at.now,
        guide=mine.guide,
    )


def _words(admission: Admission, theirs: Frame, at: Circumstances) -> tuple[Event, ...]:
    """Say the givers' words in the other follow-up too, for this one unit and no other.

    They count there as they did here, from the day they were registered, and are taken back
    there like any other.
    """
    return tuple(
        _said(word, admission, theirs, at)
        for word in admission.words
        if word.id not in theirs.consents.words
    )


def _said(word: Consent, admission: Admission, theirs: Frame, at: Circumstances) -> ConsentGranted:
    return ConsentGranted(
        consent=word.id,
        giver=word.giver,
        terms=replace(word.terms, units=frozenset({admission.unit})),
        evidence=word.evidence,
        registered_by=word.registered_by,
        at=word.registered_at,
        guide=theirs.guide,
        rules_from=at.rules.valid_from,
    )


def _takes_part(holder: Professional, theirs: Frame, at: Circumstances) -> tuple[Event, ...]:
    events: list[Event] = []
    if not theirs.team.takes_part(holder.unit):
        events.append(
            InvitationAccepted(
                unit=holder.unit,
                on=at.today,
                guide=theirs.guide,
                rules_from=at.rules.valid_from,
            )
        )
    if not theirs.team.named(holder):
        events.append(
            ProfessionalNamed(
                unit=holder.unit, employee=holder.employee, task=CAME_ALONG, on=at.today
            )
        )
    return tuple(events)
