"""What FHIR R4 and IHE BALP ask of an AuditEvent, as a table of our own, and what breaks it.

Taken from HL7 FHIR R4 (4.0.1): AuditEvent, Element, Extension, Reference and their datatypes; and
from IHE Basic Audit Log Patterns 1.1: Read, PatientRead, Query, PatientQuery, Update,
PatientUpdate and AuthZconsent. What no line of ours can hold is left out, and so a fault when it
comes. It stands in for a validator, and is none: codes that a profile does not name are not
looked up in their systems.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

Code = tuple[str, str]
"""A code: its system, and what it is there."""

TERMS: Final = "http://terminology.hl7.org/CodeSystem"
DCM: Final = "http://dicom.nema.org/resources/ontology/DCM"
PROFILES: Final = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
MANY: Final = 1_000_000

_BINARY = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_INSTANT = re.compile(_DAY + r"T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)")
_TEXTS: Final[Mapping[str, re.Pattern[str]]] = {
    "id": re.compile(r"[A-Za-z0-9.-]{1,64}"),
    "code": re.compile(r"\S+(\s\S+)*"),
    "string": re.compile(r"[ \r\n\t\S]+"),
    "uri": re.compile(r"\S+"),
    "instant": _INSTANT,
    "dateTime": _INSTANT,
    "base64Binary": _BINARY,
    "action": re.compile("[CRUDE]"),
    "outcome": re.compile("0|4|8|12"),
    "network-type": re.compile("[1-5]"),
    "AuditEvent": re.compile("AuditEvent"),
}
"""Primitives of R4, and its required bindings (audit-event-action, -outcome, network-type)."""

_EXTENSIONS = {"extension": ("Extension", 0, MANY)}
R4: Final[Mapping[str, Mapping[str, tuple[str, int, int]]]] = {
    "Event": {
        "resourceType": ("AuditEvent", 1, 1),
        "id": ("id", 0, 1),
        "meta": ("Meta", 0, 1),
        "type": ("Coding", 1, 1),
        "subtype": ("Coding", 0, MANY),
        "action": ("action", 0, 1),
        "period": ("Period", 0, 1),
        "recorded": ("instant", 1, 1),
        "outcome": ("outcome", 0, 1),
        "outcomeDesc": ("string", 0, 1),
        "purposeOfEvent": ("CodeableConcept", 0, MANY),
        "agent": ("Agent", 1, MANY),
        "source": ("Source", 1, 1),
        "entity": ("Entity", 0, MANY),
    },
    "Meta": {"profile": ("uri", 0, MANY)},
    "Agent": {
        "type": ("CodeableConcept", 0, 1),
        "role": ("CodeableConcept", 0, MANY),
        "who": ("Reference", 0, 1),
        "altId": ("string", 0, 1),
        "name": ("string", 0, 1),
        "requestor": ("boolean", 1, 1),
        "policy": ("uri", 0, MANY),
        "network": ("Network", 0, 1),
        "purposeOfUse": ("CodeableConcept", 0, MANY),
    },
    "Network": {
        **_EXTENSIONS,
        "address": ("string", 0, 1),
        "type": ("network-type", 0, 1),
    },
    "Source": {
        "site": ("string", 0, 1),
        "observer": ("Reference", 1, 1),
        "type": ("Coding", 0, MANY),
    },
    "Entity": {
        "what": ("Reference", 0, 1),
        "type": ("Coding", 0, 1),
        "role": ("Coding", 0, 1),
        "name": ("string", 0, 1),
        "description": ("string", 0, 1),
        "query": ("base64Binary", 0, 1),
        "detail": ("Detail", 0, MANY),
    },
    "Detail": {"type": ("string", 1, 1), "valueString": ("string", 1, 1)},
    "Period": {"start": ("dateTime", 0, 1), "end": ("dateTime", 0, 1)},
    "Coding": {"system": ("uri", 0, 1), "code": ("code", 0, 1), "display": ("string", 0, 1)},
    "CodeableConcept": {"coding": ("Coding", 0, MANY), "text": ("string", 0, 1)},
    "Reference": {
        **_EXTENSIONS,
        "type": ("uri", 0, 1),
        "identifier": ("Identifier", 0, 1),
        "display": ("string", 0, 1),
    },
    "Identifier": {"system": ("uri", 0, 1), "value": ("string", 0, 1)},
    "Extension": {"url": ("uri", 1, 1), "valueCode": ("code", 1, 1)},
}
"""Of each element: what may stand in it, of which type, how often at least and at most.

