"""Modum's Ressursteam: set up by the coordinator, told of nobody by name but on consent.

What is about nobody comes before it by the guide's own form. A child comes before it when the
family has been told, in words and in writing, and has let in every unit that sits there.
"""

from typing import Any

from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town

MEETINGS = (16, 78, 140, 202, 264)
"""The days of a year it meets, counted from the first."""


async def is_set_up(tale: Tale, town: Town) -> str:
    """Tell how the team comes to be, and of a case that is about nobody; return the team."""
    coordinator, leader, teacher = town["coordinator"], town["leader"], town["teacher"]
    async with tale.step("The coordinator sets up a Ressursteam: who sits there, when it meets"):
        form = {"kind": "ressursteam", "called": "Ressursteam Bekkesvingen", "leader": leader.id}
        team = (await coordinator.post("/v1/teams", form)).id
        here = f"/v1/teams/{team}"
        seats: list[dict[str, Any]] = [
            {"unit": town.units["kindergarten"]},
            {"unit": town.units["ppt"], "employee": town["adviser"].id},
            {"unit": town.units["clinic"], "employee": town["nurse"].id},
        ]
        await leader.post(f"{here}/seats", {"seats": seats})
        days = [f"{tale.on(day)}T12:00:00Z" for day in MEETINGS]
        await leader.post(f"{here}/meetings", {"meetings": days})
        shown = await town["mother"].get(f"/v1/teams?on={tale.on(0)}")
        check(shown.mentions("Bekkesvingen"), "a parent reads which teams there are")
    async with tale.step(
        "A case about nobody is laid before it; one that names a child is refused"
    ):
        case = {
            "kind": "system",
            "title": "Garderoben klokka ni",
            "text": "Alle skal ut samtidig, og ingen får hjelp med å begynne leken.",
            "unit": town.units["kindergarten"],
        }
        named = {**case, "text": f"{town.names['child']} står alene."}
        await teacher.post(f"{here}/cases", named, 409, "SAYS_WHO_IT_IS_ABOUT")
        laid = await teacher.post(f"{here}/cases", case)
        advice = {"advice": "Gå ut i to puljer, med en voksen foran"}
        await town["adviser"].post(f"/v1/teams/cases/{laid.id}/advice", advice)
        check((await teacher.get("/v1/teams/cases")).mentions("to puljer"), "the advice is read")
    return team


async def hears_of_the_child(tale: Tale, relay: Relay, team: str) -> None:
    """Tell how the team hears of a child, and what it advises."""
    town, teacher = relay.town, relay.town["teacher"]
    async with tale.step("Told in words and in writing, the parents come along to the Ressursteam"):
        case = {
            "team": team,
            "kind": "individual-with-parents",
            "question": "Hvem kan språk og lek, og kan bli med?",
            "toldOrallyOn": tale.on(-1),
            "toldInWriting": "Ressursteamet, til foreldre",
            "familyComes": True,
        }
        without_them = {**case, "familyComes": False}
        await relay.say(teacher, "team-cases", without_them, 409, "FAMILY_IS_THERE")
        brought = await relay.say(teacher, "team-cases", case)
        advice = {"advice": "PPT ser på språket, helsestasjonen på hørselen"}
        said = {**advice, "advisedOn": tale.on(0)}
        await relay.say(teacher, f"team-cases/{brought.id}/advice", said)
        for who in (town["mother"], town["father"]):
            check((await who.get(relay.path)).mentions("hørselen"), f"{who.who} reads the advice")


async def is_over(tale: Tale, town: Town) -> None:
    """Tell how another leads the team, how it meets no more, and of a unit that was to close."""
    coordinator, administrator = town["coordinator"], town["administrator"]
    async with tale.step(
        "A unit is to close: another answers for what is left; then it stays open"
    ):
        here = f"/v1/units/{town.units['physio']}/closings"
        clinic = {"answers": town.units["clinic"], "why": "Skal inn i helsestasjonen"}
        await administrator.post(here, {**clinic, "lastDay": tale.on(90)})
        await administrator.post(f"{here}/cancellations", {"why": "De blir der de er"})
    async with tale.step("PPT's leader leads the Ressursteam now; a new zone gets a new team"):
        (team,) = (await coordinator.get(f"/v1/teams?on={tale.on(0)}")).body["items"]
        here = f"/v1/teams/{team['id']}"
        await coordinator.post(f"{here}/leaders", {"leader": town["ppt-leader"].id})
        merged = {"why": "To barnehager er blitt én sone, med ett team"}
        await coordinator.post(f"{here}/closings", merged)
