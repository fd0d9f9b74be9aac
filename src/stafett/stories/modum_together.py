"""Modum, together: other units are let in, the baton finds its hands, and level 3 is a detour."""

from typing import Final

from stafett.stories import modum_team
from stafett.stories.actors import Actor
from stafett.stories.given_words import Words
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import child_said

PARENTS: Final = {"mor": "GUARDIAN", "far": "GUARDIAN"}

VOICE: Final = child_said(
    "Peker på bildet av de store barna og sier: jeg vil også.",
    "Vi begynner med lek i liten gruppe, slik barnet viste.",
)


def _words(relay: Relay) -> Words:
    return Words(relay, "å hjelpe barnet sammen", "nb", folder="mappe 7, samtykke")


async def consent(tale: Tale, town: Town, relay: Relay, meeting: str, team: str) -> None:
    """Tell how PPT and the clinic are let in, by way of the Ressursteam."""
    teacher, mother, father = town["teacher"], town["mother"], town["father"]
    ppt_leader, adviser, nurse = town["ppt-leader"], town["adviser"], town["nurse"]
    units, words = ("kindergarten", "ppt", "clinic"), _words(relay)
    async with tale.step("PPT and the clinic are asked; being asked tells them nothing"):
        await relay.invite(teacher, "ppt")
        await relay.invite(teacher, "clinic")
        for who in (adviser, nurse):
            await who.get(relay.path, 404, "NOT_FOUND")
        await relay.accept(ppt_leader, "ppt", 409, "UNIT_NOT_LET_IN")
    async with tale.step("The mother signs, naming PPT and the clinic; one parent is not everyone"):
        await words.give(mother, units, signed_with=teacher)
        await relay.accept(ppt_leader, "ppt", 409, "UNIT_NOT_LET_IN")
        await relay.hidden_from(adviser, nurse)
    await tale.wait(days=1)
    async with tale.step("The father signs too. Now every unit in the Ressursteam is let in"):
        await words.give(father, units, signed_with=teacher)
    await modum_team.hears_of_the_child(tale, relay, team)
    async with tale.step("The team says who can help; the meeting's choice leads to level 2"):
        await relay.outcome(
            teacher,
            meeting,
            "no-effect",
            "Andre tjenester trengs",
            VOICE,
            holder_kept=False,
        )
        await relay.stands(mother, level=2)
    async with tale.step("Both units accept, and name one person each with a task"):
        await relay.accept(ppt_leader, "ppt")
        await relay.hidden_from(adviser)
        await relay.name(ppt_leader, "ppt", adviser, "Se på språk og lek")
        await relay.accept(town["clinic-leader"], "clinic")
        await relay.name(town["clinic-leader"], "clinic", nurse, "Hørsel og søvn")
    async with tale.step(
        "The adviser now finds it in the list of the day; another at PPT does not"
    ):
        await relay.listed_for(adviser)
        await relay.seen_by(adviser)
        await relay.hidden_from(town["other-adviser"], town["colleague"], town["psychologist"])
    async with tale.step("Opening copies nothing: what the kindergarten wrote alone stays there"):
        await relay.open_logg(teacher)
        seen = await adviser.get(relay.path)
        check(seen.body["logg"]["state"] == "OPEN", "the logg is open")
        check(not seen.mentions("Båtlek"), "PPT does not see the kindergarten's own part")
        check((await teacher.get(relay.path)).mentions("Båtlek"), "the teacher still does")


