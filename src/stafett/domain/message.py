"""Messages: what those in the logg say to each other, kept in the logg and nowhere else (R103).

A message is no e-mail: it lies in the shared part, under the same key and the same consents as
the rest, is read by whoever may read there, and goes with the logg when it is locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.people import PersonId, UnitId

MessageId = NewType("MessageId", UUID)


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said, about whom (R175), on which topic, and which message it answers."""

    text: str
    about: frozenset[PersonId]
    topic: str = ""
    answers: MessageId | None = None


class MessageSent(Event, name="message-sent"):
    """Somebody has said something in the logg; ``unit`` is ``None`` for the family."""

    place: Place
    message: MessageId
    saying: Saying
    by: UUID
    unit: UnitId | None
    at: datetime


MessageEvent: TypeAlias = MessageSent


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Say something in the logg: on a unit's behalf, or as somebody in the family."""

    message: MessageId
    saying: Saying
    unit: UnitId | None = None


class NoSuchMessage(Refusal):
    """There is no such message here to answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was sent; it is never changed."""

    id: MessageId
    place: Place
    saying: Saying
    by: UUID
    unit: UnitId | None
    sent_at: datetime
    changes: int = 1


Messages = Mapping[MessageId, Message]


def send(
    messages: Messages, place: Place, command: SendMessage, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the message says something; *messages* are those the asker may read.

    Raises:
        SayWhy: It is empty.
        SayWhomItIsAbout: It names nobody.
        NoSuchMessage: It answers a message that is not there for the asker.
        IdTaken: Another message has the id.

    """
    there = messages.get(command.message)
    if wording.already(there.saying if there else None, command.saying):
        return ()
    wording.reason(command.saying.text)
    if not command.saying.about:
        raise SayWhomItIsAbout
    if command.saying.answers is not None and command.saying.answers not in messages:
        raise NoSuchMessage
    sent = MessageSent(
        place=place,
        message=command.message,
        saying=command.saying,
        by=at.asked_by.id,
        unit=command.unit,
        at=at.now,
    )
    return (sent,)


def after(messages: Messages, event: MessageEvent) -> Messages:
    """Return a part's messages once *event* has happened in it."""
    new = Message(event.message, event.place, event.saying, event.by, event.unit, event.at)
    return {**messages, new.id: new}
