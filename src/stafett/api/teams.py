"""Teams over HTTP: which there are, who sits there, when they meet, and cases about nobody."""

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Query
from pydantic import Field

from stafett.api.caller import Calling, Writing
from stafett.api.contacts import ShownContact
from stafett.api.forms import Day, Form, Id, Instant, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.api.words import Key
from stafett.application.asking import Target
from stafett.domain import (
    anonymity,
    convening,
    municipality,
    publishing,
    rulebook,
    setting_up_teams,
    standing_team,
    team_case,
)
from stafett.domain.convening import NotYourTeam
from stafett.domain.people import EmployeeId, Staff, UnitId
from stafett.domain.standing_team import Seat, TeamId
from stafett.domain.team_case import TeamCase

router = APIRouter(prefix="/v1", tags=["teams"], route_class=Route)

TEAMS = "/teams"
TEAM = TEAMS + "/{team_id}"
CASES = TEAMS + "/cases"
_TEAM = refusals(setting_up_teams, standing_team, convening, municipality, publishing, rulebook)
_CASE = refusals(team_case, anonymity, standing_team, convening, municipality, publishing, rulebook)


class TeamForm(Form):
    """A team of a kind that stands in the guide (`GET /v1/rules`)."""

    kind: Key = Field(examples=["ressursteam"])
    called: Line = Field(examples=["Ressursteam ved Bjerka skole"])
    leader: Id


class SeatForm(Form):
    """A unit that sits in the team, and who for it; left out: whom the unit sends."""

    unit: Id
    employee: Id | None = None


class SeatsForm(Form):
    """Who sits in the team from now on."""

    seats: Annotated[list[SeatForm], Field(max_length=50)]


class TeamMeetingsForm(Form):
    """When the team meets from now on."""

    meetings: Annotated[list[Instant], Field(max_length=100)]


class LeaderForm(Form):
    """Who leads the team from now on."""

    leader: Id


class TeamClosingForm(Form):
    """Why the team meets no more."""

    why: Words


class TeamCaseForm(Form):
    """A case that is about nobody: no names, no numbers, no addresses (R141)."""

    kind: Key = Field(examples=["system"])
    title: Line
    text: Words
    unit: Id
    meeting: Instant | None = None


class TeamAdviceForm(Form):
    """What the team advises; it names nobody either."""

    advice: Words


class ShownSeat(View):
    """A unit in the team, and who sits there for it; to the family only the unit."""

    unit: Id
    employee: Id | None


class ShownTeam(View):
    """A team: its kind, its leader, its seats and its days.

    ``meetingsLacking``: how many more it is to meet that year, by the guide.
    """

    id: Id
    kind: str
    called: str
    leader: ShownContact | None
    seats: tuple[ShownSeat, ...]
    meetings: tuple[Instant, ...]
    meetings_lacking: int


class ShownTeams(View):
    """The teams that meet."""

    items: tuple[ShownTeam, ...]


class ShownTeamCases(View):
    """Cases about nobody that this reader may see."""

    items: tuple[ShownAs[TeamCase], ...]


@router.get(TEAMS, summary="Read which teams there are", openapi_extra=_TEAM)
async def read_teams(
    caller: Calling,
    on: Annotated[Day, Query(description="The day.", examples=["2026-11-21"])],
) -> ShownTeams:
    """Open to everybody the book knows: families choose among them, and see units, not people."""
    found = await caller.door.municipality(caller.book)
    at_work = isinstance(caller.asker, Staff)
    return ShownTeams(
        items=tuple(
            _shown(team, found, on, at_work=at_work)
            for team in sorted(
                found.rulebook.convened.teams.values(), key=lambda one: (one.called, one.id)
            )
            if team.closed_on is None or on < team.closed_on
        )
    )


def _shown(
    team: standing_team.StandingTeam,
    found: municipality.Municipality,
    on: date,
    *,
    at_work: bool,
) -> ShownTeam:
    leader = found.employees.get(team.leader)
    kind = found.guide_for(on).arenas.team(team.kind)
    wanted = 0 if kind is None or kind.meetings_yearly is None else kind.meetings_yearly
    seats = sorted(team.seats, key=lambda seat: (found.units[seat.unit].name, str(seat.employee)))
    return ShownTeam(
        id=team.id,
        kind=team.kind,
        called=team.called,
        leader=None if leader is None else ShownContact.model_validate(leader.contact),
        seats=tuple(
            ShownSeat(unit=seat.unit, employee=seat.employee if at_work else None) for seat in seats
        ),
        meetings=team.meetings,
        meetings_lacking=max(0, wanted - team.meetings_in(on.year)),
    )


