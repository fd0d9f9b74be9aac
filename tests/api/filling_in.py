"""Filling in forms by what the contract says of them, rightly or with one thing wrong."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

Schema = Mapping[str, Any]


def filled_in(schema: Schema, schemas: Mapping[str, Schema], word: str) -> Any:
    """Return a body that the schema takes; every free text in it is *word*."""
    if "$ref" in schema:
        return filled_in(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, word)
    if "anyOf" in schema:
        return filled_in(schema["anyOf"][0], schemas, word)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    match schema["type"]:
        case "object":
            members = schema.get("properties", {})
            return {name: filled_in(one, schemas, word) for name, one in members.items()}
        case "array":
            return [filled_in(schema["items"], schemas, word)]
        case "integer":
            return int(schema.get("minimum", 1))
        case "boolean":
            return True
        case _:
            return _text(schema, word)


def _text(schema: Schema, word: str) -> str:
    written = {"uuid": str(uuid4()), "date": "2026-01-05", "date-time": "2026-01-05T10:00:00Z"}
    if schema.get("format") in written:
        return written[schema["format"]]
    if "pattern" in schema:
        pattern = schema["pattern"]
        return "123456789" if "9" in pattern and "a" not in pattern else word.lower()
    return word


def spoiled(body: Any, word: str) -> Iterator[Any]:
    """Yield the body with one thing wrong, once for every place and way."""
    yield [word]
    yield word
    yield {**body, word: word}
    for path in _places(body):
        for wrong in (f"{word}\x00", {word: word}):
            yield _with(body, path, wrong)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for step, one in inside:
        yield (*path, step)
        if isinstance(one, (dict, list)):
            yield from _places(one, (*path, step))


def _with(value: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    if not path:
        return wrong
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(copy[path[0]], path[1:], wrong)
    return copy
