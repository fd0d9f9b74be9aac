"""The one door: what is asked is judged, decided, written down, and only then answered.

A command is folded, judged, decided and appended; a question is folded, judged, trimmed for its
reader and put in the journal before the first byte leaves. Nobody comes past: the API, the
console and the command line have no other way in.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from stafett.application.asking import Asking, Done, Listed, Opened, Promise, Target
from stafett.application.claims import account_tag
from stafett.application.counting import Counting
from stafett.application.doing import Doing
from stafett.application.facing import Facing
from stafett.application.figuring import Figuring
from stafett.application.knowing import Knowing
from stafett.application.listing import Listing
from stafett.application.recording import Recording
from stafett.application.scenes import Scenes
from stafett.application.showing import OpenAttachment, Showing
from stafett.application.uploading import Uploading
from stafett.application.views import ConcernView, PersonView
from stafett.application.watching import Watching
from stafett.application.who_read import Reading, WhoRead
from stafett.domain.attachment import AttachmentId, Described, KeepAttachment, Stored
from stafett.domain.break_views import BreaksView, DroppedOnesView
from stafett.domain.face_views import BoardView, FamilyView, ShelfView, TodayView
from stafett.domain.facts import Stranger
from stafett.domain.figures import Figures
from stafett.domain.first_administrator import ArriveAsFirstAdministrator
from stafett.domain.municipality import Municipality
from stafett.domain.national_report import Addressee, FilledIn
from stafett.domain.notice import NoticeWish
from stafett.domain.people import (
    Account,
    Asker,
    Assurance,
    ConcernId,
    Contact,
    EmployeeId,
    FollowUpId,
    Operator,
    PersonId,
    Staff,
    UnitId,
)
from stafett.domain.policy import GuideVersion
from stafett.domain.views import FollowUpView
from stafett.journal import Journal
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.postgres.pool import Pool
from stafett.projections.runner import Runner

MARKS: Final = "entity-tags"
"""What the key is for by which one reader's pages are told apart."""


