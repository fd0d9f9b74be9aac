"""Drafts of the day's rules over HTTP."""

from datetime import datetime, timedelta
from typing import Any

from stafett.domain.moment import NORWAY
from tests.api.service import Caller
from tests.api.test_at_the_letter_box import problem
from tests.api.test_the_rulebook import coordinator
from tests.api.town import Town

__all__ = ["coordinator"]

DRAFTS = "/v1/day-rules/drafts"
TODAY = datetime.now(NORWAY).date()
SOON = (TODAY + timedelta(days=50)).isoformat()


async def ahead(town: Town) -> dict[str, Any]:
    """Return the day's rules as they are, from a later day and with longer absences."""
    found = (await town.mother.get(f"/v1/day-rules?on={TODAY.isoformat()}")).json()
    return {**found, "validFrom": SOON, "absenceDays": 21, "decidedBy": "Ingen"}


async def test_rules_of_the_day_are_drafted_and_published_from_a_day(
    town: Town, coordinator: Caller
) -> None:
    await coordinator.did(DRAFTS, {"rules": await ahead(town), "why": "Etter ferien."})
    (shown,) = (await coordinator.get(DRAFTS)).json()["items"]
    assert (shown["why"], shown["rules"]["absenceDays"]) == ("Etter ferien.", 21)
    before = (await town.mother.get(f"/v1/rules?on={SOON}")).json()["dayRules"]
    assert before["absenceDays"] != 21
    await coordinator.did(f"{DRAFTS}/publications", {"validFrom": SOON, "decidedBy": "Sak 13"})
    after = (await town.mother.get(f"/v1/rules?on={SOON}")).json()["dayRules"]
    assert after["absenceDays"] == 21
    assert (await coordinator.get(DRAFTS)).json()["items"] == []


async def test_a_draft_is_put_away(town: Town, coordinator: Caller) -> None:
    await coordinator.did(DRAFTS, {"rules": await ahead(town), "why": "Et forsøk."})
    drop = {"validFrom": SOON, "why": "Ikke i år."}
    await coordinator.did(f"{DRAFTS}/droppings", drop)
    problem(await coordinator.post(f"{DRAFTS}/droppings", drop), 409, "NO_SUCH_DAY_RULES_DRAFT")


async def test_nobody_else_reads_or_writes_drafts(town: Town) -> None:
    draft = {"rules": await ahead(town), "why": "Et forsøk."}
    problem(await town.mother.post(DRAFTS, draft), 403, "ONLY_AN_ADMINISTRATOR")
    for who in (town.teacher, town.leader):
        problem(await who.post(DRAFTS, draft), 403, "ONLY_A_COORDINATOR")
    for who in (town.teacher, town.leader, town.mother):
        problem(await who.get(DRAFTS), 403, "ONLY_A_COORDINATOR")
