"""The many small acts of a follow-up's daily life, each by mostly the right person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, TypeAlias

from hypothesis import strategies as st

from stafett.domain import access, correction, standing, visible
from stafett.domain.access import Look
from stafett.domain.acknowledging import AcknowledgeWithdrawal
from stafett.domain.acute import Danger, SecondPerson
from stafett.domain.agenda import Agenda, Preparation
from stafett.domain.alarm import AlarmId, AnswerAlarm, RaiseAlarm, Stands
from stafett.domain.attachment import (
    AttachmentId,
    AttachmentKind,
    Described,
    KeepAttachment,
    Stored,
)
from stafett.domain.beginning import FollowGuide, StartFollowUp
from stafett.domain.bringing import BringCase, RecordAdvice
from stafett.domain.childs_say import Heard, TakesPart, Told
from stafett.domain.choice import ChooseContacts
from stafett.domain.circumstances import NORWAY
from stafett.domain.comment import Beside, CommentId, MakeComment
from stafett.domain.confidence import KeepFromGuardians, ShowToGuardians
from stafett.domain.consent import ExtendConsent
from stafett.domain.contact import Channel
from stafett.domain.correcting import hidden
from stafett.domain.correction import ContestWords, CorrectWords, MarkMisfiled, PutBack
from stafett.domain.dates import MeetingId
from stafett.domain.disclosure import Disclosed, DiscloseWithoutConsent
from stafett.domain.document import DocumentId, FillInForm
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import (
    AgreeToCarryIn,
    EntryId,
    EntryKind,
    Note,
    ProposeEntry,
    WriteEntry,
)
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import Refusal
from stafett.domain.family_plan import PlannedTask, PlanRight, PlanWish
from stafett.domain.family_team import (
    AskForFamilyTeam,
    ComposeFamilyTeam,
    MakeFamilyTeamPlan,
    ReconveneFamilyTeam,
    Trouble,
)
from stafett.domain.fitting_level import FittingLevel
from stafett.domain.followup import Ended, Running
from stafett.domain.goal import CloseGoal, GoalId, SetGoal
from stafett.domain.hearing import HearChild, SayForMyself, TellChild
from stafett.domain.holding import HoldMeeting
from stafett.domain.impartial import FindImpartial, SetAside, StandAside
from stafett.domain.informing import Informed
from stafett.domain.inviting import AgreeOnTime, InviteToMeeting, PrepareMeeting
from stafett.domain.logg import Medium
from stafett.domain.measure import AgreeMeasure, EndMeasure, MeasureId
from stafett.domain.message import MessageId, Saying, SendMessage
from stafett.domain.minutes import Minutes, Paper
from stafett.domain.narrowing import ShowItemTo
from stafett.domain.network import Opened, UnwishRelative, WishForRelative
from stafett.domain.observed import ObservationId
from stafett.domain.observing import PlanObservation, RecordObservation
from stafett.domain.opening import OpenLogg
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.own_report import MakeOwnReport, Sent
from stafett.domain.paper_logg import MovePaperLogg
from stafett.domain.people import Asker, Citizen, PersonId, UnitId
from stafett.domain.plan import Plan
from stafett.domain.planning import CancelMeeting, PlanMeeting
from stafett.domain.progress import TickStep
from stafett.domain.receiver import Receiver
from stafett.domain.referral import AnswerReferral, Referral, SendReferral
from stafett.domain.regular_talks import ArrangeRegularTalks, EndRegularTalks
from stafett.domain.sheet import Answer, Sheet
from stafett.domain.signing import RegisterSignature, SignMinutes
from stafett.domain.signing_documents import RegisterDocumentSignature, SignDocument
from stafett.domain.taking_along import Noted, TakeAlong
from stafett.domain.team import Stage, WhyAside
from stafett.domain.template import TemplateVersion
from stafett.domain.voice import Wish
from stafett.domain.withdrawal import DisownConsent, RefuseConsent
from tests.follow_ups import AIM, HEARD, KEPT, PLAN, START, TOO_SMALL, word
from tests.people import (
    ADVISER,
    CLINIC,
    FAMILY_TEAM,
    FATHER,
    LONG_AGO,
    MOTHER,
    PPT,
    RESOURCE_TEAM,
    SCHOOL,
    TEACHER,
    at_work,
    some_id,
)
from tests.properties.passing_on import PASSAGES, someone
from tests.properties.played import LEADERS, STAFF, UNITS, WORKERS, Played
from tests.rules import LATER_GUIDE

Data: TypeAlias = st.DataObject
FIVE = Referral("ppt", "a test", "a friend", "reading", "an uncle", "all of them")


def one_of_three(data: Data, called: str) -> Any:
    """One of a few ids, so that things meet again."""
    return some_id(f"{called} {data.draw(st.integers(0, 2))}")


def extend(played: Played, data: Data) -> None:
    who = data.draw(st.sampled_from(played.family))
    unit = data.draw(st.sampled_from(UNITS))
    words = [one for one in played.frame.consents.words.values() if one.giver == who.person]
    if not words:
        return
    base = data.draw(st.sampled_from(words))
    until = played.day + timedelta(days=50)
    new = word(who, unit, called=f"more {len(played.events)}", until=until, on=played.day)
    units = frozenset({unit})
    more = ExtendConsent(new.consent, base.id, who.person, units, until, new.evidence)
    played.act(who, more)


def say_no(played: Played, data: Data) -> None:
    who = data.draw(st.sampled_from(played.family))
    unit = data.draw(st.sampled_from(UNITS))
    before = (played.frame.level, played.frame.holder)
    no = RefuseConsent(who.person, frozenset({unit}), logg=True, informed_of="text 1")
    played.act(someone(played, data, who), no)
    assert (played.frame.level, played.frame.holder) == before, "R166"


def disown(played: Played, data: Data) -> None:
    words = list(played.frame.consents.words.values())
    if words:
        one = data.draw(st.sampled_from(words))
        giver = next(who for who in played.family if who.person == one.giver)
        played.act(someone(played, data, giver), DisownConsent(one.id))


def work_on(played: Played, asker: Asker, unit: UnitId, number: Any, steps: int) -> None:
    """Set a goal, agree on a measure, see how it goes, end both: so many steps of it."""
    aim = replace(AIM, deadline=played.day + timedelta(days=30))
    soon = played.day + timedelta(days=9)
    plan = replace(PLAN, starts=played.day, deadline=aim.deadline, evaluate_on=soon)
    seen, look = EvaluationId(some_id(str(played.day))), ObservationId(some_id(f"look {number}"))
    fits = FittingLevel(1, "he manages with one unit")
    path = (
        SetGoal(GoalId(number), unit, aim),
        AgreeMeasure(MeasureId(number), GoalId(number), unit, plan),
        PlanObservation(look, MeasureId(number), unit, "who he plays with", PLAN.responsible, soon),
        RecordObservation(look, MeasureId(number), unit, "he played", played.day),
        EvaluateMeasure(
            seen, MeasureId(number), unit, Effect.SOME, HEARD, "", fits, frozenset({look})
        ),
        EndMeasure(MeasureId(number), unit, "done"),
        CloseGoal(GoalId(number), unit, reached=True),
    )
    for command in path[:steps]:
        played.act(asker, command)


def work(played: Played, data: Data) -> None:
    unit = data.draw(st.sampled_from(UNITS))
    asker = someone(played, data, WORKERS[unit])
    work_on(played, asker, unit, one_of_three(data, "thing"), data.draw(st.integers(1, 7)))


def meet(played: Played, data: Data) -> None:
    meeting = MeetingId(one_of_three(data, "meeting"))
    asker = someone(played, data, played.turn())
    unit = at_work(played.turn()).unit
    starts = datetime.combine(played.day + timedelta(days=2), time(9), NORWAY)
    outcome = data.draw(st.sampled_from(("go-on", "go-up", "back")))
    apart = frozenset(data.draw(st.sampled_from(((), (MOTHER.person,), (FATHER.person,)))))
    kind = data.draw(st.sampled_from(("network", "first-talk", "extended")))
    path = (
        PlanMeeting(meeting, unit, kind, starts, Agenda("what now"), apart=apart),
        HoldMeeting(meeting, unit, played.day, Minutes("we agreed", referral=FIVE), kind="network"),
        ChooseOutcome(outcome, meeting, "because", "all", HEARD, KEPT),
        CancelMeeting(meeting, unit),
    )
    played.act(asker, path[0])
    suits = frozenset({data.draw(st.sampled_from((MOTHER, FATHER))).person})
    before = (
        AgreeOnTime(meeting, unit, suits),
        InviteToMeeting(meeting, unit),
        PrepareMeeting(meeting, unit, Preparation("he is still alone")),
    )
    for asked in before[data.draw(st.integers(0, 2)) :]:
        played.act(asker, asked)
    steps = data.draw(st.integers(1, 4))
    for command in path[:steps] if steps < len(path) else (path[0], path[3], path[1]):
        played.act(asker, command)
    way = data.draw(st.sampled_from(TakesPart))
    heard = Heard(way, played.day, own_words="I want Ali there", spokesperson="Tuva")
    played.act(asker, HearChild(meeting, unit, heard))
    mine = SayForMyself(meeting, way, own_words="I want Ali there", spokesperson="Tuva")
    played.act(someone(played, data, Citizen(played.person.id)), mine)
    played.act(asker, TellChild(meeting, unit, Told("Ali comes", played.day)))
    adult = data.draw(st.sampled_from((WORKERS[unit], TEACHER))).employee
    played.act(asker, ArrangeRegularTalks(unit, adult, data.draw(st.sampled_from((0, 14)))))
    if data.draw(st.booleans()):
        played.act(asker, EndRegularTalks(unit, "she sings in a choir now"))
    version = data.draw(st.integers(1, 2))
    signer = data.draw(st.sampled_from(played.family))
    played.act(asker, SignMinutes(meeting, version, unit))
    played.act(someone(played, data, signer), SignMinutes(meeting, version))
    on_paper = RegisterSignature(meeting, version, unit, signer.person, LONG_AGO, "folder 7")
    played.act(asker, on_paper)
    played.act(asker, SendReferral(meeting, version, unit))
    if data.draw(st.booleans()):
        played.act(asker, AnswerReferral(meeting, version, unit, "they begin soon", played.day))


def write(played: Played, data: Data) -> None:
    unit = data.draw(st.sampled_from(UNITS))
    entry = EntryId(one_of_three(data, "entry"))
    note = Note(EntryKind.NOTE, "a good day", frozenset({played.person.id}), LONG_AGO)
    asker = someone(played, data, WORKERS[unit])
    played.act(asker, WriteEntry(entry, note, unit, shared=data.draw(st.booleans())))
    if data.draw(st.booleans()):
        played.act(asker, ProposeEntry(entry, unit))
        for giver in played.family:
            played.act(giver, AgreeToCarryIn(entry))


def take_along(played: Played, data: Data) -> None:
    """Take a note of a wondering along, for a unit that may not have wondered."""
    unit = data.draw(st.sampled_from(UNITS))
    note = Note(EntryKind.OBSERVATION, "she sat alone", frozenset({played.person.id}), LONG_AGO)
    item = one_of_three(data, "entry")
    noted = Noted(played.person.id, unit, item, note, at_work(TEACHER).employee)
    played.act(someone(played, data, WORKERS[unit]), TakeAlong(noted))


def comment(played: Played, data: Data) -> None:
    """Say something beside an entry, and say for whom the entry is."""
    unit = data.draw(st.sampled_from((*UNITS, None)))
    likely = WORKERS[unit] if unit else data.draw(st.sampled_from(played.family))
    asker = someone(played, data, likely)
    entry = EntryId(one_of_three(data, "entry"))
    beside = Beside(entry, "we saw it too", frozenset({played.person.id}))
    played.act(asker, MakeComment(CommentId(one_of_three(data, "comment")), beside, unit))
    some = data.draw(st.sampled_from((None, frozenset({PPT}))))
    played.act(asker, ShowItemTo(entry, unit, some))


def keep(played: Played, data: Data) -> None:
    """The nurse keeps an entry from the guardians at the young one's wish, or shows it again."""
    entry = EntryId(one_of_three(data, "entry"))
    unit = data.draw(st.sampled_from((CLINIC, CLINIC, SCHOOL)))
    asker = someone(played, data, WORKERS[unit])
    note = Note(EntryKind.CHILDS_VOICE, "between us", frozenset({played.person.id}), LONG_AGO)
    wish = Wish("they would be hurt", "she comes back")
    played.act(asker, WriteEntry(entry, note, unit, shared=True, wish=wish))
    ways = (KeepFromGuardians(entry, unit, wish), ShowToGuardians(entry, unit))
    for command in data.draw(st.permutations(ways)):
        played.act(asker, command)
        for guardian in (MOTHER, FATHER):
            assert not wished(played, guardian), "R184: not there for the guardians"


