"""Auditing: who saw or changed what, told line by line, and of what is shielded nothing."""

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic_core import from_json, to_json

from stafett.api.audit_events import as_event
from stafett.application.asking import Target
from stafett.application.auditing import Auditing, AuditLine, Told, Wanted
from stafett.application.door import Application
from stafett.application.listing import Listing
from stafett.application.recording import Recording
from stafett.application.scenes import Scenes
from stafett.domain.acute import SecondPerson, SecondPersonNeeded
from stafett.domain.auditing import OnlyAnAuditor
from stafett.domain.facts import MUNICIPALITY as TOWN_PLACE
from stafett.domain.network import Opened, WishForRelative
from stafett.domain.participation import AcceptInvitation, InviteUnit
from stafett.domain.people import Asker, ConcernId, Duty, EmployeeId, PersonId, Staff
from stafett.domain.publishing import DayRulesPublished
from stafett.domain.shield import RaiseShieldedConcern, Suspicion
from stafett.domain.task import NameProfessional
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wondering import RaiseConcern
from stafett.journal import ONE_BY_ONE, AskingRefused, AuditAsked, Through
from stafett.ledger.line import Volume
from tests.api.balp import faults
from tests.application.street import Street, an_asking
from tests.application.test_what_one_sees import an_entry, shielded_concern, with_ppt
from tests.follow_ups import word
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    FATHER,
    HEAD,
    MOTHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.people import (
    MUNICIPALITY as TOWN,
)

AUDITOR = Staff(EmployeeId(some_id("auditor")), duties=frozenset({Duty.AUDITOR}))
UNTIL = date(2027, 4, 1)
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


async def lines(
    street: Street,
    ledger: Volume = Volume.JOURNAL,
    *,
    asker: Asker = AUDITOR,
    times: tuple[datetime, datetime] = EVER,
    **only: UUID,
) -> Sequence[AuditLine]:
    """Ask for lines as an auditor, once the lists have come so far."""
    await street.rooms.runner.catch_up()
    wanted = Wanted(ledger, *times, **only)  # type: ignore[arg-type]
    trail = await street.door.auditing.trail(street.book, asker, wanted, an_asking("AUDIT"))
    return [line async for line in trail.lines]


async def test_an_auditor_is_told_who_looked_at_a_child_why_and_on_which_consent(
    street: Street,
) -> None:
    await with_ppt(street)
    await street.look(ADVISER)
    await street.look(MOTHER)
    told = await lines(street, child=CHILD_ID)
    adviser, mother, _ = told
    assert (adviser.what, adviser.members["actor"]) == ("matter-opened", str(ADVISER.employee))
    assert adviser.members["purpose"] == "FOLLOW_UP"
    assert set(adviser.members["consents"]) == {
        str(word(who, PPT).consent) for who in (MOTHER, FATHER)
    }
    assert mother.members["role"] == "citizen"
    assert [line.position for line in told] == [1, 2, 3]


async def test_what_an_auditor_asks_is_in_the_journal_before_anything_is_told(
    street: Street,
) -> None:
    await lines(street, child=CHILD_ID, unit=SCHOOL)
    (asked,) = await street.journal()
    assert isinstance(asked, AuditAsked)
    assert (asked.actor, asked.about, asked.unit) == (AUDITOR.employee, CHILD_ID, SCHOOL)
    assert (asked.since, asked.until) == EVER


@pytest.mark.parametrize("asker", [TEACHER, HEAD, ADMINISTRATOR, MOTHER])
async def test_nobody_else_audits_and_that_they_tried_is_written_down(
    street: Street, asker: Asker
) -> None:
    with pytest.raises(OnlyAnAuditor):
        await lines(street, asker=asker)
    (refused,) = await street.journal()
    assert isinstance(refused, AskingRefused)
    assert refused.reason == "ONLY_AN_AUDITOR"


async def test_by_person_and_by_unit(street: Street) -> None:
    await with_ppt(street)
    for who in (TEACHER, ADVISER, HEAD):
        await street.look(who)
    by = await lines(street, by=TEACHER.employee)
    assert {line.members["actor"] for line in by} == {str(TEACHER.employee)}
    units = await lines(street, unit=PPT)
    assert {line.members["actor"] for line in units if line.what == "matter-opened"} == {
        str(ADVISER.employee)
    }
    assert await lines(street, by=TEACHER.employee, unit=PPT) == []


