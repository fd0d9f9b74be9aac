"""Over HTTP: what the law says of ages and bases, and what a young person tells in confidence."""

from typing import Any

from tests.api.town import Town


async def at_the_clinic(town: Town) -> str:
    """Let the nurse take Nora on, and return the follow-up."""
    taking_on = {
        **town.taking_on(),
        "home": town["clinic"],
        "holder": {"employee": town["nurse"], "unit": town["clinic"]},
    }
    taking_on["clarification"] = {**taking_on["clarification"], "leader": town["nurse"]}
    return str((await town.nurse.did("/v1/follow-ups", taking_on))["id"])


def told_the_nurse(town: Town, **more: Any) -> dict[str, Any]:
    return {
        "kind": "CHILDS_VOICE",
        "text": "Nobody at home must know.",
        "about": [town["nora"]],
        "happenedOn": "2026-02-02",
        "unit": town["clinic"],
        **more,
    }


async def test_the_law_is_there_for_anybody_to_check(town: Town) -> None:
    law = (await town.mother.get("/v1/law?on=2026-11-21")).json()
    assert {one["age"] for one in law["birthdays"]} >= {15, 16, 18}
    (wish,) = law["youthsWishes"]
    assert (wish["fromAge"], wish["freelyFrom"]) == (12, 16)
    assert all(one["source"] for one in law["activities"])
    assert not [one for one in law["activities"] if "6(1)(a)" in "".join(one["basis"])]
    assert not (await town.mother.get("/v1/law?on=1998-01-01")).json()["youthsWishes"]