def wished(played: Played, reader: Asker) -> list[Any]:
    """Return the kept entries that somebody sees."""
    assert isinstance(played.state, Running | Ended)
    at = played.at(reader)
    try:
        permit = access.may(reader, Look.OPEN, played.state, at)
    except Refusal:
        return []
    view = visible.trim(played.state, permit, at)
    return [one for part in view.parts for one in part.entries if one.wish is not None]


def fill_in(played: Played, data: Data) -> None:
    """Fill in a form, sign it, and hang something on it."""
    unit = data.draw(st.sampled_from((*UNITS, None)))
    document = DocumentId(one_of_three(data, "document"))
    form = data.draw(st.sampled_from(("scale", "signed-scale")))
    about = frozenset({played.person.id})
    answers = {"scale": Answer(number=data.draw(st.integers(0, 11)))}
    sheet = Sheet(TemplateVersion(form, 1), answers, about, LONG_AGO)
    likely = WORKERS[unit] if unit else data.draw(st.sampled_from(played.family))
    asker = someone(played, data, likely)
    shared = unit is None or data.draw(st.booleans())
    played.act(asker, FillInForm(document, sheet, unit, shared))
    played.act(asker, SignDocument(document, data.draw(st.integers(1, 2)), unit))
    signer = data.draw(st.sampled_from(played.family)).person
    on_paper = RegisterDocumentSignature(document, 1, SCHOOL, signer, LONG_AGO, "folder 8")
    played.act(played.turn(), on_paper)
    described = Described(AttachmentKind.DRAWING, "a house", about, LONG_AGO)
    stored = Stored("image/png", 68, "00" * 32)
    hangs_on = data.draw(st.sampled_from((None, document)))
    attachment = AttachmentId(one_of_three(data, "attachment"))
    played.act(asker, KeepAttachment(attachment, described, stored, unit, shared, hangs_on))


