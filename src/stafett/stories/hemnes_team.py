"""Hemnes' BTI-team: put together for one family, which asks for it, and it names the holder.

The team knows nothing by itself: its plan says who does what, and opens no door. At level 3 the
baton goes to whoever the plan wants to carry it, and to nobody else.
"""

from typing import Any, Final

from stafett.stories.given_words import Words
from stafett.stories.hemnes_town import VOICE
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import Wondering


async def names_the_holder(tale: Tale, words: Words) -> None:
    """Tell how the family asks, what the team plans, and who carries the baton at level 3."""
    relay, town = words.relay, words.relay.town
    mother, father, teacher = (town[who] for who in ("mother", "father", "teacher"))
    nurse = town["nurse"]
    await tale.wait(days=30)
    team = await _asked_for_first(tale, town)
    async with tale.step("The mother asks for a BTI-team herself; one is put together with them"):
        wish = {"team": team, "wish": "Noen som ser hele bildet", "rather": [_unit(town, "clinic")]}
        await relay.say(mother, "family-team/requests", wish)
        family = [mother.id, father.id]
        composed = {
            "team": team,
            "members": [town.professional("nurse", "clinic")],
            "family": family,
            "agreed": family,
            "network": ["farfar"],
        }
        await relay.say(teacher, "family-team/compositions", composed)
    async with tale.step("Its plan says who does what, and who should carry the baton at level 3"):
        plan = _plan(tale, town, "nurse", "clinic")
        await relay.say(teacher, "family-team/plans", plan)
        shown = (await father.get(relay.path)).body["cooperation"]["team"]
        check(shown["planWish"] == "NOT_WANTED", "and what the family says to an individual plan")
        await relay.hidden_from(town["colleague"], town["welfare-leader"])
    async with tale.step(
        "Level 3: the meeting cannot choose another; the nurse is offered the baton"
    ):
        await relay.change_level(teacher, 3, "Teamet vil ha flere sammen", VOICE, holder_kept=False)
        own = {"to": town.professional("head", "school"), "decidedBy": "holder-and-family"}
        await relay.say(teacher, "baton/offers", own, 409, "ANOTHER_BODY_DECIDES")
        await relay.offer(teacher, "nurse", "clinic", decidedBy="bti-team")
        await relay.say(teacher, "baton/offers/withdrawals")
        await relay.offer(teacher, "nurse", "clinic", wish={"wish": "Helsesykepleieren"})
        await relay.take(nurse)
        await relay.held_by("nurse", teacher, nurse, mother, father)
    async with tale.step(
        "Stuck again after a while: the nurse asks the team to meet, with a new plan"
    ):
        await tale.wait(days=20)
        stuck = {"trouble": "STUCK", "why": "Han leser for to, men ikke for tre"}
        await relay.say(nurse, "family-team/reconvenings", stuck)
        again = {
            **_plan(tale, town, "nurse", "clinic"),
            "summary": "Vi prøver med hunden til stede",
        }
        await relay.say(nurse, "family-team/plans", again)
    await _somebody_is_away(tale, town, relay)


async def _asked_for_first(tale: Tale, town: Town) -> str:
    mother, father, head = town["mother"], town["father"], town["head"]
    async with tale.step(
        "A family can ask for the team before anybody follows up: whoever leads it answers"
    ):
        form = {"kind": "bti-team", "called": "BTI-team", "leader": head.id}
        team: str = (await town["coordinator"].post("/v1/teams", form)).id
        wish = {
            "about": town["child"].id,
            "team": team,
            "wish": "At noen spør før vi må fortelle alt på nytt",
        }
        asked = Wondering(tale, (await mother.post("/v1/concerns/team-requests", wish)).id)
        for who in (mother, head):
            check((await who.get(asked.path)).mentions("på nytt"), f"{who.who} reads it")
        for who in (father, town["teacher"], town["nurse"]):
            await who.get(asked.path, 404, "NOT_FOUND")
        await asked.talk_with_guardians(head, [mother], "Teamet settes sammen i oppfølgingen.")
        over = {
            "why": "Hun ber om teamet der, så alle hører det samme.",
            "informationGiven": "Rektor ringer når teamet er satt sammen.",
            "childView": VOICE,
            "tookPart": [mother.id],
        }
        await head.post(f"{asked.path}/conclusions", over)
    return team


def _unit(town: Town, key: str) -> str:
    return town.units[key]


def _plan(tale: Tale, town: Town, holder: str, place: str) -> dict[str, Any]:
    return {
        "relay": [
            {"who": town.professional(holder, place), "task": "Samtaler på skolen"},
            {"who": town.professional("teacher", "school"), "task": "Lese høyt hver dag"},
        ],
        "holder": town.professional(holder, place),
        "planWish": "NOT_WANTED",
        "planRight": "UNCLEAR",
        "summary": "Lesing for få, og ro rundt skolestart",
        "metOn": tale.on(0),
    }


async def _somebody_is_away(tale: Tale, town: Town, relay: Relay) -> None:
    nurse, leader, second = town["nurse"], town["clinic-leader"], town["second-nurse"]
    administrator, mother = town["administrator"], town["mother"]
    async with tale.step(
        "The nurse names a deputy to write down what the family says, and is thanked"
    ):
        await relay.name(leader, "clinic", second, "Kjenner familien")
        await relay.say(nurse, "deputies", {"employee": second.id})
        deputy = (await mother.get(relay.path)).body["passages"]["deputy"]
        check(deputy["employee"] == second.id, "the family sees who writes for the holder")
        await relay.say(nurse, "deputies/releases")
        gone = f"participants/{town.units['clinic']}/professionals/{second.id}/removals"
        await relay.say(leader, gone, {"why": "Trengs ikke lenger"})
    here = f"/v1/employees/{nurse.id}"
    async with tale.step(
        "The nurse is ill for weeks: the clinic's leader acts, by rule, until she is back"
    ):
        await administrator.post(f"{here}/absences", {"since": tale.on(0)})
        await tale.wait(days=AWAY)
        seen = (await mother.get(relay.path)).body["holder"]
        check(seen["who"]["employee"] == leader.id, "the family sees whom to call")
        await administrator.post(f"{here}/absences/endings", {"until": tale.on(-1)})
        await relay.held_by("nurse", nurse, mother)
    async with tale.step(
        "People come, lead, move on and leave: each from a day, and nobody is left out"
    ):
        second_here = f"/v1/employees/{second.id}"
        lead = {"unit": town.units["clinic"], "since": tale.on(0)}
        contact = {"name": town.names["second-nurse"], "phone": "000 00 222"}
        await administrator.post(f"{second_here}/contacts", contact)
        await administrator.post(f"{second_here}/leaderships", lead)
        await administrator.post(f"{second_here}/leaderships/endings", lead)
        over = {"unit": town.units["clinic"], "until": tale.on(30)}
        await administrator.post(f"{second_here}/employments/endings", over)
        await administrator.post(f"{second_here}/departures", {})
        await administrator.post(f"{second_here}/returns")
        log_in = {"issuer": "https://login.example.no", "subject": "her old one"}
        await administrator.post(f"{second_here}/accounts", log_in)
        await administrator.post(f"{second_here}/accounts/endings", log_in)
        duty = {"duty": "ARCHIVIST"}
        archivist = f"/v1/employees/{town['archivist'].id}"
        await administrator.post(f"{archivist}/duties/endings", duty)
        check((await administrator.get("/v1/employees")).mentions("000 00 222"), "the list is new")


AWAY: Final = 25
"""Days: more than an absence that is waited for."""
