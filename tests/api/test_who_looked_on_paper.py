"""Who looked, printed: for the family in plain words, for an auditor line by line."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from stafett.printing import who_looked
from stafett.printing.checking import check
from tests.api.service import Caller
from tests.api.test_at_the_letter_box import problem
from tests.api.test_audit import EVER, _at_a_terminal, _this_month, auditor, entrusted_auditor
from tests.api.test_audit import PURPOSE as AUDITS
from tests.api.test_faces import read
from tests.api.town import Town
from tests.printing.pages import words

__all__ = ["auditor", "entrusted_auditor"]


def for_family(town: Town, time: dict[str, str]) -> str:
    return f"/v1/persons/{town['nora']}/journal/printout?{urlencode(time)}"


def for_audit(town: Town) -> str:
    return f"/v1/audit/persons/{town['nora']}/printout?{urlencode(EVER)}"


async def test_an_auditor_prints_who_was_shown_what_and_not_a_word_of_it(
    town: Town, auditor: Caller
) -> None:
    follow_up = await town.follow_up()
    await read(town.teacher, f"/v1/follow-ups/{follow_up}")
    answer = await auditor.get(for_audit(town), AUDITS | {"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    assert (await asyncio.to_thread(check, answer.content)).well
    said = words(answer.content)
    for one in (
        "Who was shown what about the child",
        "matter-opened",
        "open-follow-up",
        "Teacher (",
    ):
        assert one in said, one
    assert town["nora"] in said
    assert "She needs friends" not in said


async def test_the_family_prints_who_looked_in_plain_words(town: Town) -> None:
    follow_up = await town.follow_up()
    await read(town.teacher, f"/v1/follow-ups/{follow_up}")
    answer = await town.mother.get(for_family(town, _this_month()), {"Accept-Language": "nn"})
    assert answer.status_code == 200, answer.text
    said = words(answer.content)
    for one in ("Kven som har lese om barnet", "Las oppfølginga", "Teacher", "school of Modum"):
        assert one in said, one
    page = await town.mother.get(for_family(town, _this_month()).replace("/printout", ""))
    assert said.count("Las oppfølginga") == page.text.count("Las oppfølginga")


async def test_others_print_nothing(town: Town) -> None:
    for who in (town.teacher, town.mother, town.administrator):
        problem(await who.get(for_audit(town), AUDITS), 403, "ONLY_AN_AUDITOR")
    for who in (town.nurse, town.administrator):
        problem(await who.get(for_family(town, _this_month())), 404, "NOT_FOUND")
    problem(await town.mother.get(for_family(town, EVER)), 409, "TOO_LONG_AT_ONCE")


async def test_what_is_too_long_for_one_printout_comes_in_parts_that_hold_all_of_it(
    town: Town, auditor: Caller, monkeypatch: Any
) -> None:
    await read(town.teacher, f"/v1/follow-ups/{await town.follow_up()}")
    until = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    about = {**EVER, "until": until, "child": town["nora"]}
    lines = await auditor.get(f"/v1/audit/lines?{urlencode(about)}", AUDITS)
    *told, _ = [json.loads(line) for line in lines.text.splitlines()]
    monkeypatch.setattr(who_looked, "MOST_LINES", len(told) // 2)
    more = f"/v1/audit/persons/{town['nora']}/printout?{urlencode(EVER | {'until': until})}"
    parts: list[str] = []
    while more:
        answer = await auditor.get(more, AUDITS | {"Accept-Language": "en"})
        assert answer.status_code == 200, answer.text
        assert (await asyncio.to_thread(check, answer.content)).well
        parts.append(words(answer.content))
        more = answer.links.get("next", {}).get("url", "")
    assert len(parts) == 2 + len(told) % 2
    assert ["This is the last part" in part for part in parts] == [False] * (len(parts) - 1) + [
        True
    ]
    last = told[len(told) // 2 - 1]["position"]
    assert f"Up to place {last}" in parts[0]
    assert f"After place {last}" in parts[1]
    assert sum(part.count("matter-opened") for part in parts) == sum(
        one["what"] == "matter-opened" for one in told
    )


async def test_an_auditor_prints_at_a_terminal_every_part_in_a_file_of_its_own(
    town: Town, auditor: Caller, monkeypatch: Any, tmp_path: Path
) -> None:
    await read(town.teacher, f"/v1/follow-ups/{await town.follow_up()}")
    monkeypatch.setattr(who_looked, "MOST_LINES", 3)
    until = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    here = ["--at", town.service.base, "--book", town.book, "--child", town["nora"]]
    times = ["--since", EVER["since"], "--until", until, "--out", str(tmp_path / "who.pdf")]
    code, told, said = await _at_a_terminal(auditor, "printout", *here, *times)
    assert (code, said) == (0, "")
    files = [Path(line) for line in told.splitlines()]
    assert [file.name for file in files[:2]] == ["who-1.pdf", "who-2.pdf"]
    for file in files[:2]:
        assert (await asyncio.to_thread(check, file.read_bytes())).well
