"""Sogndal's BTI-team, which meets each month with BUP, and the rules of the day.

The team talks about nobody by name. What everybody goes by, such as when a young one is asked
too, is drafted and published from a day, by paragraphs and sources anybody can read.
"""

from stafett.stories.teller import Tale, check
from stafett.stories.town import Town

MONTHS = 12


async def monthly(tale: Tale, town: Town) -> None:
    """Tell of the team with BUP in it."""
    coordinator, leader, psychologist = town["coordinator"], town["leader"], town["psychologist"]
    async with tale.step(
        "The BTI-team meets each month, with BUP; what is said there names nobody"
    ):
        form = {"kind": "bti-team", "called": "BTI-teamet", "leader": leader.id}
        team = (await coordinator.post("/v1/teams", form)).id
        here = f"/v1/teams/{team}"
        sits = {"unit": town.units["mental-health"], "employee": psychologist.id}
        await leader.post(f"{here}/seats", {"seats": [{"unit": town.units["refugees"]}, sits]})
        days = [f"{tale.on(7 + 30 * month)}T12:00:00Z" for month in range(MONTHS)]
        await leader.post(f"{here}/meetings", {"meetings": days})
        case = {
            "kind": "professional",
            "title": "Søvn i eit nytt land",
            "text": "Kva hjelper når natta er verst?",
            "unit": town.units["refugees"],
            "meeting": days[0],
        }
        laid = await town["contact"].post(f"{here}/cases", case)
        advice = {"advice": "Faste kveldar, og lys på rommet"}
        await psychologist.post(f"/v1/teams/cases/{laid.id}/advice", advice)


async def rules_of_the_day(tale: Tale, town: Town) -> None:
    """Tell how the rules for everybody are changed, and who may read them."""
    coordinator, administrator = town["coordinator"], town["administrator"]
    async with tale.step(
        "Anybody reads by which rules and which law they are asked, and from when"
    ):
        shown = (await town["mother"].get(f"/v1/rules?on={tale.on(0)}")).body["dayRules"]
        check(shown["youthAgeCountsFromDayAfter"], "over 15, and not at 15")
        check((await town["child"].get(f"/v1/law?on={tale.on(0)}")).mentions("16"), "the law")
        check((await town["mother"].get("/v1/municipality")).body, "which municipality")
        check((await town["mother"].get(f"/v1/forms?on={tale.on(0)}")).body["items"], "its forms")
        await town["mother"].get("/v1/forms/consent-form/versions/1")
    async with tale.step(
        "New rules of the day are drafted and published from a day; one is put away"
    ):
        drafts, soon = "/v1/day-rules/drafts", tale.on(60)
        held = (await coordinator.get(f"/v1/day-rules?on={tale.on(0)}")).body
        ours = {**held, "validFrom": soon, "absenceDays": 10, "decidedBy": "BTI-koordinator"}
        await coordinator.post(drafts, {"rules": ours, "why": "Etter sommaren."})
        check((await coordinator.get(drafts)).mentions("sommaren"), "the draft is there")
        decided = {"validFrom": soon, "decidedBy": "Kommunestyret, sak 9"}
        await coordinator.post(f"{drafts}/publications", decided)
        later = {**ours, "validFrom": tale.on(90)}
        await coordinator.post(drafts, {"rules": later, "why": "Eit forsøk."})
        await coordinator.post(f"{drafts}/droppings", {"validFrom": tale.on(90), "why": "Nei."})
        await administrator.post("/v1/day-rules", later)
        ahead = (await town["mother"].get(f"/v1/rules?on={soon}")).body["dayRules"]
        check(ahead["absenceDays"] == 10, "from that day on")  # noqa: PLR2004
