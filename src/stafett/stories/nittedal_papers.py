"""Nittedal, on paper that can be put right: what was heard wrong, and what is sent to PPT.

An entry that was wrong is corrected and both are kept; what the family sees otherwise stands
beside it. The minutes carry the referral's five parts, and are signed before they are sent.
"""

from typing import Any, Final

from stafett.stories.given_words import Words
from stafett.stories.nittedal_together import CONTACT_BOOK, VOICE
from stafett.stories.pictures import PNG, picture
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town

THE_HOOK: Final = (0b00111000, 0b00001000, 0b00001000, 0b01001000, 0b01111000, 0)
OWN_NOTE: Final = "Har fått en krok nærmest døra"
HEARD_WRONG: Final = "Klassen begynner klokka åtte på mandager"
RIGHT: Final = "Klassen begynner klokka ni på mandager"


async def put_right(tale: Tale, town: Town, relay: Relay) -> None:
    """Tell how words in the logg are corrected, and what is said against them."""
    teacher, mother, school = town["teacher"], town["mother"], town.units["school"]
    words = Words(relay, "", "nb")
    async with tale.step(
        "Heard wrong and put right: both are kept, and everybody sees which is which"
    ):
        entry = await words.write(teacher, "school", HEARD_WRONG)
        corrected = {
            "unit": school,
            "why": "Jeg hørte feil.",
            "kind": "NOTE",
            "text": RIGHT,
            "about": [town["child"].id],
            "happenedOn": tale.on(0),
        }
        await relay.say(teacher, f"entries/{entry.id}/corrections", corrected)
        seen = await mother.get(relay.path)
        check(seen.mentions(RIGHT) and seen.mentions(HEARD_WRONG), "both are kept")
    async with tale.step("The mother sees it otherwise; her remark stands beside it, and stays"):
        remark = {"item": entry.id, "text": "Det er bare i oddetallsuker."}
        await relay.say(mother, "remarks", remark)
        check((await teacher.get(relay.path)).mentions("oddetallsuker"), "the teacher reads it")
    async with tale.step(
        "What the school wrote for itself comes into the logg when both parents agree"
    ):
        own = await words.write(teacher, "school", OWN_NOTE, shared=False)
        upload = await teacher.post(
            f"{relay.path}/uploads?unit={school}", picture(THE_HOOK), media=PNG
        )
        drawn = {
            "upload": upload.id,
            "kind": "DRAWING",
            "title": "Kroken min",
            "about": [town["child"].id],
            "actedOn": tale.on(0),
            "hangsOn": own.id,
            "unit": school,
        }
        await relay.say(teacher, "attachments", drawn)
        await words.propose(teacher, "school", own)
        await relay.say(mother, f"entries/{own.id}/agreements")
        agreed = f"entries/{own.id}/agreements"
        await relay.say(town["father"], agreed)
        seen = await relay.seen_by(mother)
        (shared,) = (part for part in seen["parts"] if part["place"]["kind"] == "SHARED")
        there = [one["note"]["text"] for one in shared["entries"]]
        check(OWN_NOTE in there, "it stands in the logg")
        check(shared["attachments"], "and the drawing with it")
    async with tale.step("The goal is worded anew, and a measure moved; the old words are kept"):
        goal, measure = await _goal_and_measure(relay)
        aim = {**goal["aim"], "unit": school, "why": "Lettere å telle.", "indicator": "Mandager"}
        await relay.say(teacher, f"goals/{goal['id']}/corrections", aim)
        plan = {**measure["plan"], "unit": school, "why": "Nytt rom.", "arena": "biblioteket"}
        await relay.say(teacher, f"measures/{measure['id']}/corrections", plan)
        check((await town["father"].get(relay.path)).mentions("biblioteket"), "the father reads it")