def say(played: Played, data: Data) -> None:
    unit = data.draw(st.sampled_from((*UNITS, None)))
    message = MessageId(one_of_three(data, "message"))
    answers = data.draw(st.sampled_from((None, MessageId(some_id("message 0")))))
    words = Saying("see you on Monday", frozenset({played.person.id}), answers=answers)
    likely = WORKERS[unit] if unit else data.draw(st.sampled_from(played.family))
    played.act(someone(played, data, likely), SendMessage(message, words, unit))


def put_right(played: Played, data: Data) -> None:
    """Correct, contest or hide whatever may stand under an id, or nothing."""
    assert isinstance(played.state, Running | Ended)
    items = [one for part in played.state.contents.values() for one in part.items()]
    if not items:
        return
    item = data.draw(st.sampled_from(items))
    id_ = item.meeting if isinstance(item, Paper) else item.id
    unit = data.draw(st.sampled_from((item.unit, None, SCHOOL)))
    staff = WORKERS[item.unit] if item.unit else played.turn()
    asker = someone(played, data, staff)
    words = correction.words_of(item) or Minutes("nothing was agreed")
    said = data.draw(st.sampled_from(("so it was", "otherwise")))
    match words:
        case Minutes():
            words = replace(words, text=said)
        case Plan():
            words = replace(words, how=said)
        case Sheet():
            words = replace(words, answers={"scale": Answer(number=len(said))})
        case Described():
            words = replace(words, title=said)
        case _:
            words = replace(words, text=said)
    remark = some_id(f"remark {len(played.events)}")
    gone = next(iter(sorted(hidden(played.state.contents))), id_)
    command = data.draw(
        st.sampled_from(
            (
                CorrectWords(id_, unit, words, "misheard"),
                ContestWords(remark, id_, said, unit, MOTHER.person),
                MarkMisfiled(id_, unit, "two of one name"),
                PutBack(gone, unit, "it was this one after all"),
            )
        )
    )
    family = data.draw(st.booleans()) and isinstance(command, ContestWords)
    played.act(data.draw(st.sampled_from(played.family)) if family else asker, command)
    if isinstance(command, MarkMisfiled) and id_ in hidden(played.state.contents):
        for part in played.state.contents.values():
            assert part.find(id_) is None, "R182: hidden from all at once"


