"""What takes two people in a municipality: to know another one by its card, and to become larger.

Whoever asks for it does not grant it, and neither does whoever let them in. A card that was
written down wrongly is dropped by one.
"""

from typing import Any

from stafett.stories.teller import Tale, check
from stafett.stories.town import Town


async def make_known(town: Town, other: Town, called: str) -> str:
    """Let a town know another one by its card, and return what it is known by there."""
    coordinator = town["coordinator"]
    form = await _card_of(other, called, "lest høyt på telefonen")
    asked = (await coordinator.post("/v1/neighbours", form)).id
    await coordinator.post(f"/v1/acts/{asked}/grants", None, 403, "ANOTHER_GRANTS")
    await town["administrator"].post(f"/v1/acts/{asked}/grants", None, 403, "NOT_TWO_PEOPLE")
    await town["second"].post(f"/v1/acts/{asked}/grants")
    known = (await coordinator.get("/v1/neighbours")).body["items"]
    check([one["id"] for one in known] == [asked], f"{called} is known")
    return asked


async def written_down_wrongly(tale: Tale, town: Town, other: Town, known: str) -> None:
    """Tell of a new card with a wrong name on it, which the other of the two says no to."""
    coordinator, administrator = town["coordinator"], town["second"]
    async with tale.step("A new card takes two as well: one sees what the other wrote wrongly"):
        here = f"/v1/neighbours/{known}/cards"
        wrong = await _card_of(other, "Hamnes", "i brev")
        asked = (await coordinator.post(here, wrong)).id
        waits = await administrator.get("/v1/acts")
        check(waits.mentions("Hamnes"), "the administrator reads what is asked for")
        await administrator.post(f"/v1/acts/{asked}/endings")
        right = await _card_of(other, "Hemnes kommune", "i brev")
        asked = (await coordinator.post(here, right)).id
        await administrator.post(f"/v1/acts/{asked}/grants")
        now = await coordinator.get("/v1/neighbours")
        check(now.mentions("Hemnes kommune") and not now.mentions("Hamnes"), "rightly called")


async def larger(tale: Tale, town: Town) -> None:
    """Tell of a municipality that becomes part of a larger one: its book stays as it is."""
    coordinator, administrator = town["coordinator"], town["administrator"]
    second, here = town["second"], f"/v1/employees/{coordinator.id}"
    async with tale.step("A third administrator, and a log-in more for them: two stand behind it"):
        duty = {"duty": "ADMINISTRATOR"}
        await administrator.post(f"{here}/duties", duty, 409, "TAKES_TWO")
        asked = (await administrator.post(f"{here}/duties/askings", duty)).id
        await second.post(f"/v1/acts/{asked}/grants")
        log_in = {"issuer": "https://login.example.no", "subject": "the coordinator's new one"}
        await second.post(f"{here}/accounts", log_in, 409, "TAKES_TWO")
        asked = (await second.post(f"{here}/accounts/askings", log_in)).id
        await administrator.post(f"/v1/acts/{asked}/grants")
    async with tale.step("Two municipalities become one: two administrators say so, none alone"):
        named = {
            "called": "Skrubbetangen kommune",
            "since": tale.on(40),
            "decision": "vedtak i begge kommunestyra",
        }
        asked = (await administrator.post("/v1/municipality/controllers", named)).id
        await administrator.post(f"/v1/acts/{asked}/grants", None, 403, "ANOTHER_GRANTS")
        await coordinator.post(f"/v1/acts/{asked}/grants", None, 403, "NOT_TWO_PEOPLE")
        await second.post(f"/v1/acts/{asked}/grants")
        shown = await town["new-mother"].get("/v1/municipality")
        check(shown.mentions("Skrubbetangen kommune"), "the family can read who answers for it")


async def _card_of(other: Town, called: str, confirmed: str) -> dict[str, Any]:
    card = (await other["coordinator"].get("/v1/neighbours")).body["own"]
    return {"called": called, "card": card, "confirmed": confirmed}
