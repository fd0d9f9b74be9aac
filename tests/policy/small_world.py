"""A small world: a child's follow-up at a school, another unit beside it, and who might ask.

Each world is said twice from the same words: as the follow-up our rules read, and as plain facts
for Cedar. The facts are worked out here from what was said, never by our rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from stafett.domain.baton import Because, Offer, Turn
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.dispute import Dispute
from stafett.domain.emergency import Emergencies, Finding, Opening, Review
from stafett.domain.ending import Ending, EndReason
from stafett.domain.followup import Ended, Running
from stafett.domain.frame import Frame
from stafett.domain.handover import NO_WISH
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.let_in import Consent, ConsentId, Consents, Terms
from stafett.domain.logg import Locked, Locking, Logg, NotOpened, Open
from stafett.domain.municipality import Municipality
from stafett.domain.network import Opened, RelativeWish
from stafett.domain.people import Asker, Citizen, PersonId, Professional, Staff, UnitId
from stafett.domain.spell import Absence
from stafett.domain.team import Aside, Part, Stage, Task, TaskKind, Team, WhyAside
from stafett.law import lawbook
from tests.follow_ups import begun
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    COORDINATING,
    FATHER,
    HEAD,
    LONG_AGO,
    MOTHER,
    MUNICIPALITY,
    NURSE,
    OTHER_HEAD,
    OTHER_PARENT,
    OTHER_SCHOOL,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH_ID,
    some_id,
)
from tests.policy.ages import ANSWERS, AUNT, CHILD_SELF, EVERY, NEIGHBOUR, UNCLE, Age, person
from tests.rules import GUIDE, RULES

NOW = datetime.combine(TODAY, time(12), NORWAY)
BEFORE = datetime.combine(LONG_AGO, time(12), NORWAY)
LAST = TODAY + timedelta(days=90)


@dataclass(frozen=True)
class World:
    """One small world, in words."""

    age: str = "fourteen"
    mother: str = "yes, also to the logg"
    father: str = "yes, also to the logg"
    logg: str = "open"
    guest: str = "takes part"
    baton: str = "at school"
    out: str = "nobody"
    over: bool = False
    family_reads: bool = True
    looks_in: str = "nobody"

    @property
    def years(self) -> Age:
        return EVERY[self.age]

    @property
    def unit(self) -> UnitId:
        """Return the other unit."""
        return CLINIC if self.years.clinic else PPT

    @property
    def gave(self) -> frozenset[Citizen]:
        """Return everybody who has ever given a word."""
        said = {MOTHER: self.mother != "none", FATHER: self.father != "none"}
        said |= {CHILD_SELF: self.years.youth_said, ANSWERS: self.years.other_said}
        return frozenset(who for who, word in said.items() if word)

    @property
    def givers(self) -> frozenset[Citizen]:
        """Return everybody whose word is needed for a unit that was asked, or that a word names."""
        if self.guest == "nobody asked" and not self.gave:
            return self.years.needed_home
        return self.years.needed_home | self.years.needed_guest

    @property
    def worker(self) -> Staff:
        """Return who has the task there."""
        return NURSE if self.years.clinic else ADVISER

    @property
    def leader(self) -> Staff:
        """Return who leads there."""
        return CLINIC_HEAD if self.years.clinic else PPT_HEAD

    @property
    def gone(self) -> Staff | None:
        """Return who is kept out or stands aside."""
        who = {"worker": self.worker, "leader": self.leader, "teacher": TEACHER}
        return who.get(self.out.split(" ")[0])

    @property
    def kept_out(self) -> Staff | None:
        """Return whom the mother keeps out by name: in a word that stands, while hers is asked."""
        return self.gone if self.out.endswith("kept out") and self._keeps_out else None

    @property
    def _keeps_out(self) -> bool:
        unit, needed = self.unit, self.years.needed_guest
        if self.gone is TEACHER:
            unit, needed = SCHOOL, self.years.needed_home
        return MOTHER in needed and self.said("mother", unit, logg=False)

    @property
    def aside(self) -> Staff | None:
        """Return who stands aside."""
        return self.gone if self.out.endswith("aside") else None

    @property
    def looked_in(self) -> Staff | None:
        """Return who has looked in on the child in an emergency."""
        who = {"worker": self.worker, "colleague": COLLEAGUE, "another head": OTHER_HEAD}
        return who.get(self.looks_in.split(",")[0])

    @property
    def looks_in_now(self) -> Staff | None:
        """Return who looks in on it now: for an hour, while it is let be, nothing unreviewed."""
        return self.looked_in if "," not in self.looks_in else None

    def said(self, who: str, unit: UnitId, *, logg: bool) -> bool:
        """Say whether somebody's word lets the unit in today (and into the logg)."""
        word: str = {"mother": self.mother, "father": self.father}[who]
        if word in ("none", "ran out") or (word == "taken back" and unit == self.unit):
            return False
        ended = self.logg == "locked"
        return not logg or (word != "yes, but not to the logg" and not ended)

    def yes(self, unit: UnitId, *, logg: bool) -> frozenset[Citizen]:
        """Return everybody whose word lets the unit in today."""
        found = {
            giver
            for name, giver in (("mother", MOTHER), ("father", FATHER))
            if self.said(name, unit, logg=logg)
        }
        if self.years.youth_said and not (logg and self.logg == "locked"):
            found.add(CHILD_SELF)
        if self.years.other_said and not (logg and self.logg == "locked"):
            found.add(ANSWERS)
        return frozenset(found)

    def let_in(self, unit: UnitId, *, logg: bool) -> bool:
        """Say whether everyone whose word is needed has said yes."""
        years, home = self.years, unit == SCHOOL
        enough = years.enough_home if home else years.enough_guest
        unclear = years.unclear_home if home else years.unclear_guest
        return not unclear and enough <= self.yes(unit, logg=logg)


