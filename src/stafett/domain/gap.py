"""A break: what is missing, by which rule one can tell, and whom it is shown to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from stafett.domain.audience import Shown
from stafett.domain.people import UnitId


class Gap(Enum):
    """What is missing."""

    OFFER_UNANSWERED = "offer-unanswered"
    HOLDER_AWAY = "holder-away"
    HOLDER_TO_CHANGE = "holder-to-change"
    MEETING_OVERDUE = "meeting-overdue"
    JOINT_MEETING_OVERDUE = "joint-meeting-overdue"
    TEAM_NOT_GATHERED = "team-not-gathered"
    CASE_WITHOUT_CONSENT = "case-without-consent"
    ALARM_UNANSWERED = "alarm-unanswered"
    AFTERCARE_OVERDUE = "aftercare-overdue"
    OUTCOME_NOT_FOLLOWED = "outcome-not-followed"
    INVITATION_UNANSWERED = "invitation-unanswered"
    NOBODY_NAMED = "nobody-named"
    UNIT_WITHOUT_CONSENT = "unit-without-consent"
    CONSENT_RUNS_OUT = "consent-runs-out"
    LOGG_TO_BE_OPENED = "logg-to-be-opened"
    HOLDER_NOT_NAMED = "holder-not-named"
    NOBODY_STEPS_IN = "nobody-steps-in"
    FAMILY_LEFT_WAITING = "family-left-waiting"
    MOVE_STANDS_STILL = "move-stands-still"
    PACKAGE_UNANSWERED = "package-unanswered"
    PARCEL_UNANSWERED = "parcel-unanswered"
    EVALUATION_OVERDUE = "evaluation-overdue"
    OBSERVATION_OVERDUE = "observation-overdue"
    CHILD_NOT_TALKED_WITH = "child-not-talked-with"
    CHILD_NOT_TOLD = "child-not-told"
    MEASURE_OVERDUE = "measure-overdue"
    MEASURE_LEFT_BEHIND = "measure-left-behind"
    WONDERING_RESTS = "wondering-rests"
    UNIT_CLOSES = "unit-closes"


_FOR: Mapping[Gap, Shown] = {
    Gap.OFFER_UNANSWERED: Shown.RELAY,
    Gap.HOLDER_AWAY: Shown.FRAME,
    Gap.HOLDER_TO_CHANGE: Shown.FRAME,
    Gap.MEETING_OVERDUE: Shown.FRAME,
    Gap.JOINT_MEETING_OVERDUE: Shown.FRAME,
    Gap.TEAM_NOT_GATHERED: Shown.CARE,
    Gap.CASE_WITHOUT_CONSENT: Shown.FRAME,
    Gap.ALARM_UNANSWERED: Shown.FRAME,
    Gap.AFTERCARE_OVERDUE: Shown.FRAME,
    Gap.OUTCOME_NOT_FOLLOWED: Shown.CARE,
    Gap.INVITATION_UNANSWERED: Shown.RELAY,
    Gap.NOBODY_NAMED: Shown.FRAME,
    Gap.UNIT_WITHOUT_CONSENT: Shown.FRAME,
    Gap.CONSENT_RUNS_OUT: Shown.FRAME,
    Gap.LOGG_TO_BE_OPENED: Shown.CARE,
    Gap.HOLDER_NOT_NAMED: Shown.FRAME,
    Gap.NOBODY_STEPS_IN: Shown.FRAME,
    Gap.FAMILY_LEFT_WAITING: Shown.FRAME,
    Gap.MOVE_STANDS_STILL: Shown.CARE,
    Gap.PACKAGE_UNANSWERED: Shown.FRAME,
    Gap.PARCEL_UNANSWERED: Shown.CARE,
    Gap.EVALUATION_OVERDUE: Shown.PART,
    Gap.OBSERVATION_OVERDUE: Shown.PART,
    Gap.CHILD_NOT_TALKED_WITH: Shown.PART,
    Gap.CHILD_NOT_TOLD: Shown.PART,
    Gap.MEASURE_OVERDUE: Shown.PART,
    Gap.MEASURE_LEFT_BEHIND: Shown.PART,
    Gap.WONDERING_RESTS: Shown.HERE,
    Gap.UNIT_CLOSES: Shown.FRAME,
}


@dataclass(frozen=True, slots=True)
class Break:
    """One break: what is missing, since which day, and in which unit.

    ``since`` is the first day it counted as one (``None``: it simply is so today); for a consent
    that runs out and a unit that closes it is the last day, and so may lie ahead.
    """

    gap: Gap
    since: date | None
    unit: UnitId | None = None

    @property
    def audience(self) -> Shown:
        """Return whom it is shown to: nobody learns more from a break than from the rest."""
        return _FOR[self.gap]


@dataclass(frozen=True, slots=True)
class Ground:
    """The rule behind a break, and which of the guide's values it is measured by, if any."""

    rule: str
    value: str = ""


GROUNDS: Final[Mapping[Gap, Ground]] = {
    Gap.OFFER_UNANSWERED: Ground("R70", "offer_lapses_after_days"),
    Gap.HOLDER_AWAY: Ground("R173"),
    Gap.HOLDER_TO_CHANGE: Ground("R32"),
    Gap.MEETING_OVERDUE: Ground("R98"),
    Gap.JOINT_MEETING_OVERDUE: Ground("R133", "other_unit_meeting_days"),
    Gap.TEAM_NOT_GATHERED: Ground("R145", "next_meeting_days"),
    Gap.CASE_WITHOUT_CONSENT: Ground("R142"),
    Gap.ALARM_UNANSWERED: Ground("R139", "offer_lapses_after_days"),
    Gap.AFTERCARE_OVERDUE: Ground("R126"),
    Gap.OUTCOME_NOT_FOLLOWED: Ground("R122", "next_meeting_days"),
    Gap.INVITATION_UNANSWERED: Ground("R9", "offer_lapses_after_days"),
    Gap.NOBODY_NAMED: Ground("R134"),
    Gap.UNIT_WITHOUT_CONSENT: Ground("R52"),
    Gap.CONSENT_RUNS_OUT: Ground("R172"),
    Gap.LOGG_TO_BE_OPENED: Ground("R48"),
    Gap.HOLDER_NOT_NAMED: Ground("R83"),
    Gap.NOBODY_STEPS_IN: Ground("R86"),
    Gap.FAMILY_LEFT_WAITING: Ground("R85"),
    Gap.MOVE_STANDS_STILL: Ground("R180"),
    Gap.PACKAGE_UNANSWERED: Ground("R154", "offer_lapses_after_days"),
    Gap.PARCEL_UNANSWERED: Ground("R59", "offer_lapses_after_days"),
    Gap.EVALUATION_OVERDUE: Ground("R121"),
    Gap.OBSERVATION_OVERDUE: Ground("R187"),
    Gap.CHILD_NOT_TALKED_WITH: Ground("R109"),
    Gap.CHILD_NOT_TOLD: Ground("R110"),
    Gap.MEASURE_OVERDUE: Ground("R119"),
    Gap.MEASURE_LEFT_BEHIND: Ground("R9"),
    Gap.WONDERING_RESTS: Ground("R9", "wondering_rests_days"),
    Gap.UNIT_CLOSES: Ground("R14"),
}
