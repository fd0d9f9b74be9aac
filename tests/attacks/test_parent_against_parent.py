"""T4: two parents in conflict, and one of them speaks with the other's voice, or shouts.

What the father says in the mother's name is not said; her word stands to the letter as it stood.
And however much he asks, others are answered: he waits, they do not.
"""

from collections.abc import Mapping
from typing import Any

from stafett.api.allowances import BOOK, CLIENT, PERSON, Allowances, Rate
from tests.api.service import Caller
from tests.api.town import Town
from tests.attacks.attack import Attacking, times

FLOOD = times(700, 5000)
SLOWLY = 10
"""So many questions may have come back to him meanwhile."""
EVIDENCE = {
    "kind": "DIGITAL",
    "givenOn": "2026-01-05",
    "language": "nb",
    "information": "samtykke-2026-1",
    "child": {"how": "with drawings", "view": {"said": "Yes.", "weighed": "It counted."}},
}


def word(town: Town, **more: Any) -> dict[str, Any]:
    there = {"about": town["nora"], "units": [town["clinic"]], "purpose": "help"}
    return {**there, "lastDay": "2027-03-01", "evidence": EVIDENCE, **more}


async def her_words(town: Town, here: str) -> Any:
    """Return what stands of the mother's consents, as she reads it."""
    shown = (await town.mother.get(here)).json()["consents"]
    return [one for one in shown if town["mother"] in str(one)]


async def test_nothing_is_said_in_the_others_name(town: Town, attacking: Attacking) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    made = await town.mother.did(f"{here}/consents", word(town))
    before = await her_words(town, here)
    assert before
    hers = f"{here}/consents/{made['id']}"
    units = {"units": [town["clinic"]]}
    more = {**units, "lastDay": "2027-04-01", "evidence": EVIDENCE}
    account = {"issuer": town.service.issuer.name, "subject": "a second log-in of his"}
    tries: list[tuple[str, Mapping[str, Any]]] = [
        (f"{here}/consents", word(town, giver=town["mother"])),
        (f"{here}/consents", word(town, giver=town["mother"], units=[town["school"]])),
        (f"{hers}/extensions", more),
        (f"{hers}/extensions", {**more, "giver": town["mother"]}),
        (f"{here}/consents/withdrawals", {**units, "giver": town["mother"]}),
        (f"{here}/consents/refusals", {**units, "giver": town["mother"]}),
        (f"{hers}/not-mine", {}),
        (f"/v1/persons/{town['mother']}/accounts", account),
        (f"/v1/persons/{town['mother']}/names", {"fullName": "Somebody"}),
        (f"/v1/persons/{town['mother']}/contacts", {"name": "Me", "phone": "33 99"}),
        (f"/v1/persons/{town['nora']}/accounts", account),
    ]
    with attacking("T4", "a parent speaks in the other's name") as attack:
        for path, body in tries:
            answer = await town.father.post(path, body)
            attack.held(answer.status_code in {403, 404, 409}, f"{path}: {answer.status_code}")
            attack.held(await her_words(town, here) == before, f"{path} changed her word")


async def test_who_asks_without_end_keeps_the_other_from_nothing(
    town: Town, attacking: Attacking
) -> None:
    state = town.service.app.state
    before = state.allowances
    try:
        state.allowances = Allowances(
            *(Rate(r.name, r.at_once, 0.01) for r in (PERSON, CLIENT, BOOK))
        )
        with attacking("T4", "a parent asks without end, and the other asks between") as attack:
            waits = 0
            for number in range(FLOOD):
                waits += await _status(town.father) == 429
                attack.tried()
                if number % 50 == 0:
                    attack.held(await _status(town.mother) == 200, "she has to wait for him")
            attack.held(
                waits >= FLOOD - PERSON.at_once - SLOWLY, f"he had to wait {waits} times only"
            )
            attack.beside = f"he was told to wait {waits} times, she never"
    finally:
        state.allowances = before


async def _status(who: Caller) -> int:
    return (await who.get("/v1/me")).status_code
