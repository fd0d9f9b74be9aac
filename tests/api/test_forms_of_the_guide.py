"""The guide's forms over HTTP: listed, read, published; and the steps they are the tools of."""

from typing import Any

from tests.api.test_at_the_letter_box import problem
from tests.api.test_the_rulebook import SOON, TODAY, edition, words
from tests.api.town import Town

FORMS = "/v1/forms"
OURS: dict[str, Any] = {
    "form": "our-own-form",
    "version": 1,
    "validFrom": SOON,
    "decidedBy": "Kommunestyret",
    "title": words("Vårt eget skjema"),
    "purpose": words("Til å prøve."),
    "source": "Kommunestyret, sak 4/26",
    "questions": [
        {"key": "what", "title": words("Hva så du?"), "answering": "WORDS", "required": True},
        {"key": "how", "title": words("Hvor mye?"), "answering": "SCALE", "highest": 5},
    ],
    "filledInBy": ["STAFF"],
    "keptIn": ["FOLLOW_UP"],
    "signed": False,
}


async def listed(town: Town, on: str = TODAY) -> dict[str, Any]:
    items = (await town.mother.get(f"{FORMS}?on={on}")).json()["items"]
    return {one["id"]["form"]: one for one in items}


async def test_everybody_the_book_knows_reads_the_forms_of_the_day(town: Town) -> None:
    forms = await listed(town)
    assert {"child-talk-form", "consent-form", "minutes", "system-case"} <= forms.keys()
    talk = forms["child-talk-form"]
    assert (talk["keptIn"], talk["filledInBy"]) == (["CONCERN", "FOLLOW_UP"], ["CHILD", "STAFF"])
    whole = (await town.teacher.get(f"{FORMS}/child-talk-form/versions/1")).json()
    assert len(whole["questions"]) == talk["questions"] > 0
    assert all({"nb", "nn"} <= one["title"].keys() for one in whole["questions"])
    (chosen,) = [one for one in whole["questions"] if one["answering"] == "ONE_OF"]
    assert {"nb", "nn"} <= chosen["choices"][0]["title"].keys()
    assert forms["system-case"]["questions"] == 0
    problem(await town.teacher.get(f"{FORMS}/child-talk-form/versions/2"), 404, "NOT_FOUND")
    assert (await town.stranger.get(f"{FORMS}?on={TODAY}")).status_code == 403


async def test_each_tool_of_a_step_is_a_form_one_can_read(town: Town) -> None:
    guide = (await town.teacher.get(f"/v1/rules?on={TODAY}")).json()["guide"]
    tools = {tool for level in guide["levels"] for step in level["steps"] for tool in step["tools"]}
    assert tools
    for tool in tools:
        read = await town.teacher.get(f"{FORMS}/{tool}/versions/{guide['forms'][tool]}")
        assert read.status_code == 200


async def test_a_form_is_used_from_the_edition_that_names_it(town: Town) -> None:
    problem(await town.teacher.post(FORMS, OURS), 403, "ONLY_A_COORDINATOR")
    broken = OURS | {"questions": [OURS["questions"][0], OURS["questions"][0]]}
    answer = await town.administrator.post(FORMS, broken)
    problem(answer, 409, "QUESTIONS_DO_NOT_HANG_TOGETHER")
    with_ours = edition(41) | {"forms": [{"form": "our-own-form", "version": 1}]}
    problem(await town.administrator.post("/v1/guides", with_ours), 409, "FORM_IS_MISSING")
    await town.administrator.did(FORMS, OURS)
    assert "our-own-form" not in await listed(town)
    await town.administrator.did("/v1/guides", with_ours)
    assert list(await listed(town, SOON)) == ["our-own-form"]
    assert "our-own-form" not in await listed(town)


async def test_the_holder_says_which_steps_are_done_and_the_view_shows_it(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    before = (await town.teacher.get(here)).json()
    guide = (await town.teacher.get(f"/v1/rules?on={TODAY}")).json()["guide"]
    (level,) = [one for one in guide["levels"] if one["number"] == before["level"]]
    assert [one["step"] for one in before["steps"]] == [one["key"] for one in level["steps"]]
    assert all(one["doneOn"] is None for one in before["steps"])
    by_itself = {one["key"] for one in level["steps"] if one["followsFrom"]}
    (step, *_) = [one["step"] for one in before["steps"] if one["step"] not in by_itself]
    await town.teacher.did(f"{here}/steps", {"step": step})
    shown = {one["step"]: one for one in (await town.mother.get(here)).json()["steps"]}
    assert (shown[step]["doneOn"], shown[step]["by"]) == (TODAY, town["teacher"])
    problem(await town.mother.post(f"{here}/steps", {"step": step}), 403, "NOT_YOURS_HERE")
    problem(await town.teacher.post(f"{here}/steps", {"step": "x"}), 409, "NO_SUCH_STEP")
    if by_itself:
        told = await town.teacher.post(f"{here}/steps", {"step": min(by_itself)})
        problem(told, 409, "SHOWS_BY_ITSELF")
