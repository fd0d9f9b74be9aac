"""Over HTTP: who coordinates, a plan that takes over, another home unit, a birth."""

from typing import Any

from tests.api.service import Caller
from tests.api.test_one_logg_for_one_child import a_word
from tests.api.town import Town

VIEW = {"said": "I want to stay.", "weighed": "It counted."}
ON = "2026-01-05"


async def coordinating(town: Town) -> Caller:
    """Somebody whose duty it is to settle who coordinates."""
    who = {"contact": {"name": "Kari", "phone": "33 00"}}
    one = await town.administrator.did("/v1/employees", who)
    here = f"/v1/employees/{one['id']}"
    await town.administrator.did(f"{here}/duties", {"duty": "COORDINATING_UNIT"})
    account = {"issuer": town.service.issuer.name, "subject": "kari"}
    await town.administrator.did(f"{here}/accounts", account)
    caller = town.service.caller("kari")
    caller.book = town.book
    return caller


async def with_clinic(town: Town) -> str:
    """Let the clinic in, on both guardians' word; return the follow-up's address."""
    here = f"/v1/follow-ups/{await town.follow_up()}"
    for giver in (town.mother, town.father):
        await giver.did(f"{here}/consents", a_word(town, "clinic"))
    await town.teacher.did(f"{here}/participants", {"unit": town["clinic"]})
    clinic = f"{here}/participants/{town['clinic']}"
    await town.nurse.did(f"{clinic}/acceptances")
    task = {"employee": town["nurse"], "task": "weighs and measures"}
    await town.nurse.did(f"{clinic}/professionals", task)
    return here


async def passages(who: Caller, here: str) -> Any:
    answer = await who.get(here)
    assert answer.status_code == 200, answer.text
    return answer.json()["passages"]


async def test_the_coordinating_unit_decides_and_the_leader_names_the_holder(town: Town) -> None:
    here, kari = await with_clinic(town), await coordinating(town)
    assert (await passages(town.mother, here))["coordination"]["unit"] == town["school"]
    assert (await kari.get(here)).status_code == 404
    both = [
        {"unit": town["school"], "view": "the clinic knows more"},
        {"unit": town["clinic"], "view": "the school sees her every day"},
    ]
    await town.nurse.did(
        f"{here}/disputes", {"positions": both, "familyView": "Somebody.", "childView": VIEW}
    )
    seen = (await kari.get(here)).json()
    assert seen["passages"]["dispute"]["positions"] == both
    assert (seen["person"], seen["home"], seen["team"]) == (None, None, [])
    assert town["nora"] not in str(seen)
    decision = {"unit": town["clinic"], "reason": "health has the most to do"}
    assert (await town.leader.post(f"{here}/disputes/decisions", decision)).status_code == 403
    await kari.did(f"{here}/disputes/decisions", decision)
    offer = {"to": {"employee": town["leader"], "unit": town["school"]}}
    answer = await town.teacher.post(f"{here}/baton/offers", offer)
    assert (answer.status_code, answer.json()["code"]) == (409, "ANOTHER_COORDINATES")
    named = f"{here}/participants/{town['clinic']}/holders"
    await town.nurse.did(named, {"employee": town["nurse"]})
    await town.nurse.did(f"{here}/baton/offers/acceptances", {})
    view = (await town.mother.get(here)).json()
    assert view["holder"]["who"]["employee"] == town["nurse"]
    assert view["passages"]["coordination"]["basis"] == ["helse- og omsorgstjenesteloven § 3-4"]
    assert (await kari.get(here)).status_code == 404, "it is settled"


