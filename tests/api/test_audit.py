"""Auditing over HTTP: line by line, as a table, at a terminal, and in plain words."""

import asyncio
import base64
import csv
import io
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
import pytest_asyncio

from stafett.api.audit import headings
from stafett.api.family_journal import says
from stafett.api.tables import row
from stafett.application.handing_out import HandedOut
from stafett.domain.family_journal import FamilyReading, Ground, What
from stafett.evidence.handed_over import fingerprint
from stafett.evidence.terminal import main
from stafett.ledger.line import Volume
from stafett.texts import LANGUAGES
from tests.api.balp import PROFILES, faults
from tests.api.service import Caller, Service, running
from tests.api.test_faces import read, refused
from tests.api.test_who_is_asking import SHIELDED, shielded
from tests.api.town import SINCE, Town, entrusted

PURPOSE = {"Stafett-Purpose": "AUDIT"}
EVER = {"since": "2020-01-01T00:00:00Z", "until": "2040-01-01T00:00:00Z"}
LINES = "/v1/audit/lines?" + urlencode(EVER)
TABLE = "/v1/audit/lines/table?" + urlencode(EVER)
EVENTS = "/v1/audit/lines/fhir?" + urlencode(EVER)
BUNDLE = "/v1/audit/bundle"
UNUSUAL = "/v1/audit/unusual-reading?" + urlencode(EVER)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(
    fresh_databases: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    """A service that signs for what it has written."""
    async with running(*fresh_databases, anchors=tmp_path_factory.mktemp("anchors")) as there:
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def entrusted_auditor(town: Town) -> "Auditor":
    """Somebody whose duty it is to audit the book, as two administrators have said."""
    by = town.administrator
    one = await by.did("/v1/employees", {"contact": {"name": "=Revisor"}})
    here = f"/v1/employees/{one['id']}"
    await by.did(f"{here}/employments", {"unit": town["clinic"], "since": SINCE, "leads": False})
    subject = f"auditor of {town.book}"
    await by.did(f"{here}/accounts", {"issuer": by.service.issuer.name, "subject": subject})
    caller = town.service.caller(subject)
    caller.book = town.book
    return Auditor(caller, await entrusted(town, str(one["id"]), "AUDITOR"), str(one["id"]))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def auditor(entrusted_auditor: "Auditor") -> Caller:
    """The one who audits, logged in."""
    return entrusted_auditor.caller


@dataclass(frozen=True)
class Auditor:
    """Who audits, who granted it, and the auditor's id."""

    caller: Caller
    second: Caller
    id: str


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


async def test_lines_come_one_by_one_and_the_last_says_how_many(
    town: Town, auditor: Caller
) -> None:
    follow_up = await town.follow_up()
    await read(town.teacher, f"/v1/follow-ups/{follow_up}")
    answer = await auditor.get(LINES + f"&child={town['nora']}", PURPOSE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/jsonl"
    *told, end = objects(answer.text)
    assert end["line"] == "END"
    assert end["lines"] == len(told)
    opened = next(one for one in told if one["what"] == "matter-opened")
    assert opened["actor"] == town["teacher"]
    assert opened["about"] == town["nora"]
    assert opened["through"]["client"]
    assert (opened["line"], len(opened["leaf"])) == ("TOLD", 64)
    written = await auditor.get(LINES + f"&ledger=BOOK&child={town['nora']}", PURPOSE)
    assert "follow-up-started" in {one.get("what") for one in objects(written.text)}
    assert "She needs friends" not in written.text


async def test_the_table_has_a_column_for_everything_a_line_says(
    town: Town, auditor: Caller
) -> None:
    await read(town.leader, "/v1/me/follow-ups")
    lines = objects((await auditor.get(LINES, PURPOSE)).text)
    answer = await auditor.get(TABLE, PURPOSE)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [one["what"] for one in table[:-3]] == [one["what"] for one in lines[:-1]]
    assert (table[-1]["line"], table[-1]["position"]) == ("END", str(len(table) - 1))
    columns = set(headings(Volume.JOURNAL))
    for line, cells in zip(lines[:-1], table[:-3], strict=True):
        for name, value in line.items():
            within = value if isinstance(value, dict) else {}
            assert {f"{name}.{one}" for one in within} <= columns
            assert isinstance(value, dict) or name in columns
            assert all(
                cells[f"{name}.{one}"] == ("" if told is None else str(told))
                for one, told in within.items()
            )
    assert any(cells["ground.basis"] for cells in table)
    listed = next(cells for cells in table if cells["what"] == "list-read")
    assert json.loads(listed["items"].split("} {")[0].removesuffix("}") + "}")["stream"]


async def test_a_health_partner_reads_every_line_of_the_journal_as_an_audit_event(
    town: Town, auditor: Caller
) -> None:
    follow_up = await town.follow_up()
    await read(town.teacher, f"/v1/follow-ups/{follow_up}")
    await read(town.mother, f"/v1/follow-ups/{follow_up}/consents/late-openings")
    *lines, _ = objects((await auditor.get(LINES, PURPOSE)).text)
    answer = await auditor.get(EVENTS, PURPOSE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/fhir+json"
    bundle = answer.json()
    events = [one["resource"] for one in bundle["entry"]]
    assert [fault for event in events for fault in faults(event)] == []
    told = [(event["recorded"], *_place_and_leaf(event)) for event in events]
    stood = [(line["at"], str(line["position"]), line["leaf"]) for line in lines]
    assert (told[:-2], len(told)) == (stood, len(stood) + 2)
    opened = next(
        event
        for event, line in zip(events, lines, strict=False)
        if line["what"] == "matter-opened" and line["actor"] == town["teacher"]
    )
    assert opened["meta"]["profile"] == [f"{PROFILES}PatientRead"]
    child, matter = opened["entity"][:2]
    assert child["what"]["identifier"]["value"] == f"urn:uuid:{town['nora']}"
    assert matter["what"]["identifier"]["value"].startswith("urn:uuid:")
    of_one = await auditor.get(EVENTS + f"&actor={town['mother']}", PURPOSE)
    assert 0 < len(of_one.json()["entry"]) < len(events)
    before = {"since": "2020-01-01T00:00:00Z", "until": "2020-01-02T00:00:00Z"}
    none = await auditor.get("/v1/audit/lines/fhir?" + urlencode(before), PURPOSE)
    assert none.json().keys() == {"resourceType", "type", "timestamp"}


def _place_and_leaf(event: dict[str, Any]) -> tuple[str, str]:
    line = event["entity"][-1]
    return line["what"]["identifier"]["value"], line["detail"][0]["valueString"]


async def test_what_an_auditor_is_told_is_held_against_the_signed_outside_of_the_journal(
    town: Town, auditor: Caller, tmp_path: Path
) -> None:
    await read(town.teacher, f"/v1/follow-ups/{await town.follow_up()}")
    lines, bundle, bent = (tmp_path / name for name in ("lines", "bundle", "bent"))
    here = ["--at", town.service.base, "--book", town.book]
    times = [f"--{name}={at}" for name, at in EVER.items()]
    code, _, _ = await _at_a_terminal(auditor, "lines", *here, *times, "--out", str(lines))
    assert code == 0
    checkpoints = town.service.house.checkpoints
    assert checkpoints is not None
    await checkpoints.sign(UUID(town.book))
    code, _, said = await _at_a_terminal(auditor, "bundle", *here, "--out", str(bundle))
    assert (code, said) == (0, "")
    manifest = objects(bundle.read_text("utf-8"))[0]
    first, second = (base64.b64decode(one) for one in manifest["keys"])
    known = ["--key", fingerprint((first, second))]
    assert [one["ledger"] for one in manifest["logs"]] == ["journal"]
    assert main([str(bundle), *known, "--lines", str(lines)]) == 0
    of_one = await auditor.get(LINES + f"&child={town['nora']}", PURPOSE)
    lines.write_bytes(of_one.content)
    await checkpoints.sign(UUID(town.book))
    year = datetime.now(UTC).year
    whole = await auditor.get(f"/v1/audit/bundle?year={year}", PURPOSE)
    bundle.write_bytes(whole.content)
    assert main([str(bundle), *known, "--lines", str(lines)]) == 0
    told = lines.read_bytes().splitlines(keepends=True)
    bent.write_bytes(b"".join([*told[:2], *told[3:]]))
    assert main([str(bundle), *known, "--lines", str(bent)]) == 1
    later = await auditor.get(f"/v1/audit/bundle?year={year}&size=3", PURPOSE)
    bundle.write_bytes(later.content)
    assert main([str(bundle), *known]) == 0
    refused(await auditor.get("/v1/audit/bundle?year=1999", PURPOSE), 409, "NOT_SIGNED_YET")


@pytest.mark.parametrize("path", [LINES, TABLE, EVENTS, BUNDLE])
async def test_what_was_sent_to_its_end_stands_in_the_journal_with_its_hash(
    town: Town, auditor: Caller, path: str
) -> None:
    checkpoints = town.service.house.checkpoints
    assert checkpoints is not None
    await checkpoints.sign(UUID(town.book))
    answer = await auditor.get(path, PURPOSE)
    assert answer.status_code == 200
    lines = answer.content.splitlines(keepends=True)
    before = answer.content if path == EVENTS else b"".join(lines[:-1])
    request = answer.headers["Request-Id"]
    told = objects((await auditor.get(LINES, PURPOSE)).text)
    asked, sent = (one for one in told[:-1] if one.get("request") == request)
    assert (asked["what"], sent["what"]) == ("audit-asked", "audit-sent")
    assert sent["sha256"] == sha256(before).hexdigest()
    count = len(json.loads(answer.content)["entry"]) if path == EVENTS else len(lines) - 2
    assert sent["lines"] == count + (path == LINES)
    if path == LINES:
        assert objects(answer.text)[-1]["sha256"] == sent["sha256"]
    if path == TABLE:
        assert sent["sha256"] in answer.text


async def test_what_broke_off_does_not_stand_there_as_sent() -> None:
    written_down = list[tuple[int, str]]()

    async def ended(count: int, sha256: str) -> None:
        written_down.append((count, sha256))

    handed = HandedOut(ended)
    pieces = handed.whole(b"a printout", 1)
    assert await anext(pieces) == b"a printout"
    await pieces.aclose()
    assert written_down == []
    assert [piece async for piece in handed.whole(b"", 0)] == [b""]
    assert len(written_down) == 1


@pytest.mark.parametrize("cell", ["=1+1", "+47", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_begins_as_a_formula(cell: str) -> None:
    assert row([cell, "plain"]) == f'"\'{cell}","plain"\r\n'


async def test_what_an_account_saw_and_who_could_see_what(town: Town, auditor: Caller) -> None:
    follow_up = await town.follow_up()
    await read(town.teacher, f"/v1/follow-ups/{follow_up}")
    await town.service.house.runner.catch_up()
    path = f"/v1/audit/actors/{town['teacher']}/disclosures?" + urlencode(EVER)
    seen = (await auditor.get(path, PURPOSE)).json()
    (nora,) = [one for one in seen["persons"] if one["person"] == town["nora"]]
    assert follow_up in {one["stream"] for one in nora["matters"]}
    path = f"/v1/audit/persons/{town['nora']}/sight?" + urlencode({"at": _this_month()["until"]})
    matters = (await auditor.get(path, PURPOSE)).json()["matters"]
    (matter,) = [one for one in matters if one["stream"] == follow_up]
    assert {town["teacher"], town["leader"], town["mother"]} <= {
        one["who"] for one in matter["readers"]
    }
    unusual = (await auditor.get(UNUSUAL, PURPOSE)).json()
    assert town["nora"] in {one["child"] for one in unusual["children"]}


@pytest.mark.parametrize("who", ["teacher", "leader", "mother", "administrator"])
@pytest.mark.parametrize("path", [LINES, TABLE, EVENTS, BUNDLE, UNUSUAL])
async def test_others_are_told_that_it_is_not_for_them(town: Town, who: str, path: str) -> None:
    refused(await getattr(town, who).get(path), 403, "ONLY_AN_AUDITOR")


@pytest.mark.parametrize(
    ("parameter", "bad", "code"),
    [
        ("since", "yesterday", "NOT_AN_INSTANT"),
        ("since", "2026-11-01T00:00:00", "NOT_AN_INSTANT"),
        ("since", "0001-01-01T00:00:00Z", "NOT_AN_INSTANT"),
        ("until", "9999-12-31T23:59:59-01:00", "NOT_AN_INSTANT"),
        ("until", "2019-12-31T23:59:59Z", "NOT_LATER"),
        ("ledger", "EVENTS", "NOT_IN_LIST"),
        ("child", "1", "NOT_AN_ID"),
    ],
)
async def test_a_bad_parameter_is_named_with_what_it_must_be_and_not_repeated(
    auditor: Caller, parameter: str, bad: str, code: str
) -> None:
    answer = await auditor.get("/v1/audit/lines?" + urlencode(EVER | {parameter: bad}), PURPOSE)
    refused(answer, 400, "MALFORMED")
    (wrong,) = answer.json()["errors"]
    assert (wrong["parameter"], wrong["code"]) == (parameter, code)
    assert "yesterday" not in answer.text


async def test_an_auditor_asks_at_a_terminal_with_their_own_log_in(
    town: Town, auditor: Caller
) -> None:
    follow_up = await town.follow_up()
    await read(town.teacher, f"/v1/follow-ups/{follow_up}")
    here = ["--at", town.service.base, "--book", town.book]
    times = [f"--{name}={at}" for name, at in EVER.items()]
    code, told, _ = await _at_a_terminal(auditor, "lines", *here, *times, "--child", town["nora"])
    assert code == 0
    assert town["teacher"] in told
    assert objects(told)[-1]["line"] == "END"
    bundle = ("lines", *here, *times, "--fhir")
    code, told, _ = await _at_a_terminal(auditor, *bundle, "--child", town["nora"])
    assert (code, json.loads(told)["resourceType"]) == (0, "Bundle")
    code, told, _ = await _at_a_terminal(auditor, *bundle, "--written")
    assert (code, told) == (2, "")
    code, told, said = await _at_a_terminal(town.teacher, "unusual", *here, *times)
    assert (code, told) == (3, "")
    assert "ONLY_AN_AUDITOR" in said


async def test_what_was_written_is_copied_for_one_reader_where_two_others_have_opened_it(
    town: Town, entrusted_auditor: Auditor, tmp_path: Path
) -> None:
    auditor, nora = entrusted_auditor.caller, town["nora"]
    await town.follow_up()
    await shielded(town)
    await town.service.house.runner.catch_up()
    private, copy = tmp_path / "key", tmp_path / "copy"
    code, public, _ = await _at_a_terminal(auditor, "key", "--out", str(private))
    assert (code, len(public.strip())) == (0, 43)
    here = ["--at", town.service.base, "--book", town.book, "--child", nora]
    asked = ["content", *here, "--public", public.strip(), "--out", str(copy)]
    code, _, said = await _at_a_terminal(auditor, *asked)
    assert code == 3
    assert "CONTENT_TAKES_TWO_OTHERS" in said
    soon = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    form = {"auditor": entrusted_auditor.id, "child": nora, "until": soon, "reference": "26/7"}
    grant = await town.administrator.did("/v1/municipality/audit-grants", form)
    await entrusted_auditor.second.did(f"/v1/acts/{grant['id']}/grants")
    code, _, said = await _at_a_terminal(auditor, *asked)
    assert (code, said) == (0, "")
    assert "She needs friends" not in copy.read_text("utf-8")
    own = (await read(town.administrator, "/v1/neighbours"))["own"]
    opening = ["open", str(copy), "--private", str(private), "--signs"]
    code, plain, _ = await _at_a_terminal(auditor, *opening, own["signs"])
    assert code == 0
    mark, *written = objects(plain)
    assert mark["for"] == entrusted_auditor.id
    assert {one["copy"] for one in written} == {mark["copy"]}
    told = objects((await auditor.get(LINES + f"&child={nora}", PURPOSE)).text)
    (sent,) = [one for one in told if one.get("request") == mark["copy"] and "sha256" in one]
    assert sent["sha256"] == sha256(copy.read_bytes()).hexdigest()
    assert sent["lines"] == len(written) + 1
    assert "She needs friends" in str(written)
    assert SHIELDED["text"] not in plain
    code, plain, _ = await _at_a_terminal(auditor, *opening, "A" * 43 + "=")
    assert (code, plain) == (3, "")
    found = (await town.mother.get(f"/v1/persons/{nora}/journal?{urlencode(_this_month())}")).json()
    told = [one for one in found["readings"] if one["who"] == entrusted_auditor.id]
    grounds = {(one["ground"], one["what"]) for one in told}
    assert grounds == {("AUDIT", "AUDITED"), ("OPENED_TO_AUDITOR", "OPENED_FOLLOW_UP")}
    await town.administrator.did(f"/v1/municipality/audit-grants/{grant['id']}/endings")
    copy.unlink()
    code, _, _ = await _at_a_terminal(auditor, *asked)
    assert code == 3


async def test_what_is_no_key_is_refused_and_not_repeated(
    town: Town, entrusted_auditor: Auditor
) -> None:
    soon = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    form = {"auditor": entrusted_auditor.id, "child": town["nora"], "until": soon}
    grants = "/v1/municipality/audit-grants"
    grant = await town.administrator.did(grants, form | {"reference": "26/8"})
    await entrusted_auditor.second.did(f"/v1/acts/{grant['id']}/grants")
    path = f"/v1/audit/persons/{town['nora']}/content?key="
    nowhere = "A" * 43
    journal = f"/v1/persons/{town['nora']}/journal?{urlencode(_this_month())}"
    before = (await town.mother.get(journal)).json()["readings"]
    answer = await entrusted_auditor.caller.get(path + nowhere, PURPOSE)
    refused(answer, 409, "NOT_A_KEY")
    told = (await town.mother.get(journal)).json()["readings"]
    new = [one["what"] for one in told if one not in before]
    assert set(new) <= {"AUDITED", "READ_JOURNAL"}, "nothing was opened to what is no key"
    assert nowhere not in answer.text
    refused(await entrusted_auditor.caller.get(path + "short", PURPOSE), 400, "MALFORMED")


async def _at_a_terminal(who: Caller, *asked: str) -> tuple[int | None, str, str]:
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "stafett",
        "audit",
        *asked,
        env={**os.environ, "STAFETT_TOKEN": who.token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, said = await running.communicate()
    return running.returncode, told.decode(), said.decode()


async def test_a_family_reads_who_looked_in_plain_words(town: Town) -> None:
    follow_up = await town.follow_up()
    await read(town.teacher, f"/v1/follow-ups/{follow_up}")
    await town.service.house.runner.catch_up()
    path = f"/v1/persons/{town['nora']}/journal?" + urlencode(_this_month())
    found = (await town.mother.get(path)).json()
    one = next(one for one in found["readings"] if one["what"] == "OPENED_FOLLOW_UP")
    assert found["names"][one["who"]] == "Teacher"
    assert found["names"][one["units"][0]] == "school of Modum"
    assert one["says"]["en"] == (
        "Read the follow-up to follow up the child. It is part of the work in their own unit."
    )
    withheld = f"/v1/employees/{town['teacher']}/withheld-names"
    await town.administrator.did(withheld, {"since": SINCE})
    found = (await town.mother.get(path)).json()
    assert town["teacher"] not in str(found)
    await town.administrator.did(f"{withheld}/endings")
    found = (await town.mother.get(path)).json()
    assert town["teacher"] in str(found)


def _this_month() -> dict[str, str]:
    now, half = datetime.now(UTC), timedelta(days=15)
    return {"since": f"{now - half:%Y-%m-%dT%H:%MZ}", "until": f"{now + half:%Y-%m-%dT%H:%MZ}"}


def test_everything_somebody_can_have_done_is_said_in_every_language() -> None:
    for what in What:
        for ground in (None, *Ground):
            reading = FamilyReading(
                at=None,  # type: ignore[arg-type]
                who=None,
                units=(),
                what=what,
                matters=(),
                why="meeting",
                ground=ground,
                consents=(),
            )
            said = says(reading)
            assert set(said) == set(LANGUAGES)
            assert all(len(words) > 10 and "  " not in words for words in said.values())
