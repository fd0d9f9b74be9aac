"""Signing the rules: somebody answers with their own log-in for what has been published (R161).

The receipt says that the book holds a line; a signature says who has read these very rules and
stands for them. It names them by their digest, so that it is for no others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain.digesting import digest
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.people import Assurance, Duty, EmployeeId, Staff
from stafett.domain.policy import DayRules, Guide

SIGNERS = frozenset({Duty.ADMINISTRATOR, Duty.STEERING_GROUP})
"""Those who can stand for what a municipality has decided."""


class RulesSigned(Event, name="rules-signed"):
    """Somebody stands for rules that are published, as surely as the log-in knows them."""

    digest: str
    by: EmployeeId
    assurance: Assurance
    on: date


@dataclass(frozen=True, slots=True)
class SignRules:
    """Stand for the rules with this digest, having read them."""

    digest: str


class NotYoursToSign(NotForYou):
    """The rules are signed by administrators and by the steering group."""


class NotWhatIsPublished(Refusal):
    """No rules that are published read like this: read them anew, and sign what you have read."""


@dataclass(frozen=True, slots=True)
class RuleSignature:
    """Who stands for the rules, since when, and how surely the log-in knew them."""

    by: EmployeeId
    assurance: Assurance
    on: date


RuleSignatures: TypeAlias = Mapping[str, tuple[RuleSignature, ...]]
"""By the digest of what was signed, in the order it was."""


def sign(
    signed: RuleSignatures,
    published: Iterable[Guide | DayRules],
    command: SignRules,
    asker: Staff,
    today: date,
) -> tuple[Event, ...]:
    """Decide whether the asker can stand for these rules.

    Raises:
        NotYoursToSign: They are neither an administrator nor in the steering group.
        NotWhatIsPublished: Nothing published has this digest.

    """
    if not asker.duties & SIGNERS:
        raise NotYoursToSign
    if any(one.by == asker.employee for one in signed.get(command.digest, ())):
        return ()
    if all(digest(one) != command.digest for one in published):
        raise NotWhatIsPublished
    signature = RulesSigned(
        digest=command.digest, by=asker.employee, assurance=asker.assurance, on=today
    )
    return (signature,)


def after(signed: RuleSignatures, event: RulesSigned) -> RuleSignatures:
    """Return who has signed what once *event* has happened."""
    more = RuleSignature(event.by, event.assurance, event.on)
    return {**signed, event.digest: (*signed.get(event.digest, ()), more)}
