"""Messages: said in the logg, kept there, and read by those who may read there (R103)."""

from dataclasses import replace
from datetime import date

from stafett.domain import access, visible
from stafett.domain.access import Look
from stafett.domain.closing import DemandClosure
from stafett.domain.desk import GuardiansSendNoMessages, NotYourUnit
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.facts import SHARED
from stafett.domain.logg import LoggIsNotOpen
from stafett.domain.message import MessageId, MessageSent, NoSuchMessage, Saying, SendMessage
from stafett.domain.people import Asker
from stafett.domain.views_in_parts import MessageView
from stafett.domain.wording import IdTaken, SayWhy
from tests.follow_ups import begun, with_logg, with_ppt
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    FATHER,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given
from tests.rules import RULES

FIRST = MessageId(some_id("first"))
SECOND = MessageId(some_id("second"))
HELLO = Saying("He played all day", frozenset({CHILD_ID}))
FROM_SCHOOL = SendMessage(FIRST, HELLO, SCHOOL)
ANSWER = SendMessage(SECOND, Saying("So good to hear", HELLO.about, answers=FIRST))


def read_by(so_far: Given, who: Asker) -> tuple[MessageView, ...]:
    at = so_far.relay.circumstances(who, TODAY)
    view = visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)
    return tuple(one for part in view.parts for one in part.messages)


def test_a_message_lies_in_the_logg_and_everybody_who_reads_there_reads_it() -> None:
    at = with_logg().relay.circumstances(TEACHER, TODAY)
    so_far = (
        with_logg()
        .when(TEACHER, FROM_SCHOOL)
        .then(
            MessageSent(
                place=SHARED,
                message=FIRST,
                saying=HELLO,
                by=TEACHER.employee,
                unit=SCHOOL,
                at=at.now,
            )
        )
    )
    for who in (TEACHER, ADVISER, MOTHER, FATHER):
        (shown,) = read_by(so_far, who)
        assert (shown.saying, shown.by, shown.sent_at) == (HELLO, TEACHER.employee, at.now)


def test_the_family_answers_in_the_logg() -> None:
    so_far = with_logg().after(TEACHER, FROM_SCHOOL).after(MOTHER, ANSWER)
    _, answer = read_by(so_far, ADVISER)
    assert answer.saying is not None
    assert (answer.saying.answers, answer.by, answer.unit) == (FIRST, MOTHER.person, None)


def test_without_an_open_logg_there_is_nowhere_to_say_it() -> None:
    with_ppt().when(TEACHER, FROM_SCHOOL).then_refused(LoggIsNotOpen)
    begun().when(MOTHER, ANSWER).then_refused(LoggIsNotOpen)


def test_guardians_send_messages_only_where_the_municipality_lets_them() -> None:
    silent = replace(RULES, guardians_may=frozenset({"read", "write"}))
    with_logg().under(rules=silent).when(MOTHER, ANSWER).then_refused(GuardiansSendNoMessages)


def test_the_young_one_writes_whatever_guardians_may() -> None:
    closed = replace(RULES, guardians_may=frozenset({"read"}))
    mine = Saying("I liked it", frozenset({CHILD_ID}))
    sixteen = replace(CHILD, born=date(2010, 5, 17))
    so_far = with_logg().under(rules=closed, person=sixteen)
    so_far = so_far.after(CHILD_SELF, SendMessage(SECOND, mine))
    (shown,) = read_by(so_far, CHILD_SELF)
    assert shown.by == CHILD_ID


def test_one_speaks_for_a_unit_that_reads_the_logg_and_one_works_for() -> None:
    with_logg().when(TEACHER, replace(FROM_SCHOOL, unit=PPT)).then_refused(NotYourUnit)
    with_logg().when(TEACHER, replace(FROM_SCHOOL, unit=None)).then_refused(NotYourUnit)
    with_logg().when(COLLEAGUE, FROM_SCHOOL).then_refused(NotYourUnit)


def test_a_message_says_something_about_somebody() -> None:
    nothing = replace(FROM_SCHOOL, saying=Saying(" ", HELLO.about))
    with_logg().when(TEACHER, nothing).then_refused(SayWhy)
    nobody = replace(FROM_SCHOOL, saying=Saying("Hello", frozenset()))
    with_logg().when(TEACHER, nobody).then_refused(SayWhomItIsAbout)


def test_one_answers_a_message_that_is_there() -> None:
    with_logg().when(MOTHER, ANSWER).then_refused(NoSuchMessage)


def test_a_message_is_sent_once_and_never_changed() -> None:
    so_far = with_logg().after(TEACHER, FROM_SCHOOL)
    so_far.when(TEACHER, FROM_SCHOOL).then_nothing_new()
    other = replace(FROM_SCHOOL, saying=Saying("He did not play", HELLO.about))
    so_far.when(TEACHER, other).then_refused(IdTaken)


def test_a_message_about_a_parent_waits_for_that_parents_own_word() -> None:
    hers = SendMessage(FIRST, Saying("She needs help", frozenset({MOTHER.person})), SCHOOL)
    so_far = with_logg().after(TEACHER, hers)
    assert read_by(so_far, TEACHER)
    assert read_by(so_far, MOTHER)
    assert read_by(so_far, FATHER) == ()
    assert read_by(so_far, ADVISER) == ()


def test_when_the_logg_is_locked_the_messages_go_with_it() -> None:
    so_far = with_logg().after(TEACHER, FROM_SCHOOL).after(FATHER, DemandClosure())
    assert read_by(so_far, TEACHER) == ()
    assert read_by(so_far, MOTHER), "the family keeps its logg"
    so_far.when(TEACHER, replace(FROM_SCHOOL, message=SECOND)).then_refused(LoggIsNotOpen)