def report(played: Played, data: Data) -> None:
    """A duty of one's own: neither consent, holder nor leader stands in its way."""
    unit = data.draw(st.sampled_from(UNITS))
    asker = someone(played, data, WORKERS[unit])
    family = {played.person.id, *played.person.guardians}
    informed = {one: Informed(told=False, why_not="not reached") for one in family}
    at = datetime.combine(played.day, time(8), NORWAY)
    number = one_of_three(data, "duty")
    sent = Sent(
        Receiver.POLICE, "Police", Channel.PHONE, Danger.GUARDIANS_OBSTRUCT, "help", informed, at
    )
    told = Disclosed(
        ground="avert-danger",
        receiver=Receiver.POLICE,
        receiver_name="Police",
        items=("where he is",),
        necessity="he is alone",
        second=SecondPerson(None, "nobody answered"),
        informed=informed,
        at=at,
    )
    command = data.draw(
        st.sampled_from(
            (MakeOwnReport(number, unit, sent), DiscloseWithoutConsent(number, unit, told))
        )
    )
    part = played.frame.team.parts.get(unit)
    gone = part is not None and (played.over or part.stage is not Stage.TAKES_PART)
    took_part = part is not None and (asker.id in part.named or (gone and asker.id in part.before))
    before = played.state
    happened = played.act(asker, command)
    if took_part and isinstance(command, MakeOwnReport):
        assert isinstance(before, Running | Ended)
        known = any(one.find(number) or number in one.misfiled for one in before.contents.values())
        assert happened or known, "R91"