def askers(world: World) -> Mapping[str, Asker]:
    """Return everybody who might ask."""
    return {
        "teacher": TEACHER,
        "head": HEAD,
        "colleague": COLLEAGUE,
        "worker": world.worker,
        "leader": world.leader,
        "somebody else there": replace(
            OTHER_HEAD, units=frozenset({world.unit}), leads=frozenset()
        ),
        "another head": OTHER_HEAD,
        "coordinating unit": COORDINATING,
        "administrator": ADMINISTRATOR,
        "mother": MOTHER,
        "father": FATHER,
        "parent without a say": OTHER_PARENT,
        "child": CHILD_SELF,
        "whoever answers": ANSWERS,
        "aunt": AUNT,
        "uncle": UNCLE,
        "neighbour": NEIGHBOUR,
    }


# ---- as our rules read it ----


def circumstances(world: World, asker: Asker) -> Circumstances:
    """Return the day, with the child, the rules and the town as they are in this world."""
    return Circumstances(
        now=NOW,
        asked_by=asker,
        guide=GUIDE,
        rules=_rules(reads=world.family_reads),
        person=person(world.age),
        municipality=_looked_in(world),
        law=lawbook(),
    )


@cache
def _rules(*, reads: bool) -> Any:
    may = frozenset({"read", "message"}) if reads else frozenset({"message"})
    return replace(
        RULES, guardians_may=may, may_be_let_in=RULES.may_be_let_in | {"private-network"}
    )


def _looked_in(world: World) -> Municipality:
    town = _town(world.baton, world.years.clinic)
    if world.looked_in is None:
        return town
    which = world.looks_in.partition(", ")[2]
    began = NOW - (timedelta(minutes=61) if which == "an hour ago" else timedelta(minutes=30))
    opening = Opening(
        id=some_id("an opening"),
        person=YOUTH_ID if which == "another child" else CHILD_ID,
        unit=OTHER_SCHOOL,
        ground="avert-danger",
        paragraph="x",
        reason="child-is-missing",
        words="x",
        by=world.looked_in.employee,
        at=began,
        until=began + timedelta(minutes=60),
        review_by=TODAY + timedelta(days=3),
        family_at_once=True,
        closed_at=NOW if which == "ended" else None,
    )
    earlier = replace(
        opening,
        id=some_id("an earlier opening"),
        person=YOUTH_ID,
        at=began - timedelta(days=9),
        until=began - timedelta(days=9),
        review_by=TODAY - timedelta(days=1),
        review=None
        if which == "unreviewed"
        else Review(Finding.JUSTIFIED, "x", HEAD.employee, TODAY),
    )
    said = ((LONG_AGO, which != "not allowed"),)
    found = Emergencies(said, {one.id: one for one in (opening, earlier)})
    return replace(town, rulebook=replace(town.rulebook, emergencies=found))


@cache
def _town(baton: str, clinic: bool) -> Municipality:
    away = {"away": 12, "away long": 60}
    days = next((days for how, days in away.items() if baton.endswith(how)), None)
    if days is None:
        return MUNICIPALITY
    who = TEACHER if baton.startswith("at school") else NURSE if clinic else ADVISER
    employee = MUNICIPALITY.employees[who.employee]
    gone = replace(employee, absences=(Absence(TODAY - timedelta(days=days)),))
    return replace(MUNICIPALITY, employees={**MUNICIPALITY.employees, employee.id: gone})


