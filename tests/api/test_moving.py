"""Nora moves from Hemnes to Modum: over HTTP, between two books that share nothing but the post."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest_asyncio

from stafett.domain.departure import DepartureCompleted
from stafett.evidence.countersigned import check
from stafett.journal import MatterOpened
from stafett.ledger.new_keys import open_owners
from stafett.ledger.parcel_key import turn_parcel_key
from stafett.ledger.registry import Registry
from tests.api.service import Caller, Service
from tests.api.test_attachments import DRAWING, told, uploaded
from tests.api.test_one_logg_for_one_child import a_word
from tests.api.test_the_rulebook import TODAY
from tests.api.town import Town, founded, second

VIEW = {"said": "I want to bring my drawing.", "weighed": "It comes along."}
LATER = "2099-01-01"
PLANTED = "Hun leser høyt for hunden sin"
OWN = "Bare for skolen selv"


@dataclass
class Move:
    """The two municipalities, what each calls the other, and the child's follow-up in each."""

    hemnes: Town
    modum: Town
    modum_in_hemnes: str = ""
    hemnes_in_modum: str = ""
    old: str = ""
    new: str = ""
    drawing: str = ""
    letter: bytes = b""
    parcel: str = ""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def move(service: Service, town: Town) -> Move:
    """Both have made sure of each other's card, and the child is followed up in both."""
    move = Move(await founded(service, "hemnes"), town)
    move.modum_in_hemnes = await acquainted(move.hemnes, move.modum, "Modum")
    move.hemnes_in_modum = await acquainted(move.modum, move.hemnes, "Hemnes")
    move.old = await with_logg(move.hemnes)
    move.new = f"/v1/follow-ups/{await move.modum.follow_up()}"
    move.drawing = await drawn(move.hemnes, move.old)
    return move


async def acquainted(town: Town, other: Town, called: str) -> str:
    card = (await other.administrator.get("/v1/neighbours")).json()["own"]
    known = {"called": called, "card": card, "confirmed": "read aloud on the telephone"}
    return await granted(town, "/v1/neighbours", known)


async def granted(town: Town, path: str, asked: Mapping[str, Any]) -> str:
    """The administrator asks for it and another one grants it, who came in by a link."""
    another = await second(town)
    act = str((await town.administrator.did(path, asked))["id"])
    await another.did(f"/v1/acts/{act}/grants")
    return act


async def with_logg(town: Town) -> str:
    """A measure first, as in Hemnes; then the logg, and an entry and a drawing in it."""
    here = f"/v1/follow-ups/{await town.follow_up()}"
    for giver in (town.mother, town.father):
        await giver.did(f"{here}/consents", a_word(town, "school"))
    by_school = {"unit": town["school"]}
    aim = {"text": "Leser for tre", "indicator": "tilhørere", "deadline": LATER}
    goal = (await town.teacher.did(f"{here}/goals", aim | by_school))["id"]
    plan = {
        "goal": goal,
        "what": "Velge boka selv",
        "how": "på biblioteket",
        "responsible": {"part": "EMPLOYEE", "who": town["teacher"]},
        "arena": "biblioteket",
        "starts": TODAY,
        "deadline": LATER,
        "evaluateOn": LATER,
    }
    await town.teacher.did(f"{here}/measures", plan | by_school)
    await town.teacher.did(f"{here}/logg/openings", {})
    note = {"kind": "NOTE", "about": [town["nora"]], "happenedOn": TODAY} | by_school
    await town.teacher.did(f"{here}/entries", note | {"text": PLANTED, "shared": True})
    await town.teacher.did(f"{here}/entries", note | {"text": OWN})
    return here


async def drawn(town: Town, here: str) -> str:
    where = f"?unit={town['school']}&shared=true"
    upload = (await uploaded(town.teacher, here, where=where)).json()
    await town.teacher.did(f"{here}/attachments", told(town, upload["id"], shared=True))
    return str(upload["id"])


def word(*, agrees: bool = True, **more: Any) -> dict[str, Any]:
    evidence = {
        "kind": "DIGITAL",
        "givenOn": TODAY,
        "language": "nb",
        "information": "moving-2026-1",
    }
    return {"agrees": agrees, "evidence": evidence} | more


async def view(who: Caller, here: str) -> Any:
    answer = await who.get(here)
    assert answer.status_code == 200, answer.text
    return answer.json()