def step_aside(played: Played, data: Data) -> None:
    """Somebody turns out to be a party to it; at times it turns out otherwise."""
    (who,) = data.draw(st.sets(st.sampled_from(STAFF), min_size=1, max_size=1))
    because = data.draw(st.sampled_from(WhyAside))
    leader = LEADERS[at_work(who).unit]
    played.act(who, StandAside(because))
    played.act(someone(played, data, leader), SetAside(who.employee, because))
    if who.employee in played.frame.team.aside:
        roles = standing.stand(played.frame, played.at(who)).roles
        assert not roles, "R185: there is nothing here for them"
    if data.draw(st.integers(0, 2)):
        for back in LEADERS.values():
            played.act(back, FindImpartial(who.employee, "it was another family"))


GRANDMOTHER = PersonId(some_id("grandmother"))


def around(played: Played, data: Data) -> None:
    """The family wishes for one of its own, and those who were put out say they know."""
    who = data.draw(st.sampled_from(played.family))
    until = played.day + timedelta(days=40)
    wish = WishForRelative(GRANDMOTHER, "Gerd", "grandmother", until, frozenset(Opened))
    for giver in played.family:
        played.act(someone(played, data, giver), wish)
    played.act(who, UnwishRelative(GRANDMOTHER))
    for staff in STAFF:
        (theirs,) = staff.units
        played.act(staff, AcknowledgeWithdrawal(theirs))


def on_paper(played: Played, data: Data) -> None:
    """Open the logg on paper instead, or say where the paper lies."""
    asker = someone(played, data, played.turn())
    command = data.draw(
        st.sampled_from((OpenLogg(Medium.PAPER, "folder 1"), MovePaperLogg("folder 2")))
    )
    played.act(asker, command)


def sound_the_alarm(played: Played, data: Data) -> None:
    """Somebody's task stands still: anybody may say so, and somebody may answer."""
    which = AlarmId(one_of_three(data, "alarm"))
    unit = data.draw(st.sampled_from(UNITS))
    anybody: tuple[Asker, ...] = (*STAFF, *played.family)
    raises = data.draw(st.sampled_from(anybody))
    played.act(
        raises, RaiseAlarm(which, at_work(WORKERS[unit]), data.draw(st.sampled_from(Stands)))
    )
    played.act(someone(played, data, played.turn()), AnswerAlarm(which, "on Monday"))


