"""Being understood: taking part is made fit for each, and no child interprets."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from stafett.domain.agenda import Agenda
from stafett.domain.circumstances import NORWAY
from stafett.domain.correction import CorrectWords
from stafett.domain.dates import MeetingId
from stafett.domain.facts import own
from stafett.domain.holding import HoldMeeting
from stafett.domain.interpreting import Interpreter, MadeFit, NoChildInterprets, Way
from stafett.domain.minutes import Minutes
from stafett.domain.planning import PlanMeeting
from stafett.domain.policy import MeetingKind
from stafett.domain.reminding import lacks
from stafett.domain.wording import SayWhy
from tests.follow_ups import begun, word
from tests.people import MOTHER, PPT, SCHOOL, TEACHER, TODAY, some_id
from tests.relay import Given
from tests.rules import GUIDE

MEETING = MeetingId(some_id("a talk in Somali"))
THEN = datetime.combine(TODAY + timedelta(days=7), time(9), NORWAY)
ON = THEN.date()
SOMALI = MadeFit("Mona Mor", Way.INTERPRETER, "so")
DRAWS = MadeFit("Ronja", Way.DRAWING, note="has her own pens")
PLAN = PlanMeeting(MEETING, SCHOOL, "talk", THEN, Agenda("Bedtime", made_fit=(SOMALI, DRAWS)))
GROWN_UP = Interpreter("so", "Tolk 44", of_age=True)
HER_BROTHER = Interpreter("so", "big brother", of_age=False)
HOLD = HoldMeeting(MEETING, SCHOOL, ON, Minutes("We understood.", interpreters=(GROWN_UP,)))


def reminded(so_far: Given) -> tuple[str, ...]:
    paper = so_far.state.contents[own(SCHOOL)].papers[MEETING]
    return lacks(so_far.state.frame.dates, paper, GUIDE)


def test_an_agenda_tells_how_taking_part_is_made_fit() -> None:
    planned = begun().after(TEACHER, PLAN)
    agenda = planned.state.contents[own(SCHOOL)].papers[MEETING].agenda
    assert [one.way for one in agenda.made_fit] == [Way.INTERPRETER, Way.DRAWING]


def test_an_interpreter_at_a_meeting_is_on_record_and_one_is_missed_if_there_was_none() -> None:
    planned = begun().after(TEACHER, PLAN)
    held = planned.after(TEACHER, HOLD, on=ON)
    (there,) = held.state.contents[own(SCHOOL)].papers[MEETING].minutes.interpreters
    assert there == GROWN_UP
    assert reminded(held) == ()
    without = replace(HOLD, minutes=Minutes("We guessed."))
    assert reminded(planned.after(TEACHER, without, on=ON)) == ("interpreter",)


def test_where_no_other_meeting_is_owed_no_date_is_missing() -> None:
    asks = MeetingKind("talk", {"en": "Talk"}, asks=frozenset({"next-date"}))
    guide = replace(GUIDE, meetings=(asks,))
    held = begun().after(TEACHER, PLAN).after(TEACHER, HOLD, on=ON)
    paper = held.state.contents[own(SCHOOL)].papers[MEETING]
    dates = held.state.frame.dates
    assert lacks(dates, paper, guide) == ("next-date",)
    assert lacks(replace(dates, next_meeting_by=None), paper, guide) == ()


def test_of_a_meeting_that_was_held_without_minutes_nothing_more_is_asked() -> None:
    unwritten = replace(HOLD, minutes=None, none_because="they will come")
    held = begun().after(TEACHER, PLAN).after(TEACHER, unwritten, on=ON)
    assert reminded(held) == ()


def test_a_child_never_interprets_at_a_meeting() -> None:
    planned = begun().after(TEACHER, PLAN)
    brother = replace(HOLD, minutes=Minutes("He told her.", interpreters=(HER_BROTHER,)))
    planned.when(TEACHER, brother, on=ON).then_refused(NoChildInterprets)
    nameless = replace(GROWN_UP, reference=" ")
    unknown = replace(HOLD, minutes=Minutes("Who?", interpreters=(nameless,)))
    planned.when(TEACHER, unknown, on=ON).then_refused(SayWhy)
    held = planned.after(TEACHER, HOLD, on=ON)
    put_right = CorrectWords(MEETING, SCHOOL, brother.minutes or Minutes(""), "he did")
    held.when(TEACHER, put_right, on=ON).then_refused(NoChildInterprets)


def test_a_child_never_interprets_a_consent() -> None:
    command = word(MOTHER, PPT)
    by_him = replace(command.evidence, interpreter=HER_BROTHER)
    begun().when(MOTHER, replace(command, evidence=by_him)).then_refused(NoChildInterprets)
