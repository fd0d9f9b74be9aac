"""The circumstances a decision is made in: when, by whom, under which rules, about whom."""

from dataclasses import dataclass

from stafett.domain.moment import NORWAY, Moment
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker
from stafett.domain.person import Person
from stafett.domain.policy import DayRules, Guide

__all__ = ["NORWAY", "Circumstances"]


@dataclass(frozen=True, slots=True)
class Circumstances(Moment):
    """Everything outside the stream that a decision may look at; handed in once.

    ``guide`` is the one the follow-up is pinned to (the newest when nothing is pinned yet);
    ``rules`` are the day's. ``person`` is the child or young person it
    concerns, as the book knows them now.
    """

    asked_by: Asker
    guide: Guide
    rules: DayRules
    person: Person
    municipality: Municipality
