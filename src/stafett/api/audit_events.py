"""Audit events: the journal as a health partner's own tools read it (FHIR R4, by IHE BALP).

Each line becomes one ``AuditEvent``: what was done, by whom, with which programme, for which unit,
by which rule and consents, about which child, and the leaf by which the line is proved. People,
matters and consents go by their ids in the book, which say nothing outside it. A line that follows
one of BALP's profiles names it; ``docs/auditing.md`` says which, and where we depart.
"""

from base64 import b64encode
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID, uuid5

from fastapi import APIRouter
from pydantic.alias_generators import to_camel
from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse

from stafett.api import fhir_codes as fhir
from stafett.api.audit import WAITS, JournalLines
from stafett.api.caller import Reading
from stafett.api.route import Route
from stafett.application.auditing import AuditLine, Told, Trail
from stafett.domain.content_grant import ContentGranted
from stafett.journal import (
    AskingRefused,
    AuditAsked,
    AuditSent,
    ListRead,
    MatterOpened,
    Outcome,
    PersonChanged,
    PersonLookedUp,
    RefusalsGathered,
)

router = APIRouter(prefix="/v1/audit", tags=["audit"], route_class=Route)

MEDIA: Final = "application/fhir+json"
_BUNDLE = {
    "content": {MEDIA: {"schema": {"type": "object"}}},
    "description": "A Bundle (collection) with an AuditEvent for each line.",
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of line is told: its codes, and the profile it follows when all went well.

    ``profile`` is BALP's name for it; about exactly one child it is that with ``Patient`` before.
    """

    type: fhir.Element
    subtype: fhir.Element | None
    action: str
    user: fhir.Element
    client: fhir.Element
    server: fhir.Element
    profile: str


_READ: Final = _Kind(
    fhir.REST,
    fhir.coding(fhir.INTERACTION, "read", "read"),
    "R",
    user=fhir.RECIPIENT,
    client=fhir.DESTINATION,
    server=fhir.SOURCE,
    profile="Read",
)
_SEARCH: Final = _Kind(
    fhir.REST,
    fhir.coding(fhir.INTERACTION, "search", "search"),
    "E",
    user=fhir.RECIPIENT,
    client=fhir.SOURCE,
    server=fhir.DESTINATION,
    profile="Query",
)
_UPDATE: Final = _Kind(
    fhir.REST,
    fhir.coding(fhir.INTERACTION, "update", "update"),
    "U",
    user=fhir.AUTHOR,
    client=fhir.SOURCE,
    server=fhir.DESTINATION,
    profile="Update",
)
_REFUSAL: Final = _Kind(
    fhir.ALERT,
    fhir.CONSENTED,
    "E",
    user=fhir.RECIPIENT,
    client=fhir.APPLICATION,
    server=fhir.AUTHORIZER,
    profile="",
)
_EXPORT: Final = _Kind(
    fhir.EXPORTED,
    None,
    "R",
    user=fhir.RECIPIENT,
    client=fhir.DESTINATION,
    server=fhir.SOURCE,
    profile="",
)
_KINDS: Final[Mapping[str, _Kind]] = {
    MatterOpened.name: _READ,
    ListRead.name: _SEARCH,
    PersonLookedUp.name: _SEARCH,
    AuditAsked.name: _SEARCH,
    AuditSent.name: _EXPORT,
    PersonChanged.name: _UPDATE,
    AskingRefused.name: _REFUSAL,
    RefusalsGathered.name: _REFUSAL,
    ContentGranted.name: _EXPORT,
}
_OUTCOMES: Final[Mapping[str, str]] = {
    Outcome.SHOWN.value: "0",
    Outcome.DONE.value: "0",
    Outcome.MISSED.value: "4",
    Outcome.REFUSED.value: "8",
}
_WHY_NOT: Final[Mapping[Told, str]] = {
    Told.WITHHELD: "masked",
    Told.KEY_GONE: "unknown",
    Told.NOT_AS_WRITTEN: "error",
}
_SAID_ELSEWHERE: Final = frozenset(
    {
        "about",
        "actor",
        "at",
        "consents",
        "found",
        "outcome",
        "purpose",
        "receiver",
        "request",
        "role",
        "rule",
        "stream",
        "through.client",
        "through.origin",
        "units",
    }
)


@router.get(
    "/lines/fhir",
    summary="Audit: read the lines of a time as FHIR AuditEvents",
    response_class=StreamingResponse,
    responses={200: _BUNDLE},
    openapi_extra=WAITS,
)
async def read_lines_as_events(read: Reading, wanted: JournalLines) -> Response:
    """Who was shown or refused what, for a health partner's tools: R4, by the patterns of BALP.

    One AuditEvent for each line of the journal. A bundle that was cut is no whole JSON.
    """
    caller = read.caller
    trail = await caller.door.auditing.trail(
        caller.book, caller.asker, wanted, read.asking("audit-events")
    )
    return StreamingResponse(as_bundle(caller.book, trail), media_type=MEDIA)


async def as_bundle(book: UUID, trail: Trail) -> AsyncIterator[bytes]:
    """Yield a Bundle of the lines, piece by piece as they are read.

    FHIR knows no empty list, so one without lines has no ``entry``.
    """
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": trail.at}
    handed = trail.handed
    yield handed.piece(to_json(head)[:-1])
    before, end = b',"entry":[', b"}"
    async for line in trail.lines:
        event = as_event(book, line)
        entry = to_json({"fullUrl": f"urn:uuid:{event['id']}", "resource": event})
        yield handed.piece(before + entry, lines=1)
        before, end = b",", b"]}"
    yield handed.piece(end)
    await handed.ended()


def as_event(book: UUID, line: AuditLine) -> fhir.Element:
    """Return a line of the journal as an AuditEvent of R4.

    Its id follows from the line's place, so that the same line is always the same event. Of a
    line that is not told there is its place and its leaf, and a code that says why no more.
    """
    event = {
        "resourceType": "AuditEvent",
        "id": str(uuid5(book, f"journal {line.position}")),
        "recorded": line.at,
        "source": {"observer": _us(book), "type": [fhir.SERVER]},
    }
    if line.told is not Told.TOLD:
        return event | {
            "type": fhir.coding(fhir.ABSENT, _WHY_NOT[line.told]),
            "agent": [{"who": fhir.absent(_WHY_NOT[line.told]), "requestor": False}],
            "entity": [_line(book, line)],
        }
    kind, patients = _KINDS[line.what], list(_patients(line))
    came = line.members.get("outcome", Outcome.DONE.value)
    outcome = _OUTCOMES[came]
    if kind.profile and outcome == "0":
        name = f"Patient{kind.profile}" if len(patients) == 1 else kind.profile
        event["meta"] = {"profile": [f"{fhir.BALP}StructureDefinition/IHE.BasicAudit.{name}"]}
    event |= {
        "type": kind.type,
        "action": kind.action,
        "outcome": outcome,
        "outcomeDesc": line.members.get("reason") or came.upper(),
        "agent": list(_agents(book, line, kind)),
        "entity": [
            *(_entity(fhir.PERSON, fhir.named(one, "Patient"), fhir.PATIENT) for one in patients),
            *_what_it_was(line, kind),
            *(_entity(fhir.CONSENT, fhir.named(one, "Consent")) for one in _consents(line)),
            *_asked_in(line),
            _line(book, line),
        ],
    }
    if kind.subtype is not None:
        event["subtype"] = [kind.subtype]
    if purpose := line.members.get("purpose") or line.members.get("why"):
        event["purposeOfEvent"] = [{"text": purpose}]
    if line.what == RefusalsGathered.name:
        event["period"] = {"start": line.members["at"], "end": line.members["until"]}
    return event


def _agents(book: UUID, line: AuditLine, kind: _Kind) -> Iterator[fhir.Element]:
    """Yield who did it, with what, for which units, and who let them: us, by which rules."""
    told = line.members
    if line.what == ContentGranted.name:
        yield {"role": [{"text": "operator"}], "who": fhir.absent("unknown"), "requestor": True}
        receiver = {"type": fhir.concept(kind.client), "who": _called(told["receiver"])}
        yield receiver | {"requestor": False}
        yield {"type": fhir.concept(kind.server), "who": _us(book), "requestor": False}
        return
    through = told["through"]
    user = {"type": fhir.concept(kind.user), "who": fhir.named(told["actor"]), "requestor": True}
    yield user | ({"role": [{"text": told["role"]}]} if told["role"] else {})
    client, origin = through["client"], through["origin"]
    yield {
        "type": fhir.concept(kind.client),
        "who": _called(client),
        "requestor": False,
        "network": {"address": origin, "type": "2"} if origin else fhir.absent("unknown"),
    }
    for unit in told["units"]:
        who = fhir.named(unit, "Organization")
        yield {"type": fhir.concept(fhir.ORGANISATION), "who": who, "requestor": False}
    rules = dict.fromkeys(one["rule"] for one in _grounds(line) if one.get("rule"))
    policy = {"policy": [f"urn:uuid:{book}#{quote(rule)}" for rule in rules]} if rules else {}
    us = {"who": _us(book), "requestor": False}
    if kind.server is not fhir.AUTHORIZER:
        yield {"type": fhir.concept(kind.server), **us, "network": fhir.absent("unknown")}
    if policy or kind.server is fhir.AUTHORIZER:
        yield {"type": fhir.concept(fhir.AUTHORIZER), **us, **policy}


def _what_it_was(line: AuditLine, kind: _Kind) -> Iterator[fhir.Element]:
    """Yield the matters that were opened, listed, changed or asked for, and the question."""
    if kind is _SEARCH:
        asked = b64encode((line.members["action"] or line.what).encode()).decode()
        yield {"type": fhir.OBJECT, "role": fhir.QUERY, "query": asked}
    for one in _matters(line):
        version = one.get("read_to")
        matter = _entity(
            fhir.OTHER if kind is _SEARCH else fhir.OBJECT, fhir.named(one["stream"]), fhir.RESOURCE
        )
        yield matter | ({} if version is None else {"description": f"version {version}"})


def _asked_in(line: AuditLine) -> Iterator[fhir.Element]:
    """Yield the request that a line came of; what is done at a terminal has none."""
    if request := line.members.get("request"):
        yield {"type": fhir.REQUEST, "what": {"identifier": {"value": request}}}


def _matters(line: AuditLine) -> Iterator[Mapping[str, Any]]:
    """Yield each matter that a line names: its ``stream`` and, where known, its ``read_to``."""
    told = line.members
    if line.what == PersonChanged.name:
        yield {"stream": told["about"]}
    elif told.get("stream"):
        yield told
    yield from _listed(line)


def _listed(line: AuditLine) -> Iterable[Mapping[str, Any]]:
    """Return what a line lists: the items of a list, or what is there of all that was refused."""
    found: Iterable[Mapping[str, Any]] = line.members.get("items") or line.members.get("there", ())
    return found


def _grounds(line: AuditLine) -> Iterator[Mapping[str, Any]]:
    """Yield whatever may name a rule and consents: the line, and each item of a list."""
    yield line.members
    yield from _listed(line)


def _consents(line: AuditLine) -> Iterable[str]:
    return dict.fromkeys(word for one in _grounds(line) for word in one.get("consents", ()))


def _patients(line: AuditLine) -> Iterable[str]:
    """Return whom a line says that it is about, each once."""
    told = line.members
    of_a_person = told.get("kind") == "person" and line.what == MatterOpened.name
    named = [told["stream"] if of_a_person else told.get("about"), told.get("found")]
    named += [one.get("about") for one in _listed(line)]
    return dict.fromkeys(one for one in named if one)


def _line(book: UUID, line: AuditLine) -> fhir.Element:
    """Return the line itself: its place in the journal, its leaf, and what it says besides."""
    place = {"system": f"urn:uuid:{book}#journal", "value": str(line.position)}
    said = [("leaf", line.leaf.hex()), ("line", line.told.name), *_details(line.members)]
    return _entity(fhir.OTHER, {"identifier": place}, fhir.SECURITY) | {
        "detail": [{"type": name, "valueString": value} for name, value in said]
    }


def _details(members: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a line says that no element of its own is for; nothing that is empty."""
    for member, value in members.items():
        name = before + to_camel(member)
        if name in _SAID_ELSEWHERE:
            continue
        if isinstance(value, Mapping):
            yield from _details(value, f"{name}.")
            continue
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if said := _said(one):
                yield name, said


def _said(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, Mapping):
        value = {to_camel(name): one for name, one in value.items()}
    return to_json(value).decode()


def _entity(
    type_: fhir.Element, what: fhir.Element, role: fhir.Element | None = None
) -> fhir.Element:
    return {"what": what, "type": type_} | ({} if role is None else {"role": role})


def _called(one: str) -> fhir.Element:
    """Return a reference to what has a name of its own, and no id in the book."""
    return {"identifier": {"value": one}} if one else fhir.absent("unknown")


def _us(book: UUID) -> fhir.Element:
    return fhir.named(str(book)) | {"display": "Stafett"}
