"""Nittedal's model over a year: what works and what does not, and the next edition of the guide.

Rules, forms and the catalogue are the municipality's own: drafted by the coordinator, published
from a day, and read by anybody. A follow-up that runs moves to a new edition by a decision.
"""

from typing import Any, Final

from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town

WEEKS_3: Final = 21
"""Days to the next meeting in the new edition."""
OPEN_HOUR: Final = {"nb": "Åpen time hver torsdag", "nn": "Open time kvar torsdag"}


async def a_year_of_it(tale: Tale, town: Town, relay: Relay) -> None:
    """Tell how the model is looked over, changed, and followed."""
    await _lessons(tale, town)
    await _catalogue(tale, town)
    await _edition(tale, town, relay)


async def _lessons(tale: Tale, town: Town) -> None:
    coordinator, teacher = town["coordinator"], town["teacher"]
    async with tale.step(
        "Teachers tell what works and what does not; once a year it is gone through"
    ):
        late = {"kind": "WRONG", "text": "Fire uker er lenge for en elev", "step": "evaluate-1"}
        lesson = await teacher.post("/v1/model/lessons", late)
        named = {**late, "text": f"Spør {town.names['head']}"}
        await teacher.post("/v1/model/lessons", named, 409, "NAMES_SOMEBODY")
        revised = {"considered": [lesson.id], "conclusion": "Tre uker til neste møte."}
        await coordinator.post("/v1/model/revisions", revised)
        odd = {"kind": "WISH", "text": "Si hva Bestemor Bang ville sagt", "namesNobody": True}
        struck = await teacher.post("/v1/model/lessons", odd)
        why = {"why": "Det kan være noen likevel"}
        await coordinator.post(f"/v1/model/lessons/{struck.id}/strikings", why)
        shown = (await coordinator.get("/v1/model/lessons")).body
        check(shown["lessons"][0]["answered"], "the lesson was answered")


async def _catalogue(tale: Tale, town: Town) -> None:
    coordinator, book = town["coordinator"], town.book
    async with tale.step("What the town has to offer stands in a catalogue that anybody may read"):
        says: dict[str, Any] = {
            "since": tale.on(0),
            "name": OPEN_HOUR,
            "unit": town.units["school"],
            "description": {"nb": "Spør en voksen om hva som helst.", "nn": "Spør ein vaksen."},
            "forWhom": {"nb": "Alle elever", "nn": "Alle elevar"},
            "youngest": 6,
            "oldest": 16,
            "wayIn": "OPEN",
            "howToAsk": {"nb": "Kom innom.", "nn": "Kom innom."},
            "source": "from the guide",
        }
        offer = (await coordinator.post("/v1/catalogue", says)).id
        wider = {**says, "oldest": 18}
        await coordinator.post(f"/v1/catalogue/{offer}/editions", wider)
        check((await town["mother"].get(f"/v1/catalogue?on={tale.on(0)}")).mentions("torsdag"), "")
        hours = {"nb": "Hverdager 8-15", "nn": "Kvardagar 8-15"}
        here = f"/v1/units/{town.units['school']}/descriptions"
        await coordinator.post(here, {"since": tale.on(0), "openingHours": hours})
        for what in ("catalogue", "units"):
            await town["stranger"].get(f"/v1/public/{book}/{what}?on={tale.on(0)}")
        await town["mother"].get(f"/v1/units?on={tale.on(0)}")
        over = {"since": tale.on(30), "why": "Nå er det hver dag."}
        await coordinator.post(f"/v1/catalogue/{offer}/endings", over)


async def _edition(tale: Tale, town: Town, relay: Relay) -> None:
    coordinator, administrator, teacher = (
        town["coordinator"],
        town["administrator"],
        town["teacher"],
    )
    async with tale.step(
        "A form of the town's own is published, for the next edition of the guide"
    ):
        await administrator.post("/v1/forms", _own_form(tale))
    async with tale.step(
        "The coordinator drafts the next edition: three weeks; published from a day"
    ):
        held = (await coordinator.get(f"/v1/rules?on={tale.on(0)}")).body["guide"]["id"]
        here = f"/v1/guides/{held['guide']}/versions/{held['version']}"
        shown = (await coordinator.get(here)).body
        ours = {
            **shown,
            "version": shown["version"] + 1,
            "validFrom": tale.on(0),
            "decidedBy": "BTI-koordinator",
            "nextMeetingDays": WEEKS_3,
            "forms": [*shown["forms"], {"form": "good-mornings", "version": 1}],
        }
        await coordinator.post("/v1/guides/drafts", {"edition": ours, "why": "Årets gjennomgang."})
        drafts = (await coordinator.get("/v1/guides/drafts")).body["items"]
        check(drafts[0]["guide"]["nextMeetingDays"] == WEEKS_3, "three weeks")
        which = {"guide": ours["guide"], "version": ours["version"]}
        decided = {**which, "decidedBy": "Kommunestyret, sak 14"}
        await coordinator.post("/v1/guides/drafts/publications", decided)
    async with tale.step("A second thought is drafted and put away; another is published at once"):
        more = {**ours, "version": ours["version"] + 1, "validFrom": tale.on(200)}
        await coordinator.post("/v1/guides/drafts", {"edition": more, "why": "To uker?"})
        dropped = {**which, "version": more["version"], "why": "Tre er nok."}
        await coordinator.post("/v1/guides/drafts/droppings", dropped)
        await administrator.post("/v1/guides", more)
    async with tale.step("The administrator signs the rules that hold, by the digest of the words"):
        read = (await administrator.get(f"/v1/rules?on={tale.on(0)}")).body
        digest = {"digest": read["guideSigned"]["digest"]}
        await administrator.post("/v1/rules/signatures", digest)
    async with tale.step(
        "A follow-up that runs goes by its old edition, until its holder moves it"
    ):
        in_use = (await coordinator.get("/v1/guides/in-use")).body["items"]
        check(len(in_use) > 1, "one sees how many still go by the old one, and never who")
        await relay.say(teacher, "guides", {**which, "reason": "Tre uker passer oss bedre"})
        check((await town["mother"].get(relay.path)).body["guide"] == which, "it has moved")


def _own_form(tale: Tale) -> dict[str, Any]:
    words = {"nb": "Hva gjorde morgenen lettere?", "nn": "Kva gjorde morgonen lettare?"}
    return {
        "form": "good-mornings",
        "version": 1,
        "validFrom": tale.on(0),
        "decidedBy": "BTI-koordinator",
        "title": {"nb": "Gode morgener", "nn": "Gode morgonar"},
        "purpose": {"nb": "For klassen og hjemmet.", "nn": "For klassen og heimen."},
        "source": "not stated in the guide: standard",
        "language": {"nb": "Skriv kort.", "nn": "Skriv kort."},
        "questions": [{"key": "easier", "title": words, "answering": "WORDS", "required": True}],
        "filledInBy": ["STAFF", "GUARDIAN"],
        "keptIn": ["FOLLOW_UP"],
        "signed": False,
    }
