"""Attachments over real sockets: whole or not at all, by their kind, and to whom they are for."""

import asyncio
import os
import struct
import zlib
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest

from stafett.api import envelope
from stafett.application.media import LARGEST
from stafett.journal import MatterOpened
from stafett.ledger.scope import Scope
from stafett.postgres.pool import connect
from tests.api.service import Caller
from tests.api.test_at_the_letter_box import problem
from tests.api.test_the_rulebook import TODAY
from tests.api.town import Town


def chunk(kind: bytes, content: bytes) -> bytes:
    sealed = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + sealed


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
DRAWING = PNG + chunk(b"IDAT", os.urandom(300_000)) + chunk(b"IEND", b"")
PDF = b"%PDF-1.7\n" + os.urandom(2_000)
IMAGE = {"Content-Type": "image/png"}


async def uploaded(
    caller: Caller,
    here: str,
    content: bytes = DRAWING,
    *,
    kind: str = "image/png",
    key: str | None = None,
    where: str = "",
) -> httpx2.Response:
    headers = {"Content-Type": kind}
    return await caller.post(f"{here}/uploads{where}", content, headers=headers, key=key)


def told(town: Town, upload: str, **more: Any) -> dict[str, Any]:
    return {
        "upload": upload,
        "kind": "DRAWING",
        "title": "Et hus",
        "about": [town["nora"]],
        "actedOn": TODAY,
        "signers": ["Mona Mor"],
        "retention": "barnemappe",
        "unit": town["school"],
    } | more


async def begun(town: Town) -> tuple[str, str]:
    """A follow-up, and the query by which its teacher uploads for the school."""
    return f"/v1/follow-ups/{await town.follow_up()}", f"?unit={town['school']}"


async def kept(town: Town, **more: Any) -> tuple[str, str]:
    here, by_school = await begun(town)
    upload = (await uploaded(town.teacher, here, where=by_school)).json()
    await town.teacher.did(f"{here}/attachments", told(town, upload["id"], **more))
    return here, upload["id"]


async def rows(town: Town) -> tuple[int, int]:
    async with connect(town.service.house.events_url) as connection:
        row = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM attachment), (SELECT count(*) FROM attachment_piece)"
        )
    assert row is not None
    return row[0], row[1]


async def harmed(town: Town, how: str, *what: Any) -> None:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(town.service.house.events_url)
    try:
        await connection.execute(how, *what)
    finally:
        await connection.close()


async def test_a_drawing_is_uploaded_told_of_and_opened_as_it_was(town: Town) -> None:
    here, drawing = await kept(town)
    (part,) = (await town.teacher.get(here)).json()["parts"]
    (one,) = part["attachments"]
    assert (one["id"], one["keptOn"], one["by"]) == (drawing, TODAY, town["teacher"])
    assert one["stored"]["size"] == len(DRAWING)
    assert one["described"]["signers"] == ["Mona Mor"]
    answer = await town.teacher.get(f"{here}/attachments/{drawing}")
    assert answer.content == DRAWING
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == f'attachment; filename="{drawing}.png"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    has = {"If-None-Match": answer.headers["etag"]}
    assert (await town.teacher.get(f"{here}/attachments/{drawing}", has)).status_code == 304


async def test_the_journal_has_it_before_the_first_byte(town: Town) -> None:
    here, drawing = await kept(town)
    answer = await town.teacher.get(f"{here}/attachments/{drawing}")
    journal, book = town.service.house.journal, UUID(town.book)
    lines = await journal.follow(book, max(0, await journal.head(book) - 5), 10)
    (line,) = [
        line.event
        for line in lines
        if isinstance(line.event, MatterOpened) and line.event.item == UUID(drawing)
    ]
    assert (line.actor, line.action) == (UUID(town["teacher"]), "open-attachment")
    assert str(line.request) == answer.headers["request-id"]


async def test_nobody_outside_the_part_it_lies_in_learns_of_it(town: Town) -> None:
    here, drawing = await kept(town)
    before = (await town.mother.get(here)).headers["etag"].partition("-")[0]
    for who in (town.mother, town.nurse):
        problem(await who.get(f"{here}/attachments/{drawing}"), 404, "NOT_FOUND")
        problem(await who.get(f"{here}/attachments/{uuid4()}"), 404, "NOT_FOUND")
    upload = (await uploaded(town.teacher, here, where=f"?unit={town['school']}")).json()["id"]
    await town.teacher.did(f"{here}/attachments", told(town, upload))
    after = (await town.mother.get(here)).headers["etag"].partition("-")[0]
    assert before == after
    problem(await uploaded(town.nurse, here, where=f"?unit={town['clinic']}"), 404, "NOT_FOUND")
    problem(await uploaded(town.mother, here), 409, "LOGG_IS_NOT_OPEN")
    another = f"?unit={town['clinic']}"
    problem(await uploaded(town.teacher, here, where=another), 403, "NOT_YOURS_HERE")


