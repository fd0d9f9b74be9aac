"""Whose word we take for who somebody is: the issuers of log-ins, written down in a file.

An issuer is configuration, never code, and never something a token may suggest. Each has its own
list of algorithms, its own audience and its own idea of how sure a log-in is.
"""

import ipaddress
import tomllib
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stafett.domain.people import Assurance
from stafett.settings import WrongSettings

DEMO_KID = "demo-"
"""What the id of every key of a demo begins with, so that real use can refuse it."""

Algorithm: TypeAlias = Literal["ES256", "ES384", "Ed25519", "PS256", "PS384", "RS256"]
"""Signatures with two different keys only: no ``none``, and no secret shared with the issuer."""


class Use(Enum):
    """What the service is run for."""

    REAL = "real"
    DEMO = "demo"


class IssuersRefusedError(WrongSettings):
    """The file of issuers cannot be used; the message says what to mend, and quotes no key."""


class Issuer(BaseModel):
    """One issuer, and how far its word goes (security study 6.1).

    ``issuer`` is compared with the token's ``iss`` letter by letter. Keys come from ``jwks_url``
    or stand here in ``jwks``, never from a token. ``assurance`` maps the token's ``acr`` to how
    sure the log-in is; an ``acr`` that is not there counts as ``otherwise``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: Annotated[str, Field(min_length=1, max_length=500)]
    audience: Annotated[str, Field(min_length=1, max_length=500)]
    algorithms: Annotated[frozenset[Algorithm], Field(min_length=1)]
    jwks_url: str | None = None
    jwks: Mapping[str, Any] | None = None
    typ: Literal["at+jwt", "JWT"] = "at+jwt"
    longest_life_seconds: Annotated[int, Field(ge=60, le=366 * 86400)] = 3600
    assurance: Mapping[str, Assurance] = Field(default_factory=dict)
    otherwise: Assurance = Assurance.LOW
    client_claim: Literal["client_id", "azp"] = "client_id"

    @model_validator(mode="after")
    def _keys_come_from_one_place(self) -> "Issuer":
        if (self.jwks_url is None) == (self.jwks is None):
            raise ValueError("give either jwks_url or jwks")
        return self


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
            without encryption, on this machine only, or signs with a demo's key.

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
    if any(is_demo_key(key) for key in (issuer.jwks or {}).get("keys", ())):
        raise IssuersRefusedError(f"{issuer.issuer} signs with a demo's key: that is for demos")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
