"""A family moves from Hemnes to Ål: what they want along comes along, and nobody lets go too soon.

Two books that share nothing but the post. Each has made sure whose card it holds; the family
reads what would go, says yes there and once more here; and the old holder lets go on a receipt.
"""

import base64
from dataclasses import dataclass
from typing import Any, Final

from stafett.stories.answers import Answer
from stafett.stories.beginnings import Agreement, take_on
from stafett.stories.given_words import Words
from stafett.stories.hemnes import ADVICE, CONFIDED
from stafett.stories.moving_cards import larger, make_known, written_down_wrongly
from stafett.stories.pictures import PNG
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder, Town
from stafett.stories.wondering import child_said

PARENTS: Final = ("mother", "father")
COMING: Final = {
    "child": "the boy",
    "mother": "the boy's mother",
    "father": "the boy's father",
}
"""What those who come are called in Ål, where there is a mother already."""
VOICE: Final = child_said("Hunden skal være med. Og tegningen.", "Begge blir med.")
AGREED: Final = Agreement(
    holder="adviser",
    place="ppt",
    leader="ppt-leader",
    reason="Les for éin vaksen, og kjem til ein ny skule",
    child_view=child_said("Eg vil ikkje fortelje alt på nytt.", "Difor les vi pakken først."),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What the post carries: which parcel, from what Ål knows as Hemnes, and its sealed bytes."""

    parcel: str
    neighbour: str
    content: bytes

    def arriving(self, unit: str, *, changed: bool = False) -> dict[str, str]:
        """Return it as it is taken in by a unit; ``changed`` by one bit on the way."""
        last = self.content[-1] ^ changed
        came = base64.b64encode(self.content[:-1] + bytes([last])).decode()
        return {"neighbour": self.neighbour, "unit": unit, "letter": came}


async def from_hemnes(before: Tale, hemnes: Town, tale: Tale, builder: Builder) -> None:
    """Tell how he who read for the dog moves to Ål; ``before`` is the tale of Hemnes."""
    aal = builder.town
    await tale.wait(days=(before.today - tale.today).days)
    async with tale.step(
        "A family is to move from Hemnes to Ål: each reads its card aloud to the other"
    ):
        there = await make_known(hemnes, aal, "Ål")
        here = await make_known(aal, hemnes, "Hemnes")
        (listed,) = (await hemnes["nurse"].get("/v1/me/follow-ups")).body["items"]
    await written_down_wrongly(tale, aal, hemnes, here)
    old = Words(Relay(before, hemnes, listed["id"]), "å hjelpe barnet sammen", "nb")
    parcel = await _asked_what_may_go_along(tale, old, there)
    letter = Letter(parcel, here, await _sent(tale, old))
    new = await _opened(tale, builder, hemnes, letter)
    await _the_drawing(tale, old, new, parcel)
    await _let_go(tale, old, new, parcel)
    async with tale.step("Nobody else is to move there: Hemnes forgets Ål's card until next time"):
        gone = {"why": "Ingen flere skal flytte dit nå"}
        await hemnes["coordinator"].post(f"/v1/neighbours/{there}/forgettings", gone)
        known = (await hemnes["nurse"].get("/v1/neighbours")).body["items"]
        check(known == [], "nobody is known")
    await larger(tale, aal)


async def _asked_what_may_go_along(tale: Tale, old: Words, there: str) -> str:
    relay, town = old.relay, old.relay.town
    nurse = town["nurse"]
    async with tale.step(
        "The nurse asks what may go along; they doubt, it is called off, and asked anew"
    ):
        for parent in PARENTS:
            await old.give(town[parent], ["school", "clinic"])
        (shared,) = (
            part
            for part in (await relay.seen_by(nurse))["parts"]
            if part["place"]["kind"] == "SHARED"
        )
        kinds = ("goals", "measures", "entries", "attachments")
        asked = {
            "neighbour": there,
            "unit": "PPT i Skrubbehølen",
            "items": [one["id"] for kind in kinds for one in shared[kind]],
            "movesOn": tale.on(30),
            "childView": VOICE,
        }
        await relay.say(nurse, "departures", asked)
        await relay.say(nurse, "departures/cancellations", {"why": "De tenker på det til i morgen"})
        return (await relay.say(nurse, "departures", asked)).id


async def _sent(tale: Tale, old: Words) -> bytes:
    relay, town = old.relay, old.relay.town
    nurse, mother, father = town["nurse"], town["mother"], town["father"]
    here = f"{relay.path}/departures"
    async with tale.step("They read exactly what would go: the logg, and not what PPT keeps"):
        read = await mother.get(f"{here}/parcel")
        check(read.mentions(CONFIDED), "what he confided")
        check(not read.mentions(ADVICE), "PPT's own")
        check(not read.mentions(town["child"].id), "no id of ours")
        for key in ("clinic-leader", "head"):
            await town[key].get(f"{here}/parcel", 403, "NOT_YOURS_HERE")
    digest = read.body["digest"]
    async with tale.step("One parent's yes is not everybody's: nothing leaves before both said it"):
        await mother.post(f"{here}/answers", _says(tale, digest=digest))
        await nurse.post(f"{here}/sendings", {"digest": digest}, 409, "NOT_EVERYONE_AGREES")
        await father.post(f"{here}/answers", _says(tale, digest=digest))
        await nurse.post(f"{here}/sendings", {"digest": digest})
    async with tale.step("It is sealed for Ål alone; the nurse keeps the baton while it travels"):
        letter = await nurse.get(f"{here}/letter")
        check(not letter.mentions(CONFIDED), "nobody reads it on the way")
        await relay.held_by("nurse", nurse, mother, father)
    return letter.content


async def _opened(tale: Tale, builder: Builder, hemnes: Town, letter: Letter) -> Words:
    town = builder.town
    adviser, unit = town["adviser"], town.units["ppt"]
    async with tale.step("In Ål PPT takes him on; the family's yes in Hemnes opens nothing here"):
        await builder.moved_here(adviser, hemnes, COMING)
        relay = await take_on(tale, town, AGREED, town["new-child"])
        came = letter.arriving(unit)
        await relay.say(adviser, "arrivals", came, 409, "NOT_EVERYONE_AGREES")
    async with tale.step("Both say yes once more: it opens, as the past of another place, in PPT"):
        named = _says(tale, parcel=letter.parcel, neighbour=letter.neighbour)
        for parent in PARENTS:
            await relay.say(town[f"new-{parent}"], "arrivals/answers", named)
        changed = letter.arriving(unit, changed=True)
        await relay.say(adviser, "arrivals", changed, 409, "PARCEL_NOT_READ")
        await relay.say(adviser, "arrivals", came)
        check((await adviser.get(relay.path)).mentions(CONFIDED), "the adviser reads it")
        await relay.stands(town["new-mother"], level=1, logg="NOT_OPENED")
        await relay.hidden_from(town["clinic-leader"], town["pedagogue"], town["coordinator"])
    return Words(relay, "å samarbeide om lesinga", "nn")


async def _the_drawing(tale: Tale, old: Words, new: Words, parcel: str) -> None:
    adviser, unit = new.relay.town["adviser"], new.relay.town.units["ppt"]
    async with tale.step("His drawing comes by the post beside it, and is known by its bytes"):
        drawn = await _drawn(old)
        upload = await adviser.post(
            f"{new.relay.path}/uploads?unit={unit}", drawn.content, media=PNG
        )
        says = {
            "upload": upload.id,
            "kind": "DRAWING",
            "title": "Hunden",
            "about": [new.relay.town["new-child"].id],
            "actedOn": tale.on(0),
            "unit": unit,
            "hangsOn": parcel,
        }
        await new.relay.say(adviser, "attachments", says)
        (brought,) = (await new.relay.seen_by(new.relay.town["new-mother"]))["brought"]
        check(brought["came"] == [upload.body["digest"]], "the mother sees that it has come")


async def _drawn(old: Words) -> Answer:
    """Fetch the drawing where it lies in Hemnes."""
    relay = old.relay
    nurse = relay.town["nurse"]
    (drawing,) = (
        one for part in (await relay.seen_by(nurse))["parts"] for one in part["attachments"]
    )
    return await nurse.get(f"{relay.path}/attachments/{drawing['id']}")


async def _let_go(tale: Tale, old: Words, new: Words, parcel: str) -> None:
    town = old.relay.town
    nurse, mother = town["nurse"], town["mother"]
    async with tale.step("Ål signs for it. On that receipt, and on no other, Hemnes lets go"):
        signed = await new.relay.town["adviser"].get(f"{new.relay.path}/arrivals/{parcel}/receipt")
        receipt: dict[str, Any] = signed.body
        false = {**receipt, "digest": "0" * 64}
        await old.relay.say(nurse, "departures/receipts", false, 409, "NOT_THAT_RECEIPT")
        await old.relay.held_by("nurse", mother)
        await old.relay.say(nurse, "departures/receipts", receipt)
    async with tale.step(
        "Never without a holder: in Hemnes it is over because he moved; Ål has it"
    ):
        over = await old.relay.seen_by(mother)
        check((over["state"], over["ended"]["reason"]) == ("ENDED", "MOVED"), "over in Hemnes")
        check(over["logg"]["state"] == "LOCKED", "and the logg is locked")
        await new.relay.held_by("adviser", *(new.relay.town[f"new-{one}"] for one in PARENTS))


def _says(tale: Tale, **to: str) -> dict[str, Any]:
    """Return a yes to something, as it is sent."""
    evidence = {
        "kind": "DIGITAL",
        "givenOn": tale.on(0),
        "language": "nb",
        "information": "moving-2026-1",
    }
    return {"agrees": True, "evidence": evidence, **to}
