"""What the book may answer instead of "written": somebody was first, it is busy, it was touched.

None of these says anything about the contents of a line; what they name are random ids.
"""

from typing import Final
from uuid import UUID


class LedgerError(Exception):
    """The book did not do what it was asked."""


class Stale(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """Somebody else wrote to this stream first: read again, decide again.

    ``stream`` is the one that moved, written or only read.
    """

    def __init__(self, stream: UUID) -> None:
        super().__init__(f"stream {stream} has moved on")
        self.stream: Final = stream


class ClaimTaken(LedgerError):  # noqa: N818
    """Another stream of the book holds what only one may hold. Never shown outside (R167)."""

    def __init__(self, kind: str) -> None:
        super().__init__("another stream holds this")
        self.kind: Final = kind


class AlreadyAnswered(LedgerError):  # noqa: N818
    """This command has been done before; here is what it was answered.

    ``asked`` is the hash of the request it was asked with: compare it, since the same key with
    another body is another question. Both are ``None`` when the key to the answer is gone.
    """

    def __init__(self, answer: bytes | None, asked: bytes | None) -> None:
        super().__init__("this command has been answered")
        self.answer: Final = answer
        self.asked: Final = asked


class BookBusy(LedgerError):  # noqa: N818
    """Too many are waiting to write in this book, or one for too long: come back soon (503)."""


class BookAway(LedgerError):  # noqa: N818
    """The database cannot be reached, and it is not known whether the command was done (503).

    Asking again with the same command id is safe and gives the one true answer.
    """


class ClocksApart(BookAway):
    """The book's clock is not this machine's: by it consents end, so nothing is judged (503)."""


class KeystoreAway(LedgerError):  # noqa: N818
    """The keystore cannot be reached, and no key is at hand (503)."""


class KeyServiceAway(KeystoreAway):
    """The service that keeps the root key does not answer, and no key is at hand (503)."""


class TurnedMeanwhile(KeystoreAway):
    """The book's keys were closed anew under a newer tenant key: open the book once more."""


class Shredded(LedgerError):  # noqa: N818
    """The key to this has been destroyed, and what it sealed with it."""


class NoSuchBook(LedgerError):  # noqa: N818
    """There is no book for this tenant."""


class ClockNotYours(LedgerError):  # noqa: N818
    """Only a demonstration's clock can be set."""


class Tampered(LedgerError):  # noqa: N818
    """A line does not continue the one before it, or is not what its leaf says it is."""

    def __init__(self, stream: UUID, version: int) -> None:
        super().__init__(f"stream {stream}, version {version} is not as it was written")
        self.stream: Final = stream
        self.version: Final = version


class UnknownEvent(LedgerError):  # noqa: N818
    """A line holds an event whose stored name or version this release does not know."""


class NotContinued(LedgerError):  # noqa: N818
    """What lies in the database does not continue what was signed of it.

    ``size`` is how many lines were signed for, or the position behind which one is missing.
    """

    def __init__(self, tenant: UUID, ledger: str, size: int) -> None:
        super().__init__(f"book {tenant}, {ledger}: not what was signed when it had {size} lines")
        self.size: Final = size


class NotOurLine(LedgerError):  # noqa: N818
    """A line nobody has signed for yet is not one this book has sealed, or it was changed since.

    ``position`` is where it stands in its ledger; neither it nor what follows is signed for.
    """

    def __init__(self, tenant: UUID, ledger: str, position: int, wrong: str) -> None:
        super().__init__(f"book {tenant}, {ledger}, line {position}: {wrong}")
        self.ledger: Final = ledger
        self.position: Final = position


class NothingToGoBy(LedgerError):  # noqa: N818
    """Something was signed before, and neither place that remembers it can be read."""


class WitnessHasMore(LedgerError):  # noqa: N818
    """A witness says that it has signed more lines than there are: they are lost, or it lies.

    What it says is not proved, so nobody is kept from a book for it; somebody has to look.
    """
