"""Ål, after its public guide (in nynorsk): those it concerns are asked, each for what is theirs.

Child and parents are in it early. What the mother tells of herself is hers. Two units work
together without any logg; an offer nobody answers shows; a suspicion is reported at once.
"""

from typing import Final

from stafett.stories import aal_afterwards, aal_around
from stafett.stories.beginnings import Agreement, everybody_arrives, taken_on
from stafett.stories.given_words import Words, gaps
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder, Place, Plan, Post, Town
from stafett.stories.wondering import child_said, suspect, wonder

PLAN: Final = Plan(
    rules="aal",
    places={
        "kindergarten": Place("Rognetangen barnehage", "kindergarten"),
        "ppt": Place("PPT i Skrubbehølen", "ppt"),
        "child-welfare": Place("Barneverntenesta på Multesletta", "child-welfare"),
        "clinic": Place("Bregnebotnen helsestasjon", "health-clinic"),
    },
    posts={
        "pedagogue": Post("the kindergarten's pedagogue", "kindergarten"),
        "leader": Post("the leader of the kindergarten", "kindergarten", leads=True),
        "substitute": Post("a substitute in the kindergarten", "kindergarten"),
        "assistant": Post("an assistant in the kindergarten", "kindergarten"),
        "ppt-leader": Post("the leader of PPT", "ppt", leads=True),
        "adviser": Post("the PPT adviser", "ppt"),
        "welfare-leader": Post("the leader of child welfare", "child-welfare", leads=True),
        "clinic-leader": Post("the leader of the clinic", "clinic", leads=True),
        "coordinator": Post("the BTI coordinator", duty="BTI_COORDINATOR"),
    },
)

VOICE = child_said("Eg vil sitje på fanget først.", "Slik byrjar vi kvar morgon.")
HERS: Final = "Mor søv lite etter at bestemor døydde, og ber om hjelp til morgonane"
AGREED: Final = Agreement(
    holder="pedagogue",
    place="kindergarten",
    leader="leader",
    outcome="Barnehagen byrjar sjølv, med porten.",
    guardians_say="Ja.",
    reason="Treng trygge morgonar",
    child_view=VOICE,
)
PLAN_AT_THE_GATE: Final = "Same vaksne i porten kvar morgon"
SAID_IN_THE_SANDPIT: Final = "Far slo med beltet, sa ho, og viste ryggen"
UNANSWERED: Final = 15
"""Days: one more than an offer stands."""


async def play(tale: Tale, builder: Builder) -> Town:
    """Tell the whole story, from an early talk to a report that is sent at once."""
    known = "The pedagogue makes a child of three and both guardians known"
    town = await everybody_arrives(tale, builder, "pedagogue", 3.4, known, language="nn")
    words = await _early(tale, town)
    await _the_mothers_own(tale, words)
    await _together_without_logg(tale, words)
    await _offer_without_answer(tale, words)
    await _reported_at_once(tale, words)
    await aal_afterwards.with_the_parents_told(tale, words)
    await aal_afterwards.a_care_order(tale, builder, words)
    return town


async def _early(tale: Tale, town: Town) -> Words:
    pedagogue, leader = town["pedagogue"], town["leader"]
    mother, father = town["mother"], town["father"]
    async with tale.step("Level 0: a wondering; child and parents are in it the same day"):
        concern = await wonder(
            tale, pedagogue, town["child"], town.units["kindergarten"], "Kva er trygt for henne?"
        )
        await concern.observe(
            pedagogue, "Held fast i jakka til han som følgjer, og slepp ikkje.", arena="porten"
        )
        await concern.plan_talk(pedagogue, pedagogue)
        await concern.talk_with_child(
            pedagogue,
            own_words="Ikkje gå.",
            summary="Vil ha ein vaksen ho kjenner når ho kjem.",
            how="teikna saman",
        )
        await concern.talk_with_guardians(
            pedagogue, [mother, father], "Dei har sett det same, og er glade for å bli spurde."
        )
    async with tale.step("Both guardians read it from that day; other units know of nothing"):
        for guardian in (mother, father):
            check((await guardian.get(concern.path)).mentions("porten"), f"{guardian.who} reads it")
        for key in ("adviser", "clinic-leader", "assistant", "coordinator"):
            await town[key].get(concern.path, 404, "NOT_FOUND")
    async with tale.step("The leader is told of it, and reads it"):
        await concern.share(pedagogue, [leader])
        check((await leader.get(concern.path)).mentions("porten"), "the leader reads it")
    await aal_around.seen_otherwise(concern, town)
    async with tale.step("The leader is asked, all agree: level 1, the pedagogue has the baton"):
        relay = await taken_on(tale, town, concern, AGREED)
        await relay.stands(mother, level=1, logg="NOT_OPENED")
        await relay.held_by("pedagogue", pedagogue, leader, mother, father)
    return Words(relay, "å samarbeide om morgonane", "nn")


async def _the_mothers_own(tale: Tale, words: Words) -> None:
    town = words.relay.town
    pedagogue, mother, father = town["pedagogue"], town["mother"], town["father"]
    await tale.wait(days=4)
    async with tale.step("The mother tells something about herself; the pedagogue writes it down"):
        entry = await words.write(pedagogue, "kindergarten", HERS, about=mother, shared=False)
        check(await words.read_by(pedagogue, HERS), "the kindergarten's own part")
        check(not await words.read_by(father, HERS), "not for the father")
    async with tale.step("Before it can be shared it is shown to the family: to her, not to him"):
        await words.propose(pedagogue, "kindergarten", entry)
        check(await words.read_by(mother, HERS), "she sees what is proposed about her")
        check(not await words.read_by(father, HERS), "it is not his to see")
    async with tale.step("The father's word does not share it: he cannot give hers"):
        await words.give(
            father, ["kindergarten"], about=mother, status=403, code="NOT_YOURS_TO_GIVE"
        )
        await words.give(father, ["kindergarten"], logg=False)
        check(not await words.read_by(father, HERS), "his word is about the child")
    async with tale.step("With her own word for her own matter he sees it; taken back, no more"):
        await words.give(mother, ["kindergarten"], about=mother)
        check(await words.read_by(father, HERS), "she has shared it")
        await words.withdraw(mother, ["kindergarten"])
        check(not await words.read_by(father, HERS), "it is hers again")
        check(await words.read_by(mother, HERS), "she sees it still")


