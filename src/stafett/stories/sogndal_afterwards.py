"""Sogndal, at the end: services disagree on who holds the baton, and a plan takes over.

The coordinating unit decides and is told nothing of who it is about. Then the young one applies
for an individual plan, and the one who coordinates it accepts what is handed over.
"""

from typing import Any, Final

from stafett.stories.given_words import Words
from stafett.stories.teller import Tale, check
from stafett.stories.wondering import child_said

VOICE: Final = child_said("Eg vil ha éin å ringje til.", "Ein person har ansvaret heretter.")
BODY: Final = "koordinerande eining"


async def who_holds(tale: Tale, words: Words) -> None:
    """Tell of the dispute, and what came of it."""
    relay, town = words.relay, words.relay.town
    here, contact, teacher = relay.path, town["contact"], town["teacher"]
    decider, head = town["coordinating-unit"], town["head"]
    await tale.wait(days=5)
    async with tale.step("School and refugee service disagree on who should hold the baton"):
        sides = {"school": "Vi ser henne berre i timane", "refugees": "Skulen ser henne kvar dag"}
        brought = {
            "positions": [{"unit": town.units[key], "view": view} for key, view in sides.items()],
            "familyView": "Same kven, berre dei svarar",
            "childView": VOICE,
        }
        await relay.hidden_from(decider)
        await head.post(f"{here}/disputes", brought)
    async with tale.step("The coordinating unit reads what each says, and not who it is about"):
        seen = await decider.get(here)
        check(seen.mentions(sides["school"]), "the school's view")
        check(not seen.mentions(town["child"].id), "not who it is")
        check(not seen.mentions(town.names["child"]), "nor the name")
        check(seen.body["team"] == [], "nor who takes part")
    async with tale.step("It names the school; that binds, and the old holder stays meanwhile"):
        decision = {"unit": town.units["school"], "reason": "Skulen er der kvar dag"}
        await decider.post(f"{here}/disputes/decisions", decision)
        offer = {"to": town.professional("colleague", "refugees")}
        await contact.post(f"{here}/baton/offers", offer, 409, "ANOTHER_COORDINATES")
        await relay.held_by("contact", town["child"])
    async with tale.step(
        "The head names the teacher, who accepts; the duty is quoted by paragraph"
    ):
        named = f"{here}/participants/{town.units['school']}/holders"
        await head.post(named, {"employee": teacher.id})
        await teacher.post(f"{here}/baton/offers/acceptances", {})
        await relay.held_by("teacher", town["child"], town["mother"])
        coordination = (await town["child"].get(here)).body["passages"]["coordination"]
        check(coordination["unit"] == town.units["school"], "the school coordinates")
        check("opplæringslova" in coordination["basis"][0], "by which law")
        await relay.hidden_from(decider)


async def a_plan_takes_over(tale: Tale, words: Words) -> None:
    """Tell of the plan, from the right to it to the hand-over."""
    relay, town = words.relay, words.relay.town
    plan, teacher, young_one = f"{relay.path}/plan", town["teacher"], town["child"]
    coordinator = town["clinic-leader"]
    await tale.wait(days=30)
    async with tale.step("The family is told of its right to a plan; the young one applies"):
        right = {
            "kind": "INDIVIDUAL_PLAN",
            "told": [young_one.id, town["mother"].id],
            "text": "rett-til-plan-1",
            "on": tale.on(0),
        }
        applied = {"applicant": young_one.id, "to": BODY, "on": tale.on(0)}
        await young_one.post(f"{plan}/applications", applied, 409, "NOT_INFORMED_YET")
        await teacher.post(f"{plan}/rights", right)
        await young_one.post(f"{plan}/applications", applied, 409, "NOT_WANTED_YET")
        await young_one.post(f"{plan}/wishes", {"giver": young_one.id, "wants": True})
        await young_one.post(f"{plan}/applications", applied)
    async with tale.step("It is granted; the coordinator comes from a service of the rules"):
        granted: dict[str, Any] = {"granted": True, "by": BODY, "reference": "26/17"}
        await teacher.post(f"{plan}/answers", {**granted, "on": tale.on(0)})
        own = {"who": town.professional("teacher", "school"), "namedBy": BODY}
        await teacher.post(f"{plan}/coordinators", own, 409, "UNIT_CANNOT_COORDINATE")
        who = town.professional("clinic-leader", "clinic")
        await teacher.post(f"{plan}/coordinators", {"who": who, "namedBy": BODY})
    async with tale.step("The clinic reads nothing before everyone has let it in"):
        handed = {"childView": VOICE}
        await relay.hidden_from(coordinator)
        for key in ("mother", "father", "child"):
            await teacher.post(f"{plan}/packages", handed, 409, "UNIT_NOT_LET_IN")
            await words.give(town[key], ["clinic"])
        await teacher.post(f"{plan}/packages", handed)
    async with tale.step("She reads nine parts, accepts them, and the teacher's turn is over"):
        package = (await coordinator.get(f"{plan}/packages")).body
        measures = [one["plan"]["what"] for one in package["package"]["measures"]]
        check(len(measures) == 1, "the young one's measure comes along")
        await relay.held_by("teacher", young_one)
        taken = f"{plan}/packages/acceptances"
        await coordinator.post(taken, {"digest": "0" * 64}, 409, "PACKAGE_HAS_CHANGED")
        await coordinator.post(taken, {"digest": package["digest"]})
    async with tale.step(
        "The logg is locked and the follow-up goes over; the family keeps its own"
    ):
        ended = (await young_one.get(relay.path)).body
        check(ended["state"] == "ENDED", "it is over")
        check(ended["ended"]["reason"] == "IP", "because of the plan")
        check(ended["logg"]["state"] == "LOCKED", "and no logg beside it")
    await tale.wait(days=200)
    async with tale.step("The plan is hers to end, too, when she goes on without it"):
        await young_one.post(f"{plan}/endings", {"why": "Eg klarer meg no."})