async def _goal_and_measure(relay: Relay) -> tuple[Any, Any]:
    parts = (await relay.seen_by(relay.town["teacher"]))["parts"]
    (shared,) = (part for part in parts if part["place"]["kind"] == "SHARED")
    (measure,) = (one for one in shared["measures"] if one["plan"]["what"] == CONTACT_BOOK)
    return shared["goals"][0], measure


async def referred(tale: Tale, town: Town, relay: Relay, measure: str) -> None:
    """Tell how a measure is looked after, and how PPT is asked, by minutes that carry all of it."""
    teacher, mother, father = town["teacher"], town["mother"], town["father"]
    school = {"unit": town.units["school"]}
    here = f"measures/{measure}"
    async with tale.step("Between two evaluations one looks, as planned, and writes what one sees"):
        look = {
            **school,
            "lookFor": "hvem som sier god morgen først",
            "responsible": {"part": "EMPLOYEE", "who": teacher.id},
            "plannedFor": tale.on(1),
        }
        planned = (await relay.say(teacher, f"{here}/planned-observations", look)).id
        one = f"{here}/planned-observations/{planned}"
        await relay.say(teacher, f"{one}/plans", {**look, "plannedFor": tale.on(0)})
        seen = {**school, "seen": "Eleven, tre ganger av fem", "happenedOn": tale.on(0)}
        await relay.say(teacher, f"{one}/records", seen)
        chance = {**seen, "seen": "Ventet på en venn ved døra"}
        await relay.say(teacher, f"{here}/observations", chance)
        check((await mother.get(relay.path)).mentions("Ventet på en venn"), "the mother reads it")
    async with tale.step(
        "The child is asked before the meeting, and told afterwards what came of it"
    ):
        meeting = await relay.plan(
            teacher, "school", "coordination-and-evaluation", "Trenger vi noen som kan mer?", days=1
        )
        heard = {
            **school,
            "takesPart": "THROUGH_AN_ADULT",
            "talkedOn": tale.on(0),
            "ownWords": "Si at jeg liker matte.",
            "spokesperson": "kontaktlæreren",
        }
        await relay.say(teacher, f"meetings/{meeting}/child-talks", heard)
        await tale.wait(days=1)
    async with tale.step(
        "What PPT would need to know is gathered; the minutes carry it in five parts"
    ):
        draft = (await teacher.get(f"{relay.path}/referral-drafts")).body
        check(draft["wanted"], "the goals are there already")
        parts = {
            "to": "ppt",
            "wanted": "Å se på hvordan eleven leser",
            "ownService": CONTACT_BOOK,
            "parents": "Legger fram klær og sekk om kvelden",
            "network": "Besteforeldrene henter på onsdager",
            "doneByWhom": "Kontaktlæreren og faren",
        }
        minutes = {"text": "Vi spør PPT.", "referral": parts}
        held = {**school, "heldOn": tale.on(0), "minutes": minutes}
        await relay.say(teacher, f"meetings/{meeting}/minutes", held)
        right = {**minutes, "text": "Vi spør PPT om lesing."}
        again = {**school, "why": "Ett ord manglet.", "minutes": right}
        await relay.say(teacher, f"meetings/{meeting}/minutes/corrections", again)
        told = {**school, "told": "At vi spør PPT, og at matte er bra.", "toldOn": tale.on(0)}
        await relay.say(teacher, f"meetings/{meeting}/child-told", told)
    async with tale.step(
        "Between meetings the child has a grown-up to talk with, every other week"
    ):
        counsellor = town["counsellor"]
        await relay.name(town["head"], "school", counsellor, "Snakke med eleven")
        every = {**school, "adult": counsellor.id, "everyDays": 14}
        await relay.say(teacher, "regular-talks", every)
        check((await counsellor.get("/v1/me/today")).mentions(relay.id), "the counsellor is told")
        over = {**school, "why": "Eleven vil heller ha kontaktlæreren"}
        await relay.say(teacher, "regular-talks/endings", over)
    async with tale.step(
        "Unsigned it is not sent; when both parents and the teacher have signed, it is"
    ):
        send = {**school, "version": 2}
        await relay.say(
            teacher, f"meetings/{meeting}/referrals", send, 409, "NOT_EVERYBODY_HAS_SIGNED"
        )
        for guardian in (mother, father):
            await relay.say(guardian, f"meetings/{meeting}/signatures", {"version": 2})
        await relay.say(teacher, f"meetings/{meeting}/signatures", {**school, "version": 2})
        await relay.say(teacher, f"meetings/{meeting}/referrals", send)
    await _answered(tale, town, relay, f"meetings/{meeting}/referrals/answers")
    await _minutes_with_evaluation(tale, town, relay)
    await _joint_meeting(tale, town, relay)


