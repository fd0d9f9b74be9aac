"""Receivers: who outside is contacted, gets a report, or is told something without consent."""

from enum import Enum


class Receiver(Enum):
    """Who is contacted or gets a report; for an unborn child not child welfare alone (R92)."""

    NEXT_OF_KIN = "next-of-kin"
    CHILD_WELFARE = "child-welfare"
    CHILD_WELFARE_EMERGENCY = "child-welfare-emergency"
    POLICE = "police"
    HEALTH_AND_CARE_SERVICE = "health-and-care-service"
    OTHER = "other"
