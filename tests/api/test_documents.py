"""Documents over HTTP: a form filled in beside the logg, put right, signed, and read by its own."""

from typing import Any

from tests.api.test_at_the_letter_box import problem
from tests.api.test_the_rulebook import TODAY
from tests.api.town import Town


def talk(town: Town, words: str = "Jeg vil leke.") -> dict[str, Any]:
    return {
        "form": "child-talk-form",
        "version": 1,
        "answers": [
            {"question": "who", "text": "Tuva, på grupperommet"},
            {"question": "own-words", "text": words},
            {"question": "takes-part", "codes": ["some"]},
        ],
        "about": [town["nora"]],
        "happenedOn": TODAY,
    }


async def filled_in(town: Town, sheet: dict[str, Any]) -> tuple[str, str]:
    here = f"/v1/follow-ups/{await town.follow_up()}"
    made = await town.teacher.did(f"{here}/documents", {"sheet": sheet, "unit": town["school"]})
    return here, str(made["id"])


async def shown(town: Town, here: str) -> list[Any]:
    parts = (await town.teacher.get(here)).json()["parts"]
    return [one for part in parts for one in part["documents"]]


async def test_a_form_is_filled_in_and_read_where_it_was_put(town: Town) -> None:
    here, document = await filled_in(town, talk(town))
    (one,) = await shown(town, here)
    assert (one["id"], one["version"]) == (document, 1)
    assert one["sheet"]["form"] == {"form": "child-talk-form", "version": 1}
    assert one["sheet"]["answers"]["own-words"]["text"] == "Jeg vil leke."
    assert one["sheet"]["answers"]["takes-part"]["codes"] == ["some"]
    for_mother = (await town.mother.get(here)).json()
    assert for_mother["parts"] == []
    assert (await town.nurse.get(here)).status_code == 404


async def test_what_the_form_does_not_ask_is_not_kept(town: Town) -> None:
    here = f"/v1/follow-ups/{await town.follow_up()}/documents"
    wrongs = {
        "UNKNOWN_QUESTION": [{"question": "shoe-size", "number": 7}],
        "ANSWER_MISSING": talk(town)["answers"][:1],
        "ANSWER_DOES_NOT_FIT": [*talk(town)["answers"], {"question": "who", "text": "En annen"}],
    }
    for code, answers in wrongs.items():
        sheet = talk(town) | {"answers": answers}
        answer = await town.teacher.post(here, {"sheet": sheet, "unit": town["school"]})
        problem(answer, 409, code)
    other = talk(town) | {"version": 2}
    answer = await town.teacher.post(here, {"sheet": other, "unit": town["school"]})
    problem(answer, 409, "NO_SUCH_FORM")
    to_read = talk(town) | {"form": "system-case", "answers": []}
    answer = await town.teacher.post(here, {"sheet": to_read, "unit": town["school"]})
    problem(answer, 409, "FORM_IS_KEPT_ELSEWHERE")


async def test_answers_are_put_right(town: Town) -> None:
    here, document = await filled_in(town, talk(town))
    right = {
        "sheet": talk(town, "Jeg vil være i fred."),
        "unit": town["school"],
        "why": "Hørt feil",
    }
    await town.teacher.did(f"{here}/documents/{document}/corrections", right)
    (one,) = await shown(town, here)
    assert (one["sheet"]["answers"]["own-words"]["text"], one["version"]) == (
        "Jeg vil være i fred.",
        2,
    )
    (part,) = (await town.teacher.get(here)).json()["parts"]
    (before,) = part["earlier"]
    assert before["words"]["answers"]["own-words"]["text"] == "Jeg vil leke."


async def test_minutes_on_a_form_are_signed_on_paper_and_by_whoever_wrote_them(
    town: Town,
) -> None:
    answers = [
        {"question": key, "text": "Det går bedre."}
        for key in ("present", "now", "agreed", "holder")
    ]
    sheet = talk(town) | {"form": "minutes", "answers": answers}
    here, document = await filled_in(town, sheet)
    signing = f"{here}/documents/{document}"
    (one,) = await shown(town, here)
    assert town["teacher"] in one["lacksSignaturesOf"]
    by = {"version": 1, "unit": town["school"]}
    await town.teacher.did(f"{signing}/signatures", by)
    paper = by | {"signer": town["mother"], "signedOn": TODAY, "reference": "mappe 7"}
    await town.teacher.did(f"{signing}/paper-signatures", paper)
    (one,) = await shown(town, here)
    assert {sign["signer"] for sign in one["signatures"]} == {town["teacher"], town["mother"]}
    assert town["mother"] not in one["lacksSignaturesOf"]
    problem(
        await town.teacher.post(f"{signing}/signatures", by | {"version": 2}),
        409,
        "DOCUMENT_HAS_CHANGED",
    )


async def test_a_form_is_filled_in_while_one_wonders(town: Town) -> None:
    here = f"/v1/concerns/{await town.concern()}"
    made = await town.teacher.did(f"{here}/documents", talk(town))
    (one,) = (await town.teacher.get(here)).json()["forms"]
    assert (one["id"], one["by"]) == (made["id"], town["teacher"])
    assert one["sheet"]["answers"]["own-words"]["text"] == "Jeg vil leke."
    problem(await town.nurse.post(f"{here}/documents", talk(town)), 404, "NOT_FOUND")
    later = talk(town) | {"form": "minutes", "answers": []}
    problem(await town.teacher.post(f"{here}/documents", later), 409, "FORM_IS_KEPT_ELSEWHERE")


async def test_a_form_in_a_concern_is_put_right_and_signed_if_it_is_one_to_sign(
    town: Town,
) -> None:
    here = f"/v1/concerns/{await town.concern()}"
    document = (await town.teacher.did(f"{here}/documents", talk(town)))["id"]
    right = {"sheet": talk(town, "Jeg vil være i fred."), "why": "Hørt feil"}
    await town.teacher.did(f"{here}/documents/{document}/corrections", right)
    (one,) = (await town.teacher.get(here)).json()["forms"]
    assert (one["sheet"]["answers"]["own-words"]["text"], one["version"]) == (
        "Jeg vil være i fred.",
        2,
    )
    ((before,), lacking) = (
        (await town.teacher.get(here)).json()["earlier"],
        one["lacksSignaturesOf"],
    )
    assert before["was"]["sheet"]["answers"]["own-words"]["text"] == "Jeg vil leke."
    assert lacking == []

    paper = {"version": 2, "signer": town["nora"], "signedOn": TODAY, "reference": "mappe 7"}
    for which, no in ((document, "NOT_TO_BE_SIGNED"), (town["nora"], "NO_SUCH_DOCUMENT")):
        signing = f"{here}/documents/{which}"
        answer = await town.teacher.post(f"{signing}/signatures", {"version": 2})
        problem(answer, 409, no)
        problem(await town.nurse.post(f"{signing}/signatures", {"version": 2}), 404, "NOT_FOUND")
    answer = await town.teacher.post(f"{here}/documents/{document}/paper-signatures", paper)
    problem(answer, 409, "NOT_THEIRS_TO_SIGN")
    await town.teacher.did(f"{here}/tellings", {"told": [town["nora"]], "on": TODAY})
    answer = await town.teacher.post(f"{here}/documents/{document}/paper-signatures", paper)
    problem(answer, 409, "NOT_TO_BE_SIGNED")
