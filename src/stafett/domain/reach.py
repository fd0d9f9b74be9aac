"""Reach: how far somebody reads in the logg - by topic, by who wrote, and about whom (R52, R175).

Everyone whose consent is needed says for each unit how far it reads, so whoever works in two units
reads a thing when one of them may, and never by a little of both. What is about an adult in the
family is opened by a word of their own, to the unit it names and as far as it goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stafett.domain.circumstances import Circumstances
from stafett.domain.frame import Frame
from stafett.domain.let_in import Consent, ConsentId, Consents
from stafett.domain.people import PersonId, UnitId
from stafett.domain.roles import Limit, Standing


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one reads through one unit, or as one of the family.

    ``own`` are the adults whose matters are their own, each with the words that open them here.
    """

    limit: Limit = field(default_factory=Limit)
    own: Mapping[PersonId, tuple[Consent, ...]] = field(default_factory=dict)

    def opens(
        self, topic: str, unit: UnitId | None, about: frozenset[PersonId] = frozenset()
    ) -> bool:
        """Does it reach what a unit wrote under a topic (empty: none) about these people?"""
        return self.limit.opens(topic, unit) and all(
            any(_limit_of(word).opens(topic, unit) for word in words)
            for who, words in self.own.items()
            if who in about
        )


def _limit_of(word: Consent) -> Limit:
    return Limit(word.terms.topics or None, word.terms.from_units or None)


def reach(frame: Frame, stands: Standing, at: Circumstances) -> tuple[Reach, ...]:
    """Return how far one who stands so reads, through each unit that opens the logg to them."""
    earlier = frozenset(guardian.person for guardian in at.person.earlier_guardians)
    adults = (frozenset(at.person.guardians) | earlier) - {at.asked_by.id}
    return tuple(
        Reach(
            limit,
            {adult: own_words(frame.consents, adult, unit, at) for adult in sorted(adults)},
        )
        for unit, limit in stands.through
    )


def words_behind(reaches: tuple[Reach, ...]) -> frozenset[ConsentId]:
    """Return the words by which adults have opened their own matters."""
    return frozenset(word.id for one in reaches for words in one.own.values() for word in words)


def own_words(
    consents: Consents, about: PersonId, unit: UnitId | None, at: Circumstances
) -> tuple[Consent, ...]:
    """Return an adult's words about themselves that open their own matters to the asker (R175).

    ``unit`` is the one they are read through; ``None``: in the family any unit let in will do.
    Whom a word keeps out by name it opens nothing to (R52).
    """
    return tuple(
        word
        for word in consents.words.values()
        if word.giver == about == word.terms.about
        and at.asked_by.id not in word.terms.excluded
        and any(
            word.stands(one, at.today, logg=True)
            for one in (word.terms.units if unit is None else (unit,))
        )
    )
