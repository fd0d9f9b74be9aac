"""Consent: given by everyone needed, extended, run out, taken back at once, and never presumed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain import access, givers, visible
from stafett.domain.access import Look
from stafett.domain.consent import (
    ConsentExtended,
    ConsentGranted,
    ExtendConsent,
    ItTakesTheirOwnWord,
    LastDayOutOfReach,
    SayWhatTheFamilyWasTold,
    ShowWhereItIsSigned,
    UnitCannotBeLetIn,
)
from stafett.domain.givers import Doubt, Unclear
from stafett.domain.how_given import EvidenceKind
from stafett.domain.interpreting import Interpreter
from stafett.domain.let_in import ConsentId, let_in, needed
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import Asker, UnitId
from stafett.domain.person import Guardian, Person, Responsibility
from stafett.domain.speaking import NoSuchConsent, NotYoursToGive, NoUnitNamed
from stafett.domain.standing import Role, stand
from stafett.domain.unit import NoSuchUnit
from stafett.domain.withdrawal import (
    ConsentDisowned,
    ConsentRefused,
    ConsentWithdrawn,
    DisownConsent,
    GivenByYourself,
    RefuseConsent,
    WithdrawConsent,
)
from stafett.domain.wording import IdTaken, SayWhy
from tests.follow_ups import (
    LATER,
    RELAY,
    begun,
    both_let_in,
    given,
    joined,
    with_logg,
    with_ppt,
    word,
)
from tests.people import (
    ADVISER,
    ALONE,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    CLINIC,
    FATHER,
    HEAD,
    HOSPITAL,
    MOTHER,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    PRIVATE_KINDERGARTEN,
    SCHOOL,
    TEACHER,
    TODAY,
    UNCLEAR,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE, RULES

DAY = timedelta(days=1)
PAPER, ORAL = EvidenceKind.SIGNED_PAPER, EvidenceKind.MINUTED_ORAL


def is_let_in(so_far: Given, unit: UnitId, *, days: int = 0, logg: bool = False) -> bool:
    at = so_far.relay.circumstances(TEACHER, TODAY + days * DAY)
    return let_in(so_far.state.frame.consents, unit, at, logg=logg)


def test_both_guardians_let_a_unit_in() -> None:
    so_far = begun().after(MOTHER, word(MOTHER, PPT))
    assert not is_let_in(so_far, PPT)
    assert is_let_in(so_far.after(FATHER, word(FATHER, PPT)), PPT)


def test_one_guardian_is_enough_where_there_is_one() -> None:
    so_far = begun().under(person=ALONE)
    so_far = so_far.after(MOTHER, word(MOTHER, PPT, about=ALONE.id))
    assert is_let_in(so_far, PPT)


def test_a_word_for_one_unit_lets_no_other_in() -> None:
    assert not is_let_in(both_let_in(begun(), PPT), CLINIC)


def test_a_word_without_the_logg_opens_no_logg() -> None:
    so_far = both_let_in(begun(), PPT)
    assert not is_let_in(so_far, PPT, logg=True)
    assert is_let_in(both_let_in(begun(), PPT, logg=True), PPT, logg=True)


def test_a_word_is_good_until_and_including_its_last_day() -> None:
    so_far = begun()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, PPT, until=TODAY + 5 * DAY))
    assert is_let_in(so_far, PPT, days=5)
    assert not is_let_in(so_far, PPT, days=6)


def test_it_runs_out_with_the_shortest_word() -> None:
    so_far = begun().after(MOTHER, word(MOTHER, PPT, until=TODAY + 90 * DAY))
    so_far = so_far.after(FATHER, word(FATHER, PPT, until=TODAY + 2 * DAY))
    assert is_let_in(so_far, PPT, days=2)
    assert not is_let_in(so_far, PPT, days=3)
    so_far = so_far.after(FATHER, word(FATHER, PPT, until=TODAY + 80 * DAY), on=TODAY + 3 * DAY)
    assert is_let_in(so_far, PPT, days=4)


def test_where_responsibility_is_unknown_nobody_is_let_in() -> None:
    so_far = begun().under(person=UNCLEAR)
    so_far = so_far.after(MOTHER, word(MOTHER, PPT, about=UNCLEAR.id))
    assert not is_let_in(so_far, PPT)
    so_far.when(FATHER, word(FATHER, PPT, about=UNCLEAR.id)).then_refused(NotYoursToGive)


@pytest.mark.parametrize(
    ("person", "doubt"),
    [
        (UNCLEAR, Doubt.RESPONSIBILITY_UNKNOWN),
        (replace(CHILD, guardians={}), Doubt.NOBODY_RESPONSIBLE),
        (replace(CHILD, born=None), Doubt.BIRTH_DATE_UNKNOWN),
        (
            replace(
                CHILD, guardians={MOTHER.person: Guardian(MOTHER.person, "M", Responsibility.NONE)}
            ),
            Doubt.NOBODY_RESPONSIBLE,
        ),
    ],
)
def test_a_doubt_is_named_and_lets_nobody_in(person: Person, doubt: Doubt) -> None:
    at = replace(RELAY, person=person).circumstances(TEACHER, TODAY)
    who = needed(PPT, at)
    assert isinstance(who, Unclear)
    assert who.because is doubt


def test_a_leap_days_child_has_its_birthday_on_the_first_of_march() -> None:
    leap = CHILD.born and CHILD.born.replace(year=2012, month=2, day=29)
    assert leap is not None
    assert givers.birthday(leap, 15).isoformat() == "2027-03-01"
    assert givers.birthday(leap, 16).isoformat() == "2028-02-29"


def test_the_event_says_under_which_guide_and_rules_it_was_judged() -> None:
    command = word(MOTHER, PPT)
    (granted,) = begun().when(MOTHER, command).events
    assert isinstance(granted, ConsentGranted)
    assert granted.rules_from == RULES.valid_from
    assert granted.guide.guide == "test-guide"
    assert granted.registered_by is None
    assert granted.terms == command.terms


def test_each_speaks_for_themselves() -> None:
    begun().when(FATHER, word(MOTHER, PPT)).then_refused(NotYoursToGive)
    begun().when(OTHER_PARENT, word(OTHER_PARENT, PPT)).then_refused(NotYoursToGive)
    begun().when(CHILD_SELF, word(CHILD_SELF, PPT)).then_refused(NotYoursToGive)


def test_the_holder_writes_down_what_was_signed_or_minuted() -> None:
    for kind in (PAPER, ORAL):
        (granted,) = begun().when(TEACHER, word(MOTHER, PPT, kind=kind)).events
        assert isinstance(granted, ConsentGranted)
        assert granted.registered_by == TEACHER.employee


def test_staff_cannot_give_a_digital_word_for_somebody() -> None:
    begun().when(TEACHER, word(MOTHER, PPT)).then_refused(ShowWhereItIsSigned)


def test_what_staff_write_down_lies_somewhere() -> None:
    command = word(MOTHER, PPT, kind=PAPER)
    nowhere = replace(command, evidence=replace(command.evidence, reference=" "))
    begun().when(TEACHER, nowhere).then_refused(ShowWhereItIsSigned)


def test_a_digital_word_comes_after_information() -> None:
    command = word(MOTHER, PPT)
    untold = replace(command, evidence=replace(command.evidence, information=None))
    begun().when(MOTHER, untold).then_refused(SayWhatTheFamilyWasTold)


def test_a_paper_without_information_is_kept_and_marked_incomplete() -> None:
    so_far = begun().after(TEACHER, word(MOTHER, PPT, kind=PAPER))
    (kept,) = so_far.state.frame.consents.words.values()
    assert not kept.complete
    so_far = begun().after(MOTHER, word(MOTHER, PPT))
    (kept,) = so_far.state.frame.consents.words.values()
    assert kept.complete


def test_an_interpreter_is_on_record() -> None:
    command = word(MOTHER, PPT)
    there = replace(
        command.evidence, language="so", interpreter=Interpreter("so", "Tolk 44", of_age=True)
    )
    (granted,) = begun().when(MOTHER, replace(command, evidence=there)).events
    assert isinstance(granted, ConsentGranted)
    assert granted.evidence.interpreter == Interpreter("so", "Tolk 44", of_age=True)


@pytest.mark.parametrize("days", [-1, RULES.longest_consent_days + 1])
def test_the_last_day_lies_ahead_and_not_too_far(days: int) -> None:
    late = word(MOTHER, PPT, until=TODAY + days * DAY)
    begun().when(MOTHER, late).then_refused(LastDayOutOfReach)


def test_a_word_that_will_be_given_has_not_been_given() -> None:
    begun().when(MOTHER, word(MOTHER, PPT, on=TODAY + DAY)).then_refused(NotYetHappened)


def test_a_unit_is_named_exists_and_is_one_of_those_the_municipality_lets_in() -> None:
    begun().when(MOTHER, word(MOTHER)).then_refused(NoUnitNamed)
    unknown = UnitId(some_id("a unit far away"))
    begun().when(MOTHER, word(MOTHER, unknown)).then_refused(NoSuchUnit)
    private = word(MOTHER, PRIVATE_KINDERGARTEN)
    begun().when(MOTHER, private).then_refused(UnitCannotBeLetIn)
    assert begun().when(MOTHER, word(MOTHER, HOSPITAL)).events


def test_a_purpose_is_said() -> None:
    command = word(MOTHER, PPT)
    nothing = replace(command, terms=replace(command.terms, purpose=""))
    begun().when(MOTHER, nothing).then_refused(SayWhy)


def test_the_same_id_does_not_stand_for_another_word() -> None:
    command = word(MOTHER, PPT)
    so_far = begun().after(MOTHER, command)
    so_far.when(MOTHER, command).then_nothing_new()
    wider = replace(command, terms=replace(command.terms, logg=True))
    so_far.when(MOTHER, wider).then_refused(IdTaken)


def test_a_word_is_extended_on_the_terms_of_the_earlier_one() -> None:
    base = word(MOTHER, PPT, topics=frozenset({"reading"}))
    new = ConsentId(some_id("extension"))
    more = ExtendConsent(
        new, base.consent, MOTHER.person, frozenset({CLINIC}), LATER, base.evidence
    )
    so_far = begun().after(MOTHER, base)
    (extended,) = so_far.when(MOTHER, more).events
    assert isinstance(extended, ConsentExtended)
    assert extended.extends == base.consent
    assert extended.terms == replace(base.terms, units=frozenset({CLINIC}))
    assert so_far.after(MOTHER, more).state.frame.consents.words[new].extends == base.consent


def test_an_extension_is_on_record_as_a_word_of_its_own() -> None:
    base = word(MOTHER, PPT)
    sooner = LATER - timedelta(days=30)
    paper = replace(base.evidence, kind=PAPER, information=None, reference="folder 8")
    more = ExtendConsent(
        ConsentId(some_id("more")),
        base.consent,
        MOTHER.person,
        frozenset({CLINIC}),
        sooner,
        paper,
    )
    so_far = begun().after(MOTHER, base)
    now = so_far.relay.circumstances(TEACHER, TODAY).now
    extended = so_far.when(TEACHER, more).then(
        ConsentExtended(
            consent=more.consent,
            extends=base.consent,
            giver=MOTHER.person,
            terms=replace(base.terms, units=frozenset({CLINIC}), last_day=sooner),
            evidence=paper,
            registered_by=TEACHER.employee,
            spoken_by=None,
            at=now,
            guide=GUIDE.id,
            rules_from=RULES.valid_from,
        )
    )
    extended.when(TEACHER, more).then_nothing_new()
    other_paper = replace(more, evidence=replace(paper, reference="folder 9"))
    extended.when(TEACHER, other_paper).then_refused(IdTaken)


def test_staff_cannot_talk_over_a_no_by_extending_a_word_either() -> None:
    base = word(MOTHER, SCHOOL, PPT)
    so_far = begun().after(MOTHER, base)
    gone = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    oral = replace(base.evidence, kind=ORAL, information=None, reference="minutes 1 Sept")
    heard = ExtendConsent(
        ConsentId(some_id("heard")),
        base.consent,
        MOTHER.person,
        frozenset({PPT}),
        LATER,
        oral,
    )
    gone.when(TEACHER, heard).then_refused(ItTakesTheirOwnWord)


def test_one_cannot_extend_what_is_not_ones_own_or_no_longer_stands() -> None:
    base = word(MOTHER, PPT)
    so_far = begun().after(MOTHER, base)
    new = ConsentId(some_id("extension"))
    of_hers = ExtendConsent(
        new, base.consent, FATHER.person, frozenset({CLINIC}), LATER, base.evidence
    )
    so_far.when(FATHER, of_hers).then_refused(NoSuchConsent)
    more = replace(of_hers, giver=MOTHER.person)
    out = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    out.when(MOTHER, more).then_refused(NoSuchConsent)


def test_a_withdrawal_by_one_puts_the_unit_out_at_once() -> None:
    so_far = both_let_in(begun(), PPT, CLINIC)
    command = WithdrawConsent(FATHER.person, frozenset({PPT}))
    (withdrawn,) = so_far.when(FATHER, command).events
    assert isinstance(withdrawn, ConsentWithdrawn)
    so_far = so_far.after(FATHER, command)
    assert not is_let_in(so_far, PPT)
    assert is_let_in(so_far, CLINIC), "that unit alone is out"


def test_a_withdrawal_spoken_earlier_counts_from_now_and_tells_when_it_was_spoken() -> None:
    so_far = both_let_in(begun(), PPT)
    said = WithdrawConsent(FATHER.person, frozenset({PPT}), said_on=TODAY)
    (withdrawn,) = so_far.when(TEACHER, said, on=TODAY + 2 * DAY).events
    assert isinstance(withdrawn, ConsentWithdrawn)
    assert (withdrawn.said_on, withdrawn.registered_by) == (TODAY, TEACHER.employee)
    assert withdrawn.at.date() == TODAY + 2 * DAY


def test_a_word_given_anew_lets_the_unit_in_again() -> None:
    so_far = both_let_in(begun(), PPT)
    so_far = so_far.after(FATHER, WithdrawConsent(FATHER.person, frozenset({PPT})))
    assert not is_let_in(so_far, PPT)
    assert is_let_in(so_far.after(FATHER, word(FATHER, PPT, called="again")), PPT)


def test_one_whose_word_is_not_needed_has_nothing_to_take_back() -> None:
    so_far = both_let_in(begun(), PPT)
    nothing = WithdrawConsent(OTHER_PARENT.person, frozenset({PPT}))
    so_far.when(OTHER_PARENT, nothing).then_refused(NotYoursToGive)
    so_far.when(MOTHER, WithdrawConsent(MOTHER.person, frozenset())).then_refused(NoUnitNamed)
    of_fathers = WithdrawConsent(FATHER.person, frozenset({PPT}))
    so_far.when(MOTHER, of_fathers).then_refused(NotYoursToGive)


def test_a_no_is_neutral() -> None:
    so_far = begun().after(MOTHER, word(MOTHER, PPT))
    no = RefuseConsent(FATHER.person, frozenset({PPT}), logg=False, informed_of="text 1")
    (refused,) = so_far.when(FATHER, no).events
    assert isinstance(refused, ConsentRefused)
    before, after = so_far.state.frame, so_far.after(FATHER, no).state.frame
    assert (after.level, after.holder, after.team) == (before.level, before.holder, before.team)
    begun().when(OTHER_PARENT, replace(no, giver=OTHER_PARENT.person)).then_refused(NotYoursToGive)


def test_whoever_writes_a_no_down_reads_beside_it_what_the_duty_to_report_is() -> None:
    words = {"nb": "Plikten er din egen", "nn": "Plikta er di eiga"}
    so_far = begun().under(guide=replace(GUIDE, guidance={"after-a-no": words}))
    no = RefuseConsent(FATHER.person, frozenset({PPT}), logg=False, informed_of="text 1")
    by_teacher, by_father = so_far.after(TEACHER, no), so_far.after(FATHER, no)

    def reads(who: Asker, state: Given) -> object:
        at = state.relay.circumstances(who, TODAY)
        permit = access.may(who, Look.OPEN, state.state, at)
        return visible.trim(state.state, permit, at).duty_to_report

    assert reads(TEACHER, by_teacher) == words
    assert [reads(who, by_teacher) for who in (FATHER, MOTHER, HEAD)] == [None] * 3
    assert [reads(who, by_father) for who in (TEACHER, FATHER)] == [None] * 2


def test_a_giver_says_not_mine_of_what_staff_wrote_down() -> None:
    command = word(FATHER, PPT, kind=PAPER)
    so_far = begun().after(MOTHER, word(MOTHER, PPT)).after(TEACHER, command)
    assert is_let_in(so_far, PPT)
    so_far.when(MOTHER, DisownConsent(command.consent)).then_refused(NoSuchConsent)
    (disowned,) = so_far.when(FATHER, DisownConsent(command.consent)).events
    assert isinstance(disowned, ConsentDisowned)
    so_far = so_far.after(FATHER, DisownConsent(command.consent))
    assert not is_let_in(so_far, PPT)


def test_ones_own_click_is_taken_back_not_disowned() -> None:
    command = word(FATHER, PPT)
    so_far = begun().after(FATHER, command)
    so_far.when(FATHER, DisownConsent(command.consent)).then_refused(GivenByYourself)


def test_a_parents_own_matter_is_for_that_parent_to_open() -> None:
    assert begun().when(FATHER, word(FATHER, PPT, about=FATHER.person)).events
    begun().when(MOTHER, word(MOTHER, PPT, about=FATHER.person)).then_refused(NotYoursToGive)
    stranger = word(OTHER_PARENT, PPT, about=OTHER_PARENT.person)
    begun().when(OTHER_PARENT, stranger).then_refused(NotYoursToGive)


def test_a_word_about_a_parent_lets_nobody_in_to_the_child() -> None:
    so_far = begun().after(MOTHER, word(MOTHER, PPT, about=MOTHER.person))
    so_far = so_far.after(FATHER, word(FATHER, PPT))
    assert not is_let_in(so_far, PPT)


def test_the_child_is_the_one_the_word_is_about() -> None:
    assert given().relay.person.id == CHILD_ID
    assert is_let_in(both_let_in(begun(), SCHOOL, logg=True), SCHOOL, logg=True)


def test_a_no_after_a_yes_takes_the_yes_back() -> None:
    so_far = with_ppt()
    no = RefuseConsent(MOTHER.person, frozenset({PPT}), logg=False, informed_of="text 1")
    after = so_far.after(MOTHER, no)
    assert let_in(so_far.state.frame.consents, PPT, RELAY.circumstances(MOTHER, TODAY))
    assert not let_in(after.state.frame.consents, PPT, RELAY.circumstances(MOTHER, TODAY))


def test_a_no_to_the_logg_leaves_the_cooperation_as_it_was() -> None:
    no = RefuseConsent(MOTHER.person, frozenset({PPT}), logg=True, informed_of="text 1")
    consents = with_logg().after(MOTHER, no).state.frame.consents
    today = RELAY.circumstances(MOTHER, TODAY)
    assert let_in(consents, PPT, today)
    assert not let_in(consents, PPT, today, logg=True)
    assert let_in(consents, SCHOOL, today, logg=True)


def test_staff_cannot_talk_over_a_no_with_words_they_heard() -> None:
    gone = with_ppt().after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    oral = word(MOTHER, PPT, called="heard", kind=EvidenceKind.MINUTED_ORAL)
    paper = word(MOTHER, PPT, called="signed", kind=EvidenceKind.SIGNED_PAPER)
    gone.when(TEACHER, oral).then_refused(ItTakesTheirOwnWord)
    assert gone.when(TEACHER, paper).events


def test_a_leader_kept_out_by_name_reads_nothing_and_may_name_another() -> None:
    so_far = begun()
    for giver in (MOTHER, FATHER):
        kept_out = word(giver, PPT, excluded=frozenset({PPT_HEAD.employee}))
        so_far = so_far.after(giver, kept_out)
    joined_ = joined(so_far, PPT, PPT_HEAD, ADVISER)
    leader = stand(joined_.state.frame, RELAY.circumstances(PPT_HEAD, TODAY))
    assert leader.roles == {Role.KEPT_OUT_LEADER}
    assert leader.reads == frozenset()
    adviser = stand(joined_.state.frame, RELAY.circumstances(ADVISER, TODAY))
    assert Role.NAMED in adviser.roles


def test_a_no_names_units_that_there_are() -> None:
    nowhere = frozenset({UnitId(some_id("nowhere"))})
    begun().when(MOTHER, WithdrawConsent(MOTHER.person, nowhere)).then_refused(NoSuchUnit)
    no = RefuseConsent(MOTHER.person, nowhere, logg=False, informed_of="family-2026-1")
    begun().when(MOTHER, no).then_refused(NoSuchUnit)