def code(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def arriving(move: Move, letter: bytes, **more: Any) -> dict[str, Any]:
    text = base64.b64encode(letter).decode()
    here = {"neighbour": move.hemnes_in_modum, "unit": move.modum["school"]}
    return here | {"letter": text} | more


async def test_each_shows_its_card_and_only_keepers_make_others_known(move: Move) -> None:
    known = (await move.modum.teacher.get("/v1/neighbours")).json()
    assert [one["called"] for one in known["items"]] == ["Hemnes"]
    assert known["own"]["origin"].endswith(move.modum.book)
    other = {"called": "x", "card": known["own"], "confirmed": "x"}
    assert (await move.modum.teacher.post("/v1/neighbours", other)).status_code == 403
    wrong = {**other, "card": {**known["own"], "reads": "not a key"}}
    assert (await move.modum.administrator.post("/v1/neighbours", wrong)).status_code == 422


async def test_the_family_reads_the_parcel_before_anybody_else_does(move: Move) -> None:
    town, here = move.hemnes, f"{move.old}/departures"
    parts = (await view(town.teacher, move.old))["parts"]
    (shared,) = [one for one in parts if one["place"]["kind"] == "SHARED"]
    (owned,) = [one for one in parts if one["place"]["kind"] == "OWN"]
    chosen = [one["id"] for one in (*shared["entries"], *shared["attachments"])]
    proposal = {
        "neighbour": move.modum_in_hemnes,
        "unit": "Modum skole",
        "items": chosen,
        "movesOn": LATER,
        "childView": VIEW,
    }
    ours = [one["id"] for one in owned["entries"]]
    answer = await town.teacher.post(here, proposal | {"items": [*chosen, *ours]})
    assert code(answer) == (409, "NOT_TO_BE_TAKEN_ALONG")
    move.parcel = (await town.teacher.did(here, proposal))["id"]
    read = await town.mother.get(f"{here}/parcel")
    assert read.status_code == 200, read.text
    parcel = read.json()["parcel"]
    assert [one["text"] for one in parcel["entries"]] == [PLANTED]
    assert [one["title"] for one in parcel["files"]] == ["Et hus"]
    assert OWN not in read.text
    assert not [one for one in town.ids.values() if one in read.text]
    assert (await town.leader.get(f"{here}/parcel")).status_code == 403
    assert (await town.nurse.get(f"{here}/parcel")).status_code == 404


async def test_nothing_leaves_before_everyone_has_said_yes_to_exactly_it(move: Move) -> None:
    town, here = move.hemnes, f"{move.old}/departures"
    digest = (await town.mother.get(f"{here}/parcel")).json()["digest"]
    await town.mother.did(f"{here}/answers", word(digest=digest))
    sending = {"digest": digest}
    answer = await town.teacher.post(f"{here}/sendings", sending)
    assert code(answer) == (409, "NOT_EVERYONE_AGREES")
    other = await town.father.post(f"{here}/answers", word(digest="0" * 64))
    assert code(other) == (409, "PARCEL_HAS_CHANGED")
    assert code(await town.teacher.get(f"{here}/letter")) == (409, "NO_PARCEL_SENT")
    await town.father.did(f"{here}/answers", word(digest=digest))
    assert (await town.father.post(f"{here}/sendings", sending)).status_code == 403
    await town.teacher.did(f"{here}/sendings", sending)
    for other_one in (town.mother, town.leader):
        assert (await other_one.get(f"{here}/letter")).status_code == 403
    letter = await town.teacher.get(f"{here}/letter")
    assert letter.headers["content-type"] == "application/octet-stream"
    move.letter = letter.content
    again = (await town.teacher.get(f"{here}/letter")).content
    assert again != move.letter, "it is sealed anew each time"
    for name in (PLANTED.encode(), b"Nora", b"hus"):
        assert name not in move.letter
    answer = await town.teacher.post(
        f"{move.old}/endings", {"reason": "MOVED", "note": "moved", "childView": VIEW}
    )
    assert code(answer) == (409, "WAIT_FOR_THE_RECEIPT")


async def test_the_journal_tells_who_read_it_and_who_carried_it(move: Move) -> None:
    book, stream = UUID(move.hemnes.book), UUID(move.old.rsplit("/", 1)[1])
    opened: list[MatterOpened] = [
        one async for one in move.hemnes.service.house.recorder.openings(book, stream)
    ]
    done = [(one.action, str(one.actor)) for one in opened]
    assert ("read-parcel", move.hemnes["mother"]) in done
    assert done.count(("carry-parcel", move.hemnes["teacher"])) == 2


async def test_it_is_opened_by_nobody_but_the_one_it_was_made_for(move: Move) -> None:
    here = f"{move.new}/arrivals"
    for letter in (
        move.letter[:-1] + bytes([move.letter[-1] ^ 1]),
        bytes([move.letter[0] ^ 1]) + move.letter[1:],
        move.letter[:40],
        b"x",
    ):
        answer = await move.modum.teacher.post(here, arriving(move, letter))
        assert code(answer) == (409, "PARCEL_NOT_READ")
    self_known = await acquainted(move.hemnes, move.hemnes, "Ourselves")
    back = {
        "neighbour": self_known,
        "unit": move.hemnes["school"],
        "letter": base64.b64encode(move.letter).decode(),
    }
    answer = await move.hemnes.teacher.post(f"{move.old}/arrivals", back)
    assert code(answer) == (409, "PARCEL_NOT_READ")
    forgetting = f"/v1/neighbours/{self_known}/forgettings"
    await move.hemnes.administrator.did(forgetting, {"why": "a test"})
    answer = await move.hemnes.teacher.post(f"{move.old}/arrivals", back)
    assert code(answer) == (409, "NO_SUCH_NEIGHBOUR")
    answer = await move.modum.teacher.post(here, arriving(move, bytes(1_450_000)))
    assert code(answer) == (422, "CONTENT_NOT_ACCEPTED")


async def exchanged(town: Town, known_in: Town, neighbour: str, called: str) -> None:
    """Exchange the key of a book's parcels, and let the other write down its new card."""
    house = town.service.house
    before = (await town.administrator.get("/v1/neighbours")).json()["own"]
    async with open_owners(house.keystore_url, town.service.root) as owners:
        party = await turn_parcel_key(owners, UUID(town.book), "stafett")
    house.ledger._keyring.forget(UUID(town.book))
    card = (await town.administrator.get("/v1/neighbours")).json()["own"]
    assert card["signs"] == base64.b64encode(party.signs).decode() != before["signs"]
    assert card["reads"] == base64.b64encode(party.reads).decode() != before["reads"]
    renewed = {"called": called, "card": card, "confirmed": "read aloud on the telephone"}
    await granted(known_in, f"/v1/neighbours/{neighbour}/cards", renewed)


async def test_when_both_exchange_their_keys_what_is_on_its_way_is_still_taken(move: Move) -> None:
    """It is opened and signed for below: sealed for one key, signed with another, both before."""
    await exchanged(move.hemnes, move.modum, move.hemnes_in_modum, "Hemnes")
    await exchanged(move.modum, move.hemnes, move.modum_in_hemnes, "Modum")
    answer = await move.modum.teacher.post(f"{move.new}/arrivals", arriving(move, move.letter))
    assert code(answer) == (409, "NOT_EVERYONE_AGREES"), "it was opened, and nobody has said yes"


async def test_the_new_book_opens_it_on_a_new_yes_of_everyone_and_not_before(move: Move) -> None:
    town, here = move.modum, f"{move.new}/arrivals"
    body = arriving(move, move.letter)
    answer = await town.teacher.post(here, body)
    assert code(answer) == (409, "NOT_EVERYONE_AGREES")
    named: dict[str, Any] = {"parcel": move.parcel, "neighbour": move.hemnes_in_modum}
    await town.mother.did(f"{here}/answers", word(**named))
    await town.father.did(f"{here}/answers", word(agrees=False, **named))
    answer = await town.teacher.post(here, body)
    assert code(answer) == (409, "NOT_EVERYONE_AGREES")
    assert PLANTED not in (await town.teacher.get(move.new)).text
    await town.father.did(f"{here}/answers", word(**named))
    assert (await town.nurse.post(here, body)).status_code == 404
    taken = await town.teacher.did(here, body)
    assert taken["id"] == move.parcel
    assert taken["receipt"]
    again = await town.teacher.did(here, body)
    assert again["receipt"] is None, "taking in twice is taking in once"


async def test_what_came_is_the_past_of_another_place(move: Move) -> None:
    town = move.modum
    seen = await view(town.teacher, move.new)
    (part,) = seen["parts"]
    (past,) = part["pasts"]
    assert [one["text"] for one in past["parcel"]["entries"]] == [PLANTED]
    assert past["parcel"]["sender"] == "Hemnes"
    assert (part["entries"], part["goals"], seen["logg"]["state"]) == ([], [], "NOT_OPENED")
    (brought,) = (await view(town.mother, move.new))["brought"]
    assert brought["came"] == []
    upload = (
        await uploaded(town.teacher, move.new, DRAWING, where=f"?unit={town['school']}")
    ).json()
    await town.teacher.did(f"{move.new}/attachments", told(town, upload["id"], hangsOn=move.parcel))
    (brought,) = (await view(town.mother, move.new))["brought"]
    assert brought["came"] == [upload["digest"]]


async def test_on_the_signed_receipt_the_old_municipality_lets_go(move: Move) -> None:
    old, new = move.hemnes, move.modum
    answer = await new.teacher.get(f"{move.new}/arrivals/{move.parcel}/receipt")
    assert answer.status_code == 200, answer.text
    receipt = answer.json()
    assert (await new.nurse.get(f"{move.new}/arrivals/{move.parcel}/receipt")).status_code == 404
    here = f"{move.old}/departures/receipts"
    own = (await old.teacher.get("/v1/neighbours")).json()["own"]["origin"]
    signature = receipt["signature"]
    for false in (
        {"digest": "0" * 64},
        {"takenInAt": "2026-01-05T10:00:00Z"},
        {"origin": own},
        {"signature": ("B" if signature[0] == "A" else "A") + signature[1:]},
    ):
        answer = await old.teacher.post(here, receipt | false)
        assert code(answer) == (409, "NOT_THAT_RECEIPT"), false
    assert (await view(old.mother, move.old))["state"] == "RUNNING"
    assert (await old.mother.post(here, receipt)).status_code == 403
    await old.teacher.did(here, receipt)
    seen = await view(old.mother, move.old)
    assert (seen["state"], seen["ended"]["reason"]) == ("ENDED", "MOVED")
    assert seen["ended"]["details"]["successor"] == "Modum, Modum skole"
    assert seen["logg"]["state"] == "LOCKED"
    assert code(await old.teacher.get(f"{move.old}/departures/letter"))[0] in {403, 404}
    stream = UUID(move.old.rpartition("/")[2])
    read = await old.service.house.ledger.read(UUID(old.book), {stream: 0})
    (let_go,) = [
        line.event
        for line in read.histories[stream].lines
        if isinstance(line.event, DepartureCompleted)
    ]
    fields = json.loads(Registry().write(let_go))
    signed = check("departure-completed", fields)
    assert signed is not None
    assert signed["by"] == receipt["origin"], "what was signed there can be checked again here"


async def test_a_departure_may_be_called_off_and_a_card_renewed(move: Move) -> None:
    town = move.modum
    here = f"{move.new}/departures"
    proposal = {
        "neighbour": move.hemnes_in_modum,
        "unit": "Hemnes skole",
        "movesOn": LATER,
        "childView": VIEW,
    }
    await town.teacher.did(here, proposal)
    assert (await view(town.father, move.new))["passages"]["departure"]["called"] == "Hemnes"
    await town.teacher.did(f"{here}/cancellations", {"why": "they stay"})
    assert code(await town.mother.get(f"{here}/parcel")) == (409, "NO_DEPARTURE_PROPOSED")
    card = (await move.hemnes.teacher.get("/v1/neighbours")).json()["own"]
    renewed = {"called": "Hemnes kommune", "card": card, "confirmed": "by letter"}
    await granted(town, f"/v1/neighbours/{move.hemnes_in_modum}/cards", renewed)
    known = (await town.teacher.get("/v1/neighbours")).json()
    assert [one["called"] for one in known["items"]] == ["Hemnes kommune"]


async def test_another_municipality_may_become_responsible_for_a_book(move: Move) -> None:
    town = move.modum
    named = {"called": "Storkommune", "since": LATER, "decision": "lov om kommunesammenslåing"}
    here = "/v1/municipality/controllers"
    assert code(await town.teacher.post(here, named))[0] == 403
    act = (await town.administrator.did(here, named))["id"]
    assert (await town.mother.get("/v1/municipality")).json()["controllers"] == []
    (waits,) = (await town.administrator.get("/v1/acts")).json()["items"]
    assert (waits["id"], waits["controller"]["called"]) == (act, "Storkommune")
    assert (await town.teacher.get("/v1/acts")).json()["items"] == []
    alone = await town.administrator.post(f"/v1/acts/{act}/grants")
    assert code(alone) == (403, "ANOTHER_GRANTS")
    await (await second(town)).did(f"/v1/acts/{act}/grants")
    assert (await town.administrator.get("/v1/acts")).json()["items"] == []
    shown = (await town.mother.get("/v1/municipality")).json()
    assert shown["name"] == "Modum"
    (one,) = shown["controllers"]
    assert (one["called"], one["since"]) == ("Storkommune", LATER)
    assert (await view(town.mother, move.new))["state"] == "RUNNING", "nothing else has changed"