@router.post(TEAMS, status_code=201, summary="Set up a team", openapi_extra=_TEAM)
async def open_team(form: TeamForm, write: Writing) -> Written:
    """For coordinators and administrators."""
    new = TeamId(uuid4())
    command = standing_team.OpenTeam(new, form.kind, form.called, EmployeeId(form.leader))
    return await write.write(Target.municipality(), command, TEAMS, new=new)


@router.post(
    TEAM + "/seats", status_code=201, summary="Say who sits in a team", openapi_extra=_TEAM
)
async def seat_team(team_id: Id, form: SeatsForm, write: Writing) -> Written:
    """For whoever leads it, coordinators and administrators."""
    seats = frozenset(
        Seat(UnitId(one.unit), EmployeeId(one.employee) if one.employee else None)
        for one in form.seats
    )
    return await _write(write, standing_team.SeatTeam(TeamId(team_id), seats), team_id)


@router.post(
    TEAM + "/meetings", status_code=201, summary="Say when a team meets", openapi_extra=_TEAM
)
async def set_team_meetings(team_id: Id, form: TeamMeetingsForm, write: Writing) -> Written:
    """For whoever leads it, coordinators and administrators; days that have been stay."""
    command = standing_team.SetTeamMeetings(TeamId(team_id), tuple(form.meetings))
    return await _write(write, command, team_id)


@router.post(
    TEAM + "/leaders", status_code=201, summary="Let another lead a team", openapi_extra=_TEAM
)
async def let_another_lead(team_id: Id, form: LeaderForm, write: Writing) -> Written:
    """For coordinators and administrators."""
    command = standing_team.LetAnotherLead(TeamId(team_id), EmployeeId(form.leader))
    return await _write(write, command, team_id)


@router.post(
    TEAM + "/closings", status_code=201, summary="Let a team meet no more", openapi_extra=_TEAM
)
async def close_team(team_id: Id, form: TeamClosingForm, write: Writing) -> Written:
    """For coordinators and administrators."""
    return await _write(write, standing_team.CloseTeam(TeamId(team_id), form.why), team_id)


@router.get(CASES, summary="Read the cases before teams that are about nobody", openapi_extra=_CASE)
async def read_team_cases(caller: Calling) -> ShownTeamCases:
    """For those who lead or sit in the team, and for the unit that laid the case."""
    if not isinstance(caller.asker, Staff):
        raise NotYourTeam
    convened = (await caller.door.municipality(caller.book)).rulebook.convened
    cases = convened.cases_seen_by(caller.asker, keeps=rulebook.keeps(caller.asker))
    items = sorted(cases.values(), key=lambda one: (one.on, one.title, one.id))
    return ShownTeamCases.model_validate({"items": items})


@router.post(
    TEAM + "/cases",
    status_code=201,
    summary="Lay a case that is about nobody before a team",
    openapi_extra=_CASE,
)
async def lay_case(team_id: Id, form: TeamCaseForm, write: Writing) -> Written:
    """For everybody at work, from their unit. What is about a child comes from its follow-up."""
    new = uuid4()
    command = team_case.LayCase(
        case=new,
        team=TeamId(team_id),
        kind=form.kind,
        title=form.title,
        text=form.text,
        unit=UnitId(form.unit),
        meeting=form.meeting,
    )
    return await write.write(Target.municipality(), command, CASES, new=new)


@router.post(
    CASES + "/{case_id}/advice",
    status_code=201,
    summary="Say what the team advises",
    openapi_extra=_CASE,
)
async def advise_on_case(case_id: Id, form: TeamAdviceForm, write: Writing) -> Written:
    """For those who lead or sit in the team."""
    return await _write(write, team_case.AdviseOnCase(case_id, form.advice), case_id, CASES)


async def _write(write: Writing, command: object, new: UUID, where: str = TEAMS) -> Written:
    return await write.write(Target.municipality(), command, where, new=new)
