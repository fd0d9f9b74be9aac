"""Over HTTP: one's own report and the national form, telling without consent, and putting right."""

from typing import Any

from tests.api.town import Town

WHEN = "2026-02-02T10:00:00Z"


def informed(town: Town) -> list[dict[str, Any]]:
    return [
        {"person": town["nora"], "told": False, "whyNot": "She is too small."},
        {"person": town["mother"], "told": True},
        {"person": town["father"], "told": True},
    ]


def report(town: Town) -> dict[str, Any]:
    return {
        "unit": town["school"],
        "receiver": "CHILD_WELFARE",
        "receiverName": "Barneverntjenesten",
        "channel": "PORTAL",
        "because": "GUARDIANS_OBSTRUCT",
        "text": "The help she needs is not let in.",
        "informed": informed(town),
        "at": WHEN,
    }


def disclosure(town: Town) -> dict[str, Any]:
    return {
        "ground": "report-to-child-welfare",
        "receiver": "CHILD_WELFARE",
        "receiverName": "Barneverntjenesten",
        "items": ["that she comes hungry"],
        "necessity": "They cannot judge without it.",
        "second": {"employee": town["leader"]},
        "informed": informed(town),
        "at": WHEN,
    }


async def own_part(town: Town, follow_up: str) -> Any:
    (part,) = (await town.teacher.get(f"/v1/follow-ups/{follow_up}")).json()["parts"]
    return part


async def test_a_report_of_ones_own_is_filled_in_for_its_author_alone(town: Town) -> None:
    follow_up = await town.follow_up()
    here = f"/v1/follow-ups/{follow_up}/reports"
    made = await town.teacher.did(here, report(town))
    assert (await own_part(town, follow_up))["reports"][0]["id"] == made["id"]

    form = f"{here}/{made['id']}/national-form?municipality=3316&municipalityName=Modum"
    answer = await town.teacher.get(form)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["document"]["kommunenummer"] == "3316"
    assert shown["document"]["offentligBarn"][0]["orientertGrunn"] == "She is too small."
    assert shown["byHand"] == ["REPORTER_NEEDS_EMAIL"]
    assert "/offentligBarn/0/fnr" in shown["blanks"]

    for who, status in ((town.leader, 403), (town.mother, 403), (town.nurse, 404)):
        assert (await who.get(form)).status_code == status
    assert (await town.teacher.get(form.replace("3316", "33x6"))).status_code == 400


async def test_a_report_of_a_concern_is_filled_in_too(town: Town) -> None:
    concern = await town.concern()
    here = f"/v1/concerns/{concern}/reports"
    made = await town.teacher.did(
        here, {name: value for name, value in report(town).items() if name not in _NOT_OF_A_CONCERN}
    )
    form = f"{here}/{made['id']}/national-form?municipality=3316&municipalityName=Modum"
    shown = (await town.teacher.get(form)).json()
    assert shown["document"]["melding"]["melding"] == "The help she needs is not let in."
    assert (await town.leader.get(form)).status_code == 404


_NOT_OF_A_CONCERN = {"unit", "because"}


async def test_telling_without_consent_rests_on_a_ground_that_is_law(town: Town) -> None:
    follow_up, concern = await town.follow_up(), await town.concern()
    told = disclosure(town)
    await town.teacher.did(
        f"/v1/follow-ups/{follow_up}/disclosures", {**told, "unit": town["school"]}
    )
    (shown,) = (await own_part(town, follow_up))["disclosures"]
    assert shown["paragraph"] == "barnevernsloven § 13-2"

    await town.teacher.did(f"/v1/concerns/{concern}/disclosures", told)
    (shown,) = (await town.teacher.get(f"/v1/concerns/{concern}")).json()["disclosures"]
    assert shown["disclosed"]["items"] == ["that she comes hungry"]

    for wrong, code in (
        ({"ground": "no-such-law"}, "NO_SUCH_GROUND"),
        ({"receiver": "NEXT_OF_KIN"}, "GROUND_IS_FOR_OTHERS"),
        ({"informed": []}, "SAY_WHETHER_THEY_KNOW"),
    ):
        answer = await town.teacher.post(f"/v1/concerns/{concern}/disclosures", {**told, **wrong})
        assert (answer.status_code, answer.json()["code"]) == (409, code)

    law = (await town.mother.get("/v1/legal-grounds?on=2026-02-02")).json()
    assert {one["key"] for one in law["grounds"]} >= {"report-to-child-welfare"}
    assert all(one["source"] for one in law["grounds"])


