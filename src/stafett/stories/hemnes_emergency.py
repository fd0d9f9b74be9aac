"""Hemnes' evening: a child is gone, and somebody without a part looks in for as long as it takes.

Whether one may is for two administrators to say, and so is who watches over it. The guide says
nothing of it; it is as the standard has it.
"""

from stafett.stories.given_words import Words
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town


async def nobody_answers(tale: Tale, words: Words, confided: str) -> None:
    """Tell of the evening, up to where another one has looked at how it went."""
    relay, town = words.relay, words.relay.town
    await _let_be(tale, town)
    desk, child = town["welfare-leader"], town["child"]
    asked = {
        "nationalNumber": town.relatives["child"].number,
        "unit": town.units["child-welfare"],
        "ground": "avert-danger",
        "reason": "child-is-missing",
        "words": "Ikke kommet hjem fra skolen, og ingen av de voksne svarer.",
        "minutes": 30,
    }
    async with tale.step("A boy has not come home: child welfare looks in, by number, for a while"):
        await relay.hidden_from(desk)
        here = f"/v1/emergencies/{(await desk.post('/v1/emergencies', asked)).id}"
        found = (await desk.get(here)).body
        check(found["followUps"] == [relay.path.rpartition("/")[2]], "there is one to open")
        seen = await desk.get(relay.path)
        check(seen.mentions(town["teacher"].id), "whom to call stands there")
        check(seen.mentions(confided), "and what all who help him read")
        check((await desk.get(f"/v1/persons/{child.id}")).mentions(town["mother"].id), "his family")
    async with tale.step("Nothing is changed through it; he is found, and it is over at once"):
        await relay.say(desk, "bridge-contacts", {"on": tale.on(0)}, 403, "NOT_YOURS_HERE")
        await desk.post(f"{here}/endings")
        await relay.hidden_from(desk)
        await desk.get(here, 404, "NOT_FOUND")
    async with tale.step("His parents see who it was and why; another one looks at how it went"):
        for guardian in (town["mother"], town["father"]):
            told = await guardian.get(f"/v1/persons/{child.id}/emergencies")
            check(told.mentions(town.names["welfare-leader"]), "they see who")
        (one,) = (await town["officer"].get("/v1/emergencies")).body["items"]
        check(child.id not in str(one), "not which child it was")
        review = {"finding": "JUSTIFIED", "words": "Ingen kunne spørres, og det hastet."}
        await desk.post(f"{here}/reviews", review, 403, "ONLY_THE_OFFICER")
        await town["officer"].post(f"{here}/reviews", review)
    async with tale.step(
        "What there is to see to is told her in numbers, and about nobody by name"
    ):
        numbers = (await town["officer"].get("/v1/oversight/numbers")).body
        check(numbers["lookedInOn"]["lately"] == 1, "one has looked in")
        check(numbers["shielded"]["openAtLeast"] is None, "fewer than five are none")
        weak = await town["officer"].get("/v1/oversight/consents")
        check(weak.body["items"] == [], "each consent here is whole, and the family's own")
        await desk.get("/v1/oversight/numbers", 403, "ONLY_THE_OFFICER_OVERSEES")
        days = f"first={tale.on(-1)}&last={tale.on(0)}"
        school = f"/v1/units/{town.units['school']}/journal?{days}"
        done = (await town["head"].get(school)).body["items"]
        opened = {one["who"] for one in done if one["did"] == "OPENED"}
        check(opened <= {town["teacher"].id, town["head"].id}, "the head sees the school's own")
        await desk.get(school, 404, "NOT_FOUND")
    async with tale.step("One administrator is enough to have it off again"):
        off = {"why": "Nå er det vakt hele døgnet."}
        await town["administrator"].post("/v1/municipality/emergencies/forbiddings", off)
        await desk.post("/v1/emergencies", asked, 409, "EMERGENCIES_NOT_ALLOWED")


async def _let_be(tale: Tale, town: Town) -> None:
    first, second = town["administrator"], town["second"]
    duty = {"employee": town["officer"].id, "duty": "DATA_PROTECTION_OFFICER"}
    allowed = {"since": tale.on(0), "decision": "Kommunestyret, sak 41"}
    async with tale.step(
        "Two administrators let one look in when it cannot wait, and say who minds"
    ):
        for where, what in (("entrusted-duties", duty), ("emergencies/allowances", allowed)):
            act = (await first.post(f"/v1/municipality/{where}", what)).id
            await first.post(f"/v1/acts/{act}/grants", None, 403, "ANOTHER_GRANTS")
            await second.post(f"/v1/acts/{act}/grants")
