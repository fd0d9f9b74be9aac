"""Who is asking, in which book: what is not there and what is not yours are one and the same."""

import asyncio
from html import escape
from typing import Any
from uuid import UUID, uuid4

import pytest

from stafett.api.new_book import invite_another
from stafett.domain.people import Assurance
from tests.api.service import PURPOSE, Service, same
from tests.api.test_at_the_letter_box import problem
from tests.api.test_once_and_only_once import OBSERVATION
from tests.api.town import Town, founded
from tests.people import some_id

SHIELDED = {
    "suspicion": "VIOLENCE",
    "text": "She flinched.",
    "bestInterests": "She must be safe first.",
    "reviewOn": "2026-12-01",
}


async def shielded(town: Town) -> str:
    body = SHIELDED | {
        "about": town["nora"],
        "unit": town["school"],
        "second": {"employee": town["leader"]},
        "readers": [town["leader"]],
    }
    return str((await town.teacher.did("/v1/concerns/shielded", body))["id"])


async def test_absent_and_not_yours_are_the_same_answer_to_the_letter(town: Town) -> None:
    concern, hidden, follow_up = await asyncio.gather(
        town.concern(), shielded(town), town.follow_up()
    )
    assert (await town.teacher.get(f"/v1/concerns/{hidden}")).status_code == 200
    for who in (town.nurse, town.administrator, town.mother, town.father):
        nothing = await who.get(f"/v1/concerns/{uuid4()}")
        problem(nothing, 404, "NOT_FOUND")
        for path in (
            f"/v1/concerns/{concern}",
            f"/v1/concerns/{hidden}",
            f"/v1/concerns/{follow_up}",
            f"/v1/concerns/{town['nora']}",
            "/v1/concerns/nobody",
            f"/v1/follow-ups/{uuid4()}",
            f"/v1/follow-ups/{concern}",
            f"/v1/persons/{uuid4()}",
            "/v1/nowhere",
            "/nowhere",
        ):
            assert same(await who.get(path)) == same(nothing), path


async def test_writing_to_what_is_not_yours_is_the_same_as_to_what_is_not_there(
    town: Town,
) -> None:
    hidden, follow_up = await asyncio.gather(shielded(town), town.follow_up())
    concern, demand = await town.concern(), "logg/closure-demands"
    nothing = same(await town.nurse.post(f"/v1/follow-ups/{uuid4()}/{demand}"))
    assert nothing[0] == 404
    assert same(await town.nurse.post(f"/v1/follow-ups/{follow_up}/{demand}")) == nothing
    for wrong in ("not-an-id", concern, town["nora"], town["teacher"]):
        assert same(await town.nurse.post(f"/v1/follow-ups/{wrong}/{demand}")) == nothing
    for who in (town.nurse, town.mother):
        body = OBSERVATION
        absent = await who.post(f"/v1/concerns/{uuid4()}/observations", body)
        assert same(absent) == nothing
        assert same(await who.post(f"/v1/concerns/{hidden}/observations", body)) == nothing


async def test_a_person_who_is_none_is_the_same_as_one_there_is_not(town: Town) -> None:
    concern = await town.concern()
    body = {"about": str(uuid4()), "unit": town["school"]}
    nothing = same(await town.teacher.post("/v1/concerns", body))
    assert nothing[0] == 404
    for wrong in (concern, town["school"], town["teacher"], town.book):
        assert same(await town.teacher.post("/v1/concerns", body | {"about": wrong})) == nothing


async def test_a_shielded_concern_is_in_the_list_of_those_who_may_know_and_no_other(
    town: Town,
) -> None:
    hidden = await shielded(town)

    for who, knows in ((town.teacher, True), (town.leader, True), (town.mother, False)):
        listed = await who.get("/v1/me/concerns")
        assert (hidden in listed.text) == knows


async def test_the_family_reads_once_it_has_been_told(town: Town) -> None:
    concern = await town.concern()
    path = f"/v1/concerns/{concern}"
    problem(await town.mother.get(path), 404, "NOT_FOUND")

    await town.teacher.did(f"{path}/tellings", {"told": [town["mother"]], "on": "2026-01-05"})

    assert (await town.mother.get(path)).json()["about"] == town["nora"]
    assert concern in (await town.mother.get("/v1/me/concerns")).text
    problem(await town.father.get(path), 404, "NOT_FOUND")
    problem(await town.mother.post(f"{path}/observations", OBSERVATION), 403, "NOT_YOURS_HERE")


async def test_a_refusal_says_its_sentence_in_the_readers_language(town: Town) -> None:
    body = {"name": "Ours", "kind": "school"}
    said = set()
    for language in ("nb", "nn", "en"):
        answer = await town.teacher.post("/v1/units", body, {"Accept-Language": language})
        document = problem(answer, 403, "ONLY_AN_ADMINISTRATOR")
        page = await town.service.client.get(
            document["type"], headers={"Accept-Language": language}
        )
        assert escape(document["title"]) in page.text
        said.add(document["title"])
    assert len(said) == 3


