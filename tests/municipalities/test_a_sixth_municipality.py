"""A sixth municipality, written as data alone, and a relay that runs as it says.

Each number in the file is one that none of the five has; nothing here is about code.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import pytest
from pydantic import ValidationError

from stafett.domain import municipality, reminding
from stafett.domain.agenda import Agenda
from stafett.domain.baton import FamilyWish
from stafett.domain.circumstances import NORWAY
from stafett.domain.dates import MeetingId
from stafett.domain.facts import own
from stafett.domain.handing_over import AnotherBodyDecides, UnitCannotHold
from stafett.domain.handover import OfferBaton
from stafett.domain.holding import HoldMeeting
from stafett.domain.inviting import AgreeOnTime, InviteToMeeting, TimeNotAgreed
from stafett.domain.level import ChangeLevel, NotInTheGuide
from stafett.domain.minutes import Minutes
from stafett.domain.moment import Moment
from stafett.domain.municipality import Municipality
from stafett.domain.opening import AgreeOnMeasureFirst, LoggNotLetOpen, OpenLogg, TooEarlyForLogg
from stafett.domain.outcome import ChooseOutcome, NoSuchOutcome
from stafett.domain.people import Staff
from stafett.domain.planning import NoSuchMeetingKind, PlanMeeting
from stafett.domain.publishing import hangs_together
from stafett.domain.referral import Referral
from stafett.domain.rulebook import Rulebook
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.standing_team import OpenTeam, TeamId
from stafett.domain.team_case import LayCase
from stafett.municipalities import keys, load, read
from tests.follow_ups import CHANGED, HEARD, KEPT, RELAY, START, joined, with_measure, word
from tests.people import (
    ADVISER,
    COLLEAGUE,
    COORDINATOR,
    MOTHER,
    MUNICIPALITY,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_SELF,
    at_work,
    some_id,
)
from tests.relay import Given

TEXT: Final = (Path(__file__).parent / "sixth.toml").read_text(encoding="utf-8")
SIXTH: Final = read(TEXT)
MEETING: Final = MeetingId(some_id("meeting in Sjettedal"))
SOON: Final = TODAY + timedelta(days=30)
SOON_AT_NINE: Final = datetime.combine(SOON, time(9), NORWAY)
TO_PPT: Final = ChooseOutcome("ask-ppt", MEETING, "it takes two", "village-council", HEARD, KEPT)


def begun() -> Given:
    """The school takes on a youth of sixteen, who answers alone in Sjettedal."""
    return (
        RELAY.given()
        .under(guide=SIXTH.guide, rules=SIXTH.day_rules, person=YOUTH)
        .after(TEACHER, START)
    )


def met(so_far: Given, on: date = TODAY) -> Given:
    """They meet, with minutes."""
    meeting = HoldMeeting(MEETING, SCHOOL, on, Minutes("We met"), kind="follow-up-talk")
    return so_far.after(TEACHER, meeting, on=on)


def let_in(so_far: Given, *, logg: bool = False) -> Given:
    """The youth's own word lets the school and PPT in; no guardian is asked."""
    units = (SCHOOL, PPT) if logg else (PPT,)
    granted = word(YOUTH_SELF, *units, until=SOON, logg=logg, about=YOUTH.id)
    return joined(so_far.after(YOUTH_SELF, granted), PPT, PPT_HEAD, ADVISER)


def town_where(*did: tuple[Staff, municipality.Command]) -> Municipality:
    """Return the sixth municipality once its people have done something."""
    guide = SIXTH.guide
    town = replace(MUNICIPALITY, guides={guide.id: guide}, rulebook=Rulebook())
    for who, command in did:
        at = Moment(datetime.combine(TODAY, time(12), NORWAY), who)
        for event in municipality.decide(town, command, at):
            changed = municipality.evolve(town, event)
            assert isinstance(changed, Municipality)
            town = changed
    return town


def next_meeting_by(so_far: Given) -> date:
    """Return the last day for the next meeting."""
    by = so_far.state.frame.dates.next_meeting_by
    assert isinstance(by, date)
    return by


def test_it_hangs_together_and_is_none_of_the_five() -> None:
    assert hangs_together(SIXTH.guide)
    assert SIXTH.guide.id not in {load(key).guide.id for key in keys()}


def test_its_numbers_are_nobody_elses() -> None:
    others = {load(key).guide.next_meeting_days for key in keys()}
    assert SIXTH.guide.next_meeting_days not in others


def test_the_next_meeting_is_within_its_three_weeks() -> None:
    assert next_meeting_by(begun()) == TODAY + timedelta(days=21)
    assert next_meeting_by(met(begun())) == TODAY + timedelta(days=21)


