"""Nittedal, beside the logg and openly: what was written while it was urgent is put right.

Written in a hurry it names the wrong neighbour, and a morning that was another child's. Both are
kept where it was put right, the family's own words stand beside it, and what lay with the wrong
child is gone from everybody's sight until somebody finds that it was right after all.
"""

from typing import Final

from stafett.stories.pictures import PNG, picture
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import Wondering

THE_BUS: Final = (0b01111110, 0b01011010, 0b01111110, 0b01111110, 0b00100100, 0)
ALONE: Final = "Kom alene med bussen, uten lue"
WITH_GRANDMOTHER: Final = "Kom med mormor på bussen, uten lue"
NOT_SO: Final = "Lua lå i sekken"


async def misheard(tale: Tale, town: Town, concern: Wondering) -> None:
    """Put right what the teacher wrote of two talks and a form, for those who read them."""
    teacher, child, mother = (town[who] for who in ("teacher", "child", "mother"))
    here, why = concern.path, {"why": "Leste det opp for ham.", "on": tale.on(0)}
    shown = (await teacher.get(here)).body
    ((walk,), (met,)) = shown["talksWithChild"], shown["talksWithGuardians"]
    his = {"how": walk["how"], "ownWords": "Det er for stille her.", "summary": walk["summary"]}
    await teacher.post(f"{here}/child-talks/{walk['id']}/corrections", {**his, **why})
    theirs = {"minutes": "Hjemme er det travelt fram til jul.", **why}
    await teacher.post(f"{here}/guardian-talks/{met['id']}/corrections", theirs)
    (seen,) = (one for one in shown["forms"] if one["sheet"]["form"]["form"] == "observation-form")
    answers = {"where": "gangen", "seen": "Sitter igjen etter timen."}
    sheet = concern.sheet("observation-form", child, answers)
    right = {"sheet": sheet, "why": "Det var i gangen."}
    await teacher.post(f"{here}/documents/{seen['id']}/corrections", right)
    read = await mother.get(here)
    check(read.mentions("fram til jul") and read.mentions("gangen"), "the mother reads both")
    check(not read.mentions("for stille"), "what the child said is the child's")


async def in_a_hurry(tale: Tale, town: Town, concern: Wondering) -> str:
    """Tell what is written down while the mother is away; return the observation."""
    teacher, child, mother, father = (town[who] for who in ("teacher", "child", "mother", "father"))
    family = [{"person": one.id, "told": True} for one in (child, mother, father)]
    here = concern.path
    async with tale.step("What is seen is written down in a hurry, and the bus he drew kept by it"):
        seen = {"arena": "skolegården", "origin": "OWN_EYES", "on": tale.on(0)}
        item = (await teacher.post(f"{here}/observations", {**seen, "text": ALONE})).id
        drawn = picture(THE_BUS)
        upload = (await teacher.post(f"{here}/uploads", drawn, media=PNG)).id
        says = {"kind": "PICTURE", "title": "Bussen", "about": [child.id], "actedOn": tale.on(0)}
        await teacher.post(f"{here}/attachments", {**says, "upload": upload, "hangsOn": item})
        for guardian in (mother, father):
            bus = await guardian.get(f"{here}/attachments/{upload}")
            check(bus.content == drawn, f"{guardian.who} sees the bus")
        await town["colleague"].get(f"{here}/attachments/{upload}", 404, "NOT_FOUND")
    async with tale.step("Grandmother is told what she must know, and child welfare what one sees"):
        told = {
            "ground": "avert-danger",
            "receiver": "NEXT_OF_KIN",
            "receiverName": "Mormor Bregnelunden",
            "items": ["at mor er innlagt"],
            "necessity": "Noen må hente i dag.",
            "second": {"employee": town["head"].id},
            "informed": family,
            "at": tale.moment(),
        }
        telling = (await teacher.post(f"{here}/disclosures", told)).id
        sent = {
            "receiver": "CHILD_WELFARE_EMERGENCY",
            "receiverName": "Barnevernvakta",
            "channel": "PHONE",
            "text": "Ingen voksen hjemme før i morgen.",
            "informed": family,
            "at": tale.moment(),
        }
        report = (await teacher.post(f"{here}/reports", sent)).id
        check((await father.get(here)).mentions("Ingen voksen hjemme"), "they were told, and read")
    async with tale.step("Later all of it is put right, and what it said stays beside it"):
        why = {"why": "Skrevet i farta."}
        right = {**seen, **why, "text": WITH_GRANDMOTHER}
        await teacher.post(f"{here}/observations/{item}/corrections", right)
        drawing = {**says, **why, "kind": "DRAWING"}
        await teacher.post(f"{here}/attachments/{upload}/corrections", drawing)
        (called,) = (await teacher.get(here)).body["contacts"]
        grandmother = {
            "receiver": "NEXT_OF_KIN",
            "receiverName": "Mormor Bregnelunden, mobil",
            "channel": "PHONE",
            "at": tale.moment(),
        }
        again = f"{here}/contacts/{called['id']}/corrections"
        await teacher.post(again, {**grandmother, **why})
        both = ["at mor er innlagt", "at far er på sjøen"]
        await teacher.post(
            f"{here}/disclosures/{telling}/corrections", {**told, **why, "items": both}
        )
        number = {**sent, **why, "reference": "vakt 12"}
        await teacher.post(f"{here}/reports/{report}/corrections", number)
        shown = await mother.get(here)
        check(shown.mentions(ALONE) and shown.mentions(WITH_GRANDMOTHER), "both are kept")
    return item