async def test_words_are_put_right_contested_and_hidden(town: Town) -> None:
    follow_up = await town.follow_up()
    here = f"/v1/follow-ups/{follow_up}"
    words = {
        "kind": "NOTE",
        "text": "She sat with Ali.",
        "about": [town["nora"]],
        "happenedOn": "2026-02-02",
    }
    entry = (await town.teacher.did(f"{here}/entries", {**words, "unit": town["school"]}))["id"]
    right = {**words, "unit": town["school"], "text": "She sat with Omar.", "why": "Misheard."}
    await town.teacher.did(f"{here}/entries/{entry}/corrections", right)
    spoken = {"unit": town["school"], "saidBy": town["mother"], "item": entry}
    await town.teacher.did(f"{here}/remarks", {**spoken, "text": "She sat alone."})
    part = await own_part(town, follow_up)
    assert part["entries"][0]["note"]["text"] == "She sat with Omar."
    assert part["earlier"][0]["words"]["text"] == "She sat with Ali."
    assert part["remarks"][0]["text"] == "She sat alone."

    wrong = {"item": entry, "unit": town["school"], "why": "Two of one name."}
    await town.teacher.did(f"{here}/misfilings", wrong)
    part = await own_part(town, follow_up)
    assert not part["entries"]
    assert not part["earlier"]
    assert [one["item"] for one in part["misfiled"]] == [entry]