async def test_whoever_had_the_child_in_a_list_is_told_of_too(street: Street) -> None:
    await street.begun()
    await street.rooms.runner.catch_up()
    await street.listed(TEACHER)
    told = await lines(street, child=CHILD_ID)
    assert [line.what for line in told] == ["list-read", "audit-asked"]


async def test_who_wrote_what_is_told_without_a_word_of_it(street: Street) -> None:
    await with_ppt(street)
    await street.ask(TEACHER, an_entry("nobody may read this"))
    told = await lines(street, Volume.EVENTS, child=CHILD_ID)
    assert told[0].members["kind"] == "person"
    assert "follow-up-started" in {line.what for line in told}
    entry = told[-1]
    assert entry.what == "entry-written"
    assert entry.members["actor"] == str(TEACHER.employee)
    assert entry.members["part"] == f"own:{SCHOOL}"
    assert "nobody may read this" not in str(told)
    of_ppt = await lines(street, Volume.EVENTS, child=CHILD_ID, unit=PPT)
    assert {line.members["actor"] for line in of_ppt} >= {str(ADVISER.employee)}
    assert str(TEACHER.employee) not in {line.members["actor"] for line in of_ppt}


async def test_of_what_is_shielded_it_is_told_that_a_line_stands_there_and_no_more(
    street: Street,
) -> None:
    before = await lines(street, child=CHILD_ID)
    written_before = await lines(street, Volume.EVENTS, child=CHILD_ID)
    concern = await shielded_concern(street)
    await street.door.open_concern(street.book, HEAD, concern, asking=an_asking())
    await street.rooms.runner.catch_up()
    await street.listed(HEAD)
    asked = ("audit-asked",)
    told = [line for line in await lines(street, child=CHILD_ID) if line.what not in asked]
    assert told == [line for line in before if line.what not in asked]
    assert await lines(street, Volume.EVENTS, child=CHILD_ID) == written_before
    whole = [*await lines(street), *await lines(street, Volume.EVENTS)]
    withheld = [line for line in whole if line.told is Told.WITHHELD]
    assert len(withheld) >= 3
    assert {(line.what, len(line.members)) for line in withheld} == {("", 0)}
    assert str(concern) not in str(whole)
    journal = [line.position for line in whole if line.ledger is Volume.JOURNAL]
    assert journal == list(range(1, len(journal) + 1))


async def test_a_health_partner_is_told_no_more_of_what_is_shielded(street: Street) -> None:
    concern = await shielded_concern(street)
    await street.door.open_concern(street.book, HEAD, concern, asking=an_asking())
    await street.rooms.runner.catch_up()
    await street.listed(HEAD)
    told = await lines(street)
    events = [as_event(street.book, line) for line in told]
    assert [fault for one in events for fault in faults(from_json(to_json(one)))] == []
    assert str(concern) not in str(events)
    hidden = [one for one, line in zip(events, told, strict=True) if line.told is Told.WITHHELD]
    assert len(hidden) >= 2
    (shape,) = {str(_without_place(one)) for one in hidden}
    assert "masked" in shape
    assert str(HEAD.employee) not in shape


