"""Whose word we take for who somebody is: the issuers of log-ins, written down in a file.

An issuer is configuration, never code, and never something a token may suggest. Each has its own
list of algorithms, its own audience and its own idea of how sure a log-in is. What is known of a
kind of issuer (ID-porten, Entra ID, ...) stands in ``issuer_kinds.toml`` and need not be repeated.
"""

import ipaddress
import tomllib
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stafett.api.scopes import Scope
from stafett.domain.people import Assurance
from stafett.settings import WrongSettings

DEMO_KID = "demo-"
"""What the id of every key of a demo begins with, so that real use can refuse it."""

Algorithm: TypeAlias = Literal["ES256", "ES384", "Ed25519", "PS256", "PS384", "RS256"]
"""Signatures with two different keys only: no ``none``, and no secret shared with the issuer."""


Kind: TypeAlias = Literal[
    "general", "id-porten", "ansattporten", "entra-id", "feide", "helse-id", "maskinporten"
]
Whose: TypeAlias = Literal["anybody", "family", "staff", "systems"]
Claim: TypeAlias = Annotated[str, Field(min_length=1, max_length=100)]
CONSUMER = "consumer"
"""What ``subject`` says when the one who comes in is an organisation and no human being."""


class Use(Enum):
    """What the service is run for."""

    REAL = "real"
    DEMO = "demo"


class IssuersRefusedError(WrongSettings):
    """The file of issuers cannot be used; the message says what to mend, and quotes no key."""


class Issuer(BaseModel):
    """One issuer, and how far its word goes (security study 6.1).

    ``issuer`` is compared with the token's ``iss`` letter by letter. Keys come from ``jwks_url``
    or stand here in ``jwks``, never from a token.

    ``level`` is the claim that says how sure the log-in is, and ``assurance`` what its values
    mean; one that is not there counts as ``otherwise``. ``subject`` is the claim that tells one
    human being (or, with ``consumer``, one organisation) from another, ``number`` the one with a
    national number. ``whose`` says who may come in. ``young_below`` lets children younger than
    that in, each on themselves, by a log-in that is less sure (F30).

    ``logged_in_at`` is the claim with the time of the log-in, and for ``fresh_seconds`` after it
    the gravest acts may be done; later one logs in anew (ASVS 5.0 7.5.3).

    ``scopes`` maps the token's scopes to ours; ``None`` when the issuer uses none. ``may_act``
    are the programmes that may bring somebody along (RFC 8693 section 4.1). ``binding`` says that
    every token must be held by a key (RFC 9449, RFC 8705); one that is, is only taken with it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind = "general"
    issuer: Annotated[str, Field(min_length=1, max_length=500)]
    audience: Annotated[str, Field(min_length=1, max_length=500)]
    algorithms: Annotated[frozenset[Algorithm], Field(min_length=1)]
    jwks_url: str | None = None
    jwks: Mapping[str, Any] | None = None
    typ: Literal["at+jwt", "JWT", "none"] = "at+jwt"
    logged_in_at: Claim = "auth_time"
    fresh_seconds: Annotated[int, Field(ge=60, le=366 * 86400)] = 600
    longest_life_seconds: Annotated[int, Field(ge=60, le=366 * 86400)] = 3600
    whose: Whose = "anybody"
    subject: Claim = "sub"
    number: Claim | None = None
    level: Claim = "acr"
    assurance: Mapping[str, Assurance] = Field(default_factory=dict)
    otherwise: Assurance = Assurance.LOW
    young_below: Annotated[int, Field(ge=1, le=15)] | None = None
    tenant_in_name: bool = False
    client_claim: Literal["client_id", "azp"] = "client_id"
    scope_claim: Literal["scope", "scp"] = "scope"
    scopes: Mapping[str, Scope] | None = None
    may_act: frozenset[str] = frozenset()
    binding: Literal["dpop", "mtls"] | None = None
    proof_nonce: bool = True
    keys_fresh_seconds: Annotated[int, Field(ge=60, le=3600)] = 600
    keys_good_seconds: Annotated[int, Field(ge=60, le=86400)] = 3600
    keys_asked_every_seconds: Annotated[int, Field(ge=10, le=3600)] = 60

    @model_validator(mode="before")
    @classmethod
    def _as_its_kind(cls, given: Any) -> Any:
        """Fill in what is known of the kind and was not said otherwise."""
        known = kinds().get(given.get("kind", "general")) if isinstance(given, dict) else None
        if known is None:
            return given
        return {name: value for name, value in known.items() if name in cls.model_fields} | given

    @model_validator(mode="after")
    def _keys_come_from_one_place(self) -> "Issuer":
        if (self.jwks_url is None) == (self.jwks is None):
            raise ValueError("give either jwks_url or jwks")
        if (self.subject == CONSUMER) != (self.whose == "systems"):
            raise ValueError("systems come in as the organisation they are used by, and only they")
        if self.whose == "systems" and self.scopes is None:
            raise ValueError("say in scopes what systems are let in for")
        return self

    @property
    def surest(self) -> tuple[str, ...]:
        """Return what a token says of its level when the log-in is as sure as can be."""
        return tuple(sorted(said for said, sure in self.assurance.items() if sure is _SUREST))


_SUREST = Assurance.HIGH
LONGEST_FRESH_SECONDS = 900
"""In real use: no issuer's log-in counts as just made for longer."""