async def test_goals_measures_and_minutes_are_put_right(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    school = {"unit": town["school"]}
    aim = {"text": "Plays", "indicator": "breaks with a friend", "deadline": "2099-01-01"}
    goal = (await town.teacher.did(f"{here}/goals", {**school, **aim}))["id"]
    plan = {
        "what": "A friend for the break",
        "how": "two classmates are asked",
        "responsible": {"part": "EMPLOYEE", "who": town["teacher"]},
        "arena": "school",
        "starts": "2026-01-05",
        "deadline": "2099-01-01",
        "evaluateOn": "2099-01-01",
    }
    measure = (await town.teacher.did(f"{here}/measures", {**school, **plan, "goal": goal}))["id"]
    why = {**school, "why": "Misheard."}
    await town.teacher.did(f"{here}/goals/{goal}/corrections", {**aim, **why, "text": "Plays more"})
    await town.teacher.did(
        f"{here}/measures/{measure}/corrections", {**plan, **why, "how": "three are asked"}
    )
    unknown = f"{here}/meetings/{goal}/minutes/corrections"
    answer = await town.teacher.post(unknown, {**why, "minutes": {"text": "We agreed."}})
    assert (answer.status_code, answer.json()["code"]) == (409, "NOTHING_OF_YOURS_HERE")
    (part,) = (await town.teacher.get(here)).json()["parts"]
    assert part["goals"][0]["aim"]["text"] == "Plays more"
    assert part["measures"][0]["plan"]["how"] == "three are asked"


async def test_who_was_shown_what_lay_with_the_wrong_child_is_told(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    note = {
        "kind": "NOTE",
        "text": "About another child.",
        "about": [town["nora"]],
        "happenedOn": "2026-02-02",
        "unit": town["school"],
    }
    await town.leader.get(here)
    entry = (await town.teacher.did(f"{here}/entries", note))["id"]
    await town.leader.get(here)
    await town.mother.get(here)
    readers = f"{here}/misfilings/{entry}/readers"
    early = await town.teacher.get(readers)
    assert early.status_code == 403, "nothing is hidden yet"
    assert early.json()["code"] == "NOT_YOURS_TO_TRACE"
    await town.teacher.did(f"{here}/entries/{entry}/proposals", {"unit": town["school"]})
    await town.father.get(here)
    wrong = {"item": entry, "unit": town["school"], "why": "Two of one name."}
    await town.teacher.did(f"{here}/misfilings", wrong)
    await town.teacher.get(here)

    shown = await town.leader.get(readers)
    assert shown.status_code == 200, shown.text
    told = [(one["who"], one["role"]) for one in shown.json()["readings"]]
    assert told == [(town["leader"], "staff"), (town["father"], "citizen")]
    assert (await town.teacher.get(readers)).status_code == 200
    for who, status in ((town.mother, 403), (town.nurse, 404)):
        assert (await who.get(readers)).status_code == status


async def test_what_was_written_in_a_concern_is_put_right_contested_and_hidden(town: Town) -> None:
    here = f"/v1/concerns/{await town.concern()}"
    on = "2026-02-02"
    seen = {"arena": "hall", "origin": "OWN_EYES", "text": "She pushed Ali.", "on": on}
    walk = {"how": "A walk.", "ownWords": "I am tired.", "summary": "Shy.", "on": on}
    talk = {"guardians": [town["mother"]], "minutes": "Sleeps badly.", "on": on}
    ids = {
        kind: (await town.teacher.did(f"{here}/{kind}", form))["id"]
        for kind, form in (("observations", seen), ("child-talks", walk), ("guardian-talks", talk))
    }
    right = {
        "observations": {**seen, "text": "She pushed Omar."},
        "child-talks": {**walk, "summary": "Tired."},
        "guardian-talks": {"minutes": "Sleeps well.", "on": on},
    }
    for kind, form in right.items():
        corrected = {**form, "why": "Misheard."}
        await town.teacher.did(f"{here}/{kind}/{ids[kind]}/corrections", corrected)
    item = ids["observations"]
    await town.mother.did(f"{here}/remarks", {"item": item, "text": "She was pushed first."})
    shown = (await town.mother.get(here)).json()
    assert shown["observations"][-1]["text"] == "She pushed Omar."
    assert shown["talksWithGuardians"][-1]["minutes"] == "Sleeps well."
    assert [one["remark"]["text"] for one in shown["remarks"]] == ["She was pushed first."]
    earlier = (await town.teacher.get(here)).json()["earlier"]
    assert earlier[0]["was"]["text"] == "She pushed Ali."
    assert len(earlier) == len(ids)

    hidden = {"item": item, "why": "Two of one name."}
    await town.teacher.did(f"{here}/misfilings", hidden)
    gone = (await town.mother.get(here)).json()
    assert "pushed" not in str(gone)
    assert [one["item"] for one in gone["misfiled"]] == [item]
    await town.teacher.did(f"{here}/misfilings/{item}/endings", {"why": "It was this one."})
    again = (await town.mother.get(here)).json()
    assert (again["observations"], again["remarks"]) == (shown["observations"], shown["remarks"])


async def test_whatever_else_was_written_in_a_concern_is_put_right_too(town: Town) -> None:
    here = f"/v1/concerns/{await town.concern()}"
    both = {"told": [town["mother"], town["father"]], "on": "2026-02-02"}
    await town.teacher.did(f"{here}/tellings", both)
    called = {"receiver": "POLICE", "receiverName": "Vakta", "channel": "PHONE", "at": WHEN}
    sent = {name: value for name, value in report(town).items() if name not in _NOT_OF_A_CONCERN}
    words = {"contacts": called, "reports": sent, "disclosures": disclosure(town)}
    right = {"contacts": "Lensmannen", "reports": "Barnevernvakten", "disclosures": "Vakten"}
    for kind, form in words.items():
        item = (await town.teacher.did(f"{here}/{kind}", form))["id"]
        better = {**form, "receiverName": right[kind], "why": "Wrong name."}
        await town.teacher.did(f"{here}/{kind}/{item}/corrections", better)
        await town.mother.did(f"{here}/remarks", {"item": item, "text": "Nobody asked me."})
        shown = (await town.mother.get(here)).json()
        assert right[kind] in str(shown[kind])
        earlier = shown["earlier"][-1]["was"]
        assert (earlier["id"], "Lensmannen" in str(earlier)) == (item, False)
        assert ("text" in earlier, "disclosed" in earlier) == (
            kind == "reports",
            kind == "disclosures",
        )
        wrong = {"item": item, "why": "Two of one name."}
        await town.teacher.did(f"{here}/misfilings", wrong)
        assert not (await town.mother.get(here)).json()[kind]
        readers = await town.teacher.get(f"{here}/misfilings/{item}/readers")
        told = {one["who"] for one in readers.json()["readings"]}
        assert told == {town["mother"]}


async def test_who_was_shown_what_was_hidden_in_a_concern_is_told(town: Town) -> None:
    here = f"/v1/concerns/{await town.concern()}"
    both = {"told": [town["mother"], town["father"]], "on": "2026-02-02"}
    await town.teacher.did(f"{here}/tellings", both)
    talk = {"guardians": [town["mother"]], "minutes": "Sleeps badly.", "on": "2026-02-02"}
    await town.father.get(here)
    item = (await town.teacher.did(f"{here}/guardian-talks", talk))["id"]
    await town.mother.get(here)
    await town.father.get(here)
    await town.teacher.get(here)
    readers = f"{here}/misfilings/{item}/readers"
    assert (await town.teacher.get(readers)).status_code == 403, "nothing is hidden yet"
    await town.teacher.did(f"{here}/misfilings", {"item": item, "why": "Two of one name."})
    await town.mother.get(here)

    told = await town.teacher.get(readers)
    assert told.status_code == 200, told.text
    read = [(one["who"], one["role"]) for one in told.json()["readings"]]
    assert read == [(town["mother"], "citizen"), (town["teacher"], "staff")]
    for who, status in ((town.mother, 403), (town.nurse, 404)):
        assert (await who.get(readers)).status_code == status
