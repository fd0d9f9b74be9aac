"""Claims: what one thing holds in a book: a log-in, a number, an open logg, an upload."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from stafett.domain.attachment import AttachmentKept
from stafett.domain.employment import Employee
from stafett.domain.facts import Event
from stafett.domain.followup import Ended, Running
from stafett.domain.identity import AccountIsTaken, NationalNumberGiven, PersonAccountLinked
from stafett.domain.logg import LoggLocked, LoggOpened, LoggReopened
from stafett.domain.municipality import Municipality
from stafett.domain.people import Account, EmployeeId
from stafett.domain.plan_handover import PackageAccepted, PlanEnded
from stafett.domain.system import SystemLetIn, by_account
from stafett.domain.trust import EmployeeAccountLinked, EmployeeAccountUnlinked
from stafett.evidence.fields import fields
from stafett.ledger.attachments import CLAIM as ATTACHMENT
from stafett.ledger.line import ACCOUNT, NATIONAL_NUMBER, Claim, KnownBy

OPEN_LOGG: Final = "open-logg"


def account_tag(account: Account) -> bytes:
    """Return the bytes a log-in is claimed and looked up by."""
    return fields(account.issuer.encode(), account.subject.encode())


def number_tag(digits: str) -> bytes:
    """Return the bytes a national number is claimed and looked up by."""
    return digits.encode()


def known_by(event: Event) -> KnownBy | None:
    """Return what an event says that somebody is known by from now on, if it says so."""
    match event:
        case (
            EmployeeAccountLinked(account=account)
            | SystemLetIn(account=account)
            | PersonAccountLinked(account=account)
        ):
            return KnownBy(ACCOUNT, account_tag(account))
        case NationalNumberGiven(number=number):
            return KnownBy(NATIONAL_NUMBER, number_tag(number.digits))
        case _:
            return None


def no_longer_by(event: Event) -> KnownBy | None:
    """Return what an event says that somebody is known by no more, if it says so."""
    if isinstance(event, EmployeeAccountUnlinked):
        return KnownBy(ACCOUNT, account_tag(event.account))
    return None


def claims_of(stream: UUID, before: Any, after: Any, events: Iterable[Event]) -> list[Claim]:
    """Return what these events of a stream take or let go of.

    Raises:
        AccountIsTaken: Another employee, or a system, has the log-in. The book's claim cannot
            tell: all of them share the municipality's stream.

    """
    claims: list[Claim] = []
    events = tuple(events)
    # A plan that runs alone holds the child's place where an open logg would be (R152).
    held = any(isinstance(one, PackageAccepted) and one.alone for one in events)
    for event in events:
        if (known := known_by(event)) is not None:
            claims.append(Claim(*known, stream))
        if (known := no_longer_by(event)) is not None:
            claims.append(Claim(*known, stream, release=True))
        match event:
            case EmployeeAccountLinked(employee=who, account=account):
                if isinstance(before, Municipality) and (
                    by_account(before.systems, account) is not None
                    or any(account in one.accounts for one in _others(before, who))
                ):
                    raise AccountIsTaken
            case SystemLetIn(account=account):
                if isinstance(before, Municipality) and any(
                    account in one.accounts for one in before.employees.values()
                ):
                    raise AccountIsTaken
            case LoggOpened() | LoggReopened():
                claims.append(_open_logg(stream, after, release=False))
            case PackageAccepted(alone=True):
                claims.append(_open_logg(stream, after, release=False))
            case LoggLocked() if held:
                pass
            case AttachmentKept(attachment=upload):
                claims.append(Claim(ATTACHMENT, upload.bytes, stream))
            case LoggLocked() | PlanEnded():
                claims.append(_open_logg(stream, after, release=True))
            case _:
                pass
    return claims


def _others(municipality: Municipality, who: EmployeeId) -> Iterable[Employee]:
    return (one for one in municipality.employees.values() if one.id != who)


def _open_logg(stream: UUID, state: Any, *, release: bool) -> Claim:
    if not isinstance(state, Running | Ended):
        raise TypeError("only a follow-up has a logg")
    return Claim(OPEN_LOGG, state.frame.person.bytes, stream, release)
