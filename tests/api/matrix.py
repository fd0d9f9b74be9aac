"""Who gets in where: every route, asked by everybody, in the states a matter can be in.

``docs/who-gets-in.md`` says how each is answered. ``test_matrix`` asks a running service for some
cells of every row; with ``STAFETT_MATRIX=whole`` for all. With ``STAFETT_MATRIX=add`` it writes the
rows that are missing, with ``STAFETT_MATRIX=write`` the whole page anew.

Nothing is done by asking: with every request goes an ``If-Match`` that nobody has seen, so that
whoever may do it is told 412, and everybody else what they are told without it. Routes that are
about no matter take no such word; they stand last, and speak of what is not there.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from tests.api.filling_in import filled_in
from tests.api.matrix_town import ON_ITS_WAY, OPEN, STATES, WONDERING, Role, World
from tests.api.service import PURPOSE
from tests.api.test_contract import CONTRACT, operations

ANY_STATE = "about no matter"
AT_ONCE = 6
MAY, DONE_OR_NOT = "may", frozenset({201, 202, 409})
"""About no matter: what was asked for was done, or could not be, as others had asked before."""
BUSY = 503
"""Something was not at hand within a second: whoever is told so asks again."""
OUTSIDE = frozenset({"system", "wrong scope", "nobody"})
"""They are answered before anything is looked at: asked in one state of each kind."""
WITHOUT_PART = frozenset(
    {
        "colleague",
        "no say",
        "under 15",
        "team seat",
        "BTI coord.",
        "coord. unit",
        "auditor",
        "officer",
        "archivist",
        "administr.",
    }
)
"""They have no part in a follow-up, whatever becomes of it: asked in one state of it."""

Cell = tuple[str, str, str]
"""State, row and column."""

_FIRST = (ANY_STATE, WONDERING, OPEN)
_STATES = (*STATES, ANY_STATE)
_QUERY = {
    "on": "2026-11-22",
    "first": "2026-11-01",
    "last": "2026-11-30",
    "since": "2026-11-01T00:00:00Z",
    "until": "2026-11-02T00:00:00Z",
    "at": "2026-11-01T00:00:00Z",
    "key": "A" * 43,
    "municipality": "4640",
    "municipalityName": "Sogndal",
}
_FITTING: Mapping[str, Any] = {
    "nationalNumber": "02841986469",
    "email": "kari@example.no",
    "address": "kari@example.no",
    "digest": "0" * 64,
    "signature": "A" * 86 + "==",
    "card": {
        "origin": "stafett/3f0f5d0e-6f0b-4f0e-9d5c-0f4d5b7f6a11",
        "signs": "A" * 43 + "=",
        "reads": "A" * 43 + "=",
    },
    "suppliers": [],
    "complete": False,
    "expecting": False,
    "born": "2018-01-01",
}
"""Members that take only what is well formed, would put out whoever is not on a list, or would make
a grown one of the child that everybody asks about."""
_SCHEMAS = CONTRACT["components"]["schemas"]


@dataclass(frozen=True)
class Told:
    """How one request was answered: whose it was, of what route, and under which id."""

    row: "Row"
    role: str
    status: int
    code: str
    request: UUID


@dataclass(frozen=True)
class Row:
    """One route in one state."""

    state: str
    method: str
    path: str
    operation: Mapping[str, Any] = field(compare=False)

    @property
    def named(self) -> str:
        """Return how the row is called in the table."""
        return f"{self.method.upper()} {self.path.removeprefix('/v1')}"


def rows() -> Sequence[Row]:
    """Return every row there must be, from the contract; what cannot be undone goes last."""
    found = [
        Row(state, method, path, operation)
        for path, method, operation in operations()
        if not path.startswith("/v1/public/")
        for state in _STATES
        if _is_about(path) == _kind(state) and _differs(state, method, path)
    ]
    return sorted(found, key=lambda row: (_STATES.index(row.state), _lasts(row.path)))


def _lasts(path: str) -> bool:
    """Does it change for good who is asked, or who answers for the child?"""
    return path.endswith(("/logg/requests", "/expectings"))


def _is_about(path: str) -> str:
    return next((kind for kind in ("{concern}", "{follow_up}") if kind in path), "")


def _kind(state: str) -> str:
    if state == ANY_STATE:
        return ""
    return "{concern}" if "concern" in state or state == WONDERING else "{follow_up}"


def _differs(state: str, method: str, path: str) -> bool:
    """A baton on its way changes who reads, and what is done with the baton and the team."""
    if state != ON_ITS_WAY:
        return True
    return method == "get" or any(part in path for part in ("/baton", "/participants", "/goals"))


def asked(row: Row, role: Role) -> bool:
    """Say whether the cell is filled in."""
    if row.state in _FIRST:
        return True
    if role.name in OUTSIDE:
        return False
    return role.name not in WITHOUT_PART or _kind(row.state) == "{concern}"


def sample(
    written: Mapping[Cell, str], cells: Sequence[tuple[Row, Role]]
) -> Iterator[tuple[Row, Role]]:
    """Yield of every row one cell of each kind of answer; whose it is moves on with the rows."""
    of: dict[tuple[Row, str], list[Role]] = {}
    numbers: dict[str, int] = {}
    for row, role in cells:
        of.setdefault((row, written[row.state, row.named, role.name]), []).append(role)
        numbers.setdefault(row.named, len(numbers))
    for (row, _), alike in of.items():
        turn = numbers[row.named] + _STATES.index(row.state)
        yield row, alike[turn % len(alike)]


async def fill(world: World, cells: Sequence[tuple[Row, Role]]) -> Mapping[Cell, str]:
    """Ask for all the cells, some at once; return how each was answered: its status."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(row: Row, role: Role) -> tuple[Cell, str]:
        async with gate:
            return (row.state, row.named, role.name), await _answered(world, row, role)

    return dict(await asyncio.gather(*(one(row, role) for row, role in cells)))


