"""No by default: what no rule names is nobody's, and what has no mark is shown to nobody.

Whoever adds a command, a field of a view or a thing that is shown within one says here for whom.
"""

import dataclasses
import importlib
import pkgutil
import typing
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import stafett.domain
from stafett.domain import access, municipality, visible, who_may
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.audience import Shown
from stafett.domain.commands import Command
from stafett.domain.facts import NotForYou, Refusal, Stranger
from stafett.domain.followup import NotStarted
from stafett.domain.marks import AUDIENCE
from stafett.domain.people import Asker, Duty
from stafett.domain.roles import Role, Standing
from stafett.domain.views import FollowUpView
from tests.follow_ups import SET_GOAL, START
from tests.people import ADMINISTRATOR, HEAD, MOTHER, MUNICIPALITY, OTHER_HEAD, PPT, SCHOOL, TEACHER
from tests.policy.acts import KINDS, asked, one_of
from tests.policy.noticing import Noticed, state
from tests.policy.noticing import circumstances as noticed
from tests.policy.small_world import NOW, World, circumstances
from tests.properties.any_command import commands_of
from tests.relay import Relay

# ---- commands ----

UNITS = frozenset({SCHOOL, PPT})
EVERYTHING = Standing(
    roles=frozenset(Role),
    units=frozenset((role, unit) for role in Role for unit in UNITS),
    writes=UNITS,
)


class NamedNowhere:
    """A command that no rule has heard of."""

    unit = SCHOOL


def test_every_command_of_a_follow_up_is_for_somebody_by_a_rule_that_names_it() -> None:
    named = {type(one) for one, _, _ in asked((SCHOOL, PPT)) if who_may.enough(EVERYTHING, one)}
    assert named == set(KINDS) == set(commands_of(Command))


def test_what_no_rule_names_is_nobodys_whatever_they_are() -> None:
    assert who_may.enough(EVERYTHING, NamedNowhere()) == frozenset()  # type: ignore[arg-type]


def test_whoever_is_nothing_may_do_nothing() -> None:
    assert not any(who_may.enough(Standing(), one) for one, _, _ in asked((SCHOOL, PPT)))


def test_a_follow_up_is_begun_by_those_of_the_unit_and_before_that_nobody_does_anything() -> None:
    for who in (TEACHER, OTHER_HEAD, MOTHER):
        at = circumstances(World(), who)
        for one in (*Look, START, *(command for command, _, _ in asked((SCHOOL, PPT)))):
            may_begin = one is START and who == TEACHER
            try:
                access.may(who, one, NotStarted(), at)
            except Stranger:
                assert not may_begin
            else:
                assert may_begin, (who, one)


@pytest.mark.parametrize("became", ["wondered about", "shielded", "ended"])
@pytest.mark.parametrize("command", [NamedNowhere(), SET_GOAL], ids=["nowhere", "of a follow-up"])
def test_what_is_no_act_upon_a_concern_is_for_none_of_its_readers(
    became: str, command: Any
) -> None:
    world = Noticed(became=became)
    for who in (TEACHER, MOTHER):
        with pytest.raises((NotYoursHere, Stranger)):
            access.may(who, command, state(world), noticed(world, who))


ADMINISTERS = frozenset({"administrator"})
KEEPS = ADMINISTERS | {"bti-coordinator"}
DUTIES = frozenset(duty.value for duty in Duty)
AT_WORK = DUTIES | {"teacher", "head"}
NOBODY: frozenset[str] = frozenset()
EVERYBODY = AT_WORK | {"mother"}
IN_THE_MUNICIPALITY: dict[frozenset[str], str] = {
    ADMINISTERS: """
        AppointLeader AskForGraveAct BeginAbsence BeginEmployment CloseUnit EndAbsence EndEmployment
        FeedMembers ForbidEmergencies GiveDuty KeepUnitOpen LetLeave LetReturn LetSystemIn LiftHold
        LinkEmployeeAccount NumberEmployee OpenUnit PlaceHold RegisterEmployee RelieveLeader
        ShutSystemOut TakeBackDuty TellName UnlinkEmployeeAccount WithholdName
    """,
    KEEPS: """
        CloseContentToAuditor CloseTeam DescribeUnit DraftDayRules DraftGuide DropDayRulesDraft
        DropGraveAct DropGuideDraft ForgetNeighbour GrantGraveAct LetAnotherLead ListOffer OpenTeam
        PublishDayRules PublishDayRulesDraft PublishGuide PublishGuideDraft PublishTemplate
        ReviseModel StrikeLesson TakeOutOffer
    """,
    ADMINISTERS | {"steering-group"}: "SignRules",
    KEEPS | {"teacher", "head"}: "ShareLesson",
    AT_WORK: "AdviseOnCase OpenInEmergency SeatTeam SetTeamMeetings",
    EVERYBODY: "AskForNotices CreateMunicipality InviteFirstAdministrator StopNotices",
    NOBODY: "ArriveAsFirstAdministrator CloseEmergency LayCase ReviewEmergency TellKeysDestroyed",
}
"""Who is not told at once that it is for others.

Whom a team is for, and whether one may look in, depends on more than a duty; what concerns oneself
alone is everybody's. The two before a municipality is there are asked by the operator, whom the
door knows. For the last ones there is no thing in this town: they are for those whose it is.
"""


