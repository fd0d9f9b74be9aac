"""Hemnes' secret: where a boy lives must not reach his father, who reads on all the same.

Code 6: the address stands nowhere. What tells a place comes to the father in general words, and
one at work is named who knows how to reach the family. No day ends it, so somebody looks again.
"""

from typing import Any

from stafett.stories.actors import Actor
from stafett.stories.given_words import Words
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town


async def where_he_lives(tale: Tale, words: Words, confided: str) -> None:
    """Tell how an address is protected, looked at again, and at last protected no longer."""
    relay, town = words.relay, words.relay.town
    mother, father, nurse = town["mother"], town["father"], town["nurse"]
    him = f"/v1/persons/{town['child'].id}"
    places = [town.names[key] for key in ("school", "clinic", "nurse", "teacher")]
    async with tale.step("Code 6: mother and boy have moved, and where must not reach the father"):
        protected = {
            "grade": "STRICTLY_CONFIDENTIAL",
            "knownTo": [mother.id],
            "readers": [nurse.id],
            "reviewOn": tale.on(20),
            "reference": "Folkeregisteret, vedtak 6",
        }
        await nurse.post(f"{him}/protections", protected, 403, "ASK_AN_ADMINISTRATOR")
        await town["administrator"].post(f"{him}/protections", protected)
    async with tale.step("He reads what was written, and finds no place and nobody at work in it"):
        his, hers = await father.get(relay.path), await mother.get(relay.path)
        check(his.mentions(confided), "what was written about his son is his to read")
        for place in places:
            check(not his.mentions(place), f"he is told {place}")
        check(all(hers.mentions(place) for place in places[:2]), "she reads it as before")
        about = (await father.get(him)).body
        check(about["protection"] is None, "whom it is kept from is not told of it")
    async with tale.step("How to reach them is written down by the nurse, and read by her alone"):
        way = {"phone": "000 00 066", "words": "Ring bare på formiddagen."}
        await town["administrator"].post(f"{him}/safe-way", way, 409, "NOT_YOURS_TO_REACH")
        await nurse.post(f"{him}/safe-way", way)
        check((await nurse.get(f"{him}/safe-way")).mentions("formiddagen"), "she reads it")
        for who in (father, town["teacher"], town["administrator"]):
            await who.get(f"{him}/safe-way", 404, "NOT_FOUND")
    async with tale.step(
        "On its day it is looked at again, by her whose it is: nobody else is told"
    ):
        check(_looks(await _due(nurse)) == [town["child"].id], "it is hers to see to")
        for who in (town["teacher"], town["head"], town["administrator"], town["clinic-leader"]):
            check(_looks(await _due(who)) == [], f"{who.who} is told of it")
        again = {"why": "Krisesenteret og mor sier det samme.", "reviewOn": tale.on(120)}
        await town["teacher"].post(f"{him}/protections/reviews", again, 403)
        await nurse.post(f"{him}/protections/reviews", again)
        check(_looks(await _due(nurse)) == [], "it is seen to")
    await _no_longer(tale, town, him)
    async with tale.step("The father reads the names again, as everybody does"):
        his = await father.get(relay.path)
        check(all(his.mentions(place) for place in places[:2]), "he is shown where")


async def _no_longer(tale: Tale, town: Town, him: str) -> None:
    async with tale.step("The mother says that it is over; an administrator lifts it, on paper"):
        over = {"reference": "Folkeregisteret, vedtak 7"}
        await town["nurse"].post(f"{him}/protections/endings", over, 403, "ASK_AN_ADMINISTRATOR")
        await town["administrator"].post(f"{him}/protections/endings", over)
        await town["nurse"].get(f"{him}/safe-way", 404, "NOT_FOUND")


async def _due(who: Actor) -> Any:
    return (await who.get("/v1/me/today")).body["due"]


def _looks(due: Any) -> list[str]:
    """Return whose protected address somebody is asked to look at again."""
    return [one["id"] for one in due if one["kind"] == "PROTECTION_REVIEW"]
