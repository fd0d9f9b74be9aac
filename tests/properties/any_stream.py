"""Concerns, persons and municipalities played at random: anybody asks for anything.

The follow-up has a machine of its own (``relay_machine``); here stand the streams around it. What
is promised of each: it answers with facts or with a spoken no and never with an error, asking
twice writes once, and the state is what its events say.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from stafett.domain import concern, looking_in, municipality, person, shredding
from stafett.domain.acute import SecondPerson
from stafett.domain.asking_first import AskForTeamFirst
from stafett.domain.audit_grant import CloseContentToAuditor
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.grave import Grave
from stafett.domain.identity import RegisterPerson
from stafett.domain.letting_look_in import AllowEmergencies
from stafett.domain.municipality import CreateMunicipality
from stafett.domain.people import Asker, Assurance, Citizen, Contact, Duty, EmployeeId, Staff
from stafett.domain.publishing import PublishDayRules, PublishGuide
from stafett.domain.registering import Tie
from stafett.domain.second_person import AskForGraveAct, GrantGraveAct
from stafett.domain.shield import RaiseShieldedConcern
from stafett.domain.staffing import BeginEmployment, GiveDuty, RegisterEmployee
from stafett.domain.unit import OpenUnit
from stafett.domain.wondering import RaiseConcern
from stafett.law import lawbook
from tests.emergencies import OFFICER
from tests.forms import FORMED, WITH_FORMS
from tests.people import (
    ADMINISTRATOR,
    CHILD,
    COLLEAGUE,
    COORDINATOR,
    FATHER,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    OPERATOR,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.properties.any_command import MET, commands_of, of
from tests.properties.played import STAFF
from tests.properties.tally import TALLY
from tests.rules import GUIDE, RULES
from tests.two_people import ANOTHER, KEPT, let_in

A_FEW = 4
"""Commands in one step of a game; they are quick here, and a longer game gets further."""
ANYBODY = (OPERATOR, *STAFF, MOTHER, FATHER)
AUDITOR = Staff(EmployeeId(some_id("Runa Revisor")), duties=frozenset({Duty.AUDITOR}))
WATCHED: Any = looking_in.Command | shredding.Command | CloseContentToAuditor
"""What those ask for who look in, and those who watch over what others do."""
SOON = TODAY + timedelta(days=1)
EVERYTHING = replace(
    MUNICIPALITY, rulebook=replace(MUNICIPALITY.rulebook, templates=WITH_FORMS.rulebook.templates)
)
"""The municipality with its teams and its forms."""


class AnyStream(RuleBasedStateMachine):
    """One stream; ``composer`` is the module that decides in it."""

    composer: Any

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.state: Any = self.composer.fold(())
        self.day = TODAY
        MET.begin()

    def at(self, asker: Any) -> Circumstances:
        noon = datetime.combine(self.day, time(12), NORWAY)
        return Circumstances(noon, asker, FORMED, RULES, CHILD, EVERYTHING, law=lawbook())

    def act(self, asker: Any, command: Any, **more: Any) -> None:
        """Ask, count, fold in what happened, and ask again; ``more`` goes to the composer."""
        at = self.at(asker)
        try:
            happened = self.composer.decide(self.state, command, at, **more)
        except Refusal as no:
            TALLY.refused(command, no)
            return
        TALLY.accepted(command)
        for event in happened:
            self.state = self.composer.evolve(self.state, event)
            MET.hear(event)
        self.events += happened
        if happened:
            try:
                again = self.composer.decide(self.state, command, at, **more)
            except Refusal:
                again = ()
            assert again == (), f"{command} twice wrote twice"

    @rule(days=st.sampled_from((1, 9, 40)))
    def time_goes(self, days: int) -> None:
        self.day += timedelta(days=days)
        MET.day = self.day

    @rule(data=st.data(), likely=st.sampled_from((TEACHER, HEAD)))
    def anything(self, data: st.DataObject, likely: Any) -> None:
        for _ in range(A_FEW):
            kind = data.draw(st.sampled_from(commands_of(self.composer.Command)))
            anybody = data.draw(st.integers(0, 3)) == 0
            asker = data.draw(st.sampled_from(ANYBODY)) if anybody else likely
            self.act(asker, data.draw(of(kind)))

    def teardown(self) -> None:
        assert self.composer.fold(self.events) == self.state


class Concerns(AnyStream):
    """A wondering, or a shielded concern, and whatever anybody would do with it."""

    composer = concern

    @initialize(data=st.data(), shielded=st.booleans())
    def begin(self, data: st.DataObject, *, shielded: bool) -> None:
        """Raise it, mostly; one whose text is empty is refused and nothing begins."""
        if shielded:
            who = data.draw(st.sampled_from((HEAD, COLLEAGUE)))
            second = SecondPerson(who.employee, "the leader is away")
            soon = TODAY + timedelta(days=60)
            drawn = data.draw(of(RaiseShieldedConcern))
            self.act(TEACHER, replace(drawn, unit=SCHOOL, second=second, review_on=soon))
        elif data.draw(st.integers(0, 4)):
            self.act(TEACHER, replace(data.draw(of(RaiseConcern)), unit=SCHOOL))
        else:
            asks = replace(data.draw(of(AskForTeamFirst)), about=CHILD.id)
            self.act(data.draw(st.sampled_from((MOTHER, FATHER))), asks)


class Persons(AnyStream):
    """What a book knows of a person, and who would change it."""

    composer = person

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Register somebody."""
        self.act(TEACHER, data.draw(of(RegisterPerson)))

    @rule(data=st.data(), tie=st.sampled_from(Tie))
    def somebody_who_knows_them(self, data: st.DataObject, tie: Tie) -> None:
        """Let the one ask whom a matter ties to the person, or nothing at all."""
        for _ in range(A_FEW):
            kind = data.draw(st.sampled_from(commands_of(person.Command)))
            self.act(TEACHER, data.draw(of(kind)), tie=tie)

    @rule(data=st.data(), themselves=st.booleans())
    def somebody_who_may(self, data: st.DataObject, *, themselves: bool) -> None:
        """Let the one ask whom it is about, or an administrator."""
        for _ in range(A_FEW):
            kind = data.draw(st.sampled_from(commands_of(person.Command)))
            asker: Asker = data.draw(st.sampled_from((ADMINISTRATOR, ANOTHER)))
            if themselves and isinstance(self.state, person.Person):
                asker = Citizen(self.state.id)
            self.act(asker, data.draw(of(kind)), employees=KEPT.state.employees)


