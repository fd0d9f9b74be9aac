"""What may be sent has an end everywhere: every list, every text and every table of names."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.api.test_contract import APP

Schema = Mapping[str, Any]
LIMITED = ("maxLength", "enum", "format", "const", "pattern")
WHOLE_BODIES = {"/v1/membership/lists/table", "/v1/membership/lists/complete-table"}
"""A body that is one text has the end that every body has."""


def without_end(schema: Schema, where: str, known: Mapping[str, Any], seen: set[str]) -> set[str]:
    """Return the places of a body in which there is no end to what may be sent."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return set()
        seen.add(name)
        return without_end(known[name], name, known, seen)
    found: set[str] = set()
    for choice in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(choice, ()):
            found |= without_end(one, where, known, seen)
    kind = schema.get("type")
    if kind == "array":
        found |= set() if "maxItems" in schema else {f"{where}: a list"}
        found |= without_end(schema.get("items", {}), f"{where}[]", known, seen)
    if kind == "string" and where not in WHOLE_BODIES and not set(LIMITED) & schema.keys():
        found.add(f"{where}: a text")
    names_any = schema.get("additionalProperties") not in (None, False)
    if kind == "object" and names_any and "maxProperties" not in schema:
        found.add(f"{where}: names")
    for name, one in schema.get("properties", {}).items():
        found |= without_end(one, f"{where}.{name}", known, seen)
    return found


def bodies(document: Schema) -> Iterator[tuple[str, Schema]]:
    """Give the schema of every body that may be sent, and where to."""
    for path, operations in document["paths"].items():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            yield from ((path, one.get("schema", {})) for one in content.values())


def test_every_list_and_every_text_that_may_be_sent_has_an_end() -> None:
    document = APP.openapi()
    known, seen = document["components"]["schemas"], set[str]()
    found = {
        place
        for path, schema in bodies(document)
        for place in without_end(schema, path, known, seen)
    }
    assert len(seen) > 200
    assert found == set()


def test_a_list_without_an_end_would_be_found() -> None:
    endless = {"type": "object", "properties": {"names": {"type": "array", "items": {}}}}
    assert without_end(endless, "a form", {}, set()) == {"a form.names: a list"}