def test_its_own_outcome_leads_up_and_sets_its_own_day() -> None:
    up = met(let_in(begun())).after(TEACHER, TO_PPT)
    assert up.state.frame.level == 2
    assert next_meeting_by(up) == TODAY + timedelta(days=9)
    home = ChooseOutcome("home-again", MEETING, "it worked", "village-council", HEARD, KEPT)
    met(begun()).when(TEACHER, home).then_refused(NoSuchOutcome)


def test_its_own_kinds_of_meetings_are_data() -> None:
    meeting = PlanMeeting(MEETING, SCHOOL, "village-talk", SOON_AT_NINE, Agenda("How is it?"))
    planned = begun().after(TEACHER, meeting)
    invite = InviteToMeeting(MEETING, SCHOOL, "Welcome to the square")
    planned.when(TEACHER, invite).then_refused(TimeNotAgreed)
    agreed = planned.after(TEACHER, AgreeOnTime(MEETING, SCHOOL, frozenset({YOUTH.id})))
    assert agreed.when(TEACHER, invite).events
    begun().when(TEACHER, replace(meeting, kind="network-meeting")).then_refused(NoSuchMeetingKind)
    held = met(agreed, SOON)
    at = held.relay.circumstances(TEACHER, SOON)
    paper = held.state.contents[own(SCHOOL)].papers[MEETING]
    assert reminding.lacks(held.state.frame.dates, paper, at.guide) == ("common-understanding",)
    assert SIXTH.guide.sources["meetings.village-talk.time_agreed_first"] == "from the guide"
    assert "standard" in SIXTH.guide.sources["meetings.village-talk.leads"]


def test_it_has_no_level_three() -> None:
    let_in(begun()).when(
        TEACHER, ChangeLevel(3, "more help", "village-council", KEPT, HEARD)
    ).then_refused(NotInTheGuide)


def test_a_body_of_its_own_decides_who_carries_the_baton() -> None:
    offer = OfferBaton(at_work(COLLEAGUE), decided_by="meeting")
    begun().when(TEACHER, offer).then_refused(AnotherBodyDecides)
    offered = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE))).state.frame.baton
    assert offered.offer.decided_by == "village-council"
    assert offered.offered(TODAY + timedelta(days=3))
    assert not offered.offered(TODAY + timedelta(days=4))


def test_at_level_two_only_ppt_carries_it() -> None:
    changed = ChangeLevel(2, "more help", "village-council", CHANGED, HEARD)
    up = let_in(begun()).after(TEACHER, changed)
    up.when(TEACHER, OfferBaton(at_work(COLLEAGUE), wish=FamilyWish())).then_refused(UnitCannotHold)
    assert up.after(TEACHER, OfferBaton(at_work(ADVISER))).state.frame.baton.offer


def test_a_logg_opens_from_level_two_after_a_measure_on_the_youths_word_alone() -> None:
    let_in(begun(), logg=True).when(TEACHER, OpenLogg()).then_refused(TooEarlyForLogg)
    up = let_in(begun(), logg=True).after(
        TEACHER, ChangeLevel(2, "more help", "village-council", KEPT, HEARD)
    )
    up.when(TEACHER, OpenLogg()).then_refused(AgreeOnMeasureFirst)
    assert with_measure(up).when(TEACHER, OpenLogg()).events


def test_a_guardians_word_does_not_stand_in_for_the_youths() -> None:
    hers = word(MOTHER, SCHOOL, PPT, until=SOON, logg=True, about=YOUTH.id)
    begun().when(MOTHER, hers).then_refused(NotYoursToGive)
    up = let_in(begun()).after(TEACHER, ChangeLevel(2, "more help", "village-council", KEPT, HEARD))
    with_measure(up).when(TEACHER, OpenLogg()).then_refused(LoggNotLetOpen)


@pytest.mark.parametrize("line", ["next_meeting_days", "youth_consent ", "may_be_let_in"])
def test_a_file_that_leaves_something_out_is_not_read(line: str) -> None:
    kept = [one for one in TEXT.splitlines() if not one.startswith(line)]
    assert len(kept) < len(TEXT.splitlines())
    with pytest.raises(ValidationError):
        read("\n".join(kept))


def test_its_team_its_case_and_its_referral_are_data_and_no_code() -> None:
    team = TeamId(some_id("Bygdeteam"))
    town = town_where(
        (COORDINATOR, OpenTeam(team, "village-team", "Bygdeteam", TEACHER.employee)),
        (TEACHER, LayCase(some_id("case"), team, "village-case", "Bus", "It is late", SCHOOL)),
    )
    assert [case.kind for case in town.rulebook.convened.cases.values()] == ["village-case"]
    parts = Referral("village-doctor", "a", "b", "c", "d", "e")
    minutes = Minutes("We ask the doctor", referral=parts)
    meeting = HoldMeeting(MEETING, SCHOOL, TODAY, minutes, kind="follow-up-talk")
    assert begun().when(TEACHER, meeting).events
