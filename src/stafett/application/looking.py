"""Looking: everything one can ask of the books without changing them.

Each answer is judged for the day, trimmed for its reader, and in the journal before the first
byte of it leaves.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from stafett.application.asking import Asking, Listed, Opened, Target
from stafett.application.audit_content import AuditContent
from stafett.application.audit_evidence import AuditEvidence
from stafett.application.auditing import Auditing
from stafett.application.counting import Counting
from stafett.application.emergencies import EmergencyDoor
from stafett.application.facing import Facing
from stafett.application.family_journal import FamilysJournal
from stafett.application.figuring import Figuring
from stafett.application.keeping import Keeping
from stafett.application.knowing import Knowing
from stafett.application.late_openings import Between, LateOpenings
from stafett.application.listing import Listing
from stafett.application.moving import Moving
from stafett.application.overseeing import Overseeing
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scenes
from stafett.application.seeing import Seeing
from stafett.application.showing import OpenAttachment, Showing
from stafett.application.time_travel import TimeTravel
from stafett.application.views import ConcernView, PersonView
from stafett.application.watching import Watching
from stafett.application.who_read import Reading, WhoRead
from stafett.domain.attachment import AttachmentId
from stafett.domain.break_views import BreaksView, DroppedOnesView
from stafett.domain.face_views import BoardView, FamilyView, ShelfView, TodayView
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.figures import Figures
from stafett.domain.municipality import Municipality
from stafett.domain.national_report import Addressee, FilledIn
from stafett.domain.notice import NoticeWish
from stafett.domain.people import (
    Account,
    Actor,
    Asker,
    Assurance,
    ConcernId,
    FollowUpId,
    PersonId,
    UnitId,
)
from stafett.domain.policy import GuideVersion
from stafett.domain.protection import SafeWay
from stafett.domain.system import KnownSystem
from stafett.domain.taking_along import Noted
from stafett.domain.views import FollowUpView
from stafett.journal import Journal
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.printing_hand import PrintingHand
from stafett.postgres.pool import Pool
from stafett.projections.runner import Runner
from stafett.projections.subjects import Kind

MARKS: Final = "entity-tags"
"""What the key is for by which one reader's pages are told apart."""


