"""Sogndal, those who come alone: a boy of fourteen without a number, and one who speaks for him.

Nobody in his family can be asked. An organisation answers for him, and it speaks through one
person, with a paper that says since when.
"""

from typing import Final

from stafett.stories.beginnings import Agreement, take_on
from stafett.stories.given_words import Words
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder
from stafett.stories.wondering import child_said

ORGANISATION: Final = "912345675"
"""The number of an organisation that is not there."""
AGREED: Final = Agreement(
    holder="contact",
    place="refugees",
    leader="leader",
    reason="Treng nokon som ventar på han heime",
    child_view=child_said("Eg vil spele fotball.", "Difor byrjar vi der."),
)


async def alone(tale: Tale, builder: Builder) -> None:
    """Tell who he is, who speaks for him, and how a logg is opened."""
    town = builder.town
    await _who_he_is(tale, builder)
    await _who_speaks(tale, builder)
    async with tale.step("The refugee service takes him on; the guardian's word opens his logg"):
        relay = await take_on(tale, town, AGREED, town["boy"])
        words = Words(relay, "å hjelpe han saman", "nn")
        await relay.open_logg(town["contact"], 409, "LOGG_NOT_LET_OPEN")
        await words.give(town["guardian"], ["refugees"], about=town["boy"])
        await relay.open_logg(town["contact"])
        await relay.hidden_from(town["mother"], town["teacher"], town["coordinator"])


async def _who_he_is(tale: Tale, builder: Builder) -> None:
    contact, town = builder.town["contact"], builder.town
    async with tale.step("A boy comes alone: first a name as it was heard, then his papers"):
        number = await builder.unnumbered(contact, "boy", "the boy", 14.2)
        here = f"/v1/persons/{town['boy'].id}"
        await contact.post(f"{here}/names", {"fullName": town.names["boy"]})
        born = tale.today.replace(year=tale.today.year - 14, month=2, day=3).isoformat()
        await contact.post(f"{here}/birth-dates", {"born": born})
        administrator, numbered = town["administrator"], {"nationalNumber": number}
        await contact.post(f"{here}/national-numbers", numbered, 403, "ASK_AN_ADMINISTRATOR")
        await administrator.post(f"{here}/national-numbers", numbered)
        reached = {"name": town.names["boy"], "phone": "000 00 014"}
        await contact.post(f"{here}/contacts", reached)
    async with tale.step("Whoever knows him finds him by his number; to others nobody is found"):
        asked = {"nationalNumber": number}
        found = await contact.query("/v1/persons", asked)
        check(found.mentions(town["boy"].id), "the contact person finds him")
        same = await contact.query("/v1/persons/search", asked, method="POST")
        check(same.body == found.body, "either way")
        nobody = await town["teacher"].query("/v1/persons", asked)
        check(not nobody.mentions(town["boy"].id), "the teacher does not")


async def _who_speaks(tale: Tale, builder: Builder) -> None:
    town, administrator = builder.town, builder.town["administrator"]
    async with tale.step("An organisation answers for him, and one person speaks for it, by law"):
        here = f"/v1/persons/{town['boy'].id}"
        answers = {
            "organisationNumber": ORGANISATION,
            "organisationName": "Verjekontoret på Skrubbetangen",
            "since": tale.on(-1),
            "reference": "brev 14",
        }
        await administrator.post(f"{here}/responsible-organisations", answers)
        who, basis = "the appointed guardian", "speaks-for-responsible-organisation"
        await builder.speaker("guardian", who, "boy", basis, "oppnemning 14")
