"""Every page of the contract, asked for with everything one could know the id of."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2

from tests.api.service import PURPOSE, Caller
from tests.api.test_contract import CONTRACT
from tests.printing.pages import words


@dataclass(frozen=True)
class Page:
    """One page, by its name in the contract and as it is asked for."""

    name: str
    method: str
    path: str
    body: Mapping[str, str] | None = None

    async def of(self, who: Caller) -> httpx2.Response:
        """Ask for it as somebody."""
        headers = {**PURPOSE, "If-None-Match": '"nothing"'}
        return await who.ask(self.method, self.path, self.body, headers)


def names() -> set[str]:
    """Every page there is: whatever can be asked without changing anything."""
    asked = ((path, ways) for path, ways in CONTRACT["paths"].items())
    return {path for path, ways in asked if {"get", "query"} & ways.keys()}


def pages(known: Mapping[str, Sequence[str]]) -> Iterator[Page]:
    """Yield every page with every id of its kind; *known* gives them by the name in the address.

    A page that must be told something that nobody has told here is a failure.
    """
    for name in sorted(names()):
        for method in {"get", "query"} & CONTRACT["paths"][name].keys():
            operation = CONTRACT["paths"][name][method]
            bodies = [None] if method == "get" else [{"nationalNumber": known["number"][0]}]
            for filled in _filled([name], known):
                path = filled + _asked_with(operation, known)
                yield from (Page(name, method.upper(), path, body) for body in bodies)


def said(answer: httpx2.Response) -> str:
    """Return everything an answer says, in its headers, its text, and on paper."""
    printed = answer.headers.get("content-type") == "application/pdf"
    return (words(answer.content) if printed else answer.text) + str(answer.headers)


def _asked_with(operation: Mapping[str, Any], known: Mapping[str, Sequence[str]]) -> str:
    """Return what the page must be told beside its address."""
    asked = [
        f"{one['name']}={quote(known[one['name']][0])}"
        for one in operation["parameters"]
        if one["in"] == "query" and one["required"]
    ]
    return "?" + "&".join(asked) if asked else ""


def _filled(paths: list[str], known: Mapping[str, Sequence[str]]) -> list[str]:
    found = re.search(r"\{([a-z_]+)\}", paths[0])
    if found is None:
        return paths
    there = [quote(one) for one in known[found[1]]]
    assert there, f"nobody knows a {found[1]}"
    more = [path.replace(found[0], one, 1) for path in paths for one in there]
    return _filled(more, known)
