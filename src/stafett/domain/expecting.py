"""Expecting: somebody the book knows already is pregnant, and says so herself (R174).

From that moment she alone consents and reads what is followed up about her, whatever her age; and
her guardians are not told why. When she says that it is over, she is what she was before.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stafett.domain.facts import Event, Refusal
from stafett.domain.identity import Subject
from stafett.domain.moment import Moment


class ExpectingSaid(Event, name="expecting-said"):
    """A woman is expecting a child, or no longer is; ``subject`` is what she is from now on."""

    expecting: bool
    subject: Subject
    by: UUID
    on: date


@dataclass(frozen=True, slots=True)
class SayExpecting:
    """Say that one is expecting a child, or that one no longer is."""

    expecting: bool


class NotBornYet(Refusal):
    """Only somebody who has been born can be expecting a child."""


def say(
    subject: Subject, before: Subject | None, command: SayExpecting, at: Moment
) -> tuple[Event, ...]:
    """Decide whether it is news; *before* is what she was before she was expecting, if known.

    Raises:
        NotBornYet: It is an unborn child.

    """
    if subject is Subject.UNBORN:
        raise NotBornYet
    if (subject is Subject.EXPECTING) == command.expecting:
        return ()
    now = Subject.EXPECTING if command.expecting else before or Subject.YOUTH
    said = ExpectingSaid(expecting=command.expecting, subject=now, by=at.asked_by.id, on=at.today)
    return (said,)