async def _answered(world: World, row: Row, role: Role) -> str:
    headers = dict(PURPOSE)
    body: Any = None
    if "requestBody" in row.operation:
        body, kind = _body(row, role, world)
        headers["Content-Type"] = kind
    if row.method == "post":
        headers |= {"Idempotency-Key": f'"{uuid4()}"', "If-Match": '"999999"'}
    caller = role.logged_in(world, row.state)
    method, path = row.method.upper(), _address(world, row, role)
    answer = await caller.ask(method, path, body, headers)
    for patience in range(1, 9):
        if answer.status_code != BUSY:
            break
        await asyncio.sleep(patience)
        answer = await caller.ask(method, path, body, headers)
    problem = "problem" in answer.headers.get("content-type", "")
    code = answer.json()["code"] if problem else ""
    request = UUID(answer.headers["request-id"])
    world.told.append(Told(row, role.name, answer.status_code, code, request))
    if row.state == ANY_STATE and answer.status_code in DONE_OR_NOT:
        return MAY
    return str(answer.status_code)


def _body(row: Row, role: Role, world: World) -> tuple[Any, str]:
    taken = row.operation["requestBody"]["content"]
    if "application/json" not in taken:
        return b"%PDF-1.7", next(iter(taken))
    schema = taken["application/json"]["schema"]
    form = _well_formed(filled_in(schema, _SCHEMAS, "word"))
    if "unit" in form:
        form["unit"] = role.unit or (None if _may_lack_unit(schema) else world["school"])
    return form, "application/json"


def _well_formed(body: Any) -> Any:
    if isinstance(body, list):
        return [_well_formed(one) for one in body]
    if not isinstance(body, dict):
        return body
    return {name: _FITTING.get(name, _well_formed(one)) for name, one in body.items()}


def _may_lack_unit(schema: Mapping[str, Any]) -> bool:
    form = _SCHEMAS[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    return {"type": "null"} in form["properties"]["unit"].get("anyOf", ())


def _address(world: World, row: Row, role: Role) -> str:
    here = world.matters.get((row.state, role.age), "")
    names = {
        "follow_up": here.rsplit("/", 1)[-1],
        "concern": here.rsplit("/", 1)[-1],
        "attachment_id": world.attachments.get(here, str(uuid4())),
        "person": world["spare"],
        "team_id": world["team"],
        "form": "relay-consent",
        "version": "1",
    }
    if row.path.startswith(("/v1/follow-ups", "/v1/units/{unit}/board")):
        names["unit"] = role.unit or world["school"]
    path = re.sub(r"\{([a-z_]+)\}", lambda found: names.get(found[1], str(uuid4())), row.path)
    needed = [one["name"] for one in row.operation["parameters"] if one["in"] == "query"]
    query = "&".join(f"{name}={_QUERY[name]}" for name in needed if name in _QUERY)
    return f"{path}?{query}" if query else path