def in_the_municipality() -> Iterator[tuple[Any, frozenset[str]]]:
    """Yield every command of the municipality, and whom it is for."""
    kinds = {kind.__name__: kind for kind in commands_of(municipality.Command)}
    listed = {name: may for may, names in IN_THE_MUNICIPALITY.items() for name in names.split()}
    assert listed.keys() == kinds.keys(), "say for whom it is"
    yield from ((kinds[name], may) for name, may in sorted(listed.items()))


def test_every_command_of_the_municipality_is_for_these_and_nobody_else() -> None:
    at_work = {one.value: replace(ADMINISTRATOR, duties=frozenset({one})) for one in Duty}
    everybody: dict[str, Asker] = {**at_work, "teacher": TEACHER, "head": HEAD, "mother": MOTHER}
    for kind, may in in_the_municipality():
        if kind.__name__ == "TellKeysDestroyed":
            continue  # the service's own word, which no route takes
        told = {name for name, who in everybody.items() if _may(who, one_of(kind, None))}
        assert told == may, kind.__name__


def _may(who: Asker, command: Any) -> bool:
    at = Relay(municipality).circumstances(who, NOW)
    try:
        municipality.decide(MUNICIPALITY, command, at)
    except (NotForYou, Stranger):
        return False
    except Refusal:
        return True
    return True


# ---- fields ----

SHOWN_WHOLE = """
    acknowledging.Owed acute.SecondPerson advice.Advised agenda.Agenda agenda.Preparation
    attachment.Described attachment.Stored baton.FamilyWish baton.FormalDecision baton.Offer
    beginning.Clarification change_of_home.Move childs_say.Heard childs_say.Told comment.Beside
    disclosure.Disclosed dispute.Decision dispute.Position ending.Ending entry.Note
    evaluated.Evaluation facts.Place family_plan.PlannedTask family_team.Again family_team.Request
    fitting_level.FittingLevel follows.Follows gap.Break goal.Aim how_given.Evidence
    individual_plan.Answer individual_plan.Application informing.Informed informing.ReportedToo
    interpreting.Interpreter interpreting.MadeFit let_in.Refused let_in.Terms level.HolderChoice
    message.Saying minutes.Attendee minutes.Minutes minutes.Signature network.RelativeWish
    observed.Observation own_report.Sent parcel.Parcel parcel.PastEntry parcel.PastEvaluation
    parcel.PastFile parcel.PastForm parcel.PastGoal parcel.PastMeasure parcel.PastMinutes
    people.Contact people.Professional plan.Plan plan.Responsible policy.GuideVersion
    progress.StepNow referral.Referral referral.SentOn sheet.Answer sheet.Sheet team.Aside team.Task
    template.TemplateVersion voice.ChildInformed voice.ChildView voice.Wish
"""
"""What has no marks of its own and is shown whole to whoever is shown the field it stands in."""


def _every_class() -> Iterator[type[Any]]:
    for one in pkgutil.iter_modules(stafett.domain.__path__):
        module = importlib.import_module(f"stafett.domain.{one.name}")
        for thing in vars(module).values():
            if not isinstance(thing, type) or thing.__module__ != module.__name__:
                continue
            if dataclasses.is_dataclass(thing):
                yield thing


def marked(view: type[Any]) -> list[bool]:
    """Say of each field whether it has a mark."""
    return [isinstance(one.metadata.get(AUDIENCE), Shown) for one in dataclasses.fields(view)]


VIEWS: frozenset[type[Any]] = frozenset(one for one in _every_class() if any(marked(one)))


def within(hint: Any) -> Iterator[type[Any]]:
    """Yield the classes with fields that a field of this type may hold."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    for one in typing.get_args(hint):
        yield from within(one)


def shown_whole(views: frozenset[type[Any]]) -> set[str]:
    """Return what stands in a field of a view, however deep, and has no marks of its own."""
    found, waiting = set[type[Any]](), list(views)
    while waiting:
        one = waiting.pop()
        for hint in typing.get_type_hints(one).values():
            new = {two for two in within(hint) if two not in found and two not in views}
            found |= new
            waiting += new
    return {f"{one.__module__.rpartition('.')[2]}.{one.__name__}" for one in found}


def test_every_field_of_every_view_is_marked() -> None:
    assert FollowUpView in VIEWS
    assert len(VIEWS) > 80
    assert [one.__name__ for one in VIEWS if not all(marked(one))] == []


def test_what_is_shown_whole_has_been_said_to_be() -> None:
    assert shown_whole(VIEWS) == set(SHOWN_WHOLE.split())


def test_a_view_without_a_mark_and_a_thing_within_one_would_be_noticed() -> None:
    thing = dataclasses.make_dataclass("Thing", [("secret", str)])
    half = dataclasses.make_dataclass(
        "Half", [("thing", thing), ("number", int, dataclasses.field(metadata={AUDIENCE: "x"}))]
    )
    assert marked(half) == [False, False]
    assert not visible.is_view(half(thing("x"), 1))
    assert {name.rpartition(".")[2] for name in shown_whole(frozenset({half}))} == {"Thing"}


@pytest.mark.parametrize("view", sorted(VIEWS, key=str))
def test_of_a_view_nothing_is_shown_to_whom_nothing_is_for(view: type[Any]) -> None:
    empty = visible.blank(one_of(view, None), frozenset())
    assert visible.blank(empty, frozenset(Shown)) == empty
    for one in dataclasses.fields(view):
        value = getattr(empty, one.name)
        kept = one.default if one.default is not dataclasses.MISSING else None
        if one.default_factory is not dataclasses.MISSING:
            kept = one.default_factory()
        assert value == kept, one.name
