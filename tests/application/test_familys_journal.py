"""The family's journal: who looked, and not a trace of what the family is not to know of."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from stafett.application.asking import Target
from stafett.domain.content_grant import ContentGranted
from stafett.domain.facts import MUNICIPALITY, Stranger
from stafett.domain.family_journal import (
    FamilyJournal,
    FamilyReading,
    Ground,
    TooLongAtOnce,
    What,
)
from stafett.domain.identity import GiveName, LinkPersonAccount
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Account, Asker, ConcernId, PersonId
from stafett.domain.shield import NameShieldReader
from stafett.domain.talk import TellFamily
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.withheld_name import EmployeeNameWithheld
from stafett.domain.wondering import RaiseConcern
from tests.application.street import Street, a_person, an_asking
from tests.application.test_auditing import AUDITOR, EVER, lines
from tests.application.test_what_one_sees import shielded_concern, with_ppt
from tests.follow_ups import word
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    CHILD_SELF,
    FATHER,
    HEAD,
    LONG_AGO,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_ID,
    YOUTH_SELF,
)

_NOW = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
MONTH = _NOW - timedelta(days=15), _NOW + timedelta(days=15)


async def journal(street: Street, asker: Asker, child: PersonId = CHILD_ID) -> FamilyJournal:
    """Ask who looked, once the lists have come so far."""
    await street.rooms.runner.catch_up()
    shown = await street.door.familys_journal.of(
        street.book, asker, child, MONTH, an_asking("OWN_MATTER")
    )
    return shown.view


async def readings(
    street: Street, asker: Asker, child: PersonId = CHILD_ID
) -> Sequence[FamilyReading]:
    """Return what those at work did, as somebody in the family is told of it."""
    told = (await journal(street, asker, child)).readings
    return [one for one in told if one.ground is not Ground.FAMILY]


async def test_the_family_is_told_who_looked_for_which_unit_why_and_on_which_consent(
    street: Street,
) -> None:
    await with_ppt(street)
    await street.look(ADVISER)
    found = await journal(street, MOTHER)
    own, one = found.readings
    assert (own.who, own.what) == (MOTHER.person, What.READ_JOURNAL)
    assert (one.who, one.units, one.what) == (ADVISER.employee, (PPT,), What.OPENED_FOLLOW_UP)
    assert (one.why, one.ground) == ("FOLLOW_UP", Ground.CONSENT)
    assert set(one.consents) == {word(who, PPT).consent for who in (MOTHER, FATHER)}
    assert one.matters == (street.follow_up,)
    assert found.names[ADVISER.employee] == "Peder Rådgiver"
    assert found.names[PPT] == "PPT"


async def test_that_a_parent_has_opened_their_own_matters_is_told_to_that_parent_alone(
    street: Street,
) -> None:
    hers = word(MOTHER, PPT, called="herself", logg=True, about=MOTHER.person)
    await with_ppt(street)
    both = [(who, word(who, SCHOOL, PPT, logg=True)) for who in (MOTHER, FATHER)]
    await street.all_of(*both, (TEACHER, OpenLogg()), (MOTHER, hers))
    await street.look(ADVISER)
    for asker, told in ((MOTHER, True), (FATHER, False)):
        (one,) = [one for one in await readings(street, asker) if one.who == ADVISER.employee]
        assert (hers.consent in one.consents) == told
        assert {said.consent for _, said in both} <= set(one.consents)
    told_to_auditors = await lines(street, child=CHILD_ID)
    (line,) = [one for one in told_to_auditors if one.members["actor"] == str(ADVISER.employee)]
    assert str(hers.consent) in line.members["consents"]


async def test_whoever_audits_a_child_is_told_of_to_its_family(street: Street) -> None:
    await street.begun()
    await lines(street, child=CHILD_ID)
    (one,) = await readings(street, FATHER)
    assert (one.who, one.what, one.ground) == (AUDITOR.employee, What.AUDITED, Ground.AUDIT)


async def test_what_was_given_out_at_a_terminal_is_told_to_the_family_of_what_it_reads(
    street: Street,
) -> None:
    """Whoever runs the house asks nobody at the door; the family, and who audits, hear of it."""
    follow_up = (await street.begun()).follow_up
    concern = await shielded_concern(street)
    raised = await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    journal_ = street.rooms.journal
    for matter, hidden in ((follow_up, None), (raised.id, None), (concern, concern)):
        given = ContentGranted(at=_NOW, stream=matter, receiver="a key", why="x", lines=2)
        await journal_.record(street.book, given, at=_NOW, shielded=hidden)
    for who in (MOTHER, FATHER):
        (one,) = await readings(street, who)
        assert (one.what, one.who, one.matters) == (What.GIVEN_OUT, None, (follow_up,))
    audited = await lines(street, child=CHILD_ID)
    given_out = [one.members["stream"] for one in audited if one.what == ContentGranted.name]
    assert given_out == [str(follow_up), str(raised.id)]
    seen = await street.door.seeing.breach(
        street.book, AUDITOR, TEACHER.employee, EVER, an_asking("AUDIT")
    )
    assert seen.lines == 0
    unusual = await street.door.seeing.unusual(street.book, AUDITOR, EVER, an_asking("AUDIT"))
    assert unusual.children == ()


@pytest.mark.parametrize("asker", [TEACHER, HEAD, AUDITOR, YOUTH_SELF])
async def test_to_anybody_else_there_is_nothing_here(street: Street, asker: Asker) -> None:
    await street.begun()
    with pytest.raises(Stranger):
        await journal(street, asker)


async def test_that_a_log_in_was_linked_is_told_whoever_did_it(street: Street) -> None:
    """Whoever gives somebody a log-in could be that somebody; other changes tell of nobody new."""
    await street.begun()
    child = Target.person(CHILD_ID)
    linked = LinkPersonAccount(Account("https://feide.example", "ronja"))
    await street.ask(ADMINISTRATOR, GiveName("Ronja Relé Vik"), of=child)
    await street.ask(ADMINISTRATOR, linked, of=child)
    for asker in (MOTHER, FATHER):
        done = [one for one in await readings(street, asker) if one.who == ADMINISTRATOR.employee]
        assert [one.what for one in done] == [What.LOG_IN_LINKED]
        assert ADMINISTRATOR.employee in (await journal(street, asker)).names


async def test_more_than_a_month_is_asked_for_a_month_at_a_time(street: Street) -> None:
    with pytest.raises(TooLongAtOnce):
        await street.door.familys_journal.of(
            street.book, MOTHER, CHILD_ID, EVER, an_asking("OWN_MATTER")
        )


async def test_a_name_that_is_withheld_is_not_told_and_the_unit_is(street: Street) -> None:
    await with_ppt(street)
    await street.look(ADVISER)
    withheld = EmployeeNameWithheld(employee=ADVISER.employee, since=LONG_AGO)
    cover = await street.rooms.ledger.book(street.book)
    await street.rooms.write(street.book, cover.municipality, (MUNICIPALITY, withheld))
    found = await journal(street, MOTHER)
    (one,) = [one for one in found.readings if one.units]
    assert (one.who, one.units) == (None, (PPT,))
    assert ADVISER.employee not in found.names
    assert "Peder" not in str(found)


async def test_who_looks_in_on_a_concern_is_told_once_one_has_been_told_of_it(
    street: Street,
) -> None:
    raised = await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    concern = ConcernId(raised.id)
    await street.door.open_concern(street.book, TEACHER, concern, asking=an_asking())
    await street.rooms.runner.catch_up()
    await street.door.open_person(street.book, TEACHER, CHILD_ID, asking=an_asking())
    await street.listed(TEACHER)
    assert await readings(street, MOTHER) == []
    told = TellFamily(frozenset({MOTHER.person}), TODAY)
    await street.ask(TEACHER, told, of=Target.concern(concern))
    mothers = {one.what for one in await readings(street, MOTHER)}
    assert mothers == {What.OPENED_CONCERN, What.OPENED_PERSON, What.LISTED}
    assert await readings(street, FATHER) == []


@pytest.mark.parametrize("told_of", [True, False])
async def test_not_a_trace_of_what_is_shielded(street: Street, told_of: bool) -> None:
    """All that is done in a shielded concern, and because of it, changes nothing anybody reads."""
    if told_of:
        await with_ppt(street)
        await street.look(ADVISER)
    askers = (MOTHER, FATHER, CHILD_SELF)
    before = [repr(await readings(street, who)) for who in askers]
    concern = await shielded_concern(street)
    door, book = street.door, street.book
    await street.rooms.runner.catch_up()
    for who in (TEACHER, HEAD):
        await door.open_concern(book, who, concern, asking=an_asking())
    if not told_of:
        for who in (TEACHER, HEAD):
            await door.open_person(book, who, CHILD_ID, asking=an_asking())
            await door.find_person(book, who, "02841986469", asking=an_asking())
            await street.listed(who)
    for outsider in (MOTHER, ADVISER):
        with pytest.raises(Stranger):
            await door.open_concern(book, outsider, concern, asking=an_asking())
    assert [repr(await readings(street, who)) for who in askers] == before


async def test_nor_of_one_whom_the_family_knows_from_before(street: Street) -> None:
    """PPT is out, and its adviser asks again because of what is shielded alone."""
    await with_ppt(street)
    await street.ask(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    before = [repr(await readings(street, who)) for who in (MOTHER, FATHER)]
    concern = await shielded_concern(street)
    named = NameShieldReader(ADVISER.employee, "he knows the child")
    await street.ask(TEACHER, named, of=Target.concern(concern))
    await street.rooms.runner.catch_up()
    await street.door.open_person(street.book, ADVISER, CHILD_ID, asking=an_asking())
    assert [repr(await readings(street, who)) for who in (MOTHER, FATHER)] == before


async def test_what_a_young_person_does_is_theirs_alone_from_fifteen(street: Street) -> None:
    await a_person(street.rooms, street.book, YOUTH)
    for who in (YOUTH_SELF, CHILD_SELF):
        await street.door.open_person(street.book, who, who.person, asking=an_asking())
    mothers_of_youth = (await journal(street, MOTHER, YOUTH_ID)).readings
    assert {one.who for one in mothers_of_youth} == {MOTHER.person}
    own = (await journal(street, YOUTH_SELF, YOUTH_ID)).readings
    assert {one.who for one in own} == {YOUTH_ID}
    childs = (await journal(street, MOTHER)).readings
    assert [one.who for one in childs] == [MOTHER.person, CHILD_ID]


async def test_one_parent_is_not_told_when_the_other_looks(street: Street) -> None:
    await street.begun()
    await street.look(MOTHER)
    fathers = (await journal(street, FATHER)).readings
    assert {one.who for one in fathers} == {FATHER.person}
    mothers = (await journal(street, MOTHER)).readings
    assert [(one.who, one.what) for one in mothers] == [
        (MOTHER.person, What.READ_JOURNAL),
        (MOTHER.person, What.OPENED_FOLLOW_UP),
    ]
