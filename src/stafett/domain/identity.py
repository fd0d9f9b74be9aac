"""Who somebody is: name, birth date, national number, how to reach them, how they log in.

The birth date is given by somebody who knows it and never read out of a number. A number may
change, and some people have none.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.moment import Moment
from stafett.domain.national_number import NationalNumber
from stafett.domain.people import Account, Contact, EmployeeId, PersonId, Staff


class Subject(Enum):
    """What kind of person somebody is to the relay (R7); the unborn have a name and no number.

    ``EXPECTING`` is a pregnant woman: she alone answers for herself, whatever her age (R174).
    """

    CHILD = "child"
    YOUTH = "youth"
    UNBORN = "unborn"
    ADULT = "adult"
    EXPECTING = "expecting"


class PersonRegistered(Event, name="person-registered"):
    """A person is known to the book; the birth date is given, never read from a number.

    ``by`` is the registrar and ``on`` the Norwegian day: who may complete it, and how long.
    """

    person: PersonId
    subject: Subject
    full_name: str
    born: date | None
    by: UUID
    on: date


class RegistrationRepeated(Event, name="registration-repeated"):
    """Somebody registered a person whom the book knew already, and was not told so (R168).

    It stands alone in a stream that nobody is, so that writing it looks like registering anybody.
    """

    person: PersonId


class NameGiven(Event, name="name-given"):
    """The person goes by this name from now on."""

    full_name: str


class BirthDateGiven(Event, name="birth-date-given"):
    """The person's birth date has become known, or was wrong; the unborn are born by it.

    ``on`` is the Norwegian day it was said.
    """

    born: date
    subject: Subject
    on: date


class ChildBorn(Event, name="child-born"):
    """A child has been born to the person; it is somebody of its own, and nothing moves to it."""

    child: PersonId
    on: date


class NationalNumberGiven(Event, name="national-number-given"):
    """The person has this national number from now on; earlier ones are not forgotten."""

    number: NationalNumber


class ContactGiven(Event, name="contact-given"):
    """How to reach the person."""

    contact: Contact


class PersonAccountLinked(Event, name="person-account-linked"):
    """A log-in stands for this person from now on; *by* said so, and *granted_by*, if two did."""

    account: Account
    by: EmployeeId | None = None
    granted_by: EmployeeId | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """Who made a person known to the book, and on which Norwegian day."""

    by: UUID
    on: date


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """Make a person known to the book, with the number they have, if any.

    The number comes here and not afterwards: whoever registers must not learn whether the book
    knew it already (R168).
    """

    person: PersonId
    subject: Subject
    full_name: str
    born: date | None = None
    number: NationalNumber | None = None


@dataclass(frozen=True, slots=True)
class GiveName:
    """Set or correct the name."""

    full_name: str


@dataclass(frozen=True, slots=True)
class GiveBirthDate:
    """Set or correct the birth date; an unborn becomes a child."""

    born: date


@dataclass(frozen=True, slots=True)
class RecordBirth:
    """Say that a child, registered as a person of its own, was born to her (R174)."""

    child: PersonId
    on: date


@dataclass(frozen=True, slots=True)
class GiveNationalNumber:
    """Set the national number, already read and accepted; nobody else's is a claim's matter."""

    number: NationalNumber


@dataclass(frozen=True, slots=True)
class GiveContact:
    """Say how to reach the person; people may do so for themselves."""

    contact: Contact


@dataclass(frozen=True, slots=True)
class LinkPersonAccount:
    """Let a log-in stand for the person."""

    account: Account


class AccountIsTaken(Refusal):
    """The log-in stands for somebody else already."""


class PersonIsAnother(Refusal):
    """Another person already stands under this identity."""


class BornAhead(Refusal):
    """A birth date cannot lie ahead."""


class NobodyWasExpected(Refusal):
    """Nobody was expecting a child here, or it is the person itself."""


class NoSuchPerson(Refusal):
    """Nobody is known by this identity."""


def register(
    command: RegisterPerson,
    known: tuple[PersonId, str, date | None, NationalNumber | None] | None,
    at: Moment,
) -> tuple[Event, ...]:
    """Decide whether a person can be made known; *known* is what stands under the id already.

    Raises:
        NotForYou: Only those at work register anybody.
        BornAhead: The birth date has not come.
        PersonIsAnother: Somebody else stands under the id.

    """
    if not isinstance(at.asked_by, Staff):
        raise NotForYou
    if command.born is not None and command.born > at.today:
        raise BornAhead
    if known is not None:
        if known != (command.person, command.full_name, command.born, command.number):
            raise PersonIsAnother
        return ()
    registered = PersonRegistered(
        person=command.person,
        subject=command.subject,
        full_name=command.full_name,
        born=command.born,
        by=at.asked_by.id,
        on=at.today,
    )
    if command.number is None:
        return (registered,)
    return (registered, NationalNumberGiven(number=command.number))


def birth_date(known: date | None, subject: Subject, born: date, at: Moment) -> tuple[Event, ...]:
    """Decide whether the birth date is news; with one, the unborn are children.

    Raises:
        BornAhead: The day has not come.

    """
    if born > at.today:
        raise BornAhead
    now = Subject.CHILD if subject is Subject.UNBORN else subject
    if (known, subject) == (born, now):
        return ()
    return (BirthDateGiven(born=born, subject=now, on=at.today),)


def gave_birth(
    mother: PersonId,
    subject: Subject,
    children: tuple[PersonId, ...],
    command: RecordBirth,
    at: Moment,
) -> tuple[Event, ...]:
    """Decide whether a child of hers can be written down.

    Raises:
        NobodyWasExpected: It is a child who was to have given birth, or the child itself.

    """
    if command.child in children:
        return ()
    if subject not in (Subject.EXPECTING, Subject.ADULT) or command.child == mother:
        raise NobodyWasExpected
    return (ChildBorn(child=command.child, on=at.happened(command.on)),)