async def _answered(tale: Tale, town: Town, relay: Relay, path: str) -> None:
    teacher, sent = town["teacher"], {"unit": town.units["school"], "version": 2}
    async with tale.step("Until PPT has answered, the teacher keeps in touch with the family"):
        await relay.say(teacher, "bridge-contacts", {"on": tale.on(0)})
        said = {**sent, "answer": "PPT ser på lesingen i januar.", "on": tale.on(0)}
        await relay.say(teacher, path, said)


async def _minutes_with_evaluation(tale: Tale, town: Town, relay: Relay) -> None:
    teacher, mother = town["teacher"], town["mother"]
    school = {"unit": town.units["school"]}
    async with tale.step("The guide's own form for minutes is filled in, put right, and signed"):
        given = {
            "present": "Mor, far og kontaktlærer",
            "tried": CONTACT_BOOK,
            "effect": "Kommer tre dager av fem",
            "child": VOICE["said"],
            "decided": "PPT spørres",
        }
        sheet: dict[str, Any] = {
            "form": "minutes-with-evaluation",
            "version": 1,
            "answers": [{"question": key, "text": text} for key, text in given.items()],
            "about": [town["child"].id],
            "happenedOn": tale.on(0),
        }
        filled = await relay.say(teacher, "documents", {**school, "sheet": sheet, "shared": True})
        sheet["answers"] = [*sheet["answers"], {"question": "home", "text": "Sekken er klar"}]
        better = {**school, "sheet": sheet, "why": "Det hjemme manglet."}
        await relay.say(teacher, f"documents/{filled.id}/corrections", better)
        await relay.say(mother, f"documents/{filled.id}/signatures", {"version": 2})
        paper = {"signer": town["father"].id, "signedOn": tale.on(0), "reference": "mappe 2"}
        here = f"documents/{filled.id}/paper-signatures"
        await relay.say(teacher, here, {**school, **paper, "version": 2})


async def _joint_meeting(tale: Tale, town: Town, relay: Relay) -> None:
    teacher, leader, adviser = town["teacher"], town["ppt-leader"], town["adviser"]
    words = Words(relay, "å hjelpe barnet sammen", "nb")
    async with tale.step(
        "PPT is let in by both, and meets family and teacher to agree on what to do"
    ):
        await relay.invite(teacher, "ppt")
        for guardian in (town["mother"], town["father"]):
            await words.give(guardian, ["ppt"])
        await relay.accept(leader, "ppt")
        await relay.name(leader, "ppt", adviser, "Se på lesing")
        joint = {
            "unit": town.units["school"],
            "heldOn": tale.on(0),
            "kind": "joint-meeting",
            "units": [town.units["ppt"]],
            "minutes": {
                "text": "PPT kommer to ganger før jul.",
                "attendance": [
                    {"name": "mor", "part": "GUARDIAN"},
                    {"name": "far", "part": "GUARDIAN", "there": False, "why": "på sjøen"},
                    {"name": "PPT", "part": "EMPLOYEE"},
                ],
            },
        }
        await relay.say(teacher, "held-meetings", joint)
        check((await adviser.get(relay.path)).mentions("to ganger før jul"), "PPT reads it")