class Looking:
    """The questions of the one door; see ``Application``."""

    def __init__(self, ledger: Ledger, journal: Journal, pool: Pool, runner: Runner) -> None:
        self._ledger = ledger
        self._scenes = Scenes(ledger)
        self._recording = Recording(journal)
        self._counting = Counting(ledger, pool, runner, self._scenes)
        self._who_read = WhoRead(journal, self._scenes, self._recording)
        self._late_openings = LateOpenings(journal, self._scenes, self._recording)
        self._listing = Listing(ledger, pool, runner, self._scenes, self._recording)
        self._showing = Showing(ledger, pool, self._scenes, self._recording)
        self.moving: Final = Moving(ledger, self._showing, self._scenes)
        self._knowing = Knowing(ledger, self._scenes, self._listing, self._recording)
        self.emergencies: Final = EmergencyDoor(
            ledger, self._scenes, self._listing, self._recording
        )
        self._facing = Facing(self._listing, self._scenes, self._recording)
        self._watching = Watching(ledger, pool, self._scenes, self._recording, self._listing)
        several = (self._listing, self._watching)
        self.overseeing: Final = Overseeing(journal, self._scenes, self._recording, several)
        self._figuring = Figuring(ledger, pool, self._scenes, self._recording, several)
        self.keeping: Final = Keeping(self._scenes, self._recording)
        places = (ledger, pool)
        room = (self._scenes, self._recording, self._listing)
        self.auditing: Final = Auditing(journal, places, *room)
        self.seeing: Final = Seeing(self.auditing, ledger, pool)
        self.time_travel: Final = TimeTravel(self.auditing, self._listing, ledger, pool)
        self.audit_evidence: Final = AuditEvidence(self.auditing, ledger)
        self.audit_content: Final = AuditContent(self.auditing, places, *room)
        self.familys_journal: Final = FamilysJournal(
            journal, self._listing, self._scenes, self._recording
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

    async def find_system(self, book: UUID, account: Account) -> KnownSystem | None:
        """Say which system a log-in is in this book, or ``None`` when none comes in by it."""
        return await self._knowing.find_system(book, account)

    async def is_younger(self, book: UUID, who: PersonId, age: int) -> bool:
        """Say whether somebody has not reached an age today; not of whom no birth date is known."""
        return await self._knowing.is_younger(book, who, age)

    async def marks_of(self, book: UUID, asker: Asker) -> bytes:
        """Return the 32-byte key under which what this reader is shown is told apart.

        It comes from the book, and so is the same in every process.
        """
        return await self._ledger.tag(book, MARKS, asker.id.bytes)

    async def printing_hand(self, book: UUID) -> PrintingHand:
        """Return the hand that signs what is printed from a book."""
        return await self._ledger.printing_hand(book)

    async def open_follow_up(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, *, asking: Asking
    ) -> Opened[FollowUpView]:
        """Show a follow-up and its logg as this reader may see it today.

        Raises:
            Stranger: There is nothing here for them (404).

        """
        return await self._showing.open_follow_up(book, asker, follow_up, asking)

    async def open_attachment(
        self,
        book: UUID,
        asker: Asker,
        matter: Target,
        attachment: AttachmentId,
        *,
        asking: Asking,
    ) -> Opened[OpenAttachment]:
        """Open an attachment for whoever reads what it hangs on; its bytes come as they are opened.

        Raises:
            Stranger: There is nothing here for them, or its key is gone (404).

        """
        return await self._showing.open_attachment(book, asker, matter, attachment, asking)

    async def open_concern(
        self, book: UUID, asker: Asker, concern: ConcernId, *, asking: Asking
    ) -> Opened[ConcernView]:
        """Show a concern to those it was shared with, and to the family once they are told."""
        return await self._showing.open_concern(book, asker, concern, asking)

    async def noted_in(
        self, book: UUID, asker: Asker, concern: ConcernId, item: UUID, *, asking: Asking
    ) -> Noted:
        """Read what was noted in a concern, to be taken along into a follow-up (R33).

        Raises:
            Stranger: There is nothing here for them (404).
            Refusal: Nothing lies there by that id that can be taken along.

        """
        return await self._showing.noted_in(book, asker, concern, item, asking)

    async def who_read(
        self, book: UUID, asker: Asker, matter: Target, item: UUID, *, asking: Asking
    ) -> Opened[Sequence[Reading]]:
        """Tell who was shown something before it was found to lie with the wrong child (R182).

        Raises:
            Stranger: There is nothing here for them (404).
            NotForYou: They are not the holder or the home unit's leader, nor answer for the
                concern; or nothing by that id is hidden here (403).

        """
        return await self._who_read.of(book, asker, matter, item, asking)

    async def late_openings(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, *, asking: Asking
    ) -> Opened[Sequence[Between]]:
        """Tell what was opened after a word was spoken back and before it was written (R105).

        Raises:
            Stranger: There is nothing here for them (404).
            NotForYou: They are neither the holder, the home unit's leader nor in the family (403).

        """
        return await self._late_openings.of(book, asker, follow_up, asking)

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

    async def open_safe_way(
        self, book: UUID, asker: Asker, person: PersonId, *, asking: Asking
    ) -> Opened[SafeWay]:
        """Show how to reach somebody whose address is protected; the journal has it first.

        Only the employees who were named for it read it, and the person.

        Raises:
            Stranger: There is nothing here for them (404).

        """
        return await self._knowing.open_safe_way(book, asker, person, asking)

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

    async def municipality_today(self, book: UUID) -> tuple[Municipality, date]:
        """Return the municipality as it is now, and which day it is in the book.

        Raises:
            Stranger: There is no such book, or nobody's yet.

        """
        try:
            scene = await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None
        return scene.municipality, scene.today

    async def notices_of(self, book: UUID, asker: Asker) -> NoticeWish | None:
        """Return where the asker wants to be told that there is something new; nobody else's."""
        return await self._knowing.notices_of(book, asker)

    async def said_no(self, book: UUID, asker: Actor, refusal: Refusal, *, asking: Asking) -> None:
        """See that a no stands in the journal before it is spoken, whoever said it.

        What the door itself said no to is there already; this is for the pages that show what is
        about nobody to some and not to others.

        Raises:
            JournalAway: It could not be written, so nothing may be said (503).

        """
        question = Question(book, asker, asking, "a-page", Kind.MUNICIPALITY, None)
        scene = await self._scenes.of_municipality(book)
        await self._recording.said_no(question, scene.now, refusal)

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
