"""Advice from another service while a follow-up runs: anonymously, or on consent (R136).

One may always ask without saying whom it is about; then what is written down as asked and
answered says so too. Otherwise the unit that gives advice has been let in.
"""

from dataclasses import dataclass

from stafett.domain import anonymity, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Refusal
from stafett.domain.let_in import Consents, let_in
from stafett.domain.people import UnitId
from stafett.domain.unit import NoSuchUnit


@dataclass(frozen=True, slots=True)
class Advised:
    """Who gave the advice; ``unit`` is ``None`` where it was asked for anonymously.

    ``service`` is the kind of service, or what it calls itself.
    """

    service: str
    unit: UnitId | None = None

    @property
    def anonymous(self) -> bool:
        """Was it asked for without saying whom it is about?"""
        return self.unit is None


class SayWhoAdvised(Refusal):
    """Advice says which service gave it, and nothing else does."""


class AdviceNeedsConsent(Refusal):
    """The unit has not been let in: ask it without saying whom it is about."""


def check(
    advised: Advised | None, text: str, consents: Consents, at: Circumstances, *, is_advice: bool
) -> None:
    """See that advice was asked for as it may be.

    Raises:
        SayWhoAdvised: Advice without a service, or a service without advice.
        SaysWhoItIsAbout: It was anonymous, and somebody in the family is named.
        NoSuchUnit: The municipality has no such unit.
        AdviceNeedsConsent: The unit was told whom it is about, and was not let in.

    """
    if is_advice is (advised is None):
        raise SayWhoAdvised
    if advised is None:
        return
    wording.reason(advised.service)
    if advised.unit is None:
        anonymity.check((text, advised.service), anonymity.names_in_family(at.person))
        return
    if advised.unit not in at.municipality.units:
        raise NoSuchUnit
    if not let_in(consents, advised.unit, at):
        raise AdviceNeedsConsent
