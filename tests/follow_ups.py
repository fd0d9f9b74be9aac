"""What tests about follow-ups have in common: how they begin, and words that are given often."""

from datetime import date, timedelta
from uuid import UUID

from stafett.domain import followup
from stafett.domain.beginning import Agreement, Clarification, StartFollowUp
from stafett.domain.consent import GrantConsent
from stafett.domain.fitting_level import FittingLevel
from stafett.domain.goal import Aim, GoalId, SetGoal
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.let_in import ConsentId, Terms
from stafett.domain.level import HolderChoice
from stafett.domain.measure import AgreeMeasure, MeasureId
from stafett.domain.opening import OpenLogg
from stafett.domain.participation import AcceptInvitation, InviteUnit
from stafett.domain.people import Citizen, EmployeeId, PersonId, Professional, Staff, UnitId
from stafett.domain.plan import Part as Side
from stafett.domain.plan import Plan, Responsible
from stafett.domain.task import NameProfessional
from stafett.domain.voice import ChildView
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    FATHER,
    HEAD,
    MOTHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given, Relay

RELAY = Relay(followup, person=CHILD)
given = RELAY.given

TOO_SMALL = ChildView(not_asked_because="too small to be asked today")
HEARD = ChildView(said="I want to sit beside Ali", weighed="a lot: the seat was changed")
FITS = FittingLevel(1)
KEPT = HolderChoice(kept=True)
CHANGED = HolderChoice(kept=False)
LATER = TODAY + timedelta(days=90)
NEXT_WEEK = TODAY + timedelta(days=7)

CLEARED_UP = Clarification(HEAD.employee, TEACHER.employee, Agreement.AGREED, TODAY)
START = StartFollowUp(SCHOOL, at_work(TEACHER), CLEARED_UP, "He plays alone", TOO_SMALL)


def begun() -> Given:
    """A school has taken the child on, and the teacher carries the baton."""
    return given().after(TEACHER, START)


def word(
    giver: Citizen,
    *units: UnitId,
    called: str = "",
    until: date = LATER,
    logg: bool = False,
    topics: frozenset[str] = frozenset(),
    excluded: frozenset[EmployeeId] = frozenset(),
    named: frozenset[EmployeeId] = frozenset(),
    about: PersonId = CHILD_ID,
    on: date = TODAY,
    kind: EvidenceKind = EvidenceKind.DIGITAL,
) -> GrantConsent:
    """Somebody's word to let these units in."""
    id_ = ConsentId(some_id(f"{giver.person} {sorted(units)} {called} {until} {logg}"))
    terms = Terms(
        units=frozenset(units),
        about=about,
        purpose="help at school",
        last_day=until,
        logg=logg,
        topics=topics,
        excluded=excluded,
        named=named,
    )
    digital = kind is EvidenceKind.DIGITAL
    evidence = Evidence(
        kind=kind,
        given_on=on,
        language="nb",
        information="family-2026-1" if digital else None,
        reference="" if digital else "folder 7",
    )
    return GrantConsent(id_, giver.person, terms, evidence)


def both_let_in(so_far: Given, *units: UnitId, logg: bool = False, on: date = TODAY) -> Given:
    """Both guardians let the units in."""
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, *units, logg=logg, on=on), on=on)
    return so_far


def joined(so_far: Given, unit: UnitId, leader: Staff, who: Staff, *, on: date = TODAY) -> Given:
    """The unit is asked, says yes, and somebody in it gets a task."""
    holder = Staff(so_far.state.frame.holder.employee)
    so_far = so_far.after(holder, InviteUnit(unit), on=on)
    so_far = so_far.after(leader, AcceptInvitation(unit), on=on)
    return so_far.after(leader, NameProfessional(unit, who.employee, "gives advice"), on=on)


def with_ppt(*, logg: bool = False) -> Given:
    """Both guardians have let PPT in (and into the logg, when there is to be one)."""
    units = (SCHOOL, PPT) if logg else (PPT,)
    return joined(both_let_in(begun(), *units, logg=logg), PPT, PPT_HEAD, ADVISER)


def with_logg() -> Given:
    """Both have let the school and PPT into a logg, and it is open."""
    return with_ppt(logg=True).after(TEACHER, OpenLogg())


GOAL = GoalId(some_id("goal"))
AIM = Aim("Plays with others", "breaks with a friend", "0", "3 of 5", LATER)
MEASURE = MeasureId(some_id("measure"))
PLAN = Plan(
    what="A friend for the break",
    how="the teacher asks two classmates",
    responsible=Responsible(Side.EMPLOYEE, TEACHER.employee),
    arena="school",
    starts=TODAY,
    deadline=LATER,
    evaluate_on=TODAY + timedelta(days=28),
)
SET_GOAL = SetGoal(GOAL, SCHOOL, AIM)
AGREE_MEASURE = AgreeMeasure(MEASURE, GOAL, SCHOOL, PLAN)


def with_measure(so_far: Given | None = None) -> Given:
    """A goal is set and a measure agreed on, by the teacher for the school."""
    return (so_far or begun()).after(TEACHER, SET_GOAL).after(TEACHER, AGREE_MEASURE)


def person_at(who: Staff, unit: UnitId) -> Professional:
    """Somebody at work as a professional of one of their units."""
    return Professional(who.employee, unit)


def new_id(called: str) -> UUID:
    """A random-looking id."""
    return some_id(called)