def follow_up(world: World) -> Running | Ended:
    """Return the follow-up as it stands in this world."""
    base = begun().state.frame
    frame: Frame = replace(
        base,
        baton=replace(base.baton, turns=_turns(world), offer=_offer(world)),
        team=_team(world),
        consents=_consents(world),
        logg=_logg(world.logg),
        nearby=replace(base.nearby, network={NEIGHBOUR.person: _wishes()}),
        passages=replace(
            base.passages,
            dispute=_dispute(world),
            deputy=_named(world) if world.baton.endswith("deputy") else None,
        ),
    )
    if not world.over:
        return Running(frame)
    ending = Ending(EndReason.MOVED, "x", frozenset(), base.began.child_view, "", NOW, GUIDE.id)
    return Ended(replace(frame, ending=ending, team=frame.team.dissolved(TODAY)))


def _named(world: World) -> Professional:
    return Professional(world.worker.employee, world.unit)


def _turns(world: World) -> tuple[Turn, ...]:
    first = Turn(Professional(TEACHER.employee, SCHOOL), BEFORE)
    return (first, Turn(_named(world), BEFORE)) if world.baton.startswith("elsewhere") else (first,)


def _offer(world: World) -> Offer | None:
    if not world.baton.endswith("offered"):
        return None
    return Offer(_named(world), TODAY, LAST, "", Because.ORDINARY, NO_WISH)


CARRIES = Task(TaskKind.CARRIES_BATON)
ADVISES = Task(TaskKind.IN_OWN_WORDS, "gives advice")


def _team(world: World) -> Team:
    parts = {SCHOOL: Part(SCHOOL, Stage.TAKES_PART, LONG_AGO, {TEACHER.employee: CARRIES})}
    who, unit = world.worker.employee, world.unit
    match world.guest:
        case "asked":
            parts[unit] = Part(unit, Stage.INVITED, TODAY)
        case "takes part":
            parts[unit] = Part(unit, Stage.TAKES_PART, TODAY, {who: ADVISES})
        case "has left":
            parts[unit] = Part(unit, Stage.LEFT, TODAY, {}, frozenset({who}))
        case _:
            pass
    one = world.aside
    aside = {one.employee: Aside(one.employee, WhyAside.RELATED, TODAY)} if one else {}
    return Team(SCHOOL, parts, aside)


def _consents(world: World) -> Consents:
    said = {MOTHER: world.mother, FATHER: world.father}
    if world.years.youth_said:
        said[CHILD_SELF] = "yes, also to the logg"
    if world.years.other_said:
        said[ANSWERS] = "yes, also to the logg"
    words = [_word(world, giver, how) for giver, how in said.items() if how != "none"]
    stopped = {CHILD_ID: frozenset({SCHOOL, world.unit})} if world.years.youth_stopped else {}
    return Consents(words={word.id: word for word in words}, stopped=stopped)


def _word(world: World, giver: Citizen, how: str) -> Consent:
    keeps_out = world.gone is not None and world.out.endswith("kept out") and giver == MOTHER
    terms = Terms(
        units=frozenset({SCHOOL, world.unit}),
        about=CHILD_ID,
        purpose="x",
        last_day=TODAY - timedelta(days=1) if how == "ran out" else LAST,
        logg=how != "yes, but not to the logg",
        excluded=frozenset({world.gone.employee} if keeps_out and world.gone else ()),
    )
    return Consent(
        id=ConsentId(some_id(f"word of {giver.person}")),
        giver=giver.person,
        terms=terms,
        evidence=Evidence(EvidenceKind.DIGITAL, LONG_AGO, "nb", "family-2026-1"),
        registered_at=BEFORE,
        withdrawn={world.unit: NOW} if how == "taken back" else {},
        logg_ended_at=NOW if world.logg == "locked" else None,
    )


def _logg(how: str) -> Logg:
    match how:
        case "open":
            return Open(BEFORE)
        case "not opened":
            return NotOpened()
        case _:
            return Locked(BEFORE, Locking.DEMAND)


def _wishes() -> Mapping[PersonId, RelativeWish]:
    wish = RelativeWish("x", "x", frozenset({Opened.WHOM_TO_CALL}), LAST)
    return {MOTHER.person: wish, FATHER.person: wish}


def _dispute(world: World) -> Dispute | None:
    if not world.baton.endswith("dispute"):
        return None
    return Dispute(HEAD.employee, (), "x", begun().state.frame.began.child_view, TODAY)
