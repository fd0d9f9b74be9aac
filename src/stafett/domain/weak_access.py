"""Access that rests on little: what a data protection officer is told of consents, by no name.

A unit takes part on everyone's word. The word may have run out, may have been written down by
staff, may lack what the giver was told first, or may be one guardian's alone because nobody else
has the say. None of it is wrong by itself; together it shows where somebody should look (R64,
R65, law 3.3). That a family said no, or took a word back, is not told here (R63).
"""

from collections.abc import Iterator
from datetime import date

from stafett.domain import givers, let_in
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import NotForYou
from stafett.domain.frame import Frame
from stafett.domain.givers import Unclear
from stafett.domain.let_in import Admission, Consent
from stafett.domain.people import UnitId
from stafett.domain.team import Stage
from stafett.domain.weak_views import Weakness, WeakView


class OnlyTheOfficerOversees(NotForYou):
    """How much is hidden is for the data protection officer to see, in numbers."""


def in_frame(frame: Frame, at: Circumstances) -> Iterator[WeakView]:
    """Yield each unit that takes part on little today, and in what ways; never the home unit.

    The home unit's own work rests on no consent (R66).
    """
    for unit, part in sorted(frame.team.parts.items()):
        if unit == frame.home or part.stage is not Stage.TAKES_PART:
            continue
        admission = let_in.admit(frame.consents, unit, at)
        if admission is None:
            found, last = _lapsed(frame, unit, at)
        else:
            found, last = frozenset(_weak(admission, at)), admission.last_day
        if found:
            ways = tuple(sorted(found, key=lambda one: one.value))
            yield WeakView(unit=unit, weaknesses=ways, last_day=last)


def _weak(admission: Admission, at: Circumstances) -> Iterator[Weakness]:
    words = admission.words
    if admission.runs_on_until is not None:
        yield Weakness.RUNS_ON
    if not all(word.complete for word in words):
        yield Weakness.INCOMPLETE
    if any(word.registered_by is not None for word in words):
        yield Weakness.WRITTEN_BY_STAFF
    wanted = let_in.needed(admission.unit, at)
    guardians = givers.guardians(at.person, at.today)
    if not isinstance(wanted, Unclear) and len(wanted) == 1 and wanted <= guardians:
        yield Weakness.ONE_GUARDIAN


def _lapsed(
    frame: Frame, unit: UnitId, at: Circumstances
) -> tuple[frozenset[Weakness], date | None]:
    """Return that it has run out, where nobody took anything back."""
    words = [one for one in frame.consents.words.values() if unit in one.terms.units]
    over = [one.terms.last_day for one in words if _ran_out(one, at.today)]
    back = any(unit in one.withdrawn or one.disowned_at is not None for one in words)
    no = any(unit in units for units in frame.consents.stopped.values())
    if not over or back or no:
        return frozenset(), None
    return frozenset({Weakness.LAPSED}), max(over)


def _ran_out(word: Consent, today: date) -> bool:
    return word.terms.last_day < today
