"""A real issuer of log-ins in a process of its own, and programmes and people who log in there."""

import asyncio
import base64
import json
import os
import secrets
import shutil
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.api.held import Holder

HERE = Path(__file__).parent
AUDIENCE = "https://stafett.example.no"
SCOPE = "stafett:read stafett:membership"
BACK = "http://127.0.0.1:1/back"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


def need_node() -> str:
    """Return where Node is; skip, or fail in CI, when it or its packages are missing."""
    node = shutil.which("node")
    missing = None if node else "Node is missing"
    if not (HERE / "node_modules" / "oidc-provider").is_dir():
        missing = missing or "run `npm ci` in tests/issuer"
    if missing and os.environ.get("CI"):
        pytest.fail(f"no real issuer: {missing}")
    if missing or node is None:
        pytest.skip(f"NO REAL ISSUER WAS TRIED: {missing}")
    return node


@dataclass
class Programme:
    """A programme known to the issuer, with its own key."""

    id: str
    grants: Sequence[str]
    consumer: str = ""
    supplier: str = ""
    redirect: str = ""
    dpop: bool = False
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "own"}))

    @property
    def registered(self) -> Mapping[str, Any]:
        """Return what the issuer is told."""
        return {
            "id": self.id,
            "jwks": {"keys": [self.key.as_dict(private=False) | {"alg": "ES256", "use": "sig"}]},
            "grants": list(self.grants),
            "redirect": self.redirect,
            "consumer": self.consumer,
            "supplier": self.supplier,
            "secretless": bool(self.redirect),
            "dpop": self.dpop,
        }

    def assertion(self, audience: str, **claims: Any) -> str:
        """Return what proves that we are this programme, once (RFC 7523 section 3)."""
        now = int(time())
        said = {"iss": self.id, "sub": self.id, "aud": audience, "iat": now, "exp": now + 60}
        said |= {"jti": secrets.token_hex(8)} | claims
        return jwt.encode({"alg": "ES256", "kid": "own"}, said, self.key, algorithms=["ES256"])


@dataclass
class RealIssuer:
    """An issuer that runs; ``name`` is what stands in its tokens."""

    name: str
    client: httpx2.AsyncClient

    async def token(self, **form: Any) -> httpx2.Response:
        """Ask for a token; ``note`` is sent as a DPoP note."""
        headers = {"DPoP": form.pop("note")} if "note" in form else {}
        return await self.client.post(f"{self.name}/token", data=form, headers=headers)

    async def for_programme(self, programme: Programme, **form: Any) -> httpx2.Response:
        """Ask for a token as a programme that proves itself with its key."""
        proof = form.pop("assertion_of_client", None) or programme.assertion(self.name)
        return await self.token(
            client_id=programme.id, client_assertion_type=ASSERTION, client_assertion=proof, **form
        )

    async def log_in(
        self,
        programme: Programme,
        who: str,
        acr: str,
        holder: Holder | None = None,
        resource: str = AUDIENCE,
    ) -> Mapping[str, Any]:
        """Log somebody in by authorization code and PKCE, and return the token's answer."""
        verifier = secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "client_id": programme.id,
            "response_type": "code",
            "redirect_uri": programme.redirect,
            "scope": f"openid {SCOPE}",
            "resource": resource,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
            "acr_values": acr,
            "login_hint": who,
            "state": (state := secrets.token_hex(8)),
            "nonce": secrets.token_hex(8),
            "prompt": "login",
        }
        with_cookies = httpx2.AsyncClient(trust_env=False)
        async with with_cookies as browser:
            answer = await browser.get(f"{self.name}/auth", params=asked)
            while not (to := answer.headers["location"]).startswith(programme.redirect):
                answer = await browser.get(f"{self.name}{to}" if to.startswith("/") else to)
        back = parse_qs(urlsplit(to).query)
        assert back["state"] == [state], back
        form = {
            "grant_type": "authorization_code",
            "code": back["code"][0],
            "redirect_uri": programme.redirect,
            "code_verifier": verifier,
            "client_id": programme.id,
            "resource": resource,
        }
        if holder is not None:
            form["note"] = note_for_token(holder, self.name)
        found = await self.token(**form)
        assert found.status_code == 200, found.text
        told: Mapping[str, Any] = found.json()
        return told


def note_for_token(holder: Holder, issuer: str) -> str:
    """Return a note for asking the issuer for a token, which is about no token yet."""
    there = {"htu": f"{issuer}/token", "ath": ...}
    return holder.note("", method="POST", now=int(time()), claims=there)


@asynccontextmanager
async def issuing(
    programmes: Sequence[Programme], people: Mapping[str, Mapping[str, str]]
) -> AsyncIterator[RealIssuer]:
    """Start an issuer that knows these programmes and people, and stop it again."""
    node = need_node()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {
        "port": port,
        "audience": AUDIENCE,
        "scope": SCOPE,
        "clients": [one.registered for one in programmes],
        "people": people,
    }
    process = await asyncio.create_subprocess_exec(
        node,
        str(HERE / "issuer.mjs"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(told).encode())
        process.stdin.close()
        async with asyncio.timeout(30):
            assert await process.stdout.readline() == b"listening\n"
        async with httpx2.AsyncClient(timeout=10, trust_env=False) as client:
            yield RealIssuer(f"http://127.0.0.1:{port}", client)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