async def _together_without_logg(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    pedagogue, adviser = town["pedagogue"], town["adviser"]
    mother, father = town["mother"], town["father"]
    await tale.wait(days=10)
    await aal_around.whom_the_family_wants(tale, words)
    async with tale.step("The guardians want PPT with them, and no logg. That is a no like any"):
        await relay.hidden_from(adviser)
        for guardian in (mother, father):
            await words.give(guardian, ["ppt"], logg=False)
        await words.refuse_logg(mother, ["kindergarten", "ppt"])
        await relay.open_logg(pedagogue, 409, "LOGG_NOT_LET_OPEN")
        await relay.stands(father, level=1, logg="NOT_OPENED")
        await relay.held_by("pedagogue", mother, pedagogue)
    async with tale.step("Two units work together at level 2, on consent, and there is no logg"):
        await relay.accept(town["ppt-leader"], "ppt")
        await relay.name(town["ppt-leader"], "ppt", adviser, "Sjå på overgangar")
        await relay.change_level(pedagogue, 2, "PPT er med på morgonane", VOICE)
        await relay.stands(mother, level=2, logg="NOT_OPENED")
        await relay.listed_for(adviser)
    await aal_around.too_near(tale, words)
    async with tale.step("Each writes for itself: the other reads none of it, nor what is hers"):
        goal = await relay.goal(pedagogue, "kindergarten", "Slepp jakka sjølv", "Morgonar i veka")
        await relay.measure(
            pedagogue,
            "kindergarten",
            goal,
            PLAN_AT_THE_GATE,
            how="Ho vel kven det skal vere",
            arena="porten",
            responsible={"part": "EMPLOYEE", "who": pedagogue.id},
        )
        for own in (HERS, PLAN_AT_THE_GATE):
            check(not await words.read_by(adviser, own), "the adviser reads the kindergarten's")
        seen = await relay.seen_by(adviser)
        check(seen["level"] == 2, "the frame is for everybody who takes part")  # noqa: PLR2004
        await relay.hidden_from(town["assistant"], town["clinic-leader"], town["welfare-leader"])


async def _offer_without_answer(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    pedagogue, leader, adviser = town["pedagogue"], town["leader"], town["adviser"]
    mother, father = town["mother"], town["father"]
    async with tale.step("The baton is offered to the adviser, who does not answer"):
        await relay.offer(pedagogue, "adviser", "ppt")
        await relay.held_by("pedagogue", pedagogue, adviser, mother, father)
        check("OFFER_UNANSWERED" not in gaps(await relay.seen_by(pedagogue)), "not yet a break")
    await tale.wait(days=UNANSWERED)
    async with tale.step("Left unanswered it shows as a break: to holder, leader and family"):
        for who in (pedagogue, leader, mother, father):
            check("OFFER_UNANSWERED" in gaps(await relay.seen_by(who)), f"{who.who} sees it")
    await aal_around.on_one_page(tale, words)
    async with tale.step("All that time one person answered for the child; too late is too late"):
        await relay.take(adviser, status=403, code="NOT_YOURS_HERE")
        await relay.held_by("pedagogue", pedagogue, leader, adviser, mother, father)
    async with tale.step("Asked anew, it is a break no longer; the adviser says no, and why"):
        await relay.offer(pedagogue, "adviser", "ppt")
        check("OFFER_UNANSWERED" not in gaps(await relay.seen_by(mother)), "she was asked anew")
        await relay.decline(adviser, "Eg er her to dagar i månaden, ho treng nokon kvar dag")
        await relay.held_by("pedagogue", pedagogue, mother)


async def _reported_at_once(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    pedagogue, leader, child = town["pedagogue"], town["leader"], town["child"]
    mother, father = town["mother"], town["father"]
    await tale.wait(days=3)
    async with tale.step("A suspicion of violence: with the leader, reported the same hour"):
        hidden = await suspect(
            tale,
            pedagogue,
            child,
            unit=town.units["kindergarten"],
            second=leader,
            text=SAID_IN_THE_SANDPIT,
            best_interests="Ho er tryggast om ingen heime veit det før barnevernet har vore her.",
        )
        await hidden.report(
            pedagogue,
            "CHILD_WELFARE",
            "Vakta i barneverntenesta",
            text="Meldt på telefon og skriftleg.",
            untold=[child, mother, father],
            why_not="Mistanke om vald frå ein heime",
        )
    async with tale.step("The two who are named read it; to all others it never was"):
        for who in (pedagogue, leader):
            check((await who.get(hidden.path)).mentions("beltet"), f"{who.who} reads it")
        for key in ("mother", "father", "child", "adviser", "assistant", "welfare-leader"):
            await town[key].get(hidden.path, 404, "NOT_FOUND")
    async with tale.step("Here it has no level: the follow-up stands as before every eye"):
        await relay.stands(mother, level=2, logg="NOT_OPENED")
        await relay.held_by("pedagogue", mother, father, town["adviser"], pedagogue)
        for guardian in (mother, father):
            check(not await words.read_by(guardian, "beltet"), f"{guardian.who} finds a trace")
