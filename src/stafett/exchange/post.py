"""Post: the small port through which a notice leaves the house, and the letter it becomes.

Every letter is the same but for its receiver, its language and its number. It names no child, no
unit, no matter and no kind of news, and has no address to press that could tell one from another.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from uuid import UUID

from stafett.texts import sentences


class PostAway(Exception):  # noqa: N818 - it is tried again
    """The letter could not be handed over now."""


class LetterRefused(Exception):  # noqa: N818 - it is given up
    """Nobody can be reached at the address; trying again would not help."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice to one address. ``id`` is the same however often it is sent."""

    id: UUID
    to: str
    language: str
    at: datetime


class Post(Protocol):
    """Somebody who takes letters."""

    async def send(self, letter: Letter) -> None:
        """Hand a letter over.

        Raises:
            PostAway: Not now.
            LetterRefused: Not ever, to this address.

        """


def written(letter: Letter, sender: str, origin: str) -> EmailMessage:
    """Return the letter as a mail.

    Raises:
        LetterRefused: What was given as an address is none.

    """
    said = sentences("notices")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    try:
        mail["To"] = letter.to
    except ValueError:
        raise LetterRefused from None
    mail["Subject"] = said["SUBJECT"][letter.language]
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.id}@{origin}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(said["TEXT"][letter.language], cte="quoted-printable")
    mail["Content-Language"] = letter.language
    return mail