async def test_what_is_told_in_confidence_is_kept_and_shown_again(town: Town) -> None:
    here = f"/v1/follow-ups/{await at_the_clinic(town)}/entries"
    wish = {"reasons": "They would be angry.", "bestForTheChild": "She comes back."}
    answer = await town.nurse.post(here, told_the_nurse(town, wish=wish))
    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_YOUNG_FOR_THAT_WISH")

    nora = f"/v1/persons/{town['nora']}"
    await town.administrator.did(f"{nora}/birth-dates", {"born": "2011-04-02"})
    entry = (await town.nurse.did(here, told_the_nurse(town, wish=wish)))["id"]

    async def shown() -> Any:
        view = (await town.nurse.get(here.removesuffix("/entries"))).json()
        (one,) = view["parts"][0]["entries"]
        return one["wish"]

    assert (await shown())["reasons"] == "They would be angry."
    answer = await town.nurse.post(f"{here}/{entry}/proposals", {"unit": town["clinic"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "KEPT_FROM_GUARDIANS")
    await town.nurse.did(f"{here}/{entry}/showings-to-guardians", {"unit": town["clinic"]})
    assert await shown() is None
    again = {"unit": town["clinic"], **wish}
    await town.nurse.did(f"{here}/{entry}/keepings-from-guardians", again)
    assert (await shown())["paragraph"].startswith("pasient- og brukerrettighetsloven")
    assert (
        await town.teacher.post(f"{here}/{entry}/keepings-from-guardians", again)
    ).status_code == 404


async def test_one_who_is_related_stands_aside_and_the_leader_acts(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    aside = {"employee": town["teacher"], "because": "RELATED"}
    assert (await town.mother.post(f"{here}/standings-aside", aside)).status_code == 403
    await town.leader.did(f"{here}/standings-aside", aside)
    assert (await town.teacher.get(here)).status_code == 404
    listed = await town.teacher.get("/v1/me/follow-ups")
    assert (listed.status_code, listed.json()["items"]) == (200, [])
    shown = (await town.leader.get(here)).json()
    assert shown["holder"]["because"] == "STANDS_ASIDE"
    assert [one["employee"] for one in shown["aside"]] == [town["teacher"]]

    answer = await town.leader.post(f"{here}/standings-aside", {"because": "CLOSE"})
    assert (answer.status_code, answer.json()["code"]) == (409, "SOMEBODY_MUST_STAY")
    back = f"{here}/standings-aside/{town['teacher']}/endings"
    await town.leader.did(back, {"why": "Another family of that name."})
    assert (await town.teacher.get(here)).status_code == 200


async def test_a_concern_is_kept_from_one_who_is_a_party_to_it(town: Town) -> None:
    here = f"/v1/concerns/{await town.concern()}"
    shared = {"receivers": [town["leader"]], "on": "2026-02-02"}
    await town.teacher.did(f"{here}/sharings", shared)
    assert (await town.leader.get(here)).status_code == 200
    party = {"employee": town["leader"], "because": "ABOUT_THEM"}
    await town.teacher.did(f"{here}/keepings-from", party)
    assert (await town.leader.get(here)).status_code == 404
    assert (await town.teacher.get(here)).json()["keptFrom"] == [town["leader"]]
    answer = await town.teacher.post(f"{here}/sharings", {**shared, "meeting": "again"})
    assert (answer.status_code, answer.json()["code"]) == (409, "PARTY_TO_IT")


async def test_each_who_had_access_says_that_they_know_of_a_withdrawal(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    evidence = {
        "kind": "DIGITAL",
        "givenOn": "2026-01-05",
        "language": "nb",
        "information": "samtykke-2026-1",
        "child": {"how": "with drawings", "view": {"said": "Yes.", "weighed": "It counted."}},
    }
    word = {
        "about": town["nora"],
        "units": [town["clinic"]],
        "purpose": "help",
        "lastDay": "2027-03-01",
        "evidence": evidence,
    }
    for giver in (town.mother, town.father):
        await giver.did(f"{here}/consents", word)
    await town.teacher.did(f"{here}/participants", {"unit": town["clinic"]})
    clinic = f"{here}/participants/{town['clinic']}"
    await town.nurse.did(f"{clinic}/acceptances")
    nothing = await town.nurse.post(f"{clinic}/acknowledgements")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "NOTHING_TO_ACKNOWLEDGE")
    named = {"employee": town["nurse"], "task": "listens"}
    await town.nurse.did(f"{clinic}/professionals", named)

    await town.father.did(f"{here}/consents/withdrawals", {"units": [town["clinic"]]})
    (waits,) = (await town.mother.get(here)).json()["nearby"]["withdrawals"]
    assert (waits["who"]["employee"], waits["acknowledgedOn"]) == (town["nurse"], None)
    today = (await town.nurse.get("/v1/me/today")).json()["due"]
    assert "WITHDRAWAL" in [one["kind"] for one in today]
    await town.nurse.did(f"{clinic}/acknowledgements")
    shown = (await town.mother.get(here)).json()["nearby"]
    assert shown["withdrawals"][0]["acknowledgedOn"]
    (hers,) = (await town.mother.get(here)).json()["consents"]
    assert hers["evidence"]["child"]["how"] == "with drawings"


async def test_one_of_the_familys_own_sees_whom_to_call_and_finds_it_in_the_list(
    town: Town,
) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    gerd = town.service.caller("gerd")
    gerd.book = town.book
    form = {"fullName": "Gerd Mormor", "subject": "ADULT", "born": "1950-01-01"}
    relative = (await town.administrator.did("/v1/persons", form))["id"]
    account = {"issuer": town.service.issuer.name, "subject": "gerd"}
    await town.administrator.did(f"/v1/persons/{relative}/accounts", account)
    wish = {
        "relative": relative,
        "called": "Gerd",
        "tie": "grandmother",
        "opened": ["WHOM_TO_CALL"],
        "lastDay": "2027-03-01",
    }
    await town.mother.did(f"{here}/relatives", wish)
    assert (await gerd.get(here)).status_code == 404
    assert (await gerd.get("/v1/me/follow-ups")).json()["items"] == []
    await town.father.did(f"{here}/relatives", wish)
    shown = (await gerd.get(here)).json()
    assert shown["network"] == {"contact": shown["network"]["contact"], "meetings": []}
    assert shown["network"]["contact"]["name"] == "Teacher"
    assert (shown["person"], shown["holder"], shown["parts"]) == (None, None, [])
    assert len((await gerd.get("/v1/me/follow-ups")).json()["items"]) == 1
    assert (await gerd.get(f"/v1/persons/{town['nora']}")).status_code == 404
    await town.mother.did(f"{here}/relatives/{relative}/endings")
    assert (await gerd.get(here)).status_code == 404


async def test_somebody_speaks_for_the_mother_within_scope_and_dates(town: Town) -> None:
    nora, here = f"/v1/persons/{town['nora']}", f"/v1/follow-ups/{await town.follow_up()}"
    lawyer = town.stranger
    lawyer.book = town.book
    form = {"fullName": "Ada Advokat", "subject": "ADULT", "born": "1980-01-01"}
    ada = (await town.administrator.did("/v1/persons", form))["id"]
    account = {"issuer": town.service.issuer.name, "subject": "stranger"}
    await town.administrator.did(f"/v1/persons/{ada}/accounts", account)
    assert (await lawyer.get(here)).status_code == 404

    speaks = {
        "representative": ada,
        "representativeName": "Ada Advokat",
        "speaksFor": town["mother"],
        "basis": "power-of-attorney",
        "scope": ["CONSENT", "READ"],
        "since": "2026-01-05",
        "reference": "letter of 5 January",
    }
    assert (await town.teacher.post(f"{nora}/representatives", speaks)).status_code == 403
    nobody = await town.administrator.post(f"{nora}/representatives", {**speaks, "basis": "no"})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "NO_SUCH_BASIS")
    await town.administrator.did(f"{nora}/representatives", speaks)

    assert (await lawyer.get(here)).status_code == 200
    seen = (await town.mother.get(nora)).json()["representatives"]
    assert [(one["person"], one["basis"]) for one in seen] == [(ada, "power-of-attorney")]
    word = {
        "giver": town["mother"],
        "about": town["nora"],
        "units": [town["clinic"]],
        "purpose": "help at school",
        "lastDay": "2027-03-01",
        "evidence": {
            "kind": "DIGITAL",
            "givenOn": "2026-01-05",
            "language": "nb",
            "information": "samtykke-2026-1",
        },
    }
    answer = await lawyer.post(f"{here}/consents", {**word, "giver": town["father"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_YOURS_TO_GIVE")
    await lawyer.did(f"{here}/consents", word)
    (hers,) = (await town.mother.get(here)).json()["consents"]
    assert (hers["giver"], hers["spokenBy"]) == (town["mother"], ada)
    await town.administrator.did(f"{nora}/representatives", {**speaks, "until": "2026-01-05"})
    assert (await lawyer.get(here)).status_code == 404


async def test_under_a_care_order_child_welfare_has_the_say_it_names(town: Town) -> None:
    nora = f"/v1/persons/{town['nora']}"
    order = {"kinds": ["school"], "since": "2026-01-05", "reference": "decision 9"}
    assert (await town.teacher.post(f"{nora}/care-orders", order)).status_code == 403
    await town.administrator.did(f"{nora}/care-orders", order)
    await town.follow_up()
    shown = (await town.teacher.get(nora)).json()["careOrder"]
    assert (shown["kinds"], shown["until"]) == (["school"], None)


async def test_what_was_seen_at_level_nought_is_taken_along_and_shown_to_the_family(
    town: Town,
) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    raising = {"about": town["nora"], "unit": town["school"], "questions": ["Why alone?"]}
    concern = (await town.teacher.did("/v1/concerns", raising))["id"]
    seen = {
        "arena": "class",
        "origin": "OWN_EYES",
        "text": "She sits alone.",
        "on": "2026-02-02",
    }
    seen_id = (await town.teacher.did(f"/v1/concerns/{concern}/observations", seen))["id"]
    form = {"concern": concern, "item": seen_id}
    taken = f"{here}/entries/from-concerns"
    assert (await town.nurse.post(taken, form)).status_code == 404
    assert (await town.mother.post(taken, form)).status_code == 404
    nothing = await town.teacher.post(taken, {**form, "item": concern})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "NOTHING_TO_TAKE_ALONG")
    assert (await town.teacher.did(taken, form))["id"] == seen_id
    (proposal,) = (await town.mother.get(here)).json()["proposals"]
    assert (proposal["note"]["text"], proposal["by"]) == ("She sits alone.", town["teacher"])
