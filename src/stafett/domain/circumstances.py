"""The circumstances a decision is made in: when, by whom, under which rules, about whom."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker
from stafett.domain.person import Person
from stafett.domain.policy import DayRules, Guide

NORWAY = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything outside the stream that a decision may look at; handed in once.

    ``now`` is book time, aware and in UTC. ``guide`` is the one the follow-up is pinned to (the
    newest when nothing is pinned yet); ``rules`` are the day's. ``person`` is the child or young
    person it concerns, as the book knows them now.
    """

    now: datetime
    asked_by: Asker
    guide: Guide
    rules: DayRules
    person: Person
    municipality: Municipality

    @property
    def today(self) -> date:
        """Return the calendar day in Norway: consents and deadlines are Norwegian days."""
        return self.now.astimezone(NORWAY).date()
