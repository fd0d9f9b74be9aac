"""Hemnes' drawing, and a mark on an arm: what a child shows, and what turns out to be nothing.

A drawing is kept in the logg beside what was written. A suspicion is shielded at once; when it
has been looked into and was an accident, the shield is lifted, and the family is told.
"""

from typing import Final

from stafett.stories.given_words import Words
from stafett.stories.pictures import PNG, picture
from stafett.stories.teller import Tale, check
from stafett.stories.wondering import suspect

DOG: Final = (0b00000000, 0b00100100, 0b00111100, 0b01011010, 0b01111110, 0b00100100, 0b00011000, 0)
"""A dog's head, eight by eight."""
SEEN: Final = "Et blått merke over albuen, og et kast med skuldrene da jeg spurte"


async def of_the_dog(tale: Tale, words: Words) -> None:
    """Tell how a drawing comes into the logg."""
    relay, town = words.relay, words.relay.town
    teacher, mother, school = town["teacher"], town["mother"], town.units["school"]
    async with tale.step("He has drawn whom he reads for; the drawing lies in the logg, sealed"):
        drawn = picture(DOG)
        here = f"{relay.path}/uploads?unit={school}&shared=true"
        upload = (await teacher.post(here, drawn, media=PNG)).id
        says = {
            "kind": "PICTURE",
            "title": "Den jeg leser for",
            "about": [town["child"].id],
            "actedOn": tale.on(0),
            "unit": school,
        }
        await relay.say(teacher, "attachments", {**says, "upload": upload, "shared": True})
        right = {**says, "kind": "DRAWING", "why": "Den er tegnet."}
        await relay.say(teacher, f"attachments/{upload}/corrections", right)
        for who in (mother, teacher):
            seen = await who.get(f"{relay.path}/attachments/{upload}")
            check(seen.content == drawn, f"{who.who} sees it as it was drawn")
        await town["colleague"].get(f"{relay.path}/attachments/{upload}", 404, "NOT_FOUND")


async def was_a_fall(tale: Tale, words: Words) -> None:
    """Tell of a suspicion that was an accident."""
    town = words.relay.town
    teacher, head, child, mother = (town[who] for who in ("teacher", "head", "child", "mother"))
    await tale.wait(days=40)
    async with tale.step("A mark on his arm: a shielded concern, by teacher and head, that day"):
        hidden = await suspect(
            tale,
            teacher,
            child,
            unit=town.units["school"],
            second=head,
            text=SEEN,
            best_interests="Til vi vet mer er det tryggest at ingen hjemme hører om det.",
        )
        await hidden.observe(teacher, "Han holder armen inntil seg.", arena="garderoben")
        for key in ("child", "mother", "father", "nurse", "coordinator"):
            await town[key].get(hidden.path, 404, "NOT_FOUND")
    async with tale.step("The boy may know: the two let him read it, and say why that is best"):
        why = {"why": "Han spør selv.", "bestInterests": "Han vil forklare det."}
        await head.post(f"{hidden.path}/shield/child", why)
        check((await child.get(hidden.path)).mentions("armen inntil"), "he reads what was seen")
        await mother.get(hidden.path, 404, "NOT_FOUND")
    async with tale.step(
        "It was a fall from a horse. The shield is lifted, and the parents are told"
    ):
        fell = {"why": "Legen og ridelæreren så ham falle.", "bestInterests": "Ingenting å skjule."}
        await head.post(f"{hidden.path}/shield/liftings", fell)
        await hidden.tell(teacher, [mother, town["father"]])
        check((await mother.get(hidden.path)).mentions("armen inntil"), "the mother reads it")
