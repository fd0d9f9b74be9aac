"""The one door: what is asked is judged, decided, written down, and only then answered.

A command is folded, judged, decided and appended; a question is folded, judged, trimmed for its
reader and put in the journal before the first byte leaves. Nobody comes past: the API, the
console and the command line have no other way in.
"""

from collections.abc import Sequence
from uuid import UUID

from stafett.application.asking import Asking, Done, Opened, Promise, Target
from stafett.domain.municipality import Municipality
from stafett.domain.people import Account, Asker, Assurance, ConcernId, FollowUpId, PersonId


class Application:
    """The door of every book this process serves. Safe for any number of coroutines."""

    async def find_asker(self, book: UUID, account: Account, assurance: Assurance) -> Asker | None:
        """Say who a log-in is in this book today, or ``None`` when nobody is known by it.

        Unit, lead and duties come from the municipality's own lines, never from the token.
        """
        raise NotImplementedError

    async def books_of(self, account: Account) -> Sequence[UUID]:
        """Return the books in which the log-in is somebody (usually one)."""
        raise NotImplementedError

    async def execute(
        self,
        book: UUID,
        asker: Asker,
        target: Target,
        command: object,
        *,
        promise: Promise,
        asking: Asking,
        if_seen: int | None = None,
        new: UUID | None = None,
    ) -> Done:
        """Do what is asked of one thing in the book, or say why not.

        A target without an id begins something: a concern is raised, a follow-up started, a
        person registered. ``new`` is the id that the command brings along for a thing inside the
        target; a replay answers with the one from the first time.

        Raises:
            Refusal: The rules say no (``NotForYou`` 403, ``Stranger`` 404, others 409).
            SeenIsStale: ``if_seen`` was given and is not what the asker sees now (412).
            KeyUsedForAnother: The same key came earlier with another request (422).
            HandsCrossed: Others kept writing first (409).
            BookBusy, KeystoreAway, JournalAway: Nothing was written; ask again (503).

        """
        raise NotImplementedError

    async def open_follow_up(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, *, asking: Asking
    ) -> Opened[object]:
        """Show a follow-up and its logg as this reader may see it today (404: ``Stranger``)."""
        raise NotImplementedError

    async def open_concern(
        self, book: UUID, asker: Asker, concern: ConcernId, *, asking: Asking
    ) -> Opened[object]:
        """Show a concern to those it was shared with, and to the family once they are told."""
        raise NotImplementedError

    async def open_person(
        self, book: UUID, asker: Asker, person: PersonId, *, asking: Asking
    ) -> Opened[object]:
        """Show what the book knows of a person to those who follow them up, and to the family."""
        raise NotImplementedError

    async def find_person(
        self, book: UUID, asker: Asker, number: str, *, asking: Asking
    ) -> PersonId | None:
        """Look a person up by national number; hit or miss, the journal has it first."""
        raise NotImplementedError

    async def my_list(
        self, book: UUID, asker: Asker, *, asking: Asking
    ) -> Sequence[Opened[object]]:
        """List what this asker may look for today: concerns and follow-ups.

        Waits until the list has reached the book as it stood when the question came.

        Raises:
            NotYetCurrent: It did not within a second (503).

        """
        raise NotImplementedError

    async def municipality(self, book: UUID) -> Municipality:
        """Return the municipality as it is now: units, people at work, guides and rules."""
        raise NotImplementedError
