"""The person it is all about, and those who answer for them: a child, a youth, their guardians.

Everybody in a family has a stream of their own here, the grown-ups too. A person's stream says
who they are and nothing about what is done for them; no concern or follow-up ever writes in it,
so that its length tells nobody anything (R168).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from stafett.domain import expecting, guardianship, identity, keeping_safe, notice, representation
from stafett.domain.expecting import ExpectingSaid, SayExpecting
from stafett.domain.facts import COMPARTMENT, PERSON, Event, Place
from stafett.domain.guardianship import (
    Guardian,
    GuardianRecorded,
    MakeOrganisationResponsible,
    Organisation,
    OrganisationMadeResponsible,
    RecordGuardian,
    Responsibility,
    recorded,
    responsible,
)
from stafett.domain.identity import (
    BirthDateGiven,
    ChildBorn,
    ContactGiven,
    GiveBirthDate,
    GiveContact,
    GiveName,
    GiveNationalNumber,
    LinkPersonAccount,
    NameGiven,
    NationalNumberGiven,
    NoSuchPerson,
    PersonAccountLinked,
    PersonRegistered,
    RecordBirth,
    RegisterPerson,
    Registration,
    RegistrationRepeated,
    Subject,
    birth_date,
    gave_birth,
)
from stafett.domain.keeping_safe import AddressProtectionReviewed
from stafett.domain.linking import PersonAccountAsked, Waiting, link, linked
from stafett.domain.moment import Moment
from stafett.domain.national_number import NationalNumber
from stafett.domain.notice import NoticeWish
from stafett.domain.people import Account, Contact, PersonId
from stafett.domain.protection import (
    AddressIsProtected,
    AddressProtected,
    AddressProtectionLifted,
    Protection,
    SafeWay,
    SafeWayKept,
)
from stafett.domain.registering import Change, Registered, Tie, check_may_change
from stafett.domain.representation import (
    CareOrder,
    CareOrderRecorded,
    RecordCareOrder,
    RecordRepresentative,
    Representative,
    RepresentativeRecorded,
)
from stafett.domain.two_people import NOBODY, Employees

__all__ = ["Command", "Guardian", "Person", "Responsibility", "State", "Subject"]


Command: TypeAlias = RegisterPerson | Change


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """Nothing is known yet."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the book knows them now; the birth date is given, not parsed.

    ``guardians`` holds what was last written about each, which may count only from a later day:
    ask ``guardians_on``. ``born_written`` is the day the birth date was last said, ``was_before``
    what somebody was before she was expecting a child.
    """

    id: PersonId
    name: str
    born: date | None
    guardians: Mapping[PersonId, Guardian] = field(default_factory=dict)
    subject: Subject = Subject.CHILD
    earlier_guardians: tuple[Guardian, ...] = ()
    organisation: Organisation | None = None
    numbers: tuple[NationalNumber, ...] = ()
    contact: Contact | None = None
    accounts: frozenset[Account] = frozenset()
    registration: Registration | None = None
    born_written: date | None = None
    notices: NoticeWish | None = None
    representatives: tuple[Representative, ...] = ()
    care_order: CareOrder | None = None
    children: tuple[PersonId, ...] = ()
    was_before: Subject | None = None
    protection: Protection | None = None
    safe_way: SafeWay | None = None
    log_ins_asked: Waiting = ()

    def age(self, on: date) -> int | None:
        """Return whole years reached on the day, or ``None`` when no birth date is known."""
        if self.born is None:
            return None
        had = (on.month, on.day) >= (self.born.month, self.born.day)
        return on.year - self.born.year - (0 if had else 1)

    def guardians_on(self, day: date) -> Mapping[PersonId, Guardian]:
        """Return who answers for the person on the day; what was written last goes first."""
        written = (*self.earlier_guardians, *self.guardians.values())
        return {one.person: one for one in written if one.counts(day)}

    def representatives_on(self, day: date) -> tuple[Representative, ...]:
        """Return who speaks for the person, or for somebody who answers for them, on the day."""
        return representation.on_day(self.representatives, day)

    @property
    def number(self) -> NationalNumber | None:
        """Return the national number in use, or ``None``: not everybody has one."""
        return self.numbers[-1] if self.numbers else None


State: TypeAlias = NotRegistered | Person


def place(event: Event) -> Place:
    """Return where the event lies: under the person's own key, or the one for a few by name."""
    return COMPARTMENT if isinstance(event, SafeWayKept) else PERSON


