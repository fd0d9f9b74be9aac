"""A municipality's rules: the guide a follow-up is pinned to, and the law of the day.

Two kinds of rule, kept apart. The *guide* (levels, steps, outcomes, deadlines) is pinned: a
follow-up goes on under the version it began with (R1). *Day rules* (ages, who must consent,
confidentiality) are never pinned: they follow the day (R170). Every value can answer "says
who?" through ``sources``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from stafett.domain.arena import Arenas

Text = Mapping[str, str]
"""What people read, by language: ``nb``, ``nn``, ``en``."""


class YouthConsent(Enum):
    """What a young person's own word means beside the guardians' (R50, R51)."""

    WITH_GUARDIANS = "with-guardians"
    INSTEAD_OF_GUARDIANS = "instead-of-guardians"


class ClosesLogg(Enum):
    """Whose demand locks the logg: any one giver's, or the last one's of them all (R60)."""

    ANY_GIVER = "any-giver"
    EVERY_GIVER = "every-giver"


class LoggShows(Enum):
    """What a unit that was let in reads of the logg: all of it, or what it was shown (R58)."""

    WHOLE = "whole"
    PER_ITEM = "per-item"


@dataclass(frozen=True, slots=True)
class GuideVersion:
    """Names one version of one guide: quoted in every decision made under it (R161, I9)."""

    guide: str
    version: int


@dataclass(frozen=True, slots=True)
class Coded:
    """One code of a list, with the words people read for it (R39, R120)."""

    key: str
    title: Text


class StepSign(Enum):
    """What everyone who takes part can see anyway, and a step of the guide follows from."""

    MEETING_HELD = "meeting-held"
    OUTCOME_CHOSEN = "outcome-chosen"
    UNIT_JOINED = "unit-joined"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a level: what to do, how, who, with which tools (R18).

    ``tools`` are forms. ``follows_from`` is what shows by itself that the step is done; without
    it whoever carries the baton says so.
    """

    key: str
    title: Text
    what: Text = field(default_factory=dict)
    how: Text = field(default_factory=dict)
    who: Text = field(default_factory=dict)
    tools: tuple[str, ...] = ()
    follows_from: StepSign | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the guide with its steps in order (R17)."""

    number: int
    name: Text
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an evaluation may decide at a level, and what must then happen (R122-R125).

    ``to_level`` is the level that follows (``None``: the same); ``deadline_days`` sets the next
    meeting, counted in calendar days from the meeting that decided. ``aftercare_days`` keeps
    the follow-up running until one more contact has been held (R126). ``then`` are the codes of
    what must follow (``follows.KNOWN``).
    """

    key: str
    title: Text
    to_level: int | None = None
    deadline_days: int | None = None
    ends: bool = False
    aftercare_days: int | None = None
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingKind:
    """One kind of meeting: its agenda, who leads and writes, and what comes before and after.

    ``leads``, ``writes`` and ``present`` hold roles as the guide names them (``holder``,
    ``guardians``, ``child``, ``leader``); somebody else may lead or write for them (R102).
    Where ``logg_is_minutes``, what was written in the logg that day stands for minutes (R95). Where
    ``time_agreed_first``, nobody is invited before the family has agreed on the time (R44).
    ``asks`` is what one is reminded of when the minutes leave it out (R97): ``next-date``,
    ``holder``, ``common-understanding``; ``prepare`` what is described before the meeting (R186).
    ``invitation`` is how one invites, in so many words.
    """

    key: str
    title: Text
    agenda: tuple[Text, ...] = ()
    leads: str = "holder"
    writes: str = "holder"
    present: frozenset[str] = frozenset()
    logg_is_minutes: bool = False
    time_agreed_first: bool = False
    asks: frozenset[str] = frozenset()
    prepare: frozenset[str] = frozenset()
    invitation: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guide:
    """Levels, steps, outcomes and deadlines: pinned to a follow-up when it begins.

    ``may_hold`` names, by level, the kinds of unit the baton may lie in; a level that is not
    named there restricts nobody (R71, R76). ``acute_level`` is where a suspicion of violence
    stands at once, in its own matter and never in the follow-up's (R87); ``None``: it is
    reported without any level. ``wondering_rests_days`` is how long a wondering may lie without
    a talk or a conclusion before that shows as a break (R9), ``invite_days_before`` how long before
    a meeting one has invited and written what it is about (R80).
    ``fresh_consent_for`` names the levels that begin only with newly signed consent naming those
    who are invited (R54). ``forms`` says which version of each form belongs to the edition (R1,
    R160), ``areas`` which areas of development a goal can be about (R120; none: any),
    ``plan_told_at`` the levels where, at an evaluation, the family is told of its right to a plan
    or a coordinator (R153), ``entry_help`` is a plain word for each
    kind of entry (R130), ``guidance`` what those at work read when it is hard: ``after-a-no`` on
    the duty to report that stands all the same (R63). ``arenas`` are its teams, what comes before
    them, and where referrals go.
    """

    id: GuideVersion
    valid_from: date
    levels: tuple[Level, ...]
    transitions: frozenset[tuple[int, int]]
    may_open_logg_from: int
    must_open_logg_from: int | None
    opening_needs_measure: bool
    next_meeting_days: int
    other_unit_meeting_days: int
    offer_lapses_after_days: int
    outcomes: Mapping[int, tuple[Outcome, ...]]
    decides_holder: Mapping[int, str]
    child_welfare_holds_only_after_formal_decision: bool
    home_measure_expected: bool
    acute_level: int | None
    wondering_rests_days: int
    invite_days_before: int
    plan_told_at: frozenset[int]
    may_hold: Mapping[int, frozenset[str]] = field(default_factory=dict)
    fresh_consent_for: frozenset[int] = frozenset()
    forms: Mapping[str, int] = field(default_factory=dict)
    areas: tuple[Coded, ...] = ()
    entry_help: Mapping[str, Text] = field(default_factory=dict)
    guidance: Mapping[str, Text] = field(default_factory=dict)
    meetings: tuple[MeetingKind, ...] = ()
    arenas: Arenas = field(default_factory=Arenas)
    sources: Mapping[str, str] = field(default_factory=dict)

    def meeting(self, key: str) -> MeetingKind | None:
        """Return the kind of meeting with this key, if the guide has it."""
        return next((kind for kind in self.meetings if kind.key == key), None)

    def level(self, number: int) -> Level | None:
        """Return the level with this number, if the guide has it."""
        return next((level for level in self.levels if level.number == number), None)


