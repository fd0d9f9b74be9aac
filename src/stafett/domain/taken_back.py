"""Taking back: what the words given are once somebody has taken one back, or a logg is locked."""

from dataclasses import replace
from datetime import datetime

from stafett.domain.let_in import Consents, Refused
from stafett.domain.people import PersonId, UnitId
from stafett.domain.withdrawal import (
    ConsentDisowned,
    ConsentRefused,
    ConsentWithdrawn,
    WithdrawalEvent,
)


def after(consents: Consents, event: WithdrawalEvent) -> Consents:
    """Return the consents as they are once *event* has happened."""
    match event:
        case ConsentWithdrawn(giver=giver, units=units, at=moment):
            words = {
                id_: replace(word, withdrawn={**dict.fromkeys(units, moment), **word.withdrawn})
                if word.giver == giver and word.terms.units & units
                else word
                for id_, word in consents.words.items()
            }
            return replace(_stopped(consents, giver, units), words=words)
        case ConsentRefused(giver=giver, units=units):
            told, who = event.informed_of, event.registered_by
            no = Refused(giver, units, event.logg, event.said_on, told, who)
            noted = replace(consents, refusals=(*consents.refusals, no))
            if event.logg:
                return _out_of_logg(noted, giver, units)
            return _stopped(noted, giver, units)
        case ConsentDisowned(consent=id_, at=moment):
            if id_ not in consents.words:
                return consents
            word = replace(consents.words[id_], disowned_at=moment)
            return replace(consents, words={**consents.words, id_: word})


def after_lock(consents: Consents, at: datetime) -> Consents:
    """Return the consents once the logg is locked: none of them opens it again (R62)."""
    words = {
        id_: replace(word, logg_ended_at=word.logg_ended_at or at) if word.terms.logg else word
        for id_, word in consents.words.items()
    }
    return replace(consents, words=words)


def _stopped(consents: Consents, giver: PersonId, units: frozenset[UnitId]) -> Consents:
    before = consents.stopped.get(giver, frozenset())
    return replace(consents, stopped={**consents.stopped, giver: before | units})


def _out_of_logg(consents: Consents, giver: PersonId, units: frozenset[UnitId]) -> Consents:
    before = consents.logg_stopped.get(giver, frozenset())
    words = {
        id_: replace(word, logg_refused=word.logg_refused | units)
        if word.giver == giver and word.terms.logg
        else word
        for id_, word in consents.words.items()
    }
    stopped = {**consents.logg_stopped, giver: before | units}
    return replace(consents, words=words, logg_stopped=stopped)
