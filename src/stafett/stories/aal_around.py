"""Ål, around the child: whom the family wants, who is too near, and what one sees on one page.

In a small place people are related. Who is stands aside until it is found out; a word that
somebody wrote down wrongly is not one's own; and what stands still is seen by those who can act.
"""

from stafett.stories.given_words import Words
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import Wondering


async def too_near(tale: Tale, words: Words) -> None:
    """Tell of one who may be related, and of a task that stands still."""
    relay, town = words.relay, words.relay.town
    adviser, leader, mother = town["adviser"], town["ppt-leader"], town["mother"]
    async with tale.step(
        "The adviser may be the father's cousin, and stands aside until that is clear"
    ):
        await relay.say(adviser, "standings-aside", {"because": "RELATED"})
        await adviser.get(relay.path, 404, "NOT_FOUND")
        back = f"standings-aside/{adviser.id}/endings"
        await relay.say(leader, back, {"why": "Ein annan familie med same namn"})
        check((await adviser.get(relay.path)).status, "the adviser is back")
    async with tale.step("Nobody has called: the mother raises the alarm, and gets an answer"):
        task = town.professional("adviser", "ppt")
        raised = await relay.say(mother, "alarms", {"taskOf": task, "stands": "NO_ANSWER"})
        answer = {"answer": "Ho ringjer måndag klokka ni"}
        await relay.say(leader, f"alarms/{raised.id}/answers", answer)
        check((await town["father"].get(relay.path)).mentions("måndag klokka ni"), "both read it")


async def whom_the_family_wants(tale: Tale, words: Words) -> None:
    """Tell of a unit the family would rather not have, and of one that has no time yet."""
    relay, town = words.relay, words.relay.town
    pedagogue, father = town["pedagogue"], town["father"]
    async with tale.step(
        "The family says whom they would rather have, and whom not: those stay out"
    ):
        units = town.units
        choice = {"saidBy": town["mother"].id, "rather": [units["ppt"]]}
        await relay.say(
            town["mother"], "contact-choices", {**choice, "ratherNot": [units["clinic"]]}
        )
        asked = {"unit": units["clinic"]}
        await relay.say(pedagogue, "participants", asked, 409, "FAMILY_WOULD_RATHER_NOT")
    async with tale.step(
        "PPT has no time yet and says so; it is asked again, and one keeps in touch"
    ):
        await relay.invite(pedagogue, "ppt")
        full = {"why": "Vi har ingen ledig før oktober"}
        await relay.say(town["ppt-leader"], f"participants/{units['ppt']}/declines", full)
        await relay.invite(pedagogue, "ppt")
        await relay.say(pedagogue, "bridge-contacts", {"on": tale.on(0)})
    async with tale.step(
        "A word was written down that the father never gave: not mine, and it is gone"
    ):
        said = await words.give(
            father, ["ppt"], logg=False, signed_with=pedagogue, minuted="referat 3. september"
        )
        await relay.say(father, f"consents/{said.id}/not-mine")
        await relay.accept(town["ppt-leader"], "ppt", 409, "UNIT_NOT_LET_IN")


async def seen_otherwise(concern: Wondering, town: Town) -> None:
    """Tell of a colleague who is a party, and of a leader who sees it otherwise (R185, R36)."""
    tale, pedagogue, assistant = concern.tale, town["pedagogue"], town["assistant"]
    async with tale.step(
        "The assistant is the child's aunt: it is kept from her, and she gets the 404"
    ):
        aunt = {"employee": assistant.id, "because": "RELATED"}
        await pedagogue.post(f"{concern.path}/keepings-from", aunt)
        await assistant.get(concern.path, 404, "NOT_FOUND")
    async with tale.step(
        "One with the family's name is kept out too, until it is clear who she is"
    ):
        named = {"employee": town["substitute"].id, "because": "RELATED"}
        await pedagogue.post(f"{concern.path}/keepings-from", named)
        cleared = {"employee": town["substitute"].id, "why": "Ho er i slekt med ingen her"}
        await pedagogue.post(f"{concern.path}/lettings-back", cleared)
    async with tale.step(
        "The leader sees it otherwise, and that is written beside it, not instead"
    ):
        otherwise = {"text": "Eg ser mest at ho er trøytt om måndagane."}
        await town["leader"].post(f"{concern.path}/disagreements", otherwise)
        seen = await pedagogue.get(concern.path)
        check(seen.mentions("trøytt") and seen.mentions("porten"), "both stand there")


async def on_one_page(tale: Tale, words: Words) -> None:
    """Tell what each of them sees on one page when something stands still."""
    town = words.relay.town
    pedagogue, leader, coordinator = town["pedagogue"], town["leader"], town["coordinator"]
    async with tale.step(
        "On one page: what is due today, what concerns one's family, what stands still"
    ):
        today = (await pedagogue.get("/v1/me/today")).body
        check(today["due"], "the pedagogue sees what is to be done")
        family = await town["mother"].get("/v1/me/family")
        check(family.mentions(words.relay.id), "the mother sees her child's")
        check(
            (await leader.get("/v1/me/breaks")).mentions("OFFER_UNANSWERED"), "the leader sees it"
        )
        board = await leader.get(f"/v1/units/{town.units['kindergarten']}/board")
        check(not board.mentions(town.names["child"]), "the board has numbers only")
    async with tale.step(
        "The pedagogue talks with her every other week; the calendar has days and no words"
    ):
        relay = words.relay
        talks = {"unit": town.units["kindergarten"], "adult": pedagogue.id, "everyDays": 14}
        await relay.say(pedagogue, "regular-talks", talks)
        days = await town["mother"].get(
            f"{relay.path}/calendar?first={tale.on(0)}&last={tale.on(90)}"
        )
        check(days.mentions("NEXT_MEETING_BY"), "when one meets next")
        check(not days.mentions(town.names["child"]), "and no names")
        ended = {"unit": town.units["kindergarten"], "why": "Ho har fått ein vaksen i ny gruppe"}
        await relay.say(pedagogue, "regular-talks/endings", ended)
    async with tale.step(
        "A word that is spoken back is written the same day here: nothing was opened in between"
    ):
        late = await pedagogue.get(f"{relay.path}/consents/late-openings")
        check(late.body["withdrawals"] == [], "nothing lies between")
    async with tale.step(
        "The coordinator sees that a child is dropped and which leader to call, not who"
    ):
        dropped = await coordinator.get("/v1/municipality/breaks")
        check(dropped.mentions("OFFER_UNANSWERED"), "what stands still")
        check(not dropped.mentions(town["child"].id), "not which child")
        check(not dropped.mentions(town.names["child"]), "nor its name")
        figures = await coordinator.get("/v1/figures")
        check(not figures.mentions(town["child"].id), "figures are about nobody")
        await coordinator.get("/v1/figures/table")