def choose(played: Played, data: Data) -> None:
    """Somebody in the family says whom they would like to ask, and whom not."""
    who = data.draw(st.sampled_from(played.family))
    rather, rather_not = (data.draw(st.frozensets(st.sampled_from(UNITS))) for _ in range(2))
    choice = ChooseContacts(who.person, rather - rather_not, rather_not)
    if data.draw(st.booleans()):
        choice = ChooseContacts(who.person, rather)
    played.act(someone(played, data, who), choice)


def gather(played: Played, data: Data) -> None:
    """A case before a team, and a team for the family: so many steps of it."""
    case = one_of_three(data, "case")
    mother, father = MOTHER.person, FATHER.person
    agreed = data.draw(st.sampled_from((frozenset({mother, father}), frozenset({mother}))))
    kind = data.draw(st.sampled_from(("with-family", "permitted", "system")))
    holder = data.draw(st.sampled_from((TEACHER, ADVISER)))
    relay = tuple(PlannedTask(at_work(who), "helps") for who in (TEACHER, ADVISER))
    plan = (PlanWish.WANTED, PlanRight.UNCLEAR, "we go on", played.day)
    asker = someone(played, data, played.turn())
    family = data.draw(st.sampled_from(played.family))
    bring = BringCase(case, RESOURCE_TEAM, kind, "what now", played.day, "text 1", True)  # noqa: FBT003
    path: tuple[tuple[Asker, Any], ...] = (
        (asker, bring),
        (asker, RecordAdvice(case, "a friend", played.day)),
        (someone(played, data, family), AskForFamilyTeam(FAMILY_TEAM, "all of it seen")),
        (asker, ComposeFamilyTeam(FAMILY_TEAM, frozenset(), frozenset({mother}), agreed)),
        (asker, MakeFamilyTeamPlan(relay, at_work(holder), *plan)),
        (someone(played, data, family), ReconveneFamilyTeam(Trouble.STUCK, "no change")),
    )
    first = data.draw(st.integers(0, len(path) - 1))
    for who, command in path[first : first + data.draw(st.integers(1, 4))]:
        before = played.frame
        happened = played.act(who, command)
        if happened and isinstance(command, BringCase):
            yes = all(
                played.words.yes(unit, played.person, played.day, logg=False)
                for unit in {SCHOOL, PPT, CLINIC} - {before.home}
            )
            assert yes, "R142: no team hears of a child without everyone's word"


def end(played: Played, data: Data) -> None:
    agreed = frozenset(one.person for one in played.family)
    reason = data.draw(st.sampled_from(EndReason))
    command = EndFollowUp(reason, "time to stop", TOO_SMALL, agreed, "the coordinator")
    played.act(someone(played, data, played.turn()), command)


def tick(played: Played, data: Data) -> None:
    """Say that the step of some level has been done, or has not."""
    step = TickStep(f"step-{data.draw(st.integers(1, 3))}", done=data.draw(st.booleans()))
    asker = someone(played, data, played.turn())
    before = (played.frame.level, played.frame.holder)
    played.act(asker, step)
    assert (played.frame.level, played.frame.holder) == before, "a step moves nothing"


def new_edition(played: Played, data: Data) -> None:
    played.act(someone(played, data, played.turn()), FollowGuide(LATER_GUIDE.id, "the new one"))


def start_again(played: Played, data: Data) -> None:
    asker = data.draw(st.sampled_from(STAFF))
    start = StartFollowUp(SCHOOL, at_work(asker), START.clarification, "again", TOO_SMALL)
    assert not played.act(asker, start)


SMALL_ACTS: tuple[Callable[[Played, Data], None], ...] = (
    work,
    meet,
    write,
    fill_in,
    put_right,
    keep,
    comment,
    take_along,
    report,
    step_aside,
    around,
    on_paper,
    say,
    extend,
    say_no,
    disown,
    tick,
    new_edition,
    start_again,
    *PASSAGES,
    sound_the_alarm,
    choose,
    gather,
)
