"""Ål, afterwards: a report the parents are told of, and a care order that moves the say.

Whoever takes part may report, and asks nobody's leave. From a care order's first day child
welfare is asked where it has the say, and the parents where they still have it.
"""

from typing import Any

from stafett.stories.given_words import Words
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder


async def with_the_parents_told(tale: Tale, words: Words) -> None:
    """Tell of a participant's own report, and of what child welfare was told by law."""
    relay, town = words.relay, words.relay.town
    adviser, ppt_leader, ppt = town["adviser"], town["ppt-leader"], town.units["ppt"]
    informed: list[dict[str, Any]] = [
        {"person": town["child"].id, "told": False, "whyNot": "Ho er tre år."},
        {"person": town["mother"].id, "told": True},
        {"person": town["father"].id, "told": True},
    ]
    await tale.wait(days=12)
    async with tale.step(
        "The adviser reports too, openly, and has it filled in as the portal wants it"
    ):
        report = {
            "unit": ppt,
            "receiver": "CHILD_WELFARE",
            "receiverName": "Barneverntenesta",
            "channel": "PORTAL",
            "because": "GUARDIANS_UNABLE_TO_CARE",
            "text": "Ho blir henta seint, og ingen heime har krefter til henne no.",
            "informed": informed,
            "at": tale.moment(),
        }
        made = await relay.say(adviser, "reports", report)
        form = f"{relay.path}/reports/{made.id}/national-form?municipality=3328"
        filled = (await adviser.get(f"{form}&municipalityName=%C3%85l")).body["document"]
        check(filled["kommunenummer"] == "3328", "it goes to the right place")
        await ppt_leader.get(f"{form}&municipalityName=%C3%85l", 403, "NOT_YOUR_REPORT")
    async with tale.step(
        "What child welfare is told without consent is written down, with the paragraph"
    ):
        told = {
            "unit": ppt,
            "ground": "report-to-child-welfare",
            "receiver": "CHILD_WELFARE",
            "receiverName": "Barneverntenesta",
            "items": ["at ho blir henta seint"],
            "necessity": "Dei kan ikkje vurdere det utan.",
            "second": {"employee": ppt_leader.id},
            "informed": informed,
            "at": tale.moment(),
        }
        await relay.say(adviser, "disclosures", told)


async def a_care_order(tale: Tale, builder: Builder, words: Words) -> None:
    """Tell who is asked for what under a care order, and of a goal that is reached."""
    relay, town = words.relay, words.relay.town
    administrator, pedagogue = town["administrator"], town["pedagogue"]
    here = f"/v1/persons/{town['child'].id}"
    await tale.wait(days=60)
    async with tale.step(
        "A care order: from its first day child welfare has the say about kindergarten"
    ):
        order = {"kinds": ["kindergarten"], "since": tale.on(0), "reference": "vedtak 31"}
        await administrator.post(f"{here}/care-orders", order)
        who, basis = "who speaks for child welfare", "speaks-for-child-welfare"
        await builder.speaker("speaker", who, "child", basis, "fullmakt 31")
        here_now = ["kindergarten"]
        await words.give(town["mother"], here_now, logg=False, status=403, code="NOT_YOURS_TO_GIVE")
        await words.give(town["speaker"], here_now, logg=False)
        await words.give(town["mother"], ["ppt"], logg=False)
    async with tale.step(
        "She lets go of the jacket by herself now: the goal is reached, and closed"
    ):
        (goal,) = (
            goal for part in (await relay.seen_by(pedagogue))["parts"] for goal in part["goals"]
        )
        done = {"unit": town.units["kindergarten"], "reached": True}
        await relay.say(pedagogue, f"goals/{goal['id']}/endings", done)