def _without_place(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event without its place, its time and its leaf, which every line has."""
    (line,) = event["entity"]
    said = [one for one in line["detail"] if one["type"] != "leaf"]
    place = line["what"]["identifier"] | {"value": ""}
    bare = line | {"detail": said, "what": {"identifier": place}}
    return event | {"id": "", "recorded": "", "entity": [bare]}


async def test_who_knows_a_child_by_a_shielded_concern_alone_hides_with_it(street: Street) -> None:
    await shielded_concern(street)
    await street.rooms.runner.catch_up()
    await street.door.open_person(street.book, TEACHER, CHILD_ID, asking=an_asking())
    await street.door.find_person(street.book, TEACHER, "02841986469", asking=an_asking())
    told = await lines(street, child=CHILD_ID)
    assert [line.what for line in told] == ["audit-asked"]


async def test_whose_suspicion_was_not_taken_in_is_not_told_either(street: Street) -> None:
    """A form that lacks something tells as much as one that lacks nothing."""
    suspicion = RaiseShieldedConcern(
        concern=ConcernId(uuid4()),
        unit=SCHOOL,
        suspicion=Suspicion.VIOLENCE,
        text="Bruises",
        best_interests="He is safer",
        second=SecondPerson(None),
        review_on=TODAY + timedelta(days=7),
    )
    for _ in range(ONE_BY_ONE + 2):
        with pytest.raises(SecondPersonNeeded):
            await street.ask(TEACHER, suspicion, of=Target.concern(), about=CHILD_ID)
    await street.rooms.journal.denials.close()
    told = await lines(street)
    assert [line.told for line in told[:ONE_BY_ONE]] == [Told.WITHHELD] * ONE_BY_ONE
    assert "Shielded" not in str(told)
    assert "SECOND_PERSON" not in str(told)


async def test_only_the_lines_of_the_time_are_told(street: Street) -> None:
    await street.begun()
    days = [datetime(2027, 1, day, 12, tzinfo=UTC) for day in range(1, 8)]
    for day in days:
        await street.clock(day.date())
        for _ in range(3):
            await street.look(TEACHER)
    for first in range(7):
        times = days[first] - timedelta(hours=1), days[first] + timedelta(hours=23)
        told = await lines(street, times=times)
        opened = [line for line in told if line.what == "matter-opened"]
        assert len(opened) == 3
        assert all(times[0] <= line.at < times[1] for line in opened)


async def test_however_many_lines_there_are_no_more_than_a_page_is_held(street: Street) -> None:
    """What is held is counted, while the lines are read: the journal's own facts that are alive."""
    rooms, many, page = street.rooms, 2000, 250
    at = datetime.now(UTC)

    def asked() -> AuditAsked:
        return AuditAsked(
            at=at,
            actor=uuid4(),
            role="staff",
            units=(),
            through=Through("a test"),
            request=uuid4(),
            purpose=None,
            action="many",
            about=None,
            whose=None,
            unit=None,
            since=at,
            until=at,
        )

    for _ in range(many // 250):
        lines_ = (rooms.journal.record(street.book, asked(), at=at) for _ in range(250))
        await asyncio.gather(*lines_)
    held, count = 0, 0
    async for _ in _auditing(street, page).pages(street.book, Wanted(Volume.JOURNAL, *EVER)):
        held = max(held, sum(isinstance(one, AuditAsked) for one in gc.get_objects()))
        count += 1
    assert count == many // page
    assert page <= held <= 2 * page


def _auditing(street: Street, page: int) -> Auditing:
    rooms, door = street.rooms, street.door
    assert isinstance(door, Application)
    scenes, recording = Scenes(rooms.ledger), Recording(rooms.journal)
    listing = Listing(rooms.ledger, rooms.pool, rooms.runner, scenes, recording)
    places = rooms.ledger, rooms.pool
    return Auditing(rooms.journal, places, scenes, recording, listing, page=page)


async def test_a_breach_names_every_person_and_what_of_theirs_the_account_was_shown(
    street: Street,
) -> None:
    await with_ppt(street)
    await street.rooms.runner.catch_up()
    await street.look(ADVISER)
    await street.look(ADVISER)
    await street.listed(ADVISER)
    await street.look(TEACHER)
    found = await street.door.seeing.breach(
        street.book, AUDITOR, ADVISER.employee, EVER, an_asking("AUDIT")
    )
    (person,) = found.persons
    assert (person.person, person.times, found.lines) == (CHILD_ID, 3, 3)
    (matter,) = person.matters
    assert (matter.stream, matter.kind) == (street.follow_up, "follow-up")
    assert matter.how == ("listed", "opened")
    assert matter.parts == ("frame", f"own:{PPT}")
    assert matter.read_to > 0
    assert person.first <= person.last


async def test_a_breach_tells_nothing_of_what_is_shielded(street: Street) -> None:
    concern = await shielded_concern(street)
    await street.rooms.runner.catch_up()
    await street.door.open_concern(street.book, TEACHER, concern, asking=an_asking())
    found = await street.door.seeing.breach(
        street.book, AUDITOR, TEACHER.employee, EVER, an_asking("AUDIT")
    )
    assert (found.persons, found.lines) == ((), 0)


async def test_unusual_reading_tells_how_many_looked_at_whom(street: Street) -> None:
    await with_ppt(street)
    for who in (TEACHER, ADVISER, ADVISER):
        await street.look(who)
    await street.rooms.runner.catch_up()
    found = await street.door.seeing.unusual(street.book, AUDITOR, EVER, an_asking("AUDIT"))
    assert [(one.child, one.readers, one.times) for one in found.children] == [(CHILD_ID, 2, 3)]


async def test_one_is_told_who_could_see_what_then_and_on_which_consent(street: Street) -> None:
    day = date(2027, 2, 1)
    await street.clock(day)
    await street.begun()
    await street.all_of(
        (MOTHER, word(MOTHER, PPT, until=UNTIL)),
        (FATHER, word(FATHER, PPT, until=UNTIL)),
        (TEACHER, InviteUnit(PPT)),
        (PPT_HEAD, AcceptInvitation(PPT)),
        (PPT_HEAD, NameProfessional(PPT, ADVISER.employee, "gives advice")),
    )
    await street.look(ADVISER)
    with_consent = datetime.combine(day, time(20), UTC)
    await street.clock(day + timedelta(days=2))
    given = word(MOTHER, PPT, until=UNTIL).consent
    await street.ask(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    later = with_consent + timedelta(days=3)
    await street.rooms.runner.catch_up()
    then, now = [
        await street.door.time_travel.sight(street.book, AUDITOR, CHILD_ID, at, an_asking("AUDIT"))
        for at in (with_consent, later)
    ]
    (matter,) = then.matters
    could = {one.who: one for one in matter.readers}
    assert {TEACHER.employee, HEAD.employee, ADVISER.employee, MOTHER.person} <= could.keys()
    adviser = could[ADVISER.employee]
    assert f"own:{PPT}" in adviser.parts
    assert given in adviser.consents
    assert len(adviser.opened) == 1
    assert could[TEACHER.employee].opened == ()
    after = {one.who: one for one in now.matters[0].readers}
    assert given not in {one for each in after.values() for one in each.consents}
    earlier = await street.door.time_travel.sight(
        street.book, AUDITOR, CHILD_ID, EVER[0], an_asking("AUDIT")
    )
    assert earlier.matters == ()


async def test_a_grandmother_whom_the_family_lets_know_could_see_it_too(street: Street) -> None:
    day = date(2027, 2, 1)
    await street.clock(day)
    await street.begun()
    cover = await street.rooms.ledger.book(street.book)
    rules = replace(TOWN.day_rules[-1], may_be_let_in=frozenset({"municipal", "private-network"}))
    lets = DayRulesPublished(rules=rules, decided_by="council")
    await street.rooms.write(street.book, cover.municipality, (TOWN_PLACE, lets))
    grandmother = PersonId(uuid4())
    wish = WishForRelative(grandmother, "Gerd", "grandmother", UNTIL, frozenset(Opened))
    now = datetime.combine(day, time(20), UTC)

    async def could() -> set[UUID]:
        await street.rooms.runner.catch_up()
        found = await street.door.time_travel.sight(
            street.book, AUDITOR, CHILD_ID, now, an_asking("AUDIT")
        )
        return {one.who for one in found.matters[0].readers}

    await street.ask(MOTHER, wish)
    assert grandmother not in await could()
    await street.ask(FATHER, wish)
    assert grandmother in await could()


async def test_a_concern_that_nobody_was_told_of_is_audited_and_a_shielded_one_is_not(
    street: Street,
) -> None:
    ordinary = await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    await shielded_concern(street)
    await street.rooms.runner.catch_up()
    found = await street.door.time_travel.sight(
        street.book, AUDITOR, CHILD_ID, EVER[1], an_asking("AUDIT")
    )
    assert [one.stream for one in found.matters] == [ordinary.id]
    assert {one.who for one in found.matters[0].readers} == {TEACHER.employee}
