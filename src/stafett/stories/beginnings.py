"""How the stories begin: a town with its people, a family, and a wondering all agree to act on."""

from collections.abc import Mapping
from dataclasses import dataclass

from stafett.stories.actors import Actor
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale
from stafett.stories.town import Builder, Town
from stafett.stories.wondering import Wondering

GUARDIANS = {"mother": "the mother", "father": "the father"}


async def everybody_arrives(
    tale: Tale, builder: Builder, by: str, age: float, sentence: str, *, language: str = ""
) -> Town:
    """Tell of the units and those who work there, and let one of them make a family known."""
    async with tale.step("The municipality has units, and people who work in them"):
        town = await builder.build()
    async with tale.step(sentence):
        await builder.family(town[by], age, GUARDIANS)
    for actor in town.actors.values():
        actor.language = language
    return town


@dataclass(frozen=True, slots=True)
class Agreement:
    """What all agree on when a child is taken on: who carries the baton where, and why.

    ``outcome`` is what came of it with the leader, and ``guardians_say`` what they think of that,
    where somebody wondered first.
    """

    holder: str
    place: str
    leader: str
    reason: str
    child_view: Mapping[str, str]
    outcome: str = ""
    guardians_say: str = ""


async def taken_on(tale: Tale, town: Town, concern: Wondering, agreed: Agreement) -> Relay:
    """Let leader and guardians agree to a wondering being acted on, at level 1 (R188)."""
    holder = town[agreed.holder]
    await concern.clarify(holder, agreed.outcome)
    for guardian in ("mother", "father"):
        await concern.view_of(holder, town[guardian], agreed.guardians_say, agrees=True)
    begun = await concern.take_on(
        holder,
        town.professional(agreed.holder, agreed.place),
        town[agreed.leader],
        agreed.child_view,
        agreed.reason,
    )
    return Relay(tale, town, begun)


async def take_on(tale: Tale, town: Town, agreed: Agreement, child: Actor) -> Relay:
    """Take a child on at level 1, after a talk that nobody wrote a concern about first."""
    form = {
        "about": child.id,
        "home": town.units[agreed.place],
        "holder": town.professional(agreed.holder, agreed.place),
        "clarification": {
            "leader": town[agreed.leader].id,
            "guardiansToldBy": town[agreed.holder].id,
            "agreement": "AGREED",
            "agreedOn": tale.on(0),
        },
        "reason": agreed.reason,
        "childView": dict(agreed.child_view),
    }
    return Relay(tale, town, (await town[agreed.holder].post("/v1/follow-ups", form)).id)
