"""A crawler: every operation of the contract, asked with ids from somewhere, as somebody."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx2

from tests.api.filling_in import filled_in
from tests.api.service import PURPOSE, Caller
from tests.api.test_contract import CONTRACT, OPEN, operations

SCHEMAS = CONTRACT["components"]["schemas"]
WORD = "Ordinary"
BUSY = 503
_IN_PATH = re.compile(r"\{([a-z_]+)\}")
IdFor = Callable[[str], str]
"""Returns an id for the thing that a place in the address or a member of a body is called."""


@dataclass(frozen=True)
class Operation:
    """One operation of the contract."""

    method: str
    path: str
    schema: Mapping[str, Any] | None
    query: Mapping[str, Mapping[str, Any]]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def asked(self, id_for: IdFor) -> "Question":
        """Return it as a question about certain ids."""
        path = _IN_PATH.sub(lambda found: id_for(found[1]), self.path)
        query = {name: filled_in(one, SCHEMAS, WORD) for name, one in self.query.items()}
        body = None if self.schema is None else filled_in(self.schema, SCHEMAS, WORD)
        named = f"{path}?{urlencode(query)}" if query else path
        return Question(self, named, _with_ids(body, id_for, ""))


@dataclass(frozen=True)
class Question:
    """An operation with everything it takes."""

    operation: Operation
    path: str
    body: Any

    async def put(self, who: Caller, book: str, *, often: int = 10) -> httpx2.Response:
        """Ask it; and again, so *often* at most, where the service was too busy to say anything."""
        while True:
            often -= 1
            headers = PURPOSE | {"Stafett-Book": book, "If-Match": '"0"'}
            headers |= {"Idempotency-Key": f'"{uuid4()}"'}
            answer = await who.ask(self.operation.method, self.path, self.body, headers)
            if answer.status_code != BUSY or not often:
                return answer


def every_operation() -> Iterator[Operation]:
    """Yield every operation that asks who is calling."""
    for path, method, described in operations():
        if path.startswith(OPEN):
            continue
        content = described.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        query = {
            one["name"]: one["schema"]
            for one in described["parameters"]
            if one["in"] == "query" and one.get("required")
        }
        yield Operation(method.upper(), path, schema, query)


def ids_in(text: str) -> frozenset[str]:
    """Return every id that stands in a text."""
    found = re.findall(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", text)
    return frozenset(found)


def _with_ids(value: Any, id_for: IdFor, called: str) -> Any:
    if isinstance(value, dict):
        return {name: _with_ids(one, id_for, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_ids(one, id_for, called) for one in value]
    return id_for(called) if isinstance(value, str) and _is_id(value) else value


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