async def baton(tale: Tale, town: Town, relay: Relay) -> str:
    """Tell how the baton finds the nurse's hands; return the measure agreed on then."""
    teacher, nurse, mother = town["teacher"], town["nurse"], town["mother"]
    eyes = (teacher, nurse, mother, town["father"], town["adviser"])
    await tale.wait(days=6)
    async with tale.step("Network meeting: goals for everybody, and a new holder agreed on"):
        meeting = await relay.plan(
            teacher,
            "kindergarten",
            "network-meeting",
            "Mål vi har sammen",
            days=1,
            units=("kindergarten", "ppt", "clinic"),
        )
        await tale.wait(days=1)
        await relay.hold(
            teacher,
            "kindergarten",
            meeting,
            "Hørselen skal undersøkes. Helsesykepleieren er nærmest til å holde trådene.",
            PARENTS | dict.fromkeys(("pedagogisk leder", "PPT", "helsestasjonen"), "EMPLOYEE"),
        )
    async with tale.step("Those who met sign what was written, the father on paper"):
        signing = f"meetings/{meeting}"
        await relay.say(mother, f"{signing}/signatures", {"version": 1})
        by = {"version": 1, "unit": town.units["kindergarten"]}
        paper = {"signer": town["father"].id, "signedOn": tale.on(0), "reference": "mappe 7"}
        await relay.say(teacher, f"{signing}/paper-signatures", by | paper)
        await relay.say(teacher, f"{signing}/signatures", by)
    async with tale.step("The holder offers the baton to the nurse; the nurse declines"):
        await relay.offer(teacher, "nurse", "clinic")
        await relay.held_by("teacher", *eyes)
        await relay.decline(nurse, "Er på kurs i to uker, spør gjerne igjen")
        await relay.held_by("teacher", *eyes)
    await tale.wait(days=14)
    async with tale.step("Offered again: the teacher answers for it until the nurse has accepted"):
        await relay.offer(teacher, "nurse", "clinic")
        await relay.held_by("teacher", *eyes)
        await relay.take(town["adviser"], status=403, code="NOT_YOURS_HERE")
        await relay.take(nurse)
        await relay.held_by("nurse", *eyes)
    async with tale.step("Nurse and adviser agree on measures in the logg, for all to see"):
        goal = await relay.goal(nurse, "clinic", "Hører det som blir sagt", "Hørselsprøve")
        measure = await relay.measure(
            nurse,
            "clinic",
            goal,
            "Hørselsprøve og oppfølging",
            how="Prøve hos helsestasjonen, ny etter fire uker",
            arena="helsestasjonen",
            responsible={"part": "EMPLOYEE", "who": nurse.id},
        )
        for who in eyes:
            check((await who.get(relay.path)).mentions("Hørselsprøve"), f"{who.who} sees it")
    return measure


async def detours(tale: Tale, town: Town, relay: Relay) -> None:
    """Tell of level 3, twice: once the way is short, once another service is asked."""
    nurse = town["nurse"]
    await tale.wait(days=26)
    meeting = await _meet(
        tale, relay, nurse, "follow-up-meeting", "Vi står fast. Hva er det vi ikke ser?"
    )
    async with tale.step("Stuck: level 3 begins only with newly signed consent naming who comes"):
        await relay.outcome(
            nurse,
            meeting,
            "no-effect",
            "Hørselen er god, leken stopper fortsatt",
            VOICE,
            holder_kept=True,
            status=409,
            code="NEW_SIGNATURE_NEEDED",
        )
    await _invite_by_name(tale, town, relay, "mental-health", "psychologist")
    async with tale.step("Newly signed by both: the follow-up goes to level 3, the holder is kept"):
        await relay.outcome(
            nurse, meeting, "no-effect", "Trenger nye øyne", VOICE, holder_kept=True
        )
        await relay.stands(town["father"], level=3)
    async with tale.step("The psychologist joins; child welfare is neither asked nor inferred"):
        await relay.accept(town["bup-leader"], "mental-health")
        await relay.name(town["bup-leader"], "mental-health", town["psychologist"], "Observere lek")
        await relay.listed_for(town["psychologist"])
    meeting = await _prepared(tale, town, relay)
    await _grandmother_comes(tale, town, relay)
    await tale.wait(days=7)
    await relay.hold(
        nurse,
        "clinic",
        meeting,
        "Filmet leken. Ordene kommer når noen begynner.",
        PARENTS | {"alle med oppgaver": "EMPLOYEE"},
    )
    async with tale.step("A detour, not a rung: back to level 2, and to meet within 28 days"):
        here = f"relatives/{town['grandmother'].id}/endings"
        await relay.say(town["mother"], here)
        await town["grandmother"].get(relay.path, 404, "NOT_FOUND")
        await relay.outcome(
            nurse, meeting, "go-on", "Bytter på hvem som begynner", VOICE, holder_kept=True
        )
        await relay.stands(town["mother"], level=2, due_in=28)
    await tale.wait(days=28)
    meeting = await _meet(tale, relay, nurse, "follow-up-meeting", "Leken går, men trappa er vond.")
    await _invite_by_name(tale, town, relay, "physio", "physio")
    async with tale.step(
        "Once more by level 3, since another service is asked: then it is 42 days"
    ):
        await relay.outcome(nurse, meeting, "no-effect", "Ny undring", VOICE, holder_kept=True)
        await tale.wait(days=3)
        meeting = await _meet(
            tale, relay, nurse, "extended-network-meeting", "Fysioterapeut spørres."
        )
        await relay.outcome(
            nurse, meeting, "other-services", "Fysioterapi trengs", VOICE, holder_kept=True
        )
        await relay.stands(town["mother"], level=2, due_in=42)
    async with tale.step("The physiotherapist joins, and sees what is shared and nothing else"):
        await relay.accept(town["physio-leader"], "physio")
        await relay.name(town["physio-leader"], "physio", town["physio"], "Trappa")
        seen = await town["physio"].get(relay.path)
        check(seen.mentions("Hørselsprøve"), "the shared measure")
        check(not seen.mentions("Båtlek"), "not what the kindergarten wrote alone")


