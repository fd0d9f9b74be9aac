"""Somebody who holds a key, and writes a note for each request they make with their token."""

import base64
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import uuid4

from joserfc.jwk import ECKey, Key, RSAKey

from tests.api.forge import NOW, REGISTRY, segment

ADDRESS = "https://stafett.example.no"


def print_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(raw).digest()).rstrip(b"=").decode()


class Holder:
    """A programme with a key of its own; ``address`` is where it believes the service to be."""

    def __init__(self, address: str = ADDRESS) -> None:
        self.key = ECKey.generate_key("P-256")
        self.address = address

    @property
    def thumbprint(self) -> str:
        return self.key.thumbprint()

    def note(
        self,
        token: str,
        *,
        method: str = "GET",
        path: str = "/v1/me",
        nonce: str | None = None,
        now: int = NOW,
        header: Mapping[str, Any] | None = None,
        claims: Mapping[str, Any] | None = None,
        signed_by: Key | None = None,
    ) -> str:
        """Return a note (RFC 9449 section 4.2); ``header`` and ``claims`` change what it says."""
        head: dict[str, Any] = {
            "typ": "dpop+jwt",
            "alg": "ES256",
            "jwk": self.key.as_dict(private=False),
        }
        said: dict[str, Any] = {
            "jti": str(uuid4()),
            "htm": method,
            "htu": f"{self.address}{path}",
            "iat": now,
            "ath": print_of(token.encode()),
        }
        if nonce is not None:
            said["nonce"] = nonce
        head |= header or {}
        said |= claims or {}
        said = {name: value for name, value in said.items() if value is not ...}
        key = signed_by or self.key
        signing = f"{segment(head)}.{segment(json.dumps(said).encode())}".encode()
        model = REGISTRY.get_alg("PS256" if isinstance(key, RSAKey) else "ES256")
        return f"{signing.decode()}.{segment(model.sign(signing, key))}"
