"""A small world of wonderings: who noticed, with whom it was shared, what became of it, who knows.

As in ``small_world`` each is said twice: as the state our rules read, and as plain facts for Cedar.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from stafett.domain import concern
from stafett.domain.acute import Acute, Danger, SecondPerson
from stafett.domain.circumstances import Circumstances
from stafett.domain.clarification import Clarified, Clarity
from stafett.domain.conclusion import ConcernEnded, ConcernTakenOn
from stafett.domain.contact import Alarm
from stafett.domain.matter import Concluded, NotRaised, Root, Shielded, TakenOn, Wondering
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, Citizen, EmployeeId, Staff, UnitId
from stafett.domain.person import Person, Responsibility, Subject
from stafett.domain.sharing import Outsiders, Shared, Wonder
from stafett.domain.shield import CopiedPerson, Shield, Suspicion
from stafett.domain.spell import Employment
from stafett.domain.talk import Talks, Told
from stafett.domain.voice import ChildView
from stafett.law import lawbook
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    COLLEAGUE,
    CONCERN,
    FATHER,
    FOLLOW_UP,
    HEAD,
    LONG_AGO,
    MOTHER,
    MUNICIPALITY,
    OTHER_HEAD,
    OTHER_PARENT,
    OTHER_SCHOOL,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.policy.ages import SMALL
from tests.policy.facts import Entity, entity, of, unit
from tests.policy.small_world import NOW
from tests.rules import GUIDE, RULES

CHILD_SELF = Citizen(CHILD_ID)
THIS: Entity = {"type": "Concern", "id": "this"}

BECAME = (
    "not raised",
    "wondered about",
    "taken on",
    "ended",
    "shielded",
    "shielded, the child let in",
    "shield lifted",
    "shielded, ended",
)
MOVED = ("nobody", "teacher to another school", "teacher out", "colleague to another school")
SHARED = ("with nobody", "with the colleague", "cleared with the head", "acute with the head")
PARTIES = ("nobody", "teacher", "colleague", "head")
TOLD = ("nobody", "mother", "mother and child", "both parents")
FAMILIES = ("small", "of age", "expecting", "mother answers no more")


@dataclass(frozen=True)
class Noticed:
    """One small world, in words. The colleague reads what is shielded, the head too."""

    became: str = "wondered about"
    moved: str = "nobody"
    shared: str = "with the colleague"
    party: str = "nobody"
    told: str = "mother"
    family: str = "small"

    @property
    def shielded(self) -> bool:
        return "shield" in self.became

    def works_in(self, who: Staff) -> frozenset[UnitId]:
        """Return where somebody works today."""
        name = {TEACHER: "teacher", COLLEAGUE: "colleague"}.get(who, "")
        if not name or not self.moved.startswith(name):
            return who.units
        return frozenset({OTHER_SCHOOL} if "school" in self.moved else ())

    @property
    def out(self) -> Staff | None:
        """Return who is a party to it."""
        return {"teacher": TEACHER, "colleague": COLLEAGUE, "head": HEAD}.get(self.party)

    @property
    def knows(self) -> frozenset[Citizen]:
        """Return who in the family has been told."""
        names = {"mother": {MOTHER}, "mother and child": {MOTHER, CHILD_SELF}}
        return frozenset(names.get(self.told, {MOTHER, FATHER} if "both" in self.told else ()))


def at_work_worlds() -> Iterator[Noticed]:
    """Every way in which those at work can stand to it together."""
    for became, moved, shared, party in itertools.product(BECAME, MOVED, SHARED, PARTIES):
        yield Noticed(became=became, moved=moved, shared=shared, party=party)


def at_home_worlds() -> Iterator[Noticed]:
    """Every way in which the family can have been told, and be what it is to the child."""
    for became, told, family in itertools.product(BECAME, TOLD, FAMILIES):
        yield Noticed(became=became, told=told, family=family)


def askers(world: Noticed) -> Mapping[str, Asker]:
    """Return everybody who might ask."""
    staff = {
        "teacher": TEACHER,
        "colleague": COLLEAGUE,
        "head": HEAD,
        "another head": OTHER_HEAD,
        "adviser": ADVISER,
    }
    family = {
        "mother": MOTHER,
        "father": FATHER,
        "child": CHILD_SELF,
        "parent without a say": OTHER_PARENT,
    }
    moved = {name: replace(who, units=world.works_in(who)) for name, who in staff.items()}
    return {**moved, **family}


# ---- as our rules read it ----


def circumstances(world: Noticed, asker: Asker) -> Circumstances:
    """Return the day, with the child and the town as they are in this world."""
    return Circumstances(
        now=NOW,
        asked_by=asker,
        guide=GUIDE,
        rules=RULES,
        person=_person(world),
        municipality=_town(world),
        law=lawbook(),
    )


def _person(world: Noticed) -> Person:
    born = TODAY.replace(year=TODAY.year - 18) if world.family == "of age" else SMALL
    person = replace(CHILD, born=born)
    if world.family == "expecting":
        return replace(person, subject=Subject.EXPECTING)
    if world.family == "small":
        return person
    no_more = replace(person.guardians[MOTHER.person], responsibility=Responsibility.NONE)
    guardians = {**person.guardians, MOTHER.person: no_more}
    return person if world.family == "of age" else replace(person, guardians=guardians)


def _town(world: Noticed) -> Municipality:
    employees = dict(MUNICIPALITY.employees)
    for who in (TEACHER, COLLEAGUE):
        work = tuple(
            Employment(one, leads=False, since=LONG_AGO) for one in sorted(world.works_in(who))
        )
        employees[who.employee] = replace(employees[who.employee], employments=work)
    return replace(MUNICIPALITY, employees=employees)


def state(world: Noticed) -> concern.State:
    """Return the concern as it stands in this world."""
    if world.became == "not raised":
        return NotRaised()
    root = Root(CONCERN, CHILD_ID, TEACHER.employee, SCHOOL, LONG_AGO)
    talks = Talks(told={who.person: Told(TEACHER.employee, TODAY) for who in world.knows})
    if world.shielded:
        hidden = Shielded(root, _shield(world), _wonder(world), talks)
        return Concluded(hidden, _ended()) if world.became.endswith("ended") else hidden
    head, second = Clarified(HEAD.employee, "x", TODAY), SecondPerson(HEAD.employee)
    acute = Acute(next(iter(Danger)), "x", second, TEACHER.employee)
    open_ = Wondering(
        root,
        _wonder(world),
        talks,
        alarm=Alarm(acute) if world.shared.startswith("acute") else Alarm(),
        clarity=Clarity(head) if world.shared.startswith("cleared") else Clarity(),
    )
    if world.became == "taken on":
        return TakenOn(open_, _taken_on())
    return Concluded(open_, _ended()) if world.became == "ended" else open_


def _wonder(world: Noticed) -> Wonder:
    with_whom: frozenset[EmployeeId] = frozenset()
    if world.shared == "with the colleague":
        with_whom = frozenset({COLLEAGUE.employee})
    shared = (Shared(with_whom, "", Outsiders.NONE, TODAY),) if with_whom else ()
    out = world.out if not world.shielded else None
    return Wonder(shared=shared, kept_from=frozenset({out.employee} if out else ()))


def _shield(world: Noticed) -> Shield:
    out = world.out
    kept_from = frozenset({out.employee} if out else ())
    return Shield(
        person=CopiedPerson(CHILD_ID, "x", SMALL, ()),
        suspicion=Suspicion.VIOLENCE,
        text="x",
        best_interests="x",
        level=None,
        second=SecondPerson(HEAD.employee),
        readers=frozenset(who.employee for who in (TEACHER, COLLEAGUE, ADVISER)) - kept_from,
        kept_from=kept_from,
        review_on=TODAY,
        child_let_in="let in" in world.became,
        lifted="lifted" in world.became,
    )


def _ended() -> ConcernEnded:
    return ConcernEnded(
        by=TEACHER.employee,
        why="x",
        information_given="",
        took_part=frozenset(),
        child_view=ChildView(said="x", weighed="x"),
        on=TODAY,
        under=GUIDE.id,
    )


def _taken_on() -> ConcernTakenOn:
    return ConcernTakenOn(
        by=TEACHER.employee,
        taken_by=at_work(TEACHER),
        may_help=frozenset(),
        why_untold="",
        child_view=ChildView(said="x", weighed="x"),
        follow_up=FOLLOW_UP,
        on=TODAY,
        under=GUIDE.id,
    )


# ---- as Cedar is told ----


def facts(world: Noticed) -> list[dict[str, Any]]:
    """Return everything Cedar is told of the concern and of everybody who asks."""
    out, clear = world.out, {"cleared with the head", "acute with the head"}
    told_of = {COLLEAGUE} if world.shared == "with the colleague" else set[Staff]()
    told_of |= {HEAD} if world.shared in clear else set()
    readers = {TEACHER, COLLEAGUE, ADVISER} - {out}
    answer = {MOTHER, FATHER} - ({MOTHER} if world.family == FAMILIES[3] else set())
    now: dict[str, Any] = {
        "raised": world.became != "not raised",
        "shielded": world.shielded,
        "lifted": "lifted" in world.became,
        "childLetIn": "let in" in world.became,
        "unit": of(unit(SCHOOL)),
        "author": of(entity(TEACHER)),
        "toldOf": [of(entity(who)) for who in told_of],
        "readers": [of(entity(who)) for who in readers],
        "keptFrom": [] if out is None else [of(entity(out))],
        "child": of(entity(CHILD_SELF)),
        "childIsOfAge": world.family in ("of age", "expecting"),
        "guardians": [of(entity(who)) for who in answer],
        "told": [of(entity(who)) for who in world.knows],
    }
    if out is not HEAD:
        now["leader"] = of(entity(HEAD))
    found = [{"uid": THIS, "attrs": now, "parents": []}]
    for who in askers(world).values():
        works = [of(unit(one)) for one in who.units] if isinstance(who, Staff) else []
        attrs: dict[str, Any] = {"worksIn": works} if isinstance(who, Staff) else {}
        found.append({"uid": entity(who), "attrs": attrs, "parents": []})
    return found