class Municipalities(AnyStream):
    """A municipality's units, people and rules, and who would change them."""

    composer = municipality

    @initialize(emergencies=st.booleans())
    def begin(self, *, emergencies: bool) -> None:
        """Fill the book as a new one is filled: the rules, a unit, those with duties."""
        for command in (
            CreateMunicipality("Vik"),
            PublishGuide(GUIDE, "the council"),
            PublishDayRules(RULES, "the council"),
            OpenUnit(SCHOOL, "Bjerka skole", "school"),
            *(RegisterEmployee(one.employee, Contact("x")) for one in (HEAD, ADMINISTRATOR)),
            BeginEmployment(HEAD.employee, SCHOOL, TODAY, leads=True),
            GiveDuty(ADMINISTRATOR.employee, Duty.ADMINISTRATOR),
        ):
            self.act(OPERATOR, command)
            assert self.events
        for one in (ANOTHER, OFFICER, AUDITOR):
            for event in let_in(one):
                self.state = municipality.evolve(self.state, event)
                self.events.append(event)
                MET.hear(event)
        if emergencies:
            let_be = AskForGraveAct(some_id("let it be"), AllowEmergencies(SOON, "the council"))
            self.act(ADMINISTRATOR, let_be)
            self.act(ANOTHER, GrantGraveAct(let_be.act))

    @rule(data=st.data(), asker=st.sampled_from((ADMINISTRATOR, COORDINATOR)))
    def those_with_duties(self, data: st.DataObject, asker: Staff) -> None:
        """Let those ask whose work the book is."""
        for _ in range(A_FEW):
            kind = data.draw(st.sampled_from(commands_of(municipality.Command)))
            self.act(asker, data.draw(of(kind)))

    @rule(data=st.data(), late=st.sampled_from((0, 0, 0, 8)))
    def what_takes_two(self, data: st.DataObject, late: int) -> None:
        """Let one ask for what takes two people, and somebody grant it, soon or too late."""
        asked = AskForGraveAct(data.draw(of(UUID)), data.draw(of(Grave)))
        self.act(data.draw(st.sampled_from((ADMINISTRATOR, ANOTHER, HEAD))), asked)
        self.day += timedelta(days=late)
        MET.day = self.day
        granting = st.sampled_from((ANOTHER, ADMINISTRATOR, COORDINATOR))
        self.act(data.draw(granting), GrantGraveAct(asked.act))

    @rule(data=st.data(), asker=st.sampled_from((TEACHER, OFFICER, AUDITOR, ANOTHER)))
    def those_who_look_in_and_over(self, data: st.DataObject, asker: Staff) -> None:
        """Let those ask who look in on somebody, review it, hold, or audit."""
        for _ in range(A_FEW):
            kind = data.draw(st.sampled_from(commands_of(WATCHED)))
            unsure = data.draw(st.integers(0, 9)) == 0
            who = replace(asker, assurance=Assurance.SUBSTANTIAL) if unsure else asker
            self.act(who, data.draw(of(kind)))


STREAMS: tuple[type[AnyStream], ...] = (Concerns, Persons, Municipalities)