async def otherwise(tale: Tale, town: Town, concern: Wondering, item: str) -> None:
    """Tell what the mother says against it, and how it is hidden by mistake and put back."""
    teacher, mother = town["teacher"], town["mother"]
    here = concern.path
    async with tale.step("The mother saw it otherwise, and says so; nobody has to agree"):
        await mother.post(f"{here}/remarks", {"item": item, "text": NOT_SO})
        check((await teacher.get(here)).mentions(NOT_SO), "the teacher reads it")
    async with tale.step("Was it another child? It is gone for all at once, and who had read it"):
        wrong = {"item": item, "why": "To med samme jakke."}
        await teacher.post(f"{here}/misfilings", wrong)
        gone = await mother.get(here)
        check(not gone.mentions(WITH_GRANDMOTHER) and not gone.body["attachments"], "it is gone")
        readers = await teacher.get(f"{here}/misfilings/{item}/readers")
        check(readers.mentions(mother.id), "the mother had read it")
    async with tale.step("It was this child: it stands again, with the bus and what she said"):
        await teacher.post(f"{here}/misfilings/{item}/endings", {"why": "Det var ham."})
        back = await mother.get(here)
        check(back.mentions(NOT_SO) and bool(back.body["attachments"]), "all of it is back")


async def taken_along(tale: Tale, town: Town, relay: Relay, concern: Wondering, item: str) -> None:
    """Tell how what was seen comes into the logg, and the drawing with it."""
    teacher = town["teacher"]
    async with tale.step("What was seen is taken along into the logg when both agree, bus and all"):
        along = {"concern": concern.id, "item": item}
        entry = (await relay.say(teacher, "entries/from-concerns", along)).id
        for guardian in (town["mother"], town["father"]):
            await relay.say(guardian, f"entries/{entry}/agreements")
        seen = await relay.seen_by(town["mother"])
        (shared,) = (part for part in seen["parts"] if part["place"]["kind"] == "SHARED")
        there = [one["note"]["text"] for one in shared["entries"]]
        check(WITH_GRANDMOTHER in there, "it stands in the logg")
        titles = [one["described"]["title"] for one in shared["attachments"]]
        check("Bussen" in titles, "and the drawing with it")
