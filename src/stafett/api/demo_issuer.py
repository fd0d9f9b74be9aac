"""The demo's own issuer of log-ins: a key made when the demo starts and gone when it stops.

Its tokens are read by the very code that reads a real issuer's. Real use refuses its keys, which
say of themselves that they are a demo's, and its address, which is this machine.
"""

import secrets
from collections.abc import Callable
from time import time
from typing import Any

from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.responses import JSONResponse

from stafett.api.issuers import DEMO_KID, Issuer
from stafett.domain.people import Account, Assurance

AUDIENCE = "stafett"
PATH = "/demo/issuer"
KEYS_PATH = f"{PATH}/jwks.json"
LIFE_SECONDS = 366 * 86400
"""Longer than any demo: its tokens end when the key goes, that is when the demo stops."""


class DemoIssuer:
    """Logs in the people of the stories; ``base`` is the demo's own address."""

    def __init__(self, base: str) -> None:
        self.name = f"{base}{PATH}"
        self._kid = f"{DEMO_KID}{secrets.token_hex(8)}"
        self._key = ECKey.generate_key(
            "P-256", {"kid": self._kid, "use": "sig", "alg": "ES256"}, auto_kid=False
        )

    def account(self, subject: str) -> Account:
        """Return the account that a token for *subject* shows."""
        return Account(self.name, subject)

    def token(
        self,
        subject: str,
        assurance: Assurance = Assurance.HIGH,
        client: str = "stafett-demo",
        since: int | None = None,
    ) -> str:
        """Return a token that proves to be *subject*, good for as long as the demo runs.

        ``since`` is when they logged in, in seconds since 1970, if not now.
        """
        now = int(time())
        claims = {
            "iss": self.name,
            "sub": subject,
            "aud": AUDIENCE,
            "iat": now,
            "auth_time": now if since is None else since,
            "exp": now + LIFE_SECONDS,
            "acr": assurance.value,
            "client_id": client,
        }
        header = {"alg": "ES256", "kid": self._kid, "typ": "at+jwt"}
        return jwt.encode(header, claims, self._key, algorithms=["ES256"])

    def public_keys(self) -> dict[str, Any]:
        """Return the key set (RFC 7517) that anybody may read."""
        return {"keys": [self._key.as_dict(private=False)]}

    def as_issuer(self) -> Issuer:
        """Return how the service is to take this issuer's word."""
        return Issuer(
            issuer=self.name,
            audience=AUDIENCE,
            algorithms=frozenset({"ES256"}),
            jwks_url=f"{self.name}/jwks.json",
            longest_life_seconds=LIFE_SECONDS,
            fresh_seconds=LIFE_SECONDS,
            assurance={level.value: level for level in Assurance},
        )


def beside(issuer: DemoIssuer) -> Callable[[FastAPI], None]:
    """Return what puts the issuer's public keys at their address, beside the service."""

    async def keys() -> JSONResponse:
        """Hand out the demo's public keys."""
        return JSONResponse(issuer.public_keys())

    def put(app: FastAPI) -> None:
        app.add_api_route(KEYS_PATH, keys, methods=["GET"], include_in_schema=False)

    return put
