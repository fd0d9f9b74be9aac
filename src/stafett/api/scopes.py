"""What a log-in is for: one scope for each group of callers, and looking into the journal apart.

The issuer of a log-in may have been told to let a programme do only some things. What the person
behind it may do stands in the book all the same; a scope only ever takes away (RFC 6750 section 3).
"""

from collections.abc import Set as AbstractSet
from enum import Enum

from stafett.api.problems import Problem


class Scope(Enum):
    """Which doors a programme was let through."""

    READ = "read"
    WRITE = "write"
    ADMINISTER = "administer"
    MEMBERSHIP = "membership"
    AUDIT = "audit"


READS_BY_POST = frozenset({"/v1/persons/search"})
"""Questions that come as ``POST``, for networks that block ``QUERY``."""

_TOLD_FROM_THE_JOURNAL = frozenset(
    {
        "/v1/concerns/{concern}/misfilings/{item}/readers",
        "/v1/follow-ups/{follow_up}/misfilings/{item}/readers",
    }
)
_FEED = "/v1/membership"
_AUDIT = "/v1/audit/"
_RULEBOOK = frozenset({"municipality", "rules"})


def scope_of(path: str, methods: AbstractSet[str], subjects: AbstractSet[str]) -> Scope:
    """Return the one scope a route asks for; ``subjects`` are its tags in the contract."""
    if path.startswith((_FEED, "/scim/")):
        return Scope.MEMBERSHIP
    if path in _TOLD_FROM_THE_JOURNAL or path.startswith(_AUDIT):
        return Scope.AUDIT
    if "POST" not in methods or path in READS_BY_POST:
        return Scope.READ
    return Scope.ADMINISTER if subjects & _RULEBOOK else Scope.WRITE


def check_scope(granted: AbstractSet[Scope] | None, needed: Scope) -> None:
    """See that a log-in is for this; ``None`` where its issuer uses no scopes.

    Raises:
        Problem: 403, it is for something else.

    """
    if granted is not None and needed not in granted:
        told = f'Bearer realm="stafett", error="insufficient_scope", scope="{needed.value}"'
        raise Problem("SCOPE_MISSING", headers={"WWW-Authenticate": told})