async def test_one_says_which_book_only_where_one_is_known_in_several(service: Service) -> None:
    one, two = await founded(service), await founded(service)
    account = {"issuer": service.issuer.name, "subject": "wanderer"}
    wanderer = service.caller("wanderer")
    for town in (one, two):
        await town.administrator.did(f"/v1/employees/{town['nurse']}/accounts", account)

    document = problem(await wanderer.get("/v1/me"), 400, "WHICH_BOOK")

    assert one.book not in str(document)
    for town in (one, two):
        found = await wanderer.ask("GET", "/v1/me", headers={"Stafett-Book": town.book})
        assert found.json()["book"] == town.book
        assert found.json()["id"] == town["nurse"]


async def test_who_works_for_several_municipalities_has_a_list_in_each_and_none_across_them(
    service: Service,
) -> None:
    towns = [await founded(service), await founded(service)]
    account = {"issuer": service.issuer.name, "subject": "intermunicipal"}
    both = service.caller("intermunicipal")
    concerns = []
    for town in towns:
        await town.administrator.did(f"/v1/employees/{town['teacher']}/accounts", account)
        concerns.append(str(await town.concern()))

    problem(await both.get("/v1/me/concerns"), 400, "WHICH_BOOK")
    for town, own, other in zip(towns, concerns, reversed(concerns), strict=True):
        here = {"Stafett-Book": town.book}
        listed = (await both.get("/v1/me/concerns", here)).json()["items"]
        assert [one["id"] for one in listed] == [own]
        assert (await both.get(f"/v1/concerns/{own}", here)).status_code == 200
        problem(await both.get(f"/v1/concerns/{other}", here), 404, "NOT_FOUND")


async def test_one_who_is_known_in_one_book_need_not_name_it(service: Service) -> None:
    town = await founded(service)
    account = {"issuer": service.issuer.name, "subject": "homebird"}
    await town.administrator.did(f"/v1/employees/{town['nurse']}/accounts", account)

    assert (await service.caller("homebird").get("/v1/me")).json()["book"] == town.book


async def test_what_lies_in_one_book_is_nowhere_in_another(service: Service) -> None:
    one, two = await founded(service), await founded(service)
    concern, follow_up = await one.concern(), await one.follow_up()
    for path in (
        f"/v1/concerns/{concern}",
        f"/v1/follow-ups/{follow_up}",
        f"/v1/persons/{one['nora']}",
    ):
        assert (await one.teacher.get(path)).status_code == 200
        problem(await two.teacher.get(path), 404, "NOT_FOUND")
        problem(await two.administrator.get(path), 404, "NOT_FOUND")


async def test_a_book_one_is_not_known_in_answers_as_one_there_is_not(town: Town) -> None:
    stranger = town.stranger
    absent = await stranger.ask("GET", "/v1/me", headers={"Stafett-Book": str(uuid4())})
    problem(absent, 403, "NOT_KNOWN_HERE")
    there = await stranger.ask("GET", "/v1/me", headers={"Stafett-Book": town.book})
    assert same(there) == same(absent) == same(await stranger.get("/v1/me"))


@pytest.mark.parametrize("book", ["x", "0", "{}", "urn:uuid:" + "0" * 32])
async def test_a_book_that_is_no_id_is_asked_for_again(town: Town, book: str) -> None:
    answer = await town.stranger.ask("GET", "/v1/me", headers={"Stafett-Book": book})
    assert answer.status_code in {400, 403}


async def test_a_log_in_that_is_not_sure_enough_is_asked_to_be_surer(town: Town) -> None:
    unsure = town.service.caller("teacher", Assurance.LOW)

    answer = await unsure.get("/v1/me")

    problem(answer, 401, "SURER_LOG_IN_NEEDED")
    assert "insufficient_user_authentication" in answer.headers["www-authenticate"]


async def test_who_one_is_comes_from_the_book(town: Town) -> None:
    teacher = (await town.teacher.get("/v1/me")).json()
    leader = (await town.leader.get("/v1/me")).json()
    mother = (await town.mother.get("/v1/me")).json()

    assert teacher["units"] == leader["units"] == leader["leads"] == [town["school"]]
    assert teacher["leads"] == []
    assert teacher["role"] == "STAFF"
    assert (mother["role"], mother["units"]) == ("CITIZEN", [])


async def test_one_who_has_left_a_unit_is_out_of_it_at_the_next_question(town: Town) -> None:
    administrator, name = town.administrator, "substitute"
    made = await administrator.did("/v1/employees", {"contact": {"name": "Siri"}})
    here = f"/v1/employees/{made['id']}"
    unit = {"unit": town["school"], "since": "2020-01-01"}
    await administrator.did(f"{here}/employments", unit)
    account = {"issuer": town.service.issuer.name, "subject": name}
    await administrator.did(f"{here}/accounts", account)
    siri = town.service.caller(name)
    body = {"about": town["nora"], "unit": town["school"]}
    concern = (await siri.did("/v1/concerns", body))["id"]

    ending = {"unit": town["school"], "until": "2026-01-01"}
    await administrator.did(f"{here}/employments/endings", ending)

    assert (await siri.get("/v1/me")).json()["units"] == []
    problem(await siri.get("/v1/employees"), 403, "NOT_FOR_YOU")
    problem(await siri.get(f"/v1/concerns/{concern}"), 404, "NOT_FOUND")
    assert (await siri.post("/v1/concerns", body)).status_code in {403, 404}


