"""Moving to another municipality: what goes along, on whose word, and when the baton is let go."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from stafett.domain import access, departure, due, neighbour, parcel_readers, telling, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.agenda import Agenda
from stafett.domain.attachment import Attachment, AttachmentId
from stafett.domain.breaks import in_frame
from stafett.domain.comment import Beside, CommentId, MakeComment
from stafett.domain.consent import ItTakesTheirOwnWord, ShowWhereItIsSigned
from stafett.domain.correction import ContestWords, MarkMisfiled
from stafett.domain.dated import DueKind
from stafett.domain.dates import MeetingId
from stafett.domain.departure import (
    AnswerDeparture,
    BirthDateNeeded,
    CallOffDeparture,
    DepartureAnswered,
    DepartureCompleted,
    DepartureProposed,
    NoDepartureProposed,
    NoParcelSent,
    NotThatReceipt,
    NotToBeTakenAlong,
    ParcelHasChanged,
    ParcelSent,
    ProposeDeparture,
    ProposeItAnew,
    SendParcel,
    WaitForTheReceipt,
)
from stafett.domain.digesting import digest
from stafett.domain.document import Document, DocumentId
from stafett.domain.ending import EndFollowUp, EndReason, FollowUpEnded
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import SHARED, Refusal, Stranger
from stafett.domain.family_word import NotEveryoneAgrees
from stafett.domain.followup import Ended
from stafett.domain.gap import Gap
from stafett.domain.going_along import may_go
from stafett.domain.holding import HoldMeeting
from stafett.domain.how_given import EvidenceKind
from stafett.domain.logg import Locked, LoggLocked
from stafett.domain.message import MessageId, Saying, SendMessage
from stafett.domain.minutes import Minutes
from stafett.domain.narrowing import ShowItemTo
from stafett.domain.neighbour import NoSuchNeighbour
from stafett.domain.people import Asker
from stafett.domain.planning import PlanMeeting
from stafett.domain.sheet import Answer
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.voice import ChildNotHeard, ChildView, Wish
from stafett.domain.with_a_day import of_follow_up
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wording import SayWhy
from tests.follow_ups import AIM, FITS, GOAL, HEARD, MEASURE, PLAN, begun, word
from tests.forms import DRAWING, PNG, SCALE
from tests.moving import (
    COMPLETE,
    ENTRY,
    PROPOSE,
    SOON,
    agreed,
    parcel,
    ready,
    receipt,
    says,
    sent,
)
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    FAR_AWAY,
    FATHER,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    NEARER,
    NEIGHBOURS,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    UNCLEAR,
    some_id,
)
from tests.relay import Given

LATE = TODAY + timedelta(days=15)
MOVED = EndFollowUp(EndReason.MOVED, "they move", HEARD)
FORGOTTEN = replace(MUNICIPALITY, rulebook=replace(MUNICIPALITY.rulebook, neighbours={}))


def proposed(so_far: Given | None = None) -> Given:
    return (so_far or ready()).after(TEACHER, PROPOSE)


def with_items(*items: Any) -> ProposeDeparture:
    return replace(PROPOSE, items=frozenset(items))


def laid(so_far: Given, **things: Any) -> Any:
    """The follow-up with these things in the logg, whoever put them there."""
    state = so_far.state
    part = replace(state.contents[SHARED], **things)
    return replace(state, contents={**state.contents, SHARED: part})


def refused(state: Any, command: Any, so_far: Given) -> type[Refusal]:
    at = so_far.relay.circumstances(TEACHER, TODAY)
    with pytest.raises(Refusal) as no:
        so_far.relay.composer.decide(state, command, at)
    return type(no.value)


def permit(so_far: Given, who: Asker) -> tuple[Any, access.Permit, Any]:
    at = so_far.relay.circumstances(who, TODAY)
    return so_far.state, access.may(who, Look.OPEN, so_far.state, at), at


# What may be proposed


def test_the_holder_asks_the_family_and_the_child_is_heard() -> None:
    (event,) = ready().when(TEACHER, PROPOSE).events
    assert isinstance(event, DepartureProposed)
    assert (event.called, event.unit, event.moves_on) == ("Fjernvik", "Fjernvik skole", SOON)
    proposed().when(TEACHER, PROPOSE).then_nothing_new()
    ready().when(TEACHER, replace(PROPOSE, child_view=ChildView())).then_refused(ChildNotHeard)
    ready().when(TEACHER, replace(PROPOSE, unit=" ")).then_refused(SayWhy)


def test_only_to_a_municipality_that_is_known() -> None:
    nobody = replace(PROPOSE, neighbour=some_id("nobody"))
    ready().when(TEACHER, nobody).then_refused(NoSuchNeighbour)


def test_without_a_birth_date_nobody_could_tell_whose_parcel_it_is() -> None:
    unknown = replace(CHILD, born=None)
    begun().under(person=unknown).when(TEACHER, with_items()).then_refused(BirthDateNeeded)


def test_it_is_proposed_anew_as_often_as_one_likes_and_words_to_the_old_one_are_void() -> None:
    so_far = agreed(proposed(), MOTHER)
    anew = replace(PROPOSE, departure=some_id("anew"), items=frozenset({GOAL}))
    so_far = so_far.after(TEACHER, anew)
    assert so_far.state.frame.passages.departure.words == {}
    assert so_far.state.frame.passages.departure.items == {GOAL}


def test_nothing_of_a_units_own_part_goes_along() -> None:
    own_note = EntryId(some_id("our own"))
    note = Note(EntryKind.NOTE, "ours", frozenset({CHILD_ID}), TODAY)
    so_far = ready().after(TEACHER, WriteEntry(own_note, note, SCHOOL))
    so_far.when(TEACHER, with_items(own_note)).then_refused(NotToBeTakenAlong)
    so_far.when(TEACHER, with_items(some_id("nothing"))).then_refused(NotToBeTakenAlong)


def test_what_is_kept_from_the_guardians_does_not_go_along() -> None:
    wish = Wish("they would be hurt", "she comes back")
    so_far = ready()
    entry = so_far.state.contents[SHARED].entries[ENTRY]
    state = laid(so_far, entries={ENTRY: replace(entry, wish=wish)})
    assert refused(state, with_items(ENTRY), so_far) is NotToBeTakenAlong


def test_what_is_about_somebody_else_does_not_go_along() -> None:
    about = Note(EntryKind.NOTE, "her job", frozenset({MOTHER.person}), TODAY)
    id_ = EntryId(some_id("about her"))
    so_far = ready()
    entry = replace(so_far.state.contents[SHARED].entries[ENTRY], id=id_, note=about)
    state = laid(so_far, entries={id_: entry})
    assert refused(state, with_items(id_), so_far) is NotToBeTakenAlong


def test_what_is_for_one_of_two_homes_does_not_go_along() -> None:
    so_far = ready()
    measure = so_far.state.contents[SHARED].measures[MEASURE]
    apart = replace(measure, plan=replace(PLAN, apart=frozenset({MOTHER.person})))
    state = laid(so_far, measures={MEASURE: apart})
    assert refused(state, with_items(MEASURE), so_far) is NotToBeTakenAlong


def test_neither_does_a_message_or_a_meeting_nobody_has_held() -> None:
    message = MessageId(some_id("hello"))
    so_far = ready().after(
        TEACHER, SendMessage(message, Saying("hello", frozenset({CHILD_ID})), SCHOOL)
    )
    so_far.when(TEACHER, with_items(message)).then_refused(NotToBeTakenAlong)
    meeting = MeetingId(some_id("ahead"))
    at = so_far.relay.circumstances(TEACHER, SOON).now
    so_far = so_far.after(TEACHER, PlanMeeting(meeting, SCHOOL, "network", at, Agenda("what now")))
    so_far.when(TEACHER, with_items(meeting)).then_refused(NotToBeTakenAlong)


def test_one_passes_on_nothing_that_ones_own_unit_may_not_read() -> None:
    topic = frozenset({"school"})
    so_far = ready()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, WithdrawConsent(giver.person, frozenset({SCHOOL})))
        limited = word(giver, SCHOOL, called="limited", logg=True, topics=topic)
        limited = replace(limited, terms=replace(limited.terms, from_units=frozenset({PPT})))
        so_far = so_far.after(giver, limited)
    assert so_far.state.contents[SHARED].goals[GOAL].unit == SCHOOL
    so_far.when(TEACHER, with_items(GOAL)).then_refused(NotToBeTakenAlong)


def test_neither_what_is_for_other_units_alone() -> None:
    theirs = EntryId(some_id("for PPT alone"))
    note = Note(EntryKind.OBSERVATION, "ours", frozenset({CHILD_ID}), TODAY)
    so_far = ready().after(ADVISER, WriteEntry(theirs, note, PPT, shared=True))
    assert so_far.when(TEACHER, with_items(theirs)).events
    narrowed = so_far.after(ADVISER, ShowItemTo(theirs, PPT, frozenset({PPT})))
    narrowed.when(TEACHER, with_items(theirs)).then_refused(NotToBeTakenAlong)


@pytest.mark.parametrize("kind", ["goals", "measures", "entries", "documents", "attachments"])
def test_neither_by_topic(kind: str) -> None:
    so_far = ready()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, WithdrawConsent(giver.person, frozenset({SCHOOL})))
        so_far = so_far.after(
            giver, word(giver, SCHOOL, called="limited", logg=True, topics=frozenset({"school"}))
        )
    part = so_far.state.contents[SHARED]
    at_home: Any = {
        "goals": {GOAL: replace(part.goals[GOAL], aim=replace(AIM, topic="home"))},
        "measures": {MEASURE: replace(part.measures[MEASURE], plan=replace(PLAN, topic="home"))},
        "entries": {
            ENTRY: replace(
                part.entries[ENTRY], note=replace(part.entries[ENTRY].note, topic="home")
            )
        },
        "documents": {DOCUMENT.id: replace(DOCUMENT, sheet=replace(DOCUMENT.sheet, topic="home"))},
        "attachments": {
            FILE.id: replace(FILE, hangs_on=None, described=replace(DRAWING, topic="home"))
        },
    }[kind]
    (id_,) = at_home
    state = laid(so_far, **{kind: at_home})
    assert refused(state, with_items(id_), so_far) is NotToBeTakenAlong
    so_far.when(TEACHER, with_items(GOAL)).events  # noqa: B018 - what has no topic may go


DOCUMENT = Document(
    id=DocumentId(some_id("document")),
    place=SHARED,
    sheet=replace(
        SCALE, answers={"scale": Answer(number=7), "why": Answer("so", frozenset({"b", "a"}))}
    ),
    by=TEACHER.employee,
    unit=SCHOOL,
    written_on=TODAY,
)
FILE = Attachment(
    id=AttachmentId(some_id("file")),
    place=SHARED,
    described=DRAWING,
    stored=PNG,
    hangs_on=DOCUMENT.id,
    by=TEACHER.employee,
    unit=SCHOOL,
    kept_on=TODAY,
)


def test_a_file_goes_where_what_it_hangs_on_may_go() -> None:
    so_far = ready()
    things = {"documents": {DOCUMENT.id: DOCUMENT}, "attachments": {FILE.id: FILE}}
    state = laid(so_far, **things)
    at = so_far.relay.circumstances(TEACHER, TODAY)
    assert so_far.relay.composer.decide(state, with_items(FILE.id, DOCUMENT.id), at)
    about_her = replace(DOCUMENT.sheet, about=frozenset({MOTHER.person}))
    state = laid(
        so_far, **{**things, "documents": {DOCUMENT.id: replace(DOCUMENT, sheet=about_her)}}
    )
    assert refused(state, with_items(DOCUMENT.id), so_far) is NotToBeTakenAlong
    assert refused(state, with_items(FILE.id), so_far) is NotToBeTakenAlong
    gone = laid(so_far, attachments={FILE.id: FILE})
    assert refused(gone, with_items(FILE.id), so_far) is NotToBeTakenAlong
    hers = replace(
        FILE, hangs_on=None, described=replace(DRAWING, about=frozenset({MOTHER.person}))
    )
    state = laid(so_far, attachments={FILE.id: hers})
    assert refused(state, with_items(FILE.id), so_far) is NotToBeTakenAlong


# What is in it


def full() -> Any:
    """A logg with one of everything in it, and its parcel."""
    meeting = MeetingId(some_id("met"))
    seen = EvaluateMeasure(
        EvaluationId(some_id("seen")), MEASURE, SCHOOL, Effect.SOME, HEARD, "seen", FITS
    )
    so_far = (
        ready()
        .after(TEACHER, HoldMeeting(meeting, SCHOOL, TODAY, Minutes("we agreed"), kind="network"))
        .after(TEACHER, seen)
        .after(MOTHER, ContestWords(some_id("remark"), ENTRY, "it was the cat"))
    )
    state = laid(so_far, documents={DOCUMENT.id: DOCUMENT}, attachments={FILE.id: FILE})
    everything = with_items(GOAL, MEASURE, ENTRY, meeting, DOCUMENT.id, FILE.id)
    at = so_far.relay.circumstances(TEACHER, TODAY)
    (event,) = so_far.relay.composer.decide(state, everything, at)
    state = so_far.relay.composer.evolve(state, event)
    return state, at


def test_the_parcel_holds_what_was_chosen_in_words_that_mean_something_elsewhere() -> None:
    state, at = full()
    made = parcel_readers.preview(state, access.may(TEACHER, Look.OPEN, state, at), at)
    assert (made.sender, made.receiver, made.unit) == ("Prøvestad", "Fjernvik", "Fjernvik skole")
    assert (made.child_name, made.born, made.level) == (CHILD.name, CHILD.born, 1)
    assert (made.home, made.holder, made.phone) == ("Bjerka skole", "Tuva Testlærer", "00 00 00 00")
    assert [one.text for one in made.goals] == [AIM.text]
    (measure,) = made.measures
    assert (measure.what, measure.goal) == (PLAN.what, AIM.text)
    assert [(one.effect, one.child_said) for one in measure.evaluations] == [
        (Effect.SOME, HEARD.said)
    ]
    assert [one.text for one in made.minutes] == ["we agreed"]
    (entry,) = made.entries
    assert (entry.by, entry.unit, entry.remarks) == (
        "Tuva Testlærer",
        "Bjerka skole",
        ("it was the cat",),
    )
    (form,) = made.forms
    assert form.answers == {"scale": "7", "why": "so, a, b"}
    (file,) = made.files
    assert (file.title, file.digest, file.size) == (DRAWING.title, PNG.digest, PNG.size)


def test_no_id_of_ours_and_nobody_else_in_the_family_stands_in_it() -> None:
    state, at = full()
    made = parcel_readers.preview(state, access.may(TEACHER, Look.OPEN, state, at), at)
    written = str(made)
    ours = (CHILD_ID, MOTHER.person, FATHER.person, SCHOOL, TEACHER.employee, ENTRY, GOAL)
    assert not [one for one in ours if str(one) in written]
    assert not [name for name in ("Mona", "Finn") if name in written]


def test_a_goal_that_was_not_chosen_is_not_told_of_by_its_measure() -> None:
    so_far = ready().after(TEACHER, with_items(MEASURE))
    (measure,) = parcel(so_far).measures
    assert measure.goal == ""
    assert AIM.text not in str(parcel(so_far))


def test_what_the_family_wrote_goes_without_a_name() -> None:
    so_far = ready()
    entry = so_far.state.contents[SHARED].entries[ENTRY]
    hers = replace(entry, by=MOTHER.person, unit=None)
    state = laid(so_far, entries={ENTRY: hers})
    at = so_far.relay.circumstances(TEACHER, TODAY)
    (event,) = so_far.relay.composer.decide(state, with_items(ENTRY), at)
    state = so_far.relay.composer.evolve(state, event)
    made = parcel_readers.preview(state, access.may(TEACHER, Look.OPEN, state, at), at)
    assert [(one.by, one.unit) for one in made.entries] == [("", "")]


def test_what_lies_with_the_wrong_child_is_in_it_no_more() -> None:
    so_far = proposed()
    before = digest(parcel(so_far))
    so_far = so_far.after(TEACHER, MarkMisfiled(ENTRY, SCHOOL, "two of one name"))
    assert parcel(so_far).entries == ()
    so_far.when(MOTHER, AnswerDeparture(before, says(MOTHER))).then_refused(ParcelHasChanged)


# Who reads it first


def test_the_family_reads_exactly_what_would_go_and_so_does_the_holder() -> None:
    so_far = proposed()
    for who in (MOTHER, FATHER, TEACHER):
        assert parcel_readers.preview(*permit(so_far, who)) == parcel(so_far)
    for other in (HEAD, ADVISER, PPT_HEAD):
        with pytest.raises(NotYoursHere):
            parcel_readers.preview(*permit(so_far, other))
    for nobody in (COLLEAGUE, CHILD_SELF):
        with pytest.raises(Stranger):
            permit(so_far, nobody)
    with pytest.raises(NoDepartureProposed):
        parcel_readers.preview(*permit(ready(), MOTHER))


def test_a_holder_who_no_longer_reads_the_logg_does_not_read_it_in_the_parcel_either() -> None:
    so_far = proposed()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, WithdrawConsent(giver.person, frozenset({SCHOOL})))
    with pytest.raises(NotYoursHere):
        parcel_readers.preview(*permit(so_far, TEACHER))


def test_nobody_at_work_elsewhere_is_shown_that_the_child_moves() -> None:
    so_far = sent()
    for who, knows in ((MOTHER, True), (TEACHER, True), (HEAD, True), (ADVISER, False)):
        view = visible.trim(*permit(so_far, who))
        assert (view.passages.departure is not None) is knows, who
        assert ("Fjernvik" in str(view)) is knows, who


def test_the_counter_of_others_stands_still() -> None:
    before, after = ready(), sent()
    for who in (ADVISER, PPT_HEAD):
        assert visible.seen_count(*permit(before, who)) == visible.seen_count(*permit(after, who))
    assert visible.seen_count(*permit(before, MOTHER)) < visible.seen_count(*permit(after, MOTHER))


def test_the_family_is_told_that_there_is_something_to_read() -> None:
    so_far = sent()
    frame = so_far.state.frame
    at = so_far.relay.circumstances(TEACHER, TODAY)
    told = {
        type(event): telling.for_whom(event, TEACHER.employee, frame, at)
        for event in so_far.events[-4:]
    }
    family = {MOTHER.person, FATHER.person, CHILD_ID}
    assert told[DepartureProposed] == family
    assert told[ParcelSent] == family
    by = MOTHER.person
    (answered, *_) = [one for one in so_far.events if isinstance(one, DepartureAnswered)]
    assert telling.for_whom(answered, by, frame, at) == {TEACHER.employee}


# Yes and no


def test_each_says_yes_to_exactly_the_parcel_they_have_read() -> None:
    so_far = proposed()
    said = digest(parcel(so_far))
    (event,) = so_far.when(MOTHER, AnswerDeparture(said, says(MOTHER))).events
    assert isinstance(event, DepartureAnswered)
    assert (event.word.to, event.word.giver, event.word.agrees) == (said, MOTHER.person, True)
    agreed(so_far, MOTHER).when(MOTHER, AnswerDeparture(said, says(MOTHER))).then_nothing_new()
    other = AnswerDeparture("0" * 64, says(MOTHER))
    so_far.when(MOTHER, other).then_refused(ParcelHasChanged)
    ready().when(MOTHER, AnswerDeparture(said, says(MOTHER))).then_refused(NoDepartureProposed)


def test_nobody_speaks_for_another() -> None:
    so_far = proposed()
    said = AnswerDeparture(digest(parcel(so_far)), says(FATHER))
    so_far.when(MOTHER, said).then_refused(NotYoursToGive)
    child = AnswerDeparture(digest(parcel(so_far)), says(CHILD_SELF))
    so_far.when(TEACHER, child).then_refused(NotYoursToGive)


def test_staff_write_down_what_was_signed_or_minuted_but_talk_nobody_over() -> None:
    so_far = proposed()
    said = digest(parcel(so_far))
    so_far.when(TEACHER, AnswerDeparture(said, says(FATHER))).then_refused(ShowWhereItIsSigned)
    oral = AnswerDeparture(said, says(FATHER, kind=EvidenceKind.MINUTED_ORAL))
    assert so_far.when(TEACHER, oral).events
    no = so_far.after(FATHER, AnswerDeparture(said, says(FATHER, agrees=False)))
    no.when(TEACHER, oral).then_refused(ItTakesTheirOwnWord)
    paper = AnswerDeparture(said, says(FATHER, kind=EvidenceKind.SIGNED_PAPER))
    assert no.when(TEACHER, paper).events


def test_a_no_is_as_good_as_a_yes_and_needs_no_parcel_to_be_read() -> None:
    so_far = agreed(proposed(), MOTHER, FATHER)
    said = digest(parcel(so_far))
    so_far = so_far.after(FATHER, AnswerDeparture(said, says(FATHER, agrees=False)))
    so_far.when(TEACHER, SendParcel(said)).then_refused(NotEveryoneAgrees)
    assert proposed().when(FATHER, AnswerDeparture("0" * 64, says(FATHER, agrees=False))).events


def test_everyone_needed_that_day_and_nobody_less() -> None:
    so_far = agreed(proposed(), MOTHER)
    said = digest(parcel(so_far))
    so_far.when(TEACHER, SendParcel(said)).then_refused(NotEveryoneAgrees)
    so_far = agreed(so_far, FATHER)
    (event,) = so_far.when(TEACHER, SendParcel(said)).events
    assert isinstance(event, ParcelSent)
    assert (event.digest, set(event.givers)) == (said, {MOTHER.person, FATHER.person})


def test_while_it_is_unclear_whose_word_is_needed_nothing_leaves() -> None:
    so_far = agreed(begun().after(TEACHER, with_items()), MOTHER, FATHER)
    said = digest(parcel(so_far))
    unclear = replace(UNCLEAR, id=CHILD_ID, born=CHILD.born, name=CHILD.name)
    so_far.under(person=unclear).when(TEACHER, SendParcel(said)).then_refused(NotEveryoneAgrees)


def test_a_word_given_to_another_parcel_counts_for_nothing() -> None:
    so_far = agreed(proposed(), MOTHER, FATHER)
    before = digest(parcel(so_far))
    so_far = so_far.after(MOTHER, ContestWords(some_id("remark"), ENTRY, "it was the cat"))
    after = digest(parcel(so_far))
    assert before != after
    so_far.when(TEACHER, SendParcel(before)).then_refused(ParcelHasChanged)
    so_far.when(TEACHER, SendParcel(after)).then_refused(NotEveryoneAgrees)


# On its way


def test_sending_twice_is_sending_once_and_what_changed_is_proposed_anew() -> None:
    so_far = sent()
    said = so_far.state.frame.passages.departure.digest
    so_far.when(TEACHER, SendParcel(said)).then_nothing_new()
    so_far = so_far.after(MOTHER, ContestWords(some_id("remark"), ENTRY, "it was the cat"))
    so_far = agreed(so_far, MOTHER, FATHER)
    so_far.when(TEACHER, SendParcel(digest(parcel(so_far)))).then_refused(ProposeItAnew)


def test_only_the_holder_carries_it_over_and_only_while_every_yes_stands() -> None:
    so_far = sent()
    made, to = parcel_readers.carry(*permit(so_far, TEACHER))
    assert (made, to) == (parcel(so_far), FAR_AWAY)
    for other in (MOTHER, HEAD, ADVISER):
        with pytest.raises(NotYoursHere):
            parcel_readers.carry(*permit(so_far, other))
    with pytest.raises(NoParcelSent):
        parcel_readers.carry(*permit(proposed(), TEACHER))
    with pytest.raises(NoParcelSent):
        parcel_readers.carry(*permit(ready(), TEACHER))
    said = so_far.state.frame.passages.departure.digest
    no = so_far.after(FATHER, AnswerDeparture(said, says(FATHER, agrees=False)))
    with pytest.raises(NotEveryoneAgrees):
        parcel_readers.carry(*permit(no, TEACHER))
    changed = so_far.after(MOTHER, ContestWords(some_id("remark"), ENTRY, "it was the cat"))
    with pytest.raises(ParcelHasChanged):
        parcel_readers.carry(*permit(changed, TEACHER))
    with pytest.raises(NoSuchNeighbour):
        parcel_readers.carry(*permit(so_far.under(municipality=FORGOTTEN), TEACHER))


def test_the_baton_stays_until_it_has_been_taken_in() -> None:
    so_far = sent()
    assert so_far.state.frame.holder.employee == TEACHER.employee
    so_far.when(TEACHER, MOVED).then_refused(WaitForTheReceipt)
    off = so_far.after(TEACHER, CallOffDeparture("they stay"))
    assert off.when(TEACHER, MOVED).events
    assert so_far.when(TEACHER, replace(MOVED, reason=EndReason.DEATH)).events


def test_that_nobody_takes_it_in_shows_and_falls_due() -> None:
    so_far = sent()
    on_time = so_far.relay.circumstances(TEACHER, LATE - timedelta(days=1))
    late = so_far.relay.circumstances(TEACHER, LATE)
    frame = so_far.state.frame
    assert Gap.PARCEL_UNANSWERED not in {one.gap for one in in_frame(frame, on_time)}
    assert Gap.PARCEL_UNANSWERED in {one.gap for one in in_frame(frame, late)}
    dates = of_follow_up(so_far.state)
    found = [one for one in due.in_follow_up(dates, frame, late) if one.kind is DueKind.PARCEL]
    assert [(one.whose, one.on, one.rule) for one in found] == [
        (TEACHER.employee, LATE - timedelta(days=1), "R59")
    ]


def test_it_may_be_called_off_with_a_word_on_why() -> None:
    so_far = sent()
    so_far.when(TEACHER, CallOffDeparture(" ")).then_refused(SayWhy)
    off = so_far.after(TEACHER, CallOffDeparture("they stay"))
    off.when(TEACHER, CallOffDeparture("they stay")).then_nothing_new()
    ready().when(TEACHER, CallOffDeparture("they stay")).then_nothing_new()
    off.when(TEACHER, receipt(so_far)).then_refused(NoParcelSent)
    assert off.when(TEACHER, PROPOSE).events


# Taken in over there


def test_on_the_receipt_the_logg_is_locked_and_it_is_over_here() -> None:
    so_far = sent()
    completed, locked, ended = so_far.when(TEACHER, receipt(so_far)).events
    assert isinstance(completed, DepartureCompleted)
    assert completed.countersigned == receipt(so_far).countersigned, "it can be checked again"
    assert isinstance(locked, LoggLocked)
    assert isinstance(ended, FollowUpEnded)
    assert (ended.reason, ended.successor) == (EndReason.MOVED, "Fjernvik, Fjernvik skole")
    over = so_far.after(TEACHER, receipt(so_far))
    assert isinstance(over.state, Ended)
    assert isinstance(over.state.frame.logg, Locked)
    departed = over.state.frame.passages.departure
    assert departed is not None
    assert departed.completed_on == TODAY
    over.when(TEACHER, receipt(so_far)).then_nothing_new()


def test_a_child_without_a_logg_moves_with_what_everybody_sees() -> None:
    so_far = begun().after(TEACHER, with_items())
    so_far = agreed(so_far, MOTHER, FATHER)
    so_far = so_far.after(TEACHER, SendParcel(digest(parcel(so_far))))
    completed, ended = so_far.when(TEACHER, receipt(so_far)).events
    assert (type(completed), type(ended)) == (DepartureCompleted, FollowUpEnded)


def test_another_receipt_lets_go_of_nothing() -> None:
    so_far = sent()
    true = receipt(so_far)
    for false in (
        replace(true, digest="0" * 64),
        replace(true, neighbour=NEARER.id),
        replace(true, departure=some_id("another")),
    ):
        so_far.when(TEACHER, false).then_refused(NotThatReceipt)
    ready().when(TEACHER, COMPLETE).then_refused(NoParcelSent)
    proposed().when(TEACHER, COMPLETE).then_refused(NoParcelSent)


def test_a_line_about_a_departure_that_cannot_be_read_changes_nothing() -> None:
    so_far = sent()
    for event in so_far.events[-3:]:
        assert departure.after(None, event) is None  # type: ignore[arg-type]


def test_who_is_known_is_looked_up_by_id() -> None:
    assert neighbour.known(NEIGHBOURS, FAR_AWAY.id) == FAR_AWAY
    with pytest.raises(NoSuchNeighbour):
        neighbour.known(NEIGHBOURS, some_id("nobody"))


def test_what_is_said_beside_something_stays_behind() -> None:
    comment = MakeComment(CommentId(some_id("beside")), Beside(ENTRY, "Yes", frozenset({CHILD_ID})))
    so_far = ready().after(TEACHER, replace(comment, unit=SCHOOL))
    part = so_far.state.contents[SHARED]
    at = so_far.relay.circumstances(TEACHER, TODAY)
    assert may_go(part.entries[ENTRY], part, so_far.state.frame, at)
    assert not may_go(part.comments[comment.comment], part, so_far.state.frame, at)
