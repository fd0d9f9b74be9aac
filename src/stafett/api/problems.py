"""How the service says no: one plain sentence, a code for programmes, and never what was sent.

Every error is ``application/problem+json`` (RFC 9457). Absent and not-yours are one and the same
answer, so that no error tells whether a child is followed up. A sentence comes in the reader's
language; a value that somebody submitted never comes back (finding 7 of the security study).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from stafett.api.languages import preferred
from stafett.domain.facts import NotForYou, Refusal, Stranger
from stafett.texts import sentences, statuses

MEDIA_TYPE = "application/problem+json; charset=utf-8"
NO_TRACE = "0" * 32


class Problem(Exception):  # noqa: N818 - an answer, not a fault
    """An answer that says no, by one of the codes of ``texts/problems.toml``."""

    def __init__(
        self,
        code: str,
        *,
        errors: Sequence["Wrong"] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.more = dict(more or {})


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong with a question: where and what, never the value.

    Where is a place in the body (``pointer``, RFC 6901), or what stands in the address or the
    headers by this name (``parameter``).
    """

    pointer: str
    code: str
    parameter: str = ""

    @property
    def where(self) -> dict[str, str]:
        """Return the member of the document that says where."""
        return {"parameter": self.parameter} if self.parameter else {"pointer": self.pointer}


@dataclass(frozen=True, slots=True)
class Said:
    """A problem as it is sent: status, code, sentence by language, and what goes with it."""

    status: int
    code: str
    sentence: Mapping[str, str]
    errors: tuple[Wrong, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)


def said(problem: Problem) -> Said:
    """Return a problem of the service itself with its status and sentences."""
    return Said(
        status=statuses()[problem.code],
        code=problem.code,
        sentence=sentences("problems")[problem.code],
        errors=problem.errors,
        headers=problem.headers,
        more=problem.more,
    )


def refused(refusal: Refusal) -> Said:
    """Return what a refusal of the rules becomes: 404, 403 or 409 with its own sentence."""
    if isinstance(refusal, Stranger):
        return said(Problem("NOT_FOUND"))
    status = 403 if isinstance(refusal, NotForYou) else 409
    return Said(status, refusal.code, refusal_sentences(refusal.code, refusal.sentence))


def refusal_sentences(code: str, english: str) -> Mapping[str, str]:
    """Return a refusal's sentence by language; English is the class's own docstring."""
    return {"en": english, **sentences("refusals").get(code, {})}


def every_refusal(family: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Yield every way the rules can say no, of those that have a code of their own."""
    for kind in family.__subclasses__():
        if not issubclass(kind, Stranger):
            yield kind
        yield from every_refusal(kind)


def known_problem(code: str) -> Said | None:
    """Return the problem with this code, or ``None`` when there is none."""
    if code in statuses():
        return said(Problem(code))
    for kind in every_refusal():
        refusal = kind.__new__(kind)
        if refusal.code == code:
            return refused(refusal)
    return None


def type_of(code: str) -> str:
    """Return the address of the page that explains a code, relative to this server."""
    return f"/problems/{code.lower().replace('_', '-')}"


def body(what: Said, language: str, trace: str) -> dict[str, Any]:
    """Return the members of a problem document (RFC 9457 section 3)."""
    document: dict[str, Any] = {
        "type": type_of(what.code),
        "title": what.sentence.get(language) or what.sentence["en"],
        "status": what.status,
        "code": what.code,
        **what.more,
        "traceId": trace,
    }
    if what.errors:
        document["errors"] = [
            {
                **wrong.where,
                "code": wrong.code,
                "detail": sentences("members")[wrong.code][language],
            }
            for wrong in what.errors
        ]
    return document


def answer(what: Said, request: Request) -> Response:
    """Return the problem as a response, in the language the reader prefers."""
    language = preferred(request.headers.get("accept-language", ""))
    trace = request.scope.get("stafett.trace", NO_TRACE)
    headers = {"Content-Language": language, "Vary": "Accept-Language", **what.headers}
    return Response(
        json.dumps(body(what, language, trace), ensure_ascii=False).encode(),
        status_code=what.status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )
