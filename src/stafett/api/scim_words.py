"""The words of SCIM 2.0 (RFC 7643, RFC 7644): how users and groups are written and asked for.

Only what a directory such as Entra ID uses to keep people and their units in step. What is sent
beyond that is neither kept nor shown.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from stafett.domain.employment import Employee
from stafett.domain.people import Contact, UnitId
from stafett.domain.unit import Unit

MEDIA_TYPE = "application/scim+json"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
KIND = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
MOST_SHOWN = 200
MOST_OPERATIONS = 100
LONGEST = 200

_FILTER = re.compile(r'\s*([A-Za-z.]{1,30})\s+eq\s+"([^"\\]{1,255})"\s*', re.ASCII | re.IGNORECASE)
_MEMBER = re.compile(r'members\[value eq "([0-9a-fA-F-]{36})"\]', re.ASCII | re.IGNORECASE)
_LEADERS = "leaders"
_PHONE = re.compile(r"[0-9+ ()]{0,30}", re.ASCII)


class BadScim(Exception):  # noqa: N818 - an answer (400), not a fault
    """What was sent cannot be taken; ``scim_type`` says why (RFC 7644 section 3.12)."""

    def __init__(self, scim_type: str) -> None:
        super().__init__(scim_type)
        self.scim_type = scim_type


def leaders_of(unit: UnitId) -> UUID:
    """Return the id of the group of those who lead a unit."""
    return uuid5(unit, _LEADERS)


def user(one: Employee) -> dict[str, Any]:
    """Return an employee as a user; one who has left is not active."""
    shown: dict[str, Any] = {
        "schemas": [USER],
        "id": str(one.id),
        "userName": one.user_name,
        "name": {"formatted": one.contact.name},
        "displayName": one.contact.name,
        "active": one.left is None,
        "meta": {"resourceType": "User", "location": f"/scim/v2/Users/{one.id}"},
    }
    if one.number:
        shown["externalId"] = one.number
    if one.contact.email:
        shown["emails"] = [{"value": one.contact.email, "type": "work", "primary": True}]
    if one.contact.phone:
        shown["phoneNumbers"] = [{"value": one.contact.phone, "type": "work"}]
    return shown


def group(which: UUID, unit: Unit, members: Iterable[UUID] | None) -> dict[str, Any]:
    """Return a unit, or those who lead it, as a group; ``None`` leaves its members out."""
    name = unit.name if which == unit.id else f"{unit.name} ({_LEADERS})"
    shown: dict[str, Any] = {
        "schemas": [GROUP],
        "id": str(which),
        "displayName": name,
        "meta": {"resourceType": "Group", "location": f"/scim/v2/Groups/{which}"},
    }
    if members is not None:
        shown["members"] = [{"value": str(one)} for one in sorted(members)]
    return shown


def page(found: list[dict[str, Any]], start: int, count: int) -> dict[str, Any]:
    """Return so many of what was found, from the one-based ``start`` on."""
    here = found[start - 1 : start - 1 + count]
    return {
        "schemas": [LIST],
        "totalResults": len(found),
        "startIndex": start,
        "itemsPerPage": len(here),
        "Resources": here,
    }


def page_asked(start: str, count: str) -> tuple[int, int]:
    """Return which page is asked for. Raises BadScim for no numbers."""
    try:
        return max(1, int(start or 1)), min(MOST_SHOWN, max(0, int(count or MOST_SHOWN)))
    except ValueError:
        raise BadScim("invalidValue") from None


def filter_asked(text: str, known: Iterable[str]) -> tuple[str, str] | None:
    """Return attribute (in small letters) and value of a filter, if there is one.

    Raises:
        BadScim: It is none of the few that are understood.

    """
    if not text.strip():
        return None
    found = _FILTER.fullmatch(text)
    if found is None or found[1].lower() not in known:
        raise BadScim("invalidFilter")
    return found[1].lower(), found[2]


class Changes:
    """What is to become of a user: the attributes that were sent, by their short names."""

    def __init__(self) -> None:
        self.said: dict[str, str | bool] = {}

    @classmethod
    def of_user(cls, sent: Mapping[str, Any]) -> "Changes":
        """Read a whole user."""
        changes = cls()
        for name, value in sent.items():
            changes.take(name, value)
        return changes

    def take(self, path: str, value: Any) -> None:
        """Take in one attribute; those we do not keep are passed over.

        Raises:
            BadScim: It is written in another way than it must be.

        """
        match path.lower():
            case "active":
                self.said["active"] = _truth(value)
            case "username" | "externalid" | "displayname" | "name.formatted":
                self.said[path.lower()] = _text(value)
            case "name.givenname" | "name.familyname":
                self.said[path.lower()] = _text(value)
            case "name" if isinstance(value, Mapping):
                for part, said in value.items():
                    self.take(f"name.{part}", said)
            case 'emails[type eq "work"].value':
                self.said["email"] = _text(value)
            case 'phonenumbers[type eq "work"].value':
                self.said["phone"] = _text(value)
            case "emails" | "phonenumbers" if isinstance(value, list):
                kind = "email" if path.lower() == "emails" else "phone"
                self.said[kind] = _text(_at_work(value))
            case "emails" | "phonenumbers" | "name":
                raise BadScim("invalidValue")
            case _:
                pass

    def text(self, name: str, otherwise: str = "") -> str:
        """Return a text that was sent, or what stood there before."""
        return str(self.said.get(name, otherwise))

    def contact(self, before: Contact) -> Contact:
        """Return how to reach the user now.

        Raises:
            BadScim: Without a name, or with a number or an address that is none.

        """
        whole = f"{self.text('name.givenname')} {self.text('name.familyname')}".strip()
        said = self.text("displayname") or self.text("name.formatted") or whole
        name = said or before.name or self.text("username")
        phone = self.text("phone", before.phone)
        email = self.text("email", before.email)
        if not name or not _PHONE.fullmatch(phone) or email.count("@") != bool(email):
            raise BadScim("invalidValue")
        return Contact(name, phone, email, before.extra)


def _at_work(values: list[Any]) -> Any:
    """Return the value of the one at work, the first one, or none."""
    entries = [one for one in values if isinstance(one, Mapping)]
    if len(entries) != len(values):
        raise BadScim("invalidValue")
    at_work = [one for one in entries if one.get("type") == "work"] or entries
    return at_work[0].get("value", "") if at_work else ""


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
        raise BadScim("invalidValue")
    return value.strip()


def _truth(value: Any) -> bool:
    """Return a truth value; Entra ID sends it as a text too."""
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise BadScim("invalidValue")
    return value


def operations(sent: Any) -> Iterable[tuple[str, str, Any]]:
    """Yield the operations of a patch: what to do, where, and with what (RFC 7644 section 3.5.2).

    Raises:
        BadScim: It is no patch.

    """
    listed = sent.get("Operations") if isinstance(sent, Mapping) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_OPERATIONS:
        raise BadScim("invalidSyntax")
    for one in listed:
        op = str(one.get("op", "")).lower() if isinstance(one, Mapping) else ""
        path = one.get("path", "") if op else ""
        if op not in {"add", "replace", "remove"} or not isinstance(path, str):
            raise BadScim("invalidSyntax")
        yield op, path, one.get("value")


def members(path: str, value: Any) -> list[UUID] | None:
    """Return the members that an operation names; ``None`` when it is about none of them.

    Raises:
        BadScim: What it names is nobody's id.

    """
    named = _MEMBER.fullmatch(path)
    if named:
        return [_id(named[1])]
    if not path and isinstance(value, Mapping):
        value = value.get("members")
        return None if value is None else members("members", value)
    if path.lower() != "members":
        return None
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [_id(one.get("value") if isinstance(one, Mapping) else one) for one in listed]


def _id(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise BadScim("invalidValue") from None


def error(status: int, detail: str, scim_type: str | None = None) -> dict[str, Any]:
    """Return an error as SCIM words it (RFC 7644 section 3.12)."""
    said: dict[str, Any] = {"schemas": [ERROR], "status": str(status), "detail": detail}
    return said | ({"scimType": scim_type} if scim_type else {})
