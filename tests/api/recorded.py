"""What must stand in the journal: every answer that shows something of somebody, and every no.

What opens nothing about anybody is named here, each with its reason.
"""

from collections.abc import Mapping

from tests.api.matrix import Told

ABOUT_NOBODY: Mapping[str, str] = {
    "/v1/me": "one's own name, units and role",
    "/v1/me/notices": "where oneself is told; nobody else's is shown to anybody",
    "/v1/municipality": "the municipality, its units and how to reach them",
    "/v1/employees": "who works where: the directory of those at work, for those at work",
    "/v1/units": "the directory of units",
    "/v1/catalogue": "the catalogue of measures",
    "/v1/rules": "the rules of a day",
    "/v1/law": "the law",
    "/v1/legal-grounds": "the law",
    "/v1/forms": "empty forms",
    "/v1/forms/{form}/versions/{version}": "an empty form",
    "/v1/guides/drafts": "drafts of the guide",
    "/v1/guides/{guide}/versions/{version}": "the guide",
    "/v1/guides/in-use": "how many follow-ups go by an edition; one to four is told as few",
    "/v1/day-rules": "the rules of a day",
    "/v1/day-rules/drafts": "drafts of the rules",
    "/v1/model/lessons": "what is learnt about the model; names in it are refused",
    "/v1/neighbours": "other municipalities, and our own card",
    "/v1/acts": "what waits for a second person: about a book or a neighbour",
    "/v1/teams": "teams and those who sit in them, as the directory",
    "/v1/teams/cases": "cases that are about nobody; names in them are refused",
    "/v1/systems": "systems that were let in",
}
"""Routes that are answered and leave no line, and why. What is read without logging in, health,
versions, problems and the contract, and what a directory reads back of what it told (SCIM), are
about no child either."""

_BEFORE_THE_BOOK = frozenset(
    {
        "NOT_LOGGED_IN",
        "SURER_LOG_IN_NEEDED",
        "FRESH_LOG_IN_NEEDED",
        "SCOPE_MISSING",
        "NOT_KNOWN_HERE",
    }
)
"""Said before any book has looked: these stand in the service's log, under the request."""
_CROSSED = frozenset({"HANDS_CROSSED"})
_REFUSED = frozenset({403, 404, 409, 412})
_SHOWN = frozenset({200, 304})


def was_shown(told: Told) -> bool:
    """Was something shown: a page, a list, a file, or what a search found?"""
    return told.status in _SHOWN


def must_be_recorded(told: Told) -> bool:
    """Must the answer have a line in the journal?"""
    if was_shown(told):
        return told.row.path not in ABOUT_NOBODY
    return told.status in _REFUSED and told.code not in _BEFORE_THE_BOOK | _CROSSED