def decide(
    state: State,
    command: Command,
    at: Moment,
    tie: Tie = Tie.NONE,
    employees: Employees = NOBODY,
) -> tuple[Event, ...]:
    """Say what happens now: events, nothing new, or a refusal. Touches nothing.

    ``tie`` is what the asker is to the person by matters about them; ``employees`` are at work.
    """
    if isinstance(command, RegisterPerson):
        known = None
        if isinstance(state, Person):
            known = (state.id, state.name, state.born, state.number)
        return identity.register(command, known, at)
    if isinstance(state, NotRegistered):
        raise NoSuchPerson
    check_may_change(Registered(state.id, state.registration, state.protection), command, at, tie)
    if isinstance(command, notice.Command):
        return notice.decide(state.notices, state.id, command)
    if isinstance(command, keeping_safe.Command):
        return keeping_safe.decide(state, command, at)
    match command:
        case GiveName(full_name=full_name):
            return () if state.name == full_name else (NameGiven(full_name=full_name),)
        case GiveBirthDate(born=born):
            return birth_date(state.born, state.subject, born, at)
        case GiveNationalNumber(number=number):
            return () if state.number == number else (NationalNumberGiven(number=number),)
        case GiveContact() if state.protection is not None:
            raise AddressIsProtected
        case GiveContact(contact=contact):
            return () if state.contact == contact else (ContactGiven(contact=contact),)
        case LinkPersonAccount(account=account):
            return link(state, account, at, employees)
        case SayExpecting():
            return expecting.say(state.subject, state.was_before, command, at)
        case RecordBirth():
            return gave_birth(state.id, state.subject, state.children, command, at)
        case RecordGuardian() | MakeOrganisationResponsible():
            return guardianship.decide(state, command, at)
        case RecordRepresentative() | RecordCareOrder():
            family = frozenset((*state.guardians, *(one.person for one in state.earlier_guardians)))
            return representation.decide(state, family, command, at)


def evolve(state: State, event: Event) -> State:
    """Say who the person is once *event* has happened. Judges nothing."""
    match state, event:
        case NotRegistered(), RegistrationRepeated():
            return state
        case NotRegistered(), PersonRegistered(person=who, full_name=called, born=born):
            return Person(
                who,
                called,
                born,
                subject=event.subject,
                registration=Registration(event.by, event.on),
                born_written=None if born is None else event.on,
            )
        case Person(), NameGiven(full_name=called):
            return replace(state, name=called)
        case Person(), BirthDateGiven(born=born, subject=subject):
            return replace(state, born=born, subject=subject, born_written=event.on)
        case Person(), NationalNumberGiven(number=number):
            return replace(state, numbers=(*state.numbers, number))
        case Person(), ChildBorn(child=child):
            return replace(state, children=(*state.children, child))
        case Person(), ExpectingSaid(expecting=yes, subject=subject):
            return replace(state, subject=subject, was_before=state.subject if yes else None)
        case Person(), ContactGiven(contact=contact):
            return replace(state, contact=contact)
        case Person(), _ if isinstance(event, notice.NoticeEvent):
            return replace(state, notices=notice.after(event))
        case Person(), SafeWayKept(way=way):
            return replace(state, safe_way=way)
        case Person(), AddressProtected() | AddressProtectionReviewed():
            return replace(state, protection=keeping_safe.after(state.protection, event))
        case Person(), AddressProtectionLifted():
            return replace(state, protection=None, safe_way=None)
        case Person(), PersonAccountAsked() | PersonAccountLinked():
            accounts, asked = linked(state, event)
            return replace(state, accounts=accounts, log_ins_asked=asked)
        case Person(), GuardianRecorded(guardian=who):
            before = state.guardians.get(who)
            earlier = state.earlier_guardians + (() if before is None else (before,))
            now = {**state.guardians, who: recorded(event)}
            return replace(state, guardians=now, earlier_guardians=earlier)
        case Person(), OrganisationMadeResponsible():
            return replace(state, organisation=responsible(event))
        case Person(), RepresentativeRecorded():
            spoken = representation.recorded(event)
            return replace(state, representatives=(*state.representatives, spoken))
        case Person(), CareOrderRecorded():
            return replace(state, care_order=representation.ordered(event))
        case _:
            raise AssertionError(f"{event.name} cannot follow {type(state).__name__}")


def fold(events: Iterable[Event]) -> State:
    """Return the person as their events have made them."""
    state: State = NotRegistered()
    for event in events:
        state = evolve(state, event)
    return state
