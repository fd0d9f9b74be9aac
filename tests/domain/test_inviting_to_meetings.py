"""Inviting: the time is agreed on first where the guide says so, and a meeting is prepared for."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from stafett.domain.access import Look, may
from stafett.domain.agenda import Agenda, Preparation
from stafett.domain.circumstances import NORWAY
from stafett.domain.dates import MeetingId, MeetingState
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED, own
from stafett.domain.holding import HoldMeeting, MinutesMissing
from stafett.domain.inviting import (
    AgreeOnTime,
    InviteToMeeting,
    NothingToInviteWith,
    PrepareMeeting,
    TimeNotAgreed,
)
from stafett.domain.meeting import (
    MeetingInvited,
    MeetingIsOver,
    MeetingTimeAgreed,
    NoSuchMeeting,
)
from stafett.domain.minutes import Attendee, HolderAfter, InvitationWritten, Minutes
from stafett.domain.people import Asker
from stafett.domain.plan import Part
from stafett.domain.planning import (
    CancelMeeting,
    NothingToHoldAnew,
    NotInTheFamily,
    PlanMeeting,
)
from stafett.domain.views import FollowUpView
from stafett.domain.views_in_parts import PaperView
from stafett.domain.visible import trim
from stafett.domain.wording import SayWhy
from tests.follow_ups import begun, with_logg
from tests.people import CHILD_ID, FATHER, MOTHER, OTHER_PARENT, SCHOOL, TEACHER, TODAY, some_id
from tests.relay import Given
from tests.rules import GUIDE

MEETING = MeetingId(some_id("the first talk"))
ANOTHER = MeetingId(some_id("another talk"))
THEN = datetime.combine(TODAY + timedelta(days=7), time(9), NORWAY)
ON = THEN.date()
PLAN = PlanMeeting(MEETING, SCHOOL, "first-talk", THEN, Agenda("What do we see?"))
SUITS = AgreeOnTime(MEETING, SCHOOL, frozenset({MOTHER.person}))
INVITE = InviteToMeeting(MEETING, SCHOOL)
HOLD = HoldMeeting(MEETING, SCHOOL, ON, Minutes("We listened."))
EYES = replace(PLAN, kind="extended", agenda=Agenda("New eyes"))
NETWORK = replace(PLAN, kind="network")


def state(so_far: Given, of: MeetingId = MEETING) -> MeetingState:
    found = so_far.state.frame.dates.meetings[of].state
    assert isinstance(found, MeetingState)
    return found


def seen_by(who: Asker, so_far: Given) -> FollowUpView:
    at = so_far.relay.circumstances(who, ON)
    return trim(so_far.state, may(who, Look.OPEN, so_far.state, at), at)


def paper_of(so_far: Given, who: Asker = TEACHER) -> PaperView:
    (part,) = [part for part in seen_by(who, so_far).parts if part.papers]
    return part.papers[0]


def test_the_time_is_agreed_with_the_parents_before_they_are_invited() -> None:
    proposed = begun().after(TEACHER, PLAN)
    assert state(proposed) is MeetingState.PROPOSED
    proposed.when(TEACHER, INVITE).then_refused(TimeNotAgreed)
    agreed = proposed.when(TEACHER, SUITS).then(
        MeetingTimeAgreed(meeting=MEETING, agreed_with=frozenset({MOTHER.person}), on=TODAY)
    )
    assert state(agreed) is MeetingState.TIME_AGREED
    invited, written = agreed.when(TEACHER, replace(INVITE, words="Welcome on Tuesday")).events
    assert isinstance(invited, MeetingInvited)
    assert isinstance(written, InvitationWritten)
    assert written.place == own(SCHOOL)
    assert state(agreed.after(TEACHER, INVITE)) is MeetingState.INVITED


def test_moved_it_is_agreed_on_and_invited_to_anew() -> None:
    so_far = begun().after(TEACHER, PLAN).after(TEACHER, SUITS).after(TEACHER, INVITE)
    moved = so_far.after(TEACHER, replace(PLAN, starts=THEN + timedelta(hours=1)))
    assert state(moved) is MeetingState.PROPOSED
    moved.when(TEACHER, INVITE).then_refused(TimeNotAgreed)
    reworded = so_far.after(TEACHER, replace(PLAN, agenda=Agenda("What do we hope?")))
    assert state(reworded) is MeetingState.INVITED


def test_only_where_the_guide_says_so() -> None:
    talk = begun().after(TEACHER, replace(PLAN, kind="talk"))
    assert state(talk.after(TEACHER, INVITE)) is MeetingState.INVITED


def test_an_invitation_has_words_the_guides_or_ones_own() -> None:
    network = begun().after(TEACHER, NETWORK)
    network.when(TEACHER, INVITE).then_refused(NothingToInviteWith)
    own_words = network.after(TEACHER, replace(INVITE, words="Do come"))
    assert paper_of(own_words).invitation == "Do come"
    changed = own_words.when(TEACHER, replace(INVITE, words="Please come")).events
    assert [type(one) for one in changed] == [InvitationWritten]
    own_words.when(TEACHER, replace(INVITE, words="Do come")).then_nothing_new()


def test_only_the_family_agrees_and_each_sees_only_themselves() -> None:
    so_far = begun().after(TEACHER, PLAN)
    outside = replace(SUITS, agreed_with=frozenset({OTHER_PARENT.person}))
    so_far.when(TEACHER, outside).then_refused(NotInTheFamily)
    so_far.when(TEACHER, replace(SUITS, agreed_with=frozenset())).then_refused(NotInTheFamily)
    agreed = so_far.after(TEACHER, SUITS)
    (mother,), (father,) = (seen_by(who, agreed).meetings for who in (MOTHER, FATHER))
    assert (mother.agreed_with, father.agreed_with) == ((MOTHER.person,), ())
    assert mother.agreed_on == father.agreed_on == TODAY
    both = replace(SUITS, agreed_with=frozenset({MOTHER.person, FATHER.person}))
    assert seen_by(TEACHER, agreed.after(TEACHER, both)).meetings[0].agreed_with == tuple(
        sorted({MOTHER.person, FATHER.person})
    )


def test_one_agrees_on_and_invites_to_a_meeting_that_lies_ahead() -> None:
    begun().when(TEACHER, SUITS).then_refused(NoSuchMeeting)
    off = begun().after(TEACHER, PLAN).after(TEACHER, CancelMeeting(MEETING, SCHOOL))
    off.when(TEACHER, SUITS).then_refused(NoSuchMeeting)
    assert state(off) is MeetingState.CANCELLED
    held = begun().after(TEACHER, PLAN).after(TEACHER, HOLD, on=ON)
    held.when(TEACHER, INVITE, on=ON).then_refused(MeetingIsOver)
    assert state(held) is MeetingState.HELD


def test_a_meeting_that_was_broken_off_is_held_anew() -> None:
    broken_off = begun().after(TEACHER, PLAN).after(TEACHER, replace(HOLD, interrupted=True), on=ON)
    assert state(broken_off) is MeetingState.INTERRUPTED
    later = THEN + timedelta(days=7)
    anew = replace(PLAN, meeting=ANOTHER, starts=later, instead_of=MEETING)
    so_far = broken_off.after(TEACHER, anew, on=ON)
    assert so_far.state.frame.dates.meetings[ANOTHER].instead_of == MEETING
    assert state(so_far, ANOTHER) is MeetingState.PROPOSED
    held = begun().after(TEACHER, PLAN).after(TEACHER, HOLD, on=ON)
    held.when(TEACHER, anew, on=ON).then_refused(NothingToHoldAnew)
    begun().when(TEACHER, anew).then_refused(NothingToHoldAnew)


def test_what_is_cancelled_can_be_planned_again() -> None:
    off = begun().after(TEACHER, PLAN).after(TEACHER, CancelMeeting(MEETING, SCHOOL))
    assert state(off.after(TEACHER, PLAN)) is MeetingState.PROPOSED


def test_what_one_looks_at_with_new_eyes_is_described_first() -> None:
    so_far = begun().after(TEACHER, EYES)
    assert paper_of(so_far).lacks == ("problem", "tried")
    prepare = PrepareMeeting(MEETING, SCHOOL, Preparation("He is still alone", family_view="Sad"))
    prepared = so_far.after(TEACHER, prepare)
    assert paper_of(prepared).preparation == prepare.preparation
    assert paper_of(prepared).lacks == ("tried",)
    so_far.when(TEACHER, replace(prepare, preparation=Preparation())).then_refused(SayWhy)
    held = prepared.after(TEACHER, HOLD, on=ON)
    held.when(TEACHER, prepare, on=ON).then_refused(MeetingIsOver)


def test_one_is_warned_when_next_date_or_holder_is_missing() -> None:
    held = begun().after(TEACHER, NETWORK).after(TEACHER, HOLD, on=ON)
    assert paper_of(held).lacks == ("next-date", "holder")
    spoken_of = replace(HOLD, minutes=Minutes("We listened.", holder=HolderAfter.KEPT))
    held = begun().after(TEACHER, NETWORK).after(TEACHER, spoken_of, on=ON)
    assert paper_of(held).lacks == ("next-date",)
    another = replace(NETWORK, meeting=ANOTHER, starts=THEN + timedelta(days=20))
    assert paper_of(held.after(TEACHER, another, on=ON)).lacks == ()


def test_one_sees_which_roles_were_not_there() -> None:
    mother = Attendee("Mona Mor", Part.GUARDIAN, MOTHER.person, why="he lives with her")
    sick = Attendee("Tuva", Part.EMPLOYEE, TEACHER.employee, there=False, away_because="ill")
    met = replace(HOLD, minutes=Minutes("We met.", (mother, sick)))
    held = begun().after(TEACHER, replace(PLAN, kind="follow-up")).after(TEACHER, met, on=ON)
    assert paper_of(held).missed == ("holder",)
    nobody = begun().after(TEACHER, replace(PLAN, kind="follow-up")).after(TEACHER, HOLD, on=ON)
    assert paper_of(nobody).missed == ("guardians", "holder")


def test_where_the_guide_says_so_the_logg_itself_is_the_minutes() -> None:
    empty = replace(HOLD, minutes=None)
    note = Note(EntryKind.NOTE, "We found another way in.", frozenset({CHILD_ID}), ON)
    in_logg = WriteEntry(EntryId(some_id("note")), note, SCHOOL, shared=True)
    planned = with_logg().after(TEACHER, EYES)
    planned.when(TEACHER, empty, on=ON).then_refused(MinutesMissing)
    written = planned.after(TEACHER, in_logg, on=ON)
    held = written.after(TEACHER, empty, on=ON)
    assert state(held) is MeetingState.HELD
    assert held.state.contents[SHARED].papers[MEETING].minutes is None
    other = with_logg().after(TEACHER, NETWORK).after(TEACHER, in_logg, on=ON)
    other.when(TEACHER, empty, on=ON).then_refused(MinutesMissing)
    beside = begun().after(TEACHER, EYES)
    beside.when(TEACHER, empty, on=ON).then_refused(MinutesMissing)


def test_who_leads_and_who_writes_may_be_others_than_the_guides() -> None:
    kind = GUIDE.meeting("network")
    assert kind is not None
    assert (kind.leads, kind.writes) == ("holder", "holder")
    named = replace(NETWORK, agenda=Agenda("Plan", writes=TEACHER.employee, leads=TEACHER.employee))
    agenda = paper_of(begun().after(TEACHER, named)).agenda
    assert agenda is not None
    assert (agenda.leads, agenda.writes) == (TEACHER.employee, TEACHER.employee)