async def test_a_log_in_is_nobody_elses(town: Town) -> None:
    account = {"issuer": town.service.issuer.name, "subject": "teacher"}
    for path in (f"/v1/employees/{town['nurse']}/accounts", f"/v1/persons/{town['nora']}/accounts"):
        problem(await town.administrator.post(path, account), 409, "ACCOUNT_IS_TAKEN")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/units", {"name": "Ours", "kind": "school"}),
        ("/v1/employees", {"contact": {"name": "Me"}}),
        (f"/v1/employees/{some_id('somebody at work')}/duties", {"duty": "ADMINISTRATOR"}),
    ],
)
async def test_only_an_administrator_changes_the_municipality(
    town: Town, path: str, body: Any
) -> None:
    for who in (town.teacher, town.mother):
        problem(await who.post(path, body), 403, "ONLY_AN_ADMINISTRATOR")


async def test_families_choose_among_units_but_are_not_shown_who_works_everywhere(
    town: Town,
) -> None:
    units = (await town.mother.get("/v1/municipality")).json()["units"]
    assert {one["id"] for one in units} == {town["school"], town["clinic"]}
    problem(await town.mother.get("/v1/employees"), 403, "NOT_FOR_YOU")
    employees = (await town.teacher.get("/v1/employees")).json()["items"]
    assert town["nurse"] in {one["id"] for one in employees}
    assert "accounts" not in str(employees)


async def test_the_rules_of_a_day_say_where_they_are_from(town: Town) -> None:
    rules = (await town.mother.get("/v1/rules?on=2026-11-21")).json()

    assert [level["number"] for level in rules["guide"]["levels"]] == [0, 1, 2, 3]
    assert rules["guide"]["sources"]
    assert rules["dayRules"]["majority"] == 18
    for address, code in {"/v1/rules": "MISSING", "/v1/rules?on=1": "NOT_A_DAY"}.items():
        (wrong,) = problem(await town.mother.get(address), 400, "MALFORMED")["errors"]
        assert (wrong["parameter"], wrong["code"]) == ("on", code)
    problem(await town.mother.get("/v1/rules?on=1990-01-01"), 409, "NO_RULES_THAT_DAY")


async def test_the_link_lets_one_in_once(service: Service) -> None:
    town = await founded(service)
    late = service.caller("late")
    nobody = await late.post(
        "/v1/set-up", {"link": "x" * 40, "contact": {"name": "Late"}}, {"Stafett-Book": town.book}
    )
    problem(nobody, 404, "NOT_FOUND")
    nowhere = {"Stafett-Book": str(uuid4())}
    body = {"link": "x" * 40, "contact": {"name": "Late"}}
    assert same(await late.post("/v1/set-up", body, nowhere)) == same(nobody)
    problem(await late.post("/v1/set-up", body), 400, "WHICH_BOOK")
    problem(await late.ask("GET", "/v1/me", headers=PURPOSE), 403, "NOT_KNOWN_HERE")


async def test_a_second_administrator_comes_in_by_a_link_and_the_book_tells(
    service: Service,
) -> None:
    town = await founded(service)
    link = await invite_another(service.house, UUID(town.book))
    assert (await town.administrator.get("/v1/acts")).json()["link"] is not None
    assert (await town.teacher.get("/v1/acts")).json()["link"] is None

    form = {"link": link, "contact": {"name": "Somebody else"}}
    come = await town.teacher.did("/v1/set-up", form)

    assert come["id"] == town["teacher"], "who works here already comes in as who they are"
    assert (await town.teacher.get("/v1/me")).json()["duties"] == ["ADMINISTRATOR"]
    assert (await town.administrator.get("/v1/acts")).json()["link"] is None
    problem(await town.nurse.post("/v1/set-up", form), 404, "NOT_FOUND")
    duty = {"duty": "ADMINISTRATOR"}
    here = f"/v1/employees/{town['nurse']}/duties"
    problem(await town.administrator.post(here, duty), 409, "TAKES_TWO")
    act = (await town.administrator.did(f"{here}/askings", duty))["id"]
    (waits,) = (await town.teacher.get("/v1/acts")).json()["items"]
    assert waits["duty"] == {"employee": town["nurse"], "duty": "ADMINISTRATOR"}
    await town.teacher.did(f"/v1/acts/{act}/grants")
    log_in = {"issuer": service.issuer.name, "subject": "one more of the nurse's"}
    here = f"/v1/employees/{town['nurse']}/accounts"
    problem(await town.teacher.post(here, log_in), 409, "TAKES_TWO")
    act = (await town.teacher.did(f"{here}/askings", log_in))["id"]
    (waits,) = (await town.administrator.get("/v1/acts")).json()["items"]
    assert waits["logIn"] == {"employee": town["nurse"], **log_in}
    await town.administrator.did(f"/v1/acts/{act}/grants")
