"""The logg: opened on everyone's consent, copies nothing, and is locked when all agree."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain.desk import GuardiansDoNotWrite, NotYourUnit
from stafett.domain.entry import (
    AgreeToCarryIn,
    CarryInAgreed,
    EntryCarriedIn,
    EntryId,
    EntryKind,
    EntryProposed,
    EntryWritten,
    NoSuchEntry,
    Note,
    ProposeEntry,
    SayWhomItIsAbout,
    WriteEntry,
)
from stafett.domain.facts import SHARED, own
from stafett.domain.logg import (
    Locked,
    Locking,
    LockLogg,
    LoggAskedFor,
    LoggIsNotOpen,
    LoggLocked,
    LoggOpened,
    Medium,
    NotAllAgree,
    NotOpened,
)
from stafett.domain.moment import NotYetHappened
from stafett.domain.opening import (
    AgreeOnMeasureFirst,
    AskForLogg,
    LoggNotLetOpen,
    OpenLogg,
    TooEarlyForLogg,
)
from stafett.domain.people import PersonId
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.withdrawal import RefuseConsent
from stafett.domain.wording import IdTaken, SayWhy
from tests.follow_ups import (
    AGREE_MEASURE,
    HEARD,
    SET_GOAL,
    begun,
    both_let_in,
    with_logg,
    with_measure,
    with_ppt,
    word,
)
from tests.people import (
    ADVISER,
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    MOTHER,
    OTHER_PARENT,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
)
from tests.people import some_id as new_id
from tests.rules import GUIDE, RULES

ENTRY = EntryId(new_id("entry"))
NOTE = Note(EntryKind.OBSERVATION, "He laughed", frozenset({CHILD_ID}), TODAY)
OURS = WriteEntry(ENTRY, NOTE, SCHOOL)
SHARED_NOTE = replace(OURS, shared=True)
EVERYBODY: frozenset[PersonId] = frozenset({MOTHER.person, FATHER.person})
LOCK = LockLogg(EVERYBODY, "it works at home and at school", HEARD)


def test_a_logg_opens_on_everyones_word_for_the_holders_unit() -> None:
    begun().when(TEACHER, OpenLogg()).then_refused(LoggNotLetOpen)
    one = begun().after(MOTHER, word(MOTHER, SCHOOL, logg=True))
    one.when(TEACHER, OpenLogg()).then_refused(LoggNotLetOpen)
    without = both_let_in(begun(), SCHOOL, logg=False)
    without.when(TEACHER, OpenLogg()).then_refused(LoggNotLetOpen)
    (opened,) = both_let_in(begun(), SCHOOL, logg=True).when(TEACHER, OpenLogg()).events
    assert isinstance(opened, LoggOpened)
    assert len(opened.consents) == 2
    assert (opened.guide, opened.rules_from) == (GUIDE.id, RULES.valid_from)


def test_a_logg_opens_from_the_level_the_guide_says() -> None:
    modum = replace(GUIDE, may_open_logg_from=2)
    so_far = both_let_in(begun(), SCHOOL, logg=True).under(guide=modum)
    so_far.when(TEACHER, OpenLogg()).then_refused(TooEarlyForLogg)


def test_where_the_guide_wants_a_measure_first_there_is_one() -> None:
    hemnes = replace(GUIDE, opening_needs_measure=True)
    so_far = both_let_in(begun(), SCHOOL, logg=True).under(guide=hemnes)
    so_far.when(TEACHER, OpenLogg()).then_refused(AgreeOnMeasureFirst)
    so_far = so_far.after(TEACHER, SET_GOAL)
    so_far.when(TEACHER, OpenLogg()).then_refused(AgreeOnMeasureFirst)
    assert so_far.after(TEACHER, AGREE_MEASURE).when(TEACHER, OpenLogg()).events


def test_a_logg_on_paper_says_where_it_is_kept() -> None:
    so_far = both_let_in(begun(), SCHOOL, logg=True)
    so_far.when(TEACHER, OpenLogg(Medium.PAPER)).then_refused(SayWhy)
    assert so_far.when(TEACHER, OpenLogg(Medium.PAPER, "the archive, shelf 3")).events


def test_opening_copies_nothing() -> None:
    so_far = both_let_in(with_measure().after(TEACHER, OURS), SCHOOL, logg=True)
    so_far = so_far.after(TEACHER, OpenLogg())
    assert SHARED not in so_far.state.contents
    assert ENTRY in so_far.state.contents[own(SCHOOL)].entries
    so_far.when(TEACHER, OpenLogg()).then_nothing_new()


def test_a_refused_logg_ends_nothing_and_changes_nothing() -> None:
    no = RefuseConsent(FATHER.person, frozenset({SCHOOL}), logg=True, informed_of="text 1")
    so_far = begun().after(FATHER, no)
    assert type(so_far.state).__name__ == "Running"
    assert isinstance(so_far.state.frame.logg, NotOpened)
    assert so_far.when(TEACHER, SET_GOAL).events


def test_the_family_is_asked_once() -> None:
    so_far = begun().when(TEACHER, AskForLogg()).then(LoggAskedFor(on=TODAY, guide=GUIDE.id))
    so_far.when(TEACHER, AskForLogg()).then_nothing_new()
    with_logg().when(TEACHER, AskForLogg()).then_nothing_new()
    opened = both_let_in(so_far, SCHOOL, logg=True).after(TEACHER, OpenLogg())
    assert opened.state.frame.logg.state == "open"


def test_a_note_goes_where_its_writer_puts_it() -> None:
    (mine,) = with_logg().when(TEACHER, OURS).events
    (ours,) = with_logg().when(TEACHER, SHARED_NOTE).events
    assert isinstance(mine, EntryWritten)
    assert isinstance(ours, EntryWritten)
    assert (mine.place, ours.place) == (own(SCHOOL), SHARED)


def test_one_writes_in_the_logg_only_while_it_is_open_and_one_is_let_into_it() -> None:
    begun().when(TEACHER, SHARED_NOTE).then_refused(LoggIsNotOpen)
    with_logg().after(TEACHER, LOCK).when(TEACHER, SHARED_NOTE).then_refused(LoggIsNotOpen)
    with_logg().when(COLLEAGUE, SHARED_NOTE).then_refused(NotYourUnit)
    only_school = both_let_in(with_ppt(), SCHOOL, logg=True).after(TEACHER, OpenLogg())
    of_ppt = replace(SHARED_NOTE, unit=PPT)
    only_school.when(ADVISER, of_ppt).then_refused(NotYourUnit)
    assert with_logg().when(ADVISER, of_ppt).events


def test_guardians_write_only_where_the_municipality_lets_them() -> None:
    theirs = replace(SHARED_NOTE, unit=None)
    with_logg().when(MOTHER, theirs).then_refused(GuardiansDoNotWrite)
    writing = replace(RULES, guardians_may=frozenset({"read", "write"}))
    (written,) = with_logg().under(rules=writing).when(MOTHER, theirs).events
    assert isinstance(written, EntryWritten)
    assert (written.place, written.by) == (SHARED, MOTHER.person)
    with_logg().under(rules=writing).when(OTHER_PARENT, theirs).then_refused(NotYourUnit)
    with_logg().when(TEACHER, theirs).then_refused(NotYourUnit)


def test_a_note_says_something_about_somebody_on_a_day_that_has_been() -> None:
    with_logg().when(TEACHER, replace(OURS, note=replace(NOTE, text=" "))).then_refused(SayWhy)
    nobody = replace(OURS, note=replace(NOTE, about=frozenset()))
    with_logg().when(TEACHER, nobody).then_refused(SayWhomItIsAbout)
    ahead = replace(OURS, note=replace(NOTE, happened_on=TODAY + timedelta(days=1)))
    with_logg().when(TEACHER, ahead).then_refused(NotYetHappened)
    so_far = with_logg().after(TEACHER, OURS)
    so_far.when(TEACHER, OURS).then_nothing_new()
    other = replace(OURS, note=replace(NOTE, text="He cried"))
    so_far.when(TEACHER, other).then_refused(IdTaken)


def test_an_entry_is_carried_in_when_the_unit_proposes_it_and_the_family_agrees() -> None:
    so_far = with_logg().after(TEACHER, OURS)
    so_far.when(MOTHER, AgreeToCarryIn(ENTRY)).then_refused(NoSuchEntry)
    so_far = so_far.when(TEACHER, ProposeEntry(ENTRY, SCHOOL)).then(
        EntryProposed(place=own(SCHOOL), entry=ENTRY, on=TODAY)
    )
    agreed = CarryInAgreed(place=own(SCHOOL), entry=ENTRY, by=MOTHER.person, on=TODAY)
    so_far = so_far.when(MOTHER, AgreeToCarryIn(ENTRY)).then(agreed)
    assert SHARED not in so_far.state.contents, "one guardian is not everyone"
    _, carried = so_far.when(FATHER, AgreeToCarryIn(ENTRY)).events
    assert isinstance(carried, EntryCarriedIn)
    so_far = so_far.after(FATHER, AgreeToCarryIn(ENTRY))
    there = so_far.state.contents[SHARED].entries[ENTRY]
    assert (there.note, there.by, there.unit) == (NOTE, TEACHER.employee, SCHOOL)
    assert ENTRY in so_far.state.contents[own(SCHOOL)].entries


def test_nobody_else_carries_anything_in() -> None:
    so_far = with_logg().after(TEACHER, OURS).after(TEACHER, ProposeEntry(ENTRY, SCHOOL))
    so_far.when(OTHER_PARENT, AgreeToCarryIn(ENTRY)).then_refused(NotYoursToGive)
    so_far.when(TEACHER, AgreeToCarryIn(ENTRY)).then_refused(NotYoursToGive)
    so_far.when(ADVISER, ProposeEntry(ENTRY, PPT)).then_refused(NoSuchEntry)
    closed = begun().after(TEACHER, OURS).after(TEACHER, ProposeEntry(ENTRY, SCHOOL))
    closed.when(MOTHER, AgreeToCarryIn(ENTRY)).then_refused(LoggIsNotOpen)


def test_a_logg_is_locked_when_everyone_agrees_and_the_child_has_been_heard() -> None:
    (locked,) = with_logg().when(TEACHER, LOCK).events
    assert isinstance(locked, LoggLocked)
    assert locked.because is Locking.AGREEMENT
    so_far = with_logg().after(TEACHER, LOCK)
    assert isinstance(so_far.state.frame.logg, Locked)
    assert type(so_far.state).__name__ == "Running", "the follow-up goes on"
    so_far.when(TEACHER, LOCK).then_nothing_new()
    so_far.when(TEACHER, OpenLogg()).then_refused(LoggNotLetOpen)


def test_it_is_on_record_who_agreed_why_and_under_which_rules() -> None:
    so_far = with_logg()
    now = so_far.relay.circumstances(TEACHER, TODAY).now
    locked = so_far.when(TEACHER, LOCK).then(
        LoggLocked(
            because=Locking.AGREEMENT,
            by=None,
            agreed=LOCK.agreed,
            why=LOCK.why,
            at=now,
            guide=GUIDE.id,
            rules_from=RULES.valid_from,
        )
    )
    assert locked.state.frame.logg.agreed == LOCK.agreed


def test_those_whose_word_the_holders_unit_needs_agree() -> None:
    sixteen = replace(YOUTH, id=CHILD_ID)
    of_age = with_logg().under(person=sixteen)
    of_age.when(TEACHER, LOCK).then_refused(NotAllAgree)
    everybody = LOCK.agreed | {CHILD_ID}
    assert of_age.when(TEACHER, replace(LOCK, agreed=everybody)).events


@pytest.mark.parametrize("agreed", [frozenset(), frozenset({MOTHER.person})])
def test_one_is_not_all(agreed: frozenset[PersonId]) -> None:
    with_logg().when(TEACHER, replace(LOCK, agreed=agreed)).then_refused(NotAllAgree)


def test_locking_has_a_reason_a_heard_child_and_a_logg() -> None:
    with_logg().when(TEACHER, replace(LOCK, why=" ")).then_refused(SayWhy)
    unheard = replace(LOCK, child_view=ChildView())
    with_logg().when(TEACHER, unheard).then_refused(ChildNotHeard)
    begun().when(TEACHER, LOCK).then_refused(LoggIsNotOpen)
