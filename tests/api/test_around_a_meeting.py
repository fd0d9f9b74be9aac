"""Around a meeting over HTTP: the child is heard, the minutes signed, and one writes in between."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest_asyncio

from stafett.domain.circumstances import NORWAY
from tests.api.service import Caller, Service
from tests.api.test_at_the_letter_box import problem
from tests.api.test_one_logg_for_one_child import with_the_schools_logg
from tests.api.town import Town, founded

TODAY = datetime.now(NORWAY).date().isoformat()
SOON = (datetime.now(NORWAY).date() + timedelta(days=30)).isoformat()


class Here:
    """A town, and its school's follow-up of Nora with an open logg."""

    def __init__(self, town: Town, path: str) -> None:
        self.town, self.path = town, path

    async def did(self, who: Caller, path: str, /, **form: Any) -> Mapping[str, Any]:
        return await who.did(self.path + path, form)

    async def at_school(self, path: str, /, **form: Any) -> Mapping[str, Any]:
        return await self.did(self.town.teacher, path, unit=self.town["school"], **form)

    async def logg(self, who: Caller) -> Mapping[str, Any]:
        """Return what somebody reads in the logg."""
        answer = await who.get(self.path)
        assert answer.status_code == 200
        (part,) = (one for one in answer.json()["parts"] if one["place"]["kind"] == "SHARED")
        shown: Mapping[str, Any] = part
        return shown


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(service: Service) -> Here:
    town = await founded(service, "sogndal")
    return Here(town, await with_the_schools_logg(town))


async def test_teacher_and_mother_write_to_each_other_in_the_logg(here: Here) -> None:
    nora = here.town["nora"]
    first = await here.at_school("/messages", text="She played all day", about=[nora])
    answer = {"text": "So good to hear", "about": [nora], "answers": first["id"]}
    await here.did(here.town.mother, "/messages", **answer)
    for who in (here.town.teacher, here.town.mother, here.town.father):
        said = [one["saying"] for one in (await here.logg(who))["messages"]]
        assert [one["text"] for one in said] == ["She played all day", "So good to hear"]
        assert said[1]["answers"] == first["id"]


async def test_an_evaluation_rests_on_what_was_seen(here: Here) -> None:
    goal = await here.at_school("/goals", text="Plays", indicator="breaks", deadline=SOON)
    plan = {"goal": goal["id"], "what": "A friend", "how": "asked", "arena": "school"}
    teacher = {"part": "EMPLOYEE", "who": here.town["teacher"]}
    days = {"starts": TODAY, "deadline": SOON, "evaluateOn": SOON}
    measure = await here.at_school("/measures", **plan, responsible=teacher, **days)
    of_it = f"/measures/{measure['id']}"
    look = {"lookFor": "with whom", "responsible": teacher, "plannedFor": TODAY}
    planned = await here.at_school(of_it + "/planned-observations", **look)
    one = f"{of_it}/planned-observations/{planned['id']}"
    await here.at_school(one + "/plans", **{**look, "lookFor": "how long"})
    await here.at_school(one + "/records", seen="All break", happenedOn=TODAY)
    await here.at_school(of_it + "/observations", seen="She asked Kari", happenedOn=TODAY)
    (shown,) = (await here.logg(here.town.mother))["measures"]
    assert [one["seen"] for one in shown["observations"]] == ["All break", "She asked Kari"]
    assert shown["observations"][0]["lookFor"] == "how long"
    teacher_sees = (await here.town.teacher.get(here.path)).headers["ETag"]
    judged: dict[str, Any] = {"effect": "WISHED", "childView": {"said": "Fun", "weighed": "most"}}
    judged |= {"unit": here.town["school"], "observations": [planned["id"]]}
    judged["fits"] = {"level": 1}
    await here.town.teacher.did(
        here.path + of_it + "/evaluations", judged, headers={"If-Match": teacher_sees}
    )
    (shown,) = (await here.logg(here.town.mother))["measures"]
    assert shown["evaluations"][0]["observations"] == [planned["id"]]


async def test_the_child_is_heard_the_minutes_signed_and_signed_anew(here: Here) -> None:
    meeting = await here.at_school(
        "/held-meetings", heldOn=TODAY, kind="cooperation-meeting", minutes={"text": "Two things"}
    )
    of_it = f"/meetings/{meeting['id']}"
    heard = {"takesPart": "THROUGH_AN_ADULT", "talkedOn": TODAY, "ownWords": "I want Kari there"}
    await here.at_school(of_it + "/child-talks", **heard, spokesperson="Tuva")
    await here.at_school(of_it + "/child-told", told="Kari comes", toldOn=TODAY)
    await here.did(here.town.mother, of_it + "/signatures", version=1)
    await here.at_school(of_it + "/signatures", version=1)
    on_paper = {"signer": here.town["father"], "signedOn": TODAY, "reference": "folder 7"}
    await here.at_school(of_it + "/paper-signatures", version=1, **on_paper)
    (paper,) = (await here.logg(here.town.father))["papers"]
    assert paper["heard"][0]["takesPart"] == "THROUGH_AN_ADULT"
    assert paper["told"][0]["told"] == "Kari comes"
    assert (paper["version"], paper["lacksSignaturesOf"]) == (1, [])
    right = {"minutes": {"text": "Three things"}, "why": "one was missing"}
    await here.at_school(of_it + "/minutes/corrections", **right)
    (paper,) = (await here.logg(here.town.father))["papers"]
    assert paper["version"] == 2
    assert len(paper["lacksSignaturesOf"]) == 3
    late = await here.town.father.post(here.path + of_it + "/signatures", {"version": 1})
    assert late.status_code == 201, "he signed the first version on paper: nothing new"
    nobody = await here.town.mother.post(here.path + of_it + "/signatures", {"version": 3})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "MINUTES_HAVE_CHANGED")


