"""Forty words that tell a place are planted, and the parent they must not reach hunts for them.

Nora's address is protected and her mother knows it. Names of units and people at work, phones,
meeting places, titles of files, references to papers and whatever else could tell where she is
hold a word each. Her father asks for every page of the contract by every id there is, and for what
is refused, exported and put in a header, a calendar or a letter. What is about nobody he reads as
any other parent does, to the letter.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio

from stafett.domain.circumstances import NORWAY
from stafett.exchange.letter_box import LetterBox
from stafett.journal import MatterOpened
from tests.api.service import Caller, Service, running, same
from tests.api.test_attachments import DRAWING, uploaded
from tests.api.test_contract import CONTRACT, OPEN, OPEN_TO_ALL_KNOWN
from tests.api.test_notices_go_out import noted
from tests.api.test_one_logg_for_one_child import a_word
from tests.api.town import Town, founded
from tests.attacks.every_page import Page, names, pages
from tests.attacks.every_page import said as told

FORTY = 40
NOW = datetime.now(NORWAY)
TODAY = NOW.date().isoformat()
YESTERDAY = (NOW.date() - timedelta(days=1)).isoformat()
SOON = (NOW.date() + timedelta(days=30)).isoformat()
CHILD = {"said": "I want to play.", "weighed": "It counted most."}


@dataclass
class Planted:
    """The words, and where each was put."""

    words: dict[str, str] = field(default_factory=dict)

    def word(self, where: str) -> str:
        """Return a new word for a place."""
        word = f"Teistneset{len(self.words):02}x"
        self.words[word] = where
        return word

    def phone(self, where: str) -> str:
        """Return a new number for a place."""
        number = f"91 77 30 {len(self.words):02}"
        self.words[number] = where
        return number

    def mail(self, where: str) -> str:
        """Return a new address for a place."""
        word = self.word(where)
        return f"{word}@example.no"

    def contact(self, who: str) -> dict[str, str]:
        """Return a name and how to reach somebody, each with a word."""
        return {
            "name": self.word(f"{who}'s name"),
            "phone": self.phone(f"{who}'s phone"),
            "email": self.mail(f"{who}'s address"),
        }

    def found_in(self, text: str) -> set[str]:
        """Return where the words come from that stand in a text."""
        plain = text.lower()
        return {where for word, where in self.words.items() if word.lower() in plain}


@dataclass
class There:
    """A town with the words in it, and every id in it by the name it has in an address."""

    town: Town
    planted: Planted
    known: Mapping[str, list[str]]
    here: str
    other: Caller
    letters: Path

    def every_page(self) -> list[Page]:
        """Every page of the contract, with every id."""
        return list(pages(self.known))


async def _planted_town(service: Service, planted: Planted) -> Town:
    called = {
        "school": {"name": planted.word("the school")},
        "clinic": {"name": planted.word("the clinic")},
        "teacher": planted.contact("the teacher"),
        "leader": planted.contact("the leader"),
        "nurse": planted.contact("the nurse"),
    }
    town = await founded(service, "sogndal", called)
    describe = {"since": TODAY, "phone": planted.phone("the school's switchboard")}
    hours = {one: planted.word("when the school is open") for one in ("nb", "nn")}
    await town.administrator.did(
        f"/v1/units/{town['school']}/descriptions", describe | {"openingHours": hours}
    )
    return town


async def _who_nora_is(town: Town, planted: Planted) -> None:
    her, by = f"/v1/persons/{town['nora']}", town.administrator
    contact = planted.contact("Nora") | {"name": "Nora"}
    await by.did(f"{her}/contacts", contact)
    speaker = {"fullName": "Speaker", "subject": "ADULT", "born": "1980-01-01"}
    who = (await by.did("/v1/persons", speaker))["id"]
    spoken = {
        "representative": who,
        "representativeName": planted.word("who speaks for her mother"),
        "speaksFor": town["mother"],
        "basis": "power-of-attorney",
        "scope": ["READ"],
        "since": YESTERDAY,
        "reference": planted.word("the power of attorney"),
    }
    await by.did(f"{her}/representatives", spoken)


async def _protected(town: Town, planted: Planted) -> None:
    her = f"/v1/persons/{town['nora']}"
    form = {
        "grade": "STRICTLY_CONFIDENTIAL",
        "knownTo": [town["mother"]],
        "readers": [town["teacher"]],
        "reviewOn": SOON,
        "reference": planted.word("the decision to protect"),
    }
    await town.administrator.did(f"{her}/protections", form)
    safe = {
        "phone": planted.phone("the safe number"),
        "email": planted.mail("the safe address"),
        "words": planted.word("how to reach her"),
    }
    await town.teacher.did(f"{her}/safe-way", safe)


async def _wondered(town: Town, planted: Planted) -> tuple[str, str]:
    """A concern that both parents were told of, with whom somebody contacted."""
    concern = await town.concern()
    one = f"/v1/concerns/{concern}"
    seen = {"arena": "school", "origin": "OWN_EYES", "text": "Alone", "on": YESTERDAY}
    await town.teacher.did(f"{one}/observations", seen)
    talk = {"guardians": [town["mother"], town["father"]], "minutes": "We talked", "on": YESTERDAY}
    await town.teacher.did(f"{one}/guardian-talks", talk)
    told = {"told": [town["mother"], town["father"]], "on": TODAY}
    await town.teacher.did(f"{one}/tellings", told)
    acute = {"danger": "GUARDIANS_UNABLE_TO_CARE", "text": "Both are ill"}
    await town.teacher.did(f"{one}/acute", acute | {"second": {"employee": town["leader"]}})
    outside = {
        "receiver": "CHILD_WELFARE",
        "receiverName": planted.word("whom a report went to"),
        "channel": "PHONE",
        "at": f"{YESTERDAY}T09:00:00+01:00",
        "reference": planted.word("the report's number"),
    }
    await town.teacher.did(f"{one}/contacts", outside | {"channel": "LETTER"})
    informed = [{"person": town[who], "told": True} for who in ("nora", "mother", "father")]
    made = await town.teacher.did(f"{one}/reports", outside | {"text": "Ill", "informed": informed})
    return concern, str(made["id"])


async def _met(town: Town, here: str, planted: Planted) -> str:
    by = {"unit": town["school"]}
    agenda = {
        "purpose": "How it goes",
        "where": planted.word("where one meets"),
        "spokesperson": planted.word("who speaks for her there"),
        "madeFit": [{"name": planted.word("whom it is made fit for"), "way": "EASY_TEXT"}],
        "leads": town["teacher"],
    }
    starts = f"{SOON}T09:00:00+01:00"
    plan = by | {"kind": "cooperation-meeting", "starts": starts, "agenda": agenda}
    meeting = (await town.teacher.did(f"{here}/meetings", plan))["id"]
    one = f"{here}/meetings/{meeting}"
    presents = {
        "problem": "Bedtime",
        "presenter": planted.word("who presents it"),
        "toInvite": planted.word("whom one would invite"),
    }
    await town.teacher.did(f"{one}/preparations", by | presents)
    words = {"words": planted.word("the invitation")}
    await town.teacher.did(f"{one}/time-agreements", by | {"agreedWith": [town["mother"]]})
    await town.teacher.did(f"{one}/invitations", by | words)
    there = {
        "name": planted.word("who was there"),
        "part": "PRIVATE_NETWORK",
        "why": planted.word("why they were there"),
    }
    away = {"name": "Ali", "part": "CHILD", "there": False}
    away["awayBecause"] = planted.word("why somebody was not")
    heard = {"language": "so", "reference": planted.word("the interpreter"), "ofAge": True}
    minutes = {"text": "Two things", "attendance": [there, away], "interpreters": [heard]}
    held = by | {"heldOn": TODAY, "kind": "cooperation-meeting", "minutes": minutes}
    done = (await town.teacher.did(f"{here}/held-meetings", held))["id"]
    of_it = f"{here}/meetings/{done}"
    paper = {"version": 1, "signer": town["mother"], "signedOn": TODAY}
    paper["reference"] = planted.word("where the signed paper lies")
    await town.teacher.did(f"{of_it}/paper-signatures", by | paper)
    said = {"takesPart": "THROUGH_AN_ADULT", "talkedOn": TODAY, "ownWords": "Kari"}
    said["spokesperson"] = planted.word("who talked with her")
    await town.teacher.did(f"{of_it}/child-talks", by | said)
    return str(done)


async def _agreed(town: Town, here: str, planted: Planted) -> None:
    by = {"unit": town["school"]}
    aim = {"text": "Plays", "indicator": "breaks", "deadline": SOON}
    goal = (await town.teacher.did(f"{here}/goals", by | aim))["id"]
    plan = {
        "goal": goal,
        "what": "A friend",
        "how": "asked",
        "arena": "home",
        "home": planted.word("which home"),
        "responsible": {"part": "PRIVATE_NETWORK", "name": planted.word("who sees to it")},
        "starts": TODAY,
        "deadline": SOON,
        "evaluateOn": SOON,
    }
    await town.teacher.did(f"{here}/measures", by | plan)
    relative = {
        "relative": town["mother"],
        "called": planted.word("a friend of the family"),
        "tie": planted.word("what they are to her"),
        "opened": ["WHOM_TO_CALL"],
        "lastDay": SOON,
    }
    other = {"fullName": "Grandmother", "subject": "ADULT", "born": "1950-01-01"}
    relative["relative"] = (await town.administrator.did("/v1/persons", other))["id"]
    answer = await town.mother.post(f"{here}/relatives", relative)
    assert answer.status_code in {201, 409}, answer.text
    stuck = {"taskOf": {"employee": town["teacher"], "unit": town["school"]}, "stands": "LATE"}
    await town.mother.did(f"{here}/alarms", stuck)
    rather = {"saidBy": town["mother"], "rather": [town["clinic"]]}
    await town.mother.did(f"{here}/contact-choices", rather)
    await town.teacher.did(f"{here}/participants", {"unit": town["clinic"]})
    entry = {"kind": "NOTE", "text": "She plays", "about": [town["nora"]], "happenedOn": TODAY}
    await town.teacher.did(f"{here}/entries", by | entry | {"shared": True})
    told = {
        "kind": "COORDINATOR",
        "told": [town["mother"], town["father"]],
        "text": "You may ask for one",
        "on": TODAY,
    }
    await town.teacher.did(f"{here}/plan/rights", told)
    asked = {"applicant": town["mother"], "to": planted.word("where one applied"), "on": TODAY}
    await town.mother.did(f"{here}/plan/wishes", {"giver": town["mother"], "wants": True})
    await town.father.did(f"{here}/plan/wishes", {"giver": town["father"], "wants": True})
    await town.mother.did(f"{here}/plan/applications", asked)
    no = {"granted": False, "by": planted.word("who answered"), "on": TODAY, "because": "too early"}
    no["reference"] = planted.word("the answer's number")
    await town.teacher.did(f"{here}/plan/answers", no)


async def _attached(town: Town, here: str, planted: Planted) -> str:
    where = f"?unit={town['school']}&shared=true"
    upload = (await uploaded(town.teacher, here, DRAWING, where=where)).json()["id"]
    described = {
        "upload": upload,
        "kind": "LETTER",
        "title": planted.word("a file's title"),
        "about": [town["nora"]],
        "actedOn": TODAY,
        "signers": [planted.word("who signed a file")],
        "unit": town["school"],
        "shared": True,
    }
    await town.teacher.did(f"{here}/attachments", described)
    return str(upload)


def _word(town: Town, planted: Planted, giver: str) -> dict[str, Any]:
    word = a_word(town, "school")
    paper = {"kind": "SIGNED_PAPER", "givenOn": "2026-01-05", "language": "nb"}
    paper["reference"] = planted.word(f"where the {giver}'s paper lies")
    return word | {"giver": town[giver], "evidence": paper}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def there(fresh_databases: tuple[str, str], open_folder: Path) -> AsyncIterator[There]:
    """The town with forty words in it, and a letter box its notices come to."""
    letters = open_folder / "letters"
    letters.mkdir()
    planted = Planted()
    async with running(
        *fresh_databases, LetterBox(letters, sender="stafett@example.no", origin="stafett")
    ) as service:
        town = await _planted_town(service, planted)
        await _who_nora_is(town, planted)
        concern, report = await _wondered(town, planted)
        here = f"/v1/follow-ups/{await town.follow_up()}"
        for giver in ("mother", "father"):
            await town.teacher.did(f"{here}/consents", _word(town, planted, giver))
        await town.teacher.did(f"{here}/logg/openings", {})
        await _protected(town, planted)
        await _agreed(town, here, planted)
        meeting = await _met(town, here, planted)
        attachment = await _attached(town, here, planted)
        other = await _another_parent(town)
        every = [*town.ids.values(), concern, report, meeting, attachment, here[-36:], town.book]
        known = {
            "book": [town.book],
            "person": [town["nora"], town["mother"], town["father"]],
            "concern": [concern, here[-36:]],
            "follow_up": [here[-36:], concern],
            "unit": [town["school"], town["clinic"]],
            "attachment_id": [attachment, meeting],
            "item": [meeting, attachment],
            "report": [report],
            "parcel_id": [str(uuid4())],
            "opening": [str(uuid4())],
            "guide": ["sogndal"],
            "form": ["observation-form"],
            "version": ["1"],
            "number": ["02841986469"],
            "on": [TODAY],
            "first": [YESTERDAY],
            "last": [SOON],
            "actor": [town["teacher"]],
            "key": ["A" * 43],
            "since": [f"{YESTERDAY}T00:00:00Z"],
            "until": [f"{SOON}T00:00:00Z"],
            "at": [f"{SOON}T00:00:00Z"],
            "municipality": ["3232"],
            "municipalityName": ["Somewhere"],
        }
        assert len({*every}) == len(every)
        yield There(town, planted, known, here, other, letters)


async def _another_parent(town: Town) -> Caller:
    """Somebody in the town who has nothing to do with Nora."""
    made = {"fullName": "Another Parent", "subject": "ADULT", "born": "1985-01-01"}
    who = (await town.administrator.did("/v1/persons", made))["id"]
    account = {"issuer": town.service.issuer.name, "subject": "another parent"}
    await town.administrator.did(f"/v1/persons/{who}/accounts", account)
    other = town.service.caller("another parent")
    other.book = town.book
    return other


async def test_her_mother_and_her_teacher_read_the_words_that_lie_there(there: There) -> None:
    """The negative control: what is hunted for is there, and the hunt would find it."""
    town, planted = there.town, there.planted
    assert len(planted.words) >= FORTY
    found: set[str] = set()
    for page in there.every_page():
        for who in (town.mother, town.teacher):
            answer = await page.of(who)
            found |= planted.found_in(told(answer))
    nowhere = {*planted.words.values()} - found
    assert len(nowhere) < len(planted.words) / 5, nowhere


async def test_every_page_of_the_contract_is_hunted(there: There) -> None:
    assert {page.name for page in there.every_page()} == names()
    assert len(names()) > 45


async def test_forty_words_get_through_to_nobody(there: There) -> None:
    town, planted = there.town, there.planted
    hunted, said = 0, 0
    got: dict[str, set[str]] = {}
    for page in there.every_page():
        answer = await page.of(town.father)
        assert answer.status_code not in {400, 405, 415, 422}, f"{page.path}: {answer.text}"
        hunted += 1
        said += answer.status_code == 200
        if page.name in OPEN_TO_ALL_KNOWN or page.name.startswith(OPEN):
            if page.name != "/v1/me":
                assert same(answer) == same(await page.of(there.other)), page.path
            continue
        through = planted.found_in(told(answer))
        if through:
            got[page.path] = through
    sys.stdout.write(
        f"{hunted} pages, {said} shown, {len(planted.words)} words, {len(got)} got through\n"
    )
    assert got == {}
    assert said > 25


async def test_neither_does_an_id_by_which_the_directory_would_tell_it(there: There) -> None:
    town = there.town
    telling = {town[one] for one in ("school", "clinic", "teacher", "leader", "nurse")}
    for page in there.every_page():
        if page.name in OPEN_TO_ALL_KNOWN or page.name.startswith(OPEN):
            continue
        answer = await page.of(town.father)
        assert not {one for one in telling if one in told(answer)}, page.path


async def test_what_is_refused_tells_nothing_either(there: There) -> None:
    """Every form of the contract, sent empty and sent wrong, to everything he has the id of."""
    town, planted = there.town, there.planted

    asked = 0
    for path, ways in CONTRACT["paths"].items():
        if "post" not in ways or "{follow_up}" not in path:
            continue
        filled = path.replace("{follow_up}", there.here[-36:])
        for name, ids in there.known.items():
            filled = filled.replace("{" + name + "}", ids[0])
        filled = "/".join(town["school"] if "{" in one else one for one in filled.split("/"))
        for body in ({}, {"unit": town["school"]}, None):
            answer = await town.father.post(filled, body)
            assert planted.found_in(answer.text + str(answer.headers)) == set(), filled
            assert town["teacher"] not in answer.text
            asked += answer.status_code >= 400
    assert asked > 200


async def test_what_he_finds_in_the_directory_answers_as_what_is_nowhere(there: There) -> None:
    """By the true id of a unit he is told what he is told of one that does not exist."""
    town = there.town
    acts: tuple[tuple[str, str], ...] = (
        ("/consents", "units"),
        ("/consents/withdrawals", "units"),
        ("/contact-choices", "ratherNot"),
    )
    for path, named in acts:
        told = []
        for unit in (town["school"], town["clinic"], str(uuid4())):
            form = a_word(town, "school") if path == "/consents" else {"saidBy": town["father"]}
            form = {"giver": town["father"]} if path.endswith("withdrawals") else form
            told.append(same(await town.father.post(there.here + path, form | {named: [unit]})))
        assert told[0] == told[1] == told[2], path
        assert told[0][0] == 409, path


async def test_he_takes_his_word_back_by_the_id_he_was_shown(there: There) -> None:
    father = there.town.father
    (his,) = (await father.get(there.here)).json()["consents"]
    (unit,) = his["standingFor"]
    assert unit != there.town["school"]
    form = {"giver": there.town["father"], "units": [unit]}
    answer = await father.post(there.here + "/consents/withdrawals", form)
    assert answer.status_code == 201, answer.text
    (his,) = (await father.get(there.here)).json()["consents"]
    assert his["standingFor"] == []


async def test_how_to_reach_her_is_read_by_those_who_were_named_and_the_journal_has_it(
    there: There,
) -> None:
    town, path = there.town, f"/v1/persons/{there.town['nora']}/safe-way"
    shown = await town.teacher.get(path)
    assert there.planted.found_in(shown.text) == {
        "the safe number",
        "the safe address",
        "how to reach her",
    }
    journal, book = town.service.house.journal, UUID(town.book)
    lines = await journal.follow(book, await journal.head(book) - 1, 10)
    (opened,) = [one.event for one in lines if isinstance(one.event, MatterOpened)]
    assert (opened.actor, opened.action) == (UUID(town["teacher"]), "open-safe-way")
    assert opened.parts == ("compartment",)
    nobody = same(await town.stranger.get(path))
    for who in (town.leader, town.nurse, town.mother, town.father, town.administrator):
        assert (await who.get(path)).status_code == 404
    assert same(await town.leader.get(path)) == same(
        await town.leader.get(f"/v1/persons/{uuid4()}/safe-way")
    )
    assert nobody[0] >= 400
    no = await town.leader.post(path, {"phone": "00 00 00 01"})
    assert no.status_code == 403, no.text


async def test_the_letter_he_gets_says_nothing(there: There) -> None:
    town = there.town
    await town.father.did("/v1/me/notices", {"address": "far@example.no", "language": "NB"})
    plan = {
        "unit": town["school"],
        "kind": "cooperation-meeting",
        "starts": f"{SOON}T11:00:00+01:00",
        "agenda": {"purpose": "Once more", "where": there.planted.word("where one meets again")},
    }
    await town.teacher.did(f"{there.here}/meetings", plan)
    await noted(town.service.house.events_url)
    async with asyncio.timeout(30):
        while not (came := list(there.letters.glob("[!.]*.eml"))):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    letters = "".join(one.read_text() for one in came)
    assert "far@example.no" in letters
    assert there.planted.found_in(letters) == set()
