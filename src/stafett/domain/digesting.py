"""Digests: a fingerprint of facts, by which two people know that they read the same thing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any
from uuid import UUID


def digest(facts: object) -> str:
    """Return the SHA-256 of the facts, in hexadecimal: the same for the same facts."""
    written = json.dumps(_plain(facts), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return the facts as JSON has them, members by name and sets in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(map(str, map(_plain, value)))
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