@cache
def kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return what is known of each kind of issuer, from ``issuer_kinds.toml``."""
    found = resources.files(__package__).joinpath("issuer_kinds.toml").read_text("utf-8")
    return tomllib.loads(found)


def read_issuers(file: Path) -> tuple[Issuer, ...]:
    """Return the issuers of a TOML file of ``[[issuer]]`` tables.

    Raises:
        IssuersRefusedError: The file is missing, is not TOML or says something unknown.

    """
    try:
        found = tomllib.loads(file.read_text("utf-8"))
        return tuple(Issuer.model_validate(entry) for entry in found.get("issuer", ()))
    except OSError:
        raise IssuersRefusedError(f"the file of issuers, {file}, cannot be read") from None
    except tomllib.TOMLDecodeError:
        raise IssuersRefusedError(f"the file of issuers, {file}, is not TOML") from None
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise IssuersRefusedError(f"{file}: {where or 'issuer'}: {first['msg']}") from None


def checked(issuers: Sequence[Issuer], use: Use) -> Mapping[str, Issuer]:
    """Return the issuers by name, once they are good enough for what they are to be used for.

    Raises:
        IssuersRefusedError: Two issuers share a name; or, for real use, one of them is reached
            without encryption, on this machine only, has a name its kind has not, or signs with
            a demo's key.

    """
    by_name = {issuer.issuer: issuer for issuer in issuers}
    if len(by_name) != len(issuers):
        raise IssuersRefusedError("two issuers have the same name")
    if use is Use.REAL:
        for issuer in issuers:
            _check_for_real_use(issuer)
    return by_name


def is_demo_key(key: Mapping[str, Any]) -> bool:
    """Tell whether a key says of itself that it belongs to a demo."""
    return str(key.get("kid", "")).startswith(DEMO_KID)


def _check_for_real_use(issuer: Issuer) -> None:
    for address in filter(None, (issuer.issuer, issuer.jwks_url)):
        parts = urlsplit(address)
        if parts.scheme != "https":
            raise IssuersRefusedError(f"{address} is not https: nobody's word travels in the open")
        if _is_this_machine(parts.hostname or ""):
            raise IssuersRefusedError(f"{address} is this machine: that is for demos")
    if issuer.fresh_seconds > LONGEST_FRESH_SECONDS:
        raise IssuersRefusedError(
            f"{issuer.issuer}: fresh_seconds: no log-in is fresh after {LONGEST_FRESH_SECONDS}"
        )
    names = kinds()[issuer.kind].get("names")
    if names is not None and issuer.issuer not in names:
        raise IssuersRefusedError(f"{issuer.kind} has another name: one of {', '.join(names)}")
    if any(is_demo_key(key) for key in (issuer.jwks or {}).get("keys", ())):
        raise IssuersRefusedError(f"{issuer.issuer} signs with a demo's key: that is for demos")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
