"""Hemnes' little sister: a logg on paper, words on the wrong child, and the way to school.

Her folder lies in the kindergarten until she starts school; then the baton goes on, the folder
after it, and the kindergarten leaves when it has told what it knows.
"""

from typing import Final

from stafett.stories.beginnings import GUARDIANS, Agreement, take_on
from stafett.stories.given_words import Words
from stafett.stories.teller import Tale, check
from stafett.stories.town import Builder
from stafett.stories.wondering import child_said

ABOUT_HIM: Final = "Leste for to i dag"
ON_THE_WRONG_CHILD: Final = "Hun gråt da moren gikk"
AGREED: Final = Agreement(
    holder="pedagogue",
    place="kindergarten",
    leader="kindergarten-leader",
    reason="Vil ikke slippe hånda om morgenen",
    child_view=child_said("Jeg vil til hunden.", "Derfor går vi innom den først."),
)
AT_HOME_IN: Final = "permen i arkivskapet på Bregnehølen"


async def goes_to_school(tale: Tale, builder: Builder, brother: Words) -> None:
    """Tell of the sister, from the folder in the kindergarten to her first day at school."""
    town = builder.town
    async with tale.step(
        "The kindergarten takes on the little sister; her logg is a folder on paper"
    ):
        born = tale.today.replace(year=tale.today.year - 5)
        await builder.sibling(town["pedagogue"], "sister", "the little sister", born, GUARDIANS)
        relay = await take_on(tale, town, AGREED, town["sister"])
        words = Words(relay, "å ha det trygt om morgenen", "nb")
        for guardian in ("mother", "father"):
            giver = town[guardian]
            await words.give(
                giver,
                ["kindergarten"],
                about=town["sister"],
                signed_with=town["pedagogue"],
                minuted="referat fra samtalen i dag",
            )
        pedagogue = town["pedagogue"]
        goal = await relay.goal(pedagogue, "kindergarten", "Vinker selv", "Dager i uka")
        await relay.measure(
            pedagogue,
            "kindergarten",
            goal,
            "Samme voksne i døra",
            how="Hun velger hvem",
            arena="garderoben",
            responsible={"part": "EMPLOYEE", "who": pedagogue.id},
        )
        paper = {"medium": "PAPER", "keptAt": AT_HOME_IN}
        await relay.say(town["pedagogue"], "logg/openings", paper)
        seen = await town["mother"].get(relay.path)
        check(seen.mentions(AT_HOME_IN), "the family sees where it lies")
    await _one_meeting_for_both(tale, words, brother)
    await _on_the_wrong_child(tale, brother)
    await _to_school(tale, words)


async def _one_meeting_for_both(tale: Tale, words: Words, brother: Words) -> None:
    relay, town = words.relay, words.relay.town
    mother = town["mother"]
    async with tale.step("One talk is about both children: each of them sees its own part of it"):
        meeting = await brother.relay.plan(
            town["nurse"], "clinic", "follow-up-meeting", "Morgenen hjemme", days=3
        )
        his = await brother.relay.seen_by(mother)
        (occasion,) = (one["occasion"] for one in his["meetings"] if one["id"] == meeting)
        same = {
            "unit": town.units["kindergarten"],
            "kind": "follow-up-meeting",
            "starts": f"{tale.on(3)}T12:00:00Z",
            "agenda": {"purpose": "Morgenen hjemme"},
            "occasion": occasion,
        }
        hers = (await relay.say(town["pedagogue"], "meetings", same)).id
        check((await town["pedagogue"].get(relay.path)).mentions(hers), "hers")
        check(
            not (await town["nurse"].look(relay.path)).mentions(hers), "not the brother's helpers"
        )


async def _on_the_wrong_child(tale: Tale, brother: Words) -> None:
    relay, town = brother.relay, brother.relay.town
    teacher, mother, head = town["teacher"], town["mother"], town["head"]
    async with tale.step(
        "Words about the sister are written in her brother's logg, and read there"
    ):
        entry = await brother.write(teacher, "school", ON_THE_WRONG_CHILD)
        check(await brother.read_by(mother, ON_THE_WRONG_CHILD), "the mother reads them")
    async with tale.step(
        "Found out: they are hidden from all at once; who had read them is listed"
    ):
        wrong = {"item": entry.id, "unit": town.units["school"], "why": "Det var om søsteren."}
        await relay.say(teacher, "misfilings", wrong)
        for who in (mother, teacher, town["nurse"], head):
            check(not await brother.read_by(who, ON_THE_WRONG_CHILD), f"{who.who} reads on")
        readers = await head.get(f"{relay.path}/misfilings/{entry.id}/readers")
        check(readers.mentions(mother.id), "the mother had read them")
    async with tale.step("Other words that were hidden were his after all, and stand there again"):
        right = await brother.write(teacher, "school", ABOUT_HIM)
        mine = {"unit": town.units["school"]}
        doubted = {**mine, "item": right.id, "why": "Kan være om søsteren"}
        await relay.say(teacher, "misfilings", doubted)
        found = {**mine, "why": "Det var om ham likevel"}
        await relay.say(teacher, f"misfilings/{right.id}/endings", found)
        check(await brother.read_by(mother, ABOUT_HIM), "the mother reads them again")
        too_fast = {"why": "Det var likevel om denne", "unit": town.units["school"]}
        await relay.say(teacher, f"misfilings/{entry.id}/endings", too_fast)
        await relay.say(teacher, "misfilings", wrong)


async def _to_school(tale: Tale, words: Words) -> None:
    relay, town = words.relay, words.relay.town
    pedagogue, leader, head = (town[who] for who in ("pedagogue", "kindergarten-leader", "head"))
    first = town["first-grade-teacher"]
    await tale.wait(days=120)
    async with tale.step(
        "She is to start school: the change is planned for a day, and first called off"
    ):
        move = {
            "to": town.units["school"],
            "on": tale.on(60),
            "reason": "Hun begynner på skolen",
            "childView": child_said("Jeg vil sitte ved vinduet.", "Plassen er holdt av."),
        }
        await relay.say(pedagogue, "home-changes", move)
        await relay.say(pedagogue, "home-changes/cancellations", {"why": "Ett år til her?"})
        await relay.say(pedagogue, "home-changes", move)
        await relay.hidden_from(first)
    async with tale.step(
        "The parents let the school in; its teacher accepts the baton before the day"
    ):
        for guardian in ("mother", "father"):
            await words.give(
                town[guardian],
                ["kindergarten", "school"],
                about=town["sister"],
                minuted="referat fra overgangssamtalen",
                signed_with=pedagogue,
            )
        await relay.invite(pedagogue, "school")
        await relay.accept(head, "school")
        await relay.name(head, "school", first, "Kontaktlærer i første klasse")
        await relay.offer(pedagogue, "first-grade-teacher", "school", because="CHANGE_OF_UNIT")
        done = {"talkedOn": tale.on(0)}
        await relay.say(pedagogue, "home-changes/completions", done, 409, "BATON_NOT_THERE")
        await relay.take(first)
    await tale.wait(days=60)
    async with tale.step("First day at school: it is her home unit now, and the folder lies there"):
        await relay.say(first, "home-changes/completions", {"talkedOn": tale.on(-60)})
        await relay.say(first, "logg/places", {"keptAt": "permen på kontoret til rektor"})
        await relay.leave(leader, "kindergarten", "Hun går på skolen nå")
        await relay.held_by("first-grade-teacher", first, town["mother"], town["father"])
        check((await relay.seen_by(town["mother"]))["home"] == town.units["school"], "at school")