async def test_a_deputy_and_a_word_to_a_family_that_waits(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    task = {"employee": town["leader"], "task": "knows the class"}
    await town.leader.did(f"{here}/participants/{town['school']}/professionals", task)
    await town.teacher.did(f"{here}/deputies", {"employee": town["leader"]})
    assert (await passages(town.mother, here))["deputy"]["employee"] == town["leader"]
    await town.teacher.did(f"{here}/deputies/releases")
    assert (await passages(town.mother, here))["deputy"] is None
    today = (await town.teacher.get(here)).json()["began"]["on"][:10]
    answer = await town.teacher.post(f"{here}/bridge-contacts", {"on": today})
    assert (answer.status_code, answer.json()["code"]) == (409, "NOBODY_IS_WAITED_FOR")


async def test_a_plan_takes_over_with_the_package_that_was_read(town: Town) -> None:
    here = await with_clinic(town)
    plan = f"{here}/plan"
    mother = town["mother"]
    right = {"kind": "INDIVIDUAL_PLAN", "told": [mother], "text": "rights-2026-1", "on": ON}
    await town.teacher.did(f"{plan}/rights", right)
    await town.mother.did(f"{plan}/wishes", {"giver": mother, "wants": True})
    applied = {"applicant": mother, "to": "the coordinating unit", "on": ON}
    await town.mother.did(f"{plan}/applications", applied)
    answer = {"granted": True, "by": "the coordinating unit", "reference": "26/17", "on": ON}
    await town.teacher.did(f"{plan}/answers", answer)
    nurse = {"employee": town["nurse"], "unit": town["clinic"]}
    named = {"who": nurse, "namedBy": "the coordinating unit"}
    await town.teacher.did(f"{plan}/coordinators", named)
    assert (await town.teacher.get(f"{plan}/packages")).status_code == 404, "none is there yet"
    await town.teacher.did(f"{plan}/packages", {"childView": VIEW})
    read = await town.nurse.get(f"{plan}/packages")
    assert read.status_code == 200, read.text
    package = read.json()
    assert set(package["package"]) == {
        "person",
        "kind",
        "needs",
        "takesPart",
        "coordinates",
        "contributions",
        "measures",
        "carriedOut",
        "period",
        "consents",
        "cooperation",
    }
    assert package["package"]["coordinates"]["coordinator"] == nurse
    assert (await town.stranger.get(f"{plan}/packages")).status_code in {403, 404}
    wrong = await town.nurse.post(f"{plan}/packages/acceptances", {"digest": "0" * 64})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "PACKAGE_HAS_CHANGED")
    await town.nurse.did(f"{plan}/packages/acceptances", {"digest": package["digest"]})
    view = (await town.mother.get(here)).json()
    assert (view["state"], view["ended"]["reason"]) == ("ENDED", "IP")
    assert view["passages"]["plan"]["wishes"] == {mother: True}
    assert view["passages"]["handover"]["digest"] == package["digest"]
    await town.mother.did(f"{plan}/endings", {"why": "we go on without it"})


async def test_the_home_unit_changes_with_consent_and_the_baton(town: Town) -> None:
    here = await with_clinic(town)
    moves = f"{here}/home-changes"
    move = {"to": town["clinic"], "on": "2026-08-17", "reason": "she moves", "childView": VIEW}
    await town.teacher.did(moves, move)
    assert (await passages(town.mother, here))["move"]["to"] == town["clinic"]
    answer = await town.teacher.post(f"{moves}/completions", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "BATON_NOT_THERE")
    nurse = {"employee": town["nurse"], "unit": town["clinic"]}
    await town.teacher.did(f"{here}/baton/offers", {"to": nurse, "because": "CHANGE_OF_UNIT"})
    await town.nurse.did(f"{here}/baton/offers/acceptances", {})
    await town.nurse.did(f"{moves}/completions", {"talkedOn": ON})
    view = (await town.mother.get(here)).json()
    assert view["home"] == town["clinic"]
    assert view["passages"]["earlierHomes"] == [town["school"]]
    leaves = {"because": "TASK_DONE", "why": "she goes elsewhere"}
    await town.leader.did(f"{here}/participants/{town['school']}/leavings", leaves)
    await town.nurse.did(moves, {**move, "to": town["school"]})
    await town.nurse.did(f"{moves}/cancellations", {"why": "she stays"})


async def test_a_daughter_who_is_expecting_is_to_her_mother_who_she_was(town: Town) -> None:
    form = {"fullName": "Siri", "subject": "CHILD", "born": "2010-01-01"}
    siri = (await town.administrator.did("/v1/persons", form))["id"]
    hers = f"/v1/persons/{siri}"
    mother = {
        "guardian": town["mother"],
        "guardianName": "Mor",
        "responsibility": "PARENTAL",
        "since": "2010-01-01",
        "evidence": "OWN_WORD",
    }
    await town.administrator.did(f"{hers}/guardians", mother)
    account = {"issuer": town.service.issuer.name, "subject": "siri"}
    await town.administrator.did(f"{hers}/accounts", account)
    herself = town.service.caller("siri")
    herself.book = town.book
    before = (await town.mother.get(hers)).content
    assert (await town.mother.post(f"{hers}/expectings", {"expecting": True})).status_code == 403
    await herself.did(f"{hers}/expectings", {"expecting": True})
    assert (await herself.get(hers)).json()["subject"] == "EXPECTING"
    assert (await town.mother.get(hers)).content == before


async def test_a_child_is_born_and_is_somebody_of_its_own(town: Town) -> None:
    form = {"fullName": "Gro", "subject": "EXPECTING", "born": "2009-01-01"}
    gro = (await town.administrator.did("/v1/persons", form))["id"]
    newborn = {"fullName": "Liten", "subject": "CHILD", "born": ON}
    child = (await town.administrator.did("/v1/persons", newborn))["id"]
    births = f"/v1/persons/{gro}/births"
    await town.administrator.did(births, {"child": child, "on": ON})
    account = {"issuer": town.service.issuer.name, "subject": "gro"}
    await town.administrator.did(f"/v1/persons/{gro}/accounts", account)
    herself = town.service.caller("gro")
    herself.book = town.book
    shown = (await herself.get(f"/v1/persons/{gro}")).json()
    assert shown["children"] == [child]
    answer = await town.teacher.post(births, {"child": child, "on": ON})
    assert answer.status_code == 404
