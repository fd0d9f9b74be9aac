"""The law of the day: what it lets people do and know, from which age, and on which paragraph.

Which paragraphs and ages there are is data with dates and sources; here is only what each is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stafett.domain.receiver import Receiver
from stafett.domain.spokesperson import InPlaceOf, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, in short what it says by language, and when it held.

    ``checked`` says that somebody has confirmed it; what is not checked is shown as such.
    """

    key: str
    paragraph: str
    says: Mapping[str, str]
    valid_from: date
    valid_until: date | None
    source: str
    checked: bool

    def holds(self, on: date) -> bool:
        """Is it the law on the day?"""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalGround(Paragraph):
    """A ground for telling somebody without consent, and whom it lets be told."""

    receivers: frozenset[Receiver]


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthday(Paragraph):
    """An age from which one's own word counts for more; told of so many days ahead (R170)."""

    age: int
    told_days_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YouthsWish(Paragraph):
    """From which age a young person may ask that guardians are not told, and of which units.

    Until ``freely_from`` the reasons for it must be ones to respect (law 3.1). ``kinds`` are the
    kinds of unit that work under that law.
    """

    kinds: frozenset[str]
    from_age: int
    freely_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation(Paragraph):
    """A basis for speaking for somebody: in whose place, and how far it reaches (R67)."""

    in_place_of: InPlaceOf
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Paragraph):
    """Something the municipality processes, and the legal basis it has for doing so (law 3.2).

    That is one thing, and a consent that lifts confidentiality is another (R66).
    """

    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinationDuty(Paragraph):
    """What makes units of these kinds coordinate services for a child (R82); none: every kind."""

    services: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidentiality(Paragraph):
    """A duty of confidentiality, and the kinds of unit whose people have it (R15, law 3.6)."""

    kinds: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyGround(Paragraph):
    """A ground for looking in on one named child in an emergency, without a part (F42).

    ``reasons`` are what may be said to be the matter, by language; it lasts ``minutes`` at most and
    is reviewed within so many working days. ``family_at_once``: else the family hears of it when
    it has been reviewed.
    """

    reasons: Mapping[str, Mapping[str, str]]
    minutes: int
    review_within: int
    family_at_once: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDays(Paragraph):
    """Days on which nobody is expected at work: ``MM-DD``, and days counted from Easter Sunday."""

    dates: frozenset[str]
    from_easter: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(Paragraph):
    """A ground for destroying the keys of a matter: the archive has it, or it is decided."""


@dataclass(frozen=True, slots=True)
class Lawbook:
    """Every edition of every paragraph that somebody here goes by."""

    grounds: tuple[LegalGround, ...] = ()
    birthdays: tuple[Birthday, ...] = ()
    wishes: tuple[YouthsWish, ...] = ()
    activities: tuple[Activity, ...] = ()
    duties: tuple[CoordinationDuty, ...] = ()
    representations: tuple[Representation, ...] = ()
    secrets: tuple[Confidentiality, ...] = ()
    emergencies: tuple[EmergencyGround, ...] = ()
    free: tuple[FreeDays, ...] = ()
    erasures: tuple[Erasure, ...] = ()

    def on(self, day: date) -> tuple[LegalGround, ...]:
        """Return the grounds that hold on the day."""
        return tuple(one for one in self.grounds if one.holds(day))

    def coordinates(self, kind: str, day: date) -> tuple[CoordinationDuty, ...]:
        """Return what made a unit of this kind coordinate on the day (R82)."""
        return tuple(
            one
            for one in self.duties
            if one.holds(day) and (not one.services or kind in one.services)
        )

    def ground(self, key: str, day: date) -> LegalGround | None:
        """Return the edition of a ground that holds on the day."""
        return next((one for one in self.on(day) if one.key == key), None)

    def birthdays_on(self, day: date) -> tuple[Birthday, ...]:
        """Return the ages that are told of, as the law is on the day."""
        return tuple(one for one in self.birthdays if one.holds(day))

    def wishes_on(self, day: date) -> tuple[YouthsWish, ...]:
        """Return the law on young people's wishes as it is on the day."""
        return tuple(one for one in self.wishes if one.holds(day))

    def activities_on(self, day: date) -> tuple[Activity, ...]:
        """Return what is processed, and on which legal basis, on the day."""
        return tuple(one for one in self.activities if one.holds(day))

    def representations_on(self, day: date) -> tuple[Representation, ...]:
        """Return on which bases somebody may speak for another on the day."""
        return tuple(one for one in self.representations if one.holds(day))

    def representation(self, key: str, day: date) -> Representation | None:
        """Return the edition of a basis that holds on the day."""
        return next((one for one in self.representations_on(day) if one.key == key), None)

    def wish(self, kind: str, day: date) -> YouthsWish | None:
        """Return the law on a young person's wish that units of this kind go by on the day."""
        return next((one for one in self.wishes_on(day) if kind in one.kinds), None)

    def secrets_on(self, day: date) -> tuple[Confidentiality, ...]:
        """Return the duties of confidentiality there are on the day."""
        return tuple(one for one in self.secrets if one.holds(day))

    def emergencies_on(self, day: date) -> tuple[EmergencyGround, ...]:
        """Return on which grounds one may look in on a child in an emergency on the day."""
        return tuple(one for one in self.emergencies if one.holds(day))

    def free_on(self, day: date) -> tuple[FreeDays, ...]:
        """Return which days are free, as the law is on the day."""
        return tuple(one for one in self.free if one.holds(day))

    def kept_by(self, kind: str, stated: frozenset[str], day: date) -> tuple[Confidentiality, ...]:
        """Return the duties that people in a unit have on the day: those *stated*, or its kind's.

        A unit of a kind that no law names, and that states nothing, has none here: its people are
        still bound, and which law binds them is for the municipality to say.
        """
        return tuple(
            one
            for one in self.secrets_on(day)
            if (one.key in stated if stated else kind in one.kinds)
        )

    def erasures_on(self, day: date) -> tuple[Erasure, ...]:
        """Return on which grounds keys may be destroyed on the day."""
        return tuple(one for one in self.erasures if one.holds(day))


NO_LAW = Lawbook()
"""Where nobody asks what the law says."""
