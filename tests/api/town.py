"""A small town to ask about: a school and a health clinic, a teacher, a leader, a family."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stafett.api.new_book import invite_another, open_book
from stafett.municipalities import load
from tests.api.service import Caller, Service

SINCE = "2020-01-01"
NOTHING: Mapping[str, Mapping[str, str]] = {}


@dataclass
class Town:
    """Everybody in it, logged in, and the ids of who and what there is."""

    service: Service
    book: str
    administrator: Caller
    leader: Caller
    teacher: Caller
    nurse: Caller
    mother: Caller
    father: Caller
    stranger: Caller
    ids: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    async def concern(self) -> str:
        """Let the teacher wonder about Nora, and return the concern."""
        body = {"about": self["nora"], "unit": self["school"], "questions": []}
        made = await self.teacher.did("/v1/concerns", body)
        return str(made["id"])

    async def follow_up(self) -> str:
        """Let the teacher take Nora on without a written concern, and return the follow-up."""
        made = await self.teacher.did("/v1/follow-ups", self.taking_on())
        return str(made["id"])

    def taking_on(self) -> dict[str, Any]:
        return {
            "about": self["nora"],
            "home": self["school"],
            "holder": {"employee": self["teacher"], "unit": self["school"]},
            "clarification": {
                "leader": self["leader"],
                "guardiansToldBy": self["teacher"],
                "agreement": "AGREED",
                "agreedOn": "2026-01-05",
            },
            "reason": "She needs friends.",
            "childView": {"said": "I want to play.", "weighed": "It counted most."},
        }


async def founded(
    service: Service, rules: str = "modum", called: Mapping[str, Mapping[str, str]] = NOTHING
) -> Town:
    """Found the town over HTTP, from the one-time link on; ``called`` names units and people."""
    made = await open_book(service.house, load(rules), rules.title())
    book = str(made.book)
    administrator = service.caller("administrator")
    administrator.book = book
    await administrator.did(
        "/v1/set-up", {"link": made.link, "contact": {"name": "Astrid Administrator"}}
    )
    ids: dict[str, str] = {}
    for name, kind in (("school", "school"), ("clinic", "health-clinic")):
        made_unit = {"name": f"{name} of Modum", "kind": kind, **called.get(name, {})}
        ids[name] = (await administrator.did("/v1/units", made_unit))["id"]
    for name, unit, leads in (
        ("leader", "school", True),
        ("teacher", "school", False),
        ("nurse", "clinic", True),
    ):
        contact = {"name": name.title(), "phone": "33 00", **called.get(name, {})}
        ids[name] = await _employ(administrator, name, contact, ids[unit], leads=leads)
    callers = {name: service.caller(name) for name in ("leader", "teacher", "nurse")}
    family = {name: service.caller(name) for name in ("mother", "father")}
    for caller in (*callers.values(), *family.values()):
        caller.book = book
    await _family(administrator, ids)
    return Town(
        service=service,
        book=book,
        administrator=administrator,
        stranger=service.caller("stranger"),
        ids=ids,
        **callers,
        **family,
    )


async def _employ(
    by: Caller, name: str, contact: Mapping[str, str], unit: str, *, leads: bool
) -> str:
    one = await by.did("/v1/employees", {"contact": dict(contact)})
    here = f"/v1/employees/{one['id']}"
    await by.did(f"{here}/employments", {"unit": unit, "since": SINCE, "leads": leads})
    account = {"issuer": by.service.issuer.name, "subject": name}
    await by.did(f"{here}/accounts", account)
    return str(one["id"])


async def _family(by: Caller, ids: dict[str, str]) -> None:
    for name, subject, born in (
        ("nora", "CHILD", "2019-04-02"),
        ("mother", "ADULT", "1988-01-01"),
        ("father", "ADULT", "1987-01-01"),
    ):
        form = {"fullName": name.title(), "subject": subject, "born": born}
        ids[name] = (await by.did("/v1/persons", form))["id"]
    for name in ("mother", "father"):
        account = {"issuer": by.service.issuer.name, "subject": name}
        await by.did(f"/v1/persons/{ids[name]}/accounts", account)
        form = {
            "guardian": ids[name],
            "guardianName": name.title(),
            "responsibility": "PARENTAL",
            "since": "2019-04-02",
            "evidence": "POPULATION_REGISTER",
        }
        await by.did(f"/v1/persons/{ids['nora']}/guardians", form)


async def second(town: Town) -> Caller:
    """Another administrator of the town, who came in by a link of their own."""
    called = f"second of {town.book}"
    caller = town.service.caller(called)
    caller.book = town.book
    if (await caller.get("/v1/me")).status_code != 200:
        link = await invite_another(town.service.house, UUID(town.book))
        await caller.did("/v1/set-up", {"link": link, "contact": {"name": "Second"}})
    return caller


async def entrusted(town: Town, employee: str, duty: str) -> Caller:
    """Give somebody a duty that takes two people; return the second."""
    another = await second(town)
    form = {"employee": employee, "duty": duty}
    act = await town.administrator.did("/v1/municipality/entrusted-duties", form)
    await another.did(f"/v1/acts/{act['id']}/grants")
    return another
