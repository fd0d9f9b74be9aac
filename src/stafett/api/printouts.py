"""Printouts over HTTP: what one reader sees today as a PDF to keep, set and signed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response

from stafett.api.audit import Period, whole
from stafett.api.caller import Reader, Reading
from stafett.api.conditions import exact_etag, has_it_already
from stafett.api.family_journal import says
from stafett.api.followups import ONE
from stafett.api.forms import Id
from stafett.api.languages import preferred
from stafett.api.openapi import refusals
from stafett.api.route import Route
from stafett.application.auditing import Wanted
from stafett.application.handing_out import HandedOut
from stafett.application.views import PersonView
from stafett.domain import auditing, family_journal
from stafett.domain.facts import Stranger
from stafett.domain.people import FollowUpId, PersonId
from stafett.ledger.line import Volume
from stafett.printing.blocks import Printout
from stafett.printing.follow_up import of_follow_up
from stafett.printing.press import Press
from stafett.printing.who_looked import for_auditor, for_family, part_of

router = APIRouter(prefix="/v1", tags=["follow-ups"], route_class=Route)

PDF: Final = "application/pdf"
_FILE: dict[str, Any] = {
    "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
    "description": "The printout: PDF/A-2a and PDF/UA-1, signed (PAdES).",
}
_PROBLEMS: dict[str, Any] = {"x-problems": ["TOO_LONG_TO_PRINT"]}
_WAITS: dict[str, Any] = {"x-problems": ["TOO_LONG_TO_PRINT", "LIST_NOT_READY"]}
_PROBLEMS_OF_FAMILIES = refusals(family_journal) | _WAITS
_PROBLEMS_OF_AUDITORS = refusals(auditing) | {"x-problems": ["LIST_NOT_READY"]}
MOST_PLACES: Final = 10**12


def press_of(request: Request) -> Press:
    """Return the press of this service."""
    press: Press = request.app.state.press
    return press


def language_of(
    accept_language: Annotated[
        str,
        Header(alias="Accept-Language", description="`nb`, `nn` or `en`.", examples=["nn"]),
    ] = "",
) -> str:
    """Return the language the reader would rather have it in."""
    return preferred(accept_language)


InLanguage = Annotated[str, Depends(language_of)]
ThePress = Annotated[Press, Depends(press_of)]


@router.get(
    ONE + "/printout",
    summary="Print a follow-up and its logg",
    response_class=Response,
    responses={200: _FILE},
    openapi_extra=_PROBLEMS,
)
async def print_follow_up(
    follow_up: Id, read: Reading, language: InLanguage, press: ThePress
) -> Response:
    """All that this reader may see of it today and nothing more, as a PDF; the journal has it."""
    caller, asking = read.caller, read.asking("print-follow-up")
    opened = await caller.door.open_follow_up(
        caller.book, caller.asker, FollowUpId(follow_up), asking=asking
    )
    person = await _whom(read, opened.view.person)
    municipality = await caller.door.municipality(caller.book)
    printout = of_follow_up(opened, person, caller.asker, municipality, language)
    return await _on_paper(read, press, printout, opened.seen, str(follow_up))


@router.get(
    "/persons/{person}/journal/printout",
    summary="Print who looked at what about a child",
    response_class=Response,
    responses={200: _FILE},
    openapi_extra=_PROBLEMS_OF_FAMILIES,
)
async def print_journal(
    person: Id, read: Reading, period: Period, language: InLanguage, press: ThePress
) -> Response:
    """What the family is told of who looked, as a PDF; a month at a time."""
    caller, times = read.caller, (period.since, period.until)
    opened = await caller.door.familys_journal.of(
        caller.book, caller.asker, PersonId(person), times, read.asking("family-journal")
    )
    whom = await caller.door.open_person(
        caller.book, caller.asker, PersonId(person), asking=read.asking("family-journal")
    )
    municipality = await caller.door.municipality(caller.book)
    printout = for_family(
        opened, whom.view, caller.asker, municipality, time=times, language=language, says=says
    )
    return await _on_paper(read, press, printout, opened.seen, f"journal-{person}")


@router.get(
    "/audit/persons/{person}/printout",
    summary="Audit: print who was shown what about a child",
    response_class=Response,
    responses={200: _FILE},
    openapi_extra=_PROBLEMS_OF_AUDITORS,
)
async def print_audit(
    person: Id,
    read: Reading,
    period: Period,
    language: InLanguage,
    press: ThePress,
    *,
    after: Annotated[
        int, Query(ge=0, le=MOST_PLACES, description="Go on after this place in the journal.")
    ] = 0,
) -> Response:
    """The journal's lines about a child in a time, without a word of what was read, as a PDF.

    What is too long comes in parts of 2 500 lines, each signed: `Link` (`rel="next"`, RFC 8288) is
    where the next one is, and each says after which place it begins and whether more follow.
    """
    caller, times = read.caller, (period.since, period.until)
    wanted = Wanted(Volume.JOURNAL, *times, child=PersonId(person), after=after)
    trail = await caller.door.auditing.trail(
        caller.book, caller.asker, wanted, read.asking("audit-printout")
    )
    part = await part_of(trail.lines, after)
    municipality = await caller.door.municipality(caller.book)
    printout = for_auditor(
        part, person, caller.asker, municipality, time=times, at=trail.at, language=language
    )
    name = f"audit-{person}" + (f"-after-{after}" if after else "")
    there = {"Link": _next_part(person, period, part.last)} if part.goes_on else {}
    return await _on_paper(
        read, press, printout, len(part.lines), name, handed=trail.handed, there=there
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _next_part(person: Id, period: Period, last: int) -> str:
    asked = {"since": _instant(period.since), "until": _instant(period.until), "after": last}
    return f'</v1/audit/persons/{person}/printout?{urlencode(asked)}>; rel="next"'


async def _on_paper(
    read: Reader,
    press: Press,
    printout: Printout,
    seen: int,
    name: str,
    *,
    handed: HandedOut | None = None,
    there: Mapping[str, str] | None = None,
) -> Response:
    """Return a printout set and signed, or 304 to whoever holds one that says the same.

    ``handed`` is what writes down that it was sent, where that is written down; ``there`` says
    where there is more.
    """
    caller = read.caller
    said = json.dumps([printout.told()[part] for part in ("language", "chapters")]).encode()
    headers = {
        "ETag": exact_etag(seen, said, read.marks),
        "Content-Language": printout.language,
        "Vary": "Accept-Language",
        **(there or {}),
    }
    if has_it_already(read.has, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    pdf = await press.print(printout, await caller.door.printing_hand(caller.book))
    headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    if handed is not None:
        return whole(handed, pdf, seen, PDF, headers)
    return Response(pdf, headers=headers, media_type=PDF)


async def _whom(read: Reader, person: PersonId | None) -> PersonView | None:
    """Return whom it is about, where the reader may know."""
    if person is None:
        return None
    caller, asking = read.caller, read.asking("print-follow-up")
    try:
        opened = await caller.door.open_person(caller.book, caller.asker, person, asking=asking)
    except Stranger:
        return None  # a unit that has left reads what it wrote, and no longer who somebody is now
    return opened.view
