"""The pages that explain each problem, in the reader's language, to anybody who asks.

The ``type`` of every problem is the address of one of these (RFC 9457 section 3.1.1).
"""

from html import escape
from itertools import chain

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from stafett.api.languages import preferred
from stafett.api.problems import Problem, answer, known_problem, said, type_of

router = APIRouter(include_in_schema=False)

_STYLE = "default-src 'none'; frame-ancestors 'none'"
_ADDRESS = {
    "nb": "Kode {code}, HTTP-status {status}.",
    "nn": "Kode {code}, HTTP-status {status}.",
    "en": "Code {code}, HTTP status {status}.",
}


@router.get("/problems/{code}", response_model=None)
async def explain(code: str, request: Request) -> Response:
    """Explain a problem."""
    named = code.upper().replace("-", "_")
    found = known_problem(named)
    if found is None or type_of(named) != request.url.path:
        return answer(said(Problem("NOT_FOUND")), request)
    language = preferred(request.headers.get("accept-language", ""))
    title = escape(found.sentence.get(language) or found.sentence["en"])
    detail = escape(_ADDRESS[language].format(code=named, status=found.status))
    lines = (
        "<!doctype html>",
        f'<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>',
        f"<body><main><h1>{title}</h1><p>{detail}</p></main></body></html>",
    )
    headers = {
        "Content-Language": language,
        "Vary": "Accept-Language",
        "Content-Security-Policy": _STYLE,
    }
    return HTMLResponse("\n".join(chain(lines, ("",))), headers=headers)