async def test_only_whoever_uploaded_it_has_it_told_of_and_only_there(town: Town) -> None:
    here, by_school = await begun(town)
    elsewhere, _ = await begun(town)
    upload = (await uploaded(town.teacher, here, where=by_school)).json()["id"]
    said = told(town, upload)
    problem(await town.teacher.post(f"{elsewhere}/attachments", said), 409, "NO_SUCH_UPLOAD")
    problem(await town.nurse.post(f"{here}/attachments", said), 404, "NOT_FOUND")
    unknown = told(town, str(uuid4()))
    problem(await town.teacher.post(f"{here}/attachments", unknown), 409, "NO_SUCH_UPLOAD")
    await harmed(
        town,
        "UPDATE attachment SET begun = begun - interval '50 min' WHERE attachment = $1",
        UUID(upload),
    )
    problem(await town.teacher.post(f"{here}/attachments", said), 409, "NO_SUCH_UPLOAD")


async def test_uploading_twice_under_one_key_is_uploading_once(town: Town) -> None:
    here, where = await begun(town)
    first = await uploaded(town.teacher, here, key="a drawing", where=where)
    before = await rows(town)
    again = await uploaded(town.teacher, here, key="a drawing", where=where)
    assert (again.status_code, again.json()) == (201, first.json())
    assert await rows(town) == before
    other = await uploaded(town.teacher, here, DRAWING[::-1], key="a drawing", where=where)
    problem(other, 415, "MEDIA_NOT_TAKEN")
    other = await uploaded(town.teacher, here, PNG, key="a drawing", where=where)
    problem(other, 409, "HANDS_CROSSED")
    await town.teacher.did(f"{here}/attachments", told(town, first.json()["id"]))
    once_more = await uploaded(town.teacher, here, key="a drawing", where=where)
    assert once_more.json() == first.json()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><script>alert(1)</script>", "image/png"),
        (DRAWING, "application/pdf"),
        (PDF, "image/png"),
        (b"MZ\x90\x00" + bytes(100), "application/pdf"),
        (b"\x89PN", "image/png"),
        (b"<svg/>", "image/svg+xml"),
        (PDF, "text/html"),
        (DRAWING, "image/png; charset=utf-8"),
    ],
)
async def test_what_is_not_of_its_kind_is_turned_away_and_nothing_is_left(
    town: Town, content: bytes, kind: str
) -> None:
    here, where = await begun(town)
    before = await rows(town)
    answer = await uploaded(town.teacher, here, content, kind=kind, where=where)
    problem(answer, 415, "MEDIA_NOT_TAKEN")
    assert await rows(town) == before
    assert (await uploaded(town.teacher, here, PDF, kind="application/pdf", where=where)).is_success


async def test_what_is_too_large_is_turned_away_before_it_is_read(town: Town) -> None:
    here, where = await begun(town)
    headers = IMAGE | {"Content-Length": str(LARGEST + 1)}
    answer = await spoken(town, here + "/uploads" + where, headers, b"")
    assert answer.startswith(b"HTTP/1.1 413 ")
    largest = PNG + bytes(LARGEST - len(PNG))
    assert (await uploaded(town.teacher, here, largest, where=where)).json()["size"] == LARGEST


async def test_one_says_how_long_it_is(town: Town) -> None:
    here, where = await begun(town)

    async def some() -> AsyncIterator[bytes]:
        yield DRAWING

    headers = IMAGE | {
        "Authorization": f"Bearer {town.teacher.token}",
        "Stafett-Book": town.book,
        "Idempotency-Key": '"of no length"',
    }
    answer = await town.service.client.post(
        f"{here}/uploads{where}", content=some(), headers=headers
    )
    problem(answer, 411, "LENGTH_MISSING")


async def test_an_upload_that_breaks_off_leaves_nothing(town: Town) -> None:
    here, where = await begun(town)
    before = await rows(town)
    headers = IMAGE | {"Content-Length": str(len(DRAWING))}
    await spoken(town, here + "/uploads" + where, headers, DRAWING[:200_000], hang_up=True)
    for _ in range(200):
        if await rows(town) == before:
            break
        await asyncio.sleep(0.05)
    assert await rows(town) == before
    again = await uploaded(town.teacher, here, key="broken off", where=where)
    assert again.status_code == 201


