"""What a log-in tells: whose it is, how sure it is, and who brought it here.

Read from claims whose signature, issuer, audience and time have been checked. What is there must
be written as it should be; a claim that says too much is refused rather than passed over.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stafett.api.compact import SKEW_SECONDS, TokenRefusedError, seconds
from stafett.api.issuers import CONSUMER, Issuer
from stafett.api.scopes import Scope
from stafett.domain.people import Account, Assurance
from stafett.journal import Through

LONGEST_NAME = 255
MOST_SCOPES = 100

_ORGANISATION = re.compile(r"0192:\d{9}", re.ASCII)
_AUTHORITY = "iso6523-actorid-upis"
_OF_ID_TOKENS = frozenset({"nonce", "at_hash", "c_hash", "s_hash"})
"""What stands only in the token that tells a programme who logged in, and never opens an API."""

_SURENESS = (Assurance.HIGH, Assurance.SUBSTANTIAL, Assurance.LOW)


@dataclass(frozen=True, slots=True)
class LogIn:
    """What a token proved: whose account, how surely, and by which programme.

    ``since`` is when that was, in seconds since 1970, where the issuer tells it (RFC 9068 section
    2.2.1). ``number`` is the national number by which somebody in a family is found, where the
    issuer tells it. ``scopes`` is ``None`` where the issuer uses none. ``bound_to`` are the
    thumbprints of the keys that the token must be held by (``cnf``: RFC 9449 section 6, RFC 8705
    section 3).
    """

    account: Account
    assurance: Assurance
    through: Through
    issuer: Issuer = field(repr=False)
    since: int | None = None
    number: str | None = field(default=None, repr=False)
    scopes: frozenset[Scope] | None = None
    bound_to: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def client(self) -> str:
        """Return the programme that asks."""
        return self.through.client


def read_log_in(claims: Mapping[str, Any], issuer: Issuer) -> LogIn:
    """Return what the claims of a token of this issuer tell.

    Raises:
        TokenRefusedError: They tell it in no way, or in two.

    """
    if issuer.typ == "none" and claims.keys() & _OF_ID_TOKENS:
        raise TokenRefusedError("a token for a programme, not for us")
    if issuer.tenant_in_name and _name(claims, "tid") not in issuer.issuer.split("/")[3:]:
        raise TokenRefusedError("another tenant")
    organisation = _organisation(claims, CONSUMER)
    subject = organisation if issuer.subject == CONSUMER else _name(claims, issuer.subject)
    if subject is None:
        raise TokenRefusedError("names nobody")
    if issuer.subject == CONSUMER and ("pid" in claims or "act" in claims):
        raise TokenRefusedError("a system that brings somebody along without proof")
    sure = _assurance(claims.get(issuer.level), issuer)
    through = Through(
        client=_name(claims, issuer.client_claim, longest=2 * LONGEST_NAME) or issuer.issuer,
        issuer=issuer.issuer,
        assurance=None if issuer.whose == "systems" else sure.value,
        consumer=organisation,
        supplier=_organisation(claims, "supplier"),
        delegation=_name(claims, "delegation_source"),
        acting=_acting(claims, issuer),
    )
    return LogIn(
        account=Account(issuer.issuer, subject),
        assurance=sure,
        through=through,
        issuer=issuer,
        since=_since(claims, issuer),
        number=None if issuer.number is None else _name(claims, issuer.number),
        scopes=_scopes(claims, issuer),
        bound_to=_bound_to(claims, issuer),
    )


def _since(claims: Mapping[str, Any], issuer: Issuer) -> int | None:
    """Return when somebody logged in; nobody does so after the token was made."""
    if issuer.logged_in_at not in claims:
        return None
    since = seconds(claims, issuer.logged_in_at)
    if since > seconds(claims, "iat") + SKEW_SECONDS:
        raise TokenRefusedError("logged in after the token was made")
    return since


def _name(claims: Mapping[str, Any], claim: str, longest: int = LONGEST_NAME) -> str | None:
    """Return what a claim says in so many letters, or ``None`` when it is not there."""
    found = claims.get(claim)
    if found is None and claim not in claims:
        return None
    if not isinstance(found, str) or not 0 < len(found) <= longest:
        raise TokenRefusedError("a name that is none")
    return found


def _assurance(said: object, issuer: Issuer) -> Assurance:
    """Return the surest level that is said: one word, or a list of them."""
    words = said if isinstance(said, list) and issuer.level != "acr" else [said]
    meant = {issuer.assurance.get(word) for word in words if isinstance(word, str)}
    return next((sure for sure in _SURENESS if sure in meant), issuer.otherwise)


def _organisation(claims: Mapping[str, Any], claim: str) -> str | None:
    """Return an organisation by its number, as Maskinporten and ID-porten name one."""
    found = claims.get(claim)
    if found is None and claim not in claims:
        return None
    if not isinstance(found, dict) or found.get("authority") != _AUTHORITY:
        raise TokenRefusedError("an organisation of an unknown register")
    name = found.get("ID")
    if not isinstance(name, str) or not _ORGANISATION.fullmatch(name):
        raise TokenRefusedError("an organisation without a number")
    return name


def _acting(claims: Mapping[str, Any], issuer: Issuer) -> str | None:
    """Return the programme that brought somebody along (RFC 8693 section 4.1).

    Only one may stand between, it must be one that may, and it never decides anything: what may
    be done is judged by who was brought along.
    """
    act = claims.get("act")
    if act is None and "act" not in claims:
        return None
    if not isinstance(act, dict) or "act" in act:
        raise TokenRefusedError("brought along through too many hands")
    who = _name(act, "sub")
    if who is None or who not in issuer.may_act:
        raise TokenRefusedError("brought along by one who may not")
    return who


def _scopes(claims: Mapping[str, Any], issuer: Issuer) -> frozenset[Scope] | None:
    if issuer.scopes is None:
        return None
    known = issuer.scopes
    return frozenset(known[one] for one in _words(claims.get(issuer.scope_claim)) if one in known)


def _words(said: object) -> Iterator[str]:
    """Yield the scopes of a token: words in one text (RFC 6749 section 3.3), or a list of them."""
    words = said.split(" ") if isinstance(said, str) else said
    if words is None:
        return
    if not isinstance(words, list) or len(words) > MOST_SCOPES:
        raise TokenRefusedError("scopes that are none")
    for word in words:
        if not isinstance(word, str):
            raise TokenRefusedError("a scope that is none")
        yield word


_CONFIRMED_BY = {"jkt": "dpop", "x5t#S256": "mtls"}


def _bound_to(claims: Mapping[str, Any], issuer: Issuer) -> Mapping[str, str]:
    """Return which key a token must be held by, under ``dpop`` and ``mtls``."""
    found = claims.get("cnf")
    if found is None and "cnf" not in claims:
        if issuer.binding is not None:
            raise TokenRefusedError("held by no key")
        return {}
    if not isinstance(found, dict) or not found or found.keys() - _CONFIRMED_BY.keys():
        raise TokenRefusedError("held by a key in a way we do not know")
    bound = {_CONFIRMED_BY[way]: print_ for way, print_ in found.items()}
    if not all(isinstance(one, str) and one for one in bound.values()):
        raise TokenRefusedError("held by no key that can be known again")
    if issuer.binding is not None and issuer.binding not in bound:
        raise TokenRefusedError("held in another way than it must be")
    return bound