@dataclass(frozen=True, slots=True)
class DayRules:
    """Ages, consent and confidentiality as they are on one day; never pinned.

    ``youth_consents_from`` is the age in whole years reached (``over 15`` is the day after the
    fifteenth birthday: ``youth_age_counts_from_day_after``). ``health_consents_from`` replaces it
    for units of services in ``health_services`` (law 3.1). Days are calendar days in Norway.
    ``may_be_let_in`` holds the standings a unit may have (``Unit.standing``: ``municipal``,
    ``public``, ``private``), and ``private-network`` where relatives and friends may be invited
    (R191). ``name_holder_days``: within how many days the leader of a unit that is to coordinate
    names a person (R83); ``escalation_days``: how long whoever acts for a holder may let it lie
    before it goes a step up (R86); ``bridge_contact_days``: how often somebody keeps in touch
    with a family that waits for a unit (R85). ``coordinator_services``: the kinds of unit that
    the coordinator of a plan comes from (R156); ``logg_beside_plan``: may a logg be open while a
    plan runs (R152)? ``lower_age`` and ``upper_age``: the ages in whole years from which, and up
    to and including which, somebody is followed up; no lower one: from the pregnancy on (R8).
    ``shield_review_days`` is the longest a shielded concern stays so without somebody
    judging anew whether it must (R94). ``guardians_may`` is any of ``read``, ``comment``,
    ``message``, ``write`` (R57). ``logg_closed_by`` and ``logg_shows``: see there.
    """

    valid_from: date
    youth_consents_from: int
    youth_age_counts_from_day_after: bool
    youth_consent: YouthConsent
    health_consents_from: int
    health_services: frozenset[str]
    majority: int
    longest_consent_days: int
    old_consents_run_on_days: int
    guardians_may: frozenset[str]
    may_be_let_in: frozenset[str]
    absence_days: int
    name_holder_days: int
    escalation_days: int
    bridge_contact_days: int
    coordinator_services: frozenset[str]
    logg_beside_plan: bool
    lower_age: int | None
    upper_age: int
    shield_review_days: int
    logg_closed_by: ClosesLogg
    logg_shows: LoggShows
    sources: Mapping[str, str] = field(default_factory=dict)
