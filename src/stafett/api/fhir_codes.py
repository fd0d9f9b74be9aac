"""What FHIR calls things: the codes of an AuditEvent (R4) and of IHE BALP, and how one refers."""

from typing import Any, Final, TypeAlias

Element: TypeAlias = dict[str, Any]
"""An element of FHIR in JSON: no member of it is empty (R4 section 2.6.2)."""


def coding(system: str, code: str, display: str = "") -> Element:
    """Return a code of a system, with the words that the system has for it."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


TERMS: Final = "http://terminology.hl7.org/CodeSystem/"
DCM: Final = "http://dicom.nema.org/resources/ontology/DCM"
BALP: Final = "https://profiles.ihe.net/ITI/BALP/"
INTERACTION: Final = "http://hl7.org/fhir/restful-interaction"
URI: Final = "urn:ietf:rfc:3986"
ABSENT: Final = f"{TERMS}data-absent-reason"
ABSENT_REASON: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

REST: Final = coding(f"{TERMS}audit-event-type", "rest", "Restful Operation")
ALERT: Final = coding(DCM, "110113", "Security Alert")
EXPORTED: Final = coding(DCM, "110106", "Export")
CONSENTED: Final = coding(f"{BALP}CodeSystem/AuthZsubType", "AuthZ-Consent")
SOURCE: Final = coding(DCM, "110153", "Source Role ID")
DESTINATION: Final = coding(DCM, "110152", "Destination Role ID")
APPLICATION: Final = coding(DCM, "110150", "Application")
RECIPIENT: Final = coding(f"{TERMS}v3-ParticipationType", "IRCP", "information recipient")
AUTHOR: Final = coding(f"{TERMS}v3-ParticipationType", "AUT", "author (originator)")
ORGANISATION: Final = coding(f"{TERMS}v3-RoleClass", "PROV", "healthcare provider")
AUTHORIZER: Final = coding(f"{TERMS}extra-security-role-type", "authserver", "authorization server")
SERVER: Final = coding(f"{TERMS}security-source-type", "4", "Application Server")

PERSON: Final = coding(f"{TERMS}audit-entity-type", "1", "Person")
OBJECT: Final = coding(f"{TERMS}audit-entity-type", "2", "System Object")
OTHER: Final = coding(f"{TERMS}audit-entity-type", "4", "Other")
CONSENT: Final = coding("http://hl7.org/fhir/resource-types", "Consent", "Consent")
REQUEST: Final = coding(f"{BALP}CodeSystem/BasicAuditEntityType", "XrequestId")
PATIENT: Final = coding(f"{TERMS}object-role", "1", "Patient")
RESOURCE: Final = coding(f"{TERMS}object-role", "4", "Domain Resource")
SECURITY: Final = coding(f"{TERMS}object-role", "13", "Security Resource")
QUERY: Final = coding(f"{TERMS}object-role", "24", "Query")


def named(one: str, type_: str = "") -> Element:
    """Return a reference to what has an id in the book: it names, and leads nowhere."""
    reference = {"identifier": {"system": URI, "value": f"urn:uuid:{one}"}}
    return {"type": type_, **reference} if type_ else reference


def absent(why: str) -> Element:
    """Return an element whose value is not told, and why (R4, data-absent-reason)."""
    return {"extension": [{"url": ABSENT_REASON, "valueCode": why}]}


def concept(coding: Element) -> Element:
    """Return a code where R4 asks for a concept."""
    return {"coding": [coding]}
