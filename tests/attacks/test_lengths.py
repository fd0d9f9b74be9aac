"""T14: somebody who only listens, or holds the tables without the keys, reads nothing but lengths.

Answers about matters nobody has said anything of, and about thick ones, are of a few lengths; so
are the rows. What is hidden and what is not there are answered as long, and nobody outside gets an
answer of another length once a shielded concern has been raised.
"""

import asyncio
from collections.abc import Collection
from random import Random
from uuid import uuid4

import asyncpg
import httpx2

from stafett.api.lengths import SHORTEST, length_of
from stafett.ledger.padding import STEP as ROW_STEP
from stafett.ledger.padding import STEPPED_UP_TO, padme
from stafett.ledger.sealing import OVERHEAD
from tests.api.service import Caller
from tests.api.test_once_and_only_once import OBSERVATION
from tests.api.test_who_is_asking import shielded
from tests.api.town import Town
from tests.attacks.attack import Attacking, times
from tests.attacks.test_a_curious_employee import all_of, looked_at

MATTERS = times(30, 1000)
MOST_OBSERVED = 6
LONGEST = 1500
MOST_LENGTHS = 8
SQUEEZED = {"Accept-Encoding": "gzip, deflate, br, zstd"}
ROWS = """
    SELECT octet_length(sealed) FROM event
     UNION ALL SELECT octet_length(sealed) FROM journal_line
     UNION ALL SELECT octet_length(sealed) FROM case_view
     UNION ALL SELECT octet_length(sealed) FROM answer WHERE sealed IS NOT NULL
"""
PAGES = (
    "/v1/me",
    "/v1/me/concerns",
    "/v1/me/follow-ups",
    "/v1/me/today",
    "/v1/me/family",
    "/v1/persons/{nora}",
    "/v1/follow-ups/{follow-up}",
    "/v1/concerns/{concern}",
)


def heard(answer: httpx2.Response) -> int:
    """Return how much a listener hears that is not the same in every answer."""
    return len(answer.content) + len(answer.headers.get("etag", ""))


def of_a_row(length: int) -> bool:
    """Is it as long as a sealed row may be?"""
    plain = length - OVERHEAD
    return plain % ROW_STEP == 0 if plain <= STEPPED_UP_TO else padme(plain) == plain


async def told(town: Town, rng: Random) -> str:
    """Wonder about Nora, and write down as much or as little as it happens."""
    concern = await town.concern()
    for _ in range(rng.randrange(MOST_OBSERVED)):
        text = "".join(rng.choices("abcdefgh ijklmno", k=rng.randrange(1, LONGEST)))
        await town.teacher.did(
            f"/v1/concerns/{concern}/observations", OBSERVATION | {"text": f"A{text}Z"}
        )
    return concern


async def test_thin_and_thick_matters_are_answered_in_a_few_lengths(
    town: Town, attacking: Attacking, fresh_databases: tuple[str, str]
) -> None:
    rng = Random("thin and thick")
    concerns = await all_of([told(town, rng) for _ in range(MATTERS)])
    paths = [f"/v1/concerns/{one}" for one in concerns]
    with attacking("T14", "answers about matters of every size, by how long they are") as attack:
        shown = await all_of([looked_at(town.teacher, path) for path in paths])
        refused = await all_of([looked_at(town.nurse, path) for path in paths])
        for answer in (*shown, *refused):
            length = heard(answer)
            attack.held(length == length_of(length), f"an answer of {length} bytes")
        lengths, said = _of(shown), {len(one.content.rstrip()) for one in shown}
        attack.held(len(lengths) <= MOST_LENGTHS, f"{len(lengths)} lengths")
        attack.held(_of(refused) == {SHORTEST}, f"refusals of {_of(refused)} bytes")
        attack.beside = f"{len(said)} lengths were {len(lengths)}"
    assert {one.status_code for one in shown} == {200}
    assert len(said) > len(lengths), "nothing to tell apart"
    with attacking("T14", "rows of every size, by how long they are") as attack:
        events = await asyncpg.connect(fresh_databases[0])
        try:
            rows = [one[0] for one in await events.fetch(ROWS)]
        finally:
            await events.close()
        for row in rows:
            attack.held(of_a_row(row), f"a row of {row} bytes")
        attack.beside = f"of {len(set(rows))} lengths"
    assert len(rows) > 3 * MATTERS


def _of(answers: Collection[httpx2.Response]) -> set[int]:
    return {heard(one) for one in answers}


async def test_nothing_is_squeezed_by_what_it_says(town: Town, attacking: Attacking) -> None:
    concern = await told(town, Random("squeezed"))
    asked = ("/v1/me", f"/v1/concerns/{concern}", "/v1/nothing", "/problems/not-found")
    with attacking("T14", "answers squeezed, so that a guess within shortens them") as attack:
        for path in asked:
            answer = await town.teacher.get(path, SQUEEZED)
            attack.held("content-encoding" not in answer.headers, f"{path} is squeezed")


async def test_what_nobody_may_notice_makes_no_answer_longer(
    town: Town, attacking: Attacking
) -> None:
    concern, follow_up = await asyncio.gather(town.concern(), town.follow_up())
    outside = (town.mother, town.father, town.nurse, town.administrator, town.stranger)
    known = {"{nora}": town["nora"], "{follow-up}": follow_up, "{concern}": concern}

    async def everything(who: Caller) -> list[tuple[int, int]]:
        answers = await all_of([looked_at(who, _filled(path, known)) for path in PAGES])
        return [(one.status_code, heard(one)) for one in answers]

    with attacking("T14", "what is hidden, by how long the answers are") as attack:
        before = await all_of([everything(who) for who in outside])
        hidden = await shielded(town)
        after = await all_of([everything(who) for who in outside])
        for one, other in zip(before, after, strict=True):
            for was, became in zip(one, other, strict=True):
                attack.held(was == became, f"{was} has become {became}")
        ids, kinds = (hidden, str(uuid4())), ("concerns", "follow-ups", "persons")
        for who in outside:
            paths = [f"/v1/{kind}/{one}" for one in ids for kind in kinds]
            answers = [heard(one) for one in await all_of([looked_at(who, one) for one in paths])]
            there, absent = answers[: len(kinds)], answers[len(kinds) :]
            attack.held(there == absent, f"{there} where it is hidden, {absent} where nothing is")
    inside = await looked_at(town.teacher, f"/v1/concerns/{hidden}")
    assert (inside.status_code, heard(inside)) == (200, length_of(heard(inside)))


def _filled(path: str, known: dict[str, str]) -> str:
    for name, one in known.items():
        path = path.replace(name, one)
    return path
