"""The acts that lie between two holders, each by mostly the right person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TypeAlias

from hypothesis import strategies as st

from stafett.domain.arrival import AnswerArrival, PastKept, TakeInParcel
from stafett.domain.baton import FormalDecision
from stafett.domain.bridge import KeepInTouch
from stafett.domain.change_of_home import (
    CancelMove,
    CompleteMove,
    HomeUnitChanged,
    PlanMove,
)
from stafett.domain.circumstances import NORWAY
from stafett.domain.content import EMPTY
from stafett.domain.countersigned import Countersigned
from stafett.domain.departure import (
    AnswerDeparture,
    CallOffDeparture,
    CompleteDeparture,
    DepartureCompleted,
    ParcelSent,
    ProposeDeparture,
    SendParcel,
)
from stafett.domain.deputy import NameDeputy, ReleaseDeputy
from stafett.domain.digesting import digest
from stafett.domain.dispute import BringDispute, DecideDispute, DisputeDecided, Position
from stafett.domain.facts import SHARED, own
from stafett.domain.followup import Ended, Running
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.individual_plan import (
    AnswerApplication,
    ApplyForPlan,
    InformOfPlan,
    NameCoordinator,
    PlanKind,
    SayIfWanted,
)
from stafett.domain.logg import Open
from stafett.domain.minutes import Paper
from stafett.domain.naming import NameHolder
from stafett.domain.packing import pack
from stafett.domain.people import Asker
from stafett.domain.plan_handover import AcceptPackage, EndPlan, OfferPackage, PackageAccepted
from tests.follow_ups import TOO_SMALL
from tests.moving import PARCEL, says
from tests.people import (
    CASEWORKER,
    COLLEAGUE,
    COORDINATING,
    FAR_AWAY,
    NURSE,
    OTHER_PARENT,
    SCHOOL,
    at_work,
    some_id,
)
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


def go_over_to_a_plan(played: Played, data: Data) -> None:
    """Some way along the steps of a plan; a step that is skipped is refused."""
    family = played.family[data.draw(st.integers(0, 2))].person
    holder = someone(played, data, played.turn())
    kind = data.draw(st.sampled_from(PlanKind))
    coordinator = data.draw(st.sampled_from((NURSE, CASEWORKER)))
    path = (
        (holder, InformOfPlan(kind, frozenset({family}), "rights-1", played.day)),
        (holder, SayIfWanted(family, wants=True)),
        (holder, ApplyForPlan(family, "the coordinating unit", played.day)),
        (holder, AnswerApplication(granted=True, by="the unit", reference="", on=played.day)),
        (holder, NameCoordinator(at_work(coordinator), "the coordinating unit")),
        (holder, OfferPackage(TOO_SMALL)),
        (someone(played, data, coordinator), AcceptPackage("0" * 64)),
        (someone(played, data, played.family[0]), EndPlan("enough")),
    )
    steps = data.draw(st.integers(1, len(path)))
    for asker, command in path[: steps if data.draw(st.booleans()) else 6]:
        ran = isinstance(played.state, Running)
        for event in played.act(asker, command):
            if isinstance(event, PackageAccepted):
                assert ran, "R154: nobody takes over what has ended"
                assert played.over, "R154"
                assert not isinstance(played.frame.logg, Open), "R154"


def move_home(played: Played, data: Data) -> None:
    """Plan another home unit, let its worker take the baton, and complete it: or some of that."""
    to = data.draw(st.sampled_from(UNITS))
    holder = someone(played, data, played.turn())
    played.act(holder, PlanMove(to, played.day, "they move", TOO_SMALL))
    if data.draw(st.booleans()):
        played.act(holder, OfferBaton(at_work(WORKERS[to])))
        played.act(WORKERS[to], AcceptBaton(FormalDecision(played.day, "2026/17")))
    before = None if played.over else (played.frame.home, played.frame.holder)
    asker = someone(played, data, played.turn())
    if data.draw(st.integers(0, 3)):
        for event in played.act(asker, CompleteMove()):
            assert isinstance(event, HomeUnitChanged)
            assert played.words.yes(event.home, played.person, played.day, logg=False), "R180"
            assert played.frame.holder.unit == event.home, "R180"
        assert before is None or played.frame.holder == before[1], "I2"
    else:
        played.act(asker, CancelMove("they stay"))


def move_away(played: Played, data: Data) -> None:
    """Let something go along to another municipality, let go on its receipt: or some of that."""
    assert isinstance(played.state, Running | Ended)
    shared = played.state.contents.get(SHARED, EMPTY).items()
    ids = [one.meeting if isinstance(one, Paper) else one.id for one in shared]
    items = frozenset(data.draw(st.lists(st.sampled_from(ids), max_size=2)) if ids else ())
    holder = someone(played, data, played.turn())
    departure = some_id(f"departure {data.draw(st.integers(0, 1))}")
    propose = ProposeDeparture(departure, FAR_AWAY.id, "school", items, played.day, TOO_SMALL)
    played.act(holder, propose)
    now = played.frame.passages.departure
    if now is None:
        return
    said = digest(pack(played.frame, played.state.contents, now, played.at(played.turn())))
    givers = data.draw(st.permutations(played.family))
    for giver in givers[: data.draw(st.integers(1, 3))]:
        word = says(giver, agrees=bool(data.draw(st.integers(0, 4))), on=played.day)
        played.act(someone(played, data, giver), AnswerDeparture(said, word))
    for event in played.act(holder, SendParcel(said)):
        assert isinstance(event, ParcelSent)
        units = [part for place, part in played.state.contents.items() if place.unit]
        alone = [one for part in units for one in part.entries if one not in ids]
        assert not event.items & set(alone), "R59: nothing of a unit's own part goes along"
    if not data.draw(st.integers(0, 2)):
        played.act(holder, CallOffDeparture("they stay"))
    moment = datetime.combine(played.day, time(9), NORWAY)
    way = played.frame.passages.departure
    ran, waits = isinstance(played.state, Running), way is not None and way.on_its_way
    signed = Countersigned("stafett/there", "a key", "stafett/here", "another", "a signature")
    let_go = CompleteDeparture(departure, FAR_AWAY.id, said, moment, signed)
    for event in played.act(holder, let_go):
        if isinstance(event, DepartureCompleted):
            assert ran, "R59: nobody lets go of what has ended"
            assert waits, "R59: not before a parcel was sent"
            assert played.over
            assert not isinstance(played.frame.logg, Open)


def arrive(played: Played, data: Data) -> None:
    """Let a parcel from elsewhere be opened, or not, and take it in where one may."""
    shared, holder = data.draw(st.booleans()), someone(played, data, played.turn())
    about = replace(PARCEL, born=played.person.born or PARCEL.born)
    if not data.draw(st.integers(0, 3)):
        about = PARCEL
    before = played.frame.logg
    for giver in played.family:
        word = says(giver, agrees=bool(data.draw(st.integers(0, 4))), on=played.day)
        played.act(
            someone(played, data, giver), AnswerArrival(PARCEL.id, FAR_AWAY.id, word, shared)
        )
    for event in played.act(holder, TakeInParcel(FAR_AWAY.id, about, SCHOOL, shared)):
        if isinstance(event, PastKept):
            assert event.parcel.born == played.person.born, "R59: never another child's"
            assert event.place == (SHARED if shared else own(SCHOOL)), "R59"
    assert played.frame.logg == before, "R167: a parcel opens no logg"


PASSAGES: tuple[Callable[[Played, Data], None], ...] = (
    disagree,
    stand_in,
    keep_in_touch,
    go_over_to_a_plan,
    move_home,
    move_away,
    arrive,
)
