"""Consent (samtykke): given for named units, and extended to more.

It lifts confidentiality towards those units and nothing else (R66, law 3.2). A unit that is
added later sees nothing before its own consent (R53).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from stafett.domain import givers, voice, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.interpreting import may_interpret
from stafett.domain.let_in import Consent, ConsentId, Consents, Terms
from stafett.domain.people import EmployeeId, PersonId, Staff, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.speaking import (
    NoSuchConsent,
    NotYoursToGive,
    NoUnitNamed,
    check_needed,
    registered_by,
    spoken_by,
)
from stafett.domain.unit import NoSuchUnit


class ConsentGranted(Event, name="consent-granted"):
    """Somebody has let units in, until a day."""

    consent: ConsentId
    giver: PersonId
    terms: Terms
    evidence: Evidence
    registered_by: EmployeeId | None
    spoken_by: PersonId | None = None
    at: datetime
    guide: GuideVersion
    rules_from: date


class ConsentExtended(Event, name="consent-extended"):
    """Somebody has let more units in, on the ground of an earlier word (R53)."""

    consent: ConsentId
    extends: ConsentId
    giver: PersonId
    terms: Terms
    evidence: Evidence
    registered_by: EmployeeId | None
    spoken_by: PersonId | None = None
    at: datetime
    guide: GuideVersion
    rules_from: date


ConsentEvent: TypeAlias = ConsentGranted | ConsentExtended


@dataclass(frozen=True, slots=True)
class GrantConsent:
    """Let units in. Staff may write down what somebody signed or said (R81)."""

    consent: ConsentId
    giver: PersonId
    terms: Terms
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ExtendConsent:
    """Let more units in on the terms of an earlier word."""

    consent: ConsentId
    extends: ConsentId
    giver: PersonId
    units: frozenset[UnitId]
    last_day: date
    evidence: Evidence


ConsentCommand: TypeAlias = GrantConsent | ExtendConsent


class LastDayOutOfReach(Refusal):
    """The last day must lie ahead, and within what the municipality allows."""


class UnitCannotBeLetIn(Refusal):
    """The municipality's rules do not open for units of this kind."""


class SayWhatTheFamilyWasTold(Refusal):
    """Consent needs information first: say which text the giver was given."""


class ItTakesTheirOwnWord(Refusal):
    """They have said no to this unit: it takes their own log-in or their signature on paper."""


class ShowWhereItIsSigned(Refusal):
    """What staff write down must be signed on paper or minuted: say where it lies."""


def decide(consents: Consents, command: ConsentCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say what the word changes: events, nothing new, or a refusal."""
    match command:
        case GrantConsent():
            return grant(consents, command, at)
        case ExtendConsent():
            return extend(consents, command, at)


def grant(consents: Consents, command: GrantConsent, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the word can be given today (R52, R64, R65)."""
    by = registered_by(command.giver, at)
    _check_no_is_respected(consents, command.giver, command.terms, command.evidence)
    if _said_before(consents, command.consent, command.giver, command.terms, command.evidence):
        return ()
    _check_terms(command.giver, command.terms, at)
    check_evidence(command.evidence, at)
    granted = ConsentGranted(
        consent=command.consent,
        giver=command.giver,
        terms=command.terms,
        evidence=command.evidence,
        registered_by=by,
        spoken_by=spoken_by(command.giver, at),
        at=at.now,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    return (granted,)


def extend(consents: Consents, command: ExtendConsent, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the word can be extended to more units (R53).

    Raises:
        NoSuchConsent: The word it builds on is somebody else's, or no longer stands.

    """
    by = registered_by(command.giver, at)
    base = consents.words.get(command.extends)
    if base is None or base.giver != command.giver:
        raise NoSuchConsent
    terms = replace(base.terms, units=command.units, last_day=command.last_day)
    _check_no_is_respected(consents, command.giver, terms, command.evidence)
    if _said_before(consents, command.consent, command.giver, terms, command.evidence):
        return ()
    if not any(base.stands(unit, at.today) for unit in base.terms.units):
        raise NoSuchConsent
    _check_terms(command.giver, terms, at)
    check_evidence(command.evidence, at)
    extended = ConsentExtended(
        consent=command.consent,
        extends=command.extends,
        giver=command.giver,
        terms=terms,
        evidence=command.evidence,
        registered_by=by,
        spoken_by=spoken_by(command.giver, at),
        at=at.now,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    return (extended,)


def after(consents: Consents, event: ConsentEvent) -> Consents:
    """Return the consents as they are once *event* has happened."""
    word = Consent(
        id=event.consent,
        giver=event.giver,
        terms=event.terms,
        evidence=event.evidence,
        registered_at=event.at,
        registered_by=event.registered_by,
        spoken_by=event.spoken_by,
        extends=event.extends if isinstance(event, ConsentExtended) else None,
    )
    rest = consents.stopped.get(event.giver, frozenset()) - event.terms.units
    logg_rest = consents.logg_stopped.get(event.giver, frozenset())
    if event.terms.logg:
        logg_rest -= event.terms.units
    return replace(
        consents,
        words={**consents.words, event.consent: word},
        stopped={**consents.stopped, event.giver: rest},
        logg_stopped={**consents.logg_stopped, event.giver: logg_rest},
    )


def _check_terms(giver: PersonId, terms: Terms, at: Circumstances) -> None:
    if not terms.units:
        raise NoUnitNamed
    for unit in terms.units:
        if unit not in at.municipality.units:
            raise NoSuchUnit
        if at.municipality.units[unit].standing not in at.rules.may_be_let_in:
            raise UnitCannotBeLetIn
    wording.reason(terms.purpose)
    longest = at.today + timedelta(days=at.rules.longest_consent_days)
    if not at.today <= terms.last_day <= longest:
        raise LastDayOutOfReach
    if terms.about == at.person.id:
        check_needed(giver, terms.units, at)
    elif terms.about != giver or giver not in givers.guardians(at.person, at.today):
        raise NotYoursToGive


def _check_no_is_respected(
    consents: Consents, giver: PersonId, terms: Terms, evidence: Evidence
) -> None:
    """Nobody who has taken a word back is talked over by what staff say they heard (R65)."""
    if evidence.kind is not EvidenceKind.MINUTED_ORAL:
        return
    if any(consents.said_no(giver, unit, logg=terms.logg) for unit in terms.units):
        raise ItTakesTheirOwnWord


def check_evidence(evidence: Evidence, at: Circumstances) -> None:
    """See that it can be shown later how a word was given, on which information (R64, R65)."""
    at.happened(evidence.given_on)
    if evidence.interpreter is not None:
        may_interpret(evidence.interpreter)
    if evidence.child is not None:
        wording.reason(evidence.child.how)
        voice.heard(evidence.child.view)
    if evidence.kind is EvidenceKind.DIGITAL:
        if isinstance(at.asked_by, Staff):
            raise ShowWhereItIsSigned
        if not evidence.information:
            raise SayWhatTheFamilyWasTold
    elif not evidence.reference.strip():
        raise ShowWhereItIsSigned


def _said_before(
    consents: Consents, id_: ConsentId, giver: PersonId, terms: Terms, evidence: Evidence
) -> bool:
    """Has the same giver said exactly this under this id?"""
    there = consents.words.get(id_)
    same = (giver, terms, evidence)
    return wording.already((there.giver, there.terms, there.evidence) if there else None, same)
