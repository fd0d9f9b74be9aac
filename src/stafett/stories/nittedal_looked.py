"""Nittedal, at the end: the family and an auditor ask who looked, and on what it rested.

What the parents read is the same whether anybody suspected anything or not. An auditor sees that
something is shielded, and nothing of it.
"""

import base64
from typing import Final
from urllib.parse import urlencode

from stafett.evidence.granted import new_key
from stafett.evidence.sealed_copy import read_copy
from stafett.stories.nittedal_together import CONTACT_BOOK
from stafett.stories.relay import Relay
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town
from stafett.stories.wondering import Wondering

_LOOKS_BACK: Final = 30


async def who_looked(tale: Tale, town: Town, relay: Relay, hidden: Wondering | None) -> None:
    """Tell how it is asked who looked, by the family first and by an auditor afterwards."""
    child, auditor, teacher = town["child"].id, town["auditor"], town["teacher"]
    lately = _since(tale, _LOOKS_BACK)
    looked = f"/v1/persons/{child}/journal?{lately}"
    async with tale.step("The parents read who looked, when, why, and on which consent"):
        await teacher.get(relay.path)
        for guardian in (town["mother"], town["father"]):
            told = await guardian.get(looked)
            check(told.mentions(town.names["teacher"]), f"{guardian.who} reads who")
            check(told.mentions("Det bygger på samtykke dere har gitt."), "and on what it rested")
    await _name_withheld(tale, town, looked)
    async with tale.step("Two administrators let somebody audit the book, who sees no word of it"):
        duty = {"employee": auditor.id, "duty": "AUDITOR"}
        await _by_two(town, "entrusted-duties", duty)
        await relay.hidden_from(auditor)
    await _audited(tale, town, hidden)
    await _opened(tale, town, relay, looked)


async def _name_withheld(tale: Tale, town: Town, looked: str) -> None:
    async with tale.step("Somebody is threatened: the employer withholds a name from the journal"):
        withheld = f"/v1/employees/{town['teacher'].id}/withheld-names"
        await town["administrator"].post(withheld, {"since": tale.on(0)})
        told = await town["mother"].get(looked)
        check(not told.mentions(town["teacher"].id), "who it was stands there no more")
        check(told.mentions(town.units["school"]), "for which unit does")
        await town["administrator"].post(f"{withheld}/endings")


async def _audited(tale: Tale, town: Town, hidden: Wondering | None) -> None:
    child, auditor, lately = town["child"].id, town["auditor"], _since(tale, _LOOKS_BACK)
    secret = hidden.path.rpartition("/")[2] if hidden is not None else "nothing of the kind"
    async with tale.step("The auditor asks who was shown what about the child, line by line"):
        lines = await auditor.get(f"/v1/audit/lines?{lately}&child={child}")
        check(lines.mentions(town["teacher"].id), "who looked stands there")
        check(not lines.mentions(secret), "nothing of what is shielded")
        table = await auditor.get(f"/v1/audit/lines/table?{lately}&child={child}")
        check(table.mentions("matter-opened"), "as a table too")
        partner = await auditor.get(f"/v1/audit/lines/fhir?{lately}&child={child}")
        check(partner.mentions("AuditEvent"), "and as a health partner reads it")
        everything = await auditor.get(f"/v1/audit/lines?{_since(tale, 400)}&ledger=BOOK")
        check(everything.mentions("WITHHELD") == (hidden is not None), "that there is something")
    async with tale.step(
        "Who could see it on that day, on whose consent; what one person was shown"
    ):
        sight = await auditor.get(f"/v1/audit/persons/{child}/sight?{urlencode(_now(tale))}")
        check(sight.mentions(town["teacher"].id), "who could see")
        shown = f"/v1/audit/actors/{town['teacher'].id}/disclosures?{lately}"
        check((await auditor.get(shown)).mentions(child), "whom they saw something of")
        await auditor.get(f"/v1/audit/unusual-reading?{lately}")
        paper = await auditor.get(f"/v1/audit/persons/{child}/printout?{lately}")
        check(paper.content.startswith(b"%PDF-"), "on paper, signed")
    async with tale.step("Nobody else audits: the head of another school gets a plain no"):
        asked = f"/v1/audit/lines?{lately}"
        await town["other-head"].get(asked, 403, "ONLY_AN_AUDITOR")


async def _opened(tale: Tale, town: Town, relay: Relay, looked: str) -> None:
    child, auditor, mother = town["child"].id, town["auditor"], town["mother"]
    private, public = new_key()
    key = base64.urlsafe_b64encode(public).decode().rstrip("=")
    copied = f"/v1/audit/persons/{child}/content?key={key}"
    async with tale.step(
        "What was written takes a word more: two open it, for one child, for days"
    ):
        await auditor.get(copied, 403, "CONTENT_TAKES_TWO_OTHERS")
        opens = {"auditor": auditor.id, "child": child, "until": tale.on(3), "reference": "26/7"}
        grant = await _by_two(town, "audit-grants", opens)
        copy = await auditor.get(copied)
        check(not copy.mentions(CONTACT_BOOK), "only the auditor's own key opens the copy")
        card = (await town["administrator"].get("/v1/neighbours")).body["own"]
        written = read_copy(copy.body, private, base64.b64decode(card["signs"]))
        check(CONTACT_BOOK in written.decode(), "with it one reads what was written")
        await relay.hidden_from(auditor)
        await town["administrator"].post(f"/v1/municipality/audit-grants/{grant}/endings")
        await auditor.get(copied, 403, "CONTENT_TAKES_TWO_OTHERS")
    async with tale.step("The mother reads of the auditor too, and prints who looked"):
        check((await mother.get(looked)).mentions(town.names["auditor"]), "she sees who")
        printed = looked.replace("/journal?", "/journal/printout?")
        check((await mother.get(printed)).content.startswith(b"%PDF-"), "she has it on paper")


async def _by_two(town: Town, what: str, said: object) -> str:
    act = await town["administrator"].post(f"/v1/municipality/{what}", said)
    await town["administrator"].post(f"/v1/acts/{act.id}/grants", None, 403, "ANOTHER_GRANTS")
    await town["second"].post(f"/v1/acts/{act.id}/grants")
    return act.id


def _since(tale: Tale, days: int) -> str:
    return urlencode({"since": f"{tale.on(-days)}T00:00:00Z", "until": f"{tale.on(1)}T00:00:00Z"})


def _now(tale: Tale) -> dict[str, str]:
    return {"at": tale.moment()}
