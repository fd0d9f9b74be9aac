"""The acts that lie between two holders, each by mostly the right person."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from hypothesis import strategies as st

from stafett.domain.bridge import KeepInTouch
from stafett.domain.deputy import NameDeputy, ReleaseDeputy
from stafett.domain.dispute import BringDispute, DecideDispute, DisputeDecided, Position
from stafett.domain.naming import NameHolder
from stafett.domain.people import Asker
from tests.follow_ups import TOO_SMALL
from tests.people import COLLEAGUE, COORDINATING, OTHER_PARENT, SCHOOL
from tests.properties.played import LEADERS, STAFF, UNITS, WORKERS, Played

Data: TypeAlias = st.DataObject


def someone(played: Played, data: Data, likely: Asker) -> Asker:
    """Mostly the one whose business it is, at times anybody."""
    if data.draw(st.integers(0, 5)):
        return likely
    anybody: tuple[Asker, ...] = (*STAFF, *played.family, OTHER_PARENT)
    return data.draw(st.sampled_from(anybody))


def disagree(played: Played, data: Data) -> None:
    """Ask the coordinating unit; it decides; a leader names somebody. The holder stays."""
    unit = data.draw(st.sampled_from(UNITS))
    brought = BringDispute((Position(unit, "it is not us"),), "", TOO_SMALL)
    played.act(someone(played, data, played.turn()), brought)
    before = played.frame.holder if not played.over else None
    decider = someone(played, data, COORDINATING)
    for event in played.act(decider, DecideDispute(unit, "they know him best")):
        if isinstance(event, DisputeDecided):
            assert decider == COORDINATING, "R83: nobody else decides"
    named = NameHolder(unit, WORKERS[unit].employee)
    played.act(someone(played, data, LEADERS[unit]), named)
    assert before is None or played.frame.holder == before, "I2"


def stand_in(played: Played, data: Data) -> None:
    asker = someone(played, data, played.turn())
    played.act(asker, NameDeputy(COLLEAGUE.employee))
    if data.draw(st.booleans()):
        played.act(asker, ReleaseDeputy())


def keep_in_touch(played: Played, data: Data) -> None:
    asker = someone(played, data, WORKERS[SCHOOL])
    played.act(asker, KeepInTouch(played.day - timedelta(days=data.draw(st.integers(0, 3)))))


PASSAGES: tuple[Callable[[Played, Data], None], ...] = (disagree, stand_in, keep_in_touch)