class Application:
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
        self._ledger = ledger
        self._runner = runner
        self._scenes = Scenes(ledger)
        recording = Recording(journal)
        self._counting = Counting(ledger, pool, runner, self._scenes)
        self._who_read = WhoRead(journal, self._scenes, recording)
        self._listing = Listing(ledger, pool, runner, self._scenes, recording)
        self._doing = Doing(ledger, self._scenes, self._listing, recording)
        self._uploading = Uploading(ledger, ledger.attachments, self._scenes, recording)
        self._showing = Showing(ledger, pool, self._scenes, recording)
        self._knowing = Knowing(ledger, self._scenes, self._listing, recording)
        self._facing = Facing(self._listing, self._scenes, recording)
        self._watching = Watching(ledger, pool, self._scenes, recording, self._listing)
        self._figuring = Figuring(
            ledger, pool, self._scenes, recording, (self._listing, self._watching)
        )

    async def find_asker(
        self, book: UUID, account: Account, assurance: Assurance, number: str | None = None
    ) -> Asker | None:
        """Say who a log-in is in this book today, or ``None`` when nobody is known by it.

        Somebody in a family is also found by the national number that an issuer vouches for.
        Unit, lead and duties come from the municipality's own lines, never from the token. A
        book there is not answers as one where nobody is known.
        """
        return await self._knowing.find_asker(book, account, assurance, number)

    async def books_of(self, account: Account, number: str | None = None) -> Sequence[UUID]:
        """Return the books in which the log-in is somebody (usually one)."""
        return await self._knowing.books_of(account, number)

    async def is_younger(self, book: UUID, who: PersonId, age: int) -> bool:
        """Say whether somebody has not reached an age today; not of whom no birth date is known."""
        return await self._knowing.is_younger(book, who, age)

    async def marks_of(self, book: UUID, asker: Asker) -> bytes:
        """Return the 32-byte key under which what this reader is shown is told apart.

        It comes from the book, and so is the same in every process.
        """
        return await self._ledger.tag(book, MARKS, asker.id.bytes)

    async def execute(
        self,
        book: UUID,
        asker: Asker | Operator,
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
            asker: Who asks. An operator may only fill a new book's municipality.
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
        """Let the first administrator in by the link they were given; ``new`` is their id.

        Raises:
            Stranger: No such book, or the link is wrong, used or too old.

        """
        employee = EmployeeId(uuid4())
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

    async def open_follow_up(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, *, asking: Asking
    ) -> Opened[FollowUpView]:
        """Show a follow-up and its logg as this reader may see it today.

        Raises:
            Stranger: There is nothing here for them (404).

        """
        return await self._showing.open_follow_up(book, asker, follow_up, asking)

    async def upload(
        self,
        book: UUID,
        asker: Asker,
        follow_up: FollowUpId,
        *,
        unit: UnitId | None,
        shared: bool,
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
            follow_up,
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
        follow_up: FollowUpId,
        upload: UUID,
        described: Described,
        *,
        unit: UnitId | None,
        shared: bool,
        hangs_on: UUID | None,
    ) -> KeepAttachment:
        """Return the command that tells of an upload, to be executed; it judges nothing yet."""
        return await self._uploading.told_of(
            book, asker, follow_up, upload, described, unit=unit, shared=shared, hangs_on=hangs_on
        )

    async def open_attachment(
        self,
        book: UUID,
        asker: Asker,
        follow_up: FollowUpId,
        attachment: AttachmentId,
        *,
        asking: Asking,
    ) -> Opened[OpenAttachment]:
        """Open an attachment for whoever reads what it hangs on; its bytes come as they are opened.

        Raises:
            Stranger: There is nothing here for them, or its key is gone (404).

        """
        return await self._showing.open_attachment(book, asker, follow_up, attachment, asking)

    async def open_concern(
        self, book: UUID, asker: Asker, concern: ConcernId, *, asking: Asking
    ) -> Opened[ConcernView]:
        """Show a concern to those it was shared with, and to the family once they are told."""
        return await self._showing.open_concern(book, asker, concern, asking)

    async def who_read(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, item: UUID, *, asking: Asking
    ) -> Opened[Sequence[Reading]]:
        """Tell who was shown something before it was found to lie with the wrong child (R182).

        Raises:
            Stranger: There is nothing here for them (404).
            NotForYou: They are not the holder or the home unit's leader, or nothing by that id
                is hidden here (403).

        """
        return await self._who_read.of(book, asker, follow_up, item, asking)

    async def fill_in_report(
        self,
        book: UUID,
        asker: Asker,
        target: Target,
        report: UUID,
        addressee: Addressee,
        *,
        asking: Asking,
    ) -> Opened[FilledIn]:
        """Fill in the national form for the author of a report; the journal has it first.

        It names the child by national number, because the form does; nothing of it is kept.

        Raises:
            Stranger: There is nothing here for them (404).
            NotForYou: There is no such report of theirs (403).

        """
        return await self._showing.fill_in_report(
            book, asker, target, report, addressee, asking=asking
        )

    async def open_person(
        self, book: UUID, asker: Asker, person: PersonId, *, asking: Asking
    ) -> Opened[PersonView]:
        """Show who a person is to those who follow them up, and to the family."""
        return await self._knowing.open_person(book, asker, person, asking)

    async def find_person(
        self, book: UUID, asker: Asker, number: str, *, asking: Asking
    ) -> PersonId | None:
        """Look a person up by national number (its digits); the journal has it first.

        Only whom the asker has to do with is found: by a matter about them, by having registered
        them, or as an administrator. The rest look as if there were nobody (R168, T11).

        Raises:
            NotForYou: Only staff who work in a unit, and administrators, may.

        """
        return await self._knowing.find_person(book, asker, number, asking)

    async def my_list(
        self, book: UUID, asker: Asker, *, asking: Asking
    ) -> Sequence[Listed[FollowUpView | ConcernView]]:
        """List what this asker may look for today: concerns and follow-ups, without contents.

        Waits until the list has reached the book as it stood when the question came.

        Raises:
            NotYetCurrent: It did not within a second (503).

        """
        return await self._listing.my_list(book, asker, asking)

    async def guides_in_use(self, book: UUID, asker: Asker) -> Mapping[GuideVersion, int | None]:
        """Count the follow-ups that run by each published edition; ``None`` is one to four.

        Raises:
            OnlyACoordinator: It is not the asker's duty to keep the rules.
            NotYetCurrent: The lists did not reach the book within a second (503).

        """
        return await self._counting.guides_in_use(book, asker)

    async def municipality(self, book: UUID) -> Municipality:
        """Return the municipality as it is now: units, people at work, guides and rules.

        Raises:
            Stranger: There is no such book, or nobody's yet.

        """
        try:
            return (await self._scenes.of_municipality(book)).municipality
        except NoSuchBook:
            raise Stranger from None

    async def notices_of(self, book: UUID, asker: Asker) -> NoticeWish | None:
        """Return where the asker wants to be told that there is something new; nobody else's."""
        return await self._knowing.notices_of(book, asker)

    async def today(self, book: UUID, asker: Asker, *, asking: Asking) -> Opened[TodayView]:
        """Show everything that is this asker's to see to: what they hold, are asked, and is due.

        Waits like a list. Raises NotYetCurrent (503).
        """
        return await self._facing.today(book, asker, asking)

    async def family(self, book: UUID, asker: Asker, *, asking: Asking) -> Opened[FamilyView]:
        """Show somebody in a family who holds the baton, who is let in, and what is theirs to say.

        Waits like a list. Raises NotYetCurrent (503).

        Raises:
            Stranger: The asker is at work here, not in a family (404).

        """
        return await self._facing.family(book, asker, asking)

    async def board(
        self, book: UUID, asker: Asker, unit: UnitId, *, asking: Asking
    ) -> Opened[BoardView]:
        """Show a unit's leader how its work stands, in numbers and days.

        Waits like a list. Raises NotYetCurrent (503).

        Raises:
            Stranger: The asker does not lead the unit, or there is none (404).

        """
        return await self._facing.board(book, asker, unit, asking)

    async def shelf(self, book: UUID, asker: Asker, *, asking: Asking) -> Opened[ShelfView]:
        """Show the family its locked loggs, and the archivist those of the whole book.

        Waits like a list. Raises NotYetCurrent (503).

        Raises:
            NotForYou: The asker is neither (403).

        """
        return await self._facing.shelf(book, asker, asking)

    async def breaks(self, book: UUID, asker: Asker, *, asking: Asking) -> Opened[BreaksView]:
        """Show what has broken in what this asker holds or leads, each with the rule behind it.

        Waits like a list. Raises NotYetCurrent (503).
        """
        return await self._watching.breaks(book, asker, asking)

    async def dropped(self, book: UUID, asker: Asker, *, asking: Asking) -> Opened[DroppedOnesView]:
        """Tell the BTI coordinator which leaders to call, about nobody by name.

        Waits like a list. Raises NotYetCurrent (503).

        Raises:
            NotTheCoordinator: It is not the asker's duty (403).

        """
        return await self._watching.dropped(book, asker, asking)

    async def figures(self, book: UUID, asker: Asker, *, asking: Asking) -> Figures:
        """Tell how long children wait, on which levels one works, and what has broken (R29).

        Waits like a list. Raises NotYetCurrent (503).

        Raises:
            OnlyACoordinator: It is not the asker's duty to keep the rules (403).

        """
        return await self._figuring.figures(book, asker, asking)
