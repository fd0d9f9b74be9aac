"""A guide and the day's rules for tests that are about something else than municipalities.

Numbers are chosen so that no two of them are alike: a test that mixes two up fails.
"""

from dataclasses import replace
from datetime import date

from stafett.domain.arena import Arenas, CaseKind, ReferralWay, TeamKind
from stafett.domain.policy import (
    ClosesLogg,
    DayRules,
    Guide,
    GuideVersion,
    Level,
    LoggShows,
    MeetingKind,
    Outcome,
    Step,
    YouthConsent,
)

ON = Outcome(key="go-on", title={"en": "Go on"}, deadline_days=28)
UP = Outcome(key="go-up", title={"en": "Up a level"}, to_level=2, deadline_days=30)
HOME = Outcome(key="back", title={"en": "Back to level 2"}, to_level=2, deadline_days=42)
END = Outcome(key="end", title={"en": "It has worked"}, ends=True)

MEETINGS = (
    MeetingKind("network", {"en": "Network meeting"}, asks=frozenset({"next-date", "holder"})),
    MeetingKind("talk", {"en": "Talk"}, invitation={"en": "Welcome to a talk"}),
    MeetingKind("follow-up", {"en": "Follow-up"}, present=frozenset({"guardians", "holder"})),
    MeetingKind("aftercare", {"en": "A last contact"}),
    MeetingKind(
        "first-talk",
        {"en": "The first talk"},
        time_agreed_first=True,
        invitation={"en": "You are invited"},
    ),
    MeetingKind(
        "extended",
        {"en": "Extended network meeting"},
        logg_is_minutes=True,
        prepare=frozenset({"problem", "tried"}),
    ),
)

ARENAS = Arenas(
    teams=(
        TeamKind("resource", {"en": "Resource team"}, 5, cases=("with-family", "permitted")),
        TeamKind("family", {"en": "BTI team"}, per_family=True, family_may_ask=True),
        TeamKind("staff-asks", {"en": "Team"}, per_family=True),
    ),
    cases=(
        CaseKind("with-family", {"en": "With the parents"}, personal=True, with_family=True),
        CaseKind("permitted", {"en": "With leave"}, personal=True, exceptional=True),
        CaseKind("system", {"en": "How we work"}, personal=False),
    ),
    referrals=(ReferralWay("ppt", {"en": "PPT"}, "ppt", "referral-ppt", {"en": "by post"}),),
)

GUIDE = Guide(
    id=GuideVersion("test-guide", 1),
    valid_from=date(2020, 1, 1),
    levels=tuple(
        Level(number, {"en": f"Level {number}"}, (Step(f"step-{number}", {"en": "A step"}),))
        for number in range(4)
    ),
    transitions=frozenset({(0, 3), (1, 2), (2, 3), (3, 2), (2, 1), (1, 3), (3, 1)}),
    may_open_logg_from=1,
    must_open_logg_from=2,
    opening_needs_measure=False,
    next_meeting_days=28,
    other_unit_meeting_days=42,
    offer_lapses_after_days=14,
    outcomes={1: (ON, UP, END), 2: (ON, END), 3: (ON, HOME, END)},
    decides_holder={1: "holder-and-family", 2: "meeting", 3: "meeting"},
    child_welfare_holds_only_after_formal_decision=True,
    home_measure_expected=True,
    acute_level=3,
    wondering_rests_days=35,
    invite_days_before=5,
    plan_told_at=frozenset({2, 3}),
    meetings=MEETINGS,
    arenas=ARENAS,
    sources={},
)

LATER_GUIDE = replace(GUIDE, id=GuideVersion("test-guide", 2), valid_from=date(2027, 1, 1))

RULES = DayRules(
    valid_from=date(2020, 1, 1),
    youth_consents_from=15,
    youth_age_counts_from_day_after=False,
    youth_consent=YouthConsent.WITH_GUARDIANS,
    health_consents_from=16,
    health_services=frozenset({"health-clinic"}),
    majority=18,
    longest_consent_days=365,
    old_consents_run_on_days=60,
    guardians_may=frozenset({"read", "message"}),
    may_be_let_in=frozenset({"municipal", "public"}),
    absence_days=10,
    name_holder_days=6,
    escalation_days=8,
    bridge_contact_days=12,
    coordinator_services=frozenset({"health-clinic", "child-welfare"}),
    logg_beside_plan=False,
    lower_age=None,
    upper_age=24,
    shield_review_days=90,
    logg_closed_by=ClosesLogg.ANY_GIVER,
    logg_shows=LoggShows.WHOLE,
    sources={},
)
