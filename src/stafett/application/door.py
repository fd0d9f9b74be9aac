"""The one door: what is asked is judged, decided, written down, and only then answered.

A command is folded, judged, decided and appended; a question is folded, judged, trimmed for its
reader and put in the journal before the first byte leaves. Nobody comes past: the API, the
console and the command line have no other way in.
"""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from stafett.application.asking import Asking, Done, Promise, Target
from stafett.application.claims import account_tag
from stafett.application.doing import Doing
from stafett.application.looking import Looking
from stafett.application.uploading import Uploading
from stafett.domain.attachment import AttachmentId, Described, KeepAttachment, Stored
from stafett.domain.facts import Stranger
from stafett.domain.first_administrator import ArriveAsFirstAdministrator
from stafett.domain.people import (
    Account,
    Actor,
    Asker,
    Assurance,
    Contact,
    EmployeeId,
    PersonId,
    Staff,
    UnitId,
)
from stafett.journal import Journal
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.postgres.pool import Pool
from stafett.projections.runner import Runner


class Application(Looking):
    """The door of every book this process serves. Safe for any number of coroutines.

    Every method raises BookAway, BookBusy or KeystoreAway when something it needs is not at hand,
    and those that show or refuse anything raise JournalAway when it could not be written down
    first (503: nothing was shown; a command asked again under the same promise is done once).

    Args:
        ledger: The books.
        journal: Who was shown or refused what.
        pool: Connections to the lists.
        runner: What keeps the lists in step; told when something was written.

    """

    def __init__(self, ledger: Ledger, journal: Journal, pool: Pool, runner: Runner) -> None:
        super().__init__(ledger, journal, pool, runner)
        self._runner = runner
        self._doing = Doing(ledger, self._scenes, self._listing, self._recording, pool)
        self._uploading = Uploading(ledger, ledger.attachments, self._scenes, self._recording)

    async def execute(
        self,
        book: UUID,
        asker: Actor,
        target: Target,
        command: object,
        *,
        promise: Promise,
        asking: Asking,
        if_seen: int | None = None,
        new: UUID | None = None,
        about: PersonId | None = None,
    ) -> Done:
        """Do what is asked of one thing in the book, or say why not.

        A target without an id begins something: a concern is raised, a follow-up started, a
        person registered, and the door chooses its id. Registering a person with a number that
        is known answers with the person it belongs to, and as if it had not been known (T11).

        Args:
            book: The book.
            asker: Who asks. An operator may only fill a new book's municipality, a system tell who
                works where.
            target: What it is about.
            command: As the domain words it; a tuple is decided in order and written together.
                Taking a concern on is ``(TakeOn(...), StartFollowUp(...))``.
            promise: The idempotency key and the hash of the request.
            asking: Where the question came from.
            if_seen: How many entries the asker had seen last, if they must not have changed.
            new: The id that the command brings along for a thing inside the target; a replay
                answers with the one from the first time.
            about: The person, where a concern or follow-up is yet to begin.

        Raises:
            Refusal: The rules say no (``NotForYou`` 403, ``Stranger`` 404, others 409).
            SeenIsStale: ``if_seen`` was given and is not what the asker sees now (412).
            KeyUsedForAnother: The same key came earlier with another request (422).
            HandsCrossed: Others kept writing first (409).
            NotYetCurrent: What the asker is to a person could not be asked within a second (503).

        """
        commands: tuple[Any, ...] = command if isinstance(command, tuple) else (command,)
        done = await self._doing.execute(
            book,
            asker,
            target,
            commands,
            promise=promise,
            asking=asking,
            if_seen=if_seen,
            new=new,
            about=about,
        )
        self._runner.nudge()
        return done

    async def arrive(
        self,
        book: UUID,
        account: Account,
        link: str,
        contact: Contact,
        *,
        promise: Promise,
        asking: Asking,
    ) -> Done:
        """Let an administrator in by the link they were given; ``new`` is their id.

        Raises:
            Stranger: No such book, or the link is wrong, used or too old.

        """
        there = await self.find_asker(book, account, Assurance.HIGH)
        employee = there.employee if isinstance(there, Staff) else EmployeeId(uuid4())
        hashed = sha256(link.encode()).hexdigest()
        try:
            who = await self._ledger.tag(book, "newcomer", account_tag(account))
        except NoSuchBook:
            raise Stranger from None
        return await self._doing.execute(
            book,
            Staff(employee),
            Target.municipality(),
            (ArriveAsFirstAdministrator(hashed, employee, contact, account),),
            promise=promise,
            asking=asking,
            if_seen=None,
            new=employee,
            about=None,
            remembered_as=UUID(bytes=who[:16]),
        )

    async def upload(
        self,
        book: UUID,
        asker: Asker,
        matter: Target,
        *,
        unit: UnitId | None = None,
        shared: bool = False,
        stored: Stored,
        content: AsyncIterator[bytes],
        promise: Promise,
        asking: Asking,
    ) -> tuple[AttachmentId, Stored]:
        """Take in an attachment as it comes, sealed for the part it is to lie in.

        ``stored`` says its type and length; its digest is filled in. Nothing shows until it is
        told of, and after an hour what nobody told of is taken away.

        Raises:
            Refusal: The asker may not write there.
            WrongMedia: It is not of the kind it says (415).
            NotAllThere: More or less came than was said (400).
            UploadCrossed: Something else was uploaded under the same key (409).

        """
        return await self._uploading.upload(
            book,
            asker,
            matter,
            unit=unit,
            shared=shared,
            stored=stored,
            content=content,
            promise=promise,
            asking=asking,
        )

    async def told_of(
        self,
        book: UUID,
        asker: Asker,
        matter: Target,
        upload: UUID,
        described: Described,
        *,
        unit: UnitId | None = None,
        shared: bool = False,
        hangs_on: UUID | None,
    ) -> KeepAttachment:
        """Return the command that tells of an upload, to be executed; it judges nothing yet."""
        return await self._uploading.told_of(
            book, asker, matter, upload, described, unit=unit, shared=shared, hangs_on=hangs_on
        )