What may come more than once is a list, also when it comes once (R4 section 2.6.2).
"""


@dataclass(frozen=True)
class Slice:
    """What a profile asks of the agents or entities of one type."""

    least: int
    most: int
    needs: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    requestor: bool | None = None
    roles: frozenset[Code] = frozenset()
    of: str = ""


@dataclass(frozen=True)
class Profile:
    """What a profile asks of an event; ``agents`` and ``entities`` go by the code of their type."""

    type: Code
    subtypes: frozenset[Code]
    action: str
    outcomes: frozenset[str]
    agents: Mapping[Code, Slice]
    entities: Mapping[Code, Slice]
    apart: tuple[tuple[frozenset[Code], Slice], ...] = field(default=())
    """Slices whose type is one of several."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_REST = (f"{TERMS}/audit-event-type", "rest")
_INTERACTION = "http://hl7.org/fhir/restful-interaction"
_DESTINATION, _SOURCE, _APPLICATION = (DCM, "110152"), (DCM, "110153"), (DCM, "110150")
_RECIPIENT = (f"{TERMS}/v3-ParticipationType", "IRCP")
_ORGANISATION = (f"{TERMS}/v3-RoleClass", "PROV")
_AUTHORIZER = (f"{TERMS}/extra-security-role-type", "authserver")
_PERSON, _OBJECT = (f"{TERMS}/audit-entity-type", "1"), (f"{TERMS}/audit-entity-type", "2")
_CONSENT = ("http://hl7.org/fhir/resource-types", "Consent")
_TRANSACTION = ("https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId")
_ROLE = f"{TERMS}/object-role"
_OF_REST = frozenset({(_ROLE, "4"), (_ROLE, "3"), (_ROLE, "20")})
_PLACED = _words("who network")
_BARE = _words("role altId name location policy media purposeOfUse")

_READ_SIDE = Slice(1, 1, _PLACED, _BARE)
_OTHER_SIDE = Slice(1, 1, _PLACED, _words("media"))
_REQUESTED = Slice(
    0, 1, _words("what"), _words("lifecycle securityLabel name query detail"), of="identifier"
)
_DATA = Slice(1, 1, _words("what"), roles=_OF_REST)
_ASKED = Slice(
    1, 1, _words("query"), _words("what lifecycle detail"), roles=frozenset({(_ROLE, "24")})
)
_CHILD = Slice(1, 1, _words("what"), roles=frozenset({(_ROLE, "1")}), of="Patient")
_WELL = frozenset({"0"})

READ: Final = Profile(
    _REST,
    frozenset({(_INTERACTION, "read"), (_INTERACTION, "vread")}),
    "R",
    _WELL,
    agents={
        _DESTINATION: _READ_SIDE,
        _SOURCE: _READ_SIDE,
        _RECIPIENT: Slice(
            0, 1, _words("who"), _words("altId location policy media network"), requestor=True
        ),
    },
    entities={
        _TRANSACTION: _REQUESTED,
        _OBJECT: replace(_DATA, lacks=_words("lifecycle name query detail")),
    },
)
QUERY: Final = Profile(
    _REST,
    frozenset((_INTERACTION, one) for one in ("search", "search-type", "search-system")),
    "E",
    _WELL,
    agents={
        _SOURCE: _OTHER_SIDE,
        _DESTINATION: _OTHER_SIDE,
        _RECIPIENT: Slice(0, 1, _words("who"), _words("media network"), requestor=True),
    },
    entities={_TRANSACTION: _REQUESTED, _OBJECT: _ASKED},
)
UPDATE: Final = Profile(
    _REST,
    frozenset({(_INTERACTION, "update"), (_INTERACTION, "patch")}),
    "U",
    _WELL,
    agents={_SOURCE: _OTHER_SIDE, _DESTINATION: _OTHER_SIDE},
    entities={_TRANSACTION: _REQUESTED, _OBJECT: _DATA},
    apart=(
        (
            frozenset((f"{TERMS}/v3-ParticipationType", one) for one in ("AUT", "INF", "CST")),
            Slice(1, 1, _words("who"), _words("media network"), requestor=True),
        ),
    ),
)
REFUSED: Final = Profile(
    (DCM, "110113"),
    frozenset(
        ("https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType", one)
        for one in ("AuthZ-Consent", "AuthZ-Role")
    ),
    "E",
    frozenset({"0", "4", "8", "12"}),
    agents={
        _APPLICATION: Slice(1, 1, _PLACED, _BARE - {"policy"}),
        _RECIPIENT: Slice(
            1, 1, _words("who"), _words("altId location media network"), requestor=True
        ),
        _ORGANISATION: Slice(
            0, MANY, _words("who"), _BARE - {"purposeOfUse"} | {"network"}, requestor=False
        ),
        _AUTHORIZER: Slice(1, 1, _words("who"), _BARE - {"policy"} | {"network"}, requestor=False),
    },
    entities={_CONSENT: Slice(0, MANY, _words("what"), of="Consent")},
)
"""AuthZconsent, as far as a line of a refusal can follow it: it names no consent, may name several
organisations, and says by which rule; so it does not claim to be one."""
_TABLE: Final = {"Read": READ, "Query": QUERY, "Update": UPDATE}
CLAIMED: Final[Mapping[str, Profile]] = _TABLE | {
    f"Patient{name}": replace(one, entities={**one.entities, _PERSON: _CHILD})
    for name, one in _TABLE.items()
}


