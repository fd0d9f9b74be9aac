"""Modum, for herself: a pregnant woman whom the clinic helps, and the one who is born.

She alone says who is let in, and she alone reads. The newborn is somebody of its own: nothing
that was written about her follows along.
"""

from typing import Final

from stafett.stories.beginnings import Agreement, take_on
from stafett.stories.given_words import Words
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder
from stafett.stories.wondering import child_said

HERS: Final = "Hun sover på sofaen, og vil ha et sted som er hennes før fødselen"
AGREED: Final = Agreement(
    holder="nurse",
    place="clinic",
    leader="clinic-leader",
    reason="Trenger ro før fødselen",
    child_view=child_said("Jeg vil bo for meg selv.", "Derfor begynner vi med det."),
)


async def for_herself(tale: Tale, builder: Builder) -> None:
    """Tell of her, from the first talk to the birth."""
    town = builder.town
    nurse, leader = town["nurse"], town["clinic-leader"]
    await tale.wait(days=20)
    async with tale.step(
        "The clinic takes on a pregnant woman of nineteen; nobody answers for her"
    ):
        await builder.grown(nurse, "herself", "the pregnant woman", 19)
        herself = town["herself"]
        await nurse.post(f"/v1/persons/{herself.id}/expectings", {"expecting": True})
        relay = await take_on(tale, town, AGREED, herself)
        words = Words(relay, "å ha det trygt før fødselen", "nb")
        await words.write(nurse, "clinic", HERS, about=herself, shared=False)
        await relay.hidden_from(town["mother"], town["father"], town["adviser"], town["teacher"])
    async with tale.step("She alone lets the physiotherapist in, and she alone can"):
        await words.give(herself, ["physio"], about=herself, logg=False)
        await relay.invite(nurse, "physio")
        await relay.accept(town["physio-leader"], "physio")
        await relay.name(town["physio-leader"], "physio", town["physio"], "Rygg og hvile")
        seen = await town["physio"].get(relay.path)
        check(not seen.mentions(HERS), "what the clinic wrote for itself")
    await tale.wait(days=90)
    async with tale.step("A child is born, and is somebody of its own: nothing of hers follows it"):
        await builder.newborn(nurse, "newborn", "the newborn", "herself")
        await nurse.get(f"/v1/persons/{herself.id}")
        found = (await nurse.get(f"/v1/persons/{herself.id}")).body["children"]
        check(found == [town["newborn"].id], "she has a child")
        check(not (await leader.get("/v1/me/follow-ups")).mentions(town["newborn"].id), "no case")
