"""Putting a shield up, judging it anew, and taking it down.

It must be narrow: a reason that counts, a second person, why it is best for the child, and a
day by which somebody judges anew (R10, R89, R94).
"""

from datetime import date, timedelta

from stafett.domain.acute import seconded
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId
from stafett.domain.person import Person
from stafett.domain.shield import (
    ChildLetIn,
    Command,
    CopiedPerson,
    LetChildIn,
    LiftShield,
    NameShieldReader,
    OtherChild,
    RaiseShieldedConcern,
    RemoveShieldReader,
    ReviewShield,
    Shield,
    ShieldedConcernRaised,
    ShieldLifted,
    ShieldReaderNamed,
    ShieldReaderRemoved,
    ShieldReviewed,
)
from stafett.domain.wording import reason


class ReviewOutOfReach(Refusal):
    """Set a day ahead for judging anew whether it must be shielded, and not too far ahead."""


class KeptFromThem(Refusal):
    """The concern is kept from this person, who can have no part in it."""


class NotShielded(Refusal):
    """The concern is not shielded."""


def copied(person: Person, on: date) -> CopiedPerson:
    """Return what a shielded concern takes with it of the child."""
    guardians = sorted((one.person, one.name) for one in person.guardians_on(on).values())
    return CopiedPerson(person.id, person.name, person.born, tuple(guardians))


def raise_shielded(
    command: RaiseShieldedConcern, by: EmployeeId, at: Circumstances
) -> ShieldedConcernRaised:
    """Decide whether a suspicion is shielded: no consent, but a second person and a review.

    Raises:
        SecondPersonNeeded: There is none, and no reason.
        KeptFromThem: The second person or a reader is one it must be kept from.
        ReviewOutOfReach: The review lies behind us, or further ahead than the rules allow.
        SayWhy: What is suspected, or why this is best for the child, is not written down.

    """
    second = seconded(command.second, by, command.unit, at)
    readers = command.readers | ({second.employee} if second.employee else set())
    if (readers | {by}) & command.kept_from:
        raise KeptFromThem
    return ShieldedConcernRaised(
        concern=command.concern,
        about=copied(at.person, at.today),
        others=tuple(OtherChild(reason(one.name), one.born) for one in command.others),
        author=by,
        unit=command.unit,
        suspicion=command.suspicion,
        text=reason(command.text),
        best_interests=reason(command.best_interests),
        level=at.guide.acute_level,
        second=second,
        readers=readers,
        kept_from=command.kept_from,
        review_on=_within_reach(command.review_on, at),
        on=at.today,
        under=at.guide.id,
    )


def _within_reach(review_on: date, at: Circumstances) -> date:
    if not at.today < review_on <= at.today + timedelta(days=at.rules.shield_review_days):
        raise ReviewOutOfReach
    return review_on


def change(
    shield: Shield, command: Command, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the shield may be changed.

    Raises:
        NotShielded: The shield has been lifted.
        KeptFromThem: The reader is one it must be kept from.
        ReviewOutOfReach: The next review lies too far ahead, or behind us.
        SayWhy: There is no reason.

    """
    if shield.lifted:
        if isinstance(command, LiftShield):
            return ()
        raise NotShielded
    why = reason(command.why)
    match command:
        case NameShieldReader(reader=reader):
            if reader in shield.kept_from or reader not in at.municipality.employees:
                raise KeptFromThem
            known = reader in shield.readers
            return () if known else (ShieldReaderNamed(reader=reader, by=by, why=why),)
        case RemoveShieldReader(reader=reader):
            known = reader in shield.readers
            return (ShieldReaderRemoved(reader=reader, by=by, why=why),) if known else ()
        case LetChildIn(best_interests=best):
            known = shield.child_let_in
            return () if known else (ChildLetIn(by=by, why=why, best_interests=reason(best)),)
        case ReviewShield(review_on=review_on):
            if review_on == shield.review_on:
                return ()
            return (ShieldReviewed(by=by, why=why, review_on=_within_reach(review_on, at)),)
        case LiftShield(best_interests=best):
            return (ShieldLifted(by=by, why=why, best_interests=reason(best)),)