async def test_a_time_is_agreed_on_one_invites_and_the_other_home_hears_nothing(here: Here) -> None:
    mother, father = here.town.mother, here.town.father
    before = await father.get(here.path)
    starts = f"{SOON}T09:00:00+01:00"
    agenda = {"purpose": "How is it at hers?", "where": "Storgata 1"}
    plan = {"kind": "cooperation-meeting", "starts": starts, "agenda": agenda}
    hers = {**plan, "apart": [here.town["mother"]]}
    meeting = await here.at_school("/meetings", **hers)
    of_it = f"/meetings/{meeting['id']}"
    await here.at_school(of_it + "/time-agreements", agreedWith=[here.town["mother"]])
    await here.at_school(of_it + "/invitations", words="Welcome to a talk")
    await here.at_school(of_it + "/preparations", problem="Bedtime", familyView="too late")
    (shown,) = [
        one
        for one in (await mother.get(here.path)).json()["meetings"]
        if one["id"] == meeting["id"]
    ]
    assert (shown["state"], shown["apart"]) == ("INVITED", [here.town["mother"]])
    assert shown["occasion"], "every meeting has one, so that it tells nothing"
    moved = {**hers, "starts": f"{SOON}T10:00:00+01:00"}
    await here.at_school(of_it + "/plans", **moved)
    again = {one["id"]: one for one in (await mother.get(here.path)).json()["meetings"]}
    assert again[meeting["id"]]["occasion"] == shown["occasion"]
    assert again[meeting["id"]]["state"] == "PROPOSED"
    after = await father.get(here.path)
    assert after.json() == before.json()
    assert after.headers["ETag"] == before.headers["ETag"]
    answer = await father.post(here.path + of_it + "/signatures", {"version": 1})
    nothing = await father.post(
        here.path + f"/meetings/{here.path[-36:]}/signatures", {"version": 1}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "NO_SUCH_MEETING")
    assert nothing.json()["code"] == "NO_SUCH_MEETING"


async def test_a_kind_of_meeting_that_the_guide_has_not_is_refused(here: Here) -> None:
    form = {
        "unit": here.town["school"],
        "kind": "coffee",
        "starts": f"{SOON}T09:00:00Z",
        "agenda": {"purpose": "Coffee"},
    }
    answer = await here.town.teacher.post(here.path + "/meetings", form)
    assert (answer.status_code, answer.json()["code"]) == (409, "NO_SUCH_MEETING_KIND")
    assert "coffee" not in answer.text


async def test_a_guardian_chooses_for_nobody_how_to_take_part(here: Here) -> None:
    meeting = await here.at_school(
        "/meetings",
        kind="cooperation-meeting",
        starts=f"{SOON}T09:00:00Z",
        agenda={
            "purpose": "How is it?",
            "madeFit": [{"name": "Mona", "way": "INTERPRETER", "language": "so"}],
        },
    )
    of_it = f"{here.path}/meetings/{meeting['id']}"
    form = {"takesPart": "IN_PERSON", "ownWords": "I want to be there"}
    for who in (here.town.mother, here.town.teacher):
        answer = await who.post(of_it + "/own-choices", form)
        assert answer.status_code == 403


async def test_no_child_is_put_down_as_an_interpreter(here: Here) -> None:
    brother = {"language": "so", "reference": "big brother", "ofAge": False}
    form = {
        "unit": here.town["school"],
        "heldOn": TODAY,
        "kind": "cooperation-meeting",
        "minutes": {"text": "He told her", "interpreters": [brother]},
    }
    answer = await here.town.teacher.post(here.path + "/held-meetings", form)
    assert (answer.status_code, answer.json()["code"]) == (409, "NO_CHILD_INTERPRETS")
    assert "brother" not in answer.text


async def test_the_calendar_has_days_and_no_words(here: Here) -> None:
    path = f"{here.path}/calendar?first={TODAY}&last={SOON}"
    answer = await here.town.mother.get(path)
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert "MEETING" in {one["mark"] for one in items}
    assert {key for one in items for key in one} == {"on", "mark", "thing", "unit", "starts"}
    problem(await here.town.administrator.get(path), 404, "NOT_FOUND")
    problem(await here.town.mother.get(f"{here.path}/calendar?first={TODAY}"), 400, "MALFORMED")


async def test_what_was_opened_before_a_spoken_withdrawal_was_written_is_marked(
    here: Here,
) -> None:
    town, late = here.town, f"{here.path}/consents/late-openings"
    assert (await town.mother.get(late)).json() == {"withdrawals": []}
    assert (await town.teacher.get(here.path)).status_code == 200
    said = {
        "giver": town["mother"],
        "units": [town["school"]],
        "saidOn": (datetime.now(NORWAY).date() - timedelta(days=1)).isoformat(),
    }
    await here.did(town.teacher, "/consents/withdrawals", **said)
    (told,) = (await town.teacher.get(late)).json()["withdrawals"]
    assert (told["giver"], told["spokenOn"]) == (town["mother"], said["saidOn"])
    assert {one["who"] for one in told["openings"]} >= {town["teacher"]}
    (hers,) = (await town.mother.get(late)).json()["withdrawals"]
    assert {one["who"] for one in hers["openings"]} == {None}, "by unit, and not by name"
    assert len(hers["openings"]) == len(told["openings"])
    assert (await town.father.get(late)).json() == {"withdrawals": []}, "another's word"
    problem(await town.administrator.get(late), 404, "NOT_FOUND")
