"""Whatever is asked of a concern, by whomever, in whatever order: these things always hold."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.domain import concern
from stafett.domain.acute import Danger, DeclareAcute, SecondPerson
from stafett.domain.circumstances import Circumstances
from stafett.domain.clarification import ClarifyWithLeader, RecordGuardianView
from stafett.domain.conclusion import EndConcern, TakeOn
from stafett.domain.contact import Channel, RecordContact, RecordReport
from stafett.domain.correction import ContestWords, MarkMisfiled, PutBack
from stafett.domain.facts import COMPARTMENT, Event, Refusal
from stafett.domain.facts import CONCERN as IN_THE_CONCERN
from stafett.domain.informing import Informed
from stafett.domain.matter import open_part
from stafett.domain.noted import CorrectNoted
from stafett.domain.noted_words import SeenWords
from stafett.domain.people import Asker
from stafett.domain.planned_talk import PlanGuardianTalk
from stafett.domain.receiver import Receiver
from stafett.domain.sharing import (
    KeepConcernFrom,
    LetBackIn,
    NoteAnonymousDiscussion,
    NoteDisagreement,
    ShareConcern,
)
from stafett.domain.shield import (
    LetChildIn,
    LiftShield,
    NameShieldReader,
    RaiseShieldedConcern,
    RemoveShieldReader,
    ReviewShield,
    ShieldedConcernRaised,
    Suspicion,
)
from stafett.domain.talk import RecordTalkWithChild, RecordTalkWithGuardians, TellFamily
from stafett.domain.team import WhyAside
from stafett.domain.voice import ChildView
from stafett.domain.wondering import AddObservation, Note, Origin, RaiseConcern
from tests.people import (
    CASEWORKER,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    CONCERN,
    FATHER,
    FOLLOW_UP,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    OTHER_HEAD,
    OTHER_TEACHER,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Relay
from tests.rules import RULES

NOON = datetime(2026, 9, 1, 9, tzinfo=UTC)
LEADER = SecondPerson(HEAD.employee)
UNHEARD = ChildView(not_asked_because="Too small")
KNOWS = dict.fromkeys((CHILD_ID, MOTHER.person, FATHER.person), Informed(told=True))

ASKERS: tuple[Asker, ...] = (
    *(TEACHER,) * 12,
    *(HEAD,) * 4,
    COLLEAGUE,
    OTHER_TEACHER,
    OTHER_HEAD,
    CASEWORKER,
    MOTHER,
    FATHER,
    CHILD_SELF,
)
RAISINGS: tuple[concern.Command, ...] = (
    RaiseConcern(CONCERN, CHILD_ID, SCHOOL),
    RaiseShieldedConcern(
        CONCERN,
        SCHOOL,
        Suspicion.SEXUAL_ABUSE,
        "What she drew",
        "Nobody may warn them",
        LEADER,
        TODAY + timedelta(days=20),
    ),
)
SEEN_BETTER = SeenWords(Note.OBSERVATION, "hall", Origin.CHILD, "He said so", "", TODAY)
COMMANDS: tuple[concern.Command, ...] = (
    *RAISINGS,
    AddObservation(some_id("seen"), "hall", Origin.CHILD, "She said so", TODAY),
    ShareConcern(frozenset({HEAD.employee, COLLEAGUE.employee}), TODAY, meeting="Team"),
    KeepConcernFrom(COLLEAGUE.employee, WhyAside.RELATED),
    KeepConcernFrom(HEAD.employee, WhyAside.CLOSE),
    LetBackIn(COLLEAGUE.employee, "another family"),
    CorrectNoted(some_id("seen"), SEEN_BETTER, "I misheard"),
    ContestWords(some_id("remark"), some_id("seen"), "It was not so", said_by=MOTHER.person),
    MarkMisfiled(some_id("child talk"), None, "another of that name"),
    PutBack(some_id("child talk"), None, "it was this one"),
    NoteAnonymousDiscussion(some_id("discussed"), "child-welfare", TODAY),
    NoteDisagreement("I see it otherwise"),
    RecordTalkWithChild(some_id("child talk"), "a walk", "No", "Shy", TODAY),
    RecordTalkWithGuardians(some_id("talk"), frozenset({MOTHER.person}), "Minutes", TODAY),
    PlanGuardianTalk(TODAY, TODAY, HEAD.employee),
    PlanGuardianTalk(TODAY, TODAY, not_asked_because="too small"),
    TellFamily(frozenset({MOTHER.person, FATHER.person}), TODAY),
    DeclareAcute(Danger.DANGER_TO_LIFE_OR_HEALTH, "Now", LEADER),
    RecordContact(some_id("contact"), Receiver.POLICE, "Police", Channel.PHONE, NOON),
    RecordReport(
        some_id("report"), Receiver.CHILD_WELFARE, "CW", Channel.PORTAL, "All of it", KNOWS, NOON
    ),
    ClarifyWithLeader("Go on", TODAY),
    RecordGuardianView(MOTHER.person, agrees=True, words="Yes", on=TODAY),
    RecordGuardianView(FATHER.person, agrees=False, words="No", on=TODAY),
    TakeOn(at_work(TEACHER), FOLLOW_UP, UNHEARD),
    EndConcern("It passed", "Come back", UNHEARD),
    NameShieldReader(CASEWORKER.employee, "Acts on it"),
    RemoveShieldReader(HEAD.employee, "Related"),
    LetChildIn("She asked", "She is safe"),
    ReviewShield("Still", TODAY + timedelta(days=40)),
    LiftShield("Unfounded", "Open now"),
)

relay = Relay(concern)
asked = st.tuples(st.sampled_from(ASKERS), st.sampled_from(COMMANDS))


def told(state: concern.State, command: concern.Command, at: Circumstances) -> tuple[Event, ...]:
    """Ask; a no is no event."""
    try:
        return concern.decide(state, command, at)
    except Refusal:
        return ()


def hides(state: concern.State) -> bool:
    """Is it shielded, and neither lifted nor the child let in?"""
    matter = state.before if isinstance(state, concern.Concluded) else state
    if not isinstance(matter, concern.Shielded):
        return False
    return not (matter.shield.lifted or matter.shield.child_let_in)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(RAISINGS), st.lists(asked, max_size=30))
def test_always(first: concern.Command, asks: list[tuple[Asker, concern.Command]]) -> None:
    state: concern.State = concern.NotRaised()
    lies_in = COMPARTMENT if isinstance(first, RaiseShieldedConcern) else IN_THE_CONCERN
    history: list[Event] = []
    for who, command in [(TEACHER, first), *asks]:
        at = relay.circumstances(who, TODAY)
        readers = concern.staff_readers(state, MUNICIPALITY, TODAY)
        happened = told(state, command, at)

        if happened and history:
            assert who.id in readers, "somebody who may not read it wrote in it"
        assert all(concern.place(event, state) == lies_in for event in happened)

        before = state
        history += happened
        state = concern.fold(history)
        assert told(state, command, at) == (), "asking twice wrote twice"

        matter = open_part(state)
        assert matter is not None
        staff = concern.staff_readers(state, MUNICIPALITY, TODAY)
        assert not staff & matter.wonder.kept_from, "a party to it reads it (R185)"
        family = concern.family_readers(state, CHILD, TODAY, RULES)
        assert not (hides(state) and family), "the family reads what is shielded from it"
        assert concern.responsible(state, MUNICIPALITY, TODAY) == TEACHER.employee
        if isinstance(before, concern.TakenOn | concern.Concluded):
            assert state == before, "what is concluded changed"

    shielded = isinstance(history[0], ShieldedConcernRaised)
    assert not (shielded and isinstance(state, concern.TakenOn))
    staff = concern.staff_readers(state, MUNICIPALITY, TODAY)
    assert not staff & {OTHER_TEACHER.employee, OTHER_HEAD.employee}