def faults(event: Mapping[str, Any]) -> list[str]:
    """Say everything that is wrong with an event, as it was sent."""
    first = list(_of_r4(event, "Event", "AuditEvent"))
    return first or [*_invariants(event), *_of_profiles(event)]


def _of_r4(element: Mapping[str, Any], kind: str, at: str) -> Iterator[str]:
    table = R4[kind]
    if not element:
        yield f"{at} is empty"
    yield from (f"{at}.{name} is no element" for name in element if name not in table)
    for name, (type_, least, most) in table.items():
        if name not in element:
            if least:
                yield f"{at}.{name} is missing"
            continue
        found, several = element[name], most == MANY
        if isinstance(found, list) != several:
            yield f"{at}.{name} is one and not a list, or the other way round"
            continue
        values = found if several else [found]
        if not max(least, 1) <= len(values) <= most:
            yield f"{at}.{name} comes {len(values)} times"
        for value in values:
            yield from _of_type(value, type_, f"{at}.{name}")


def _of_type(value: Any, type_: str, at: str) -> Iterator[str]:
    if type_ in R4:
        yield from _of_r4(value, type_, at)
    elif type_ == "boolean":
        if not isinstance(value, bool):
            yield f"{at} is no boolean"
    elif not isinstance(value, str) or not _TEXTS[type_].fullmatch(value):
        yield f"{at} is no {type_}"


def _invariants(event: Mapping[str, Any]) -> Iterator[str]:
    """R4 sev-1: a name or a query, not both. BALP val-audit-source: who lets in, tells of it."""
    for entity in event.get("entity", ()):
        if "name" in entity and "query" in entity:
            yield "sev-1"
        if "query" in entity and not b64decode(entity["query"]):
            yield "an empty query"
    for agent in event.get("agent", ()):
        if _concept(agent) == _AUTHORIZER and agent.get("who") != event["source"]["observer"]:
            yield "val-audit-source"


def _of_profiles(event: Mapping[str, Any]) -> Iterator[str]:
    for name in event.get("meta", {}).get("profile", ()):
        profile = CLAIMED.get(name.removeprefix(PROFILES))
        if profile is None:
            yield f"{name} is no profile"
        else:
            yield from _of_profile(event, profile)
    if _code(event.get("type")) == REFUSED.type:
        yield from _of_profile(event, REFUSED)


def _of_profile(event: Mapping[str, Any], profile: Profile) -> Iterator[str]:
    if _code(event.get("type")) != profile.type:
        yield "type"
    if not profile.subtypes & {_code(one) for one in event.get("subtype", ())}:
        yield "subtype"
    if event.get("action") != profile.action:
        yield "action"
    if event.get("outcome") not in profile.outcomes:
        yield "outcome"
    agents = [(_concept(one), one) for one in event.get("agent", ())]
    entities = [(_code(one.get("type")), one) for one in event.get("entity", ())]
    slices = [
        *((agents, frozenset({code}), one) for code, one in profile.agents.items()),
        *((agents, codes, one) for codes, one in profile.apart),
        *((entities, frozenset({code}), one) for code, one in profile.entities.items()),
    ]
    for elements, codes, one in slices:
        found = [element for code, element in elements if code in codes]
        named = "/".join(sorted(code for _, code in codes))
        if not one.least <= len(found) <= one.most:
            yield f"{named} comes {len(found)} times"
        for element in found:
            yield from (f"{named}: {fault}" for fault in _of_slice(element, one))


def _of_slice(element: Mapping[str, Any], asked: Slice) -> Iterator[str]:
    yield from (f"lacks {name}" for name in asked.needs - element.keys())
    yield from (f"has {name}" for name in asked.lacks & element.keys())
    if asked.requestor is not None and element.get("requestor") is not asked.requestor:
        yield "requestor"
    if asked.roles and _code(element.get("role")) not in asked.roles:
        yield "role"
    what = element.get("what", {})
    if asked.of == "identifier":
        if not what.get("identifier", {}).get("value"):
            yield "no identifier"
    elif asked.of and what.get("type") != asked.of:
        yield f"is about no {asked.of}"


def _code(coding: Mapping[str, Any] | None) -> Code:
    return ("", "") if coding is None else (coding.get("system", ""), coding.get("code", ""))


def _concept(agent: Mapping[str, Any]) -> Code:
    coding = agent.get("type", {}).get("coding", ())
    return _code(coding[0]) if coding else ("", "")