async def test_an_upload_that_comes_too_slowly_is_given_up(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, where = await begun(town)
    before = await rows(town)
    monkeypatch.setattr(envelope, "SLOWEST_UPLOAD_SECONDS", 0.5)
    headers = IMAGE | {"Content-Length": str(len(DRAWING))}
    answer = await spoken(town, here + "/uploads" + where, headers, DRAWING[:90_000])
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert await rows(town) == before


async def spoken(
    town: Town, path: str, headers: dict[str, str], body: bytes, *, hang_up: bool = False
) -> bytes:
    """Say something raw to the service, and hang up in the middle or hear it out."""
    parts = urlsplit(town.service.base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    said = headers | {
        "Host": "stafett",
        "Authorization": f"Bearer {town.teacher.token}",
        "Stafett-Book": town.book,
        "Idempotency-Key": '"broken off"',
        "Connection": "close",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    writer.write(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
    await writer.drain()
    if hang_up:
        await asyncio.sleep(0.3)
        writer.transport.abort()
        return b""
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


async def test_what_nobody_tells_of_is_taken_away(town: Town) -> None:
    here, drawing = await kept(town)
    upload = (await uploaded(town.teacher, here, where=f"?unit={town['school']}")).json()["id"]
    await harmed(town, "UPDATE attachment SET begun = begun - interval '2 hours'")
    there = town.service.house.ledger.attachments
    assert await there.sweep(UUID(town.book)) >= 1
    assert await there.find(UUID(town.book), UUID(upload)) is None
    assert (await town.teacher.get(f"{here}/attachments/{drawing}")).content == DRAWING


async def test_pieces_that_were_swapped_are_never_sent(town: Town) -> None:
    here, drawing = await kept(town)
    swap = """UPDATE attachment_piece SET number = 1 - number
               WHERE attachment = $1 AND number IN (0, 1)"""
    for at in (
        "UPDATE attachment_piece SET number = number + 100 WHERE attachment = $1 AND number < 2",
        swap.replace("1 - number", "101 - number").replace("(0, 1)", "(100, 101)"),
    ):
        await harmed(town, at, UUID(drawing))
    answer = await town.teacher.get(f"{here}/attachments/{drawing}")
    problem(answer, 500, "NOT_AS_WRITTEN")
    assert DRAWING[:64] not in answer.content


async def test_a_piece_changed_further_on_breaks_the_answer_off(town: Town) -> None:
    here, drawing = await kept(town)
    await harmed(
        town,
        """UPDATE attachment_piece SET sealed = set_byte(sealed, 99, get_byte(sealed, 99) # 1)
            WHERE attachment = $1 AND number = 3""",
        UUID(drawing),
    )
    with pytest.raises(httpx2.HTTPError):
        await town.teacher.get(f"{here}/attachments/{drawing}")


async def test_with_the_key_of_its_part_the_attachment_is_gone(town: Town) -> None:
    here, drawing = await kept(town)
    scope = Scope(UUID(here.rpartition("/")[2]), "own", UUID(town["school"]))
    keyring = town.service.house.ledger.attachments._keyring
    assert await keyring.shred(UUID(town.book), scopes=[scope])
    problem(await town.teacher.get(f"{here}/attachments/{drawing}"), 404, "NOT_FOUND")


async def test_it_hangs_on_what_was_written_and_goes_with_it(town: Town) -> None:
    here, where = await begun(town)
    entry = {
        "kind": "NOTE",
        "text": "Hun tegnet et hus.",
        "about": [town["nora"]],
        "happenedOn": TODAY,
        "unit": town["school"],
    }
    written = (await town.teacher.did(f"{here}/entries", entry))["id"]
    drawing = (await uploaded(town.teacher, here, where=where)).json()["id"]
    nothing = told(town, drawing, hangsOn=str(uuid4()))
    problem(await town.teacher.post(f"{here}/attachments", nothing), 409, "NOTHING_TO_HANG_IT_ON")
    await town.teacher.did(f"{here}/attachments", told(town, drawing, hangsOn=written))
    better = told(town, drawing, title="Huset hennes", why="Det er hennes.")
    del better["upload"]
    await town.teacher.did(f"{here}/attachments/{drawing}/corrections", better)
    (part,) = (await town.teacher.get(here)).json()["parts"]
    assert part["attachments"][0]["described"]["title"] == "Huset hennes"
    misfiled = {"item": written, "unit": town["school"], "why": "Et annet barn."}
    await town.teacher.did(f"{here}/misfilings", misfiled)
    problem(await town.teacher.get(f"{here}/attachments/{drawing}"), 404, "NOT_FOUND")


async def test_the_family_opens_what_hangs_on_an_entry_it_is_asked_to_let_in(town: Town) -> None:
    here, by_school = await begun(town)
    note = {
        "kind": "NOTE",
        "text": "He drew a house.",
        "about": [town["nora"]],
        "happenedOn": TODAY,
        "unit": town["school"],
    }
    entry = (await town.teacher.did(f"{here}/entries", note))["id"]
    upload = (await uploaded(town.teacher, here, where=by_school)).json()["id"]
    await town.teacher.did(f"{here}/attachments", told(town, upload, hangsOn=entry))
    assert (await town.mother.get(f"{here}/attachments/{upload}")).status_code == 404
    await town.teacher.did(f"{here}/entries/{entry}/proposals", {"unit": town["school"]})
    (proposal,) = (await town.mother.get(here)).json()["proposals"]
    assert [one["id"] for one in proposal["attachments"]] == [upload]
    answer = await town.mother.get(f"{here}/attachments/{upload}")
    assert (answer.status_code, answer.content) == (200, DRAWING)
    assert (await town.nurse.get(f"{here}/attachments/{upload}")).status_code == 404


async def test_a_signed_paper_is_opened_by_the_one_who_signed_it_and_not_by_the_other(
    town: Town,
) -> None:
    here, by_school = await begun(town)
    word = {
        "giver": town["mother"],
        "about": town["nora"],
        "units": [town["clinic"]],
        "purpose": "help at school",
        "lastDay": (date.fromisoformat(TODAY) + timedelta(days=60)).isoformat(),
        "evidence": {
            "kind": "SIGNED_PAPER",
            "givenOn": TODAY,
            "language": "nb",
            "reference": "folder 7",
        },
    }
    consent = (await town.teacher.did(f"{here}/consents", word))["id"]
    paper = (await uploaded(town.teacher, here, where=by_school)).json()["id"]
    form = told(town, paper, kind="SIGNED_FORM", title="Samtykke", hangsOn=consent)
    await town.teacher.did(f"{here}/attachments", form)
    (said,) = (await town.mother.get(here)).json()["consents"]
    assert [one["id"] for one in said["papers"]] == [paper]
    assert (await town.mother.get(f"{here}/attachments/{paper}")).content == DRAWING
    assert (await town.teacher.get(f"{here}/attachments/{paper}")).content == DRAWING
    assert (await town.father.get(f"{here}/attachments/{paper}")).status_code == 404
    assert (await town.father.get(here)).json()["consents"] == []


async def test_in_a_concern_it_is_for_whoever_reads_what_it_hangs_on(town: Town) -> None:
    concern = await town.concern()
    here = f"/v1/concerns/{concern}"
    seen = {"arena": "hall", "origin": "OWN_EYES", "text": "She drew this.", "on": TODAY}
    item = (await town.teacher.did(f"{here}/observations", seen))["id"]
    await town.teacher.did(f"{here}/tellings", {"told": [town["mother"]], "on": TODAY})
    upload = (await uploaded(town.teacher, here)).json()["id"]
    said = {**told(town, upload), "hangsOn": item}
    del said["unit"]
    problem(await town.leader.post(f"{here}/attachments", said), 404, "NOT_FOUND")
    problem(await uploaded(town.mother, here), 403, "NOT_YOURS_HERE")
    problem(await uploaded(town.nurse, here), 404, "NOT_FOUND")
    await town.teacher.did(f"{here}/attachments", said)
    again = await town.teacher.post(f"{here}/attachments", {**said, "title": "Et annet"})
    problem(again, 409, "ID_TAKEN")
    for who in (town.teacher, town.mother):
        assert [one["id"] for one in (await who.get(here)).json()["attachments"]] == [upload]
        assert (await who.get(f"{here}/attachments/{upload}")).content == DRAWING
    for who in (town.father, town.nurse):
        problem(await who.get(f"{here}/attachments/{upload}"), 404, "NOT_FOUND")

    follow_up = f"/v1/follow-ups/{await town.follow_up()}"
    along = {"concern": concern, "item": item}
    await town.teacher.did(f"{follow_up}/entries/from-concerns", along)
    assert (await town.father.get(f"{follow_up}/attachments/{upload}")).content == DRAWING

    better = {**said, "title": "Huset hennes", "why": "Misread."}
    del better["upload"], better["hangsOn"]
    await town.teacher.did(f"{here}/attachments/{upload}/corrections", better)
    await town.teacher.did(f"{here}/misfilings", {"item": item, "why": "Two of one name."})
    problem(await town.mother.get(f"{here}/attachments/{upload}"), 404, "NOT_FOUND")
    readers = (await town.teacher.get(f"{here}/misfilings/{item}/readers")).json()["readings"]
    assert {one["who"] for one in readers} == {town["teacher"], town["mother"]}
    ended = {
        "why": "It passed.",
        "informationGiven": "Told them.",
        "childView": {"notAskedBecause": "Too small."},
    }
    await town.teacher.did(f"{here}/conclusions", ended)
    problem(await uploaded(town.teacher, here), 409, "CONCLUDED_ALREADY")