async def _grandmother_comes(tale: Tale, town: Town, relay: Relay) -> None:
    grandmother, mother, father = (town[who] for who in ("grandmother", "mother", "father"))
    async with tale.step("The parents want the grandmother there: she sees when, and no more"):
        wish = {
            "relative": grandmother.id,
            "called": "farmor",
            "tie": "farmor",
            "opened": ["WHEN_WE_MEET"],
            "lastDay": tale.on(30),
        }
        await relay.say(mother, "relatives", wish)
        await grandmother.get(relay.path, 404, "NOT_FOUND")
        await relay.say(father, "relatives", wish)
        seen = await grandmother.get(relay.path)
        check(len(seen.body["network"]["meetings"]) == 1, "she sees the meeting")
        check(seen.body["person"] is None, "and not what it is about")
        check(not seen.mentions("Hørselsprøve"), "nor the logg")


async def _prepared(tale: Tale, town: Town, relay: Relay) -> str:
    nurse = town["nurse"]
    async with tale.step("The meeting is prepared: what each side sees, and what has been tried"):
        meeting = await relay.plan(
            nurse, "clinic", "extended-network-meeting", "Hvordan går det?", days=7
        )
        await relay.say(
            nurse,
            f"meetings/{meeting}/preparations",
            {
                "unit": town.units["clinic"],
                "problem": "Leken stopper når ingen voksen er med",
                "wished": "At noen av barna spør først",
                "tried": "Lek i liten gruppe, besøk hjemme, hørselsprøve",
                "familyView": "Hjemme kommer ordene",
                "professionalsView": "Hører godt, forstår alt",
                "presenter": "pedagogisk leder",
                "toInvite": "psykologen fra BUP",
            },
        )
        check((await town["mother"].get(relay.path)).mentions(meeting), "the mother sees it")
    return meeting


async def _meet(tale: Tale, relay: Relay, who: Actor, kind: str, minutes: str) -> str:
    """Hold a meeting the next day, with minutes in the logg."""
    meeting = await relay.plan(who, "clinic", kind, "Hvordan går det?", days=1)
    await tale.wait(days=1)
    await relay.hold(who, "clinic", meeting, minutes, PARENTS | {"alle med oppgaver": "EMPLOYEE"})
    return meeting


async def _invite_by_name(tale: Tale, town: Town, relay: Relay, unit: str, who: str) -> None:
    nurse = town["nurse"]
    await relay.invite(nurse, unit)
    await tale.wait(days=1)
    for guardian in ("mother", "father"):
        await _words(relay).give(
            town[guardian], [unit], named=[town[who]], signed_with=nurse, days=120
        )


async def effect(tale: Tale, town: Town, relay: Relay, hearing: str) -> None:
    """Tell how it ends when it has worked."""
    nurse, mother, father = town["nurse"], town["mother"], town["father"]
    team = (town["adviser"], town["psychologist"], town["physio"])
    await tale.wait(days=40)
    async with tale.step("The last meeting: it has worked, and the child says so"):
        meeting = await _meet(tale, relay, nurse, "follow-up-meeting", "Med i leken hver dag.")
        happy = child_said("Jeg er kaptein!", "Derfor avslutter vi.")
        await relay.evaluate(
            nurse,
            "clinic",
            hearing,
            effect="WISHED",
            child=happy,
            basis="Sett av alle, hver dag",
        )
        await relay.outcome(nurse, meeting, "effect", "Det har virket", happy)
    async with tale.step("All agree: the logg is locked, and the other units read it no more"):
        await relay.lock(nurse, [mother, father], "Målene er nådd", happy)
        for who in team:
            answer = await who.look(relay.path)
            check(not answer.mentions("Hørselsprøve"), f"{who.who} reads on")
    async with tale.step("The follow-up ends by agreement; the family keeps its logg"):
        await relay.end(nurse, [mother, father], "Alle er enige om at det er nok", happy)
        for guardian in (mother, father):
            seen = await guardian.get(relay.path)
            check(seen.mentions("Hørselsprøve"), f"{guardian.who} keeps the logg")
        for who in team:
            answer = await who.look(relay.path)
            check(not answer.mentions("Hørselsprøve"), f"{who.who} reads on")
