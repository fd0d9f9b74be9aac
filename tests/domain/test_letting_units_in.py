"""Letting units in: asked, let in by everyone, a yes from the unit, and a task for a person."""

from dataclasses import replace

from stafett.domain.consent import UnitCannotBeLetIn
from stafett.domain.participation import (
    AcceptInvitation,
    DeclineInvitation,
    HomeUnitStays,
    InvitationAccepted,
    InvitationDeclined,
    InviteUnit,
    LeaveFollowUp,
    Left,
    NotInvited,
    UnitInvited,
    UnitLeft,
)
from stafett.domain.people import UnitId
from stafett.domain.task import NameProfessional, ProfessionalNamed, RemoveProfessional
from stafett.domain.team import (
    DoesNotWorkThere,
    KeptOutByName,
    Stage,
    Task,
    TaskKind,
    UnitNotLetIn,
    UnitTakesNoPart,
    Wanted,
)
from stafett.domain.unit import NoSuchUnit
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wording import SayWhy
from tests.follow_ups import begun, both_let_in, with_ppt, word
from tests.people import (
    ADVISER,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    PPT,
    PPT_HEAD,
    PRIVATE_KINDERGARTEN,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.rules import GUIDE, RULES

GOODBYE = LeaveFollowUp(PPT, Left.TASK_DONE, "the advice is given")


def test_a_unit_is_asked_for_help_and_told_nothing_about_the_child() -> None:
    begun().when(TEACHER, InviteUnit(PPT, Wanted.ADVICE)).then(
        UnitInvited(unit=PPT, wanted=Wanted.ADVICE, on=TODAY, guide=GUIDE.id)
    )


def test_a_unit_says_yes_only_when_everyone_has_let_it_in() -> None:
    asked = begun().after(TEACHER, InviteUnit(PPT))
    asked.when(PPT_HEAD, AcceptInvitation(PPT)).then_refused(UnitNotLetIn)
    one = asked.after(MOTHER, word(MOTHER, PPT))
    one.when(PPT_HEAD, AcceptInvitation(PPT)).then_refused(UnitNotLetIn)
    one.after(FATHER, word(FATHER, PPT)).when(PPT_HEAD, AcceptInvitation(PPT)).then(
        InvitationAccepted(unit=PPT, on=TODAY, guide=GUIDE.id, rules_from=RULES.valid_from)
    )


def test_consent_alone_brings_nobody_in() -> None:
    so_far = both_let_in(begun(), PPT)
    so_far.when(PPT_HEAD, AcceptInvitation(PPT)).then_refused(NotInvited)
    so_far.when(PPT_HEAD, NameProfessional(PPT, ADVISER.employee, "x")).then_refused(
        UnitTakesNoPart
    )


def test_a_unit_may_say_no_and_be_asked_again() -> None:
    asked = begun().after(TEACHER, InviteUnit(PPT))
    asked.when(PPT_HEAD, DeclineInvitation(PPT, " ")).then_refused(SayWhy)
    declined = asked.when(PPT_HEAD, DeclineInvitation(PPT, "no capacity")).then(
        InvitationDeclined(unit=PPT, why="no capacity", on=TODAY)
    )
    declined.when(PPT_HEAD, AcceptInvitation(PPT)).then_refused(NotInvited)
    declined.when(PPT_HEAD, DeclineInvitation(PPT, "still none")).then_nothing_new()
    assert declined.when(TEACHER, InviteUnit(PPT)).events
    begun().when(PPT_HEAD, DeclineInvitation(PPT, "nobody asked")).then_refused(NotInvited)


def test_asking_one_who_is_here_already_is_nothing_new() -> None:
    with_ppt().when(TEACHER, InviteUnit(PPT)).then_nothing_new()
    begun().when(TEACHER, InviteUnit(SCHOOL)).then_nothing_new()
    with_ppt().when(PPT_HEAD, AcceptInvitation(PPT)).then_nothing_new()


def test_only_units_that_exist_and_may_be_let_in_are_asked() -> None:
    begun().when(TEACHER, InviteUnit(UnitId(some_id("nowhere")))).then_refused(NoSuchUnit)
    begun().when(TEACHER, InviteUnit(PRIVATE_KINDERGARTEN)).then_refused(UnitCannotBeLetIn)


def test_the_leader_names_who_does_what() -> None:
    so_far = with_ppt()
    task = NameProfessional(PPT, ADVISER.employee, "observes in class")
    so_far.when(PPT_HEAD, task).then(
        ProfessionalNamed(
            unit=PPT,
            employee=ADVISER.employee,
            task=Task(TaskKind.IN_OWN_WORDS, "observes in class"),
            on=TODAY,
        )
    )
    so_far.when(PPT_HEAD, replace(task, task="")).then_refused(SayWhy)


def test_only_people_of_the_unit_get_tasks_there() -> None:
    nurse = NameProfessional(PPT, NURSE.employee, "observes")
    with_ppt().when(PPT_HEAD, nurse).then_refused(DoesNotWorkThere)


def test_one_whom_the_family_keeps_out_gets_no_task() -> None:
    out = frozenset({PPT_HEAD.employee})
    so_far = with_ppt().after(FATHER, word(FATHER, PPT, called="not her", excluded=out))
    me = NameProfessional(PPT, PPT_HEAD.employee, "I do it myself")
    so_far.when(PPT_HEAD, me).then_refused(KeptOutByName)


def test_when_consent_is_gone_nobody_new_gets_a_task() -> None:
    so_far = with_ppt().after(FATHER, WithdrawConsent(FATHER.person, frozenset({PPT})))
    more = NameProfessional(PPT, PPT_HEAD.employee, "helps too")
    so_far.when(PPT_HEAD, more).then_refused(UnitNotLetIn)


def test_the_home_unit_needs_no_consent_to_give_its_own_people_tasks() -> None:
    assert begun().when(HEAD, NameProfessional(SCHOOL, COLLEAGUE.employee, "maths")).events


def test_a_task_is_taken_back_with_a_reason() -> None:
    remove = RemoveProfessional(PPT, ADVISER.employee, "on leave")
    with_ppt().when(PPT_HEAD, replace(remove, why="")).then_refused(SayWhy)
    so_far = with_ppt().after(PPT_HEAD, remove)
    part = so_far.state.frame.team.parts[PPT]
    assert ADVISER.employee not in part.named
    assert ADVISER.employee in part.before
    so_far.when(PPT_HEAD, remove).then_nothing_new()


def test_leaving_is_an_act_of_its_own_with_a_reason() -> None:
    so_far = with_ppt()
    so_far.when(PPT_HEAD, replace(GOODBYE, why="")).then_refused(SayWhy)
    left = so_far.when(PPT_HEAD, GOODBYE).then(
        UnitLeft(unit=PPT, because=Left.TASK_DONE, why=GOODBYE.why, on=TODAY)
    )
    assert left.state.frame.team.parts[PPT].stage is Stage.LEFT
    left.when(PPT_HEAD, GOODBYE).then_nothing_new()


def test_a_unit_that_takes_no_part_cannot_leave_and_the_home_unit_never_does() -> None:
    begun().when(PPT_HEAD, GOODBYE).then_refused(UnitTakesNoPart)
    home = LeaveFollowUp(SCHOOL, Left.OTHER, "we want out")
    begun().when(HEAD, home).then_refused(HomeUnitStays)


def test_a_unit_joining_ends_no_other_units_part() -> None:
    before = begun().state.frame.team.parts[SCHOOL]
    assert with_ppt().state.frame.team.parts[SCHOOL] == before
