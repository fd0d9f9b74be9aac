"""A new book: opened for a municipality, filled with its rules, and a link for whoever is first.

Nobody is there yet to ask, so whoever runs the installation does it. From the moment the first
administrator has come in by the link, it opens nothing more; for another administrator a link of
its own is made.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from stafett.api.house import House
from stafett.application.asking import Asking, Promise, Target
from stafett.domain.first_administrator import InviteFirstAdministrator
from stafett.domain.municipality import CreateMunicipality
from stafett.domain.people import Operator
from stafett.domain.publishing import PublishDayRules, PublishGuide
from stafett.domain.template import PublishTemplate
from stafett.journal import Through
from stafett.municipalities import Seed

LINK_LIVES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NewBook:
    """A book that has just been opened; ``link`` is shown once and kept nowhere."""

    book: UUID
    link: str


async def open_book(
    house: House, seed: Seed, name: str, *, clock_offset: timedelta = timedelta(0)
) -> NewBook:
    """Open a book with the rules of *seed*, and invite its first administrator.

    Args:
        house: Where the book is to stand.
        seed: The rules to begin with; afterwards they are lines in the book (R161).
        name: What the municipality is called.
        clock_offset: How far its clock is ahead; only in a demo's house.

    """
    book, link = uuid4(), secrets.token_urlsafe(32)
    await house.ledger.create_book(book, uuid4(), clock_offset=clock_offset)
    commands = (
        CreateMunicipality(name),
        *(PublishTemplate(one, one.source) for one in seed.forms),
        PublishGuide(seed.guide, f"seeded from {seed.guide.id.guide}"),
        PublishDayRules(seed.day_rules, f"seeded from {seed.guide.id.guide}"),
        InviteFirstAdministrator(hash_of(link), datetime.now(UTC) + clock_offset + LINK_LIVES),
    )
    await house.application.execute(
        book,
        Operator(uuid4()),
        Target.municipality(),
        commands,
        promise=Promise(str(book), sha256(book.bytes).digest()),
        asking=Asking(Through("stafett"), uuid4(), action="open-book"),
    )
    return NewBook(book, link)


async def invite_another(
    house: House, book: UUID, *, clock_offset: timedelta = timedelta(0)
) -> str:
    """Return a link that lets another administrator in, once; that it was made stands in the book.

    Raises:
        Stranger: There is no book with that id.

    """
    link = secrets.token_urlsafe(32)
    until = datetime.now(UTC) + clock_offset + LINK_LIVES
    await house.application.execute(
        book,
        Operator(uuid4()),
        Target.municipality(),
        (InviteFirstAdministrator(hash_of(link), until, another=True),),
        promise=Promise(link, sha256(link.encode()).digest()),
        asking=Asking(Through("stafett"), uuid4(), action="invite-administrator"),
    )
    return link


def hash_of(link: str) -> str:
    """Return what the book keeps of a link: its SHA-256 in hexadecimal."""
    return sha256(link.encode()).hexdigest()
