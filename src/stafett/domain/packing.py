"""Packing: the parcel made of the logg as it stands, of what was chosen and of nothing else (R59).

What of it may go at all is told in ``going_along``.
"""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from stafett.domain import controller
from stafett.domain import departure as leaving
from stafett.domain.attachment import Attachment
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.content import EMPTY, Content, Contents
from stafett.domain.correction import Item
from stafett.domain.departure import Departure
from stafett.domain.document import Document
from stafett.domain.entry import Entry
from stafett.domain.facts import SHARED
from stafett.domain.frame import Frame
from stafett.domain.goal import Goal
from stafett.domain.going_along import may_go
from stafett.domain.measure import Measure
from stafett.domain.minutes import Paper
from stafett.domain.parcel import (
    Parcel,
    PastEntry,
    PastEvaluation,
    PastFile,
    PastForm,
    PastGoal,
    PastMeasure,
    PastMinutes,
)
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.sheet import Answer

Thing = TypeVar("Thing")


def pack(frame: Frame, contents: Contents, departure: Departure, at: Circumstances) -> Parcel:
    """Return the parcel as it is now; what was found misfiled since is no longer in it.

    Raises:
        BirthDateNeeded: Nobody could tell whose parcel it is.

    """
    if at.person.born is None:
        raise leaving.BirthDateNeeded
    part = contents.get(SHARED, EMPTY)
    chosen = [
        one
        for one in map(part.find, sorted(departure.items))
        if one is not None and may_go(one, part, frame, at)
    ]
    employee = at.municipality.employees[frame.holder.employee]
    return Parcel(
        id=departure.id,
        sender=controller.on_day(
            at.municipality.rulebook.controllers, at.municipality.name, at.today
        ),
        receiver=departure.called,
        unit=departure.unit,
        moves_on=departure.moves_on,
        child_name=at.person.name,
        born=at.person.born,
        home=_unit(frame.home, at),
        holder=employee.contact.name,
        phone=employee.contact.phone,
        since=frame.began.at.astimezone(NORWAY).date(),
        level=frame.level,
        guide=f"{frame.guide.guide} {frame.guide.version}",
        goals=tuple(_goal(one, part, at) for one in _only(chosen, Goal)),
        measures=tuple(
            _measure(one, part, at, named=one.goal in departure.items)
            for one in _only(chosen, Measure)
        ),
        minutes=tuple(
            PastMinutes(
                held_on=one.held_on,
                text=one.minutes.text,
                unit=_unit(one.unit, at),
                remarks=_remarks(one.meeting, part),
            )
            for one in _only(chosen, Paper)
            if one.minutes is not None and one.held_on is not None
        ),
        entries=tuple(_entry(one, part, at) for one in _only(chosen, Entry)),
        forms=tuple(_form(one, part, at) for one in _only(chosen, Document)),
        files=tuple(_file(one, at) for one in _only(chosen, Attachment)),
    )


def _only(chosen: Iterable[Item], kind: type[Thing]) -> list[Thing]:
    return [one for one in chosen if isinstance(one, kind)]


def _goal(one: Goal, part: Content, at: Circumstances) -> PastGoal:
    aim = one.aim
    return PastGoal(
        text=aim.text,
        indicator=aim.indicator,
        start_value=aim.start_value,
        target=aim.target,
        deadline=aim.deadline,
        set_on=one.set_on,
        closed_on=one.closed_on,
        reached=one.reached,
        unit=_unit(one.unit, at),
        remarks=_remarks(one.id, part),
    )


def _measure(one: Measure, part: Content, at: Circumstances, *, named: bool) -> PastMeasure:
    """Return a measure; *named*: its goal was chosen too, and may be named."""
    plan = one.plan
    goal = part.goals.get(one.goal) if named else None
    return PastMeasure(
        what=plan.what,
        how=plan.how,
        arena=plan.arena,
        goal="" if goal is None else goal.aim.text,
        starts=plan.starts,
        deadline=plan.deadline,
        ended_on=one.ended_on,
        why=one.why,
        evaluations=tuple(
            PastEvaluation(each.on, each.effect, each.basis, each.child_view.said)
            for each in one.evaluations
        ),
        unit=_unit(one.unit, at),
        remarks=_remarks(one.id, part),
    )


def _entry(one: Entry, part: Content, at: Circumstances) -> PastEntry:
    author = at.municipality.employees.get(EmployeeId(one.by))
    return PastEntry(
        kind=one.note.kind,
        text=one.note.text,
        happened_on=one.note.happened_on,
        written_on=one.written_on,
        by="" if author is None else author.contact.name,
        unit=_unit(one.unit, at),
        remarks=_remarks(one.id, part),
    )


def _form(one: Document, part: Content, at: Circumstances) -> PastForm:
    sheet = one.sheet
    return PastForm(
        form=sheet.form.form,
        version=sheet.form.version,
        answers={key: _answer(sheet.answers[key]) for key in sorted(sheet.answers)},
        on=sheet.happened_on,
        unit=_unit(one.unit, at),
        remarks=_remarks(one.id, part),
    )


def _answer(one: Answer) -> str:
    said = (one.text, *sorted(one.codes), one.number, one.day, one.yes)
    return ", ".join(str(each) for each in said if each not in (None, ""))


def _file(one: Attachment, at: Circumstances) -> PastFile:
    return PastFile(
        kind=one.described.kind,
        title=one.described.title,
        acted_on=one.described.acted_on,
        media_type=one.stored.media_type,
        size=one.stored.size,
        digest=one.stored.digest,
        unit=_unit(one.unit, at),
    )


def _remarks(item: UUID, part: Content) -> tuple[str, ...]:
    """Return what the family says against it: the one never goes without the other (R182)."""
    return tuple(one.text for one in part.remarks.get(item, ()))


def _unit(unit: UnitId | None, at: Circumstances) -> str:
    known = None if unit is None else at.municipality.units.get(unit)
    return "" if known is None else known.name
